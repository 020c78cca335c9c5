"""From house JSON to a scene: every object placed, typed, shaped, coloured and linked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from envs.interface import InvalidInputError, Pose
from envs.ontology import SLICE_COUNT, Affordance, State, can, sliced_type
from envs.thor.assets import Asset, asset, assets_of
from envs.thor.house_fixtures import complete_fixtures, link_switches
from envs.thor.house_schema import House, ObjectSpec, parse_house, walk_objects
from envs.thor.house_walls import area, build_structure, inside, palette_seed, wall_looks
from envs.thor.resting import local_from_world, rests
from envs.thor.scene import Room, Scene, SceneObject
from envs.thor.settling import fit_shape, settle
from envs.thor.shapes import shapes_for

MAX_EXTENT = 100.0  # [m] of a whole house
SMALLEST_ROOM = 0.25  # [m²]
TOUCHING = 0.03  # [m] a thing this near a surface rests on it

# Types of which all in a room look alike.
_MATCHING = frozenset({"Cabinet", "Drawer", "CounterTop", "Chair", "Stool", "StoveKnob"})


def build_scene(house: Mapping[str, Any], name: str) -> Scene:
    """Builds a scene from ProcTHOR house JSON.

    Args:
        house: as `json.load` gave it.
        name: what to call it, such as `generated:12`.

    Returns:
        The scene: structure first, every receptacle before what it holds, parts that slicing
        will make last.

    Raises:
        InvalidInputError: the house breaks its contract; the message names the bad field.
    """
    parsed = parse_house(house)
    rooms = _rooms(parsed)
    key = house_key(rooms)
    structure = build_structure(parsed, rooms, key)
    placed = _place(parsed, rooms, key)
    placed = complete_fixtures(placed, key)
    _adopt(placed)
    objects = structure + [_shifted(item, len(structure)) for item in _receptacles_first(placed)]
    link_switches(objects)
    objects += _slices(objects, key)
    return Scene(
        name=name,
        objects=objects,
        rooms=rooms,
        agent=_agent(parsed, rooms),
        light=_light(house),
        house=dict(house),
    )


def house_key(rooms: Sequence[Room]) -> str:
    """What makes a house's colours and shapes its own: its rooms."""
    return ";".join(
        f"{room.room_type}:" + ",".join(f"{x:.4f} {z:.4f}" for x, z in room.polygon)
        for room in rooms
    )


def base_shape(key: str, thing: Asset) -> int:
    """The shape that an asset has in a house, before what it holds is looked at."""
    options = shapes_for(thing.object_type, thing.asset_id)
    return options[palette_seed(key, "shape", thing.asset_id) % len(options)]


def room_at(rooms: Sequence[Room], x: float, z: float) -> int:
    """Index of the room that a point lies in; -1 for none."""
    for index, room in enumerate(rooms):
        if inside(room.polygon, x, z):
            return index
    return -1


def _rooms(house: House) -> list[Room]:
    rooms: list[Room] = []
    for index, spec in enumerate(house.rooms):
        corners: list[tuple[float, float]] = []
        for corner in spec.floor_polygon:
            point = (corner.x, corner.z)
            if not corners or math.dist(point, corners[-1]) > 1e-4:
                corners.append(point)
        if len(corners) > 1 and math.dist(corners[0], corners[-1]) <= 1e-4:
            corners.pop()
        if len(corners) < 3 or area(corners) < SMALLEST_ROOM:
            raise InvalidInputError(
                f"rooms[{index}].floorPolygon",
                f"encloses less than {SMALLEST_ROOM} m²; expected the room's corners in order",
            )
        rooms.append(Room(spec.room_type, tuple(corners)))
    for axis in (0, 1):
        values = [corner[axis] for room in rooms for corner in room.polygon]
        if max(values) - min(values) > MAX_EXTENT:
            raise InvalidInputError("rooms", f"the house is more than {MAX_EXTENT:.0f} m across")
    return rooms


