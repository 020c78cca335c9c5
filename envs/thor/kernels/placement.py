"""Where a thing comes to rest: a search of free spots on the surfaces of a receptacle.

Kinematics, not physics: the nearest free spot to where it is wanted is tried on a lattice, in
two orientations, against what already stands there. Everything is deterministic.
"""

from __future__ import annotations

import warp as wp

from envs.interface import AGENT_HEIGHT, AGENT_RADIUS
from envs.ontology import Affordance
from envs.thor.kernels.motion import segment_meets_box
from envs.thor.kernels.tables import Role, Types
from envs.thor.kernels.tree import affordances_of, is_within, roles_of, turn
from envs.thor.state import NONE, Agents, Geometry, Objects

wp.set_module_options({"enable_backward": False})

PITCH = 0.05  # [m] of the lattice of spots
WINDOW = 1.0  # [m] how far from where it is wanted a thing may land, along each axis
GAP = 0.004  # [m] between neighbours
# Share of a thing's box that must fit in an enclosed place: handles stick out, things lean.
INSIDE_FIT = 0.8
OVERHANG = 1.6  # how much larger than an open surface a thing may be and still rest on its middle
HEIGHT_WEIGHT = 1.0  # of a level's height against distance on the plan
RIM = 0.25  # [m] that things in a basin keep off its rim where they can
PILE = 8  # most things piled in a plate, bowl, pan, pot, mug, box or basin
RADIUS = AGENT_RADIUS
FAR = 1.0e9


@wp.struct
class Spot:
    """Where a thing could rest: its centre, its yaw, and how far from wanted (`FAR`: nowhere)."""

    position: wp.vec3
    yaw: float
    cost: float


@wp.struct
class Level:
    """One surface of a receptacle, in the receptacle's axes, metres from its centre.

    `y` is in the world frame. `snug`: whatever is put there fits (burners, slots, dishes).
    """

    low: wp.vec2
    high: wp.vec2
    y: float
    clearance: float
    enclosed: int
    snug: int


@wp.func
def level_of(objects: Objects, geometry: Geometry, world: int, slot: int, index: int) -> Level:
    """A receptacle's surface; its top where its shape has none."""
    level = Level()
    half = objects.half[world, slot]
    centre = objects.position[world, slot]
    shape = objects.shape[world, slot]
    if geometry.surface_count[shape] == 0:
        level.low = wp.vec2(-half[0], -half[2])
        level.high = wp.vec2(half[0], half[2])
        level.y = centre[1] + half[1]
        level.clearance = 1.0e6
        level.enclosed = 0
    else:
        k = geometry.surface_start[shape] + index
        out = geometry.surface_slides[k] * objects.openness[world, slot] * half[2]
        low = geometry.surface_low[k]
        high = geometry.surface_high[k]
        level.low = wp.vec2(low[0] * half[0], low[1] * half[2] + out)
        level.high = wp.vec2(high[0] * half[0], high[1] * half[2] + out)
        level.y = centre[1] + geometry.surface_y[k] * half[1]
        level.clearance = geometry.surface_clearance[k]
        level.enclosed = geometry.surface_enclosed[k]
    return level


@wp.func
def rectangles_overlap(
    offset: wp.vec2, half_a: wp.vec2, half_b: wp.vec2, sin_b: float, cos_b: float
) -> bool:
    """Whether two rectangles overlap (separating axes).

    A is upright at the origin; B is at `offset`, turned clockwise seen from above.
    """
    s = wp.abs(sin_b)
    c = wp.abs(cos_b)
    if wp.abs(offset[0]) >= half_a[0] + c * half_b[0] + s * half_b[1]:
        return False
    if wp.abs(offset[1]) >= half_a[1] + s * half_b[0] + c * half_b[1]:
        return False
    along = offset[0] * cos_b - offset[1] * sin_b
    if wp.abs(along) >= half_b[0] + c * half_a[0] + s * half_a[1]:
        return False
    across = offset[0] * sin_b + offset[1] * cos_b
    return wp.abs(across) < half_b[1] + s * half_a[0] + c * half_a[1]


