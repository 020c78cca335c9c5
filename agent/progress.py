"""Live progress of an evaluation: a bar and a table on a terminal, plain lines anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table

LINE_EVERY = 10.0  # [s] between plain lines


@dataclass(slots=True)
class Tally:
    """Counts of some episodes."""

    done: int = 0
    succeeded: int = 0
    errors: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one row."""
        self.done += 1
        self.succeeded += bool(row.get("success"))
        self.errors += row.get("error") is not None

    @property
    def rate(self) -> float:
        """Share that succeeded."""
        return self.succeeded / self.done if self.done else 0.0


class Progress:
    """Shows how far an evaluation is; a context manager.

    Args:
        total: episodes in all.
        console: where to.
        clock: [s], monotonic.
    """

    def __init__(self, total: int, console: Console, clock: Callable[[], float]) -> None:
        self._total = total
        self._console = console
        self._clock = clock
        self._all = Tally()
        self._by_task: dict[str, Tally] = {}
        self._resumed = 0
        self._start = self._last_line = clock()
        self._live = Live(console=console, auto_refresh=False) if console.is_terminal else None

    def __enter__(self) -> Progress:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.update(self._picture(), refresh=True)
            self._live.stop()

    def resume(self, row: Mapping[str, Any]) -> None:
        """Count a row of an earlier run."""
        self._resumed += 1
        self._count(row)

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a row that has just come in, and show it."""
        self._count(row)
        now = self._clock()
        if self._live:
            self._live.update(self._picture(), refresh=True)
        elif now - self._last_line >= LINE_EVERY or self._all.done == self._total:
            self._last_line = now
            self._console.print(self.line(), highlight=False, soft_wrap=True)

    def line(self) -> str:
        """How far it is, in one line."""
        new = self._all.done - self._resumed
        seconds = self._clock() - self._start
        left = self._total - self._all.done
        eta = _duration(left * seconds / new) if new else "unknown"
        return (
            f"{self._all.done}/{self._total} episodes, success {self._all.rate:.3f}, "
            f"errors {self._all.errors}, {_duration(seconds)} so far, {eta} to go"
        )

    def _count(self, row: Mapping[str, Any]) -> None:
        self._all.add(row)
        name = str(row.get("task_type") or "failed to start")
        self._by_task.setdefault(name, Tally()).add(row)

    def _picture(self) -> RenderableType:
        table = Table("task", "episodes", "success", "errors", box=None, padding=(0, 2, 0, 0))
        for name in sorted(self._by_task):
            tally = self._by_task[name]
            table.add_row(escape(name), str(tally.done), f"{tally.rate:.3f}", str(tally.errors))
        return Group(table, ProgressBar(self._total, self._all.done, width=60), escape(self.line()))


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
