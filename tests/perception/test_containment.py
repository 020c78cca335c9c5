import pytest

from perception.containment import can_hold, descendants, parents_of
from perception.instances import Instance


def one(name, object_class, low, high, **more) -> Instance:
    return Instance(name, object_class, 0, low, high, body_low=low, body_high=high, **more)


def at(name, object_class, foot, size, **more) -> Instance:
    low = (foot[0] - size[0] / 2, foot[1], foot[2] - size[2] / 2)
    high = (foot[0] + size[0] / 2, foot[1] + size[1], foot[2] + size[2] / 2)
    return one(name, object_class, low, high, **more)


COUNTER = one("countertop_1", "CounterTop", (0.0, 0.0, 0.0), (3.0, 0.9, 0.6))
SINK = one("sink_1", "Sink", (0.5, 0.7, 0.05), (1.1, 0.92, 0.55))
BASIN = one("sinkbasin_1", "SinkBasin", (0.55, 0.72, 0.1), (1.05, 0.9, 0.5))
BURNER = one("stoveburner_1", "StoveBurner", (2.0, 0.9, 0.1), (2.25, 0.92, 0.35))
PAN = at("pan_1", "Pan", (2.12, 0.92, 0.22), (0.3, 0.06, 0.3))
POT = at("pot_1", "Pot", (1.4, 0.9, 0.3), (0.25, 0.15, 0.25))
PLATE = at("plate_1", "Plate", (1.75, 0.9, 0.3), (0.26, 0.03, 0.26))
MACHINE = one("coffeemachine_1", "CoffeeMachine", (2.6, 0.9, 0.2), (2.85, 1.25, 0.5))
FRIDGE = one("fridge_1", "Fridge", (4.0, 0.0, 0.0), (4.7, 1.8, 0.7), states=frozenset({"isOpen"}))
TABLE = one("diningtable_1", "DiningTable", (0.0, 0.0, 2.0), (1.5, 0.75, 3.0))
CHAIR = one("chair_1", "Chair", (0.5, 0.0, 1.9), (0.95, 0.9, 2.35))
BED = one("bed_1", "Bed", (6.0, 0.0, 0.0), (8.0, 1.1, 1.6))
SHELVES = one("shelvingunit_1", "ShelvingUnit", (9.0, 0.0, 0.0), (10.0, 1.8, 0.4))
HOLDER = one("handtowelholder_1", "HandTowelHolder", (10.8, 1.38, 0.0), (11.2, 1.44, 0.08))
FRONT = (2.0, 1.2)  # where the agent stands
HOUSE = [
    COUNTER, SINK, BASIN, BURNER, PAN, POT, PLATE, MACHINE, FRIDGE, TABLE, CHAIR, BED, SHELVES,
    HOLDER,
]  # fmt: skip


@pytest.mark.parametrize(
    ("thing", "parent"),
    [
        (at("a", "Apple", (1.2, 0.9, 0.3), (0.08, 0.08, 0.08)), "countertop_1"),
        (at("a", "Bowl", (0.8, 0.73, 0.3), (0.16, 0.07, 0.16)), "sinkbasin_1"),
        (at("a", "Potato", (1.4, 0.92, 0.3), (0.09, 0.07, 0.09)), "pot_1"),
        (at("a", "PotatoSliced", (2.1, 0.93, 0.2), (0.08, 0.02, 0.08)), "pan_1"),
        (at("a", "TomatoSliced", (1.72, 0.915, 0.3), (0.08, 0.02, 0.08)), "plate_1"),
        (at("a", "Mug", (2.72, 0.93, 0.3), (0.09, 0.1, 0.09)), "coffeemachine_1"),
        (at("a", "Egg", (4.3, 0.8, 0.3), (0.05, 0.06, 0.05)), "fridge_1"),
        (at("a", "Mug", (0.7, 0.75, 2.2), (0.09, 0.1, 0.09)), "diningtable_1"),
        (at("a", "Pillow", (6.5, 0.55, 0.8), (0.5, 0.15, 0.4)), "bed_1"),
        (at("a", "Vase", (9.5, 0.9, 0.2), (0.15, 0.3, 0.15)), "shelvingunit_1"),
        (at("a", "BasketBall", (5.0, 0.0, 3.0), (0.24, 0.24, 0.24)), None),
        (at("a", "HandTowel", (11.0, 1.0, 0.06), (0.3, 0.4, 0.04)), "handtowelholder_1"),
        (PAN, "stoveburner_1"),
        (POT, "countertop_1"),
        (BASIN, "sink_1"),
    ],
)
def test_where_things_are(thing, parent):
    assert parents_of([thing], HOUSE, {}, FRONT)[thing.name] == parent


