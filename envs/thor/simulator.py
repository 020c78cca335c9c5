"""The embedded simulator: a batch of houses as arrays, stepped by one kernel launch."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import warp as wp
from numpy.typing import ArrayLike, NDArray

from envs.interface import (
    CAMERA_HEIGHT,
    FIELD_OF_VIEW,
    VISIBILITY_DISTANCE,
    InvalidInputError,
    Pose,
)
from envs.ontology import BY_NAME, OBJECT_TYPES, State
from envs.thor import commands
from envs.thor.commands import Command, Error
from envs.thor.geometry import Shape
from envs.thor.kernels.step import Answer, Request, step_worlds
from envs.thor.kernels.tables import pack_types
from envs.thor.pack import pack_geometry
from envs.thor.scene import Scene
from envs.thor.shapes import library
from envs.thor.state import Agents, Geometry, Objects

__all__ = ["Command", "Error", "Simulator", "Snapshot", "StepResult"]

_OBJECT_FIELDS: dict[str, type] = {
    "type": wp.int32,
    "present": wp.int32,
    "position": wp.vec3,
    "yaw": wp.float32,
    "half": wp.vec3,
    "parent": wp.int32,
    "state": wp.int32,
    "openness": wp.float32,
    "shape": wp.int32,
    "palette": wp.int32,
    "link": wp.int32,
    "whole": wp.int32,
    "temperature": wp.int32,
}
_AGENT_FIELDS: dict[str, type] = {
    "position": wp.vec3,
    "yaw": wp.float32,
    "horizon": wp.float32,
    "camera_height": wp.float32,
    "held": wp.int32,
    "hand": wp.vec3,
    "hand_yaw": wp.float32,
}
# What a step can change, and so what a snapshot holds.
_DYNAMIC = ("present", "position", "yaw", "parent", "state", "openness", "temperature")
_LARGEST = 2**31 - 1
_NOWHERE = np.full(3, np.nan, np.float32)


@dataclass(frozen=True, slots=True)
class StepResult:
    """What came of one step of every world.

    Attributes:
        success: (nworld,) bool.
        error: (nworld,) int32, `Error` codes; 0 where it succeeded.
        blocker: (nworld,) int32, slot of what was in the way of a move, or -1.
    """

    success: NDArray[np.bool_]
    error: NDArray[np.int32]
    blocker: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of all that can change: objects' and agents' arrays by field name."""

    objects: dict[str, wp.array]
    agents: dict[str, wp.array]


