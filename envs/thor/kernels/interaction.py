"""What hands do: pick up, put, drop, open, close, switch, slice, pour, and AI2-THOR's state
actions. Every function returns an `Error` code and changes nothing unless it is `NONE`."""

from __future__ import annotations

import warp as wp

from envs.ontology import Affordance, State
from envs.thor.commands import Command, Error
from envs.thor.kernels.liquids import FILLED, fill_or_empty, pour
from envs.thor.kernels.motion import carry
from envs.thor.kernels.placement import (
    FAR,
    count_in,
    find_floor_spot,
    find_spot,
    parent_for,
)
from envs.thor.kernels.tables import Role, Types
from envs.thor.kernels.tree import (
    affordances_of,
    is_within,
    move_tree,
    roles_of,
    turn,
)
from envs.thor.state import HELD, NONE, Agents, Geometry, Objects

wp.set_module_options({"enable_backward": False})


@wp.func
def pick_up(objects: Objects, agents: Agents, types: Types, world: int, slot: int) -> int:
    """Takes a thing, with what is in it, in the hand."""
    if (affordances_of(objects, types, world, slot) & Affordance.PICKUPABLE) == 0:
        return int(Error.NOT_PICKUPABLE)
    if agents.held[world] >= 0:
        return int(Error.HAND_FULL)
    broken = (objects.state[world, slot] & State.BROKEN) != 0
    if broken and (roles_of(objects, types, world, slot) & Role.SCREEN) == 0:
        return int(Error.BROKEN)
    agents.held[world] = slot
    agents.hand[world] = wp.vec3(0.0, 0.0, 0.0)
    agents.hand_yaw[world] = 0.0
    objects.parent[world, slot] = HELD
    carry(objects, agents, world)
    return int(Error.NONE)


@wp.func
def can_put(
    objects: Objects, agents: Agents, types: Types, world: int, slot: int, force: bool
) -> int:
    """Why a receptacle refuses what the agent holds, leaving space aside.

    By force, as AI2-THOR's `forceAction` has it, goes what the receptacle is not made to hold.
    """
    held = agents.held[world]
    if held < 0:
        return int(Error.HAND_EMPTY)
    afford = affordances_of(objects, types, world, slot)
    if (afford & Affordance.RECEPTACLE) == 0:
        return int(Error.NOT_RECEPTACLE)
    if is_within(objects, world, slot, held):
        return int(Error.CYCLE)
    state = objects.state[world, slot]
    if (state & State.BROKEN) != 0:
        return int(Error.BROKEN)
    kind = objects.type[world, slot]
    if not force and types.takes[kind, objects.type[world, held]] == 0:
        return int(Error.NOT_TAKEN)
    if (roles_of(objects, types, world, slot) & Role.SHUTS) != 0 and (state & State.OPEN) == 0:
        return int(Error.RECEPTACLE_CLOSED)
    if count_in(objects, world, slot) >= types.capacity[kind]:
        return int(Error.RECEPTACLE_FULL)
    return int(Error.NONE)


@wp.func
def put(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    scratch: wp.array2d(dtype=wp.int32),
    world: int,
    slot: int,
    aim: wp.vec3,
    force: bool,
) -> int:
    """Puts what the agent holds in or on a receptacle, near `aim` where one is given."""
    error = can_put(objects, agents, types, world, slot, force)
    if error != Error.NONE:
        return error
    held = agents.held[world]
    spot = find_spot(objects, agents, geometry, types, scratch, world, slot, held, aim, force)
    if spot.cost >= FAR:
        return int(Error.NO_SPACE)
    move_tree(objects, world, held, spot.position, spot.yaw)
    objects.parent[world, held] = parent_for(objects, types, world, slot)
    agents.held[world] = -1
    return int(Error.NONE)


@wp.func
def drop(
    objects: Objects,
    agents: Agents,
    types: Types,
    scratch: wp.array2d(dtype=wp.int32),
    world: int,
) -> int:
    """Lets what the agent holds down on the floor."""
    held = agents.held[world]
    if held < 0:
        return int(Error.HAND_EMPTY)
    spot = find_floor_spot(objects, agents, types, scratch, world, held)
    if spot.cost >= FAR:
        return int(Error.NO_SPACE)
    move_tree(objects, world, held, spot.position, spot.yaw)
    objects.parent[world, held] = NONE
    agents.held[world] = -1
    return int(Error.NONE)


@wp.func
def set_openness(objects: Objects, geometry: Geometry, world: int, slot: int, openness: float):
    """Opens to an extent; what lies in a drawer slides with it."""
    change = openness - objects.openness[world, slot]
    shape = objects.shape[world, slot]
    slides = float(0.0)
    first = geometry.surface_start[shape]
    for k in range(first, first + geometry.surface_count[shape]):
        slides = wp.max(slides, geometry.surface_slides[k])
    if slides > 0.0:
        out = slides * change * objects.half[world, slot][2]
        shift = turn(wp.vec3(0.0, 0.0, out), objects.yaw[world, slot])
        for child in range(objects.type.shape[1]):
            if objects.parent[world, child] == slot:
                at = objects.position[world, child] + shift
                move_tree(objects, world, child, at, objects.yaw[world, child])
    objects.openness[world, slot] = openness
    if openness > 0.0:
        objects.state[world, slot] = objects.state[world, slot] | State.OPEN
    else:
        objects.state[world, slot] = objects.state[world, slot] & ~int(State.OPEN)


