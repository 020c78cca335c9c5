"""What happens by itself: water, coffee, cooking, boiling, toast, heat and cold."""

from __future__ import annotations

from envs.ontology import State
from envs.thor.simulator import Command, Error
from tests.envs.thor.kitchen import Hands


def carry(hands: Hands, thing: str, receptacle: str) -> None:
    """Moves a thing by hand, wherever it is."""
    assert hands.do(Command.PICKUP, thing) is Error.NONE
    assert hands.do(Command.PUT, receptacle) is Error.NONE, (thing, receptacle)


def test_running_water_cleans_and_fills_what_stands_in_the_basin() -> None:
    hands = Hands()
    for name in ("Mug", "Plate", "Cloth"):
        hands.do(Command.DIRTY, name)
    carry(hands, "Mug", "SinkBasin")
    carry(hands, "Plate", "SinkBasin")
    assert hands.has("Mug", State.DIRTY)
    hands.do(Command.TOGGLE_ON, "Faucet")
    assert not hands.has("Mug", State.DIRTY) and hands.has("Mug", State.WATER)
    assert not hands.has("Plate", State.DIRTY) and not hands.has("Plate", State.WATER)
    assert hands.has("Cloth", State.DIRTY)
    hands.do(Command.PICKUP, "Mug")
    assert hands.do(Command.POUR, "SinkBasin") is Error.NONE
    assert not hands.has("Mug", State.WATER)
    assert hands.do(Command.PUT, "SinkBasin") is Error.NONE
    assert hands.has("Mug", State.WATER), "the water still runs"


def test_water_reaches_what_is_in_a_thing_in_the_basin() -> None:
    hands = Hands()
    hands.do(Command.DIRTY, "Mug")
    carry(hands, "Mug", "Plate")
    carry(hands, "Plate", "SinkBasin")
    hands.do(Command.TOGGLE_ON, "Faucet")
    assert not hands.has("Mug", State.DIRTY) and hands.has("Mug", State.WATER)


def test_a_coffee_machine_fills_an_empty_mug_once_it_is_on() -> None:
    hands = Hands()
    hands.do(Command.DIRTY, "Mug")
    carry(hands, "Mug", "CoffeeMachine")
    assert not hands.has("Mug", State.COFFEE)
    hands.do(Command.TOGGLE_ON, "CoffeeMachine")
    assert hands.has("Mug", State.COFFEE) and hands.has("Mug", State.DIRTY)
    hands.do(Command.TOGGLE_OFF, "CoffeeMachine")
    assert hands.has("Mug", State.COFFEE)
    assert hands.get("temperature", "Mug") == 1


def test_a_mug_of_water_does_not_turn_to_coffee() -> None:
    hands = Hands()
    hands.do(Command.FILL, "Mug", 0.0)
    carry(hands, "Mug", "CoffeeMachine")
    hands.do(Command.TOGGLE_ON, "CoffeeMachine")
    assert hands.has("Mug", State.WATER) and not hands.has("Mug", State.COFFEE)


def test_a_microwave_cooks_and_boils_in_liquid() -> None:
    hands = Hands()
    hands.do(Command.FILL, "Bowl", 0.0)
    carry(hands, "Potato", "Bowl")
    hands.do(Command.OPEN, "Microwave")
    carry(hands, "Bowl", "Microwave")
    hands.do(Command.CLOSE, "Microwave")
    assert not hands.has("Potato", State.COOKED)
    hands.do(Command.TOGGLE_ON, "Microwave")
    assert hands.has("Potato", State.COOKED) and hands.has("Potato", State.BOILED)


def test_a_burner_cooks_what_is_in_a_pan_and_boils_what_is_in_a_filled_pot() -> None:
    hands = Hands()
    carry(hands, "Potato", "Pan")
    assert not hands.has("Potato", State.COOKED)
    hands.do(Command.TOGGLE_ON, "StoveKnob")
    assert hands.has("Potato", State.COOKED) and not hands.has("Potato", State.BOILED)
    assert hands.get("temperature", "Pan") == 1
    carry(hands, "Potato", "Pot")
    carry(hands, "Pan", "CounterTop")
    hands.do(Command.FILL, "Pot", 0.0)
    assert not hands.has("Potato", State.BOILED)
    carry(hands, "Pot", "StoveBurner")
    assert hands.has("Potato", State.BOILED)


def test_a_toaster_toasts_slices_and_slices_inherit() -> None:
    hands = Hands()
    hands.do(Command.CUT, "Bread")
    carry(hands, "BreadSliced0", "Toaster")
    carry(hands, "BreadSliced1", "Toaster")
    hands.do(Command.PICKUP, "BreadSliced2")
    assert hands.do(Command.PUT, "Toaster") is Error.RECEPTACLE_FULL
    hands.do(Command.TOGGLE_ON, "Toaster")
    assert hands.has("BreadSliced0", State.COOKED) and hands.has("BreadSliced1", State.COOKED)
    assert not hands.has("BreadSliced2", State.COOKED)


def test_a_fridge_cools() -> None:
    hands = Hands()
    hands.do(Command.OPEN, "Fridge")
    carry(hands, "Potato", "Fridge")
    assert hands.get("temperature", "Potato") == 2
    carry(hands, "Potato", "Pan")
    hands.do(Command.TOGGLE_ON, "StoveKnob")
    assert hands.get("temperature", "Potato") == 1


def test_rules_hold_from_the_start() -> None:
    """A house that begins with the water running begins with clean dishes in the sink."""
    hands = Hands()
    state, parent = hands.sim.numpy("state"), hands.sim.numpy("parent")
    state[0, hands.slots["Faucet"]] |= State.TOGGLED
    state[0, hands.slots["Mug"]] |= State.DIRTY
    parent[0, hands.slots["Mug"]] = hands.slots["SinkBasin"]
    hands.sim.settle()
    assert hands.has("Mug", State.WATER) and not hands.has("Mug", State.DIRTY)


def test_things_keep_what_happened_to_them() -> None:
    hands = Hands()
    assert not hands.has("Bread", State.WASHED)
    carry(hands, "Potato", "SinkBasin")
    assert hands.do(Command.TOGGLE_ON, "Faucet") is Error.NONE
    assert hands.has("Potato", State.WASHED)
    hands.do(Command.OPEN, "Microwave")
    carry(hands, "Potato", "Microwave")
    hands.do(Command.CLOSE, "Microwave")
    assert not hands.has("Potato", State.HEATED)
    hands.do(Command.TOGGLE_ON, "Microwave")
    hands.do(Command.TOGGLE_OFF, "Microwave")
    assert hands.has("Potato", State.HEATED) and hands.has("Potato", State.WASHED)
    hands.do(Command.OPEN, "Fridge")
    carry(hands, "Bread", "Plate")
    carry(hands, "Plate", "Fridge")
    assert not hands.has("Bread", State.CHILLED)
    hands.do(Command.CLOSE, "Fridge")
    assert hands.has("Bread", State.CHILLED) and hands.has("Plate", State.CHILLED)
    assert not hands.has("Potato", State.CHILLED)
