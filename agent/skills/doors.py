"""Doors and drawers in a row, which guessed masks take for one thing: which of them were opened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.memory import Door
from agent.skills.sight import inside
from agent.skills.skill import Context
from perception.instances import Instance, Point
from perception.morphology import labelled
from perception.view import ImagePoint, View

# [m] beside and above each other, between points of two doors in a row, by what has them;
# smaller ones may be missed.
ROWS = {"Cabinet": (0.55, 0.9), "Drawer": (0.3, 0.2)}
OPENED = 0.8  # of the surface of what has doors at points that were opened: all was looked into
MOVED = 0.04  # [m] that something is nearer or farther away where a door was opened
NEAR = 6  # [pixels] from where it was opened
FEWEST = 30  # pixels of it
SPECKS = 2  # [percent] of them that may be of something else, at either end
FLUSH = 0.08  # [m] around a handle that are of its door in any case
BEHIND = 0.8  # of these distances from where one was opened is behind it, at least
LEFT = 0.6  # of what is taken for one thing that was looked into, away from what was opened
SAME_WALL = 0.2  # [m] that doors of one row are apart in depth, at most


def door_of(before: View, after: View, point: ImagePoint, kind: str) -> Door:
    """The door or drawer that was opened, as far as the same view before and after shows it.

    A drawer that was pulled out is nearer than what was seen there before, and as wide and as high
    as its front. Where a door was, what is behind it shows, or the door itself, as far out as its
    hinge.

    Args:
        before, after: the views.
        point: image point (y, x) that it was opened at.
        kind: object type that it is taken for.
    """
    handle = before.world_point(point)
    row, column = before.pixel(point)
    with np.errstate(invalid="ignore"):
        nearer = np.nan_to_num(before.depth - after.depth)
    pulled, behind = nearer > MOVED, nearer < -MOVED
    # a leaf that swung out may hide a part of what is behind it, and is where its hinge is
    ways = (pulled, pulled | behind) if kind == "Drawer" else (pulled | behind,)
    near = np.s_[max(0, row - NEAR) : row + NEAR + 1, max(0, column - NEAR) : column + NEAR + 1]
    part = next((one for moved in ways if (one := _part(moved, near)) is not None), None)
    if part is None:
        return Door(handle)
    surface = np.where(pulled[..., None], after.points, before.points)
    low, high = np.percentile(surface[part], (SPECKS, 100 - SPECKS), axis=0)
    at = np.array(handle)
    # a door is often seen in part, from near; there are none above each other
    least = np.array([FLUSH, FLUSH if kind == "Drawer" else ROWS["Cabinet"][1], FLUSH])
    low, high = np.minimum(low, at - least), np.maximum(high, at + least)
    for side in (0, -1):  # how wide it is beyond the frame does not show
        if kind in ROWS and part[:, side].any():
            away = surface[:, side][part[:, side]].mean(axis=0) - at
            axis = 0 if abs(away[0]) >= abs(away[2]) else 2
            reach = at[axis] + np.sign(away[axis]) * ROWS[kind][0]
            low[axis], high[axis] = min(low[axis], reach), max(high[axis], reach)
    first, last = low.tolist(), high.tolist()
    return Door(handle, (first[0], first[1], first[2]), (last[0], last[1], last[2]))


def _part(moved: NDArray[np.bool_], near: tuple[slice, slice]) -> NDArray[np.bool_] | None:
    """The largest connected part of what moved that comes near a handle; None where that is next
    to nothing."""
    parts = labelled(moved, diagonal=True)[0]
    sizes = np.bincount(parts[near].ravel(), minlength=2)[1:]
    part = parts == int(sizes.argmax()) + 1
    return part if sizes.any() and int(part.sum()) >= FEWEST else None


def note_opened(ctx: Context, name: str, before: View | None, point: ImagePoint) -> None:
    """Remembers the door that was just opened.

    Args:
        ctx: the agent's.
        name: of the thing that it is taken for a part of.
        before: the view before.
        point: image point (y, x) of it that it was opened at.
    """
    thing, after = ctx.instance(name), ctx.belief.view
    if before is None or after is None or thing is None:
        return
    guessed = ctx.belief.map.guessed  # depth that differs from frame to frame
    kind = thing.object_class
    door = Door(before.world_point(point)) if guessed else door_of(before, after, point, kind)
    ctx.memory.note_opened(name, door)


def doors_away(
    points: NDArray[np.floating], doors: Sequence[Door], apart: tuple[float, float]
) -> NDArray[np.float64]:
    """How far points are from the nearest door that was opened, in doors.

    Args:
        points: (K, 3) [m], map frame.
        doors: that were opened.
        apart: [m] beside and above each other, of two doors whose size was not seen.

    Returns:
        (K,), more than 1 for what is just another door.
    """
    nearest = np.full(len(points), np.inf)
    usual = np.array([apart[0], apart[1], apart[0]])
    for door in doors:
        handle = np.array(door.handle)
        low, high = (
            usual if end is None else np.abs(end - handle) for end in (door.low, door.high)
        )
        offsets = points - handle
        shares = np.where(offsets > 0.0, offsets / high, -offsets / low)
        nearest = np.minimum(nearest, shares.max(axis=1))
    return nearest


def was_opened(ctx: Context, instance: Instance) -> bool:
    """Whether a thing is where doors were opened that were taken for another's."""
    apart, points = ROWS.get(instance.object_class), ctx.belief.surface(instance.name)
    if apart is None or not ctx.belief.may_err or not ctx.memory.doors or not len(points):
        return False
    return float((doors_away(points, ctx.memory.doors, apart) <= 1.0).mean()) >= OPENED