class Simulator:
    """A batch of worlds.

    Args:
        scenes: one house a world. They need not be the same.
        device: Warp device, `cpu` or `cuda`.
        nobject: object slots a world; the largest scene's count if None.
        shapes: the shape library; the project's own if None.
        field_of_view: [deg] vertical, of the camera that visibility is judged by.
        aspect: width over height of that camera's image.
        reach: [m] how far interactions reach in the horizontal plane.
        nagent: agents a world. One of them acts at a time (`agents`); the others are bodies in
            its way, see `set_others`.

    Attributes:
        objects: every object of every world (`envs.thor.state.Objects`).
        agents: the agents (`envs.thor.state.Agents`).
        geometry: the packed shape library.
        scenes: the houses that the worlds were made from; slot `i` of world `w` is
            `scenes[w].objects[i]`.
        nworld, nobject: sizes of the batch.
        fields: names of the fields of `Objects`.
        device: Warp device.
    """

    def __init__(
        self,
        scenes: Sequence[Scene],
        device: str = "cpu",
        nobject: int | None = None,
        shapes: Sequence[Shape] | None = None,
        field_of_view: float = FIELD_OF_VIEW,
        aspect: float = 1.0,
        reach: float = VISIBILITY_DISTANCE,
        nagent: int = 1,
    ) -> None:
        if not scenes:
            raise InvalidInputError("scenes", "expected at least one scene, got none")
        self.device = device
        self.fields: tuple[str, ...] = tuple(_OBJECT_FIELDS)
        self.nworld = len(scenes)
        self.nobject = max(nobject or 1, *(len(scene.objects) for scene in scenes))
        self.scenes: tuple[Scene, ...] = tuple(scenes)
        self.geometry: Geometry = (
            _library_geometry(device) if shapes is None else pack_geometry(shapes, device)
        )
        self.types = pack_types(device)
        self.objects = Objects()
        for name, dtype in _OBJECT_FIELDS.items():
            shape = (self.nworld, self.nobject)
            setattr(self.objects, name, wp.zeros(shape, dtype=dtype, device=device))
        self.agents = Agents()
        for name, dtype in _AGENT_FIELDS.items():
            setattr(self.agents, name, wp.zeros(self.nworld, dtype=dtype, device=device))
        bodies = np.full((self.nworld, max(nagent - 1, 1), 3), np.nan, np.float32)
        self.agents.others = wp.array(bodies, dtype=wp.vec3, device=device)
        self._lens = wp.zeros(3, dtype=wp.float32, device=device)
        self.set_camera(field_of_view, aspect, reach)
        self._make_launch()
        self._load()

    def _make_launch(self) -> None:
        host = {"device": self.device}
        self._request, self._answer = Request(), Answer()
        for name, dtype in (
            ("command", wp.int32),
            ("target", wp.int32),
            ("value", wp.float32),
            ("aim", wp.vec3),
            ("force", wp.int32),
        ):
            setattr(self._request, name, wp.zeros(self.nworld, dtype=dtype, **host))
        self._answer.error = wp.zeros(self.nworld, dtype=wp.int32, **host)
        self._answer.blocker = wp.zeros(self.nworld, dtype=wp.int32, **host)
        self._launch = wp.launch(
            step_worlds,
            dim=self.nworld,
            inputs=[
                self.objects,
                self.agents,
                self.geometry,
                self.types,
                self._lens,
                wp.zeros((self.nworld, self.nobject), dtype=wp.int32, **host),
                self._request,
                self._answer,
            ],
            device=self.device,
            record_cmd=True,
        )
        # Host side of the request and the answer: the arrays themselves on the CPU.
        self._in = {
            name: getattr(self._request, name).numpy()
            for name in ("command", "target", "value", "aim", "force")
        }
        self._out = self._fetch()
        self._shares = self._answer.error.device.is_cpu
        # On the CPU the arrays' own memory; they stay where they are for good.
        self._host = {n: getattr(self.objects, n).numpy() for n in _OBJECT_FIELDS if self._shares}
        self._agent_host = {
            n: getattr(self.agents, n).numpy() for n in _AGENT_FIELDS if self._shares
        }

    def _fetch(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        return self._answer.error.numpy(), self._answer.blocker.numpy()

    def _load(self) -> None:
        """Fills the arrays from the scenes and lets the rules settle."""
        for name, column in _columns(self.scenes, self.nobject).items():
            self.assign(name, column)
        for name, row in _agent_columns(self.scenes).items():
            self.assign_agents(name, row)
        self.settle()

    def set_camera(
        self,
        field_of_view: float = FIELD_OF_VIEW,
        aspect: float = 1.0,
        reach: float = VISIBILITY_DISTANCE,
    ) -> None:
        """Sets the camera that visibility is judged by; see the class."""
        if not 1.0 <= field_of_view < 179.0:
            raise InvalidInputError(
                "field_of_view", f"expected degrees in [1, 179), got {field_of_view}"
            )
        self.field_of_view, self.aspect, self.reach = field_of_view, aspect, reach
        tan = math.tan(math.radians(field_of_view) / 2.0)
        self._lens.assign(np.array([tan * aspect, tan, reach], np.float32))

    def reset(self, scenes: Sequence[Scene] | None = None) -> None:
        """Puts every world back to its start.

        Args:
            scenes: other houses, as many as before; those of the last reset if None.

        Raises:
            InvalidInputError: another number of scenes, or one with more objects than slots.
        """
        if scenes is not None:
            if len(scenes) != self.nworld:
                raise InvalidInputError(
                    "scenes", f"expected {self.nworld} scenes, one a world, got {len(scenes)}"
                )
            most = max(len(scene.objects) for scene in scenes)
            if most > self.nobject:
                raise InvalidInputError(
                    "scenes",
                    f"a scene has {most} objects and the simulator {self.nobject} slots; make a "
                    f"simulator with nobject={most} or more",
                )
            self.scenes = tuple(scenes)
        self._load()

    def reset_world(self, world: int, scene: Scene) -> None:
        """Puts another house in one world and leaves the others as they are.

        Raises:
            InvalidInputError: the scene has more objects than there are slots.
        """
        if len(scene.objects) > self.nobject:
            raise InvalidInputError(
                "scene", f"it has {len(scene.objects)} objects, the simulator {self.nobject} slots"
            )
        self.scenes = (*self.scenes[:world], scene, *self.scenes[world + 1 :])
        for name, column in _columns((scene,), self.nobject).items():
            values = self.numpy(name).copy()
            values[world] = column[0]
            self.assign(name, values)
        for name, row in _agent_columns((scene,)).items():
            values = self.agent_numpy(name).copy()
            values[world] = row[0]
            self.assign_agents(name, values)
        self.settle()

    def step(
        self,
        command: ArrayLike,
        target: ArrayLike = -1,
        value: ArrayLike = 0.0,
        aim: ArrayLike | None = None,
        force: ArrayLike = False,
    ) -> StepResult:
        """Runs one command in every world, then the rules of the world.

        Every argument is one value a world, or one for all.

        Args:
            command: (nworld,) int, `Command`; `NOOP` where a world should stand still.
            target: (nworld,) int, slot that an interaction is about; -1 for none.
            value: (nworld,) float, see `Command`.
            aim: (nworld, 3) float, world point that was pointed at; NaN or None for none.
            force: (nworld,) bool, skips the checks of sight, reach and collision.

        Returns:
            success and error of each world; nothing that is asked for raises.
        """
        request = self._in
        request["command"][:] = _int32(command)
        request["target"][:] = _int32(target)
        with np.errstate(over="ignore", invalid="ignore"):
            request["value"][:] = value
            request["aim"][:] = _NOWHERE if aim is None else aim
        request["force"][:] = force
        if not self._shares:
            for name, host in request.items():
                getattr(self._request, name).assign(host)
        self._launch.launch()
        error, blocker = self._out if self._shares else self._fetch()
        error, blocker = error.copy(), blocker.copy()
        return StepResult(error == 0, error, blocker)

    def set_others(self, feet: ArrayLike) -> None:
        """Says where the agents that do not act stand.

        Args:
            feet: (nworld, nagent - 1, 3) metres, world frame; NaN for none.
        """
        _assign(self.agents.others, feet)

    def settle(self) -> None:
        """Applies the rules of the world, as after arrays were edited from outside."""
        self.step(int(Command.NOOP))

    def teleport(
        self,
        world: int,
        x: float | None = None,
        z: float | None = None,
        yaw: float | None = None,
        horizon: float | None = None,
        force: bool = False,
    ) -> Error:
        """Puts one world's agent elsewhere; None keeps what is.

        Returns:
            why it could not stand there, or `Error.NONE`.
        """
        given = [math.nan if v is None else float(v) for v in (x, horizon, z, yaw)]
        command = np.full(self.nworld, int(Command.NOOP))
        command[world] = int(Command.TELEPORT)
        result = self.step(command, value=given[3], aim=given[:3], force=force)
        return Error(int(result.error[world]))

    def message(self, result: StepResult, world: int, target: int = -1, value: float = 0.0) -> str:
        """Sentence about why a world's step did nothing; "" if it did."""
        return commands.message(
            int(result.error[world]),
            target=self.name(world, target),
            held=self.name(world, int(self.agent_numpy("held")[world])),
            value=value,
            blocker=self.name(world, int(result.blocker[world])) or "an object",
        )

    def name(self, world: int, slot: int) -> str:
        """Type name of the object in a slot; "" for none."""
        if not 0 <= slot < self.nobject:
            return ""
        kind = int(self.numpy("type")[world, slot])
        return OBJECT_TYPES[kind].name if kind >= 0 else ""

    def numpy(self, field: str) -> NDArray:
        """A field of `Objects` on the host, (nworld, nobject) or (nworld, nobject, 3).

        On the CPU it is the array itself, so that writing to it edits the worlds (call
        `settle` after); on a GPU it is a copy, to be written back with `assign`.
        """
        return self._host[field] if self._shares else getattr(self.objects, field).numpy()

    def agent_numpy(self, field: str) -> NDArray:
        """A field of `Agents` on the host, (nworld,) or (nworld, 3); see `numpy`."""
        if self._shares:
            return self._agent_host[field]
        return getattr(self.agents, field).numpy()

    def assign(self, field: str, values: ArrayLike) -> None:
        """Overwrites a field of `Objects`."""
        _assign(getattr(self.objects, field), values)

    def assign_agents(self, field: str, values: ArrayLike) -> None:
        """Overwrites a field of `Agents`."""
        _assign(getattr(self.agents, field), values)

    def pose(self, world: int = 0) -> Pose:
        """Where a world's agent stands and looks."""
        x, y, z = (float(v) for v in self.agent_numpy("position")[world])
        yaw = float(self.agent_numpy("yaw")[world])
        return Pose(x, z, yaw, float(self.agent_numpy("horizon")[world]), y)

    def camera(self, world: int = 0) -> tuple[NDArray[np.float64], float, float]:
        """Camera centre (3,) in metres, world frame, its yaw and horizon in degrees."""
        centre = self.agent_numpy("position")[world].astype(np.float64)
        centre[1] += float(self.agent_numpy("camera_height")[world])
        yaw = float(self.agent_numpy("yaw")[world])
        return centre, yaw, float(self.agent_numpy("horizon")[world])

    def snapshot(self) -> Snapshot:
        """A copy of all that steps can change."""
        return Snapshot(
            {name: wp.clone(getattr(self.objects, name)) for name in _DYNAMIC},
            {name: wp.clone(getattr(self.agents, name)) for name in _AGENT_FIELDS},
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Puts every world back to where it was when the snapshot was taken."""
        for name, array in snapshot.objects.items():
            wp.copy(getattr(self.objects, name), array)
        for name, array in snapshot.agents.items():
            wp.copy(getattr(self.agents, name), array)


@functools.cache
def _library_geometry(device: str) -> Geometry:
    return pack_geometry(library(), device)


def _int32(values: ArrayLike) -> ArrayLike:
    """The values, with -1 for what 32 bits cannot hold."""
    if isinstance(values, int):
        return values if -_LARGEST <= values <= _LARGEST else -1
    array = np.asarray(values)
    if array.dtype == np.int32:
        return array
    return np.where((array >= -_LARGEST) & (array <= _LARGEST), array, -1).astype(np.int32)


def _assign(array: wp.array, values: ArrayLike) -> None:
    kind = np.int32 if array.dtype is wp.int32 else np.float32
    host = np.ascontiguousarray(np.broadcast_to(np.asarray(values, kind), array.numpy().shape))
    array.assign(host)


def _columns(scenes: Sequence[Scene], nobject: int) -> dict[str, NDArray]:
    """What the scenes make of every field of `Objects`, one row a scene."""
    columns = {
        name: np.zeros((len(scenes), nobject, 3) if dtype is wp.vec3 else (len(scenes), nobject))
        for name, dtype in _OBJECT_FIELDS.items()
    }
    for name in ("type", "parent", "link", "whole"):
        columns[name].fill(-1)
    columns["half"].fill(1.0e-3)
    for world, scene in enumerate(scenes):
        _fill(columns, world, scene)
    return columns


def _agent_columns(scenes: Sequence[Scene]) -> dict[str, list]:
    """What the scenes make of every field of `Agents`, one row a scene."""
    poses = [scene.agent for scene in scenes]
    return {
        "position": [(pose.x, pose.y, pose.z) for pose in poses],
        "yaw": [pose.yaw % 360.0 for pose in poses],
        "horizon": [pose.horizon for pose in poses],
        "camera_height": [CAMERA_HEIGHT] * len(poses),
        "held": [-1] * len(poses),
        "hand": [(0.0, 0.0, 0.0)] * len(poses),
        "hand_yaw": [0.0] * len(poses),
    }


def _fill(columns: dict[str, NDArray], world: int, scene: Scene) -> None:
    """Writes one scene's objects into the rows of the columns."""
    for slot, thing in enumerate(scene.objects):
        kind = BY_NAME.get(thing.object_type)
        if kind is None:
            raise InvalidInputError(
                f"scenes[{world}].objects[{slot}].object_type",
                f"expected a type of the ontology, got {thing.object_type!r}",
            )
        row = {
            "type": kind.index,
            "present": int(thing.present),
            "position": thing.position,
            "yaw": thing.yaw % 360.0,
            "half": [max(0.5 * extent, 1.0e-4) for extent in thing.size],
            "parent": thing.parent,
            "state": thing.state,
            "openness": 1.0 if thing.state & State.OPEN else 0.0,
            "shape": thing.shape,
            "palette": thing.palette,
            "link": thing.link,
            "whole": thing.whole,
        }
        for name, value in row.items():
            columns[name][world, slot] = value
