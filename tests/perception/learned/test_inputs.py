import numpy as np

from envs.interface import CAMERA_HEIGHT, Pose
from perception.learned.inputs import CHANNELS, channels, rays
from perception.projection import world_points


def test_rays_and_projection_agree_on_how_far_below_the_camera_a_pixel_is():
    pose = Pose(1.0, 2.0, 90.0, 30.0)
    depth = np.full((60, 80), 2.0, np.float32)
    points = world_points(depth, pose, 75.0)
    looks = rays(60, 80, 75.0, pose.horizon)
    np.testing.assert_allclose(CAMERA_HEIGHT - points[..., 1], 2.0 * looks[1], atol=1e-5)


def test_padding_goes_on_with_the_same_rays():
    whole = rays(60, 80, 90.0, -30.0)
    np.testing.assert_array_equal(rays(60, 80, 90.0, -30.0, (64, 96))[:, :60, :80], whole)


def test_unknown_depth_is_no_depth():
    rgb = np.zeros((4, 4, 3), np.uint8)
    depth = np.full((4, 4), np.inf, np.float32)
    depth[0, 0] = 2.0
    found = channels(rgb, rays(4, 4, 90.0, 0.0), depth)
    assert found.shape == (CHANNELS, 4, 4)
    assert np.isfinite(found).all()
    assert found[5, 0, 0] == 0.5
    assert found[7].sum() == 1
    assert not channels(rgb, rays(4, 4, 90.0, 0.0), None)[5:].any()
