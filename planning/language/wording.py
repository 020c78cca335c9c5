"""Kinds, states and goals in plain words: the ontology's own, never a user's or a model's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from envs.ontology import shuts
from planning.language.goal_language import ANYTHING, Proposal, Reference, Stage, Thing

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_VOWELS = "aeiou"
_SINGULARS = {
    ANYTHING: "thing", "Appliances": "appliance", "CD": "CD", "Chairs": "seat",
    "CleaningProducts": "cleaning product", "Computers": "computer", "Condiments": "condiment",
    "Cookware": "piece of cookware", "CounterTop": "counter", "Curtains": "curtains",
    "Dishware": "dish", "Drinkware": "drinking vessel", "EggCracked": "cracked egg",
    "Electronics": "electronic device", "Food": "piece of food", "Fruit": "piece of fruit",
    "Furniture": "piece of furniture", "HygieneProducts": "hygiene product",
    "KitchenUtensils": "kitchen utensil", "Knives": "knife of any kind", "Lamps": "lamp",
    "Lights": "light", "MediaEntertainment": "piece of media", "RoomDecor": "decoration",
    "Silverware": "piece of silverware", "SmallHandheldObjects": "small handheld object",
    "Soap": "piece of soap", "SportsEquipment": "piece of sports equipment",
    "TVStand": "TV stand", "TableTopDecor": "table decoration", "Tables": "table",
    "Tableware": "piece of tableware", "Vegetables": "vegetable",
    "WallDecor": "wall decoration", "WaterSources": "water source",
    "WritingUtensils": "writing utensil",
}  # fmt: skip
_PLURALS = {"knife": "knives", "shelf": "shelves", "curtains": "curtains", "Boots": "boots"}
_HOLLOW = frozenset(
    {"Bathtub", "BathtubBasin", "Bowl", "Box", "CoffeeMachine", "Cup", "GarbageCan",
     "LaundryHamper", "Mug", "Pan", "Pot", "Sink", "SinkBasin", "Toaster"}
)  # fmt: skip
_BEHIND = {  # state words that are not adjectives
    "on": "switched on",
    "off": "switched off",
    "filled-with-water": "filled with water",
    "filled-with-coffee": "filled with coffee",
    "lit-by-desk-lamp": "looked at in the light of a desk lamp",
    "lit-by-floor-lamp": "looked at in the light of a floor lamp",
    "held": "in hand",
}


def spoken(kind: str) -> str:
    """Words for one thing of a kind: `ButterKnife` -> `butter knife`."""
    if kind in _SINGULARS:
        return _SINGULARS[kind]
    if kind.endswith("Sliced"):
        return f"slice of {spoken(kind.removesuffix('Sliced'))}"
    return _CAMEL.sub(" ", kind).lower()


def plural(kind: str) -> str:
    """Words for many things of a kind: `BreadSliced` -> `slices of bread`."""
    head, joint, tail = spoken(kind).partition(" of ")
    *first, last = head.split(" ")
    if last in _PLURALS:
        last = _PLURALS[last]
    elif last.endswith(("s", "x", "ch", "sh")) or last in ("tomato", "potato"):
        last += "es"
    elif last.endswith("y") and last[-2:-1] not in _VOWELS:
        last = last[:-1] + "ies"
    else:
        last += "s"
    return " ".join([*first, last]) + joint + tail


def preposition(kind: str) -> str:
    """How things are said to be at a receptacle of a kind."""
    return "in" if shuts(kind) or kind in _HOLLOW else "on"


def describe(proposal: Proposal) -> str:
    """A sentence for people that says what a proposal comes to."""
    if proposal.verdict == "refuse":
        return "Not understood."
    if proposal.verdict == "ask":
        question = proposal.question
        options = [spoken(kind) for kind in question.options] if question else []
        about = question.about if question and question.about != "other" else "wish"
        return f"A question about the {about}{': ' if options else ''}{_listed(options, 'or')}."
    text = "; then ".join(describe_stage(stage) for stage in proposal.stages)
    return f"{text[:1].upper()}{text[1:]}."


def describe_stage(stage: Stage) -> str:
    """What is to be true at the end of a stage, without a full stop."""
    return _listed([_phrase(thing) for thing in stage.things], "and")


def _listed(items: Sequence[str], last: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def _phrase(thing: Thing, nested: bool = False) -> str:
    """`2 washed mugs on a dining table`; within another: `a plate with a fork on it`."""
    own = _noun(thing)
    if not thing.contents:
        return own
    inside = _listed([_phrase(content, nested=True) for content in thing.contents], "and")
    if not thing.together and thing.count not in (1, "all"):
        own = f"any of {own}"
    if not nested:
        return f"{inside} {preposition(thing.kind)} {own}"
    return f"{own} with {inside} {preposition(thing.kind)} {'it' if thing.count == 1 else 'each'}"


def _noun(thing: Thing) -> str:
    every = thing.count == "all"  # of which a state is told, and not which ones are meant
    before = [word for word in thing.states if word not in _BEHIND and not every]
    behind = [_BEHIND.get(word, word) for word in thing.states if word in _BEHIND or every]
    if thing.which is not None and thing.which.other:
        before.insert(0, "other")
    core = " ".join([*before, spoken(thing.kind) if thing.count == 1 else plural(thing.kind)])
    if every:
        core = f"all {core}"
    elif thing.count == 0:
        core = f"no {core}"
    elif thing.count != 1:
        core = f"{'the ' if thing.which is not None else ''}{thing.count} {core}"
    elif thing.which is not None:
        core = f"the {core}"
    else:
        core = f"{'an' if core[:1].lower() in _VOWELS else 'a'} {core}"
    return " ".join([core, *_place(thing.which), *([_listed(behind, "and")] if behind else [])])


def _place(which: Reference | None) -> Iterable[str]:
    if which is not None and which.near is not None:
        yield f"near the {spoken(which.near)}"
    if which is not None and which.inside is not None:
        yield f"from {'inside ' if preposition(which.inside) == 'in' else ''}the " + spoken(
            which.inside
        )
