"""What hands can do, and what the simulator refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from envs.ontology import State
from envs.thor.simulator import Command, Error
from tests.envs.thor.kitchen import Hands


def test_picks_up_what_is_seen_and_puts_it_where_it_is_aimed() -> None:
    hands = Hands()
    assert hands.see(Command.PICKUP, "Mug") is Error.NONE
    assert hands.parent("Mug") == "hand"
    assert hands.see(Command.PICKUP, "Potato") is Error.HAND_FULL
    aim = (-0.25, 0.9, 1.6)
    result = hands.ask(Command.PUT, "CounterTop", aim=aim)
    assert result.success[0], hands.sim.message(result, 0)
    x, y, z = hands.get("position", "Mug")
    assert (x, z) == pytest.approx((aim[0], aim[2]), abs=0.06)
    assert y == pytest.approx(0.95, abs=1e-4)
    assert hands.parent("Mug") == "CounterTop"
    assert hands.sim.agent_numpy("held")[0] == -1


def test_refuses_what_is_out_of_reach_out_of_sight_or_shut_in() -> None:
    hands = Hands()
    assert hands.see(Command.PICKUP, "Plate") is Error.NOT_VISIBLE
    hands.sim.teleport(0, 0.0, 0.0, 0.0, 0.0)
    assert hands.see(Command.PICKUP, "Knife") is Error.NONE  # 1.225 m away
    hands = Hands()
    hands.sim.teleport(0, 0.0, -0.6, 0.0, 30.0)
    assert hands.see(Command.PICKUP, "Mug") is Error.NOT_VISIBLE
    hands.sim.teleport(0, 1.7, 0.0, 90.0, 30.0)
    assert hands.see(Command.PICKUP, "Apple") is Error.INSIDE_CLOSED
    assert hands.see(Command.OPEN, "Drawer") is Error.NONE
    assert hands.see(Command.PICKUP, "Apple") is Error.NONE


def test_a_point_that_was_seen_is_enough_to_reach_a_thing() -> None:
    """Aiming at the far end of a long thing that is near, and past it."""
    hands = Hands()
    hands.sim.teleport(0, 0.0, 0.75, 0.0, 0.0)
    knob = hands.slots["StoveKnob"]
    hands.sim.teleport(0, -1.4, 0.75, 0.0, 60.0)
    aim = hands.sim.numpy("position")[0, knob] + (0.0, 0.0, -0.01)
    assert hands.ask(Command.TOGGLE_ON, "StoveKnob", aim=aim).success[0]
    far = hands.ask(Command.PICKUP, "Plate", aim=(-1.4, 0.78, -1.5))
    assert far.error[0] == Error.NOT_VISIBLE


@pytest.mark.parametrize(
    ("command", "name", "error"),
    [
        (Command.PICKUP, "CounterTop", Error.NOT_PICKUPABLE),
        (Command.PUT, "CounterTop", Error.HAND_EMPTY),
        (Command.DROP, "", Error.HAND_EMPTY),
        (Command.OPEN, "Mug", Error.NOT_OPENABLE),
        (Command.CLOSE, "Fridge", Error.ALREADY_CLOSED),
        (Command.TOGGLE_ON, "StoveBurner", Error.NOT_TOGGLEABLE),
        (Command.TOGGLE_OFF, "Faucet", Error.ALREADY_OFF),
        (Command.SLICE, "Bread", Error.NO_KNIFE),
        (Command.SLICE, "Mug", Error.NOT_SLICEABLE),
        (Command.POUR, "Mug", Error.HAND_EMPTY),
        (Command.EMPTY, "Mug", Error.NOT_FILLED),
        (Command.FILL, "Knife", Error.NOT_FILLABLE),
        (Command.CLEAN, "Mug", Error.ALREADY_CLEAN),
        (Command.DIRTY, "Knife", Error.NOT_DIRTYABLE),
        (Command.COOK, "Mug", Error.NOT_COOKABLE),
        (Command.BREAK, "Pan", Error.NOT_BREAKABLE),
        (Command.USE_UP, "Mug", Error.NOT_USABLE_UP),
        (Command.PICKUP, "BreadSliced0", Error.NO_TARGET),
        (Command.PICKUP, "", Error.NO_TARGET),
    ],
)
def test_refuses_what_makes_no_sense(command: Command, name: str, error: Error) -> None:
    hands = Hands()
    before = hands.sim.snapshot()
    result = hands.ask(command, name, force=True)
    assert result.error[0] == error
    assert hands.sim.message(result, 0, hands.slots.get(name, -1))
    for field, array in before.objects.items():
        np.testing.assert_array_equal(array.numpy(), hands.sim.numpy(field))


def test_containers_are_carried_with_what_is_in_them() -> None:
    hands = Hands()
    hands.do(Command.PICKUP, "Potato")
    assert hands.do(Command.PUT, "Pot") is Error.NONE
    offset = hands.get("position", "Potato") - hands.get("position", "Pot")
    hands.do(Command.PICKUP, "Pot")
    hands.do(Command.MOVE_AHEAD, value=0.25)
    moved = hands.get("position", "Potato") - hands.get("position", "Pot")
    np.testing.assert_allclose(moved, offset, atol=1e-5)
    assert hands.do(Command.PUT, "Pot") is Error.CYCLE
    assert hands.do(Command.PUT, "StoveBurner") is Error.RECEPTACLE_FULL
    hands.do(Command.PUT, "CounterTop")
    assert hands.parent("Potato") == "Pot"
    low = hands.get("position", "Potato")[1] - hands.get("position", "Pot")[1]
    assert low == pytest.approx(offset[1], abs=1e-5)


def test_receptacles_refuse_what_does_not_belong_or_while_closed() -> None:
    hands = Hands()
    hands.do(Command.PICKUP, "Cloth")
    assert hands.see(Command.PUT, "CoffeeMachine") is Error.NOT_TAKEN
    assert hands.do(Command.PUT, "Drawer") is Error.RECEPTACLE_CLOSED
    hands.do(Command.OPEN, "Drawer")
    assert hands.do(Command.PUT, "Drawer") is Error.NONE


def test_by_force_goes_what_a_receptacle_is_not_made_for() -> None:
    hands = Hands()
    hands.do(Command.PICKUP, "Knife")
    hands.do(Command.OPEN, "Fridge")
    assert hands.do(Command.PUT, "Fridge") is Error.NONE
    assert hands.parent("Knife") == "Fridge"


def test_drawers_take_their_contents_along() -> None:
    hands = Hands()
    x = float(hands.get("position", "Apple")[0])
    hands.do(Command.OPEN, "Drawer")
    out = float(hands.get("position", "Apple")[0])
    assert out == pytest.approx(x - 1.6 * 0.25, abs=1e-4)
    hands.do(Command.OPEN, "Drawer", 0.5)
    assert float(hands.get("position", "Apple")[0]) == pytest.approx(x - 0.2, abs=1e-4)
    assert hands.do(Command.OPEN, "Drawer", 0.5) is Error.ALREADY_OPEN
    assert hands.do(Command.OPEN, "Drawer", math.nan) is Error.INVALID_VALUE
    assert hands.do(Command.CLOSE, "Drawer") is Error.NONE
    assert float(hands.get("position", "Apple")[0]) == pytest.approx(x, abs=1e-4)


def test_an_appliance_is_shut_while_it_runs() -> None:
    hands = Hands()
    hands.do(Command.OPEN, "Microwave")
    assert hands.do(Command.TOGGLE_ON, "Microwave") is Error.MUST_BE_CLOSED
    hands.do(Command.CLOSE, "Microwave")
    assert hands.do(Command.TOGGLE_ON, "Microwave") is Error.NONE
    assert hands.do(Command.OPEN, "Microwave") is Error.IS_ON
    assert hands.do(Command.TOGGLE_OFF, "Microwave") is Error.NONE
    assert hands.do(Command.OPEN, "Microwave") is Error.NONE


def test_a_knob_switches_its_burner() -> None:
    hands = Hands()
    assert hands.do(Command.TOGGLE_ON, "StoveKnob") is Error.NONE
    assert hands.has("StoveBurner", State.TOGGLED)
    assert hands.do(Command.TOGGLE_ON, "StoveKnob") is Error.ALREADY_ON
    assert hands.do(Command.TOGGLE_OFF, "StoveKnob") is Error.NONE
    assert not hands.has("StoveBurner", State.TOGGLED)


def test_slicing_lays_the_parts_out_where_the_whole_was() -> None:
    hands = Hands()
    hands.do(Command.COOK, "Potato")
    hands.see(Command.PICKUP, "Knife")
    for whole, count in (("Bread", 6), ("Potato", 6), ("Egg", 1)):
        assert hands.do(Command.SLICE, whole) is Error.NONE
        assert hands.get("present", whole) == 0 and hands.has(whole, State.SLICED)
        kind = "EggCracked" if whole == "Egg" else f"{whole}Sliced"
        centre = hands.get("position", whole)
        for index in range(count):
            name = f"{kind}{index}"
            assert hands.get("present", name) == 1 and hands.parent(name) == "CounterTop"
            assert np.abs(hands.get("position", name) - centre).max() < 0.15
    assert hands.has("PotatoSliced3", State.COOKED) and not hands.has("BreadSliced0", State.COOKED)
    assert hands.do(Command.SLICE, "Bread") is Error.NO_TARGET


def test_ai2thor_slices_without_a_knife_and_cracks_eggs_by_breaking() -> None:
    hands = Hands()
    assert hands.do(Command.CUT, "Bread") is Error.NONE
    hands.do(Command.PICKUP, "Egg")
    assert hands.do(Command.BREAK, "Egg") is Error.NONE
    assert hands.parent("EggCracked0") == "hand"


def test_pouring_moves_the_liquid() -> None:
    hands = Hands()
    assert hands.do(Command.FILL, "Mug", 1.0) is Error.NONE
    hands.do(Command.PICKUP, "Mug")
    assert hands.do(Command.POUR, "Plate") is Error.NOT_FILLABLE
    assert hands.do(Command.POUR, "Bowl") is Error.NONE
    assert hands.has("Bowl", State.COFFEE) and not hands.has("Mug", State.COFFEE)
    assert hands.do(Command.POUR, "SinkBasin") is Error.NOT_FILLED
    hands.do(Command.FILL, "Mug", 0.0)
    assert hands.do(Command.POUR, "Bowl") is Error.ALREADY_FILLED
    assert hands.do(Command.POUR, "HousePlant") is Error.NONE
    assert hands.has("HousePlant", State.WATER)
    hands.do(Command.FILL, "Mug", 2.0)
    assert hands.do(Command.POUR, "SinkBasin") is Error.NONE
    assert not hands.has("Mug", State.WINE) and not hands.has("SinkBasin", State.WINE)
    assert hands.do(Command.FILL, "Mug", 7.0) is Error.INVALID_VALUE


def test_marks_come_and_go() -> None:
    hands = Hands()
    for command, undo, name, bit, error in (
        (Command.DIRTY, Command.CLEAN, "Plate", State.DIRTY, Error.ALREADY_DIRTY),
        (Command.FILL, Command.EMPTY, "Bowl", State.WATER, Error.ALREADY_FILLED),
        (Command.COOK, None, "Potato", State.COOKED, Error.ALREADY_COOKED),
        (Command.USE_UP, None, "SoapBottle", State.USED_UP, Error.ALREADY_USED_UP),
    ):
        assert hands.do(command, name) is Error.NONE and hands.has(name, bit)
        assert hands.do(command, name) is error
        if undo is not None:
            assert hands.do(undo, name) is Error.NONE and not hands.has(name, bit)


def test_broken_things_hold_nothing() -> None:
    hands = Hands()
    hands.do(Command.PICKUP, "Potato")
    hands.do(Command.PUT, "Bowl")
    hands.do(Command.FILL, "Bowl")
    assert hands.do(Command.BREAK, "Bowl") is Error.NONE
    assert hands.parent("Potato") == "DiningTable"
    assert not hands.has("Bowl", State.WATER) and hands.has("Bowl", State.BROKEN)
    assert hands.do(Command.PICKUP, "Bowl") is Error.BROKEN
    assert hands.do(Command.FILL, "Bowl") is Error.BROKEN
    hands.do(Command.PICKUP, "Potato")
    assert hands.do(Command.PUT, "Bowl") is Error.BROKEN


def test_dropping_leaves_it_on_the_floor_nearby() -> None:
    hands = Hands()
    hands.do(Command.PICKUP, "Pot")
    assert hands.do(Command.DROP) is Error.NONE
    x, y, z = hands.get("position", "Pot")
    assert y == pytest.approx(0.1, abs=1e-4)
    assert 0.3 < math.hypot(x - 0.0, z - 0.75) < 1.2
    assert hands.parent("Pot") == "" and hands.sim.agent_numpy("held")[0] == -1


def test_unknown_commands_and_slots_are_answered() -> None:
    hands = Hands()
    for command in (-5, 30, 10**6, 2**31 - 1, 10**30, np.int64(2**40 + 12), math.nan):
        assert hands.sim.step(command, 3).error[0] == Error.UNKNOWN_COMMAND
    for slot in (-1, -(2**31), 10**6, 2**31 - 1, 10**30, np.array([2**40 + 12]), math.inf):
        assert hands.sim.step(int(Command.PICKUP), slot).error[0] == Error.NO_TARGET
    for value in (math.nan, math.inf, -1e300, 1e300):
        assert hands.sim.step(int(Command.ROTATE_LEFT), value=value).error[0] == Error.INVALID_VALUE
        assert hands.sim.step(int(Command.LOOK_UP), value=value).error[0] == Error.INVALID_VALUE
        aim = (value, value, value)
        assert not hands.sim.step(int(Command.PICKUP), hands.slots["Plate"], aim=aim).success[0]
