"""ALFRED's tasks for the agent: deterministic order, all types in turn, and reached."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import pytest

from agent.config import EvalConfig
from agent.draw import alfred_goal
from agent.episode import agent_with_goal, household, planner_of, play
from agent.overrides import load_config
from envs.alfred.episodes import AlfredSuite
from envs.alfred.sources import Source
from envs.alfred.trajectory import TASK_TYPES, Placed, trajectory_from_lines
from envs.interface import InvalidInputError
from envs.thor.scene import Scene
from envs.thor.sources import load_scene
from tests.envs.alfred import recording

HOUSE = "generated:10000"


def _build(name: str, placed: Sequence[Placed]) -> Scene:
    del name, placed
    return load_scene(HOUSE)


def _source(task_type: str, number: int = 0, trial: int = 0, **params: Any) -> Source:
    """A recording of a task that begins where the house's agent stands."""
    task, stands = recording.lines()
    names = {"object_target": "Mug", "parent_target": "DiningTable", "toggle_target": "FloorLamp"}
    task["task_type"], task["task_dir"] = task_type, f"{task_type}-{number}"
    task["task_id"] = stands["task_id"] = f"trial_{number}_{trial}"
    task["pddl_params"] = {**names, "mrecep_target": "Bowl", **params}
    start = load_scene(HOUSE).agent
    stands["init_action"] = {"x": start.x, "z": start.z, "rotation": start.yaw, "horizon": 30}
    read = functools.partial(trajectory_from_lines, task, stands, "here")
    return Source(task["task_dir"], task["task_id"], read)


def test_one_trajectory_of_each_task_and_the_types_in_turn() -> None:
    sources = [
        _source(name, number, trial) for name in TASK_TYPES for number in (0, 1) for trial in (0, 1)
    ]
    suite = AlfredSuite(sources, seed=3, build=_build)
    assert len(suite) == 2 * len(TASK_TYPES)
    episodes = [suite.episode(index) for index in range(len(suite))]
    assert [episode.task for episode in episodes[: len(TASK_TYPES)]] == list(TASK_TYPES)
    assert len({episode.scene for episode in episodes}) == len(suite)
    assert all(episode.scene.endswith("_0") for episode in episodes), "the first trial of each"
    again = AlfredSuite(sources, seed=3, build=_build)
    assert [again.episode(index) for index in range(len(suite))] == episodes
    other = AlfredSuite(sources, seed=4, build=_build)
    assert [other.episode(i).scene for i in range(14)] != [e.scene for e in episodes]
    assert suite.episode(14).scene == episodes[0].scene
    assert episodes[0].expert_length == 6
    kept = AlfredSuite(sources, tasks=["look_at_obj_in_light"], build=_build)
    assert len(kept) == 2
    with pytest.raises(InvalidInputError, match="juggle"):
        AlfredSuite(sources, tasks=["juggle"], build=_build)


@pytest.mark.parametrize(
    ("task_type", "params"),
    [
        ("look_at_obj_in_light", {}),
        ("pick_heat_then_place_in_recep", {"object_target": "Apple", "parent_target": "Fridge"}),
        ("pick_and_place_with_movable_recep", {"object_target": "Fork", "mrecep_target": "Mug"}),
    ],
)
def test_the_agent_reaches_alfreds_goals(task_type: str, params: dict[str, Any]) -> None:
    suite = AlfredSuite([_source(task_type, **params)], build=_build)
    config: EvalConfig = load_config("eval", ["suite=alfred", "data=none"])
    episode = suite.episode(0)
    goal = alfred_goal(suite.resolve(episode), episode.instruction)
    agent = agent_with_goal(goal, planner_of(config.planner), config.sensors, config.max_steps)
    result = play(household(config, None, suite.load, suite), agent, episode)
    assert result.report.success, result.report.conditions
    assert not result.start.success
