import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.interface import Pose
from perception.projection import camera_rays, project, world_points
from tests.perception.box_room import BoxRoom

poses = st.builds(
    Pose,
    x=st.floats(-5, 5),
    z=st.floats(-5, 5),
    yaw=st.sampled_from([0.0, 90.0, 180.0, 270.0, 37.0]),
    horizon=st.sampled_from([-30.0, 0.0, 30.0, 60.0]),
)


@settings(max_examples=25, deadline=None)
@given(pose=poses, field_of_view=st.sampled_from([60.0, 90.0]), seed=st.integers(0, 100))
def test_points_project_back_to_their_pixels(pose, field_of_view, seed):
    height, width = 24, 32
    depth = np.random.default_rng(seed).uniform(0.5, 6.0, (height, width)).astype(np.float32)
    points = world_points(depth, pose, field_of_view).reshape(-1, 3)
    pixels, distance = project(points, pose, field_of_view, height, width)
    rows, columns = np.mgrid[0:height, 0:width] + 0.5
    np.testing.assert_allclose(pixels[:, 0], rows.ravel(), atol=0.01)
    np.testing.assert_allclose(pixels[:, 1], columns.ravel(), atol=0.01)
    np.testing.assert_allclose(distance, depth.ravel(), atol=1e-4)


def test_stride_keeps_a_subset_of_the_same_points():
    depth = np.random.default_rng(0).uniform(1, 5, (30, 40)).astype(np.float32)
    pose = Pose(1.0, 2.0, 90.0, 30.0)
    every = world_points(depth, pose, 90.0)
    some = world_points(depth, pose, 90.0, stride=4)
    np.testing.assert_allclose(some, every[2::4, 2::4], atol=1e-5)
    assert camera_rays(30, 40, 90.0, 4).shape == some.shape


@pytest.mark.parametrize("yaw", [0.0, 90.0, 180.0, 270.0])
@pytest.mark.parametrize("horizon", [-30.0, 0.0, 30.0, 60.0])
def test_floor_and_walls_land_where_they_are(yaw, horizon):
    room = BoxRoom(size=60)
    seen = room.observe(Pose(2.0, 1.5, yaw, horizon))
    points = world_points(seen.depth, seen.pose, seen.field_of_view)
    floor = points[seen.instances == room.identity("floor")]
    assert np.abs(floor[:, 1]).max(initial=0.0) < 1e-3
    wall = points[seen.instances == room.identity("wall1")]
    assert np.abs(wall[:, 0] - room.width).max(initial=0.0) < 1e-3


def test_nothing_hit_is_not_finite():
    depth = np.full((8, 8), np.inf, np.float32)
    assert not np.isfinite(world_points(depth, Pose(0, 0, 0, 0), 90.0)).all(axis=2).any()
