"""The belief as compact JSON-able data, for traces, reports and videos."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from envs.interface import Pose
from perception.instances import Instance, Point
from perception.semantic_map import TopDownMap
from perception.voxel_map import RESOLUTION

UNKNOWN, FREE, OBSTACLE, VISITED, BLOCKED = 0, 1, 2, 3, 4
CELL = 2  # map cells a side to one picture cell


def map_picture(map_: TopDownMap) -> NDArray[np.uint8]:
    """The map at 0.1 m (nx, nz) uint8: 0 unknown, 1 free, 2 obstacle, 3 visited, 4 bumped."""
    nx, nz = (size // CELL * CELL for size in map_.shape)

    def coarse(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        blocks = mask[:nx, :nz].reshape(nx // CELL, CELL, nz // CELL, CELL)
        return np.asarray(blocks.any(axis=(1, 3)))

    picture = np.full((nx // CELL, nz // CELL), UNKNOWN, np.uint8)
    picture[coarse(map_.free)] = FREE
    picture[coarse(map_.obstacle)] = OBSTACLE
    picture[coarse(map_.blocked)] = BLOCKED
    picture[coarse(map_.visited)] = VISITED
    return picture


def encode_picture(picture: NDArray[np.uint8]) -> str:
    """A map picture as text: base64 of zlib of its bytes, rows (x) first."""
    return base64.b64encode(zlib.compress(picture.tobytes(), 6)).decode("ascii")


def decode_picture(text: str, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """The map picture (nx, nz) uint8 that `encode_picture` wrote."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8).reshape(shape)


def _rounded(point: Point) -> list[float]:
    return [round(value, 2) for value in point]


def snapshot(
    step: int,
    pose: Pose,
    held: str | None,
    instances: Mapping[str, Instance],
    map_: TopDownMap,
) -> dict[str, object]:
    """The belief as JSON-able data.

    Returns:
        `step`, `pose` [x, z, yaw, horizon], `held`, `instances` (a list sorted by name: `name`,
        `class`, `low` and `high` corners [m], `states`, `parent`, `visible`, `missing`,
        `present`) and `map` (`corner` [m], `resolution` [m], `shape`, `cells`, see
        `decode_picture`).
    """
    picture = map_picture(map_)
    things = [
        {
            "name": one.name,
            "class": one.object_class,
            "low": _rounded(one.low),
            "high": _rounded(one.high),
            "states": sorted(one.states),
            "parent": one.parent,
            "visible": one.visible,
            "missing": one.missing,
            "present": one.present,
        }
        for one in (instances[name] for name in sorted(instances))
    ]
    return {
        "step": step,
        "pose": [round(pose.x, 3), round(pose.z, 3), pose.yaw, pose.horizon],
        "held": held,
        "instances": things,
        "map": {
            "corner": [round(value, 2) for value in map_.corner],
            "resolution": RESOLUTION * CELL,
            "shape": list(picture.shape),
            "cells": encode_picture(picture),
        },
    }
