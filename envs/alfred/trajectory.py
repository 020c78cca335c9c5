"""ALFRED's trajectories: a scene as it was set up, a goal, and what the expert did.

Read from ALFRED's own files (`json_2.1.0/SPLIT/TASK/TRIAL/traj_data.json`) or from line files that
hold the same facts (`SPLIT.jsonl.gz` joined on `task_id` with `scenes_SPLIT.jsonl.gz`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from envs.alfred.annotations import Annotation, annotations_of
from envs.alfred.names import current_type
from envs.interface import InvalidInputError
from envs.ontology import LAMPS, SLICE_COUNT

TaskType = Literal[
    "pick_and_place_simple",
    "pick_two_obj_and_place",
    "look_at_obj_in_light",
    "pick_clean_then_place_in_recep",
    "pick_heat_then_place_in_recep",
    "pick_cool_then_place_in_recep",
    "pick_and_place_with_movable_recep",
]
TASK_TYPES: tuple[str, ...] = TaskType.__args__  # type: ignore[attr-defined]
LONGEST = 10_000  # low-level actions of one trajectory

Vector = tuple[float, float, float]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Target:
    """ALFRED's parameters of a goal, in the ontology's words; "" for what the task has none of.

    Attributes:
        task_type: one of `TASK_TYPES`.
        object_type: what is to be carried, looked at or put somewhere.
        sliced: a slice of it is meant.
        receptacle: where it is to be in the end.
        movable: what it is to be in there, for `pick_and_place_with_movable_recep`.
        lamp: what is to be on, for `look_at_obj_in_light`.
    """

    task_type: str
    object_type: str
    sliced: bool = False
    receptacle: str = ""
    movable: str = ""
    lamp: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a movable thing stands at the start.

    Attributes:
        object_name: AI2-THOR's, such as `Mug_2a940808`.
        position: [m] of its pivot (x, y, z), world frame.
        rotation: [deg] Euler angles (x, y, z).
    """

    object_name: str
    position: Vector
    rotation: Vector = (0.0, 0.0, 0.0)

    @property
    def object_type(self) -> str:
        """Ontology name; "" where the ontology has none."""
        return current_type(self.object_name.split("_")[0])


