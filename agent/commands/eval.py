"""`hestia eval`: many episodes on Ray."""

from __future__ import annotations

from rich.console import Console

from agent.config import EvalConfig


def execute(config: EvalConfig) -> int:
    """Run an evaluation, and print where it stands at the end.

    Returns:
        0, or 1 where an episode ended with an error.
    """
    from agent.episode import run_suite_episode
    from agent.evaluate import evaluate
    from agent.summary import lines

    console = Console()
    summary = evaluate(config, run_suite_episode, console)
    for line in lines(summary):
        console.print(line, highlight=False, markup=False)
    console.print(f"report: {config.out}/report.html", highlight=False, markup=False)
    return 1 if summary["errors"] else 0
