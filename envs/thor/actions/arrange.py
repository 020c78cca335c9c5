"""Setting a scene up: poses, copies, random placements, what is there and what is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from envs.ontology import BY_NAME, Affordance, State, can, takes
from envs.thor.actions.copies import MAX_OBJECTS, Wanted, copy_slots, rename
from envs.thor.actions.handling import (
    Arguments,
    Handler,
    Outcome,
    Refused,
    brief,
    forced,
    is_vector,
    number,
    slot_named,
    vector,
)
from envs.thor.actions.placing import (
    ABOUT,
    NEAR,
    TOUCHING,
    Tolerance,
    carried_by,
    contents,
    is_free,
    lay,
    let_go,
    move_to,
    support_of,
)
from envs.thor.resting import rests
from envs.thor.state import NONE
from envs.thor.world import World

_OLD_TYPES = {"Glassbottle": "Bottle"}  # 2.1.0's names of types that were renamed since
_FARTHEST = 1e3  # [m] of a thing from the origin


@dataclass(frozen=True, slots=True)
class _Pose:
    """One entry of `objectPoses`."""

    name: str
    position: tuple[float, ...]
    rotation: tuple[float, ...]


def _poses_of(entries: Sequence[Mapping[str, Any]]) -> list[_Pose]:
    poses: list[_Pose] = []
    for index, entry in enumerate(entries):
        where = f"objectPoses[{index}]"
        name, position = entry.get("objectName"), entry.get("position")
        rotation = entry.get("rotation")
        if not isinstance(name, str) or not name:
            raise Refused(f"{where}.objectName must be an object's name, got {brief(name)}")
        if not is_vector(position) or set(position) != {"x", "y", "z"}:  # pyright: ignore
            raise Refused(f"{where}.position must have x, y and z, got {brief(position)}")
        if rotation is not None and not is_vector(rotation):
            raise Refused(f"{where}.rotation must be a vector, got {brief(rotation)}")
        place = vector(position, (0.0, 0.0, 0.0))  # pyright: ignore
        if any(abs(part) > _FARTHEST for part in place):
            raise Refused(f"{where}.position is out of range: {brief(position)}")
        poses.append(_Pose(name, place, vector(rotation, (0.0, 0.0, 0.0))))
    return poses


def _set_poses(world: World, arguments: Arguments) -> Outcome:
    """AI2-THOR's SetObjectPoses: what is not named goes, what is named again is copied."""
    poses = _poses_of(arguments["objectPoses"])
    if len(poses) > MAX_OBJECTS // 2:
        raise Refused(f"objectPoses holds {len(poses)} entries, more than {MAX_OBJECTS // 2}")
    if not poses:
        return Outcome()
    wanted, unknown = _resolve(world, poses)
    slots = copy_slots(world, wanted)
    _clear_away(world, poses, [slot for slot in slots if slot >= 0])
    placed = [(slot, pose) for slot, pose in zip(slots, poses, strict=True) if slot >= 0]
    _put_down(world, placed)
    if unknown:
        return Outcome(False, "no object that can be moved is called " + ", ".join(unknown[:5]))
    return Outcome()


def _resolve(world: World, poses: Sequence[_Pose]) -> tuple[list[Wanted], list[str]]:
    """What each entry is about, and the names that mean nothing here.

    A name that the scene does not know stands for an object of the type that it begins with, so
    that poses which were recorded in Unity's floor plans set ours up as well.
    """
    known = world.known
    by_name = {name: slot for slot, name in enumerate(known.names)} | known.slot_of
    named = {by_name[pose.name] for pose in poses if pose.name in by_name}
    chosen: dict[str, int] = {}
    wanted: list[Wanted] = []
    unknown: list[str] = []
    for pose in poses:
        slot = by_name.get(pose.name, chosen.get(pose.name, -1))
        kind = known.kinds[slot] if slot >= 0 else pose.name.split("_")[0].split("|")[0]
        kind = _OLD_TYPES.get(kind, kind)
        if kind not in BY_NAME or not can(kind, Affordance.PICKUPABLE | Affordance.MOVEABLE):
            unknown += [pose.name] if pose.name not in unknown else []
            wanted.append(Wanted("", -1))
            continue
        if slot < 0:
            spare = [
                k
                for k, thing in enumerate(world.scene.objects)
                if known.kinds[k] == kind and k not in named and thing.whole < 0
            ]
            if spare:
                slot = chosen[pose.name] = spare[0]
                named.add(slot)
        wanted.append(Wanted(kind, slot, pose.name))
    return wanted, unknown


