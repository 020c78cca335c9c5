"""A generated house as ProcTHOR house JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from envs.interface import HestiaError, InvalidInputError
from envs.ontology import Affordance, can
from envs.thor.generate.floor_plan import (
    FloorPlan,
    Hole,
    RoomPlan,
    WallPlan,
    choose_rooms,
    draw_floor_plan,
)  # fmt: skip
from envs.thor.generate.kitchen import furnish_kitchen
from envs.thor.generate.rooms import (
    furnish_bathroom,
    furnish_bedroom,
    furnish_living_room,
)  # fmt: skip
from envs.thor.generate.small_objects import fill_rooms
from envs.thor.generate.space import Piece, RoomSpace
from envs.thor.generate.states import draw_states
from envs.thor.generate.wall_things import add_light_switch, add_pictures, add_shelves
from envs.thor.house import house_key
from envs.thor.scene import Room

_MAX_TRIES = 400
_FIRST_ROOM = 2  # ProcTHOR counts its rooms from 2
_FLOORS = (
    "WoodFloorsCrossRED", "GreyFloor 1", "SMOOTHWOODWood2", "RobinEgg", "PureBlack_Wood",
    "WoodFineDarkFloorsRedNRM1", "BedroomFloor1", "WoodGrain_Brown", "WoodFloorsCross",
    "WoodGrains", "LightWoodCounters4", "LightWoodCabinets", "DarkWood2", "DarkWoodPlanks",
    "WhiteWood", "Cream_wood", "DarkWoodFloors", "OrangeWood", "WornWood", "GreyFloor 3",
)  # fmt: skip
_WALLS = (
    "PureWhite", "EggshellDrywall", "Walldrywall4", "YellowDrywall 1", "BrownDrywall",
    "WallDrywallGrey", "RedWall 1", "Red2Drywall", "PinkConcrete_Bedroom1", "WhiteBrick",
    "SubwayTilesRough", "bathroomTilesTan3", "CeramicTiles1", "HexTiles", "ConcreteBoards1",
    "RedBricks", "KitchenTiles4", "Drywall3",
)  # fmt: skip
_SKIES = ("SkyNeighborhood", "Sky1", "SkyMountain", "SkySFGarden", "SkyTropical", "SkyGarden")


def generate_house(seed: int, rooms: int | None = None) -> dict[str, Any]:
    """Generates a house.

    Args:
        seed: any integer from 0 on; the same seed gives the same house, byte for byte.
        rooms: one to six; None draws a number.

    Returns:
        House JSON as ProcTHOR's, which `build_scene` and AI2-THOR's `CreateHouse` read. All
        rooms are joined by open passages, and the agent can walk to everything.

    Raises:
        InvalidInputError: the seed or the number of rooms is out of range.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise InvalidInputError("seed", f"expected an integer from 0 on, got {seed!r}")
    if rooms is not None and (isinstance(rooms, bool) or rooms not in range(1, 7)):
        raise InvalidInputError("rooms", f"expected 1 to 6, got {rooms!r}")
    rng = np.random.default_rng(int(seed))
    kinds = choose_rooms(rng, rooms)
    for _ in range(_MAX_TRIES):
        plan = _plan(rng, kinds)
        spaces = _furnish(rng, plan)
        if spaces is None:
            continue
        key = house_key([Room(room.room_type, _corners(room)) for room in plan.rooms])
        if not fill_rooms(rng, spaces, key):
            continue
        for space in spaces:
            draw_states(rng, space.pieces)
        return _document(rng, plan, spaces, int(seed))
    raise HestiaError(f"no house for seed {seed}")


def _plan(rng: np.random.Generator, kinds: tuple[str, ...]) -> FloorPlan:
    for _ in range(20000):
        plan = draw_floor_plan(rng, kinds)
        if plan is not None:
            return plan
    raise HestiaError(f"no floor plan for {kinds}")


def _furnish(rng: np.random.Generator, plan: FloorPlan) -> list[RoomSpace] | None:
    """Furnishes every room; None where one of them has no place for what it needs."""
    spaces: list[RoomSpace] = []
    alone = len(plan.rooms) == 1
    for index, room in enumerate(plan.rooms):
        for _ in range(4):
            space = RoomSpace(room, index, plan.height)
            if _furnish_room(rng, space, alone):
                spaces.append(space)
                break
        else:
            return None
    return spaces


def _furnish_room(rng: np.random.Generator, space: RoomSpace, alone: bool) -> bool:
    kind = space.plan.room_type
    if kind == "Kitchen":
        done = furnish_kitchen(rng, space, alone)
    elif kind == "LivingRoom":
        done = furnish_living_room(rng, space)
    elif kind == "Bedroom":
        done = furnish_bedroom(rng, space)
    else:
        done = furnish_bathroom(rng, space)
    if not done or not add_light_switch(rng, space):
        return False
    add_shelves(rng, space, int(rng.integers(0, 3)))
    add_pictures(rng, space, int(rng.integers(1, 4)))
    return True


