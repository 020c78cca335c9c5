"""Where things come to rest."""

from __future__ import annotations

import math

import numpy as np
import pytest

from envs.thor.scene import SceneObject
from envs.thor.simulator import Command, Error, Simulator
from tests.envs.thor.kitchen import DISH, FLAT, SHAPES, THING, Hands, kitchen


def corners(simulator: Simulator, slot: int) -> np.ndarray:
    """Footprint (4, 2) of an object."""
    x, _, z = simulator.numpy("position")[0, slot]
    hx, _, hz = simulator.numpy("half")[0, slot]
    angle = math.radians(float(simulator.numpy("yaw")[0, slot]))
    sin, cos = math.sin(angle), math.cos(angle)
    return np.array(
        [
            (x + a * hx * cos + b * hz * sin, z - a * hx * sin + b * hz * cos)
            for a, b in ((1, 1), (1, -1), (-1, -1), (-1, 1))
        ]
    )


def apart(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether some edge's normal separates two rectangles."""
    for box in (a, b):
        for edge in (box[1] - box[0], box[2] - box[1]):
            p, q = a @ edge, b @ edge
            if p.max() <= q.min() + 1e-4 or q.max() <= p.min() + 1e-4:
                return True
    return False


def crowd(count: int) -> tuple[Simulator, list[int], int]:
    """The kitchen with more things on the floor, to be put on the table."""
    scene, slots = kitchen()
    sizes = np.random.default_rng(3).uniform(0.05, 0.3, (count, 3))
    first = len(scene.objects)
    for size in sizes:
        extent = tuple(float(v) for v in size)
        scene.objects.append(SceneObject("Book", (0.5, 0.5, 0.0), 0.0, extent, THING))
    simulator = Simulator([scene], shapes=SHAPES)
    return simulator, list(range(first, first + count)), slots["DiningTable"]


def test_things_on_a_table_never_overlap_and_never_stick_out() -> None:
    simulator, things, table = crowd(40)
    placed = []
    for thing in things:
        assert simulator.step(int(Command.PICKUP), thing, force=True).success[0]
        result = simulator.step(int(Command.PUT), table, force=True)
        if not result.success[0]:
            assert result.error[0] == Error.NO_SPACE
            break
        placed.append(thing)
    assert len(placed) > 8
    on_table = np.flatnonzero(simulator.numpy("parent")[0] == table)
    box = corners(simulator, table)
    for slot in placed:
        mine = corners(simulator, slot)
        assert (mine >= box.min(axis=0) - 1e-4).all() and (mine <= box.max(axis=0) + 1e-4).all()
        for other in on_table:
            assert other == slot or apart(mine, corners(simulator, other))


def test_a_turned_table_is_filled_as_well() -> None:
    simulator, things, table = crowd(6)
    simulator.numpy("yaw")[0, table] = 33.0
    for thing in things:
        simulator.step(int(Command.PICKUP), thing, force=True)
        assert simulator.step(int(Command.PUT), table, force=True).success[0]
    for index, slot in enumerate(things):
        assert float(simulator.numpy("yaw")[0, slot]) % 90.0 == pytest.approx(33.0)
        for other in things[:index]:
            assert apart(corners(simulator, slot), corners(simulator, other))


def test_dishes_pile_up_and_then_are_full() -> None:
    simulator, things, _ = crowd(10)
    scene, slots = kitchen()
    kinds = simulator.numpy("type")
    kinds[0, things] = kinds[0, slots["Potato"]]
    simulator.numpy("half")[0, things] = 0.03
    tops = []
    for thing in things[:8]:
        simulator.step(int(Command.PICKUP), thing, force=True)
        assert simulator.step(int(Command.PUT), slots["Pot"], force=True).success[0]
        tops.append(float(simulator.numpy("position")[0, thing][1]))
    assert max(tops) > min(tops)
    simulator.step(int(Command.PICKUP), things[8], force=True)
    assert simulator.step(int(Command.PUT), slots["Pot"], force=True).error[0] == Error.NO_SPACE
    assert scene.objects[slots["Pot"]].shape == DISH


def test_what_is_too_large_for_an_enclosed_place_is_refused() -> None:
    simulator, things, _ = crowd(2)
    _, slots = kitchen()
    simulator.numpy("half")[0, things[0]] = (0.1, 0.5, 0.1)
    simulator.numpy("half")[0, things[1]] = (0.6, 0.05, 0.1)
    simulator.step(int(Command.OPEN), slots["Drawer"], force=True)
    for thing in things:
        simulator.step(int(Command.PICKUP), thing, force=True)
        result = simulator.step(int(Command.PUT), slots["Drawer"], force=True)
        assert result.error[0] == Error.NO_SPACE
        simulator.step(int(Command.DROP))


def test_a_worktop_keeps_its_sink_and_burners_free() -> None:
    simulator, things, _ = crowd(12)
    _, slots = kitchen()
    for thing in things:
        simulator.step(int(Command.PICKUP), thing, force=True)
        simulator.step(int(Command.PUT), slots["CounterTop"], aim=(1.3, 0.9, 1.6), force=True)
        mine = corners(simulator, thing)
        for taken in ("SinkBasin", "StoveBurner"):
            assert apart(mine, corners(simulator, slots[taken]))


def test_things_in_a_basin_lie_in_its_middle_where_they_are_seen() -> None:
    hands = Hands()
    hands.do(Command.PICKUP, "Knife")
    assert hands.ask(Command.PUT, "SinkBasin", force=True, aim=(1.4, 0.9, 1.41)).success[0]
    middle = hands.get("position", "SinkBasin")
    assert hands.get("position", "Knife")[[0, 2]] == pytest.approx(middle[[0, 2]], abs=0.03)


def test_the_floor_is_a_receptacle_too() -> None:
    hands = Hands()
    hands.do(Command.PICKUP, "Pot")
    result = hands.ask(Command.PUT, "Floor", force=True, aim=(1.0, 0.0, 0.0))
    assert result.success[0]
    assert hands.get("position", "Pot") == pytest.approx((1.0, 0.1, 0.0), abs=1e-3)
    assert int(hands.get("parent", "Pot")) == -1 and SHAPES[FLAT].surfaces


def test_by_force_things_go_on_top_of_a_full_surface() -> None:
    hands = Hands()
    hands.do(Command.PICKUP, "Pan")
    half = hands.sim.numpy("half")
    half[0, hands.slots["DiningTable"]] = (0.1, 0.375, 0.1)
    hands.sim.numpy("position")[0, hands.slots["Plate"]] = (-1.5, 0.765, -1.5)
    assert hands.do(Command.PUT, "DiningTable") is Error.NONE
    assert hands.parent("Pan") == "DiningTable"
    low = float(hands.get("position", "Pan")[1] - hands.get("half", "Pan")[1])
    assert low >= 0.75
