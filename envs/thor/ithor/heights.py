"""Heights of worktops, from what stands on them."""

from __future__ import annotations

import math
from collections.abc import Callable

from envs.thor.ithor.facts import PlanFacts

# Types whose pivot is at their bottom, and so tell a surface's height.
FLAT = frozenset(
    {"Bowl", "ButterKnife", "CellPhone", "CreditCard", "Cup", "DishSponge", "Fork", "Mug",
     "PepperShaker", "Plate", "SaltShaker", "SoapBar", "SoapBottle", "Spatula", "Spoon",
     "SprayBottle", "Candle", "Cloth"}
)  # fmt: skip
ABOVE = 0.04  # [m] a worktop's pivot lies this much above its surface, as a rule


def counter_top(facts: PlanFacts) -> float:
    """Usual height of the worktops [m]."""
    ids = sorted(
        f.position[1] for f in facts.fixed if f.kind == "CounterTop" and 0.6 < f.position[1] < 1.3
    )
    basins = sorted(f.position[1] + 0.15 for f in facts.fixed if f.kind == "SinkBasin")
    guess = ids[len(ids) // 2] - ABOVE if ids else 0.9
    if not ids and basins and 0.6 < basins[len(basins) // 2] < 1.2:
        guess = basins[len(basins) // 2]
    near = [f.position for f in facts.fixed if f.kind in ("CounterTop", "SinkBasin", "StoveBurner")]
    return surface_height(
        facts, guess, lambda x, z: any(math.hypot(x - n[0], z - n[2]) < 1.2 for n in near)
    )


def surface_height(
    facts: PlanFacts, guess: float, is_over: Callable[[float, float], bool]
) -> float:
    """Height at which most things stand that are near `guess` and over something [m]."""
    counts: dict[int, int] = {}
    for pose in facts.poses:
        x, y, z = pose.position
        if abs(y - guess) < 0.12 and pose.object_type in FLAT and is_over(x, z):
            counts[round(y / 0.01)] = counts.get(round(y / 0.01), 0) + 1
    if sum(counts.values()) < 4:
        standing = [
            f.position[1]
            for f in facts.fixed
            if f.kind in ("CoffeeMachine", "Microwave", "Toaster", "StoveBurner")
            and abs(f.position[1] - guess) < 0.1
        ]
        return sorted(standing)[len(standing) // 2] if standing else guess
    return 0.01 * min(counts, key=lambda h: (-counts[h], h)) - 0.003
