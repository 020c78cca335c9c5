"""Metadata has the fields and types of AI2-THOR's own JSON schema, and says what is so.

The facts of the schema (`ai2thor/tests/data/metadata-schema.json` in `allenai/ai2thor`) are
written down here as what each field may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from envs.thor.actions import ACTIONS
from envs.thor.controller import EmbeddedController

Check = Callable[[Any], bool]


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def real(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def text(value: Any) -> bool:
    return isinstance(value, str)


def null(value: Any) -> bool:
    return value is None


def array(value: Any) -> bool:
    return isinstance(value, list)


def point(value: Any) -> bool:
    return isinstance(value, dict) and all(real(value.get(axis)) for axis in "xyz")


def corners(value: Any) -> bool:
    return array(value) and all(array(p) and all(map(real, p)) for p in value)


def box(value: Any) -> bool:
    return point(value["center"]) and point(value["size"]) and corners(value["cornerPoints"])


def texts(value: Any) -> bool:
    return array(value) and all(map(text, value))


def either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)


_FLAGS = """visible obstructed receptacle toggleable isToggled breakable isBroken canFillWithLiquid
isFilledWithLiquid dirtyable isDirty canBeUsedUp isUsedUp cookable isCooked isHeatSource
isColdSource sliceable isSliced openable isOpen pickupable isPickedUp moveable isMoving"""
OBJECT: dict[str, Check] = {
    **dict.fromkeys(_FLAGS.split(), flag),
    **dict.fromkeys(["name", "objectId", "objectType", "ObjectTemperature", "temperature"], text),
    **dict.fromkeys(["mass", "distance", "openness"], real),
    **dict.fromkeys(["position", "rotation"], point),
    **dict.fromkeys(
        ["salientMaterials", "receptacleObjectIds", "parentReceptacles"], either(null, texts)
    ),
    "fillLiquid": either(null, lambda value: value in ("water", "coffee", "wine")),
    "axisAlignedBoundingBox": box,
    "objectOrientedBoundingBox": either(null, lambda value: corners(value["cornerPoints"])),
}
AGENT: dict[str, Check] = {
    "name": text,
    "position": point,
    "rotation": point,
    "cameraHorizon": real,
    "isStanding": flag,
    "inHighFrictionArea": flag,
}
_ARRAYS = """thirdPartyCameras collidedObjects inventoryObjects flatSurfacesOnGrid distances normals
isOpenableGrid segmentedObjectIds objectIdsInBox actionStringsReturn actionFloatsReturn
actionVector3sReturn objects"""
TOP: dict[str, Check] = {
    **dict.fromkeys(_ARRAYS.split(), array),
    **dict.fromkeys(["isSceneAtRest", "collided", "lastActionSuccess"], flag),
    **dict.fromkeys(["fov", "cameraOrthSize", "actionFloatReturn", "currentTime"], real),
    **dict.fromkeys(["sceneName", "lastAction", "errorMessage"], text),
    **dict.fromkeys(["screenWidth", "screenHeight", "agentId", "actionIntReturn"], whole),
    **dict.fromkeys(["errorCode", "colors", "colorBounds", "visibleRange"], null),
    "cameraPosition": point,
    "sceneBounds": box,
    "heldObjectPose": lambda value: all(
        point(value[key]) for key in ("position", "rotation", "localPosition", "localRotation")
    ),
    "agent": lambda value: not wrong(value, AGENT),
    "actionReturn": lambda value: True,
}


def wrong(entry: dict[str, Any], schema: dict[str, Check]) -> list[str]:
    """Fields that an entry lacks or that hold what they may not."""
    return [key for key, check in schema.items() if key not in entry or not check(entry[key])]


def assert_valid(metadata: Any) -> None:
    assert not wrong(metadata, TOP), (wrong(metadata, TOP), metadata["errorMessage"])
    for thing in metadata["objects"]:
        assert not wrong(thing, OBJECT), (thing["objectId"], wrong(thing, OBJECT))


def wander(controller: EmbeddedController, generator: np.random.Generator) -> Any:
    """One random sensible action."""
    names = ["MoveAhead", "RotateRight", "LookDown", "LookUp", "PickupObject", "OpenObject",
             "ToggleObjectOn", "SliceObject", "PutObject", "DropHandObject", "BreakObject",
             "DirtyObject", "FillObjectWithLiquid", "Crouch", "Stand", "CookObject"]  # fmt: skip
    name = names[int(generator.integers(len(names)))]
    request: dict[str, Any] = {"action": name}
    if "objectId" in ACTIONS[name].takes:
        ids = controller.world.known.ids
        request["objectId"] = ids[int(generator.integers(len(ids)))]
        request["forceAction"] = True
    return controller.run(request)


def check_houses(houses: range, steps: int) -> None:
    generator = np.random.default_rng(0)
    controller = EmbeddedController("generated:0", width=16, height=16, renderImage=False)
    for house in houses:
        controller.reset(f"generated:{house}")
        for _ in range(steps):
            assert_valid(wander(controller, generator).metadata)


def test_metadata_is_valid() -> None:
    check_houses(range(3), 15)


@pytest.mark.slow
def test_metadata_of_a_thousand_steps_in_twenty_houses_is_valid() -> None:
    check_houses(range(20), 50)


@pytest.fixture(scope="module")
def shared() -> EmbeddedController:
    return EmbeddedController("generated:3", width=32, height=32, renderImage=False)


@pytest.fixture
def controller(shared: EmbeddedController) -> Iterator[EmbeddedController]:
    shared.reset()
    yield shared


def first(controller: EmbeddedController, **wanted: Any) -> dict[str, Any]:
    for thing in controller.last_event.metadata["objects"]:
        if all(thing[key] == value for key, value in wanted.items()):
            return thing
    raise AssertionError(wanted)


def test_a_door_that_opens_widens_its_box(controller: EmbeddedController) -> None:
    fridge = first(controller, objectType="Fridge")
    name, shut = fridge["objectId"], fridge["axisAlignedBoundingBox"]["size"]
    event = controller.step("OpenObject", objectId=name, forceAction=True)
    assert event.get_object(name)["axisAlignedBoundingBox"]["size"] != shut
    event = controller.step("CloseObject", objectId=name, forceAction=True)
    assert event.get_object(name)["axisAlignedBoundingBox"]["size"] == shut


def test_a_filter_hides_objects_and_forbids_nothing(controller: EmbeddedController) -> None:
    whole_list = controller.last_event.metadata["objects"]
    fridge = first(controller, objectType="Fridge")["objectId"]
    chosen = sorted(thing["objectId"] for thing in whole_list[:3])
    event = controller.step("SetObjectFilter", objectIds=chosen)
    assert sorted(thing["objectId"] for thing in event.metadata["objects"]) == chosen
    assert controller.step("SetObjectFilter", objectIds=[]).metadata["objects"] == []
    assert controller.step("OpenObject", objectId=fridge, forceAction=True)
    event = controller.step("ResetObjectFilter")
    assert len(event.metadata["objects"]) == len(whole_list)
    assert event.get_object(fridge)["isOpen"]


def test_what_the_hand_does_is_in_the_pose_of_what_it_holds(controller: EmbeddedController) -> None:
    name = first(controller, pickupable=True, objectType="Apple")["objectId"]
    controller.step("RotateLook", rotation=180, horizon=0)
    before = controller.step("PickupObject", objectId=name, forceAction=True).metadata
    assert before["heldObjectPose"]["rotation"] == {"x": 0.0, "y": 180.0, "z": 0.0}
    event = controller.step("MoveHeldObject", ahead=0.1, right=0.05, up=-0.1, forceAction=True)
    old, new = before["heldObjectPose"]["localPosition"], event.metadata["heldObjectPose"]
    moved = [new["localPosition"][axis] - old[axis] for axis in "xyz"]
    assert moved == pytest.approx([0.05, -0.1, 0.1], abs=1e-3)
    turned = controller.step("RotateHeldObject", pitch=90).metadata["heldObjectPose"]
    assert turned["rotation"] == {"x": 90.0, "y": 180.0, "z": 0.0}
    assert turned["position"] == new["position"]
    controller.step("RotateHeldObject", rotation={"x": 0, "y": 0, "z": 0})
    turned = controller.step("RotateHeldObject", roll=90, pitch=90, yaw=90).metadata
    assert turned["heldObjectPose"]["rotation"] == {"x": 90.0, "y": 0.0, "z": 0.0}
    assert (
        controller.step("DropHeldObject") and not controller.last_event.metadata["inventoryObjects"]
    )
    away = controller.step("MoveHeldObjectAhead", moveMagnitude=0.1)
    assert not away and "hand" in away.metadata["errorMessage"]


def test_ids_follow_poses_and_times_go_on(controller: EmbeddedController) -> None:
    times = [controller.step("Pass").metadata["currentTime"] for _ in range(3)]
    assert times == sorted(set(times))
