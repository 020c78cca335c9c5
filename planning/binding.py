"""Which concrete things a goal is about: components bound to things, known or imagined.

Binding makes the goal ground and conjunctive, which is what planners are fast at. It weighs, for
each component, the work that is left on each candidate (states, place, travel), and assigns all
of them at once, so that two components never fight for one thing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from envs.ontology import CAPACITY, LAMPS, SLICE_COUNT, Affordance, can, shuts, sliced_type, takes
from planning.absence import removal_literals
from planning.assignment import INFEASIBLE, assign
from planning.goals import Component, Goal, Met, Relation, canonical, outermost_first
from planning.problem import Literal, Part
from planning.references import allowed, wanted
from planning.state import SymbolicState, Thing
from planning.work import MOVE_WORK, NEEDS, OPEN_WORK, SLICE_WORK, UNSEEN_WORK, WORK
from planning.world import ALL_EXPLORED, WHOLE_OF, World, basin_of


@dataclass(frozen=True, slots=True)
class Binding:
    """A ground, conjunctive goal.

    Attributes:
        literals: what is to hold.
        imagined: things that the plan has to find first.
        parts: slices that it has to cut.
        chosen: thing or part names by component name.
        work: estimated cost of what is left to do; `INFEASIBLE` or more if something cannot be.
    """

    literals: tuple[Literal, ...]
    imagined: tuple[Thing, ...] = ()
    parts: tuple[Part, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    work: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that may stand for a component: known, still to be cut, or imagined."""

    name: str
    object_class: str
    states: frozenset[str]
    thing: Thing  # itself, or the whole that it is cut from
    cost: float  # of getting hold of it, where anything is left to do to it
    is_part: bool = False


def bind(world: World, goal: Goal, penalty: Mapping[str, float] | None = None) -> Binding:
    """The cheapest way, by estimate, to choose things for a goal's components.

    Args:
        world: the belief; what the binding imagines is added to it.
        goal: its components and relations (not its `condition`).
        penalty: extra cost of things, by name, to get at the next best binding.
    """
    return _Binder(world, goal, penalty or {}).bind()


def met_conditions(state: SymbolicState, goal: Goal) -> tuple[Met, ...]:
    """Which of a goal's conditions hold already, for the things that best satisfy it."""
    world = World(state)
    binding = _Binder(world, goal, {}).bind()
    report: list[Met] = []
    for component in goal.components:
        for name in binding.chosen.get(component.name, ()):
            exists = name in world.things and name not in world.imagined
            report.append(Met(f"there is a {component.label or component.name}", exists))
    report.extend(Met(literal.text, holds(world, literal)) for literal in binding.literals)
    return tuple(report)


def holds(world: World, literal: Literal) -> bool:
    """Whether a literal is believed; `in` counts receptacles further up."""
    predicate, name = literal.fact[:2]
    if predicate == "in":
        return (literal.fact[2] in world.ancestors(name)) is literal.value
    if predicate == "holding":
        return (world.state.held == name) is literal.value
    thing = world.things.get(name)
    states = {canonical(state) for state in thing.states} if thing else set()
    return (predicate in states) is literal.value


def wants_exploration(state: SymbolicState, goal: Goal) -> bool:
    """Whether "all" or "none" may mean more than is known, as much of the house is unseen."""
    return state.explored < ALL_EXPLORED and any(not c.count for c in goal.components)


