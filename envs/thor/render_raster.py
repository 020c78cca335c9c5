"""The rasteriser's kernels: every face of every object into a buffer of 64-bit keys.

A key is `(bits of 1/z) << 32 | label`, z in metres along the camera's forward axis and label the
number of the face instance in its world, from 1; the largest key of a pixel is what is seen
there. It does not depend on the order in which faces are drawn, so that CPU and CUDA agree.
"""

from __future__ import annotations

import warp as wp

from envs.thor.raycast import (
    HINGE_X,
    HINGE_Y,
    SLIDE_Z,
    object_half,
    object_reach,
    turn_part,
    turn_to_world,
)
from envs.thor.render_paint import Paint, paint_face
from envs.thor.state import Geometry, Objects

wp.set_module_options({"enable_backward": False})

OVERLAP = wp.constant(1e-3)  # [pixel] faces are this much wider, so that neighbours leave no gap
MAX_CLIPPED = 9  # corners of a clipped face

Row = wp.types.vector(length=MAX_CLIPPED, dtype=wp.float32)


@wp.struct
class View:
    """A camera and its light.

    world: index of the world that it looks at.
    position: camera centre, world frame.
    yaw, horizon, roll: [deg]; a positive roll tips the camera to its left.
    near: [m] near plane: what is nearer is not drawn.
    tan_y: tangent of half the vertical field of view.
    light: direction that the main light shines in, unit length.
    light_colour, ambient: RGB in [0, 1] or above, exposure included.
    """

    world: wp.int32
    position: wp.vec3
    yaw: wp.float32
    horizon: wp.float32
    roll: wp.float32
    near: wp.float32
    tan_y: wp.float32
    light: wp.vec3
    light_colour: wp.vec3
    ambient: wp.vec3


@wp.func
def camera_from_world(yaw: float, horizon: float, roll: float) -> wp.mat33:
    """Rotation from world axes to camera axes (x right, y up, z forward); angles in degrees."""
    sr = wp.sin(wp.radians(roll))
    cr = wp.cos(wp.radians(roll))
    sy = wp.sin(wp.radians(yaw))
    cy = wp.cos(wp.radians(yaw))
    sp = wp.sin(wp.radians(horizon))
    cp = wp.cos(wp.radians(horizon))
    level = wp.mat33(cy, 0.0, -sy, sy * sp, cp, cy * sp, sy * cp, -sp, cy * cp)
    return wp.mat33(cr, sr, 0.0, -sr, cr, 0.0, 0.0, 0.0, 1.0) * level


@wp.func
def is_outside(centre: wp.vec3, axes: wp.mat33, reach: wp.vec3, tan_x: float, tan_y: float) -> bool:
    """Whether a box lies wholly outside the frustum.

    Args:
        centre: of the box, camera frame.
        axes: its axes as columns, camera frame.
        reach: its half extents.
    """
    outside = False
    for plane in range(5):
        normal = wp.vec3(0.0, 0.0, 1.0)
        if plane == 1:
            normal = wp.vec3(1.0, 0.0, tan_x)
        elif plane == 2:
            normal = wp.vec3(-1.0, 0.0, tan_x)
        elif plane == 3:
            normal = wp.vec3(0.0, 1.0, tan_y)
        elif plane == 4:
            normal = wp.vec3(0.0, -1.0, tan_y)
        extent = wp.cw_mul(wp.transpose(axes) * normal, reach)
        radius = wp.abs(extent[0]) + wp.abs(extent[1]) + wp.abs(extent[2])
        if wp.dot(normal, centre) < -radius:
            outside = True
    return outside


@wp.kernel
def count_faces(
    objects: Objects,
    geometry: Geometry,
    views: wp.array(dtype=View),
    first_face: wp.array2d(dtype=wp.int32),
    needed: wp.array(dtype=wp.int32),
):
    """Numbers the face instances of the worlds that are looked at: the first of each slot
    (nworld, nobject), and the largest total. One thread a view."""
    world = views[wp.tid()].world
    total = int(0)
    for slot in range(objects.present.shape[1]):
        first_face[world, slot] = total
        if objects.present[world, slot] != 0:
            total += geometry.face_count[objects.shape[world, slot]]
    wp.atomic_max(needed, 0, total)


# `wp.atomic_max` without its check of the index, so that a CPU's compiler vectorises the loop.
@wp.func_native("""
    long long key = ((long long)bits << 32) | label;
#if defined(__CUDA_ARCH__)
    atomicMax((long long*)(keys.data + index), key);
#else
    long long old = keys.data[index];
    keys.data[index] = key > old ? key : old;
#endif
""")
def raise_key(keys: wp.array(dtype=wp.int64), index: int, bits: int, label: int): ...


@wp.func
def wrap(corner: int, count: int) -> int:
    """A corner's number, one past either end brought back."""
    if corner < 0:
        corner = count - 1
    elif corner >= count:
        corner = 0
    return corner


