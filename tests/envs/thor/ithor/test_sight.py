"""Lines of sight of recorded interactions, and what gives way to them."""

from __future__ import annotations

import pytest

from envs.thor.ithor.piece import Piece, from_box
from envs.thor.ithor.sight import Sight, cleared, recorded_sights

EYE = (0.0, 1.65, 0.0)


def wall(box: tuple[float, float, float, float], high: float) -> Piece:
    return from_box("Wall", "Hestia_Wall", box, 0.0, high, 0.0)


def test_sights_follow_the_expert_and_leave_moved_things_out() -> None:
    row = {
        "init_action": {"x": 1.0, "z": 2.0, "rotation": 90, "horizon": 30},
        "expert": [
            {"action": "MoveAhead"},
            {"action": "RotateLeft"},
            {"action": "MoveAhead"},
            {"action": "PickupObject", "objectId": "Mug|+01.00|+00.90|+03.00"},
            {"action": "PutObject", "objectId": "Mug|+01.00|+00.90|+03.00"},
            {"action": "PickupObject", "objectId": "Mug|+01.00|+00.90|+03.00"},
            {"action": "OpenObject", "objectId": "Sink|+01.00|+00.90|+03.00|SinkBasin"},
            {"action": "OpenObject", "objectId": "Fridge|+00.00|+00.00|+03.00"},
        ],
    }
    found = recorded_sights(row)
    assert [sight.point for sight in found] == [(1.0, 0.9, 3.0), (0.0, 0.0, 3.0)]
    assert found[0].eye == pytest.approx((1.25, 1.65, 2.25))


def test_guessed_blocks_are_lowered_to_what_was_seen_across_them() -> None:
    sight = Sight(EYE, (0.0, 0.65, 1.0))
    (low,) = cleared([wall((-0.5, 0.4, 0.5, 0.6), 2.7)], [sight])
    assert 0.9 < low.high < 1.05  # the line is at 1.05 where it leaves the block
    aside = wall((0.5, 0.4, 1.0, 0.6), 2.7)
    assert cleared([aside], [sight]) == [aside]
    beyond = wall((-0.5, 1.2, 0.5, 1.4), 2.7)
    assert cleared([beyond], [sight]) == [beyond]


def test_blocks_are_cut_away_from_what_lies_on_the_floor() -> None:
    sight = Sight(EYE, (0.0, 0.05, 1.0))
    made = cleared([wall((-1.0, 0.8, 1.0, 1.4), 0.4)], [sight])
    assert all(not (p.box[0] <= 0.0 <= p.box[2] and p.box[1] <= 1.0 <= p.box[3]) for p in made)


def test_worktops_give_way_and_known_things_stay() -> None:
    sight = Sight(EYE, (0.0, 0.5, 0.6))
    guessed = from_box("CounterTop", "Hestia_Counter_100", (-1.0, 0.3, 1.0, 0.9), 0.9, 0.95, 0.0)
    made = cleared([guessed], [sight])
    assert made != [guessed]
    fridge = from_box("Fridge", "Fridge_1", (-1.0, 0.3, 1.0, 0.9), 0.0, 1.7, 0.0, "Fridge|1")
    assert cleared([fridge], [sight]) == [fridge]
    known = from_box(
        "CounterTop", "Hestia_Counter_100", (-0.4, 0.3, 0.4, 0.6), 0.9, 0.95, 0.0, "CounterTop|1"
    )
    assert cleared([known], [sight]) == [known], "what is known is not cut to pieces"
