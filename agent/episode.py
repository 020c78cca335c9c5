"""One episode, from the first observation to what it leaves behind."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from agent.config import HOW_KEYS, EvalConfig, PlannerConfig, RunConfig, SensorsConfig
from agent.loop import DeliberativeAgent
from agent.versions import versions
from envs.interface import InvalidInputError, Observation, SensorSuite
from envs.teach.checker import GoalReport
from envs.teach.client_env import ClientBatch, SimulatorDied
from envs.teach.definitions import TaskLibrary
from envs.teach.env import HouseholdEnv, Limits
from envs.teach.episodes import Episode
from envs.teach.resolution import ResolvedTask
from envs.teach.rules import Rules
from envs.thor.scene import Scene
from envs.thor.sources import load_scene
from perception.belief import Belief
from planning.goals import Goal
from planning.planner import Planner
from planning.teach_goals import goal_from_teach

TRIES = 3  # of an episode whose simulator dies
Watch = Callable[[DeliberativeAgent, Observation], None]


@dataclass(frozen=True, slots=True)
class EpisodeResult:
    """How an episode went.

    Attributes:
        agent: with its trace and its last belief.
        report: goal conditions at the end, on what is really in the world.
        start: the same at the start.
        steps, failed_actions: as the environment counts them.
        stopped: whether the agent ended it; otherwise a limit did.
    """

    agent: DeliberativeAgent
    report: GoalReport
    start: GoalReport
    steps: int
    failed_actions: int
    stopped: bool


def new_belief(sensors: SensorsConfig) -> Belief:
    """The empty belief for a sensor suite."""
    reckoned = sensors.pose == "dead-reckoned"
    return Belief(pose_source="dead-reckoning" if reckoned else "observation")


def new_agent(
    task: ResolvedTask, planner: Planner, sensors: SensorsConfig, max_steps: int
) -> DeliberativeAgent:
    """The deliberative agent, told the goal of a TEACh task by the language oracle."""
    return agent_with_goal(goal_from_teach(task.to_goal_mapping()), planner, sensors, max_steps)


def agent_with_goal(
    goal: Goal, planner: Planner, sensors: SensorsConfig, max_steps: int
) -> DeliberativeAgent:
    """The deliberative agent, told a goal."""
    return DeliberativeAgent(goal, planner, lambda: new_belief(sensors), max_steps)


@cache
def new_planner(engine: str, time_limit: float) -> Planner:
    """A planner; one a process, for its cache."""
    return Planner(engine=engine, time_limit=time_limit)


def play(
    env: HouseholdEnv, agent: DeliberativeAgent, episode: Episode, watch: Watch | None = None
) -> EpisodeResult:
    """Lets an agent act in an episode until it stops or a limit is reached.

    Args:
        env: the world.
        agent: fresh.
        episode: to begin.
        watch: called after every decision of the agent, before it is carried out.
    """
    event = env.reset(episode)
    while True:
        observation = event.observation
        action = agent.act(observation)
        if watch is not None:
            watch(agent, observation)
        event = env.step(action)
        if event.terminated or event.truncated:
            agent.observe(event.observation)
            break
    return EpisodeResult(
        agent=agent,
        report=env.report(),
        start=env.start_report(),
        steps=env.steps,
        failed_actions=env.failed_actions,
        stopped=event.terminated,
    )


def play_surviving(
    env: HouseholdEnv,
    new: Callable[[], DeliberativeAgent],
    episode: Episode,
    watch: Watch | None = None,
    tries: int = TRIES,
) -> EpisodeResult:
    """Lets an agent act as `play` does, from the start again where the simulator dies.

    Args:
        env: the world.
        new: makes the agent.
        episode: to begin.
        watch: called after every decision of the agent.
        tries: in all.

    Raises:
        SimulatorDied: it did so every time.
    """
    for left in reversed(range(tries)):
        try:
            return play(env, new(), episode, watch)
        except SimulatorDied:
            if not left:
                raise
    raise AssertionError("at least one try")


def episode_json(
    episode: Episode, result: EpisodeResult, config: RunConfig | EvalConfig
) -> dict[str, Any]:
    """What `episode.json` holds: the same for the same seed, so no times and no paths of `out`."""
    settings = {key: _plain(value) for key, value in _fields(config).items() if key not in HOW_KEYS}
    return {
        "manifest": {
            "versions": versions(),
            "seed": config.seed,
            "scene": episode.scene,
            "config": {**settings, "sensors": config.sensors.suite},
            "episode": episode.to_json(),
        },
        "instruction": episode.instruction,
        "goal": {
            "description": result.agent.goal.description,
            "task": episode.task,
            "params": list(episode.params),
        },
        "success": result.report.success,
        "goal_conditions": {
            "met": result.report.met,
            "total": result.report.total,
            "conditions": [
                {"text": line.text, "met": line.met, "total": line.total}
                for line in result.report.conditions
            ],
        },
        "stopped": result.stopped,
        "failed_actions": result.failed_actions,
        **result.agent.trace.to_json(),
    }


def _fields(config: RunConfig | EvalConfig) -> dict[str, Any]:
    return {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}


def _plain(value: object) -> object:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value  # type: ignore[call-overload]


def limits(config: RunConfig | EvalConfig) -> Limits:
    """When the environment cuts an episode off."""
    return Limits(config.max_steps, config.max_failed_actions)


def household(
    config: RunConfig | EvalConfig,
    library: TaskLibrary | None,
    load: Callable[[str], Scene] = load_scene,
    rules: Rules | None = None,
) -> HouseholdEnv:
    """The environment that a configuration asks for, which is to be closed; see
    `HouseholdBatch`.

    Raises:
        InvalidInputError: AI2-THOR is asked for, with rules other than TEACh's.
    """
    if config.env == "thor":
        if rules is not None:
            raise InvalidInputError("env", "ALFRED's suite needs env=embedded: its scenes are ours")
        return HouseholdEnv(batch=_client_batch(config, library))
    return HouseholdEnv(
        sensors=SensorSuite(config.sensors.suite),
        width=config.sensors.width,
        height=config.sensors.height,
        device=config.device,
        limits=limits(config),
        library=library,
        load=load,
        rules=rules,
    )


def _client_batch(config: RunConfig | EvalConfig, library: TaskLibrary | None) -> ClientBatch:
    from envs.thor.unity import UnityBuild, open_controller

    build = UnityBuild(**dataclasses.asdict(config.thor))
    return ClientBatch(
        lambda **start: open_controller(build, **start),
        sensors=SensorSuite(config.sensors.suite),
        width=config.sensors.width,
        height=config.sensors.height,
        limits=limits(config),
        library=library,
    )


def planner_of(config: PlannerConfig) -> Planner:
    """The planner that a configuration asks for; one a process."""
    return new_planner(config.engine, config.time_limit)


def stop_reason(result: EpisodeResult) -> str:
    """Why the episode ended, in the agent's own words or by the limit that was reached."""
    if not result.stopped:
        return f"cut off after {result.steps} actions, {result.failed_actions} of them failed"
    decisions = [entry for entry in result.agent.trace.decisions if entry.kind == "stop"]
    return decisions[-1].text if decisions else "stopped"


def suite_row(
    episode: Episode, task_id: str, result: EpisodeResult, started: float
) -> dict[str, Any]:
    """One episode's row of an evaluation; see `agent.results`."""
    start, end = result.start, result.report
    open_at_start = start.total - start.met
    gained = max(0, end.met - start.met) if end.total == start.total else end.met
    planner_ms = result.agent.trace.planner_ms
    return {
        "episode_id": episode.episode_id,
        "index": episode.index,
        "task_id": task_id,
        "task_type": episode.task,
        "task_name": episode.task,
        "house": episode.scene,
        "success": end.success,
        "conditions_met": end.met,
        "conditions_total": end.total,
        "goal_condition_success": 1.0 if end.success else min(1.0, gained / max(1, open_at_start)),
        "steps": result.steps,
        "failed_actions": result.failed_actions,
        "expert_length": episode.expert_length,
        "stop_reason": stop_reason(result),
        "error": None,
        "wall_s": time.monotonic() - started,
        "planner_calls": len(planner_ms),
        "planner_ms": [round(value, 3) for value in planner_ms],
        "language_calls": 0,
        "tokens": 0,
        "cost_usd": 0.0,
    }
