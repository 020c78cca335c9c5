"""What is left where something was cut up: where it was whole, only its slices can be seen.

Slices are thin and of the colours of what they lie on, and so are often taken for a part of it.
Where depth is exact, their place tells what they are, and in which of the slices' places they lie.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.ontology import BY_NAME, OBJECT_TYPES, SLICE_COUNT, Affordance, sliced_type
from perception.framing import Frame
from perception.instances import Point
from perception.projection import pixel_points, project
from perception.segmentation import Detection, Segmentation

KEPT = 8  # places of the things cut up last
FAR = 2.5  # [m] places farther than this are not looked into
PAD = 0.01  # [m] that it may have reached beyond where it was seen
LIFT = 0.004  # [m] over what it lay on, from which on there is nothing but slices
LEAST = 12  # [pixels of 300x300] of a slice
SURE = 0.9  # that what is seen there is one
_THING = np.array([kind.can(Affordance.PICKUPABLE) for kind in OBJECT_TYPES])


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was cut up.

    Attributes:
        kind: object type of its slices.
        count: how many of them there are.
        low, high: [m] corners of the box that it filled, map frame.
    """

    kind: str
    count: int
    low: Point
    high: Point

    @classmethod
    def of(cls, whole: str, low: Point, high: Point) -> Place:
        """Of an object type that can be cut, and its box."""
        return cls(sliced_type(whole), SLICE_COUNT[whole], low, high)


class Cuttings:
    """Where things were cut up in an episode."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    def add(self, place: Place) -> None:
        """Remembers a place."""
        self._places = [*self._places, place][-KEPT:]

    def told_apart(self, frame: Frame) -> Frame:
        """A frame with the slices told apart from what they were taken for a part of.

        What was found to be something that can be picked up is left as it is.
        """
        segmentation, depth = frame.segmentation, frame.depth
        if not self._places or depth.spread is not None:
            return frame
        ids, found = segmentation.instances, list(segmentation.detections)
        last = max(int(ids.max(initial=0)), *(one.instance for one in found), 0)
        part_of = np.ones(last + 1, np.bool_)
        for one in found:
            part_of[one.instance] = not _THING[BY_NAME[one.object_class].index]
        for place in self._places:
            for pixels in _slices(place, ids, part_of, frame):
                ids = ids.copy() if ids is segmentation.instances else ids
                number = len(part_of)
                part_of = np.append(part_of, False)
                ids.reshape(-1)[pixels] = number
                found.append(Detection(number, place.kind, SURE, ((place.kind, SURE),)))
        if ids is segmentation.instances:
            return frame
        there = np.bincount(ids.reshape(-1), minlength=len(part_of)) > 0
        kept = tuple(one for one in found if there[one.instance])
        own = Segmentation(ids, kept, segmentation.persistent, segmentation.in_hand)
        return dataclasses.replace(frame, segmentation=own)


def _slices(
    place: Place, ids: NDArray[np.int32], part_of: NDArray[np.bool_], frame: Frame
) -> list[NDArray[np.int64]]:
    """Pixels, as flat indices, of each slice in a place of which enough is seen."""
    metres, pose, field_of_view = frame.depth.metres, frame.pose, frame.field_of_view
    low, high = np.array(place.low), np.array(place.high)
    corners = np.stack(np.meshgrid(*zip(low, high, strict=True)), axis=-1).reshape(-1, 3)
    seen, ahead = project(corners, pose, field_of_view, *metres.shape)
    if ahead.min() <= 0.1 or ahead.min() > FAR:
        return []
    first = np.clip(np.floor(seen.min(axis=0)).astype(int), 0, metres.shape)
    last = np.clip(np.ceil(seen.max(axis=0)).astype(int), 0, metres.shape)
    rows, columns = np.arange(first[0], last[0]), np.arange(first[1], last[1])
    pixels = (rows[:, None] * metres.shape[1] + columns).reshape(-1)
    free = part_of[ids.reshape(-1)[pixels]] & np.isfinite(metres.reshape(-1)[pixels])
    pixels = pixels[free]
    points = pixel_points(metres, pixels, pose, field_of_view)
    low, high = low - (PAD, -LIFT, PAD), high + PAD
    within = ((points > low) & (points < high)).all(axis=1)
    pixels, points = pixels[within], points[within]
    along = 0 if high[0] - low[0] >= high[2] - low[2] else 2
    share = (points[:, along] - low[along]) / (high[along] - low[along])
    slices = np.minimum((share * place.count).astype(np.int64), place.count - 1)
    least = LEAST * metres.size / 300**2
    counts = np.bincount(slices, minlength=place.count)
    return [pixels[slices == index] for index in np.flatnonzero(counts >= least)]
