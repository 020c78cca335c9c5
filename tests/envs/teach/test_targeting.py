"""TEACh's rule of what an image point means."""

from __future__ import annotations

import numpy as np
import pytest

from envs.interface import ActionName, Pose
from envs.ontology import BY_NAME, State
from envs.teach.targeting import affording, find_target, world_point

TABLE, MUG, KNOB, WALL = 0, 1, 2, 3


def frame(size: int = 300) -> np.ndarray:
    """A wall over a table, a mug on the table, and a knob of 2 x 2 pixels on the wall."""
    ids = np.full((size, size), WALL + 1, np.int32)
    ids[size // 2 :] = TABLE + 1
    ids[140:160, 140:160] = MUG + 1
    ids[50:52, 50:52] = KNOB + 1
    return ids


def at(row: float, column: float) -> tuple[float, float]:
    return ((row + 0.5) / 300, (column + 0.5) / 300)


def able(*slots: int) -> np.ndarray:
    return np.isin(np.arange(4), slots)


def test_the_pixel_decides_where_it_affords_the_action() -> None:
    target = find_target(at(150, 150), frame(), able(TABLE, MUG))
    assert target is not None and (target.slot, target.row, target.column) == (MUG, 150, 150)


def test_else_the_best_of_the_window() -> None:
    target = find_target(at(52, 53), frame(), able(KNOB, MUG))
    assert target is not None and target.slot == KNOB
    assert (target.row, target.column) == (51, 51)  # the nearest of its pixels
    assert find_target(at(56, 50), frame(), able(KNOB)) is None  # five pixels off: too far


def test_the_share_of_the_mask_in_the_window_decides() -> None:
    ids = frame()
    ids[100:103, 98:101] = KNOB + 1  # now 13 pixels of knob, 9 of them here
    ids[100:140, 102:300] = MUG + 1
    target = find_target(at(101, 101), ids, able(KNOB, MUG))
    assert target is not None and target.slot == KNOB


def test_the_window_scales_with_the_frame() -> None:
    ids = np.full((900, 900), WALL + 1, np.int32)
    ids[100, 100] = KNOB + 1
    near, far = (110.5 / 900, 100.5 / 900), (111.5 / 900, 100.5 / 900)
    assert find_target(near, ids, able(KNOB)) is not None
    assert find_target(far, ids, able(KNOB)) is None


@pytest.mark.parametrize("point", [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
def test_corners_are_in_the_image(point: tuple[float, float]) -> None:
    assert find_target(point, frame(), able(TABLE, WALL)) is not None


def test_what_affords_an_action_depends_on_state() -> None:
    kinds = np.array([BY_NAME[n].index for n in ("Fridge", "Mug", "Sink", "Fork")] + [-1], np.int32)
    state = np.array([State.OPEN, State.COFFEE, 0, 0, 0], np.int32)

    def names(action: ActionName, held: int = -1) -> list[int]:
        return [int(slot) for slot in np.flatnonzero(affording(action, kinds, state, held))]

    assert names(ActionName.OPEN) == []
    assert names(ActionName.CLOSE) == [0]
    assert names(ActionName.PICKUP) == [1, 3]
    assert names(ActionName.PICKUP, held=3) == [1]
    assert names(ActionName.PLACE, held=1) == [0, 2]
    assert names(ActionName.POUR) == [2]
    assert names(ActionName.SLICE) == []


def test_world_points() -> None:
    depth = np.full((300, 300), 2.0, np.float32)
    pose = Pose(1.0, 3.0, yaw=90.0, horizon=0.0)
    camera = pose.camera_position()
    centre = world_point(150, 150, depth, pose, camera, 90.0)
    assert centre == pytest.approx([3.0, camera[1], 3.0], abs=0.02)
    right = world_point(150, 299, depth, pose, camera, 90.0)
    assert right == pytest.approx([3.0, camera[1], 1.0], abs=0.02)
    depth[:] = np.inf
    assert np.isnan(world_point(0, 0, depth, pose, camera, 90.0)).all()
