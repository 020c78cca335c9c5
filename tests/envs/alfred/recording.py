"""A tiny recording of our own, in a generated kitchen, for tests."""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from envs.alfred.trajectory import Placed
from envs.ontology import Affordance, can
from envs.thor.metadata import object_ids
from envs.thor.reachable import interactable_poses
from envs.thor.scene import Scene
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene

HOUSE = "generated:3"
PLAN = "FloorPlan1"


def build(name: str, placed: Sequence[Placed]) -> Scene:
    """The same house whatever is asked for."""
    del name, placed
    return load_scene(HOUSE)


@functools.cache
def _stage() -> tuple[str, str, str, tuple[float, ...]]:
    """Ids of a thing and of what it stands on, that one's type, and a pose that reaches both."""
    scene = load_scene(HOUSE)
    ids, simulator = object_ids(scene), Simulator([scene])
    for slot, thing in enumerate(scene.objects):
        holder = scene.objects[thing.parent] if thing.parent >= 0 else None
        if holder is None or not can(thing.object_type, Affordance.PICKUPABLE):
            continue
        if holder.object_type not in ("CounterTop", "DiningTable"):
            continue
        poses = interactable_poses(simulator, 0, slot)
        same = interactable_poses(simulator, 0, thing.parent)
        both = sorted({tuple(p) for p in poses.tolist()} & {tuple(p) for p in same.tolist()})
        flat = [pose for pose in both if pose[3] == 30.0]
        if flat:
            return ids[slot], ids[thing.parent], holder.object_type, flat[0]
    raise AssertionError("the house has nothing to pick up")


def lines() -> tuple[dict[str, Any], dict[str, Any]]:
    """The task line and the scene line of a recording that succeeds."""
    thing, holder, kind, (x, z, yaw, horizon) = _stage()
    scene = load_scene(HOUSE)
    poses = [
        [f"{t.object_type}_0123abcd", *t.position, 0.0, t.yaw, 0.0]
        for t in scene.objects
        if t.present and can(t.object_type, Affordance.PICKUPABLE)
    ]
    expert = [
        {"action": "LookDown"},
        {"action": "LookUp"},
        {"action": "RotateLeft"},
        {"action": "RotateRight"},
        {"action": "PickupObject", "objectId": thing},
        {"action": "PutObject", "objectId": thing, "receptacleObjectId": holder},
    ]
    task = {
        "task_id": "trial_0",
        "task_dir": "pick_and_place_simple-Own",
        "task_type": "pick_and_place_simple",
        "pddl_params": {
            "object_target": thing.split("|")[0],
            "parent_target": kind,
            "mrecep_target": "",
            "toggle_target": "",
            "object_sliced": False,
        },
        "annotations": [{"task_desc": " put it back ", "high_descs": []}],
    }
    stands = {
        "task_id": "trial_0",
        "floor_plan": PLAN,
        "init_action": {
            "action": "TeleportFull", "x": x, "y": 0.9, "z": z, "rotation": yaw, "horizon": horizon,
        },
        "dirty_and_empty": True,
        "object_toggles": [{"objectType": "FloorLamp", "isOn": False}],
        "object_poses": poses,
        "expert": expert,
    }  # fmt: skip
    return task, stands


def write(folder: Path, split: str = "valid_seen") -> Path:
    """Writes the recording as line files."""
    task, stands = lines()
    for name, record in ((split, task), (f"scenes_{split}", stands)):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt") as file:
            file.write(json.dumps(record) + "\n")
    return folder


def write_own(folder: Path, split: str = "valid_seen") -> Path:
    """Writes the recording as ALFRED's own folders have it."""
    task, stands = lines()
    trial = folder / "json_2.1.0" / split / task["task_dir"] / task["task_id"]
    trial.mkdir(parents=True)
    document = {
        "task_id": task["task_id"],
        "task_type": task["task_type"],
        "pddl_params": task["pddl_params"],
        "scene": {
            "floor_plan": stands["floor_plan"],
            "init_action": stands["init_action"],
            "dirty_and_empty": stands["dirty_and_empty"],
            "object_toggles": stands["object_toggles"],
            "object_poses": [
                {
                    "objectName": name,
                    "position": {"x": x, "y": y, "z": z},
                    "rotation": {"x": rx, "y": ry, "z": rz},
                }
                for name, x, y, z, rx, ry, rz in stands["object_poses"]
            ],
        },
        "plan": {"low_actions": [{"api_action": action} for action in stands["expert"]]},
        "turk_annotations": {"anns": task["annotations"]},
    }
    (trial / "traj_data.json").write_text(json.dumps(document))
    return folder
