"""Long goals in stages: one dish after another instead of the whole breakfast at once.

Search grows steeply with the number of things to be made, while the parts of a household goal
hardly depend on each other. Each stage is a goal of its own that keeps everything that earlier
stages asked for.
"""

from __future__ import annotations

from dataclasses import replace

from planning.goals import Goal

FEW = 2  # groups that are planned for together


def stages(goal: Goal, few: int = FEW) -> tuple[Goal, ...]:
    """Goals to reach one after the other, the last of which is the whole.

    A group is what belongs together: a tail with the heads that share it, or a component that
    has none. Goals of few groups, of which at most one shares a tail, are one stage.

    Args:
        goal: of components and relations; one with a condition is one stage.
        few: groups that are planned for together.
    """
    groups = _groups(goal)
    shared = sum(len(group) > 1 for group in groups)
    if goal.condition is not None or (len(groups) <= few and shared <= 1):
        return (goal,)
    given = {name for name in _names(goal) if not any(name in group for group in groups)}
    found: list[Goal] = []
    for group in groups:
        given |= set(group)
        found.append(_restricted(goal, given))
    return (*found[:-1], goal)


def _names(goal: Goal) -> list[str]:
    return [component.name for component in goal.components]


def _groups(goal: Goal) -> list[tuple[str, ...]]:
    """Components that belong together, in the order of the goal; what only has to exist, or is
    only a tail that others may share, is in none."""
    groups: list[tuple[str, ...]] = []
    taken: set[str] = set()
    for relation in goal.relations:
        tail = goal.component(relation.tail)
        if relation.tail_shared and not tail.shareable and relation.tail not in taken:
            group = tuple(name for name in (*relation.heads, relation.tail) if name not in taken)
            groups.append(group)
            taken |= set(group)
    heads = {name for relation in goal.relations for name in relation.heads}
    for component in goal.components:
        wanted = component.states or component.name in heads or not component.shareable
        if wanted and component.name not in taken and not _is_tail(goal, component.name):
            groups.append((component.name,))
            taken.add(component.name)
    order = {name: index for index, name in enumerate(_names(goal))}
    held = {component.name for component in goal.components if component.held}
    # What is to be in hand comes last: the hand is needed until then.
    return sorted(groups, key=lambda group: (bool(held & {*group}), min(order[n] for n in group)))


def _is_tail(goal: Goal, name: str) -> bool:
    return any(relation.tail == name for relation in goal.relations)


def _restricted(goal: Goal, names: set[str]) -> Goal:
    """The part of a goal that is about some of its components."""
    relations = []
    for relation in goal.relations:
        heads = tuple(name for name in relation.heads if name in names)
        if heads and relation.tail in names:
            relations.append(replace(relation, heads=heads))
    return replace(
        goal,
        components=tuple(c for c in goal.components if c.name in names),
        relations=tuple(relations),
    )
