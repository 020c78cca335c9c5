"""Procedural texture: integer-hash noise and the patterns made of it, a function of two metres.

Nothing is read from memory, so that a pixel costs the same whatever it shows.
"""

from __future__ import annotations

import warp as wp

wp.set_module_options({"enable_backward": False})


@wp.func
def random_at(x: int, y: int, seed: int) -> float:
    """A number in [0, 1) that looks random."""
    h = (
        wp.uint32(x) * wp.uint32(374761393)
        + wp.uint32(y) * wp.uint32(668265263)
        + wp.uint32(seed) * wp.uint32(1274126177)
    )
    h = (h ^ (h >> wp.uint32(15))) * wp.uint32(739982445)
    h = (h ^ (h >> wp.uint32(12))) * wp.uint32(695872825)
    return float(int(h >> wp.uint32(8))) * 5.9604645e-8


@wp.func
def lattice(h: wp.uint32) -> float:
    """The last stirring of a lattice point's hash, to [0, 1)."""
    k = (h ^ (h >> wp.uint32(15))) * wp.uint32(739982445)
    return float(int(k >> wp.uint32(8))) * 5.9604645e-8


@wp.func
def noise_at(x: float, y: float, seed: int) -> float:
    """Smooth noise in [0, 1) with features one unit wide."""
    fx = wp.floor(x)
    fy = wp.floor(y)
    tx = x - fx
    ty = y - fy
    step_x = wp.uint32(374761393)
    step_y = wp.uint32(668265263)
    h = wp.uint32(int(fx)) * step_x + (wp.uint32(int(fy)) * step_y ^ wp.uint32(seed))
    k = wp.uint32(int(fx)) * step_x + (
        (wp.uint32(int(fy)) + wp.uint32(1)) * step_y ^ wp.uint32(seed)
    )
    a = lattice(h)
    c = lattice(k)
    low = a + tx * (lattice(h + step_x) - a)
    high = c + tx * (lattice(k + step_x) - c)
    return low + ty * (high - low)


@wp.func
def hue_colour(hue: float, saturation: float, value: float) -> wp.vec3:
    """RGB in [0, 1] of a hue in turns."""
    r = wp.clamp(wp.abs(wp.mod(hue * 6.0, 6.0) - 3.0) - 1.0, 0.0, 1.0)
    g = wp.clamp(2.0 - wp.abs(wp.mod(hue * 6.0, 6.0) - 2.0), 0.0, 1.0)
    b = wp.clamp(2.0 - wp.abs(wp.mod(hue * 6.0, 6.0) - 4.0), 0.0, 1.0)
    pure = wp.vec3(r, g, b)
    return value * (wp.vec3(1.0, 1.0, 1.0) + saturation * (pure - wp.vec3(1.0, 1.0, 1.0)))


@wp.func
def picture_at(x: float, y: float, seed: int) -> wp.vec3:
    """A painting: x, y in [-1, 1]; a landscape or coloured fields, in a mount."""
    colour = wp.vec3(0.93, 0.91, 0.86)
    if wp.abs(x) < 0.86 and wp.abs(y) < 0.86:
        hue = random_at(1, 0, seed)
        if random_at(2, 0, seed) < 0.5:
            ridge = 0.9 * noise_at(2.5 * x + 9.0, 0.5, seed) - 0.6
            hill = 0.6 * noise_at(4.0 * x + 3.0, 1.5, seed) - 0.8
            colour = hue_colour(hue, 0.45 - 0.3 * y, 0.85 + 0.1 * y)
            if y < hill:
                colour = hue_colour(hue + 0.3, 0.55, 0.35)
            elif y < ridge:
                colour = hue_colour(hue + 0.5, 0.35, 0.6)
        else:
            scale = 1.0 + 2.0 * random_at(3, 0, seed)
            column = int(wp.floor(scale * x + 0.7 * random_at(int(wp.floor(scale * y)), 4, seed)))
            field = random_at(column, int(wp.floor(scale * y)), seed)
            colour = hue_colour(hue + 0.4 * field, 0.3 + 0.4 * field, 0.45 + 0.5 * field)
    return colour


@wp.func
def sky_at(x: float, y: float, seed: int) -> wp.vec3:
    """What is outside a window: x, y in [-1, 1]; sky, clouds, far trees and grass."""
    t = wp.clamp(0.5 + 0.5 * y, 0.0, 1.0)
    colour = wp.vec3(0.85 - 0.35 * t, 0.92 - 0.2 * t, 1.0)
    cloud = wp.clamp(2.5 * noise_at(2.0 * x, 5.0 * y, seed) - 1.4, 0.0, 1.0)
    colour = colour + cloud * (wp.vec3(1.0, 1.0, 1.0) - colour)
    trees = 0.5 * noise_at(4.0 * x + 7.0, 0.5, seed) - 0.85
    if y < -0.75:
        colour = wp.vec3(0.45, 0.62, 0.33)
    elif y < trees:
        colour = wp.vec3(0.28, 0.45, 0.27)
    return colour


@wp.func
def screen_at(x: float, y: float, seed: int) -> wp.vec3:
    """A screen that is on: x, y in [-1, 1]; bright windows on a coloured ground."""
    ground = hue_colour(0.5 + 0.2 * random_at(1, 7, seed), 0.6, 0.75 + 0.2 * y)
    block = random_at(int(wp.floor(2.0 * x)), int(wp.floor(3.0 * y)), seed)
    colour = ground
    if block > 0.45:
        colour = wp.vec3(0.7, 0.85, 1.0) * (0.6 + 0.5 * block)
    return colour