def _clear_away(world: World, poses: Sequence[_Pose], placed: Sequence[int]) -> None:
    """Takes out of the scene what can be moved, and out of all hands.

    Furniture goes only where the list names furniture: AI2-THOR 2.1's lists hold none and leave
    it where it is.
    """
    kinds = world.known.kinds
    furniture = any(not can(kinds[slot], Affordance.PICKUPABLE) for slot in placed)
    gone = set(placed)
    for slot, kind in enumerate(kinds):
        if can(kind, Affordance.PICKUPABLE) or (furniture and can(kind, Affordance.MOVEABLE)):
            gone.add(slot)
    for slot in sorted(gone):
        let_go(world, slot)
    simulator = world.simulator
    present, parents = simulator.numpy("present"), simulator.numpy("parent")
    for slot in sorted(gone):
        present[0, slot] = 0
        parents[0, slot] = NONE
        world.disabled.pop(slot, None)
    for slot in range(len(kinds)):  # what stood on furniture that went
        if parents[0, slot] in gone:
            parents[0, slot] = NONE
    simulator.assign("present", present)
    simulator.assign("parent", parents)


def _put_down(world: World, placed: Sequence[tuple[int, _Pose]]) -> None:
    """Puts things where they are said to be, and finds what each of them is in or on."""
    simulator = world.simulator
    fields = {
        name: simulator.numpy(name) for name in ("present", "position", "yaw", "half", "state")
    }
    for slot, pose in placed:
        size = np.array(world.scene.objects[slot].size) / 2.0
        if _is_quarter(pose.rotation[0]):
            size = size[[0, 2, 1]]
        elif _is_quarter(pose.rotation[2]):
            size = size[[1, 0, 2]]
        fields["half"][0, slot] = np.maximum(size, 1e-4)
        fields["position"][0, slot] = pose.position
        fields["yaw"][0, slot] = pose.rotation[1] % 360.0
        fields["present"][0, slot] = 1
        fields["state"][0, slot] &= ~int(State.SLICED)
        for part, thing in enumerate(world.scene.objects):
            if thing.whole == slot:
                fields["present"][0, part] = 0
    for name, values in fields.items():
        simulator.assign(name, values)
    half = simulator.numpy("half")[0]
    order = sorted(placed, key=lambda item: (item[1].position[1] - half[item[0]][1], item[0]))
    for slot, pose in order:
        if not settle_on(world, slot, pose.position, NEAR):
            settle_on(world, slot, pose.position, ABOUT)
    rename(world, {slot: pose.position for slot, pose in placed})
    simulator.settle()


def _is_quarter(angle: float) -> bool:
    """Whether a turn lays a thing on its side."""
    return 45.0 <= angle % 180.0 <= 135.0


def settle_on(
    world: World, slot: int, position: Sequence[float], within: Tolerance = TOUCHING
) -> bool:
    """Lets a thing at a position come to rest on what is under it; whether anything is."""
    simulator = world.simulator
    support = support_of(world, slot, position, within)
    parents = simulator.numpy("parent")
    parents[0, slot] = NONE
    if support is not None:
        if world.known.kinds[support.receptacle] != "Floor":
            parents[0, slot] = support.receptacle
        lift = support.height + float(simulator.numpy("half")[0, slot, 1])
        beside = within is ABOUT  # a little beside an edge is where the client wants it
        x, z = (support.x, support.z) if beside else (position[0], position[2])
        move_to(world, slot, (x, lift, z))
    simulator.assign("parent", parents)
    return support is not None


def _random_spawn(world: World, arguments: Arguments) -> Outcome:
    """Puts every small thing in or on a receptacle that takes it, all by the seed."""
    generator = np.random.default_rng(int(number(arguments, "randomSeed", 0)) % 2**64)
    open_only = bool(arguments.get("forceVisible"))
    attempts = int(np.clip(number(arguments, "numPlacementAttempts", 5), 1, 50))
    kept = set[str](arguments.get("excludedObjectIds") or ())
    barred = set[str](arguments.get("excludedReceptacles") or ())
    for kind in sorted(barred):
        if kind not in BY_NAME:
            raise Refused(f"excludedReceptacles: there is no type {brief(kind)}")
    fresh = _duplicate(world, arguments.get("numDuplicatesOfType") or (), generator)
    simulator, known = world.simulator, world.known
    present = simulator.numpy("present")[0]
    receptacles = [
        slot
        for slot, kind in enumerate(known.kinds)
        if present[slot] and can(kind, Affordance.RECEPTACLE)
        and not can(kind, Affordance.PICKUPABLE) and kind != "Floor" and kind not in barred
    ]  # fmt: skip
    loose = [
        slot
        for slot, kind in enumerate(known.kinds)
        if present[slot] and can(kind, Affordance.PICKUPABLE)
        and known.ids[slot] not in kept and carried_by(world, slot) < 0
    ]  # fmt: skip
    for slot in generator.permutation(np.array(loose, int)).tolist():
        homes = [r for r in receptacles if takes(known.kinds[r], known.kinds[slot])]
        for home in generator.permutation(np.array(homes, int)).tolist()[:attempts]:
            if lay(world, slot, home, _somewhere_on(world, home, generator), not open_only):
                fresh.discard(slot)
                break
    present = simulator.numpy("present")
    for slot in sorted(fresh):  # copies that found no place
        present[0, slot] = 0
    simulator.assign("present", present)
    return Outcome()


