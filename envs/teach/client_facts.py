"""What goal conditions are about, read from an AI2-THOR client's metadata.

Objects get slots in the order in which they are first named, and keep them for an episode. What
AI2-THOR does not know of, TEACh's own states, is kept here: what was boiled, and what fills a
thing whose metadata says only that it is filled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.ontology import BASINS, BY_NAME, OBJECT_TYPES, WATER_SOURCES, Affordance, State
from envs.teach.checker import WorldFacts
from envs.thor.state import HELD

VESSELS = frozenset({"Pot", "Bowl", "Cup", "Mug", "Kettle", "WateringCan"})
COOKWARE = frozenset({"Pan", "Pot"})
NEAR_BASIN = 1.5  # [m] from a faucet to the basin that it fills
STRUCTURE = {"wall": "Wall", "floor": "Floor", "ceiling": "Ceiling", "door": "Doorway"}
_KEYS: tuple[tuple[str, State], ...] = (
    ("isOpen", State.OPEN),
    ("isToggled", State.TOGGLED),
    ("isDirty", State.DIRTY),
    ("isSliced", State.SLICED),
    ("isCooked", State.COOKED),
    ("isBroken", State.BROKEN),
    ("isUsedUp", State.USED_UP),
)
_LIQUIDS = {"water": State.WATER, "coffee": State.COFFEE, "wine": State.WINE}

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Due:
    """What TEACh's rules want done with an object: one of AI2-THOR's actions, and its arguments."""

    action: str
    object_id: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


class Things:
    """Every object that a client has named in an episode, by slot.

    Attributes:
        ids: AI2-THOR's ids by slot.
        boiled: slots of what was boiled.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.boiled: set[int] = set()
        self._slot: dict[str, int] = {}
        self._kinds: list[int] = []
        self._objects: list[Json | None] = []
        self._parents: list[int] = []
        self._liquid: dict[int, State] = {}

    def take_in(self, objects: Sequence[Json]) -> None:
        """Replaces what is known of the world by the metadata of a moment."""
        self._objects = [None] * len(self.ids)
        for thing in objects:
            slot = self.slot(str(thing["objectId"]), str(thing["objectType"]))
            self._objects[slot] = thing
        self._parents = [self._holder(slot) for slot in range(len(self.ids))]
        for slot, thing in enumerate(self._objects):
            if thing is None or not thing.get("isFilledWithLiquid"):
                self._liquid.pop(slot, None)
            elif thing.get("fillLiquid") in _LIQUIDS:
                self._liquid[slot] = _LIQUIDS[thing["fillLiquid"]]
            else:
                self._liquid.setdefault(slot, State.WATER)

    def slot(self, name: str, kind: str | None = None) -> int:
        """Slot of an id, or of the name of a piece of structure; a new one where it is new."""
        found = self._slot.get(name)
        if found is None:
            found = self._slot[name] = len(self.ids)
            self.ids.append(name)
            self._kinds.append(_type_index(name, kind))
            self._objects.append(None)
            self._parents.append(-1)
        return found

    def find(self, kind: str, position: Sequence[float]) -> int:
        """Slot of the object of a type nearest to a point (3,) [m]; -1 for none of it."""
        best, nearest = -1, math.inf
        for slot, thing in enumerate(self._objects):
            if thing is not None and thing["objectType"] == kind:
                away = math.dist(_point(thing), position)
                if away < nearest:
                    best, nearest = slot, away
        return best

    def kind(self, slot: int) -> str:
        """Type of what is in a slot; "" where the ontology does not know it."""
        index = self._kinds[slot]
        return OBJECT_TYPES[index].name if index >= 0 else ""

    def state(self, slot: int) -> State:
        """State bits of what is in a slot."""
        thing = self._objects[slot]
        bits = State(0)
        if thing is None:
            return bits
        for key, bit in _KEYS:
            if thing.get(key):
                bits |= bit
        bits |= self._liquid.get(slot, State(0))
        return bits | State.BOILED if slot in self.boiled else bits

    def facts(self) -> WorldFacts:
        """What goal conditions are about."""
        there = [t is not None and not t.get("isSliced") for t in self._objects]
        held = [t is not None and bool(t.get("isPickedUp")) for t in self._objects]
        return WorldFacts(
            type=np.array(self._kinds, np.int32),
            present=np.array(there, np.int32),
            parent=np.where(held, HELD, np.array(self._parents, np.int32)).astype(np.int32),
            state=np.array([int(self.state(slot)) for slot in range(len(self.ids))], np.int32),
        )

    def types(self) -> NDArray[np.int32]:
        """(nslot,) ontology index of each thing that is there; -1 for others."""
        kinds = [
            k if t is not None else -1 for k, t in zip(self._kinds, self._objects, strict=True)
        ]
        return np.array(kinds, np.int32)

    def above(self, slot: int) -> list[int]:
        """Slots of what holds a thing, nearest first."""
        found: list[int] = []
        at = self._parents[slot]
        while at >= 0 and at not in found:
            found.append(at)
            at = self._parents[at]
        return found

    def due(self) -> list[Due]:
        """What running water, coffee machines and heat do to things, where it is not done yet.

        Things that boil are written down as boiled.
        """
        wet = self._wet()
        found: list[Due] = []
        for slot, thing in enumerate(self._objects):
            if thing is not None and self._parents[slot] >= 0 and not thing.get("isSliced"):
                found += self._due_of(slot, thing, wet)
        return found

    def _due_of(self, slot: int, thing: Json, wet: set[int]) -> list[Due]:
        name, above = self.ids[slot], self.above(slot)
        found: list[Due] = []
        empty = (
            thing.get("canFillWithLiquid")
            and not thing.get("isFilledWithLiquid")
            and not thing.get("isBroken")
        )
        if wet.intersection(above):
            if thing.get("dirtyable") and thing.get("isDirty"):
                found.append(Due("CleanObject", name))
            if empty:
                found.append(Due("FillObjectWithLiquid", name, {"fillLiquid": "water"}))
        elif empty and self.kind(slot) == "Mug" and self._on(above, "CoffeeMachine"):
            found.append(Due("FillObjectWithLiquid", name, {"fillLiquid": "coffee"}))
        if thing.get("cookable") and self._is_heated(slot, above):
            if not thing.get("isCooked"):
                found.append(Due("CookObject", name))
            if any(self.kind(one) in VESSELS and one in self._liquid for one in above):
                self.boiled.add(slot)
        return found

    def _is_heated(self, slot: int, above: Sequence[int]) -> bool:
        pan = any(self.kind(one) in COOKWARE for one in above)
        toast = self.kind(slot) == "BreadSliced" and self._on(above, "Toaster")
        return self._on(above, "Microwave") or (pan and self._on(above, "StoveBurner")) or toast

    def _on(self, slots: Sequence[int], kind: str) -> bool:
        return any(self.kind(s) == kind and State.TOGGLED in self.state(s) for s in slots)

    def _wet(self) -> set[int]:
        """Slots of the basins under running water, and of the sinks and baths that they are in."""
        wet: set[int] = set()
        for slot, thing in enumerate(self._objects):
            if thing is not None and self.kind(slot) in WATER_SOURCES and thing.get("isToggled"):
                basin = self._basin_of(thing)
                if basin >= 0:
                    outer = {one for one in self.above(basin) if self.kind(one) in BASINS}
                    wet |= {basin} | outer
        inner = {s for s in range(len(self.ids)) if self.kind(s) in BASINS}
        return wet | {s for s in inner if wet.intersection(self.above(s))}

    def _basin_of(self, source: Json) -> int:
        for name in source.get("controlledObjects") or ():
            if self._slot.get(name, -1) >= 0:
                return self._slot[name]
        near = [
            (math.dist(_point(thing), _point(source)), slot)
            for slot, thing in enumerate(self._objects)
            if thing is not None and self.kind(slot) in BASINS
        ]
        distance, slot = min(near, default=(math.inf, -1))
        return slot if distance < NEAR_BASIN else -1

    def _holder(self, slot: int) -> int:
        """The innermost of the receptacles that a thing is in; -1 for none but the floor."""
        thing = self._objects[slot]
        names = [
            name
            for name in (thing or {}).get("parentReceptacles") or ()
            if name in self._slot and self._kinds[self._slot[name]] != BY_NAME["Floor"].index
        ]

        def depth(name: str) -> int:
            holder = self._objects[self._slot[name]] or {}
            return len(set(holder.get("parentReceptacles") or ()).intersection(names))

        return self._slot[max(names, key=depth)] if names else -1


def _point(thing: Json) -> tuple[float, float, float]:
    position = thing["position"]
    return float(position["x"]), float(position["y"]), float(position["z"])


def _type_index(name: str, kind: str | None) -> int:
    """Ontology index of a type, or of what a name that is no object's begins with; -1 for none."""
    if kind is None:
        start = name.partition("|")[0]
        kind = start if start in BY_NAME else STRUCTURE.get(start.partition("_")[0].lower(), "")
    known = BY_NAME.get(kind)
    return known.index if known is not None else -1


def holds_liquid(things: Things, slot: int) -> bool:
    """Whether a thing is filled."""
    return slot >= 0 and bool(things.state(slot) & State.filled())


def is_cutter(things: Things, slot: int) -> bool:
    """Whether a thing slices others."""
    return slot >= 0 and things.kind(slot) in ("Knife", "ButterKnife")


def can_hold_liquid(things: Things, slot: int) -> bool:
    """Whether a thing can be filled."""
    index = BY_NAME.get(things.kind(slot))
    return index is not None and index.can(Affordance.FILLABLE)
