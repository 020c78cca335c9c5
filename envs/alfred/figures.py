"""What replays add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from envs.alfred.replay import MOVES, ReplayResult

START = "Start"
TURNS = frozenset({"RotateLeft", "RotateRight", "LookUp", "LookDown"})
COMMONEST = 10

Row = Mapping[str, Any]


def replay_row(result: ReplayResult) -> dict[str, Any]:
    """One replay as JSON types, which `figures` adds up."""
    report = result.report
    return {
        "task_id": result.task_id,
        "task_dir": result.task_dir,
        "task_type": result.task_type,
        "floor_plan": result.floor_plan,
        "success": report.success,
        "conditions_met": report.met,
        "conditions_total": report.total,
        "conditions": [
            {"text": line.text, "met": line.met, "total": line.total} for line in report.conditions
        ],
        "tried": dict(sorted(result.tried.items())),
        "succeeded": dict(sorted(result.succeeded.items())),
        "failures": [
            {
                "index": failure.index,
                "action": failure.action,
                "object_id": failure.object_id,
                "reason": failure.reason,
                "detail": failure.detail,
            }
            for failure in result.failures
        ],
    }


def figures(rows: Sequence[Row], wall_s: float) -> dict[str, Any]:
    """What `summary.json` of `hestia replay` holds.

    `standable` and `interaction_success` are shares of all positions visited and of all
    interactions, so that long trajectories count for more; `success_rate` is a share of
    trajectories. A trajectory that could not be replayed counts as an error and as no success,
    and has no part in the other two.

    Args:
        rows: of `replay_row`, or `{"error": ...}` for what could not be replayed.
        wall_s: [s] that it took.
    """
    good = [row for row in rows if not row.get("error")]
    names = sorted({name for row in good for name in row["tried"]})
    types = sorted({str(row["task_type"]) for row in good})
    commonest = Counter(f["reason"] for row in good for f in row["failures"])
    return {
        "episodes": len(rows),
        "errors": len(rows) - len(good),
        **_shares(rows),
        "goal_condition_success": _share(
            sum(row["conditions_met"] for row in good), sum(row["conditions_total"] for row in good)
        ),
        "by_action": {name: _action(good, name) for name in names},
        "by_task_type": {
            kind: _shares([row for row in good if row["task_type"] == kind]) for kind in types
        },
        "failures": [
            {"reason": reason, "count": count}
            for reason, count in sorted(commonest.items(), key=lambda item: (-item[1], item[0]))[
                :COMMONEST
            ]
        ],
        "wall_s": round(wall_s, 3),
    }


def lines(summary: Mapping[str, Any]) -> list[str]:
    """What to print of a summary."""
    width = max((len(name) for name in summary["by_task_type"]), default=0)
    return [
        *(
            f"  {name:{width}}  success {part['success_rate']:.3f} of {part['episodes']}, "
            f"standable {part['standable']:.4f}, interactions {part['interaction_success']:.4f}"
            for name, part in summary["by_task_type"].items()
        ),
        *(f"  {item['count']:5d}  {item['reason']}" for item in summary["failures"]),
        f"success {summary['success_rate']:.3f}, standable {summary['standable']:.4f}, "
        f"interactions {summary['interaction_success']:.4f}, {summary['errors']} errors",
    ]


def _shares(rows: Sequence[Row]) -> dict[str, Any]:
    good = [row for row in rows if not row.get("error")]
    moves = {START, *MOVES}
    kinds = {name for row in good for name in row["tried"]}
    acts = kinds - moves - TURNS
    return {
        "episodes": len(rows),
        "standable": _share(*_sums(good, moves)),
        "interaction_success": _share(*_sums(good, acts)),
        "success_rate": _share(sum(bool(row["success"]) for row in good), len(rows)),
    }


def _action(rows: Sequence[Row], name: str) -> dict[str, Any]:
    succeeded, tried = _sums(rows, {name})
    return {"tried": tried, "succeeded": succeeded, "success_rate": _share(succeeded, tried)}


def _sums(rows: Iterable[Row], names: Iterable[str]) -> tuple[int, int]:
    """How often the actions of these names succeeded, and were tried."""
    chosen = sorted(names)
    succeeded = tried = 0
    for row in rows:
        succeeded += sum(row["succeeded"].get(name, 0) for name in chosen)
        tried += sum(row["tried"].get(name, 0) for name in chosen)
    return succeeded, tried


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0
