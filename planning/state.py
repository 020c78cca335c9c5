"""What the planner is told of the world: things, their states, and where they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thing:
    """One object as the planner knows it.

    Attributes:
        name: unique, PDDL-safe (lower case letters, digits, underscores, hyphens): `mug_3`.
        object_class: ontology type name.
        states: true state predicates by their ontology names (`isDirty`); what is not named is
            believed false.
        parent: name of the receptacle that directly holds it; None on the floor, on a wall or
            in the agent's hand.
        position: [m] (x, z) in the world frame, for travel costs; None for the imagined.
        imagined: not seen yet; has to be searched for before anything else is done with it.
        links: names of what it switches (a stove knob's burner, a faucet's basin).
        avoid: extra cost of using it (it was hard to reach, it failed before); 0 for none.
    """

    name: str
    object_class: str
    states: frozenset[str] = frozenset()
    parent: str | None = None
    position: tuple[float, float] | None = None
    imagined: bool = False
    links: tuple[str, ...] = ()
    avoid: float = 0.0


@dataclass(frozen=True, slots=True)
class SymbolicState:
    """The belief as the planner sees it.

    Attributes:
        things: every thing known, sorted by name.
        held: name of the thing in the agent's hand.
        agent: [m] (x, z) of the agent.
        explored: share of the reachable house that has been seen, 0 to 1.
    """

    things: tuple[Thing, ...]
    held: str | None = None
    agent: tuple[float, float] = (0.0, 0.0)
    explored: float = 0.0


@dataclass(frozen=True, slots=True)
class Operator:
    """One symbolic step of a plan.

    Attributes:
        name: of the PDDL action in `domain.pddl`, such as `pick-up`.
        arguments: thing names.
    """

    name: str
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"({' '.join((self.name, *self.arguments))})"