@wp.func
def stands_in_way(
    objects: Objects,
    types: Types,
    world: int,
    slot: int,
    receptacle: int,
    thing: int,
    floor: float,
    ceiling: float,
    apart: int,
) -> bool:
    """Whether an object takes up room between two heights over a receptacle's surface.

    apart: not 0 where only what is in the receptacle counts, as nothing else gets in there.
    """
    if objects.present[world, slot] == 0 or objects.type[world, slot] < 0 or slot == receptacle:
        return False
    centre = objects.position[world, slot]
    half = objects.half[world, slot]
    bottom = centre[1] - half[1]
    top = centre[1] + half[1]
    mine = roles_of(objects, types, world, receptacle)
    other = roles_of(objects, types, world, slot)
    sunk = (other & Role.SET_IN) != 0 and (mine & Role.BASIN) == 0
    if apart == 0 and sunk and wp.abs(top - floor) < 0.15:
        return not is_within(objects, world, receptacle, slot)
    if bottom >= ceiling or top <= floor + 0.005:
        return False
    if is_within(objects, world, slot, thing):
        return False
    parent = objects.parent[world, slot]
    if parent == receptacle:
        return True
    if apart != 0 or (parent >= 0 and is_within(objects, world, slot, receptacle)):
        return False
    if (mine & Role.BASIN) != 0 and (other & (Role.WATER_SOURCE | Role.BASIN)) != 0:
        return False
    if (other & Role.FLOOR) != 0 or is_within(objects, world, receptacle, slot):
        return False
    return bottom >= floor - 0.05


@wp.func
def gather(
    objects: Objects,
    types: Types,
    scratch: wp.array2d(dtype=wp.int32),
    world: int,
    receptacle: int,
    thing: int,
    level: Level,
    centre: wp.vec3,
    reach: float,
) -> int:
    """Lists in `scratch` what takes up room over a surface, within `reach` metres of a point on
    the plan; how many."""
    ceiling = level.y + 2.0 * objects.half[world, thing][1]
    apart = wp.max(level.snug, level.enclosed)
    count = int(0)
    for slot in range(objects.type.shape[1]):
        away = objects.position[world, slot] - centre
        near = reach + plan_radius(objects, world, slot)
        if away[0] * away[0] + away[2] * away[2] <= near * near and stands_in_way(
            objects, types, world, slot, receptacle, thing, level.y, ceiling, apart
        ):
            scratch[world, count] = slot
            count += 1
    return count


@wp.func
def plan_radius(objects: Objects, world: int, slot: int) -> float:
    """[m] of the circle around an object seen from above."""
    half = objects.half[world, slot]
    return wp.sqrt(half[0] * half[0] + half[2] * half[2])


@wp.func
def is_free(
    objects: Objects,
    scratch: wp.array2d(dtype=wp.int32),
    world: int,
    count: int,
    centre: wp.vec3,
    yaw: float,
    half: wp.vec2,
) -> bool:
    """Whether a footprint (half extents along its own x and z) overlaps none of those listed."""
    grown = half + wp.vec2(GAP, GAP)
    for k in range(count):
        slot = scratch[world, k]
        offset = turn(objects.position[world, slot] - centre, -yaw)
        other = objects.half[world, slot]
        angle = wp.radians(objects.yaw[world, slot] - yaw)
        if rectangles_overlap(
            wp.vec2(offset[0], offset[2]),
            grown,
            wp.vec2(other[0], other[2]),
            wp.sin(angle),
            wp.cos(angle),
        ):
            return False
    return True


@wp.func
def span(low: float, high: float, extent: float, level: Level) -> wp.vec2:
    """Range of a centre along one axis; empty (x > y) where a thing does not fit."""
    fit = extent
    if level.enclosed != 0:
        fit = extent * INSIDE_FIT
    a = low + fit
    b = high - fit
    middle = 0.5 * (low + high)
    if a <= b:
        return wp.vec2(a, b)
    if level.snug != 0:
        return wp.vec2(middle, middle)
    if level.enclosed == 0 and extent <= OVERHANG * 0.5 * (high - low):
        return wp.vec2(middle, middle)
    return wp.vec2(1.0, 0.0)


