"""Where a room's door and windows are: nobody says, so where walls have room for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from envs.thor.ithor.clearance import Array, Box, gaps
from envs.thor.ithor.facts import PlanFacts
from envs.thor.ithor.piece import Piece, from_box, overlap

DOOR = ("Doorway_2", 0.95, 0.0, 2.05)  # asset, width, low, high [m]
WINDOW = ("Window_Fixed_60x48", 1.3, 1.0, 2.1)
STRIP = 0.3  # [m] before a wall that has to be free of things
STEP = 0.1  # [m] between places that are tried


@dataclass(frozen=True, slots=True)
class Opening:
    """A hole in a wall.

    Attributes:
        kind: `Doorway` or `Window`.
        asset_id: what fills it.
        wall: 0 to 3: the walls at x0, z1, x1 and z0.
        span: [m] from and to, along the wall from its first corner (clockwise seen from above).
        heights: [m] low and high.
    """

    kind: str
    asset_id: str
    wall: int
    span: tuple[float, float]
    heights: tuple[float, float]


def openings(
    facts: PlanFacts, ways: Array, room: Box, pieces: Sequence[Piece]
) -> list[tuple[Opening, Piece]]:
    """A door, and a window where the plan has any, each with the part of the wall that it takes."""
    made: list[tuple[Opening, Piece]] = []
    taken = list(pieces)
    wanted = [("Doorway", DOOR)]
    if "Window" in facts.kinds:
        wanted.append(("Window", WINDOW))
    for kind, look in wanted:
        found = _best(kind, look, ways, room, taken)
        if found is not None:
            made.append(found)
            taken.append(found[1])
    return made


def _best(
    kind: str, look: tuple[str, float, float, float], ways: Array, room: Box, taken: Sequence[Piece]
) -> tuple[Opening, Piece] | None:
    name, wide, low, high = look
    best: tuple[float, tuple[Opening, Piece]] | None = None
    for wall in range(4):
        length = room[3] - room[1] if wall in (0, 2) else room[2] - room[0]
        for step in range(int((length - wide - 0.3) / STEP) + 1):
            start = 0.15 + STEP * step
            box = _strip(room, wall, start, start + wide)
            clash = sum(
                overlap(box, p.box) for p in taken if p.low < high - 0.02 and p.high > low + 0.02
            )
            if clash > (0.0 if kind == "Doorway" else 0.02):
                continue
            away = float(gaps(np.array(box), ways).min())
            middle = abs(start + wide / 2 - length / 2) / length
            cost = (5.0 * away if kind == "Doorway" else 0.0) + middle + 0.01 * wall
            if best is None or cost < best[0] - 1e-9:
                opening = Opening(kind, name, wall, (start, start + wide), (low, high))
                best = (cost, (opening, from_box(kind, name, box, low, high, 90.0 * wall)))
    return best[1] if best is not None else None


def _strip(room: Box, wall: int, start: float, end: float) -> Box:
    x0, z0, x1, z1 = room
    if wall == 0:
        return (x0, z0 + start, x0 + STRIP, z0 + end)
    if wall == 1:
        return (x0 + start, z1 - STRIP, x0 + end, z1)
    if wall == 2:
        return (x1 - STRIP, z1 - end, x1, z1 - start)
    return (x1 - end, z0, x1 - start, z0 + STRIP)
