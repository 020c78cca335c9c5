import numpy as np

from perception.instances import Instance, Sighting, merged_box, observed, sightings


def seen(low, high) -> Sighting:
    return Sighting(1, low, high, 50, np.zeros((8, 3), np.float32), 1.0)


MUG = Instance("mug_1", "Mug", 1, (0.0, 0.8, 0.0), (0.1, 0.9, 0.1))


def test_groups_points_by_instance():
    rng = np.random.default_rng(0)
    ids = rng.choice([3, 9, 4], 300).astype(np.int32)
    points = rng.uniform(-1, 1, (300, 3)).astype(np.float32) + ids[:, None]
    found = sightings(points, ids, (0.0, 0.0))
    assert [one.identity for one in found] == [3, 4, 9]
    for one in found:
        mine = points[ids == one.identity]
        np.testing.assert_allclose(one.low, mine.min(axis=0), rtol=1e-6)
        np.testing.assert_allclose(one.high, mine.max(axis=0), rtol=1e-6)
        assert one.pixels == len(mine)
        np.testing.assert_allclose(one.distance, np.hypot(mine[:, 0], mine[:, 2]).min(), rtol=1e-5)
        assert all((np.abs(mine - sample).max(axis=1) == 0).any() for sample in one.samples)


def test_no_points_no_sightings():
    assert sightings(np.zeros((0, 3), np.float32), np.zeros(0, np.int32), (0.0, 0.0)) == []


def test_views_of_a_thing_that_stands_still_add_up():
    low, high, moved = merged_box(MUG, seen((0.05, 0.82, 0.0), (0.12, 0.92, 0.08)))
    assert not moved
    assert low == (0.0, 0.8, 0.0) and high == (0.12, 0.92, 0.1)


def test_a_thing_seen_elsewhere_has_moved():
    elsewhere = seen((1.0, 0.8, 0.0), (1.1, 0.9, 0.1))
    assert merged_box(MUG, elsewhere) == (elsewhere.low, elsewhere.high, True)
    after, moved = observed(MUG, elsewhere, frozenset(), 5)
    assert moved and after.parent is None and after.last_seen == 5


def test_the_body_of_an_openable_is_what_it_was_when_shut():
    fridge = Instance("fridge_1", "Fridge", 1, (0.0, 0.0, 0.0), (0.7, 1.8, 0.7))
    shut, _ = observed(fridge, seen((0.0, 0.0, 0.0), (0.7, 1.8, 0.7)), frozenset(), 1)
    door = seen((0.0, 0.0, -0.7), (0.7, 1.8, 0.7))
    opened, _ = observed(shut, door, frozenset({"isOpen"}), 2)
    assert opened.low == (0.0, 0.0, -0.7) and opened.body_low == (0.0, 0.0, 0.0)
    again, _ = observed(opened, seen((0.0, 0.0, 0.0), (0.7, 1.8, 0.0)), frozenset(), 3)
    assert again.low == (0.0, 0.0, 0.0) and again.high == (0.7, 1.8, 0.7)
