"""Walking, turning, looking, teleporting: a disc of the agent's radius against solid boxes."""

from __future__ import annotations

import warp as wp

from envs.interface import AGENT_HEIGHT, AGENT_RADIUS, CAMERA_HEIGHT, HORIZON_LIMITS
from envs.ontology import Affordance
from envs.thor.commands import Command, Error
from envs.thor.kernels.tables import Role, Types
from envs.thor.kernels.tree import (
    DEPTH,
    affordances_of,
    is_within,
    move_tree,
    roles_of,
    turn,
    wrap,
)
from envs.thor.state import HELD, NONE, Agents, Geometry, Objects

wp.set_module_options({"enable_backward": False})

CROUCHED_CAMERA_HEIGHT = 0.9  # [m] of a crouched agent's camera above the floor
STEP_HEIGHT = 0.1  # [m] what is lower is stepped over
SLACK = 0.005  # [m] how deep a touch may be before it blocks
MAX_STEP = 10.0  # [m] longest move that is taken as meant
HAND_DROP = 0.6  # top of a held thing below the view's axis, in units of its distance
HAND_REACH = 0.3  # [m] from the camera to the near side of a held thing
STANDING = CAMERA_HEIGHT
RADIUS = AGENT_RADIUS
HEIGHT = AGENT_HEIGHT
LOOK_MIN = HORIZON_LIMITS[0]
LOOK_MAX = HORIZON_LIMITS[1]


@wp.func
def point_box_distance(point: wp.vec2, low: wp.vec2, high: wp.vec2) -> float:
    """Distance of a point from an upright rectangle; 0 inside."""
    dx = wp.max(wp.max(low[0] - point[0], point[0] - high[0]), 0.0)
    dy = wp.max(wp.max(low[1] - point[1], point[1] - high[1]), 0.0)
    return wp.sqrt(dx * dx + dy * dy)


@wp.func
def point_segment_distance(point: wp.vec2, start: wp.vec2, end: wp.vec2) -> float:
    """Distance of a point from a segment."""
    along = end - start
    length = wp.dot(along, along)
    t = float(0.0)
    if length > 0.0:
        t = wp.clamp(wp.dot(point - start, along) / length, 0.0, 1.0)
    return wp.length(point - (start + along * t))


@wp.func
def segment_meets_box(start: wp.vec2, end: wp.vec2, low: wp.vec2, high: wp.vec2) -> bool:
    """Whether a segment has a point in an upright rectangle."""
    enter = float(0.0)
    leave = float(1.0)
    for axis in range(2):
        d = end[axis] - start[axis]
        if wp.abs(d) < 1.0e-9:
            if start[axis] < low[axis] or start[axis] > high[axis]:
                return False
        else:
            a = (low[axis] - start[axis]) / d
            b = (high[axis] - start[axis]) / d
            enter = wp.max(enter, wp.min(a, b))
            leave = wp.min(leave, wp.max(a, b))
    return enter <= leave


@wp.func
def segment_box_distance(start: wp.vec2, end: wp.vec2, low: wp.vec2, high: wp.vec2) -> float:
    """Distance between a segment and an upright rectangle; 0 where they meet."""
    if segment_meets_box(start, end, low, high):
        return float(0.0)
    near = wp.min(point_box_distance(start, low, high), point_box_distance(end, low, high))
    near = wp.min(near, point_segment_distance(low, start, end))
    near = wp.min(near, point_segment_distance(high, start, end))
    near = wp.min(near, point_segment_distance(wp.vec2(low[0], high[1]), start, end))
    return wp.min(near, point_segment_distance(wp.vec2(high[0], low[1]), start, end))


@wp.func
def box_blocks(start: wp.vec2, end: wp.vec2, low: wp.vec2, high: wp.vec2) -> bool:
    """Whether a disc that slides from start to end runs into a rectangle.

    A disc that already overlaps it may move as long as it gets no deeper.
    """
    reach = RADIUS - SLACK
    if segment_box_distance(start, end, low, high) >= reach:
        return False
    now = point_box_distance(start, low, high)
    if now >= reach:
        return True
    then = point_box_distance(end, low, high)
    between = point_box_distance(0.5 * (start + end), low, high)
    if wp.length(end - start) < 1.0e-6:
        return True  # a spot to stand on, not a move
    return then < now - 1.0e-4 or between < now - 1.0e-4 or then < 1.0e-6


@wp.func
def is_obstacle(objects: Objects, types: Types, world: int, slot: int) -> bool:
    """Whether the agent can bump into it: not what it holds nor small things on furniture."""
    if objects.present[world, slot] == 0 or objects.type[world, slot] < 0:
        return False
    parent = objects.parent[world, slot]
    if parent == HELD:
        return False
    if parent != NONE:
        return (affordances_of(objects, types, world, slot) & Affordance.PICKUPABLE) == 0
    return True


