"""Whether a hand can get at a thing: sight, reach, doors, and other hands."""

from __future__ import annotations

import warp as wp

from envs.thor.commands import Error
from envs.thor.kernels.motion import is_carried, is_held_elsewhere
from envs.thor.kernels.tables import Types
from envs.thor.kernels.tree import is_shut_in, turn
from envs.thor.raycast import cast_ray, is_visible
from envs.thor.state import Agents, Geometry, Objects

wp.set_module_options({"enable_backward": False})

AIM_SLACK = 0.03  # [m] how far off an object's faces a point aimed at may be


@wp.func
def eye_of(agents: Agents, world: int) -> wp.vec3:
    """Camera centre of the agent."""
    return agents.position[world] + wp.vec3(0.0, agents.camera_height[world], 0.0)


@wp.func
def is_aimed_at(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    world: int,
    slot: int,
    aim: wp.vec3,
    reach: float,
) -> bool:
    """Whether a world point within reach is what the agent sees of the object."""
    if not (wp.isfinite(aim[0]) and wp.isfinite(aim[1]) and wp.isfinite(aim[2])):
        return False
    ray = aim - eye_of(agents, world)
    distance = wp.length(ray)
    if wp.length(wp.vec2(ray[0], ray[2])) > reach + 1.0e-3 or distance < 1.0e-4:
        return False
    hit, depth = cast_ray(
        objects,
        geometry,
        world,
        eye_of(agents, world),
        ray / distance,
        distance + AIM_SLACK,
        agents.held[world],
    )
    if hit == slot:
        return True
    if depth < distance - AIM_SLACK:
        return False
    local = turn(aim - objects.position[world, slot], -objects.yaw[world, slot])
    half = objects.half[world, slot]
    inside = wp.abs(local[0]) <= half[0] + AIM_SLACK and wp.abs(local[1]) <= half[1] + AIM_SLACK
    return inside and wp.abs(local[2]) <= half[2] + AIM_SLACK


@wp.func
def check_target(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    lens: wp.array(dtype=wp.float32),
    world: int,
    slot: int,
    aim: wp.vec3,
    force: bool,
) -> int:
    """Whether the agent's hand can get at an object: present, in sight, in reach, not shut in."""
    if slot < 0 or slot >= objects.type.shape[1]:
        return int(Error.NO_TARGET)
    if objects.type[world, slot] < 0 or objects.present[world, slot] == 0:
        return int(Error.NO_TARGET)
    if is_held_elsewhere(objects, agents, world, slot):
        return int(Error.HELD_BY_OTHER)
    if force or is_carried(objects, agents, world, slot):
        return int(Error.NONE)
    if is_shut_in(objects, types, world, slot):
        return int(Error.INSIDE_CLOSED)
    if is_aimed_at(objects, agents, geometry, world, slot, aim, lens[2]):
        return int(Error.NONE)
    if (
        is_visible(
            objects,
            geometry,
            world,
            slot,
            eye_of(agents, world),
            agents.yaw[world],
            agents.horizon[world],
            lens[0],
            lens[1],
            lens[2],
            agents.held[world],
        )
        == 0
    ):
        return int(Error.NOT_VISIBLE)
    return int(Error.NONE)
