from __future__ import annotations

import pytest

from envs.ontology import OBJECT_TYPES, Affordance, takes
from planning.priors import expected, likely_places, likely_rooms, search_cost, usual_number


def test_shares_add_up_and_places_take_the_thing() -> None:
    for kind in OBJECT_TYPES:
        places = likely_places(kind.name)
        if not kind.can(Affordance.PICKUPABLE):
            assert places == ()
            continue
        assert sum(share for _, share in places) == pytest.approx(1.0)
        assert all(takes(place, kind.name) for place, _ in places)
        assert [share for _, share in places] == sorted(
            (share for _, share in places), reverse=True
        )


def test_what_people_know() -> None:
    assert likely_places("Pillow")[0][0] in ("Bed", "Sofa")
    assert "Fridge" in dict(likely_places("Egg"))
    assert likely_rooms("Toaster")[0][0] == "Kitchen"
    assert likely_rooms("ToiletPaper")[0][0] == "Bathroom"


def test_dishes_and_cutlery_are_kept_behind_doors() -> None:
    assert likely_places("Plate")[0][0] == "Cabinet"
    assert likely_places("Fork")[0][0] == likely_places("Spatula")[0][0] == "Drawer"
    assert expected("Plate")["Cabinet"] > 1.0 > expected("Plate")["DiningTable"]
    assert "Cabinet" not in expected("Pillow") and expected("Bed") == {}


def test_what_was_never_seen_anywhere_may_be_where_it_fits() -> None:
    for kind in OBJECT_TYPES:
        assert all(number > 0.0 for number in expected(kind.name).values())
        assert bool(expected(kind.name)) == kind.can(Affordance.PICKUPABLE)


def test_usual_numbers_of_receptacles() -> None:
    assert usual_number("Fridge") == pytest.approx(1.0)
    assert usual_number("Cabinet") > 4.0 and usual_number("Drawer") > 4.0
    assert usual_number("Spaceship") == 1.0


def test_searching_is_cheaper_where_there_is_less_to_search() -> None:
    assert search_cost("Mug", [], 0.9) < search_cost("Mug", [], 0.1)
    known = [place for place, _ in likely_places("Mug")]
    assert search_cost("Mug", known, 0.5) < search_cost("Mug", [], 0.5)
