"""`env=thor`: an agent at work through the real AI2-THOR client, and a simulator that dies."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from agent.cli import main
from agent.draw import run_episode_of
from agent.episode import household, new_agent, planner_of, play_surviving
from agent.overrides import load_config
from envs.teach.client_env import SimulatorDied
from envs.thor.launch import executable

SCENE = "scene=generated:10010"


def settings(*more: str) -> list[str]:
    return [
        SCENE, "task=coffee", "env=thor", f"thor.executable={executable()}", "thor.step_timeout=30",
        "video=false", "report=false", *more,
    ]  # fmt: skip


def test_an_episode_whose_simulator_dies_is_played_again() -> None:
    config = load_config("run", settings("sensors.width=150", "sensors.height=150"))
    episode, library = run_episode_of(config)
    task, planner = episode.resolve(library), planner_of(config.planner)
    env = household(config, library)
    begun = 0
    decisions = 0

    def new() -> Any:
        nonlocal begun, decisions
        begun, decisions = begun + 1, 0
        return new_agent(task, planner, config.sensors, config.max_steps)

    def kill(*_: object) -> None:
        nonlocal decisions
        decisions += 1
        if begun == 1 and decisions == 3:
            os.kill(env.batch._client.unity_pid, signal.SIGKILL)  # type: ignore[attr-defined]

    try:
        result = play_surviving(env, new, episode, kill)
        assert begun == 2 and result.report.success and result.steps > 3
        begun = 0
        with pytest.raises(SimulatorDied):
            play_surviving(env, new, episode, kill, tries=1)
    finally:
        env.close()


@pytest.mark.slow
def test_the_same_episode_goes_the_same_way_in_both(tmp_path: Path) -> None:
    assert main(["run", *settings(f"out={tmp_path / 'thor'}")]) == 0
    assert main(["run", *settings("env=embedded", f"out={tmp_path / 'ours'}")]) == 0
    one, other = (
        json.loads((tmp_path / name / "episode.json").read_text()) for name in ("thor", "ours")
    )
    assert one["success"] and one["steps"] == other["steps"]
