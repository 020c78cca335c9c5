"""Several agents share one house; third-party cameras and the other images show it."""

from __future__ import annotations

import numpy as np
import pytest
from ai2thor.server import Event, MultiAgentEvent

from envs.thor.controller import EmbeddedController


@pytest.fixture
def pair() -> EmbeddedController:
    return EmbeddedController("generated:3", width=64, height=48, agentCount=2)


def spot(controller: EmbeddedController, agent: int) -> tuple[float, float]:
    place = controller.last_event.events[agent].metadata["agent"]["position"]
    return place["x"], place["z"]


def test_each_agent_has_an_event_of_its_own(pair: EmbeddedController) -> None:
    event = pair.last_event
    assert type(event) is MultiAgentEvent and len(event.events) == 2
    assert [one.metadata["agentId"] for one in event.events] == [0, 1]
    assert not np.array_equal(event.events[0].frame, event.events[1].frame)
    before = spot(pair, 0)
    event = pair.step("RotateRight", agentId=1)
    assert event.metadata["agentId"] == 1 and event.metadata["lastAction"] == "RotateRight"
    assert event.events[0].metadata["lastAction"] == "Initialize"
    turned = [one.metadata["agent"]["rotation"]["y"] for one in event.events]
    assert turned[1] == (turned[0] + 90.0) % 360.0 and spot(pair, 0) == before
    assert type(pair.step("Initialize", agentCount=1)) is Event


def test_agents_bump_into_each_other(pair: EmbeddedController) -> None:
    here, there = spot(pair, 0), spot(pair, 1)
    assert np.hypot(here[0] - there[0], here[1] - there[1]) > 0.39
    y = pair.last_event.events[1].metadata["agent"]["position"]["y"]
    event = pair.step("Teleport", position={"x": there[0], "y": y, "z": there[1]}, agentId=0)
    assert not event and "another agent" in event.metadata["errorMessage"]
    free = pair.step("GetReachablePositions", agentId=0).metadata["actionReturn"]
    assert all(np.hypot(p["x"] - there[0], p["z"] - there[1]) > 0.38 for p in free)
    yaw = float(np.degrees(np.arctan2(there[0] - here[0], there[1] - here[1])))
    pair.step("RotateLook", rotation=yaw, horizon=0, agentId=0)
    steps = [bool(pair.step("MoveAhead", moveMagnitude=0.1, agentId=0)) for _ in range(40)]
    assert not all(steps)


def test_agents_are_seen_by_others_and_not_by_themselves(pair: EmbeddedController) -> None:
    here, there = spot(pair, 0), spot(pair, 1)
    yaw = float(np.degrees(np.arctan2(there[0] - here[0], there[1] - here[1])))
    pair.step("RotateLook", rotation=yaw, horizon=30, agentId=0)
    event = pair.step("RotateLook", rotation=yaw, horizon=30, agentId=1,
                      renderInstanceSegmentation=True)  # fmt: skip
    assert event.events[0].class_masks.mask("background") is not None
    assert event.events[1].class_masks.mask("background") is None
    eye = {"x": (here[0] + there[0]) / 2, "y": 6.0, "z": (here[1] + there[1]) / 2}
    camera = {"position": eye, "rotation": {"x": 90, "y": 0, "z": 0}}
    event = pair.step("AddThirdPartyCamera", **camera, orthographic=True, orthographicSize=3.0,
                      renderInstanceSegmentation=True)  # fmt: skip
    mask = event.events[0].third_party_class_masks[0].mask("background")
    assert mask is not None and mask.sum() > 20
    asked = pair.step("GetObjectInFrame", x=0.5, y=0.5, agentId=0)
    assert bool(asked) != ("agent" in asked.metadata["errorMessage"])


