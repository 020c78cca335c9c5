"""Things that a plan has and whose place nobody says: where the room has space for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from envs.thor.assets import asset
from envs.thor.ithor.clearance import NEED, Array, Box, gaps
from envs.thor.ithor.facts import Fixed, PlanFacts
from envs.thor.ithor.furniture import candidates
from envs.thor.ithor.piece import Piece, from_box, overlap

# What stands on the floor, with the asset of those that the table lacks.
STANDING = {
    "Bathtub": "Hestia_Bathtub_150", "Sink": "Hestia_Sink_Pedestal", "Bed": "", "Sofa": "",
    "Fridge": "", "Toilet": "", "DiningTable": "", "Ottoman": "", "GarbageCan": "", "Safe": "",
    "LaundryHamper": "", "FloorLamp": "", "Chair": "", "HousePlant": "",
}  # fmt: skip
MUST = frozenset({"Bathtub", "Bed", "Fridge", "GarbageCan", "Sink", "Sofa", "Toilet"})
YAWS: tuple[float, ...] = (0.0, 90.0, 180.0, 270.0)
STEP = 0.1  # [m] between places that are tried


def unplaced(facts: PlanFacts, ways: Array, room: Box, pieces: Sequence[Piece]) -> list[Piece]:
    """One of each type of the plan that stands on the floor and has no known place."""
    made: list[Piece] = []
    for kind, name in STANDING.items():
        if kind not in facts.kinds or any(p.kind == kind for p in pieces):
            continue
        thing = asset(name) if name else candidates(kind, facts)[0]
        taken = [p for p in [*pieces, *made] if p.low < thing.size[1]]
        found = None
        for scale in (1.0, 0.8, 0.6):
            x, y, z = (scale * v for v in thing.size)
            found = _spot(kind, thing.asset_id, (x, y, z), ways, room, taken, scale < 0.7)
            if found is not None:
                break
        if found is not None and (found[0] < 0.01 or kind in MUST):
            made.append(found[1])
    return made


def _spot(
    kind: str, name: str, size: tuple[float, float, float], ways: Array, room: Box,
    taken: Sequence[Piece], anywhere: bool,
) -> tuple[float, Piece] | None:  # fmt: skip
    """Where a thing stands with its back to a wall: what it shares with others [m²], and it."""
    best: tuple[float, float, Piece] | None = None
    for yaw in YAWS:
        wide, deep = (size[0], size[2]) if yaw in (0.0, 180.0) else (size[2], size[0])
        x, z = (
            v.ravel()
            for v in np.meshgrid(
                np.arange(room[0], room[2] - wide + 1e-6, STEP),
                np.arange(room[1], room[3] - deep + 1e-6, STEP),
                indexing="ij",
            )
        )
        clear = np.ones(len(x), dtype=bool)
        for way in ways:
            dx = np.maximum(np.maximum(x - way[2], way[0] - x - wide), 0.0)
            dz = np.maximum(np.maximum(z - way[3], way[1] - z - deep), 0.0)
            clear &= np.hypot(dx, dz) >= NEED
        x, z = x[clear], z[clear]
        shared = np.zeros(len(x))
        for piece in taken:
            a = piece.box
            across = np.minimum(x + wide, a[2]) - np.maximum(x, a[0])
            along = np.minimum(z + deep, a[3]) - np.maximum(z, a[1])
            shared += np.maximum(across, 0.0) * np.maximum(along, 0.0)
        back = {
            0.0: z - room[1], 90.0: x - room[0],
            180.0: room[3] - z - deep, 270.0: room[2] - x - wide,
        }[yaw]  # fmt: skip
        cost = 10.0 * shared + back
        if not anywhere:
            cost = np.where(shared > 0.01, np.inf, cost)
        if not len(cost) or not np.isfinite(cost.min()):
            continue
        at = int(cost.argmin())
        if best is None or float(cost[at]) < best[0] - 1e-9:
            box = (float(x[at]), float(z[at]), float(x[at]) + wide, float(z[at]) + deep)
            best = (
                float(cost[at]),
                float(shared[at]),
                from_box(kind, name, box, 0.0, size[1], yaw),
            )
    if best is None:
        return None
    return best[1], best[2]


def stove_place(facts: PlanFacts, tops: Sequence[Piece], taken: Sequence[Piece]) -> Fixed | None:
    """Where a stove is that nobody used: under a hanging microwave, else on a free worktop."""
    if "StoveBurner" not in facts.kinds or not tops:
        return None
    for fixed in facts.fixed:
        if fixed.kind == "Microwave" and fixed.position[1] > 1.2:
            x, _, z = fixed.position
            near = sorted(
                (float(gaps(np.array((x, z, x, z)), np.array([p.box]))[0]), i)
                for i, p in enumerate(tops)
            )
            top = tops[near[0][1]]
            box = top.box
            x = min(max(x, box[0] + 0.15), box[2] - 0.15)
            z = min(max(z, box[1] + 0.15), box[3] - 0.15)
            return Fixed("", "StoveBurner", (x, top.high + 0.02, z))
    best: tuple[float, Fixed] | None = None
    for top in tops:
        box = top.box
        for x in np.arange(box[0] + 0.28, box[2] - 0.27, STEP):
            for z in np.arange(box[1] + 0.28, box[3] - 0.27, STEP):
                spot = (x - 0.28, z - 0.28, x + 0.28, z + 0.28)
                busy = sum(
                    1 for p in facts.poses
                    if abs(p.position[0] - x) < 0.3 and abs(p.position[2] - z) < 0.3
                    and abs(p.position[1] - top.high) < 0.2
                )  # fmt: skip
                clash = sum(overlap(spot, p.box) for p in taken if p.high > top.high + 0.01)
                cost = busy + 100.0 * clash
                if best is None or cost < best[0] - 1e-9:
                    best = (cost, Fixed("", "StoveBurner", (float(x), top.high + 0.02, float(z))))
    return best[1] if best is not None else None
