"""Going places and bringing things into view, on the believed map alone."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from agent.skills.lattice import STEPS, Cell, Ground, Reach, move, turns
from agent.skills.sight import eyes_at, framed, in_sight
from agent.skills.skill import DONE, Context, Outcome, Result, Skill, act
from envs.interface import (
    CAMERA_HEIGHT,
    HORIZON_LIMITS,
    LOOK_ANGLE,
    VISIBILITY_DISTANCE,
    ActionName,
)
from envs.ontology import BY_NAME, Affordance
from perception.coverage import interior
from perception.instances import Instance, Point
from perception.voxel_map import BAND, BAND_START, RESOLUTION

ROOMY, SNUG, TIGHT = 0.31, 0.235, 0.185  # [m] clearance of easy, ordinary and risky places
GAPS = 4  # cells to either side of a gap in the known floor that is closed
SAMPLE = 0.02  # [m] between the points of a line of sight that are looked up
BESIDE = 0.08  # [m] around a target where what is seen may be the target itself
SQUEEZE = 0.14  # [m] clearance that is tried where there is no other way
WEDGED = 6  # cells that can be reached, at most, by an agent that is wedged in
UNKNOWN_COST = 3.0  # [actions] of a step onto floor that has not been seen
HALF_VIEW = 38.0  # [deg] a target is aimed to be within this of the optical axis
ARM = VISIBILITY_DISTANCE - 0.05  # [m] standing places are sought within this of the target
LONG_ARM = VISIBILITY_DISTANCE + 0.05  # [m] where there is none: more of it may come into view
WITHIN = 0.15  # [m] from its edge is where a thing is aimed at
NEARER = 0.15  # [m] nearer than it was seen from that cost as much as an action
ASKEW = 10.0  # [deg] off the direction it was seen from that cost as much as an action
OCCLUDED_COST = 8.0  # [actions] penalty of a standing place with something in between
SPECK = 3  # [pixels] fewer cannot be aimed at
INSIDE = 60  # points of a container that stand for a thing somewhere in it
HIDDEN_COST = 4.0  # [actions] penalty of seeing nothing of what is known of the target
UNSEEN_COST = 25.0  # [actions] and what more seeing none of it at all costs
WALLED_COST = 80.0  # [actions] penalty of a standing place with a wall in between
BLIND = 0.25  # [m] floor this near to what the agent covered is below its field of view
STAND_TRIES = 7  # standing places tried before a target is given up


def ground(ctx: Context, unknown: bool = False, tight: float = TIGHT) -> Ground:
    """What steps cost on the map as it is now.

    Args:
        ctx: the agent's.
        unknown: whether floor that has not been seen may be walked on, at a price.
        tight: [m] clearance below which nothing is tried.
    """
    top_down = ctx.belief.map
    nx, nz = top_down.shape
    corners = [ctx.lattice.cell(*top_down.point(i, k)) for i in (0, nx) for k in (0, nz)]
    low = (min(i for i, _ in corners), min(j for _, j in corners))
    high = (max(i for i, _ in corners), max(j for _, j in corners))
    half = _place_costs(
        ctx, low, high, unknown, tight
    )  # at cells (even) and half way between (odd)
    ni, nj = high[0] - low[0] + 1, high[1] - low[1] + 1
    ahead = np.full((4, ni, nj), np.inf)
    for direction, (di, dj) in enumerate(STEPS):
        i = slice(max(0, -di), ni - max(0, di))
        j = slice(max(0, -dj), nj - max(0, dj))
        between = half[_shifted(i, di), _shifted(j, dj)]
        beyond = half[_shifted(i, 2 * di), _shifted(j, 2 * dj)]
        ahead[direction, i, j] = np.maximum(between, beyond)
    for cell, following in ctx.blocked:
        i, j = cell[0] - low[0], cell[1] - low[1]
        if 0 <= i < ni and 0 <= j < nj:
            step = (following[0] - cell[0], following[1] - cell[1])
            ahead[STEPS.index(step), i, j] = np.inf
    return Ground(low, ahead)


def _shifted(cells: slice, shift: int) -> slice:
    """A range of cells as a range of the half grid, moved by half steps."""
    return slice(2 * cells.start + shift, 2 * (cells.stop - 1) + shift + 1, 2)


def _clearance(ctx: Context) -> NDArray[np.float32]:
    """Clearance (nx, nz) [m] of the map, open doors of containers left out.

    A door that was left open seldom bars the way, and a bump tells where one does.
    """
    top_down = ctx.belief.map
    ajar = [one for one in ctx.belief.present() if one.is_open and one.body_low is not None]
    if not ajar:
        return top_down.clearance
    doors = np.zeros(top_down.shape, bool)
    tops = top_down.top_classes()
    for one in ajar:
        assert one.body_low is not None and one.body_high is not None
        swing = _footprint(ctx, one.low, one.high)
        inside = np.zeros(top_down.shape, bool)
        inside[_footprint(ctx, one.body_low, one.body_high)] = True
        mine = tops[swing] == BY_NAME[one.object_class].index + 1
        doors[swing] |= mine & ~inside[swing]
    if not doors.any():
        return top_down.clearance
    obstacle = top_down.obstacle & ~doors
    if not obstacle.any():
        return np.full(top_down.shape, np.inf, np.float32)
    return (ndimage.distance_transform_edt(~obstacle) * RESOLUTION).astype(np.float32)


def _footprint(ctx: Context, low: Point, high: Point) -> tuple[slice, slice]:
    """Cells under a box [m]."""
    top_down = ctx.belief.map
    i, k = top_down.cell(low[0], low[2])
    last_i, last_k = top_down.cell(high[0], high[2])
    return slice(max(0, i), max(0, last_i + 1)), slice(max(0, k), max(0, last_k + 1))


def _place_costs(
    ctx: Context, low: Cell, high: Cell, unknown: bool, tight: float
) -> NDArray[np.float64]:
    """[actions] of being at every half cell from `low` to `high`."""
    top_down = ctx.belief.map
    first_x, first_z = ctx.lattice.position(low)
    right_x, right_z = ctx.lattice.position((low[0] + 1, low[1]))
    fore_x, fore_z = ctx.lattice.position((low[0], low[1] + 1))
    i = np.arange(2 * (high[0] - low[0]) + 1)[:, None] / 2
    j = np.arange(2 * (high[1] - low[1]) + 1)[None] / 2
    x = first_x + i * (right_x - first_x) + j * (fore_x - first_x)
    z = first_z + i * (right_z - first_z) + j * (fore_z - first_z)
    column = np.floor(x / RESOLUTION + 1e-6).astype(int) - int(top_down.voxels.origin[0])
    row = np.floor(z / RESOLUTION + 1e-6).astype(int) - int(top_down.voxels.origin[1])
    inside = (column >= 0) & (row >= 0)
    inside &= (column < top_down.shape[0]) & (row < top_down.shape[1])
    at = np.where(inside, column, 0), np.where(inside, row, 0)
    room = _clearance(ctx)[at]
    beyond = UNKNOWN_COST if unknown else math.inf
    cost = np.where(room > ROOMY, 1.0, np.where(room > SNUG, 1.3, 8.0))
    unseen = ~(top_down.explored | known_floor(ctx))[at]
    feet = _blind_spots(ctx)[at]
    cost = np.where(unseen & feet, 1.5, np.where(unseen, beyond, cost))
    cost = np.where((room < tight) | top_down.blocked[at], math.inf, cost)
    cost = np.where(top_down.visited[at], 1.0, cost)
    return np.where(inside, cost, beyond)


def known_floor(ctx: Context) -> NDArray[np.bool_]:
    """Free cells (nx, nz), with the gaps closed that a distant view leaves between pixels."""
    top_down = ctx.belief.map
    padded = np.pad(top_down.free, GAPS + 1)
    inner = slice(GAPS + 1, -GAPS - 1)
    closed = ndimage.binary_closing(padded, iterations=GAPS)[inner, inner]
    return closed & ~top_down.obstacle


def _blind_spots(ctx: Context) -> NDArray[np.bool_]:
    """Cells (nx, nz) so near to where the agent stood that the tilted camera never saw them."""
    stood = ctx.belief.map.stood
    near = ndimage.distance_transform_edt(~stood) if stood.any() else np.full(stood.shape, np.inf)
    return near * RESOLUTION < BLIND


def reachable(ctx: Context, unknown: bool = False, tight: float = TIGHT) -> Reach:
    """Cheapest ways from where the agent stands; where it is wedged in, tight ones as well."""
    ways = ground(ctx, unknown, tight).reach(ctx.cell)
    if len(ways.cost) < WEDGED and tight > SQUEEZE:
        return ground(ctx, unknown, SQUEEZE).reach(ctx.cell)
    return ways


def go(ctx: Context, goal: Cell, why: str, watch: str | None = None, look: bool = False) -> Skill:
    """Walks to a cell.

    Args:
        ctx: the agent's.
        goal: cell to end on.
        why: for the trace.
        watch: stop early once this thing is in view and within reach.
        look: turn into longer straight stretches, to see what lies ahead.
    """
    for _ in range(12):
        if ctx.cell == goal:
            return DONE
        for unknown, tight in ((False, TIGHT), (True, TIGHT), (True, SQUEEZE)):
            ways = reachable(ctx, unknown, tight)
            if goal in ways.cost:
                break
        else:
            return Result(Outcome.UNREACHABLE, "no way there on the map")
        path = ways.path(goal)
        if look and len(path) >= 3:
            wanted = _heading_of(ctx.cell, path[0])
            if all(_heading_of(a, b) == wanted for a, b in itertools.pairwise(path[:3])):
                yield from turn(ctx, wanted, why)
        if len(ways.cost) < WEDGED:
            tight = SQUEEZE
        for following in path:
            here = ctx.cell
            if not _stays_clear(ctx, here, following, tight):
                break
            worked = yield act(move(here, following, ctx.heading), why)
            if not worked:
                ctx.blocked.add((here, following))
                break
            if ctx.steps_left <= 0:
                return Result(Outcome.BUDGET, "no steps left")
            if watch is not None and in_reach(ctx, watch):
                return DONE
    return DONE if ctx.cell == goal else Result(Outcome.UNREACHABLE, "the way stays blocked")


def _stays_clear(ctx: Context, cell: Cell, following: Cell, tight: float) -> bool:
    """Whether a step that was planned can still be made, by what has been seen since."""
    top_down = ctx.belief.map
    here, there = ctx.lattice.position(cell), ctx.lattice.position(following)
    reach = math.ceil(tight / RESOLUTION) + 1
    for part in (0.5, 1.0):
        x, z = here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])
        i, k = top_down.cell(x, z)
        rows, columns = (
            slice(max(0, i - reach), i + reach + 1),
            slice(max(0, k - reach), k + reach + 1),
        )
        close = (top_down.hits[rows, columns] > 0) & ~top_down.stood[rows, columns]
        if close.any():
            return ground(ctx, unknown=True, tight=tight).step(cell, following) < math.inf
    return True


def _heading_of(cell: Cell, following: Cell) -> int:
    step = (following[0] - cell[0], following[1] - cell[1])
    return STEPS.index(step)


def turn(ctx: Context, heading: int, why: str) -> Skill:
    """Turns to a heading."""
    for name in turns(ctx.heading, heading):
        if not (yield act(name, why)):
            return Result(Outcome.REFUSED, "could not turn")
    return DONE


def tilt(ctx: Context, horizon: float, why: str) -> Skill:
    """Looks up or down to a horizon [deg], in whole looks."""
    looks = round((horizon - ctx.belief.pose.horizon) / LOOK_ANGLE)
    name = ActionName.LOOK_DOWN if looks > 0 else ActionName.LOOK_UP
    for _ in range(abs(looks)):
        if not (yield act(name, why)):
            return Result(Outcome.REFUSED, "could not look there")
    return DONE


def look_around(ctx: Context, why: str) -> Skill:
    """Turns once around, so that everything about has been seen."""
    for _ in range(3):
        yield act(ActionName.TURN_RIGHT, why)
    return DONE


def in_reach(ctx: Context, name: str, surface: bool = False) -> bool:
    """Whether a thing can be acted on from here: in view, within the arm, not a speck."""
    view = ctx.belief.view
    if view is None or name not in view.identities:
        return False
    if view.pixels(name) < SPECK or view.reach(name) > VISIBILITY_DISTANCE - 0.02:
        return False
    return not surface or view.surface_point(name) is not None


_WALLS = np.array([BY_NAME[name].index + 1 for name in ("Wall", "Window", "Doorway")])


@dataclass(frozen=True, slots=True)
class Stand:
    """Somewhere to stand and look from: cell, heading, horizon [deg] and cost [actions]."""

    cell: Cell
    heading: int
    horizon: int
    cost: float

    @property
    def key(self) -> tuple[int, int, int, int]:
        return (*self.cell, self.heading, self.horizon)


def stands(ctx: Context, target: Instance, aim: Point | None = None) -> list[Stand]:
    """Standing places from which a thing should be in view and within reach, best first.

    Args:
        ctx: the agent's.
        target: the thing.
        aim: [m] the point of it to look at; by default the nearest part of it.
    """
    for arm in (ARM, LONG_ARM):
        for unknown, tight in ((False, TIGHT), (True, TIGHT), (True, SQUEEZE)):
            found = _stands(ctx, target, aim, reachable(ctx, unknown, tight), arm)
            if found:
                return found
    return []


def _stands(
    ctx: Context, target: Instance, aim: Point | None, ways: Reach, arm: float
) -> list[Stand]:
    centre = ctx.lattice.cell(target.position[0], target.position[2])
    span = math.ceil((max(target.size[0], target.size[2]) / 2 + ARM) / 0.25) + 1
    tried = ctx.memory.stand_tries.get(target.name, set())
    found: list[Stand] = []
    for i in range(centre[0] - span, centre[0] + span + 1):
        for j in range(centre[1] - span, centre[1] + span + 1):
            walk = ways.cost.get((i, j))
            if walk is None:
                continue
            found.extend(
                stand
                for stand in _stands_at(ctx, (i, j), walk, target, aim, arm)
                if stand.key not in tried
            )
    found.sort(key=lambda stand: (stand.cost, stand.key))
    return _unobstructed_first(ctx, found, target, aim)


def aim_point(
    target: Instance, x: float, z: float, aim: Point | None, within: float = WITHIN
) -> Point:
    """The part of a thing to look at from (x, z) [m]: its middle, or what of it is nearest, but
    for `within` [m] of its edge."""
    if aim is not None:
        return aim
    point = []
    for axis, own in ((0, x), (2, z)):
        low, high = target.low[axis], target.high[axis]
        inset = min(within, (high - low) / 2)
        point.append(min(max(own, low + inset), high - inset))
    height = target.position[1]
    if target.size[1] > 0.8 and target.low[1] < CAMERA_HEIGHT < target.high[1] + 0.6:
        height = min(target.high[1], max(target.low[1], 0.6 * target.high[1]))
    return point[0], height, point[1]


def _stands_at(
    ctx: Context, cell: Cell, walk: float, target: Instance, aim: Point | None, arm: float
) -> Iterator[Stand]:
    x, z = ctx.lattice.position(cell)
    point = aim_point(target, x, z, aim, WITHIN if arm <= ARM else 0.0)
    dx, dz = point[0] - x, point[2] - z
    distance = math.hypot(dx, dz)
    if distance > arm or distance < 0.05:
        return
    pitch = math.degrees(math.atan2(CAMERA_HEIGHT - point[1], distance))
    bearing = math.degrees(math.atan2(dx, dz))
    comfort = _discomfort(ctx, target, x, z, distance)
    for heading in range(4):
        off = abs((bearing - ctx.lattice.yaw(heading) + 180.0) % 360.0 - 180.0)
        if off > HALF_VIEW:
            continue
        turning = len(turns(ctx.heading, heading))
        horizon = _horizon(pitch, ctx.belief.pose.horizon)
        if horizon is None:
            continue
        looking = abs(horizon - ctx.belief.pose.horizon) / LOOK_ANGLE
        yield Stand(cell, heading, round(horizon), walk + turning + looking + comfort + off / 90.0)


def _discomfort(ctx: Context, target: Instance, x: float, z: float, distance: float) -> float:
    """[actions] penalty of looking from a place: too near, too far, or, for what is in a
    container or was not found in view before, not from where it was seen."""
    seen_from = ctx.memory.seen_from.get(target.name)
    parent = ctx.instance(target.parent or "")
    hidden = parent is not None and parent.can(Affordance.OPENABLE)
    if seen_from is None or not (hidden or ctx.memory.unreachable[target.name]):
        return 2.0 * max(0.0, 0.45 - distance) + max(0.0, distance - 1.1)
    own = math.atan2(x - target.position[0], z - target.position[2])
    dx, dz = seen_from[0] - target.position[0], seen_from[1] - target.position[2]
    askew = abs((math.degrees(own - math.atan2(dx, dz)) + 180.0) % 360.0 - 180.0)
    nearer = max(0.0, min(math.hypot(dx, dz), ARM) - distance)
    return askew / ASKEW + nearer / NEARER


def _horizon(pitch: float, now: float) -> float | None:
    """The horizon nearest to the present one that has a pitch [deg, down] in view."""
    lowest, highest = HORIZON_LIMITS
    options = [now + LOOK_ANGLE * turns for turns in range(-6, 7)]
    fitting = [
        option
        for option in options
        if lowest - 0.5 <= option <= highest + 0.5 and abs(pitch - option) <= HALF_VIEW
    ]
    return min(fitting, key=lambda option: (abs(option - now), abs(option - pitch)), default=None)


def _unobstructed_first(
    ctx: Context, found: list[Stand], target: Instance, aim: Point | None
) -> list[Stand]:
    """Puts places back from where little of the target can be seen, those behind a wall most."""
    found = found[:400]
    surface = _surface(ctx, target) if aim is None else np.zeros((0, 3))
    hidden = _hidden(ctx, found, target, surface) if len(surface) else [1.0] * len(found)
    handy = ctx.memory.handy.get(target.name, set())
    penalty: dict[Cell, float] = {}
    checked: list[tuple[float, Stand]] = []
    for stand, share in zip(found, hidden, strict=True):
        if stand.key in handy:
            checked.append((stand.cost, stand))
            continue
        if share == 1.0 and stand.cell not in penalty:
            x, z = ctx.lattice.position(stand.cell)
            point = aim_point(target, x, z, aim)
            penalty[stand.cell] = obstruction(ctx, (x, CAMERA_HEIGHT, z), point, target)
        worst = penalty[stand.cell] if share == 1.0 else 0.0
        if share == 1.0 and len(surface):
            worst = max(worst, UNSEEN_COST)
        checked.append((stand.cost + worst + HIDDEN_COST * share, stand))
    checked.sort(key=lambda entry: (entry[0], entry[1].key))
    return [stand for _, stand in checked]


def _surface(ctx: Context, target: Instance) -> NDArray[np.float32]:
    """Points (K, 3) [m] where a thing is or may be: as seen last, or all of the container that
    it was put into; none where nothing is known."""
    surface = ctx.belief.surface(target.name)
    holder = ctx.instance(target.parent or "")
    if len(surface) or holder is None or not holder.can(Affordance.OPENABLE):
        return surface
    points = interior(holder)
    return points[:: max(1, len(points) // INSIDE)]


def _hidden(
    ctx: Context, found: list[Stand], target: Instance, surface: NDArray[np.float32]
) -> list[float]:
    """Share of the target's known surface that is not in view and within the arm, by place."""
    cells = sorted({stand.cell for stand in found})
    row = {cell: index for index, cell in enumerate(cells)}
    eyes, points = eyes_at(ctx, cells), surface.astype(float)
    holder = ctx.instance(target.parent or "")
    seen = in_sight(ctx, eyes, points, holder)
    away = points[None] - eyes[:, None]
    seen &= np.hypot(away[..., 0], away[..., 2]) < ARM
    frames: dict[tuple[int, int], NDArray[np.bool_]] = {}
    shares: list[float] = []
    for stand in found:
        look = stand.heading, stand.horizon
        if look not in frames:
            yaw = ctx.lattice.yaw(stand.heading)
            frames[look] = seen & framed(yaw, float(stand.horizon), eyes, points)
        shares.append(1.0 - float(frames[look][row[stand.cell]].mean()))
    return shares


