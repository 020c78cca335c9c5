"""Dead reckoning: the agent's pose from its own actions and whether they worked.

The map frame is then the start frame: the agent begins at (0, 0), yaw 0, horizon 30.
"""

from __future__ import annotations

import math

from envs.interface import (
    GRID_SIZE,
    HORIZON_LIMITS,
    LOOK_ANGLE,
    TURN_ANGLE,
    Action,
    ActionName,
    Pose,
)

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
