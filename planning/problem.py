"""The belief and a ground goal as a planning problem over `domain.pddl`.

Spots keep the problem small: everything that the agent can reach from one place on the floor
shares a spot, so that travel is between a dozen spots and not between a hundred things.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from envs.ontology import BASINS, CAPACITY, KNIVES, LAMPS, Affordance, can, shuts
from planning.goals import canonical
from planning.state import SymbolicState, Thing

SPOT_RADIUS = 0.9  # [m] what is this close to a spot's first thing shares the spot
STEP = 0.25  # [m] of travel that costs 1
TURN_COST = 2  # of a trip, for turning and tilting
ACT_COST = 5  # of acting on a thing: step up to it, aim, act
UNSEEN_TRAVEL = 16  # from or to wherever a search ends
CRAMPED = 6  # extra cost of putting something behind a door
UNSUITED = 3  # extra cost of putting something where people would not
_MEANT_FOR_USE = frozenset({"Microwave"})
_UNSUITED = frozenset(
    {"ArmChair", "Bathtub", "BathtubBasin", "Bed", "Chair", "GarbageCan", "Sofa", "Stool"}
)
NOWHERE = "nowhere"
UNSEEN = "spot_unseen"

Fact = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A ground condition of a goal.

    Attributes:
        fact: predicate and thing names.
        value: what it has to be.
        text: the goal condition that it serves, for people.
    """

    fact: Fact
    value: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A slice that does not exist yet.

    Attributes:
        name: unique among things.
        object_class: such as `BreadSliced`.
        whole: name of the thing that will be sliced.
    """

    name: str
    object_class: str
    whole: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A planning problem over the household domain, before it is written in any format.

    Attributes:
        objects: name to PDDL type, in order.
        facts: true at first.
        numbers: (function, arguments, value).
        goal: literals, all of which are to hold.
        spots: spot of every thing that stays where it is.
    """

    objects: Mapping[str, str]
    facts: tuple[Fact, ...]
    numbers: tuple[tuple[Fact, int], ...]
    goal: tuple[Literal, ...]
    spots: Mapping[str, str]

    def to_pddl(self, name: str = "household-problem", domain: str = "household") -> str:
        """The problem as PDDL text."""
        objects = "".join(f"\n    {item} - {kind}" for item, kind in self.objects.items())
        facts = "".join(f"\n    ({' '.join(fact)})" for fact in self.facts)
        numbers = "".join(f"\n    (= ({' '.join(fact)}) {n})" for fact, n in self.numbers)
        goal = "".join(
            f"\n    ({' '.join(g.fact)})" if g.value else f"\n    (not ({' '.join(g.fact)}))"
            for g in self.goal
        )
        return (
            f"(define (problem {name})\n  (:domain {domain})\n  (:objects{objects})\n"
            f"  (:init\n    (= (total-cost) 0){facts}{numbers})\n  (:goal (and{goal}))\n"
            f"  (:metric minimize (total-cost)))\n"
        )

    def canonical(self) -> str:
        """What tells this problem from others: the same text means the same problem."""
        return self.to_pddl()


def build_problem(
    state: SymbolicState,
    things: Sequence[Thing],
    parts: Sequence[Part],
    placements: Iterable[tuple[str, str]],
    goal: Sequence[Literal],
    search_cost: Mapping[str, int],
    receivers: Iterable[str] = (),
) -> Problem:
    """Problem of reaching a ground goal with some of the things.

    Args:
        state: the belief; only `held` and `agent` are read.
        things: those that take part, in a fixed order; parents that are not among them count
            as the floor.
        parts: slices that slicing would bring into being.
        placements: (receptacle, thing) pairs that the plan may bring about.
        goal: ground literals.
        search_cost: of each imagined thing.
        receivers: things that can be carried and that liquids may be poured into.
    """
    by_name = {thing.name: thing for thing in things}
    spots, centres = find_spots(things, by_name, state.held)
    here = _spot_of_agent(state.agent, centres)
    facts: list[Fact] = [("at", here)]
    facts.append(("holding", state.held) if state.held in by_name else ("hand-empty",))
    objects = {thing.name: thing.object_class for thing in things}
    for part in parts:
        objects[part.name] = part.object_class
        facts.append(("in", part.name, part.whole))
        facts.append(("part-of", part.name, part.whole))
        facts.extend(_affordances(part.name, part.object_class))
    for spot in centres:
        objects[spot] = "spot"
        facts.append(("reach", spot, spot))
    if UNSEEN in centres:
        facts.append(("hidden-spot", UNSEEN))
    for thing in things:
        facts.extend(_thing_facts(thing, by_name, spots, state.held))
    facts.extend(("takes", receptacle, item) for receptacle, item in sorted(set(placements)))
    facts.extend(("receives", name) for name in receivers)
    numbers = _numbers(things, parts, centres, search_cost)
    goal = [Literal((g.fact[0].lower(), *g.fact[1:]), g.value, g.text) for g in goal]
    return Problem(objects, tuple(facts), numbers, tuple(goal), spots)


