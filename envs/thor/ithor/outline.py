"""The outline of a plan's room: its walls enclose where one can stand and all that is known."""

from __future__ import annotations

from collections.abc import Sequence

from envs.thor.ithor.clearance import Box
from envs.thor.ithor.facts import PlanFacts
from envs.thor.ithor.piece import Piece

BEHIND = 0.27  # [m] from the outermost standing place to a bare wall
# How far a thing reaches behind its pivot, for types whose pivot is on their front.
DEPTH = {"Cabinet": 0.34, "Drawer": 0.4, "Shelf": 0.12, "CounterTop": 0.3, "StoveBurner": 0.15}


def bounds(facts: PlanFacts, pieces: Sequence[Piece]) -> Box:
    """The rectangle of a room."""
    xs = [x for x, _ in facts.standable]
    zs = [z for _, z in facts.standable]
    box = [min(xs) - BEHIND, min(zs) - BEHIND, max(xs) + BEHIND, max(zs) + BEHIND]
    for piece in pieces:
        edge = piece.box
        box = [
            min(box[0], edge[0]),
            min(box[1], edge[1]),
            max(box[2], edge[2]),
            max(box[3], edge[3]),
        ]
    for fixed in facts.fixed:
        x, _, z = fixed.position
        by = DEPTH.get(fixed.kind, 0.03)
        for side, value in ((0, x - by), (1, z - by)):
            if value < box[side] and _is_outward(fixed.position, side, box):
                box[side] = value
        for side, value in ((2, x + by), (3, z + by)):
            if value > box[side] and _is_outward(fixed.position, side, box):
                box[side] = value
    for pose in facts.poses:
        x, _, z = pose.position
        box = [
            min(box[0], x - 0.05),
            min(box[1], z - 0.05),
            max(box[2], x + 0.05),
            max(box[3], z + 0.05),
        ]
    return (box[0], box[1], box[2], box[3])


def _is_outward(position: tuple[float, float, float], side: int, box: Sequence[float]) -> bool:
    """Whether a thing is nearer to this side of the room than to the three others."""
    x, _, z = position
    away = [x - box[0], z - box[1], box[2] - x, box[3] - z]
    return away[side] == min(away) or away[side] < 0.3
