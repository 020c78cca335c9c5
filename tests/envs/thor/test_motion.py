"""Walking, turning, looking and teleporting."""

from __future__ import annotations

import math

import numpy as np
import pytest

from envs.thor.simulator import Command, Error
from tests.envs.thor.kitchen import Hands


def test_moves_are_relative_to_the_heading() -> None:
    hands = Hands()
    hands.sim.teleport(0, 0.0, 0.0, 90.0, 0.0)
    for command, dx, dz in (
        (Command.MOVE_AHEAD, 0.25, 0.0),
        (Command.MOVE_LEFT, 0.0, 0.25),
        (Command.MOVE_BACK, -0.25, 0.0),
        (Command.MOVE_RIGHT, 0.0, -0.25),
    ):
        before = hands.sim.pose()
        assert hands.do(command, value=0.25) is Error.NONE
        after = hands.sim.pose()
        assert (after.x - before.x, after.z - before.z) == pytest.approx((dx, dz), abs=1e-6)


def test_four_turns_and_looks_lead_back_exactly() -> None:
    hands = Hands()
    for _ in range(4):
        assert hands.do(Command.ROTATE_RIGHT, value=90.0) is Error.NONE
    for _ in range(3):
        hands.do(Command.ROTATE_LEFT, value=30.0)
    assert hands.sim.pose().yaw == 270.0
    assert hands.do(Command.LOOK_DOWN, value=30.0) is Error.NONE
    assert hands.do(Command.LOOK_DOWN, value=30.0) is Error.LOOK_LIMIT
    assert hands.sim.pose().horizon == 60.0
    for _ in range(3):
        assert hands.do(Command.LOOK_UP, value=30.0) is Error.NONE
    assert hands.do(Command.LOOK_UP, value=30.0) is Error.LOOK_LIMIT


def test_stops_in_front_of_furniture_and_says_what_it_is() -> None:
    hands = Hands()
    for _ in range(4):
        result = hands.ask(Command.MOVE_AHEAD, value=0.25)
    assert result.error[0] == Error.BLOCKED
    assert "CounterTop" in hands.sim.message(result, 0, value=0.25)
    assert hands.sim.pose().z <= 1.25 - 0.195


def test_a_long_step_does_not_jump_over_furniture() -> None:
    hands = Hands()
    assert hands.see(Command.MOVE_AHEAD, value=2.0) is Error.BLOCKED
    assert hands.see(Command.MOVE_BACK, value=6.0) is Error.BLOCKED


def test_collision_turns_with_the_furniture() -> None:
    """A disc is stopped where its distance to the turned box falls below its radius."""
    hands = Hands()
    table = hands.slots["DiningTable"]
    for yaw in (0.0, 30.0, 75.0):
        hands.sim.numpy("yaw")[0, table] = yaw
        for x, z in np.random.default_rng(0).uniform(-2.4, 0.0, (60, 2)):
            angle = math.radians(yaw)
            dx, dz = x + 1.5, z + 1.5
            along = dx * math.cos(angle) - dz * math.sin(angle)
            across = dx * math.sin(angle) + dz * math.cos(angle)
            gap = math.hypot(max(abs(along) - 0.6, 0), max(abs(across) - 0.4, 0))
            if abs(gap - 0.2) > 0.01 and not (x < -1.9 and z > -0.7):
                free = hands.sim.teleport(0, float(x), float(z)) is Error.NONE
                assert free == (gap > 0.2), (yaw, x, z, gap)


def test_never_leaves_the_room() -> None:
    hands = Hands()
    generator = np.random.default_rng(1)
    for _ in range(500):
        command = int(generator.integers(Command.MOVE_AHEAD, Command.ROTATE_RIGHT + 1))
        value = 25.0 if command >= Command.ROTATE_LEFT else 0.4
        hands.sim.step(command, value=value)
        pose = hands.sim.pose()
        assert abs(pose.x) < 2.81 and abs(pose.z) < 2.81


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1.0, 1e30])
def test_senseless_distances_are_refused(value: float) -> None:
    hands = Hands()
    before = hands.sim.pose()
    assert hands.do(Command.MOVE_AHEAD, value=value) is Error.INVALID_VALUE
    assert hands.sim.pose() == before


def test_teleport_checks_the_place_and_the_look() -> None:
    hands = Hands()
    assert hands.sim.teleport(0, -1.5, -1.5) is Error.BLOCKED
    assert hands.sim.teleport(0, 40.0, 0.0) is Error.OFF_FLOOR
    assert hands.sim.teleport(0, horizon=80.0) is Error.LOOK_LIMIT
    assert hands.sim.teleport(0, x=math.inf) is Error.INVALID_VALUE
    assert hands.sim.teleport(0, 1.0, 0.5, 450.0, 0.0) is Error.NONE
    pose = hands.sim.pose()
    assert (pose.x, pose.z, pose.yaw, pose.horizon) == (1.0, 0.5, 90.0, 0.0)
    assert hands.sim.teleport(0, -1.5, -1.5, force=True) is Error.NONE


def test_crouching_lowers_the_camera() -> None:
    hands = Hands()
    assert hands.do(Command.STAND) is Error.POSTURE
    assert hands.do(Command.CROUCH) is Error.NONE
    assert hands.sim.camera()[0][1] == pytest.approx(0.9)
    assert hands.do(Command.STAND) is Error.NONE


def test_what_is_held_comes_along_low_in_the_view() -> None:
    hands = Hands()
    hands.do(Command.PICKUP, "Mug")
    for command, value in (
        (Command.ROTATE_RIGHT, 90.0),
        (Command.MOVE_AHEAD, 0.5),
        (Command.LOOK_UP, 30.0),
        (Command.CROUCH, 0.0),
    ):
        assert hands.do(command, value=value) is Error.NONE
        centre, yaw, horizon = hands.sim.camera()
        pose = hands.sim.pose()
        seen = (np.asarray(hands.get("position", "Mug")) - centre) @ pose.world_from_camera()
        assert seen[2] > 0.2 and -1.0 < seen[1] / seen[2] < -0.5 and abs(seen[0]) < 1e-5
        assert hands.get("yaw", "Mug") == yaw and horizon == pose.horizon
