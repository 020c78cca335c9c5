import numpy as np

from perception.learned.grouping import group

CLASSES = 4


def cells(blobs, spread=1.0, seed=0):
    """Cells of (class, middle, height and width, or both): shapes with an error in their votes,
    patches of their own, kinds and sure probabilities."""
    rng = np.random.default_rng(seed)
    votes, sides, kinds = [], [], []
    for kind, middle, side in blobs:
        high, wide = np.broadcast_to(side, 2)
        count = (high // 2) * (wide // 2)
        votes.append(np.array(middle) + spread * rng.standard_normal((count, 2)))
        sides.append(np.full((count, 2), (high, wide), np.float32))
        kinds.append(np.full(count, kind))
    kinds = np.concatenate(kinds)
    chances = np.full((len(kinds), CLASSES), 0.02, np.float32)
    chances[np.arange(len(kinds)), kinds] = 0.94
    votes, sides = np.concatenate(votes).astype(np.float32), np.concatenate(sides)
    shapes = np.concatenate([votes, np.sqrt(sides.prod(1, keepdims=True)), sides], 1)
    return shapes, np.arange(len(kinds)), kinds, chances


def test_two_things_of_one_class_beside_each_other_are_two():
    found = group(*cells([(1, (100, 100), 40), (1, (100, 142), 40)]))
    assert len(found.posterior) == 2
    assert len(set(found.labels[:400])) == len(set(found.labels[400:])) == 1
    assert (found.agreement > 0.8).all()


def test_drawers_above_each_other_are_told_apart_by_their_height():
    above = (18, 60)
    found = group(*cells([(1, (100, 100), above), (1, (118, 100), above)], spread=2.0))
    assert len(found.posterior) == 2
    first, second = np.split(found.labels, 2)
    assert np.mean(first == np.bincount(first).argmax()) > 0.98
    assert np.mean(second == np.bincount(second).argmax()) > 0.98


def test_one_thing_seen_in_two_parts_is_one():
    found = group(*cells([(2, (80, 80), 60)], spread=6.0))
    assert len(found.posterior) == 1
    assert (found.labels == 0).all()


def test_a_thing_whose_cells_disagree_about_its_class_is_one_with_a_doubtful_class():
    told = cells([(1, (60, 60), 30), (2, (60, 61), 24)])
    told[-1][:, [1, 2]] = 0.48
    found = group(*told)
    assert len(found.posterior) == 1
    np.testing.assert_allclose(found.posterior[0, [1, 2]], 0.48, atol=1e-3)


def test_sure_things_of_other_classes_in_one_place_stay_apart():
    found = group(*cells([(1, (60, 60), 30), (2, (60, 61), 30)]))
    assert len(found.posterior) == 2


def test_a_few_stray_cells_join_what_they_point_at_or_nothing():
    told = cells([(1, (60, 60), 60), (1, (95, 60), 60)])
    stray = slice(900, 905)
    keep = np.r_[0:900, 900:905]
    found = group(*(part[keep] for part in told))
    assert len(found.posterior) == 1
    assert set(found.labels[stray]) <= {0, -1}


def test_nothing_is_found_where_nothing_is():
    empty = np.zeros((0, 5), np.float32)
    no_one = empty[:, 0].astype(int)
    none = group(empty, no_one, no_one, np.zeros((0, CLASSES), np.float32))
    assert len(none.posterior) == 0
