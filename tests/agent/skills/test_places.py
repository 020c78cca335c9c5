"""Where a search looks next: most chance for the actions, neighbours counted."""

from agent.skills.places import Place, best_place


def place(key: str, x: float, chance: float = 0.02, way: float = 10.0) -> Place:
    return Place(key, "container", key, None, (x, 0.0), chance, way, 4.0)


def test_nowhere_to_look_is_none():
    assert best_place([]) is None


def test_of_equal_places_the_nearer_one_and_of_equally_near_the_likelier():
    near, far = place("near", 0.0, way=5.0), place("far", 9.0, way=15.0)
    assert best_place([far, near]) is near
    likely, seldom = place("likely", 0.0, chance=0.1), place("seldom", 9.0, chance=0.01)
    assert best_place([seldom, likely]) is likely


def test_many_places_side_by_side_are_worth_a_longer_way():
    alone = place("alone", 0.0, way=10.0)
    row = [place(f"drawer_{number}", 9.0 + 0.3 * number, way=20.0) for number in range(6)]
    best = best_place([alone, *row])
    assert best is not None and best in row
    assert best_place([alone, row[0]]) is alone
