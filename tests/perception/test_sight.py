"""Lines of sight through the map: they stop where things were seen, and nowhere else."""

import numpy as np

from envs.interface import Pose
from perception.belief import Belief
from perception.sight import clear_lines
from perception.voxel_map import VoxelMap
from tests.perception.box_room import BoxRoom, box, table

EYE = np.array([[2.8, 1.575, 0.9]])


def known(room: BoxRoom) -> VoxelMap:
    belief = Belief()
    for x, z, yaw in ((2.8, 0.9, 0.0), (2.8, 3.7, 180.0), (0.8, 2.4, 90.0), (4.6, 2.4, 270.0)):
        for horizon in (0.0, 30.0):
            belief.update(room.observe(Pose(x, z, yaw, horizon)))
    return belief.map.voxels


def test_nothing_known_hides_nothing():
    assert clear_lines(VoxelMap(), EYE, np.array([[2.8, 0.5, 3.0]])).all()


def test_a_table_is_looked_over_and_under_but_not_through():
    room = BoxRoom()
    room.things["table"] = table("DiningTable", (2.0, 0.0, 2.0), (3.6, 0.75, 2.8))
    points = np.array([[2.8, 0.8, 2.6], [2.8, 0.3, 2.7], [2.8, 0.1, 3.2], [2.8, 1.0, 3.5]])
    assert clear_lines(known(room), EYE, points)[0].tolist() == [True, False, False, True]
    low = np.array([[2.8, 0.45, 0.9]])
    assert clear_lines(known(room), low, np.array([[2.8, 0.4, 3.2]])).all()


def test_a_wall_that_was_seen_low_goes_on_above():
    room = BoxRoom()
    room.things["wall"] = box("Wall", (1.0, 0.0, 2.2), (4.0, 2.6, 2.3))
    belief = Belief()
    belief.update(room.observe(Pose(2.8, 1.6, 0.0, 60.0)))
    behind, before = [2.8, 1.5, 3.0], [2.8, 1.5, 2.0]
    clear = clear_lines(belief.map.voxels, EYE, np.array([behind, before]))
    assert clear[0].tolist() == [False, True]


def test_agrees_with_what_is_drawn():
    room = BoxRoom()
    room.things["table"] = table("DiningTable", (2.0, 0.0, 2.0), (3.6, 0.75, 2.8))
    room.things["screen"] = box("Television", (2.2, 0.75, 2.3), (3.4, 1.5, 2.35))
    voxels = known(room)
    random = np.random.default_rng(0)
    points = random.uniform((1.0, 0.1, 1.5), (4.5, 1.6, 3.8), (400, 3))
    pose = Pose(2.8, 0.9, 0.0, 30.0)
    depth = room.observe(pose).depth
    local = (points - pose.camera_position()) @ pose.world_from_camera()
    focal = 0.5 * room.size
    column = np.floor(local[:, 0] / local[:, 2] * focal + focal).astype(int)
    row = np.floor(focal - local[:, 1] / local[:, 2] * focal).astype(int)
    inside = (row >= 0) & (row < room.size) & (column >= 0) & (column < room.size)
    apart = depth[row[inside], column[inside]] - local[inside, 2]
    sure = np.abs(apart) > 0.15
    clear = clear_lines(voxels, pose.camera_position()[None], points[inside])[0]
    assert np.mean(clear[sure] == (apart[sure] > 0.0)) > 0.95