def obstruction(ctx: Context, start: Point, end: Point, target: Instance) -> float:
    """[actions] penalty of what is known to stand between two points [m], but for the target."""
    voxels = ctx.belief.map.voxels
    first, last = np.array(start), np.array(end)
    count = max(2, int(np.linalg.norm(last - first) / SAMPLE))
    points = first + (last - first) * (np.arange(1, count) / count)[:, None]
    cells = np.floor(points[:, ::2] / RESOLUTION).astype(int) - voxels.origin
    bands = np.floor((points[:, 1] - BAND_START) / BAND).astype(int)
    shape = voxels.classes.shape
    inside = ((cells >= 0) & (cells < shape[:2])).all(axis=1) & (bands >= 0) & (bands < shape[2])
    points, cells, bands = points[inside], cells[inside], bands[inside]
    seen = voxels.classes[cells[:, 0], cells[:, 1], bands]
    low, high = np.array(target.low), np.array(target.high)
    near = ((points >= low - BESIDE) & (points <= high + BESIDE)).all(axis=1)
    within = ((points >= low) & (points <= high)).all(axis=1)
    wall = np.isin(seen, _WALLS)
    if bool((wall & ~within).any()):
        return WALLED_COST
    return OCCLUDED_COST if bool(((seen > 0) & ~near).any()) else 0.0


