"""Brings what a house file puts on a receptacle onto the surfaces that our shape of it has.

House files were made on other meshes: a shelf may be a hand higher there than here. A thing
keeps its place if that is a surface of ours; otherwise it goes to the nearest free place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from envs.thor.resting import (
    Box,
    Point,
    Rest,
    around,
    deepest,
    free_places,
    half_footprint,
    local_from_world,
    overlaps,
    rests,
    world_from_local,
)
from envs.thor.scene import SceneObject

CLOSE = 0.01  # [m] a thing this near a surface is on it
MISSED = 0.5  # [m] counted for a thing that is over no surface at all

# Parts that are built into what holds them, and never slide about on it.
FIXTURES = frozenset(
    {
        "BathtubBasin",
        "Cabinet",
        "Drawer",
        "Faucet",
        "LightSwitch",
        "Shelf",
        "ShowerHead",
        "SinkBasin",
        "StoveBurner",
        "StoveKnob",
    }
)


def fit_shape(item: SceneObject, held: Sequence[SceneObject], options: Sequence[int]) -> None:
    """Gives a receptacle the shape whose surfaces lie best under what it holds."""
    things = [thing for thing in held if thing.object_type not in FIXTURES]
    start = options.index(item.shape) if item.shape in options else 0
    best: tuple[float, int] | None = None
    for shape in (*options[start:], *options[:start]):
        surfaces = rests(shape, item.size)
        error = sum(_misfit(item, surfaces, thing) for thing in things)
        if best is None or error < best[0] - CLOSE * len(things):
            best = (error, shape)
    if best is not None:
        item.shape = best[1]


def settle(placed: list[SceneObject], index: int, children: Mapping[int, Sequence[int]]) -> None:
    """Moves the things in `children[index]` onto surfaces of `placed[index]` where they are not.

    Their own contents move with them.
    """
    holder = placed[index]
    surfaces = rests(holder.shape, holder.size)
    if not surfaces:
        return
    taken: dict[int, list[Box]] = {}
    homeless: list[int] = []
    for child in children[index]:
        thing = placed[child]
        if thing.object_type in FIXTURES:
            continue
        number, gap = _nearest(holder, surfaces, thing)
        if gap > CLOSE:
            homeless.append(child)
        else:
            _lift(placed, child, children, _resting_height(holder, surfaces[number], thing))
            _pull(placed, holder, surfaces[number], taken.get(number, []), child, children)
            taken.setdefault(number, []).append(_footprint(holder, thing))
    for child in homeless:
        _rehome(placed, holder, surfaces, taken, child, children)


def _pull(
    placed: list[SceneObject],
    holder: SceneObject,
    surface: Rest,
    there: Sequence[Box],
    child: int,
    children: Mapping[int, Sequence[int]],
) -> None:
    """Brings a thing forward on a shelf that it stands too far back on to be seen."""
    thing = placed[child]
    half = half_footprint(thing.size, thing.yaw - holder.yaw)
    x, z = local_from_world(holder, thing.position[0], thing.position[2])
    begin = min(deepest(surface, holder.position[1], thing.size[1]), surface.box[3] - 0.01)
    if math.isinf(surface.clearance) or z + half[1] >= begin:
        return
    spot = (x, begin - half[1])
    if any(overlaps(around(spot, half), other) for other in there):
        return
    wx, wz = world_from_local(holder, *spot)
    _shift(placed, child, children, (wx - thing.position[0], 0.0, wz - thing.position[2]))


def _rehome(
    placed: list[SceneObject],
    holder: SceneObject,
    surfaces: tuple[Rest, ...],
    taken: dict[int, list[Box]],
    child: int,
    children: Mapping[int, Sequence[int]],
) -> None:
    thing = placed[child]
    half = half_footprint(thing.size, thing.yaw - holder.yaw)
    wish = local_from_world(holder, thing.position[0], thing.position[2])
    bottom = thing.position[1] - thing.size[1] / 2.0 - holder.position[1]
    best: tuple[float, int, Point] | None = None
    for number, surface in enumerate(surfaces):
        if thing.size[1] > surface.clearance:
            continue
        there = taken.get(number, [])
        spots = free_places(surface.box, half, there)
        inside = _clamp(wish, surface.box, half)
        if inside is not None and not any(overlaps(around(inside, half), b) for b in there):
            spots.append(inside)
        for spot in spots:
            cost = math.hypot(spot[0] - wish[0], spot[1] - wish[1]) + abs(bottom - surface.y)
            if best is None or cost < best[0] - 1e-9:
                best = (cost, number, spot)
    if best is None:
        number = max(range(len(surfaces)), key=lambda i: (surfaces[i].clearance, surfaces[i].area))
        box = surfaces[number].box
        spot = (min(max(wish[0], box[0]), box[2]), min(max(wish[1], box[1]), box[3]))
    else:
        _, number, spot = best
    x, z = world_from_local(holder, *spot)
    _shift(placed, child, children, (x - thing.position[0], 0.0, z - thing.position[2]))
    _lift(placed, child, children, _resting_height(holder, surfaces[number], thing))
    taken.setdefault(number, []).append(around(spot, half))


def _clamp(wish: Point, box: Box, half: Point) -> Point | None:
    low, high = (box[0] + half[0], box[1] + half[1]), (box[2] - half[0], box[3] - half[1])
    if low[0] > high[0] or low[1] > high[1]:
        return None
    return min(max(wish[0], low[0]), high[0]), min(max(wish[1], low[1]), high[1])


def _resting_height(holder: SceneObject, surface: Rest, thing: SceneObject) -> float:
    return holder.position[1] + surface.y + thing.size[1] / 2.0


def _footprint(holder: SceneObject, thing: SceneObject) -> Box:
    centre = local_from_world(holder, thing.position[0], thing.position[2])
    return around(centre, half_footprint(thing.size, thing.yaw - holder.yaw))


def _nearest(
    holder: SceneObject, surfaces: Sequence[Rest], thing: SceneObject
) -> tuple[int, float]:
    """The surface that a thing is on or nearest above or below, and the gap [m]."""
    x, z = local_from_world(holder, thing.position[0], thing.position[2])
    bottom = thing.position[1] - thing.size[1] / 2.0 - holder.position[1]
    best = (0, MISSED)
    for number, surface in enumerate(surfaces):
        box = surface.box
        gap = abs(bottom - surface.y)
        over = box[0] - 0.02 <= x <= box[2] + 0.02 and box[1] - 0.02 <= z <= box[3] + 0.02
        if over and gap < best[1] and thing.size[1] <= surface.clearance + 0.02:
            best = (number, gap)
    return best


def _misfit(holder: SceneObject, surfaces: Sequence[Rest], thing: SceneObject) -> float:
    return _nearest(holder, surfaces, thing)[1]


def _lift(
    placed: list[SceneObject], index: int, children: Mapping[int, Sequence[int]], height: float
) -> None:
    _shift(placed, index, children, (0.0, height - placed[index].position[1], 0.0))


def _shift(
    placed: list[SceneObject],
    index: int,
    children: Mapping[int, Sequence[int]],
    offset: tuple[float, float, float],
) -> None:
    """Moves a thing and everything that it holds."""
    stack = [index]
    while stack:
        current = stack.pop()
        item = placed[current]
        item.position = (
            item.position[0] + offset[0],
            item.position[1] + offset[1],
            item.position[2] + offset[2],
        )
        stack.extend(children.get(current, ()))