@dataclass(frozen=True, slots=True)
class Start:
    """The agent's pose at the start: [m] x and z, [deg] yaw and horizon (down is positive)."""

    x: float
    z: float
    yaw: float
    horizon: float


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One recorded episode.

    Attributes:
        task_id: the trial's, unique in its task.
        task_dir: names the task: type, parameters and floor plan.
        floor_plan: such as `FloorPlan12`.
        target: the goal's parameters.
        start: the agent's pose.
        placed: every movable thing.
        toggles: (object type, on) that hold for all things of the type.
        dirty_and_empty: all that can be dirty is, and nothing is filled.
        actions: the expert's low-level actions, as they were sent to AI2-THOR 2.1.0.
        annotations: what annotators said of it.
    """

    task_id: str
    task_dir: str
    floor_plan: str
    target: Target
    start: Start
    placed: tuple[Placed, ...]
    toggles: tuple[tuple[str, bool], ...]
    dirty_and_empty: bool
    actions: tuple[Mapping[str, Any], ...]
    annotations: tuple[Annotation, ...] = ()


class _Record(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False, extra="ignore")


class _Params(_Record):
    object_target: str
    parent_target: str = ""
    mrecep_target: str = ""
    toggle_target: str = ""
    object_sliced: bool = False


class _Init(_Record):
    x: float
    z: float
    rotation: float = 0.0
    horizon: float = 30.0


class _Toggle(_Record):
    objectType: str
    isOn: bool


class _Action(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False, extra="allow")

    action: str = Field(min_length=1, max_length=100)
    objectId: str | None = None
    receptacleObjectId: str | None = None
    moveMagnitude: float | None = None


class _Task(_Record):
    """A line of `SPLIT.jsonl.gz`."""

    task_id: str
    task_dir: str = ""
    task_type: TaskType
    pddl_params: _Params


class _Scene(_Record):
    """A line of `scenes_SPLIT.jsonl.gz`."""

    task_id: str
    floor_plan: str
    init_action: _Init
    dirty_and_empty: bool = False
    object_toggles: list[_Toggle] = []
    object_poses: list[tuple[str, float, float, float, float, float, float]]
    expert: list[_Action] = Field(max_length=LONGEST)


class _XYZ(_Record):
    x: float
    y: float
    z: float


class _Pose(_Record):
    objectName: str
    position: _XYZ
    rotation: _XYZ


class _OwnScene(_Record):
    floor_plan: str
    init_action: _Init
    dirty_and_empty: bool = False
    object_toggles: list[_Toggle] = []
    object_poses: list[_Pose]


class _LowAction(_Record):
    api_action: _Action


class _Plan(_Record):
    low_actions: list[_LowAction] = Field(max_length=LONGEST)


class _OwnTrajectory(_Record):
    """A `traj_data.json` of ALFRED."""

    task_id: str
    task_type: TaskType
    pddl_params: _Params
    scene: _OwnScene
    plan: _Plan


def trajectory_from_lines(task: object, scene: object, where: str) -> Trajectory:
    """A trajectory from its two lines.

    Args:
        task, scene: as `json.loads` gave them.
        where: the file and line, for messages.

    Raises:
        InvalidInputError: with the path of the bad field.
    """
    a, b = _parse(_Task, task, where), _parse(_Scene, scene, f"{where}, scene")
    placed = [Placed(name, (x, y, z), (rx, ry, rz)) for name, x, y, z, rx, ry, rz in b.object_poses]
    return Trajectory(
        a.task_id,
        a.task_dir or a.task_id,
        b.floor_plan,
        _target(a.task_type, a.pddl_params, f"{where}.pddl_params"),
        _start(b.init_action),
        tuple(placed),
        _toggles(b.object_toggles),
        b.dirty_and_empty,
        tuple(action.model_dump(exclude_none=True) for action in b.expert),
        annotations_of(task, where),
    )


def trajectory_from_alfred(document: object, task_dir: str, where: str) -> Trajectory:
    """A trajectory from ALFRED's own `traj_data.json`.

    Args:
        document: as `json.loads` gave it.
        task_dir: name of the folder above the trial's.
        where: the file, for messages.

    Raises:
        InvalidInputError: with the path of the bad field.
    """
    a = _parse(_OwnTrajectory, document, where)
    placed = [
        Placed(
            pose.objectName,
            (pose.position.x, pose.position.y, pose.position.z),
            (pose.rotation.x, pose.rotation.y, pose.rotation.z),
        )
        for pose in a.scene.object_poses
    ]
    return Trajectory(
        a.task_id,
        task_dir or a.task_id,
        a.scene.floor_plan,
        _target(a.task_type, a.pddl_params, f"{where}.pddl_params"),
        _start(a.scene.init_action),
        tuple(placed),
        _toggles(a.scene.object_toggles),
        a.scene.dirty_and_empty,
        tuple(low.api_action.model_dump(exclude_none=True) for low in a.plan.low_actions),
        annotations_of(document, where),
    )


def _parse(model: type[M], document: object, where: str) -> M:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise InvalidInputError(f"{where}.{path}" if path else where, first["msg"]) from None
    except RecursionError:
        raise InvalidInputError(where, "nested too deep") from None


def _target(task_type: str, params: _Params, where: str) -> Target:
    """The goal's parameters, each of them there where the task needs it."""
    needs = {
        "parent_target": task_type != "look_at_obj_in_light",
        "toggle_target": task_type == "look_at_obj_in_light",
        "mrecep_target": task_type == "pick_and_place_with_movable_recep",
    }
    found = {"object_target": current_type(params.object_target)}
    if not found["object_target"]:
        raise InvalidInputError(f"{where}.object_target", f"no type {params.object_target!r}")
    if params.object_sliced and found["object_target"] not in SLICE_COUNT:
        raise InvalidInputError(f"{where}.object_sliced", f"no slices of {params.object_target}")
    for name, needed in needs.items():
        given = getattr(params, name)
        found[name] = current_type(given) if needed else ""
        if needed and (not found[name] or (name == "toggle_target" and given not in LAMPS)):
            raise InvalidInputError(f"{where}.{name}", f"{task_type} needs one, got {given!r}")
    return Target(
        task_type,
        found["object_target"],
        params.object_sliced,
        found["parent_target"],
        found["mrecep_target"],
        found["toggle_target"],
    )


def _start(init: _Init) -> Start:
    return Start(init.x, init.z, init.rotation % 360.0, init.horizon)


def _toggles(toggles: list[_Toggle]) -> tuple[tuple[str, bool], ...]:
    return tuple((current_type(t.objectType), t.isOn) for t in toggles)