@wp.func
def fall(x: Row, y: Row, upper: int, lower: int) -> float:
    """Columns per row along a side."""
    return (x[lower] - x[upper]) / wp.max(y[lower] - y[upper], 1.0e-6)


@wp.func
def fill_rows(
    keys: wp.array(dtype=wp.int64),
    view: int,
    width: int,
    height: int,
    lane: int,
    lanes: int,
    count: int,
    x: Row,
    y: Row,
    gradient: wp.vec3,
    label: int,
):
    """Scans a convex polygon.

    Args:
        count, x, y: its corners, pixels, clockwise on the screen.
        gradient: 1/z = gradient . (column, row, 1), column and row of the pixel as integers.
        label: the key's lower half.
    """
    highest = int(0)
    bottom = float(y[0])
    for i in range(1, count):
        if y[i] < y[highest]:
            highest = i
        bottom = wp.max(bottom, y[i])
    first = int(wp.ceil(wp.clamp(y[highest] - 0.5 - OVERLAP, 0.0, float(height))))
    last = int(wp.floor(wp.clamp(bottom - 0.5 + OVERLAP, -1.0, float(height - 1))))
    # The sides that the row crosses: down from the highest corner, backwards on the left and
    # forwards on the right. Neighbours reckon a common side from its upper end, both alike.
    left_from = int(highest)
    left_to = wrap(highest - 1, count)
    left_next = wrap(left_to - 1, count)
    left_slope = fall(x, y, left_from, left_to)
    right_from = int(highest)
    right_to = wrap(highest + 1, count)
    right_next = wrap(right_to + 1, count)
    right_slope = fall(x, y, right_from, right_to)
    step = float(gradient[0])
    row = first + lane
    while row <= last:
        centre = float(row) + 0.5
        while y[left_to] < centre and y[left_next] > y[left_to]:
            left_from = left_to
            left_to = left_next
            left_next = wrap(left_to - 1, count)
            left_slope = fall(x, y, left_from, left_to)
        while y[right_to] < centre and y[right_next] > y[right_to]:
            right_from = right_to
            right_to = right_next
            right_next = wrap(right_to + 1, count)
            right_slope = fall(x, y, right_from, right_to)
        left = x[left_from] + (centre - y[left_from]) * left_slope
        right = x[right_from] + (centre - y[right_from]) * right_slope
        start = int(wp.ceil(wp.max(left - 0.5 - OVERLAP, 0.0)))
        stop = int(wp.floor(wp.max(wp.min(right + 0.5 + OVERLAP, float(width)), 0.0)))
        base = gradient[1] * float(row) + gradient[2]
        offset = (view * height + row) * width
        column = int(start)
        while column < stop:
            bits = wp.cast(base + step * float(column), wp.int32)
            raise_key(keys, offset + column, bits, label)
            column += 1
        row += lanes


@wp.func
def draw_face(
    geometry: Geometry,
    keys: wp.array(dtype=wp.int64),
    view: int,
    columns: int,
    rows: int,
    near: float,
    tan_y: float,
    lane: int,
    lanes: int,
    face: int,
    label: int,
    half: wp.vec3,
    axes: wp.mat33,
    centre: wp.vec3,
    openness: float,
    normal: wp.vec3,
    distance: float,
) -> bool:
    """Clips, projects and scans one face that is turned towards the camera.

    Args:
        half: of the object, metres.
        axes, centre: camera frame from the object's axes.
        normal, distance: the face's plane `normal . p = distance`, camera frame.

    Returns:
        whether any pixel may have been covered.
    """
    motion = geometry.face_motion[face]
    amount = geometry.face_amount[face] * openness
    pivot = wp.cw_mul(geometry.face_pivot[face], half)
    first = geometry.face_corner[face]
    corners = geometry.face_ncorner[face]
    width = float(columns)
    height = float(rows)
    focal = 0.5 * height / tan_y
    cx = 0.5 * width
    cy = 0.5 * height

    x = Row()
    y = Row()
    count = int(0)
    previous = wp.vec3(0.0, 0.0, 0.0)
    left = float(1.0e9)
    right = float(-1.0e9)
    top = float(1.0e9)
    bottom = float(-1.0e9)
    for step in range(corners + 1):
        i = step - 1  # the last corner comes first, as the one before the first
        if step == 0:
            i = corners - 1
        if distance > 0.0:
            i = corners - 1 - i  # seen from behind: the other way round
        q = wp.cw_mul(geometry.corner[first + i], half)
        if amount != 0.0:
            if motion == SLIDE_Z:
                q[2] = q[2] + amount * half[2]
            elif motion == HINGE_X or motion == HINGE_Y:
                q = pivot + turn_part(q - pivot, motion, amount)
        p = axes * q + centre
        if step > 0:
            if (p[2] >= near) != (previous[2] >= near):
                along = (near - previous[2]) / (p[2] - previous[2])
                cut = previous + along * (p - previous)
                sx = cx + focal * cut[0] / near
                sy = cy - focal * cut[1] / near
                x[count] = sx
                y[count] = sy
                count += 1
                left = wp.min(left, sx)
                right = wp.max(right, sx)
                top = wp.min(top, sy)
                bottom = wp.max(bottom, sy)
            if p[2] >= near:
                scale = focal / p[2]
                sx = cx + scale * p[0]
                sy = cy - scale * p[1]
                x[count] = sx
                y[count] = sy
                count += 1
                left = wp.min(left, sx)
                right = wp.max(right, sx)
                top = wp.min(top, sy)
                bottom = wp.max(bottom, sy)
        previous = p
    drawn = False
    if (
        count >= 3
        and wp.max(left, 0.0) <= wp.min(right, width)
        and wp.max(top, 0.0) <= wp.min(bottom, height)
        and wp.ceil(left - 0.5 - OVERLAP) <= wp.floor(right - 0.5 + OVERLAP)
        and wp.ceil(top - 0.5 - OVERLAP) <= wp.floor(bottom - 0.5 + OVERLAP)
    ):
        drawn = True
        plane = normal / distance
        gx = plane[0] / focal
        gy = -plane[1] / focal
        gradient = wp.vec3(gx, gy, plane[2] + gx * (0.5 - cx) + gy * (0.5 - cy))
        fill_rows(keys, view, columns, rows, lane, lanes, count, x, y, gradient, label)
    return drawn


