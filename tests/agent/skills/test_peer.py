"""Looking into containers, in a room of boxes."""

import pytest

from agent.skills.peer import peer_inside
from agent.skills.survey import look_over, unseen
from envs.interface import ActionName, Pose
from tests.agent.skills.test_confirm import begin, carry_out
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import box, cupboard, table


def test_a_container_that_turns_out_to_be_none_is_let_be():
    ctx, room = begin(AnonymousEyes())
    room.things["fridge"] = cupboard("Fridge", (1.0, 0.0, 2.4), (1.7, 1.6, 3.1), True)
    ctx.belief.update(room.observe(ctx.belief.pose))
    ctx.belief.update(room.observe(ctx.belief.pose))
    name = ctx.belief.present("Fridge")[0].name

    def gone() -> bool:
        ctx.belief.instances.pop(name, None)
        return False

    result, _ = carry_out(ctx, room, peer_inside(ctx, name, "test", gone))
    assert result.done and name not in ctx.belief.instances


@pytest.mark.parametrize("there", [False, True])
def test_who_stands_before_a_thing_does_not_go_a_long_way_to_see_the_rest_of_it(there):
    ctx, room = begin(AnonymousEyes())
    room.things["shelf"] = table("SideTable", (4.2, 0.0, 3.2), (4.9, 0.6, 3.9))
    for pose in (Pose(4.0, 1.0, 0.0, 0.0), Pose(1.0, 1.0, 0.0, 0.0), Pose(0.5, 0.5, 0.0, 30.0)):
        ctx.belief.update(room.observe(pose))
    name = ctx.belief.present("SideTable")[0].name
    ctx.belief.pose = Pose(0.5, 0.5, 0.0, 30.0)
    actions = carry_out(ctx, room, look_over(ctx, name, "test", 3, there=there))[1]
    assert (actions == 0) is there


@pytest.mark.parametrize("barred", [False, True])
def test_who_opened_a_fridge_from_its_side_goes_round_to_its_front(barred: bool):
    ctx, room = begin(AnonymousEyes())
    shut = cupboard("Fridge", (2.0, 0.0, 2.4), (2.7, 1.6, 3.1), is_open=False)
    room.things = {"fridge": shut}
    if barred:  # a way of more than twelve actions
        room.things["dresser"] = box("Dresser", (2.7, 0.0, 1.9), (4.3, 0.9, 2.2))
    beside = Pose(3.5, 2.75, 270.0, 30.0)
    for pose in (Pose(3.5, 1.5, 0.0, 30.0), Pose(3.5, 2.0, 270.0, 30.0), beside, beside):
        ctx.belief.update(room.observe(pose))
    (fridge,) = ctx.belief.present("Fridge")
    room.things["fridge"] = cupboard("Fridge", (2.0, 0.0, 2.4), (2.7, 1.6, 3.1), is_open=True)
    ctx.belief.note_interaction(ActionName.OPEN, fridge.name, True)
    before = unseen(ctx, fridge.name).share
    result, _ = carry_out(ctx, room, peer_inside(ctx, fridge.name, "test"))
    assert result.done and before > 0.8
    assert ctx.belief.pose.z < 2.4 and unseen(ctx, fridge.name).share < 0.4
