"""A whole episode: the task gets done, honestly, and the same way every time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.draw import run_episode_of
from agent.episode import agent_with_goal, household, new_agent, planner_of
from agent.overrides import load_config
from agent.words import Listener
from envs.teach.env import HouseholdBatch
from envs.thor.simulator import Simulator
from planning.language.goal_language import Thing
from planning.language.provider import Request
from tests.agent.scripted import Scripted, goal

SCENE = "scene=generated:10010"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("told", ["goal", "words"])
def test_an_agent_that_cannot_reach_the_simulator_still_does_its_task(
    monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    """While the agent thinks, every way to the world's state is poisoned."""
    config = load_config("run", [SCENE, "task=coffee", "video=false", "report=false"])
    episode, library = run_episode_of(config)
    planner = planner_of(config.planner)
    agent = new_agent(episode.resolve(library), planner, config.sensors, config.max_steps)
    if told == "words":
        provider = Scripted(goal(Thing(kind="Mug", states=("clean", "filled-with-coffee"))))
        listener = Listener(provider, Request("make coffee"), planner)
        agent = agent_with_goal(listener, planner, config.sensors, config.max_steps)
    env = household(config, library)
    thinking = False

    def poisoned(owner: type, name: str) -> None:
        original = getattr(owner, name)

        def guarded(self: object, *arguments: object, **options: object) -> object:
            assert not thinking, f"the agent read {owner.__name__}.{name}"
            return original(self, *arguments, **options)

        monkeypatch.setattr(owner, name, guarded)

    for name in ("numpy", "agent_numpy", "pose", "camera", "name", "step", "snapshot", "message"):
        poisoned(Simulator, name)
    for name in ("report", "start_report", "facts", "counts", "episode", "task"):
        poisoned(HouseholdBatch, name)

    event = env.reset(episode)
    while not (event.terminated or event.truncated):
        thinking = True
        action = agent.act(event.observation)
        thinking = False
        event = env.step(action)
    assert env.report().success
    assert all(step.why and step.subgoal and step.operator for step in agent.trace.steps)


def _run(out: Path, hash_seed: str) -> bytes:
    command = [sys.executable, "-m", "agent", "run", SCENE, "task=toast", "seed=5"]
    subprocess.run(
        [*command, "video=false", "report=false", f"out={out}"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    return (out / "episode.json").read_bytes()


def test_the_same_seed_gives_the_same_episode_byte_for_byte(tmp_path: Path) -> None:
    first, second = _run(tmp_path / "a", "1"), _run(tmp_path / "b", "2")
    assert first == second
    record = json.loads(first)
    assert {"manifest", "instruction", "goal", "success", "goal_conditions", "steps"} <= set(record)
    assert {"versions", "seed", "scene", "config"} <= set(record["manifest"])
    step = record["steps"][0]
    assert {"action", "target", "success", "subgoal", "operator", "why"} <= set(step)


def test_a_house_that_does_not_allow_a_task_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    from agent.cli import main

    assert main(["run", "scene=generated:10010", "task=coffe"]) == 2
    assert "did you mean 'Coffee'" in capsys.readouterr().err
