"""The belief as binding sees it: indexed, with what is imagined and what is still to be cut."""

from __future__ import annotations

import math
from collections.abc import Sequence

from envs.ontology import SLICE_COUNT, Affordance, can, sliced_type
from planning.priors import search_cost
from planning.problem import Part
from planning.state import SymbolicState, Thing

ALL_EXPLORED = 0.95  # share of the house from which on "all that is known" means "all"
_BASIN_OF = {"Sink": "SinkBasin", "Bathtub": "BathtubBasin"}
WHOLE_OF = {sliced_type(whole): whole for whole in SLICE_COUNT}


class World:
    """The belief, indexed for binding, with imagined things and slices added as they are needed.

    Attributes:
        state: the belief.
        things: known and imagined things by name.
        parts: slices declared so far by name.
        imagined: the imagined among the things.
        by_class: known things by their class.
        switched: names of what something else switches.
    """

    def __init__(self, state: SymbolicState) -> None:
        self.state = state
        self.things = {thing.name: thing for thing in state.things}
        self.parts: dict[str, Part] = {}
        self.imagined: dict[str, Thing] = {}
        self.by_class: dict[str, list[Thing]] = {}
        for thing in state.things:
            self.by_class.setdefault(thing.object_class, []).append(thing)
        self.switched = {link for thing in state.things for link in thing.links}
        self._receptacles = [
            thing.object_class
            for thing in state.things
            if can(thing.object_class, Affordance.RECEPTACLE)
        ]

    def known(self, types: Sequence[str]) -> list[Thing]:
        """Things of these types that are still whole, by name."""
        found = [thing for kind in types for thing in self.by_class.get(kind, ())]
        gone = {"isSliced", "isBroken"}
        return sorted((t for t in found if not gone & t.states), key=lambda thing: thing.name)

    def imagine(self, object_class: str, index: int, links: tuple[str, ...] = ()) -> Thing:
        """The thing of a class that has not been seen yet, and has this number."""
        name = f"imagined_{object_class.lower()}_{index}"
        if name not in self.things:
            thing = Thing(name, object_class, imagined=True, links=links)
            self.things[name] = self.imagined[name] = thing
        return self.things[name]

    def cut(self, whole: Thing, index: int) -> Part:
        """Slice of a whole that has not been cut yet."""
        name = f"{whole.name}_slice_{index}"
        if name not in self.parts:
            self.parts[name] = Part(name, sliced_type(whole.object_class), whole.name)
        return self.parts[name]

    def search_cost(self, object_class: str) -> int:
        return search_cost(object_class, self._receptacles, self.state.explored)

    def distance(self, thing: Thing) -> float:
        """Cost of walking to a thing."""
        if thing.position is None:
            return 0.0
        return math.dist(thing.position, self.state.agent) * 4.0

    def ancestors(self, name: str) -> list[str]:
        """Receptacles around a thing, the direct one first."""
        chain: list[str] = []
        parent = self.things[name].parent if name in self.things else None
        while parent in self.things and parent not in chain:
            chain.append(parent)
            parent = self.things[parent].parent
        return chain


def basin_of(world: World, tail: Thing) -> Thing | None:
    """The basin that is part of a sink or bath, if it is known as a thing of its own."""
    kind = _BASIN_OF.get(tail.object_class)
    if kind is None:
        return None
    inside = [t for t in world.known([kind]) if tail.name in world.ancestors(t.name)]
    if not inside and tail.position is not None:
        inside = [
            t
            for t in world.known([kind])
            if t.position is not None and math.dist(t.position, tail.position) < 1.0
        ]
    return inside[0] if inside else None
