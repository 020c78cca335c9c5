"""What hangs on walls, where it is known to or where there is room, and what stands on tops."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from envs.thor.assets import asset
from envs.thor.ithor.clearance import Array, Box, is_clear, trim
from envs.thor.ithor.facts import Fixed, PlanFacts
from envs.thor.ithor.furniture import candidates
from envs.thor.ithor.kitchen import facing
from envs.thor.ithor.piece import FRONT, Piece, from_box, grown, overlap

HUNG = {"TowelHolder": "Towel", "HandTowelHolder": "HandTowel", "ToiletPaperHanger": "ToiletPaper"}
# Height of the middle [m] of what may hang anywhere.
LOOSE = {
    "ToiletPaperHanger": 0.8, "HandTowelHolder": 1.6, "TowelHolder": 1.4, "Shelf": 1.3,
    "Cabinet": 1.9, "Drawer": 0.7, "ShowerDoor": 1.0, "ShowerGlass": 1.0, "ShowerCurtain": 1.2,
    "LightSwitch": 1.2, "Mirror": 1.5, "Painting": 1.6, "Poster": 1.6, "Television": 1.4,
    "ShowerHead": 1.4, "Blinds": 2.0, "Curtains": 1.4,
}  # fmt: skip
# Assets of what the asset table lacks, and sizes [m] that fit on a wall.
NAMES = {
    "Mirror": "Hestia_Mirror_50", "Poster": "Hestia_Poster_40", "Curtains": "Hestia_Curtains_140",
    "Shelf": "Hestia_Shelf_60", "Cabinet": "Hestia_Cabinet_Wall_40",
    "Drawer": "Hestia_Drawer_Kitchen_40", "ShowerDoor": "Hestia_ShowerDoor_70",
    "ShowerGlass": "Hestia_ShowerGlass_80",
}  # fmt: skip
SIZES = {"Cabinet": (0.4, 0.6, 0.25), "Drawer": (0.4, 0.18, 0.25)}


def holders(facts: PlanFacts, ways: Array, room: Box) -> list[Piece]:
    """Holders of towels and paper, where they or what hangs on them was seen."""
    made = []
    for kind in sorted(HUNG.keys() & set(facts.kinds)):
        places = [(f.position, f.object_id) for f in facts.fixed if f.kind == kind]
        if not places:
            cells: dict[tuple[int, ...], list[tuple[float, float, float]]] = {}
            for pose in facts.poses:
                if pose.object_type == HUNG[kind] and pose.position[1] > 0.5:
                    cells.setdefault(tuple(round(v / 0.1) for v in pose.position), []).append(
                        pose.position
                    )
            common = sorted(cells.items(), key=lambda item: (-len(item[1]), item[0]))
            places = [(p[0], "") for _, p in common[:1]]
        thing = candidates(kind, facts)[0]
        for (x, y, z), name in places:
            yaw = facing(Fixed(name, kind, (x, y, z)), ways)
            hx, hz = thing.size[0] / 2, thing.size[2] / 2
            if yaw in (90.0, 270.0):
                hx, hz = hz, hx
            fx, fz = FRONT[yaw]
            cx, cz = x + fx * thing.size[2] / 2, z + fz * thing.size[2] / 2
            box = trim((cx - hx, cz - hz, cx + hx, cz + hz), ways)
            low = y - thing.size[1] / 2
            made.append(from_box(kind, thing.asset_id, box, low, low + thing.size[1], yaw, name))
    return made


def loose(facts: PlanFacts, ways: Array, room: Box, taken: Sequence[Piece]) -> list[Piece]:
    """Things of the plan whose place is not known, where a wall has room for them."""
    made: list[Piece] = []
    for kind, height in LOOSE.items():
        if kind not in facts.kinds or any(p.kind == kind for p in taken):
            continue
        thing = asset(NAMES[kind]) if kind in NAMES else candidates(kind, facts)[0]
        size = SIZES.get(kind, thing.size)
        piece = _hang(kind, thing.asset_id, size, height, ways, room, [*taken, *made])
        if piece is not None:
            made.append(piece)
    return made


def _hang(
    kind: str, name: str, size: tuple[float, float, float], height: float, ways: Array,
    room: Box, taken: Sequence[Piece],
) -> Piece | None:  # fmt: skip
    low = max(height - size[1] / 2, 0.3)
    best: tuple[float, Piece] | None = None
    for yaw in (0.0, 90.0, 180.0, 270.0):
        along = (room[0], room[2]) if yaw in (0.0, 180.0) else (room[1], room[3])
        steps = int((along[1] - along[0] - size[0]) / 0.1)
        for step in range(max(steps, 0) + 1):
            at = along[0] + size[0] / 2 + 0.1 * step
            base = {0.0: room[1], 90.0: room[0], 180.0: room[3], 270.0: room[2]}[yaw]
            out = size[2] if yaw in (0.0, 90.0) else -size[2]
            a, b = sorted((base, base + out))
            half = size[0] / 2
            box = (
                (at - half, a, at + half, b)
                if yaw in (0.0, 180.0)
                else (a, at - half, b, at + half)
            )
            if not is_clear(box, ways):
                continue
            tall = (low, low + size[1])
            clash = sum(
                overlap(grown(box, 0.05), p.box) > 0
                for p in taken
                if p.low < tall[1] + 0.05 and p.high > tall[0] - 0.05
            )
            middle = abs(at - (along[0] + along[1]) / 2) / max(along[1] - along[0], 0.1)
            cost = 10.0 * clash + middle + 0.01 * yaw / 90.0
            if best is None or cost < best[0] - 1e-9:
                best = (cost, from_box(kind, name, box, *tall, yaw))
    return best[1] if best is not None else None


def upon(
    kind: str, facts: PlanFacts, ways: Array, tops: Sequence[Piece], taken: Sequence[Piece]
) -> Piece | None:
    """A thing of no known place, on a surface with room for it, away from what was seen there."""
    thing = candidates(kind, facts)[0]
    half = max(thing.size[0], thing.size[2]) / 2
    seen = np.array([p.position for p in facts.poses]).reshape(-1, 3)
    best: tuple[float, Piece] | None = None
    for top in tops:
        box = top.box
        level = seen[np.abs(seen[:, 1] - top.high) < half + 0.1]
        nx, nz = int((box[2] - box[0]) / 0.1), int((box[3] - box[1]) / 0.1)
        for i in range(nx + 1):
            for j in range(nz + 1):
                x, z = box[0] + 0.1 * i, box[1] + 0.1 * j
                spot = grown((x, z, x, z), half)
                over = max(
                    box[0] - spot[0], spot[2] - box[2], box[1] - spot[1], spot[3] - box[3], 0.0
                )
                clash = sum(
                    overlap(spot, p.box)
                    for p in taken
                    if p.high > top.high + 0.01 and p.low < top.high + 0.5
                )
                away = np.abs(level - (x, top.high, z)).max(axis=1)
                busy = int((away < half + 0.1).sum())
                cost = 5 * over + 20 * clash + busy / max(len(facts.poses), 1) * 10
                if not is_clear(spot, ways):
                    cost += 5
                if best is None or cost < best[0] - 1e-9:
                    low = top.high
                    best = (
                        cost,
                        from_box(kind, thing.asset_id, spot, low, low + thing.size[1], top.yaw),
                    )
    return best[1].reboxed(trim(best[1].box, ways)) if best is not None else None
