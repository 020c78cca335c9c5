"""What can be seen from where: through doors, past furniture, inside the frame."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from agent.skills.lattice import Cell
from agent.skills.skill import Context
from envs.interface import (
    CAMERA_HEIGHT,
    FIELD_OF_VIEW,
    HORIZON_LIMITS,
    LOOK_ANGLE,
    Pose,
)
from envs.ontology import Affordance
from perception.instances import Instance, Point
from perception.sight import clear_lines

EDGE = 4.0  # [deg] kept from the edge of the view
LIP = 0.02  # [m] that a line of sight may cut into the rim of an opening
SWING = 0.05  # [m] that a box grows by, at least, when its door opens

# What opens at the top, or is open there.
_TOP = frozenset(
    {"Drawer", "Box", "LaundryHamper", "Toilet", "GarbageCan", "SinkBasin", "BathtubBasin"}
)


def inside(container: Instance) -> tuple[Point, Point]:
    """The box (low and high corners, metres) that holds what is in a container.

    A drawer's contents come out with it, so the box of one that opens by sliding is its present
    one; a door's swing is left out.
    """
    if container.object_class == "Drawer" or container.body_low is None:
        return container.low, container.high
    return container.body_low, container.body_high or container.high


def front(container: Instance) -> tuple[float, float] | None:
    """Direction (dx, dz) in which a container opened: where its box grew most."""
    if container.body_low is None or container.body_high is None:
        return None
    growth = {
        (1.0, 0.0): container.high[0] - container.body_high[0],
        (-1.0, 0.0): container.body_low[0] - container.low[0],
        (0.0, 1.0): container.high[2] - container.body_high[2],
        (0.0, -1.0): container.body_low[2] - container.low[2],
    }
    best = max(growth, key=lambda direction: growth[direction])
    return best if growth[best] > SWING else None


def in_sight(
    ctx: Context,
    eyes: NDArray[np.float64],
    points: NDArray[np.float64],
    holder: Instance | None = None,
) -> NDArray[np.bool_]:
    """Which points are in plain sight from which eyes, as far as is known.

    Args:
        ctx: the agent's.
        eyes: (E, 3) metres, map frame.
        points: (P, 3) metres, map frame.
        holder: what the points are in or on; one with walls is looked into through its opening.

    Returns:
        (E, P) bool.
    """
    clear = clear_lines(ctx.belief.map.voxels, eyes, points)
    if holder is not None:
        clear &= through_opening(holder, eyes, points)
    return clear


def through_opening(
    holder: Instance, eyes: NDArray[np.float64], points: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """(E, P) whether lines of sight enter a container where it is open."""
    everything = np.ones((len(eyes), len(points)), np.bool_)
    low, high = (np.array(corner) for corner in inside(holder))
    if holder.object_class in _TOP:
        axis, plane = 1, high[1]
    else:
        facing = front(holder) if holder.can(Affordance.OPENABLE) else None
        if facing is None:
            return everything
        axis = 0 if facing[0] else 2
        plane = high[axis] if facing[axis // 2] > 0 else low[axis]
    depth = points[None, :, axis] - eyes[:, None, axis]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = (plane - eyes[:, None, axis]) / depth
        crossing = eyes[:, None] + (points[None] - eyes[:, None]) * part[..., None]
    within = (crossing > low + LIP) & (crossing < high - LIP)
    within[..., axis] = True
    outward = 1.0 if plane == high[axis] else -1.0
    before = (eyes[:, axis] - plane) * outward > 0.0
    beyond = (points[:, axis] - plane) * outward >= 0.0  # not inside at all
    return beyond[None] | (before[:, None] & within.all(axis=2))


def framed(
    yaw: float, horizon: float, eyes: NDArray[np.float64], points: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which points (E, P) are inside the frame of a camera at each eye that looks one way [deg]."""
    rotation = Pose(0.0, 0.0, yaw, horizon).world_from_camera()
    local = (points[None] - eyes[:, None]) @ rotation
    limit = math.tan(math.radians(FIELD_OF_VIEW / 2 - EDGE)) * local[..., 2]
    return (
        (local[..., 2] > 0.05) & (np.abs(local[..., 0]) < limit) & (np.abs(local[..., 1]) < limit)
    )


def eyes_at(ctx: Context, cells: list[Cell]) -> NDArray[np.float64]:
    """Where the camera is (E, 3) [m], map frame, when the agent stands on each of some cells."""
    places = np.array([ctx.lattice.position(cell) for cell in cells], float).reshape(-1, 2)
    height = np.full(len(places), ctx.belief.pose.y + CAMERA_HEIGHT)
    return np.stack([places[:, 0], height, places[:, 1]], axis=1)


def looks(ctx: Context) -> list[float]:
    """The horizons [deg, down] that can be looked at, in whole looks from the present one."""
    options = [ctx.belief.pose.horizon + LOOK_ANGLE * step for step in range(-4, 5)]
    return [one for one in options if HORIZON_LIMITS[0] - 1 <= one <= HORIZON_LIMITS[1] + 1]
