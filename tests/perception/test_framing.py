"""What of a frame goes into the map."""

import numpy as np

from perception.framing import mixed
from perception.projection import floor_depth
from tests.perception.test_tracking import FRONT


def test_what_lies_between_two_surfaces_is_of_none():
    depth = np.full((300, 300), 4.0, np.float32)
    depth[:, :100] = 1.0
    depth[:, 100] = 2.2  # a guess of the edge
    found = mixed(depth)
    assert found[:, 99:102].all() and found.sum() == 3 * 300


def test_the_floor_and_a_slanting_wall_are_surfaces():
    floor = floor_depth(300, 300, 90.0, FRONT).astype(np.float32)
    assert not mixed(floor[floor[:, 0] < 6.0]).any()
    columns = (np.arange(300) + 0.5 - 150) / 150
    wall = np.tile(1.5 / (0.3 * columns + 0.95), (300, 1)).astype(np.float32)
    assert not mixed(wall).any()


def test_larger_frames_are_judged_alike():
    depth = np.tile(np.linspace(1.0, 30.0, 600, dtype=np.float32), (600, 1))
    assert (mixed(depth)[::2, ::2] == mixed(depth[::2, ::2])).mean() > 0.97
