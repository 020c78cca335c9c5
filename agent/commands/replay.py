"""`hestia replay`: what experts did in AI2-THOR, action by action, in the rebuilt floor plans."""

from __future__ import annotations

import dataclasses
import functools
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from agent.config import HOW_KEYS, ReplayConfig
from agent.results import write_text
from agent.workers import run_episodes, start_ray, stop_ray, worker_count
from envs.alfred.sources import Source, spread, trajectory_sources
from envs.interface import InvalidInputError

ROWS = "replays.jsonl"


def execute(config: ReplayConfig) -> int:
    """Replay trajectories, and sum up how they went.

    Returns:
        0, or 1 where a trajectory could not be replayed; how well they went is no error.
    """
    from envs.alfred.figures import figures, lines

    started = time.monotonic()
    total = len(chosen(config))
    console = Console()
    rows = _Rows(config)
    missing = [index for index in range(total) if index not in rows.done]
    if rows.done:
        console.print(f"resuming: {len(rows.done)} trajectories are there already")
    if missing:
        try:
            _run(config, rows, missing, console)
        except KeyboardInterrupt:
            again = f"the same command with out={config.out} goes on"
            print(f"hestia: stopped; {again}", file=sys.stderr)
            raise
    ordered = [rows.done[index] for index in sorted(rows.done) if index < total]
    spent = time.monotonic() - started if missing else 0.0
    summary = figures(ordered, rows.earlier_s + spent)
    write_text(Path(config.out) / "summary.json", json.dumps(summary, indent=2) + "\n")
    for line in lines(summary):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    for row in [row for row in ordered if row.get("error")][:5]:
        print(f"hestia: trajectory {row['index']}: {row['error']}", file=sys.stderr)
    return 1 if summary["errors"] else 0


def chosen(config: ReplayConfig) -> list[Source]:
    """The trajectories that a configuration asks for, evenly spread over the data.

    Raises:
        InvalidInputError: there are none.
    """
    sources = _sources(config.data, config.split, config.scenes)
    count = len(sources) if config.episodes == "all" else int(config.episodes)
    return [sources[index] for index in spread(len(sources), count)]


@functools.cache
def _sources(data: str, split: str, scenes: str) -> tuple[Source, ...]:
    """One a process: a data set is read once."""
    return trajectory_sources(data, split, scenes)


def replay_one(config: ReplayConfig, index: int) -> Mapping[str, Any]:
    """One trajectory's row."""
    from envs.alfred.figures import replay_row
    from envs.alfred.replay import replay

    return replay_row(replay(chosen(config)[index].read()))


def _run(config: ReplayConfig, rows: _Rows, missing: list[int], console: Console) -> None:
    started = time.monotonic()
    ours = start_ray(config.ray_address)
    bar = Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console)
    try:
        workers = worker_count(config.workers, len(missing))
        console.print(f"{len(missing)} trajectories on {workers} worker{'s' * (workers > 1)}")
        with bar:
            task = bar.add_task("", total=len(missing))
            for row in run_episodes(config, replay_one, missing, workers):
                rows.add(row, time.monotonic() - started)
                bar.advance(task)
    finally:
        rows.close()
        if ours:
            stop_ray()


class _Rows:
    """The rows of `out=`, one JSON object a line, after a line that says what they are of."""

    def __init__(self, config: ReplayConfig) -> None:
        self.done: dict[int, dict[str, Any]] = {}
        self.earlier_s = 0.0
        folder = Path(config.out)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidInputError("out", f"cannot make the folder {folder}: {error}") from None
        path = folder / ROWS
        ours = {k: v for k, v in dataclasses.asdict(config).items() if k not in HOW_KEYS}
        if path.exists():
            self._read(path, ours)
        self._file = path.open("a", encoding="utf-8")
        if not self._file.tell():
            self._write({"config": ours})

    def add(self, row: Mapping[str, Any], spent_s: float) -> None:
        """Takes a row; it is on disk when this returns."""
        full = {**row, "spent_s": round(self.earlier_s + spent_s, 3)}
        self.done[int(row["index"])] = full
        self._write(full)

    def close(self) -> None:
        self._file.close()

    def _write(self, value: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(value) + "\n")
        self._file.flush()

    def _read(self, path: Path, ours: Mapping[str, Any]) -> None:
        text = path.read_text(encoding="utf-8")
        first, *rest = text.splitlines() or [""]
        try:
            theirs = json.loads(first)["config"]
        except (ValueError, KeyError, TypeError):
            raise InvalidInputError("out", f"{path} is not a replay; choose another out=") from None
        for key in sorted({*theirs, *ours}):
            if theirs.get(key) != ours.get(key):
                raise InvalidInputError(
                    key,
                    f"{path.parent} holds a replay with {key}={theirs.get(key)}, not "
                    f"{ours.get(key)}; give the same value to resume it, or another out=",
                )
        kept = [first]
        for line in rest:
            try:
                row = json.loads(line)
                index = int(row["index"])
            except (ValueError, KeyError, TypeError):
                continue  # the line that was being written when the process died
            kept.append(line)
            if not row.get("error"):
                self.done[index] = row
            self.earlier_s = max(self.earlier_s, float(row.get("spent_s", 0.0)))
        write_text(path, "\n".join(kept) + "\n")
