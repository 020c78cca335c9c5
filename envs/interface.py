"""What crosses the border between a world and an agent: observations, actions, poses, events.

There is one world frame in the whole project, AI2-THOR's own: left-handed, y up, +z forward at
yaw 0, yaw in degrees clockwise seen from above, metres. The camera frame is x right, y up,
z forward. Image points are `(y, x)` in [0, 1], `(0, 0)` the top left corner.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GRID_SIZE = 0.25  # [m] Forward, Backward, Pan Left and Pan Right
TURN_ANGLE = 90.0  # [deg] Turn Left and Turn Right
LOOK_ANGLE = 30.0  # [deg] Look Up and Look Down
HORIZON_LIMITS = (-30.0, 60.0)  # [deg] highest and lowest look, positive is down
VISIBILITY_DISTANCE = 1.5  # [m] reach of every interaction, measured in the horizontal plane
CAMERA_HEIGHT = 1.575  # [m] of a standing agent's camera above the floor
AGENT_RADIUS = 0.2  # [m]
AGENT_HEIGHT = 1.8  # [m]
FIELD_OF_VIEW = 90.0  # [deg] vertical


class HestiaError(Exception):
    """Root of every error that this project raises on purpose."""


class InvalidInputError(HestiaError):
    """Outside input (a file, an override, a message) breaks its contract.

    Args:
        field: path to the bad field, such as `rooms[0].floorPolygon`.
        problem: what was expected, what came, and how to mend it.
    """

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}")


class TextEnum(str, enum.Enum):
    """An enumeration whose members are, and print as, their text."""

    def __str__(self) -> str:
        return str(self.value)


class ActionName(TextEnum):
    """TEACh's action set, by TEACh's names."""

    STOP = "Stop"
    FORWARD = "Forward"
    BACKWARD = "Backward"
    TURN_LEFT = "Turn Left"
    TURN_RIGHT = "Turn Right"
    LOOK_UP = "Look Up"
    LOOK_DOWN = "Look Down"
    PAN_LEFT = "Pan Left"
    PAN_RIGHT = "Pan Right"
    PICKUP = "Pickup"
    PLACE = "Place"
    OPEN = "Open"
    CLOSE = "Close"
    TOGGLE_ON = "ToggleOn"
    TOGGLE_OFF = "ToggleOff"
    SLICE = "Slice"
    POUR = "Pour"


INTERACTIONS = frozenset(
    {
        ActionName.PICKUP,
        ActionName.PLACE,
        ActionName.OPEN,
        ActionName.CLOSE,
        ActionName.TOGGLE_ON,
        ActionName.TOGGLE_OFF,
        ActionName.SLICE,
        ActionName.POUR,
    }
)


def turn_between(bearing: float, other: float) -> float:
    """[deg] clockwise from one bearing to another, in [-180, 180)."""
    return (other - bearing + 180.0) % 360.0 - 180.0


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the agent does.

    Attributes:
        name: which action.
        point: `(y, x)` in [0, 1] of the image for an interaction, None for everything else.
    """

    name: ActionName
    point: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.name in INTERACTIONS:
            if self.point is None or not all(0.0 <= value <= 1.0 for value in self.point):
                raise InvalidInputError(
                    "action.point", f"{self.name} needs a (y, x) in [0, 1], got {self.point}"
                )
        elif self.point is not None:
            raise InvalidInputError("action.point", f"{self.name} takes no point")


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the agent stands and looks, world frame.

    Attributes:
        x, z: [m] centre of the agent on the floor plan.
        yaw: [deg] clockwise from +z, in [0, 360).
        horizon: [deg] camera pitch, positive looks down.
        y: [m] height of the floor under the agent.
    """

    x: float
    z: float
    yaw: float
    horizon: float
    y: float = 0.0

    @property
    def forward(self) -> tuple[float, float]:
        """Unit heading `(dx, dz)` in the world frame."""
        angle = math.radians(self.yaw)
        return math.sin(angle), math.cos(angle)

    def camera_position(self) -> NDArray[np.float64]:
        """Camera centre (3,), metres, world frame."""
        return np.array([self.x, self.y + CAMERA_HEIGHT, self.z])

    def world_from_camera(self) -> NDArray[np.float64]:
        """Rotation (3, 3) from camera axes (x right, y up, z forward) to world axes."""
        yaw, pitch = math.radians(self.yaw), math.radians(self.horizon)
        sy, cy, sp, cp = math.sin(yaw), math.cos(yaw), math.sin(pitch), math.cos(pitch)
        right = (cy, 0.0, -sy)
        up = (sy * sp, cp, cy * sp)
        forward = (sy * cp, -sp, cy * cp)
        return np.array([right, up, forward]).T


class SensorSuite(TextEnum):
    """What the agent is given to perceive with.

    `oracle`: RGB, depth, instance ids with their labels, pose, success.
    `rgbd`: RGB, depth, success.
    `rgb`: RGB alone.
    """

    ORACLE = "oracle"
    RGBD = "rgbd"
    RGB = "rgb"


@dataclass(frozen=True, slots=True)
class InstanceLabel:
    """What a perfect annotator would write on one instance that is visible in the frame.

    Attributes:
        instance: the id that the instance has in `Observation.instances`; stable in an episode.
        object_class: ontology type, such as `Mug` or `TomatoSliced`; `Wall`, `Floor` and the
            like for structure.
        states: names of the true state predicates that can be seen, such as `isDirty`
            (`envs.ontology.VISIBLE_STATES`).
    """

    instance: int
    object_class: str
    states: frozenset[str]


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything that the agent may know of one step; None where the suite does not carry it.

    Attributes:
        rgb: (H, W, 3) uint8, top row first.
        depth: (H, W) float32, metres along the camera's forward axis; inf where nothing is hit.
        instances: (H, W) int32, instance ids; 0 where nothing is hit.
        labels: one for each non-zero id in `instances`, in increasing id order.
        pose: of the agent, world frame.
        success: whether the last action did what it says; None before the first.
        field_of_view: [deg] vertical.
    """

    rgb: NDArray[np.uint8]
    depth: NDArray[np.float32] | None = None
    instances: NDArray[np.int32] | None = None
    labels: tuple[InstanceLabel, ...] | None = None
    pose: Pose | None = None
    success: bool | None = None
    field_of_view: float = FIELD_OF_VIEW


@dataclass(frozen=True, slots=True)
class Event:
    """What one environment step answers.

    Attributes:
        observation: what the agent sees now.
        terminated: the agent stopped, or the task's episode is over for it.
        truncated: a limit of the episode (steps, failed actions) was reached.
    """

    observation: Observation
    terminated: bool = False
    truncated: bool = False