@wp.kernel
def draw_objects(
    objects: Objects,
    geometry: Geometry,
    food: wp.array2d(dtype=wp.vec3),
    views: wp.array(dtype=View),
    first_view: int,
    width: int,
    height: int,
    lanes: int,
    first_face: wp.array2d(dtype=wp.int32),
    capacity: int,
    paints: wp.array(dtype=Paint),
    keys: wp.array(dtype=wp.int64),
):
    """One thread a (view, slot, lane); the lanes of a slot share out the rows of its faces.

    food: colours of skin and flesh by object type (ntype, 2). paints (chunk, capacity) and keys
    (chunk, H, W) are flat, and hold the views from `first_view` on.
    """
    view, slot, lane = wp.tid()
    camera = views[first_view + view]
    world = camera.world
    if objects.present[world, slot] == 0:
        return
    tan_y = camera.tan_y
    tan_x = tan_y * float(width) / float(height)
    turn = camera_from_world(camera.yaw, camera.horizon, camera.roll)
    offset = objects.position[world, slot] - camera.position
    centre = turn * offset
    reach = object_reach(objects, geometry, world, slot)
    # The sphere around the box, then the box itself.
    if centre[2] + wp.length(reach) < camera.near:
        return
    yaw = wp.radians(objects.yaw[world, slot])
    s = wp.sin(yaw)
    c = wp.cos(yaw)
    axes = turn * wp.mat33(c, 0.0, s, 0.0, 1.0, 0.0, -s, 0.0, c)
    if is_outside(centre, axes, reach, tan_x, tan_y):
        return

    half = object_half(objects, world, slot)
    shape = objects.shape[world, slot]
    state = objects.state[world, slot]
    openness = objects.openness[world, slot]
    start = geometry.face_start[shape]
    for local in range(geometry.face_count[shape]):
        face = start + local
        if (state & geometry.face_show_mask[face]) == geometry.face_show_value[face]:
            plane = geometry.face_plane[face]
            normal = wp.vec3(plane[0] / half[0], plane[1] / half[1], plane[2] / half[2])
            away = plane[3]
            motion = geometry.face_motion[face]
            if openness > 0.0 and motion != 0:
                amount = geometry.face_amount[face] * openness
                if motion == SLIDE_Z:
                    away += normal[2] * amount * half[2]
                else:
                    pivot = wp.cw_mul(geometry.face_pivot[face], half)
                    turned = turn_part(normal, motion, amount)
                    away += wp.dot(turned - normal, pivot)
                    normal = turned
            seen = axes * normal
            distance = away + wp.dot(seen, centre)
            if distance < 0.0 or (geometry.face_two_sided[face] != 0 and distance > 0.0):
                label = first_face[world, slot] + local + 1
                drawn = draw_face(
                    geometry,
                    keys,
                    view,
                    width,
                    height,
                    camera.near,
                    tan_y,
                    lane,
                    lanes,
                    face,
                    label,
                    half,
                    axes,
                    centre,
                    openness,
                    seen,
                    distance,
                )
                if drawn and lane == 0:
                    facing = wp.normalize(turn_to_world(normal, s, c))
                    if distance > 0.0:
                        facing = -facing
                    paint = paint_face(
                        objects,
                        geometry,
                        food,
                        world,
                        slot,
                        face,
                        half,
                        axes,
                        centre,
                        s,
                        c,
                        facing,
                        0.5 * float(height) / tan_y,
                        0.5 * float(width) - 0.5,
                        0.5 * float(height) - 0.5,
                        camera.light,
                        camera.light_colour,
                        camera.ambient,
                    )
                    paint.normal = turn * facing
                    paints[view * capacity + label - 1] = paint