@wp.func
def search_level(
    objects: Objects,
    agents: Agents,
    types: Types,
    scratch: wp.array2d(dtype=wp.int32),
    world: int,
    receptacle: int,
    thing: int,
    level: Level,
    wanted: wp.vec3,
    best: Spot,
) -> Spot:
    """The best of `best` and the free spots of one surface."""
    found = best
    half = objects.half[world, thing]
    tall = 2.0 * half[1]
    if level.enclosed != 0:
        tall = tall * INSIDE_FIT
        # What is too tall to stand lies down, where it is long enough.
        deep = wp.max(level.high[0] - level.low[0], level.high[1] - level.low[1])
        if tall > level.clearance and tall <= deep:
            tall = 2.0 * wp.max(half[0], half[2])
    if level.snug == 0 and tall > level.clearance + 0.01:
        return found
    on_floor = (roles_of(objects, types, world, receptacle) & Role.FLOOR) != 0
    centre = objects.position[world, receptacle]
    yaw = objects.yaw[world, receptacle]
    want = turn(wanted - centre, -yaw)
    if (roles_of(objects, types, world, receptacle) & Role.BASIN) != 0:
        x = away_from_rim(want[0], level.low[0], level.high[0])
        want = wp.vec3(x, want[1], away_from_rim(want[2], level.low[1], level.high[1]))
    radius = plan_radius(objects, world, thing) + GAP
    # Only what is near the spots that will be tried matters.
    x_far = wp.max(wp.abs(level.low[0]), wp.abs(level.high[0]))
    z_far = wp.max(wp.abs(level.low[1]), wp.abs(level.high[1]))
    middle = centre
    reach = wp.length(wp.vec2(x_far, z_far)) + radius
    if reach > 1.5 * WINDOW + 2.0 * radius:
        x_in = wp.clamp(want[0], level.low[0], level.high[0])
        z_in = wp.clamp(want[2], level.low[1], level.high[1])
        middle = centre + turn(wp.vec3(x_in, 0.0, z_in), yaw)
        reach = 1.5 * WINDOW + 2.0 * radius
    count = gather(objects, types, scratch, world, receptacle, thing, level, middle, reach)
    rise = HEIGHT_WEIGHT * (wanted[1] - level.y)
    for quarter in range(2):
        foot = wp.vec2(half[0], half[2])
        if quarter == 1:
            foot = wp.vec2(half[2], half[0])
        xs = span(level.low[0], level.high[0], foot[0], level)
        zs = span(level.low[1], level.high[1], foot[1], level)
        if xs[0] <= xs[1] and zs[0] <= zs[1]:
            x_near = wp.clamp(want[0], xs[0], xs[1])
            z_near = wp.clamp(want[2], zs[0], zs[1])
            nx = int(wp.min(WINDOW, xs[1] - xs[0]) / PITCH)
            nz = int(wp.min(WINDOW, zs[1] - zs[0]) / PITCH)
            for i in range(2 * nx + 1):
                x = x_near + zigzag(i) * PITCH
                dx = x - want[0]
                least = dx * dx + rise * rise + 1.0e-4 * float(quarter)
                if x >= xs[0] and x <= xs[1] and least < found.cost - 1.0e-6:
                    for j in range(2 * nz + 1):
                        z = z_near + zigzag(j) * PITCH
                        dz = z - want[2]
                        cost = least + dz * dz
                        if z >= zs[0] and z <= zs[1] and cost < found.cost - 1.0e-6:
                            local = wp.vec3(x, 0.0, z)
                            at = centre + turn(local, yaw)
                            at = wp.vec3(at[0], level.y + half[1], at[2])
                            free = True
                            if on_floor:
                                away = at - agents.position[world]
                                gap = wp.length(wp.vec2(away[0], away[2]))
                                free = gap > RADIUS + wp.max(foot[0], foot[1])
                            if free and is_free(objects, scratch, world, count, at, yaw, foot):
                                found.position = at
                                found.yaw = yaw + 90.0 * float(quarter)
                                found.cost = cost
    return found


@wp.func
def away_from_rim(want: float, low: float, high: float) -> float:
    """Where along one axis of a basin a thing slides to: off the rim, which would hide it."""
    if high - low <= 2.0 * RIM:
        return 0.5 * (low + high)
    return wp.clamp(want, low + RIM, high - RIM)


