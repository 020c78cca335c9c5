"""Pieces that are part of what lies beside them."""

import numpy as np

from perception.learned.grouping import Groups
from perception.learned.seams import joined, melted, seams
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
    assert joined(labels, kinds, np.array([False, True, True])).tolist() == [
        0,
        0,
        0,
    ]


def test_a_frame_without_things_has_none_to_join():
    nothing = np.zeros((2, 2), np.int32)
    none = np.zeros(0, np.int64)
    assert not len(joined(nothing, none, np.zeros(0, bool)))
    assert not len(melting(nothing, no_border(nothing), np.zeros((0, 5), np.float32)))


def test_a_seam_has_its_length_and_its_mean_border():
    borders = no_border(LABELS)
    borders[0, :, 0] = 0.5  # below the first row
    found = seams(LABELS, borders)
    pairs = list(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert pairs == [(0, 1), (0, 2), (0, 3), (1, 2), (2, 3)]
    assert found.length.tolist() == [5, 4, 1, 1, 2]
    np.testing.assert_allclose(found.border, [0.2, 0.25, 0.0, 0.0, 0.0], atol=1e-6)


def halves(middles, between, width=32.0):
    """Two pieces of 8 by 8 cells beside each other, with a border between them, by the columns of
    the middles that they vote for: what each is part of."""
    labels = np.repeat(np.array([[1] * 8 + [2] * 8], np.int32), 8, 0)
    borders = no_border(labels)
    borders[:, 7, 1] = between
    shapes = np.array([[8.0, middle, 20.0, 16.0, width] for middle in middles], np.float32)
    return melting(labels, borders, shapes)


def test_pieces_without_a_border_between_them_that_mean_the_same_are_one():
    assert halves((15.0, 17.0), 0.02) == [0, 0]


def test_a_border_or_another_place_keeps_pieces_apart():
    assert halves((15.0, 17.0), 0.6) == [0, 1]
    assert halves((8.0, 24.0), 0.02, width=16.0) == [0, 1]


def test_something_small_on_something_large_stays_apart():
    labels = np.ones((12, 12), np.int32)
    labels[5:7, 5:7] = 2
    shapes = np.array([[12, 17, 24, 24, 24], [12, 12, 4, 4, 4]], np.float32)
    assert melting(labels, no_border(labels), shapes) == [0, 1]


def test_what_melts_together_melts_on_as_a_whole():
    labels = np.repeat(np.repeat(np.array([[1, 2, 3]], np.int32), 6, 1), 6, 0)
    shapes = np.array(
        [[6.0, 6.0, 20, 12, 40], [6.0, 12.0, 20, 12, 40], [6.0, 22.0, 20, 12, 40]], np.float32
    )
    assert melting(labels, no_border(labels), shapes) == [0, 0, 0]


def melting(labels, borders, shapes):
    """What each of some pieces is part of, and that what they say of themselves is averaged."""
    counts = np.bincount(labels.ravel(), minlength=len(shapes) + 1)[1:]
    posterior = np.eye(len(shapes), dtype=np.float32)
    groups = Groups(labels.ravel().astype(np.int64) - 1, posterior, shapes, counts)
    found = melted(groups, labels, borders)
    target = found.posterior.argmax(0) if len(shapes) else np.zeros(0, int)
    assert (found.labels == np.append(target, -1)[groups.labels]).all()
    assert found.counts.tolist() == np.bincount(target, counts, len(found.counts)).tolist()
    weight = found.posterior * found.counts[:, None]
    np.testing.assert_allclose(weight.sum(0), counts, rtol=1e-5)
    return target.tolist()


def no_border(labels):
    return np.zeros((*labels.shape, 2), np.float32)
