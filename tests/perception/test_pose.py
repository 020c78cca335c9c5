import pytest

from envs.interface import Action, ActionName, Pose
from perception.pose import START, advance, destination


def walk(*names: ActionName, success: bool = True) -> Pose:
    pose = START
    for name in names:
        pose = advance(pose, Action(name), success)
    return pose


def test_starts_at_the_origin_looking_30_degrees_down():
    assert Pose(0.0, 0.0, 0.0, 30.0) == START


def test_a_square_walk_comes_back():
    pose = walk(*[ActionName.FORWARD, ActionName.TURN_RIGHT] * 4)
    assert (pose.x, pose.z) == pytest.approx((0.0, 0.0))
    assert pose.yaw == 0.0


def test_turning_right_heads_along_x_and_panning_right_of_that_goes_back():
    pose = walk(ActionName.TURN_RIGHT, ActionName.FORWARD, ActionName.PAN_RIGHT)
    assert (pose.x, pose.z) == pytest.approx((0.25, -0.25))


def test_looks_stop_at_the_limits():
    assert walk(*[ActionName.LOOK_DOWN] * 5).horizon == 60.0
    assert walk(*[ActionName.LOOK_UP] * 5).horizon == -30.0


def test_what_failed_moves_nothing():
    assert walk(ActionName.FORWARD, ActionName.TURN_LEFT, success=False) == START
    assert advance(START, None, None) == START


def test_destination_is_where_a_move_leads():
    assert destination(START, ActionName.BACKWARD) == pytest.approx((0.0, -0.25))
    assert destination(START, ActionName.TURN_LEFT) is None
