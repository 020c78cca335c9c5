"""What is in the agent's hand, told by how it looks there, large and near.

What was picked up may not be what it was taken for from afar. In the hand it is seen from near in
every frame, and always in the same place, so only the first looks tell something new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from envs.interface import Pose
from envs.ontology import OBJECT_TYPES, Affordance, takes
from perception.fusion import UNNAMED, class_probabilities, fused_classes
from perception.instances import Sighting
from perception.segmentation import Detection
from perception.track import Track

REACH = 0.62  # [m] from the camera; nothing but what the agent holds is as near
REMEMBERED = 0.5  # what log probabilities from before it was picked up keep
AGAIN = 0.5  # what each look at it in the hand counts of the one before
PORTABLE = 0.5  # probability of being something that can be held, from which on it is that
ALIKE = 0.05  # probability of being of one class, that tells what is in or on the thing held
REFUSED = 0.5  # probability that a place which takes things of a class refuses one all the same
_PORTABLE = np.array([kind.can(Affordance.PICKUPABLE) for kind in OBJECT_TYPES], np.float32)


class Hand:
    """Looks at what the agent holds."""

    def __init__(self) -> None:
        self._held = -1
        self._weight = 1.0

    def assign(
        self,
        seen: Sequence[Sighting],
        detections: Mapping[int, Detection],
        carried: Sequence[int],
        tracks: Mapping[int, Track],
    ) -> dict[int, int]:
        """Identity of each thing seen in the hand, by its id in the frame: the likeliest by class,
        else the one held; and takes in what the look tells of the one held.

        Args:
            seen: in the hand.
            detections: by id of the frame.
            carried: identities of what the agent holds: first the thing in its hand.
            tracks: by identity.
        """
        if not carried or carried[0] != self._held:
            self._held, self._weight = carried[0] if carried else -1, 1.0
        classes = {one.identity: class_probabilities(detections[one.identity]) for one in seen}
        lasting = {own: _likeliest(seen, carried, tracks) for own, seen in classes.items()}
        own = [one for one in seen if lasting[one.identity] == self._held]
        track = tracks.get(self._held)
        if own and track is not None:
            largest = max(own, key=lambda one: one.pixels)
            self._look(track, classes[largest.identity])
        return lasting

    def _look(self, track: Track, classes: NDArray[np.float32]) -> None:
        held = classes * _PORTABLE
        share = float(held.sum())
        if share < PORTABLE:
            return
        if self._weight == 1.0:
            track.temper(REMEMBERED)
        held = held / share + np.float32(UNNAMED / len(held))
        track.classes = fused_classes(track.classes, held / held.sum(), self._weight)
        track.name_class()
        self._weight *= AGAIN


def in_hand(
    found: list[Sighting], pose: Pose, carried: Sequence[int]
) -> tuple[list[Sighting], list[Sighting]]:
    """What is seen in the hand, and all else."""
    if not carried:
        return [], found
    camera = pose.camera_position().astype(np.float32)
    hand: list[Sighting] = []
    rest: list[Sighting] = []
    for one in found:
        away = float(np.sqrt(((one.samples - camera) ** 2).sum(axis=1)).min())
        (hand if away < REACH + one.spread else rest).append(one)
    return hand, rest


def refused(track: Track, place: str) -> None:
    """Takes in that a place of some type did not take what the agent holds: it may be something
    that does not belong there."""
    fits = np.array([takes(place, kind.name) for kind in OBJECT_TYPES])
    track.classes = track.classes + np.where(fits, np.float32(np.log(REFUSED)), np.float32(0.0))
    track.temper(1.0)
    track.name_class()


def _likeliest(
    seen: NDArray[np.float32], carried: Sequence[int], tracks: Mapping[int, Track]
) -> int:
    best, score = carried[0], ALIKE
    for identity in carried:
        track = tracks.get(identity)
        if track is not None:
            likely = float(np.exp(track.classes) @ seen)
            if likely > score:
                best, score = identity, likely
    return best
