"""Other planning engines, by name, through unified-planning.

Each call runs in a process of its own (`engine_process.py`), so that it can be cancelled and
limited whatever the engine does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planning.fast_downward import SearchResult, wait
from planning.result import PlanStatus

# Engines that unified-planning knows, and the package that installs each.
PACKAGES = {
    "fast-downward": "up-fast-downward", "fast-downward-opt": "up-fast-downward",
    "pyperplan": "up-pyperplan", "tamer": "up-tamer", "enhsp": "up-enhsp", "lpg": "up-lpg",
    "aries": "up-aries", "symk": "up-symk", "symk-opt": "up-symk", "fmap": "up-fmap",
    "spiderplan": "up-spiderplan",
}  # fmt: skip
START_ALLOWANCE = 20.0  # [s] for starting Python and reading the problem


def run_engine(
    engine: str,
    domain: str,
    problem: str,
    time_limit: float,
    cancel: threading.Event | None = None,
) -> SearchResult:
    """Plan with a unified-planning engine.

    Args:
        engine: its name in unified-planning, such as `pyperplan`, `tamer` or `enhsp`.
        domain: PDDL text.
        problem: PDDL text.
        time_limit: [s] for the engine.
        cancel: ends the engine early once it is set.

    Returns:
        the plan, or a status that says why there is none: `ENGINE_MISSING` and how to install
        it, `UNSUPPORTED` and which features of the domain it does not take, and so on.
    """
    request = {"engine": engine, "domain": domain, "problem": problem, "time_limit": time_limit}
    process = subprocess.Popen(
        [sys.executable, "-m", "planning.engine_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=_environment(),
    )
    status, output, errors = wait(
        process, json.dumps(request), time_limit + START_ALLOWANCE, cancel
    )
    if status is not None:
        return SearchResult(status, (), f"{engine}: {status.value} after {time_limit:g} s")
    lines = output.strip().splitlines()
    if process.returncode != 0 or not lines:
        return SearchResult(PlanStatus.ERROR, (), f"{engine}: {errors.strip()[-500:]}")
    answer: Mapping[str, Any] = json.loads(lines[-1])
    plan = tuple(tuple(str(word) for word in step) for step in answer["plan"])
    return SearchResult(PlanStatus(answer["status"]), plan, str(answer["message"]))


def _environment() -> dict[str, str]:
    """The environment, with this package in reach of a new Python."""
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
