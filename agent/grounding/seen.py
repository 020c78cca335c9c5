"""What one frame shows, as a belief takes it: things with their boxes, places and odds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from envs.interface import Observation, Pose
from perception.belief import Belief
from perception.instances import STRUCTURE, Instance, Point
from perception.segmentation import Detection, Segmentation, SegmentationModel, StateModel

PLAUSIBLE = 0.25  # probability from which a thing may be meant by the name of a type
UNJUDGED = 0.5  # probability of a state that nothing was said of
UNSEEN = 0.05  # and of one that no picture shows, such as having been washed


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing in the frame.

    Attributes:
        name: of the belief, such as `mug_1`.
        kind: likeliest ontology type.
        odds: probability of each type that it may be, its confidence included.
        states: probability of each predicate that was judged.
        box: (top, left, bottom, right) in [0, 1] of the image.
        centre: (y, x) in [0, 1] of the image, the mean of its pixels.
        pixels: of its mask.
        low, high: [m] corners of the box of what is seen of it, map frame.
        distance: [m] from the viewer, on the floor plan.
        around: names of what holds it, the nearest first.
        held: it is in the agent's hand.
    """

    name: str
    kind: str
    odds: Mapping[str, float]
    states: Mapping[str, float]
    box: tuple[float, float, float, float]
    centre: tuple[float, float]
    pixels: int
    low: Point
    high: Point
    distance: float
    around: tuple[str, ...] = ()
    held: bool = False

    @property
    def size(self) -> float:
        """[m] diagonal of its box."""
        return math.dist(self.low, self.high)

    def being(self, kinds: Mapping[str, float]) -> float:
        """How well it is one of some types, each with a weight; 0 where it hardly can be any."""
        if sum(share for kind, share in self.odds.items() if kind in kinds) < PLAUSIBLE:
            return 0.0
        return sum(share * kinds.get(kind, 0.0) for kind, share in self.odds.items())

    def state(self, predicate: str, value: bool = True) -> float:
        """Probability that a predicate has a value."""
        if predicate == "holding":
            return float(self.held is value)
        judged = self.states.get(predicate)
        if judged is None:
            judged = UNSEEN if predicate.startswith("was") else UNJUDGED
        return judged if value else 1.0 - judged


@dataclass(slots=True)
class Watching:
    """Models that keep what they said last, for what a belief leaves out."""

    segmenting: SegmentationModel
    judging: StateModel
    segmentation: Segmentation | None = None
    judged: Mapping[int, Mapping[str, float]] = field(
        default_factory=dict[int, Mapping[str, float]]
    )

    def segment(self, observation: Observation, pose: Pose) -> Segmentation:
        self.segmentation = self.segmenting.segment(observation, pose)
        return self.segmentation

    def states(
        self, observation: Observation, pose: Pose, segmentation: Segmentation
    ) -> Mapping[int, Mapping[str, float]]:
        self.judged = self.judging.states(observation, pose, segmentation)
        return self.judged


def seen_things(belief: Belief, watching: Watching) -> tuple[Seen, ...]:
    """Every thing in the frame that a belief has just taken in, by name."""
    view, frame = belief.view, watching.segmentation
    assert view is not None and frame is not None
    detections = {one.instance: one for one in frame.detections}
    found: list[Seen] = []
    for name in view.names:
        instance = belief.instances[name]
        mask = view.mask(name)
        if instance.object_class in STRUCTURE or not instance.present or not mask.any():
            continue
        identity = int(np.bincount(frame.instances[mask]).argmax())
        found.append(
            _seen(belief, instance, mask, detections.get(identity), watching.judged.get(identity))
        )
    return tuple(found)


def _seen(
    belief: Belief,
    instance: Instance,
    mask: NDArray[np.bool_],
    detection: Detection | None,
    judged: Mapping[str, float] | None,
) -> Seen:
    rows, columns = np.nonzero(mask)
    height, width = mask.shape
    if judged is None:
        judged = dict.fromkeys(instance.states, 1.0)
    where = instance.position
    return Seen(
        name=instance.name,
        kind=instance.object_class,
        odds=_odds(instance.object_class, detection),
        states=judged,
        box=(
            float(rows.min() / height),
            float(columns.min() / width),
            float((rows.max() + 1) / height),
            float((columns.max() + 1) / width),
        ),
        centre=(float(rows.mean() / height), float(columns.mean() / width)),
        pixels=len(rows),
        low=instance.low,
        high=instance.high,
        distance=math.hypot(where[0] - belief.pose.x, where[2] - belief.pose.z),
        around=belief.ancestors(instance.name),
        held=instance.name == belief.held,
    )


def _odds(kind: str, detection: Detection | None) -> dict[str, float]:
    if detection is None:
        return {kind: 1.0}
    if not detection.posterior:
        return {kind: detection.confidence}
    return {name: detection.confidence * share for name, share in detection.posterior}


def gap(one: Seen, other: Seen) -> float:
    """[m] between the boxes of two things; 0 where they touch."""
    sides = (
        max(other.low[axis] - one.high[axis], one.low[axis] - other.high[axis], 0.0)
        for axis in range(3)
    )
    return math.sqrt(sum(side * side for side in sides))


def by_name(things: Sequence[Seen]) -> dict[str, Seen]:
    """Things by their names."""
    return {thing.name: thing for thing in things}
