"""What is to be true in the end: one goal type for every source of goals.

A goal is a list of *components* (so many things of these types in these states), *relations*
between them (these heads are in or on that tail), and, for goals written as PDDL conditions, a
*condition* tree. TEACh task definitions arrive through `goal_from_teach` in `teach_goals.py`,
PDDL conditions through `goal_from_pddl` in `pddl_goals.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from envs.interface import InvalidInputError, TextEnum
from envs.ontology import BY_NAME, STATE_PREDICATES

ALL = "all"  # the count of a component that stands for every thing of its types

# Predicates that mean the same fact: TEACh's own name, and the name that the planner uses.
SYNONYMS = {"simbotIsCooked": "isCooked"}


@dataclass(frozen=True, slots=True)
class Which:
    """What tells the things that are meant from others of their types.

    `planning.references` resolves it against what is known.

    Attributes:
        near: types of what they stand by; empty for anywhere.
        inside: types of what they are in or on, directly or further up; empty for anywhere.
        other: not those that were dealt with before, which `without` then names.
        without: names of things that are not meant.
        pinned: names of things that were found to be meant: they stay so wherever they go.
    """

    near: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    other: bool = False
    without: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """So many things of these types, each in these states.

    Attributes:
        name: unique in the goal; what relations refer to.
        count: how many, None for every thing of these types there is ("all"), or 0 for none: no
            thing of these types is in these states, and in or on the tail where it is a head.
        types: acceptable ontology types, sorted.
        states: (predicate, value) pairs that each of them must satisfy, sorted.
        shareable: the same instance may also stand for other components.
        label: what a person would call it, such as "slice of toast".
        held: it is to be in the agent's hand.
        which: what tells those that are meant from others; None for any.
    """

    name: str
    count: int | None
    types: tuple[str, ...]
    states: tuple[tuple[str, bool], ...] = ()
    shareable: bool = False
    label: str = ""
    held: bool = False
    which: Which | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Every instance of the heads is in or on an instance of the tail, directly or further up.

    Attributes:
        heads: component names.
        tail: component name.
        tail_shared: all heads share one tail ("the"); otherwise any tail will do for each ("a").
    """

    heads: tuple[str, ...]
    tail: str
    tail_shared: bool = True


class Connective(TextEnum):
    """What a node of a condition tree is."""

    AND = "and"
    OR = "or"
    NOT = "not"
    EXISTS = "exists"
    FORALL = "forall"
    ATOM = "atom"


@dataclass(frozen=True, slots=True)
class Condition:
    """A PDDL condition.

    Attributes:
        kind: of this node.
        parts: of and, or, not, exists and forall.
        variables: of exists and forall: (name with its `?`, acceptable types).
        predicate: of an atom: an ontology state predicate, `in` (transitive), `holding` or `=`.
        arguments: of an atom: variables (`?x`) or thing names.
    """

    kind: Connective
    parts: tuple[Condition, ...] = ()
    variables: tuple[tuple[str, tuple[str, ...]], ...] = ()
    predicate: str = ""
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Met:
    """Whether one condition of a goal holds.

    Attributes:
        text: what a person would call it, such as "mug: filled with coffee".
        met: whether it holds.
    """

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be true in the end.

    Attributes:
        description: one sentence for people.
        components: what has to exist.
        relations: between components.
        condition: for goals that are a PDDL condition; None otherwise.
    """

    description: str
    components: tuple[Component, ...] = ()
    relations: tuple[Relation, ...] = ()
    condition: Condition | None = None

    def __post_init__(self) -> None:
        names = [component.name for component in self.components]
        for index, component in enumerate(self.components):
            _check_component(component, names, f"goal.components[{index}]")
        for index, relation in enumerate(self.relations):
            for name in (*relation.heads, relation.tail):
                if name not in names:
                    raise InvalidInputError(
                        f"goal.relations[{index}]", f"unknown component {name!r}; known: {names}"
                    )

    def component(self, name: str) -> Component:
        return next(component for component in self.components if component.name == name)


def outermost_first(goal: Goal) -> list[int]:
    """Indices of a goal's relations: what a tail is itself to be put in comes before that tail."""
    relations, order = goal.relations, list[int]()
    left = list(range(len(relations)))
    while left:
        heads = {
            index: {n for other in left if other != index for n in relations[other].heads}
            for index in left
        }
        ready = [index for index in left if relations[index].tail not in heads[index]]
        order += ready or left
        left = [index for index in left if index not in order]
    return order


def _check_component(component: Component, names: Sequence[str], path: str) -> None:
    if names.count(component.name) > 1:
        raise InvalidInputError(f"{path}.name", f"{component.name!r} is used twice")
    if component.count is not None and component.count < 0:
        raise InvalidInputError(f"{path}.count", f"expected 0 or more, got {component.count}")
    if not component.types:
        raise InvalidInputError(f"{path}.types", "expected at least one object type")
    for name in component.types:
        if name not in BY_NAME:
            raise InvalidInputError(f"{path}.types", f"unknown object type {name!r}")
    if component.held and component.count != 1:
        raise InvalidInputError(
            f"{path}.count", f"the agent holds one thing at a time, got {component.count}"
        )
    for predicate, _ in component.states:
        if predicate not in STATE_PREDICATES:
            raise InvalidInputError(
                f"{path}.states",
                f"unknown predicate {predicate!r}; known: {', '.join(STATE_PREDICATES)}",
            )


def canonical(predicate: str) -> str:
    """The planner's name of a state predicate."""
    return SYNONYMS.get(predicate, predicate)
