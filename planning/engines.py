"""Other planning engines, by name, through unified-planning."""

from __future__ import annotations

import threading

from planning.fast_downward import SearchResult
from planning.result import PlanStatus


def run_engine(
    engine: str, domain: str, problem: str, time_limit: float, cancel: threading.Event | None = None
) -> SearchResult:
    """Plan with a unified-planning engine."""
    return SearchResult(PlanStatus.ENGINE_MISSING, (), f"planner {engine!r} is not installed")
