"""Noun phrases: names, numbers, articles, adjectives and where a thing is said to be."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Literal

from planning.language.corpus.class_nouns import CLASSES
from planning.language.corpus.nouns import TYPES
from planning.language.corpus.phrases import expand

Count = int | Literal["all"]

_COLOURS = (
    "red blue green yellow white black brown grey gray silver gold golden orange purple pink beige "
    "teal dark light tan maroon cream turquoise"
).split()
_SIZES = "small large big little tiny tall long short medium huge".split()
_LOOKS = (
    "old new nice pretty shiny fancy plain other-coloured striped favorite favourite round square "
    "spare extra usual good dirty-looking heavy empty broken-looking lonely first last "
    "nearest closest lovely cheap antique ugly modern regular"
).split()
_MATERIALS = {
    "furniture": "wooden wood metal glass oak leather pine marble granite wicker plastic".split(),
    "ware": "ceramic glass metal plastic wooden steel porcelain copper stainless china tin".split(),
    "food": "fresh ripe raw juicy organic whole leftover old rotten moldy spoiled nice".split(),
    "soft": "cotton soft fluffy wet dry woolen linen".split(),
}
_GROUPS = {
    "furniture": (
        "ArmChair Bed Cabinet Chair CoffeeTable CounterTop Desk DiningTable Drawer Dresser "
        "Footstool "
        "Ottoman Shelf ShelvingUnit SideTable Sofa Stool TVStand Cart"
    ),
    "ware": (
        "Bottle Bowl ButterKnife Candle Cup Fork Kettle Knife Ladle Mug Pan PepperShaker Plate Pot "
        "SaltShaker Spatula Spoon Statue Vase WateringCan GarbageCan Box SinkBasin TableTopDecor"
    ),
    "food": "Apple Bread Egg Lettuce Potato Tomato",
    "soft": "Cloth DogBed HandTowel Pillow Towel TeddyBear",
}
_GROUP_OF = {kind: group for group, kinds in _GROUPS.items() for kind in kinds.split()}
_NUMBERS = {
    2: "(two*8|2*4|both*3|a couple of*3|a pair of|both of the|the two*2|2x)",
    3: "(three*6|3*3|the three|a few)",
    4: "(four*5|4*3|the four)",
    5: "(five*5|5*3)",
    6: "(six*5|6*3|half a dozen)",
}
_EVERY = (
    "(all the*8|all*6|all of the*4|every single*2|every*5|each*3|each and every|all my*2"
    "|the*4|all these"
    "|all those|whatever|any and all|all of our|all our)"
)
_ROOMS = (
    "(in the (kitchen*3|bathroom*2|living room*2|bedroom*2|room|hallway|house|corner|lounge|study)"
    "|over there*3|right there|here|by the (window|door|wall)|near the (window|door)|over here"
    "|on the (left|right)|in the corner|across the room|against the wall|we have|of ours)"
)
_OWNERS = "dad's mom's Anna's Tom's his her their grandma's daddy's Sarah's John's".split()
_IN = frozenset(
    "Fridge Microwave Cabinet Drawer SinkBasin BathtubBasin GarbageCan Box Bowl Cup Mug Pot Pan "
    "Safe WashingMachine ClothesDryer LaundryHamper Toaster CoffeeMachine".split()
)
_EITHER = frozenset("Shelf Cart Dresser ShelvingUnit DogBed Pan Sink".split())


@dataclass(frozen=True, slots=True)
class Name:
    """One name: how it is said of one and of several, and its grammar."""

    one: str
    many: str
    mode: Literal["count", "mass", "plural"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase as said.

    Attributes:
        text: with article or number.
        plural: takes "are" and "them".
        bare: without article or number.
    """

    text: str
    plural: bool
    bare: str

    @property
    def it(self) -> str:
        return "them" if self.plural else "it"

    @property
    def are(self) -> str:
        return "are" if self.plural else "is"


