"""What happens by itself after an action: running water, coffee, cooking, boiling, heat, cold."""

from __future__ import annotations

import warp as wp

from envs.ontology import Affordance, State
from envs.thor.kernels.tables import Role, Types
from envs.thor.kernels.tree import DEPTH, affordances_of, roles_of
from envs.thor.state import Objects

wp.set_module_options({"enable_backward": False})

FILLED = int(State.WATER | State.COFFEE | State.WINE)
HOT = 1
COLD = 2


@wp.struct
class Surroundings:
    """What a thing is in or on, at any depth; 1 for yes."""

    wet: int
    brewing: int
    microwaved: int
    on_burner: int
    in_cookware: int
    toasted: int
    in_liquid: int
    cold: int


@wp.func
def mark_wet(objects: Objects, types: Types, wet: wp.array2d(dtype=wp.int32), world: int):
    """Sets `wet` to 1 for basins (and the sink or bath they are in) under running water."""
    n = objects.type.shape[1]
    for slot in range(n):
        wet[world, slot] = 0
    for slot in range(n):
        if objects.present[world, slot] != 0 and (objects.state[world, slot] & State.TOGGLED) != 0:
            basin = objects.link[world, slot]
            source = (roles_of(objects, types, world, slot) & Role.WATER_SOURCE) != 0
            if source and basin >= 0 and basin < n:
                wet[world, basin] = 1
                outer = objects.parent[world, basin]
                if outer >= 0 and (roles_of(objects, types, world, outer) & Role.BASIN) != 0:
                    wet[world, outer] = 1
    for slot in range(n):
        outer = objects.parent[world, slot]
        if outer >= 0 and (roles_of(objects, types, world, slot) & Role.BASIN) != 0:
            # A sink that is wet wets its basin.
            if (
                wet[world, outer] != 0
                and (roles_of(objects, types, world, outer) & Role.BASIN) != 0
            ):
                wet[world, slot] = 1


@wp.func
def look_around(
    objects: Objects,
    types: Types,
    wet: wp.array2d(dtype=wp.int32),
    world: int,
    slot: int,
    water: int,
) -> Surroundings:
    """Walks up from a thing through everything that holds it."""
    found = Surroundings()
    at = objects.parent[world, slot]
    for _ in range(DEPTH):
        if at < 0:
            break
        roles = roles_of(objects, types, world, at)
        state = objects.state[world, at]
        if water != 0 and wet[world, at] != 0:
            found.wet = 1
        if (state & State.TOGGLED) != 0:
            if (roles & Role.COFFEE_MACHINE) != 0:
                found.brewing = 1
            if (roles & Role.MICROWAVE) != 0:
                found.microwaved = 1
            if (roles & Role.BURNER) != 0:
                found.on_burner = 1
            if (roles & Role.TOASTER) != 0:
                found.toasted = 1
        if (roles & Role.COOKWARE) != 0:
            found.in_cookware = 1
        if (roles & Role.VESSEL) != 0 and (state & FILLED) != 0:
            found.in_liquid = 1
        if (affordances_of(objects, types, world, at) & Affordance.COLD_SOURCE) != 0:
            found.cold = 1
        at = objects.parent[world, at]
    return found


@wp.func
def change(objects: Objects, types: Types, world: int, slot: int, around: Surroundings):
    """Applies to one thing what its surroundings do to it."""
    afford = affordances_of(objects, types, world, slot)
    roles = roles_of(objects, types, world, slot)
    state = objects.state[world, slot]
    fillable = (afford & Affordance.FILLABLE) != 0 and (state & (FILLED | State.BROKEN)) == 0
    if around.wet != 0:
        state = state | State.WASHED
        if (afford & Affordance.DIRTYABLE) != 0:
            state = state & ~int(State.DIRTY)
        if fillable:
            state = state | State.WATER
    elif around.brewing != 0 and fillable and (roles & Role.MUG) != 0:
        state = state | State.COFFEE
    if around.microwaved != 0:
        state = state | State.HEATED
    cooking = around.microwaved != 0 or (around.on_burner != 0 and around.in_cookware != 0)
    if around.toasted != 0 and (roles & Role.BREAD_SLICED) != 0:
        cooking = True
    if cooking and (afford & Affordance.COOKABLE) != 0:
        state = state | State.COOKED
        if around.in_liquid != 0:
            state = state | State.BOILED
    objects.state[world, slot] = state
    if around.brewing + around.microwaved + around.on_burner + around.toasted > 0:
        objects.temperature[world, slot] = HOT
    elif around.cold != 0:
        objects.temperature[world, slot] = COLD


@wp.func
def apply_rules(objects: Objects, types: Types, scratch: wp.array2d(dtype=wp.int32), world: int):
    """One pass over a world; a second one would change nothing."""
    n = objects.type.shape[1]
    water = int(0)
    for slot in range(n):
        if (objects.state[world, slot] & State.TOGGLED) != 0:
            if (roles_of(objects, types, world, slot) & Role.WATER_SOURCE) != 0:
                water = 1
    if water != 0:
        mark_wet(objects, types, scratch, world)
    for slot in range(n):
        if objects.present[world, slot] != 0 and objects.parent[world, slot] >= 0:
            if objects.type[world, slot] >= 0:
                around = look_around(objects, types, scratch, world, slot, water)
                change(objects, types, world, slot, around)
