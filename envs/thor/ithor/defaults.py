"""Movable things of a plan where nobody says otherwise: where they most often are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from envs.interface import AGENT_RADIUS
from envs.ontology import Affordance, can, takes
from envs.thor.assets import asset, assets_of
from envs.thor.ithor.facts import PlanFacts
from envs.thor.ithor.layout import Plan
from envs.thor.ithor.movable_pose import MovablePose
from envs.thor.ithor.piece import Piece, grown, holds

CELL = 0.3  # [m] sightings this close are taken as one place
APART = 0.25  # [m] between things by default
CLOSE = 0.13  # [m] where there is not much room
WIDE = 0.3  # [m] half the extent of what may lie on the floor, and its height
LOW, HIGH = 0.2, 1.4  # [m] heights of surfaces on which things stand by default
# What things are put on where nothing is known of them, most likely first.
SURFACES = (
    "CounterTop", "DiningTable", "CoffeeTable", "SideTable", "Desk", "Dresser", "Shelf", "TVStand",
    "Bed", "Sofa", "ArmChair", "Toilet", "Cart",
)  # fmt: skip

Priors = Mapping[str, Sequence[str]]


def place_priors(plans: Sequence[tuple[Plan, PlanFacts]]) -> Priors:
    """For each movable type, the types that it was most often seen on, over all plans."""
    counts: dict[str, Counter[str]] = {}
    for plan, facts in plans:
        tops = [p for p in plan.pieces if p.kind in SURFACES]
        for pose in facts.poses:
            x, y, z = pose.position
            for top in tops:
                if abs(y - top.high) < 0.15 and holds(top.box, x, z, 0.05):
                    counts.setdefault(pose.object_type, Counter())[top.kind] += 1
                    break
    return {
        kind: sorted(found, key=lambda k: (-found[k], k)) for kind, found in sorted(counts.items())
    }


def default_movables(plan: Plan, facts: PlanFacts, priors: Priors) -> list[MovablePose]:
    """One of each movable type, in its commonest place that is free.

    Types that were never seen in the plan go where they most often are in other plans.
    """
    made = _seen(plan, facts)
    have = {pose.object_type for pose in made}
    taken = [pose.position for pose in made]
    for kind in facts.kinds:
        if kind in have or not can(kind, Affordance.PICKUPABLE):
            continue
        place = _free_place(kind, plan, facts, priors, taken, APART) or _free_place(
            kind, plan, facts, priors, taken, CLOSE
        )
        if place is not None:
            made.append(MovablePose(f"{kind}_default", place))
            taken.append(place)
    return made


def _seen(plan: Plan, facts: PlanFacts) -> list[MovablePose]:
    groups: dict[str, dict[tuple[int, ...], list[MovablePose]]] = {}
    for pose in facts.poses:
        kind = pose.object_type
        if can(kind, Affordance.PICKUPABLE):
            cell = tuple(round(v / CELL) for v in pose.position)
            groups.setdefault(kind, {}).setdefault(cell, []).append(pose)
    made: list[MovablePose] = []
    taken: list[tuple[float, float, float]] = []
    for kind in sorted(groups):
        ranked = sorted(groups[kind].items(), key=lambda item: (-len(item[1]), item[0]))
        choices = [
            pose
            for _, poses in ranked
            for pose in sorted(poses, key=lambda p: (p.position, p.rotation, p.object_name))
        ]
        choices = [c for c in choices if not _is_in_the_way(c, plan, facts)]
        if not choices:
            continue
        best = next((c for c in choices if _is_free(c.position, taken)), choices[0])
        made.append(best)
        taken.append(best.position)
    return made


def _is_in_the_way(pose: MovablePose, plan: Plan, facts: PlanFacts) -> bool:
    """Whether a thing is on nothing that is known, where an agent has to be able to go."""
    x, y, z = pose.position
    reach = AGENT_RADIUS + WIDE
    held = any(
        piece.kind != "Wall" and holds(grown(piece.box, 0.1), x, z) and y < piece.high + WIDE
        for piece in plan.pieces
    )
    return (y < WIDE or not held) and any(
        math.hypot(x - a, z - b) < reach for a, b in facts.standable
    )


def _free_place(
    kind: str, plan: Plan, facts: PlanFacts, priors: Priors,
    taken: Sequence[tuple[float, float, float]], apart: float,
) -> tuple[float, float, float] | None:  # fmt: skip
    names = facts.assets.get(kind) or [assets_of(kind)[0].asset_id]
    size = asset(names[0]).size
    order = [*priors.get(kind, ()), *SURFACES]
    tops = [
        p for p in plan.pieces
        if p.kind in SURFACES and takes(p.kind, kind) and LOW < p.high < HIGH
    ]  # fmt: skip
    tops.sort(key=lambda p: (order.index(p.kind), -p.size[0] * p.size[2], p.centre))
    margin = min(max(size[0], size[2]) / 2.0, 0.2)
    for top in tops:
        upon = [
            p
            for p in plan.pieces
            if p is not top and p.low > top.high - 0.25 and p.low < top.high + 0.3
        ]
        for x, z in _grid(top, margin, apart):
            busy = any(holds(grown(p.box, margin), x, z) for p in upon if p.high > top.high - 0.01)
            if not busy and _is_free((x, top.high, z), taken, apart):
                return (round(x, 4), round(top.high, 4), round(z, 4))
    return None


def _grid(top: Piece, margin: float, apart: float) -> list[tuple[float, float]]:
    """Places on a surface, in rows from its first corner."""
    x0, z0, x1, z1 = grown(top.box, -margin)
    nx, nz = max(int((x1 - x0) / apart), 0), max(int((z1 - z0) / apart), 0)
    if x1 < x0 or z1 < z0:
        return [(top.centre[0], top.centre[2])]
    return [(x0 + apart * i, z0 + apart * j) for i in range(nx + 1) for j in range(nz + 1)]


def _is_free(
    place: tuple[float, float, float], taken: Sequence[tuple[float, float, float]],
    apart: float = APART,
) -> bool:  # fmt: skip
    x, y, z = place
    return all(
        abs(y - b) > apart or (x - a) ** 2 + (z - c) ** 2 > 0.9 * apart**2 for a, b, c in taken
    )
