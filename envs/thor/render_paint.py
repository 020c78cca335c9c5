"""How a face looks: material, palette, state and light, worked out once a face, not once a pixel.

A body's and an accent's colours come from the palette seed alone, so that colour does not tell
what a thing is.
"""

from __future__ import annotations

import warp as wp

from envs.ontology import BY_NAME, State
from envs.thor.geometry import Material, Motion
from envs.thor.raycast import turn_part, turn_to_world
from envs.thor.render_texture import hue_colour, random_at
from envs.thor.state import Geometry, Objects

wp.set_module_options({"enable_backward": False})

# What a pixel does with its paint.
MATTE = wp.constant(0)  # noise between two colours
GRID = wp.constant(1)  # cells with lines between them, and noise
PICTURE = wp.constant(2)
SKY = wp.constant(3)
SCREEN = wp.constant(4)

FOOT_SHADE = wp.constant(0.78)  # brightness of an upright face at its foot

_BODY = wp.constant(int(Material.BODY))
_ACCENT = wp.constant(int(Material.ACCENT))
_WOOD = wp.constant(int(Material.WOOD))
_METAL = wp.constant(int(Material.METAL))
_DARK = wp.constant(int(Material.DARK))
_LIGHT = wp.constant(int(Material.LIGHT))
_FABRIC = wp.constant(int(Material.FABRIC))
_GLASS = wp.constant(int(Material.GLASS))
_SCREEN = wp.constant(int(Material.SCREEN))
_GLOW = wp.constant(int(Material.GLOW))
_LIQUID = wp.constant(int(Material.LIQUID))
_FOOD = wp.constant(int(Material.FOOD))
_FLESH = wp.constant(int(Material.FLESH))
_LEAF = wp.constant(int(Material.LEAF))
_PAPER = wp.constant(int(Material.PAPER))
_FLOOR = wp.constant(int(Material.FLOOR))
_WALL = wp.constant(int(Material.WALL))
_CEILING = wp.constant(int(Material.CEILING))
_PICTURE = wp.constant(int(Material.PICTURE))
_SKY = wp.constant(int(Material.SKY))

_MICROWAVE = wp.constant(BY_NAME["Microwave"].index)  # its window shows a lamp, not a picture

_FIXED = wp.constant(int(Motion.FIXED))
_SLIDE_Z = wp.constant(int(Motion.SLIDE_Z))
_HINGE_Y = wp.constant(int(Motion.HINGE_Y))

_TOGGLED = wp.constant(int(State.TOGGLED))
_DIRTY = wp.constant(int(State.DIRTY))
_COFFEE = wp.constant(int(State.COFFEE))
_WINE = wp.constant(int(State.WINE))
_COOKED = wp.constant(int(State.COOKED))
_BOILED = wp.constant(int(State.BOILED))
_BROKEN = wp.constant(int(State.BROKEN))


@wp.struct
class Paint:
    """How one face instance of one view looks.

    u, v: texture coordinates of a pixel: (u . (column, row, 1)) z + u[3], metres.
    extent: half extents of the object along u and v.
    base, second, line: lit colours, RGB in [0, 1]: where the noise is 0, where it is 1, lines.
    grain: features a metre of the noise, along u and v.
    cell: cells a metre of a grid, along u and v.
    line_width: [m].
    tint: how much cells differ in brightness.
    fade: distance [m] at which the noise's features are one pixel wide.
    focal: of the view [pixels].
    wear, wear_grain: 0 none, 1 dirt, 2 cracks; features a metre.
    foot: upright faces darken towards their foot: brightness foot[0] + foot[1] v, clamped.
    kind: MATTE, GRID, ...
    seed: of the noise.
    slot: of the object.
    normal: of the face, towards the viewer, camera frame.
    """

    u: wp.vec4
    v: wp.vec4
    extent: wp.vec2
    base: wp.vec3
    second: wp.vec3
    line: wp.vec3
    grain: wp.vec2
    cell: wp.vec2
    line_width: wp.float32
    tint: wp.float32
    fade: wp.float32
    focal: wp.float32
    wear: wp.int32
    wear_grain: wp.float32
    foot: wp.vec2
    kind: wp.int32
    seed: wp.int32
    slot: wp.int32
    normal: wp.vec3


