"""Rays against the faces that are drawn: what a ray hits first, and what an agent can see.

The functions here are called inside kernels; `cast_rays` and `visible_objects` launch them from
the host. They see exactly what the rasteriser draws: one-sided faces from their front only, the
`show` mask, parts moved by openness, absent objects left out.
"""

from __future__ import annotations

import math

import numpy as np
import warp as wp
from numpy.typing import ArrayLike, NDArray

from envs.interface import FIELD_OF_VIEW, VISIBILITY_DISTANCE
from envs.thor.geometry import Motion
from envs.thor.state import Agents, Geometry, Objects

wp.set_module_options({"enable_backward": False})

HINGE_Y = wp.constant(int(Motion.HINGE_Y))
HINGE_X = wp.constant(int(Motion.HINGE_X))
SLIDE_Z = wp.constant(int(Motion.SLIDE_Z))
MIN_HALF = wp.constant(1e-4)  # [m] thinner things are this thick, so that they can be divided by
NSAMPLE = wp.constant(16)  # points of an object that `is_visible` tries
TOLERANCE = wp.constant(2e-3)  # [m] an occluder closer than this to the thing is part of its skin


@wp.func
def object_half(objects: Objects, world: int, slot: int) -> wp.vec3:
    """Half extents, none of them zero."""
    half = objects.half[world, slot]
    return wp.vec3(wp.max(half[0], MIN_HALF), wp.max(half[1], MIN_HALF), wp.max(half[2], MIN_HALF))


@wp.func
def object_reach(objects: Objects, geometry: Geometry, world: int, slot: int) -> wp.vec3:
    """Half extents of a box, centred on the object, that holds its faces however open it is."""
    half = object_half(objects, world, slot)
    shape = objects.shape[world, slot]
    reach = wp.cw_mul(half, geometry.shape_bound[shape])
    openness = objects.openness[world, slot]
    if openness > 0.0:
        reach[2] = reach[2] + geometry.shape_slide[shape] * openness * half[2]
        if geometry.shape_hinge[shape] != 0:
            swing = 2.0 * wp.length(reach)
            reach = reach + wp.vec3(swing, swing, swing)
    return reach


@wp.func
def turn_to_object(v: wp.vec3, sin_yaw: float, cos_yaw: float) -> wp.vec3:
    """World axes to the object's axes."""
    return wp.vec3(cos_yaw * v[0] - sin_yaw * v[2], v[1], sin_yaw * v[0] + cos_yaw * v[2])


@wp.func
def turn_to_world(v: wp.vec3, sin_yaw: float, cos_yaw: float) -> wp.vec3:
    """The object's axes to world axes."""
    return wp.vec3(cos_yaw * v[0] + sin_yaw * v[2], v[1], cos_yaw * v[2] - sin_yaw * v[0])


@wp.func
def turn_part(v: wp.vec3, motion: int, angle: float) -> wp.vec3:
    """Turns a vector (object's axes, metres) by a hinge; `angle` in degrees."""
    s = wp.sin(wp.radians(angle))
    c = wp.cos(wp.radians(angle))
    turned = wp.vec3(v[0], c * v[1] - s * v[2], s * v[1] + c * v[2])
    if motion == HINGE_Y:
        turned = wp.vec3(c * v[0] + s * v[2], v[1], c * v[2] - s * v[0])
    return turned


@wp.func
def point_to_rest(
    geometry: Geometry, face: int, p: wp.vec3, half: wp.vec3, openness: float
) -> wp.vec3:
    """Where a point (shape's frame) would be if the face's part were carried back to closed."""
    motion = geometry.face_motion[face]
    amount = geometry.face_amount[face] * openness
    rest = p - wp.vec3(0.0, 0.0, amount)
    if motion == HINGE_X or motion == HINGE_Y:
        pivot = geometry.face_pivot[face]
        turned = turn_part(wp.cw_mul(p - pivot, half), motion, -amount)
        rest = pivot + wp.cw_div(turned, half)
    return rest


@wp.func
def direction_to_rest(
    geometry: Geometry, face: int, d: wp.vec3, half: wp.vec3, openness: float
) -> wp.vec3:
    """The same for a direction."""
    motion = geometry.face_motion[face]
    rest = d
    if motion == HINGE_X or motion == HINGE_Y:
        amount = geometry.face_amount[face] * openness
        rest = wp.cw_div(turn_part(wp.cw_mul(d, half), motion, -amount), half)
    return rest


