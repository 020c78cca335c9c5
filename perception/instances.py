"""Objects that persist: what they are, where they were last seen, what state they were in."""

from __future__ import annotations

import dataclasses
import functools
import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs import ontology
from envs.ontology import Affordance

Point = tuple[float, float, float]

MOVED = 0.1  # [m] a view that stretches the known box by more than this is of a moved object
CHANGED = 0.03  # [m] a box known no better than by masks that err has changed by more than this
EXACT = 0.04  # [m] standard deviation up to which the far sides of furniture are taken as seen
INWARDS = 0.3  # what a smaller view counts of a larger one
LEAST_GAIN = 0.15  # share that the newest view has at least
NEAR = 2.0  # [m] what is seen from this near is inspected
SAMPLES = 8  # surface points kept of each object, to notice that it is gone
STRUCTURE = frozenset({"Floor", "Wall", "Ceiling", "Doorway", "Doorframe", "Window"})


@functools.cache
def can(object_class: str, affordance: Affordance) -> bool:
    """`envs.ontology.can`, remembered: it is asked of every instance in every frame."""
    return ontology.can(object_class, affordance)


@dataclass(frozen=True, slots=True)
class Instance:
    """One object, as believed.

    Attributes:
        name: `mug_3`: class in lower case and a running number by first sight.
        object_class: ontology type name.
        identity: the id that segmentation gives it.
        low, high: [m] corners (x, y, z) of its bounding box, world axes, map frame.
        states: predicates believed true (`envs.ontology.STATE_PREDICATES`).
        parent: name of the receptacle that directly holds it; None on the floor, on a wall, in
            the agent's hand or unknown.
        visible: in the current frame.
        first_seen, last_seen: step numbers.
        present: False once it was sliced up or poured away: there is no such thing any more.
        missing: looked for where it should be and not found there; its place is unknown.
        stale: it was moved since it was last seen, so `low` and `high` are a guess.
        placed_on: receptacle that the agent itself put it on, while that still holds.
        body_low, body_high: box of an openable when closed, or its box if never seen closed.
        open_box: whether it was open when `low` and `high` were seen.
        links: names of what it switches (a stove knob's burner, a faucet's basin).
        looked_inside: last step when it was seen open and near; None if never.
        inspected: last step when it was seen from near; None if never.
        confidence: in there being such a thing, of that class, 0 to 1.
        spread: [m] standard deviation of where its surface is; 0 where it is exact.
        likely: probability of predicates that were judged by looks that may err; those that are
            not named are as certain as `confidence`.
    """

    name: str
    object_class: str
    identity: int
    low: Point
    high: Point
    states: frozenset[str] = frozenset()
    parent: str | None = None
    visible: bool = False
    first_seen: int = 0
    last_seen: int = 0
    present: bool = True
    missing: bool = False
    stale: bool = False
    placed_on: str | None = None
    body_low: Point | None = None
    body_high: Point | None = None
    open_box: bool = False
    links: tuple[str, ...] = ()
    looked_inside: int | None = None
    inspected: int | None = None
    confidence: float = 1.0
    spread: float = 0.0
    likely: Mapping[str, float] = field(default_factory=dict[str, float], hash=False)

    @property
    def position(self) -> Point:
        """Centre of the bounding box (x, y, z), metres, map frame."""
        return (
            0.5 * (self.low[0] + self.high[0]),
            0.5 * (self.low[1] + self.high[1]),
            0.5 * (self.low[2] + self.high[2]),
        )

    @property
    def size(self) -> Point:
        """Extents (x, y, z) of the bounding box, metres."""
        return (
            self.high[0] - self.low[0],
            self.high[1] - self.low[1],
            self.high[2] - self.low[2],
        )

    @property
    def is_open(self) -> bool:
        return "isOpen" in self.states

    def can(self, affordance: Affordance) -> bool:
        return can(self.object_class, affordance)

    def but(self, **changes: Any) -> Instance:
        """The same with other values in some fields: `dataclasses.replace` in 0.6 of its time,
        since dozens of instances change in every frame."""
        made = Instance(*_values(self))
        for name, value in changes.items():
            object.__setattr__(made, name, value)
        return made

    def with_states(self, add: frozenset[str], remove: frozenset[str]) -> Instance:
        return self.but(states=(self.states - remove) | add)


_values = operator.attrgetter(*(one.name for one in dataclasses.fields(Instance)))


@dataclass(frozen=True, slots=True)
class Sighting:
    """One instance in one frame.

    Attributes:
        identity: segmentation's id.
        low, high: [m] corners of the box of its visible points, map frame.
        pixels: how many points it has.
        samples: (K, 3) float32 points of its visible surface, metres, map frame.
        distance: [m] from the camera to the nearest of them, in the horizontal plane.
        spread: [m] standard deviation of where the surface is; 0 where it is exact.
    """

    identity: int
    low: Point
    high: Point
    pixels: int
    samples: NDArray[np.float32]
    distance: float
    spread: float = 0.0