def test_contact_decides_between_overlapping_boxes():
    mug = at("a", "Pillow", (0.7, 0.75, 2.2), (0.2, 0.1, 0.2))
    high = one("dresser_1", "Dresser", (0.3, 0.0, 1.9), (1.2, 0.9, 2.6))
    assert parents_of([mug], [TABLE, high], {"a": {"dresser_1": 40.0}}, FRONT)["a"] == "dresser_1"
    assert (
        parents_of([mug], [TABLE, high], {"a": {"diningtable_1": 40.0}}, FRONT)["a"]
        == "diningtable_1"
    )


def test_what_is_in_view_is_rather_on_what_is_shut_than_in_it():
    shut = one("fridge_1", "Fridge", (4.0, 0.0, 0.0), (4.7, 1.8, 0.7))
    shelf = one("shelf_1", "Shelf", (4.0, 0.75, 0.0), (4.7, 0.8, 0.7))
    egg = at("a", "Egg", (4.3, 0.8, 0.3), (0.05, 0.06, 0.05))
    bowl = at("b", "Bowl", (4.3, 1.8, 0.3), (0.16, 0.07, 0.16))
    assert parents_of([egg, bowl], [shut, shelf], {}, FRONT) == {"a": "shelf_1", "b": "fridge_1"}
    assert parents_of([egg], [shut], {}, FRONT) == {"a": "fridge_1"}


def test_furniture_seen_from_the_front_alone_goes_on_behind_it():
    sheet = one("shelvingunit_1", "ShelvingUnit", (0.0, 0.0, 1.0), (1.0, 1.6, 1.001))
    vase = at("a", "Vase", (0.5, 1.6, 1.2), (0.15, 0.25, 0.15))
    assert parents_of([vase], [sheet], {}, (0.5, 0.0))["a"] == "shelvingunit_1"
    assert parents_of([vase], [sheet], {}, (0.5, 2.0))["a"] is None


def test_a_thing_whose_foot_is_hidden_stands_on_what_is_under_it():
    neck = at("a", "Bottle", (1.7, 1.15, 0.3), (0.03, 0.1, 0.03))
    assert parents_of([neck], [COUNTER, FRIDGE], {}, FRONT)["a"] == "countertop_1"


def test_own_placement_is_stronger_than_contact():
    mug = at("a", "Mug", (1.75, 0.93, 0.3), (0.09, 0.1, 0.09), placed_on="countertop_1")
    assert parents_of([mug], HOUSE, {"a": {"plate_1": 50.0}}, FRONT)["a"] == "countertop_1"


def test_only_what_the_receptacle_takes():
    assert can_hold("CoffeeMachine", "Mug") and not can_hold("CoffeeMachine", "Bowl")
    assert can_hold("Sink", "SinkBasin") and not can_hold("Mug", "Pot")
    bowl = at("a", "Bowl", (2.72, 0.93, 0.3), (0.16, 0.07, 0.16))
    assert parents_of([bowl], [MACHINE, COUNTER], {}, FRONT)["a"] == "countertop_1"


def test_a_thing_is_never_in_what_it_holds_itself():
    inner = at("plate_1", "Plate", (0.0, 0.9, 0.0), (0.26, 0.03, 0.26), parent="plate_2")
    outer = at("plate_2", "Plate", (0.0, 0.9, 0.0), (0.26, 0.03, 0.26))
    assert parents_of([outer], [inner], {}, FRONT)["plate_2"] is None


def test_descendants_go_all_the_way_down():
    things = {
        "table": one("table", "DiningTable", (0, 0, 0), (1, 1, 1)),
        "plate": one("plate", "Plate", (0, 0, 0), (1, 1, 1), parent="table"),
        "bread": one("bread", "Bread", (0, 0, 0), (1, 1, 1), parent="plate"),
    }
    assert descendants(things, "table") == ("plate", "bread")
    assert descendants(things, "bread") == ()
