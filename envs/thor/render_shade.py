"""The resolving kernel: every pixel's key to colour, depth and instance id.

A row is cut into runs of pixels that show the same face. The loops over a run's pixels have no
branches and index arrays through `peek_*` and `put_*`, without the checks for negative indices
that Warp's own indexing makes, so that a CPU's compiler turns them into vector instructions; on a
GPU a run is one pixel.
"""

from __future__ import annotations

import warp as wp

from envs.thor.render_paint import FOOT_SHADE, GRID, PICTURE, SCREEN, SKY, Paint
from envs.thor.render_texture import noise_at, picture_at, random_at, screen_at, sky_at

wp.set_module_options({"enable_backward": False})

GROUP = 8  # pixels that a CPU shades at once; outputs have room for so many more
DIRT = wp.constant(wp.vec3(0.26, 0.17, 0.09))
CRACK = wp.constant(wp.vec3(0.85, 0.87, 0.88))
VOID = wp.constant(wp.vec3(0.62, 0.70, 0.78))  # beyond the house


# The halves of a key are read as the two integers that they are: eight fit where four keys would.
@wp.func_native("return ((const int*)keys.data)[2 * index];")
def peek_label(keys: wp.array(dtype=wp.int64), index: int) -> int: ...


@wp.func_native("return ((const int*)keys.data)[2 * index + 1];")
def peek_bits(keys: wp.array(dtype=wp.int64), index: int) -> int: ...


@wp.func_native("keys.data[index] = 0;")
def clear_key(keys: wp.array(dtype=wp.int64), index: int): ...


@wp.func_native("values.data[index] = value;")
def put_float(values: wp.array(dtype=wp.float32), index: int, value: float): ...


@wp.func_native("values.data[index] = value;")
def put_int(values: wp.array(dtype=wp.int32), index: int, value: int): ...


@wp.func_native("values.data[index] = (unsigned char)value;")
def put_byte(values: wp.array(dtype=wp.uint8), index: int, value: int): ...


@wp.func
def put_colour(rgb: wp.array(dtype=wp.uint8), pixel: int, r: float, g: float, b: float):
    """Writes a colour in [0, 1]."""
    put_byte(rgb, 3 * pixel, int(wp.clamp(r, 0.0, 1.0) * 255.0))
    put_byte(rgb, 3 * pixel + 1, int(wp.clamp(g, 0.0, 1.0) * 255.0))
    put_byte(rgb, 3 * pixel + 2, int(wp.clamp(b, 0.0, 1.0) * 255.0))


@wp.func
def foot_shade(paint: Paint, v: float) -> float:
    """How much darker an upright face is near its foot."""
    return wp.clamp(paint.foot[0] + paint.foot[1] * v, FOOT_SHADE, 1.0)


@wp.func
def shade_matte(
    paint: Paint,
    keys: wp.array(dtype=wp.int64),
    source: int,
    rgb: wp.array(dtype=wp.uint8),
    target: int,
    start: int,
    stop: int,
    y: float,
):
    """Noise between two colours, for pixels `start` to `stop` of row `y`."""
    u0 = paint.u[1] * y + paint.u[2]
    v0 = paint.v[1] * y + paint.v[2]
    x = int(start)
    while x < stop:
        inverse = wp.cast(peek_bits(keys, source + x), wp.float32)
        z = 1.0 / inverse
        u = (paint.u[0] * float(x) + u0) * z + paint.u[3]
        v = (paint.v[0] * float(x) + v0) * z + paint.v[3]
        # Noise finer than a pixel is left out.
        fade = wp.clamp(paint.fade * inverse - 0.4, 0.0, 1.0)
        n = fade * (noise_at(u * paint.grain[0], v * paint.grain[1], paint.seed) - 0.5) + 0.5
        shade = foot_shade(paint, v)
        put_colour(
            rgb,
            target + x,
            shade * (paint.base[0] + n * (paint.second[0] - paint.base[0])),
            shade * (paint.base[1] + n * (paint.second[1] - paint.base[1])),
            shade * (paint.base[2] + n * (paint.second[2] - paint.base[2])),
        )
        x += 1


