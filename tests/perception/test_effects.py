import pytest

from envs.interface import ActionName
from perception import effects
from perception.instances import Instance


def things(**given) -> dict[str, Instance]:
    """`name=("Class", parent, states..., )` to instances."""
    return {
        name: Instance(name, kind, 0, (0, 0, 0), (0.1, 0.1, 0.1), frozenset(states), parent)
        for name, (kind, parent, *states) in given.items()
    }


def after(world: dict[str, Instance], held, action, target) -> tuple[dict[str, Instance], str]:
    changed, held = effects.interaction(world, held, action, target)
    world = {**world, **changed}
    return {**world, **effects.running(world)}, held


def linked(world: dict[str, Instance], switch: str, thing: str) -> None:
    import dataclasses

    world[switch] = dataclasses.replace(world[switch], links=(thing,))


def test_a_faucet_washes_and_fills_what_is_in_its_basin():
    world = things(
        faucet=("Faucet", None),
        basin=("SinkBasin", None),
        bowl=("Bowl", "basin", "isDirty"),
        fork=("Fork", "bowl"),
        mug=("Mug", None, "isDirty"),
    )
    linked(world, "faucet", "basin")
    world, _ = after(world, None, ActionName.TOGGLE_ON, "faucet")
    assert world["bowl"].states == effects.WATER | effects.WASHED
    assert world["mug"].states == {"isDirty"}
    assert "isToggled" in world["faucet"].states
    world, _ = after(world, "mug", ActionName.PLACE, "basin")
    assert world["mug"].states == effects.WATER | effects.WASHED


def test_coffee_goes_into_an_empty_mug():
    world = things(machine=("CoffeeMachine", None), mug=("Mug", "machine"))
    world, _ = after(world, None, ActionName.TOGGLE_ON, "machine")
    assert "simbotIsFilledWithCoffee" in world["mug"].states
    full = things(machine=("CoffeeMachine", None), mug=("Mug", "machine", *effects.WATER))
    full, _ = after(full, None, ActionName.TOGGLE_ON, "machine")
    assert full["mug"].states == effects.WATER


def test_a_knob_heats_its_burner_and_boils_in_water():
    world = things(
        knob=("StoveKnob", None),
        burner=("StoveBurner", None),
        pot=("Pot", "burner", *effects.WATER),
        potato=("Potato", "pot"),
        pan=("Pan", None),
        other=("Potato", "pan"),
    )
    linked(world, "knob", "burner")
    world, _ = after(world, None, ActionName.TOGGLE_ON, "knob")
    assert world["potato"].states == effects.COOKED | effects.BOILED
    assert world["other"].states == frozenset()
    world, _ = after(world, None, ActionName.TOGGLE_OFF, "knob")
    assert "isToggled" not in world["burner"].states


def test_microwave_toaster_and_what_they_do_not_cook():
    world = things(
        microwave=("Microwave", None),
        plate=("Plate", "microwave"),
        potato=("PotatoSliced", "plate"),
        apple=("Apple", "microwave"),
        toaster=("Toaster", None),
        bread=("BreadSliced", "toaster"),
    )
    world, _ = after(world, None, ActionName.TOGGLE_ON, "microwave")
    world, _ = after(world, None, ActionName.TOGGLE_ON, "toaster")
    assert world["potato"].states == effects.COOKED | effects.HEATED
    assert world["bread"].states == effects.COOKED
    assert world["apple"].states == effects.HEATED


def test_picking_up_placing_and_pouring():
    world = things(
        table=("DiningTable", None),
        mug=("Mug", "table", *effects.COFFEE),
        cup=("Cup", "table"),
        sink=("Sink", None),
    )
    world, held = after(world, None, ActionName.PICKUP, "mug")
    assert held == "mug" and world["mug"].parent is None
    world, held = after(world, held, ActionName.POUR, "cup")
    assert held == "mug" and world["mug"].states == frozenset()
    assert world["cup"].states == effects.COFFEE
    world, held = after(world, held, ActionName.PLACE, "sink")
    assert held is None and world["mug"].parent == "sink"
    assert world["mug"].placed_on == "sink"


def test_opening_moves_what_is_inside_and_slicing_ends_the_whole():
    world = things(drawer=("Drawer", None), fork=("Fork", "drawer"), bread=("Bread", None))
    world, _ = after(world, None, ActionName.OPEN, "drawer")
    assert world["drawer"].is_open and world["fork"].stale
    world, _ = after(world, "knife", ActionName.SLICE, "bread")
    assert not world["bread"].present and "isSliced" in world["bread"].states


def test_what_is_in_a_pot_goes_where_the_pot_is_put():
    world = things(sink=("SinkBasin", None), pot=("Pot", None), potato=("Potato", "pot"))
    world["pot"] = world["pot"].but(low=(2.0, 0.9, 1.0), high=(2.3, 1.1, 1.3))
    world["potato"] = world["potato"].but(low=(2.1, 0.95, 1.1), high=(2.2, 1.0, 1.2))
    changed, _ = effects.interaction(world, "pot", ActionName.PLACE, "sink", (0.5, 0.7, 3.0))
    pot, potato = changed["pot"], changed["potato"]
    assert potato.stale and pot.position[::2] == pytest.approx((0.5, 3.0))
    assert potato.low == pytest.approx((0.45, 0.75, 2.95))
    assert potato.high == pytest.approx((0.55, 0.8, 3.05))
    unknown, _ = effects.interaction(world, "pot", ActionName.PLACE, "sink", None)
    assert unknown["potato"].stale and unknown["potato"].low == world["potato"].low


def test_synonyms():
    assert effects.with_synonyms(frozenset({"isCooked"})) == effects.COOKED
    assert effects.with_synonyms(frozenset({"isDirty"})) == {"isDirty"}


def test_what_happened_to_things_is_remembered():
    world = things(
        microwave=("Microwave", None),
        plate=("Plate", "microwave"),
        apple=("Apple", "plate"),
        fridge=("Fridge", None, "isOpen"),
        egg=("Egg", "fridge"),
        lamp=("FloorLamp", None),
        book=("Book", None),
    )
    world, _ = after(world, None, ActionName.TOGGLE_ON, "microwave")
    assert world["apple"].states >= effects.HEATED
    world, _ = after(world, None, ActionName.CLOSE, "fridge")
    assert world["egg"].states == effects.CHILLED
    world, _ = after(world, "book", ActionName.TOGGLE_ON, "lamp")
    assert world["book"].states == {"wasLitByFloorLamp"}
    assert "wasLitByFloorLamp" not in world["apple"].states
