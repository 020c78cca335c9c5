"""Puts a floor plan together from its facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from envs.thor.ithor import furniture, kitchen, outline, wall_things
from envs.thor.ithor.clearance import Array, Box, largest_part, paths, trim
from envs.thor.ithor.facts import Fixed, PlanFacts
from envs.thor.ithor.fill import fill, widen
from envs.thor.ithor.heights import counter_top
from envs.thor.ithor.kitchen import facing
from envs.thor.ithor.openings import Opening, openings
from envs.thor.ithor.piece import Piece, from_box, grown, holds, overlap
from envs.thor.ithor.shelving import shelves
from envs.thor.ithor.sight import cleared
from envs.thor.ithor.unplaced import stove_place, unplaced

SMALL_OFFSET = 0.04  # [m] things on a surface are clear of its top by no more


@dataclass(frozen=True, slots=True)
class Plan:
    """A rebuilt plan: its room, what stands in it, and where an agent starts."""

    name: str
    room: Box
    pieces: tuple[Piece, ...]
    openings: tuple[Opening, ...]
    start: tuple[float, float, float, float]


def lay_out(facts: PlanFacts) -> Plan:
    """Rebuilds a plan."""
    ways = paths(facts.standable)
    pieces: list[Piece] = []
    for kind in furniture.STANDING:
        for fixed in _of(facts, kind):
            pieces += [
                furniture.restyled(piece, facts)
                for piece in furniture.place_all(fixed, facts, ways, pieces)
            ]
    room = outline.bounds(facts, pieces)
    top = counter_top(facts)
    basins = kitchen.sinks(facts, ways, room, pieces, top)
    worktops = kitchen.counters(facts, ways, room, [*pieces, *basins], top)
    pieces += basins
    pieces += worktops
    pieces += shelves(facts, ways)
    fronts = kitchen.fronts(facts, ways, room, top, pieces)
    pieces += fronts
    pieces += _plinths(worktops, fronts)
    guess = stove_place(facts, worktops, pieces)
    pieces += kitchen.stoves(facts, ways, worktops, guess)
    pieces += _faucets(facts, ways, basins)
    surfaces = [
        p
        for p in pieces
        if p.kind in ("CounterTop", "DiningTable", "Desk", "Dresser", "SideTable", "TVStand")
    ]
    for kind in furniture.UPON:
        known = _of(facts, kind)
        for fixed in known:
            pieces.append(
                _on_top(furniture.place(fixed, facts, ways, [], fixed.position[1]), surfaces)
            )
        if not known and kind in facts.kinds:
            made = wall_things.upon(kind, facts, ways, surfaces, pieces)
            if made is not None:
                pieces.append(made)
    pieces += wall_things.holders(facts, ways, room)
    pieces += unplaced(facts, ways, room, pieces)
    pieces = widen(facts, ways, room, pieces)
    pieces += fill(facts, ways, room, pieces)
    holes = openings(facts, ways, room, pieces)
    pieces += wall_things.loose(facts, ways, room, [*pieces, *(part for _, part in holes)])
    pieces = cleared(pieces, facts.sights)
    return Plan(facts.name, room, tuple(pieces), tuple(hole for hole, _ in holes), _start(facts))


def _on_top(piece: Piece, surfaces: Sequence[Piece]) -> Piece:
    """Lifts a thing out of what it stands on, or lets it down onto it."""
    x, _, z = piece.centre
    under = [s.high for s in surfaces if abs(s.high - piece.low) < 0.1 and holds(s.box, x, z, 0.05)]
    if not under:
        return piece
    low = min(under, key=lambda high: abs(high - piece.low)) + 0.002
    return from_box(
        piece.kind, piece.asset_id, piece.box, low, low + piece.size[1], piece.yaw, piece.object_id
    )


def _of(facts: PlanFacts, kind: str) -> list[Fixed]:
    return [f for f in facts.fixed if f.kind == kind]


def _faucets(facts: PlanFacts, ways: Array, basins: Sequence[Piece]) -> list[Piece]:
    made = []
    for fixed in _of(facts, "Faucet"):
        x, y, z = fixed.position
        near = min(
            basins,
            key=lambda p: (np.hypot(p.centre[0] - x, p.centre[2] - z), p.object_id),
            default=None,
        )
        yaw = near.yaw if near is not None else facing(fixed, ways)
        things = furniture.candidates("Faucet", facts)
        kind = "Bathtub" if near is not None and near.kind == "Bathtub" else "Bathroom"
        thing = next((t for t in things if t.asset_id.startswith(kind)), things[0])
        size = tuple(min(v, 0.3) for v in thing.size)
        half = (size[0] / 2, size[2] / 2) if yaw in (0.0, 180.0) else (size[2] / 2, size[0] / 2)
        box = trim((x - half[0], z - half[1], x + half[0], z + half[1]), ways)
        low = y - size[1] / 2
        if near is not None and low < near.high + 0.15:
            low = near.high
        made.append(
            from_box("Faucet", thing.asset_id, box, low, low + size[1], yaw, fixed.object_id)
        )
    return made


def _plinths(tops: Sequence[Piece], fronts: Sequence[Piece]) -> list[Piece]:
    """Closed bases below worktops, beside the cabinets and drawers."""
    made = []
    for top in tops:
        if top.low < 0.3:
            continue
        box = top.box
        axis = 0 if top.yaw in (0.0, 180.0) else 1
        cuts = [
            (p.box[axis], p.box[axis + 2])
            for p in fronts
            if p.low < top.low and overlap(grown(p.box, 0.02), box) > 0
        ]
        edge = box[axis]
        spans = []
        for low, high in sorted(cuts):
            if low - edge > 0.06:
                spans.append((edge, low))
            edge = max(edge, high)
        if box[axis + 2] - edge > 0.06:
            spans.append((edge, box[axis + 2]))
        back = 0.03 if min(box[2] - box[0], box[3] - box[1]) > 0.2 else 0.0
        for low, high in spans:
            part = (
                (low, box[1] + back, high, box[3] - back)
                if axis == 0
                else (box[0] + back, low, box[2] - back, high)
            )
            if not any(overlap(part, grown(p.box, -0.02)) > 0.0 for p in fronts if p.low < top.low):
                made.append(from_box("Wall", "Hestia_Wall", part, 0.0, top.low, top.yaw))
    return made


def _start(facts: PlanFacts) -> tuple[float, float, float, float]:
    """The commonest start of the trajectories; the point with most room where there are none."""
    if facts.starts:
        counts: dict[tuple[float, float, float, float], int] = {}
        for start in facts.starts:
            counts[start] = counts.get(start, 0) + 1
        x, z, yaw, horizon = min(counts, key=lambda s: (-counts[s], s))
        return (x, z, yaw % 360.0, horizon)
    points = largest_part(facts.standable)
    xs = sorted(x for x, _ in points)
    zs = sorted(z for _, z in points)
    middle = (xs[len(xs) // 2], zs[len(zs) // 2])
    x, z = min(points, key=lambda p: ((p[0] - middle[0]) ** 2 + (p[1] - middle[1]) ** 2, p))
    return (x, z, 0.0, 30.0)
