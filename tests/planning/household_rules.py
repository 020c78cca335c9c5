"""A second statement of how a household works, in Python and apart from `domain.pddl`: what each
skill does, after AI2-THOR's and TEACh's rules. Plans are carried out in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from envs.ontology import (
    BASINS,
    CAPACITY,
    KNIVES,
    OBJECT_TYPES,
    SLICE_COUNT,
    WATER_SOURCES,
    Affordance,
    can,
    sliced_type,
    takes,
)
from planning.goals import Component, Goal
from planning.result import PlannedStep
from planning.state import SymbolicState

REACH = 2.0  # [m] between what the agent went to and what it acts on
_LIQUIDS = ("simbotIsFilledWithWater", "simbotIsFilledWithCoffee")
_INHERITED = {"isCooked", "simbotIsBoiled"}


@dataclass
class Body:
    kind: str
    states: set[str]
    parent: str | None
    position: tuple[float, float]
    links: tuple[str, ...] = ()
    seen: bool = True


@dataclass
class Household:
    bodies: dict[str, Body]
    held: str | None
    place: tuple[float, float]  # where the agent is

    @classmethod
    def of(cls, state: SymbolicState) -> Household:
        bodies = {
            thing.name: Body(
                thing.object_class,
                set(thing.states),
                thing.parent,
                thing.position or (0.0, 0.0),
                thing.links,
            )
            for thing in state.things
        }
        return cls(bodies, state.held, state.agent)

    # ------------------------------------------------------------------ where things are
    def ancestors(self, name: str) -> list[str]:
        chain, parent = [], self.bodies[name].parent
        while parent is not None:
            chain.append(parent)
            parent = self.bodies[parent].parent
        return chain

    def access_point(self, name: str) -> tuple[float, float]:
        point = self.bodies[name].position
        for around in self.ancestors(name):
            point = self.bodies[around].position
        return point

    def closed(self, name: str) -> bool:
        body = self.bodies[name]
        shuts = can(body.kind, Affordance.OPENABLE) and body.kind != "Toilet"
        return shuts and "isOpen" not in body.states

    def check_target(self, name: str, skill: str) -> None:
        assert name in self.bodies, f"{skill}: no {name}"
        assert self.bodies[name].seen, f"{skill}: {name} was not found yet"
        assert name != self.held, f"{skill}: {name} is in the hand"
        for around in self.ancestors(name):
            assert around != self.held, f"{skill}: {name} is in what is held"
            assert not self.closed(around), f"{skill}: {name} is shut in {around}"
        gap = min(
            math.dist(self.place, self.access_point(name)),
            math.dist(self.place, self.bodies[name].position),
        )
        assert gap <= REACH, f"{skill}: {name} is {gap:.1f} m away"

    # ------------------------------------------------------------------ skills
    def do(self, step: PlannedStep) -> None:
        name, skill = step.target, step.skill
        if skill == "search":
            self.find(name)
        elif skill == "go-to":
            self.place = self.access_point(name) if name in self.bodies else self.place
        else:
            self.check_target(name, skill)
            _SKILLS[skill](self, self.bodies[name], name)
        self.rules()

    def find(self, name: str) -> None:
        """What was imagined turns up, on the floor of wherever the agent has got to."""
        kind = next(k.name for k in OBJECT_TYPES if k.name.lower() == name.split("_")[1])
        self.bodies[name] = Body(kind, set(), None, self.place)

    def pick_up(self, body: Body, name: str) -> None:
        assert self.held is None and can(body.kind, Affordance.PICKUPABLE)
        assert "isBroken" not in body.states
        self.held, body.parent = name, None

    def put_down(self, body: Body, name: str) -> None:
        assert self.held is not None
        held = self.bodies[self.held]
        assert takes(body.kind, held.kind), f"{body.kind} takes no {held.kind}"
        assert not self.closed(name), f"{name} is closed"
        inside = sum(other.parent == name for other in self.bodies.values())
        assert inside < CAPACITY.get(body.kind, 99), f"{name} is full"
        held.parent = name
        for carried, other in self.bodies.items():
            if carried == self.held or self.held in self.ancestors(carried):
                other.position = body.position
        self.held = None

    def open(self, body: Body, name: str) -> None:
        assert can(body.kind, Affordance.OPENABLE) and "isOpen" not in body.states
        assert not (can(body.kind, Affordance.RECEPTACLE) and "isToggled" in body.states)
        body.states.add("isOpen")

    def close(self, body: Body, name: str) -> None:
        assert "isOpen" in body.states
        body.states.discard("isOpen")
        if body.kind == "Fridge":
            for other in self.bodies:
                if name in self.ancestors(other):
                    self.bodies[other].states.add("wasChilled")

    def toggle_on(self, body: Body, name: str) -> None:
        assert can(body.kind, Affordance.TOGGLEABLE) and "isToggled" not in body.states
        door = can(body.kind, Affordance.OPENABLE) and can(body.kind, Affordance.RECEPTACLE)
        assert not (door and "isOpen" in body.states), f"{name} has to be closed"
        body.states.add("isToggled")
        if self.held is not None and body.kind in ("DeskLamp", "FloorLamp"):
            self.bodies[self.held].states.add(f"wasLitBy{body.kind}")
        for link in body.links:
            if self.bodies[link].kind == "StoveBurner":
                self.bodies[link].states.add("isToggled")

    def toggle_off(self, body: Body, name: str) -> None:
        assert can(body.kind, Affordance.TOGGLEABLE) and "isToggled" in body.states
        body.states.discard("isToggled")
        for link in body.links:
            self.bodies[link].states.discard("isToggled")

    def slice(self, body: Body, name: str) -> None:
        assert self.held is not None and self.bodies[self.held].kind in KNIVES
        assert can(body.kind, Affordance.SLICEABLE) and "isSliced" not in body.states
        for index in range(SLICE_COUNT[body.kind]):
            self.bodies[f"{name}_slice_{index}"] = Body(
                sliced_type(body.kind), body.states & _INHERITED, body.parent, body.position
            )
        del self.bodies[name]

    def pour(self, body: Body, name: str) -> None:
        assert self.held is not None
        held = self.bodies[self.held].states
        assert "isFilledWithLiquid" in held
        if body.kind not in BASINS:
            assert can(body.kind, Affordance.FILLABLE) and "isFilledWithLiquid" not in body.states
            body.states |= held & {"isFilledWithLiquid", *_LIQUIDS}
        held -= {"isFilledWithLiquid", *_LIQUIDS}

    # ------------------------------------------------------------------ what happens by itself
    def rules(self) -> None:
        wet = {
            link
            for body in self.bodies.values()
            if body.kind in WATER_SOURCES and "isToggled" in body.states
            for link in body.links
        }
        for name in list(self.bodies):
            body, around = self.bodies[name], self.ancestors(name)
            if not can(body.kind, Affordance.PICKUPABLE) or name == self.held:
                continue
            fillable = (
                can(body.kind, Affordance.FILLABLE) and "isFilledWithLiquid" not in body.states
            )
            kinds = {self.bodies[a].kind for a in around if "isToggled" in self.bodies[a].states}
            if "Microwave" in kinds:
                body.states.add("wasHeated")
            if wet & set(around):
                body.states.add("wasWashed")
                body.states.discard("isDirty")
                if fillable:
                    body.states |= {"isFilledWithLiquid", "simbotIsFilledWithWater"}
            elif "CoffeeMachine" in kinds and fillable and body.kind == "Mug":
                body.states |= {"isFilledWithLiquid", "simbotIsFilledWithCoffee"}
            pans = {"Pan", "Pot"} & {self.bodies[a].kind for a in around}
            heat = "Microwave" in kinds or ("StoveBurner" in kinds and pans)
            heat = heat or ("Toaster" in kinds and body.kind == "BreadSliced")
            if heat and can(body.kind, Affordance.COOKABLE):
                body.states.add("isCooked")
                if any("isFilledWithLiquid" in self.bodies[a].states for a in around):
                    body.states.add("simbotIsBoiled")

    # ------------------------------------------------------------------ goals
    def _fit(self, component: Component) -> list[str]:
        return [
            name
            for name, body in self.bodies.items()
            if body.kind in component.types and self._in_states(body, component)
        ]

    @staticmethod
    def _in_states(body: Body, component: Component) -> bool:
        synonyms = {"simbotIsCooked": "isCooked"}
        return all(
            (synonyms.get(state, state) in body.states) is value
            for state, value in component.states
        )

    def satisfies(self, goal: Goal) -> bool:
        """Whether a goal holds, by counting (components of test goals never compete)."""
        related = {name for relation in goal.relations for name in (*relation.heads, relation.tail)}
        for component in goal.components:
            fit = self._fit(component)
            if component.count is None:
                every = [n for n, b in self.bodies.items() if b.kind in component.types]
                if len(fit) < len(every):
                    return False
            elif component.name not in related and len(fit) < component.count:
                return False
        for relation in goal.relations:
            tails = self._fit(goal.component(relation.tail))
            groups = [[tail] for tail in tails] if relation.tail_shared else [tails]
            if not any(self._holds_heads(goal, relation.heads, set(group)) for group in groups):
                return False
        return True

    def _holds_heads(self, goal: Goal, heads: tuple[str, ...], tails: set[str]) -> bool:
        for name in heads:
            component = goal.component(name)
            fit = self._fit(component)
            inside = [head for head in fit if tails & set(self.ancestors(head))]
            if len(inside) < (len(fit) if component.count is None else component.count):
                return False
        return True


_SKILLS = {
    "pick-up": Household.pick_up,
    "place": Household.put_down,
    "open": Household.open,
    "close": Household.close,
    "toggle-on": Household.toggle_on,
    "toggle-off": Household.toggle_off,
    "slice": Household.slice,
    "pour": Household.pour,
}
