"""Evaluation on Ray: nothing is lost when processes die, and workers do not change results."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from agent.config import EvalConfig
from agent.evaluate import evaluate
from agent.overrides import load_config
from agent.workers import start_ray, stop_ray
from envs.interface import InvalidInputError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def _ray() -> Iterator[None]:
    """One Ray for all the tests here; starting it takes seconds."""
    start_ray()
    yield
    stop_ray()


def _episode() -> Callable[[EvalConfig, int], dict[str, Any]]:
    """An episode that needs no house; defined inside, so that it travels to workers by value."""

    def episode(config: EvalConfig, index: int) -> dict[str, Any]:
        import random

        if index == 3:
            raise RuntimeError("<b>the house fell down</b>")
        steps = random.Random(f"{config.seed} {index}").randint(1, 90)
        return {
            "episode_id": f"fake-{index}",
            "task_type": ("Coffee", "Plate Of Toast")[index % 2],
            "success": steps < 70,
            "goal_condition_success": 1.0 if steps < 70 else 0.5,
            "steps": steps,
            "expert_length": 40,
            "planner_ms": [1.0 * steps],
        }

    return episode


def _config(out: Path, *overrides: str) -> EvalConfig:
    return load_config("eval", [f"out={out}", "episodes=8", "workers=2", "seed=5", *overrides])


def _quiet() -> Console:
    return Console(file=io.StringIO(), width=120)


def _rows(out: Path) -> list[dict[str, Any]]:
    rows = pq.read_table(out / "episodes.parquet").to_pylist()
    for row in rows:
        del row["wall_s"]
    return rows


def test_results_do_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    for workers in (1, 2):
        config = _config(tmp_path / str(workers), f"workers={workers}")
        evaluate(config, _episode(), _quiet())
    one, two = _rows(tmp_path / "1"), _rows(tmp_path / "2")
    assert one == two
    assert [row["index"] for row in one] == list(range(8))
    summary = json.loads((tmp_path / "2" / "summary.json").read_text())
    assert summary["episodes"] == 8
    assert summary["errors"] == 1
    assert summary["by_task"]["Coffee"]["episodes"] == 4
    assert summary["planner"]["p95_ms"] > 0
    page = (tmp_path / "2" / "report.html").read_text()
    assert "the house fell down" in page
    assert "<b>the house" not in page


def test_a_killed_worker_loses_no_episode(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()

    def episode(config: EvalConfig, index: int) -> dict[str, Any]:
        first_time = not (marks / str(index)).exists()
        (marks / str(index)).touch()
        if index in (1, 4) and first_time:
            os.kill(os.getpid(), signal.SIGKILL)
        return {"task_type": "Coffee", "success": True, "steps": index}

    evaluate(_config(tmp_path / "out"), episode, _quiet())
    rows = _rows(tmp_path / "out")
    assert [row["index"] for row in rows] == list(range(8))
    assert all(row["success"] and row["error"] is None for row in rows)
    assert [row["tries"] for row in rows] == [1, 2, 1, 1, 2, 1, 1, 1]


def test_an_episode_that_always_kills_its_worker_is_an_error_and_the_rest_go_on(
    tmp_path: Path,
) -> None:
    def episode(config: EvalConfig, index: int) -> dict[str, Any]:
        if index == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return {"task_type": "Coffee", "success": True, "steps": 1}

    summary = evaluate(_config(tmp_path / "out", "episodes=2"), episode, _quiet())
    rows = _rows(tmp_path / "out")
    assert "its worker died 3 times" in rows[0]["error"]
    assert rows[1]["success"]
    assert summary["errors"] == 1


def test_an_episode_that_hangs_is_given_up(tmp_path: Path) -> None:
    def episode(config: EvalConfig, index: int) -> dict[str, Any]:
        if index == 0:
            time.sleep(600)
        return {"task_type": "Coffee", "success": True, "steps": 1}

    config = _config(tmp_path / "out", "episodes=2", "episode_timeout=25", "workers=1")
    evaluate(config, episode, _quiet())
    rows = _rows(tmp_path / "out")
    assert "episode_timeout=25" in rows[0]["error"]
    assert rows[1]["success"]


def test_the_driver_may_be_killed_and_the_same_out_resumes(tmp_path: Path) -> None:
    script = tmp_path / "driver.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import io, sys, time
            from rich.console import Console
            import agent.evaluate
            from agent.overrides import load_config
            agent.evaluate.FLUSH_EVERY = 0.0

            def main():
                def episode(config, index):
                    if index >= 5:
                        time.sleep(600)
                    return {{"task_name": "first", "success": True, "steps": index}}
                config = load_config("eval", ["out={tmp_path}/out", "episodes=8", "workers=2",
                                              "seed=5"])
                agent.evaluate.evaluate(config, episode, Console(file=io.StringIO()))

            main()
            """
        )
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    driver = subprocess.Popen([sys.executable, str(script)], env=environment, cwd=ROOT)
    parts = tmp_path / "out" / "parts"
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and len(list(parts.glob("*.parquet"))) < 5:
        time.sleep(0.2)
    driver.send_signal(signal.SIGKILL)
    driver.wait()

    def episode(config: EvalConfig, index: int) -> dict[str, Any]:
        return {"task_name": "second", "success": True, "steps": index}

    evaluate(_config(tmp_path / "out"), episode, _quiet())
    assert [row["task_name"] for row in _rows(tmp_path / "out")] == ["first"] * 5 + ["second"] * 3
    assert not parts.exists()


def test_a_folder_of_another_configuration_is_refused_naming_the_key(tmp_path: Path) -> None:
    config = _config(tmp_path / "out", "episodes=1", "workers=1")
    evaluate(config, _episode(), _quiet())
    with pytest.raises(InvalidInputError, match=r"^seed: .*seed=5, not 6"):
        evaluate(replace(config, seed=6), _episode(), _quiet())
    smaller = replace(config, sensors=replace(config.sensors, width=64))
    with pytest.raises(InvalidInputError, match=r"^sensors\.width: "):
        evaluate(smaller, _episode(), _quiet())
    evaluate(replace(config, workers=2), _episode(), _quiet())