@wp.func
def is_inside_face(geometry: Geometry, face: int, p: wp.vec3, normal: wp.vec3) -> int:
    """Whether a point in the face's plane is within its corners."""
    first = geometry.face_corner[face]
    count = geometry.face_ncorner[face]
    inside = int(1)
    a = geometry.corner[first + count - 1]
    for i in range(count):
        b = geometry.corner[first + i]
        if wp.dot(normal, wp.cross(b - a, p - a)) < 0.0:
            inside = int(0)
            break
        a = b
    return inside


@wp.func
def is_box_hit(origin: wp.vec3, direction: wp.vec3, reach: wp.vec3, max_distance: float) -> int:
    """Whether a segment crosses the box [-reach, reach]."""
    near = float(0.0)
    far = float(max_distance)
    for axis in range(3):
        step = direction[axis]
        if wp.abs(step) < 1.0e-9:
            step = 1.0e-9
        a = (-reach[axis] - origin[axis]) / step
        b = (reach[axis] - origin[axis]) / step
        near = wp.max(near, wp.min(a, b))
        far = wp.min(far, wp.max(a, b))
    hit = int(0)
    if near <= far:
        hit = int(1)
    return hit


@wp.func
def cast_at_object(
    objects: Objects,
    geometry: Geometry,
    world: int,
    slot: int,
    origin: wp.vec3,
    direction: wp.vec3,
    max_distance: float,
) -> float:
    """Distance at which a ray first hits one object's faces; `max_distance` if it does not.

    `direction` has unit length; distances are metres along it.
    """
    best = float(max_distance)
    delta = origin - objects.position[world, slot]
    reach = object_reach(objects, geometry, world, slot)
    # The sphere around the box, cheaper than the box.
    along = wp.clamp(-wp.dot(delta, direction), 0.0, max_distance)
    closest = delta + along * direction
    if wp.dot(closest, closest) <= wp.dot(reach, reach):
        yaw = wp.radians(objects.yaw[world, slot])
        s = wp.sin(yaw)
        c = wp.cos(yaw)
        o = turn_to_object(delta, s, c)
        d = turn_to_object(direction, s, c)
        margin = wp.vec3(1.0e-4, 1.0e-4, 1.0e-4)
        if is_box_hit(o, d, reach + margin, max_distance) == 1:
            half = object_half(objects, world, slot)
            shape = objects.shape[world, slot]
            state = objects.state[world, slot]
            openness = objects.openness[world, slot]
            unit_o = wp.cw_div(o, half)
            unit_d = wp.cw_div(d, half)
            start = geometry.face_start[shape]
            for face in range(start, start + geometry.face_count[shape]):
                if (state & geometry.face_show_mask[face]) == geometry.face_show_value[face]:
                    p = unit_o
                    q = unit_d
                    if openness > 0.0 and geometry.face_motion[face] != 0:
                        p = point_to_rest(geometry, face, unit_o, half, openness)
                        q = direction_to_rest(geometry, face, unit_d, half, openness)
                    plane = geometry.face_plane[face]
                    normal = wp.vec3(plane[0], plane[1], plane[2])
                    towards = wp.dot(normal, q)
                    if towards < 0.0 or (geometry.face_two_sided[face] != 0 and towards > 0.0):
                        t = (plane[3] - wp.dot(normal, p)) / towards
                        if t > 0.0 and t < best:
                            if is_inside_face(geometry, face, p + t * q, normal) == 1:
                                best = t
    return best


@wp.func
def cast_ray(
    objects: Objects,
    geometry: Geometry,
    world: int,
    origin: wp.vec3,
    direction: wp.vec3,
    max_distance: float,
    skip_slot: int,
):
    """What a ray hits first.

    Args:
        world: index of the world.
        origin: world frame, metres.
        direction: world frame, unit length.
        max_distance: [m] along the ray.
        skip_slot: slot that the ray passes through (what the agent holds), or -1.

    Returns:
        slot hit (-1 for none) and distance along the ray (`max_distance` for none).
    """
    best = float(max_distance)
    hit = int(-1)
    for slot in range(objects.present.shape[1]):
        if objects.present[world, slot] != 0 and slot != skip_slot:
            t = cast_at_object(objects, geometry, world, slot, origin, direction, best)
            if t < best:
                best = t
                hit = slot
    return hit, best


@wp.func
def is_blocked(
    objects: Objects,
    geometry: Geometry,
    world: int,
    origin: wp.vec3,
    direction: wp.vec3,
    max_distance: float,
    target: int,
    skip_slot: int,
) -> int:
    """Whether anything but `target` and `skip_slot` is hit before `max_distance`."""
    blocked = int(0)
    for slot in range(objects.present.shape[1]):
        if objects.present[world, slot] != 0 and slot != skip_slot and slot != target:
            t = cast_at_object(objects, geometry, world, slot, origin, direction, max_distance)
            if t < max_distance:
                blocked = int(1)
                break
    return blocked