def _corners(room: RoomPlan) -> tuple[tuple[float, float], ...]:
    """Corners in the file's order, which is clockwise seen from above."""
    return tuple((_number(x), _number(z)) for x, z in reversed(room.polygon))


def _number(value: float) -> float:
    return round(float(value), 4) + 0.0


def _point(x: float, y: float, z: float) -> dict[str, float]:
    return {"x": _number(x), "y": _number(y), "z": _number(z)}


def _document(
    rng: np.random.Generator, plan: FloorPlan, spaces: list[RoomSpace], seed: int
) -> dict[str, Any]:
    floors = [_FLOORS[int(rng.integers(len(_FLOORS)))] for _ in plan.rooms]
    walls = [_WALLS[int(rng.integers(len(_WALLS)))] for _ in plan.rooms]
    wall_list, pieces = _walls(plan, walls)
    start = _start(rng, spaces)
    return {
        "rooms": [
            {
                "id": _room_id(index),
                "roomType": room.room_type,
                "children": [],
                "ceilings": [],
                "floorPolygon": [_point(x, 0.0, z) for x, z in _corners(room)],
                "floorMaterial": {"name": floors[index]},
            }
            for index, room in enumerate(plan.rooms)
        ],
        "walls": wall_list,
        "doors": [
            _door(hole, plan, pieces) for hole in plan.holes if hole.opening.kind != "window"
        ],
        "windows": [
            _window(number, hole, plan, pieces)
            for number, hole in enumerate(h for h in plan.holes if h.opening.kind == "window")
        ],
        "objects": [
            record
            for space in spaces
            for record in _objects(space.pieces, space.index + _FIRST_ROOM)
        ],
        "proceduralParameters": _parameters(rng, plan),
        "metadata": {
            "agent": {
                "position": _point(start[0], 0.95, start[1]),
                "rotation": {"x": 0, "y": 90 * int(rng.integers(4)), "z": 0},
                "standing": True,
                "horizon": 30,
            },
            "roomSpecId": f"hestia-{len(plan.rooms)}-rooms",
            "schema": "1.0.0",
            "warnings": {},
            "seed": seed,
        },
    }


def _room_id(index: int) -> str:
    return f"room|{index + _FIRST_ROOM}" if index >= 0 else "exterior"


def _walls(
    plan: FloorPlan, materials: list[str]
) -> tuple[list[dict[str, Any]], list[tuple[int, int, float, float, str]]]:
    """All walls, cut where rooms meet, and for each `(room, wall, from, to, id)`."""
    records: list[dict[str, Any]] = []
    pieces: list[tuple[int, int, float, float, str]] = []
    outdoors: list[dict[str, Any]] = []
    for index, room in enumerate(plan.rooms):
        for number, wall in enumerate(room.walls):
            spans = [(a, b, False) for a, b, _ in wall.shared]
            spans += [(a, b, True) for a, b in wall.outdoors()]
            for low, high, is_outdoors in sorted(spans):
                a, b = wall.at(low), wall.at(high)
                name = (
                    f"{index + _FIRST_ROOM}|{min(a[0], b[0]):.2f}|{min(a[1], b[1]):.2f}"
                    f"|{max(a[0], b[0]):.2f}|{max(a[1], b[1]):.2f}"
                )
                pieces.append((index, number, low, high, f"wall|{name}"))
                corners = [(*b, 0.0), (*a, 0.0), (*b, plan.height), (*a, plan.height)]
                records.append(_wall(f"wall|{name}", index, corners, materials[index]))
                if is_outdoors:
                    corners = [(*a, plan.height), (*b, plan.height), (*a, 0.0), (*b, 0.0)]
                    outdoors.append(_wall(f"wall|exterior|{name}", index, corners, materials[0]))
    return records + outdoors, pieces


def _wall(
    name: str, room: int, corners: list[tuple[float, float, float]], material: str
) -> dict[str, Any]:
    return {
        "id": name,
        "roomId": _room_id(room),
        "polygon": [_point(x, y, z) for x, z, y in corners],
        "material": {"name": material},
    }