class _Binder:
    def __init__(self, world: World, goal: Goal, penalty: Mapping[str, float]) -> None:
        self.world, self.goal, self.penalty = world, goal, penalty
        self.demand = sum(component.count or 0 for component in goal.components)
        self.tails: dict[int, Candidate] = {}  # relation index -> the shared tail
        self.chosen: dict[str, list[Candidate]] = {}
        self.work = 0.0
        self.placed: dict[str, int] = {}
        self.meant = {part.name: allowed(world, goal, part) for part in goal.components}

    def bind(self) -> Binding:
        for index in outermost_first(self.goal):
            if self.goal.relations[index].tail_shared and self._puts(self.goal.relations[index]):
                self._choose_tail(index, self.goal.relations[index])
        self._assign_components()
        literals = self._state_literals() + self._relation_literals() + self._absences()
        unique = {(literal.fact, literal.value): literal for literal in reversed(literals)}
        ordered = tuple(reversed(unique.values()))
        used = {name for literal in ordered for name in literal.fact[1:]}
        used |= {candidate.name for group in self.chosen.values() for candidate in group}
        parts = tuple(part for name, part in self.world.parts.items() if name in used)
        used |= {part.whole for part in parts}
        return Binding(
            ordered,
            tuple(thing for name, thing in self.world.imagined.items() if name in used),
            parts,
            {name: tuple(c.name for c in group) for name, group in self.chosen.items()},
            self.work,
        )

    # ------------------------------------------------------------------ candidates
    def _candidates(self, component: Component) -> list[Candidate]:
        world, found, meant = self.world, list[Candidate](), self.meant[component.name]
        for thing in world.known(component.types):
            if meant is not None and thing.name not in meant:
                continue
            states = frozenset(canonical(state) for state in thing.states)
            found.append(
                Candidate(thing.name, thing.object_class, states, thing, self._reach_cost(thing))
            )
        if component.count is None and (found or self._none_left(component)):
            return found
        if meant is not None and len(found) >= (wanted(self.goal, component) or math.inf):
            return found
        need = max(component.count or 1, 1)
        for kind in component.types:
            whole = WHOLE_OF.get(kind)
            found.extend(self._slices(whole, meant) if whole else self._imagined(kind, need))
        return found

    def _short(self, kind: str) -> int:
        """How many more of a type all components together may need than are known."""
        wanted = sum(c.count or 0 for c in self.goal.components if kind in c.types)
        return wanted - len(self.world.known([kind]))

    def _none_left(self, component: Component) -> bool:
        """Whether no thing of a component that stands for all, of which none is known, is to be
        looked for: all were cut up, or none of those that were meant is anywhere."""
        if ("isSliced", True) in component.states:
            slices = [sliced_type(kind) for kind in component.types if kind in SLICE_COUNT]
            return bool(self.world.known(slices))
        return component.which is not None and self.world.state.explored >= ALL_EXPLORED

    def _reach_cost(self, thing: Thing) -> float:
        cost = self.world.distance(thing) + thing.avoid + self.penalty.get(thing.name, 0.0)
        if thing.imagined:
            cost += self.world.search_cost(thing.object_class) + UNSEEN_WORK
        if thing.name == self.world.state.held:
            return cost - MOVE_WORK / 2
        for name in self.world.ancestors(thing.name):
            around = self.world.things[name]
            if shuts(around.object_class) and "isOpen" not in around.states:
                cost += OPEN_WORK
        return cost

    def _slices(self, whole: str, meant: frozenset[str] | None) -> list[Candidate]:
        found: list[Candidate] = []
        wholes = [t for t in self.world.known([whole]) if meant is None or t.name in meant]
        short = self.demand - SLICE_COUNT[whole] * len(wholes)
        count = max(1, math.ceil(short / SLICE_COUNT[whole])) if short > 0 or not wholes else 1
        wholes += [self.world.imagine(whole, index + 1) for index in range(count)]
        for thing in wholes:
            cost = SLICE_WORK + self._reach_cost(thing)
            states = frozenset(canonical(s) for s in thing.states) & {"isCooked", "simbotIsBoiled"}
            for index in range(min(SLICE_COUNT[whole], max(self.demand, 1))):
                part = self.world.cut(thing, index)
                # The first slice pays for the cut; later ones are picked in order.
                price = cost if index == 0 else cost / 2 + index * 0.01
                found.append(
                    Candidate(part.name, part.object_class, states, thing, price, is_part=True)
                )
        return found

    def _imagined(self, kind: str, need: int) -> list[Candidate]:
        number = max(need, self._short(kind))
        things = [self.world.imagine(kind, index + 1) for index in range(number)]
        return [
            Candidate(thing.name, kind, frozenset(), thing, self._reach_cost(thing) + index * 0.01)
            for index, thing in enumerate(things)
        ]

    # ------------------------------------------------------------------ costs
    def _state_work(self, candidate: Candidate, component: Component) -> float:
        work = 0.0
        for predicate, value in component.states:
            predicate = canonical(predicate)
            if (predicate in candidate.states) is value:
                continue
            affordance = NEEDS.get(predicate)
            if predicate == "isToggled" and candidate.name in self.world.switched:
                affordance = None
            if affordance is not None and not can(candidate.object_class, affordance):
                return INFEASIBLE
            work += WORK.get((predicate, value), INFEASIBLE)
        if component.held and candidate.name != self.world.state.held:
            carried = can(candidate.object_class, Affordance.PICKUPABLE)
            work += MOVE_WORK / 2 if carried else INFEASIBLE
        return work

    def _work(self, candidate: Candidate, component: Component) -> float:
        """Cost of making a candidate what its component and that one's relations ask for."""
        work = self._state_work(candidate, component)
        for index, relation in enumerate(self.goal.relations):
            if component.name not in relation.heads:
                continue
            if relation.tail_shared:
                tail = self.tails.get(index)  # none yet where relations go round in a ring
                work += self._move_work(candidate, tail) if tail is not None else 0.0
            else:
                work += self._nearest_tail(candidate, relation)[0]
        missing = candidate.is_part or candidate.thing.imagined
        if work > 0 or missing:
            work += max(candidate.cost, 0.5)
        return work

    def _move_work(self, head: Candidate, tail: Candidate) -> float:
        if head.name == tail.name:
            return INFEASIBLE
        if not head.is_part and tail.name in self.world.ancestors(head.name):
            return 0.0
        target = self._target(tail)
        if not takes(target.object_class, head.object_class):
            return INFEASIBLE
        return MOVE_WORK

    def _nearest_tail(self, head: Candidate, relation: Relation) -> tuple[float, Candidate]:
        component = self.goal.component(relation.tail)
        options = []
        for tail in self._candidates(component) or self._imagined(component.types[0], 1):
            move = self._move_work(head, tail)
            cost = move + self._state_work(tail, component)
            if move > 0:
                capacity = CAPACITY.get(tail.object_class, 99)
                cost += tail.cost + (self.placed.get(tail.name, 0) >= capacity) * 50.0
                cost += self._gap(head.thing, tail.thing)
            options.append((cost, tail.name, tail))
        cost, _, tail = min(options, key=lambda option: option[:2])
        return cost, tail

    def _gap(self, a: Thing, b: Thing) -> float:
        if a.position is None or b.position is None:
            return 0.0
        return math.dist(a.position, b.position) * 2.0

    def _target(self, tail: Candidate) -> Thing:
        """What to put things in so that they are in the tail: its basin, if it has one."""
        return basin_of(self.world, tail.thing) or tail.thing

    # ------------------------------------------------------------------ choices
    def _choose_tail(self, index: int, relation: Relation) -> None:
        component = self.goal.component(relation.tail)
        taken = {tail.name for i, tail in self.tails.items() if self._rival(i, relation)}
        same = [t for i, t in self.tails.items() if self.goal.relations[i].tail == relation.tail]
        if same:
            self.tails[index] = same[0]
            return
        options = []
        for tail in self._candidates(component):
            if tail.name in taken:
                continue
            self.tails[index] = tail
            cost = self._work(tail, component)
            moves = False
            for name in relation.heads:
                head = self.goal.component(name)
                if head.count == 0:
                    continue
                pool = sorted(self._work(c, head) for c in self._candidates(head))
                wanted = pool if head.count is None else pool[: head.count]
                cost += sum(wanted)
                moves = moves or any(value > 0 for value in wanted)
            if moves:
                cost += tail.cost
            options.append((cost, tail.name, tail))
        if options:
            self.tails[index] = min(options, key=lambda option: option[:2])[2]
            return
        more = self._imagined(component.types[0], len(taken) + 1)
        self.tails[index] = next(tail for tail in more if tail.name not in taken)

    def _rival(self, index: int, relation: Relation) -> bool:
        """Whether the tail of another relation may not be this one's too."""
        other = self.goal.relations[index].tail
        if other == relation.tail:
            return False
        a, b = self.goal.component(other), self.goal.component(relation.tail)
        return not (a.shareable or b.shareable)

    def _assign_components(self) -> None:
        exclusive: list[Component] = []
        for component in self.goal.components:
            fixed = [
                tail
                for index, tail in self.tails.items()
                if self.goal.relations[index].tail == component.name
            ]
            if fixed:
                self.chosen[component.name] = fixed[:1]
                self.work += min(self._work(fixed[0], component), INFEASIBLE)
            elif component.count is None:
                group = self._candidates(component)
                self.chosen[component.name] = group
                self.work += sum(self._work(candidate, component) for candidate in group)
            elif component.shareable:
                self._assign([component], set())
            else:
                exclusive.append(component)
        tails = {
            tail.name
            for index, tail in self.tails.items()
            if not self.goal.component(self.goal.relations[index].tail).shareable
        }
        self._assign(exclusive, tails)

    def _assign(self, components: list[Component], taken: set[str]) -> None:
        slots = [c for component in components for c in [component] * (component.count or 0)]
        for component in components:
            self.chosen.setdefault(component.name, [])
        if not slots:
            return
        table: dict[str, Candidate] = {}
        rows: list[dict[str, float]] = []
        costs: dict[str, dict[str, float]] = {}
        for component in components:
            row: dict[str, float] = {}
            for candidate in self._candidates(component):
                if candidate.name not in taken:
                    table[candidate.name] = candidate
                    row[candidate.name] = self._work(candidate, component)
            costs[component.name] = row
        rows = [costs[slot.name] for slot in slots]
        names = sorted(table)
        matrix = [[row.get(name, 2 * INFEASIBLE) for name in names] for row in rows]
        if len(names) < len(slots):
            self.work += INFEASIBLE
            slots, matrix = slots[: len(names)], matrix[: len(names)]
        for slot, column in enumerate(assign(matrix)):
            if names[column] in costs[slots[slot].name]:  # else there is none left for it
                self.chosen[slots[slot].name].append(table[names[column]])
            self.work += matrix[slot][column]

    # ------------------------------------------------------------------ literals
    def _state_literals(self) -> list[Literal]:
        literals = []
        for component in self.goal.components:
            label = component.label or component.name
            for candidate in self.chosen.get(component.name, ()):
                for predicate, value in component.states:
                    fact = (canonical(predicate), candidate.name)
                    literals.append(Literal(fact, value, state_text(label, predicate, value)))
                if component.held:
                    literals.append(Literal(("holding", candidate.name), True, f"{label} in hand"))
                elif candidate.is_part and not any(value for _, value in component.states):
                    fact = ("isSliced", candidate.thing.name)
                    literals.append(Literal(fact, True, f"there is a {label}"))
        return literals

    def _puts(self, relation: Relation) -> bool:
        """Whether a relation asks for anything to be at its tail."""
        return any(self.goal.component(name).count != 0 for name in relation.heads)

    def _absences(self) -> list[Literal]:
        """What is to be nowhere: at the tail that its relation chose, else at any such tail."""
        literals: list[Literal] = []
        for component in self.goal.components:
            if component.count != 0:
                continue
            meant = self.meant[component.name]
            heads = [
                thing
                for thing in self.world.known(component.types)
                if meant is None or thing.name in meant
            ]
            tails, place = None, ""
            for index, relation in enumerate(self.goal.relations):
                if component.name in relation.heads:
                    tail = self.goal.component(relation.tail)
                    chosen = [self.tails[index]] if index in self.tails else self._candidates(tail)
                    tails, place = [c.name for c in chosen], tail.label or tail.name
            literals += removal_literals(self.world, component, heads, tails, place)
        self.work += MOVE_WORK * len({x.fact[1] for x in literals if not holds(self.world, x)})
        return literals

    def _relation_literals(self) -> list[Literal]:
        literals: list[Literal] = []
        for index, relation in enumerate(self.goal.relations):
            place = self.goal.component(relation.tail)
            for name in relation.heads:
                component = self.goal.component(name)
                text = f"{component.label or name} in or on the {place.label or place.name}"
                for head in self.chosen.get(name, ()):
                    tail = self.tails.get(index) or self._nearest_tail(head, relation)[1]
                    self.placed[tail.name] = self.placed.get(tail.name, 0) + 1
                    literals.extend(place_literals(self.world, head.name, tail.name, text))
        return literals


