"""Draws the episodes of a configuration, proven by the expert."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from agent.commander import SimulatedCommander, Task, task_of
from agent.config import EvalConfig, RunConfig
from agent.dialogue import COMMANDER, dialogue_of, read_dialogue
from agent.episode import (
    EpisodeResult,
    agent_with_goal,
    household,
    planner_of,
    play_surviving,
)
from agent.expert import run_expert
from agent.language import patience_of, provider_of, told_by
from agent.loop import DeliberativeAgent
from agent.record import episode_json, suite_row
from agent.words import Listener
from envs.alfred.episodes import AlfredSuite, instruction
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
from planning.language.provider import Request, Utterance
from planning.planner import Planner
from planning.teach_goals import goal_from_teach

USUAL_TASK = "coffee"  # where neither a task nor words are given


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
    """The episode that `hestia run` is about: of a task, or of words alone in a house as it is.

    Raises:
        InvalidInputError: the house does not allow the task, or settings contradict each other.
    """
    tasks = library(config.task_folder)
    dialogue = read_dialogue(config.dialogue) if config.dialogue else ()
    said = bool(config.instruction or dialogue)
    _check_run(config, said)
    told = config.task or ("" if said else USUAL_TASK)
    name = tasks.get(told).name if told else ""
    generator = EpisodeGenerator(
        [config.scene],
        expert(planner_of(config.planner)),
        seed=config.seed,
        tasks=[name] if name else None,
        library=tasks,
    )
    if not name:
        episode = generator.untasked(config.scene, config.instruction)
        problem = ("scene", "has too little floor to stand on; try another scene=")
    else:
        episode = generator.in_house(config.scene, name)
        problem = (
            "task",
            f"does not allow {name!r} (something that it needs is not there, or it is done "
            "already); try another scene= or seed=",
        )
    if episode is None:
        raise InvalidInputError(problem[0], f"{config.scene} {problem[1]}")
    return _with_words(episode, config.instruction, dialogue), tasks


def _check_run(config: RunConfig, said: bool) -> None:
    """Settings of `hestia run` that only make sense together."""
    named = bool(config.task) or not said
    if told_by(config.language, said) == "oracle" and not named:
        raise InvalidInputError(
            "language",
            "oracle knows tasks' own goals and no words; name a task=, or choose "
            "language=embedded, openai or transformers",
        )
    if config.commander == "simulated" and not named:
        raise InvalidInputError(
            "commander", "simulated answers from the task; name one with task= beside the words"
        )


def _with_words(
    episode: Episode, instruction: str, dialogue: tuple[tuple[str, str], ...]
) -> Episode:
    """An episode that is told in somebody's own words; its title is what was said first."""
    if dialogue and instruction:
        dialogue = (*dialogue, (COMMANDER, instruction))
    first = next((text for speaker, text in dialogue if speaker == COMMANDER), "")
    title = instruction or first or episode.instruction
    return dataclasses.replace(episode, instruction=title, dialogue=dialogue)


def agents_of(
    config: RunConfig | EvalConfig,
    episode: Episode,
    env: HouseholdEnv,
    goal: Goal,
    commander: Task,
    said: bool = False,
) -> Callable[[], DeliberativeAgent]:
    """What makes the agent of an episode.

    Args:
        config: of the command.
        episode: with its words.
        env: where the simulated commander looks; never the agent.
        goal: what the language oracle says.
        commander: what a simulated commander says.
        said: whether somebody said it in words of their own.
    """
    planner = planner_of(config.planner)
    if told_by(config.language, said) == "oracle":
        return lambda: agent_with_goal(
            goal, planner, config.sensors, config.max_steps, config.max_failed_actions
        )
    provider = provider_of(config.language, config.out)
    request = Request(
        instruction="" if episode.dialogue else episode.instruction,
        steps=episode.steps,
        dialogue=tuple(Utterance(speaker, text) for speaker, text in episode.dialogue),
    )
    answering = config.commander == "simulated"

    def new() -> DeliberativeAgent:
        asked = SimulatedCommander(commander, env.facts) if answering else None
        listener = Listener(provider, request, planner, patience_of(config.language), asked)
        return agent_with_goal(
            listener, planner, config.sensors, config.max_steps, config.max_failed_actions
        )

    return new


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
    if config.suite.words == "dialogue":
        dialogue = dialogue_of(episode.instruction, config.seed, index)
        episode = dataclasses.replace(episode, dialogue=dialogue)
    env = household(config, tasks)
    goal = goal_from_teach(task.to_goal_mapping())
    new = agents_of(config, episode, env, goal, task_of(task))
    result = _played(env, new, episode, compares(config))
    row = suite_row(episode, str(task.task_id), result, started)
    _leave_trace(config, index, episode, result, row)
    return row


@cache
def alfred_suite(
    data: str, split: str, seed: int, tasks: tuple[str, ...], words: str
) -> AlfredSuite:
    """The episodes of ALFRED's trajectories; one a process."""
    return AlfredSuite(trajectory_sources(data, split), seed, tasks, words=words)


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


def commander_of_alfred(target: Target) -> Task:
    """What a commander wants who gave one of ALFRED's tasks."""
    places = {target.receptacle, target.movable} - {""}
    things = {target.object_type, target.lamp} - {""}
    return Task(instruction(target), frozenset(things), frozenset(places))


def _run_alfred_episode(config: EvalConfig, index: int) -> dict[str, Any]:
    """One of ALFRED's tasks, from where its recording starts."""
    started = time.monotonic()
    tasks = tuple(config.suite.tasks)
    suite = alfred_suite(config.data, config.split, config.seed, tasks, config.suite.words)
    episode = suite.episode(index)
    target = suite.resolve(episode)
    goal = alfred_goal(target, episode.instruction)
    env = household(config, None, suite.load, suite)
    new = agents_of(config, episode, env, goal, commander_of_alfred(target))
    result = _played(env, new, episode, compares(config))
    row = suite_row(episode, episode.scene.split("/")[-1], result, started)
    _leave_trace(config, index, episode, result, row)
    return row


def compares(config: EvalConfig) -> bool:
    """Whether what the agent takes things for may differ from what they are."""
    return config.sensors.segmentation != "oracle"


def _played(
    env: HouseholdEnv, new: Callable[[], DeliberativeAgent], episode: Episode, compare: bool
) -> EpisodeResult:
    """Plays an episode and closes its environment, however that ends."""
    try:
        return play_surviving(env, new, episode, compare=compare)
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
