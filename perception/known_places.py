"""Places of which the agent's own doing tells what is there, whatever it looks like.

Where something was cut up, only its slices can be seen; and what came nearer when something was
put down is that thing. Both are often taken for a part of what they lie on. Where depth is exact,
their place tells them apart from it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.ontology import BY_NAME, OBJECT_TYPES, SLICE_COUNT, Affordance, sliced_type
from perception.framing import Frame
from perception.instances import Instance, Point
from perception.projection import pixel_points, project
from perception.segmentation import Detection, Segmentation

KEPT = 12  # places, the latest
FAR = 2.5  # [m] places farther than this are not looked into
PAD = 0.01  # [m] that it may have reached beyond where it was seen
LIFT = 0.004  # [m] over what it lay on, from which on there is nothing but that
NEARER = 0.004  # [m] that the view has come nearer where something was put
LEAST = 12  # [pixels of 300x300] of a thing
SURE = 0.9  # that what is seen there is one
_THING = np.array([kind.can(Affordance.PICKUPABLE) for kind in OBJECT_TYPES])
_WHOLE = {sliced_type(kind): BY_NAME[kind].index for kind in SLICE_COUNT}

Pixels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are.

    Attributes:
        kind: object type of them.
        count: how many of them there are, beside each other along the longer side.
        low, high: [m] corners of the box that they fill, map frame.
        identity: of the thing, where it is one that is known.
    """

    kind: str
    count: int
    low: Point
    high: Point
    identity: int = -1

    @property
    def whole(self) -> int:
        """Index of the object type that was cut up into these; -1 where they are no slices."""
        return _WHOLE.get(self.kind, -1)

    @classmethod
    def of_slices(cls, whole: str, low: Point, high: Point) -> Place:
        """Where a thing of a type that can be cut filled a box."""
        return cls(sliced_type(whole), SLICE_COUNT[whole], low, high)


class KnownPlaces:
    """Such places of an episode."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    def add(self, place: Place) -> None:
        """Remembers a place."""
        self._places = [*self._places, place][-KEPT:]

    def drop(self, identity: int) -> None:
        """Forgets where a thing was, which is there no more."""
        self._places = [one for one in self._places if one.identity != identity]

    def put_down(self, frame: Frame, thing: Instance) -> Frame:
        """A frame with what was just put down told apart from all else; its place is remembered.

        Args:
            frame: after that; before it the thing was in the hand.
            thing: with nothing in or on it.
        """
        metres, before = frame.depth.metres, frame.before
        if frame.depth.spread is not None or before is None or before.pose != frame.pose:
            return frame
        pixels = np.flatnonzero(metres < before.depth - NEARER)
        if len(pixels) < _least(metres):
            return frame
        points = pixel_points(metres, pixels, frame.pose, frame.field_of_view)
        low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        kind = thing.object_class
        self.add(Place(kind, 1, tuple(low), tuple(high), thing.identity))
        return _with(frame, [(kind, pixels)])

    def told_apart(self, frame: Frame) -> Frame:
        """A frame with what is in these places told apart from what it was taken for a part of.

        What was found to be something that can be picked up is left as it is, but for what was cut
        up there, which is no more.
        """
        if not self._places or frame.depth.spread is not None:
            return frame
        kinds = np.full(_last(frame.segmentation) + 1, BY_NAME["Floor"].index)
        for one in frame.segmentation.detections:
            kinds[one.instance] = BY_NAME[one.object_class].index
        parts = [
            (one.kind, pixels)
            for one in self._places
            for pixels in _seen(one, ~_THING[kinds] | (kinds == one.whole), frame)
        ]
        cut_up = np.isin(kinds, [one.whole for one in self._places])
        return _with(frame, parts, cut_up)


def _seen(place: Place, part_of: NDArray[np.bool_], frame: Frame) -> list[Pixels]:
    """Pixels of each of the things in a place of which enough is seen, but for those of others."""
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
    free = part_of[frame.segmentation.instances.reshape(-1)[pixels]]
    pixels = pixels[free & np.isfinite(metres.reshape(-1)[pixels])]
    points = pixel_points(metres, pixels, pose, field_of_view)
    low, high = low - (PAD, -LIFT, PAD), high + PAD
    within = ((points > low) & (points < high)).all(axis=1)
    pixels, points = pixels[within], points[within]
    along = 0 if high[0] - low[0] >= high[2] - low[2] else 2
    share = (points[:, along] - low[along]) / (high[along] - low[along])
    which = np.minimum((share * place.count).astype(np.int64), place.count - 1)
    counts = np.bincount(which, minlength=place.count)
    return [pixels[which == index] for index in np.flatnonzero(counts >= _least(metres))]


def _least(metres: NDArray[np.float32]) -> float:
    return LEAST * metres.size / 300**2


def _last(segmentation: Segmentation) -> int:
    """The highest id of a frame."""
    named = (one.instance for one in segmentation.detections)
    return max(int(segmentation.instances.max(initial=0)), *named, 0)


def _with(
    frame: Frame, parts: list[tuple[str, Pixels]], cut_up: NDArray[np.bool_] | None = None
) -> Frame:
    """A frame in which some pixels are of things of these types, and of nothing else.

    Args:
        frame: the frame.
        parts: types and pixels.
        cut_up: by id, whether it goes altogether where half of it does; None for none.
    """
    if not parts:
        return frame
    segmentation = frame.segmentation
    ids, found = segmentation.instances.copy(), list(segmentation.detections)
    number = _last(segmentation)
    if cut_up is not None:
        every = np.bincount(ids.reshape(-1), minlength=number + 1)
        gone = ids.reshape(-1)[np.concatenate([pixels for _, pixels in parts])]
        gone = cut_up & (2 * np.bincount(gone, minlength=number + 1) >= every)
        ids[gone[ids]] = 0
    for kind, pixels in parts:
        number += 1
        ids.reshape(-1)[pixels] = number
        found.append(Detection(number, kind, SURE, ((kind, SURE),)))
    there = np.bincount(ids.reshape(-1), minlength=number + 1) > 0
    kept = tuple(one for one in found if there[one.instance])
    own = Segmentation(ids, kept, segmentation.persistent, segmentation.in_hand)
    return dataclasses.replace(frame, segmentation=own)