@wp.func
def wood_colour(seed: int) -> wp.vec3:
    """From pale maple to dark walnut, sometimes painted white."""
    value = 0.30 + 0.55 * random_at(11, 1, seed)
    colour = hue_colour(0.055 + 0.05 * random_at(12, 1, seed), 0.62 - 0.35 * value, value)
    if random_at(13, 1, seed) < 0.18:
        colour = wp.vec3(0.88, 0.87, 0.84)
    return colour


@wp.func
def cloth_or_paint(which: int, seed: int) -> wp.vec3:
    """Any colour at all; muted ones more often, as in most homes."""
    a = random_at(21, which, seed)
    b = random_at(22, which, seed)
    c = random_at(23, which, seed)
    return hue_colour(a, 0.07 + 0.6 * b * b * b, 0.32 + 0.6 * c)


@wp.func
def floor_paint(paint: Paint, seed: int) -> Paint:
    """Planks, tiles or carpet."""
    choice = random_at(31, 0, seed)
    shade = random_at(32, 0, seed)
    if choice < 0.5:
        colour = hue_colour(
            0.06 + 0.04 * random_at(33, 0, seed), 0.5 - 0.2 * shade, 0.4 + 0.4 * shade
        )
        paint.kind = GRID
        paint.base = colour
        paint.second = 0.8 * colour
        paint.line = 0.55 * colour
        paint.grain = wp.vec2(3.0, 45.0)
        paint.cell = wp.vec2(0.8, 7.0)
        paint.line_width = 0.004
        paint.tint = 0.22
    elif choice < 0.8:
        colour = hue_colour(random_at(34, 0, seed), 0.03 + 0.1 * shade, 0.55 + 0.35 * shade)
        size = 1.6 + 2.4 * random_at(35, 0, seed)
        paint.kind = GRID
        paint.base = colour
        paint.second = 0.93 * colour
        paint.line = 0.7 * colour
        paint.grain = wp.vec2(12.0, 12.0)
        paint.cell = wp.vec2(size, size)
        paint.line_width = 0.008
        paint.tint = 0.06
    else:
        colour = hue_colour(random_at(36, 0, seed), 0.1 + 0.25 * shade, 0.45 + 0.35 * shade)
        paint.base = colour
        paint.second = 0.78 * colour
        paint.grain = wp.vec2(90.0, 90.0)
    return paint


@wp.func
def wall_paint(paint: Paint, seed: int) -> Paint:
    """Plain plaster, wallpaper stripes, or pale tiles."""
    choice = random_at(41, 0, seed)
    shade = random_at(42, 0, seed)
    colour = hue_colour(
        random_at(43, 0, seed), 0.04 + 0.22 * shade * shade, 0.72 + 0.22 * random_at(44, 0, seed)
    )
    paint.base = colour
    paint.second = 0.965 * colour
    paint.grain = wp.vec2(25.0, 25.0)
    if choice < 0.15:
        paint.kind = GRID
        paint.line = 0.93 * colour
        paint.cell = wp.vec2(5.0 + 6.0 * shade, 0.001)
        paint.line_width = 0.05
    elif choice < 0.27:
        paint.kind = GRID
        paint.line = 0.85 * colour
        paint.cell = wp.vec2(5.0, 5.0)
        paint.line_width = 0.006
        paint.tint = 0.04
    return paint


