"""Gymnasium environments: one household, or a batch of them in single launches.

    from envs.gymnasium_env import register_envs
    register_envs()
    env = gymnasium.make("hestia/Household-v0", houses="generated:0-99", sensors="rgbd")
    envs = gymnasium.make_vec(
        "hestia/Household-v0", num_envs=8, vectorization_mode="vector_entry_point"
    )

Actions are `{"name": index into ACTION_NAMES, "point": (y, x) in [0, 1]}`; the point is ignored
where the action takes none. Observations are dictionaries, by sensor suite: `rgb` and
`instruction` always; `depth` and `success` with `rgbd` and `oracle`; `instances`, `classes`,
`states` and `pose` with `oracle`. The reward of a step is how many more goal conditions hold
after it than before it (fewer: negative), so an episode returns what it gained over its start.
An episode terminates when the task is done or the agent stops.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.utils import seeding
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from envs.interface import (
    INTERACTIONS,
    Action,
    ActionName,
    Event,
    InvalidInputError,
    Observation,
    SensorSuite,
)
from envs.ontology import BY_NAME, OBJECT_TYPES, VISIBLE_STATES
from envs.teach.checker import GoalReport
from envs.teach.env import HouseholdBatch, Limits
from envs.teach.episodes import Episode, episode_from_json
from envs.teach.generator import EpisodeGenerator, Expert, Unproven
from envs.thor.sources import house_specs, load_scene

ENV_ID = "hestia/Household-v0"
ACTION_NAMES: tuple[ActionName, ...] = tuple(ActionName)
SCENES_KEPT = 16  # houses that are not built again when they come back
MAX_DEPTH = 100.0  # [m] what stands for nothing in sight
MOST_EPISODES = 2**31 - 1
LONGEST_INSTRUCTION = 1000
_CHARACTERS = "".join(chr(code) for code in range(32, 127))
_STATE_BITS = {name: 1 << index for index, name in enumerate(VISIBLE_STATES)}


def register_envs() -> None:
    """Makes `hestia/Household-v0` known to Gymnasium; again does nothing."""
    if ENV_ID not in gymnasium.registry:
        gymnasium.register(
            ENV_ID,
            entry_point="envs.gymnasium_env:HouseholdGymEnv",
            vector_entry_point="envs.gymnasium_env:HouseholdVectorEnv",
        )


def observation_space(sensors: SensorSuite, width: int, height: int) -> spaces.Dict:
    """What one observation holds. Images are (H, W, channels), top row first.

    `depth`: metres along the camera's forward axis, `MAX_DEPTH` where nothing is. `instances`:
    ids. `classes`: ontology index + 1, 0 where nothing is. `states`: bit i is
    `ontology.VISIBLE_STATES[i]`. `pose`: x, z in metres, yaw and horizon in degrees. `success`:
    0 the last action failed, 1 it worked, 2 there was none.
    """
    image = (height, width, 1)
    fields: dict[str, spaces.Space[Any]] = {
        "rgb": spaces.Box(0, 255, (height, width, 3), np.uint8),
        "instruction": spaces.Text(LONGEST_INSTRUCTION, charset=_CHARACTERS),
    }
    if sensors is not SensorSuite.RGB:
        fields["depth"] = spaces.Box(0.0, MAX_DEPTH, image, np.float32)
        fields["success"] = spaces.Discrete(3)
    if sensors is SensorSuite.ORACLE:
        fields["instances"] = spaces.Box(0, 2**31 - 1, image, np.int32)
        fields["classes"] = spaces.Box(0, len(OBJECT_TYPES), image, np.int32)
        fields["states"] = spaces.Box(0, 2 ** len(VISIBLE_STATES) - 1, image, np.int32)
        fields["pose"] = spaces.Box(
            np.array([-1e4, -1e4, 0.0, -90.0], np.float32),
            np.array([1e4, 1e4, 360.0, 90.0], np.float32),
        )
    return spaces.Dict(fields)


def action_space() -> spaces.Dict:
    """Which action, and the point of an interaction."""
    return spaces.Dict(
        {
            "name": spaces.Discrete(len(ACTION_NAMES)),
            "point": spaces.Box(0.0, 1.0, (2,), np.float32),
        }
    )


class _Core:
    """What the single and the vector environment share: a batch and a source of episodes."""

    def __init__(
        self,
        count: int,
        houses: str,
        task: str | None,
        sensors: str,
        width: int,
        height: int,
        device: str,
        max_steps: int,
        max_failed_actions: int,
        episode_seed: int,
        expert: Expert | None,
    ) -> None:
        limits = Limits(max_steps, max_failed_actions)
        load = functools.lru_cache(SCENES_KEPT + count)(load_scene)
        self.batch = HouseholdBatch(count, sensors, width, height, device, limits, load=load)
        self.episodes = EpisodeGenerator(
            house_specs(houses),
            expert or Unproven(),
            episode_seed,
            tasks=None if task is None else (task,),
            load=load,
        )
        self.met = [0] * count

    def draw(self, generator: np.random.Generator, options: Mapping[str, Any] | None) -> Episode:
        """The episode that the options hold, or one by chance."""
        given = (options or {}).get("episode")
        if given is None:
            return self.episodes.episode(int(generator.integers(MOST_EPISODES)))
        return given if isinstance(given, Episode) else episode_from_json(given)

    def judge(self, world: int) -> tuple[GoalReport, float]:
        """A world's report, and how many more conditions hold than at the last call."""
        report = self.batch.report(world)
        gained = report.met - self.met[world]
        self.met[world] = report.met
        return report, float(gained)

    def begin(self, world: int) -> GoalReport:
        report = self.batch.start_report(world)
        self.met[world] = report.met
        return report

    def info(self, world: int, report: GoalReport, event: Event) -> dict[str, Any]:
        episode = self.batch.episode(world)
        steps, failed = self.batch.counts(world)
        return {
            "success": report.success,
            "goal_conditions_met": report.met,
            "goal_conditions_total": report.total,
            "steps": steps,
            "failed_actions": failed,
            "task": episode.task,
            "episode_id": episode.episode_id,
            "expert_length": episode.expert_length,
        }

    def observation(self, world: int, event: Event) -> dict[str, Any]:
        return to_arrays(event.observation, self.batch.episode(world).instruction)


