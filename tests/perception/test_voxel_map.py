import numpy as np

from envs.interface import Pose
from perception.projection import world_points
from perception.voxel_map import BANDS, VoxelMap


def filled(points: np.ndarray, loose: bool = False) -> tuple[VoxelMap, np.ndarray]:
    voxels = VoxelMap()
    voxels.cover(points[:, ::2].min(axis=0), points[:, ::2].max(axis=0))
    cells, bands, packed = voxels.locate(points)
    flat = cells * BANDS + bands
    voxels.integrate(flat, np.full(len(flat), 7, np.uint8), packed, loose)
    return voxels, flat


def test_points_come_back_to_within_the_packing():
    points = np.random.default_rng(1).uniform((-3, 0, -3), (3, 2.5, 3), (500, 3))
    points = points.astype(np.float32)
    voxels, flat = filled(points)
    _, last = np.unique(flat[::-1], return_index=True)
    last = len(flat) - 1 - last  # the last point written in each voxel
    np.testing.assert_allclose(voxels.centre(flat[last]), points[last], atol=0.0021)


def test_growing_keeps_what_is_there():
    points = np.array([[0.3, 0.5, 0.3], [1.1, 1.5, -0.7]], np.float32)
    voxels, _ = filled(points)
    before = voxels.classes.sum()
    assert voxels.cover(np.array([-9.0, -9.0]), np.array([9.0, 9.0]))
    assert voxels.classes.sum() == before
    cells, bands, _ = voxels.locate(points)
    assert (voxels.classes.reshape(-1)[cells * BANDS + bands] == 7).all()
    assert not voxels.cover(np.array([-9.0, -9.0]), np.array([9.0, 9.0]))


def test_looking_past_a_loose_point_clears_it_and_looking_at_it_does_not():
    pose = Pose(0.0, 0.0, 0.0, 30.0)
    depth = np.full((40, 40), 1.2, np.float32)
    points = world_points(depth, pose, 90.0)[5:-5, 5:-5].reshape(-1, 3)
    voxels, flat = filled(points, loose=True)
    assert len(voxels.carve(depth, pose, 90.0, 4.0)) == 0
    assert len(voxels.carve(depth - 1.0, pose, 90.0, 4.0)) == 0  # hidden
    cleared = voxels.carve(depth + 1.0, pose, 90.0, 4.0)
    assert set(cleared.tolist()) == set(flat.tolist())
    assert not voxels.classes.any()


def test_what_stands_still_is_never_carved_or_covered_by_what_moves():
    pose = Pose(0.0, 0.0, 0.0, 30.0)
    depth = np.full((40, 40), 1.2, np.float32)
    points = world_points(depth, pose, 90.0).reshape(-1, 3)
    voxels, flat = filled(points)
    packed = np.zeros(len(flat), np.uint16)
    voxels.integrate(flat, np.full(len(flat), 9, np.uint8), packed, loose=True)
    assert set(np.unique(voxels.classes)) == {0, 7}
    assert len(voxels.carve(depth + 1.0, pose, 90.0, 4.0)) == 0