@wp.func
def fabric_paint(paint: Paint, seed: int) -> Paint:
    """A weave: plain, striped or checked."""
    colour = cloth_or_paint(3, seed)
    choice = random_at(51, 0, seed)
    paint.base = colour
    paint.second = 0.8 * colour
    paint.grain = wp.vec2(160.0, 160.0)
    paint.line = cloth_or_paint(4, seed)
    size = 5.0 + 12.0 * random_at(52, 0, seed)
    if choice < 0.2:
        paint.kind = GRID
        paint.cell = wp.vec2(size, 0.001)
        paint.line_width = 0.35 / size
    elif choice < 0.35:
        paint.kind = GRID
        paint.cell = wp.vec2(size, size)
        paint.line_width = 0.2 / size
    return paint


@wp.func
def plain_paint(paint: Paint, material: int, seed: int) -> Paint:
    """Materials that are one colour with a little noise."""
    r = random_at(61, material, seed)
    paint.base = cloth_or_paint(1, seed)
    paint.second = 0.9 * paint.base
    paint.grain = wp.vec2(30.0, 30.0)
    if material == _ACCENT:
        # Half a turn away from the body's hue, and the other end of brightness.
        body = random_at(21, 1, seed)
        value = 0.9 - 0.55 * random_at(23, 1, seed)
        paint.base = hue_colour(body + 0.35 + 0.3 * r, 0.1 + 0.4 * r, value)
        paint.second = 0.9 * paint.base
    elif material == _WOOD:
        paint.base = wood_colour(seed)
        paint.second = 0.72 * paint.base
        paint.grain = wp.vec2(4.0, 60.0)
    elif material == _METAL:
        paint.base = hue_colour(0.58 + 0.1 * r, 0.06, 0.58 + 0.25 * r)
        paint.second = 1.18 * paint.base
        paint.grain = wp.vec2(3.0, 90.0)
    elif material == _DARK:
        paint.base = hue_colour(r, 0.1, 0.10 + 0.07 * r)
        paint.second = 1.3 * paint.base
    elif material == _LIGHT:
        paint.base = hue_colour(0.1 + 0.5 * r, 0.03, 0.86 + 0.08 * r)
        paint.second = 0.95 * paint.base
    elif material == _GLASS:
        paint.base = wp.vec3(0.66, 0.78, 0.82)
        paint.second = wp.vec3(0.85, 0.92, 0.95)
        paint.grain = wp.vec2(2.0, 9.0)
    elif material == _LEAF:
        paint.base = hue_colour(0.24 + 0.12 * r, 0.6, 0.45 + 0.2 * random_at(62, 0, seed))
        paint.second = 0.65 * paint.base
        paint.grain = wp.vec2(50.0, 50.0)
    elif material == _PAPER:
        paint.base = hue_colour(0.12, 0.05 + 0.06 * r, 0.92)
        paint.second = 0.85 * paint.base
        paint.grain = wp.vec2(20.0, 150.0)
    elif material == _CEILING:
        paint.base = hue_colour(0.12, 0.03, 0.95)
        paint.second = 0.985 * paint.base
    return paint


@wp.func
def liquid_paint(paint: Paint, state: int) -> Paint:
    """Water, coffee or wine."""
    paint.base = wp.vec3(0.42, 0.66, 0.85)
    if (state & _COFFEE) != 0:
        paint.base = wp.vec3(0.24, 0.13, 0.07)
    elif (state & _WINE) != 0:
        paint.base = wp.vec3(0.42, 0.04, 0.13)
    paint.second = 1.25 * paint.base
    paint.grain = wp.vec2(40.0, 40.0)
    return paint


@wp.func
def food_paint(paint: Paint, colour: wp.vec3, state: int, seed: int) -> Paint:
    """A food's own colour, a little different each time; browned, or pale and wet."""
    r = random_at(71, 0, seed)
    paint.base = wp.cw_mul(
        colour, wp.vec3(0.88 + 0.2 * r, 0.85 + 0.25 * random_at(72, 0, seed), 0.9)
    )
    paint.second = 0.82 * paint.base
    paint.grain = wp.vec2(70.0, 70.0)
    if (state & _COOKED) != 0:
        paint.base = 0.55 * wp.cw_mul(paint.base, wp.vec3(0.95, 0.72, 0.45)) + wp.vec3(
            0.08, 0.04, 0.0
        )
        paint.second = 0.35 * paint.base
    if (state & _BOILED) != 0:
        paint.base = 0.5 * colour + wp.vec3(0.42, 0.40, 0.28)
        paint.second = 0.9 * paint.base
    return paint


