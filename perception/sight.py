"""Lines of sight through what is known of the house."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs.ontology import BY_NAME
from perception.voxel_map import BAND, BAND_START, BANDS, LEVELS, RESOLUTION, VoxelMap

STEP = 0.03  # [m] between the points of a line that are looked up
AROUND_END = 0.09  # [m] before the end of a line where what is seen may be what is looked at
SKIN = 0.01  # [m] of a surface above the point of it that was seen
BOARD = 0.04  # [m] below it, where nothing is known to be under it
LOW = 1, 10  # bands at which a wall is not what is above a door
MOST = 1 << 21  # points looked up at once

_WALL = BY_NAME["Wall"].index + 1


def clear_lines(
    voxels: VoxelMap, eyes: NDArray[np.float64], points: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which points are in plain sight from which eyes, as far as is known.

    What has not been seen hides nothing, but for the upper part of walls. A voxel with nothing
    above or below it is filled about the point that was seen in it, so that a look may skim over
    a table, or under it.

    Args:
        voxels: what is known.
        eyes: (E, 3) metres, map frame.
        points: (P, 3) metres, map frame.

    Returns:
        (E, P) bool.
    """
    eyes, points = np.asarray(eyes, float), np.asarray(points, float)
    clear = np.ones((len(eyes), len(points)), np.bool_)
    if not clear.size or not voxels.classes.size:
        return clear
    longest = float(np.linalg.norm(points[None] - eyes[:, None], axis=2).max())
    samples = max(2, int(longest / STEP))
    rows = max(1, MOST // (len(points) * samples))
    for first in range(0, len(eyes), rows):
        chosen = slice(first, first + rows)
        clear[chosen] = _clear(voxels, eyes[chosen], points, samples)
    return clear


def _clear(
    voxels: VoxelMap, eyes: NDArray[np.float64], points: NDArray[np.float64], samples: int
) -> NDArray[np.bool_]:
    way = points[None] - eyes[:, None]
    length = np.linalg.norm(way, axis=2)
    part = np.arange(1, samples) / samples
    at = eyes[:, None, None] + way[:, :, None] * part[:, None]
    cells = np.floor(at[..., ::2] / RESOLUTION).astype(np.int32) - voxels.origin.astype(np.int32)
    bands = np.floor((at[..., 1] - BAND_START) / BAND).astype(np.int32)
    nx, nz = voxels.shape
    inside = (cells[..., 0] >= 0) & (cells[..., 0] < nx) & (cells[..., 1] >= 0)
    inside &= (cells[..., 1] < nz) & (bands >= 0) & (bands < BANDS)
    inside &= (1.0 - part) * length[..., None] > AROUND_END
    ray, point, sample = np.nonzero(inside)
    i, k, band = cells[ray, point, sample, 0], cells[ray, point, sample, 1], bands[inside]
    kind = voxels.classes[i, k, band]
    walled = np.flatnonzero(_walls(voxels)[i, k] & (kind == 0))
    filled = np.flatnonzero(kind > 0)
    i, k, band = i[filled], k[filled], band[filled]
    above = voxels.classes[i, k, np.minimum(band + 1, BANDS - 1)] > 0
    below = voxels.classes[i, k, np.maximum(band - 1, 0)] > 0
    seen_at = BAND * (((voxels.points[i, k, band] >> 5) & (LEVELS - 1)) + 0.5) / LEVELS
    top = np.where(above, BAND, seen_at + SKIN)
    bottom = np.where(below, 0.0, seen_at - BOARD)
    height = at[ray[filled], point[filled], sample[filled], 1] - BAND_START - BAND * band
    clear = np.ones(length.shape, np.bool_)
    for hit in (filled[(height <= top) & (height >= bottom)], walled):
        clear[ray[hit], point[hit]] = False
    return clear


def _walls(voxels: VoxelMap) -> NDArray[np.bool_]:
    """(nx, nz) where a wall stands: one that was seen low down goes on above."""
    return (voxels.classes[:, :, LOW[0] : LOW[1]] == _WALL).any(axis=2)
