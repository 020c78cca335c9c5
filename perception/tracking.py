"""Which thing of the house each detection of a frame is, where the ids of a frame say nothing.

Every detection is compared with every thing known nearby: whether its points lie in the thing's
box and the thing's points in its box, how far apart their middles are for their size, and whether
their classes agree. The cheapest pairing wins. What fits nothing begins a track of its own, which
is believed once there is evidence enough. A track that should be in view and is not loses
evidence, and in the end is given up.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from envs.interface import ActionName
from envs.ontology import BY_NAME, OBJECT_TYPES, SLICE_COUNT, sliced_type
from perception.absence import expected_pixels, passed
from perception.association import (
    AGREE,
    NEVER,
    Candidates,
    Seen,
    costs,
    duplicates,
    parts,
    within_reach,
)
from perception.effects import with_synonyms
from perception.framing import Frame
from perception.fusion import (
    EXPECTED,
    HINTED,
    MOST_ODDS,
    SHOWN,
    class_probabilities,
    legibility,
    logit,
    look_at,
    missed,
)
from perception.hand import Hand, in_hand
from perception.instances import STRUCTURE, Instance, Point, Sighting, least, most
from perception.known_places import KnownPlaces, Place
from perception.outcomes import Outcomes
from perception.projection import focal_length
from perception.segmentation import Detection, Segmentation
from perception.shape import joined_parts, robust_sightings
from perception.track import Track
from perception.view import View

FIRST = len(OBJECT_TYPES) + 2  # identities below it are those of structure, by type
GIVEN_UP = -1.0  # and below which it is dropped
TENTATIVE_MOST = 256  # tracks that are not believed yet; the weakest go first
EMPTY = 0.6  # share of a thing's points that are gone past, from which on its place is empty
UNCUT = 0.1  # how usual slices are where the agent has not cut any, against other things
HOPED = 1.5  # log odds that what the agent has just made is there
HOPED_WITHIN = 0.4  # [m] of where
HALF_APART = 0.08  # [m] between the middles of two that are parts of one thing that can be cut
Pixel = tuple[int, int]  # (row, column)
GATE = 6.0  # cost from which on a detection is of something else


@dataclass(frozen=True, slots=True)
class Tracked:
    """A frame whose ids are those of the tracks.

    Attributes:
        segmentation: of the frame, with the ids of tracks; it still says that it may err.
        identities: id of the track, by id of the frame.
        sightings: by id of the track, in increasing order, of all that is not structure.
        largest_last: ids of the frame, by the number of their pixels.
        merged: ids of tracks that turned out to be one thing: the one kept and the one gone.
        several: ids of tracks whose box was that of several things.
    """

    segmentation: Segmentation
    identities: dict[int, int]
    sightings: tuple[Sighting, ...]
    largest_last: tuple[int, ...]
    merged: tuple[tuple[int, int], ...]
    several: frozenset[int]

    def by_identity(
        self, states: Mapping[int, Mapping[str, float]]
    ) -> dict[int, Mapping[str, float]]:
        """What was judged by id of the frame, by id of the track: of the largest part."""
        judged: dict[int, Mapping[str, float]] = {}
        for own in self.largest_last:
            if own in states and own in self.identities:
                judged[self.identities[own]] = states[own]
        return judged


class Tracker:
    """Tracks of an episode.

    Attributes:
        tracks: by identity.
    """

    def __init__(self) -> None:
        self.tracks: dict[int, Track] = {}
        self._hand = Hand()
        self._places = KnownPlaces()
        self._put_down: str | None = None  # name of what was just put down
        self._free: list[int] = []
        self._hoped: tuple[str, Point] | None = None  # class and place of what was just made
        self._next = FIRST
        self._outcomes = Outcomes()
        self._usual = np.ones(len(OBJECT_TYPES), np.float32)  # how usual each type is in the house
        self._usual[[BY_NAME[sliced_type(kind)].index for kind in SLICE_COUNT]] = UNCUT

    def track(
        self,
        frame: Frame,
        instances: Mapping[str, Instance],
        carried: Sequence[int],
        acted: tuple[int, Pixel] | None = None,
    ) -> Tracked:
        """Finds out which track each detection is of, and begins new ones.

        Args:
            frame: what is seen.
            instances: believed, by name.
            carried: identities of what the agent holds: first the thing in its hand.
            acted: identity of what the agent has just acted on, and the pixel (row, column).
        """
        put = instances.get(self._put_down or "")
        if put is not None and put.name in _holders(instances):
            put = None
        self._put_down = None
        told = self._places.told_apart(frame, put, self.tracks)
        frame = told.frame
        detections = {one.instance: one for one in frame.segmentation.detections}
        lasting = {
            own: BY_NAME[one.object_class].index + 1
            for own, one in detections.items()
            if one.object_class in STRUCTURE
        }
        found = _found(frame, [own for own in detections if own not in lasting])
        hand, rest = in_hand(found, frame.pose, carried, frame.segmentation.in_hand)
        there = -1 if acted is None else int(frame.segmentation.instances[acted[1]])
        at = next((index for index, one in enumerate(rest) if one.identity == there), -1)
        classes = {one.identity: self._plausible(detections[one.identity]) for one in found}
        seen = Seen(rest, [classes[one.identity] for one in rest], at)
        target = None if acted is None else acted[0]
        known = told.identities
        sure = {i: known[one.identity] for i, one in enumerate(rest) if one.identity in known}
        chosen, merged, several = self._assigned(seen, instances, set(carried), target, sure)
        lasting |= self._hand.assign(hand, classes, carried, self.tracks)
        for index, one in enumerate(rest):
            track = chosen.get(index) or self._begin(one, seen.classes[index])
            lasting[one.identity] = track.identity
        self._fuse(rest, seen, lasting, detections, frame, told.recalled)
        self._bound(set(lasting.values()))
        self._hoped = None
        return Tracked(
            self._lasting(frame.segmentation, lasting),
            lasting,
            joined_parts(found, lasting),
            tuple(one.identity for one in sorted(found, key=lambda one: one.pixels)),
            tuple(merged),
            frozenset(several),
        )

    def forget(self, identity: int) -> None:
        """Drops a track; its identity may be given to another one if it was never believed."""
        track = self.tracks.pop(identity, None)
        if track is not None and track.name is None:
            self._free.append(identity)

    def expect(self, instance: Instance, before: frozenset[str], direct: bool) -> list[str]:
        """Takes in what the agent's own action should have done to a thing.

        Args:
            instance: as believed now.
            before: states that it was believed to have.
            direct: whether it was acted on itself.

        Returns:
            Names of what was taken for other things and was a part of it: what is cut up was one.
        """
        track = self.tracks.get(instance.identity)
        if track is None:
            return []
        if not instance.present:
            return self._cut(track)
        track.expect(before, instance.states, EXPECTED if direct else HINTED)
        return []

    def _cut(self, track: Track) -> list[str]:
        """Slices are where a thing was."""
        chances = {kind: float(np.exp(track.classes[BY_NAME[kind].index])) for kind in SLICE_COUNT}
        whole = max(chances, key=lambda kind: chances[kind])
        kinds = [BY_NAME[whole].index, BY_NAME[sliced_type(whole)].index]
        names: list[str] = []
        self.forget(track.identity)
        for other in list(self.tracks.values()):
            apart = math.dist(middle(track.low, track.high), middle(other.low, other.high))
            if apart < HALF_APART and np.exp(other.classes[kinds]).sum() > AGREE:
                track.low, track.high = least(track.low, other.low), most(track.high, other.high)
                self.forget(other.identity)
                names += [other.name] if other.name is not None else []
        self._hoped = (sliced_type(whole), middle(track.low, track.high))
        self._places.add(Place.of_slices(whole, track.low, track.high))
        cut = [kind for kind, chance in chances.items() if chance > AGREE or kind == whole]
        self._usual[[BY_NAME[sliced_type(kind)].index for kind in cut]] = 1.0
        return names

    def outcome(
        self, action: ActionName, worked: bool, thing: Instance, held: Instance | None
    ) -> tuple[Instance, ...]:
        """Takes in what came of an action; see `perception.outcomes.Outcomes`."""
        if action == ActionName.PICKUP and worked:
            self._places.drop(thing.identity)
        elif action == ActionName.PLACE and worked and held is not None:
            self._put_down = held.name
        return self._outcomes.take_in(action, worked, thing, held, self.tracks)

    def suppose(self, thing: Instance, state: str, value: bool) -> Instance:
        """Takes a state of a thing for so, until a clear look says otherwise."""
        track = self.tracks.get(thing.identity)
        if track is not None:
            track.odds[state] = HINTED if value else -HINTED
        alike, none = with_synonyms(frozenset({state})), frozenset[str]()
        return thing.with_states(alike, none) if value else thing.with_states(none, alike)

    def doubt(self, identity: int, states: frozenset[str]) -> None:
        """Forgets what was seen of some states of a thing."""
        track = self.tracks.get(identity)
        if track is not None:
            for state in states:
                track.odds.pop(state, None)

    def doubt_unseen(
        self,
        tracked: Tracked,
        view: View,
        instances: Mapping[str, Instance],
        carried: set[int],
    ) -> list[tuple[Track, bool]]:
        """Counts against all tracks that should be in a frame and are not.

        Args:
            tracked: of the frame.
            view: of the frame.
            instances: believed, by name.
            carried: identities of what the agent holds.

        Returns:
            Those that are to be given up, and whether nothing at all is where they were.
        """
        seen = {one.identity for one in tracked.sightings}
        left = [
            track
            for track in self.tracks.values()
            if track.identity not in seen
            and track.identity not in carried
            and _is_in_place(track, instances)
        ]
        samples = {str(track.identity): track.samples for track in left}
        shares = passed(samples, view.depth, view.pose, view.field_of_view)
        focal = focal_length(view.depth.shape[0], view.field_of_view)
        scale = (300.0 / view.depth.shape[0]) ** 2
        given_up: list[tuple[Track, bool]] = []
        for track in left:
            if str(track.identity) not in shares:
                continue
            area = scale * expected_pixels(track.low, track.high, view.pose, focal)
            empty = shares[str(track.identity)] > EMPTY
            weight = track.look(look_at(view.pose, middle(track.low, track.high)))
            track.evidence += weight * missed(area, empty)
            if track.evidence < GIVEN_UP:
                given_up.append((track, empty))
        return given_up

    def tentative(self) -> Iterable[Track]:
        """Tracks that are not believed yet."""
        return [track for track in self.tracks.values() if track.name is None]

    # --- steps ---

    def _plausible(self, detection: Detection) -> NDArray[np.float32]:
        """Probabilities (C,) of its classes, given how usual things of each are."""
        found = class_probabilities(detection) * self._usual
        return found / found.sum()

    def _assigned(
        self,
        seen: Seen,
        instances: Mapping[str, Instance],
        carried: set[int],
        acted: int | None,
        sure: Mapping[int, int],
    ) -> tuple[dict[int, Track], list[tuple[int, int]], list[int]]:
        """Tracks by index of what is seen, of which some identities are `sure`; tracks that are one
        thing, and those of several."""
        tracks = [
            track
            for track in self.tracks.values()
            if track.identity not in carried and _is_about(track, instances)
        ]
        if not tracks or not len(seen):
            return {}, [], []
        tracks = within_reach(seen, tracks, instances)
        if not tracks:
            return {}, [], []
        candidates = Candidates(tracks, instances, acted)
        cost, pairs = costs(seen, candidates)
        for row, identity in sure.items():
            own = candidates.identities == identity
            if own.any():
                cost[row], cost[:, own] = NEVER, NEVER
                cost[row, own] = 0.0
        rows, columns = linear_sum_assignment(np.minimum(cost, 10.0 * GATE))
        chosen = {
            int(row): tracks[column]
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
            if cost[row, column] < GATE
        }
        further, several = parts(seen, candidates, pairs, chosen)
        chosen |= {row: tracks[column] for row, column in further}
        merged: list[tuple[int, int]] = []
        for row, column in duplicates(seen, candidates, pairs, chosen):
            merged.append(self._merge(chosen, row, tracks[column]))
        return chosen, merged, [tracks[column].identity for column in several]

    def _merge(self, chosen: dict[int, Track], row: int, other: Track) -> tuple[int, int]:
        """Makes one track of two; the one believed for longer is kept."""
        kept, gone = chosen[row], other
        if gone.name is not None and (kept.name is None or gone.identity < kept.identity):
            kept, gone = gone, kept
            for index, track in chosen.items():
                if track is gone:
                    chosen[index] = kept
        kept.low = least(kept.low, gone.low)
        kept.high = most(kept.high, gone.high)
        kept.evidence = max(kept.evidence, gone.evidence)
        named = gone.name is not None
        self.forget(gone.identity)
        return (kept.identity, gone.identity if named else -1)

    def _begin(self, sighting: Sighting, classes: NDArray[np.float32]) -> Track:
        identity = self._free.pop() if self._free else self._next
        if identity == self._next:
            self._next += 1
        track = Track(
            identity,
            np.zeros_like(classes),
            sighting.low,
            sighting.high,
            sighting.samples,
            sighting.spread,
        )
        self.tracks[identity] = track
        if self._hoped is not None:
            kind, place = self._hoped
            near = math.dist(place, middle(sighting.low, sighting.high)) < HOPED_WITHIN
            if near and classes[BY_NAME[kind].index] > AGREE:
                track.evidence = HOPED
        return track

    def _fuse(
        self,
        rest: list[Sighting],
        seen: Seen,
        lasting: Mapping[int, int],
        detections: Mapping[int, Detection],
        frame: Frame,
        recalled: Collection[int],
    ) -> None:
        """Takes in the places that a frame shows, and the classes but those only remembered."""
        scale = (300.0 / frame.segmentation.instances.shape[0]) ** 2
        largest: dict[int, tuple[int, int]] = {}
        for index, one in enumerate(rest):
            identity = lasting[one.identity]
            largest[identity] = max(largest.get(identity, (0, 0)), (one.pixels, index))
        for identity, (pixels, index) in largest.items():
            track, one = self.tracks[identity], rest[index]
            fresh = not track.looks
            new = track.look(look_at(frame.pose, middle(one.low, one.high)))
            weight = 1.0 if fresh else new * legibility(pixels * scale)
            if fresh or one.identity not in recalled:
                track.see(seen.classes[index], weight)
            sure = logit(0.5 + 0.5 * detections[one.identity].confidence)  # it is something
            track.evidence = min(
                track.evidence + new * sure * legibility(pixels * scale, SHOWN, 0.5), MOST_ODDS
            )
            track.largest = max(track.largest, pixels * scale)
            track.last_seen = frame.step
            if track.name is None and not fresh:
                share = track.spread**2 / max(track.spread**2 + one.spread**2, 1e-9)
                track.low = _blend(track.low, one.low, share)
                track.high = _blend(track.high, one.high, share)
                track.spread = max(track.spread * (1.0 - share) ** 0.5, 0.25 * one.spread)
                track.samples = one.samples

    def _bound(self, in_frame: set[int]) -> None:
        """Drops the weakest of too many tentative tracks."""
        left = [track for track in self.tentative() if track.identity not in in_frame]
        if len(left) > TENTATIVE_MOST:
            left.sort(key=lambda track: (track.evidence, track.last_seen))
            for track in left[: len(left) - TENTATIVE_MOST]:
                self.forget(track.identity)

    def _lasting(self, segmentation: Segmentation, lasting: Mapping[int, int]) -> Segmentation:
        ids = segmentation.instances
        table = np.zeros(int(ids.max(initial=0)) + 1, np.int32)
        for own, identity in lasting.items():
            if 0 < own < len(table):
                table[own] = identity
        kinds: dict[int, Detection] = {}
        for one in segmentation.detections:
            identity = lasting.get(one.instance)
            if identity is None:
                continue
            track = self.tracks.get(identity)
            kind = one.object_class if track is None else track.object_class
            sure = one.confidence if track is None else track.confidence
            kinds[identity] = Detection(identity, kind, sure)
        lasting_kinds = tuple(kinds[identity] for identity in sorted(kinds))
        return Segmentation(table[ids], lasting_kinds, persistent=False)


def _found(frame: Frame, asked: Sequence[int]) -> list[Sighting]:
    """What is seen of the things of these ids of a frame."""
    ids = frame.segmentation.instances
    wanted = np.zeros(int(ids.max(initial=0)) + 1, np.bool_)
    wanted[[own for own in asked if 0 < own < len(wanted)]] = True
    depth = frame.depth
    return robust_sightings(
        ids, wanted, depth.metres, depth.spread, frame.pose, frame.field_of_view
    )


def _holders(instances: Mapping[str, Instance]) -> set[str]:
    """Names of what something is in or on."""
    return {one.parent for one in instances.values() if one.present and one.parent is not None}


def _is_about(track: Track, instances: Mapping[str, Instance]) -> bool:
    """Whether a track may be seen again; what the belief says of its thing's place holds for it."""
    if track.name is None:
        return True
    instance = instances.get(track.name)
    if instance is None or not instance.present:
        return False
    track.low, track.high, track.spread = instance.low, instance.high, instance.spread
    return True


def _is_in_place(track: Track, instances: Mapping[str, Instance]) -> bool:
    """Whether a track should be seen where it is believed to be."""
    if track.name is None:
        return True
    instance = instances[track.name]
    return instance.present and not (instance.stale or instance.missing)


def middle(low: Point, high: Point) -> Point:
    """Centre (x, y, z) of a box, metres."""
    return (
        0.5 * (low[0] + high[0]),
        0.5 * (low[1] + high[1]),
        0.5 * (low[2] + high[2]),
    )


def _blend(one: Point, other: Point, share: float) -> Point:
    return (
        one[0] + share * (other[0] - one[0]),
        one[1] + share * (other[1] - one[1]),
        one[2] + share * (other[2] - one[2]),
    )
