"""Goals about all that is in or on something: clear the table, put everything on it elsewhere."""

from __future__ import annotations

import random

from envs.ontology import CAPACITY
from planning.language.corpus.classes import takes_class
from planning.language.corpus.naming import (
    away_from,
    phrase,
    place,
    resting,
)
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.sources import BELONGS, thing_for
from planning.language.corpus.words import (
    CARRIERS,
    CLASS_THINGS,
    MOVE,
    PLACES,
    PUT,
)
from planning.language.goal_language import ANYTHING, Reference

CLEARED = {
    "DiningTable": 4.0, "CoffeeTable": 4.0, "CounterTop": 4.0, "Sofa": 3.0, "Desk": 3.0,
    "Bed": 3.0, "SideTable": 2.0, "SinkBasin": 3.0, "Shelf": 1.5, "Dresser": 1.5, "ArmChair": 1.5,
    "Fridge": 1.0, "Chair": 1.0, "Ottoman": 1.0, "TVStand": 1.0, "Drawer": 0.7,
    "BathtubBasin": 1.0, "Toilet": 0.7, "StoveBurner": 1.0,
}  # fmt: skip


EVERYTHING = (ANYTHING,)


def place_everything(draw: random.Random) -> Clause:
    """All that is in or on one thing, in or on another."""
    source, receptacle = weighted(draw, CLEARED), weighted(draw, PLACES)
    while receptacle in (source, "CoffeeMachine", "Toaster", *CAPACITY, *CARRIERS):
        receptacle = weighted(draw, PLACES)
    onto = place(draw, receptacle)
    do = expand(
        draw,
        (
            f"(*{PUT} everything [that is] {{R}} {{Y}}*6|*{MOVE} everything {{O}} {{Y}}*4|*(take"
            f"|get|clear|remove) everything {{O}} and *{PUT} it {{Y}}*4|*{MOVE} all (the"
            f"|that) (stuff|things|items|junk) {{O}} {{Y}}*3|*{PUT} all (the|that) (stuff|things"
            f"|objects) {{R}} {{Y}}*3|*{PUT} (whatever is|anything that is|anything"
            f"|all that is) {{R}} {{Y}}*2)"
        ),
        {"R": resting(draw, source), "O": away_from(draw, source), "Y": onto},
    )
    item = thing(ANYTHING, count="all", which=Reference(inside=source))
    say = f"everything {resting(draw, source)} {expand(draw, BELONGS)} {resting(draw, receptacle)}"
    return Clause(do, (thing(receptacle, contents=(item,)),), "", say)


def clear(draw: random.Random) -> Clause:
    """Nothing of a kind, or nothing at all, in or on something."""
    receptacle = weighted(draw, CLEARED)
    off, where = away_from(draw, receptacle), resting(draw, receptacle)
    y = phrase(draw, receptacle, plain=True, definite=1).text
    if draw.random() < 0.45:
        return _clear_all(draw, receptacle, {"O": off, "Y": y, "W": where})
    kind = None
    while kind is None:
        kind = thing_for(draw, receptacle, lambda _: True)
        if draw.random() < 0.4:
            kind = weighted(draw, CLASS_THINGS)
            kind = kind if takes_class(receptacle, kind) else None
    said = phrase(draw, kind, "all", plain=True)
    slots = {"X": said.text, "x": said.bare, "O": off, "Y": y, "W": where}
    do = expand(
        draw,
        "(*take {X} {O}*3|*get {X} {O}*2|*remove {X} {O}*2|*clear {X} {O}*2"
        "|*clear {Y} of {X}*2|*clear {X} away from {Y}"
        "|*make sure there (is|are) no {x} {W}*2|*get rid of {X} {W}|*empty {Y} of {X}"
        "|*take {X} away from {Y}*2)",
        slots,
    )
    say = expand(
        draw,
        "(there (should|must) be no {x} {W}|{x} (don't|do not) belong {W}|nobody wants {x} {W})",
        slots,
    )
    return Clause(
        do, (thing(receptacle, contents=(thing(kind, count=0),)),), f"no {said.bare} {where}", say
    )


def _clear_all(draw: random.Random, receptacle: str, slots: dict[str, str]) -> Clause:
    do = expand(
        draw,
        "(*clear {Y}*5|*clear {Y} (off|up)*2|*clear off {Y}*3|*take everything {O}*4"
        "|*remove everything {O}*2|*empty {Y}*2|*clear everything {O}*2"
        "|*get everything {O}*2|*get all (the|that) (stuff|things|junk|clutter|mess) {O}*2"
        "|*tidy up {Y}*2|*tidy {Y}*2|*declutter {Y}"
        "|*make sure there is nothing (left|) {W}*2|*clear all the (things|stuff"
        "|clutter) {O}*2|*take all (the things|of it|the stuff) {O})",
        slots,
    )
    say = expand(
        draw,
        (
            "({Y} (is cluttered|is full of stuff|needs clearing|needs to be cleared|is a mess"
            "|should be empty|has to be empty|has too much on it)|there is (too much"
            "|way too much|so much) stuff {W})"
        ),
        slots,
    )
    want = expand(draw, "({Y} (cleared|empty|clear|cleared off)|nothing {W})", slots)
    return Clause(
        do, (thing(receptacle, contents=[thing(kind, count=0) for kind in EVERYTHING]),), want, say
    )
