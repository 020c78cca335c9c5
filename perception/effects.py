"""What the agent believes its own interactions do, after TEACh's rules.

These are expectations: what is seen afterwards wins. Every function takes the instances by name
and returns those that change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from envs.interface import ActionName
from envs.ontology import BASINS, LAMPS, WATER_SOURCES, Affordance
from perception.containment import descendants
from perception.instances import Instance, Point

_NONE: frozenset[str] = frozenset()
OPEN = frozenset({"isOpen"})
TOGGLED = frozenset({"isToggled"})
DIRTY = frozenset({"isDirty"})
WATER = frozenset({"isFilledWithLiquid", "simbotIsFilledWithWater"})
COFFEE = frozenset({"isFilledWithLiquid", "simbotIsFilledWithCoffee"})
LIQUIDS = WATER | COFFEE
COOKED = frozenset({"isCooked", "simbotIsCooked"})
BOILED = frozenset({"simbotIsBoiled"})
WASHED = frozenset({"wasWashed"})
HEATED = frozenset({"wasHeated"})
CHILLED = frozenset({"wasChilled"})
_SWITCHED = {ActionName.TOGGLE_ON: TOGGLED, ActionName.TOGGLE_OFF: _NONE}
_OPENED = {ActionName.OPEN: OPEN, ActionName.CLOSE: _NONE}

SETS: dict[ActionName, tuple[str, bool]] = {  # the state that an action changes, and to what
    ActionName.OPEN: ("isOpen", True),
    ActionName.CLOSE: ("isOpen", False),
    ActionName.TOGGLE_ON: ("isToggled", True),
    ActionName.TOGGLE_OFF: ("isToggled", False),
}
REFUSABLE = SETS.keys() | {ActionName.PICKUP}  # whose refusal tells of the thing


def with_synonyms(states: frozenset[str]) -> frozenset[str]:
    """Adds the predicates that always go together with those given."""
    if "isCooked" in states or "simbotIsBoiled" in states:
        states |= COOKED
    if states & LIQUIDS:
        states |= {"isFilledWithLiquid"}
    return states


def interaction(
    instances: Mapping[str, Instance],
    held: str | None,
    action: ActionName,
    target: str,
    aim: Point | None = None,
) -> tuple[dict[str, Instance], str | None]:
    """What a successful interaction changes.

    Args:
        instances: by name, before it.
        held: name of the thing in the agent's hand before it.
        action: an interaction.
        target: name of the instance acted on.
        aim: [m] the point (x, y, z) acted on, map frame, if known.

    Returns:
        The instances that change, and the name of the thing held afterwards.
    """
    thing = instances[target]
    if action in _OPENED:
        changed = {target: thing.with_states(_OPENED[action], OPEN)}
        changed = _shaken(instances, changed, descendants(instances, target))
        if action == ActionName.CLOSE and thing.can(Affordance.COLD_SOURCE):
            for name in descendants(instances, target):
                changed[name] = changed[name].with_states(CHILLED, _NONE)
        return changed, held
    if action in _SWITCHED:
        changed = _switched(instances, thing, _SWITCHED[action])
        lit = action == ActionName.TOGGLE_ON and thing.object_class in LAMPS
        if lit and held is not None and held in instances:
            seen = frozenset({LAMPS[thing.object_class]})
            changed[held] = instances[held].with_states(seen, _NONE)
        return changed, held
    if action == ActionName.PICKUP:
        changed = {target: thing.but(parent=None, placed_on=None, stale=True)}
        return _shaken(instances, changed, descendants(instances, target)), target
    if action == ActionName.SLICE:
        gone = thing.but(present=False, visible=False)
        return {target: gone.with_states(frozenset({"isSliced"}), _NONE)}, held
    if held is None or held not in instances:
        return {}, held
    if action == ActionName.PLACE:
        return _placed(instances, instances[held], target, aim), None
    if action == ActionName.POUR:
        return _poured(instances[held], thing), held
    return {}, held


def _switched(
    instances: Mapping[str, Instance], thing: Instance, switched: frozenset[str]
) -> dict[str, Instance]:
    changed = {thing.name: thing.with_states(switched, TOGGLED)}
    if thing.object_class == "StoveKnob":
        for name in thing.links:
            if name in instances:
                changed[name] = instances[name].with_states(switched, TOGGLED)
    return changed


def _placed(
    instances: Mapping[str, Instance], held: Instance, target: str, aim: Point | None
) -> dict[str, Instance]:
    changed = held.but(parent=target, placed_on=target, stale=True, missing=False)
    inside = descendants(instances, held.name)
    if aim is None:
        return _shaken(instances, {held.name: changed}, inside)
    changed = moved_to(changed, _foot(instances.get(target), aim))
    away = [new - old for old, new in zip(held.position, changed.position, strict=True)]
    moved = {name: moved_to(instances[name], _beside(instances[name], away)) for name in inside}
    return {held.name: changed, **_shaken(moved, {}, inside)}


def _beside(thing: Instance, away: Sequence[float]) -> Point:
    """Where the bottom of a thing is once it was moved by so many metres (x, y, z)."""
    x, _, z = thing.position
    return x + away[0], thing.low[1] + away[1], z + away[2]


def _foot(receptacle: Instance | None, aim: Point) -> Point:
    """Where something put at a point of a receptacle stands: of one with a door, inside it."""
    if receptacle is None or receptacle.body_low is None or receptacle.object_class == "Drawer":
        return aim
    if not receptacle.can(Affordance.OPENABLE):
        return aim
    low, high = receptacle.body_low, receptacle.body_high or receptacle.high
    x, z = (
        min(max(aim[axis], 0.7 * low[axis] + 0.3 * high[axis]), 0.3 * low[axis] + 0.7 * high[axis])
        for axis in (0, 2)
    )
    return x, min(aim[1], 0.8 * low[1] + 0.2 * high[1]) if aim[1] > high[1] - 0.1 else aim[1], z


def moved_to(thing: Instance, foot: Point) -> Instance:
    """A thing whose box stands with its bottom's centre at a point, metres, map frame."""
    width, height, depth = thing.size
    low = (foot[0] - 0.5 * width, foot[1], foot[2] - 0.5 * depth)
    high = (foot[0] + 0.5 * width, foot[1] + height, foot[2] + 0.5 * depth)
    return thing.but(low=low, high=high, body_low=low, body_high=high)