def find_spots(
    things: Sequence[Thing], by_name: Mapping[str, Thing], held: str | None
) -> tuple[dict[str, str], dict[str, tuple[float, float] | None]]:
    """Spots of the things that stand, hang or lie on the floor.

    Returns:
        spot name of each such thing, and centre [m] (x, z) of each spot (None where unknown).
    """
    spots: dict[str, str] = {}
    centres: dict[str, tuple[float, float] | None] = {}
    for thing in things:
        if thing.name == held or (is_item(thing) and thing.parent in by_name):
            continue
        position = _access_point(thing, by_name)
        if position is None:
            spots[thing.name] = UNSEEN
            centres[UNSEEN] = None
            continue
        near = [
            (math.dist(position, centre), spot)
            for spot, centre in centres.items()
            if centre is not None and math.dist(position, centre) <= SPOT_RADIUS
        ]
        spot = min(near)[1] if near else f"spot_{thing.name}"
        centres.setdefault(spot, position)
        spots[thing.name] = spot
    for thing in things:  # what switches something is used where that is
        for link in thing.links:
            if link in spots and thing.name in spots and not thing.imagined:
                spots[thing.name] = spots[link]
    used = set(spots.values())
    return spots, {spot: centre for spot, centre in centres.items() if spot in used}


def is_item(thing: Thing) -> bool:
    """Whether the agent can carry it."""
    return can(thing.object_class, Affordance.PICKUPABLE)


def _access_point(thing: Thing, by_name: Mapping[str, Thing]) -> tuple[float, float] | None:
    """Where to go for a thing: to it, or to the outermost receptacle with a door around it."""
    point, parent, seen = thing.position, thing.parent, {thing.name}
    while parent is not None and parent in by_name and parent not in seen:
        seen.add(parent)
        around = by_name[parent]
        if shuts(around.object_class) and around.position is not None:
            point = around.position
        parent = around.parent
    return point


def _spot_of_agent(
    agent: tuple[float, float], centres: dict[str, tuple[float, float] | None]
) -> str:
    """The spot that the agent is at; a new one where it is at none."""
    near = [
        (math.dist(agent, centre), spot)
        for spot, centre in centres.items()
        if centre is not None and math.dist(agent, centre) <= SPOT_RADIUS
    ]
    if near:
        return min(near)[1]
    centres["spot_start"] = agent
    return "spot_start"


def _affordances(name: str, object_class: str) -> list[Fact]:
    facts: list[Fact] = []
    pickupable = can(object_class, Affordance.PICKUPABLE)
    openable = can(object_class, Affordance.OPENABLE)
    receptacle = can(object_class, Affordance.RECEPTACLE)
    if not pickupable:
        facts.append(("fixed", name))
    if openable:
        facts.append(("openable", name))
    if receptacle and not shuts(object_class):
        facts.append(("surface", name))
        if pickupable:
            facts.append(("vessel", name))
    for affordance, predicate in (
        (Affordance.SLICEABLE, "sliceable"),
        (Affordance.COOKABLE, "cookable"),
        (Affordance.FILLABLE, "fillable"),
    ):
        if can(object_class, affordance):
            facts.append((predicate, name))
    if can(object_class, Affordance.FILLABLE) and not pickupable:
        facts.append(("receives", name))
    if can(object_class, Affordance.TOGGLEABLE):
        facts.append(("toggleable", name))
        if openable and receptacle:
            facts.append(("machine", name))
        elif not _heats(object_class):
            facts.append(("switch", name))
    if object_class in KNIVES:
        facts.append(("cuts", name))
    if object_class in BASINS:
        facts.append(("basin", name))
    if can(object_class, Affordance.COLD_SOURCE):
        facts.append(("chills", name))
    if object_class in LAMPS:
        facts.append(("desk-lamp" if object_class == "DeskLamp" else "floor-lamp", name))
    if CAPACITY.get(object_class) == 1:
        facts.append(("holds-one", name))
    elif CAPACITY.get(object_class) == 2:
        facts.append(("holds-two", name))
    return facts


