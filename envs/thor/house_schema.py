"""What a house file must look like: ProcTHOR's house JSON, as AI2-THOR's `CreateHouse` takes it.

Keys that are not named here are tolerated and ignored. A file that breaks the contract raises
`InvalidInputError` with the path to the first bad field, such as `rooms[0].floorPolygon[2].x`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from envs.interface import InvalidInputError

MAX_COORDINATE = 200.0  # [m] a larger house is a mistake in units
MAX_OBJECTS = 5000
MAX_DEPTH = 6  # of `children` inside `children`

Coordinate = Annotated[
    float, Field(strict=True, allow_inf_nan=False, ge=-MAX_COORDINATE, le=MAX_COORDINATE)
]
Angle = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-36000.0, le=36000.0)]
Fraction = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.0, le=1.0)]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
Flag = Annotated[bool, Field(strict=True)]


class Part(BaseModel):
    """Base of every part: camelCase keys in the file, snake_case attributes here."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="ignore", frozen=True, hide_input_in_errors=True
    )


class Vector(Part):
    """A point, metres, world frame."""

    x: Coordinate
    y: Coordinate = 0.0
    z: Coordinate


class HolePoint(Part):
    """A corner of a hole: x along the wall from its first corner, y up, metres."""

    x: Coordinate
    y: Coordinate
    z: Coordinate = 0.0


class Rotation(Part):
    """Euler angles, degrees; only the yaw `y` counts."""

    x: Angle = 0.0
    y: Angle = 0.0
    z: Angle = 0.0


class RoomSpec(Part):
    """A room: its type and the outline of its floor, in order."""

    id: Name
    room_type: Name
    floor_polygon: Annotated[list[Vector], Field(min_length=3, max_length=64)]
    floor_material: Any = None


class WallSpec(Part):
    """One flat wall of a room: the two corners at the floor and the two above them."""

    id: Name
    room_id: Name
    polygon: Annotated[list[Vector], Field(min_length=4, max_length=4)]
    material: Any = None


class HoleBox(Part):
    """How older house files write a hole."""

    min: HolePoint
    max: HolePoint


class HoleSpec(Part):
    """A door or a window: a hole in a wall, and the asset that fills it."""

    id: Name
    room0: Name
    room1: Name
    wall0: Name
    wall1: Name | None = None
    asset_id: Name
    hole_polygon: Annotated[list[HolePoint], Field(min_length=2, max_length=64)] | None = None
    bounding_box: HoleBox | None = None


class Extent(Part):
    """Width, height and depth, metres."""

    x: Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0.0, le=MAX_COORDINATE)]
    y: Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0.0, le=MAX_COORDINATE)]
    z: Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0.0, le=MAX_COORDINATE)]


class ObjectSpec(Part):
    """One object; `position` is the centre of its bounding box, metres, world frame.

    `size` and `object_id` are our own additions to the format: a size other than the asset's,
    and the id that AI2-THOR gives the object, where that is not its type and position.
    """

    id: Name
    asset_id: Name
    position: Vector
    rotation: Rotation = Rotation()
    size: Extent | None = None
    object_id: Name | None = None
    children: list[ObjectSpec] = Field(default_factory=list)
    kinematic: Flag = False
    is_on: Flag = False
    is_dirty: Flag = False
    is_open: Flag = False
    openness: Fraction | None = None
    fill: Annotated[str, Field(strict=True, pattern="^(water|coffee|wine)$")] | None = None


class AgentSpec(Part):
    """Where the agent starts."""

    position: Vector
    rotation: Rotation | Angle = Rotation()
    horizon: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-90, le=90)] = 30.0


class Metadata(Part):
    """What a house says beside its parts."""

    agent: AgentSpec | None = None


class House(Part):
    """A whole house file."""

    rooms: Annotated[list[RoomSpec], Field(min_length=1, max_length=64)]
    walls: Annotated[list[WallSpec], Field(max_length=2000)] = Field(default_factory=list)
    doors: Annotated[list[HoleSpec], Field(max_length=500)] = Field(default_factory=list)
    windows: Annotated[list[HoleSpec], Field(max_length=500)] = Field(default_factory=list)
    objects: Annotated[list[ObjectSpec], Field(max_length=MAX_OBJECTS)] = Field(
        default_factory=list
    )
    metadata: Metadata = Metadata()