def _placed_hole(
    hole: Hole, plan: FloorPlan, pieces: list[tuple[int, int, float, float, str]]
) -> dict[str, Any]:
    """Keys that doors and windows share; x runs along `wall0` from its first corner."""
    wall = plan.rooms[hole.room].walls[hole.wall]
    opening = hole.opening
    middle = (opening.start + opening.end) / 2.0
    _, _, _, high, name = next(
        p for p in pieces if p[:2] == (hole.room, hole.wall) and p[2] <= middle <= p[3]
    )
    behind = f"wall|exterior|{name.removeprefix('wall|')}"
    if hole.other >= 0:
        behind = _behind(wall.at(middle), hole.other, plan, pieces)
    left, right = high - opening.end, high - opening.start
    return {
        "assetId": hole.asset.asset_id,
        "room0": _room_id(hole.room),
        "room1": _room_id(hole.other if hole.other >= 0 else hole.room),
        "wall0": name,
        "wall1": behind,
        "holePolygon": [_point(left, opening.low, 0.0), _point(right, opening.high, 0.0)],
        "assetPosition": _point((left + right) / 2.0, (opening.low + opening.high) / 2.0, 0.0),
    }


def _behind(
    point: tuple[float, float],
    room: int,
    plan: FloorPlan,
    pieces: list[tuple[int, int, float, float, str]],
) -> str:
    """Id of the wall of another room that a point of a shared wall lies in."""
    for index, number, low, high, name in pieces:
        if index != room:
            continue
        wall: WallPlan = plan.rooms[index].walls[number]
        (ux, uz) = wall.along
        dx, dz = point[0] - wall.start[0], point[1] - wall.start[1]
        if abs(dx * uz - dz * ux) < 1e-6 and low <= dx * ux + dz * uz <= high:
            return name
    raise HestiaError("a passage leads nowhere")


def _door(
    hole: Hole, plan: FloorPlan, pieces: list[tuple[int, int, float, float, str]]
) -> dict[str, Any]:
    rooms = sorted((hole.room, hole.other)) if hole.other >= 0 else [hole.room]
    numbers = [str(index + _FIRST_ROOM) for index in rooms]
    if hole.other < 0:
        numbers.insert(0, "1")
    return {
        "id": "door|" + "|".join(numbers),
        **_placed_hole(hole, plan, pieces),
        "openable": False,
        "openness": 1 if hole.other >= 0 else 0,
    }


def _window(
    number: int, hole: Hole, plan: FloorPlan, pieces: list[tuple[int, int, float, float, str]]
) -> dict[str, Any]:
    return {
        "id": f"window|{hole.room + _FIRST_ROOM}|{number}",
        **_placed_hole(hole, plan, pieces),
    }


def _objects(pieces: list[Piece], room: int) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}

    def record(piece: Piece) -> dict[str, Any]:
        kind = piece.asset.object_type
        number = counts.get(kind, 0)
        counts[kind] = number + 1
        fields: dict[str, Any] = {
            "id": f"{kind}|{room}|{number}",
            "assetId": piece.asset.asset_id,
            "position": _point(*piece.position),
            "rotation": {"x": 0, "y": _number(piece.yaw), "z": 0},
            "kinematic": not can(kind, Affordance.PICKUPABLE),
            **piece.extras,
        }
        if piece.children:
            fields["children"] = [record(child) for child in piece.children]
        return fields

    return [record(piece) for piece in pieces]


def _start(rng: np.random.Generator, spaces: list[RoomSpace]) -> tuple[float, float]:
    """A lattice point of the open floor of some room."""
    space = spaces[int(rng.integers(len(spaces)))]
    places = np.argwhere(space.open_floor())
    i, j = places[int(rng.integers(len(places)))]
    return float(space.x[i, 0]), float(space.z[0, j])


def _parameters(rng: np.random.Generator, plan: FloorPlan) -> dict[str, Any]:
    shadow = {
        "type": "Soft", "strength": 1, "normalBias": 0, "bias": 0.05, "nearPlane": 0.2,
        "resolution": "FromQualitySettings",
    }  # fmt: skip
    lights: list[dict[str, Any]] = [
        {
            "id": "DirectionalLight",
            "type": "directional",
            "position": _point(0.84, 0.1855, -1.09),
            "rotation": {"x": int(rng.integers(45, 75)), "y": int(rng.integers(0, 360)), "z": 0},
            "shadow": shadow,
            "intensity": 1,
            "indirectMultiplier": 1.0,
            "rgb": {"r": 1.0, "g": 1.0, "b": 1.0},
        }
    ]
    for index, room in enumerate(plan.rooms):
        x = sum(corner[0] for corner in room.polygon) / len(room.polygon)
        z = sum(corner[1] for corner in room.polygon) / len(room.polygon)
        lights.append(
            {
                "id": f"light_{index + _FIRST_ROOM}",
                "type": "point",
                "position": _point(x, plan.height - 0.2, z),
                "intensity": 0.45,
                "range": 15,
                "rgb": {"r": 1.0, "g": 0.855, "b": 0.722},
                "shadow": shadow,
            }
        )
    return {
        "floorColliderThickness": 1.0,
        "receptacleHeight": 0.7,
        "lights": lights,
        "reflections": [],
        "ceilingMaterial": {"name": "PureWhite"},
        "skyboxId": _SKIES[int(rng.integers(len(_SKIES)))],
    }
