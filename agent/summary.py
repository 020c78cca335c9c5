"""The figures of an evaluation, from its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from agent.confusion import perception_summary
from envs.teach.metrics import EpisodeScore, scores, scores_by_task

Row = Mapping[str, Any]


def summarize(rows: Sequence[Row], wall_s: float) -> dict[str, Any]:
    """What `summary.json` holds.

    Args:
        rows: one an episode; see `agent.results.SCHEMA`.
        wall_s: [s] that the evaluation took.

    Returns:
        The keys that tools rely on, in a fixed order.
    """
    episodes = [_score(row) for row in rows]
    steps = sum(row["steps"] for row in rows)
    return {
        **scores(episodes),
        "steps_per_second": round(steps / wall_s, 3) if wall_s > 0 else 0.0,
        "wall_s": round(wall_s, 3),
        "planner": {
            "calls": sum(row["planner_calls"] for row in rows),
            **_quantiles([value for row in rows for value in row["planner_ms"]]),
        },
        "language": {
            "calls": sum(row["language_calls"] for row in rows),
            "cached": sum(row["language_cached"] or 0 for row in rows),
            **_quantiles([value for row in rows for value in row["language_ms"] or ()]),
            "tokens": sum(row["tokens"] for row in rows),
            "cost_usd": round(sum(row["cost_usd"] for row in rows), 6),
        },
        "perception": perception_summary(rows),
        "by_task": scores_by_task(episodes),
    }


def lines(summary: Mapping[str, Any]) -> list[str]:
    """What to print of a summary."""
    low, high = summary["success_ci95"]
    width = max((len(name) for name in summary["by_task"]), default=0)
    return [
        *(
            f"  {name:{width}}  {task['success_rate']:.3f} of {task['episodes']}"
            + (f", {task['errors']} errors" if task["errors"] else "")
            for name, task in summary["by_task"].items()
        ),
        f"success {summary['success_rate']:.3f} [{low:.3f}, {high:.3f}], goal conditions "
        f"{summary['goal_condition_success']:.3f}, path-length-weighted "
        f"{summary['plw_success_rate']:.3f}, {summary['errors']} errors",
    ]


def _score(row: Row) -> EpisodeScore:
    return EpisodeScore(
        task=str(row["task_type"] or "failed to start"),
        success=bool(row["success"]) and row["error"] is None,
        goal_condition_success=row["goal_condition_success"],
        steps=row["steps"],
        expert_length=row["expert_length"],
        failed_actions=row["failed_actions"],
        error=row["error"] or "",
    )


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    """[ms] median and 95th percentile."""
    if not values:
        return {"p50_ms": 0.0, "p95_ms": 0.0}
    half, most = np.percentile(values, (50, 95))
    return {"p50_ms": round(float(half), 3), "p95_ms": round(float(most), 3)}
