"""What hands do with liquids: pour, fill, empty. Every function returns an `Error` code and changes
nothing unless it is `NONE`."""

from __future__ import annotations

import warp as wp

from envs.ontology import Affordance, State
from envs.thor.commands import Command, Error
from envs.thor.kernels.tables import Role, Types
from envs.thor.kernels.tree import affordances_of, roles_of
from envs.thor.state import Agents, Objects

wp.set_module_options({"enable_backward": False})

FILLED = int(State.WATER | State.COFFEE | State.WINE)


@wp.func
def pour(objects: Objects, agents: Agents, types: Types, world: int, slot: int) -> int:
    """Pours what the held thing is filled with into another, or down a sink or bath."""
    held = agents.held[world]
    if held < 0:
        return int(Error.HAND_EMPTY)
    liquid = objects.state[world, held] & FILLED
    if liquid == 0:
        return int(Error.NOT_FILLED)
    if slot == held:
        return int(Error.CYCLE)
    if (roles_of(objects, types, world, slot) & Role.BASIN) == 0:
        error = can_fill(objects, types, world, slot)
        if error != Error.NONE:
            return error
        objects.state[world, slot] = objects.state[world, slot] | liquid
    objects.state[world, held] = objects.state[world, held] & ~FILLED
    return int(Error.NONE)


@wp.func
def can_fill(objects: Objects, types: Types, world: int, slot: int) -> int:
    """Why a thing takes no liquid."""
    state = objects.state[world, slot]
    if (affordances_of(objects, types, world, slot) & Affordance.FILLABLE) == 0:
        return int(Error.NOT_FILLABLE)
    if (state & State.BROKEN) != 0:
        return int(Error.BROKEN)
    if (state & FILLED) != 0:
        return int(Error.ALREADY_FILLED)
    return int(Error.NONE)


@wp.func
def fill_or_empty(
    objects: Objects, types: Types, world: int, slot: int, command: int, value: float
) -> int:
    """Fills with a liquid (0 water, 1 coffee, 2 wine) or empties."""
    state = objects.state[world, slot]
    if command == Command.EMPTY:
        if (affordances_of(objects, types, world, slot) & Affordance.FILLABLE) == 0:
            return int(Error.NOT_FILLABLE)
        if (state & FILLED) == 0:
            return int(Error.NOT_FILLED)
        objects.state[world, slot] = state & ~FILLED
        return int(Error.NONE)
    error = can_fill(objects, types, world, slot)
    if error != Error.NONE:
        return error
    if value == 0.0:
        objects.state[world, slot] = state | State.WATER
    elif value == 1.0:
        objects.state[world, slot] = state | State.COFFEE
    elif value == 2.0:
        objects.state[world, slot] = state | State.WINE
    else:
        return int(Error.INVALID_VALUE)
    return int(Error.NONE)
