"""`hestia eval`: many episodes on Ray."""

from __future__ import annotations

import sys

from rich.console import Console

from agent.config import EvalConfig
from agent.engine_check import check_engine
from agent.eyes import check_eyes
from agent.language import check_language
from envs.teach.definitions import load_library, own_library
from envs.thor.sources import house_specs


def execute(config: EvalConfig) -> int:
    """Run an evaluation, and print where it stands at the end.

    Returns:
        0, or 1 where an episode ended with an error.
    """
    from agent.draw import run_suite_episode
    from agent.evaluate import evaluate
    from agent.summary import lines

    _check(config)
    console = Console()
    try:
        summary = evaluate(config, run_suite_episode, console)
    except KeyboardInterrupt:
        print(f"hestia: stopped; the same command with out={config.out} goes on", file=sys.stderr)
        raise
    for line in lines(summary):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    print(f"report: {config.out}/report.html")
    return 1 if summary["errors"] else 0


def _check(config: EvalConfig) -> None:
    """Find out here, not in every worker, that a house, a task or an engine does not exist."""
    check_engine(config.planner)
    check_eyes(config.sensors)
    check_language(config.language, words=False)
    if config.suite.name == "alfred":
        from agent.draw import alfred_suite

        suite = config.suite
        alfred_suite(config.data, config.split, config.seed, tuple(suite.tasks), suite.words)
        return
    house_specs(config.houses)
    library = load_library(config.suite.folder) if config.suite.folder else own_library()
    for name in config.suite.tasks:
        library.get(name)
