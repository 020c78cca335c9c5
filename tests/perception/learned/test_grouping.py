import numpy as np

from perception.learned.grouping import group

CLASSES = 4


def cells(blobs, spread=1.0, seed=0):
    """Cells of (class, middle, side): votes with an error, sizes, kinds and sure probabilities."""
    rng = np.random.default_rng(seed)
    votes, sizes, kinds = [], [], []
    for kind, middle, side in blobs:
        count = (side // 2) ** 2
        votes.append(np.array(middle) + spread * rng.standard_normal((count, 2)))
        sizes.append(np.full(count, float(side)))
        kinds.append(np.full(count, kind))
    kinds = np.concatenate(kinds)
    chances = np.full((len(kinds), CLASSES), 0.02, np.float32)
    chances[np.arange(len(kinds)), kinds] = 0.94
    votes, sizes = np.concatenate(votes), np.concatenate(sizes)
    return votes.astype(np.float32), sizes.astype(np.float32), kinds, chances


def test_two_things_of_one_class_beside_each_other_are_two():
    found = group(*cells([(1, (100, 100), 40), (1, (100, 142), 40)]))
    assert len(found.posterior) == 2
    assert len(set(found.labels[:400])) == len(set(found.labels[400:])) == 1
    assert (found.agreement > 0.8).all()


def test_one_thing_seen_in_two_parts_is_one():
    votes, sizes, kinds, chances = cells([(2, (80, 80), 60)], spread=6.0)
    found = group(votes, sizes, kinds, chances)
    assert len(found.posterior) == 1
    assert (found.labels == 0).all()


def test_a_thing_whose_cells_disagree_about_its_class_is_one_with_a_doubtful_class():
    votes, sizes, kinds, chances = cells([(1, (60, 60), 30), (2, (60, 61), 24)])
    chances[:, [1, 2]] = 0.48
    found = group(votes, sizes, kinds, chances)
    assert len(found.posterior) == 1
    np.testing.assert_allclose(found.posterior[0, [1, 2]], 0.48, atol=1e-3)


def test_sure_things_of_other_classes_in_one_place_stay_apart():
    found = group(*cells([(1, (60, 60), 30), (2, (60, 61), 30)]))
    assert len(found.posterior) == 2


def test_a_few_stray_cells_join_what_they_point_at_or_nothing():
    votes, sizes, kinds, chances = cells([(1, (60, 60), 60), (1, (95, 60), 60)])
    stray = slice(900, 905)
    keep = np.r_[0:900, 900:905]
    found = group(votes[keep], sizes[keep], kinds[keep], chances[keep])
    assert len(found.posterior) == 1
    assert set(found.labels[stray]) <= {0, -1}


def test_nothing_is_found_where_nothing_is():
    empty = np.zeros((0, 2), np.float32)
    none = group(empty, empty[:, 0], empty[:, 0].astype(int), np.zeros((0, CLASSES), np.float32))
    assert len(none.posterior) == 0
