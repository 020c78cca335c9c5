"""Where an agent can stand, and what it can act on from there."""

from __future__ import annotations

import numpy as np
import pytest

from envs.interface import InvalidInputError
from envs.thor.reachable import interactable_poses, reachable_positions
from envs.thor.simulator import Command, Error
from tests.envs.thor.kitchen import Hands


def key(x: float, z: float) -> tuple[int, int]:
    return round(x * 100), round(z * 100)


def test_reachable_positions_are_where_walking_leads() -> None:
    """Every step between two of them works; no step leads to a place that is not among them."""
    hands = Hands()
    found = reachable_positions(hands.sim)
    known = {key(x, z) for x, z in found}
    start = hands.sim.pose()
    assert key(start.x, start.z) in known and len(known) == len(found) > 100
    for x, z in found[::3]:
        for command, dx, dz in (
            (Command.MOVE_AHEAD, 0.0, 0.25),
            (Command.MOVE_RIGHT, 0.25, 0.0),
        ):
            assert hands.sim.teleport(0, float(x), float(z), 0.0) is Error.NONE
            moved = hands.see(command, value=0.25)
            if moved is Error.NONE:
                assert key(x + dx, z + dz) in known


def test_a_wall_cuts_off_what_is_behind_it() -> None:
    hands = Hands()
    before = len(reachable_positions(hands.sim))
    slot = hands.slots["Wall0"]
    hands.sim.numpy("position")[0, slot] = (0.0, 1.25, 0.0)
    after = reachable_positions(hands.sim)
    assert 0 < len(after) < before and after[:, 1].min() > 0.2


def test_the_grid_must_make_sense() -> None:
    hands = Hands()
    for grid in (0.0, -1.0, 1e9, float("nan")):
        with pytest.raises(InvalidInputError):
            reachable_positions(hands.sim, grid=grid)


def test_interactable_poses_let_the_agent_interact() -> None:
    hands = Hands()
    for name in ("Plate", "Mug", "Fridge"):
        slot = hands.slots[name]
        poses = interactable_poses(hands.sim, 0, slot)
        assert len(poses) > 4
        command = Command.OPEN if name == "Fridge" else Command.PICKUP
        for x, z, yaw, horizon in poses[::9]:
            snapshot = hands.sim.snapshot()
            place = (float(v) for v in (x, z, yaw, horizon))
            assert hands.sim.teleport(0, *place) is Error.NONE
            assert hands.sim.step(int(command), slot).success[0]
            hands.sim.restore(snapshot)


def test_nothing_acts_on_what_is_shut_in_or_gone() -> None:
    hands = Hands()
    assert len(interactable_poses(hands.sim, 0, hands.slots["Apple"])) == 0
    hands.do(Command.OPEN, "Drawer")
    assert len(interactable_poses(hands.sim, 0, hands.slots["Apple"])) > 0
    assert len(interactable_poses(hands.sim, 0, hands.slots["BreadSliced0"])) == 0
    assert len(interactable_poses(hands.sim, 0, 10**6)) == 0
    nowhere = np.zeros((0, 2))
    assert len(interactable_poses(hands.sim, 0, hands.slots["Mug"], nowhere)) == 0
