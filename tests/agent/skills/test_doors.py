"""Doors in a row, in a room of boxes."""

import pytest

from agent.skills.doors import opened_part
from agent.skills.skill import Context
from agent.skills.survey import unseen
from envs.interface import Pose
from tests.agent.skills.test_confirm import begin
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import cupboard


def before_a_row() -> tuple[Context, str]:
    """Three cabinets side by side that are taken for one, which stands open."""
    ctx, room = begin(AnonymousEyes())
    room.things = {"row": cupboard("Cabinet", (1.7, 0.3, 2.6), (3.3, 1.1, 3.2), is_open=False)}
    for pose in (Pose(2.5, 1.0, 0.0, 30.0), Pose(2.5, 1.25, 0.0, 0.0)):
        ctx.belief.update(room.observe(pose))
    return ctx, ctx.belief.present("Cabinet")[0].name


@pytest.mark.parametrize(("x", "low", "high"), [(1.9, 1.7, 2.34), (2.5, 2.06, 2.94)])
def test_only_what_is_behind_the_door_that_was_opened_can_be_looked_into(x, low, high):
    ctx, name = before_a_row()
    row = ctx.belief.instances[name]
    every = unseen(ctx, name)
    assert opened_part(ctx, row) == (row.low, row.high)
    ctx.memory.note_opened(name, (x, 0.7, 2.6))
    part = opened_part(ctx, row)
    assert (part[0][0], part[1][0]) == pytest.approx((low, high), abs=0.06)
    assert (part[0][2], part[1][2]) == (row.low[2], row.high[2])  # as deep as it is
    behind = unseen(ctx, name)
    assert 0 < behind.total < every.total and len(behind.points) < len(every.points)
    assert behind.points[:, 0].min() > low - 0.06 and behind.points[:, 0].max() < high + 0.06


def test_a_single_door_shows_all_that_is_behind_it():
    ctx, name = before_a_row()
    row = ctx.belief.instances[name]
    ctx.belief.instances[name] = row.but(object_class="Fridge")
    ctx.memory.note_opened(name, (1.9, 0.7, 2.6))
    assert opened_part(ctx, ctx.belief.instances[name]) == (row.low, row.high)