@wp.func
def shade_grid(
    paint: Paint,
    keys: wp.array(dtype=wp.int64),
    source: int,
    rgb: wp.array(dtype=wp.uint8),
    target: int,
    start: int,
    stop: int,
    y: float,
):
    """The same with cells that differ in tint, and lines between them."""
    u0 = paint.u[1] * y + paint.u[2]
    v0 = paint.v[1] * y + paint.v[2]
    # Every other row of long cells is moved on: planks and bricks.
    stagger = wp.where(paint.cell[1] > 2.0 * paint.cell[0], 0.37, 0.0)
    width_u = paint.line_width * paint.cell[0]
    width_v = paint.line_width * paint.cell[1]
    x = int(start)
    while x < stop:
        inverse = wp.cast(peek_bits(keys, source + x), wp.float32)
        z = 1.0 / inverse
        u = (paint.u[0] * float(x) + u0) * z + paint.u[3]
        v = (paint.v[0] * float(x) + v0) * z + paint.v[3]
        fade = wp.clamp(paint.fade * inverse - 0.4, 0.0, 1.0)
        n = fade * (noise_at(u * paint.grain[0], v * paint.grain[1], paint.seed) - 0.5) + 0.5
        row_at = v * paint.cell[1]
        row = wp.floor(row_at)
        column_at = u * paint.cell[0] + stagger * row
        column = wp.floor(column_at)
        tint = paint.tint * (random_at(int(column), int(row), paint.seed) - 0.5)
        shade = foot_shade(paint, v) * (1.0 + tint)
        # Lines narrower than a pixel blend into the ground.
        line = wp.min(paint.line_width * paint.focal * inverse, 1.0)
        line = wp.where(
            wp.min(column_at - column - width_u, row_at - row - width_v) < 0.0, line, 0.0
        )
        r = paint.base[0] + n * (paint.second[0] - paint.base[0])
        g = paint.base[1] + n * (paint.second[1] - paint.base[1])
        b = paint.base[2] + n * (paint.second[2] - paint.base[2])
        put_colour(
            rgb,
            target + x,
            shade * (r + line * (paint.line[0] - r)),
            shade * (g + line * (paint.line[1] - g)),
            shade * (b + line * (paint.line[2] - b)),
        )
        x += 1


@wp.func
def worn_colour(paint: Paint, colour: wp.vec3, u: float, v: float) -> wp.vec3:
    """Dirt in blotches, or cracks."""
    n = noise_at(u * paint.wear_grain + 31.0, v * paint.wear_grain, paint.seed)
    result = colour
    if paint.wear == 1:
        amount = wp.clamp(5.0 * (n - 0.42), 0.0, 0.85)
        result = colour + amount * (DIRT - colour)
    else:
        fine = noise_at(2.3 * u * paint.wear_grain, 2.3 * v * paint.wear_grain, paint.seed)
        if wp.abs(n - 0.5) < 0.02 or wp.abs(fine - 0.5) < 0.014:
            result = CRACK
    return result


@wp.func
def scene_colour(paint: Paint, u: float, v: float) -> wp.vec3:
    """Pictures, skies and screens."""
    x = u / paint.extent[0]
    y = v / paint.extent[1]
    colour = wp.vec3(0.0, 0.0, 0.0)
    if paint.kind == PICTURE:
        colour = picture_at(x, y, paint.seed)
    elif paint.kind == SKY:
        colour = sky_at(x, y, paint.seed)
    elif paint.kind == SCREEN:
        colour = screen_at(x, y, paint.seed)
    return wp.cw_mul(paint.base, colour)


