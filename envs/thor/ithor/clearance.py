"""Room for the agent: how near a box comes to where an agent has to be able to go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from envs.interface import AGENT_RADIUS, GRID_SIZE

NEED = AGENT_RADIUS - 0.002  # [m] a box must keep this far from every path
THIN = 0.06  # [m] no side is trimmed below this

Box = tuple[float, float, float, float]  # (x0, z0, x1, z1) metres, world frame
Array = NDArray[np.float64]


def paths(points: Sequence[tuple[float, float]]) -> Array:
    """Every point and every step between two neighbouring points, as degenerate boxes (n, 4)."""
    there = {(round(x / GRID_SIZE), round(z / GRID_SIZE)) for x, z in points}
    rows = [(x, z, x, z) for x, z in points]
    for i, j in sorted(there):
        for di, dj in ((1, 0), (0, 1)):
            if (i + di, j + dj) in there:
                rows.append((i, j, i + di, j + dj))
                rows[-1] = tuple(v * GRID_SIZE for v in rows[-1])  # type: ignore[assignment]
    return np.array(rows, dtype=np.float64)


def largest_part(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The most points that steps between neighbours connect."""
    left = {(round(x / GRID_SIZE), round(z / GRID_SIZE)) for x, z in points}
    best: list[tuple[int, int]] = []
    while left:
        part = [min(left)]
        left.discard(part[0])
        for i, j in part:  # grows while it is walked
            for step in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                if step in left:
                    left.discard(step)
                    part.append(step)
        if len(part) > len(best):
            best = part
    return sorted((i * GRID_SIZE, j * GRID_SIZE) for i, j in best)


def gaps(box: Box | Array, ways: Array) -> Array:
    """Distance of a box from every path (n,); 0 where they touch."""
    dx = np.maximum(np.maximum(box[0] - ways[:, 2], ways[:, 0] - box[2]), 0.0)
    dz = np.maximum(np.maximum(box[1] - ways[:, 3], ways[:, 1] - box[3]), 0.0)
    return np.hypot(dx, dz)


def is_clear(box: Box, ways: Array) -> bool:
    """Whether a box leaves every path free."""
    return bool((gaps(box, ways) >= NEED).all())


def trim(box: Box, ways: Array, keep: Box | None = None) -> Box:
    """Cuts sides off a box until it leaves every path free, losing as little as it can.

    Args:
        keep: a part that is given up last.
    """
    current = list(box)
    for _ in range(200):
        distance = gaps(np.array(current), ways)
        worst = int(distance.argmin())
        if distance[worst] >= NEED:
            break
        way = ways[worst]
        # Along the other axis a path beside the box leaves more room than straight before it.
        options = []
        wide, deep = current[2] - current[0], current[3] - current[1]
        for side, value in (
            (0, way[2] + NEED), (2, way[0] - NEED), (1, way[3] + NEED), (3, way[1] - NEED),
        ):  # fmt: skip
            loss = (value - current[side]) if side < 2 else (current[side] - value)
            if loss <= 0.0:
                continue
            left = (wide if side in (0, 2) else deep) - loss
            cost = loss * (deep if side in (0, 2) else wide)
            if left < THIN:
                cost += 100.0 + loss
            if keep is not None:
                cut = (value - keep[side]) if side < 2 else (keep[side] - value)
                cost += 10.0 * max(cut, 0.0)
            options.append((cost, side, value))
        _, side, value = min(options)
        current[side] = value
        axis = side % 2
        if current[axis + 2] - current[axis] < THIN:  # pushed aside as a thin board
            if side < 2:
                current[side + 2] = value + THIN
            else:
                current[side - 2] = value - THIN
    return (current[0], current[1], current[2], current[3])


def excess(box: Box, ways: Array) -> float:
    """How far a box reaches into paths, summed [m]."""
    return float(np.maximum(NEED - gaps(box, ways), 0.0).sum())
