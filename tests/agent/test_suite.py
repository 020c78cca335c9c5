"""A real evaluation, twice: rows are the same for any number of workers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from agent.evaluate import evaluate
from agent.overrides import load_config

TIMES = ("wall_s", "planner_ms", "language_ms")


@pytest.mark.slow
def test_real_episodes_do_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    from agent.draw import run_suite_episode

    found: list[list[dict[str, Any]]] = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        config = load_config(
            "eval", [f"out={out}", f"workers={workers}", "episodes=3", "seed=3", "traces=all"]
        )
        summary = evaluate(config, run_suite_episode, Console(file=io.StringIO()))
        assert summary["errors"] == 0
        rows = pq.read_table(out / "episodes.parquet").to_pylist()
        found.append([{k: v for k, v in row.items() if k not in TIMES} for row in rows])
    assert found[0] == found[1]
    for row in found[0]:
        one, two = (tmp_path / str(workers) / row["trace_path"] for workers in (1, 2))
        assert one.read_bytes() == two.read_bytes()