def to_action(action: Mapping[str, Any]) -> Action:
    """The action that a member of `action_space` means.

    Raises:
        InvalidInputError: it is no member.
    """
    try:
        index = int(action["name"])
        y, x = (float(value) for value in action["point"])
    except (KeyError, TypeError, ValueError):
        raise InvalidInputError("action", f"expected name and point, got {action!r}") from None
    if not 0 <= index < len(ACTION_NAMES):
        raise InvalidInputError("action.name", f"0 to {len(ACTION_NAMES) - 1}, got {index}")
    name = ACTION_NAMES[index]
    return Action(name, (y, x) if name in INTERACTIONS else None)


def to_arrays(observation: Observation, instruction: str) -> dict[str, Any]:
    """An observation as a member of `observation_space`."""
    printable = "".join(c if c in _CHARACTERS else "?" for c in instruction)
    arrays: dict[str, Any] = {
        "rgb": observation.rgb,
        "instruction": printable[:LONGEST_INSTRUCTION] or " ",
    }
    if observation.depth is not None:
        depth = np.where(np.isfinite(observation.depth), observation.depth, MAX_DEPTH)
        arrays["depth"] = np.minimum(depth, MAX_DEPTH).astype(np.float32)[..., None]
        worked = 2 if observation.success is None else int(observation.success)
        arrays["success"] = np.int64(worked)
    if observation.instances is not None and observation.labels is not None:
        classes, states = _tables(observation)
        arrays["instances"] = observation.instances[..., None]
        arrays["classes"] = classes[observation.instances][..., None]
        arrays["states"] = states[observation.instances][..., None]
    if observation.pose is not None:
        pose = observation.pose
        arrays["pose"] = np.array([pose.x, pose.z, pose.yaw, pose.horizon], np.float32)
    return arrays