@wp.func
def choose_paint(paint: Paint, material: int, state: int, seed: int, food: wp.vec3, flesh: wp.vec3):
    """Unlit colours and pattern of a material."""
    if material == _FLOOR:
        paint = floor_paint(paint, seed)
    elif material == _WALL:
        paint = wall_paint(paint, seed)
    elif material == _FABRIC:
        paint = fabric_paint(paint, seed)
    elif material == _LIQUID:
        paint = liquid_paint(paint, state)
    elif material == _FOOD:
        paint = food_paint(paint, food, state, seed)
    elif material == _FLESH:
        paint = food_paint(paint, flesh, state, seed)
    else:
        paint = plain_paint(paint, material, seed)
    return paint


@wp.func
def texture_axis(
    axis: wp.vec3,
    moved: wp.vec3,
    pivot: wp.vec3,
    shift: float,
    axes: wp.mat33,
    centre: wp.vec3,
    focal: float,
    cx: float,
    cy: float,
) -> wp.vec4:
    """Coefficients that take a pixel to a coordinate along an axis of the part at rest."""
    a = axes * moved
    rest = shift - wp.dot(centre, a) + wp.dot(pivot, axis - moved)
    return wp.vec4(a[0] / focal, -a[1] / focal, a[2] - (a[0] * cx - a[1] * cy) / focal, rest)


