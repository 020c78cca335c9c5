"""Looking into containers, in a room of boxes."""

from agent.skills.peer import peer_inside
from tests.agent.skills.test_confirm import begin, carry_out
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import cupboard


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