def plural_of(word: str) -> str:
    """The plural of a regular noun."""
    if word.endswith(("s", "x", "sh", "ch", "z")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


@cache
def _names(kind: str) -> tuple[tuple[Name, ...], tuple[float, ...]]:
    names: list[Name] = []
    weights: list[float] = []
    for entry in (TYPES.get(kind) or CLASSES[kind]).split(","):
        text, _, weight = entry.strip().partition("*")
        weights.append(float(weight or 1))
        if text[0] in "~^":
            mode: Literal["mass", "plural"] = "mass" if text[0] == "~" else "plural"
            names.append(Name(text[1:], text[1:], mode))
        else:
            one, _, many = text.partition("/")
            names.append(Name(one, many or plural_of(one), "count"))
    return tuple(names), tuple(accumulate(weights))


def name(draw: random.Random, kind: str, several: bool = False) -> Name:
    """One of the names of a kind; one that can be said of several where that is asked."""
    names, totals = _names(kind)
    found = names[0]
    for _ in range(20):
        found = draw.choices(names, cum_weights=totals)[0]
        if not several or found.mode != "mass" or kind in CLASSES:
            return found
    return found


def article(word: str) -> str:
    """`a` or `an`, by the first letter."""
    return "an" if word[:1].lower() in "aeio" or word.startswith(("umb", "ugl", "old")) else "a"


def adjective(draw: random.Random, kind: str) -> str:
    """An adjective that says nothing of state."""
    group = _GROUP_OF.get(kind)
    pick = draw.random()
    if group and pick < 0.3:
        return draw.choice(_MATERIALS[group])
    if pick < 0.62:
        return draw.choice(_COLOURS)
    if pick < 0.66 and group == "furniture":
        return draw.choice(
            ("kitchen", "bedroom", "living room", "bathroom", "hallway", "guest room")
        )
    if pick < 0.85:
        return draw.choice(_SIZES)
    if pick < 0.93:
        return f"{draw.choice(_SIZES)} {draw.choice(_COLOURS)}"
    return draw.choice(_LOOKS)


def phrase(
    draw: random.Random,
    kind: str,
    count: Count = 1,
    *,
    state: str = "",
    definite: float = 0.65,
    plain: bool = False,
) -> Phrase:
    """A noun phrase for so many of a kind.

    Args:
        state: an adjective of state that has to be said.
        definite: probability of "the" rather than "a".
        plain: leave out adjectives and places that tell nothing.
    """
    found = name(draw, kind, several=count != 1)
    words = [state] if state else []
    if kind in TYPES and not plain and draw.random() < 0.16:
        words.append(adjective(draw, kind))
    if draw.random() < 0.1:
        words.reverse()
    before = "".join(word + " " for word in words)
    tail = f" {expand(draw, _ROOMS)}" if not plain and draw.random() < 0.06 else ""
    if count == "all":
        return _all_of(draw, found, before, tail)
    if count != 1:
        number = expand(draw, _NUMBERS[count]) if count in _NUMBERS else str(count)
        return Phrase(f"{number} {before}{found.many}{tail}", True, before + found.many)
    return _one_of(draw, found, before, tail, definite)


def _all_of(draw: random.Random, found: Name, before: str, tail: str) -> Phrase:
    every = expand(draw, _EVERY)
    if found.mode == "mass":
        every = (
            "all the"
            if every.startswith(("every", "each", "whatever", "any", "all these", "all those"))
            else every
        )
        return Phrase(f"{every} {before}{found.one}{tail}", False, before + found.one)
    if every.startswith(("every", "each")) and found.mode == "count":
        return Phrase(f"{every} {before}{found.one}{tail}", False, before + found.one)
    if every.startswith(("every", "each")):
        every = "all the"
    end = expand(draw, "(you (can find|find|see)|there are|lying around|that you find)")
    tail = f" {end}" if every in ("whatever", "any and all") or draw.random() < 0.08 else tail
    return Phrase(f"{every} {before}{found.many}{tail}", True, before + found.many)


def _one_of(draw: random.Random, found: Name, before: str, tail: str, definite: float) -> Phrase:
    bare = before + found.one
    plural = found.mode == "plural"
    if draw.random() < definite:
        owner = draw.choice(_OWNERS)
        word = draw.choices(
            ("the", "my", "that", "this", "our", "your", owner), (84, 7, 3, 2, 1.5, 0.7, 1.3)
        )[0]
        if plural:
            word = {"that": "those", "this": "these"}.get(word, word)
        elif found.mode == "mass" and word == "your":
            word = "the"
    elif found.mode == "count":
        word = draw.choices(
            (article(bare), "one", "any", "some", "", "another", "one of the"),
            (86, 3, 2, 1, 5, 1, 2.5),
        )[0]
        if word == "one of the":
            return Phrase(f"{word} {before}{found.many}{tail}", False, bare)
    else:
        word = draw.choices(("some", "the", ""), (50, 30, 20))[0]
    return Phrase(f"{word} {bare}{tail}".strip(), plural, bare)


def preposition(draw: random.Random, kind: str) -> str:
    """In or on, as it is said of a receptacle."""
    if kind == "CoffeeMachine":
        return expand(draw, "(in*4|into|under*3|inside|on)")
    if kind == "Toilet":
        return expand(draw, "(on*5|on top of*3|onto|on the back of|on the lid of)")
    inside = kind in _IN and not (kind in _EITHER and draw.random() < 0.5)
    if kind in _EITHER and kind not in _IN:
        inside = draw.random() < 0.25
    if inside:
        return expand(draw, "(in*12|into*4|inside*4|inside of|to*2|within)")
    return expand(draw, "(on*14|onto*4|on top of*4|to*2|at|upon|over on|atop|down on)")


def place(
    draw: random.Random, kind: str, count: Count = 1, state: str = "", definite: float = 0.88
) -> str:
    """A place with its preposition, as in "onto the desk"."""
    where = preposition(draw, kind)
    if where.startswith("on the "):
        return f"{where} {phrase(draw, kind, plain=True, definite=1).text}"
    return f"{where} {phrase(draw, kind, count, state=state, definite=definite).text}"


def resting(draw: random.Random, kind: str, plain: bool = True) -> str:
    """Where something is, without motion: "in the fridge"."""
    inside = kind in _IN and not (kind in _EITHER and draw.random() < 0.5)
    where = expand(draw, "(in*8|inside*2)" if inside else "(on*9|on top of*2)")
    return f"{where} {phrase(draw, kind, plain=plain, definite=0.96).text}"


def away_from(draw: random.Random, kind: str) -> str:
    """Where something is taken from: "off the desk"."""
    inside = kind in _IN
    where = expand(draw, "(from*6|out of*5|from inside)" if inside else "(from*8|off*4|off of*3)")
    return f"{where} {phrase(draw, kind, plain=True, definite=0.96).text}"


def name_texts(kind: str) -> frozenset[str]:
    """Every name of a kind, of one and of several, in lower case and without blanks."""
    return frozenset(
        text.lower().replace(" ", "")
        for found in _names(kind)[0]
        for text in (found.one, found.many)
    )
