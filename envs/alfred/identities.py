"""Which of our objects a recorded object id means.

An id that is one of ours means that thing. Else movable things are told apart by where the
recording says they stood at the start, fixed things by where they are; slices are taken in the
order in which the recording names them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from envs.alfred.names import RecordedId, parse_id
from envs.alfred.trajectory import Placed
from envs.ontology import sliced_type
from envs.thor.metadata import object_ids
from envs.thor.scene import Scene

FAR = 3.0  # [m] a fixed thing farther from where the recording has it is not the one meant
# What a recording may call by the name of what it is part of, or the other way round.
_KIN = {"Sink": "SinkBasin", "SinkBasin": "Sink", "Bathtub": "BathtubBasin"}


class Identities:
    """Maps a recording's object ids to slots of a scene.

    Args:
        scene: as the recording starts.
        placed: where the recording's movable things stand.
    """

    def __init__(self, scene: Scene, placed: Sequence[Placed]) -> None:
        self._scene = scene
        self._by_type: dict[str, list[int]] = {}
        self._named = {name: slot for slot, name in enumerate(object_ids(scene))}
        for slot, thing in enumerate(scene.objects):
            if thing.whole < 0:
                self._by_type.setdefault(thing.object_type, []).append(slot)
        self._placed = [item for item in placed if item.object_type]
        self._slots = self._match()
        self._parts: dict[tuple[int, int], int] = {}

    def slot(self, object_id: str) -> int:
        """Slot of what a recorded id means; -1 where there is no such thing."""
        recorded = parse_id(object_id)
        if recorded is None:
            return -1
        named = self._named.get(object_id, -1)
        if named >= 0:
            return named
        if recorded.part and recorded.part == sliced_type(recorded.object_type):
            whole = self._whole(recorded)
            return -1 if whole < 0 else self._part(whole, recorded.number)
        kind = recorded.part or recorded.object_type
        if not recorded.part:
            movable = self._movable(recorded)
            if movable >= 0:
                return movable
        return self._nearest(kind, recorded.position)

    def _match(self) -> dict[int, int]:
        """Slot of each movable thing of the recording, by its index: each slot once."""
        found: dict[int, int] = {}
        for kind in sorted({item.object_type for item in self._placed}):
            rows = [i for i, item in enumerate(self._placed) if item.object_type == kind]
            columns = self._by_type.get(kind, [])
            if not columns:
                continue
            cost = np.array(
                [
                    [math.dist(self._placed[i].position, self._position(c)) for c in columns]
                    for i in rows
                ]
            )
            for row, column in zip(*linear_sum_assignment(cost), strict=True):
                found[rows[row]] = columns[column]
        return found

    def _position(self, slot: int) -> tuple[float, float, float]:
        return self._scene.objects[slot].position

    def _movable(self, recorded: RecordedId) -> int:
        """Slot of the movable thing that stood where the id says; -1 for none of its type."""
        same = [i for i, p in enumerate(self._placed) if p.object_type == recorded.object_type]
        same = [i for i in same if i in self._slots]
        if not same:
            return -1
        near = min(same, key=lambda i: math.dist(self._placed[i].position, recorded.position))
        return self._slots[near]

    def _whole(self, recorded: RecordedId) -> int:
        movable = self._movable(recorded)
        if movable >= 0:
            return movable
        return self._nearest(recorded.object_type, recorded.position)

    def _nearest(self, kind: str, position: tuple[float, float, float]) -> int:
        for name in (kind, _KIN.get(kind, kind)):
            slots = self._by_type.get(name, [])
            if slots:
                gap, near = min((math.dist(self._position(s), position), s) for s in slots)
                return near if gap <= FAR else -1
        return -1

    def _part(self, whole: int, number: int) -> int:
        """A slice of a whole: the one with the recorded number, or the next that is not taken."""
        known = self._parts.get((whole, number))
        if known is not None:
            return known
        parts = [slot for slot, thing in enumerate(self._scene.objects) if thing.whole == whole]
        if not parts:
            return -1
        taken = {slot for (other, _), slot in self._parts.items() if other == whole}
        first = max(number - 1, 0) % len(parts)
        order = [parts[(first + step) % len(parts)] for step in range(len(parts))]
        chosen = next((slot for slot in order if slot not in taken), order[0])
        self._parts[(whole, number)] = chosen
        return chosen
