"""How fast household goals are planned for, and what leaving most of the house out costs.

Random households of 120 objects and goals of 4 to 24 operators, made from the ontology with a
seed. The same problems are planned for with everything in them (for the length of the plans),
and, for a few, by unified-planning with Fast Downward (for the speed).
"""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.household import random_goal, random_household
from planning.engines import run_engine
from planning.goals import Goal
from planning.planner import Planner
from planning.relevance import Breadth
from planning.result import PlanResult, PlanStatus
from planning.state import SymbolicState

OBJECTS = 120
LENGTHS = (4, 24)  # operators that a goal takes, at least and at most
PROBLEMS = 100
UNPRUNED = 12  # problems that are planned for with everything in them too
PEERS = 2  # problems that the peer plans for; each takes it many seconds
PEER_LIMIT = 60.0  # [s] counted as if the peer had ended by then


def run(
    device: str = "cpu",
    seed: int = 0,
    peers: bool = True,
    problems: int = PROBLEMS,
    unpruned: int = UNPRUNED,
    peer_problems: int = PEERS,
) -> dict[str, Any]:
    """Measures milliseconds a plan.

    Args:
        device: not used; planning runs on the CPU.
        seed: of the households and goals.
        peers: whether to measure unified-planning with Fast Downward on the whole problem.
        problems: how many are planned for.
        unpruned: how many of them with everything in them too.
        peer_problems: how many of them by the peer.

    Returns:
        the keys of `bench.json`; `length_ratio` is ours to the unpruned plans' total length,
        `speedup` the peer's mean time to ours on the same problems (more, where it did not end
        within its limit: `peer_solved` tells how many it did).
    """
    del device
    planner = Planner()
    tasks: list[tuple[SymbolicState, Goal, PlanResult]] = []
    generator = np.random.default_rng(seed)
    planner.plan(random_household(generator, OBJECTS), random_goal(generator))  # warm up
    failed = 0
    while len(tasks) < problems:
        state, goal = random_household(generator, OBJECTS), random_goal(generator)
        result = planner.plan(state, goal)
        if result.solved and LENGTHS[0] <= len(result.steps) <= LENGTHS[1]:
            tasks.append((state, goal, result))
        failed += not result.solved
    times = [result.wall_ms for _, _, result in tasks]
    lengths = [len(result.steps) for _, _, result in tasks]
    ours, whole = _unpruned(tasks[:unpruned])
    speed = _peer(tasks[:peer_problems]) if peers else {}
    return {
        "name": "plan",
        "device": f"cpu ({platform.machine()})",
        "value": float(np.median(times)),
        "unit": "ms",
        "higher_is_better": False,
        "conditions": {
            "objects": OBJECTS,
            "operators": list(LENGTHS),
            "problems": len(tasks),
            "unpruned_problems": len(tasks[:unpruned]),
            "peer_problems": len(tasks[:peer_problems]) if peers else 0,
            "peer_limit_s": PEER_LIMIT,
            "seed": seed,
        },
        "peers": {k: v for k, v in speed.items() if k not in ("speedup", "peer_solved")},
        "p50_ms": float(np.median(times)),
        "p95_ms": float(np.percentile(times, 95)),
        "mean_operators": float(np.mean(lengths)),
        "unsolved": failed,
        "length_ratio": ours / whole if whole else 1.0,
        "speedup": speed.get("speedup"),
        "peer_solved": speed.get("peer_solved"),
    }


def _unpruned(tasks: Sequence[tuple[SymbolicState, Goal, PlanResult]]) -> tuple[int, int]:
    """Total length of our plans, and of those found with everything in the problem."""
    planner = Planner(breadth=Breadth.ALL, time_limit=120.0)
    ours = whole = 0
    for state, goal, result in tasks:
        unpruned = planner.plan(state, goal)
        if unpruned.solved:
            ours += len(result.steps)
            whole += len(unpruned.steps)
    return ours, whole


def _peer(tasks: Sequence[tuple[SymbolicState, Goal, PlanResult]]) -> dict[str, float | str]:
    """Mean milliseconds of unified-planning with Fast Downward on the whole problem."""
    planner = Planner(breadth=Breadth.ALL)
    times: list[float] = []
    solved = 0
    for state, goal, _ in tasks:
        problem = planner.problem(state, goal).to_pddl()
        start = time.perf_counter()
        found = run_engine("fast-downward", planner.text, problem, PEER_LIMIT)
        if found.status is PlanStatus.ENGINE_MISSING:
            return {"unified-planning with fast-downward": found.message}
        times.append((time.perf_counter() - start) * 1000.0)
        solved += found.status is PlanStatus.SOLVED
    if not times:
        return {}
    ours = float(np.mean([result.wall_ms for _, _, result in tasks]))
    peer = float(np.mean(times))
    return {
        "unified-planning with fast-downward": peer,
        "speedup": peer / ours,
        "peer_solved": solved,
    }
