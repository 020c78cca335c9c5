"""Kernels that ask a question of many candidate poses at once: one thread a candidate."""

from __future__ import annotations

import warp as wp

from envs.thor.kernels.motion import find_blocker
from envs.thor.kernels.tables import Types
from envs.thor.kernels.tree import is_shut_in
from envs.thor.raycast import is_visible
from envs.thor.state import Agents, Geometry, Objects

wp.set_module_options({"enable_backward": False, "max_unroll": 1})


@wp.kernel
def find_free(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    world: int,
    origin: wp.vec3,
    along: wp.vec3,
    across: wp.vec3,
    free: wp.array2d(dtype=wp.int32),
):
    """1 for every lattice point where an agent can stand: origin + row along + column across."""
    i, j = wp.tid()
    point = origin + float(i) * along + float(j) * across
    free[i, j] = 0
    if find_blocker(objects, agents, geometry, types, world, point, point) == -1:
        free[i, j] = 1


@wp.kernel
def find_steps(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    world: int,
    origin: wp.vec3,
    along: wp.vec3,
    across: wp.vec3,
    free: wp.array2d(dtype=wp.int32),
    start: wp.vec2i,
    steps: wp.array3d(dtype=wp.int32),
):
    """1 for every step (to the next row, the last, the next column, the last) between free lattice
    points that nothing blocks."""
    i, j, k = wp.tid()
    di = int(0)
    dj = int(0)
    if k < 2:
        di = 1 - 2 * k
    else:
        dj = 5 - 2 * k
    steps[i, j, k] = 0
    from_start = i == start[0] and j == start[1]
    if free[i, j] == 0 and not from_start:
        return
    if i + di < 0 or i + di >= free.shape[0] or j + dj < 0 or j + dj >= free.shape[1]:
        return
    if free[i + di, j + dj] == 0:
        return
    here = origin + float(i) * along + float(j) * across
    there = here + float(di) * along + float(dj) * across
    if find_blocker(objects, agents, geometry, types, world, here, there) == -1:
        steps[i, j, k] = 1


@wp.kernel
def see_from(
    objects: Objects,
    geometry: Geometry,
    types: Types,
    world: int,
    slot: int,
    held: int,
    pose: wp.array(dtype=wp.vec4),
    eye_height: wp.array(dtype=wp.float32),
    floor: float,
    tan_x: float,
    tan_y: float,
    reach: float,
    seen: wp.array(dtype=wp.int32),
):
    """1 for every pose (x, z, yaw, horizon) from which a hand can get at the object."""
    i = wp.tid()
    p = pose[i]
    eye = wp.vec3(p[0], floor + eye_height[i], p[1])
    seen[i] = 0
    if not is_shut_in(objects, types, world, slot):
        seen[i] = is_visible(
            objects, geometry, world, slot, eye, p[2], p[3], tan_x, tan_y, reach, held
        )
