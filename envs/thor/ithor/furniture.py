"""Furniture: which asset stands at a known place, which way it faces, and what gives way."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from envs.thor.assets import Asset, asset, assets_of
from envs.thor.ithor.clearance import NEED, Array, Box, gaps, is_clear, trim
from envs.thor.ithor.facts import Fixed, PlanFacts
from envs.thor.ithor.piece import FRONT, YAWS, Piece, from_box, grown, holds, overlap
from envs.thor.resting import Rest, local_from_world, rests
from envs.thor.scene import SceneObject
from envs.thor.shapes import shapes_for

# What stands on the floor, in the order in which places are given.
STANDING = (
    "Fridge", "Bed", "Sofa", "DiningTable", "Desk", "Dresser", "TVStand", "ArmChair", "CoffeeTable",
    "Toilet", "SideTable", "Ottoman", "Cart", "Safe", "LaundryHamper", "GarbageCan", "FloorLamp",
)  # fmt: skip
# What stands on something.
UPON = ("Microwave", "CoffeeMachine", "Toaster", "DeskLamp")
# What can be measured by what stands on it.
MEASURED = ("DiningTable", "CoffeeTable", "SideTable", "Desk", "Dresser", "TVStand")
RESTYLED = (*MEASURED, "ArmChair", "Bed", "Fridge", "Ottoman", "Sofa")
SHIFT = 0.4  # [m] how far a box's centre may lie from the pivot
STEP = 0.05
LEAST = 0.25  # [m] least width of the part of a thing beyond a path
ROUND_ABOUT = frozenset(
    {"FloorLamp", "DeskLamp", "GarbageCan", "SideTable", "CoffeeTable", "Ottoman"}
)


def place(
    fixed: Fixed, facts: PlanFacts, ways: Array, taken: Sequence[Piece],
    bottom: float | None = None, uncut: bool = False,
) -> Piece:  # fmt: skip
    """The piece at a known place.

    Args:
        ways: paths that stay free, (n, 4).
        taken: what stands there already.
        bottom: [m] height of its bottom; None for the floor.
        uncut: as large as it is, even where that is in the way.
    """
    best: tuple[float, Asset, float, Box] | None = None
    x, _, z = fixed.position
    reach = math.hypot(1.5, 1.5)
    near = ways[gaps(np.array((x, z, x, z)), ways) < reach + 1.0]
    if not len(near):
        near = ways
    seen = upon_it(fixed, facts)
    crowd = [p.box for p in taken if math.dist(p.centre[::2], (x, z)) < 4.0]
    for thing in candidates(fixed.kind, facts):
        if not is_known(fixed.kind, facts) and fixed.kind in MEASURED:
            thing = _measured(thing, seen)
        for yaw in YAWS:
            cost, box = _fit(thing, yaw, fixed, near, crowd, seen)
            if best is None or cost < best[0] - 1e-9:
                best = (cost, thing, yaw, box)
    assert best is not None
    _, thing, yaw, box = best
    low = max(bottom or 0.0, 0.0)
    if bottom is None and fixed.kind in ("Safe", "GarbageCan") and fixed.position[1] > 0.15:
        low = fixed.position[1]
    return from_box(
        fixed.kind, thing.asset_id, box if uncut else trim(box, ways, _core(fixed)), low,
        low + thing.size[1], yaw, fixed.object_id,
    )  # fmt: skip


def place_all(fixed: Fixed, facts: PlanFacts, ways: Array, taken: Sequence[Piece]) -> list[Piece]:
    """The piece at a known place and, where a path leads through it, what is beyond the path."""
    whole = place(fixed, facts, ways, taken, uncut=True)
    main = whole.reboxed(trim(whole.box, ways, _core(fixed)))
    made = [main]
    if fixed.kind not in (*MEASURED, "Sofa", "Bed"):
        return made
    a, b = whole.box, main.box
    for part in (
        (a[0], a[1], b[0], a[3]), (b[2], a[1], a[2], a[3]),
        (a[0], a[1], a[2], b[1]), (a[0], b[3], a[2], a[3]),
    ):  # fmt: skip
        if min(part[2] - part[0], part[3] - part[1]) < LEAST:
            continue
        rest = trim(part, ways)
        if min(rest[2] - rest[0], rest[3] - rest[1]) >= LEAST and is_clear(rest, ways):
            made.append(dataclasses.replace(main.reboxed(rest), object_id=""))
            break
    return made


def _core(fixed: Fixed) -> Box:
    x, _, z = fixed.position
    return (x - 0.05, z - 0.05, x + 0.05, z + 0.05)


def upon_it(fixed: Fixed, facts: PlanFacts) -> Array:
    """Where movable things were seen that may stand on a piece of furniture: x, y, z (n, 3)."""
    if fixed.kind not in MEASURED:
        return np.zeros((0, 3))
    x, _, z = fixed.position
    others = [
        f
        for f in facts.fixed
        if f.kind in (*MEASURED, "CounterTop", "Shelf", "SinkBasin", "Sofa", "Bed")
    ]
    found = []
    for pose in facts.poses:
        px, py, pz = pose.position
        away = math.hypot(px - x, pz - z)
        if away > 1.3 or not 0.2 < py < 1.4:
            continue
        if all(math.hypot(px - f.position[0], pz - f.position[2]) >= away for f in others):
            found.append((px, py, pz))
    return np.array(found).reshape(-1, 3)


def top_of(seen: Array) -> float | None:
    """The height that most things seen have [m]; None where there are too few."""
    if len(seen) < 4:
        return None
    heights, counts = np.unique(np.round(seen[:, 1] / 0.02).astype(int), return_counts=True)
    return float(heights[int(counts.argmax())]) * 0.02


def _measured(thing: Asset, seen: Array) -> Asset:
    """An asset of the size that what was seen on it asks for."""
    top = top_of(seen)
    if top is None:
        return thing
    level = seen[np.abs(seen[:, 1] - top) < 0.05]
    spread = np.ptp(level[:, [0, 2]], axis=0) + 0.12
    wide, deep = max(float(spread.max()), 0.35), max(float(spread.min()), 0.35)
    return dataclasses.replace(thing, size=(wide, top - 0.01, deep))


def is_known(kind: str, facts: PlanFacts) -> bool:
    """Whether the asset table says which asset of a type is in the plan."""
    return any(asset(name).object_type == kind for name in facts.assets.get(kind, []))


def restyled(piece: Piece, facts: PlanFacts) -> Piece:
    """The piece with the shape whose surfaces lie best under what was seen on or in it."""
    if piece.kind not in RESTYLED:
        return piece
    box = grown(piece.box, 0.06)
    seen = [p.position for p in facts.poses if holds(box, p.position[0], p.position[2])]
    seen = [p for p in seen if piece.low + 0.03 < p[1] < piece.high + 0.25]
    if len(seen) < 4:
        return piece
    seen = seen[:: max(1, len(seen) // 60)]
    holder = SceneObject(piece.kind, piece.centre, piece.yaw, piece.size, 0)
    places = [(*local_from_world(holder, x, z), y - piece.centre[1]) for x, y, z in seen]
    best: tuple[float, str] | None = None
    for thing in assets_of(piece.kind):
        for shape in shapes_for(piece.kind, thing.asset_id)[:1]:
            cost = 0.0 if thing.asset_id == piece.asset_id else 0.015 * len(seen)
            for x, z, y in places:
                cost += min(
                    (_misfit(rest, x, z, y) for rest in rests(shape, piece.size)), default=0.3
                )
            if best is None or cost < best[0] - 1e-9:
                best = (cost, thing.asset_id)
    assert best is not None
    return dataclasses.replace(piece, asset_id=best[1])


def _misfit(rest: Rest, x: float, z: float, y: float) -> float:
    x0, z0, x1, z1 = rest.box
    aside = max(x0 - x, x - x1, z0 - z, z - z1, 0.0)
    return min(abs(y - rest.y - 0.01) + 0.5 * aside, 0.3)


def candidates(kind: str, facts: PlanFacts) -> list[Asset]:
    """Assets that a thing of a type may be in this plan."""
    names = facts.assets.get(kind, [])
    if not names and kind == "TVStand":
        names = facts.assets.get("Dresser", [])
    if not names and kind == "Dresser":
        names = [*facts.assets.get("TVStand", []), *facts.assets.get("ShelvingUnit", [])]
    found = [asset(name) for name in names if asset(name).object_type == kind]
    if found:
        return found
    own = list(assets_of(kind))
    own.sort(key=lambda item: (item.size[0] * item.size[2], item.asset_id))
    return [own[len(own) // 2]]  # a middling one


def _fit(
    thing: Asset, yaw: float, fixed: Fixed, ways: Array, crowd: Sequence[Box], seen: Array
) -> tuple[float, Box]:
    """Cost and footprint of the best place of an asset facing one way."""
    x, _, z = fixed.position
    hx, hz = thing.size[0] / 2.0, thing.size[2] / 2.0
    if yaw in (90.0, 270.0):
        hx, hz = hz, hx
    count = round(SHIFT / STEP)
    offsets = np.arange(-count, count + 1) * STEP
    dx, dz = (a.ravel() for a in np.meshgrid(offsets, offsets, indexing="ij"))
    boxes = np.stack([x + dx - hx, z + dz - hz, x + dx + hx, z + dz + hz], axis=1)
    gx = np.maximum(np.maximum(boxes[:, None, 0] - ways[:, 2], ways[:, 0] - boxes[:, None, 2]), 0.0)
    gz = np.maximum(np.maximum(boxes[:, None, 1] - ways[:, 3], ways[:, 1] - boxes[:, None, 3]), 0.0)
    reach = np.maximum(NEED - np.hypot(gx, gz), 0.0)
    cost = 3.0 * reach.sum(axis=1) + 0.8 * np.hypot(dx, dz)
    for other in crowd:
        wide = np.minimum(boxes[:, 2], other[2]) - np.maximum(boxes[:, 0], other[0])
        deep = np.minimum(boxes[:, 3], other[3]) - np.maximum(boxes[:, 1], other[1])
        cost += 3.0 * np.maximum(wide, 0.0) * np.maximum(deep, 0.0)
    level = seen[np.abs(seen[:, 1] - thing.size[1]) < 0.12]
    if len(level):
        level = level[:: max(1, len(level) // 40)]
        ox = np.maximum(boxes[:, None, 0] - level[:, 0], level[:, 0] - boxes[:, None, 2])
        oz = np.maximum(boxes[:, None, 1] - level[:, 2], level[:, 2] - boxes[:, None, 3])
        out = np.clip(np.maximum(ox, oz), 0.0, 0.4)
        cost += 4.0 * out.mean(axis=1)
    best = int(cost.argmin())
    box = tuple(float(v) for v in boxes[best])
    total = float(cost[best])
    if fixed.kind not in ROUND_ABOUT:
        total += 0.5 * _blindness(box, yaw, ways, fixed)  # type: ignore[arg-type]
    return total, box  # type: ignore[return-value]


def _blindness(box: Box, yaw: float, ways: Array, fixed: Fixed) -> float:
    """How badly a front is turned away from where agents stand, 0 to about 2."""
    cx, cz = (box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0
    fx, fz = FRONT[yaw]
    strip = [box[0], box[1], box[2], box[3]]
    if fx > 0:
        strip = [box[2], box[1], box[2] + 0.6, box[3]]
    elif fx < 0:
        strip = [box[0] - 0.6, box[1], box[0], box[3]]
    elif fz > 0:
        strip = [box[0], box[3], box[2], box[3] + 0.6]
    elif fz < 0:
        strip = [box[0], box[1] - 0.6, box[2], box[1]]
    there = float((gaps(np.array(strip), ways) <= 0.0).sum())
    cost = 1.0 / (1.0 + there)
    if fixed.stand is not None:
        sx, sz = fixed.stand[0] - cx, fixed.stand[1] - cz
        along = (sx * fx + sz * fz) / max(math.hypot(sx, sz), 1e-6)
        cost += 0.5 * (1.0 - along)
    return cost


def free_overlap(box: Box, taken: Sequence[Piece]) -> float:
    """Area of a box that other pieces take [m²]."""
    return sum(overlap(box, piece.box) for piece in taken)