def parse_house(house: object) -> House:
    """Validates house JSON.

    Args:
        house: what `json.load` gave.

    Returns:
        The typed house.

    Raises:
        InvalidInputError: with the path to the first bad field.
    """
    if not isinstance(house, Mapping):
        raise InvalidInputError("house", f"expected a JSON object, got {_kind(house)}")
    _check_nesting(house)
    try:
        parsed = House.model_validate(house)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        path = _path(tuple(part for part in first["loc"] if part != "Rotation"))
        raise InvalidInputError(
            path, _problem(first["msg"], first["type"], house, first["loc"])
        ) from None
    _check_ids(parsed)
    return parsed


def walk_objects(
    objects: list[ObjectSpec], path: str = "objects", depth: int = 0
) -> Iterator[tuple[str, ObjectSpec, int]]:
    """Every object with its path and depth, parents before their children."""
    for index, spec in enumerate(objects):
        where = f"{path}[{index}]"
        yield where, spec, depth
        yield from walk_objects(spec.children, f"{where}.children", depth + 1)


def _check_nesting(house: Mapping[str, object]) -> None:
    """Refuses object trees that are too deep or too large, without recursion."""
    level: object = house.get("objects")
    total = 0
    for depth in range(MAX_DEPTH + 1):
        if not isinstance(level, list):
            return
        total += len(level)
        if total > MAX_OBJECTS:
            raise InvalidInputError("objects", f"more than {MAX_OBJECTS} objects")
        children = [
            spec["children"]
            for spec in level
            if isinstance(spec, Mapping) and isinstance(spec.get("children"), list)
        ]
        level = [child for group in children for child in group]
        if not level:
            return
        if depth == MAX_DEPTH:
            raise InvalidInputError("objects", f"children nested more than {MAX_DEPTH} deep")


def _check_ids(house: House) -> None:
    """Ids are unique among the parts of a kind, and references name what exists."""
    groups = [
        ("rooms", [(f"rooms[{i}]", room.id) for i, room in enumerate(house.rooms)]),
        ("walls", [(f"walls[{i}]", wall.id) for i, wall in enumerate(house.walls)]),
        ("doors", [(f"doors[{i}]", door.id) for i, door in enumerate(house.doors)]),
        ("windows", [(f"windows[{i}]", window.id) for i, window in enumerate(house.windows)]),
        ("objects", [(path, spec.id) for path, spec, _ in walk_objects(house.objects)]),
    ]
    for _, entries in groups:
        seen: dict[str, str] = {}
        for path, name in entries:
            if name in seen:
                raise InvalidInputError(
                    f"{path}.id", f"{name!r} is used twice, first by {seen[name]}"
                )
            seen[name] = path
    rooms = {room.id for room in house.rooms}
    for index, wall in enumerate(house.walls):
        if wall.room_id not in rooms and wall.room_id != "exterior":
            raise InvalidInputError(
                f"walls[{index}].roomId",
                f"no room {wall.room_id!r}; rooms: {', '.join(sorted(rooms)[:8])}",
            )
    for kind, holes in (("doors", house.doors), ("windows", house.windows)):
        for index, hole in enumerate(holes):
            if hole.hole_polygon is None and hole.bounding_box is None:
                raise InvalidInputError(
                    f"{kind}[{index}].holePolygon", "missing: two corners of the hole"
                )


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in ("float", "constrained-float"):
            path += f".{part}" if path else part
    return path or "house"


def _problem(
    message: str, kind: str, house: Mapping[str, object], location: tuple[int | str, ...]
) -> str:
    """Pydantic's words with the value that came, cut short."""
    if kind == "missing":
        return "missing"
    value: Any = house
    for part in location:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            break
    huge = isinstance(value, int) and abs(value) > 10**18
    plain = isinstance(value, str | int | float) and not huge
    text = f"{value!r:.60}" if plain else _kind(value)
    return f"{message[0].lower()}{message[1:]}, got {text}"


def _kind(value: object) -> str:
    names: dict[type, str] = {
        dict: "an object",
        list: "a list",
        str: "a string",
        type(None): "null",
    }
    return names.get(type(value), type(value).__name__)
