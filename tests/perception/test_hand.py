"""What is in the agent's hand, told apart from what is behind it."""

import numpy as np
import pytest

from perception.hand import hand_pixels, held_apart
from perception.segmentation import Depth, Detection, Segmentation

VIEW = 90.0
ROWS, COLUMNS = slice(110, 140), slice(65, 85)  # low in a frame of 150 x 150, in the middle


def holding(behind: float = 2.0, away: float = 0.45) -> np.ndarray:
    depth = np.full((150, 150), behind, np.float32)
    depth[ROWS, COLUMNS] = away
    return depth


def test_what_ends_where_the_hand_is_is_in_it():
    found = hand_pixels(holding(), VIEW)
    assert found[ROWS, COLUMNS].all() and found.sum() == 30 * 20


@pytest.mark.parametrize("away", [0.1, 1.0])
def test_what_is_elsewhere_is_not(away):
    assert not hand_pixels(holding(away=away), VIEW).any()


def test_a_wall_right_before_the_agent_is_not_in_its_hand():
    assert not hand_pixels(holding(0.5, 0.5), VIEW).any()
    found = hand_pixels(holding(0.6, 0.45), VIEW)
    assert found[ROWS, COLUMNS].all() and found.sum() == 30 * 20


def test_nothing_is_in_the_hand_where_nothing_is_known():
    assert not hand_pixels(np.full((150, 150), np.inf, np.float32), VIEW).any()


def test_what_is_held_has_an_id_of_its_own_whatever_it_was_taken_for():
    ids = np.full((150, 150), 1, np.int32)  # a counter, in front of
    ids[:60] = 2  # a wall
    ids[ROWS, slice(65, 80)] = 3  # most of the knife
    counter = Detection(1, "CounterTop", 0.9, (("CounterTop", 0.9),))
    wall = Detection(2, "Wall")
    knife = Detection(3, "Knife", 0.7, (("Knife", 0.7), ("Spoon", 0.2)))
    before = Segmentation(ids, (counter, wall, knife), persistent=False)
    after = held_apart(before, Depth(holding()), VIEW, "ButterKnife")
    hand = np.unique(after.instances[ROWS, COLUMNS])
    kinds = {one.instance: one.object_class for one in after.detections}
    assert sorted(kinds[one] for one in hand.tolist()) == ["CounterTop", "Knife"]
    outside = np.ones((150, 150), bool)
    outside[ROWS, COLUMNS] = False
    assert (after.instances[outside] == ids[outside]).all()
    assert [one.instance for one in after.detections] == sorted(kinds)
    assert set(kinds) == set(np.unique(after.instances).tolist())


def test_what_looks_like_a_wall_in_the_hand_is_what_is_held():
    ids = np.ones((150, 150), np.int32)
    before = Segmentation(ids, (Detection(1, "Wall"),), persistent=False)
    after = held_apart(before, Depth(holding()), VIEW, "Mug")
    (own,) = np.unique(after.instances[ROWS, COLUMNS]).tolist()
    (mug,) = (one for one in after.detections if one.instance == own)
    assert mug.object_class == "Mug" and mug.confidence < 0.1
    assert before.instances.max() == 1  # and the frame itself is as it was


def test_an_empty_place_leaves_a_frame_alone():
    ids = np.ones((150, 150), np.int32)
    before = Segmentation(ids, (Detection(1, "Wall"),), persistent=False)
    assert held_apart(before, Depth(holding(away=2.0)), VIEW, "Mug") is before


def test_what_is_in_the_hand_is_said_and_what_spills_over_its_edge_is_nothing():
    ids = np.ones((150, 150), np.int32)
    ids[107:143, 62:88] = 2  # the slice with a fringe of floor around it
    floor = Detection(1, "Floor")
    slice_ = Detection(2, "PotatoSliced", 0.9, (("PotatoSliced", 0.9),))
    before = Segmentation(ids, (floor, slice_), persistent=False)
    after = held_apart(before, Depth(holding()), VIEW, "PotatoSliced")
    (own,) = after.in_hand
    assert (after.instances == own).sum() == 30 * 20
    assert not (after.instances == 2).any()
    assert (after.instances == 0).sum() == 36 * 26 - 30 * 20
    assert [one.instance for one in after.detections] == [1, own]


def test_what_is_behind_the_hand_keeps_what_of_it_is_seen():
    ids = np.full((150, 150), 1, np.int32)  # a counter, of which the hand hides a little
    counter = Detection(1, "CounterTop", 0.9, (("CounterTop", 0.9),))
    after = held_apart(
        Segmentation(ids, (counter,), persistent=False), Depth(holding()), VIEW, "Mug"
    )
    assert (after.instances == 1).sum() == 150 * 150 - 30 * 20 and len(after.in_hand) == 1
