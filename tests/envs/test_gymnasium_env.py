"""The gymnasium environments."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from envs.gymnasium_env import (
    ACTION_NAMES,
    ENV_ID,
    HouseholdGymEnv,
    HouseholdVectorEnv,
    register_envs,
    to_action,
)
from envs.interface import Action, ActionName, InvalidInputError
from envs.ontology import BY_NAME

HOUSES = "generated:6-6"
SIZE = {"width": 48, "height": 32}
TURN = {"name": ACTION_NAMES.index(ActionName.TURN_RIGHT), "point": np.zeros(2, np.float32)}
STOP = {"name": ACTION_NAMES.index(ActionName.STOP), "point": np.zeros(2, np.float32)}


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    register_envs()
    register_envs()
    yield
    gymnasium.registry.pop(ENV_ID)


def make(**options: Any) -> gymnasium.Env[Any, Any]:
    return gymnasium.make(ENV_ID, houses=HOUSES, **SIZE, **options)


@pytest.mark.parametrize("sensors", ["oracle", "rgbd", "rgb"])
def test_check_env_has_nothing_to_say(sensors: str) -> None:
    env = make(sensors=sensors, task="Coffee", render_mode="rgb_array")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped)
    assert set(env.observation_space) == {  # type: ignore[call-overload]
        "rgb": {"rgb", "instruction"},
        "rgbd": {"rgb", "instruction", "depth", "success"},
        "oracle": {
            "rgb", "instruction", "depth", "success", "instances", "classes", "states", "pose",
        },
    }[sensors]  # fmt: skip


def test_a_seed_decides_the_episode() -> None:
    env = make()
    first, info = env.reset(seed=7)
    again, same = env.reset(seed=7)
    assert info == same and np.array_equal(first["rgb"], again["rgb"])
    _, other = env.reset()
    assert other["episode_id"] != info["episode_id"]


def test_rewards_are_goal_conditions_newly_met() -> None:
    env = make(task="Toggle X All Y")
    _, info = env.reset(seed=2)
    core = env.unwrapped._core  # type: ignore[attr-defined]
    simulator = core.batch.simulator
    task = core.batch.task(0)
    (component,) = task.components
    wanted = dict(component.states)["isToggled"]
    kinds = [BY_NAME[name].index for name in component.types]
    slots = np.flatnonzero(np.isin(simulator.numpy("type")[0], kinds))
    states = simulator.numpy("state")[0]
    before = info["goal_conditions_met"]
    for slot in slots:
        states[slot] = (states[slot] | 2) if wanted else (states[slot] & ~2)
    _, reward, terminated, truncated, info = env.step(TURN)
    assert info["success"] and terminated and not truncated
    assert reward == info["goal_conditions_met"] - before > 0


def test_an_episode_can_be_given() -> None:
    env = make(task="Toast")
    env.reset(seed=1)
    episode = env.unwrapped._core.batch.episode(0)  # type: ignore[attr-defined]
    other = HouseholdGymEnv(houses=HOUSES, **SIZE)  # type: ignore[arg-type]
    observation, info = other.reset(options={"episode": episode.to_json()})
    assert info["episode_id"] == episode.episode_id
    assert observation["instruction"] == episode.instruction


def test_render_shows_what_the_agent_saw() -> None:
    env = make(render_mode="rgb_array")
    observation, _ = env.reset(seed=1)
    assert np.array_equal(env.render(), observation["rgb"])  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="render_mode"):
        HouseholdGymEnv(houses=HOUSES, render_mode="human")


def test_actions() -> None:
    pickup = ACTION_NAMES.index(ActionName.PICKUP)
    point = np.array([0.25, 0.75], np.float32)
    assert to_action({"name": pickup, "point": point}) == Action(ActionName.PICKUP, (0.25, 0.75))
    assert to_action(STOP) == Action(ActionName.STOP)
    with pytest.raises(InvalidInputError, match=r"action\.name"):
        to_action({"name": 99, "point": point})
    with pytest.raises(InvalidInputError, match="name and point"):
        to_action({"name": 1})


def _together(actions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": np.array([action["name"] for action in actions]),
        "point": np.stack([action["point"] for action in actions]),
    }


def test_the_vector_environment_is_its_parts() -> None:
    envs = gymnasium.make_vec(
        ENV_ID, num_envs=2, vectorization_mode="vector_entry_point", houses=HOUSES, **SIZE
    )
    assert isinstance(envs, HouseholdVectorEnv)
    observation, info = envs.reset(seed=5)
    assert envs.observation_space.contains(observation)
    singles = [make() for _ in range(2)]
    alone = [env.reset(seed=5 + i) for i, env in enumerate(singles)]
    for step in range(3):
        for i in range(2):
            for key in ("rgb", "depth", "instances", "classes", "states", "pose", "success"):
                assert np.array_equal(observation[key][i], alone[i][0][key]), (step, key)
            assert observation["instruction"][i] == alone[i][0]["instruction"]
            assert info["goal_conditions_met"][i] == alone[i][1]["goal_conditions_met"]
        observation, rewards, *_, info = envs.step(_together([TURN, TURN]))
        answers = [env.step(TURN) for env in singles]
        alone = [(answer[0], answer[4]) for answer in answers]
        assert rewards.tolist() == [answer[1] for answer in answers]


def test_ended_sub_environments_begin_anew_at_the_next_step() -> None:
    envs = HouseholdVectorEnv(2, houses=HOUSES, max_steps=3, **SIZE)  # type: ignore[arg-type]
    _, start = envs.reset(seed=[1, 2])
    _, _, terminated, _, _ = envs.step(_together([STOP, TURN]))
    assert terminated.tolist() == [True, False]
    _, rewards, terminated, truncated, info = envs.step(_together([TURN, TURN]))
    assert info["steps"].tolist() == [0, 2] and rewards[0] == 0.0
    assert info["episode_id"][0] != start["episode_id"][0]
    assert not terminated.any() and not truncated.any()
    *_, truncated, info = envs.step(_together([TURN, TURN]))
    assert truncated.tolist() == [False, True] and info["steps"].tolist() == [1, 3]