def _heats(object_class: str) -> bool:
    return can(object_class, Affordance.HEAT_SOURCE) and can(object_class, Affordance.RECEPTACLE)


def _thing_facts(
    thing: Thing, by_name: Mapping[str, Thing], spots: Mapping[str, str], held: str | None
) -> list[Fact]:
    name = thing.name
    facts = _affordances(name, thing.object_class)
    controlled = [link for link in thing.links if link in by_name]
    if controlled and ("switch", name) in facts:
        facts.remove(("switch", name))
    elif thing.object_class == "Microwave":
        facts.remove(("machine", name))
    facts.extend(("controls", name, link) for link in controlled)
    facts.extend((canonical(state).lower(), name) for state in sorted(thing.states))
    if "isToggled" in thing.states:
        facts.extend(("running", link) for link in controlled)
        if can(thing.object_class, Affordance.RECEPTACLE):
            facts.append(("running", name))
    if name == held:
        return facts
    if thing.imagined:
        return [*facts, ("in", name, NOWHERE)]
    place = spots.get(name, thing.parent)
    assert place is not None
    facts.append(("in", name, place))
    spot = _spot_within_reach(thing, by_name, spots)
    receptacle = can(thing.object_class, Affordance.RECEPTACLE)
    if spot is not None and receptacle and not _closed(thing):
        facts.append(("reach", name, spot))
    return [*facts, *_fullness(thing, by_name)]


def _closed(thing: Thing) -> bool:
    return shuts(thing.object_class) and "isOpen" not in thing.states


def _spot_within_reach(
    thing: Thing, by_name: Mapping[str, Thing], spots: Mapping[str, str]
) -> str | None:
    """Spot from which the inside of a receptacle can be reached, were it open."""
    if thing.name in spots:
        return spots[thing.name]
    around = by_name.get(thing.parent or "")
    if around is None or is_item(around) or _closed(around):
        return None
    return spots.get(around.name)


def _fullness(thing: Thing, by_name: Mapping[str, Thing]) -> list[Fact]:
    capacity = CAPACITY.get(thing.object_class)
    if capacity is None:
        return []
    inside = sum(other.parent == thing.name for other in by_name.values())
    if inside >= capacity:
        occupied: list[Fact] = [("occupied", thing.name)] if capacity > 1 else []
        return [*occupied, ("full", thing.name)]
    return [("occupied", thing.name)] if inside else []


def _numbers(
    things: Sequence[Thing],
    parts: Sequence[Part],
    centres: Mapping[str, tuple[float, float] | None],
    search_cost: Mapping[str, int],
) -> tuple[tuple[Fact, int], ...]:
    numbers: list[tuple[Fact, int]] = []
    for start, a in centres.items():
        for end, b in centres.items():
            if start == end:
                continue
            cost = UNSEEN_TRAVEL
            if a is not None and b is not None:
                cost = TURN_COST + round((abs(a[0] - b[0]) + abs(a[1] - b[1])) / STEP)
            numbers.append((("travel", start, end), cost))
    for thing in things:
        act = ACT_COST + round(thing.avoid)
        numbers.append((("effort", thing.name), act))
        if can(thing.object_class, Affordance.RECEPTACLE):
            numbers.append((("stow-effort", thing.name), act + _clutter(thing.object_class)))
        if thing.imagined:
            numbers.append((("search-cost", thing.name), search_cost.get(thing.name, 80)))
    numbers.extend(((("effort", part.name), ACT_COST)) for part in parts)
    return tuple(numbers)


def _clutter(object_class: str) -> int:
    """Extra cost of putting things where they are in the way, or hard to fit in."""
    if shuts(object_class) and object_class not in _MEANT_FOR_USE:
        return CRAMPED
    return UNSUITED if object_class in _UNSUITED else 0
