"""Which object is in which: walks up the parent links, and moving a thing with its contents."""

from __future__ import annotations

import warp as wp

from envs.ontology import State
from envs.thor.kernels.tables import Role, Types
from envs.thor.state import Objects

wp.set_module_options({"enable_backward": False})

DEPTH = 16  # no chain of receptacles is longer


@wp.func
def affordances_of(objects: Objects, types: Types, world: int, slot: int) -> int:
    """Affordance bits of an object; 0 in an unused slot."""
    kind = objects.type[world, slot]
    if kind < 0:
        return int(0)
    return types.affordances[kind]


@wp.func
def roles_of(objects: Objects, types: Types, world: int, slot: int) -> int:
    """Role bits of an object; 0 in an unused slot."""
    kind = objects.type[world, slot]
    if kind < 0:
        return int(0)
    return types.roles[kind]


@wp.func
def is_within(objects: Objects, world: int, slot: int, root: int) -> bool:
    """Whether `slot` is `root` or is, at any depth, in or on it."""
    at = int(slot)
    for _ in range(DEPTH):
        if at == root:
            return True
        if at < 0:
            return False
        at = objects.parent[world, at]
    return False


@wp.func
def is_shut_in(objects: Objects, types: Types, world: int, slot: int) -> bool:
    """Whether something closed hides the object; what stands on top of it does not count."""
    centre = objects.position[world, slot]
    at = objects.parent[world, slot]
    for _ in range(DEPTH):
        if at < 0:
            return False
        shuts = (roles_of(objects, types, world, at) & Role.SHUTS) != 0
        if shuts and (objects.state[world, at] & State.OPEN) == 0:
            top = objects.position[world, at][1] + objects.half[world, at][1]
            if centre[1] < top - 0.01:
                return True
        at = objects.parent[world, at]
    return False


@wp.func
def turn(point: wp.vec3, yaw: float) -> wp.vec3:
    """The point turned about the vertical by `yaw` degrees, clockwise seen from above."""
    angle = wp.radians(yaw)
    s = wp.sin(angle)
    c = wp.cos(angle)
    return wp.vec3(point[0] * c + point[2] * s, point[1], point[2] * c - point[0] * s)


@wp.func
def move_tree(objects: Objects, world: int, root: int, position: wp.vec3, yaw: float):
    """Puts an object at a pose, and everything in or on it with it."""
    old = objects.position[world, root]
    turned = yaw - objects.yaw[world, root]
    for slot in range(objects.parent.shape[1]):
        if slot != root and objects.parent[world, slot] >= 0:
            if is_within(objects, world, slot, root):
                offset = objects.position[world, slot] - old
                objects.position[world, slot] = position + turn(offset, turned)
                objects.yaw[world, slot] = wrap(objects.yaw[world, slot] + turned)
    objects.position[world, root] = position
    objects.yaw[world, root] = wrap(yaw)


@wp.func
def wrap(yaw: float) -> float:
    """Degrees in [0, 360)."""
    turned = yaw - 360.0 * wp.floor(yaw / 360.0)
    if turned >= 360.0:
        turned = turned - 360.0
    return turned