@wp.func
def open_or_close(
    objects: Objects,
    geometry: Geometry,
    types: Types,
    world: int,
    slot: int,
    command: int,
    openness: float,
) -> int:
    """Opens (to `openness`, 0 meaning all the way) or closes."""
    afford = affordances_of(objects, types, world, slot)
    state = objects.state[world, slot]
    if (afford & Affordance.OPENABLE) == 0:
        return int(Error.NOT_OPENABLE)
    if command == Command.CLOSE:
        if (state & State.OPEN) == 0:
            return int(Error.ALREADY_CLOSED)
        set_openness(objects, geometry, world, slot, 0.0)
        if (afford & Affordance.COLD_SOURCE) != 0:
            for thing in range(objects.type.shape[1]):
                if thing != slot and is_within(objects, world, thing, slot):
                    objects.state[world, thing] = objects.state[world, thing] | State.CHILLED
        return int(Error.NONE)
    if not wp.isfinite(openness) or openness < 0.0 or openness > 1.0:
        return int(Error.INVALID_VALUE)
    wanted = openness
    if wanted == 0.0:
        wanted = 1.0
    if (state & State.OPEN) != 0 and wp.abs(objects.openness[world, slot] - wanted) < 1.0e-3:
        return int(Error.ALREADY_OPEN)
    if (afford & Affordance.RECEPTACLE) != 0 and (state & State.TOGGLED) != 0:
        return int(Error.IS_ON)
    set_openness(objects, geometry, world, slot, wanted)
    return int(Error.NONE)


@wp.func
def toggle(
    objects: Objects, agents: Agents, types: Types, world: int, slot: int, command: int
) -> int:
    """Switches on or off; a stove knob switches its burner, a lamp lights what is in the hand."""
    afford = affordances_of(objects, types, world, slot)
    state = objects.state[world, slot]
    if (afford & Affordance.TOGGLEABLE) == 0:
        return int(Error.NOT_TOGGLEABLE)
    on = (state & State.TOGGLED) != 0
    burner = objects.link[world, slot]
    if (roles_of(objects, types, world, slot) & Role.KNOB) == 0 or burner < 0:
        burner = int(-1)
    elif (roles_of(objects, types, world, burner) & Role.BURNER) == 0:
        burner = int(-1)
    if command == Command.TOGGLE_OFF:
        if not on:
            return int(Error.ALREADY_OFF)
        objects.state[world, slot] = state & ~int(State.TOGGLED)
        if burner >= 0:
            objects.state[world, burner] = objects.state[world, burner] & ~int(State.TOGGLED)
        return int(Error.NONE)
    if on:
        return int(Error.ALREADY_ON)
    if (state & State.BROKEN) != 0:
        return int(Error.BROKEN)
    roles = roles_of(objects, types, world, slot)
    if (roles & Role.SHUTS) != 0 and (state & State.OPEN) != 0:
        return int(Error.MUST_BE_CLOSED)
    objects.state[world, slot] = state | State.TOGGLED
    if burner >= 0:
        objects.state[world, burner] = objects.state[world, burner] | State.TOGGLED
    held = agents.held[world]
    if held >= 0 and (roles & Role.DESK_LAMP) != 0:
        objects.state[world, held] = objects.state[world, held] | State.DESK_LIT
    if held >= 0 and (roles & Role.FLOOR_LAMP) != 0:
        objects.state[world, held] = objects.state[world, held] | State.FLOOR_LIT
    return int(Error.NONE)


@wp.func
def cut_up(objects: Objects, agents: Agents, world: int, whole: int):
    """Replaces a whole by its parts, laid out along its longer side where it was."""
    centre = objects.position[world, whole]
    half = objects.half[world, whole]
    kept = int(State.COOKED | State.BOILED)
    count = int(0)
    for slot in range(objects.type.shape[1]):
        if objects.whole[world, slot] == whole:
            count += 1
    index = int(0)
    for slot in range(objects.type.shape[1]):
        if objects.whole[world, slot] == whole:
            along = (float(index) + 0.5) / float(count) * 2.0 - 1.0
            offset = wp.vec3(along * half[0], 0.0, 0.0)
            if half[2] > half[0]:
                offset = wp.vec3(0.0, 0.0, along * half[2])
            at = centre + turn(offset, objects.yaw[world, whole])
            low = centre[1] - half[1] + objects.half[world, slot][1]
            objects.position[world, slot] = wp.vec3(at[0], low, at[2])
            objects.yaw[world, slot] = objects.yaw[world, whole]
            objects.parent[world, slot] = objects.parent[world, whole]
            objects.present[world, slot] = 1
            inherited = objects.state[world, whole] & kept
            objects.state[world, slot] = objects.state[world, slot] | inherited
            objects.temperature[world, slot] = objects.temperature[world, whole]
            if agents.held[world] == whole:
                agents.held[world] = slot
            index += 1
    if agents.held[world] == whole:
        agents.held[world] = -1
    objects.present[world, whole] = 0
    objects.parent[world, whole] = NONE
    objects.state[world, whole] = objects.state[world, whole] | State.SLICED
    carry(objects, agents, world)


