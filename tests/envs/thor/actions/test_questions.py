"""Answers about the scene agree with what is drawn and with what then works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from envs.thor.controller import EmbeddedController


@pytest.fixture(scope="module")
def shared() -> EmbeddedController:
    return EmbeddedController("generated:3", width=80, height=60, renderImage=False)


@pytest.fixture
def controller(shared: EmbeddedController) -> Iterator[EmbeddedController]:
    shared.reset()
    yield shared


def objects(controller: EmbeddedController, **wanted: Any) -> list[dict[str, Any]]:
    return [
        thing
        for thing in controller.last_event.metadata["objects"]
        if all(thing[key] == value for key, value in wanted.items())
    ]


def test_rays_hit_what_the_pixels_show(controller: EmbeddedController) -> None:
    """Of every pixel whose neighbours show the same object, ray and depth agree with it."""
    generator = np.random.default_rng(2)
    free = controller.step("GetReachablePositions").metadata["actionReturn"]
    asked = 0
    for _ in range(6):
        spot = free[int(generator.integers(len(free)))]
        event = controller.step(
            "TeleportFull", position=spot, rotation=float(generator.integers(12) * 30),
            horizon=float(generator.integers(-1, 3) * 30), renderInstanceSegmentation=True,
            renderDepthImage=True,
        )  # fmt: skip
        assert event
        ids, depth, camera = event.instance_segmentation_frame, event.depth_frame, event.metadata
        eye = np.array([camera["cameraPosition"][axis] for axis in "xyz"])
        for _ in range(25):
            row, column = int(generator.integers(1, 59)), int(generator.integers(1, 79))
            around = ids[row - 1 : row + 2, column - 1 : column + 2].reshape(-1, 3)
            if (around != around[0]).any():
                continue
            point = {"x": (column + 0.5) / 80, "y": (row + 0.5) / 60}
            named = controller.step("GetObjectInFrame", **point).metadata["actionReturn"]
            assert event.object_id_to_color[named] == tuple(ids[row, column].tolist())
            hit = controller.step("GetCoordinateFromRaycast", **point).metadata["actionReturn"]
            ray = np.array([hit[axis] for axis in "xyz"]) - eye
            agent = camera["agent"]
            yaw, tilt = np.radians(agent["rotation"]["y"]), np.radians(agent["cameraHorizon"])
            ahead = np.array([np.sin(yaw) * np.cos(tilt), -np.sin(tilt),
                              np.cos(yaw) * np.cos(tilt)])  # fmt: skip
            if depth[row, column] < 20.0:
                assert float(ray @ ahead) == pytest.approx(float(depth[row, column]), abs=0.02)
            asked += 1
    assert asked > 60


def test_a_hand_gets_at_things_from_the_poses_that_are_given(
    controller: EmbeddedController,
) -> None:
    """What is interactable from a pose is visible there, and drawn."""
    tried = 0
    for thing in objects(controller, visible=False)[::9]:
        answer = controller.step("GetInteractablePoses", objectId=thing["objectId"], maxPoses=40)
        poses = answer.metadata["actionReturn"]
        assert answer and len(poses) <= 40
        for pose in poses[:: max(1, len(poses) // 4)]:
            event = controller.step("TeleportFull", **pose, renderInstanceSegmentation=True)
            assert event, event
            agent = event.metadata["agent"]
            assert agent["isStanding"] == pose["standing"]
            assert agent["cameraHorizon"] == pytest.approx(pose["horizon"], abs=1e-3)
            assert event.get_object(thing["objectId"])["visible"]
            tried += 1
    assert tried > 10


def test_questions_that_would_take_for_ever_are_refused(controller: EmbeddedController) -> None:
    name = objects(controller, objectType="Fridge")[0]["objectId"]
    turns = [float(k) for k in range(3000)]
    event = controller.step("GetInteractablePoses", objectId=name, rotations=turns)
    assert not event and "too many" in event.metadata["errorMessage"]
    event = controller.step("GetReachablePositions", gridSize=0.01)
    assert not event and "lattice" in event.metadata["errorMessage"]
    assert controller.step("ChangeResolution", x=4000, y=4000, renderImage=False)
    cameras = [
        bool(controller.step("AddThirdPartyCamera", position={"x": 0}, rotation={"y": 0}))
        for _ in range(5)
    ]
    assert cameras == [True] * 3 + [False] * 2
    assert not controller.step("Initialize", agentCount=4)
    assert controller.step("ChangeResolution", x=80, y=60)


def test_nothing_shut_in_can_be_got_at(controller: EmbeddedController) -> None:
    fridge = objects(controller, objectType="Fridge")[0]
    inside = fridge["receptacleObjectIds"]
    if not inside:
        pytest.skip("the fridge is empty")
    shut = controller.step("GetInteractablePoses", objectId=inside[0])
    assert shut and shut.metadata["actionReturn"] == []
    some = controller.step("GetInteractablePoses", objectId=fridge["objectId"], maxPoses=5)
    assert len(some.metadata["actionReturn"]) == 5
    chosen = controller.step("GetInteractablePoses", objectId=fridge["objectId"],
                             rotations=[0, 45], horizons=[0.0, 30.0], standings=[True])  # fmt: skip
    found = {(p["rotation"], p["horizon"], p["standing"]) for p in chosen.metadata["actionReturn"]}
    assert found <= {(r, h, True) for r in (0.0, 45.0) for h in (0.0, 30.0)}
    far = controller.step("GetInteractablePoses", objectId=fridge["objectId"], maxDistance=5)
    near = controller.step("GetInteractablePoses", objectId=fridge["objectId"])
    assert len(far.metadata["actionReturn"]) > len(near.metadata["actionReturn"])


def test_what_is_out_of_reach_is_not_visible(controller: EmbeddedController) -> None:
    event = controller.step("Pass", renderInstanceSegmentation=True)
    seen = {o["objectId"]: o["visible"] for o in event.metadata["objects"]}
    for name, mask in event.instance_masks.items():
        if name not in seen:
            continue
        row, column = np.argwhere(mask)[len(np.argwhere(mask)) // 2]
        point = {"x": (column + 0.5) / 80, "y": (row + 0.5) / 60}
        checked = controller.step("GetObjectInFrame", **point, checkVisible=True)
        assert bool(checked) == seen[name], name


def test_the_grid_turns_with_the_agent(controller: EmbeddedController) -> None:
    straight = controller.step("GetReachablePositions").metadata["actionReturn"]
    controller.step("RotateLook", rotation=49.0, horizon=0)
    assert controller.step("GetReachablePositions").metadata["actionReturn"] == straight
    turned = controller.step("GetReachablePositions", directionsRelativeAgent=True)
    points = turned.metadata["actionReturn"]
    assert 0.7 < len(points) / len(straight) < 1.4 and points != straight
    here = turned.metadata["agent"]["position"]
    assert any(abs(p["x"] - here["x"]) + abs(p["z"] - here["z"]) < 1e-4 for p in points)
    few = controller.step("GetReachablePositions", maxStepCount=3).metadata["actionReturn"]
    assert 1 < len(few) <= 25


def test_paths_can_be_walked_and_experts_arrive(controller: EmbeddedController) -> None:
    fridge = objects(controller, objectType="Fridge")[0]["objectId"]
    path = controller.step("GetShortestPath", objectType="Fridge").metadata["actionReturn"]
    assert path["corners"] and path["status"] == "PathComplete"
    goal = path["corners"][-1]
    again = controller.step("GetShortestPathToPoint", target=goal).metadata["actionReturn"]
    assert again["corners"][-1] == goal
    for _ in range(120):
        action = controller.step("ObjectNavExpertAction", objectType="Fridge")
        name = action.metadata["actionReturn"]
        if name is None:
            break
        assert controller.step(name), controller.last_event
    assert controller.step("Pass").get_object(fridge)["visible"]
    assert not controller.step("GetShortestPath", objectType="Moon")
    assert not controller.step("GetShortestPathToPoint", target={"x": 900, "y": 0, "z": 0})
