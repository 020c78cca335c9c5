"""Walks of an agent that is never told whether a move worked, on a simulator's frames."""

import math
from dataclasses import replace

import numpy as np
import pytest

from envs.interface import Action, ActionName, Event, Observation, Pose
from envs.teach.env import HouseholdEnv, Limits
from envs.teach.episodes import Episode
from envs.thor.sources import load_scene
from perception.belief import Belief
from perception.success import SeenSuccess

WALK = (
    *[ActionName.FORWARD] * 6,
    ActionName.TURN_LEFT,
    ActionName.TURN_RIGHT,
    ActionName.PAN_LEFT,
    ActionName.PAN_RIGHT,
    ActionName.BACKWARD,
    ActionName.LOOK_UP,
    ActionName.LOOK_DOWN,
)


def house(scene: str, size: int) -> tuple[HouseholdEnv, Event]:
    env = HouseholdEnv(width=size, height=size, limits=Limits(2000, 2000))
    start = load_scene(scene).agent
    return env, env.reset(Episode("walk", "teach", scene, "Coffee", (), "", start))


def seen(observation: Observation) -> Observation:
    """Without what would give the pose away."""
    return replace(observation, pose=None, success=None)


def true(start: Pose, here: Pose) -> tuple[float, float, float, float]:
    """A pose in the frame of the start: x, z, yaw, horizon."""
    angle = math.radians(start.yaw)
    dx, dz = here.x - start.x, here.z - start.z
    return (
        dx * math.cos(angle) - dz * math.sin(angle),
        dx * math.sin(angle) + dz * math.cos(angle),
        (here.yaw - start.yaw) % 360.0,
        here.horizon,
    )


def believed(belief: Belief) -> tuple[float, float, float, float]:
    return belief.pose.x, belief.pose.z, belief.pose.yaw, belief.pose.horizon


def test_a_thousand_steps_of_walking_into_things_end_where_they_do() -> None:
    env, event = house("generated:10003", 100)
    rng = np.random.default_rng(0)
    belief = Belief(pose_source="dead-reckoning", success=SeenSuccess())
    start = event.observation.pose
    assert start is not None
    belief.update(seen(event.observation))
    failed = 0
    for step in range(1000):
        action = Action(WALK[int(rng.integers(len(WALK)))])
        event = env.step(action)
        belief.update(seen(event.observation), action)
        assert belief.worked == event.observation.success, (step, action)
        failed += event.observation.success is False
        assert event.observation.pose is not None
    assert failed > 100
    assert believed(belief) == pytest.approx(true(start, event.observation.pose), abs=1e-6)


@pytest.mark.parametrize("scene", ["generated:10003", "generated:10020"])
def test_the_map_tells_which_moves_failed_silently(scene: str) -> None:
    """Nothing says whether moves worked, and one in eight is swallowed: only depth is seen."""
    env, event = house(scene, 150)
    rng = np.random.default_rng(1)
    belief = Belief(pose_source="dead-reckoning")
    start = event.observation.pose
    assert start is not None
    belief.update(seen(event.observation))
    for _ in range(4):  # a look around: the map has to know something
        event = env.step(Action(ActionName.TURN_RIGHT))
        belief.update(seen(event.observation), Action(ActionName.TURN_RIGHT))
    for _ in range(150):
        action = Action(WALK[int(rng.integers(len(WALK)))])
        if rng.random() > 1 / 8:
            event = env.step(action)
        belief.update(seen(event.observation), action)
    assert event.observation.pose is not None
    assert believed(belief) == pytest.approx(true(start, event.observation.pose), abs=1e-6)
