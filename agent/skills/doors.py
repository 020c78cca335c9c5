"""Doors and drawers in a row, which guessed masks take for one thing: which of them were opened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.skills.sight import inside
from agent.skills.skill import Context
from perception.instances import Instance, Point

# [m] beside and above each other, between points of two doors in a row, by what has them;
# smaller ones may be missed.
ROWS = {"Cabinet": (0.55, 0.9), "Drawer": (0.3, 0.2)}
OPENED = 0.8  # of the surface of what has doors at points that were opened: all was looked into
BEHIND = 0.8  # of these distances from where a door was opened is behind it


def doors_away(
    points: NDArray[np.floating], doors: Sequence[Point], apart: tuple[float, float]
) -> NDArray[np.float64]:
    """How far points are from the nearest door that was opened, in doors.

    Args:
        points: (K, 3) [m], map frame.
        doors: [m] where they were opened.
        apart: [m] beside and above each other, of two doors.

    Returns:
        (K,), 1 for what is just another door.
    """
    offsets = np.abs(np.asarray(points, np.float64) - np.array(doors)[:, None])
    beside, above = offsets[..., [0, 2]].max(axis=-1), offsets[..., 1]
    return np.maximum(beside / apart[0], above / apart[1]).min(axis=0)


def was_opened(ctx: Context, instance: Instance) -> bool:
    """Whether a thing is where doors were opened that were taken for another's."""
    apart, points = ROWS.get(instance.object_class), ctx.belief.surface(instance.name)
    if apart is None or not ctx.belief.may_err or not ctx.memory.doors or not len(points):
        return False
    return float((doors_away(points, ctx.memory.doors, apart) <= 1.0).mean()) >= OPENED


def opened_part(ctx: Context, container: Instance) -> tuple[Point, Point]:
    """The box (low and high corners, metres) of what can be looked into of a container: what is
    behind the door that was opened last, where there may be several."""
    low, high = inside(container)
    apart, handle = ROWS.get(container.object_class), ctx.memory.handles.get(container.name)
    if apart is None or handle is None or not ctx.belief.may_err:
        return low, high
    shut = (container.body_low or container.low, container.body_high or container.high)
    depth = min((0, 2), key=lambda axis: min(abs(handle[axis] - corner[axis]) for corner in shut))
    reach = [apart[0] * BEHIND, apart[1] * BEHIND, apart[0] * BEHIND]
    reach[depth] = float("inf")
    near = [max(low[axis], handle[axis] - reach[axis]) for axis in range(3)]
    far = [min(high[axis], handle[axis] + reach[axis]) for axis in range(3)]
    if any(one >= other for one, other in zip(near, far, strict=True)):
        return low, high
    return (near[0], near[1], near[2]), (far[0], far[1], far[2])
