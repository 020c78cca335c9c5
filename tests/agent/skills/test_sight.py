"""What is in the frame, and what is seen through the opening of a container."""

import numpy as np
import pytest

from agent.skills.sight import framed, front, through_opening
from envs.interface import Pose
from perception.instances import Instance

FRIDGE = Instance(
    "fridge_1",
    "Fridge",
    1,
    low=(0.0, 0.0, -0.7),
    high=(0.8, 1.8, 0.6),
    body_low=(0.0, 0.0, 0.0),
    body_high=(0.8, 1.8, 0.6),
    states=frozenset({"isOpen"}),
)
INSIDE = np.array([[0.4, 1.0, 0.3]])


@pytest.mark.parametrize("yaw", [0.0, 90.0, 180.0, 270.0])
def test_framed_is_what_the_camera_shows(yaw: float):
    pose = Pose(1.0, 2.0, yaw, 30.0)
    forward, right, up = np.eye(3)[[2, 0, 1]] @ pose.world_from_camera().T
    eye = pose.camera_position()
    points = np.array([eye + forward, eye - forward, eye + forward + 1.2 * right, eye + up])
    assert framed(yaw, 30.0, eye[None], points)[0].tolist() == [True, False, False, False]


def test_front_is_where_the_door_swung():
    assert front(FRIDGE) == (0.0, -1.0)


@pytest.mark.parametrize(
    ("eye", "seen"),
    [((0.4, 1.5, -1.0), True), ((0.4, 1.5, 1.6), False), ((2.0, 1.5, 0.3), False),
     ((1.4, 1.5, -0.9), True), ((2.5, 1.5, -0.2), False)],
)  # fmt: skip
def test_inside_is_seen_through_the_opening_alone(eye: tuple[float, float, float], seen: bool):
    assert bool(through_opening(FRIDGE, np.array([eye]), INSIDE)[0, 0]) is seen


def test_a_box_is_looked_into_from_above():
    box = Instance("box_1", "Box", 2, (0.0, 0.0, 0.0), (0.4, 0.4, 0.4))
    bottom = np.array([[0.2, 0.05, 0.2]])
    steep, flat = np.array([[0.5, 1.5, 0.2]]), np.array([[3.0, 1.5, 0.2]])
    assert through_opening(box, steep, bottom).all()
    assert not through_opening(box, flat, bottom).any()
