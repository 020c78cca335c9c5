"""How well each thing in view fits a noun phrase: its type, its looks, its place by others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from agent.grounding.seen import Seen, gap
from planning.language.goal_language import STATE_WORDS
from planning.language.mentions import Mention, Relation, Trait

LEAST = 0.02  # of any factor: words and eyes both err
BORNE_OUT = 0.1  # how far a thing has to be as and where it was said to be
LIKE = 0.3  # share of the best fit from which things are compared by side, distance and size
CLOSE = 0.35  # [m] gap at which being near counts for 1/e
BY = 0.8  # [m] the same for being to the left of something
SHARP_X = 0.03  # [image widths] difference of centres that tells left from right
SHARP_M = 0.15  # [m] difference of distances, or of sizes, that tells the nearest
FAR = 6.0  # [m] distance at which a thing comes to mind for 1/e
FULL = 60.0  # pixels from which a thing counts as seen well


def fits(mention: Mention, mentions: Sequence[Mention], things: Sequence[Seen]) -> dict[str, float]:
    """How well each thing fits a mention, by name; things that cannot be meant are left out.

    Args:
        mention: the noun phrase.
        mentions: all of the sentence, for what it relates to.
        things: in view.
    """
    found = {thing.name: _kind(mention, thing) * salience(thing) for thing in things}
    found = {name: fit for name, fit in found.items() if fit > 0.0}
    names = {thing.name: thing for thing in things}
    told = {name: _states(mention.trait, names[name]) for name in found}
    for relation, number in mention.relations:
        marks = fits(mentions[number], mentions, things)
        for name in found:
            told[name] *= _related(relation, names[name], marks, names)
    if max(told.values(), default=1.0) < BORNE_OUT:
        return {}  # none is as it was said to be
    found = {name: fit * told[name] for name, fit in found.items()}
    return told_apart(mention.trait, found, names)


def salience(thing: Seen) -> float:
    """How readily a thing comes to mind: what is far off or hardly to be seen is rarely meant."""
    return min(1.0, math.sqrt(thing.pixels / FULL)) * math.exp(-thing.distance / FAR)


def _kind(mention: Mention, thing: Seen) -> float:
    if mention.vague and not mention.kinds:
        return max(thing.odds.values(), default=0.0)
    return thing.being(mention.kinds)


def _states(trait: Trait, thing: Seen) -> float:
    factor = 1.0
    for word in trait.states:
        factor *= max(thing.state(*STATE_WORDS[word]), LEAST)
    return factor


def _related(
    relation: Relation, thing: Seen, marks: Mapping[str, float], names: Mapping[str, Seen]
) -> float:
    """How well it lies to the best of the things that the words name."""
    most = max(marks.values(), default=0.0)
    if most <= 0.0:
        return LEAST
    lies = (
        share / most * _lies(relation, thing, names[mark])
        for mark, share in marks.items()
        if mark != thing.name
    )
    return max(max(lies, default=0.0), LEAST)


def _lies(relation: Relation, thing: Seen, mark: Seen) -> float:
    across = thing.centre[1] - mark.centre[1]
    match relation:
        case Relation.NEAR:
            inside = mark.name in thing.around or thing.name in mark.around
            return 0.3 if inside else math.exp(-gap(thing, mark) / CLOSE)
        case Relation.IN:
            if mark.name in thing.around:
                return 1.0
            return 0.5 if not thing.around and _over(thing, mark) else 0.0
        case Relation.LEFT_OF:
            return _sigmoid(-across / SHARP_X) * math.exp(-gap(thing, mark) / BY)
        case Relation.RIGHT_OF:
            return _sigmoid(across / SHARP_X) * math.exp(-gap(thing, mark) / BY)
        case Relation.UNDER:
            return float(thing.high[1] <= mark.high[1]) * math.exp(-_aside(thing, mark) / CLOSE)
        case Relation.ABOVE:
            return float(thing.low[1] >= mark.low[1]) * math.exp(-_aside(thing, mark) / CLOSE)


def _over(thing: Seen, mark: Seen) -> bool:
    return _aside(thing, mark) == 0.0 and thing.low[1] >= mark.low[1]


def _aside(thing: Seen, mark: Seen) -> float:
    """[m] between their outlines on the floor plan."""
    sides = (
        max(mark.low[axis] - thing.high[axis], thing.low[axis] - mark.high[axis], 0.0)
        for axis in (0, 2)
    )
    return math.hypot(*sides)


def told_apart(
    trait: Trait, found: Mapping[str, float], names: Mapping[str, Seen]
) -> dict[str, float]:
    """The same with what tells a thing from its like: its side, its distance, its size."""
    most = max(found.values(), default=0.0)
    alike = [name for name, fit in found.items() if fit >= LIKE * most]
    told = dict(found)
    if trait.side and alike:
        across = {name: names[name].centre[1] for name in found}
        order = sorted(alike, key=lambda name: across[name])
        at = {
            "left": min(trait.ordinal, len(order)) - 1,
            "right": -min(trait.ordinal, len(order)),
            "middle": len(order) // 2,
        }[trait.side]
        told = _peaked(told, across, across[order[at]], SHARP_X)
    if trait.rank and alike:
        by_size = trait.rank in ("biggest", "smallest")
        measure = {name: names[name].size if by_size else names[name].distance for name in found}
        most_of = max if trait.rank in ("biggest", "farthest") else min
        best = most_of(measure[name] for name in alike)
        told = _peaked(told, measure, best, SHARP_M)
    return told


def _peaked(
    found: Mapping[str, float], measure: Mapping[str, float], best: float, width: float
) -> dict[str, float]:
    return {
        name: fit * max(math.exp(-abs(measure[name] - best) / width), LEAST)
        for name, fit in found.items()
    }


def _sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, value))))