def _tables(observation: Observation) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Class and visible states by instance id."""
    assert observation.labels is not None
    size = max((label.instance for label in observation.labels), default=0) + 1
    classes, states = np.zeros(size, np.int32), np.zeros(size, np.int32)
    for label in observation.labels:
        classes[label.instance] = BY_NAME[label.object_class].index + 1
        states[label.instance] = sum(_STATE_BITS[name] for name in label.states)
    return classes, states


class HouseholdGymEnv(gymnasium.Env[dict[str, Any], dict[str, Any]]):
    """One household.

    Args:
        houses: `generated:FIRST-LAST` or a file of house JSON lines.
        task: name or id of the task to draw; any if None.
        sensors: `oracle`, `rgbd` or `rgb`.
        width, height: of the frames, pixels.
        render_mode: `rgb_array` or None.
        device: Warp device.
        max_steps, max_failed_actions: limits of an episode.
        episode_seed: together with the seed of a reset, decides the episodes.
        expert: proves drawn episodes and gives their reference length (`agent.expert`); without
            one, episodes are drawn by what is in the house and `expert_length` is 0.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}  # noqa: RUF012

    def __init__(
        self,
        houses: str = "generated:0-9999",
        task: str | None = None,
        sensors: str = "oracle",
        width: int = 300,
        height: int = 300,
        render_mode: str | None = None,
        device: str = "cpu",
        max_steps: int = 1000,
        max_failed_actions: int = 30,
        episode_seed: int = 0,
        expert: Callable[..., Any] | None = None,
    ) -> None:
        _check_render_mode(render_mode)
        self.render_mode = render_mode
        self._core = _Core(
            1, houses, task, sensors, width, height, device, max_steps, max_failed_actions,
            episode_seed, expert,
        )  # fmt: skip
        self.observation_space = observation_space(self._core.batch.sensors, width, height)
        self.action_space = action_space()
        self._frame: NDArray[np.uint8] | None = None

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begins an episode: `options["episode"]` (an `Episode` or its JSON) or one by chance."""
        super().reset(seed=seed)
        event = self._core.batch.reset([self._core.draw(self.np_random, options)])[0]
        return self._see(event), self._core.info(0, self._core.begin(0), event)

    def step(
        self, action: dict[str, Any]
    ) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Does one action; see the module for the reward and the ends of an episode."""
        event = self._core.batch.step([to_action(action)])[0]
        report, reward = self._core.judge(0)
        terminated = event.terminated or report.success
        truncated = event.truncated and not terminated
        return (
            self._see(event), reward, terminated, truncated, self._core.info(0, report, event),
        )  # fmt: skip

    def render(self) -> NDArray[np.uint8] | None:
        """What the agent saw last (H, W, 3)."""
        return self._frame.copy() if self.render_mode and self._frame is not None else None

    def _see(self, event: Event) -> dict[str, Any]:
        self._frame = event.observation.rgb
        return self._core.observation(0, event)


