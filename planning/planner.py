"""From a belief and a goal to a plan that the agent's skills can carry out.

Binding makes the goal ground; relevance keeps what it needs of the house; an engine plans; the
plan is validated, and every step told which goal condition it serves. Where there is no plan,
other bindings and wider selections are tried, a bounded number of times.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace

from envs.interface import InvalidInputError
from planning.assignment import INFEASIBLE
from planning.binding import Binding, bind, met_conditions, wants_exploration
from planning.engines import run_engine
from planning.explain import explain
from planning.fast_downward import SearchResult
from planning.fast_path import solve_ground
from planning.goals import Goal, Met
from planning.pddl import UnsupportedPddlError, household_text, read_domain
from planning.pddl_goals import bind_condition, condition_met
from planning.problem import NOWHERE, Literal, Problem, build_problem
from planning.references import unresolved
from planning.relevance import Breadth, Selection, select
from planning.result import PlanResult, PlanStatus
from planning.state import SymbolicState
from planning.validate import InvalidPlanError, simulate
from planning.world import World

DEFAULT_ENGINE = "fast-downward"
BINDINGS = 3  # tried at most
CACHED = 256  # problems
# The cost check: a plan this many times dearer than its binding's estimate makes the planner
# look whether the next best binding has a cheaper one.
DEAR = 2.0
LEAST_WORK = 30.0
GAMBLE = 60.0  # [actions] that a plan has to save for every thing more that it hopes to find


@dataclass(frozen=True, slots=True)
class _Attempt:
    binding: int
    breadth: Breadth


ATTEMPT_LIMIT = 4.0  # [s] of one attempt: what takes longer is mostly without a plan

# What is tried in turn until there is a plan.
_LADDER = (
    _Attempt(0, Breadth.NARROW),
    _Attempt(0, Breadth.WIDE),
    _Attempt(1, Breadth.NARROW),
    _Attempt(2, Breadth.NARROW),
    _Attempt(1, Breadth.WIDE),
    _Attempt(0, Breadth.ALL),
)


class Planner:
    """Plans, and remembers what it has planned.

    Args:
        engine: `fast-downward`, or the name of any unified-planning engine.
        time_limit: [s] for one call of `plan`; a safety net, as searches stop at their first
            plan.
        domain: PDDL text of the household domain, the shipped `domain.pddl` by default.
        breadth: how much of the house takes part at least.

    Raises:
        InvalidInputError: the domain is malformed.
    """

    def __init__(
        self,
        engine: str = DEFAULT_ENGINE,
        time_limit: float = 30.0,
        domain: str | None = None,
        breadth: Breadth = Breadth.NARROW,
    ) -> None:
        self.engine = engine
        self.time_limit = time_limit
        self.breadth = breadth
        self.text = domain if domain is not None else household_text()
        self.domain = read_domain(self.text)
        for action in self.domain.actions:
            if not action.skill:
                raise InvalidInputError(
                    f"domain.action {action.name}", 'expected a line "; skill: NAME ?argument"'
                )
        self._cache: OrderedDict[str, SearchResult] = OrderedDict()

    def plan(
        self, state: SymbolicState, goal: Goal, cancel: threading.Event | None = None
    ) -> PlanResult:
        """A plan that makes a goal true, by what is believed.

        Args:
            state: the belief.
            goal: what is to be true.
            cancel: set it, from another thread, to give up.

        Returns:
            the plan, or why there is none; a goal that holds already has an empty plan.
        """
        start = time.monotonic()
        result = PlanResult(PlanStatus.UNSOLVABLE, message="no plan was found")
        bindings: list[tuple[World, Binding]] = []
        penalty: dict[str, float] = {}
        for attempt in _LADDER:
            if attempt.breadth < self.breadth:
                continue
            while len(bindings) <= attempt.binding:
                if not self._bind_next(state, goal, bindings, penalty):
                    break
            if len(bindings) <= attempt.binding:
                continue
            left = self.time_limit - (time.monotonic() - start)
            if left <= 0:
                result = replace(result, status=PlanStatus.TIMEOUT, message="out of time")
                break
            world, binding = bindings[attempt.binding]
            limit = min(left, ATTEMPT_LIMIT)
            result = self._attempt(goal, world, binding, attempt.breadth, limit, cancel)
            if result.status not in (PlanStatus.UNSOLVABLE, PlanStatus.TIMEOUT):
                dear = result.solved and result.cost > DEAR * max(binding.work, LEAST_WORK)
                if dear and attempt == _LADDER[0]:
                    result = self._cheaper(result, state, goal, bindings, penalty, cancel)
                break
        assumes = list(result.assumes)
        if wants_exploration(state, goal):
            assumes.append("nothing more of a kind is in what has not been explored")
        assumes += unresolved(state, goal)
        return replace(
            result,
            wall_ms=(time.monotonic() - start) * 1000.0,
            met=evaluate(state, goal),
            assumes=tuple(assumes),
        )

    def _cheaper(
        self,
        result: PlanResult,
        state: SymbolicState,
        goal: Goal,
        bindings: list[tuple[World, Binding]],
        penalty: dict[str, float],
        cancel: threading.Event | None,
    ) -> PlanResult:
        """The cheaper of a plan and one for the next best binding."""
        if not self._bind_next(state, goal, bindings, penalty):
            return result
        world, binding = bindings[-1]
        other = self._attempt(goal, world, binding, Breadth.NARROW, ATTEMPT_LIMIT, cancel)
        risk = GAMBLE * max(0, len(other.imagined) - len(result.imagined))
        return other if other.solved and other.cost + risk < result.cost else result

    def problem(self, state: SymbolicState, goal: Goal) -> Problem:
        """The problem that is tried first for a goal, such as to write it out as PDDL."""
        bindings: list[tuple[World, Binding]] = []
        self._bind_next(state, goal, bindings, {})
        world, binding = bindings[0]
        return _pose(goal, world, binding, select(world, binding, self.breadth))

    def _bind_next(
        self,
        state: SymbolicState,
        goal: Goal,
        bindings: list[tuple[World, Binding]],
        penalty: dict[str, float],
    ) -> bool:
        """Add the next best binding to the list; False if there is none."""
        world = World(state)
        binding = bind(world, goal, penalty)
        if goal.condition is not None:
            ways = bind_condition(world, goal)
            if len(bindings) >= len(ways):
                return False
            binding = _both(binding, ways[len(bindings)])
        bindings.append((world, binding))
        for names in binding.chosen.values():
            for name in names:
                penalty[name] = penalty.get(name, 0.0) + INFEASIBLE / 10
        return True

    def _attempt(
        self,
        goal: Goal,
        world: World,
        binding: Binding,
        breadth: Breadth,
        time_limit: float,
        cancel: threading.Event | None,
    ) -> PlanResult:
        selection = select(world, binding, breadth)
        problem = _pose(goal, world, binding, selection)
        found = self._solve(problem, time_limit, cancel)
        if found.status is not PlanStatus.SOLVED:
            return PlanResult(found.status, message=found.message, breadth=int(breadth))
        imagined = tuple((t.name, t.object_class) for t in selection.things if t.imagined)
        bound = tuple(sorted(binding.chosen.items()))
        result = PlanResult(PlanStatus.SOLVED, breadth=int(breadth), bound=bound, imagined=imagined)
        try:
            transitions = simulate(
                self.domain,
                problem.objects,
                problem.facts,
                found.plan,
                [(literal.fact, literal.value) for literal in problem.goal],
            )
        except InvalidPlanError as error:
            return PlanResult(PlanStatus.ERROR, message=f"{self.engine}: invalid plan: {error}")
        steps, cost = explain(self.domain, problem, found.plan, transitions)
        used = {name for step in steps for name in step.operator.arguments}
        assumes = tuple(f"there is a {kind} to be found" for name, kind in imagined if name in used)
        return replace(result, steps=steps, cost=cost, assumes=assumes)

    def _solve(
        self, problem: Problem, time_limit: float, cancel: threading.Event | None
    ) -> SearchResult:
        key = problem.canonical()
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        found = None
        if self.engine == DEFAULT_ENGINE:
            with contextlib.suppress(UnsupportedPddlError):
                found = solve_ground(
                    self.text,
                    {name: kind.lower() for name, kind in problem.objects.items()},
                    problem.facts,
                    dict(problem.numbers),
                    [(literal.fact, literal.value) for literal in problem.goal],
                    time_limit,
                    cancel,
                )
        if found is None:
            found = run_engine(self.engine, self.text, problem.to_pddl(), time_limit, cancel)
        if found.status in (PlanStatus.SOLVED, PlanStatus.UNSOLVABLE):
            self._cache[key] = found
            if len(self._cache) > CACHED:
                self._cache.popitem(last=False)
        return found


def _pose(goal: Goal, world: World, binding: Binding, selection: Selection) -> Problem:
    """The planning problem of a binding, over the things selected for it."""
    names = {thing.name for thing in selection.things} | {part.name for part in binding.parts}
    literals = [literal for literal in binding.literals if set(literal.fact[1:]) <= names]
    literals += _to_be_found(goal, binding, names)
    costs = {
        thing.name: world.search_cost(thing.object_class)
        for thing in selection.things
        if thing.imagined
    }
    return build_problem(
        world.state,
        selection.things,
        binding.parts,
        selection.placements,
        literals,
        costs,
        selection.receivers,
    )


def _to_be_found(goal: Goal, binding: Binding, names: set[str]) -> list[Literal]:
    """That what the goal is about and was never seen is found: only then is its state known.

    Left out are components that only have to exist somewhere, as TEACh's tools do.
    """
    imagined = {thing.name for thing in binding.imagined}
    related = {name for relation in goal.relations for name in (*relation.heads, relation.tail)}
    return [
        Literal(("in", name, NOWHERE), False, f"{component.label or component.name} found")
        for component in goal.components
        if component.states or component.name in related or not component.shareable
        for name in binding.chosen.get(component.name, ())
        if name in imagined and name in names
    ]


def _both(a: Binding, b: Binding) -> Binding:
    """A binding of a goal's components together with one of its condition."""
    imagined = {thing.name: thing for thing in (*a.imagined, *b.imagined)}
    parts = {part.name: part for part in (*a.parts, *b.parts)}
    return Binding(
        a.literals + b.literals,
        tuple(imagined.values()),
        tuple(parts.values()),
        a.chosen,
        a.work + b.work,
    )


def evaluate(state: SymbolicState, goal: Goal) -> tuple[Met, ...]:
    """Which of a goal's conditions are believed to hold, for the things that best satisfy it."""
    met = met_conditions(state, goal)
    return met + condition_met(World(state), goal) if goal.condition is not None else met