@wp.func
def cut(objects: Objects, agents: Agents, types: Types, world: int, slot: int, command: int) -> int:
    """Slices; TEACh asks for a knife in hand, AI2-THOR does not."""
    if (affordances_of(objects, types, world, slot) & Affordance.SLICEABLE) == 0:
        return int(Error.NOT_SLICEABLE)
    held = agents.held[world]
    if command == Command.SLICE:
        if held < 0:
            return int(Error.NO_KNIFE)
        if (roles_of(objects, types, world, held) & Role.KNIFE) == 0:
            return int(Error.NO_KNIFE)
    if held == slot and (roles_of(objects, types, world, slot) & Role.EGG) == 0:
        return int(Error.NOT_SLICEABLE)
    cut_up(objects, agents, world, slot)
    return int(Error.NONE)


@wp.func
def break_up(objects: Objects, agents: Agents, types: Types, world: int, slot: int) -> int:
    """Breaks; what was in it stays where it stood, an egg becomes a cracked one."""
    if (affordances_of(objects, types, world, slot) & Affordance.BREAKABLE) == 0:
        return int(Error.NOT_BREAKABLE)
    if (objects.state[world, slot] & State.BROKEN) != 0:
        return int(Error.BROKEN)
    objects.state[world, slot] = (objects.state[world, slot] | State.BROKEN) & ~FILLED
    if (roles_of(objects, types, world, slot) & Role.EGG) != 0:
        cut_up(objects, agents, world, slot)
        return int(Error.NONE)
    parent = objects.parent[world, slot]
    low = objects.position[world, slot][1] - objects.half[world, slot][1]
    if parent == HELD:
        parent = int(NONE)
        low = agents.position[world][1]
    for child in range(objects.type.shape[1]):
        if objects.parent[world, child] == slot:
            at = objects.position[world, child]
            at = wp.vec3(at[0], low + objects.half[world, child][1], at[2])
            move_tree(objects, world, child, at, objects.yaw[world, child])
            objects.parent[world, child] = parent
    return int(Error.NONE)


@wp.func
def set_mark(objects: Objects, types: Types, world: int, slot: int, command: int) -> int:
    """Cleans, dirties, cooks or uses up."""
    afford = affordances_of(objects, types, world, slot)
    state = objects.state[world, slot]
    if command == Command.COOK:
        if (afford & Affordance.COOKABLE) == 0:
            return int(Error.NOT_COOKABLE)
        if (state & State.COOKED) != 0:
            return int(Error.ALREADY_COOKED)
        objects.state[world, slot] = state | State.COOKED
        return int(Error.NONE)
    if command == Command.USE_UP:
        if (afford & Affordance.USABLE_UP) == 0:
            return int(Error.NOT_USABLE_UP)
        if (state & State.USED_UP) != 0:
            return int(Error.ALREADY_USED_UP)
        objects.state[world, slot] = state | State.USED_UP
        return int(Error.NONE)
    if (afford & Affordance.DIRTYABLE) == 0:
        return int(Error.NOT_DIRTYABLE)
    dirty = (state & State.DIRTY) != 0
    if command == Command.CLEAN:
        if not dirty:
            return int(Error.ALREADY_CLEAN)
        objects.state[world, slot] = state & ~int(State.DIRTY)
        return int(Error.NONE)
    if dirty:
        return int(Error.ALREADY_DIRTY)
    objects.state[world, slot] = state | State.DIRTY
    return int(Error.NONE)


@wp.func
def interact(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    scratch: wp.array2d(dtype=wp.int32),
    world: int,
    command: int,
    slot: int,
    value: float,
    aim: wp.vec3,
    force: bool,
) -> int:
    """Runs one interaction on a target that the hand can get at."""
    if command == Command.TOUCH:
        return int(Error.NONE)
    if command == Command.PICKUP:
        return pick_up(objects, agents, types, world, slot)
    if command == Command.PUT:
        return put(objects, agents, geometry, types, scratch, world, slot, aim, force)
    if command == Command.OPEN or command == Command.CLOSE:
        return open_or_close(objects, geometry, types, world, slot, command, value)
    if command == Command.TOGGLE_ON or command == Command.TOGGLE_OFF:
        return toggle(objects, agents, types, world, slot, command)
    if command == Command.SLICE or command == Command.CUT:
        return cut(objects, agents, types, world, slot, command)
    if command == Command.POUR:
        return pour(objects, agents, types, world, slot)
    if command == Command.FILL or command == Command.EMPTY:
        return fill_or_empty(objects, types, world, slot, command, value)
    if command == Command.BREAK:
        return break_up(objects, agents, types, world, slot)
    return set_mark(objects, types, world, slot, command)
