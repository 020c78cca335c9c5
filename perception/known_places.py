"""Places of which the agent's own doing tells what is there, whatever it looks like.

Where something was cut up, only its slices can be seen; and what came nearer when something was
put down is that thing. Both are often taken for a part of what they lie on. Where depth is exact,
their place tells them apart from it. Of what was put down it tells which thing it is, but not its
class: what it is taken for, it may only have been taken for before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.ontology import BY_NAME, OBJECT_TYPES, SLICE_COUNT, Affordance, sliced_type
from perception.framing import Frame
from perception.instances import Instance, Point
from perception.projection import pixel_points, project
from perception.segmentation import Detection, Segmentation
from perception.track import Track

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


@dataclass(frozen=True, slots=True)
class Told:
    """A frame with what is in known places told apart.

    Attributes:
        frame: with ids of its own, of what was told apart too.
        identities: of things that were put there, by their ids in it.
        recalled: those ids of things whose class is only remembered.
    """

    frame: Frame
    identities: Mapping[int, int]
    recalled: Collection[int]


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

    def told_apart(self, frame: Frame, put: Instance | None, tracks: Mapping[int, Track]) -> Told:
        """A frame with what is in these places told apart from what it was taken for a part of.

        What was found to be something that can be picked up is left as it is, but for what was cut
        up there, which is no more.

        Args:
            frame: what is seen.
            put: what was just put down, with nothing in or on it; its place is remembered. None
                for nothing.
            tracks: by identity.
        """
        identities: dict[int, int] = {}
        recalled: set[int] = set()
        parts: list[tuple[str, Pixels]] = []
        if frame.depth.spread is not None:
            return Told(frame, identities, recalled)
        if put is not None:
            self._remember(frame, put)
        if not self._places:
            return Told(frame, identities, recalled)
        found, number = _kinds(frame.segmentation), _last(frame.segmentation)
        for one in self._places:
            pixels, points = _within(one, frame)
            own = -1 if one.identity < 0 else _found_as(frame.segmentation, found, pixels)
            if own >= 0:
                identities[own] = one.identity
                continue
            track = tracks.get(one.identity)
            for thing in _things(one, found, frame, pixels, points):
                parts.append((one.kind if track is None else track.object_class, thing))
                if one.identity >= 0:
                    identities[number + len(parts)] = one.identity
                    recalled.add(number + len(parts))
        cut_up = np.isin(found, [one.whole for one in self._places])
        return Told(_with(frame, parts, cut_up), identities, recalled)

    def _remember(self, frame: Frame, put: Instance) -> None:
        """Remembers where what was just put down is, if that shows: the view came nearer there."""
        metres, before = frame.depth.metres, frame.before
        if before is None or before.pose != frame.pose:
            return
        pixels = np.flatnonzero(metres < before.depth - NEARER)
        if len(pixels) >= _least(metres):
            points = pixel_points(metres, pixels, frame.pose, frame.field_of_view)
            low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
            self.add(Place(put.object_class, 1, tuple(low), tuple(high), put.identity))


def _kinds(segmentation: Segmentation) -> NDArray[np.int64]:
    """Index of the object type of each id of a frame; the floor's where there is none."""
    kinds = np.full(_last(segmentation) + 1, BY_NAME["Floor"].index)
    for one in segmentation.detections:
        kinds[one.instance] = BY_NAME[one.object_class].index
    return kinds


def _found_as(segmentation: Segmentation, kinds: NDArray[np.int64], pixels: Pixels) -> int:
    """The thing that can be carried which most of some pixels were found to be, and which is hardly
    seen elsewhere; -1 for none."""
    ids = segmentation.instances.reshape(-1)
    here = np.bincount(ids[pixels], minlength=len(kinds)) * _THING[kinds]
    one = int(here.argmax())
    return one if 2 * int(here[one]) >= max(len(pixels), int((ids == one).sum()), 1) else -1


def _within(place: Place, frame: Frame) -> tuple[Pixels, NDArray[np.float32]]:
    """Pixels that show points in a place, if it is near enough, and those points (K, 3)."""
    metres, pose, field_of_view = frame.depth.metres, frame.pose, frame.field_of_view
    low, high = np.array(place.low), np.array(place.high)
    corners = np.stack(np.meshgrid(*zip(low, high, strict=True)), axis=-1).reshape(-1, 3)
    seen, ahead = project(corners, pose, field_of_view, *metres.shape)
    if ahead.min() <= 0.1 or ahead.min() > FAR:
        return np.zeros(0, np.int64), np.zeros((0, 3), np.float32)
    first = np.clip(np.floor(seen.min(axis=0)).astype(int), 0, metres.shape)
    last = np.clip(np.ceil(seen.max(axis=0)).astype(int), 0, metres.shape)
    rows, columns = np.arange(first[0], last[0]), np.arange(first[1], last[1])
    pixels = (rows[:, None] * metres.shape[1] + columns).reshape(-1)
    pixels = pixels[np.isfinite(metres.reshape(-1)[pixels])]
    points = pixel_points(metres, pixels, pose, field_of_view)
    within = ((points > low - (PAD, -LIFT, PAD)) & (points < high + PAD)).all(axis=1)
    return pixels[within], points[within]


def _things(
    place: Place,
    kinds: NDArray[np.int64],
    frame: Frame,
    pixels: Pixels,
    points: NDArray[np.float32],
) -> list[Pixels]:
    """Pixels of each of the things in a place of which enough is seen, but for those of others.

    Args:
        place: with one thing or several.
        kinds: index of the object type of each id of the frame.
        frame: what is seen.
        pixels, points: that are in the place.
    """
    taken_for = kinds[frame.segmentation.instances.reshape(-1)[pixels]]
    free = ~_THING[taken_for] | (taken_for == place.whole)
    pixels, points = pixels[free], points[free]
    low, high = np.array(place.low) - PAD, np.array(place.high) + PAD
    along = 0 if high[0] - low[0] >= high[2] - low[2] else 2
    share = (points[:, along] - low[along]) / (high[along] - low[along])
    which = np.minimum((share * place.count).astype(np.int64), place.count - 1)
    least = _least(frame.depth.metres)
    counts = np.bincount(which, minlength=place.count)
    return [pixels[which == index] for index in np.flatnonzero(counts >= least)]


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
