"""The embedded Controller speaks as AI2-THOR's does."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from ai2thor.server import Event

from envs.interface import InvalidInputError
from envs.thor.actions import ACTIONS
from envs.thor.controller import EmbeddedController, label_colors
from envs.thor.sources import load_scene


@pytest.fixture(scope="module")
def shared() -> EmbeddedController:
    return EmbeddedController("generated:3", width=96, height=64, renderImage=False)


@pytest.fixture
def controller(shared: EmbeddedController) -> Iterator[EmbeddedController]:
    shared.reset()
    yield shared


def things(controller: EmbeddedController, **wanted: object) -> list[dict]:
    return [
        thing
        for thing in controller.last_event.metadata["objects"]
        if all(thing[key] == value for key, value in wanted.items())
    ]


def stand_before(controller: EmbeddedController, object_id: str) -> bool:
    """Teleports to a pose from which the object can be acted on, if there is one."""
    poses = controller.step("GetInteractablePoses", objectId=object_id, standings=[True])
    found = poses.metadata["actionReturn"]
    return bool(found) and bool(controller.step("TeleportFull", **found[0]))


def test_events_are_ai2thors_own(controller: EmbeddedController) -> None:
    event = controller.step(
        "RotateRight", renderImage=True, renderDepthImage=True, renderInstanceSegmentation=True,
        renderSemanticSegmentation=True,
    )  # fmt: skip
    assert type(event) is Event and controller.last_event is event and event
    assert event.frame.shape == (64, 96, 3) and event.frame.dtype == np.uint8
    assert event.depth_frame.shape == (64, 96) and event.depth_frame.max() <= 20.0
    assert event.semantic_segmentation_frame.shape == (64, 96, 3)
    known = {thing["objectId"]: thing for thing in event.metadata["objects"]}
    seen = [name for name in event.instance_masks if name in known]
    assert seen and sum(int(mask.sum()) for mask in event.instance_masks.values()) == 64 * 96
    for name in seen:
        kind = known[name]["objectType"]
        assert (event.class_masks[kind] | ~event.instance_masks[name]).all()
    ahead = event.instance_masks[seen[0]]
    assert event.instance_detections2D[seen[0]] is not None and ahead.shape == (64, 96)
    plain = controller.step("Pass")
    assert plain.frame is None and plain.depth_frame is None


def test_moves_by_ai2thors_names(controller: EmbeddedController) -> None:
    start = controller.last_event.metadata["agent"]
    reachable = controller.step("GetReachablePositions").metadata["actionReturn"]
    assert len(reachable) > 20
    assert any(
        abs(p["x"] - start["position"]["x"]) + abs(p["z"] - start["position"]["z"]) < 1e-4
        for p in reachable
    )
    spot = reachable[len(reachable) // 2]
    event = controller.step("Teleport", position=spot, rotation=90, horizon=30)
    agent = event.metadata["agent"]
    assert agent["rotation"]["y"] == 90.0 and agent["cameraHorizon"] == 30.0
    assert agent["position"]["x"] == pytest.approx(spot["x"], abs=1e-5)
    assert controller.step("RotateLeft", degrees=30).metadata["agent"]["rotation"]["y"] == 60.0
    assert not controller.step("LookDown", degrees=45)
    assert "30 degrees up and 60 degrees down" in controller.last_event.metadata["errorMessage"]
    event = controller.step({"action": "Crouch"})
    assert not event.metadata["agent"]["isStanding"]
    assert event.metadata["cameraPosition"]["y"] == pytest.approx(0.9, abs=1e-5)
    assert controller.step("TeleportFull", x=spot["x"], y=0.9, z=spot["z"], rotation={"y": 0},
                           horizon=0, standing=True)  # fmt: skip
    assert controller.last_event.metadata["agent"]["isStanding"]


def test_metadata_says_what_interactions_do(controller: EmbeddedController) -> None:
    tried = 0
    for thing in things(controller, pickupable=True)[:12]:
        name = thing["objectId"]
        if not stand_before(controller, name):
            continue
        tried += 1
        assert controller.step("PickupObject", objectId=name), controller.last_event
        metadata = controller.last_event.metadata
        assert metadata["inventoryObjects"][0]["objectId"] == name
        held = controller.last_event.get_object(name)
        assert held["isPickedUp"] and held["parentReceptacles"] is None
        assert metadata["heldObjectPose"]["position"] == held["position"]
        assert controller.step("DropHandObject"), controller.last_event
        down = controller.last_event.get_object(name)
        assert not down["isPickedUp"]
        assert [parent.split("|")[0] for parent in down["parentReceptacles"]] == ["Floor"]
    assert tried >= 3


def test_opens_and_puts(controller: EmbeddedController) -> None:
    small = things(controller, pickupable=True, objectType="Apple")
    small += things(controller, pickupable=True, objectType="Mug")
    fridge = things(controller, objectType="Fridge")
    if not small or not fridge:
        pytest.skip("no fridge or nothing to put in it in this house")
    thing, box = small[0]["objectId"], fridge[0]["objectId"]
    force = {"forceAction": True}
    assert controller.step("PickupObject", objectId=thing, **force)
    refused = controller.step("PutObject", objectId=box, **force)
    assert not refused and "closed" in refused.metadata["errorMessage"]
    assert controller.step("OpenObject", objectId=box, openness=0.5, **force)
    assert controller.last_event.get_object(box)["openness"] == 0.5
    assert controller.step("PutObject", objectId=thing, receptacleObjectId=box, **force)
    inside = controller.last_event.get_object(thing)
    assert inside["parentReceptacles"][0] == box and inside["temperature"] == "Cold"
    assert thing in controller.last_event.get_object(box)["receptacleObjectIds"]
    assert controller.step("CloseObject", objectId=box, **force)
    assert not controller.last_event.get_object(box)["isOpen"]


def test_the_image_and_the_ray_agree_on_what_is_where(controller: EmbeddedController) -> None:
    event = controller.step("LookDown", degrees=30, renderInstanceSegmentation=True)
    agree = 0
    for x, y in np.random.default_rng(0).uniform(0.02, 0.98, (40, 2)):
        found = controller.step("GetObjectInFrame", x=float(x), y=float(y))
        assert controller.step("GetCoordinateFromRaycast", x=float(x), y=float(y))
        mask = event.instance_masks[found.metadata["actionReturn"]]
        agree += bool(mask[int(y * 64), int(x * 96)])
    assert agree >= 36


def test_object_ids_have_ai2thors_form_and_are_unique(controller: EmbeddedController) -> None:
    names = [thing["objectId"] for thing in controller.last_event.metadata["objects"]]
    assert len(set(names)) == len(names)
    form = re.compile(r"[A-Za-z]+(\|[+-]\d{2}\.\d{2}){3}(\|[A-Za-z]+(_\d+)?|\|\d+)?")
    assert all(form.fullmatch(name) for name in names), names
    for basin in things(controller, objectType="SinkBasin"):
        assert basin["objectId"].startswith("Sink|") and basin["objectId"].endswith("|SinkBasin")


def test_parts_are_named_after_the_whole(controller: EmbeddedController) -> None:
    whole = things(controller, sliceable=True)[0]["objectId"]
    assert controller.step("SliceObject", objectId=whole, forceAction=True)
    metadata = controller.last_event.metadata
    parts = [thing for thing in metadata["objects"] if thing["objectId"].startswith(whole)]
    assert parts and not any(thing["objectId"] == whole for thing in parts)
    assert parts[0]["objectId"].split("|")[-1] == f"{parts[0]['objectType']}_0"


def test_metadata_is_of_its_own_moment(controller: EmbeddedController) -> None:
    """Read late, an old event still tells what was when it happened."""
    before = controller.step("Pass")
    door = things(controller, openable=True, isOpen=False)[0]["objectId"]
    stale = controller.step("Pass")
    assert controller.step("OpenObject", objectId=door, forceAction=True)
    controller.step("RotateRight")
    assert not stale.get_object(door)["isOpen"]
    assert stale.metadata["objects"] == before.metadata["objects"]


def test_metadata_is_a_dictionary_like_any_other(controller: EmbeddedController) -> None:
    metadata = controller.step("Pass").metadata
    text = json.dumps(metadata)
    assert json.loads(text).keys() == metadata.keys() == dict(metadata).keys()
    assert copy.deepcopy(metadata) == metadata and len(metadata) == len(list(metadata))
    assert metadata.get("objects") and metadata.get("nothing", 3) == 3
    assert "agent" in metadata and "nothing" not in metadata
    with pytest.raises(KeyError):
        metadata["nothing"]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"action": "MoveAhed"}, "InvalidAction"),
        ({"action": None}, "InvalidAction"),
        ({"action": ["MoveAhead"]}, "InvalidAction"),
        ({}, "InvalidAction"),
        ({"action": "MoveAhead", "speed": 3}, "InvalidArgument"),
        ({"action": "MoveAhead", "moveMagnitude": "far"}, "InvalidArgument"),
        ({"action": "MoveAhead", "moveMagnitude": float("nan")}, "InvalidArgument"),
        ({"action": "MoveAhead", "agentId": 2}, "InvalidArgument"),
        ({"action": "GetInteractablePoses"}, "MissingArguments"),
        ({"action": "MoveAhead", "renderImage": "yes"}, "InvalidArgument"),
        ({"action": "MoveAhead", "agentId": "one"}, "InvalidArgument"),
        ({"action": "PickupObject"}, "MissingArguments"),
        ({"action": "PickupObject", "x": 0.5}, "MissingArguments"),
        ({"action": "PickupObject", "objectId": "Mug", "x": 0.5, "y": 0.5}, "AmbiguousAction"),
        ({"action": "PutObject", "x": 0.0, "y": 0.0, "z": 1.0}, "InvalidArgument"),
        ({"action": "Teleport", "position": [1, 2]}, "InvalidArgument"),
        ({"action": "Initialize", "gridSize": "wide"}, "InvalidArgument"),
        ({"action": "Initialize", "agents": 4}, "InvalidArgument"),
        ({"action": "CreateHouse", "house": 3}, "InvalidArgument"),
        ({"action": "CreateHouse"}, "MissingArguments"),
    ],
)
def test_bad_requests_are_answered_with_a_code(
    controller: EmbeddedController, request_: dict, code: str
) -> None:
    event = controller.run(request_)
    assert not event and event.metadata["errorCode"] == code
    assert event.metadata["errorMessage"]
    with pytest.raises(ValueError, match=re.escape(event.metadata["errorMessage"])):
        controller.step(request_)


@pytest.mark.parametrize(
    "request_",
    [
        {"action": "PickupObject", "x": 2.0, "y": 0.5},
        {"action": "GetCoordinateFromRaycast", "x": -0.1, "y": 0.8},
        {"action": "OpenObject", "objectId": "Fridge", "openness": 7},
        {"action": "Initialize", "gridSize": 0},
        {"action": "Initialize", "agentCount": 40},
        {"action": "Initialize", "agentMode": "drone"},
        {"action": "Initialize", "fieldOfView": 190},
        {"action": "AddThirdPartyCamera", "position": 5, "rotation": {"x": 0, "y": 0, "z": 0}},
        {"action": "UpdateThirdPartyCamera", "thirdPartyCameraId": 3},
        {"action": "Teleport", "position": {"x": 2000, "y": 0, "z": 9000}},
        {"action": "Reset", "sceneName": "Nowhere"},
        {"action": "RandomizeMaterials", "useTrainMaterials": False},
        {"action": "ThrowObject"},
    ],
)
def test_well_formed_requests_that_fail_have_a_message_and_no_code(
    controller: EmbeddedController, request_: dict
) -> None:
    event = controller.step(request_)
    assert not event and event.metadata["errorCode"] is None and event.metadata["errorMessage"]


def test_failures_are_events_that_name_the_object(controller: EmbeddedController) -> None:
    event = controller.step("PickupObject", objectId="Unicorn|+00.00|+00.00|+00.00")
    assert not event and "Unicorn" in event.metadata["errorMessage"]
    floor = things(controller, objectType="Floor")[0]["objectId"]
    event = controller.step("PickupObject", objectId=floor, forceAction=True)
    assert not event and floor in event.metadata["errorMessage"]
    event = controller.run({"action": "CreateHouse", "house": {"rooms": 3}})
    assert not event and "rooms" in event.metadata["errorMessage"]
    assert controller.step("Pass")


def test_any_arguments_are_survived(controller: EmbeddedController) -> None:
    generator = np.random.default_rng(4)
    values = [None, True, -1, 0.5, 1e300, float("inf"), "", "Mug", [], [1], {}, {"x": 1}, {"y": []}]
    for _ in range(300):
        name = sorted(ACTIONS)[int(generator.integers(len(ACTIONS)))]
        request = {"action": name}
        for argument in sorted({*ACTIONS[name].takes, "forceAction", "agentId"}):
            if generator.random() < 0.6:
                request[argument] = values[int(generator.integers(len(values)))]
        assert controller.run(request).metadata["lastAction"] == name


def test_starts_in_what_is_asked_for_or_says_why_not() -> None:
    scene = load_scene("generated:5")
    controller = EmbeddedController(scene, width=32, height=32)
    assert controller.last_event.metadata["sceneName"] == "generated:5"
    assert controller.step("CreateHouse", house=scene.house)
    assert controller.last_event.metadata["sceneName"] == "Procedural"
    initial = controller.step("Initialize", gridSize=0.1, visibilityDistance=3.0, fieldOfView=60)
    assert initial.metadata["actionReturn"]["cameraFarPlane"] == 20.0
    assert initial.metadata["fov"] == 60 and controller.simulator.reach == 3.0
    with pytest.raises(InvalidInputError):
        EmbeddedController("generated:many")
    with pytest.raises(InvalidInputError):
        EmbeddedController(scene, width=0)


def test_every_label_has_its_own_colour() -> None:
    scene = load_scene("generated:5")
    instances, classes = label_colors(scene)
    codes = [tuple(row) for row in instances[1:]]
    kinds = {tuple(row) for row in classes[1:]}
    assert len(set(codes)) == len(codes) == len(scene.objects)
    assert len(kinds) == len({thing.object_type for thing in scene.objects})
    assert not kinds & set(codes) and (instances[:, 3] == 255).all()
