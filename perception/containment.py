"""Which receptacle directly holds an object, from geometry, contact and the agent's own deeds.

Three kinds of evidence, strongest first: the agent put it there and it has not moved since; the
object was seen to touch the receptacle from above, in the image; its bottom lies over or inside
the receptacle's box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from envs.ontology import Affordance, shuts, takes
from perception.instances import Instance, Point, can

SIDE = 0.03  # [m] an object's centre may lie this far outside its receptacle's outline
ABOVE = 0.06  # [m] an object's bottom may be seen this far above what it rests on
BELOW = 0.04  # [m] or below it
THIN = 0.15  # [m] furniture no deeper than this was seen from the front alone
DEEP = 0.5  # [m] assumed depth of such furniture
DROP_FROM = 0.15  # [m] nothing floats higher than this: something holds it
DROP = 0.4  # [m] and that is no farther down
CONTACT = 0.05  # [m] a receptacle's point this near an object's bottom touches it
FULL_VOTE = 12.0  # [pixels] of contact that settle a parent against geometry alone

# Receptacles whose box is much larger than what they hold things with: a chair's back, a bed's
# head, a shelf's side. Things rest anywhere between the bottom and the top of the box.
_OPEN_BOXES = frozenset(
    {"ArmChair", "Bed", "Cart", "Chair", "CoffeeMachine", "CoffeeTable", "CounterTop", "Desk",
     "DiningTable", "DogBed", "Dresser", "Shelf", "ShelvingUnit", "SideTable", "Sofa", "TVStand",
     "Toilet", "Toaster"}
)  # fmt: skip
# Those of them with a back: things rest well below the top of the box.
_SEATS = frozenset({"ArmChair", "Chair", "Sofa"})
# Things hang from these.
_HANGERS = frozenset({"HandTowelHolder", "ToiletPaperHanger", "TowelHolder"})
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


def inside(receptacle: Instance, viewer: tuple[float, float]) -> tuple[Point, Point]:
    """Corners of the box that a receptacle holds things in or on, metres, map frame.

    The door of an open receptacle does not count, a drawer does where it has slid to. Of a piece
    of furniture whose front alone was ever seen, the rest is assumed behind it.

    Args:
        receptacle: the receptacle.
        viewer: (x, z) of the agent, metres, map frame.
    """
    low, high = receptacle.low, receptacle.high
    if receptacle.object_class != "Drawer" and receptacle.body_low and receptacle.body_high:
        low, high = receptacle.body_low, receptacle.body_high
    if receptacle.can(Affordance.PICKUPABLE) or high[1] - low[1] < THIN:
        return low, high
    first, last = list(low), list(high)
    for axis, where in ((0, viewer[0]), (2, viewer[1])):
        if high[axis] - low[axis] < THIN:
            if where < low[axis]:
                last[axis] = low[axis] + DEEP
            elif where > high[axis]:
                first[axis] = high[axis] - DEEP
    return (first[0], first[1], first[2]), (last[0], last[1], last[2])


def fit(thing: Instance, receptacle: Instance, viewer: tuple[float, float]) -> float:
    """How well the boxes say that a receptacle holds a thing in view: 0 not at all, up to 1.

    Among receptacles that could hold it, the smaller fits better: a plate better than the table
    under it, a pot on a burner better than the counter.
    """
    if not can_hold(receptacle.object_class, thing.object_class):
        return 0.0
    low, high = inside(receptacle, viewer)
    if not over(low, high, thing.position):
        return 0.0
    bottom = thing.low[1]
    if receptacle.object_class in _HANGERS:
        return 0.9 if bottom <= high[1] and thing.high[1] >= low[1] - ABOVE else 0.0
    if bottom > high[1] + ABOVE or bottom < low[1] - BELOW:
        return 0.0
    seat = receptacle.object_class in _SEATS
    on_top = bottom >= high[1] - BELOW and not seat
    area = max((high[0] - low[0]) * (high[2] - low[2]), 1e-4)
    small = 1.0 / (1.0 + area)
    if shuts(receptacle.object_class) and not receptacle.is_open and not on_top:
        # Seen through glass or a crack, if at all: where it was seen to be, not where it may be.
        known = over(receptacle.low, receptacle.high, thing.position)
        return 0.1 * small if known else 0.0
    if on_top:
        return 0.4 + 0.5 * small
    if seat:
        return 0.2 + 0.5 * small if bottom <= low[1] + SEAT * (high[1] - low[1]) else 0.0
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
    viewer: tuple[float, float],
) -> dict[str, str | None]:
    """Names of the receptacles that most likely hold things directly.

    Args:
        things: the objects.
        receptacles: that are believed present.
        votes: by thing, pixels of contact with each receptacle, see `contacts`.
        viewer: (x, z) of the agent, metres, map frame.

    Returns:
        By thing; None when nothing fits: it rests on the floor, or hangs on a wall.
    """
    if not things or not receptacles:
        return {thing.name: None for thing in things}
    outlines = np.array(
        [
            (low[0] - SIDE, low[2] - SIDE, high[0] + SIDE, high[2] + SIDE)
            for low, high in (_outline(one, viewer) for one in receptacles)
        ]
    )
    parents: dict[str, str | None] = {}
    for thing in things:
        x, _, z = thing.position
        near = (outlines[:, 0] <= x) & (x <= outlines[:, 2])
        near &= (outlines[:, 1] <= z) & (z <= outlines[:, 3])
        candidates = [receptacles[i] for i in np.flatnonzero(near).tolist()]
        parents[thing.name] = _parent_of(thing, candidates, votes.get(thing.name, {}), viewer)
    return parents


def _outline(receptacle: Instance, viewer: tuple[float, float]) -> tuple[Point, Point]:
    """The box of a receptacle with all that may be inside it."""
    low, high = inside(receptacle, viewer)
    if not _ajar(receptacle):
        return low, high
    return (
        (min(low[0], receptacle.low[0]), low[1], min(low[2], receptacle.low[2])),
        (max(high[0], receptacle.high[0]), high[1], max(high[2], receptacle.high[2])),
    )


def _ajar(receptacle: Instance) -> bool:
    return receptacle.is_open and receptacle.can(Affordance.OPENABLE)


def _parent_of(
    thing: Instance,
    receptacles: Sequence[Instance],
    votes: Mapping[str, float],
    viewer: tuple[float, float],
) -> str | None:
    best, best_score = None, 0.0
    for receptacle in receptacles:
        if receptacle.name == thing.name or receptacle.parent == thing.name:
            continue
        score = fit(thing, receptacle, viewer)
        if score <= 0.0:
            continue
        if receptacle.name == thing.placed_on:
            return receptacle.name
        score += min(votes.get(receptacle.name, 0.0) / FULL_VOTE, 1.0)
        if score > best_score:
            best, best_score = receptacle.name, score
    if best is None and thing.low[1] > DROP_FROM:
        return _around(thing, receptacles) or _below(thing, receptacles)
    return best


def _around(thing: Instance, receptacles: Sequence[Instance]) -> str | None:
    """The open container in whose box a thing hangs in the air, though not in the part of it
    that was known when it was closed: not all of it had been seen."""
    around = [
        (one.size[0] * one.size[1] * one.size[2], one.name)
        for one in receptacles
        if one.name != thing.name
        and _ajar(one)
        and can_hold(one.object_class, thing.object_class)
        and over(one.low, one.high, thing.position)
        and one.low[1] <= thing.low[1]
        and thing.high[1] <= one.high[1]
    ]
    return min(around)[1] if around else None


def _below(thing: Instance, receptacles: Sequence[Instance]) -> str | None:
    """What a thing whose foot is hidden stands on: the highest of what is under it."""
    under = [
        (one.high[1], one.name)
        for one in receptacles
        if one.name != thing.name
        and one.object_class not in _SEATS | _HANGERS
        and can_hold(one.object_class, thing.object_class)
        and thing.low[1] - DROP < one.high[1] <= thing.low[1]
    ]
    return max(under)[1] if under else None


def meetings(
    instances: NDArray[np.int32], thing: NDArray[np.bool_], receptacle: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Flat indices (N,) of the pixels of things that are right above a receptacle's.

    Args:
        instances: (H, W) int32, instance ids.
        thing: (K,) bool, whether each id can be held by a receptacle.
        receptacle: (K,) bool, whether each id can hold things.
    """
    width = instances.shape[1]
    flat = instances.reshape(-1)
    edges = np.flatnonzero(flat[:-width] != flat[width:])
    return edges[thing[flat[edges]] & receptacle[flat[edges + width]]]


