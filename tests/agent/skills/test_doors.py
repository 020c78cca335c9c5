"""Doors in a row, in a room of boxes."""

import numpy as np
import pytest

from agent.memory import Door
from agent.skills.doors import ROWS, door_of, doors_away, left_shut, opened_part
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
    ctx.memory.note_opened(name, Door((x, 0.7, 2.6)))
    part = opened_part(ctx, row)
    assert (part[0][0], part[1][0]) == pytest.approx((low, high), abs=0.06)
    assert (part[0][2], part[1][2]) == (row.low[2], row.high[2])  # as deep as it is
    behind = unseen(ctx, name)
    assert 0 < behind.total < every.total and len(behind.points) < len(every.points)
    assert behind.points[:, 0].min() > low - 0.06 and behind.points[:, 0].max() < high + 0.06


def test_a_wide_door_shows_what_is_behind_its_width():
    ctx, name = before_a_row()
    ctx.memory.note_opened(name, Door((2.5, 0.7, 2.6), (2.35, 0.3, 2.55), (3.1, 1.1, 2.65)))
    low, high = opened_part(ctx, ctx.belief.instances[name])
    usual = 0.8 * ROWS["Cabinet"][0]
    assert (low[0], high[0]) == pytest.approx((2.5 - usual, 3.1), abs=0.01)
    assert high[2] == ctx.belief.instances[name].high[2]  # to the back of it


def test_what_is_another_of_a_row_than_was_looked_into_is_left_to_open():
    ctx, name = before_a_row()
    row = ctx.belief.instances[name]
    assert not len(left_shut(ctx, row))  # nothing was opened yet
    ctx.memory.note_opened(name, Door((1.9, 0.7, 2.6), (1.7, -0.2, 2.52), (2.2, 1.6, 2.68)))
    left = left_shut(ctx, row)
    assert len(left) and left[:, 0].min() > 2.15
    ctx.memory.note_opened(name, Door((2.4, 0.7, 2.6), (2.2, -0.2, 2.52), (2.75, 1.6, 2.68)))
    assert not len(left_shut(ctx, row))  # most of it was opened


def test_a_single_door_shows_all_that_is_behind_it():
    ctx, name = before_a_row()
    row = ctx.belief.instances[name]
    ctx.belief.instances[name] = row.but(object_class="Fridge")
    ctx.memory.note_opened(name, Door((1.9, 0.7, 2.6)))
    assert opened_part(ctx, ctx.belief.instances[name]) == (row.low, row.high)


def opened(kind: str, x: float) -> Door:
    """What the views before and after say of the left one of two cupboards that was opened."""
    ctx, room = begin(AnonymousEyes())
    places = (((1.6, 0.3, 2.6), (2.2, 1.1, 3.2)), ((2.2, 0.3, 2.6), (2.8, 1.1, 3.2)))
    pose = Pose(x, 1.5, 0.0, 0.0)
    views = []
    for is_open in (False, True):
        room.things = {
            "left": cupboard(kind, *places[0], is_open=is_open),
            "right": cupboard(kind, *places[1], is_open=False),
        }
        ctx.belief.update(room.observe(pose))
        views.append(ctx.belief.view)
    before, after = views
    away = np.linalg.norm(before.points - np.array([1.95, 0.7, 2.6]), axis=-1)
    row, column = np.unravel_index(away.argmin(), away.shape)
    return door_of(before, after, ((row + 0.5) / 150, (column + 0.5) / 150), kind)


@pytest.mark.parametrize("x", [1.9, 2.4])
def test_how_wide_a_door_was_that_was_opened_is_seen(x: float):
    door = opened("Cabinet", x)
    assert door.low is not None and door.high is not None
    assert door.low[0] > 1.6 - 0.05 and door.high[0] == pytest.approx(2.2, abs=0.06)
    beside = np.array([[2.25, 0.7, 2.6], [2.15, 0.7, 2.6], [1.95, 1.05, 2.6]])
    shares = doors_away(beside, [door], ROWS["Cabinet"])
    assert shares[0] > 1.0 > shares[1] and shares[2] < 1.0


def test_a_door_that_hides_what_is_behind_it_is_as_wide_as_it_swung():
    door = opened("Cabinet", 1.25)  # from the side that its hinge is on
    assert door.low is not None and door.high is not None
    assert (door.low[0], door.high[0]) == pytest.approx((1.6, 2.2), abs=0.08)


def test_a_door_that_the_frame_cuts_off_is_as_wide_as_usual_beyond_it():
    door = opened("Cabinet", 2.9)  # from 1.8 on is in view
    assert door.low is not None and door.high is not None
    assert door.low[0] == pytest.approx(door.handle[0] - ROWS["Cabinet"][0])


def test_where_nothing_moved_doors_are_as_wide_as_usual():
    ctx, _ = begin(AnonymousEyes())
    view = ctx.belief.view
    assert view is not None
    door = door_of(view, view, (0.5, 0.5), "Cabinet")
    assert door == Door(view.world_point((0.5, 0.5)))
    x, y, z = door.handle
    near, far = ROWS["Cabinet"][0] - 0.01, ROWS["Cabinet"][0] + 0.01
    shares = doors_away(np.array([[x + near, y, z], [x + far, y, z]]), [door], ROWS["Cabinet"])
    assert shares[0] < 1.0 < shares[1]