def _somewhere_on(world: World, slot: int, generator: np.random.Generator) -> list[float]:
    """A random point (x, y, z) of one of a receptacle's surfaces [m], world frame."""
    simulator = world.simulator
    place = simulator.numpy("position")[0, slot].astype(np.float64)
    size = (2.0 * simulator.numpy("half")[0, slot].astype(np.float64)).tolist()
    share = generator.uniform(size=3)
    surfaces = rests(int(simulator.numpy("shape")[0, slot]), (size[0], size[1], size[2]))
    if not surfaces:
        return place.tolist()
    rest = surfaces[int(share[0] * len(surfaces)) % len(surfaces)]
    x = rest.box[0] + share[1] * (rest.box[2] - rest.box[0])
    z = rest.box[1] + share[2] * (rest.box[3] - rest.box[1])
    yaw = np.radians(float(simulator.numpy("yaw")[0, slot]))
    sin, cos = float(np.sin(yaw)), float(np.cos(yaw))
    return [
        float(place[0] + cos * x + sin * z),
        float(place[1] + rest.y),
        float(place[2] - sin * x + cos * z),
    ]


def _duplicate(
    world: World, counts: Sequence[Mapping[str, Any]], generator: np.random.Generator
) -> set[int]:
    """Brings copies in until there are as many of each type as asked for; the slots of new ones."""
    wanted: list[Wanted] = []
    for index, entry in enumerate(counts):
        kind, count = entry.get("objectType"), entry.get("count")
        where = f"numDuplicatesOfType[{index}]"
        if not isinstance(kind, str) or not can(kind, Affordance.PICKUPABLE):
            raise Refused(f"{where}.objectType must be a type that can be picked up, got {kind!r}")
        if not isinstance(count, int) or not 0 <= count <= 100:
            raise Refused(f"{where}.count must be from 0 to 100, got {count!r}")
        present = world.simulator.numpy("present")[0]
        there = [
            slot for slot, name in enumerate(world.known.kinds) if name == kind and present[slot]
        ]
        if not there:
            raise Refused(f"{where}: there is no {kind} in the scene to copy")
        wanted += [Wanted(kind, slot) for slot in there]
        picks = generator.integers(len(there), size=max(count - len(there), 0))
        wanted += [Wanted(kind, there[int(pick)]) for pick in picks]
    if not wanted:
        return set()
    slots = copy_slots(world, wanted)
    present = world.simulator.numpy("present")
    fresh = {slot for slot in slots if not present[0, slot]}
    for slot in slots:
        present[0, slot] = 1
    world.simulator.assign("present", present)
    return fresh


def _teleport_object(world: World, arguments: Arguments) -> Outcome:
    slot = slot_named(world, arguments["objectId"])
    given = arguments.get("position") or {axis: arguments.get(axis) for axis in "xyz"}
    here = world.simulator.numpy("position")[0, slot].tolist()
    place = vector(given, here)
    rotation = arguments.get("rotation")
    yaw = rotation.get("y") if isinstance(rotation, Mapping) else rotation
    if arguments.get("makeUnbreakable"):
        world.unbreakable.add(slot)
    return _move_object(world, slot, place, yaw, arguments)


def _place_object(world: World, arguments: Arguments) -> Outcome:
    """Puts a thing with its foot at a point."""
    slot = slot_named(world, arguments["objectId"])
    half = float(world.simulator.numpy("half")[0, slot, 1])
    here = world.simulator.numpy("position")[0, slot].tolist()
    x, y, z = vector(arguments["position"], here)
    rotation = arguments.get("rotation")
    yaw = rotation.get("y") if isinstance(rotation, Mapping) else None
    return _move_object(world, slot, (x, y + half, z), yaw, arguments)


