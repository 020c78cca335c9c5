"""The resolving kernel: every pixel's key to colour, depth and instance id."""

from __future__ import annotations

import warp as wp

from envs.thor.render_paint import GRID, PICTURE, SCREEN, SKY, Paint
from envs.thor.render_texture import noise_at, picture_at, random_at, screen_at, sky_at

wp.set_module_options({"enable_backward": False})

DIRT = wp.constant(wp.vec3(0.26, 0.17, 0.09))
VOID = wp.constant(wp.vec3(0.62, 0.70, 0.78))  # beyond the house


@wp.func
def grid_colour(
    paints: wp.array(dtype=Paint), face: int, colour: wp.vec3, u: float, v: float, fade: float
) -> wp.vec3:
    """Tints the cells of a grid and draws the lines between them."""
    cell = paints[face].cell
    row_at = v * cell[1]
    row = wp.floor(row_at)
    # Every other row of long cells is moved on: planks and bricks.
    column_at = u * cell[0]
    if cell[1] > 2.0 * cell[0]:
        column_at += 0.37 * row
    column = wp.floor(column_at)
    shade = random_at(int(column), int(row), paints[face].seed) - 0.5
    result = (1.0 + paints[face].tint * shade) * colour
    width = paints[face].line_width
    if column_at - column < width * cell[0] or row_at - row < width * cell[1]:
        result = result + fade * (paints[face].line - result)
    return result


@wp.func
def worn_colour(paints: wp.array(dtype=Paint), face: int, colour: wp.vec3, u: float, v: float):
    """Dirt in blotches, or cracks."""
    grain = paints[face].wear_grain
    seed = paints[face].seed
    n = noise_at(u * grain + 31.0, v * grain, seed)
    result = colour
    if paints[face].wear == 1:
        amount = wp.clamp(5.0 * (n - 0.42), 0.0, 0.85)
        result = colour + amount * (DIRT - colour)
    else:
        fine = noise_at(2.3 * u * grain, 2.3 * v * grain, seed)
        if wp.abs(n - 0.5) < 0.035 or wp.abs(fine - 0.5) < 0.03:
            result = wp.vec3(0.85, 0.87, 0.88)
    return result


@wp.func
def scene_colour(paints: wp.array(dtype=Paint), face: int, u: float, v: float) -> wp.vec3:
    """Pictures, skies and screens."""
    x = u / paints[face].extent[0]
    y = v / paints[face].extent[1]
    kind = paints[face].kind
    seed = paints[face].seed
    colour = wp.vec3(0.0, 0.0, 0.0)
    if kind == PICTURE:
        colour = picture_at(x, y, seed)
    elif kind == SKY:
        colour = sky_at(x, y, seed)
    elif kind == SCREEN:
        colour = screen_at(x, y, seed)
    return wp.cw_mul(paints[face].base, colour)


@wp.func
def shade_pixel(paints: wp.array(dtype=Paint), face: int, x: float, y: float, z: float) -> wp.vec3:
    """Colour of a pixel (x, y) of a face, RGB in [0, 1] before clamping."""
    cu = paints[face].u
    cv = paints[face].v
    u = (cu[0] * x + cu[1] * y + cu[2]) * z + cu[3]
    v = (cv[0] * x + cv[1] * y + cv[2]) * z + cv[3]
    colour = paints[face].base
    kind = paints[face].kind
    if kind < PICTURE:
        # Noise finer than a pixel is left out.
        grain = paints[face].grain
        n = float(0.5)
        fade = wp.min(paints[face].fade / z - 0.4, 1.0)
        if fade > 0.0:
            n = 0.5 + fade * (noise_at(u * grain[0], v * grain[1], paints[face].seed) - 0.5)
        colour = colour + n * (paints[face].second - colour)
        if kind == GRID:
            # Lines narrower than a pixel blend into the ground.
            sharp = paints[face].line_width * paints[face].focal / z
            colour = grid_colour(paints, face, colour, u, v, wp.min(sharp, 1.0))
    else:
        colour = scene_colour(paints, face, u, v)
    foot = paints[face].foot
    if foot > 0.0:
        rise = v + paints[face].extent[1]
        if rise < foot:
            colour = (0.78 + 0.22 * wp.max(rise, 0.0) / foot) * colour
    if paints[face].wear != 0:
        colour = worn_colour(paints, face, colour, u, v)
    return colour


# What a pixel reads and writes, without the checks that indexing an array makes every time.
@wp.func_native("""
    long long key = keys.data[index];
    keys.data[index] = 0;
    return key;
""")
def take_key(keys: wp.array(dtype=wp.int64), index: int) -> wp.int64: ...


@wp.func_native("values.data[index] = value;")
def put_float(values: wp.array(dtype=wp.float32), index: int, value: float): ...


@wp.func_native("values.data[index] = value;")
def put_int(values: wp.array(dtype=wp.int32), index: int, value: int): ...


@wp.func_native("""
    unsigned char* pixel = rgb.data + 3 * index;
    for (int channel = 0; channel < 3; ++channel) {
        float value = colour[channel] * 255.0f;
        value = value < 0.0f ? 0.0f : value;
        pixel[channel] = (unsigned char)(int)(value > 255.0f ? 255.0f : value);
    }
""")
def put_colour(rgb: wp.array(dtype=wp.uint8), index: int, colour: wp.vec3): ...


@wp.kernel
def resolve_pixels(
    width: int,
    height: int,
    lanes: int,
    first_view: int,
    capacity: int,
    paints: wp.array(dtype=Paint),
    keys: wp.array(dtype=wp.int64),
    want_rgb: int,
    want_depth: int,
    want_ids: int,
    rgb: wp.array(dtype=wp.uint8),
    depth: wp.array(dtype=wp.float32),
    ids: wp.array(dtype=wp.int32),
):
    """One thread a (view, row, lane); leaves the keys zero for the next frame.

    All arrays are flat. paints (chunk, capacity) and keys (chunk, H, W) are this chunk's, whose
    first view is `first_view`; rgb (V, H, W, 3), depth and ids (V, H, W) are of all views.
    """
    view, row, lane = wp.tid()
    source = (view * height + row) * width
    target = ((first_view + view) * height + row) * width
    y = float(row)
    column = lane
    while column < width:
        key = take_key(keys, source + column)
        z = float(wp.inf)
        slot = int(-1)
        colour = VOID
        if key != wp.int64(0):
            z = 1.0 / wp.cast(wp.int32(key >> wp.int64(32)), wp.float32)
            face = view * capacity + int(wp.int32(key & wp.int64(0x7FFFFFFF)))
            slot = paints[face].slot
            if want_rgb != 0:
                colour = shade_pixel(paints, face, float(column), y, z)
        pixel = target + column
        if want_depth != 0:
            put_float(depth, pixel, z)
        if want_ids != 0:
            put_int(ids, pixel, slot + 1)
        if want_rgb != 0:
            put_colour(rgb, pixel, colour)
        column += lanes
