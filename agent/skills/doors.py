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
BEHIND = 0.8  # of these distances from where one was opened is behind it, if its size is unknown


def door_of(before: View, after: View, point: ImagePoint, kind: str) -> Door:
    """The door or drawer that was opened, as far as the same view before and after shows it.

    A drawer that was pulled out is nearer than what was seen there before, and as wide and as high
    as its front; where a door was, what is behind it shows, at least as wide.

    Args:
        before, after: the views.
        point: image point (y, x) that it was opened at.
        kind: object type that it is taken for.
    """
    handle = before.world_point(point)
    row, column = before.pixel(point)
    near = np.s_[max(0, row - NEAR) : row + NEAR + 1, max(0, column - NEAR) : column + NEAR + 1]
    with np.errstate(invalid="ignore"):
        nearer = np.nan_to_num(before.depth - after.depth)
    pulled, swung = (nearer > MOVED, after), (nearer < -MOVED, before)
    for moved, view in (pulled, swung) if kind == "Drawer" else (swung, pulled):
        parts = labelled(moved, diagonal=True)[0]
        sizes = np.bincount(parts[near].ravel(), minlength=2)[1:]
        points = view.points[parts == int(sizes.argmax()) + 1] if sizes.any() else ()
        if len(points) >= FEWEST:
            low, high = np.percentile(points, (SPECKS, 100 - SPECKS), axis=0)
            at = np.array(handle)
            # a door is often seen in part, from near; there are none above each other
            least = np.array([FLUSH, FLUSH if kind == "Drawer" else ROWS["Cabinet"][1], FLUSH])
            low, high = np.minimum(low, at - least).tolist(), np.maximum(high, at + least).tolist()
            return Door(handle, (low[0], low[1], low[2]), (high[0], high[1], high[2]))
    return Door(handle)


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


def opened_part(ctx: Context, container: Instance) -> tuple[Point, Point]:
    """The box (low and high corners, metres) of what can be looked into of a container: what is
    behind the door that was opened last, where there may be several."""
    low, high = inside(container)
    apart, door = ROWS.get(container.object_class), ctx.memory.opened.get(container.name)
    if apart is None or door is None or not ctx.belief.may_err:
        return low, high
    shut = (container.body_low or container.low, container.body_high or container.high)
    handle = np.array(door.handle)
    depth = min((0, 2), key=lambda axis: min(abs(handle[axis] - corner[axis]) for corner in shut))
    usual = np.array([apart[0], apart[1], apart[0]]) * BEHIND
    first = handle - usual if door.low is None else np.array(door.low)
    last = handle + usual if door.high is None else np.array(door.high)
    first[depth], last[depth] = -np.inf, np.inf
    near, far = np.maximum(low, first).tolist(), np.minimum(high, last).tolist()
    if any(one >= other for one, other in zip(near, far, strict=True)):
        return low, high
    return (near[0], near[1], near[2]), (far[0], far[1], far[2])
