"""Replays what an ALFRED expert did, action by action, in our rebuild of its scene.

Every recorded action is sent to the controller as it was sent to AI2-THOR 2.1.0, with the object
ids mapped to ours. Moves and interactions are judged apart: after a move that fails the agent is
put where the expert was, so that what follows starts from the same place; an interaction that
fails has no effect, so that what depends on it fails too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from envs.alfred.goals import check
from envs.alfred.identities import Identities
from envs.alfred.setup import BuildScene, floor_plan, scene_of
from envs.alfred.trajectory import Trajectory
from envs.interface import GRID_SIZE
from envs.teach.checker import GoalReport
from envs.teach.env import world_facts
from envs.thor.controller import EmbeddedController
from envs.thor.metadata import object_ids
from envs.thor.raycast import visible_objects

SIDE = 300  # [px] of ALFRED's frames
# [m] of the camera above the floor: ALFRED's cameraY of 0.75 above the middle of the agent's body.
CAMERA = 1.65
LOOK_STEP = 15.0  # [deg] of ALFRED's LookUp and LookDown
TURN_STEP = 90.0  # [deg]
SAME_PLACE = 0.02  # [m] a move has to end this near where the expert's did
HORIZONS = (-30.0, 60.0)  # [deg]
INTERACTIONS = frozenset(
    {"PickupObject", "PutObject", "OpenObject", "CloseObject", "ToggleObjectOn",
     "ToggleObjectOff", "SliceObject"}
)  # fmt: skip
MOVES = {"MoveAhead": 0.0, "MoveRight": 90.0, "MoveBack": 180.0, "MoveLeft": 270.0}  # [deg]
_TURNS = {"RotateRight": TURN_STEP, "RotateLeft": -TURN_STEP}
_LOOKS = {"LookDown": LOOK_STEP, "LookUp": -LOOK_STEP}
# What ALFRED's PutObject was always sent with: what the receptacle is made for does not count.
_FORCED = {"PutObject": {"forceAction": True, "placeStationary": True}}


@dataclass(frozen=True, slots=True)
class Failure:
    """An action that the simulator refused.

    Attributes:
        index: of the action; -1 for the pose at the start.
        action: its name.
        object_id: what it was about, as recorded; "" for moves.
        reason: types and the simulator's message, without ids and numbers, to be counted.
        detail: where, and the simulator's message as it was.
    """

    index: int
    action: str
    object_id: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """How a replay went.

    Attributes:
        task_id, task_dir, task_type, floor_plan: of the trajectory.
        tried, succeeded: actions by name; `Start` stands for the pose at the start.
        failures: what was refused.
        report: goal conditions at the end.
    """

    task_id: str
    task_dir: str
    task_type: str
    floor_plan: str
    tried: dict[str, int]
    succeeded: dict[str, int]
    failures: tuple[Failure, ...]
    report: GoalReport


def replay(trajectory: Trajectory, build: BuildScene = floor_plan) -> ReplayResult:
    """Replays a trajectory.

    Args:
        trajectory: what to replay.
        build: makes its scene from the floor plan's name and the movable things.

    Raises:
        InvalidInputError: there is no such floor plan.
    """
    return _Replay(trajectory, build).run()


class _Replay:
    def __init__(self, trajectory: Trajectory, build: BuildScene) -> None:
        self.trajectory = trajectory
        scene = scene_of(trajectory, build)
        self.controller = EmbeddedController(scene, SIDE, SIDE, renderImage=False)
        self.controller.simulator.assign_agents("camera_height", [CAMERA])
        self.identities = Identities(scene, trajectory.placed)
        self.names = object_ids(scene)
        start = trajectory.start
        self.x, self.z, self.yaw, self.horizon = start.x, start.z, start.yaw, start.horizon
        self.tried: dict[str, int] = {}
        self.succeeded: dict[str, int] = {}
        self.failures: list[Failure] = []

    def run(self) -> ReplayResult:
        self._teleport("Start", -1)
        for index, action in enumerate(self.trajectory.actions):
            name = str(action["action"])
            if name in MOVES:
                self._move(index, name, action)
            elif name in _TURNS or name in _LOOKS:
                self._turn(index, name)
            else:
                self._interact(index, name, action)
        trajectory = self.trajectory
        return ReplayResult(
            trajectory.task_id,
            trajectory.task_dir,
            trajectory.target.task_type,
            trajectory.floor_plan,
            self.tried,
            self.succeeded,
            tuple(self.failures),
            self.report(),
        )

    def report(self) -> GoalReport:
        """Goal conditions as they are now."""
        simulator = self.controller.simulator
        seen = visible_objects(
            simulator.objects,
            simulator.geometry,
            simulator.agents,
            simulator.field_of_view,
            simulator.aspect,
            simulator.reach,
        )[0]
        return check(self.trajectory.target, world_facts(simulator), lambda slot: bool(seen[slot]))

    # --- moving ---

    def _teleport(self, name: str, index: int) -> None:
        """Puts the agent where the expert is; by force where that is not allowed."""
        request = {
            "action": "TeleportFull",
            "x": self.x,
            "z": self.z,
            "rotation": self.yaw,
            "horizon": self.horizon,
        }
        event = self.controller.run(request)
        self._count(name, index, "", event.metadata)
        if not event.metadata["lastActionSuccess"]:
            self.controller.run({**request, "forceAction": True})

    def _move(self, index: int, name: str, action: Mapping[str, Any]) -> None:
        step = action.get("moveMagnitude") or GRID_SIZE
        heading = math.radians(self.yaw + MOVES[name])
        self.x += step * math.sin(heading)
        self.z += step * math.cos(heading)
        event = self.controller.run({"action": name, "moveMagnitude": step})
        here = self.controller.simulator.pose()
        metadata = {key: event.metadata[key] for key in ("lastActionSuccess", "errorMessage")}
        if math.dist((here.x, here.z), (self.x, self.z)) > SAME_PLACE:
            metadata["lastActionSuccess"] = False
            metadata["errorMessage"] = metadata["errorMessage"] or "ended somewhere else"
        self._count(name, index, "", metadata)
        if not metadata["lastActionSuccess"]:
            self.controller.run(
                {"action": "Teleport", "x": self.x, "z": self.z, "forceAction": True}
            )

    def _turn(self, index: int, name: str) -> None:
        if name in _TURNS:
            self.yaw = (self.yaw + _TURNS[name]) % 360.0
            request = {"action": name, "degrees": TURN_STEP}
        else:
            low, high = HORIZONS
            self.horizon = min(max(self.horizon + _LOOKS[name], low), high)
            request = {"action": name, "degrees": LOOK_STEP}
        self._count(name, index, "", self.controller.run(request).metadata)

    # --- interacting ---

    def _interact(self, index: int, name: str, action: Mapping[str, Any]) -> None:
        request: dict[str, Any] = {**_FORCED.get(name, {}), **action}
        about = str(action.get("receptacleObjectId") or action.get("objectId") or "")
        for key in ("objectId", "receptacleObjectId"):
            if key in request:
                slot = self.identities.slot(str(request[key]))
                request[key] = self.names[slot] if slot >= 0 else request[key]
        self._count(name, index, about, self.controller.run(request).metadata)

    def _count(self, name: str, index: int, about: str, metadata: Mapping[str, Any]) -> None:
        self.tried[name] = self.tried.get(name, 0) + 1
        if metadata["lastActionSuccess"]:
            self.succeeded[name] = self.succeeded.get(name, 0) + 1
            return
        message = str(metadata["errorMessage"])
        detail = (
            f"{self.trajectory.floor_plan} at {self.x:.2f}, {self.z:.2f} yaw {self.yaw:.0f} "
            f"horizon {self.horizon:.0f}: {message}"
        )
        reason = f"{name}: {plain(message)}"
        self.failures.append(Failure(index, name, about, reason, detail))


def plain(message: str) -> str:
    """A message with types in place of object ids, and without numbers."""
    words = [word.split("|")[0] if "|" in word else word for word in message.split()]
    return " ".join(word for word in words if not any(c.isdigit() for c in word))
