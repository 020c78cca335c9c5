"""How things to be taken are said: names, where they are said to be, which ones are meant."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from envs.ontology import takes
from planning.language.corpus.naming import (
    Count,
    Phrase,
    away_from,
    phrase,
    resting,
)
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.words import (
    LANDMARKS,
    SOURCES,
    THINGS,
)
from planning.language.goal_language import Hint, Reference, Subgoal, SubgoalAction

BELONGS = (
    "(belongs*5|goes*5|should be*4|should go*3|needs to be*3|needs to go*3|has to be*2"
    "|must go|must be"
    "|is supposed to be*2|ought to be*2|lives|has to go*2|would look better|is meant to be)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be taken, as it is said, with what was said of where it is."""

    said: Phrase
    source: str = ""
    tail: str = ""
    hints: tuple[Hint, ...] = ()
    which: Reference | None = None
    place: str | None = None


def deed(action: str, kind: str, place: str | None = None) -> Subgoal:
    """A step of how it is done."""
    return Subgoal(action=SubgoalAction(action), kind=kind, place=place)


def belongs(draw: random.Random, said: Phrase) -> str:
    """A verb phrase of where things ought to be, in the number of its subject."""
    words = expand(draw, BELONGS)
    if not said.plural:
        return words
    for one, many in (("needs", "need"), ("has", "have"), ("goes", "go"), ("lives", "live"),
                      ("belongs", "belong"), ("is ", "are ")):  # fmt: skip
        words = words.replace(one, many)
    return words


def thing_for(draw: random.Random, receptacle: str, among: Callable[[str], bool]) -> str | None:
    """A kind that a receptacle takes, or None."""
    for _ in range(30):
        kind = weighted(draw, THINGS)
        if kind != receptacle and takes(receptacle, kind) and among(kind):
            return kind
    return None


def source_of(draw: random.Random, kind: str, beside: str) -> str | None:
    """A kind of place where something may be now."""
    for _ in range(10):
        found = weighted(draw, SOURCES)
        if found != beside and found != kind and takes(found, kind):
            return found
    return None


def found(
    draw: random.Random, kind: str, beside: str = "", count: Count = 1, state: str = ""
) -> Found:
    """A thing as it is said, a third of the time with where it is or which one is meant."""
    pick = draw.random()
    said = phrase(draw, kind, count, state=state)
    if pick < 0.015 and count == 1:
        other = phrase(draw, weighted(draw, THINGS), plain=True, definite=1)
        if other.bare != said.bare:
            text = expand(
                draw,
                (
                    "({X}, not {Y},*3|{X} (not {Y})*2|{X}, but not {Y},|{X} instead of {Y}*2"
                    "|{X} rather than {Y})"
                ).replace(" (not {Y})", " - not {Y} -"),
                {"X": said.text, "Y": other.text},
            )
            return Found(Phrase(text, said.plural, said.bare))
    if pick < 0.62 or (count not in (1, "all") and pick < 0.75):
        return Found(said)
    source = source_of(draw, kind, beside)
    if pick < 0.8 and source:
        return Found(
            said, away_from(draw, source), hints=(Hint(kind=kind, place=source),), place=source
        )
    if pick < 0.9 and source:
        tail = expand(
            draw,
            "(it is {R}*4|it's {R}*4|you (will|can|should) find it {R}*3"
            "|you'll find it {R}*2|I think it's {R}*2"
            "|it should be {R}*2|I (left|saw|put) it {R}*3|last I saw it was {R}"
            "|it's sitting {R}|look {R} for it*2"
            "|it might be {R}*2|I believe it is {R}|check {R} first|it's probably {R}*2"
            "|there is one {R}*2)",
            {"R": resting(draw, source)},
        )
        tail = plural_tail(tail) if said.plural else tail
        return Found(said, tail=tail, hints=(Hint(kind=kind, place=source),), place=source)
    if count == "all" and source and not said.text.startswith("whatever"):
        inside = phrase(draw, kind, "all", state=state, plain=True)
        text = (
            f"{inside.text} "
            f"{expand(draw, '(*6|that are*2|lying|sitting)' if inside.plural else '')} "
            f"{resting(draw, source)}"
        )
        return Found(Phrase(text, inside.plural, inside.bare), which=Reference(inside=source))
    if count != 1:
        return Found(said)
    return referred(draw, kind, source, state)


_MANY = (
    (" it is ", " they are "),
    ("it's ", "they're "),
    ("it should", "they should"),
    (" it was ", " they were "),
    ("it might", "they might"),
    (" it ", " them "),
)


def plural_tail(tail: str) -> str:
    """The same of several things."""
    for one, many in _MANY:
        tail = f" {tail} ".replace(one, many).strip()
    return tail


def referred(draw: random.Random, kind: str, source: str | None, state: str = "") -> Found:
    """A thing that is told from others of its kind: which one is on what, by what, or the other."""
    said = phrase(draw, kind, state=state, plain=True, definite=1)
    pick = draw.random()
    if pick < 0.5 and source:
        link = expand(draw, "(*6|that is*2|that's*2|which is|lying|sitting|standing|you see)")
        if said.plural:
            link = (
                link.replace("that is", "that are")
                .replace("that's", "that are")
                .replace("which is", "which are")
            )
        text = f"{said.text} {link} {resting(draw, source)}"
        return Found(
            Phrase(text, said.plural, said.bare), which=Reference(inside=source), place=source
        )
    if pick < 0.85:
        mark = weighted(draw, LANDMARKS)
        if mark != kind:
            near = expand(
                draw,
                (
                    "(next to*5|by*5|near*4|beside*3|close to*2|to the left of|to the right of"
                    "|in front of*2|behind|right by)"
                ),
            )
            text = f"{said.text} {near} {phrase(draw, mark, plain=True, definite=0.97).text}"
            return Found(Phrase(text, said.plural, said.bare), which=Reference(near=mark))
    bare = said.bare
    text = expand(
        draw, "(the other {B}*6|the second {B}*2|the remaining {B}|that other {B})", {"B": bare}
    )
    return Found(Phrase(text, said.plural, bare), which=Reference(other=True))
