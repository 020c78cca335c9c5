"""What never changes about the objects of a scene: ids, names, affordances, what metadata says."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.ontology import BY_NAME, Affordance
from envs.thor.scene import Scene, SceneObject

DENSITY = 250.0  # [kg/m3] of a thing's bounding box; masses are estimates
UNLISTED = frozenset({"Wall", "Ceiling"})  # structure that AI2-THOR's metadata leaves out
_BASIN_OF = {"SinkBasin": "Sink", "BathtubBasin": "Bathtub"}
# AI2-THOR's keys by the bits that make them true, as plain integers for speed.
_ABLE: tuple[tuple[str, int], ...] = (
    ("receptacle", int(Affordance.RECEPTACLE)),
    ("toggleable", int(Affordance.TOGGLEABLE)),
    ("breakable", int(Affordance.BREAKABLE)),
    ("canFillWithLiquid", int(Affordance.FILLABLE)),
    ("dirtyable", int(Affordance.DIRTYABLE)),
    ("canBeUsedUp", int(Affordance.USABLE_UP)),
    ("cookable", int(Affordance.COOKABLE)),
    ("isHeatSource", int(Affordance.HEAT_SOURCE)),
    ("isColdSource", int(Affordance.COLD_SOURCE)),
    ("sliceable", int(Affordance.SLICEABLE)),
    ("openable", int(Affordance.OPENABLE)),
    ("pickupable", int(Affordance.PICKUPABLE)),
    ("moveable", int(Affordance.MOVEABLE)),
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Facts of every object of a scene, by slot.

    Attributes:
        ids: AI2-THOR's ids, `Type|+xx.xx|+yy.yy|+zz.zz`; no two are the same.
        names: AI2-THOR's names, `Type_` and eight hexadecimal digits; no two are the same.
        kinds: type names.
        entries: the part of its metadata entry that never changes.
        listed: (nobject,) bool, whether AI2-THOR's metadata lists it when it is present.
        loose: (nobject,) bool, whether it can be picked up or pushed.
        holds: (nobject,) bool, whether it is a receptacle.
        floors: slots of the floors.
        slot_of: slot by id.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    entries: tuple[Json, ...]
    listed: NDArray[np.bool_]
    loose: NDArray[np.bool_]
    holds: NDArray[np.bool_]
    floors: tuple[int, ...]
    slot_of: dict[str, int]


def catalogue(
    scene: Scene, ids: Sequence[str] | None = None, names: Sequence[str] | None = None
) -> Catalogue:
    """The catalogue of a scene.

    Args:
        scene: the scene.
        ids, names: of its first objects, where they are not to be made anew.
    """
    known = object_ids(scene, ids or ())
    called = object_names(scene, known, names or ())
    kinds = tuple(thing.object_type for thing in scene.objects)
    bits = np.array([int(BY_NAME[kind].affordances) for kind in kinds], np.int64)
    loose = bits & int(Affordance.PICKUPABLE | Affordance.MOVEABLE) != 0
    return Catalogue(
        ids=known,
        names=called,
        kinds=kinds,
        entries=tuple(
            _entry(thing, known, called[slot], known[slot], bool(loose[slot]))
            for slot, thing in enumerate(scene.objects)
        ),
        listed=np.array([kind not in UNLISTED for kind in kinds], bool),
        loose=loose,
        holds=bits & int(Affordance.RECEPTACLE) != 0,
        floors=tuple(slot for slot, kind in enumerate(kinds) if kind == "Floor"),
        slot_of={name: slot for slot, name in enumerate(known)},
    )


def _entry(thing: SceneObject, ids: Sequence[str], name: str, object_id: str, loose: bool) -> Json:
    bits = int(BY_NAME[thing.object_type].affordances)
    entry: Json = {
        "name": name,
        "objectId": object_id,
        "objectType": thing.object_type,
        "assetId": thing.asset_id,
        "mass": round(DENSITY * math.prod(thing.size), 3) if loose else 0.0,
        "salientMaterials": None,
        "isMoving": False,
        "controlledObjects": [ids[thing.link]] if thing.link >= 0 else None,
    }
    entry.update((key, bits & bit != 0) for key, bit in _ABLE)
    return entry


def object_ids(scene: Scene, given: Sequence[str] = ()) -> tuple[str, ...]:
    """AI2-THOR's id of every object of a scene, by slot; no two are the same.

    `Type|+xx.xx|+yy.yy|+zz.zz` from where it first is, unless the scene says otherwise; parts
    that slicing makes add `|TypeSliced_0`, and the basin of a sink or bath is named after it.

    Args:
        scene: the scene.
        given: ids of the first objects, which are kept.
    """
    ids = list(given)
    taken = {name: 1 for name in ids}
    parts: dict[int, int] = {}
    for thing in scene.objects[len(ids) :]:
        if thing.whole >= 0:
            index = parts.get(thing.whole, 0)
            parts[thing.whole] = index + 1
            name = f"{ids[thing.whole]}|{thing.object_type}_{index}"
        else:
            name = _placed_id(scene, thing)
        count = taken.get(name, 0)
        taken[name] = count + 1
        ids.append(f"{name}|{count}" if count else name)
    return tuple(ids)


def object_names(scene: Scene, ids: Sequence[str], given: Sequence[str] = ()) -> tuple[str, ...]:
    """AI2-THOR's `name` of every object, by slot: its type and a number made from its id."""
    names = list(given)
    taken = set(names)
    for slot in range(len(names), len(ids)):
        code = zlib.crc32(ids[slot].encode())
        name = f"{scene.objects[slot].object_type}_{code:08x}"
        while name in taken:
            code = (code + 1) & 0xFFFFFFFF
            name = f"{scene.objects[slot].object_type}_{code:08x}"
        taken.add(name)
        names.append(name)
    return tuple(names)


def _placed_id(scene: Scene, thing: SceneObject) -> str:
    if thing.object_id:
        return thing.object_id
    basin_of = _BASIN_OF.get(thing.object_type)
    if basin_of is not None:
        outer = [other for other in scene.objects if other.object_type == basin_of]
        near = min(outer, key=lambda o: math.dist(o.position, thing.position), default=None)
        if near is not None and math.dist(near.position, thing.position) < 1.5:
            outer_id = near.object_id or position_id(near.object_type, near.position)
            return f"{outer_id}|{thing.object_type}"
    return position_id(thing.object_type, thing.position)


def position_id(kind: str, position: Sequence[float]) -> str:
    """`Type|+xx.xx|+yy.yy|+zz.zz` of a position [m]."""
    return "|".join([kind, *(f"{_hundredths(float(v)):+06.2f}" for v in position)])


def _hundredths(value: float) -> float:
    """Rounded as .NET writes it: halves away from zero; no minus before a zero."""
    rounded = math.floor(abs(value) * 100.0 + 0.5 + 1e-6) / 100.0
    return math.copysign(rounded, value) if rounded else 0.0