@wp.func
def zigzag(index: int) -> float:
    """0, 1, -1, 2, -2, ... for 0, 1, 2, 3, 4, ..."""
    step = float((index + 1) // 2)
    if index % 2 == 0:
        return -step
    return step


@wp.func
def pile_up(
    objects: Objects, world: int, receptacle: int, thing: int, level: Level, best: Spot
) -> Spot:
    """On top of what is already in a dish, a basin or a bin, in its middle."""
    found = best
    count = int(0)
    top = float(level.y)
    for slot in range(objects.type.shape[1]):
        if objects.present[world, slot] != 0 and slot != thing:
            if objects.parent[world, slot] == receptacle:
                count += 1
            if objects.parent[world, slot] >= 0 and is_within(objects, world, slot, receptacle):
                if slot != receptacle:
                    upper = objects.position[world, slot][1] + objects.half[world, slot][1]
                    top = wp.max(top, upper)
    if count < PILE:
        yaw = objects.yaw[world, receptacle]
        x = 0.5 * (level.low[0] + level.high[0])
        z = 0.5 * (level.low[1] + level.high[1])
        at = objects.position[world, receptacle] + turn(wp.vec3(x, 0.0, z), yaw)
        found.position = wp.vec3(at[0], top + objects.half[world, thing][1], at[2])
        found.yaw = yaw
        found.cost = 0.0
    return found


@wp.func
def find_spot(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    scratch: wp.array2d(dtype=wp.int32),
    world: int,
    receptacle: int,
    thing: int,
    aim: wp.vec3,
    force: bool,
) -> Spot:
    """The free spot in or on a receptacle nearest to `aim`, or to the middle of the agent's body
    where that is NaN. By force a thing goes on top of the others on an open surface that is full.
    """
    best = Spot()
    best.cost = FAR
    wanted = aim
    if wp.isnan(aim[0]) or wp.isnan(aim[1]) or wp.isnan(aim[2]):
        wanted = agents.position[world] + wp.vec3(0.0, 0.5 * AGENT_HEIGHT, 0.0)
    dish = (affordances_of(objects, types, world, receptacle) & Affordance.PICKUPABLE) != 0
    fixture = (roles_of(objects, types, world, receptacle) & Role.FIXTURE) != 0
    count = wp.max(geometry.surface_count[objects.shape[world, receptacle]], 1)
    for index in range(count):
        level = level_of(objects, geometry, world, receptacle, index)
        level.snug = 0
        if dish or fixture:
            level.snug = 1
        best = search_level(
            objects, agents, types, scratch, world, receptacle, thing, level, wanted, best
        )
    heaps = (roles_of(objects, types, world, receptacle) & (Role.BASIN | Role.BIN)) != 0
    level = level_of(objects, geometry, world, receptacle, 0)
    floor = (roles_of(objects, types, world, receptacle) & Role.FLOOR) != 0
    on_top = force and level.enclosed == 0 and not floor
    if best.cost >= FAR and (dish or fixture or heaps or on_top):
        best = pile_up(objects, world, receptacle, thing, level, best)
    return best


@wp.func
def is_cut_off(objects: Objects, types: Types, world: int, start: wp.vec3, end: wp.vec3) -> bool:
    """Whether a wall or the like stands between two points on the floor."""
    for slot in range(objects.type.shape[1]):
        if objects.present[world, slot] != 0:
            structure = (affordances_of(objects, types, world, slot) & Affordance.STRUCTURE) != 0
            centre = objects.position[world, slot]
            half = objects.half[world, slot]
            if structure and centre[1] - half[1] < start[1] + 1.0 and centre[1] > start[1] + 0.2:
                a = turn(start - centre, -objects.yaw[world, slot])
                b = turn(end - centre, -objects.yaw[world, slot])
                flat = wp.vec2(half[0], half[2])
                if segment_meets_box(wp.vec2(a[0], a[2]), wp.vec2(b[0], b[2]), -flat, flat):
                    return True
    return False


@wp.func
def floor_under(objects: Objects, types: Types, world: int, point: wp.vec3, margin: float) -> int:
    """Slot of the floor below a point and at least `margin` inside it; -1 for none."""
    for slot in range(objects.type.shape[1]):
        if (roles_of(objects, types, world, slot) & Role.FLOOR) != 0:
            half = objects.half[world, slot]
            at = turn(point - objects.position[world, slot], -objects.yaw[world, slot])
            if wp.abs(at[0]) <= half[0] - margin and wp.abs(at[2]) <= half[2] - margin:
                return slot
    return -1


@wp.func
def find_floor_spot(
    objects: Objects,
    agents: Agents,
    types: Types,
    scratch: wp.array2d(dtype=wp.int32),
    world: int,
    thing: int,
) -> Spot:
    """A free spot on the floor near the agent: ahead first, then to the sides, then behind."""
    best = Spot()
    best.cost = FAR
    half = objects.half[world, thing]
    feet = agents.position[world]
    level = Level()
    level.y = feet[1]
    level.snug = 0
    foot = wp.vec2(half[0], half[2])
    for ring in range(4):
        for side in range(8):
            if best.cost >= FAR:
                reach = RADIUS + wp.length(foot) + 0.02 + 0.15 * float(ring)
                yaw = agents.yaw[world] + 45.0 * zigzag(side)
                at = feet + turn(wp.vec3(0.0, 0.0, reach), yaw)
                at = wp.vec3(at[0], feet[1] + half[1], at[2])
                ground = floor_under(objects, types, world, at, wp.min(half[0], half[2]))
                if ground >= 0 and not is_cut_off(objects, types, world, feet, at):
                    count = gather(
                        objects, types, scratch, world, ground, thing, level, at, wp.length(foot)
                    )
                    if is_free(objects, scratch, world, count, at, agents.yaw[world], foot):
                        best.position = at
                        best.yaw = agents.yaw[world]
                        best.cost = reach
    return best


@wp.func
def count_in(objects: Objects, world: int, receptacle: int) -> int:
    """How many things are directly in or on a receptacle."""
    count = int(0)
    for slot in range(objects.type.shape[1]):
        if objects.present[world, slot] != 0 and objects.parent[world, slot] == receptacle:
            count += 1
    return count


@wp.func
def parent_for(objects: Objects, types: Types, world: int, receptacle: int) -> int:
    """What `Objects.parent` says of things put there; the floor counts as no receptacle."""
    if (roles_of(objects, types, world, receptacle) & Role.FLOOR) != 0:
        return int(NONE)
    return receptacle