@wp.func
def object_blocks(
    objects: Objects, geometry: Geometry, world: int, slot: int, start: wp.vec3, end: wp.vec3
) -> bool:
    """Whether any solid box of the object stops the agent between two positions of its feet."""
    centre = objects.position[world, slot]
    half = objects.half[world, slot]
    feet = start[1]
    if centre[1] - half[1] >= feet + HEIGHT or centre[1] + half[1] <= feet + STEP_HEIGHT:
        return False
    a3 = turn(start - centre, -objects.yaw[world, slot])
    b3 = turn(end - centre, -objects.yaw[world, slot])
    a = wp.vec2(a3[0], a3[2])
    b = wp.vec2(b3[0], b3[2])
    bound = wp.vec2(half[0] + RADIUS, half[2] + RADIUS)
    if not segment_meets_box(a, b, -bound, bound):
        return False
    shape = objects.shape[world, slot]
    first = geometry.collider_start[shape]
    for k in range(first, first + geometry.collider_count[shape]):
        low = wp.cw_mul(geometry.collider_low[k], half)
        high = wp.cw_mul(geometry.collider_high[k], half)
        if centre[1] + low[1] < feet + HEIGHT and centre[1] + high[1] > feet + STEP_HEIGHT:
            if box_blocks(a, b, wp.vec2(low[0], low[2]), wp.vec2(high[0], high[2])):
                return True
    return False


@wp.func
def meets_agent(agents: Agents, world: int, start: wp.vec3, end: wp.vec3) -> bool:
    """Whether the agent bumps into another between two positions of its feet.

    Agents that already overlap may part.
    """
    reach = 2.0 * RADIUS - SLACK
    a = wp.vec2(start[0], start[2])
    b = wp.vec2(end[0], end[2])
    for k in range(agents.others.shape[1]):
        other = agents.others[world, k]
        if not wp.isnan(other[0]):
            o = wp.vec2(other[0], other[2])
            if point_segment_distance(o, a, b) < reach:
                if wp.length(a - o) >= reach or wp.length(b - a) < 1.0e-6:
                    return True
                if wp.length(b - o) < wp.length(a - o) - 1.0e-4:
                    return True
    return False


@wp.func
def find_blocker(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    world: int,
    start: wp.vec3,
    end: wp.vec3,
) -> int:
    """Slot of the first object in the agent's way; -1 for none, -2 where the floor ends, -3 for
    another agent.

    With `start == end` it asks whether the agent could stand there.
    """
    floors = int(0)
    over = int(0)
    for slot in range(objects.type.shape[1]):
        if objects.type[world, slot] >= 0:
            if (roles_of(objects, types, world, slot) & Role.FLOOR) != 0:
                floors += 1
                half = objects.half[world, slot]
                at = turn(end - objects.position[world, slot], -objects.yaw[world, slot])
                if wp.abs(at[0]) <= half[0] + 0.05 and wp.abs(at[2]) <= half[2] + 0.05:
                    over += 1
            elif is_obstacle(objects, types, world, slot):
                if object_blocks(objects, geometry, world, slot, start, end):
                    return slot
    if floors > 0 and over == 0:
        return int(-2)
    if meets_agent(agents, world, start, end):
        return int(-3)
    return int(-1)


@wp.func
def hand_position(objects: Objects, agents: Agents, world: int, slot: int) -> wp.vec3:
    """Where a held thing's centre is: ahead of the camera, low in the view."""
    half = objects.half[world, slot]
    reach = HAND_REACH + wp.max(half[0], half[2])
    down = HAND_DROP * reach + half[1]
    pitch = wp.radians(agents.horizon[world])
    ahead = reach * wp.cos(pitch) - down * wp.sin(pitch)
    below = reach * wp.sin(pitch) + down * wp.cos(pitch)
    eye = agents.position[world] + wp.vec3(0.0, agents.camera_height[world], 0.0)
    return eye + turn(wp.vec3(0.0, -below, ahead) + agents.hand[world], agents.yaw[world])


@wp.func
def carry(objects: Objects, agents: Agents, world: int):
    """Brings what the agent holds, with its contents, to where its hand now is."""
    held = agents.held[world]
    if held >= 0:
        position = hand_position(objects, agents, world, held)
        move_tree(objects, world, held, position, agents.yaw[world] + agents.hand_yaw[world])


@wp.func
def move(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    world: int,
    command: int,
    distance: float,
    force: bool,
    blockers: wp.array(dtype=wp.int32),
) -> int:
    """Moves the agent relative to its heading; an `Error` code, and in `blockers` what is in
    the way."""
    if not wp.isfinite(distance) or distance < 0.0 or distance > MAX_STEP:
        return int(Error.INVALID_VALUE)
    way = wp.vec3(0.0, 0.0, distance)
    if command == Command.MOVE_BACK:
        way = wp.vec3(0.0, 0.0, -distance)
    elif command == Command.MOVE_LEFT:
        way = wp.vec3(-distance, 0.0, 0.0)
    elif command == Command.MOVE_RIGHT:
        way = wp.vec3(distance, 0.0, 0.0)
    start = agents.position[world]
    end = start + turn(way, agents.yaw[world])
    if not force and distance > 0.0:
        blocker = find_blocker(objects, agents, geometry, types, world, start, end)
        if blocker == -2:
            return int(Error.OFF_FLOOR)
        if blocker == -3:
            return int(Error.AGENT_IN_WAY)
        if blocker >= 0:
            blockers[world] = blocker
            return int(Error.BLOCKED)
    agents.position[world] = end
    carry(objects, agents, world)
    return int(Error.NONE)


