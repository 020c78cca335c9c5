"""Public facts of a floor plan, read from a user's own copy of ALFRED's data and ProcTHOR's table.

Only the rebuild reads these; the project ships what it derives from them (`data/ithor.json.gz`).
"""

from __future__ import annotations

import gzip
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME
from envs.thor.ithor.movable_pose import RENAMED, MovablePose
from envs.thor.ithor.sight import Sight, recorded_sights

SAME = 0.09  # [m] two sightings of one type this close are of one thing
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Something that stays where it is.

    Attributes:
        object_id: AI2-THOR's, `Type|x|y|z` (and `|SinkBasin` for a basin).
        kind: object type; `SinkBasin` and `BathtubBasin` for basins.
        position: [m] of its pivot.
        stand: where an expert stood to open or use it: x, z, yaw, horizon; None if unknown.
        count: how often it was seen.
    """

    object_id: str
    kind: str
    position: tuple[float, float, float]
    stand: tuple[float, float, float, float] | None = None
    count: int = 0


@dataclass(slots=True)
class PlanFacts:
    """What is known of a plan.

    Attributes:
        standable: grid points (x, z) on which an agent stood or could stand.
        kinds: object types in the plan.
        fixed: what stays where it is.
        poses: every place where a movable thing was seen, over all trajectories.
        trajectories: how many there were.
        starts: (x, z, yaw, horizon) of the trajectories.
        assets: AI2-THOR's assets of the plan by type, by name.
        sights: lines of sight from where experts stood to what they acted on.
    """

    name: str
    standable: list[Point]
    kinds: list[str]
    fixed: list[Fixed]
    poses: list[MovablePose] = field(default_factory=list)
    trajectories: int = 0
    starts: list[tuple[float, float, float, float]] = field(default_factory=list)
    assets: dict[str, list[str]] = field(default_factory=dict)
    sights: list[Sight] = field(default_factory=list)


def read_facts(data: Path) -> dict[str, PlanFacts]:
    """Facts of all plans, by name.

    Args:
        data: folder with `alfred/` and `procthor/`.

    Raises:
        InvalidInputError: a file is missing or not what it should be.
    """
    plans = _read_json(data / "alfred" / "floorplans.json.gz")
    assets = _scene_assets(_read_json(data / "procthor" / "asset-database.json.gz"))
    used: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    poses: dict[str, list[MovablePose]] = defaultdict(list)
    starts: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
    sights: dict[str, set[Sight]] = defaultdict(set)
    for row in trajectories(data):
        name = row["floor_plan"]
        poses[name] += [
            MovablePose(n, (x, y, z), (rx, ry, rz))
            for n, x, y, z, rx, ry, rz in row["object_poses"]
        ]
        sights[name] |= set(recorded_sights(row))
        start = row["init_action"]
        starts[name].append((start["x"], start["z"], start["rotation"], start["horizon"]))
        for action in row["expert"]:
            for key in ("objectId", "receptacleObjectId"):
                if key in action:
                    used[name][action[key]] += 1
    found = {}
    for name in sorted(plans, key=lambda n: int(n.removeprefix("FloorPlan"))):
        plan = plans[name]
        points = {
            (x, z) for key in ("reachable_xz", "expert_visited_xz") for x, z in plan.get(key, [])
        }
        found[name] = PlanFacts(
            name=name,
            standable=sorted((float(x), float(z)) for x, z in points),
            kinds=sorted({RENAMED.get(k, k) for k in plan["object_types"]} & BY_NAME.keys()),
            fixed=_fixed(plan, used[name]),
            poses=poses[name],
            trajectories=len(starts[name]),
            starts=starts[name],
            assets=assets.get(name, {}),
            sights=sorted(sights[name], key=lambda sight: (sight.eye, sight.point)),
        )
    return found


def trajectories(data: Path) -> Iterator[dict[str, Any]]:
    """ALFRED's trajectories of both splits, as they are in the files."""
    for split in ("train", "valid_seen"):
        path = data / "alfred" / f"scenes_{split}.jsonl.gz"
        try:
            with gzip.open(path, "rt") as lines:
                for line in lines:
                    yield json.loads(line)
        except (OSError, ValueError) as error:
            raise InvalidInputError(str(path), f"cannot be read: {error}") from error