@wp.func
def sample_point(index: int, eye: wp.vec3, gaze: wp.vec3) -> wp.vec3:
    """The points tried by `is_visible`, in a box [-1, 1]^3.

    Args:
        index: 0 to NSAMPLE - 1.
        eye: of the camera, in the box's frame.
        gaze: where the camera's axis passes the box, in the box's frame.
    """
    inset = wp.vec3(0.9, 0.9, 0.9)
    p = wp.vec3(0.0, 0.0, 0.0)
    if index == 0:
        p = wp.vec3(0.0, 0.9, 0.0)
    elif index == 1:
        p = wp.vec3(0.0, 0.0, 0.9)
    elif index == 2:
        p = wp.max(wp.min(eye, inset), -inset)
    elif index == 3:
        p = wp.max(wp.min(gaze, inset), -inset)
    elif index == 4:
        p = wp.vec3(-0.9, 0.0, 0.0)
    elif index == 5:
        p = wp.vec3(0.9, 0.0, 0.0)
    elif index == 6:
        p = wp.vec3(0.0, 0.0, -0.9)
    elif index >= 8:
        corner = index - 8
        p = wp.vec3(
            0.7 * float(2 * (corner & 1) - 1),
            0.7 * float(1 - (corner & 2)),
            0.7 * float(1 - ((corner & 4) >> 1)),
        )
    return p


@wp.func
def horizontal_distance(objects: Objects, world: int, slot: int, eye: wp.vec3) -> float:
    """[m] from a point to the nearest point of an object's box, seen from above."""
    yaw = wp.radians(objects.yaw[world, slot])
    local = turn_to_object(eye - objects.position[world, slot], wp.sin(yaw), wp.cos(yaw))
    half = objects.half[world, slot]
    dx = wp.max(wp.abs(local[0]) - half[0], 0.0)
    dz = wp.max(wp.abs(local[2]) - half[2], 0.0)
    return wp.sqrt(dx * dx + dz * dz)


@wp.func
def is_visible(
    objects: Objects,
    geometry: Geometry,
    world: int,
    slot: int,
    eye: wp.vec3,
    yaw: float,
    horizon: float,
    tan_x: float,
    tan_y: float,
    limit: float,
    skip_slot: int,
) -> int:
    """Whether an agent can see an object and reach it.

    It can if the nearest point of the object's box is within `limit` of the eye in the
    horizontal plane, and one of `NSAMPLE` points of the box is in the frustum with nothing
    but the object itself in front of it.

    Args:
        slot: of the object; must be present.
        eye: camera centre, world frame.
        yaw, horizon: [deg] of the camera; horizon positive looks down.
        tan_x, tan_y: tangents of half the horizontal and vertical fields of view.
        limit: [m] reach; `VISIBILITY_DISTANCE` for AI2-THOR's.
        skip_slot: slot that never occludes (what the agent holds), or -1.

    Returns:
        1 or 0.
    """
    visible = int(0)
    if horizontal_distance(objects, world, slot, eye) <= limit:
        sin_h = wp.sin(wp.radians(horizon))
        cos_h = wp.cos(wp.radians(horizon))
        sin_y = wp.sin(wp.radians(yaw))
        cos_y = wp.cos(wp.radians(yaw))
        forward = wp.vec3(sin_y * cos_h, -sin_h, cos_y * cos_h)
        up = wp.vec3(sin_y * sin_h, cos_h, cos_y * sin_h)
        right = wp.vec3(cos_y, 0.0, -sin_y)

        centre = objects.position[world, slot]
        half = object_half(objects, world, slot)
        turn = wp.radians(objects.yaw[world, slot])
        s = wp.sin(turn)
        c = wp.cos(turn)
        slide = geometry.shape_slide[objects.shape[world, slot]] * objects.openness[world, slot]
        drawn_out = wp.vec3(0.0, 0.0, slide)
        gaze = eye + wp.length(centre - eye) * forward
        eye_in_box = wp.cw_div(turn_to_object(eye - centre, s, c), half) - drawn_out
        gaze_in_box = wp.cw_div(turn_to_object(gaze - centre, s, c), half) - drawn_out
        count = int(NSAMPLE)  # a variable, so that the loop is not unrolled
        for index in range(count):
            p = sample_point(index, eye_in_box, gaze_in_box) + drawn_out
            ray = centre + turn_to_world(wp.cw_mul(half, p), s, c) - eye
            depth = wp.dot(ray, forward)
            if (
                depth > 0.0
                and wp.abs(wp.dot(ray, right)) <= tan_x * depth
                and wp.abs(wp.dot(ray, up)) <= tan_y * depth
            ):
                distance = wp.length(ray)
                ray = ray / distance
                own = cast_at_object(objects, geometry, world, slot, eye, ray, distance)
                free = own - TOLERANCE
                if is_blocked(objects, geometry, world, eye, ray, free, slot, skip_slot) == 0:
                    visible = int(1)
                    break
    return visible


