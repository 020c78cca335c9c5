"""How far places are from obstacles, finer than the map's cells.

A cell of 0.05 m is too coarse to tell a gap that the agent fits through from one that it does
not. So each obstacle cell also keeps the outline of the points seen in it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perception.voxel_map import BANDS, LEVELS, RESOLUTION, VoxelMap

FINE = (0.1, 0.3)  # [m] coarse clearances between these are refined

_REACH = int(FINE[1] / RESOLUTION) + 1
_OFFSETS = np.array(
    [
        (i, k)
        for i in range(-_REACH, _REACH + 1)
        for k in range(-_REACH, _REACH + 1)
        if max(abs(i) - 1, 0) ** 2 + max(abs(k) - 1, 0) ** 2 < (FINE[1] / RESOLUTION) ** 2
    ]
)


def widen(edges: NDArray[np.uint8], cells: NDArray[np.int64], packed: NDArray[np.uint16]) -> None:
    """Widens the outlines of cells, in place, so that they hold points.

    Args:
        edges: (nx, nz, 4) uint8, how far the outline goes from the cell's high x side towards
            its low one, from the low one towards the high one, and the same for z, in 1/32 of a
            cell; all 0 in a cell without points.
        cells: (N,) flat index of the cell of each point.
        packed: (N,) uint16, where in the cell each is, see `VoxelMap`.
    """
    x, z = packed & (LEVELS - 1), packed >> 10 & (LEVELS - 1)
    flat = edges.reshape(-1, 4)
    for side, reach in enumerate((LEVELS - 1 - x, x, LEVELS - 1 - z, z)):
        beyond = np.flatnonzero(reach > flat[cells, side])
        if len(beyond):
            np.maximum.at(flat[:, side], cells[beyond], reach[beyond].astype(np.uint8))


def outlines(
    edges: NDArray[np.uint8], voxels: VoxelMap, cells: NDArray[np.int64], bands: tuple[int, int]
) -> None:
    """Draws the outlines of some cells anew, in place, from what the voxel map still holds.

    Args:
        edges: see `widen`.
        voxels: the voxel map, with the same cells.
        cells: (N,) flat cell index.
        bands: first and last band that count.
    """
    edges.reshape(-1, 4)[cells] = 0
    between = np.arange(bands[0], bands[1] + 1)
    cells = np.unique(cells)
    owner, pick = np.nonzero(voxels.classes.reshape(-1, BANDS)[cells[:, None], between])
    points = voxels.points.reshape(-1, BANDS)[cells[owner], between[pick]]
    widen(edges, cells[owner], points)


def refined(
    places: NDArray[np.float64],
    obstacle: NDArray[np.bool_],
    edges: NDArray[np.uint8],
    origin: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Distance of places from the nearest outline.

    Args:
        places: (N, 2) float, (x, z) metres, map frame.
        obstacle: (nx, nz) bool.
        edges: (nx, nz, 4) uint8, see `widen`.
        origin: (2,) cell coordinates of cell (0, 0).

    Returns:
        (N,) float32, metres; inf where there is no obstacle within `FINE[1]`.
    """
    scaled = places / RESOLUTION - origin  # in cells
    cells = np.floor(scaled).astype(np.int64)
    window = cells[:, None, :] + _OFFSETS
    size = np.array(obstacle.shape)
    flat = np.clip(window, 0, size - 1) @ np.array([size[1], 1])
    owner, pick = np.nonzero(obstacle.reshape(-1)[flat])
    box = (edges.reshape(-1, 4)[flat[owner, pick]] + np.float32(0.5)) * np.float32(1.0 / LEVELS)
    corner = window[owner, pick]
    gaps = []
    for axis, (low, high) in enumerate(((0, 1), (2, 3))):
        along = scaled[owner, axis] - corner[:, axis]
        short, past = 1.0 - box[:, low] - along, along - box[:, high]
        gaps.append(np.maximum(np.maximum(short, past), 0.0))
    distances = np.full(len(places), np.inf, np.float32)
    np.minimum.at(distances, owner, (np.hypot(*gaps) * RESOLUTION).astype(np.float32))
    return distances
