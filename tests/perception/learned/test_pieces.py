"""The head that names whole things learns from what the network itself cuts out."""

import copy
import dataclasses

import numpy as np
import pytest
import torch

from perception.learned.lessons import Reader, crop, lesson_of
from perception.learned.losses import seen
from perception.learned.pieces import class_weights, piece_loss, pieces_of, shares
from perception.learned.training import Recipe, train
from perception.learned.vocabulary import CLASSES

from .small import VARIETY

MUG, PLATE = CLASSES.index("Mug"), CLASSES.index("Plate")


def told(frames, count, seed=0):
    rng = np.random.default_rng(seed)
    truths = Reader([frames], rng).once(count)
    return [lesson_of(crop(truth, 128, rng), VARIETY, rng) for truth in truths]


def cut(network, batch):
    return pieces_of(network, batch, seen(network, batch, "cpu", False))


def test_a_piece_is_what_its_cells_are():
    labels = np.array([[1, 1, 2, 0], [1, 1, 2, 3]], np.int32)
    whole = np.array([[MUG, MUG, PLATE, PLATE], [MUG, PLATE, PLATE, -1]], np.int16)
    right, cells = shares(whole, labels, 3)
    assert right[0, MUG] == 0.75 and right[0, PLATE] == 0.25
    assert right[1, PLATE] == 1.0
    assert not right[2].any()
    assert cells.tolist() == [4.0, 2.0, 0.0]


def test_every_piece_has_points_and_something_that_it_is(frames, trained):
    for one in cut(trained, told(frames, 6)):
        assert one.owners.unique().tolist() == list(range(len(one.voted)))
        assert len(one.features) == len(one.owners)
        assert one.right.sum(1).numpy() == pytest.approx(1.0)
        assert (one.cells > 0).all()


def test_frames_in_which_nothing_is_known_teach_nothing(frames, trained):
    blank = [dataclasses.replace(one, whole=np.full_like(one.whole, -1)) for one in told(frames, 3)]
    assert cut(trained, blank) == []
    loss = piece_loss(trained, [], class_weights([]))
    assert float(loss.detach()) == 0.0


def test_rare_classes_count_for_more(frames, trained):
    pieces = cut(trained, told(frames, 8))
    weights = class_weights(pieces)
    counts = torch.stack([one.right.sum(0) for one in pieces]).sum(0)
    there = counts > 0.5
    order = counts[there].argsort()
    assert (weights[there][order].diff() <= 0).all()


def test_a_head_that_calls_everything_a_wall_learns_what_things_are(frames, trained):
    spoilt = copy.deepcopy(trained)
    with torch.no_grad():
        spoilt.kinds.out.bias[CLASSES.index("Wall")] += 8.0
    pieces = cut(trained, told(frames, 12, seed=5))
    weights = torch.ones(len(CLASSES))

    def loss(network):
        return float(piece_loss(network, pieces, weights).detach())

    recipe = Recipe("classes", 10, 4, rate=0.02, warmup=2, averaging=0.5, variety=VARIETY)
    assert loss(train([frames], recipe, 0, start=spoilt)) < 0.5 * loss(spoilt)
