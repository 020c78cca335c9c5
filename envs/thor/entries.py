"""What metadata says of objects whoever looks: states and boxes, kept until they change."""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.ontology import State
from envs.thor.catalogue import Catalogue
from envs.thor.geometry import Motion
from envs.thor.shapes import library

TEMPERATURES = ("RoomTemp", "Hot", "Cold")
_HAS: tuple[tuple[str, int], ...] = (
    ("isToggled", int(State.TOGGLED)),
    ("isBroken", int(State.BROKEN)),
    ("isFilledWithLiquid", int(State.filled())),
    ("isDirty", int(State.DIRTY)),
    ("isUsedUp", int(State.USED_UP)),
    ("isCooked", int(State.COOKED)),
    ("isSliced", int(State.SLICED)),
    ("isOpen", int(State.OPEN)),
)
_LIQUIDS = ((int(State.WATER), "water"), (int(State.COFFEE), "coffee"), (int(State.WINE), "wine"))
_SIGNS = np.array([(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)], bool)
# What an entry is made from: where any of these is as it was, the entry is too.
_SOURCES = ("position", "yaw", "half", "openness", "shape", "state", "temperature")

Json = dict[str, Any]
Fields = dict[str, NDArray[Any]]


class Entries:
    """Makes objects' entries, and keeps each until its object changes.

    An entry's boxes are shared by all the events between two changes of its object.

    Args:
        known: what never changes.
    """

    def __init__(self, known: Catalogue) -> None:
        self._known = known
        self._made: list[Json] = [{}] * len(known.ids)
        self._from: NDArray[np.float64] | None = None
        self._bounds: tuple[bytes, Json] | None = None

    def of(self, objects: Fields, slots: Sequence[int]) -> list[Json]:
        """The entries of some slots: all but what depends on who looks and on what holds what.

        Args:
            objects: fields of `Objects`, (nobject, ...).
            slots: of the objects that are meant.
        """
        count = len(self._known.ids)
        if not count or not len(slots):
            return []
        now = np.concatenate(
            [np.atleast_2d(np.asarray(objects[n][:count], np.float64).T).T for n in _SOURCES],
            axis=1,
        )
        if self._from is None:
            self._from = np.full_like(now, np.nan)
        rows = np.array(slots, np.int64)
        stale = rows[(self._from[rows] != now[rows]).any(axis=1)]
        if len(stale):
            self._make(objects, stale)
            self._from[stale] = now[stale]
        made = self._made
        return [made[slot] for slot in slots]

    def bounds(self, objects: Fields) -> Json:
        """The box around all that stands fast, as `boxes` has it."""
        there = objects["present"] > 0
        there[: len(self._known.ids)] &= ~self._known.loose
        key = b"".join(
            objects[name][there].tobytes() for name in ("position", "yaw", "half", "openness")
        )
        if self._bounds is None or self._bounds[0] != key:
            corners = box_corners(objects, np.flatnonzero(there)).reshape(-1, 3)
            if not len(corners):
                corners = np.zeros((1, 3))
            self._bounds = key, boxes(corners.min(axis=0)[None], corners.max(axis=0)[None])[0]
        return copy.deepcopy(self._bounds[1])

    def _make(self, objects: Fields, rows: NDArray[np.int64]) -> None:
        corners = box_corners(objects, rows)
        columns = zip(
            rows.tolist(),
            objects["state"][rows].tolist(),
            objects["openness"][rows].tolist(),
            objects["temperature"][rows].tolist(),
            corners.tolist(),
            boxes(corners.min(axis=1), corners.max(axis=1)),
            self._known.loose[rows].tolist(),
            strict=True,
        )
        for slot, state, openness, heat, points, aligned, loose in columns:
            entry = self._known.entries[slot].copy()
            entry.update(_flags(state))
            entry["openness"] = openness
            entry["temperature"] = entry["ObjectTemperature"] = TEMPERATURES[heat]
            entry["axisAlignedBoundingBox"] = aligned
            entry["objectOrientedBoundingBox"] = {"cornerPoints": points} if loose else None
            self._made[slot] = entry


@functools.lru_cache(maxsize=4096)
def _flags(state: int) -> Json:
    """What was done with an object in a state."""
    flags: Json = {key: state & bits != 0 for key, bits in _HAS}
    flags["fillLiquid"] = next((name for bit, name in _LIQUIDS if state & bit), None)
    return flags


def boxes(low: NDArray[np.float64], high: NDArray[np.float64]) -> list[Json]:
    """AI2-THOR's axis-aligned boxes between low and high corners (n, 3)."""
    points = np.where(_SIGNS[::-1][None], high[:, None], low[:, None]).tolist()
    centres, sizes = ((low + high) / 2).tolist(), (high - low).tolist()
    return [
        {
            "cornerPoints": corners,
            "center": {"x": cx, "y": cy, "z": cz},
            "size": {"x": sx, "y": sy, "z": sz},
        }
        for corners, (cx, cy, cz), (sx, sy, sz) in zip(points, centres, sizes, strict=True)
    ]


def box_corners(
    objects: Fields, rows: NDArray[np.int64] | slice = slice(None)
) -> NDArray[np.float64]:
    """Corners (nobject, 8, 3) of objects' boxes, open doors included; metres, world frame.

    Args:
        objects: fields of `Objects`, (nobject, ...).
        rows: slots of the objects that are meant.
    """
    half = objects["half"][rows].astype(np.float64)
    low, high = -half, half.copy()
    openness, shape = objects["openness"][rows], objects["shape"][rows]
    for row in np.flatnonzero(openness > 0.0):
        moving = _moving_faces(int(shape[row]), round(float(openness[row]), 4))
        if moving is not None:
            low[row], high[row] = _stretch(moving, half[row])
    angle = np.radians(objects["yaw"][rows].astype(np.float64))[:, None]
    sin, cos = np.sin(angle), np.cos(angle)
    local = np.where(_SIGNS[None], high[:, None], low[:, None])
    x, y, z = local[..., 0], local[..., 1], local[..., 2]
    turned = np.stack([x * cos + z * sin, y, z * cos - x * sin], axis=2)
    return objects["position"][rows].astype(np.float64)[:, None] + turned


@functools.lru_cache(maxsize=4096)
def _moving_faces(shape: int, openness: float) -> tuple[tuple[int, Any], ...] | None:
    """The moving faces of a shape at an openness; None where nothing moves.

    Returns:
        for each moving face its motion and (corners (k, 3), pivot (3,), amount), shape's frame.
    """
    moving = [
        (
            int(face.motion),
            (np.array(face.corners), np.array(face.pivot), face.amount * openness),
        )
        for face in library()[shape].faces
        if face.motion is not Motion.FIXED
    ]
    return tuple(moving) or None


def _stretch(
    moving: tuple[tuple[int, Any], ...], half: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high corners (3,) [m] of an object's box with its parts moved, object's axes."""
    low, high = -half, half.copy()
    for motion, (corners, pivot, amount) in moving:
        points = corners * half
        if motion == Motion.SLIDE_Z:
            points = points + np.array([0.0, 0.0, amount * half[2]])
        else:
            axle = pivot * half
            x, y, z = (points - axle).T
            sin, cos = math.sin(math.radians(amount)), math.cos(math.radians(amount))
            if motion == Motion.HINGE_Y:
                turned = np.stack([cos * x + sin * z, y, cos * z - sin * x], axis=1)
            else:
                turned = np.stack([x, cos * y - sin * z, sin * y + cos * z], axis=1)
            points = axle + turned
        low, high = np.minimum(low, points.min(axis=0)), np.maximum(high, points.max(axis=0))
    return low, high
