"""The shipped table of rebuilt floor plans, as house JSON.

`data/ithor.json.gz` maps a plan's name to `room` (x0, z0, x1, z1), `start` (x, z, yaw, horizon),
`pieces` (rows: type, asset id, object id, centre, size, yaw), `openings` (rows: type, asset id,
wall, from, to, low, high), `assets` (AI2-THOR's assets of the plan by type), `movables` (rows as
ALFRED's `object_poses`) and `standable` (grid points where agents stood or could stand, in steps of
0.25 m).
"""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from envs.thor.house_fixtures import basin_box
from envs.thor.ithor.names import plan_name, room_kind
from envs.thor.resting import world_from_local
from envs.thor.scene import SceneObject

CEILING = 2.7  # [m]

Json = dict[str, Any]


@functools.cache
def records() -> Mapping[str, Json]:
    """Every plan's record, by name."""
    packed = resources.files("envs.thor").joinpath("data/ithor.json.gz").read_bytes()
    return json.loads(gzip.decompress(packed))


def bare_house(name: str) -> Json:
    """House JSON of a plan without anything movable.

    Raises:
        InvalidInputError: there is no such plan.
    """
    name = plan_name(name)
    record = records()[name]
    x0, z0, x1, z1 = record["room"]
    corners = [(x0, z0), (x0, z1), (x1, z1), (x1, z0)]
    room = "room|1"
    walls = []
    for number, (start, end) in enumerate(zip(corners, [*corners[1:], corners[0]], strict=True)):
        polygon = [
            _point(*start, 0.0),
            _point(*end, 0.0),
            _point(*start, CEILING),
            _point(*end, CEILING),
        ]
        walls.append(
            {
                "id": f"wall|1|{number}",
                "roomId": room,
                "polygon": polygon,
                "material": {"name": name},
            }
        )
    x, z, yaw, horizon = record["start"]
    return {
        "rooms": [
            {
                "id": room,
                "roomType": room_kind(name),
                "floorPolygon": [_point(*corner, 0.0) for corner in corners],
                "floorMaterial": {"name": name},
            }
        ],
        "walls": walls,
        "doors": _holes(record["openings"], "Doorway", room),
        "windows": _holes(record["openings"], "Window", room),
        "objects": _objects(record["pieces"]),
        "metadata": {
            "floorPlan": name,
            "agent": {
                "position": _point(x, z, 0.95),
                "rotation": {"x": 0.0, "y": yaw, "z": 0.0},
                "horizon": horizon,
            },
        },
    }


def _holes(rows: list[list[Any]], wanted: str, room: str) -> list[Json]:
    return [
        {
            "id": f"{kind}|{number}",
            "room0": room,
            "room1": room,
            "wall0": f"wall|1|{wall}",
            "assetId": name,
            "holePolygon": [{"x": start, "y": low, "z": 0.0}, {"x": end, "y": high, "z": 0.0}],
        }
        for number, (kind, name, wall, start, end, low, high) in enumerate(rows)
        if kind == wanted
    ]


def _point(x: float, z: float, y: float) -> Json:
    return {"x": x, "y": y, "z": z}


def _objects(rows: list[list[Any]]) -> list[Json]:
    made = []
    for number, (kind, name, object_id, x, y, z, sx, sy, sz, yaw) in enumerate(rows):
        spec: Json = {
            "id": object_id or f"{kind}|{number}",
            "assetId": name,
            "position": _point(x, z, y),
            "rotation": {"x": 0.0, "y": yaw, "z": 0.0},
            "size": {"x": sx, "y": sy, "z": sz},
            "kinematic": True,
        }
        if object_id:
            spec["objectId"] = object_id
        if kind in ("Sink", "Bathtub"):
            spec["children"] = [_basin(kind, spec)]
        made.append(spec)
    return made


def _basin(kind: str, spec: Json) -> Json:
    place, size = spec["position"], spec["size"]
    owner = SceneObject(
        kind, (place["x"], place["y"], place["z"]), spec["rotation"]["y"],
        (size["x"], size["y"], size["z"]), 0,
    )  # fmt: skip
    extent, (dx, dy, dz) = basin_box(owner)
    x, z = world_from_local(owner, dx, dz)
    asset = {"Sink": "Hestia_SinkBasin_75", "Bathtub": "Hestia_BathtubBasin_160"}[kind]
    made: Json = {
        "id": f"{spec['id']}|{kind}Basin",
        "assetId": asset,
        "position": _point(x, z, place["y"] + dy),
        "rotation": dict(spec["rotation"]),
        "size": dict(zip("xyz", extent, strict=True)),
        "kinematic": True,
    }
    if "objectId" in spec:
        made["objectId"] = f"{spec['objectId']}|{kind}Basin"
    return made
