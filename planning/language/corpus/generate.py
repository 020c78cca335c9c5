"""The corpus: pairs of requests and proposals, drawn from families by their shares."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planning.language.corpus import (
    care,
    classes,
    clearing,
    devices,
    dishes,
    food,
    keeping,
    placing,
)
from planning.language.corpus.dialogues import dialogue
from planning.language.corpus.implicit import implicit
from planning.language.corpus.joining import joined, ordered
from planning.language.corpus.naming import phrase
from planning.language.corpus.pairs import Clause, Pair, goal, kinds_of, merged
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.refusals import refused
from planning.language.corpus.registers import ask, dress, finish
from planning.language.corpus.scenes import scene_for
from planning.language.corpus.steps import told
from planning.language.corpus.unclear import unclear
from planning.language.corpus.words import THINGS
from planning.language.goal_language import Proposal, Question
from planning.language.provider import Request

# Families of single goals, by weight.
CLAUSES: dict[Callable[[random.Random], Clause], float] = {
    placing.place_one: 12,
    placing.place_treated: 8,
    placing.place_slice: 3.5,
    placing.place_several: 7,
    classes.place_class: 3,
    classes.place_on_class: 1.2,
    classes.any_of_class: 2,
    placing.place_both: 4,
    placing.place_apart: 2.5,
    placing.place_nested: 4,
    placing.look_in_light: 3,
    clearing.clear: 3.5,
    clearing.place_everything: 1.5,
    care.clean: 6,
    care.temper: 4,
    care.fill: 3,
    care.water_plant: 2.5,
    devices.switch: 8,
    devices.open_or_shut: 5,
    devices.alike: 3,
    keeping.hold: 7,
    keeping.put_away: 4,
    keeping.throw_away: 4,
    food.cut: 3,
    food.cook: 4,
    food.coffee: 4,
    dishes.slices_in: 3,
    dishes.toast_plate: 1.5,
    dishes.salad: 2,
    dishes.sandwich: 2,
    dishes.breakfast: 1.5,
    dishes.candles: 0.5,
    dishes.workspace: 0.7,
}
# Shares of the whole corpus.
FAMILIES: dict[str, float] = {
    "goal": 0.46,
    "joined": 0.08,
    "ordered": 0.06,
    "steps": 0.10,
    "dialogue": 0.10,
    "implicit": 0.06,
    "refuse": 0.09,
    "ask": 0.05,
}
SCENES = 0.35  # share of pairs with a scene
REASON = "This is not something that I can do in a house."


def generate(rng: np.random.Generator, count: int) -> list[Pair]:
    """So many pairs, the same for the same state of the generator.

    Args:
        rng: is advanced by one draw.
        count: number of pairs.
    """
    draw = random.Random(int(rng.integers(2**63)))
    families = draw.choices(list(FAMILIES), list(FAMILIES.values()), k=count)
    return [_somewhere(draw, _pair(draw, family)) for family in families]


def _somewhere(draw: random.Random, pair: Pair) -> Pair:
    """The pair with a scene, for a share of them."""
    if draw.random() >= SCENES:
        return pair
    scene = scene_for(draw, pair.proposal)
    return replace(pair, request=replace(pair.request, scene=scene))


def clause(draw: random.Random) -> Clause:
    """A clause of one of the families of single goals."""
    return weighted(draw, CLAUSES)(draw)


def _pair(draw: random.Random, family: str) -> Pair:
    if family == "dialogue":
        request, proposal = dialogue(draw, clause)
        return Pair(request, proposal, family)
    if family == "steps":
        request, proposal = told(draw, clause)
        return Pair(request, proposal, family)
    if family == "refuse":
        return Pair(
            Request(finish(draw, refused(draw))), Proposal(verdict="refuse", reason=REASON), family
        )
    if family == "ask":
        text, about, question = unclear(draw)
        asked = Question(about=about, text=question)
        return Pair(
            Request(finish(draw, dress(draw, text))),
            Proposal(verdict="ask", question=asked),
            family,
        )
    if family == "implicit":
        text, things = implicit(draw)
        return Pair(Request(finish(draw, dress(draw, text))), goal([things]), family)
    if family == "joined":
        text, proposal = joined(draw, clause)
        return Pair(Request(finish(draw, text)), proposal, family)
    if family == "ordered":
        text, proposal = ordered(draw, clause)
        return Pair(Request(finish(draw, text)), proposal, family)
    return _single(draw)


def _single(draw: random.Random) -> Pair:
    maker = weighted(draw, CLAUSES)
    while True:
        made = maker(draw)
        things = merged(made.things)
        if things is not None:
            text = ask(draw, made)
            if draw.random() < 0.035:
                text = _distracted(draw, made, text)
            text = finish(draw, text)
            return Pair(Request(text), goal([things], made.hints), f"goal:{maker.__name__}")


def _distracted(draw: random.Random, made: Clause, text: str) -> str:
    """The same beside a remark on something that is not to be touched."""
    kinds = {kind for item in made.things for kind in kinds_of(item)}
    other = weighted(draw, THINGS)
    if other in kinds:
        return text
    return expand(
        draw,
        "((don't|do not) (touch|move|take|worry about|bother with) {Z}(, just|, but|. Just"
        "| but|; instead)*4|leave {Z} (alone|where it is|as it is)(, but| and|, just|.)*4"
        "|{Z} (is fine|can stay|is okay) (where it is|there)(, but|. But|.)*3"
        "|I (already|have already) (took care of|dealt with|put away|washed) {Z}(, so|. Now"
        "|, now| so now| but please|, just)*5|never mind {Z}(,|, just|.)*3|not {Z}!"
        "|forget about {Z}(,|. Instead,)*2|you (already did|have done) {Z}(, now|. Next,)*2"
        "|{Z} can wait(, but first|. First,|.)*2|I'll take care of {Z} myself(, but|. You"
        "|, you)*2) {T}",
        {
            "Z": phrase(draw, other, plain=True, definite=1).text,
            "T": text.replace("{", "").replace("(", ""),
        },
    )
