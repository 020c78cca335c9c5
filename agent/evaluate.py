"""An evaluation: episodes on Ray, rows to disk as they come, a summary and a page at the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from agent.config import EvalConfig
from agent.progress import Progress
from agent.results import ResultStore, write_text
from agent.summary import summarize
from agent.workers import EpisodeFunction, run_episodes, start_ray, stop_ray, worker_count

FLUSH_EVERY = 3.0  # [s] of finished episodes that the death of this process may cost


def evaluate(
    config: EvalConfig,
    function: EpisodeFunction,
    console: Console,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, Any]:
    """Run the episodes of `config` that its folder does not hold yet, and sum all of them up.

    Args:
        config: what to run; the same `out` again resumes.
        function: one episode, a row from the configuration and an index.
        console: where progress is shown.
        clock: [s], monotonic.

    Returns:
        What is in `summary.json`.

    Raises:
        InvalidInputError: `out` holds an evaluation of another configuration.
    """
    from agent.report.evaluation_page import evaluation_page

    started = clock()
    store = ResultStore(config)
    missing = store.missing(config.episodes)
    if missing:
        _run(config, function, store, missing, console, clock)
    rows = store.finish()
    spent = clock() - started if missing else 0.0
    summary = summarize(rows, wall_s=store.earlier_s + spent)
    store.write_json("summary.json", summary)
    write_text(Path(config.out) / "report.html", evaluation_page(config, summary, rows))
    return summary


def _run(
    config: EvalConfig,
    function: EpisodeFunction,
    store: ResultStore,
    missing: list[int],
    console: Console,
    clock: Callable[[], float],
) -> None:
    """Run the missing episodes into the store."""
    started = clock()
    if len(missing) < config.episodes:
        console.print(f"resuming: {config.episodes - len(missing)} episodes are there already")
    ours = start_ray(config.ray_address)
    try:
        workers = worker_count(config.workers, len(missing))
        console.print(f"{len(missing)} episodes on {workers} worker{'s' * (workers > 1)}")
        flushed = clock()
        with Progress(config.episodes, console, clock) as progress:
            for row in store.rows:
                progress.resume(row)
            for row in run_episodes(config, function, missing, workers, clock):
                store.add(row)
                progress.add(row)
                if clock() - flushed >= FLUSH_EVERY:
                    flushed = clock()
                    store.flush(flushed - started)
    finally:
        store.flush(clock() - started)
        if ours:
            stop_ray()
