"""Fills what the real room's agents could not stand on, so that ours cannot either."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from envs.interface import GRID_SIZE
from envs.thor.ithor.clearance import NEED, Array, Box, gaps, is_clear
from envs.thor.ithor.facts import PlanFacts
from envs.thor.ithor.furniture import candidates
from envs.thor.ithor.piece import Piece, from_box, grown, holds, overlap

Cell = tuple[int, int]  # of the 0.25 m lattice

LOW = 0.4  # [m] height of what fills the middle of a room
TALL = 2.7  # [m] of what fills it along the walls
FLAT = 0.12  # [m] where something may be lying behind it
GROWTH = 0.16  # [m] at most, of a thing that is made larger
_MAY_GROW = frozenset(
    {"ArmChair", "Bathtub", "Bed", "CoffeeTable", "CounterTop", "Desk", "DiningTable", "Dresser",
     "Fridge", "Ottoman", "Sink", "Sofa", "TVStand"}
)  # fmt: skip
# What may be standing where nothing is known to, most likely first.
LOOSE = ("Chair", "HousePlant", "Stool", "FloorLamp", "GarbageCan", "LaundryHamper", "Footstool")


def standable_extra(
    facts: PlanFacts, room: Box, pieces: Sequence[Piece]
) -> list[tuple[float, float]]:
    """Lattice points on which our agent could stand and the real one could not."""
    known = _known(facts)
    return _points(_reached(known, _free(room, pieces)) - known)


def _known(facts: PlanFacts) -> set[Cell]:
    return {(round(x / GRID_SIZE), round(z / GRID_SIZE)) for x, z in facts.standable}


def _points(cells: set[Cell]) -> list[tuple[float, float]]:
    return sorted((i * GRID_SIZE, j * GRID_SIZE) for i, j in cells)


def _free(room: Box, pieces: Sequence[Piece]) -> set[Cell]:
    """Lattice points of a room that are clear of its walls and of every piece."""
    i = np.arange(
        math.ceil((room[0] + NEED) / GRID_SIZE), math.floor((room[2] - NEED) / GRID_SIZE) + 1
    )
    j = np.arange(
        math.ceil((room[1] + NEED) / GRID_SIZE), math.floor((room[3] - NEED) / GRID_SIZE) + 1
    )
    x, z = i[:, None] * GRID_SIZE, j[None, :] * GRID_SIZE
    free = np.ones((len(i), len(j)), dtype=bool)
    for piece in pieces:
        if piece.high > 0.1 and piece.low < 1.8:
            free &= _clear_of(piece.box, x, z)
    return {(int(i[a]), int(j[b])) for a, b in np.argwhere(free)}


def _clear_of(box: Box, x: Array, z: Array) -> NDArray[np.bool_]:
    dx = np.maximum(np.maximum(box[0] - x, x - box[2]), 0.0)
    dz = np.maximum(np.maximum(box[1] - z, z - box[3]), 0.0)
    return np.hypot(dx, dz) >= NEED


def _reached(known: set[Cell], free: set[Cell]) -> set[Cell]:
    """What steps between neighbours lead to from where agents stood."""
    reached = set(known)
    front = sorted(known)
    for i, j in front:  # grows while it is walked
        for step in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
            if step in free and step not in reached:
                reached.add(step)
                front.append(step)
    return reached


def fill(facts: PlanFacts, ways: Array, room: Box, pieces: Sequence[Piece]) -> list[Piece]:
    """Chairs, plants and the like, and low or tall blocks, on what is left."""
    made: list[Piece] = []
    waiting = [k for k in LOOSE if k in facts.kinds and not any(p.kind == k for p in pieces)]
    known, free = _known(facts), _free(room, pieces)
    for _ in range(400):
        for piece in made[-1:]:
            free = {
                (i, j)
                for i, j in free
                if bool(_clear_of(piece.box, np.array(i * GRID_SIZE), np.array(j * GRID_SIZE)))
            }
        extra = _points(_reached(known, free) - known)
        if not extra:
            break
        x, z = extra[0]
        if waiting:
            best = max(extra, key=lambda e: (float(gaps(np.array((*e, *e)), ways).min()), e))
            piece = _loose(waiting.pop(0), best, facts, ways)
            if piece is not None:
                made.append(piece)
                continue
        made.append(_block(x, z, set(extra), ways, room, facts, [*pieces, *made]))
    return made


def widen(facts: PlanFacts, ways: Array, room: Box, pieces: Sequence[Piece]) -> list[Piece]:
    """Makes large things a little larger where an agent could otherwise squeeze past them."""
    made = list(pieces)
    for x, z in standable_extra(facts, room, made):
        order = []
        for number, piece in enumerate(made):
            gap = float(gaps(np.array((x, z, x, z)), np.array([piece.box]))[0])
            if piece.kind in _MAY_GROW and piece.low < 1.0 and gap < NEED + GROWTH:
                order.append((gap, number))
        for gap, number in sorted(order):
            if gap < NEED:
                break
            box = _stretched(made[number].box, x, z, gap)
            others = [p for i, p in enumerate(made) if i != number and p.high > made[number].low]
            before = sum(overlap(made[number].box, p.box) for p in others)
            if is_clear(box, ways) and sum(overlap(box, p.box) for p in others) <= before + 1e-3:
                made[number] = made[number].reboxed(box)
                break
    return made


def _stretched(box: Box, x: float, z: float, gap: float) -> Box:
    """A box drawn out towards a point until the point cannot be stood on."""
    by = gap - NEED + 0.02
    sides = (box[0] - x, box[1] - z, x - box[2], z - box[3])
    side = max(range(4), key=lambda i: sides[i])
    return tuple(v + (by if i > 1 else -by) if i == side else v for i, v in enumerate(box))  # type: ignore[return-value]


def _loose(kind: str, at: tuple[float, float], facts: PlanFacts, ways: Array) -> Piece | None:
    thing = candidates(kind, facts)[0]
    for scale in (1.0, 0.85, 0.7):
        half = scale * max(thing.size[0], thing.size[2]) / 2
        box = grown((*at, *at), half)
        if is_clear(box, ways):
            size = thing.size
            hx, hz = scale * size[0] / 2, scale * size[2] / 2
            return from_box(
                kind,
                thing.asset_id,
                (at[0] - hx, at[1] - hz, at[0] + hx, at[1] + hz),
                0.0,
                scale * size[1],
                0.0,
            )
    return None


def _block(
    x: float,
    z: float,
    extra: set[tuple[float, float]],
    ways: Array,
    room: Box,
    facts: PlanFacts,
    pieces: Sequence[Piece],
) -> Piece:
    """A box over a run of points, grown as far as the paths let it."""
    best: Box = grown((x, z, x, z), 0.04)
    for wide in range(1, 12):
        for deep in range(1, 12):
            cells = [
                (x + GRID_SIZE * i, z + GRID_SIZE * j) for i in range(wide) for j in range(deep)
            ]
            if any(cell not in extra for cell in cells):
                break
            box = grown((x, z, cells[-1][0], cells[-1][1]), 0.04)
            if is_clear(box, ways) and _area(box) > _area(best):
                best = box
    for side, step in ((0, -0.04), (1, -0.04), (2, 0.04), (3, 0.04)) * 6:
        trial = list(best)
        trial[side] += step
        box = (trial[0], trial[1], trial[2], trial[3])
        out = box[0] < room[0] or box[1] < room[1] or box[2] > room[2] or box[3] > room[3]
        strip = list(box)
        strip[(side + 2) % 4] = best[side]
        meets = any(overlap((strip[0], strip[1], strip[2], strip[3]), p.box) > 0 for p in pieces)
        if not out and not meets and is_clear(box, ways):
            best = box
    edge = min(best[0] - room[0], best[1] - room[1], room[2] - best[2], room[3] - best[3])
    behind = _to_wall(best, room)
    known = [p.position for p in facts.poses] + [f.position for f in facts.fixed]
    hidden = any(holds(behind, x, z, 0.1) for x, _, z in known)
    hidden |= any(holds(best, x, z, 0.4) for x, _, z in known)
    hidden |= any(holds(best, f.position[0], f.position[2], 0.7) for f in facts.fixed)
    tall = LOW
    if edge < 0.3 and not hidden:
        best, tall = behind, TALL
    elif any(y < 0.6 and holds(best, x, z, 0.8) for x, y, z in known):
        tall = FLAT
    return from_box("Wall", "Hestia_Wall", best, 0.0, tall, 0.0)


def _to_wall(box: Box, room: Box) -> Box:
    """A box drawn out to the walls that it is near."""
    return (
        room[0] if box[0] - room[0] < 0.3 else box[0],
        room[1] if box[1] - room[1] < 0.3 else box[1],
        room[2] if room[2] - box[2] < 0.3 else box[2],
        room[3] if room[3] - box[3] < 0.3 else box[3],
    )


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