@wp.kernel
def _cast_rays(
    objects: Objects,
    geometry: Geometry,
    world: wp.array(dtype=wp.int32),
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    max_distance: float,
    skip_slot: wp.array(dtype=wp.int32),
    out_slot: wp.array(dtype=wp.int32),
    out_distance: wp.array(dtype=wp.float32),
):
    ray = wp.tid()
    slot, distance = cast_ray(
        objects,
        geometry,
        world[ray],
        origin[ray],
        wp.normalize(direction[ray]),
        max_distance,
        skip_slot[ray],
    )
    out_slot[ray] = slot
    out_distance[ray] = distance


@wp.kernel
def see_objects(
    objects: Objects,
    geometry: Geometry,
    agents: Agents,
    tan_x: float,
    tan_y: float,
    limit: float,
    out_visible: wp.array2d(dtype=wp.int32),
):
    """1 for every object (nworld, nobject) that the agent of its world sees within reach."""
    world, slot = wp.tid()
    visible = int(0)
    if objects.present[world, slot] != 0:
        eye = agents.position[world] + wp.vec3(0.0, agents.camera_height[world], 0.0)
        visible = is_visible(
            objects,
            geometry,
            world,
            slot,
            eye,
            agents.yaw[world],
            agents.horizon[world],
            tan_x,
            tan_y,
            limit,
            agents.held[world],
        )
    out_visible[world, slot] = visible


def cast_rays(
    objects: Objects,
    geometry: Geometry,
    world: ArrayLike,
    origin: ArrayLike,
    direction: ArrayLike,
    max_distance: float = 100.0,
    skip_slot: ArrayLike = -1,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Casts R rays.

    Args:
        world: (R,) or scalar, index of the world.
        origin: (R, 3) or (3,) metres, world frame.
        direction: (R, 3) world frame, any length.
        max_distance: [m].
        skip_slot: (R,) or scalar, slot that a ray passes through, or -1.

    Returns:
        slots (R,) int32, -1 where nothing is hit, and distances (R,) float32 in metres along
        the ray, inf where nothing is hit.
    """
    device = objects.type.device
    direction = np.ascontiguousarray(direction, dtype=np.float32)
    count = len(direction)

    def spread(values: ArrayLike, shape: tuple[int, ...], dtype: type) -> NDArray[np.generic]:
        return np.ascontiguousarray(np.broadcast_to(np.asarray(values, dtype=dtype), shape))

    slot = wp.empty(count, dtype=wp.int32, device=device)
    distance = wp.empty(count, dtype=wp.float32, device=device)
    wp.launch(
        _cast_rays,
        dim=count,
        inputs=[
            objects,
            geometry,
            wp.array(spread(world, (count,), np.int32), dtype=wp.int32, device=device),
            wp.array(spread(origin, (count, 3), np.float32), dtype=wp.vec3, device=device),
            wp.array(direction, dtype=wp.vec3, device=device),
            float(max_distance),
            wp.array(spread(skip_slot, (count,), np.int32), dtype=wp.int32, device=device),
        ],
        outputs=[slot, distance],
        device=device,
    )
    slots, distances = slot.numpy(), distance.numpy()
    return slots, np.where(slots < 0, np.float32(np.inf), distances)


def visible_objects(
    objects: Objects,
    geometry: Geometry,
    agents: Agents,
    field_of_view: float = FIELD_OF_VIEW,
    aspect: float = 1.0,
    limit: float = VISIBILITY_DISTANCE,
) -> NDArray[np.bool_]:
    """What every agent sees within reach.

    Args:
        field_of_view: [deg] vertical.
        aspect: width of the frame over its height.
        limit: [m] reach in the horizontal plane.

    Returns:
        (nworld, nobject) bool.
    """
    device = objects.type.device
    tan_y = math.tan(math.radians(field_of_view) / 2)
    visible = wp.empty(objects.type.shape, dtype=wp.int32, device=device)
    wp.launch(
        see_objects,
        dim=objects.type.shape,
        inputs=[objects, geometry, agents, tan_y * aspect, tan_y, float(limit)],
        outputs=[visible],
        device=device,
    )
    return visible.numpy().astype(bool)
