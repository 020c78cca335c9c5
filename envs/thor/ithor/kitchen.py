"""Built-in things: counters, sinks, stoves, cabinets, drawers and shelves."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np

from envs.thor.ithor.clearance import NEED, Array, Box, gaps, trim
from envs.thor.ithor.facts import Fixed, PlanFacts
from envs.thor.ithor.heights import ABOVE, surface_height
from envs.thor.ithor.piece import FRONT, YAWS, Piece, from_box, grown, holds, overlap

CELL = 0.05  # [m] of the grid on which counters are laid out
NEAR = 0.45  # [m] a counter reaches this far beyond what is known of it
DEEP = 0.72  # [m] at most, from front to back
SLAB = 0.06  # [m] thickness of a worktop
INSET = 0.2  # [m] height of a sink that is let into a worktop
# What cabinets and drawers are built into: their fronts show on its own.
_HOLDS_FRONTS = frozenset(
    {"CounterTop", "Desk", "DiningTable", "Dresser", "SideTable", "Sink", "TVStand"}
)
SMALL = 0.25  # [m] pieces narrower than this are no counters
Mask = np.ndarray


def facing(fixed: Fixed, ways: Array) -> float:
    """Which way the front of a built-in thing looks: to the nearest place to stand."""
    x, _, z = fixed.position
    best: tuple[float, float] | None = None
    for yaw in YAWS:
        fx, fz = FRONT[yaw]
        ahead = (np.array(ways[:, :2]) + ways[:, 2:]) / 2.0 - (x, z)
        along = ahead @ (fx, fz)
        across = np.abs(ahead @ (fz, -fx))
        there = along[(across <= 0.3) & (along > 0.05)]
        cost = float(there.min()) if len(there) else 5.0
        if fixed.stand is not None and abs((fixed.stand[2] + 180.0) % 360.0 - yaw) < 1.0:
            cost -= 0.2
        if best is None or cost < best[0] - 1e-9:
            best = (cost, yaw)
    assert best is not None
    return best[1]


def fronts(
    facts: PlanFacts, ways: Array, room: Box, top: float, holders: Sequence[Piece]
) -> list[Piece]:
    """Cabinets and drawers: their pivot is in the middle of their front.

    Widths and heights follow from the neighbours in the same plane.
    """
    things = [(f, facing(f, ways)) for f in facts.fixed if f.kind in ("Cabinet", "Drawer")]
    made = []
    for fixed, yaw in things:
        fx, fz = FRONT[yaw]
        x, y, z = fixed.position
        across, along = x * fz - z * fx, x * fx + z * fz
        half, up, down = 0.25, 0.35, 0.35
        if fixed.kind == "Drawer":
            up = down = 0.11
        for other, facing_way in things:
            if other is fixed or facing_way != yaw:
                continue
            ox, oy, oz = other.position
            if abs(ox * fx + oz * fz - along) > 0.12:
                continue
            gap = abs(ox * fz - oz * fx - across)
            tall = 0.35 if other.kind == "Cabinet" else 0.11
            if abs(oy - y) < 0.6 * max(tall, up) and gap > 0.08:
                half = min(half, max(gap / 2.0, 0.08))
            elif gap < 0.2 and abs(oy - y) > 0.05:
                share = abs(oy - y) * (up / (up + tall))
                if oy > y:
                    up = min(up, max(share, 0.05))
                else:
                    down = min(down, max(share, 0.05))
        low, high = y - down, y + up
        if y < top:
            high = min(high, top - SLAB)
            for basin in holders:
                if (
                    basin.kind == "Sink"
                    and basin.low > 0.1
                    and holds(grown(basin.box, 0.12), x, z)
                    and y < basin.low
                ):
                    high = min(high, basin.low - 0.01)
            low = max(low, 0.02)
        deep = _depth(fixed, yaw, room, 0.33 if y > top + 0.2 else 0.5)
        out = 0.02
        for holder in holders:
            solid = holder.kind == "CounterTop" or holder.low - 0.05 < y
            if holds(holder.box, x, z, 0.06) and solid and y < holder.high:
                if holder.kind not in _HOLDS_FRONTS:
                    continue
                high = min(high, holder.high - 0.02)
                ahead = _plane(holder.box, yaw) - _plane((x, z, x, z), yaw) + 0.015
                if ahead < 0.5:
                    out = max(out, ahead)
        made.append(_front_piece(fixed, yaw, half, (low, max(high, low + 0.08)), (out, deep), ways))
    return made


def _depth(fixed: Fixed, yaw: float, room: Box, usual: float) -> float:
    x, _, z = fixed.position
    wall = {0.0: z - room[1], 90.0: x - room[0], 180.0: room[3] - z, 270.0: room[2] - x}[yaw]
    return min(max(wall, 0.12), usual)


def _front_piece(
    fixed: Fixed,
    yaw: float,
    half: float,
    heights: tuple[float, float],
    reach: tuple[float, float],
    ways: Array,
) -> Piece:
    x, _, z = fixed.position
    fx, fz = FRONT[yaw]
    out, deep = reach
    ends = [(x + fx * s + fz * h, z + fz * s - fx * h) for s in (out, -deep) for h in (-half, half)]
    box = (
        min(e[0] for e in ends), min(e[1] for e in ends),
        max(e[0] for e in ends), max(e[1] for e in ends),
    )  # fmt: skip
    box = trim(box, ways, grown((x, z, x, z), 0.05))
    wide = 2 * half
    name = {"Cabinet": "Hestia_Cabinet_Wall_", "Drawer": "Hestia_Drawer_Kitchen_"}[fixed.kind]
    label = min((40, 50, 60, 80), key=lambda w: abs(w - 100 * wide))
    return from_box(fixed.kind, f"{name}{label}", box, *heights, yaw, fixed.object_id)


def counters(
    facts: PlanFacts, ways: Array, room: Box, taken: Sequence[Piece], top: float
) -> list[Piece]:
    """Worktops: what cannot be stood on, near what is known to be part of a worktop."""
    ids = [f for f in facts.fixed if f.kind == "CounterTop"]
    if not ids:
        return []
    evidence = _evidence(facts, top)
    mask, origin = _blocked(ways, room, taken)
    near = np.zeros_like(mask)
    nx, nz = mask.shape
    for x, z in evidence:
        i0, i1 = (int((v - origin[0]) / CELL) for v in (x - NEAR, x + NEAR))
        j0, j1 = (int((v - origin[1]) / CELL) for v in (z - NEAR, z + NEAR))
        near[max(i0, 0) : min(i1 + 1, nx), max(j0, 0) : min(j1 + 1, nz)] = True
    made = []
    low_fronts = [
        (f.position, facing(f, ways))
        for f in facts.fixed
        if f.kind in ("Cabinet", "Drawer") and f.position[1] < top
    ]
    for box in _rectangles(mask & near, origin):
        owner = min(ids, key=lambda f: (_away(box, f.position), f.object_id))
        name = owner.object_id if _away(box, owner.position) <= _least(made, owner) else ""
        yaw = _counter_yaw(box, ways, low_fronts)
        box = _cut_to_front(box, yaw, low_fronts, room)
        guess = owner.position[1] - ABOVE if 0.6 < owner.position[1] < 1.3 else top
        height = surface_height(facts, guess, functools.partial(_is_over, box))
        made.append(
            from_box("CounterTop", "Hestia_Counter_100", box, height - SLAB, height, yaw, name)
        )
    return _unique(made, ids)


def _is_over(box: Box, x: float, z: float) -> bool:
    return holds(box, x, z, 0.05)


def _cut_to_front(
    box: Box, yaw: float, low_fronts: Sequence[tuple[tuple[float, float, float], float]], room: Box
) -> Box:
    """A worktop ends a little before the fronts of the cabinets below it."""
    planes = [
        _plane((x, z, x, z), yaw)
        for (x, _, z), way in low_fronts
        if way == yaw and holds(grown(box, 0.06), x, z)
    ]
    front = _plane(box, yaw)
    back = -_plane(box, (yaw + 180.0) % 360.0)
    if planes:
        limit = min(planes) + 0.03
    elif _plane(room, (yaw + 180.0) % 360.0) + back < 0.15:  # along a wall
        limit = back + 0.66
    else:
        return box
    if limit >= front or limit - back < 0.25 or front - limit > 0.45:
        return box
    value = limit if yaw in (0.0, 90.0) else -limit
    side = {0.0: 3, 90.0: 2, 180.0: 1, 270.0: 0}[yaw]
    return tuple(value if i == side else v for i, v in enumerate(box))  # type: ignore[return-value]


def _plane(box: Box, yaw: float) -> float:
    """How far a box reaches in a direction."""
    return {0.0: box[3], 90.0: box[2], 180.0: -box[1], 270.0: -box[0]}[yaw]


def _least(made: Sequence[Piece], owner: Fixed) -> float:
    return min(
        (_away(p.box, owner.position) for p in made if p.object_id == owner.object_id), default=9.0
    )


def _unique(made: list[Piece], ids: Sequence[Fixed]) -> list[Piece]:
    """Gives each id to one piece, the nearest and largest of those that have it."""
    position = {f.object_id: f.position for f in ids}
    kept: dict[str, Piece] = {}
    for piece in made:
        best = kept.get(piece.object_id)
        if piece.object_id and (best is None or _rank(piece, position) < _rank(best, position)):
            kept[piece.object_id] = piece
    found = []
    for piece in made:
        own = piece.object_id and kept[piece.object_id] is piece
        found.append(piece if own or not piece.object_id else from_box(
            piece.kind, piece.asset_id, piece.box, piece.low, piece.high, piece.yaw))  # fmt: skip
    return found


def _rank(piece: Piece, position: dict[str, tuple[float, float, float]]) -> tuple[float, float]:
    return (_away(piece.box, position[piece.object_id]), -piece.size[0] * piece.size[2])


def _away(box: Box, position: tuple[float, float, float]) -> float:
    dx = max(box[0] - position[0], position[0] - box[2], 0.0)
    dz = max(box[1] - position[2], position[2] - box[3], 0.0)
    return round(math.hypot(dx, dz), 3)


def _evidence(facts: PlanFacts, top: float) -> list[tuple[float, float]]:
    found = []
    for fixed in facts.fixed:
        x, y, z = fixed.position
        low = fixed.kind in ("Cabinet", "Drawer") and y < top
        if (
            low
            or fixed.kind in ("CounterTop", "StoveBurner", "SinkBasin", "Sink")
            or (
                fixed.kind in ("CoffeeMachine", "Microwave", "Toaster", "Faucet")
                and abs(y - top) < 0.3
            )
        ):
            found.append((x, z))
    cells = {
        (round(p.position[0] / 0.1), round(p.position[2] / 0.1))
        for p in facts.poses
        if -0.02 < p.position[1] - top < 0.16
    }
    return found + [(0.1 * i, 0.1 * j) for i, j in sorted(cells)]


def _blocked(
    ways: Array, room: Box, taken: Sequence[Piece]
) -> tuple[np.ndarray, tuple[float, float]]:
    """Cells in which something may stand: in the room, clear of every path and of other things."""
    nx, nz = int((room[2] - room[0]) / CELL), int((room[3] - room[1]) / CELL)
    x = room[0] + CELL * np.arange(nx + 1)
    z = room[1] + CELL * np.arange(nz + 1)
    x[-1], z[-1] = room[2], room[3]
    mask = np.ones((nx, nz), dtype=bool)
    for way in ways:
        dx = np.maximum(np.maximum(x[:-1] - way[2], way[0] - x[1:]), 0.0)
        dz = np.maximum(np.maximum(z[:-1] - way[3], way[1] - z[1:]), 0.0)
        mask &= np.hypot(dx[:, None], dz[None, :]) >= NEED
    for piece in taken:
        box = piece.box
        over_x = (x[:-1] < box[2] - 0.02) & (x[1:] > box[0] + 0.02)
        over_z = (z[:-1] < box[3] - 0.02) & (z[1:] > box[1] + 0.02)
        mask &= ~(over_x[:, None] & over_z[None, :])
    return mask, (room[0], room[1])


def _rectangles(mask: np.ndarray, origin: tuple[float, float]) -> list[Box]:
    """Cuts a mask into rectangles, the largest first; slivers are left out."""
    left = mask.copy()
    found: list[Box] = []
    least = round(SMALL / CELL)
    for _ in range(40):
        i0, j0, i1, j1 = _largest(left)
        if min(i1 - i0, j1 - j0) < least or (i1 - i0) * (j1 - j0) < least * (least + 1):
            break
        left[i0:i1, j0:j1] = False
        found.append(
            (
                origin[0] + CELL * i0,
                origin[1] + CELL * j0,
                origin[0] + CELL * i1,
                origin[1] + CELL * j1,
            )
        )
    return found


def _largest(mask: np.ndarray) -> tuple[int, int, int, int]:
    """The largest rectangle of True cells: i0, j0, i1, j1 (ends excluded)."""
    heights = np.zeros(mask.shape[1], dtype=int)
    best = (0, (0, 0, 0, 0))
    for i in range(mask.shape[0]):
        heights = np.where(mask[i], heights + 1, 0)
        stack: list[tuple[int, int]] = []
        for j in range(len(heights) + 1):
            height = int(heights[j]) if j < len(heights) else 0
            start = j
            while stack and stack[-1][1] >= height:
                begin, tall = stack.pop()
                size = tall * (j - begin)
                if size > best[0]:
                    best = (size, (i - tall + 1, begin, i + 1, j))
                start = begin
            stack.append((start, height))
    return best[1]


def _counter_yaw(
    box: Box, ways: Array, low_fronts: Sequence[tuple[tuple[float, float, float], float]]
) -> float:
    """A worktop faces as the fronts below it do, else its long side that more paths run along."""
    below = [way for (x, _, z), way in low_fronts if holds(grown(box, 0.06), x, z)]
    if below:
        return max(sorted(set(below)), key=below.count)
    wide, deep = box[2] - box[0], box[3] - box[1]
    sides = (
        (0.0, (box[0], box[3], box[2], box[3] + 0.4)),
        (180.0, (box[0], box[1] - 0.4, box[2], box[1])),
    )
    if deep > wide:
        sides = (
            (90.0, (box[2], box[1], box[2] + 0.4, box[3])),
            (270.0, (box[0] - 0.4, box[1], box[0], box[3])),
        )
    return max(sides, key=lambda s: (int((gaps(np.array(s[1]), ways) <= 0.0).sum()), -s[0]))[0]


def sinks(
    facts: PlanFacts, ways: Array, room: Box, taken: Sequence[Piece], top: float
) -> list[Piece]:
    """Sinks, bathtubs, and their faucets; the basin comes with the sink."""
    made: list[Piece] = []
    for fixed in facts.fixed:
        if fixed.kind not in ("SinkBasin", "BathtubBasin"):
            continue
        owner = "Sink" if fixed.kind == "SinkBasin" else "Bathtub"
        yaw = facing(fixed, ways)
        if owner == "Bathtub":
            made.append(_bathtub(fixed, ways, room, [*taken, *made]))
        else:
            made.append(_sink(fixed, yaw, facts, ways, room, top))
    return made


def _owner_id(fixed: Fixed) -> str:
    return "|".join(fixed.object_id.split("|")[:4])


def _sink(fixed: Fixed, yaw: float, facts: PlanFacts, ways: Array, room: Box, top: float) -> Piece:
    x, y, z = fixed.position
    fx, fz = FRONT[yaw]
    half = 0.38 if facts.name < "FloorPlan4" else 0.33
    for other in facts.fixed:
        if other.kind == "SinkBasin" and other is not fixed:
            gap = math.dist(other.position[::2], (x, z))
            half = min(half, max(0.5 * gap, 0.15))
    back = min(_depth(fixed, yaw, room, 0.42), 0.42)
    if 0.3 < back < 0.42 or back <= 0.3:
        back = max(back, 0.15)
    ends = [
        (x + fx * s + fz * h, z + fz * s - fx * h) for s in (0.33, -back) for h in (-half, half)
    ]
    box = (
        min(e[0] for e in ends), min(e[1] for e in ends),
        max(e[0] for e in ends), max(e[1] for e in ends),
    )  # fmt: skip
    box = trim(box, ways, grown((x, z, x, z), 0.12))
    counter = any(f.kind == "CounterTop" for f in facts.fixed)
    height = top if counter and abs(y + 0.13 - top) < 0.25 else max(y + 0.13, 0.7)
    below = any(
        f.kind in ("Cabinet", "Drawer") and f.position[1] < height
        and holds(grown(box, 0.25), f.position[0], f.position[2])
        for f in facts.fixed
    )  # fmt: skip
    if counter or below:
        low = min(max(y - 0.03, height - INSET), height - 0.1)
        return from_box("Sink", "Sink_11", box, low, height, yaw, _owner_id(fixed))
    return from_box("Sink", "Hestia_Sink_75", box, 0.0, height, yaw, _owner_id(fixed))


def _bathtub(fixed: Fixed, ways: Array, room: Box, taken: Sequence[Piece]) -> Piece:
    """A tub is as long as the blocked space allows, up to 1.7 m."""
    x, _, z = fixed.position
    best: tuple[float, Box, float] | None = None
    for yaw in (0.0, 90.0, 180.0, 270.0):
        for dx in np.arange(-0.3, 0.31, 0.1):
            for dz in np.arange(-0.3, 0.31, 0.1):
                hx, hz = (0.8, 0.375) if yaw in (0.0, 180.0) else (0.375, 0.8)
                box = (x + dx - hx, z + dz - hz, x + dx + hx, z + dz + hz)
                reach = np.maximum(NEED - gaps(np.array(box), ways), 0.0).sum()
                out = (
                    max(room[0] - box[0], 0)
                    + max(room[1] - box[1], 0)
                    + max(box[2] - room[2], 0)
                    + max(box[3] - room[3], 0)
                )
                fx, fz = FRONT[yaw]
                front = ((x + 0.6 * fx), (z + 0.6 * fz))
                seen = float(gaps(np.array((*front, *front)), ways).min())
                cost = 3 * reach + out + 0.5 * math.hypot(dx, dz) + 0.2 * seen
                cost += sum(2.0 * overlap(box, p.box) for p in taken)
                if best is None or cost < best[0] - 1e-9:
                    best = (float(cost), box, yaw)
    assert best is not None
    box = trim(best[1], ways, grown((x, z, x, z), 0.1))
    return from_box("Bathtub", "Hestia_Bathtub_160", box, 0.0, 0.56, best[2], _owner_id(fixed))


def stoves(
    facts: PlanFacts, ways: Array, tops: Sequence[Piece], guess: Fixed | None = None
) -> list[Piece]:
    """Four burners and their knobs around where burners were seen."""
    seen = [f for f in facts.fixed if f.kind == "StoveBurner"]
    if not seen:
        if guess is None:
            return []
        seen = [guess]
    xs, zs = [f.position[0] for f in seen], [f.position[2] for f in seen]
    x, z = (min(xs) + max(xs)) / 2, (min(zs) + max(zs)) / 2
    y = sorted(f.position[1] for f in seen)[len(seen) // 2]
    middle = Fixed("", "StoveBurner", (x, y, z))
    yaw = facing(middle, ways)
    made = [
        from_box("StoveBurner", "Hestia_StoveBurner_Small",
                 grown((f.position[0], f.position[2], f.position[0], f.position[2]), 0.09),
                 f.position[1] - 0.02, f.position[1], yaw, f.object_id)
        for f in seen
    ]  # fmt: skip
    fx, fz = FRONT[yaw]
    for a, b in ((-0.13, -0.15), (0.13, -0.15), (-0.13, 0.15), (0.13, 0.15)):
        at = (x + fx * a + fz * b, z + fz * a - fx * b)
        if len(made) < 4 and all(math.dist(p.centre[::2], at) > 0.19 for p in made):
            made.append(
                from_box(
                    "StoveBurner",
                    "Hestia_StoveBurner_Small",
                    grown((*at, *at), 0.09),
                    y - 0.02,
                    y,
                    yaw,
                )
            )
    made = [p.reboxed(trim(p.box, ways)) for p in made]
    # The knobs sit on the front edge of what carries the stove.
    under = [p for p in tops if holds(p.box, x, z, 0.05)]
    front = max((_front_of(p.box, yaw) for p in under), default=fx * x + fz * z + 0.3)
    for number in range(len(made)):
        across = 0.12 * (number - (len(made) - 1) / 2)
        along = front - (fx * x + fz * z)
        at = (x + fx * along + fz * across, z + fz * along - fx * across)
        box = trim(grown((*at, *at), 0.025), ways)
        made.append(from_box("StoveKnob", "Hestia_StoveKnob_1", box, y - 0.12, y - 0.07, yaw))
    return made


def _front_of(box: Box, yaw: float) -> float:
    return _plane(box, yaw) + 0.015