class HouseholdVectorEnv(gymnasium.vector.VectorEnv[dict[str, Any], dict[str, Any], Any]):
    """`num_envs` households, stepped in one launch and drawn in one render.

    Sub-environments that ended begin anew at the next step (`AutoresetMode.NEXT_STEP`), which
    ignores their action and gives no reward. For the arguments see `HouseholdGymEnv`.
    """

    metadata = {  # noqa: RUF012
        "render_modes": ["rgb_array"],
        "render_fps": 10,
        "autoreset_mode": AutoresetMode.NEXT_STEP,
    }

    def __init__(
        self,
        num_envs: int = 1,
        houses: str = "generated:0-9999",
        task: str | None = None,
        sensors: str = "oracle",
        width: int = 300,
        height: int = 300,
        render_mode: str | None = None,
        device: str = "cpu",
        max_steps: int = 1000,
        max_failed_actions: int = 30,
        episode_seed: int = 0,
        expert: Callable[..., Any] | None = None,
    ) -> None:
        _check_render_mode(render_mode)
        self.num_envs, self.render_mode = num_envs, render_mode
        self._core = _Core(
            num_envs, houses, task, sensors, width, height, device, max_steps, max_failed_actions,
            episode_seed, expert,
        )  # fmt: skip
        self.single_observation_space = observation_space(self._core.batch.sensors, width, height)
        self.single_action_space = action_space()
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._over = np.zeros(num_envs, bool)
        self._generators: list[np.random.Generator] = []
        self._frames: tuple[NDArray[np.uint8], ...] | None = None

    def reset(
        self,
        *,
        seed: int | list[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begins an episode everywhere; with one seed, sub-environment `i` has seed + i."""
        if seed is not None or not self._generators:
            seeds = (
                seed
                if isinstance(seed, list)
                else [None if seed is None else seed + i for i in range(self.num_envs)]
            )
            if len(seeds) != self.num_envs:
                raise InvalidInputError("seed", f"{self.num_envs} are needed, got {len(seeds)}")
            self._generators = [seeding.np_random(one)[0] for one in seeds]
        episodes = [self._core.draw(generator, options) for generator in self._generators]
        events = self._core.batch.reset(episodes)
        self._over[:] = False
        infos: dict[str, Any] = {}
        for world, event in enumerate(events):
            info = self._core.info(world, self._core.begin(world), event)
            infos = self._add_info(infos, info, world)
        return self._stack(events), infos

    def step(
        self, actions: dict[str, Any]
    ) -> tuple[
        dict[str, Any], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]
    ]:
        """One action everywhere; see the class for what ended."""
        if len(actions["name"]) != self.num_envs:
            raise InvalidInputError("actions", f"{self.num_envs} are needed")
        chosen = [
            None if self._over[i] else to_action({key: actions[key][i] for key in actions})
            for i in range(self.num_envs)
        ]
        begun = self._over.copy()
        anew = {
            int(i): self._core.draw(self._generators[int(i)], None) for i in np.flatnonzero(begun)
        }
        if anew:
            self._core.batch.reset_worlds(anew)
        events = self._core.batch.step(chosen)
        rewards = np.zeros(self.num_envs, np.float64)
        terminated = np.zeros(self.num_envs, bool)
        truncated = np.zeros(self.num_envs, bool)
        infos: dict[str, Any] = {}
        for world, event in enumerate(events):
            if begun[world]:
                report = self._core.begin(world)
            else:
                report, rewards[world] = self._core.judge(world)
                terminated[world] = event.terminated or report.success
                truncated[world] = event.truncated and not terminated[world]
            infos = self._add_info(infos, self._core.info(world, report, event), world)
        self._over = terminated | truncated
        return self._stack(events), rewards, terminated, truncated, infos

    def render(self) -> tuple[NDArray[np.uint8], ...] | None:
        """What every agent saw last, (H, W, 3) each."""
        return self._frames if self.render_mode else None

    def _stack(self, events: list[Event]) -> dict[str, Any]:
        self._frames = tuple(event.observation.rgb for event in events)
        rows = [self._core.observation(world, event) for world, event in enumerate(events)]
        return {
            key: tuple(row[key] for row in rows)
            if key == "instruction"
            else np.stack([row[key] for row in rows])
            for key in self.single_observation_space  # pyright: ignore[reportGeneralTypeIssues]
        }


def _check_render_mode(render_mode: str | None) -> None:
    if render_mode not in (None, "rgb_array"):
        raise InvalidInputError("render_mode", f"rgb_array or None, got {render_mode!r}")
