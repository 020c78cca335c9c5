"""What the planner is told of the belief."""

import pytest

from agent.memory import AVOID_AFTER_FAILURE, Memory
from agent.symbols import symbolic_state
from envs.interface import Pose
from perception.belief import Belief
from planning.state import Thing
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import BoxRoom, standing, table


def mug(belief: Belief, memory: Memory) -> Thing:
    room = BoxRoom()
    room.things = {
        "table": table("DiningTable", (2.0, 0.0, 2.4), (3.2, 0.75, 3.3)),
        "mug": standing("Mug", (2.5, 0.75, 2.6), (0.09, 0.1, 0.09)),
    }
    for x in (2.2, 2.5, 2.8):
        belief.update(room.observe(Pose(x, 1.6, 0.0, 30.0)))
    (thing,) = [one for one in symbolic_state(belief, memory).things if one.object_class == "Mug"]
    return thing


def believing(*posterior: tuple[str, float]) -> Belief:
    eyes = AnonymousEyes(called={"Mug": posterior})
    return Belief(segmentation=eyes, depth=eyes, states=eyes)


def test_plans_go_out_of_their_way_for_what_is_surer():
    clear, doubtful = believing(("Mug", 0.97)), believing(("Mug", 0.5), ("Cup", 0.4))
    assert mug(doubtful, Memory()).avoid > mug(clear, Memory()).avoid + 5.0 > 5.0


def test_with_exact_eyes_only_failures_count():
    memory = Memory()
    assert mug(Belief(), memory).avoid == 0.0
    memory.note_failure("Pickup", "mug_1")
    assert mug(Belief(), memory).avoid == pytest.approx(AVOID_AFTER_FAILURE)
