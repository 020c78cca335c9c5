"""The report of an evaluation as a single HTML file: nothing is loaded from anywhere else."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from agent.config import EvalConfig
from agent.confusion import LISTED
from agent.overrides import as_overrides
from agent.report.page import environment
from agent.versions import versions

_WIDTH, _HEIGHT, _FOOT, _HEAD = 800, 220, 24, 28  # [px] of the histogram, in its own units
_BINS = 25


def evaluation_page(
    config: EvalConfig, summary: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> str:
    """The report's HTML.

    Args:
        config: of the evaluation.
        summary: what `summary.json` holds.
        rows: one an episode, by index; see `agent.results.SCHEMA`.
    """
    low, high = summary["success_ci95"]
    planner = summary["planner"]
    figures = [
        (f"success, 95 % within {low:.3f} to {high:.3f}", f"{summary['success_rate']:.3f}"),
        ("goal conditions met", f"{summary['goal_condition_success']:.3f}"),
        ("success, path-length-weighted", f"{summary['plw_success_rate']:.3f}"),
        ("steps an episode", f"{summary['mean_steps']:.1f}"),
        ("failed actions", str(summary["failed_actions"])),
        ("errors", str(summary["errors"])),
        ("ms a plan, half of them faster", f"{planner['p50_ms']:.0f}"),
        *_language_figures(summary["language"]),
        ("steps a second", f"{summary['steps_per_second']:.1f}"),
    ]
    command = shlex.join(["hestia", "eval", *as_overrides("eval", config)])
    return (
        environment()
        .get_template("evaluation.html")
        .render(
            config=config,
            houses=f"{config.data} {config.split}"
            if config.suite.name == "alfred"
            else config.houses,
            summary=summary,
            figures=figures,
            classes=confused(summary["perception"]),
            by_task=sorted(summary["by_task"].items()),
            chart=histogram(rows),
            failures=[row for row in rows if not row["success"]],
            command=command,
            versions=sorted(versions().items()),
        )
    )


def _language_figures(language: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Figures of the language model, where one was asked."""
    if not language["calls"] and not language["cached"]:
        return []
    return [
        ("language model calls", str(language["calls"])),
        ("tokens", str(language["tokens"])),
        ("US dollars", f"{language['cost_usd']:.4f}"),
        ("ms an answer, half of them faster", f"{language['p50_ms']:.0f}"),
    ]


def confused(perception: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Rows of the table of what things were taken for, the commonest classes first."""
    found: list[tuple[str, dict[str, Any]]] = []
    for name, shares in list(perception["by_class"].items())[:LISTED]:
        wrong = [f"{other} ({n})" for true, other, n in perception["confusions"] if true == name]
        found.append((name, {**shares, "mistaken_for": ", ".join(wrong)}))
    return found


def histogram(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Where to draw the bars of a histogram of steps, failures on top of successes."""
    longest = max((row["steps"] for row in rows), default=0)
    size = max(1, -(-(longest + 1) // _BINS))
    good, bad = [0] * _BINS, [0] * _BINS
    for row in rows:
        (good if row["success"] else bad)[row["steps"] // size] += 1
    most = max((one + other for one, other in zip(good, bad, strict=True)), default=0) or 1
    column = _WIDTH / _BINS
    scale = (_HEIGHT - _FOOT - _HEAD) / most
    bars: list[dict[str, Any]] = []
    for place, (successes, failures) in enumerate(zip(good, bad, strict=True)):
        bottom = float(_HEIGHT - _FOOT)
        for kind, count in (("good", successes), ("bad", failures)):
            if not count:
                continue
            bottom -= count * scale
            first, last = place * size, place * size + size - 1
            verb = "succeeded" if kind == "good" else "failed"
            bars.append(
                {
                    "kind": kind,
                    "x": round(place * column + 1, 1),
                    "y": round(bottom, 1),
                    "width": round(column - 2, 1),
                    "height": round(count * scale, 1),
                    "title": f"{count} {verb} with {first} to {last} steps",
                }
            )
    ticks = [
        {"x": round((place + 0.5) * column, 1), "text": place * size}
        for place in range(0, _BINS, 4)
    ]
    return {"width": _WIDTH, "height": _HEIGHT, "bars": bars, "ticks": ticks, "most": most}
