"""The figures of an evaluation, from its rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Row = Mapping[str, Any]


def summarize(rows: Sequence[Row], wall_s: float) -> dict[str, Any]:
    """What `summary.json` holds.

    Args:
        rows: one an episode; see `agent.results.SCHEMA`.
        wall_s: [s] that the evaluation took.

    Returns:
        The keys that tools rely on, in a fixed order.
    """
    by_task: dict[str, list[Row]] = {}
    for row in rows:
        by_task.setdefault(str(row["task_name"] or "failed to start"), []).append(row)
    steps = sum(row["steps"] for row in rows)
    return {
        **_scores(rows),
        "steps_per_second": round(steps / wall_s, 3) if wall_s > 0 else 0.0,
        "wall_s": round(wall_s, 3),
        "planner": {
            "calls": sum(row["planner_calls"] for row in rows),
            **_quantiles([value for row in rows for value in row["planner_ms"]]),
        },
        "language": {
            "calls": sum(row["language_calls"] for row in rows),
            "tokens": sum(row["tokens"] for row in rows),
            "cost_usd": round(sum(row["cost_usd"] for row in rows), 6),
        },
        "by_task": {name: _scores(by_task[name]) for name in sorted(by_task)},
    }


def lines(summary: Mapping[str, Any]) -> list[str]:
    """What to print of a summary."""
    low, high = summary["success_ci95"]
    width = max((len(name) for name in summary["by_task"]), default=0)
    return [
        *(
            f"  {name:{width}}  {scores['success_rate']:.3f} of {scores['episodes']}"
            + (f", {scores['errors']} errors" if scores["errors"] else "")
            for name, scores in summary["by_task"].items()
        ),
        f"success {summary['success_rate']:.3f} [{low:.3f}, {high:.3f}], goal conditions "
        f"{summary['goal_condition_success']:.3f}, path-length-weighted "
        f"{summary['plw_success_rate']:.3f}, {summary['errors']} errors",
    ]


def _scores(rows: Sequence[Row]) -> dict[str, Any]:
    """The scores of some episodes; an episode that ended with an error counts as a failure."""
    count = len(rows)
    successes = sum(bool(row["success"]) for row in rows)
    return {
        "episodes": count,
        "success_rate": successes / count if count else 0.0,
        "success_ci95": list(wilson_interval(successes, count)),
        "goal_condition_success": _mean([row["goal_condition_success"] for row in rows]),
        "plw_success_rate": _weighted(rows, "success"),
        "plw_goal_condition_success": _weighted(rows, "goal_condition_success"),
        "mean_steps": _mean([row["steps"] for row in rows]),
        "failed_actions": sum(row["failed_actions"] for row in rows),
        "errors": sum(row["error"] is not None for row in rows),
    }


def wilson_interval(successes: int, count: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson, 1927)."""
    if not count:
        return 0.0, 1.0
    z = 1.959963984540054
    share = successes / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    half /= 1 + z * z / count
    return max(0.0, middle - half), min(1.0, middle + half)


def _weighted(rows: Sequence[Row], key: str) -> float:
    """Path-length weighting: `s L*/max(L, L*)`, averaged with weight `L*` (ALFRED, 2020)."""
    total = sum(row["expert_length"] for row in rows)
    if not total:
        return 0.0
    gained = 0.0
    for row in rows:
        reference = row["expert_length"]
        if reference:
            gained += row[key] * reference * reference / max(row["steps"], reference)
    return gained / total


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    """[ms] median and 95th percentile."""
    if not values:
        return {"p50_ms": 0.0, "p95_ms": 0.0}
    half, most = np.percentile(values, (50, 95))
    return {"p50_ms": round(float(half), 3), "p95_ms": round(float(most), 3)}
