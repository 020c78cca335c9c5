"""Plans for any PDDL domain and problem."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from importlib import util
from pathlib import Path

from envs.interface import InvalidInputError
from planning.engines import run_engine
from planning.fast_downward import SearchResult, binary, wait
from planning.pddl_check import check_pddl
from planning.result import PlanStatus
from planning.state import Operator

# Exit codes: https://www.fast-downward.org/latest/documentation/exit-codes/
_OUTCOMES = {
    10: (PlanStatus.UNSOLVABLE, "there is no plan"),
    11: (PlanStatus.UNSOLVABLE, "there is no plan"),
    12: (PlanStatus.UNSOLVABLE, "no plan was found"),
    20: (PlanStatus.ERROR, "out of memory"),
    21: (PlanStatus.TIMEOUT, "out of time"),
    22: (PlanStatus.ERROR, "out of memory"),
    23: (PlanStatus.TIMEOUT, "out of time"),
    24: (PlanStatus.TIMEOUT, "out of time and memory"),
    31: (PlanStatus.UNSUPPORTED, "fast-downward does not take what the domain uses"),
    33: (PlanStatus.UNSUPPORTED, "fast-downward does not take what the domain uses"),
    34: (PlanStatus.UNSUPPORTED, "fast-downward does not take what the domain uses"),
}
_BEYOND_FAST_DOWNWARD = (":durative-action", ":process", ":event")


@dataclass(frozen=True, slots=True)
class Solution:
    """Answer to a planning problem.

    Attributes:
        status: how it ended.
        operators: the plan.
        cost: of the plan by the problem's metric where the engine tells it, else its length.
        wall_ms: time spent.
        message: for people, on what went wrong.
    """

    status: PlanStatus
    operators: tuple[Operator, ...] = ()
    cost: float = 0.0
    wall_ms: float = 0.0
    message: str = ""


def solve(
    domain: str | Path,
    problem: str | Path,
    engine: str = "fast-downward",
    time_limit: float = 60.0,
    cancel: threading.Event | None = None,
) -> Solution:
    """Plan for PDDL files (or PDDL text) with an engine.

    Args:
        domain: path of a file, or PDDL text (anything that starts with `(` or `;`).
        problem: the same.
        engine: `fast-downward`, or the name of any unified-planning engine.
        time_limit: [s].
        cancel: set it, from another thread, to give up.

    Raises:
        InvalidInputError: a file is missing or malformed, naming the file and line.
    """
    start = time.monotonic()
    domain_text, domain_name = _read(domain, "domain")
    problem_text, problem_name = _read(problem, "problem")
    check_pddl(domain_text, problem_text, domain_name, problem_name)
    if engine == "fast-downward":
        found, cost = _fast_downward(domain_text, problem_text, time_limit, cancel)
    else:
        found = run_engine(engine, domain_text, problem_text, time_limit, cancel)
        cost = float(len(found.plan))
    return Solution(
        found.status,
        tuple(Operator(step[0], tuple(step[1:])) for step in found.plan),
        cost,
        (time.monotonic() - start) * 1000.0,
        found.message,
    )


def _read(source: str | Path, what: str) -> tuple[str, str]:
    """Text of a file, and what to call it in messages."""
    if isinstance(source, str) and source.lstrip().startswith(("(", ";")):
        return source, what
    path = Path(source)
    try:
        return path.read_text(encoding="utf-8"), str(path)
    except OSError as error:
        raise InvalidInputError(what, f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidInputError(what, f"{path} is not UTF-8 text") from error


def _fast_downward(
    domain: str, problem: str, time_limit: float, cancel: threading.Event | None
) -> tuple[SearchResult, float]:
    """Fast Downward's own driver, LAMA's first iteration; and the cost of its plan."""
    for word in _BEYOND_FAST_DOWNWARD:
        if f"({word}" in domain.lower():
            text = f"fast-downward takes no {word}; planner=tamer, lpg, aries or enhsp may"
            return SearchResult(PlanStatus.UNSUPPORTED, (), text), 0.0
    driver = _driver()
    if driver is None:
        text = "planner 'fast-downward' is not installed: pip install up-fast-downward"
        return SearchResult(PlanStatus.ENGINE_MISSING, (), text), 0.0
    with tempfile.TemporaryDirectory(prefix="hestia-plan-") as name:
        folder = Path(name)
        (folder / "domain.pddl").write_text(domain, encoding="utf-8")
        (folder / "problem.pddl").write_text(problem, encoding="utf-8")
        command = [
            sys.executable, str(driver), "--alias", "lama-first", "--plan-file", "plan",
            "domain.pddl", "problem.pddl",
        ]  # fmt: skip
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            start_new_session=True,
        )
        stopped, output, errors = wait(process, None, time_limit, cancel)
        if stopped is not None:
            return SearchResult(stopped, (), f"{stopped.value} after {time_limit:g} s"), 0.0
        plan = folder / "plan"
        if process.returncode == 0 and plan.exists():
            return _plan(plan.read_text(encoding="utf-8"))
    lines = [line for line in (errors + output).splitlines() if line.strip()]
    status, text = _OUTCOMES.get(process.returncode, (PlanStatus.ERROR, "fast-downward failed"))
    if status in (PlanStatus.ERROR, PlanStatus.UNSUPPORTED):
        said = [line for line in lines if "rror" in line or "Reason" in line] or lines[-3:]
        text = f"{text}: {' '.join(said)[-400:]}"
    return SearchResult(status, (), text), 0.0


def _plan(text: str) -> tuple[SearchResult, float]:
    steps: list[tuple[str, ...]] = []
    cost = 0.0
    for line in text.splitlines():
        if line.startswith(";"):
            words = line.split("=")[-1].split()
            cost = float(words[0]) if words else 0.0
        elif line.strip():
            steps.append(tuple(line.strip(" ()").split()))
    return SearchResult(PlanStatus.SOLVED, tuple(steps)), cost


def _driver() -> Path | None:
    spec = util.find_spec("up_fast_downward")
    if binary() is None or spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "downward" / "fast-downward.py"
