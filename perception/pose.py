"""Dead reckoning: the agent's pose from its own actions and whether they worked.

The map frame is then the start frame: the agent begins at (0, 0), yaw 0, horizon 30. Where it is
not sure that an action worked, the map tells which of the two poses fits what is seen.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from envs.interface import (
    GRID_SIZE,
    HORIZON_LIMITS,
    LOOK_ANGLE,
    TURN_ANGLE,
    Action,
    ActionName,
    Pose,
)
from perception.projection import project
from perception.voxel_map import VoxelMap

START = Pose(x=0.0, z=0.0, yaw=0.0, horizon=30.0)

# Direction of travel [deg] clockwise from the heading.
TRAVEL: dict[ActionName, float] = {
    ActionName.FORWARD: 0.0,
    ActionName.PAN_RIGHT: 90.0,
    ActionName.BACKWARD: 180.0,
    ActionName.PAN_LEFT: 270.0,
}
TURNS: dict[ActionName, float] = {
    ActionName.TURN_LEFT: -TURN_ANGLE,
    ActionName.TURN_RIGHT: TURN_ANGLE,
}
LOOKS: dict[ActionName, float] = {
    ActionName.LOOK_UP: -LOOK_ANGLE,
    ActionName.LOOK_DOWN: LOOK_ANGLE,
}

USUAL = 0.9  # share of moves that work
SURE = 0.98  # probability, of having worked or of having failed, that needs no second opinion
SCREEN = 48  # rows of the coarse image in which seen and mapped depth are compared
SIGHT = 4.0  # [m] nothing farther is compared
AGREES = 0.06  # [m] by which mapped and seen depth may differ, and again as much a metre of it
FITS, UNKNOWN, CLASHES = 0.0, -0.7, -1.6  # log likelihood of a cell of it
ALIKE = 40.0  # cells that see the same thing, and so are one piece of evidence


def destination(pose: Pose, action: ActionName) -> tuple[float, float] | None:
    """Where a move would bring the agent, (x, z) metres; None for what is not a move."""
    if action not in TRAVEL:
        return None
    angle = math.radians(pose.yaw + TRAVEL[action])
    return pose.x + GRID_SIZE * math.sin(angle), pose.z + GRID_SIZE * math.cos(angle)


def advance(pose: Pose, action: Action | None, success: bool | None) -> Pose:
    """The pose after an action.

    Args:
        pose: before it, in any frame.
        action: what was done; None for nothing.
        success: whether it worked; None counts as worked.

    Returns:
        The pose after it, in the same frame.
    """
    if action is None or success is False:
        return pose
    target = destination(pose, action.name)
    if target is not None:
        return Pose(target[0], target[1], pose.yaw, pose.horizon, pose.y)
    if action.name in TURNS:
        yaw = (pose.yaw + TURNS[action.name]) % 360.0
        return Pose(pose.x, pose.z, yaw, pose.horizon, pose.y)
    if action.name in LOOKS:
        lowest, highest = HORIZON_LIMITS
        horizon = min(max(pose.horizon + LOOKS[action.name], lowest), highest)
        return Pose(pose.x, pose.z, pose.yaw, horizon, pose.y)
    return pose


def moves(pose: Pose, action: Action | None) -> bool:
    """Whether an action, if it works, changes the pose."""
    return advance(pose, action, True) != pose


def unsure(worked: float) -> bool:
    """Whether a probability of having worked leaves room for doubt."""
    return 1.0 - SURE < worked < SURE


def compared(
    before: Pose,
    action: Action,
    worked: float,
    depth: NDArray[np.float32],
    field_of_view: float,
    voxels: VoxelMap,
) -> float:
    """Probability that a move worked, given what the map lets expect in either case.

    Args:
        before: pose before it, map frame.
        action: a move, a turn or a look.
        worked: probability that it did, by other evidence.
        depth: (H, W) float32, metres along the forward axis, seen after it.
        field_of_view: vertical [deg].
        voxels: the map before this frame.

    Returns:
        The probability, in (0, 1).
    """
    moved = fit(depth, advance(before, action, True), field_of_view, voxels)
    stayed = fit(depth, before, field_of_view, voxels)
    prior = min(max(worked, 1e-6), 1.0 - 1e-6)
    evidence = math.log(prior / (1.0 - prior)) + moved - stayed
    return 1.0 / (1.0 + math.exp(-min(max(evidence, -30.0), 30.0)))


def fit(depth: NDArray[np.float32], pose: Pose, field_of_view: float, voxels: VoxelMap) -> float:
    """Log likelihood of a depth image seen from a pose, given the map.

    The map's points are drawn into a coarse image, the nearest in each cell; a cell in which that
    is as far away as what is seen there fits, one where the map knows nothing says little.

    Args:
        depth: (H, W) float32, metres along the forward axis.
        pose: of the agent, map frame.
        field_of_view: vertical [deg].
        voxels: the map.
    """
    side = max(1, depth.shape[0] // SCREEN)
    rows, columns = depth.shape[0] // side, depth.shape[1] // side
    blocks = depth[: rows * side, : columns * side].reshape(rows, side, columns, side)
    nearest, farthest = blocks.min(axis=(1, 3)), blocks.max(axis=(1, 3))
    pixels, distance = project(
        voxels.centre(voxels.near(pose, SIGHT)), pose, field_of_view, rows * side, columns * side
    )
    cells = np.floor(pixels / side).astype(np.int64)
    inside = (distance > 0.15) & (cells >= 0).all(axis=1)
    inside &= (cells[:, 0] < rows) & (cells[:, 1] < columns)
    mapped = np.full(rows * columns, np.inf, np.float32)
    np.minimum.at(mapped, cells[inside, 0] * columns + cells[inside, 1], distance[inside])
    mapped = mapped.reshape(rows, columns)
    known = (mapped < SIGHT) & (nearest < SIGHT)
    slack = AGREES * (1.0 + mapped)
    agrees = (mapped > nearest - slack) & (mapped < farthest + slack)
    score = np.where(known, np.where(agrees, FITS, CLASHES), UNKNOWN)[nearest < SIGHT]
    return float(score.sum()) / ALIKE