def sightings(
    points: NDArray[np.float32], identities: NDArray[np.int32], camera: tuple[float, float]
) -> list[Sighting]:
    """Groups points by instance.

    Args:
        points: (N, 3) float32, metres, map frame, all finite.
        identities: (N,) int32, the instance that each belongs to.
        camera: (x, z) of the camera, metres, map frame.

    Returns:
        One for each instance, in increasing order of identity.
    """
    if not len(identities):
        return []
    keys = identities.astype(np.uint16) if identities.max() < 1 << 16 else identities
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    columns = points.T[:, order]
    starts = np.concatenate([[0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1])
    ends = np.append(starts[1:], len(ordered))
    lows = np.minimum.reduceat(columns, starts, axis=1).T.tolist()
    highs = np.maximum.reduceat(columns, starts, axis=1).T.tolist()
    squares = (columns[0] - camera[0]) ** 2 + (columns[2] - camera[1]) ** 2
    nearest = np.sqrt(np.minimum.reduceat(squares, starts)).tolist()
    spread = (np.arange(SAMPLES) + 0.5) / SAMPLES
    picks = starts[:, None] + (spread[None, :] * (ends - starts)[:, None]).astype(np.int64)
    samples = columns[:, picks].transpose(1, 2, 0)
    names = ordered[starts].tolist()
    counts = (ends - starts).tolist()
    return [
        Sighting(names[i], tuple(lows[i]), tuple(highs[i]), counts[i], samples[i], nearest[i])
        for i in range(len(names))
    ]


def least(first: Point, second: Point) -> Point:
    """The lower of two corners along each axis."""
    return (min(first[0], second[0]), min(first[1], second[1]), min(first[2], second[2]))


def most(first: Point, second: Point) -> Point:
    """The higher of two corners along each axis."""
    return (max(first[0], second[0]), max(first[1], second[1]), max(first[2], second[2]))


def is_other_box(before: Instance, after: Instance) -> bool:
    """Whether a box has changed by more than what it is known to."""
    if before.spread == 0.0 and after.spread == 0.0:
        return before.low != after.low or before.high != after.high
    corners = zip((*before.low, *before.high), (*after.low, *after.high), strict=True)
    return any(abs(one - other) > CHANGED for one, other in corners)


def merged_box(instance: Instance, sighting: Sighting) -> tuple[Point, Point, bool]:
    """Box after one more view, and whether the object has moved since the last one.

    Views of a thing that stands still only ever add to its box. A view that fits neither the
    known box nor one that contains it is of a thing that has moved.
    """
    if instance.stale or instance.missing:
        return sighting.low, sighting.high, True
    if sighting.spread > 0.0:
        return _fused_box(instance, sighting)
    low, high = least(instance.low, sighting.low), most(instance.high, sighting.high)
    if instance.can(Affordance.PICKUPABLE):
        for axis in range(3):
            known = instance.high[axis] - instance.low[axis]
            seen = sighting.high[axis] - sighting.low[axis]
            if high[axis] - low[axis] > max(known, seen) + MOVED:
                return sighting.low, sighting.high, True
    return low, high, False


def _fused_box(instance: Instance, sighting: Sighting) -> tuple[Point, Point, bool]:
    """As `merged_box`, of boxes that are not exact: each side moves towards where it is seen, by
    how much better that is known, and less inwards, where something may hide the rest."""
    share = gain(instance.spread, sighting.spread)
    small = instance.can(Affordance.PICKUPABLE)
    grow = share if small or sighting.spread > EXACT else 1.0
    shrink = INWARDS * share if small or instance.spread > EXACT else 0.0
    low: list[float] = []
    high: list[float] = []
    for axis in range(3):
        out = sighting.low[axis] - instance.low[axis]
        low.append(instance.low[axis] + (grow if out < 0.0 else shrink) * out)
        out = sighting.high[axis] - instance.high[axis]
        high.append(instance.high[axis] + (grow if out > 0.0 else shrink) * out)
    return (low[0], low[1], low[2]), (high[0], high[1], high[2]), False


def _known(instance: Instance, sighting: Sighting, moved: bool) -> float:
    """[m] standard deviation of where a thing is, after a sighting."""
    if sighting.spread == 0.0 or moved:
        return sighting.spread
    left = instance.spread * (1.0 - gain(instance.spread, sighting.spread)) ** 0.5
    return max(left, 0.25 * sighting.spread)


def gain(before: float, seen: float) -> float:
    """Share of a new measurement in what is known after it, from standard deviations."""
    return max(LEAST_GAIN, before * before / max(before * before + seen * seen, 1e-12))


def observed(
    instance: Instance,
    sighting: Sighting,
    states: frozenset[str],
    step: int,
) -> tuple[Instance, bool]:
    """The instance after a sighting, and whether it has moved.

    Args:
        instance: as believed before.
        sighting: what was seen of it.
        states: that it is believed to have now.
        step: current step number.
    """
    turned = instance.can(Affordance.OPENABLE) and (("isOpen" in states) != instance.open_box)
    if turned:
        low, high, moved = sighting.low, sighting.high, False
        if instance.body_low is not None:
            low, high = least(low, instance.body_low), most(high, instance.body_high or high)
    else:
        low, high, moved = merged_box(instance, sighting)
    body_low, body_high = instance.body_low, instance.body_high
    if "isOpen" not in states or moved:
        body_low, body_high = low, high
    return (
        instance.but(
            low=low,
            high=high,
            body_low=body_low,
            body_high=body_high,
            open_box="isOpen" in states,
            states=states,
            visible=True,
            last_seen=step,
            missing=False,
            stale=False,
            present=True,
            spread=_known(instance, sighting, moved),
            placed_on=None if moved and not instance.stale else instance.placed_on,
            parent=None if moved and not instance.stale else instance.parent,
        ),
        moved,
    )


def inspected(instance: Instance, sighting: Sighting, step: int) -> Instance:
    """A thing that was seen, with the step at which that was from near enough to tell what a
    receptacle holds."""
    if sighting.distance > NEAR or not instance.can(Affordance.RECEPTACLE):
        return instance
    inside = instance.looked_inside
    if instance.is_open and instance.can(Affordance.OPENABLE):
        inside = step
    return instance.but(inspected=step, looked_inside=inside)
