from __future__ import annotations

import pytest

from envs.ontology import OBJECT_TYPES, Affordance, takes
from planning.priors import likely_places, likely_rooms, search_cost


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


def test_searching_is_cheaper_where_there_is_less_to_search() -> None:
    assert search_cost("Mug", [], 0.9) < search_cost("Mug", [], 0.1)
    known = [place for place, _ in likely_places("Mug")]
    assert search_cost("Mug", known, 0.5) < search_cost("Mug", [], 0.5)
