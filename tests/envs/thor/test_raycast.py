from __future__ import annotations

import numpy as np
import pytest

from envs.thor.raycast import cast_rays, visible_objects
from tests.envs.thor.worlds import Thing, make, make_agents

EYE = (0.0, 1.575, 0.0)
FORWARD = (0.0, 0.0, 1.0)


def test_the_nearest_hit_and_its_distance() -> None:
    objects, geometry, *_ = make([[Thing((0.0, 1.5, 5.0)), Thing((0.0, 1.5, 3.0))]])
    slot, distance = cast_rays(objects, geometry, 0, EYE, [FORWARD, (0.0, 0.0, -1.0)])
    assert slot.tolist() == [1, -1]
    assert distance[0] == pytest.approx(2.5, rel=1e-5)
    assert np.isinf(distance[1])


def test_a_turned_box_is_hit_on_its_corner() -> None:
    objects, geometry, *_ = make([[Thing((0.0, 1.5, 5.0), yaw=45.0)]])
    _, distance = cast_rays(objects, geometry, 0, EYE, [(0.0, 0.0, 2.0)])
    assert distance[0] == pytest.approx(5 - np.sqrt(0.5), rel=1e-4)


def test_rays_pass_absent_and_skipped_things_and_stop_at_their_limit() -> None:
    things = [Thing((0.0, 1.5, 2.0)), Thing((0.0, 1.5, 4.0), present=0), Thing((0.0, 1.5, 6.0))]
    objects, geometry, *_ = make([things])
    slot, distance = cast_rays(objects, geometry, 0, EYE, [FORWARD], skip_slot=0)
    assert slot[0] == 2
    assert distance[0] == pytest.approx(5.5, rel=1e-5)
    slot, _ = cast_rays(objects, geometry, 0, EYE, [FORWARD], max_distance=1.0)
    assert slot[0] == -1


def test_rays_of_several_worlds_at_once() -> None:
    objects, geometry, *_ = make([[Thing((0.0, 1.5, 2.0))], [], [Thing((0.0, 1.5, 3.0))]])
    slot, distance = cast_rays(objects, geometry, [0, 1, 2], EYE, [FORWARD] * 3)
    assert slot.tolist() == [0, -1, 0]
    assert distance[2] == pytest.approx(2.5, rel=1e-5)


def test_one_sided_faces_are_hit_from_their_front_only() -> None:
    objects, geometry, *_ = make([[Thing(EYE, (3.0, 3.0, 3.0)), Thing((0.0, 1.5, 1.0), shape=1)]])
    slot, _ = cast_rays(objects, geometry, 0, EYE, [FORWARD, (1.0, 0.0, 0.0)])
    assert slot.tolist() == [1, -1]


@pytest.mark.parametrize("shape", [2, 3])
def test_parts_are_hit_where_openness_puts_them(shape: int) -> None:
    thing = Thing((0.0, 1.5, 3.0), yaw=180.0, shape=shape)
    objects, geometry, *_ = make([[thing]])
    _, closed = cast_rays(objects, geometry, 0, EYE, [FORWARD])
    assert closed[0] == pytest.approx(2.5, rel=1e-5)
    objects.openness.numpy()[0, 0] = 1.0
    slot, opened = cast_rays(objects, geometry, 0, EYE, [FORWARD])
    if shape == 3:
        assert opened[0] == pytest.approx(1.75, rel=1e-5)
    else:
        assert slot[0] == -1
        # Hinged at its -x edge, which with yaw 180 is at world +x: the panel stands towards us.
        slot, distance = cast_rays(objects, geometry, 0, (0.0, 1.5, 2.0), [(1.0, 0.0, 0.0)])
        assert slot[0] == 0
        assert distance[0] == pytest.approx(0.5, rel=1e-4)


def test_faces_are_hit_by_state() -> None:
    objects, geometry, *_ = make([[Thing((0.0, 0.0, 0.0), shape=4)]])
    down = [(0.0, -1.0, 0.0)]
    assert cast_rays(objects, geometry, 0, EYE, down)[0][0] == -1
    objects.state.numpy()[0, 0] = 8
    assert cast_rays(objects, geometry, 0, EYE, down)[0][0] == 0


def see(things: list[Thing], yaw: float = 0.0, horizon: float = 0.0, **options: object) -> list:
    objects, geometry, *_ = make([things])
    held = options.pop("held", -1)
    agents = make_agents((0.0, 0.0, 0.0), yaw, horizon, held)  # type: ignore[arg-type]
    return visible_objects(objects, geometry, agents, **options)[0].tolist()  # type: ignore


def test_what_is_near_and_in_the_frustum_is_visible() -> None:
    things = [
        Thing((0.0, 1.5, 1.0), (0.2, 0.2, 0.2)),
        Thing((0.0, 1.5, -1.0), (0.2, 0.2, 0.2)),  # behind
        Thing((0.0, 1.5, 2.5), (0.2, 0.2, 0.2)),  # out of reach
        Thing((0.5, 1.4, 1.0), (0.2, 0.2, 0.2), present=0),
        Thing((1.3, 1.5, 0.5), (0.1, 0.1, 0.1)),  # beside the frustum
    ]
    assert see(things) == [True, False, False, False, False]
    assert see(things, yaw=180.0) == [False, True, False, False, False]
    assert see(things, limit=3.0)[2] is False  # behind the first
    assert see(things[2:], limit=3.0)[0] is True


def test_reach_is_to_the_nearest_point_of_a_large_thing_seen_from_above() -> None:
    counter = Thing((0.0, 0.45, 2.3), (4.0, 0.9, 2.0))  # its edge is 1.3 m away
    assert see([counter], horizon=30.0) == [True]
    counter.position = (0.0, 0.45, 2.6)
    assert see([counter], horizon=30.0) == [False]


def test_what_stands_in_between_hides() -> None:
    target = Thing((0.0, 1.5, 1.2), (0.2, 0.2, 0.2))
    wall = Thing((0.0, 1.5, 0.6), (2.0, 2.0, 0.05))
    assert see([target, wall]) == [False, True]
    # A post leaves some of it to be seen, and what is held never hides.
    post = Thing((0.0, 1.5, 0.6), (0.02, 2.0, 0.02))
    assert see([target, post])[0] is True
    assert see([target, wall], held=1)[0] is True


def test_what_is_in_a_closed_cupboard_is_hidden_until_it_opens() -> None:
    inside = Thing((0.0, 1.5, 1.2), (0.1, 0.1, 0.1))
    door = Thing((0.0, 1.5, 1.2), (0.6, 0.6, 0.6), yaw=180.0, shape=2)
    assert see([inside, door])[0] is False
    door.openness = 1.0
    assert see([inside, door])[0] is True


def test_a_wall_against_the_eye_is_visible_though_all_its_middle_is_behind() -> None:
    # Only a sliver of a long wall is in the frustum: the sample where the gaze meets it.
    wall = Thing((6.0, 1.5, 1.0), (14.0, 3.0, 0.1))
    assert see([wall]) == [True]
