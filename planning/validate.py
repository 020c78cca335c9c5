"""What a plan does, step by step, straight from the action schemas.

This is a second reading of the domain, separate from the grounder and from every engine: each
plan is run through it before it is given out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planning.pddl import Action, Atom, Domain, Effect

Fact = tuple[str, ...]
Condition = tuple[Fact, bool]


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a simulated plan.

    Attributes:
        needs: the ground preconditions.
        adds: facts that became true.
        deletes: facts that became false.
    """

    needs: tuple[Condition, ...]
    adds: tuple[Fact, ...]
    deletes: tuple[Fact, ...]


class InvalidPlanError(Exception):
    """A plan does not run, or does not reach its goal."""


def simulate(
    domain: Domain,
    objects: Mapping[str, str],
    facts: Iterable[Fact],
    plan: Sequence[Sequence[str]],
    goal: Iterable[Condition] = (),
) -> list[Transition]:
    """Run a plan from the initial facts.

    Args:
        domain: its actions.
        objects: type by name, without the domain's constants.
        facts: true at first.
        plan: operator name and arguments, for each step.
        goal: what is to hold in the end.

    Raises:
        InvalidPlanError: naming the step and what is wrong with it.
    """
    actions = {action.name: action for action in domain.actions}
    kinds = {name: domain.types[kind] for name, kind in domain.constants}
    kinds |= {name: domain.types[kind.lower()] for name, kind in objects.items()}
    state, transitions = set(facts), []
    for number, (name, *arguments) in enumerate(plan, 1):
        action = actions.get(name)
        if action is None or len(arguments) != len(action.parameters):
            raise InvalidPlanError(f"step {number}: no operator {name!r} of {arguments}")
        values = _bind(action, arguments, kinds, number)
        needs = tuple((_ground(atom, values), atom.positive) for atom in action.preconditions)
        for fact, value in needs:
            if (fact in state) is not value:
                problem = f"({' '.join(fact)}) has to be {str(value).lower()}"
                raise InvalidPlanError(f"step {number} ({name} {' '.join(arguments)}): {problem}")
        adds, deletes = _effects(action, values, kinds, state)
        gained = tuple(fact for fact in adds if fact not in state)
        lost = tuple(fact for fact in deletes if fact in state and fact not in adds)
        state.difference_update(deletes)
        state.update(adds)
        transitions.append(Transition(needs, gained, lost))
    for fact, value in goal:
        if (fact in state) is not value:
            raise InvalidPlanError(f"in the end ({' '.join(fact)}) is not {str(value).lower()}")
    return transitions


def _bind(
    action: Action, arguments: Sequence[str], kinds: Mapping[str, tuple[str, ...]], number: int
) -> dict[str, str]:
    for (variable, kind), name in zip(action.parameters, arguments, strict=True):
        if kind not in kinds.get(name, ()):
            problem = f"{variable} of {action.name} is no {kind}: {name!r}"
            raise InvalidPlanError(f"step {number}: {problem}")
    return {v: name for (v, _), name in zip(action.parameters, arguments, strict=True)}


def _ground(atom: Atom, values: Mapping[str, str]) -> Fact:
    return (atom.predicate, *[values.get(item, item) for item in atom.arguments])


def _effects(
    action: Action,
    values: Mapping[str, str],
    kinds: Mapping[str, tuple[str, ...]],
    state: set[Fact],
) -> tuple[dict[Fact, None], dict[Fact, None]]:
    adds: dict[Fact, None] = {}
    deletes: dict[Fact, None] = {}
    for effect in action.effects:
        for wider in _quantify(effect, values, kinds, state):
            if all((_ground(a, wider) in state) is a.positive for a in effect.condition):
                target = adds if effect.literal.positive else deletes
                target[_ground(effect.literal, wider)] = None
    return adds, deletes


def _quantify(
    effect: Effect,
    values: Mapping[str, str],
    kinds: Mapping[str, tuple[str, ...]],
    state: set[Fact],
) -> Iterable[Mapping[str, str]]:
    """Bindings of an effect's own variables; only those whose atoms can hold."""
    if not effect.variables:
        return [values]
    pools: list[list[str]] = []
    for variable, kind in effect.variables:
        pool = {name for name, chain in kinds.items() if kind in chain}
        for atom in effect.condition:
            if atom.positive and atom.arguments.count(variable) == 1:
                place = atom.arguments.index(variable) + 1
                pool &= {
                    fact[place]
                    for fact in state
                    if fact[0] == atom.predicate
                    and all(
                        fact[i] == values[a] for i, a in enumerate(atom.arguments, 1) if a in values
                    )
                }
        pools.append(sorted(pool))
    names = [variable for variable, _ in effect.variables]
    return [
        {**values, **dict(zip(names, combination, strict=True))}
        for combination in itertools.product(*pools)
    ]
