"""Shelves on walls, from what is known of them."""

from __future__ import annotations

from envs.thor.ithor.clearance import Array, trim
from envs.thor.ithor.facts import PlanFacts
from envs.thor.ithor.kitchen import facing
from envs.thor.ithor.piece import Piece, from_box, grown


def shelves(facts: PlanFacts, ways: Array) -> list[Piece]:
    """Boards: as wide and deep as what was seen on them."""
    made = []
    for fixed in facts.fixed:
        if fixed.kind != "Shelf":
            continue
        x, y, z = fixed.position
        yaw = facing(fixed, ways)
        half = (0.35, 0.16) if yaw in (0.0, 180.0) else (0.16, 0.35)
        box = [x - half[0], z - half[1], x + half[0], z + half[1]]
        for pose in facts.poses:
            px, py, pz = pose.position
            if abs(py - y) < 0.06 and abs(px - x) < half[0] + 0.12 and abs(pz - z) < half[1] + 0.12:
                box = [
                    min(box[0], px - 0.04),
                    min(box[1], pz - 0.04),
                    max(box[2], px + 0.04),
                    max(box[3], pz + 0.04),
                ]
        edge = trim((box[0], box[1], box[2], box[3]), ways, grown((x, z, x, z), 0.05))
        low = max(y - 0.04, 0.005)
        made.append(
            from_box(
                "Shelf", "Hestia_Shelf_80", edge, low, max(y, low + 0.02), yaw, fixed.object_id
            )
        )
    return made
