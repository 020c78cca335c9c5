"""Running Fast Downward's search component, the binary in the `up-fast-downward` wheel."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from importlib import util
from pathlib import Path

from planning.result import PlanStatus

_UNSOLVABLE = {10, 11, 12}  # https://www.fast-downward.org/latest/documentation/exit-codes/
_OUT_OF_TIME = {21, 23, 24}
_POLL = 0.02  # [s]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found.

    Attributes:
        status: how it ended.
        plan: operator name and arguments, for each step.
        message: what went wrong.
    """

    status: PlanStatus
    plan: tuple[tuple[str, ...], ...] = ()
    message: str = ""


@functools.cache
def binary() -> Path | None:
    """Fast Downward's search component from the wheel, None where it is not installed."""
    spec = util.find_spec("up_fast_downward")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    for name in ("downward", "downward.exe"):
        path = root / "downward" / "builds" / "release" / "bin" / name
        if path.exists():
            return path
    return None


def run_search(
    sas: str, time_limit: float, cancel: threading.Event | None, search: str
) -> tuple[PlanStatus, tuple[int, ...], str]:
    """Run the search component on a task; operators come back by index."""
    program = binary()
    if program is None:
        message = "Fast Downward is not installed: pip install up-fast-downward"
        return PlanStatus.ENGINE_MISSING, (), message
    if cancel is not None and cancel.is_set():
        return PlanStatus.CANCELLED, (), "cancelled"
    with tempfile.TemporaryDirectory(prefix="hestia-plan-") as folder:
        plan = Path(folder) / "plan"
        command = [str(program), "--search", search, "--internal-plan-file", str(plan)]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=folder,
            text=True,
            close_fds=False,
        )
        status, _, errors = wait(process, sas, time_limit, cancel)
        if status is not None:
            return status, (), _reason(status, time_limit)
        code = process.returncode
        if code == 0 and plan.exists():
            lines = plan.read_text(encoding="utf-8").splitlines()
            order = tuple(int(line.strip("() ")) for line in lines if not line.startswith(";"))
            return PlanStatus.SOLVED, order, ""
    if code in _UNSOLVABLE:
        return PlanStatus.UNSOLVABLE, (), "the search space holds no plan"
    if code in _OUT_OF_TIME:
        return PlanStatus.TIMEOUT, (), f"no plan within {time_limit:g} s"
    return PlanStatus.ERROR, (), f"Fast Downward ended with code {code}: {errors.strip()[-300:]}"


def _reason(status: PlanStatus, time_limit: float) -> str:
    return "cancelled" if status is PlanStatus.CANCELLED else f"no plan within {time_limit:g} s"


def wait(
    process: subprocess.Popen[str],
    text: str | None,
    time_limit: float,
    cancel: threading.Event | None,
) -> tuple[PlanStatus | None, str, str]:
    """Feed a process and wait for its end, the limit, or the cancellation.

    Returns:
        why it was ended early (None if it ended by itself), its output, its errors.
    """
    deadline = time.monotonic() + time_limit
    try:
        while True:
            left = max(deadline - time.monotonic(), 0.0)
            try:
                output, errors = process.communicate(
                    text, timeout=left if cancel is None else min(left, _POLL)
                )
                return None, output or "", errors or ""
            except subprocess.TimeoutExpired:
                text = None
                stopped = cancel is not None and cancel.is_set()
                if left <= 0 or stopped:
                    end(process)
                    return (PlanStatus.CANCELLED if stopped else PlanStatus.TIMEOUT), "", ""
    except BaseException:
        end(process)
        raise


def end(process: subprocess.Popen[str]) -> None:
    """Kill a process, and what it started if it leads a session of its own."""
    if process.poll() is not None:
        return
    try:
        leads = hasattr(os, "killpg") and os.getpgid(process.pid) == process.pid
        if leads:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except ProcessLookupError:
        pass
    process.communicate()
