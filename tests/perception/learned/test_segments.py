"""Pieces that were found to be part of what lies beside them."""

import numpy as np

from perception.learned.segments import joined
from perception.learned.vocabulary import CLASSES

TABLE, PLATE, DESK = (CLASSES.index(kind) for kind in ("DiningTable", "Plate", "Desk"))
# a table (1) with a piece on it (2), a plate (3) with a crumb (4), and a piece elsewhere (5)
LABELS = np.array(
    [
        [1, 1, 1, 1, 1, 0, 5],
        [1, 2, 2, 3, 3, 0, 5],
        [1, 1, 1, 3, 4, 0, 0],
        [1, 1, 1, 1, 1, 0, 0],
    ],
    np.int32,
)


def test_a_renamed_piece_is_part_of_the_larger_thing_of_its_class_beside_it():
    kinds = np.array([TABLE, TABLE, PLATE, PLATE, TABLE])
    renamed = np.array([False, True, False, True, True])
    assert joined(LABELS, kinds, renamed).tolist() == [0, 0, 2, 2, 4]


def test_what_its_cells_voted_for_stays_a_thing_of_its_own():
    kinds = np.array([TABLE, TABLE, PLATE, PLATE, TABLE])
    assert joined(LABELS, kinds, np.zeros(5, bool)).tolist() == [0, 1, 2, 3, 4]


def test_a_piece_of_another_class_joins_nothing():
    kinds = np.array([TABLE, DESK, PLATE, DESK, TABLE])
    renamed = np.array([False, True, False, True, True])
    assert joined(LABELS, kinds, renamed).tolist() == [0, 1, 2, 3, 4]


def test_pieces_of_pieces_end_in_the_whole():
    labels = np.array([[1, 1, 1, 2, 2, 3]], np.int32)
    kinds = np.full(3, TABLE)
    assert joined(labels, kinds, np.array([False, True, True])).tolist() == [0, 0, 0]


def test_a_frame_without_things_has_none_to_join():
    assert not len(joined(np.zeros((2, 2), np.int32), np.zeros(0, np.int64), np.zeros(0, bool)))
