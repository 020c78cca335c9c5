"""Copies of objects: slots for them, their ids and names."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from envs.ontology import SLICE_COUNT, sliced_type
from envs.thor.actions.handling import Refused
from envs.thor.assets import assets_of
from envs.thor.catalogue import catalogue, position_id
from envs.thor.house import base_shape, house_key
from envs.thor.scene import SceneObject
from envs.thor.world import World

MAX_OBJECTS = 4000  # of one scene, copies and parts included


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that a list asks for.

    Attributes:
        kind: type name; "" for nothing.
        slot: of the object that it is, or is a copy of; -1 for a new one of its kind.
        name: what the list calls it.
    """

    kind: str
    slot: int
    name: str = ""


def copy_slots(world: World, wanted: Sequence[Wanted]) -> list[int]:
    """A slot for each thing that is asked for; what is asked for again gets a copy's.

    Copies that were made before and are not asked for themselves are used again; the world grows
    for those that are still missing. Copies are absent until they are placed.

    Returns:
        slots, -1 where nothing is asked for.
    """
    taken: set[int] = set()
    named = {item.slot for item in wanted if item.slot >= 0}
    slots: list[int] = []
    new: list[SceneObject] = []
    first: dict[str, int] = {}
    for item in wanted:
        if not item.kind:
            slots.append(-1)
            continue
        source = item.slot if item.slot >= 0 else first.get(item.name, -1)
        spare = [source, *world.copies.get(source, ())] if source >= 0 else []
        free = next((k for k in spare if k not in taken and (k == source or k not in named)), None)
        if free is None:
            free = len(world.scene.objects) + len(new)
            new += _copied(world, source, new) if source >= 0 else _made(world, item.kind, free)
            if source >= 0:
                world.copies.setdefault(source, []).append(free)
        taken.add(free)
        if item.slot < 0:
            first.setdefault(item.name, free)
        slots.append(free)
    if new:
        _grow(world, new)
    return slots


def _copied(world: World, source: int, new: Sequence[SceneObject]) -> list[SceneObject]:
    """A copy of an object, and of the parts that slicing it would make."""
    old = [*world.scene.objects, *new]
    place = len(old)
    copy = dataclasses.replace(
        old[source],
        parent=-1,
        link=-1,
        present=False,
        house_id=f"{old[source].house_id}_copy",
        object_id="",
    )
    parts = [
        dataclasses.replace(thing, whole=place, parent=-1, present=False)
        for thing in old
        if thing.whole == source
    ]
    return [copy, *parts]


def _made(world: World, kind: str, place: int) -> list[SceneObject]:
    """An object of a type that the scene has none of, from the asset table."""
    key = house_key(world.scene.rooms)
    thing = assets_of(kind)[0]
    made = [_plain(kind, thing.size, base_shape(key, thing), thing.asset_id, -1)]
    count = SLICE_COUNT.get(kind, 0)
    if count:
        part = assets_of(sliced_type(kind))[0]
        made += [
            _plain(part.object_type, part.size, base_shape(key, part), part.asset_id, place)
            for _ in range(count)
        ]
    return made


def _plain(
    kind: str, size: tuple[float, float, float], shape: int, asset_id: str, whole: int
) -> SceneObject:
    return SceneObject(
        object_type=kind,
        position=(0.0, 0.0, 0.0),
        yaw=0.0,
        size=size,
        shape=shape,
        asset_id=asset_id,
        whole=whole,
        present=False,
    )


def _grow(world: World, new: Sequence[SceneObject]) -> None:
    objects = [*world.scene.objects, *new]
    if len(objects) > MAX_OBJECTS:
        raise Refused(f"the scene cannot hold more than {MAX_OBJECTS} objects")
    scene = dataclasses.replace(world.scene, objects=objects)
    known = world.known
    world.grow(scene, catalogue(scene, known.ids, known.names))


def rename(world: World, positions: Mapping[int, Sequence[float]]) -> None:
    """Gives things that were put elsewhere the ids of where they are, as AI2-THOR does.

    Args:
        positions: (x, y, z) [m] by slot.
    """
    known = world.known
    ids = list(known.ids)
    taken = {name for slot, name in enumerate(ids) if slot not in positions}
    for slot, position in positions.items():
        name = position_id(known.kinds[slot], position)
        count = 0
        unique = name
        while unique in taken:
            count += 1
            unique = f"{name}|{count}"
        taken.add(unique)
        ids[slot] = unique
    parts: dict[int, int] = {}
    for slot, thing in enumerate(world.scene.objects):
        if thing.whole >= 0:
            index = parts.get(thing.whole, 0)
            parts[thing.whole] = index + 1
            ids[slot] = f"{ids[thing.whole]}|{thing.object_type}_{index}"
    world.know(catalogue(world.scene, ids, known.names))