@wp.func
def paint_face(
    objects: Objects,
    geometry: Geometry,
    food: wp.array2d(dtype=wp.vec3),
    world: int,
    slot: int,
    face: int,
    half: wp.vec3,
    axes: wp.mat33,
    centre: wp.vec3,
    sin_yaw: float,
    cos_yaw: float,
    facing: wp.vec3,
    focal: float,
    cx: float,
    cy: float,
    light: wp.vec3,
    light_colour: wp.vec3,
    ambient: wp.vec3,
) -> Paint:
    """The paint of one face instance in one view.

    Args:
        food: skin and flesh by object type (ntype, 2).
        half, axes, centre: of the object; camera frame from the object's axes.
        facing: unit normal towards the viewer, world frame.
        focal, cx, cy: of the view, pixels; the centre of pixel (0, 0) is the origin.
        light, light_colour, ambient: see `render_raster.Views`.
    """
    material = geometry.face_material[face]
    state = objects.state[world, slot]
    seed = objects.palette[world, slot]
    kind = wp.max(objects.type[world, slot], 0)
    paint = Paint()
    paint.slot = slot
    paint.seed = seed * 31 + material
    rise = 0.5 * wp.min(half[1], 0.3)
    paint.foot = wp.vec2(
        FOOT_SHADE + (1.0 - FOOT_SHADE) * half[1] / rise, (1.0 - FOOT_SHADE) / rise
    )
    if material == _WALL:
        paint.foot = wp.vec2(FOOT_SHADE, (1.0 - FOOT_SHADE) / 0.35)
    paint = choose_paint(paint, material, state, seed, food[kind, 0], food[kind, 1])

    # Texture coordinates: the two axes that the face at rest is most parallel to.
    plane = geometry.face_plane[face]
    steep_x = wp.abs(plane[0]) / half[0]
    steep_y = wp.abs(plane[1]) / half[1]
    steep_z = wp.abs(plane[2]) / half[2]
    axis_u = wp.vec3(1.0, 0.0, 0.0)
    axis_v = wp.vec3(0.0, 1.0, 0.0)
    paint.extent = wp.vec2(half[0], half[1])
    if steep_y >= steep_x and steep_y >= steep_z:
        axis_v = wp.vec3(0.0, 0.0, 1.0)
        paint.extent = wp.vec2(half[0], half[2])
        paint.foot = wp.vec2(1.0, 0.0)
    elif steep_x >= steep_z:
        axis_u = wp.vec3(0.0, 0.0, 1.0)
        paint.extent = wp.vec2(half[2], half[1])
    motion = geometry.face_motion[face]
    amount = geometry.face_amount[face] * objects.openness[world, slot]
    pivot = wp.cw_mul(geometry.face_pivot[face], half)
    moved_u = axis_u
    moved_v = axis_v
    slide_v = float(0.0)
    slide_u = float(0.0)
    if motion == _SLIDE_Z:
        slide_u = -amount * half[2] * axis_u[2]
        slide_v = -amount * half[2] * axis_v[2]
    elif motion != _FIXED and amount != 0.0:
        moved_u = turn_part(axis_u, motion, amount)
        moved_v = turn_part(axis_v, motion, amount)
    if material == _FLOOR or material == _WALL or material == _CEILING:
        # One pattern through all the pieces of a room.
        position = objects.position[world, slot]
        slide_u = wp.dot(position, turn_to_world(axis_u, sin_yaw, cos_yaw))
        slide_v = wp.dot(position, turn_to_world(axis_v, sin_yaw, cos_yaw))
    paint.u = texture_axis(axis_u, moved_u, pivot, slide_u, axes, centre, focal, cx, cy)
    paint.v = texture_axis(axis_v, moved_v, pivot, slide_v, axes, centre, focal, cx, cy)
    paint.focal = focal
    if material == _WOOD and paint.extent[1] > paint.extent[0]:
        paint.grain = wp.vec2(paint.grain[1], paint.grain[0])  # along the board
    paint.fade = focal / wp.max(paint.grain[0], paint.grain[1])

    # Light from one direction, softened, and from all around, more from above.
    towards = wp.max(0.3 - 0.7 * wp.dot(facing, light), 0.0)
    around = 0.88 + 0.12 * facing[1]
    lit = towards * light_colour + around * ambient
    if material == _CEILING:
        lit = 0.25 * light_colour + 1.1 * ambient
    on = (state & _TOGGLED) != 0
    if material == _SKY:
        paint.kind = SKY
        lit = 0.2 * light_colour + 1.2 * ambient
    elif material == _PICTURE:
        paint.kind = PICTURE
    elif material == _SCREEN and on and kind == _MICROWAVE:
        paint.base = wp.vec3(1.0, 0.86, 0.58)
        paint.second = wp.vec3(0.9, 0.68, 0.38)
        lit = wp.vec3(1.0, 1.0, 1.0)
    elif material == _SCREEN and on:
        paint.kind = SCREEN
        lit = 1.5 * ambient
    elif material == _SCREEN:
        paint.base = wp.vec3(0.055, 0.06, 0.07)
        paint.second = 1.2 * paint.base
    elif material == _GLOW and on:
        paint.base = wp.vec3(1.0, 0.74, 0.32)
        paint.second = wp.vec3(1.0, 0.9, 0.62)
        paint.foot = wp.vec2(1.0, 0.0)
        lit = wp.vec3(1.0, 1.0, 1.0)
    elif material == _GLOW:
        paint.base = wp.vec3(0.42, 0.42, 0.41)
        paint.second = 0.92 * paint.base
    if paint.kind >= PICTURE:
        paint.base = lit
    else:
        paint.base = wp.cw_mul(paint.base, lit)
        paint.second = wp.cw_mul(paint.second, lit)
        paint.line = wp.cw_mul(paint.line, lit)
    size = wp.max(paint.extent[0], paint.extent[1])
    if (state & _DIRTY) != 0:
        paint.wear = 1
        paint.wear_grain = 2.6 / size
    elif (state & _BROKEN) != 0:
        paint.wear = 2
        paint.wear_grain = 3.5 / size
    return paint
