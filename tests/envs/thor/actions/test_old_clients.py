"""Programs for AI2-THOR 2.1.0 (ALFRED) and 3.1.0 (TEACh) find what they send and read."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from envs.thor.controller import EmbeddedController

pytestmark = pytest.mark.filterwarnings("ignore:The key event.metadata")


@pytest.fixture(scope="module")
def controller() -> EmbeddedController:
    return EmbeddedController("generated:3", width=48, height=48)


def first(controller: EmbeddedController, kind: str) -> dict[str, Any]:
    found = [o for o in controller.last_event.metadata["objects"] if o["objectType"] == kind]
    if not found:
        pytest.skip(f"no {kind} in this house")
    return found[0]


def test_alfred_starts_a_scene(controller: EmbeddedController) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        event = controller.step(
            dict(action="Initialize", gridSize=0.25, cameraY=0.75, renderImage=True,
                 renderDepthImage=True, renderClassImage=True, renderObjectImage=True,
                 visibility_distance=1.5, makeAgentsVisible=False)
        )  # fmt: skip
    assert any("visibilityDistance" in str(warning.message) for warning in caught)
    assert event.depth_frame is not None and event.instance_segmentation_frame is not None
    assert event.semantic_segmentation_frame is not None
    assert event.metadata["cameraPosition"]["y"] == pytest.approx(1.651, abs=1e-3)
    assert event.metadata["agent"]["isStanding"]
    for request in (
        dict(action="SetObjectToggles", objectToggles=[{"objectType": "DeskLamp", "isOn": True}]),
        dict(action="SetStateOfAllObjects", StateChange="CanBeDirty", forceAction=True),
        dict(action="SetStateOfAllObjects", StateChange="CanBeFilled", forceAction=False),
    ):
        assert controller.step(request)


def test_alfred_looks_by_teleporting(controller: EmbeddedController) -> None:
    event = controller.step("GetReachablePositions")
    assert event.metadata["reachablePositions"] == event.metadata["actionReturn"]
    assert "reachablePositions" not in list(event.metadata)
    spot = event.metadata["reachablePositions"][3]
    for horizon in (30, 45, 60, 15, 0, -15, -30):
        event = controller.step(
            dict(action="TeleportFull", horizon=horizon, rotateOnTeleport=True, rotation=90,
                 **spot, tempRenderChange=True, renderNormalsImage=False, renderImage=False,
                 renderClassImage=False, renderObjectImage=False)
        )  # fmt: skip
        assert event and event.metadata["agent"]["cameraHorizon"] == horizon
        assert event.metadata["agent"]["rotation"]["y"] == 90.0 and event.frame is None
    assert controller.step(dict(action="LookDown", degrees=15))
    assert controller.last_event.metadata["agent"]["cameraHorizon"] == -15.0
    for name in ("RotateLeft", "RotateRight", "LookUp"):
        controller.step(dict(action=name, rotation=90, horizon=30, forceAction=True))
        assert controller.last_event.metadata["errorCode"] is None
    low = controller.step("Teleport", position={**spot, "y": spot["y"] + 0.04})
    assert low and low.metadata["agent"]["position"]["y"] == pytest.approx(0.901, abs=1e-3)
    assert not controller.step("Teleport", position={**spot, "y": spot["y"] + 0.2})


def test_alfred_puts_what_it_holds(controller: EmbeddedController) -> None:
    controller.step(dict(action="Reset"))
    apple, fridge = first(controller, "Apple")["objectId"], first(controller, "Fridge")["objectId"]
    force = {"forceAction": True}
    assert controller.step(dict(action="OpenObject", objectId=fridge, moveMagnitude=1.0, **force))
    assert controller.last_event.get_object(fridge)["openness"] == 1.0
    assert controller.step(dict(action="PickupObject", objectId=apple, **force))
    put = dict(action="PutObject", objectId=apple, receptacleObjectId=fridge,
               placeStationary=True, **force)  # fmt: skip
    assert controller.step(put)
    assert controller.last_event.get_object(apple)["parentReceptacles"][0] == fridge
    event = controller.step(put)
    assert not event and "hand" in event.metadata["errorMessage"]
    event = controller.step("OpenObject", objectId=fridge, moveMagnitude=0, **force)
    assert not event and event.get_object(fridge)["openness"] == 1.0  # 0 meant all the way
    assert controller.step("OpenObject", objectId=fridge, openness=0, **force)
    assert not controller.last_event.get_object(fridge)["isOpen"]


def test_recordings_name_things_a_little_otherwise(controller: EmbeddedController) -> None:
    controller.step(dict(action="Reset"))
    apple = first(controller, "Apple")["objectId"]
    kind, x, y, z = apple.split("|")
    near = f"{kind}|{float(x) + 0.01:+06.2f}|{y}|{z}"
    far = f"{kind}|{float(x) + 0.03:+06.2f}|{y}|{z}"
    assert not controller.step(dict(action="SliceObject", objectId=far, forceAction=True))
    assert controller.step(dict(action="SliceObject", objectId=near, forceAction=True))
    ninth = f"{apple}|AppleSliced_9"
    assert controller.step(dict(action="PickupObject", objectId=ninth, forceAction=True))
    held = controller.last_event.metadata["inventoryObjects"][0]["objectId"]
    assert held == f"{apple}|AppleSliced_3"


def test_teach_acts_by_points_of_the_image(controller: EmbeddedController) -> None:
    controller.step(dict(action="Reset"))
    counter = None
    for thing in controller.last_event.metadata["objects"]:
        if thing["objectType"] in ("CounterTop", "DiningTable") and counter is None:
            poses = controller.step(
                "GetInteractablePoses", objectId=thing["objectId"], standings=[True], horizons=[30]
            ).metadata["actionReturn"]
            if poses:
                counter = thing["objectId"]
                controller.step("TeleportFull", **poses[len(poses) // 2])
    assert counter is not None
    apple = first(controller, "Apple")["objectId"]
    assert controller.step("PickupObject", objectId=apple, forceAction=True)
    tried = []
    for y in (0.5, 0.6, 0.7, 0.8):
        for x in (0.5, 0.4, 0.6):
            event = controller.step("PutObject", x=x, y=y, putNearXY=True)
            tried.append(event.metadata["errorMessage"])
            if event:
                assert event.get_object(apple)["parentReceptacles"]
                return
    raise AssertionError(tried)


def test_teach_has_two_agents_and_a_map(controller: EmbeddedController) -> None:
    event = controller.step(dict(action="Initialize", gridSize=0.25, agentCount=2,
                                 snapToGrid=True, visibilityDistance=1.5))  # fmt: skip
    assert len(event.events) == 2
    position = {"x": 0.0, "y": 2.0, "z": 0.0}
    camera = dict(action="AddThirdPartyCamera", rotation=dict(x=90, y=0, z=0), position=position)
    event = controller.step(camera)
    assert len(event.events[0].third_party_camera_frames) == 1
    assert controller.step(dict(action="ToggleMapView"), agentId=0)
    assert controller.step(dict(action="ToggleMapView"), agentId=0)
    assert controller.step(dict(action="Done", agentId=1)).metadata["agentId"] == 1
    assert controller.step(dict(action="Initialize", agentCount=1))


def test_a_locobot_neither_stands_nor_crouches(controller: EmbeddedController) -> None:
    event = controller.step("Initialize", agentMode="bot")
    assert event.metadata["agent"]["isStanding"] is None
    assert not controller.step("Crouch")
    assert controller.step("Teleport", horizon=10)
    assert not controller.step("Teleport", horizon=10, standing=True)
    assert controller.step("Initialize").metadata["agent"]["isStanding"]


def test_scenes_are_named_and_entered(controller: EmbeddedController) -> None:
    names = controller.step("GetScenesInBuild").metadata["actionReturn"]
    assert {"FloorPlan1_physics", "FloorPlan430_physics", "Procedural"} <= set(names)
    house = controller.world.origin.house
    event = controller.step("Reset", sceneName="Procedural")
    assert event.metadata["sceneName"] == "Procedural" and event.metadata["objects"] == []
    assert controller.step("Initialize", gridSize=0.25)
    assert controller.step("CreateHouse", house=house).metadata["objects"]
    event = controller.step("ChangeResolution", x=40, y=30)
    assert event.frame.shape == (30, 40, 3) and event.metadata["screenWidth"] == 40
    assert not controller.step("ChangeResolution", x=0, y=30)
    assert controller.step("ChangeQuality", quality="Very Low")