def _poured(held: Instance, target: Instance) -> dict[str, Instance]:
    liquid = held.states & LIQUIDS
    changed = {held.name: held.with_states(_NONE, LIQUIDS)}
    if target.can(Affordance.FILLABLE):
        changed[target.name] = target.with_states(liquid, _NONE)
    return changed


def _shaken(
    instances: Mapping[str, Instance], changed: dict[str, Instance], names: tuple[str, ...]
) -> dict[str, Instance]:
    """Marks what moved along: where exactly it is now is known when it is seen."""
    for name in names:
        changed[name] = instances[name].but(stale=True)
    return changed


def running(instances: Mapping[str, Instance]) -> dict[str, Instance]:
    """What the appliances that are on do to what is in them: wash, fill, brew, cook, boil."""
    changed: dict[str, Instance] = {}
    for appliance in sorted(instances.values(), key=lambda instance: instance.name):
        if not appliance.present or "isToggled" not in appliance.states:
            continue
        kind = appliance.object_class
        if kind in WATER_SOURCES:
            for basin in appliance.links:
                if basin in instances and instances[basin].object_class in BASINS:
                    _each(instances, changed, basin, _washed)
        elif kind == "CoffeeMachine":
            _each(instances, changed, appliance.name, _brewed)
        elif kind in {"Microwave", "StoveBurner"}:
            if not (kind == "Microwave" and appliance.is_open):
                _each(instances, changed, appliance.name, _cooked)
            if kind == "Microwave" and not appliance.is_open:
                _each(instances, changed, appliance.name, _heated)
        elif kind == "Toaster":
            _each(instances, changed, appliance.name, _toasted)
    return changed


def _each(
    instances: Mapping[str, Instance],
    changed: dict[str, Instance],
    receptacle: str,
    rule: Callable[[Instance, Mapping[str, Instance]], frozenset[str]],
) -> None:
    for name in descendants(instances, receptacle):
        thing = changed.get(name, instances[name])
        states = rule(thing, {**instances, **changed})
        if states != thing.states:
            changed[name] = thing.but(states=states)


def _washed(thing: Instance, _: Mapping[str, Instance]) -> frozenset[str]:
    states = (thing.states - DIRTY) | WASHED
    if thing.can(Affordance.FILLABLE) and "isFilledWithLiquid" not in states:
        states |= WATER
    return states


def _brewed(thing: Instance, _: Mapping[str, Instance]) -> frozenset[str]:
    if thing.object_class == "Mug" and "isFilledWithLiquid" not in thing.states:
        return thing.states | COFFEE
    return thing.states


def _cooked(thing: Instance, instances: Mapping[str, Instance]) -> frozenset[str]:
    if not thing.can(Affordance.COOKABLE):
        return thing.states
    holder = instances.get(thing.parent or "")
    boiled = holder is not None and "isFilledWithLiquid" in holder.states
    return thing.states | COOKED | (BOILED if boiled else _NONE)


def _heated(thing: Instance, _: Mapping[str, Instance]) -> frozenset[str]:
    return thing.states | HEATED


def _toasted(thing: Instance, _: Mapping[str, Instance]) -> frozenset[str]:
    return thing.states | COOKED if thing.object_class == "BreadSliced" else thing.states
