"""`hestia plan DOMAIN PROBLEM`: plans any PDDL."""

from __future__ import annotations

import sys

from agent.tool_config import PlanConfig
from envs.interface import InvalidInputError
from planning.result import PlanStatus
from planning.solve import solve


def execute(config: PlanConfig) -> int:
    """Print the plan on stdout, one operator a line, and what it took on stderr.

    Returns:
        0, or 1 where there is no plan: none exists, none was found in time, the engine broke.

    Raises:
        InvalidInputError: a file is missing or malformed, or the engine cannot take it.
    """
    found = solve(config.domain, config.problem, config.planner.engine, config.planner.time_limit)
    if found.status in (PlanStatus.ENGINE_MISSING, PlanStatus.UNSUPPORTED):
        raise InvalidInputError("planner.engine", found.message)
    for operator in found.operators:
        print(operator)
    if found.status is not PlanStatus.SOLVED:
        print(f"hestia: {found.status}: {found.message}", file=sys.stderr)
        return 1
    count = len(found.operators)
    print(f"; {count} operators, cost {found.cost:g}, {found.wall_ms:.0f} ms", file=sys.stderr)
    return 0
