"""The household in a simulator that an AI2-THOR client drives: Unity's, or what stands in for it.

`ClientBatch` is a batch of one world with the face of `HouseholdBatch`; `HouseholdEnv` takes
either. Goal conditions are judged by the client's metadata, which the agent never sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from envs.interface import (
    FIELD_OF_VIEW,
    GRID_SIZE,
    LOOK_ANGLE,
    TURN_ANGLE,
    VISIBILITY_DISTANCE,
    Action,
    ActionName,
    Event,
    HestiaError,
    InstanceLabel,
    InvalidInputError,
    Observation,
    Pose,
    SensorSuite,
)
from envs.ontology import BASINS, State
from envs.teach.checker import GoalReport, WorldFacts, check
from envs.teach.client_facts import Things, can_hold_liquid, holds_liquid, is_cutter
from envs.teach.definitions import TaskLibrary
from envs.teach.env import Limits, visible_states
from envs.teach.episodes import Episode, StateEdit
from envs.teach.resolution import ResolvedTask
from envs.teach.targeting import Target, affording, find_target, world_point
from envs.thor.metadata import AGENT_HEIGHT_ABOVE_FLOOR
from envs.thor.scene import Scene
from envs.thor.sources import load_scene

FAR = 19.95  # [m] from here on AI2-THOR's depth means that nothing was hit
_MOTIONS: dict[ActionName, tuple[str, Mapping[str, Any]]] = {
    ActionName.FORWARD: ("MoveAhead", {"moveMagnitude": GRID_SIZE}),
    ActionName.BACKWARD: ("MoveBack", {"moveMagnitude": GRID_SIZE}),
    ActionName.PAN_LEFT: ("MoveLeft", {"moveMagnitude": GRID_SIZE}),
    ActionName.PAN_RIGHT: ("MoveRight", {"moveMagnitude": GRID_SIZE}),
    ActionName.TURN_LEFT: ("RotateLeft", {"degrees": TURN_ANGLE}),
    ActionName.TURN_RIGHT: ("RotateRight", {"degrees": TURN_ANGLE}),
    ActionName.LOOK_UP: ("LookUp", {"degrees": LOOK_ANGLE}),
    ActionName.LOOK_DOWN: ("LookDown", {"degrees": LOOK_ANGLE}),
}
_HANDS: dict[ActionName, str] = {
    ActionName.PICKUP: "PickupObject",
    ActionName.PLACE: "PutObject",
    ActionName.OPEN: "OpenObject",
    ActionName.CLOSE: "CloseObject",
    ActionName.TOGGLE_ON: "ToggleObjectOn",
    ActionName.TOGGLE_OFF: "ToggleObjectOff",
    ActionName.SLICE: "SliceObject",
}
# How AI2-THOR brings a state about, and how it takes it away.
_EDITS: dict[str, tuple[str, str | None]] = {
    "isOpen": ("OpenObject", "CloseObject"),
    "isToggled": ("ToggleObjectOn", "ToggleObjectOff"),
    "isDirty": ("DirtyObject", "CleanObject"),
    "isFilledWithLiquid": ("FillObjectWithLiquid", "EmptyLiquidFromObject"),
    "simbotIsFilledWithWater": ("FillObjectWithLiquid", "EmptyLiquidFromObject"),
    "simbotIsFilledWithCoffee": ("FillObjectWithLiquid", "EmptyLiquidFromObject"),
    "isSliced": ("SliceObject", None),
    "isCooked": ("CookObject", None),
    "simbotIsCooked": ("CookObject", None),
    "isBroken": ("BreakObject", None),
    "isUsedUp": ("UseUpObject", None),
}


class SimulatorDied(HestiaError):
    """The simulator crashed or did not answer in time; the episode can be tried again."""


class Client(Protocol):
    """What is used of `ai2thor.controller.Controller`."""

    last_event: Any

    def step(self, action: str, **arguments: Any) -> Any: ...

    def reset(self, scene: Any, **arguments: Any) -> Any: ...

    def stop(self) -> None: ...


Launch = Callable[..., Client]


@dataclass(slots=True)
class _Play:
    """What is kept of an episode."""

    episode: Episode
    task: ResolvedTask
    things: Things
    start: GoalReport
    steps: int = 0
    failed_actions: int = 0
    success: bool | None = None
    stopped: bool = False
    over: bool = False


class ClientBatch:
    """One household behind an AI2-THOR client.

    Args:
        launch: starts a client, given its scene and AI2-THOR's initialization parameters.
        sensors: what observations carry.
        width, height: of the frames, pixels.
        limits: when an episode is cut off.
        library: where tasks are looked up; ours if None.
        load: makes the scene of a spec, for what an episode edits in it.
    """

    def __init__(
        self,
        launch: Launch,
        sensors: SensorSuite | str = SensorSuite.ORACLE,
        width: int = 300,
        height: int = 300,
        limits: Limits | None = None,
        library: TaskLibrary | None = None,
        load: Callable[[str], Scene] = load_scene,
    ) -> None:
        self.sensors = SensorSuite(sensors)
        self.nworld, self.width, self.height = 1, width, height
        self._launch, self._limits = launch, limits or Limits()
        self._library, self._load = library, load
        self._client: Client | None = None
        self._play: _Play | None = None

    # --- episodes ---

    def reset(self, episodes: Sequence[Episode]) -> list[Event]:
        """Begins an episode.

        Raises:
            InvalidInputError: the simulator does not have what the episode is about.
            SimulatorDied: it crashed or hung.
        """
        if len(episodes) != 1:
            raise InvalidInputError("episodes", f"expected 1, got {len(episodes)}")
        episode = episodes[0]
        self._enter(episode.scene)
        things = Things()
        things.take_in(self._metadata()["objects"])
        if episode.edits:
            scene = self._load(episode.scene)
            for index, edit in enumerate(episode.edits):
                self._edit(things, scene, edit, f"episode.edits[{index}]")
        self._stand(episode.start)
        self._settle(things)
        task = episode.resolve(self._library)
        self._play = _Play(episode, task, things, check(task, things.facts()))
        return self.observe()

    def step(self, actions: Sequence[Action | None]) -> list[Event]:
        """One action; None, or any action after the end, changes nothing.

        Raises:
            SimulatorDied: the simulator crashed or hung.
        """
        play, action = self._playing(), actions[0]
        if action is not None and not play.over:
            success = action.name is ActionName.STOP or self._act(play, action)
            self._settle(play.things)
            play.steps += 1
            play.failed_actions += not success
            play.success = success
            play.stopped = action.name is ActionName.STOP
            play.over = (
                play.stopped
                or play.steps >= self._limits.max_steps
                or play.failed_actions >= self._limits.max_failed_actions
            )
        return self.observe()

    def observe(self) -> list[Event]:
        """What the agent sees now."""
        play = self._playing()
        return [
            Event(
                observation=self._observation(play),
                terminated=play.stopped,
                truncated=play.over and not play.stopped,
            )
        ]

    def close(self) -> None:
        """Ends the simulator."""
        client, self._client, self._play = self._client, None, None
        if client is not None:
            client.stop()

    # --- what the agent never sees ---

    def report(self, world: int) -> GoalReport:
        """How far the task is done."""
        del world
        play = self._playing()
        return check(play.task, play.things.facts())

    def start_report(self, world: int) -> GoalReport:
        """How far the task was done when the episode began."""
        del world
        return self._playing().start

    def facts(self, world: int) -> WorldFacts:
        """What goal conditions are about, as it is now."""
        del world
        return self._playing().things.facts()

    def counts(self, world: int) -> tuple[int, int]:
        """Steps and failed actions of the episode so far."""
        del world
        return self._playing().steps, self._playing().failed_actions

    def episode(self, world: int) -> Episode:
        del world
        return self._playing().episode

    def task(self, world: int) -> ResolvedTask:
        del world
        return self._playing().task

    # --- the simulator ---

    def _playing(self) -> _Play:
        if self._play is None:
            raise InvalidInputError("actions", "reset before the first step")
        return self._play

    def _enter(self, scene: str) -> None:
        """Puts the simulator at the start of a scene, starting one where none runs."""
        flags = {
            "gridSize": GRID_SIZE,
            "snapToGrid": False,
            "visibilityDistance": VISIBILITY_DISTANCE,
            "fieldOfView": FIELD_OF_VIEW,
            "rotateStepDegrees": TURN_ANGLE,
            "renderDepthImage": True,
            "renderInstanceSegmentation": True,
        }
        self._play = None
        if self._client is None:
            try:
                self._client = self._launch(
                    scene=scene, width=self.width, height=self.height, **flags
                )
            except (HestiaError, ValueError):
                raise
            except Exception as error:
                raise SimulatorDied(f"the simulator did not start: {error}") from error
        else:
            self._ask(lambda client: client.reset(scene, **flags))

    def _ask(self, question: Callable[[Client], Any]) -> bool:
        """Has the client do something; whether that worked.

        Raises:
            SimulatorDied: the simulator did not survive it.
        """
        assert self._client is not None
        try:
            return bool(question(self._client))
        except ValueError:  # a request that the simulator refuses as such
            return False
        except Exception as error:
            self.close()
            raise SimulatorDied(f"{type(error).__name__}: {error}") from error

    def _do(self, name: str, **arguments: Any) -> bool:
        return self._ask(lambda client: client.step(name, **arguments))

    def _event(self) -> Any:
        assert self._client is not None
        return self._client.last_event

    def _metadata(self) -> Mapping[str, Any]:
        return self._event().metadata

    def _settle(self, things: Things) -> None:
        """Reads the world, and does what TEACh's rules want done in it."""
        things.take_in(self._metadata()["objects"])
        due = things.due()
        for one in due:
            self._do(one.action, objectId=one.object_id, forceAction=True, **one.arguments)
        if due:
            things.take_in(self._metadata()["objects"])

    def _stand(self, pose: Pose) -> None:
        place = {
            "position": {"x": pose.x, "y": pose.y + AGENT_HEIGHT_ABOVE_FLOOR, "z": pose.z},
            "rotation": {"x": 0.0, "y": pose.yaw, "z": 0.0},
            "horizon": pose.horizon,
            "standing": True,
        }
        if not (
            self._do("TeleportFull", **place) or self._do("TeleportFull", **place, forceAction=True)
        ):
            problem = self._metadata()["errorMessage"]
            raise InvalidInputError("episode.start", f"the agent cannot stand there: {problem}")

    def _edit(self, things: Things, scene: Scene, edit: StateEdit, path: str) -> None:
        if edit.slot >= len(scene.objects):
            raise InvalidInputError(f"{path}.slot", f"{scene.name} has no slot {edit.slot}")
        slot = things.find(edit.object_type, scene.objects[edit.slot].position)
        if slot < 0:
            raise InvalidInputError(f"{path}.slot", f"{scene.name} has no {edit.object_type}")
        for predicate, value in edit.states:
            if predicate == "simbotIsBoiled":
                (things.boiled.add if value else things.boiled.discard)(slot)
                continue
            there = self._metadata_of(things, slot).get(_key(predicate), False)
            action = _EDITS[predicate][0 if value else 1]
            if bool(there) == value:
                continue
            extra = {"fillLiquid": "coffee" if "Coffee" in predicate else "water"}
            more = extra if action == "FillObjectWithLiquid" else {}
            if action is None or not self._do(
                action, objectId=things.ids[slot], forceAction=True, **more
            ):
                raise InvalidInputError(
                    f"{path}.states.{predicate}", f"cannot be made {value} in this simulator"
                )
            things.take_in(self._metadata()["objects"])

    def _metadata_of(self, things: Things, slot: int) -> Mapping[str, Any]:
        objects = self._metadata()["objects"]
        return next((one for one in objects if one["objectId"] == things.ids[slot]), {})

    def _act(self, play: _Play, action: Action) -> bool:
        if action.name in _MOTIONS:
            name, arguments = _MOTIONS[action.name]
            return self._do(name, **arguments)
        found = self._target(play, action)
        if found is None:
            return False
        held = self._held(play.things)
        if action.name is ActionName.POUR:
            return self._pour(play.things, found, held)
        if action.name is ActionName.SLICE and not is_cutter(play.things, held):
            return False
        if action.name is ActionName.PLACE and held < 0:
            return False
        return self._do(_HANDS[action.name], **self._aim(play.things, found))

    def _aim(self, things: Things, found: Target) -> dict[str, Any]:
        """How AI2-THOR is told what is meant: by the point, where its ray meets that object."""
        point = {
            "x": (found.column + 0.5) / self.width,
            "y": (found.row + 0.5) / self.height,
        }
        name = things.ids[found.slot]
        hit = self._do("GetObjectInFrame", **point) and self._metadata()["actionReturn"] == name
        return point if hit else {"objectId": name}

    def _pour(self, things: Things, found: Target, held: int) -> bool:
        """TEACh's pour: what is in the hand fills another thing, or goes down a basin."""
        slot = found.slot
        target = self._metadata_of(things, slot)
        if not holds_liquid(things, held):
            return False
        if not target.get("visible") and not self._is_near(found):
            return False
        if things.kind(slot) not in BASINS:
            full = holds_liquid(things, slot) or target.get("isBroken")
            if full or not can_hold_liquid(things, slot):
                return False
            coffee = things.state(held) & State.COFFEE
            liquid = "coffee" if coffee else "wine" if things.state(held) & State.WINE else "water"
            if not self._do(
                "FillObjectWithLiquid",
                objectId=things.ids[slot],
                fillLiquid=liquid,
                forceAction=True,
            ):
                return False
        return self._do("EmptyLiquidFromObject", objectId=things.ids[held], forceAction=True)

    def _is_near(self, found: Target) -> bool:
        """Whether what a pixel shows is within reach, in the horizontal plane."""
        camera = self._metadata()["cameraPosition"]
        centre = np.array([camera["x"], camera["y"], camera["z"]], float)
        depth = self._event().depth_frame
        point = world_point(found.row, found.column, depth, self._pose(), centre, FIELD_OF_VIEW)
        return float(np.hypot(*(point - centre)[[0, 2]])) <= VISIBILITY_DISTANCE

    def _target(self, play: _Play, action: Action) -> Target | None:
        assert action.point is not None
        ids = self._ids(play.things)
        state = play.things.facts().state
        able = affording(action.name, play.things.types(), state, self._held(play.things))
        return find_target(action.point, ids, able)

    def _held(self, things: Things) -> int:
        inventory = self._metadata()["inventoryObjects"]
        return (
            things.slot(inventory[0]["objectId"], inventory[0]["objectType"]) if inventory else -1
        )

    # --- what the agent sees ---

    def _ids(self, things: Things) -> NDArray[np.int32]:
        """(H, W) slot + 1 of what each pixel shows; 0 for nothing that has a type."""
        event = self._event()
        frame = np.ascontiguousarray(event.instance_segmentation_frame).astype(np.int32)
        packed = (frame[..., 0] << 16) | (frame[..., 1] << 8) | frame[..., 2]
        colors, inverse = np.unique(packed, return_inverse=True)
        slots = np.zeros(len(colors), np.int32)
        for index, color in enumerate(colors.tolist()):
            key = (color >> 16, color >> 8 & 255, color & 255)
            name = event.color_to_object_id.get(key)
            if name is not None:
                slot = things.slot(name)
                slots[index] = slot + 1 if things.kind(slot) else 0
        return slots[inverse].reshape(packed.shape)

    def _observation(self, play: _Play) -> Observation:
        event = self._event()
        rgb = np.ascontiguousarray(event.frame)
        if self.sensors is SensorSuite.RGB:
            return Observation(rgb=rgb)
        depth = np.where(event.depth_frame >= FAR, np.inf, event.depth_frame).astype(np.float32)
        if self.sensors is SensorSuite.RGBD:
            return Observation(rgb=rgb, depth=depth, success=play.success)
        ids = self._ids(play.things)
        return Observation(
            rgb=rgb,
            depth=depth,
            instances=ids,
            labels=self._labels(play.things, ids),
            pose=self._pose(),
            success=play.success,
        )

    def truth(self, world: int) -> tuple[NDArray[np.int32], tuple[InstanceLabel, ...]] | None:
        """None: a client does not ask its simulator for masks that the agent is not to have."""
        del world
        return None

    def _labels(self, things: Things, ids: NDArray[np.int32]) -> tuple[InstanceLabel, ...]:
        seen = np.flatnonzero(np.bincount(ids.ravel(), minlength=1)[1:]).tolist()
        return tuple(
            InstanceLabel(slot + 1, things.kind(slot), visible_states(int(things.state(slot))))
            for slot in seen
        )

    def _pose(self) -> Pose:
        agent = self._metadata()["agent"]
        position = agent["position"]
        return Pose(
            float(position["x"]),
            float(position["z"]),
            float(agent["rotation"]["y"]),
            float(agent["cameraHorizon"]),
            float(position["y"]) - AGENT_HEIGHT_ABOVE_FLOOR,
        )


def _key(predicate: str) -> str:
    """The key of AI2-THOR's metadata that tells a predicate."""
    if "Filled" in predicate:
        return "isFilledWithLiquid"
    return "isCooked" if predicate == "simbotIsCooked" else predicate
