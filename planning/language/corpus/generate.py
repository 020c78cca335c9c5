"""The corpus: pairs of requests and proposals, drawn from families by their shares."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from planning.language.corpus import care, food, placing
from planning.language.corpus.dialogues import dialogue
from planning.language.corpus.implicit import implicit
from planning.language.corpus.joining import joined, ordered
from planning.language.corpus.pairs import Clause, Pair, goal, merged
from planning.language.corpus.phrases import weighted
from planning.language.corpus.refusals import refused
from planning.language.corpus.registers import ask, dress, finish
from planning.language.corpus.steps import told
from planning.language.corpus.unclear import unclear
from planning.language.goal_language import Proposal, Question
from planning.language.provider import Request

# Families of single goals, by weight.
CLAUSES: dict[Callable[[random.Random], Clause], float] = {
    placing.place_one: 12,
    placing.place_treated: 8,
    placing.place_several: 7,
    placing.place_class: 3,
    placing.place_on_class: 1.2,
    placing.place_both: 4,
    placing.place_nested: 4,
    placing.look_in_light: 3,
    placing.clear: 3.5,
    care.clean: 6,
    care.temper: 4,
    care.fill: 3,
    care.water_plant: 2.5,
    care.switch: 8,
    care.open_or_shut: 5,
    care.hold: 7,
    care.put_away: 4,
    care.throw_away: 4,
    food.cut: 3,
    food.cook: 4,
    food.coffee: 4,
    food.slices_in: 3,
    food.toast_plate: 1.5,
    food.salad: 2,
    food.sandwich: 2,
    food.breakfast: 1.5,
    food.candles: 0.5,
    food.workspace: 0.7,
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
REASON = "This is not something that I can do in a house."


def generate(rng: np.random.Generator, count: int) -> list[Pair]:
    """So many pairs, the same for the same state of the generator.

    Args:
        rng: is advanced by one draw.
        count: number of pairs.
    """
    draw = random.Random(int(rng.integers(2**63)))
    return [_pair(draw, family) for family in draw.choices(list(FAMILIES), list(FAMILIES.values()), k=count)]


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
        return Pair(Request(finish(draw, refused(draw))), Proposal(verdict="refuse", reason=REASON), family)
    if family == "ask":
        text, about, question = unclear(draw)
        asked = Question(about=about, text=question)
        return Pair(Request(finish(draw, dress(draw, text))), Proposal(verdict="ask", question=asked), family)
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
            text = finish(draw, ask(draw, made))
            return Pair(Request(text), goal([things], made.hints), f"goal:{maker.__name__}")