def _place(house: House, rooms: list[Room], key: str) -> list[SceneObject]:
    """Every object of the file, in its order, parents before children."""
    placed: list[SceneObject] = []
    stack: list[int] = []  # indices of the ancestors of the current object
    specs = list(walk_objects(house.objects))
    looks = wall_looks(house)
    for path, spec, depth in specs:
        try:
            thing = asset(spec.asset_id)
        except InvalidInputError as error:
            raise InvalidInputError(f"{path}.assetId", error.problem) from None
        del stack[depth:]
        item = _object(spec, thing, rooms, key, stack[-1] if stack else -1)
        if item.object_type == "Wall":  # looks as the room's walls do
            item.palette = palette_seed(key, "wall", item.room, looks.get(item.room, ""))
        placed.append(item)
        stack.append(len(placed) - 1)
    children: dict[int, list[int]] = {}
    for index, item in enumerate(placed):
        if item.parent >= 0:
            children.setdefault(item.parent, []).append(index)
    for index, item in enumerate(placed):
        if index in children and can(item.object_type, Affordance.RECEPTACLE):
            options = shapes_for(item.object_type, item.asset_id)
            fit_shape(item, [placed[i] for i in children[index]], options)
            settle(placed, index, children)
    for item in placed:
        while item.parent >= 0 and not can(placed[item.parent].object_type, Affordance.RECEPTACLE):
            item.parent = placed[item.parent].parent
    return placed


def _object(
    spec: ObjectSpec, thing: Asset, rooms: list[Room], key: str, parent: int
) -> SceneObject:
    room = room_at(rooms, spec.position.x, spec.position.z)
    alike = thing.object_type in _MATCHING
    group = thing.object_type if thing.object_type != "Drawer" else "Cabinet"
    palette = (
        palette_seed(key, group, room, "" if group == "Cabinet" else thing.asset_id)
        if alike
        else palette_seed(key, thing.asset_id, spec.id)
    )
    if thing.object_type == "CounterTop":
        palette = palette_seed(key, "CounterTop", room)
    return SceneObject(
        object_type=thing.object_type,
        position=(spec.position.x, spec.position.y, spec.position.z),
        yaw=round(spec.rotation.y, 4) % 360.0,
        size=thing.size if spec.size is None else (spec.size.x, spec.size.y, spec.size.z),
        shape=base_shape(key, thing),
        asset_id=thing.asset_id,
        parent=parent,
        state=_state(spec, thing.object_type),
        palette=palette,
        house_id=spec.id,
        room=room,
        object_id=spec.object_id or "",
    )


def _state(spec: ObjectSpec, kind: str) -> int:
    state = State(0)
    if spec.is_on and can(kind, Affordance.TOGGLEABLE):
        state |= State.TOGGLED
    if spec.is_dirty and can(kind, Affordance.DIRTYABLE):
        state |= State.DIRTY
    if (spec.is_open or (spec.openness or 0.0) > 0.0) and can(kind, Affordance.OPENABLE):
        state |= State.OPEN
    if spec.fill is not None and can(kind, Affordance.FILLABLE):
        state |= State[spec.fill.upper()]
    return int(state)


def _adopt(placed: list[SceneObject]) -> None:
    """Gives things that the file leaves without a parent the receptacle that they rest on."""
    receptacles = [
        (index, item)
        for index, item in enumerate(placed)
        if can(item.object_type, Affordance.RECEPTACLE)
    ]
    for index, item in enumerate(placed):
        if item.parent >= 0 or not can(item.object_type, Affordance.PICKUPABLE):
            continue
        bottom = item.position[1] - item.size[1] / 2.0
        best: tuple[float, int] | None = None
        for other, holder in receptacles:
            reach = math.hypot(holder.size[0], holder.size[2]) / 2.0
            x, z = item.position[0], item.position[2]
            if other == index or math.dist((x, z), holder.position[::2]) > reach:
                continue
            if _descends(placed, other, index):
                continue
            lx, lz = local_from_world(holder, x, z)
            for rest in rests(holder.shape, holder.size):
                gap = abs(bottom - holder.position[1] - rest.y)
                within = rest.box[0] <= lx <= rest.box[2] and rest.box[1] <= lz <= rest.box[3]
                if gap <= TOUCHING and within and (best is None or gap < best[0] - 1e-6):
                    best = (gap, other)
        if best is not None:
            item.parent = best[1]


def _descends(placed: list[SceneObject], index: int, ancestor: int) -> bool:
    while index >= 0:
        if index == ancestor:
            return True
        index = placed[index].parent
    return False


