"""What is in the agent's hand, told by how it looks there, large and near.

What was picked up may not be what it was taken for from afar. In the hand it is seen from near in
every frame, and always in the same place, so only the first looks tell something new. The agent
knows where its hand is: what is there and ends there is what it holds, whatever it looks like.

Shapes: frames are H by W pixels.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from envs.interface import Pose
from envs.ontology import OBJECT_TYPES, Affordance
from perception.fusion import UNNAMED, fused_classes
from perception.instances import STRUCTURE, Sighting
from perception.projection import focal_length
from perception.segmentation import Depth, Detection, Segmentation
from perception.track import Track

REACH = 0.62  # [m] from the camera; nothing but what the agent holds is as near
REMEMBERED = 0.5  # what log probabilities from before it was picked up keep
AGAIN = 0.5  # what each look at it in the hand counts of the one before
LOADED = 0.25  # what a look counts at what is under its load: a bowl full of slices shows little
PORTABLE = 0.5  # probability of being something that can be held, from which on it is that
ALIKE = 0.05  # probability of being of one class, that tells what is in or on the thing held
AHEAD = 0.2, 0.75  # [m] from the camera, forward, where the hand and what it holds are
BELOW = 0.14, 0.62  # [m] under the view's axis
ASIDE = 0.28  # [m] to either side of it
STEP = 0.03  # [m] of depth between neighbouring pixels of one surface, at most
CONTINUED = 0.15  # share of the border of a surface across which it goes on, at most
SAID_NOTHING = 1 / len(OBJECT_TYPES)  # probability of every class
SPILT = 0.5  # share of a mask in the hand from which on the rest of it is a fringe
SMALLEST = 12  # pixels of a surface in the hand
_PORTABLE = np.array([kind.can(Affordance.PICKUPABLE) for kind in OBJECT_TYPES], np.float32)


class Hand:
    """Looks at what the agent holds."""

    def __init__(self) -> None:
        self._held = -1
        self._weight = 1.0
        self._taken = ""  # what the thing held was taken for when it was picked up

    def assign(
        self,
        seen: Sequence[Sighting],
        classes: Mapping[int, NDArray[np.float32]],
        carried: Sequence[int],
        tracks: Mapping[int, Track],
    ) -> dict[int, int]:
        """Identity of each thing seen in the hand, by its id in the frame: the likeliest by class,
        else the one held; and takes in what the look tells of the one held.

        Args:
            seen: in the hand.
            classes: (C,) probabilities by this look alone, by id of the frame.
            carried: identities of what the agent holds: first the thing in its hand.
            tracks: by identity.
        """
        if not carried or carried[0] != self._held:
            self._held, self._weight = carried[0] if carried else -1, 1.0
            self._taken = tracks[self._held].object_class if self._held in tracks else ""
        lasting = {one.identity: _likeliest(classes[one.identity], carried, tracks) for one in seen}
        own = [one for one in seen if lasting[one.identity] == self._held]
        track = tracks.get(self._held)
        if own and track is not None:
            largest = max(own, key=lambda one: one.pixels)
            self._look(track, classes[largest.identity], loaded=len(carried) > 1)
        return lasting

    def _look(self, track: Track, classes: NDArray[np.float32], loaded: bool) -> None:
        held = classes * _PORTABLE
        share = float(held.sum())
        if share < PORTABLE:
            return
        if self._weight == 1.0 and not loaded:
            track.temper(REMEMBERED)
        held = held / share + np.float32(UNNAMED / len(held))
        weight = self._weight * (LOADED if loaded else 1.0)
        track.classes = fused_classes(track.classes, held / held.sum(), weight)
        track.name_class()
        track.turn_out(self._taken)
        self._weight *= AGAIN


def held_apart(
    segmentation: Segmentation, depth: Depth, field_of_view: float, held: str
) -> Segmentation:
    """A frame in which what is in the agent's hand has ids of its own, which it says.

    Masks that err mix what is held with what is behind it, or take it for a wall; what spills over
    its edge is of nothing.

    Args:
        segmentation: of the frame; its ids mean nothing beyond it.
        depth: of the same pixels.
        field_of_view: vertical [deg].
        held: object type of what the agent believes to hold.
    """
    mask = hand_pixels(depth.metres, field_of_view)
    if not mask.any():
        return segmentation
    ids = segmentation.instances.copy()
    counts = np.bincount(ids[mask], minlength=int(ids.max()) + 1)
    new = int(ids.max()) + 1
    parts = [
        one
        for one in segmentation.detections
        if one.object_class not in STRUCTURE and counts[one.instance] >= SMALLEST
    ]
    # what nothing is said of goes to the largest part; without any, all that is known is the place
    parts = parts or [Detection(0, held, SAID_NOTHING, ((held, SAID_NOTHING),))]
    largest = max(range(len(parts)), key=lambda index: counts[parts[index].instance])
    table = np.full(len(counts), new + largest, np.int32)
    spilt = np.zeros(len(counts), np.bool_)
    total = np.bincount(ids.reshape(-1))
    for index, one in enumerate(parts):
        table[one.instance] = new + index
        spilt[one.instance] = counts[one.instance] > SPILT * total[one.instance]
    ids[spilt[ids] & ~mask] = 0
    ids[mask] = table[ids[mask]]
    there = np.bincount(ids.reshape(-1), minlength=new + len(parts)) > 0
    apart = [dataclasses.replace(one, instance=new + index) for index, one in enumerate(parts)]
    kept = (one for one in (*segmentation.detections, *apart) if there[one.instance])
    own = frozenset(one.instance for one in apart if there[one.instance])
    return Segmentation(ids, tuple(kept), segmentation.persistent, own)


def hand_pixels(depth: NDArray[np.float32], field_of_view: float) -> NDArray[np.bool_]:
    """Which pixels (H, W) show something in the agent's hand.

    Surfaces that lie where the hand is, but for those that go on beyond it, such as that of a wall
    or a door right before the agent.

    Args:
        depth: (H, W) metres along the forward axis; inf where unknown.
        field_of_view: vertical [deg].
    """
    height, width = depth.shape
    focal = focal_length(height, field_of_view)
    down = ((np.arange(height) + 0.5 - 0.5 * height) / focal)[:, None]
    right = np.abs((np.arange(width) + 0.5 - 0.5 * width) / focal)[None]
    found = np.zeros(depth.shape, np.bool_)
    near = (depth > AHEAD[0]) & (depth < AHEAD[1])
    metres = np.where(near, depth, np.float32(0.0))
    near &= (metres * down > BELOW[0]) & (metres * down < BELOW[1]) & (metres * right < ASIDE)
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    if not len(rows):
        return found
    part = np.s_[max(rows[0] - 1, 0) : rows[-1] + 2, max(columns[0] - 1, 0) : columns[-1] + 2]
    found[part] = _ending(near[part], np.where(np.isfinite(depth[part]), depth[part], 1e3))
    return found


def _ending(near: NDArray[np.bool_], depth: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Of some pixels (H, W), those of surfaces that do not go on among the others."""
    index = np.arange(near.size).reshape(near.shape)
    links: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    border, across = np.zeros(near.size), np.zeros(near.size)
    for one, other in ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:])):
        joined = np.abs(depth[one] - depth[other]) < STEP
        both = near[one] & near[other] & joined
        links.append((index[one][both], index[other][both]))
        for own, beside in ((one, other), (other, one)):
            border += np.bincount(index[own][near[own] & ~both], minlength=near.size)
            on = near[own] & ~near[beside] & joined
            across += np.bincount(index[own][on], minlength=near.size)
    first, second = (np.concatenate(parts) for parts in zip(*links, strict=True))
    graph = coo_array((np.ones(len(first), np.bool_), (first, second)), shape=(near.size,) * 2)
    number, owner = connected_components(graph, directed=False)
    owner = np.where(near.reshape(-1), owner, number)  # all else is one more surface
    area, edge, leak = (
        np.bincount(owner, values, minlength=number + 1) for values in (None, border, across)
    )
    ends = (area >= SMALLEST) & (leak <= CONTINUED * edge)
    ends[number] = False
    return ends[owner].reshape(near.shape)


def in_hand(
    found: list[Sighting], pose: Pose, carried: Sequence[int], apart: AbstractSet[int]
) -> tuple[list[Sighting], list[Sighting]]:
    """What is seen in the hand, and all else.

    Args:
        found: in a frame.
        pose: of the agent, map frame.
        carried: identities of what it holds.
        apart: ids of what the frame shows in the hand; where there are none, it is what is as near
            as nothing else can be.
    """
    if not carried:
        return [], found
    camera = pose.camera_position().astype(np.float32)
    hand: list[Sighting] = []
    rest: list[Sighting] = []
    for one in found:
        away = float(np.sqrt(((one.samples - camera) ** 2).sum(axis=1)).min())
        is_held = one.identity in apart if apart else away < REACH + one.spread
        (hand if is_held else rest).append(one)
    return hand, rest


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