def _move_object(
    world: World, slot: int, place: Sequence[float], yaw: Any, arguments: Arguments
) -> Outcome:
    name = world.known.ids[slot]
    if not world.known.loose[slot]:
        if world.known.kinds[slot] in ("Floor", "Wall", "Ceiling", "Doorway", "Doorframe"):
            raise Refused(f"{name} is part of the house and cannot be moved")
        if not forced(arguments):
            raise Refused(f"{name} cannot be moved")
    if any(abs(part) > _FARTHEST for part in place):
        raise Refused(f"position is out of range: {list(place)}")
    if carried_by(world, slot) >= 0 and not arguments.get("allowTeleportOutOfHand"):
        raise Refused(f"{name} is in an agent's hand")
    heading = None if yaw is None else float(yaw) % 360.0
    if not forced(arguments) and not is_free(world, slot, (place[0], place[1] + 0.01, place[2])):
        raise Refused(f"something is in the way of {name} there")
    let_go(world, slot)
    move_to(world, slot, place, heading)
    if can(world.known.kinds[slot], Affordance.PICKUPABLE):
        settle_on(world, slot, place)
    else:
        parents = world.simulator.numpy("parent")
        parents[0, slot] = NONE
        world.simulator.assign("parent", parents)
    world.simulator.settle()
    return Outcome()


def _remove(world: World, arguments: Arguments) -> Outcome:
    """Takes an object out of the scene, with all that is in it."""
    slot = slot_named(world, arguments["objectId"])
    if can(world.known.kinds[slot], Affordance.STRUCTURE):
        raise Refused(f"{arguments['objectId']} is part of the house and cannot be taken out")
    let_go(world, slot)
    present = world.simulator.numpy("present")
    out = [k for k in (slot, *contents(world, slot)) if present[0, k]]
    for k in out:
        present[0, k] = 0
    world.disabled[slot] = tuple(out)
    world.simulator.assign("present", present)
    return Outcome()


def _enable(world: World, arguments: Arguments) -> Outcome:
    """Brings back what DisableObject took out."""
    slot = world.known.slot_of.get(arguments["objectId"], -1)
    if slot < 0:
        raise Refused(f"there is no object called {brief(arguments['objectId'])}")
    if slot not in world.disabled:
        if world.simulator.numpy("present")[0, slot]:
            return Outcome()
        raise Refused(f"{arguments['objectId']} is out of the scene for good")
    simulator = world.simulator
    present, parents = simulator.numpy("present"), simulator.numpy("parent")
    back = world.disabled.pop(slot)
    for k in back:
        present[0, k] = 1
        world.disabled.pop(k, None)
    parent = int(parents[0, slot])
    if parent >= 0 and not present[0, parent]:
        parents[0, slot] = NONE
    simulator.assign("present", present)
    simulator.assign("parent", parents)
    simulator.settle()
    return Outcome()


_OBJECT = {"objectId": "a string"}
_MOVED = {
    **_OBJECT,
    "position": "a vector",
    "rotation": "a number or a vector",
    "forceKinematic": "a boolean",
    "allowTeleportOutOfHand": "a boolean",
    "makeUnbreakable": "a boolean",
}

ACTIONS: dict[str, Handler] = {
    "SetObjectPoses": Handler(
        _set_poses,
        {"objectPoses": "a list of objects", "placeStationary": "a boolean"},
        ("objectPoses",),
    ),
    "InitialRandomSpawn": Handler(
        _random_spawn,
        {
            "randomSeed": "a number",
            "forceVisible": "a boolean",
            "numPlacementAttempts": "a number",
            "placeStationary": "a boolean",
            "numDuplicatesOfType": "a list of objects",
            "excludedReceptacles": "a list of strings",
            "excludedObjectIds": "a list of strings",
            "allowFloor": "a boolean",
            "allowMoveable": "a boolean",
        },
    ),
    "TeleportObject": Handler(
        _teleport_object, {**_MOVED, **{axis: "a number" for axis in "xyz"}}, ("objectId",)
    ),
    "PlaceObjectAtPoint": Handler(_place_object, _MOVED, ("objectId", "position")),
    "RemoveFromScene": Handler(_remove, _OBJECT, ("objectId",)),
    "DisableObject": Handler(_remove, _OBJECT, ("objectId",)),
    "EnableObject": Handler(_enable, _OBJECT, ("objectId",)),
}