def approach(
    ctx: Context, name: str, why: str, surface: bool = False, aim: Point | None = None
) -> Skill:
    """Gets a thing into view and within reach.

    Args:
        ctx: the agent's.
        name: of the thing.
        why: for the trace.
        surface: a free level part of it has to be in view, to put something there.
        aim: [m] the point of it that matters; by default the nearest part of it.
    """
    tried = ctx.memory.stand_tries.setdefault(name, set())
    for _ in range(STAND_TRIES):
        target = ctx.instance(name)
        if target is None or target.missing:
            return Result(Outcome.GONE, f"{name} is not where it was")
        if in_reach(ctx, name, surface):
            return DONE
        options = stands(ctx, target, aim)
        if not options:
            return Result(Outcome.UNREACHABLE, f"no place to stand within reach of {name}")
        stand = options[0]
        result = yield from go(ctx, stand.cell, why, watch=None if surface else name)
        if in_reach(ctx, name, surface):
            return DONE
        if result.outcome is Outcome.BUDGET:
            return result
        tried.add(stand.key)
        if ctx.cell != stand.cell:
            continue
        yield from turn(ctx, stand.heading, why)
        if not in_reach(ctx, name, surface):
            yield from tilt(ctx, stand.horizon, why)
    target = ctx.instance(name)
    if target is None or target.missing:
        return Result(Outcome.GONE, f"{name} is not where it was")
    if in_reach(ctx, name, surface):
        return DONE
    return Result(Outcome.NOT_SEEN, f"{name} did not come into view")
