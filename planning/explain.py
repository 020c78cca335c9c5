"""From a raw plan to steps that say what to do, what to expect of it, and what it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from envs.ontology import STATE_PREDICATES
from planning.pddl import Domain
from planning.problem import Fact, Problem
from planning.result import PlannedStep
from planning.state import Operator
from planning.validate import Transition

_ONTOLOGY_NAME = {name.lower(): name for name in STATE_PREDICATES}
_TOLD = {"in", "holding"}  # besides the states; the rest is the planner's own bookkeeping


def explain(
    domain: Domain,
    problem: Problem,
    plan: Sequence[Sequence[str]],
    transitions: Sequence[Transition],
) -> tuple[tuple[PlannedStep, ...], float]:
    """Steps of a plan, and its cost.

    Args:
        domain: its actions name the skills.
        problem: whose goal the plan reaches.
        plan: operator name and arguments, for each step.
        transitions: what each step does.
    """
    purposes = _purposes(problem, transitions)
    actions = {action.name: action for action in domain.actions}
    numbers = dict(problem.numbers)
    cost, targets = 0.0, []
    for name, *arguments in plan:
        action = actions[name]
        values = {v: a for (v, _), a in zip(action.parameters, arguments, strict=True)}
        targets.append(values[action.target])
        if isinstance(action.cost, int):
            cost += action.cost
        else:
            cost += numbers.get(tuple(values.get(item, item) for item in action.cost), 0)
    for index in range(len(plan) - 2, -1, -1):  # a way leads to what is done at its end
        if actions[plan[index][0]].skill == "go-to":
            targets[index] = targets[index + 1]
    steps = tuple(
        PlannedStep(
            operator=Operator(step[0], tuple(step[1:])),
            skill=actions[step[0]].skill,
            target=target,
            adds=_told(transition.adds, problem.objects),
            deletes=_told(transition.deletes, problem.objects),
            subgoal=purpose,
        )
        for step, target, transition, purpose in zip(
            plan, targets, transitions, purposes, strict=True
        )
    )
    return steps, cost


def _told(facts: Sequence[Fact], objects: Mapping[str, str]) -> tuple[Fact, ...]:
    """Facts about things, by the ontology's names."""
    told: list[Fact] = []
    for fact in facts:
        name = _ONTOLOGY_NAME.get(fact[0], fact[0] if fact[0] in _TOLD else "")
        things = all(objects.get(item, "spot") != "spot" for item in fact[1:])
        if name and things:
            told.append((name, *fact[1:]))
    return tuple(told)


def _purposes(problem: Problem, transitions: Sequence[Transition]) -> list[str]:
    """Goal condition that each step serves, found backwards over causal links."""
    count = len(transitions)
    purposes = [""] * count
    for index in range(count - 1, -1, -1):
        made = [(fact, True) for fact in transitions[index].adds]
        made += [(fact, False) for fact in transitions[index].deletes]
        best: tuple[int, str] | None = None
        for condition in made:
            link = _consumer(condition, index, problem, transitions, purposes)
            if link is not None and (best is None or link[0] < best[0]):
                best = link
        purposes[index] = best[1] if best else (purposes[index + 1] if index + 1 < count else "")
    return purposes


def _consumer(
    condition: tuple[Fact, bool],
    index: int,
    problem: Problem,
    transitions: Sequence[Transition],
    purposes: Sequence[str],
) -> tuple[int, str] | None:
    """The first later step that needs a condition, or the goal; None if it is undone before."""
    fact, value = condition
    for later in range(index + 1, len(transitions)):
        transition = transitions[later]
        if condition in transition.needs:
            return later, purposes[later]
        if fact in (transition.deletes if value else transition.adds):
            return None
    for literal in problem.goal:
        if (literal.fact, literal.value) == condition:
            return -1, literal.text  # the goal itself comes first
    return None
