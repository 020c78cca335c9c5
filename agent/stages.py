"""Goals said one after the other: what of the earlier ones is still to hold with a later one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planning.goals import Component, Condition, Connective, Goal, Relation


def so_far(stages: Sequence[Goal], index: int) -> Goal:
    """The goal of a stage together with what can be kept of the stages before it.

    An earlier condition is let go where a later stage contradicts it: the same kind of thing in
    another state or in another place. What is in hand is never kept. The same things may serve an
    earlier stage and a later one.
    """
    goal = stages[index]
    for earlier in reversed(range(index)):
        kept = _kept(stages[earlier], stages[earlier + 1 : index + 1])
        goal = _both(goal, kept, f"s{earlier + 1}_")
    return replace(goal, description=stages[index].description)


def _kept(goal: Goal, later: Sequence[Goal]) -> Goal:
    """What of a goal the later ones do not contradict."""
    relations = tuple(one for one in goal.relations if not _moved(goal, one, later))
    related = {name for one in relations for name in (*one.heads, one.tail)}
    components: list[Component] = []
    for component in goal.components:
        states = tuple(
            (predicate, value)
            for predicate, value in component.states
            if not _undone(component, predicate, value, later)
        )
        if states or component.name in related:
            components.append(replace(component, states=states, shareable=True, held=False))
    return Goal("", tuple(components), relations, goal.condition)


def _undone(component: Component, predicate: str, value: bool, later: Sequence[Goal]) -> bool:
    return any(
        (predicate, not value) in other.states and set(other.types) & set(component.types)
        for goal in later
        for other in goal.components
    )


def _moved(goal: Goal, relation: Relation, later: Sequence[Goal]) -> bool:
    """Whether one of a relation's heads is to be somewhere else, or in hand, later."""
    types = {name for head in relation.heads for name in goal.component(head).types}
    for other in later:
        heads = {head for one in other.relations for head in one.heads}
        for component in other.components:
            if (component.name in heads or component.held) and types & set(component.types):
                return True
    return False


def _both(goal: Goal, kept: Goal, prefix: str) -> Goal:
    components = tuple(replace(one, name=prefix + one.name) for one in kept.components)
    relations = tuple(
        Relation(tuple(prefix + head for head in one.heads), prefix + one.tail, one.tail_shared)
        for one in kept.relations
    )
    parts = [one for one in (goal.condition, kept.condition) if one is not None]
    condition = Condition(Connective.AND, parts=tuple(parts)) if len(parts) > 1 else None
    return replace(
        goal,
        components=goal.components + components,
        relations=goal.relations + relations,
        condition=condition or (parts[0] if parts else None),
    )