def test_agents_hold_their_own_things(pair: EmbeddedController) -> None:
    things = [o["objectId"] for o in pair.last_event.metadata["objects"] if o["pickupable"]]
    mine, other = things[0], things[1]
    assert pair.step("PickupObject", objectId=mine, agentId=0, forceAction=True)
    refused = pair.step("PickupObject", objectId=mine, agentId=1, forceAction=True)
    assert not refused and "another agent" in refused.metadata["errorMessage"]
    assert pair.step("PickupObject", objectId=other, agentId=1, forceAction=True)
    held = [one.metadata["inventoryObjects"][0]["objectId"] for one in pair.last_event.events]
    assert held == [mine, other]
    assert pair.step("DropHandObject", agentId=1)
    assert [len(one.metadata["inventoryObjects"]) for one in pair.last_event.events] == [1, 0]
    assert pair.step("RotateRight", agentId=0)  # what agent 0 holds goes with it
    assert pair.last_event.events[0].metadata["inventoryObjects"][0]["objectId"] == mine


def test_a_third_party_camera_sees_what_the_agent_would_see_there() -> None:
    controller = EmbeddedController(
        "generated:3", width=64, height=48, renderDepthImage=True, renderNormalsImage=True,
        renderInstanceSegmentation=True, renderSemanticSegmentation=True,
    )  # fmt: skip
    own = controller.step("RotateLook", rotation=90, horizon=10)
    eye, fov = own.metadata["cameraPosition"], own.metadata["fov"]
    event = controller.step(
        "AddThirdPartyCamera", position=eye, rotation={"x": 10, "y": 90, "z": 0}, fieldOfView=fov
    )
    assert np.array_equal(event.third_party_camera_frames[0], own.frame)
    assert np.array_equal(event.third_party_depth_frames[0], own.depth_frame)
    assert np.array_equal(event.third_party_normals_frames[0], own.normals_frame)
    ids = event.third_party_instance_segmentation_frames[0]
    assert np.array_equal(ids, own.instance_segmentation_frame)
    classes = event.third_party_semantic_segmentation_frames[0]
    assert np.array_equal(classes, own.semantic_segmentation_frame)
    camera = event.metadata["thirdPartyCameras"][0]
    assert camera["position"] == eye and camera["fieldOfView"] == fov
    upside = controller.step(
        "UpdateThirdPartyCamera", thirdPartyCameraId=0, rotation={"z": 180}
    ).third_party_instance_segmentation_frames[0]
    assert (upside[::-1, ::-1] == ids).mean() > 0.97
    for view in (-1, 0, 181):
        assert not controller.step("UpdateThirdPartyCamera", thirdPartyCameraId=0, fieldOfView=view)


def test_normals_point_at_the_viewer() -> None:
    controller = EmbeddedController("generated:3", width=32, height=32, renderNormalsImage=True)
    controller.step("RotateLook", rotation=0, horizon=60)
    down = controller.step("Pass", renderDepthImage=True, renderSemanticSegmentation=True)
    floor = down.object_id_to_color["Floor"]
    on_floor = (down.semantic_segmentation_frame == np.array(floor)).all(axis=2)
    if not on_floor.any():
        pytest.skip("no floor in view")
    normal = down.normals_frame[on_floor].astype(float).mean(axis=0) / 127.5 - 1.0
    assert normal == pytest.approx([0.0, 0.5, 0.866], abs=0.02)  # up, seen 60 degrees down


def test_the_map_shows_the_house_from_above_without_its_roof() -> None:
    controller = EmbeddedController(
        "generated:3", width=96, height=96, renderSemanticSegmentation=True, renderDepthImage=True
    )
    event = controller.step("ToggleMapView")
    seen = set(event.class_masks) if event.class_masks else set()
    colours = {tuple(c) for c in event.semantic_segmentation_frame.reshape(-1, 3).tolist()}
    kinds = {event.color_to_object_id.get(c) for c in colours} | seen
    assert "Floor" in kinds and "Ceiling" not in kinds
    properties = controller.step("GetMapViewCameraProperties").metadata["actionReturn"]
    assert properties["orthographic"] and properties["rotation"]["x"] == 90.0
    mapped = controller.last_event.frame
    event = controller.step("ToggleMapView")
    assert not np.array_equal(event.frame, mapped)
    event = controller.step("AddThirdPartyCamera", **properties)
    assert np.array_equal(event.third_party_camera_frames[0], mapped)
    deepest = float(event.third_party_depth_frames[0].max())
    assert 1.0 < deepest <= 20.0
