"""Going to where a thing is in view and within reach, on the believed map alone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.skills.lattice import Cell, Reach, turns
from agent.skills.navigate import SQUEEZE, TIGHT, go, in_reach, known_point, reachable, tilt, turn
from agent.skills.sight import eyes_at, framed, in_sight
from agent.skills.skill import DONE, Context, Outcome, Result, Skill
from envs.interface import (
    CAMERA_HEIGHT,
    HORIZON_LIMITS,
    LOOK_ANGLE,
    VISIBILITY_DISTANCE,
    turn_between,
)
from envs.ontology import BY_NAME, Affordance
from perception.coverage import interior
from perception.instances import Instance, Point
from perception.voxel_map import BAND, BAND_START, RESOLUTION

STAND_TRIES = 7  # standing places tried before a target is given up
OVERLOOKED = 2  # of them tried before it is reached for where it was seen, unseen as it is now
ARM = VISIBILITY_DISTANCE - 0.05  # [m] standing places are sought within this of the target
LONG_ARM = VISIBILITY_DISTANCE + 0.05  # [m] where there is none: more of it may come into view
WITHIN = 0.15  # [m] from its edge is where a thing is aimed at
NEARER = 0.15  # [m] nearer than it was seen from that cost as much as an action
ASKEW = 10.0  # [deg] off the direction it was seen from that cost as much as an action
OCCLUDED_COST = 8.0  # [actions] penalty of a standing place with something in between
SHEET = 0.08  # [m] what stands still and is no thicker is seen from one side alone
INSIDE = 60  # points of a container that stand for a thing somewhere in it
HIDDEN_COST = 4.0  # [actions] penalty of seeing nothing of what is known of the target
UNSEEN_COST = 40.0  # [actions] and what more seeing none of it at all costs
WALLED_COST = 500.0  # [actions] penalty of a standing place with a wall in between
SAMPLE = 0.02  # [m] between the points of a line of sight that are looked up
BESIDE = 0.08  # [m] around a target where what is seen may be the target itself
HALF_VIEW = 38.0  # [deg] a target is aimed to be within this of the optical axis

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
    best: list[tuple[float, Stand]] = []
    for arm in (ARM, LONG_ARM):
        for unknown, tight in ((False, TIGHT), (True, TIGHT), (True, SQUEEZE)):
            found = _stands(ctx, target, aim, reachable(ctx, unknown, tight), arm)
            if found and (not best or found[0][0] < best[0][0]):
                best = found
            if best and best[0][0] - best[0][1].cost < UNSEEN_COST:
                return [stand for _, stand in best]
        if best:
            break
    return [stand for _, stand in best]


def _stands(
    ctx: Context, target: Instance, aim: Point | None, ways: Reach, arm: float
) -> list[tuple[float, Stand]]:
    """Standing places and their cost [actions] with that of what hides the target, best first."""
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
        off = abs(turn_between(ctx.lattice.yaw(heading), bearing))
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
    own = math.degrees(math.atan2(x - target.position[0], z - target.position[2]))
    dx, dz = seen_from[0] - target.position[0], seen_from[1] - target.position[2]
    askew = abs(turn_between(math.degrees(math.atan2(dx, dz)), own))
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
) -> list[tuple[float, Stand]]:
    """Puts places back from where little of the target can be seen, those behind a wall most."""
    found = found[:400]
    surface = _surface(ctx, target) if aim is None else np.zeros((0, 3), np.float32)
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
    return checked


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
    seen &= _before(ctx, target, eyes)[:, None]
    frames: dict[tuple[int, int], NDArray[np.bool_]] = {}
    shares: list[float] = []
    for stand in found:
        look = stand.heading, stand.horizon
        if look not in frames:
            yaw = ctx.lattice.yaw(stand.heading)
            frames[look] = seen & framed(yaw, float(stand.horizon), eyes, points)
        shares.append(1.0 - float(frames[look][row[stand.cell]].mean()))
    return shares


def _before(ctx: Context, target: Instance, eyes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(E,) whether eyes are on the side of a thin thing, such as a light switch on its wall, from
    which it was seen."""
    axis = 0 if target.size[0] < target.size[2] else 2
    seen_from = ctx.memory.seen_from.get(target.name)
    if seen_from is None or target.size[axis] > SHEET or target.can(Affordance.PICKUPABLE):
        return np.ones(len(eyes), np.bool_)
    middle = target.position[axis]
    return (eyes[:, axis] > middle) == (seen_from[axis // 2] > middle)


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
        overlooked = len(tried) >= OVERLOOKED and known_point(ctx, name) is not None
        if overlooked or in_reach(ctx, name, surface):
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
