"""Which things, and which placements, a goal has anything to do with.

A household with 120 objects grounds to tens of thousands of operators, nearly all of them beside
the point. What a goal needs follows from its literals: cooking needs something that heats, a
slice needs a knife, a clean plate needs a basin with a faucet. The two nearest of each needed
kind take part, with the receptacles that they are in and a place or two to put things down.
Wider levels add more, for when the small problem has no plan.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from envs.ontology import BASINS, CAPACITY, KNIVES, LAMPS, Affordance, can, shuts, takes
from planning.binding import Binding
from planning.problem import Literal, is_item
from planning.state import Thing
from planning.world import World

HELPERS = 2  # of each kind that is needed
# Furniture to put things down on, the handiest first.
_REST = (
    "CounterTop", "DiningTable", "CoffeeTable", "SideTable", "Desk", "Dresser", "TVStand",
    "ShelvingUnit", "Shelf", "Cart", "Ottoman", "Stool", "Chair", "Bed", "Sofa", "ArmChair",
)  # fmt: skip
_CARRIERS = ("Mug", "Cup", "Bowl", "Pot", "Bottle", "WineBottle", "WateringCan", "Kettle")


class Breadth(enum.IntEnum):
    """How much of the house takes part."""

    NARROW = 0  # what the goal needs, two of a kind
    WIDE = 1  # the same, with every placement that the ontology allows among it
    ALL = 2  # every known thing


@dataclass(frozen=True, slots=True)
class Selection:
    """What takes part in a problem.

    Attributes:
        things: by name.
        placements: (receptacle, thing or part) pairs that may be brought about.
        imagined: those among the things that the goal did not name but its plan needs.
        receivers: things that can be carried and that liquids may be poured into.
    """

    things: tuple[Thing, ...]
    placements: tuple[tuple[str, str], ...]
    imagined: tuple[Thing, ...] = ()
    receivers: tuple[str, ...] = ()


def select(world: World, binding: Binding, breadth: Breadth, helpers: int = HELPERS) -> Selection:
    """The part of the house that a ground goal needs."""
    selector = _Selector(world, binding, helpers if breadth < Breadth.ALL else 10**6)
    selector.add_goal()
    if breadth is Breadth.ALL:
        for name in world.things:
            selector.keep.setdefault(name)
    selector.add_surroundings()
    keep = sorted(selector.keep)
    things = tuple(world.things[name] for name in keep)
    placements = set(selector.placements)
    if breadth > Breadth.NARROW:
        kinds = [(t.name, t.object_class) for t in things if is_item(t)]
        kinds += [(part.name, part.object_class) for part in binding.parts]
        placements |= {
            (receptacle.name, name)
            for receptacle in things
            for name, kind in kinds
            if receptacle.name != name and takes(receptacle.object_class, kind)
        }
    receivers: tuple[str, ...] = ()
    if breadth > Breadth.NARROW:
        receivers = tuple(
            t.name for t in things if is_item(t) and can(t.object_class, Affordance.FILLABLE)
        )
    extra = tuple(thing for thing in things if thing.imagined and thing not in binding.imagined)
    return Selection(things, tuple(sorted(placements)), extra, receivers)


class _Selector:
    def __init__(self, world: World, binding: Binding, helpers: int) -> None:
        self.world, self.binding, self.helpers = world, binding, helpers
        self.parts = {part.name: part for part in binding.parts}
        self.keep: dict[str, None] = {}
        self.placements: set[tuple[str, str]] = set()
        self.items: dict[str, str] = {}  # movable thing or part -> class

    # ------------------------------------------------------------------ what the goal names
    def add_goal(self) -> None:
        for literal in self.binding.literals:
            if not self._met(literal):
                self._add_literal(literal)
        self._add_undone()
        for chosen in self.binding.chosen.values():
            for name in chosen:
                if name in self.parts or name in self.world.imagined:
                    self._add(name)
        if self.world.state.held is not None and self.keep:
            self._add(self.world.state.held)

    def _add_undone(self) -> None:
        """What is in its place may have to leave it for a while, and to come back."""
        unmet = {
            name
            for literal in self.binding.literals
            if not self._met(literal)
            for name in literal.fact[1:]
        }
        for literal in self.binding.literals:
            predicate, *names = literal.fact
            if predicate == "in" and literal.value and unmet & set(names):
                self._add_literal(literal)

    def _met(self, literal: Literal) -> bool:
        predicate, name = literal.fact[:2]
        if name in self.parts or name in self.world.imagined:
            return False
        thing = self.world.things[name]
        if predicate == "in":
            return (thing.parent == literal.fact[2]) is literal.value
        if predicate == "holding":
            return (self.world.state.held == name) is literal.value
        return (predicate in thing.states) is literal.value

    def _add_literal(self, literal: Literal) -> None:
        predicate, name = literal.fact[:2]
        self._add(name)
        if predicate == "in" and literal.value:
            self._add(literal.fact[2])
            self.placements.add((literal.fact[2], name))
            return
        needs: dict[tuple[str, bool], Callable[[str], None]] = {
            ("isDirty", False): self._add_water,
            ("isFilledWithLiquid", True): self._add_liquid,
            ("simbotIsFilledWithWater", True): self._add_liquid,
            ("isFilledWithLiquid", False): self._add_water,
            ("simbotIsFilledWithWater", False): self._add_water,
            ("simbotIsFilledWithCoffee", False): self._add_water,
            ("simbotIsFilledWithCoffee", True): self._add_coffee,
            ("isCooked", True): self._add_heat,
            ("simbotIsBoiled", True): self._add_boiling,
            ("isSliced", True): self._add_knife,
            ("wasWashed", True): self._add_water,
            ("wasHeated", True): self._add_microwave,
            ("wasChilled", True): self._add_fridge,
        }
        if predicate == "isToggled":
            for other in sorted(self.world.things.values(), key=lambda thing: thing.name):
                if name in other.links:
                    self._add(other.name)
        for lamp, lights in LAMPS.items():
            if literal.value and predicate == lights:
                self._helpers([lamp], self._whole(name))
        need = needs.get((predicate, literal.value))
        if need is not None:
            need(name)

    def _class(self, name: str) -> str:
        if name in self.parts:
            return self.parts[name].object_class
        return self.world.things[name].object_class

    def _add(self, name: str) -> None:
        """A thing, what it switches, and, for a slice, its whole and something to cut with."""
        if name in self.parts:
            self.items[name] = self._class(name)
            if self.parts[name].whole not in self.keep:
                self._add(self.parts[name].whole)
            self._add_knife(name)
            return
        if name in self.keep:
            return
        self.keep[name] = None
        thing = self.world.things[name]
        if is_item(thing):
            self.items[name] = thing.object_class
        for link in thing.links:
            if link in self.world.things:
                self._add(link)

    # ------------------------------------------------------------------ what states need
    def _nearest(
        self,
        types: Iterable[str],
        near: str | None = None,
        bonus: Callable[[Thing], float] = lambda _: 0.0,
    ) -> list[Thing]:
        """The handiest known things of the types: cheap to use and near where they are needed."""
        types = sorted(types)
        anchor = self.world.things.get(near) if near is not None else None
        point = anchor.position if anchor and anchor.position else self.world.state.agent

        def cost(thing: Thing) -> tuple[float, str]:
            far = 0.0
            if thing.position is not None:
                far = math.dist(thing.position, point) * 4.0
                if is_item(thing) and anchor is not None:  # fetched, then brought there
                    far += math.dist(thing.position, self.world.state.agent) * 4.0
            return far + thing.avoid + self._closed_around(thing) + bonus(thing), thing.name

        return sorted(self.world.known(types), key=cost)[: self.helpers]

    def _closed_around(self, thing: Thing) -> float:
        return sum(
            8.0
            for name in self.world.ancestors(thing.name)
            if shuts(self.world.things[name].object_class)
            and "isOpen" not in self.world.things[name].states
        )

    def _helpers(
        self,
        types: Iterable[str],
        near: str | None = None,
        bonus: Callable[[Thing], float] = lambda _: 0.0,
    ) -> list[Thing]:
        """The nearest of the types, or an imagined one where none is known."""
        types = list(types)
        found = self._nearest(types, near, bonus) or [self.world.imagine(types[0], 1)]
        for thing in found:
            self._add(thing.name)
        return found

    def _whole(self, name: str) -> str:
        return self.parts[name].whole if name in self.parts else name

    def _switched(self, receptacles: Iterable[str], switch: str, near: str) -> list[Thing]:
        """Receptacles that something switches (basins, burners), with their switches."""
        types = sorted(receptacles)
        found: list[Thing] = []
        for thing in self._rank_all(types, near):
            switches = [t for t in self.world.things.values() if thing.name in t.links]
            if switches:
                found.append(thing)
                self._add(thing.name)
                for other in sorted(switches, key=lambda t: t.name)[:1]:
                    self._add(other.name)
            if len(found) == self.helpers:
                break
        if not found:
            kind = {"Faucet": "SinkBasin", "StoveKnob": "StoveBurner"}[switch]
            thing = self.world.imagine(kind, 1)
            self._add(thing.name)
            self._add(self.world.imagine(switch, 1, links=(thing.name,)).name)
            found.append(thing)
        return found

    def _rank_all(self, types: Iterable[str], near: str) -> list[Thing]:
        helpers, self.helpers = self.helpers, 10**6
        try:
            return self._nearest(types, near)
        finally:
            self.helpers = helpers

    def _add_knife(self, name: str) -> None:
        self._helpers(sorted(KNIVES, reverse=True), self._whole(name))

    def _add_water(self, name: str) -> None:
        for basin in self._switched(BASINS, "Faucet", self._whole(name)):
            if takes(basin.object_class, self._class(name)):
                self.placements.add((basin.name, name))

    def _add_liquid(self, name: str) -> None:
        if name in self.items:
            self._add_water(name)
            return
        # A plant: water is brought to it, best in what is full or under a faucet already.
        for carrier in self._helpers(_CARRIERS, name, self._filling_work):
            self._add_water(carrier.name)

    def _filling_work(self, thing: Thing) -> float:
        if "simbotIsFilledWithWater" in thing.states:
            return 0.0
        around = self.world.things.get(thing.parent or "")
        return 10.0 if around is not None and around.object_class in BASINS else 40.0

    def _add_coffee(self, name: str) -> None:
        mugs = [name] if self._class(name) == "Mug" else [t.name for t in self._helpers(["Mug"])]
        for machine in self._helpers(["CoffeeMachine"], self._whole(name)):
            self.placements |= {(machine.name, mug) for mug in mugs}
        for mug in mugs:
            self._add_water(mug)  # a full mug has to be emptied first

    def _add_heat(self, name: str) -> None:
        whole = self._whole(name)
        if self._class(name) == "BreadSliced":
            toasters = self._nearest(["Toaster"], whole)
            if toasters or not self._nearest(["Microwave"], whole):
                for toaster in self._helpers(["Toaster"], whole):
                    self.placements.add((toaster.name, name))
                return
        ovens = self._nearest(["Microwave"], whole)
        pans = self._nearest(["Pan", "Pot"], whole)
        burners = bool(pans) and bool(self.world.known(["StoveBurner"]))
        if ovens or not burners:
            for oven in self._helpers(["Microwave"], whole):
                self._place_cookable(oven.name, name)
        if burners and len(ovens) < self.helpers:
            self._add_stove(name, pans)

    def _add_microwave(self, name: str) -> None:
        for oven in self._helpers(["Microwave"], self._whole(name)):
            self.placements.add((oven.name, name))

    def _add_fridge(self, name: str) -> None:
        for fridge in self._helpers(["Fridge"], self._whole(name)):
            self.placements.add((fridge.name, name))

    def _place_cookable(self, receptacle: str, name: str) -> None:
        self.placements.add((receptacle, name))
        whole = self._whole(name)
        kind = self.world.things[receptacle].object_class
        cookable = whole != name and can(self._class(whole), Affordance.COOKABLE)
        if cookable and takes(kind, self._class(whole)):
            self.placements.add((receptacle, whole))

    def _add_stove(self, name: str, vessels: Sequence[Thing]) -> None:
        burners = self._switched(["StoveBurner"], "StoveKnob", vessels[0].name)
        for vessel in vessels:
            self._add(vessel.name)
            self._place_cookable(vessel.name, name)
            self.placements |= {(burner.name, vessel.name) for burner in burners}

    def _add_boiling(self, name: str) -> None:
        whole = self._whole(name)
        pots = self._nearest(["Pot"], whole)
        bowls = self._nearest(["Bowl"], whole)
        stove = bool(self.world.known(["StoveBurner"]))
        ovens = self._nearest(["Microwave"], whole)
        if bowls and ovens and not (pots and stove):
            for bowl in bowls:
                self._add(bowl.name)
                self._add_water(bowl.name)
                self._place_cookable(bowl.name, name)
                for oven in ovens:
                    self._add(oven.name)
                    self.placements.add((oven.name, bowl.name))
            return
        pots = pots or self._helpers(["Pot"], whole)
        self._add_stove(name, pots)
        for pot in pots:
            self._add_water(pot.name)

    # ------------------------------------------------------------------ around them
    def add_surroundings(self) -> None:
        """Receptacles that kept things are in, what blocks them, and where to put things down."""
        for name in list(self.keep):
            for around in self.world.ancestors(name):
                self.keep.setdefault(around)
        for name in list(self.keep):
            self._add_blockers(name)
        self._add_handy_places()
        rests = self._rests()
        for rest in rests:
            self.keep.setdefault(rest.name)
            for around in self.world.ancestors(rest.name):
                self.keep.setdefault(around)
            self.placements |= {
                (rest.name, item)
                for item, kind in self.items.items()
                if takes(rest.object_class, kind)
            }

    def _add_handy_places(self) -> None:
        """Things can be put down where what is worked on stands, or is taken from."""
        named = {name for literal in self.binding.literals for name in literal.fact[1:]}
        sources = [self._whole(name) for name in sorted(named) if name in self.items]
        for source in dict.fromkeys(sources):
            place = self.world.things[source].parent
            if place not in self.keep or is_item(self.world.things[place]):
                continue
            self.placements |= {
                (place, item)
                for item, kind in self.items.items()
                if takes(self.world.things[place].object_class, kind)
            }

    def _add_blockers(self, name: str) -> None:
        """What fills a kept receptacle to its capacity can be taken out of it."""
        thing = self.world.things[name]
        if thing.object_class not in CAPACITY:
            return
        for other in self.world.state.things:
            if other.parent == name:
                self._add(other.name)

    def _rests(self) -> list[Thing]:
        if not self.items:
            return []
        centre = self._centre()

        def cost(thing: Thing) -> tuple[float, str]:
            far = 0.0 if thing.position is None else math.dist(thing.position, centre) * 4.0
            rank = 3.0 * _REST.index(thing.object_class)
            return far + rank + thing.avoid, thing.name

        cleared = {
            literal.fact[2]
            for literal in self.binding.literals
            if literal.fact[0] == "in" and not literal.value
        }
        known = [thing for thing in self.world.known(_REST) if thing.name not in cleared]
        found = sorted(known, key=cost)[: self.helpers]
        return found or [self.world.imagine("CounterTop", 1)]

    def _centre(self) -> tuple[float, float]:
        points = [
            thing.position
            for thing in (self.world.things[name] for name in self.keep)
            if thing.position is not None and not is_item(thing)
        ] or [self.world.state.agent]
        return (
            sum(point[0] for point in points) / len(points),
            sum(point[1] for point in points) / len(points),
        )
