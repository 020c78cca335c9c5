"""How well detections and known things fit each other: by place, size and class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from envs.ontology import BY_NAME, OBJECT_TYPES, Affordance
from perception.fusion import likeliest
from perception.instances import Instance, Point, Sighting
from perception.track import Track

SMALL_PAD = 0.04  # [m] around a thing where its points may be seen, at least
LARGE_PAD = 0.10  # at most
PAD_SHARE = 0.15  # of its extent
AJAR_PAD = 0.35  # around what has a door or slides, and is open or was just acted on
MOVED_PAD = 0.45  # around the guessed place of what the agent moved
PUT = 0.2  # [m] from where something moved should be: it is that, whatever it looks like
MOVED_ABOVE = 0.30  # [m] over the receptacle that it was put on
OVERLAP = 0.35  # of the points of one in the box of the other, at least
MUTUAL = 0.5  # of both, from which on two things would be in each other's place
AGREE = 0.05  # probability of being of one class that a pair needs
MISNAMED = 5e-4  # and that one needs which is in each other's place
SCATTERED = 0.9  # [m] things no larger are not seen in parts
SPECK = 0.15  # but for parts smaller than this share of the rest
ACTED = 2.0  # what a detection where the agent just acted is cheaper for the thing acted on
PART = 0.6  # of the points of a further part of a thing in its box
SAME = 0.6  # of the points of a duplicate in the box of what is seen
SWALLOWED = (0.1, 3.0)  # [m] and times its width: wider than both is what a small thing lies on
CARRIED = (0.05, 1.5)  # the same of something that may be what was put there, whatever its class
PORTABLE = 0.3  # probability of being something that can be carried that makes up for its width
NEVER = 1e3  # cost
_LARGE = np.array([not kind.can(Affordance.PICKUPABLE) for kind in OBJECT_TYPES], np.float32)


class Seen:
    """The detections of a frame as arrays.

    Attributes:
        low, high: (D, 3) float32 metres, corners of their boxes, map frame.
        points: (D, K, 3) float32 metres.
        classes: (D, C) float32, probability of each ontology type.
        spread: (D,) float32 [m].
        pixels: (D,) int64.
        acted: index of the detection where the agent has just acted; -1 for none.
    """

    def __init__(
        self,
        found: Sequence[Sighting],
        classes: Sequence[NDArray[np.float32]],
        acted: int = -1,
    ) -> None:
        self.acted = acted
        count = len(found)
        self.low = np.array([one.low for one in found], np.float32).reshape(count, 3)
        self.high = np.array([one.high for one in found], np.float32).reshape(count, 3)
        self.spread = np.array([one.spread for one in found], np.float32)
        self.pixels = np.array([one.pixels for one in found], np.int64)
        self.points = np.stack([one.samples for one in found]) if found else np.zeros((0, 1, 3))
        self.classes = np.stack(classes) if count else np.zeros((0, len(OBJECT_TYPES)), np.float32)

    def __len__(self) -> int:
        return len(self.low)


def within_reach(
    seen: Seen, tracks: Sequence[Track], instances: Mapping[str, Instance]
) -> list[Track]:
    """Tracks that come near some detection, or were moved: no other can be among them."""
    believed = [instances.get(track.name or "") for track in tracks]
    moved = np.array([one is not None and one.stale for one in believed])
    own = np.array([track.low + track.high for track in tracks])
    bodied = [
        (index, one.body_low + (one.body_high or one.high))
        for index, one in enumerate(believed)
        if one is not None and one.body_low is not None
    ]
    low, high = own[:, :3], own[:, 3:]
    if bodied:
        which = [index for index, _ in bodied]
        body = np.array([corners for _, corners in bodied])
        low[which] = np.minimum(low[which], body[:, :3])
        high[which] = np.maximum(high[which], body[:, 3:])
    spread = np.array([track.spread for track in tracks])[:, None]
    low, high = low - spread, high + spread
    pad = (SMALL_PAD + LARGE_PAD + AJAR_PAD + seen.spread)[:, None]
    near = np.ones((len(seen), len(tracks)), np.bool_)
    for axis in range(3):
        near &= (seen.low[:, axis, None] - pad) <= high[None, :, axis]
        near &= (seen.high[:, axis, None] + pad) >= low[None, :, axis]
    kept = np.flatnonzero(near.any(axis=0) | moved)
    return [tracks[index] for index in kept.tolist()]


class Candidates:
    """The tracks that a frame may show, as arrays.

    Attributes:
        low, high: (T, 3) float32 metres, where its points may be seen, map frame.
        tight_low, tight_high: (T, 3) float32 metres, the boxes themselves.
        points: (T, K, 3) float32 metres, of their surfaces as last seen.
        classes: (T, C) float32, probability of each ontology type.
        spread: (T,) float32 [m].
        moved: (T,) bool, whether the agent moved it since it was last seen.
        acted: (T,) bool, whether the agent has just acted on it.
        scattered: (T,) bool, whether it is so large that it may be seen in parts.
        large: (T,) bool, whether it is furniture.
        named: (T,) bool, whether it is believed.
    """

    def __init__(
        self, tracks: Sequence[Track], instances: Mapping[str, Instance], acted: int | None
    ) -> None:
        self.tight_low = np.array([one.low for one in tracks], np.float32)
        self.tight_high = np.array([one.high for one in tracks], np.float32)
        self.identities = np.array([one.identity for one in tracks], np.int64)
        self.spread = np.array([one.spread for one in tracks], np.float32)
        self.points = np.stack([one.samples for one in tracks])
        self.classes = np.exp(np.stack([one.classes for one in tracks]))
        kinds = likeliest(self.classes)
        self.large = _LARGE[kinds] > 0.5
        self.named = np.array([one.name is not None for one in tracks])
        self.moved = np.zeros(len(tracks), np.bool_)
        extent = self.tight_high - self.tight_low
        pad = np.clip(PAD_SHARE * extent, SMALL_PAD, LARGE_PAD) + self.spread[:, None]
        self.low, self.high = self.tight_low - pad, self.tight_high + pad
        self.acted = np.array([one.identity == acted for one in tracks])
        self.scattered = extent.max(axis=1) > SCATTERED
        bodies: list[tuple[Point, Point]] = []
        bodied: list[int] = []
        for index, track in enumerate(tracks):
            if track.refuted:  # what it was taken for before, it may be taken for again
                known = [BY_NAME[kind].index for kind in track.refuted]
                self.classes[index, known] = self.classes[index].max()
            instance = instances.get(track.name or "")
            if instance is None:
                continue
            ajar = instance.is_open or track.identity == acted
            if ajar and instance.can(Affordance.OPENABLE):
                self.low[index] -= AJAR_PAD
                self.high[index] += AJAR_PAD
            if instance.body_low is not None and instance.body_high is not None:
                bodies.append((instance.body_low, instance.body_high))
                bodied.append(index)
            self.moved[index] = instance.stale
        if bodied:
            corners = np.array(bodies, np.float32)
            self.low[bodied] = np.minimum(self.low[bodied], corners[:, 0])
            self.high[bodied] = np.maximum(self.high[bodied], corners[:, 1])
        for index in np.flatnonzero(self.moved).tolist():
            self._place_moved(index, instances[tracks[index].name or ""], instances)

    def _place_moved(self, index: int, thing: Instance, instances: Mapping[str, Instance]) -> None:
        """Something that the agent moved is near where it was put, or in or on what holds it."""
        low, high = self.tight_low[index] - MOVED_PAD, self.tight_high[index] + MOVED_PAD
        holder = instances.get(thing.parent or "")
        if holder is not None:
            above = np.array([0.0, MOVED_ABOVE, 0.0], np.float32)
            low = np.minimum(low, np.array(holder.low, np.float32) - SMALL_PAD)
            high = np.maximum(high, np.array(holder.high, np.float32) + SMALL_PAD + above)
        self.low[index], self.high[index] = low, high

    def __len__(self) -> int:
        return len(self.low)


class Pairs:
    """The pairs of a detection and a track that come near each other.

    Attributes:
        rows, columns: (P,) indices of the detection and of the track.
        into: (P,) share of the detection's points in the track's widened box.
        back: (P,) share of the track's points in the detection's widened box.
        agree: (P,) probability of being of the same class.
    """

    def __init__(self, seen: Seen, known: Candidates) -> None:
        pad = (SMALL_PAD + seen.spread)[:, None]
        low, high = seen.low - pad, seen.high + pad
        agree = seen.classes @ known.classes.T
        near = (agree >= MISNAMED) | known.moved
        for axis in range(3):
            near &= low[:, axis, None] <= known.high[None, :, axis]
            near &= high[:, axis, None] >= known.low[None, :, axis]
        self.rows, self.columns = np.nonzero(near)
        points = seen.points[self.rows]
        pads = pad[self.rows] - SMALL_PAD
        inside = (points >= (known.low[self.columns] - pads)[:, None]) & (
            points <= (known.high[self.columns] + pads)[:, None]
        )
        self.into = inside.all(axis=2).mean(axis=1)
        points = known.points[self.columns]
        inside = (points >= low[self.rows][:, None]) & (points <= high[self.rows][:, None])
        self.back = inside.all(axis=2).mean(axis=1)
        self.agree = agree[self.rows, self.columns]


def costs(seen: Seen, known: Candidates) -> tuple[NDArray[np.float64], Pairs]:
    """What taking each detection for each track costs, (D, T), and the pairs that come near."""
    pairs = Pairs(seen, known)
    rows, columns = pairs.rows, pairs.columns
    middle = 0.5 * (seen.low + seen.high)[rows]
    place = 0.5 * (known.tight_low + known.tight_high)[columns]
    extent = np.maximum(
        (seen.high - seen.low)[rows].max(axis=1),
        (known.tight_high - known.tight_low)[columns].max(axis=1),
    )
    away = np.sqrt(((middle - place) ** 2).sum(axis=1))
    scale = 0.08 + 0.4 * extent + seen.spread[rows] + known.spread[columns]
    moved = known.moved[columns]
    # something new where a thing was put, or was when its drawer was last open, is that thing
    there = moved & (away < PUT) & _may_be_put(seen, known, pairs)
    agree = np.where(there, np.maximum(pairs.agree, 4 * AGREE), pairs.agree)
    overlap = np.maximum(pairs.into, pairs.back)
    both = np.minimum(pairs.into, pairs.back)
    value = -0.7 * np.log(agree + 1e-9) + 2.0 * (1.0 - overlap) + away / scale
    value = np.where(moved, 1.0 - np.log(agree + 1e-9) + away, value)
    value -= 0.3 * known.named[columns]
    value -= ACTED * (known.acted[columns] & (rows == seen.acted))
    alike = agree >= np.where(both >= MUTUAL, MISNAMED, AGREE)
    fits = np.where(moved, (pairs.into >= 0.5) & (agree >= 4 * AGREE), overlap >= OVERLAP)
    fits &= known.large[columns] | _as_wide(seen, known, pairs, SWALLOWED)
    cost = np.full((len(seen), len(known)), NEVER)
    cost[rows, columns] = np.where(alike & fits, value, NEVER)
    return cost, pairs


def _as_wide(
    seen: Seen, known: Candidates, pairs: Pairs, most: tuple[float, float]
) -> NDArray[np.bool_]:
    """Pairs whose detection is no wider than so many metres and times the width of the track."""
    wide = (seen.high - seen.low)[pairs.rows].max(axis=1)
    own = (known.tight_high - known.tight_low)[pairs.columns].max(axis=1)
    return wide < most[0] + most[1] * (own + known.spread[pairs.columns])


def _may_be_put(seen: Seen, known: Candidates, pairs: Pairs) -> NDArray[np.bool_]:
    """Pairs whose detection may be of something that was carried there, as what was has its size
    or looks like a thing that can be."""
    portable = (seen.classes @ (1.0 - _LARGE))[pairs.rows] > PORTABLE
    return portable | _as_wide(seen, known, pairs, CARRIED)


def parts(
    seen: Seen, known: Candidates, pairs: Pairs, chosen: Mapping[int, Track]
) -> tuple[list[tuple[int, int]], list[int]]:
    """Detections that nothing was found for but that lie in a track's box.

    Returns:
        Those that are further parts of a track, with it; and tracks whose box is in fact that of
        several things: what is seen in it is too much for a part.
    """
    good = (pairs.into >= PART) & (pairs.agree >= 4 * AGREE) & ~known.moved[pairs.columns]
    rows = {track.identity: row for row, track in chosen.items()}
    found: dict[int, tuple[float, int]] = {}
    several: set[int] = set()
    for at in np.flatnonzero(good).tolist():
        row, column = int(pairs.rows[at]), int(pairs.columns[at])
        main = rows.get(int(known.identities[column]))
        if row in chosen or main is None:
            continue
        speck = seen.pixels[row] < SPECK * seen.pixels[main]
        if speck or (known.scattered[column] and known.large[column]):
            best = found.get(row, (0.0, 0))
            found[row] = max(best, (float(pairs.into[at] * pairs.agree[at]), column))
        elif known.large[column]:
            several.add(column)
    return [(row, column) for row, (_, column) in sorted(found.items())], sorted(several)


def duplicates(
    seen: Seen, known: Candidates, pairs: Pairs, chosen: Mapping[int, Track]
) -> list[tuple[int, int]]:
    """Tracks that nothing was found of, but that lie in what was found to be another one."""
    taken = {track.identity for track in chosen.values()}
    good = (pairs.back >= SAME) & (pairs.agree >= 4 * AGREE) & ~known.moved[pairs.columns]
    found: list[tuple[int, int]] = []
    gone: set[int] = set()
    for at in np.flatnonzero(good).tolist():
        row, column = int(pairs.rows[at]), int(pairs.columns[at])
        if row not in chosen or int(known.identities[column]) in taken or column in gone:
            continue
        if not known.large[column] and pairs.into[at] < SAME:
            continue
        gone.add(column)
        found.append((row, column))
    return found