def _receptacles_first(placed: list[SceneObject]) -> list[SceneObject]:
    """Reorders so that parents come before their children, else in the file's order."""
    children: dict[int, list[int]] = {}
    for index, item in enumerate(placed):
        children.setdefault(item.parent, []).append(index)
    order: list[int] = []
    stack = list(reversed(children.get(-1, [])))
    while stack:
        index = stack.pop()
        order.append(index)
        stack.extend(reversed(children.get(index, [])))
    position = {old: new for new, old in enumerate(order)}
    for item in placed:
        item.parent = position[item.parent] if item.parent >= 0 else -1
    return [placed[index] for index in order]


def _shifted(item: SceneObject, offset: int) -> SceneObject:
    if item.parent >= 0:
        item.parent += offset
    return item


def _slices(objects: list[SceneObject], key: str) -> list[SceneObject]:
    """The parts that slicing will bring in, piled up where their wholes are."""
    parts: list[SceneObject] = []
    for index, whole in enumerate(objects):
        count = SLICE_COUNT.get(whole.object_type, 0)
        if count == 0:
            continue
        options = assets_of(sliced_type(whole.object_type))
        thing = options[palette_seed(key, whole.house_id, "slice") % len(options)]
        spots = _pile(whole, thing, count)
        shape = base_shape(key, thing)
        for spot in spots:
            parts.append(
                SceneObject(
                    object_type=thing.object_type,
                    position=spot,
                    yaw=whole.yaw,
                    size=thing.size,
                    shape=shape,
                    asset_id=thing.asset_id,
                    parent=whole.parent,
                    palette=whole.palette,
                    whole=index,
                    present=False,
                    room=whole.room,
                )
            )
    return parts


def _pile(whole: SceneObject, part: Asset, count: int) -> list[tuple[float, float, float]]:
    """Centres of `count` parts, side by side in the whole's footprint and then on top."""
    across = max(1, int(whole.size[0] / part.size[0] + 0.25))
    deep = max(1, int(whole.size[2] / part.size[2] + 0.25))
    while across * deep * 3 < count:  # no pile is more than three high
        if across * part.size[0] <= deep * part.size[2]:
            across += 1
        else:
            deep += 1
    angle = math.radians(whole.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    bottom = whole.position[1] - whole.size[1] / 2.0
    spots: list[tuple[float, float, float]] = []
    for number in range(count):
        layer, place = divmod(number, across * deep)
        row, column = divmod(place, across)
        x = (column - (across - 1) / 2.0) * part.size[0]
        z = (row - (deep - 1) / 2.0) * part.size[2]
        spots.append(
            (
                whole.position[0] + cos * x + sin * z,
                bottom + (layer + 0.5) * part.size[1],
                whole.position[2] - sin * x + cos * z,
            )
        )
    return spots


def _agent(house: House, rooms: list[Room]) -> Pose:
    start = house.metadata.agent
    if start is None:
        room = max(rooms, key=lambda room: area(room.polygon))
        x = sum(corner[0] for corner in room.polygon) / len(room.polygon)
        z = sum(corner[1] for corner in room.polygon) / len(room.polygon)
        return Pose(round(x * 4.0) / 4.0, round(z * 4.0) / 4.0, 0.0, 30.0)
    if room_at(rooms, start.position.x, start.position.z) < 0:
        raise InvalidInputError("metadata.agent.position", "lies in no room of the house")
    yaw = start.rotation if isinstance(start.rotation, float | int) else start.rotation.y
    return Pose(start.position.x, start.position.z, round(yaw, 4) % 360.0, start.horizon)


def _light(house: Mapping[str, Any]) -> tuple[float, float, float]:
    """Direction of the house's directional light; a pleasant one where it names none."""
    try:
        for light in house["proceduralParameters"]["lights"]:
            if light["type"] == "directional":
                pitch = math.radians(float(light["rotation"]["x"]))
                yaw = math.radians(float(light["rotation"]["y"]))
                vector = (
                    math.sin(yaw) * math.cos(pitch),
                    -math.sin(pitch),
                    math.cos(yaw) * math.cos(pitch),
                )
                if all(math.isfinite(value) for value in vector) and vector[1] < -0.2:
                    return vector
    except (KeyError, TypeError, ValueError, OverflowError):
        pass
    return (0.3015113445777637, -0.904534033733291, 0.3015113445777637)
