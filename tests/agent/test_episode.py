"""A whole episode: the task gets done, honestly, and the same way every time."""

import json
import math
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from agent.draw import run_episode_of
from agent.episode import agent_with_goal, household, new_agent, planner_of
from agent.overrides import load_config
from agent.words import Listener
from envs.teach.env import HouseholdBatch
from envs.thor.simulator import Simulator
from perception.learned.model import save
from perception.learned.network import Network
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
    thinking = _poisoned(monkeypatch)
    event = env.reset(episode)
    while not (event.terminated or event.truncated):
        with thinking:
            action = agent.act(event.observation)
        event = env.step(action)
    assert env.report().success
    assert all(step.why and step.subgoal and step.operator for step in agent.trace.steps)


@pytest.mark.parametrize("suite", ["rgbd", "rgb"])
def test_an_agent_with_eyes_gets_what_its_suite_carries_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, suite: str
) -> None:
    """Its network is untrained: what is proven is where everything comes from."""
    weights = tmp_path / "eyes.safetensors"
    torch.manual_seed(0)
    save(Network(), weights)
    config = load_config("run", [SCENE, "task=coffee", f"sensors={suite}", "max_steps=25"])
    sensors = replace(config.sensors, weights=str(weights), width=150, height=150)
    config = replace(config, sensors=sensors)
    episode, library = run_episode_of(config)
    task = episode.resolve(library)
    agent = new_agent(task, planner_of(config.planner), sensors, config.max_steps)
    env = household(config, library)
    thinking = _poisoned(monkeypatch)
    event = env.reset(episode)
    while not (event.terminated or event.truncated):
        seen = event.observation
        assert seen.instances is None and seen.labels is None and seen.pose is None
        assert (seen.depth is None) == (suite == "rgb")
        if suite == "rgb":
            assert seen.success is None
        with thinking:
            action = agent.act(seen)
        event = env.step(action)
    steps = agent.trace.steps
    assert (steps[0].pose.x, steps[0].pose.z, steps[0].pose.yaw) == (0.0, 0.0, 0.0)
    assert all(isinstance(step.success, bool) for step in steps[:-1])


class _Thinking:
    """While it is entered, the world's state may not be read."""

    def __init__(self) -> None:
        self.now = False

    def __enter__(self) -> None:
        self.now = True

    def __exit__(self, *error: object) -> None:
        self.now = False


def _poisoned(monkeypatch: pytest.MonkeyPatch) -> _Thinking:
    """Poisons every way to the world's state, while what is returned is entered."""
    thinking = _Thinking()

    def poison(owner: type, name: str) -> None:
        original = getattr(owner, name)

        def guarded(self: object, *arguments: object, **options: object) -> object:
            assert not thinking.now, f"the agent read {owner.__name__}.{name}"
            return original(self, *arguments, **options)

        monkeypatch.setattr(owner, name, guarded)

    for name in ("numpy", "agent_numpy", "pose", "camera", "name", "step", "snapshot", "message"):
        poison(Simulator, name)
    for name in ("report", "start_report", "facts", "counts", "episode", "task"):
        poison(HouseholdBatch, name)
    return thinking


def test_seen_success_and_reckoned_poses_agree_with_what_is_true() -> None:
    """The trace of an agent that is told neither says what the simulator would have."""
    blind = ["sensors.pose=dead-reckoned", "sensors.success=seen"]
    config = load_config("run", [SCENE, "task=coffee", *blind])
    episode, library = run_episode_of(config)
    task = episode.resolve(library)
    agent = new_agent(task, planner_of(config.planner), config.sensors, config.max_steps)
    env = household(config, library)
    told: list[bool | None] = []
    event = env.reset(episode)
    start = event.observation.pose
    assert start is not None
    while not (event.terminated or event.truncated):
        event = env.step(agent.act(event.observation))
        told.append(event.observation.success)
        here = event.observation.pose
    assert env.report().success
    seen = [step.success for step in agent.trace.steps]
    assert seen[: len(told) - 1] == told[:-1]
    assert agent.belief is not None and here is not None
    turned = math.radians(start.yaw)
    x, z = agent.belief.pose.x, agent.belief.pose.z
    assert here.x == pytest.approx(start.x + x * math.cos(turned) + z * math.sin(turned), abs=1e-6)
    assert here.z == pytest.approx(start.z - x * math.sin(turned) + z * math.cos(turned), abs=1e-6)


def test_oracle_runs_never_import_torch() -> None:
    script = (
        "import sys; from agent.cli import main; "
        f"main(['run', '{SCENE}', 'task=coffee', 'max_steps=3', 'video=false', 'report=false', "
        "'out=' + sys.argv[1]]); assert 'torch' not in sys.modules"
    )
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([sys.executable, "-c", script, out], cwd=ROOT, check=True)


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