def contacts(
    upper: NDArray[np.int32],
    lower: NDArray[np.int32],
    points: NDArray[np.float32],
    below: NDArray[np.float32],
    bottoms: NDArray[np.float32],
) -> dict[tuple[int, int], int]:
    """Where things touch what they stand on: close in space, and near the thing's bottom.

    Args:
        upper, lower: (N,) int32, ids of a thing and of what is right below it in the image.
        points, below: (N, 3) float32, metres, map frame, what the two pixels see.
        bottoms: (K,) float32, height [m] of the bottom of each id's box.

    Returns:
        Pixels of contact by `(thing, receptacle)` ids.
    """
    gap = np.abs(below - points).max(axis=1, initial=0.0)
    height = below[:, 1] - bottoms[upper]
    touching = (np.abs(height) < CONTACT) & (gap < 2.0 * CONTACT)
    codes = upper[touching].astype(np.int64) * len(bottoms) + lower[touching]
    pairs, counts = np.unique(codes, return_counts=True)
    return {
        (code // len(bottoms), code % len(bottoms)): count
        for code, count in zip(pairs.tolist(), counts.tolist(), strict=True)
    }


def holds_things(object_class: str) -> bool:
    """Whether a type is a receptacle that can be a parent; the floor is not."""
    return can(object_class, Affordance.RECEPTACLE) and object_class != "Floor"


def ancestors(instances: Mapping[str, Instance], name: str) -> tuple[str, ...]:
    """Names of the receptacle that holds a thing, of the one that holds that, and so on."""
    found: list[str] = []
    parent = instances[name].parent
    while parent is not None and parent in instances and parent not in found:
        found.append(parent)
        parent = instances[parent].parent
    return tuple(found)


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