def _read_json(path: Path) -> Any:
    try:
        return json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise InvalidInputError(str(path), f"cannot be read: {error}") from error


def _scene_assets(database: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for kind in sorted(database):
        for record in database[kind]:
            for scene in record.get("scenes", []):
                found[scene][kind].append(record["assetId"])
    return {scene: {k: sorted(v) for k, v in kinds.items()} for scene, kinds in found.items()}


def _fixed(plan: dict[str, Any], used: dict[str, int]) -> list[Fixed]:
    """Everything with a known place, most trusted ids first, one entry a thing."""
    seen: dict[str, tuple[list[Any] | None, int]] = {}
    for object_id in plan.get("fixed_object_ids", []):
        seen[object_id] = (None, 0)
    for object_id, stand in plan.get("openable", {}).items():
        seen[object_id] = (stand, 0)
    for object_id, count in used.items():
        kind = object_id.split("|")[0]
        if kind in _FIXED_KINDS and len(object_id.split("|")) in (4, 5):
            stand, _ = seen.get(object_id, (None, 0))
            seen[object_id] = (stand, count)
    found: list[Fixed] = []
    for object_id, (stand, count) in sorted(seen.items()):
        parts = object_id.split("|")
        kind = parts[4] if len(parts) == 5 else parts[0]
        if parts[0] in RENAMED or kind not in BY_NAME:
            continue
        place = (float(parts[1]), float(parts[2]), float(parts[3]))
        found.append(Fixed(object_id, kind, place, tuple(stand) if stand else None, count))
    found.sort(key=lambda f: (-f.count, f.stand is None, f.object_id))
    for kind, x, y, z, count in sorted(
        plan.get("seen_receptacles", []), key=lambda r: (-r[4], r[:4])
    ):
        kind = RENAMED.get(kind, kind)
        if kind in BY_NAME and not kind.endswith("Basin"):
            found.append(Fixed(_id(kind, (x, y, z)), kind, (x, y, z), None, count))
    for kind, x, y, z, count in plan.get("seen_receptacles", []):
        near = [
            f
            for f in found
            if f.kind == kind and math.hypot(f.position[0] - x, f.position[2] - z) < 0.7
        ]
        if kind.endswith("Basin") and not near:
            owner = {"SinkBasin": "Sink", "BathtubBasin": "Bathtub"}[kind]
            found.append(Fixed(_id(owner, (x, y, z)) + "|" + kind, kind, (x, y, z), None, count))
    return sorted(_distinct(found), key=lambda f: f.object_id)


_FIXED_KINDS = frozenset(
    {"Bathtub", "Bed", "Cabinet", "Cart", "CoffeeMachine", "CoffeeTable", "CounterTop", "Desk",
     "DeskLamp", "DiningTable", "Drawer", "Dresser", "Faucet", "FloorLamp", "Fridge", "GarbageCan",
     "Microwave", "Ottoman", "Safe", "Shelf", "SideTable", "Sink", "Sofa", "ArmChair",
     "StoveBurner", "StoveKnob", "Toilet", "ToiletPaperHanger", "TVStand"}
)  # fmt: skip


def _distinct(things: list[Fixed]) -> list[Fixed]:
    kept: list[Fixed] = []
    for thing in things:
        reach = 0.3 if thing.kind in ("FloorLamp", "GarbageCan", "DeskLamp") else SAME
        twin = next(
            (
                k
                for k in kept
                if k.kind == thing.kind and math.dist(k.position, thing.position) < reach
            ),
            None,
        )
        if twin is None:
            kept.append(thing)
        elif twin.stand is None and thing.stand is not None:
            kept[kept.index(twin)] = Fixed(
                twin.object_id, twin.kind, twin.position, thing.stand, twin.count
            )
    return kept


def _id(kind: str, position: tuple[float, float, float]) -> str:
    return "|".join([kind, *(f"{value + 0.0:+06.2f}" for value in position)])
