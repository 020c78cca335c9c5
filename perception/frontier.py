"""Where the known floor ends and the unknown begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perception.morphology import dilated, labelled, opened


@dataclass(frozen=True, slots=True)
class Frontier:
    """A stretch of the border between free floor and the unknown.

    Attributes:
        centre: [m] (x, z) of the border cell nearest to the middle of the stretch, map frame.
        size: [m] length of the stretch.
        cells: (K, 2) float32, metres, (x, z) centres of its cells, map frame.
    """

    centre: tuple[float, float]
    size: float
    cells: NDArray[np.float32]


def frontier_cells(free: NDArray[np.bool_], explored: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Free cells next to the unknown.

    Args:
        free: (nx, nz) bool, floor without an obstacle.
        explored: (nx, nz) bool, whatever has been seen.

    Returns:
        (nx, nz) bool. Unknown specks, too thin to hide anything, do not count.
    """
    framed = np.pad(~explored, 2, constant_values=True)
    unknown = dilated(opened(framed), diagonal=True)
    return free & unknown[2:-2, 2:-2]


def frontiers(
    cells: NDArray[np.bool_],
    origin: tuple[float, float],
    resolution: float,
    smallest: float = 0.25,
) -> tuple[Frontier, ...]:
    """Clusters of frontier cells, largest first.

    Args:
        cells: (nx, nz) bool, see `frontier_cells`.
        origin: [m] (x, z) of the corner of cell (0, 0), map frame.
        resolution: [m] of a cell.
        smallest: [m] shorter stretches are left out.
    """
    labels, count = labelled(cells, diagonal=True)
    found: list[Frontier] = []
    indices = np.argwhere(labels)
    owners = labels[labels > 0]
    for label in range(1, count + 1):
        members = indices[owners == label]
        if len(members) * resolution < smallest:
            continue
        points = ((members + 0.5) * resolution + np.asarray(origin)).astype(np.float32)
        middle = points[((points - points.mean(axis=0)) ** 2).sum(axis=1).argmin()].tolist()
        found.append(Frontier((middle[0], middle[1]), len(members) * resolution, points))
    return tuple(sorted(found, key=lambda frontier: (-frontier.size, frontier.centre)))