def place_literals(world: World, head: str, tail: str, text: str) -> tuple[Literal, ...]:
    """What has to hold for a thing to be in or on another, keeping whatever holds it there."""
    around = world.ancestors(head) if head in world.things else []
    if tail in around:
        chain = [head, *around[: around.index(tail) + 1]]
        return tuple(
            Literal(("in", inner, outer), True, text)
            for inner, outer in itertools.pairwise(chain)
            if can(world.things[inner].object_class, Affordance.PICKUPABLE)
        )
    target = basin_of(world, world.things[tail]) or world.things[tail]
    return (Literal(("in", head, target.name), True, text),)


_PHRASES = {
    ("isDirty", False): "clean", ("isDirty", True): "dirty", ("isCooked", True): "cooked",
    ("simbotIsBoiled", True): "boiled", ("isToggled", True): "on", ("isToggled", False): "off",
    ("isOpen", True): "open", ("isOpen", False): "closed", ("isSliced", True): "sliced",
    ("isFilledWithLiquid", True): "filled", ("isFilledWithLiquid", False): "empty",
    ("simbotIsFilledWithWater", True): "filled with water",
    ("simbotIsFilledWithCoffee", True): "filled with coffee",
    ("wasWashed", True): "washed", ("wasHeated", True): "heated", ("wasChilled", True): "chilled",
    **{(predicate, True): "looked at in the light" for predicate in LAMPS.values()},
}  # fmt: skip


def state_text(label: str, predicate: str, value: bool) -> str:
    """What a person would call a state, such as "mug filled with coffee"."""
    phrase = _PHRASES.get((canonical(predicate), value))
    return f"{label} {phrase}" if phrase else f"{label} {'' if value else 'not '}{predicate}"
