"""Where things usually are: commonsense location priors.

The table in `data/priors.json` counts, over AI2-THOR's 120 hand-made rooms, how often each type
of thing rests in each type of receptacle, and in which rooms each type belongs (0 never to
3 always). It is derived from ProcTHOR's asset database
(https://github.com/allenai/procthor, Apache-2.0).
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable
from importlib import resources

from envs.ontology import (
    BY_NAME,
    OBJECT_TYPES,
    SLICE_COUNT,
    Affordance,
    can,
    sliced_type,
    takes,
)

HIDDEN_WEIGHT = 0.02  # prior share of a closed receptacle that the table never saw it in
LOOK_COST = 6  # [actions] to look into or at one receptacle, once there
HOUSE_COST = 120  # [actions] to walk a house that is all unexplored

_WHOLES = {sliced_type(whole): whole for whole in SLICE_COUNT}
# What can be behind a door, and in which rooms that stands.
_CLOSED = {
    "Fridge": "Kitchen", "Cabinet": "Kitchen", "Drawer": "Kitchen", "Microwave": "Kitchen",
}  # fmt: skip


@functools.cache
def _table() -> dict[str, dict[str, dict[str, int]]]:
    path = resources.files("planning").joinpath("data/priors.json")
    return json.loads(path.read_text(encoding="utf-8"))


@functools.cache
def likely_places(object_class: str) -> tuple[tuple[str, float], ...]:
    """Receptacle types that a thing of a class may be in or on, likeliest first.

    Returns:
        (receptacle type, share) pairs; shares add up to 1 unless there are none. Things that
        stand on the floor or hang on the wall have none.
    """
    if not can(object_class, Affordance.PICKUPABLE):
        return ()
    seen = _table()["places"].get(_WHOLES.get(object_class, object_class), {})
    total = sum(seen.values())
    weights = {place: count / total for place, count in seen.items() if takes(place, object_class)}
    rooms = likely_rooms(object_class)
    for place, room in sorted(_CLOSED.items()):
        if takes(place, object_class) and (room in dict(rooms) or not rooms):
            weights[place] = weights.get(place, 0.0) + HIDDEN_WEIGHT
    if not seen:
        for kind in OBJECT_TYPES:
            if _is_open_furniture(kind.name) and takes(kind.name, object_class):
                weights[kind.name] = weights.get(kind.name, 0.0) + HIDDEN_WEIGHT
    whole = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple((place, weight / whole) for place, weight in ranked)


@functools.cache
def likely_rooms(object_class: str) -> tuple[tuple[str, float], ...]:
    """Room types that a thing of a class belongs in, likeliest first, shares adding up to 1."""
    rooms = _table()["rooms"].get(_WHOLES.get(object_class, object_class), {})
    total = sum(rooms.values())
    ranked = sorted(rooms.items(), key=lambda item: (-item[1], item[0]))
    return tuple((room, count / total) for room, count in ranked)


def search_cost(object_class: str, known: Iterable[str], explored: float) -> int:
    """Expected actions until a thing of a class that has not been seen is found.

    Likely receptacles that are known make it cheap; what is left of the house to explore makes
    it dear.

    Args:
        object_class: what to look for.
        known: types of the receptacles that are known and were not looked into.
        explored: share of the reachable house that has been seen, 0 to 1.
    """
    kinds = set(known)
    covered = sum(share for place, share in likely_places(object_class) if place in kinds)
    unexplored = 1.0 - min(max(explored, 0.0), 1.0)
    walk = HOUSE_COST * (0.25 + 0.75 * math.sqrt(unexplored))
    return round(LOOK_COST * 2 + walk * (1.0 - 0.5 * covered))


def _is_open_furniture(name: str) -> bool:
    kind = BY_NAME[name]
    unfit = Affordance.PICKUPABLE | Affordance.OPENABLE | Affordance.STRUCTURE
    return kind.can(Affordance.RECEPTACLE) and not kind.affordances & unfit
