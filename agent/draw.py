"""Draws the episodes of a configuration, proven by the expert."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from agent.config import EvalConfig, RunConfig
from agent.episode import (
    EpisodeResult,
    agent_with_goal,
    episode_json,
    household,
    new_agent,
    planner_of,
    play_surviving,
    suite_row,
)
from agent.expert import run_expert
from agent.loop import DeliberativeAgent
from envs.alfred.episodes import AlfredSuite
from envs.alfred.sources import trajectory_sources
from envs.alfred.trajectory import Target
from envs.interface import InvalidInputError
from envs.teach.definitions import TaskLibrary, load_library, own_library
from envs.teach.env import HouseholdEnv
from envs.teach.episodes import Episode
from envs.teach.generator import EpisodeGenerator, Expert, Solution
from envs.teach.resolution import ResolvedTask
from envs.thor.scene import Scene
from envs.thor.sources import house_specs
from planning.alfred_goals import goal_from_alfred
from planning.goals import Goal
from planning.planner import Planner


def library(folder: str) -> TaskLibrary:
    """Task definitions of a folder, or the ones that come with the project."""
    return load_library(folder) if folder else own_library()


def expert(planner: Planner) -> Expert:
    """Proves that an episode can be done, by doing it."""

    def prove(scene: Scene, task: ResolvedTask) -> Solution:
        run = run_expert(scene, task, planner)
        return Solution(run.length if run.success else None, run.reason)

    return prove


def run_episode_of(config: RunConfig) -> tuple[Episode, TaskLibrary]:
    """The episode that `hestia run` is about.

    Raises:
        InvalidInputError: the house does not allow the task.
    """
    tasks = library(config.task_folder)
    name = tasks.get(config.task).name
    generator = EpisodeGenerator(
        [config.scene],
        expert(planner_of(config.planner)),
        seed=config.seed,
        tasks=[name],
        library=tasks,
    )
    episode = generator.in_house(config.scene, name)
    if episode is None:
        raise InvalidInputError(
            "task",
            f"{config.scene} does not allow {name!r} (something that it needs is not there, or it "
            "is done already); try another scene= or seed=",
        )
    if config.instruction:
        episode = dataclasses.replace(episode, instruction=config.instruction)
    return episode, tasks


@cache
def suite_generator(
    suite: str, houses: str, seed: int, tasks: tuple[str, ...], folder: str, planner: Planner
) -> EpisodeGenerator:
    """The generator of an evaluation; one a process, for what it keeps of its houses."""
    definitions = library(folder)
    return EpisodeGenerator(
        house_specs(houses),
        expert(planner),
        seed=seed,
        suite=suite,
        tasks=tasks or None,
        library=definitions,
    )


def run_suite_episode(config: EvalConfig, index: int) -> dict[str, Any]:
    """One episode of an evaluation; depends on the configuration and the index alone.

    Returns:
        Its row; see `agent.results.SCHEMA`.
    """
    if config.suite.name == "alfred":
        return _run_alfred_episode(config, index)
    started = time.monotonic()
    planner = planner_of(config.planner)
    generator = suite_generator(
        config.suite.name,
        config.houses,
        config.seed,
        tuple(config.suite.tasks),
        config.suite.folder,
        planner,
    )
    episode = generator.episode(index)
    tasks = library(config.suite.folder)
    task = episode.resolve(tasks)
    env = household(config, tasks)
    result = _played(
        env, lambda: new_agent(task, planner, config.sensors, config.max_steps), episode
    )
    row = suite_row(episode, str(task.task_id), result, started)
    _leave_trace(config, index, episode, result, row)
    return row


@cache
def alfred_suite(data: str, split: str, seed: int, tasks: tuple[str, ...]) -> AlfredSuite:
    """The episodes of ALFRED's trajectories; one a process."""
    return AlfredSuite(trajectory_sources(data, split), seed, tasks)


def alfred_goal(target: Target, description: str) -> Goal:
    """An ALFRED goal as the planner's, told by the language oracle."""
    params = {
        "object_target": target.object_type,
        "object_sliced": target.sliced,
        "parent_target": target.receptacle,
        "mrecep_target": target.movable,
        "toggle_target": target.lamp,
    }
    return goal_from_alfred(target.task_type, params, description)


def _run_alfred_episode(config: EvalConfig, index: int) -> dict[str, Any]:
    """One of ALFRED's tasks, from where its recording starts."""
    started = time.monotonic()
    suite = alfred_suite(config.data, config.split, config.seed, tuple(config.suite.tasks))
    episode = suite.episode(index)
    goal = alfred_goal(suite.resolve(episode), episode.instruction)
    planner = planner_of(config.planner)
    env = household(config, None, suite.load, suite)
    result = _played(
        env, lambda: agent_with_goal(goal, planner, config.sensors, config.max_steps), episode
    )
    row = suite_row(episode, episode.scene.split("/")[-1], result, started)
    _leave_trace(config, index, episode, result, row)
    return row


def _played(
    env: HouseholdEnv, new: Callable[[], DeliberativeAgent], episode: Episode
) -> EpisodeResult:
    """Plays an episode and closes its environment, however that ends."""
    try:
        return play_surviving(env, new, episode)
    finally:
        env.close()


def _leave_trace(
    config: EvalConfig, index: int, episode: Episode, result: EpisodeResult, row: dict[str, Any]
) -> None:
    """Writes an episode's trace where the configuration wants it, and says so in its row."""
    if config.traces == "all" or (config.traces == "failed" and not result.report.success):
        path = Path("traces") / f"{index:06d}.json"
        target = Path(config.out) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        record = episode_json(episode, result, config)
        target.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")
        row["trace_path"] = str(path)
