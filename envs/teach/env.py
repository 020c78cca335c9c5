"""The household as an agent meets it: TEACh's actions in, observations by sensor suite out.

`HouseholdBatch` steps any number of worlds in one launch and draws them in one render;
`HouseholdEnv` is one of them. What an agent gets are copies: nothing leads back to the simulator.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.interface import (
    FIELD_OF_VIEW,
    GRID_SIZE,
    INTERACTIONS,
    LOOK_ANGLE,
    TURN_ANGLE,
    Action,
    ActionName,
    Event,
    InstanceLabel,
    InvalidInputError,
    Observation,
    Pose,
    SensorSuite,
)
from envs.ontology import OBJECT_TYPES, STATE_PREDICATES, VISIBLE_STATES
from envs.teach.checker import GoalReport, WorldFacts
from envs.teach.definitions import TaskLibrary
from envs.teach.episodes import Episode
from envs.teach.rules import Rules, TeachRules
from envs.teach.start import scene_of
from envs.teach.targeting import Target, affording, find_target, world_point, world_points
from envs.teach.worlds import World
from envs.thor.raycast import visible_objects
from envs.thor.render import Frames, Lighting, Renderer
from envs.thor.scene import Scene
from envs.thor.simulator import Command, Simulator
from envs.thor.sources import load_scene

MAX_STEPS = 1000
MAX_FAILED_ACTIONS = 30
_OBJECT_COLUMNS = ("type", "present", "parent", "state")
_AGENT_COLUMNS = ("position", "yaw", "horizon", "camera_height", "held")
SLOT_BLOCK = 64  # object slots are made in blocks, so that most houses fit in the last one's

COMMANDS: dict[ActionName, tuple[Command, float]] = {
    ActionName.STOP: (Command.NOOP, 0.0),
    ActionName.FORWARD: (Command.MOVE_AHEAD, GRID_SIZE),
    ActionName.BACKWARD: (Command.MOVE_BACK, GRID_SIZE),
    ActionName.PAN_LEFT: (Command.MOVE_LEFT, GRID_SIZE),
    ActionName.PAN_RIGHT: (Command.MOVE_RIGHT, GRID_SIZE),
    ActionName.TURN_LEFT: (Command.ROTATE_LEFT, TURN_ANGLE),
    ActionName.TURN_RIGHT: (Command.ROTATE_RIGHT, TURN_ANGLE),
    ActionName.LOOK_UP: (Command.LOOK_UP, LOOK_ANGLE),
    ActionName.LOOK_DOWN: (Command.LOOK_DOWN, LOOK_ANGLE),
    ActionName.PICKUP: (Command.PICKUP, 0.0),
    ActionName.PLACE: (Command.PUT, 0.0),
    ActionName.OPEN: (Command.OPEN, 0.0),
    ActionName.CLOSE: (Command.CLOSE, 0.0),
    ActionName.TOGGLE_ON: (Command.TOGGLE_ON, 0.0),
    ActionName.TOGGLE_OFF: (Command.TOGGLE_OFF, 0.0),
    ActionName.SLICE: (Command.SLICE, 0.0),
    ActionName.POUR: (Command.POUR, 0.0),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """When an episode is cut off."""

    max_steps: int = MAX_STEPS
    max_failed_actions: int = MAX_FAILED_ACTIONS


@dataclass(slots=True)
class _World:
    """What is kept of one world beside its arrays."""

    episode: Episode
    task: Any
    scene: Scene
    start: GoalReport
    steps: int = 0
    failed_actions: int = 0
    success: bool | None = None
    stopped: bool = False
    over: bool = False


def world_facts(simulator: Simulator, world: int = 0) -> WorldFacts:
    """What goal conditions are about, of one world of a simulator."""
    return WorldFacts(**{name: simulator.numpy(name)[world] for name in _OBJECT_COLUMNS})


class HouseholdBatch:
    """A batch of worlds, each with an episode of its own.

    Args:
        nworld: how many.
        sensors: what observations carry.
        width, height: of the frames, pixels.
        device: Warp device, `cpu` or `cuda`.
        limits: when an episode is cut off.
        library: where tasks are looked up; ours if None.
        load: makes the scene of a spec.
        rules: whose tasks are played; TEACh's, of the library, if None.
    """

    def __init__(
        self,
        nworld: int,
        sensors: SensorSuite | str = SensorSuite.ORACLE,
        width: int = 300,
        height: int = 300,
        device: str = "cpu",
        limits: Limits | None = None,
        library: TaskLibrary | None = None,
        load: Callable[[str], Scene] = load_scene,
        rules: Rules | None = None,
    ) -> None:
        if nworld < 1:
            raise InvalidInputError("nworld", f"expected at least 1, got {nworld}")
        if width < 1 or height < 1:
            raise InvalidInputError("width", f"expected at least one pixel, got {width}x{height}")
        try:
            self.sensors = SensorSuite(sensors)
        except ValueError:
            valid = ", ".join(SensorSuite)
            raise InvalidInputError("sensors", f"one of {valid}, got {sensors!r}") from None
        self.nworld, self.width, self.height = nworld, width, height
        self._device, self._limits = device, limits or Limits()
        self._rules: Rules = rules or TeachRules(library)
        self._load = load
        self._simulator: Simulator | None = None
        self._renderer: Renderer | None = None
        self._worlds: list[_World] = []
        self._frames: Frames | None = None
        self._host: dict[str, NDArray[Any]] = {}  # columns as of the frames, fetched once

    # --- episodes ---

    def reset(self, episodes: Sequence[Episode]) -> list[Event]:
        """Begins one episode in every world."""
        if len(episodes) != self.nworld:
            raise InvalidInputError("episodes", f"expected {self.nworld}, got {len(episodes)}")
        scenes = [scene_of(episode, self._load) for episode in episodes]
        self._make_room(scenes)
        assert self._simulator is not None
        self._simulator.reset(scenes)
        self._worlds = [
            self._new_world(i, episode, scenes[i]) for i, episode in enumerate(episodes)
        ]
        return self.observe()

    def reset_worlds(self, episodes: dict[int, Episode]) -> None:
        """Begins new episodes in some worlds and leaves the others as they are.

        `observe`, or a step that leaves these worlds be, shows how they begin.
        """
        scenes = {i: scene_of(episode, self._load) for i, episode in episodes.items()}
        if self._simulator is None or len(self._worlds) != self.nworld:
            raise InvalidInputError("episodes", "reset all worlds before some")
        if max((len(scene.objects) for scene in scenes.values()), default=0) > (
            self._simulator.nobject
        ):
            self._grow(max(len(scene.objects) for scene in scenes.values()))
        for i, episode in episodes.items():
            self._simulator.reset_world(i, scenes[i])
            self._worlds[i] = self._new_world(i, episode, scenes[i])

    def step(self, actions: Sequence[Action | None]) -> list[Event]:
        """One action in every world; None, or any action after its end, leaves a world be.

        Events of all worlds, as `HouseholdEnv.step` gives them.
        """
        if self._simulator is None:
            raise InvalidInputError("actions", "reset before the first step")
        if len(actions) != self.nworld:
            raise InvalidInputError("actions", f"expected {self.nworld}, got {len(actions)}")
        command = np.full(self.nworld, int(Command.NOOP), np.int32)
        target = np.full(self.nworld, -1, np.int32)
        value = np.zeros(self.nworld, np.float32)
        aim = np.full((self.nworld, 3), np.nan, np.float32)
        refused = np.zeros(self.nworld, bool)
        acting = [a if a is not None and not w.over else None for a, w in self._pairs(actions)]
        for world, action in enumerate(acting):
            if action is None:
                continue
            code, amount = COMMANDS[action.name]
            if action.name in INTERACTIONS:
                found = self._target(world, action)
                if found is None:
                    refused[world] = True
                    continue
                target[world] = found.slot
                aim[world] = self._aim(world, found)
            command[world], value[world] = int(code), amount
        result = self._simulator.step(command, target, value, aim)
        for world, action in enumerate(acting):
            if action is not None:
                self._count(world, action, bool(result.success[world]) and not refused[world])
        return self.observe()

    def observe(self) -> list[Event]:
        """What every world's agent sees now."""
        self._draw()
        return [self._event(world) for world in range(self.nworld)]

    def close(self) -> None:
        """Ends the batch; nothing runs beside this process."""

    # --- never for the agent ---

    def report(self, world: int) -> GoalReport:
        """How far a world's task is done."""
        return self._rules.check(self._worlds[world].task, self.facts(world), self._sight(world))

    def facts(self, world: int) -> WorldFacts:
        """What goal conditions are about, as it is now."""
        return WorldFacts(**{name: self._host[name][world].copy() for name in _OBJECT_COLUMNS})

    def start_report(self, world: int) -> GoalReport:
        """How far a world's task was done when its episode began."""
        return self._worlds[world].start

    def counts(self, world: int) -> tuple[int, int]:
        """Steps and failed actions of a world's episode so far."""
        return self._worlds[world].steps, self._worlds[world].failed_actions

    @property
    def simulator(self) -> Simulator:
        """The simulator, for experts and tests."""
        if self._simulator is None:
            raise InvalidInputError("simulator", "reset first")
        return self._simulator

    def episode(self, world: int) -> Episode:
        return self._worlds[world].episode

    def task(self, world: int) -> Any:
        """What `Rules.resolve` made of a world's episode."""
        return self._worlds[world].task

    # --- inside ---

    def _pairs(self, actions: Sequence[Action | None]) -> list[tuple[Action | None, _World]]:
        return list(zip(actions, self._worlds, strict=True))

    def _make_room(self, scenes: Sequence[Scene]) -> None:
        """A simulator with slots enough for every scene."""
        most = max(len(scene.objects) for scene in scenes)
        if self._simulator is not None and most <= self._simulator.nobject:
            return
        self._build(scenes, most)

    def _grow(self, most: int) -> None:
        """More slots, every world's state kept."""
        old = self.simulator
        self._build(old.scenes, most)
        for name in ("present", "position", "yaw", "parent", "state", "openness", "temperature"):
            values = self.simulator.numpy(name).copy()
            values[:, : old.nobject] = old.numpy(name)
            self.simulator.assign(name, values)
        for name in ("position", "yaw", "horizon", "camera_height", "held"):
            self.simulator.assign_agents(name, old.agent_numpy(name))

    def _build(self, scenes: Sequence[Scene], most: int) -> None:
        slots = -(-most // SLOT_BLOCK) * SLOT_BLOCK
        self._simulator = Simulator(
            scenes, self._device, nobject=slots, aspect=self.width / self.height
        )
        self._renderer = Renderer(
            self._simulator.objects,
            self._simulator.geometry,
            self.nworld,
            self._simulator.nobject,
            self._device,
        )

    def _new_world(self, index: int, episode: Episode, scene: Scene) -> _World:
        task = self._rules.resolve(episode)
        assert self._simulator is not None
        facts = world_facts(self._simulator, index)
        start = self._rules.check(task, facts, self._sight(index))
        return _World(episode, task, scene, start)

    def _sight(self, world: int) -> Callable[[int], bool]:
        """Whether a world's agent sees an object within reach; worked out when first asked."""
        seen: list[NDArray[np.bool_]] = []

        def sees(slot: int) -> bool:
            if not seen:
                sim = self.simulator
                lens = (sim.field_of_view, sim.aspect, sim.reach)
                seen.append(visible_objects(sim.objects, sim.geometry, sim.agents, *lens)[world])
            return bool(seen[0][slot]) or self._shows(world, slot)

        return sees

    def _shows(self, world: int, slot: int) -> bool:
        """Whether a pixel of the last frame shows an object within reach."""
        frames = self._frames
        if frames is None or frames.ids is None or frames.depth is None:
            return False
        if self.simulator.scenes[world] is not self._worlds[world].scene:
            return False  # it shows the episode before
        rows, columns = np.nonzero(frames.ids[world] == slot + 1)
        pose, eye = self._pose(world), self._camera(world)
        ways = world_points(rows, columns, frames.depth[world], pose, eye, FIELD_OF_VIEW) - eye
        return bool((np.hypot(ways[:, 0], ways[:, 2]) <= self.simulator.reach).any())

    def _draw(self) -> None:
        assert self._simulator is not None and self._renderer is not None
        self._host = {
            **{name: self._simulator.numpy(name) for name in _OBJECT_COLUMNS},
            **{name: self._simulator.agent_numpy(name) for name in _AGENT_COLUMNS},
        }
        self._frames = self._renderer.render(
            np.arange(self.nworld),
            np.array([self._camera(world) for world in range(self.nworld)]),
            self._host["yaw"],
            self._host["horizon"],
            FIELD_OF_VIEW,
            self.width,
            self.height,
            lighting=_lighting([world.scene for world in self._worlds]),
        )

    def _target(self, world: int, action: Action) -> Target | None:
        assert self._frames is not None
        assert self._frames.ids is not None and action.point is not None
        able = affording(
            action.name,
            self._host["type"][world],
            self._host["state"][world],
            int(self._host["held"][world]),
        )
        return find_target(action.point, self._frames.ids[world], able)

    def _aim(self, world: int, found: Target) -> NDArray[np.float64]:
        assert self._frames is not None and self._frames.depth is not None
        depth, camera = self._frames.depth[world], self._camera(world)
        return world_point(found.row, found.column, depth, self._pose(world), camera, FIELD_OF_VIEW)

    def _camera(self, world: int) -> NDArray[np.float64]:
        """Camera centre (3,) in metres, world frame."""
        centre = self._host["position"][world].astype(np.float64)
        centre[1] += float(self._host["camera_height"][world])
        return centre

    def _pose(self, world: int) -> Pose:
        x, y, z = (float(value) for value in self._host["position"][world])
        return Pose(x, z, float(self._host["yaw"][world]), float(self._host["horizon"][world]), y)

    def _count(self, world: int, action: Action, success: bool) -> None:
        state = self._worlds[world]
        state.steps += 1
        state.failed_actions += not success
        state.success = success
        state.over = (
            action.name is ActionName.STOP
            or state.steps >= self._limits.max_steps
            or state.failed_actions >= self._limits.max_failed_actions
        )
        state.stopped = action.name is ActionName.STOP

    def _event(self, world: int) -> Event:
        state = self._worlds[world]
        return Event(
            observation=self._observation(world),
            terminated=state.stopped,
            truncated=state.over and not state.stopped,
        )

    def _observation(self, world: int) -> Observation:
        assert self._frames is not None
        frames, state = self._frames, self._worlds[world]
        assert frames.rgb is not None and frames.depth is not None and frames.ids is not None
        rgb = frames.rgb[world].copy()
        if self.sensors is SensorSuite.RGB:
            return Observation(rgb=rgb)
        depth = frames.depth[world].copy()
        if self.sensors is SensorSuite.RGBD:
            return Observation(rgb=rgb, depth=depth, success=state.success)
        ids = frames.ids[world].copy()
        return Observation(
            rgb=rgb,
            depth=depth,
            instances=ids,
            labels=self._label(world, ids),
            pose=self._pose(world),
            success=state.success,
        )

    def truth(self, world: int) -> tuple[NDArray[np.int32], tuple[InstanceLabel, ...]] | None:
        """Ids (H, W) and labels of what is in view, for who judges the agent; never for itself."""
        assert self._frames is not None and self._frames.ids is not None
        ids = self._frames.ids[world].copy()
        return ids, self._label(world, ids)

    def _label(self, world: int, ids: NDArray[np.int32]) -> tuple[InstanceLabel, ...]:
        seen = np.flatnonzero(np.bincount(ids.ravel(), minlength=2)[1:])
        kinds = self._host["type"][world][seen]
        states = self._host["state"][world][seen]
        return tuple(
            InstanceLabel(int(slot) + 1, OBJECT_TYPES[int(kind)].name, visible_states(int(bits)))
            for slot, kind, bits in zip(seen, kinds, states, strict=True)
        )


@functools.cache
def visible_states(bits: int) -> frozenset[str]:
    """Names of the states that an annotator could tell from pixels."""
    return frozenset(name for name in VISIBLE_STATES if bits & int(STATE_PREDICATES[name]))


def _lighting(scenes: Sequence[Scene]) -> Lighting:
    return Lighting(direction=np.array([scene.light for scene in scenes], np.float32))


class HouseholdEnv:
    """One world. See `HouseholdBatch` for the arguments.

    Args:
        batch: another world in place of the embedded one, which answers as a batch of one does;
            see `envs.teach.client_env`. The other arguments are its own then.
    """

    def __init__(
        self,
        sensors: SensorSuite | str = SensorSuite.ORACLE,
        width: int = 300,
        height: int = 300,
        device: str = "cpu",
        limits: Limits | None = None,
        library: TaskLibrary | None = None,
        load: Callable[[str], Scene] = load_scene,
        rules: Rules | None = None,
        batch: World | None = None,
    ) -> None:
        self.batch: World = batch or HouseholdBatch(
            1, sensors, width, height, device, limits, library, load, rules
        )

    def reset(self, episode: Episode) -> Event:
        """Begins an episode; what the agent sees first."""
        return self.batch.reset([episode])[0]

    def step(self, action: Action) -> Event:
        """Does one action.

        An action that the world refuses is no error: it is counted as failed, and suites that
        carry success say so. Interactions aim at what their point shows, see `targeting.py`.

        Returns:
            what the agent sees; `terminated` after Stop, `truncated` at a limit.
        """
        return self.batch.step([action])[0]

    def report(self) -> GoalReport:
        """How far the task is done; not for the agent."""
        return self.batch.report(0)

    def start_report(self) -> GoalReport:
        """How far the task was done at the start; not for the agent."""
        return self.batch.start_report(0)

    def truth(self) -> tuple[NDArray[np.int32], tuple[InstanceLabel, ...]] | None:
        """What is in view, for who judges the agent; None where the simulator does not tell."""
        return self.batch.truth(0)

    def facts(self) -> WorldFacts:
        """What goal conditions are about, as it is now; not for the agent."""
        return self.batch.facts(0)

    @property
    def episode(self) -> Episode:
        return self.batch.episode(0)

    @property
    def task(self) -> Any:
        return self.batch.task(0)

    @property
    def steps(self) -> int:
        return self.batch.counts(0)[0]

    @property
    def failed_actions(self) -> int:
        return self.batch.counts(0)[1]

    def close(self) -> None:
        """Ends what runs beside this process."""
        self.batch.close()
