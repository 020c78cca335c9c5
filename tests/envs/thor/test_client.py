"""Programs written for AI2-THOR, with nothing of ours but the path of the executable."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from ai2thor.controller import Controller
from ai2thor.fifo_server import FifoServer
from ai2thor.server import DepthFormat, MultiAgentEvent
from ai2thor.wsgi_server import WsgiServer

from envs.interface import InvalidInputError
from envs.thor.controller import EmbeddedController
from envs.thor.launch import executable
from envs.thor.sources import load_house, load_scene
from tests.envs.thor.wire.raw import EMPTY_HOUSE

HOUSE = load_house("generated:10042")
OTHER = load_house("generated:10043")
WIDTH, HEIGHT = 160, 120
EVERYTHING = {
    "renderDepthImage": True,
    "renderInstanceSegmentation": True,
    "renderSemanticSegmentation": True,
}


def client(server_class: type, **arguments: Any) -> Controller:
    return Controller(
        local_executable_path=str(executable()),
        x_display="0",
        server_class=server_class,
        width=WIDTH,
        height=HEIGHT,
        server_timeout=60.0,
        server_start_timeout=60.0,
        **{"scene": HOUSE, **arguments},
    )


@pytest.fixture(scope="module", params=[FifoServer, WsgiServer], ids=["fifo", "wsgi"])
def real(request: pytest.FixtureRequest) -> Iterator[Controller]:
    controller = client(request.param, **EVERYTHING)
    yield controller
    controller.stop()


@pytest.fixture(scope="module")
def ours() -> EmbeddedController:
    return EmbeddedController(HOUSE, width=WIDTH, height=HEIGHT, **EVERYTHING)


def test_images_and_metadata_are_those_of_the_process_inside(
    real: Controller, ours: EmbeddedController
) -> None:
    real.reset(HOUSE, width=WIDTH, height=HEIGHT)
    ours.reset(HOUSE)
    for action in ("RotateRight", "MoveAhead", "LookDown", "RotateLeft", "MoveBack"):
        there, here = real.step(action), ours.step(action)
        for name in (
            "frame", "depth_frame", "instance_segmentation_frame", "semantic_segmentation_frame",
        ):  # fmt: skip
            np.testing.assert_array_equal(getattr(there, name), getattr(here, name), name)
        inside = json.loads(json.dumps(here.metadata))
        outside = json.loads(json.dumps(there.metadata))
        assert outside.pop("sequenceId", None) == inside.pop("sequenceId", None)
        assert outside == inside


def test_images_are_upright_and_in_metres(real: Controller) -> None:
    event = real.reset(EMPTY_HOUSE, width=WIDTH, height=HEIGHT)
    # A floor and nothing else: below the horizon, at the camera's height over the ray's slope.
    floor = np.any([event.instance_masks[n] for n in event.instance_masks if "Floor" in n], axis=0)
    rows = np.flatnonzero(floor.any(axis=1))
    assert rows.min() > HEIGHT // 2 and rows.max() == HEIGHT - 1
    tan = math.tan(math.radians(event.metadata["fov"]) / 2)
    height = event.metadata["cameraPosition"]["y"]
    for row in rows:
        expected = height / (tan * (2 * (row + 0.5) / HEIGHT - 1))
        assert event.depth_frame[row][floor[row]] == pytest.approx(expected, rel=1e-3)
    assert event.depth_frame.dtype == np.float32


def test_colours_are_those_that_metadata_names(real: Controller) -> None:
    event = real.step("Pass")
    names = {tuple(entry["color"]): entry["name"] for entry in event.metadata["colors"]}
    assert len(names) == len(event.metadata["colors"])
    ids = {thing["objectId"] for thing in event.metadata["objects"]}
    for color in np.unique(event.instance_segmentation_frame.reshape(-1, 3), axis=0):
        name = names.get(tuple(color.tolist()))
        if name is not None and not name.startswith(("Wall", "Ceiling")):
            assert name in ids
    for name, box in event.instance_detections2D.items():
        mask = event.instance_masks[name]
        rows, columns = np.nonzero(mask)
        assert tuple(box) == (columns.min(), rows.min(), columns.max(), rows.max())
        kind = name.split("|")[-1].split("_")[0] if "Sliced" in name else name.split("|")[0]
        if kind in event.class_masks:
            assert (event.class_masks[kind] | ~mask).all()


def test_flags_of_one_step_are_for_that_step(real: Controller) -> None:
    event = real.step("Pass", renderImage=False, renderDepthImage=False)
    assert event.frame is None and event.depth_frame is None
    assert event.instance_segmentation_frame is not None
    event = real.step("Pass", renderInstanceSegmentation=False, renderSemanticSegmentation=False)
    assert event.frame is not None and event.instance_segmentation_frame is None
    assert real.step("Pass").semantic_segmentation_frame is not None


def test_resolution_and_scene_change(real: Controller) -> None:
    event = real.reset(OTHER, width=300, height=210)
    assert event.frame.shape == (210, 300, 3) and event.depth_frame.shape == (210, 300)
    there = EmbeddedController(OTHER, width=300, height=210)
    np.testing.assert_array_equal(event.frame, there.last_event.frame)
    event = real.reset(HOUSE, width=WIDTH, height=HEIGHT, fieldOfView=60)
    assert event.metadata["fov"] == 60 and event.frame.shape == (HEIGHT, WIDTH, 3)
    real.reset(HOUSE, fieldOfView=90)


def test_questions_leave_the_picture_as_it_is(real: Controller) -> None:
    before = real.step("RotateRight")
    event = real.step("GetReachablePositions")
    assert len(event.metadata["actionReturn"]) > 10
    np.testing.assert_array_equal(event.frame, before.frame)
    assert event.metadata["objects"] == before.metadata["objects"]
    assert event.metadata["lastAction"] == "GetReachablePositions"


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("Fly", {}),
        ("MoveAhead", {"moveMagnitude": "far"}),
        ("MoveAhead", {"wings": 2}),
        ("GetInteractablePoses", {}),
        ("OpenObject", {}),
    ],
)
def test_bad_requests_raise_as_they_do_with_unity(
    real: Controller, action: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=action):
        real.step(action, **arguments)
    assert real.step("Pass").metadata["lastActionSuccess"]


def test_depth_comes_in_the_format_that_the_client_asks_for() -> None:
    controller = client(FifoServer, depth_format=DepthFormat.Millimeters, renderDepthImage=True)
    try:
        there = controller.step("RotateRight").depth_frame
    finally:
        controller.stop()
    ours = EmbeddedController(HOUSE, width=WIDTH, height=HEIGHT, renderDepthImage=True)
    here = ours.step("RotateRight").depth_frame
    np.testing.assert_allclose(there, here * 1000.0, rtol=1e-5)


def test_several_agents_and_other_cameras(real: Controller) -> None:
    """Each agent's images and each camera's come in their order, as in process."""
    flags = {**EVERYTHING, "renderNormalsImage": True, "agentCount": 2}
    real.reset(HOUSE, width=WIDTH, height=HEIGHT, **flags)
    ours = EmbeddedController(HOUSE, width=WIDTH, height=HEIGHT, **flags)
    camera = {"rotation": {"x": 90, "y": 0, "z": 0}, "fieldOfView": 70}
    for y in (2.0, 2.4):
        request = {**camera, "position": {"x": 3.0, "y": y, "z": 3.0}}
        there = real.step("AddThirdPartyCamera", **request)
        here = ours.step("AddThirdPartyCamera", **request)
    there = real.step("RotateRight", agentId=1)
    here = ours.step("RotateRight", agentId=1)
    assert isinstance(there, MultiAgentEvent) and len(there.events) == 2
    assert there.metadata["agentId"] == 1 and there.metadata["lastAction"] == "RotateRight"
    for one, other in zip(there.events, here.events, strict=True):
        assert one.metadata == json.loads(json.dumps(other.metadata))
        for name in (
            "frame", "depth_frame", "instance_segmentation_frame", "semantic_segmentation_frame",
            "normals_frame",
        ):  # fmt: skip
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
        for name in (
            "third_party_camera_frames", "third_party_depth_frames",
            "third_party_instance_segmentation_frames",
            "third_party_semantic_segmentation_frames", "third_party_normals_frames",
        ):  # fmt: skip
            images = getattr(one, name)
            assert len(images) == 2
            np.testing.assert_array_equal(images, getattr(other, name), name)
    assert not np.array_equal(there.events[0].frame, there.events[1].frame)
    real.reset(HOUSE, width=WIDTH, height=HEIGHT, agentCount=1, renderNormalsImage=False)


@pytest.mark.parametrize(
    "every", [40, pytest.param(1, marks=pytest.mark.slow)], ids=["three", "all"]
)
def test_floor_plans_construct_reset_and_step(every: int) -> None:
    try:
        load_scene("FloorPlan1")
    except InvalidInputError:
        pytest.skip("there are no floor plans in this version")
    controller = client(FifoServer, scene="FloorPlan1")
    try:
        names = controller.ithor_scenes()
        assert set(names) <= controller.scenes_in_build and len(names) == 120
        for name in names[::every]:
            event = controller.reset(name)
            assert event.metadata["sceneName"] == name and event.frame.any()
            assert controller.step("RotateRight").metadata["lastActionSuccess"]
            kinds = {thing["objectType"] for thing in event.metadata["objects"]}
            assert "Floor" in kinds and ("Faucet" in kinds or not kinds & {"Sink", "Bathtub"})
    finally:
        controller.stop()
