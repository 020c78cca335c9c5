"""Which receptacle directly holds an object, from geometry, contact and the agent's own deeds.

Three kinds of evidence, strongest first: the agent put it there and it has not moved since; the
object was seen to touch the receptacle from above, in the image; its bottom lies over or inside
the receptacle's box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from envs.ontology import Affordance, can, takes
from perception.instances import Instance, Point

SIDE = 0.03  # [m] an object's centre may lie this far outside its receptacle's outline
ABOVE = 0.06  # [m] an object's bottom may be seen this far above what it rests on
BELOW = 0.04  # [m] or below it
CONTACT = 0.05  # [m] a receptacle's point this near an object's bottom touches it
FULL_VOTE = 12.0  # [pixels] of contact that settle a parent against geometry alone

# Receptacles whose box is much larger than what they hold things with: a chair's back, a bed's
# head, a shelf's side. Things rest anywhere between the bottom and the top of the box.
_OPEN_BOXES = frozenset(
    {"ArmChair", "Bed", "Cart", "Chair", "CoffeeMachine", "CoffeeTable", "CounterTop", "Desk",
     "DiningTable", "DogBed", "Dresser", "Shelf", "ShelvingUnit", "SideTable", "Sofa", "TVStand",
     "Toilet", "Toaster", "HandTowelHolder", "TowelHolder", "ToiletPaperHanger"}
)  # fmt: skip
# Those of them with a back or a head: things rest well below the top of the box.
_SEATS = frozenset({"ArmChair", "Bed", "Chair", "Sofa", "Toilet"})
SEAT = 0.7  # of the height of the box, at most
# Parts that are receptacles of their own, by the receptacle they are part of.
PART_OF: dict[str, frozenset[str]] = {
    "SinkBasin": frozenset({"Sink"}),
    "BathtubBasin": frozenset({"Bathtub"}),
}


def over(low: Point, high: Point, position: Point, side: float = SIDE) -> bool:
    """Whether a point lies over the outline of a box (metres, any frame), give or take `side`."""
    return (
        low[0] - side <= position[0] <= high[0] + side
        and low[2] - side <= position[2] <= high[2] + side
    )


def fit(thing: Instance, receptacle: Instance) -> float:
    """How well the boxes say that a receptacle holds a thing: 0 not at all, up to 1.

    Among receptacles that could hold it, the smaller fits better: a plate better than the table
    under it, a pot on a burner better than the counter.
    """
    if not can_hold(receptacle.object_class, thing.object_class):
        return 0.0
    low, high = receptacle.low, receptacle.high
    if receptacle.object_class != "Drawer" and receptacle.body_low and receptacle.body_high:
        low, high = receptacle.body_low, receptacle.body_high
    if not over(low, high, thing.position):
        return 0.0
    bottom = thing.low[1]
    if bottom > high[1] + ABOVE or bottom < low[1] - BELOW:
        return 0.0
    area = max((high[0] - low[0]) * (high[2] - low[2]), 1e-4)
    small = 1.0 / (1.0 + area)
    if bottom >= high[1] - BELOW:
        return 0.4 + 0.5 * small
    if receptacle.object_class in _SEATS:
        seat = low[1] + SEAT * (high[1] - low[1])
        return 0.2 + 0.5 * small if bottom <= seat else 0.0
    if receptacle.object_class in _OPEN_BOXES:
        return 0.2 + 0.6 * small
    return 0.35 + 0.6 * small


def can_hold(receptacle: str, held: str) -> bool:
    """Whether a receptacle of one type may hold, or have as a part, one of another."""
    return receptacle in PART_OF.get(held, ()) or takes(receptacle, held)


def parents_of(
    things: Sequence[Instance],
    receptacles: Sequence[Instance],
    votes: Mapping[str, Mapping[str, float]],
) -> dict[str, str | None]:
    """Names of the receptacles that most likely hold things directly.

    Args:
        things: the objects.
        receptacles: that are believed present.
        votes: by thing, pixels of contact with each receptacle, see `contacts`.

    Returns:
        By thing; None when nothing fits: it rests on the floor, or hangs on a wall.
    """
    if not things or not receptacles:
        return {thing.name: None for thing in things}
    outlines = np.array(
        [
            (
                min(one.low[0], (one.body_low or one.low)[0]),
                min(one.low[2], (one.body_low or one.low)[2]),
                max(one.high[0], (one.body_high or one.high)[0]),
                max(one.high[2], (one.body_high or one.high)[2]),
            )
            for one in receptacles
        ]
    )
    parents: dict[str, str | None] = {}
    for thing in things:
        x, _, z = thing.position
        near = (outlines[:, 0] - SIDE <= x) & (x <= outlines[:, 2] + SIDE)
        near &= (outlines[:, 1] - SIDE <= z) & (z <= outlines[:, 3] + SIDE)
        candidates = [receptacles[i] for i in np.flatnonzero(near).tolist()]
        parents[thing.name] = _parent_of(thing, candidates, votes.get(thing.name, {}))
    return parents


def _parent_of(
    thing: Instance, receptacles: Sequence[Instance], votes: Mapping[str, float]
) -> str | None:
    best, best_score = None, 0.0
    for receptacle in receptacles:
        if receptacle.name == thing.name or receptacle.parent == thing.name:
            continue
        score = fit(thing, receptacle)
        if score <= 0.0:
            continue
        if receptacle.name == thing.placed_on:
            return receptacle.name
        score += min(votes.get(receptacle.name, 0.0) / FULL_VOTE, 1.0)
        if score > best_score:
            best, best_score = receptacle.name, score
    return best


def contacts(
    instances: NDArray[np.int32],
    points: NDArray[np.float32],
    bottoms: NDArray[np.float32],
    receptacle: NDArray[np.bool_],
) -> dict[tuple[int, int], int]:
    """Where, in the image, a thing stands on something: its pixel right above the other's, and
    the two close in space and near the thing's bottom.

    Args:
        instances: (H, W) int32, instance ids.
        points: (H, W, 3) float32, metres, map frame.
        bottoms: (K,) float32, height [m] of the bottom of each id's box; nan for what nothing
            can hold.
        receptacle: (K,) bool, whether each id can hold things.

    Returns:
        Pixels of contact by `(thing, receptacle)` ids.
    """
    upper, lower = instances[:-1], instances[1:]
    rows, columns = np.nonzero((upper != lower) & ~np.isnan(bottoms)[upper] & receptacle[lower])
    if not len(rows):
        return {}
    things, holders = upper[rows, columns], lower[rows, columns]
    seen = points[rows + 1, columns]
    gap = np.abs(seen - points[rows, columns])
    height = seen[:, 1] - bottoms[things]
    touching = (np.abs(height) < CONTACT) & (gap.max(axis=1) < 2.0 * CONTACT)
    codes = things[touching].astype(np.int64) * len(bottoms) + holders[touching]
    pairs, counts = np.unique(codes, return_counts=True)
    return {
        (int(code) // len(bottoms), int(code) % len(bottoms)): int(count)
        for code, count in zip(pairs.tolist(), counts.tolist(), strict=True)
    }


def holds_things(object_class: str) -> bool:
    """Whether a type is a receptacle that can be a parent; the floor is not."""
    return can(object_class, Affordance.RECEPTACLE) and object_class != "Floor"


def descendants(instances: Mapping[str, Instance], name: str) -> tuple[str, ...]:
    """Names of all that a receptacle holds, and of what that holds, sorted within each level."""
    found: list[str] = []
    level = [name]
    while level:
        level = sorted(
            other.name
            for other in instances.values()
            if other.present and other.parent in level and other.name not in found
        )
        found.extend(level)
    return tuple(found)