@wp.func
def shade_rare(
    paint: Paint,
    keys: wp.array(dtype=wp.int64),
    source: int,
    rgb: wp.array(dtype=wp.uint8),
    target: int,
    start: int,
    stop: int,
    y: float,
):
    """Pictures, skies and screens; and whatever is worn."""
    x = int(start)
    while x < stop:
        inverse = wp.cast(peek_bits(keys, source + x), wp.float32)
        z = 1.0 / inverse
        u = (paint.u[0] * float(x) + paint.u[1] * y + paint.u[2]) * z + paint.u[3]
        v = (paint.v[0] * float(x) + paint.v[1] * y + paint.v[2]) * z + paint.v[3]
        colour = paint.base
        if paint.kind >= PICTURE:
            colour = scene_colour(paint, u, v)
        else:
            fade = wp.clamp(paint.fade * inverse - 0.4, 0.0, 1.0)
            n = fade * (noise_at(u * paint.grain[0], v * paint.grain[1], paint.seed) - 0.5) + 0.5
            colour = foot_shade(paint, v) * (paint.base + n * (paint.second - paint.base))
        if paint.wear != 0:
            colour = worn_colour(paint, colour, u, v)
        put_colour(rgb, target + x, colour[0], colour[1], colour[2])
        x += 1


@wp.kernel
def resolve_pixels(
    width: int,
    height: int,
    span: int,
    group: int,
    first_view: int,
    capacity: int,
    paints: wp.array(dtype=Paint),
    keys: wp.array(dtype=wp.int64),
    want_rgb: int,
    want_depth: int,
    want_ids: int,
    want_normals: int,
    rgb: wp.array(dtype=wp.uint8),
    depth: wp.array(dtype=wp.float32),
    ids: wp.array(dtype=wp.int32),
    normals: wp.array(dtype=wp.uint8),
):
    """One thread a (view, row, span of pixels); leaves the keys zero for the next frame.

    All arrays are flat. paints (chunk, capacity) and keys (chunk, H, W) are this chunk's, whose
    first view is `first_view`; rgb (V, H, W, 3), depth and ids (V, H, W)
    and normals (V, H, W, 3) are of all views. Runs
    are written in whole groups of `group` pixels: what is written beyond a run's end is written
    over by the next run, so that a group above 1 takes threads that run in order, as a CPU's do.
    """
    view, row, lane = wp.tid()
    source = (view * height + row) * width
    target = ((first_view + view) * height + row) * width
    y = float(row)
    start = int(lane * span)
    last = wp.min(start + span, width)
    x = int(start)
    if want_depth != 0:
        while x < last:
            # Where nothing is drawn the key is zero, and this infinite.
            put_float(depth, target + x, 1.0 / wp.cast(peek_bits(keys, source + x), wp.float32))
            x += 1
    begin = int(start)
    while begin < last:
        label = peek_label(keys, source + begin)
        end = int(begin + 1)
        while end < last and peek_label(keys, source + end) == label:
            end += 1
        full = begin + (end - begin + group - 1) // group * group
        slot = int(-1)
        if label > 0:
            paint = paints[view * capacity + label - 1]
            slot = paint.slot
            if want_rgb != 0:
                if paint.kind >= PICTURE or paint.wear != 0:
                    shade_rare(paint, keys, source, rgb, target, begin, end, y)
                elif paint.kind == GRID:
                    shade_grid(paint, keys, source, rgb, target, begin, full, y)
                else:
                    shade_matte(paint, keys, source, rgb, target, begin, full, y)
        elif want_rgb != 0:
            x = begin
            while x < end:
                put_colour(rgb, target + x, VOID[0], VOID[1], VOID[2])
                x += 1
        if want_normals != 0:
            tint = wp.vec3(0.0, 0.0, 0.0)
            if label > 0:
                n = paints[view * capacity + label - 1].normal
                tint = wp.vec3(0.5 + 0.5 * n[0], 0.5 + 0.5 * n[1], 0.5 - 0.5 * n[2])
            x = begin
            while x < end:
                put_colour(normals, target + x, tint[0], tint[1], tint[2])
                x += 1
        if want_ids != 0:
            x = begin
            while x < full:
                put_int(ids, target + x, slot + 1)
                x += 1
        begin = end
    x = start
    while x < last:
        clear_key(keys, source + x)
        x += 1
