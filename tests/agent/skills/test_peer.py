"""Looking into containers, in a room of boxes."""

import pytest

from agent.skills.peer import peer_inside
from agent.skills.survey import look_over
from envs.interface import Pose
from tests.agent.skills.test_confirm import begin, carry_out
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import cupboard, table


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
