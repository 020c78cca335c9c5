"""Goals said one after the other: what of the earlier ones is still to hold with a later one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from planning.goals import Component, Condition, Connective, Goal, Relation
from planning.references import pin
from planning.state import SymbolicState


@dataclass(slots=True)
class Course:
    """How far the agent is through the stages of what it was told.

    Attributes:
        stage: that it is at, by itself; None before the first.
        done: those before it, with the things named that they meant.
        used: names of the things that they were about, which "the other one" leaves out.
    """

    stage: Goal | None = None
    done: list[Goal] = field(default_factory=list[Goal])
    used: set[str] = field(default_factory=set[str])

    def begin(self, stage: Goal) -> Goal:
        """The goal of the next stage, with what can be kept of those before it."""
        self.stage = stage
        return so_far([*self.done, stage], len(self.done))

    def pinned(self, goal: Goal, state: SymbolicState) -> Goal:
        """A goal with the things named that are meant, as far as they are known."""
        return pin(goal, state, self.used)

    def alone(self, goal: Goal) -> Goal | None:
        """The stage without what is kept of others; None where there is nothing else in a goal."""
        if self.stage is None or len(goal.components) == len(self.stage.components):
            return None
        return self.stage

    def end(self, goal: Goal, bound: Collection[str]) -> None:
        """Takes the stage as reached, by things of these names."""
        assert self.stage is not None
        own = {component.name for component in self.stage.components}
        components = tuple(one for one in goal.components if one.name in own)
        self.done.append(replace(self.stage, components=components))
        self.used.update(bound)


def fewer(goal: Goal, known: Iterable[str]) -> Goal | None:
    """A goal about several things of a kind, with as many as are known of; None where that is
    nothing less.

    Slices that lie in a pile look like one, and show one after the other as they are taken.

    Args:
        goal: of a stage.
        known: object types of what is believed to be there, one for each thing.
    """
    number = Counter(known)
    components: list[Component] = []
    for one in goal.components:
        found = sum(number[kind] for kind in one.types)
        less = one.count is not None and 1 <= found < one.count
        components.append(replace(one, count=found) if less else one)
    lesser = replace(goal, components=tuple(components))
    return None if lesser == goal else lesser


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
