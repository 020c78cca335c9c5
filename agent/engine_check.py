"""Finds out before an episode, not in the middle of it, that an engine cannot plan here."""

from __future__ import annotations

from agent.config import PlannerConfig
from envs.interface import InvalidInputError
from planning.goals import Component, Goal
from planning.planner import DEFAULT_ENGINE, Planner
from planning.result import PlanStatus
from planning.state import SymbolicState, Thing

_REFUSALS = (PlanStatus.ENGINE_MISSING, PlanStatus.UNSUPPORTED, PlanStatus.ERROR)


def check_engine(config: PlannerConfig) -> None:
    """Let an engine plan the smallest thing that there is to do in a household.

    Args:
        config: the default engine comes with this package and is not tried.

    Raises:
        InvalidInputError: the engine is not installed, or cannot take the household's domain.
    """
    if config.engine == DEFAULT_ENGINE:
        return
    lamp = Thing("lamp_1", "FloorLamp", position=(1.0, 0.0))
    lit = Component("lamp", count=1, types=("FloorLamp",), states=(("isToggled", True),))
    planner = Planner(config.engine, config.time_limit)
    result = planner.plan(SymbolicState((lamp,)), Goal("a lamp is on", (lit,)))
    if result.status in _REFUSALS:
        raise InvalidInputError("planner.engine", result.message)
