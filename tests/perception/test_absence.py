import numpy as np

from envs.interface import Pose
from perception.absence import seen_absent
from perception.projection import world_points

POSE = Pose(0.0, 0.0, 0.0, 30.0)
DEPTH = np.full((40, 40), 1.2, np.float32)
SPOT = world_points(DEPTH, POSE, 90.0)[18:22, 18:22].reshape(-1, 3)[:8]


def judged(depth: np.ndarray, points: np.ndarray = SPOT) -> tuple[str, ...]:
    return seen_absent({"mug_1": points}, depth, POSE, 90.0)


def test_a_place_in_clear_view_without_the_thing_is_empty():
    assert judged(DEPTH) == ("mug_1",)
    assert judged(DEPTH + 1.0) == ("mug_1",)


def test_a_hidden_place_is_not_judged():
    assert judged(DEPTH - 0.5) == ()
    half = DEPTH.copy()
    half[:, :20] -= 0.5  # as many points hidden as in clear view
    assert judged(half) == ()


def test_a_place_out_of_the_frame_or_far_off_is_not_judged():
    assert judged(DEPTH, SPOT - np.array([0.0, 0.0, 5.0], np.float32)) == ()
    far = np.array([0.0, -1.5, 2.6], np.float32)  # along the camera's axis
    assert judged(DEPTH + 5.0, SPOT + far) == ()
    assert seen_absent({}, DEPTH, POSE, 90.0) == ()