@wp.func
def rotate(objects: Objects, agents: Agents, world: int, command: int, degrees: float) -> int:
    """Turns the agent on the spot; an `Error` code."""
    if not wp.isfinite(degrees) or wp.abs(degrees) > 3600.0:
        return int(Error.INVALID_VALUE)
    sign = float(1.0)
    if command == Command.ROTATE_LEFT:
        sign = float(-1.0)
    agents.yaw[world] = snap(wrap(agents.yaw[world] + sign * degrees))
    carry(objects, agents, world)
    return int(Error.NONE)


@wp.func
def snap(yaw: float) -> float:
    """Degrees rid of rounding noise, so that four right turns lead back exactly."""
    whole = wp.round(yaw)
    if wp.abs(whole - yaw) < 1.0e-3:
        return wrap(whole)
    return yaw


@wp.func
def look(objects: Objects, agents: Agents, world: int, command: int, degrees: float) -> int:
    """Tilts the camera; an `Error` code."""
    if not wp.isfinite(degrees) or wp.abs(degrees) > 360.0:
        return int(Error.INVALID_VALUE)
    sign = float(1.0)
    if command == Command.LOOK_UP:
        sign = float(-1.0)
    horizon = agents.horizon[world] + sign * degrees
    if horizon < LOOK_MIN - 1.0e-3 or horizon > LOOK_MAX + 1.0e-3:
        return int(Error.LOOK_LIMIT)
    agents.horizon[world] = wp.clamp(horizon, LOOK_MIN, LOOK_MAX)
    carry(objects, agents, world)
    return int(Error.NONE)


@wp.func
def teleport(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    world: int,
    aim: wp.vec3,
    yaw: float,
    force: bool,
    blockers: wp.array(dtype=wp.int32),
) -> int:
    """Puts the agent elsewhere: aim is (x, horizon, z), NaN keeps what is; an `Error` code."""
    place = agents.position[world]
    horizon = agents.horizon[world]
    heading = agents.yaw[world]
    if not wp.isnan(aim[0]):
        place = wp.vec3(aim[0], place[1], place[2])
    if not wp.isnan(aim[2]):
        place = wp.vec3(place[0], place[1], aim[2])
    if not wp.isnan(aim[1]):
        horizon = aim[1]
    if not wp.isnan(yaw):
        heading = yaw
    if wp.abs(place[0]) > 1.0e4 or wp.abs(place[2]) > 1.0e4 or wp.abs(heading) > 1.0e5:
        return int(Error.INVALID_VALUE)
    if horizon < LOOK_MIN - 1.0e-3 or horizon > LOOK_MAX + 1.0e-3:
        return int(Error.LOOK_LIMIT)
    if not force:
        blocker = find_blocker(objects, agents, geometry, types, world, place, place)
        if blocker == -2:
            return int(Error.OFF_FLOOR)
        if blocker == -3:
            return int(Error.AGENT_IN_WAY)
        if blocker >= 0:
            blockers[world] = blocker
            return int(Error.BLOCKED)
    agents.position[world] = place
    agents.horizon[world] = wp.clamp(horizon, LOOK_MIN, LOOK_MAX)
    agents.yaw[world] = snap(wrap(heading))
    carry(objects, agents, world)
    return int(Error.NONE)


@wp.func
def set_posture(objects: Objects, agents: Agents, world: int, command: int) -> int:
    """Crouches or stands up; an `Error` code."""
    height = float(STANDING)
    if command == Command.CROUCH:
        height = float(CROUCHED_CAMERA_HEIGHT)
    if wp.abs(agents.camera_height[world] - height) < 1.0e-3:
        return int(Error.POSTURE)
    agents.camera_height[world] = height
    carry(objects, agents, world)
    return int(Error.NONE)


@wp.func
def is_held_elsewhere(objects: Objects, agents: Agents, world: int, slot: int) -> bool:
    """Whether another agent holds it, or something that it is in."""
    at = int(slot)
    for _ in range(DEPTH):
        parent = objects.parent[world, at]
        if parent == HELD:
            return at != agents.held[world]
        if parent < 0:
            return False
        at = parent
    return False


@wp.func
def is_carried(objects: Objects, agents: Agents, world: int, slot: int) -> bool:
    """Whether the agent holds it, or something that it is in."""
    held = agents.held[world]
    return held >= 0 and is_within(objects, world, slot, held)
