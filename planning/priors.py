"""Where things usually are: commonsense location priors.

Two tables count how often each type of thing rests in each type of receptacle. That in
`data/priors.json` is of AI2-THOR's 120 hand-made rooms, 30 of each kind, where nothing was put
behind doors; it also says in which rooms each type belongs (0 never to 3 always). It is derived
from ProcTHOR's asset database (https://github.com/allenai/procthor, Apache-2.0). That in
`data/homes.json` is of Hestia's own houses to train on, whose cabinets, drawers and fridges are
full: `hestia houses count houses=generated:0-299` makes it.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

from envs.ontology import (
    BY_NAME,
    OBJECT_TYPES,
    SLICE_COUNT,
    Affordance,
    can,
    sliced_type,
    takes,
)

HAND_MADE = 30  # homes that the hand-made rooms make up
UNHEARD_OF = 0.005  # things in all receptacles of a type of a home where none was ever seen
LOOK_COST = 6  # [actions] to look into or at one receptacle, once there
HOUSE_COST = 120  # [actions] to walk a house that is all unexplored

_WHOLES = {sliced_type(whole): whole for whole in SLICE_COUNT}
# What can be behind a door, and in which rooms that stands.
_CLOSED = {
    "Fridge": "Kitchen", "Cabinet": "Kitchen", "Drawer": "Kitchen", "Microwave": "Kitchen",
}  # fmt: skip


@functools.cache
def _table(name: str) -> dict[str, Any]:
    path = resources.files("planning").joinpath(f"data/{name}.json")
    return json.loads(path.read_text(encoding="utf-8"))


@functools.cache
def usual_number(receptacle: str) -> float:
    """How many receptacles of a type a home has, in the mean; 1 for those that none had."""
    homes = _table("homes")
    return homes["receptacles"].get(receptacle, homes["homes"]) / homes["homes"]


@functools.cache
def expected(object_class: str) -> Mapping[str, float]:
    """How many things of a class are in or on all receptacles of each type of a home, in the
    mean; empty for what stands on the floor or hangs on the wall."""
    if not can(object_class, Affordance.PICKUPABLE):
        return {}
    whole = _WHOLES.get(object_class, object_class)
    rooms, homes = (
        _table("priors")["places"].get(whole, {}),
        _table("homes")["places"].get(whole, {}),
    )
    number = _table("homes")["homes"]
    found = {
        place: (rooms.get(place, 0) / HAND_MADE + homes.get(place, 0) / number) / 2
        for place in {*rooms, *homes}
        if takes(place, object_class)
    }
    usual = dict(likely_rooms(object_class))
    for place, room in _CLOSED.items():
        if takes(place, object_class) and (room in usual or not usual):
            found[place] = max(found.get(place, 0.0), UNHEARD_OF)
    if not rooms and not homes:
        for kind in OBJECT_TYPES:
            if _is_open_furniture(kind.name) and takes(kind.name, object_class):
                found[kind.name] = max(found.get(kind.name, 0.0), UNHEARD_OF)
    return dict(sorted(found.items()))


@functools.cache
def likely_places(object_class: str) -> tuple[tuple[str, float], ...]:
    """Receptacle types that a thing of a class may be in or on, likeliest first.

    Returns:
        (receptacle type, share) pairs; shares add up to 1 unless there are none. Things that
        stand on the floor or hang on the wall have none.
    """
    found = expected(object_class)
    whole = sum(found.values())
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple((place, number / whole) for place, number in ranked)


@functools.cache
def likely_rooms(object_class: str) -> tuple[tuple[str, float], ...]:
    """Room types that a thing of a class belongs in, likeliest first, shares adding up to 1."""
    rooms = _table("priors")["rooms"].get(_WHOLES.get(object_class, object_class), {})
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