def left_shut(ctx: Context, instance: Instance) -> NDArray[np.float32]:
    """Points (K, 3) [m] on what has doors in a row, where it was looked into behind one of them and
    most of it is away from every door that was opened: it is another one of the row, or several.
    None where that is not so."""
    apart, points = ROWS.get(instance.object_class), ctx.belief.surface(instance.name)
    if apart is None or not ctx.belief.may_err or instance.name not in ctx.memory.opened:
        return points[:0]
    away = np.full(len(points), np.inf)
    for door in ctx.memory.doors:
        axis, off = _depth(door.handle, instance.low, instance.high)
        if off < SAME_WALL:  # its sides are as far as its front
            flat = points.copy()
            flat[:, axis] = door.handle[axis]
            away = np.minimum(away, doors_away(flat, [door], apart))
    left = points[away > 1.0]
    return left if len(left) > LEFT * len(points) else points[:0]


def opened_part(ctx: Context, container: Instance) -> tuple[Point, Point]:
    """The box (low and high corners, metres) of what can be looked into of a container: what is
    behind the door that was opened last, where there may be several."""
    low, high = inside(container)
    apart, door = ROWS.get(container.object_class), ctx.memory.opened.get(container.name)
    if apart is None or door is None or not ctx.belief.may_err:
        return low, high
    shut = (container.body_low or container.low, container.body_high or container.high)
    handle, (depth, _) = np.array(door.handle), _depth(door.handle, *shut)
    usual = np.array([apart[0], apart[1], apart[0]]) * BEHIND
    # as much of a door as was seen to move, and no less than is usual: it is often seen in part
    first = handle - usual if door.low is None else np.minimum(handle - usual, door.low)
    last = handle + usual if door.high is None else np.maximum(handle + usual, door.high)
    first[depth], last[depth] = -np.inf, np.inf
    near, far = np.maximum(low, first).tolist(), np.minimum(high, last).tolist()
    if any(one >= other for one, other in zip(near, far, strict=True)):
        return low, high
    return (near[0], near[1], near[2]), (far[0], far[1], far[2])


def _depth(handle: Point, low: Point, high: Point) -> tuple[int, float]:
    """The axis across the side of a box (corners, metres) that a handle is nearest to, and how near
    [m]."""
    off = {a: min(abs(handle[a] - low[a]), abs(handle[a] - high[a])) for a in (0, 2)}
    axis = min(off, key=lambda a: off[a])
    return axis, off[axis]
