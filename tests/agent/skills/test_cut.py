"""Cutting, in a room of boxes."""

from agent.skills.cut import cut
from envs.interface import Pose
from tests.agent.skills.test_confirm import begin, carry_out
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import standing


def cut_from(pose: Pose, shown: bool) -> tuple[list[str], float]:
    """What is said when a loaf is cut whose slices are seen at once, or only from near; and how
    near the agent is then [m]."""
    ctx, room = begin(AnonymousEyes())
    where = (2.5, 0.75, 2.7)
    room.things["mug"] = standing("Bread", where, (0.2, 0.12, 0.12))
    for x in (pose.x - 0.25, pose.x):
        ctx.belief.update(room.observe(Pose(x, pose.z, pose.yaw, pose.horizon)))
    (bread,) = ctx.belief.present("Bread")
    room.things["knife"] = standing("Knife", (2.2, 0.75, 2.6), (0.2, 0.03, 0.03))
    ctx.belief.update(room.observe(pose))
    slices = standing("BreadSliced", where, (0.1, 0.1, 0.1))

    def seen() -> None:
        room.things["mug"] = slices if shown else None

    carry_out(ctx, room, cut(ctx, bread.name, "test"), seen)
    away = ctx.belief.pose
    said = [one.text for one in ctx.trace.decisions if "closer look" in one.text]
    return said, abs(away.z - where[2])


def test_slices_that_are_seen_at_once_need_no_further_look():
    said, _ = cut_from(Pose(2.5, 1.75, 0.0, 30.0), shown=True)
    assert said == []


def test_where_no_slices_are_seen_the_agent_looks_from_nearer():
    said, _ = cut_from(Pose(2.5, 1.75, 0.0, 30.0), shown=False)
    assert len(said) == 1 and "BreadSliced" in said[0]
