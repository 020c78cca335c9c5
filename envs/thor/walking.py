"""Shortest ways over the points of a grid that an agent can stand on."""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Path:
    """A way over the floor.

    Attributes:
        points: (x, z) [m], every grid point from start to end.
        corners: the start, where it turns, and the end.
        length: [m].
    """

    points: tuple[Point, ...]
    corners: tuple[Point, ...]
    length: float


def shortest_path(
    free: NDArray[np.float64], start: Point, goals: NDArray[np.bool_], grid: float
) -> Path | None:
    """The shortest way from a point to any of the goals, along the axes of the grid.

    Args:
        free: (P, 2) x and z of the points that can be stood on [m].
        start: (x, z); the nearest free point is where the way begins.
        goals: (P,) which points will do.
        grid: [m] between neighbours.

    Returns:
        the path, or None where there is none.
    """
    if not len(free) or not goals.any():
        return None
    cells = np.round((free - free[0]) / grid).astype(int)
    index = {(int(i), int(j)): k for k, (i, j) in enumerate(cells)}
    first = int(np.argmin(np.hypot(free[:, 0] - start[0], free[:, 1] - start[1])))
    before: dict[int, int] = {first: -1}
    queue = deque([first])
    while queue:
        at = queue.popleft()
        if goals[at]:
            return _path(free, before, at)
        i, j = int(cells[at][0]), int(cells[at][1])
        for step in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
            following = index.get(step)
            if following is not None and following not in before:
                before[following] = at
                queue.append(following)
    return None


def _path(free: NDArray[np.float64], before: dict[int, int], end: int) -> Path:
    order: list[int] = []
    at = end
    while at >= 0:
        order.append(at)
        at = before[at]
    points = [(float(free[k][0]), float(free[k][1])) for k in reversed(order)]
    length = sum(math.dist(a, b) for a, b in itertools.pairwise(points))
    return Path(tuple(points), tuple(_corners(points)), length)


def _corners(points: Sequence[Point]) -> list[Point]:
    kept = [points[0]]
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        straight = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
        if abs(straight) > 1e-9:
            kept.append(b)
    if len(points) > 1:
        kept.append(points[-1])
    return kept
