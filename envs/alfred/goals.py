"""When is an ALFRED task done? Its seven task types' goal conditions on what is in the world.

Counted as ALFRED counts them: an object in its place is one condition; what was to happen to some
object of the type (washed, heated, chilled) is one, and that it is an object in its place is one
more; a slice that has to be cut is one. What happened to things is in their states
(`envs.ontology.State.WASHED` and its neighbours), which the simulator keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from envs.alfred.trajectory import Target
from envs.ontology import BY_NAME, STATE_PREDICATES, State, sliced_type
from envs.teach.checker import GoalCondition, GoalReport, WorldFacts
from envs.thor.state import HELD

# What has to have happened to the object, by task type.
DEEDS: dict[str, tuple[str, str]] = {
    "pick_clean_then_place_in_recep": ("wasWashed", "washed"),
    "pick_heat_then_place_in_recep": ("wasHeated", "heated"),
    "pick_cool_then_place_in_recep": ("wasChilled", "chilled"),
}


def wanted_types(target: Target) -> tuple[str, ...]:
    """Types of object that serve a goal: the slices where one is meant, else whole or sliced."""
    if target.sliced:
        return (sliced_type(target.object_type),)
    slices = sliced_type(target.object_type)
    return (target.object_type, slices) if slices in BY_NAME else (target.object_type,)


def check(target: Target, world: WorldFacts, sees: Callable[[int], bool]) -> GoalReport:
    """Evaluates a goal on a world.

    Args:
        target: the goal.
        world: the simulator's truth; arrays (nobject,).
        sees: whether the agent sees the object in a slot, within reach.
    """
    things = _of(world, wanted_types(target))
    if target.task_type == "look_at_obj_in_light":
        lines = _looked_at(target, world, things, sees)
    elif target.task_type == "pick_and_place_with_movable_recep":
        lines = _in_movable(target, world, things)
    elif target.task_type == "pick_two_obj_and_place":
        lines = _two_placed(target, world, things)
    else:
        lines = _placed(target, world, things)
    if target.sliced:
        count = 2 if target.task_type == "pick_two_obj_and_place" else 1
        cut = min(len(things), count)
        lines = [GoalCondition(f"{_name(target)}: cut", cut, count), *lines]
    met, total = sum(line.met for line in lines), sum(line.total for line in lines)
    return GoalReport(met == total, met, total, tuple(lines))


def _name(target: Target) -> str:
    return sliced_type(target.object_type) if target.sliced else target.object_type


def _of(world: WorldFacts, types: Sequence[str]) -> list[int]:
    """Slots of the things of some types that are in the scene."""
    kinds = [BY_NAME[name].index for name in types]
    there = np.isin(world.type, kinds) & (np.asarray(world.present) != 0)
    return [int(slot) for slot in np.flatnonzero(there)]


def _above(world: WorldFacts, slot: int) -> list[int]:
    """What a thing is in or on, nearest first."""
    chain: list[int] = []
    at = int(world.parent[slot])
    while at >= 0 and at not in chain:
        chain.append(at)
        at = int(world.parent[at])
    return chain


def _within(world: WorldFacts, things: Sequence[int], holders: Sequence[int]) -> list[int]:
    """Those of the things that are in or on one of the holders, at any depth."""
    return [slot for slot in things if not set(holders).isdisjoint(_above(world, slot))]


def _placed(target: Target, world: WorldFacts, things: Sequence[int]) -> list[GoalCondition]:
    placed = _within(world, things, _of(world, (target.receptacle,)))
    name = _name(target)
    lines = [_line(f"{name}: in or on {target.receptacle}", bool(placed))]
    if target.task_type in DEEDS:
        predicate, word = DEEDS[target.task_type]
        bits = int(STATE_PREDICATES[predicate])
        done = [slot for slot in things if int(world.state[slot]) & bits]
        lines.append(_line(f"{name}: {word}", bool(done)))
        both = bool(set(done) & set(placed))
        lines.append(_line(f"{name}: {word}, and in or on {target.receptacle}", both))
    return lines


def _two_placed(target: Target, world: WorldFacts, things: Sequence[int]) -> list[GoalCondition]:
    holders = _of(world, (target.receptacle,))
    most = max((len(_within(world, things, [holder])) for holder in holders), default=0)
    return [GoalCondition(f"{_name(target)}: in or on one {target.receptacle}", min(most, 2), 2)]


def _in_movable(target: Target, world: WorldFacts, things: Sequence[int]) -> list[GoalCondition]:
    movables = _of(world, (target.movable,))
    there = _within(world, movables, _of(world, (target.receptacle,)))
    name, movable, place = _name(target), target.movable, target.receptacle
    return [
        _line(f"{name}: in or on {movable}", bool(_within(world, things, movables))),
        _line(f"{movable}: in or on {place}", bool(there)),
        _line(f"{name}: in or on {movable} in or on {place}", bool(_within(world, things, there))),
    ]


def _looked_at(
    target: Target, world: WorldFacts, things: Sequence[int], sees: Callable[[int], bool]
) -> list[GoalCondition]:
    held = any(int(world.parent[slot]) == HELD for slot in things)
    on = int(State.TOGGLED)
    lamps = [slot for slot in _of(world, (target.lamp,)) if int(world.state[slot]) & on]
    return [
        _line(f"{_name(target)}: in hand", held),
        _line(f"{target.lamp}: on and in sight", any(sees(slot) for slot in lamps)),
    ]


def _line(text: str, met: bool) -> GoalCondition:
    return GoalCondition(text, int(met), 1)
