"""Movable things of a plan where nobody says otherwise: where they most often are."""

from __future__ import annotations

from envs.ontology import Affordance, can
from envs.thor.ithor.facts import PlanFacts
from envs.thor.ithor.movable_pose import MovablePose

CELL = 0.3  # [m] sightings this close are taken as one place


def default_movables(facts: PlanFacts) -> list[MovablePose]:
    """One of each movable type that was ever seen, in its commonest place that is still free."""
    groups: dict[str, dict[tuple[int, ...], list[MovablePose]]] = {}
    for pose in facts.poses:
        kind = pose.object_type
        if (kind and can(kind, Affordance.PICKUPABLE)) or kind == "Footstool":
            cell = tuple(round(v / CELL) for v in pose.position)
            groups.setdefault(kind, {}).setdefault(cell, []).append(pose)
    made: list[MovablePose] = []
    taken: list[tuple[float, float, float]] = []
    for kind in sorted(groups):
        ranked = sorted(groups[kind].items(), key=lambda item: (-len(item[1]), item[0]))
        choices = [
            sorted(poses, key=lambda p: (p.position, p.rotation, p.object_name))
            for _, poses in ranked
        ]
        best = next(
            (
                pose
                for poses in choices
                for pose in poses
                if all(_apart(pose.position, other) for other in taken)
            ),
            choices[0][0],
        )
        made.append(best)
        taken.append(best.position)
    return made


def _apart(a: tuple[float, float, float], b: tuple[float, float, float]) -> bool:
    return abs(a[1] - b[1]) > 0.25 or (a[0] - b[0]) ** 2 + (a[2] - b[2]) ** 2 > 0.25**2
