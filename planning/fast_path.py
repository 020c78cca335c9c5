"""The fast path: our own grounding, Fast Downward's search component directly, improvement.

A greedy search finds some plan in milliseconds, however long it has to be; a careful one finds a
good plan, as long as it is short. So small problems are searched carefully, others greedily
first, and then carefully too if the plan is short. Which of these happens depends on the problem
alone, never on the clock; time limits are a safety net.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planning.fast_downward import SearchResult, run_search
from planning.grounder import Condition, Fact, GroundTask, ground
from planning.improve import Move, Workshop
from planning.invariants import find_families
from planning.joins import compile_domain
from planning.result import PlanStatus
from planning.sas import Encoding, encode, write

GREEDY = (
    "let(hff,ff(),let(hlm,landmark_sum(lm_reasonable_orders_hps(lm_rhw())),"
    "lazy_greedy([hff,hlm],preferred=[hff,hlm])))"
)
CAREFUL = "let(hff,ff(),eager_wastar([hff],preferred=[hff],w=2))"
# Weight 1.5 on the heuristic, in whole numbers.
CAREFULLEST = (
    "let(hff,ff(),eager(alt([single(sum([weight(g(),2),weight(hff,3)])),"
    "single(sum([weight(g(),2),weight(hff,3)]),pref_only=true)],boost=0),"
    "preferred=[hff],reopen_closed=true))"
)
SMALL_GOALS = 2  # unmet goals and operators up to which a problem is searched carefully at once
SMALL_OPERATORS = 130
SHORT = 18  # operators (without ways) up to which a plan is searched for again with care
MOST_OPERATORS = 200  # in a problem that is searched again with care
SHORTEST = 12  # and up to which with most care
CAREFUL_LIMIT = 5.0  # [s] a safety net: careful searches end long before


@dataclass(slots=True)
class _Run:
    """One problem being solved."""

    task: GroundTask
    encoding: Encoding
    shop: Workshop
    deadline: float
    cancel: threading.Event | None

    def search(self, config: str, limit: float) -> tuple[PlanStatus, list[Move], str]:
        left = min(limit, self.deadline - time.monotonic())
        if left <= 0:
            return PlanStatus.TIMEOUT, [], "out of time"
        sas = write(self.task, self.encoding)
        status, order, message = run_search(sas, left, self.cancel, config)
        return status, self.shop.moves(order), message


def solve_ground(
    text: str,
    objects: Mapping[str, str],
    facts: Sequence[Fact],
    numbers: Mapping[Fact, int],
    goal: Sequence[Condition],
    time_limit: float,
    cancel: threading.Event | None = None,
) -> SearchResult:
    """A plan for a problem over a domain that `pddl.read_domain` understands.

    Args:
        text: the domain.
        objects: type by name, without the domain's constants.
        facts: true at first.
        numbers: costs.
        goal: what is to hold.
        time_limit: [s] for searching.
        cancel: ends the search early once it is set.

    Raises:
        UnsupportedPddlError: the domain goes beyond what the fast path understands.
    """
    compiled = compile_domain(text)
    everything = {**dict(compiled.domain.constants), **objects}
    task = ground(compiled, everything, facts, numbers, goal)
    if not task.solvable:
        return SearchResult(PlanStatus.UNSOLVABLE, (), "the goal cannot be reached")
    unmet = sum((fact in task.initial) is not value for fact, value in task.goal)
    if not unmet:
        return SearchResult(PlanStatus.SOLVED)
    encoding = encode(task, find_families(text))
    deadline = time.monotonic() + time_limit
    run = _Run(task, encoding, Workshop(task, numbers), deadline, cancel)
    if unmet <= SMALL_GOALS and len(task.operators) <= SMALL_OPERATORS:
        status, moves, message = run.search(CAREFULLEST, CAREFUL_LIMIT)
        if status is not PlanStatus.TIMEOUT:
            return _answer(run, status, moves, message)
    status, moves, message = run.search(GREEDY, time_limit)
    if status is PlanStatus.SOLVED:
        moves = run.shop.improve(moves)
        if len(moves) <= SHORT and len(task.operators) <= MOST_OPERATORS:
            moves = _again(run, moves)
    return _answer(run, status, moves, message)


def _answer(run: _Run, status: PlanStatus, moves: list[Move], message: str) -> SearchResult:
    if status is not PlanStatus.SOLVED:
        return SearchResult(status, (), message)
    return SearchResult(status, tuple(run.shop.names(run.shop.improve(moves))))


def _again(run: _Run, moves: list[Move]) -> list[Move]:
    """The better of a plan and what a careful search finds."""
    config = CAREFULLEST if len(moves) <= SHORTEST else CAREFUL
    status, other, _ = run.search(config, CAREFUL_LIMIT)
    if status is not PlanStatus.SOLVED:
        return moves
    other = run.shop.improve(other)
    return min(moves, other, key=run.shop.cost)
