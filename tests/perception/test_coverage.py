"""What was looked at and what was not, in a room of boxes."""

import numpy as np

from envs.interface import Pose
from perception import coverage
from perception.belief import Belief
from perception.coverage import interior, levels
from tests.perception.box_room import BoxRoom, box, cupboard, standing, table

TABLE = ((2.0, 0.0, 2.0), (3.6, 0.75, 2.8))
FRONT, BACK, ABOVE = (Pose(2.8, 0.9, 0.0, 30.0), Pose(2.8, 3.7, 180.0, 30.0), 0.75)


def seen_from(room: BoxRoom, *poses: Pose) -> Belief:
    belief = Belief()
    for pose in poses:
        belief.update(room.observe(pose))
    return belief


def test_what_a_screen_hides_is_unseen_until_one_looks_behind_it():
    room = BoxRoom()
    room.things["table"] = table("DiningTable", *TABLE)
    room.things["screen"] = box("Television", (2.2, ABOVE, 2.3), (3.4, 1.5, 2.35))
    points, total = seen_from(room, FRONT).unseen("diningtable_1")
    assert 0.15 * total < len(points) < 0.75 * total
    hidden = points[(points[:, 0] > 2.3) & (points[:, 0] < 3.3)]
    assert len(hidden) and (hidden[:, 2] > 2.3).all()
    points, total = seen_from(room, FRONT, BACK).unseen("diningtable_1")
    assert len(points) < 0.2 * total


def test_far_away_is_not_seen():
    room = BoxRoom()
    room.things["table"] = table("DiningTable", (2.0, 0.0, 3.0), (3.6, 0.75, 3.8))
    points, total = seen_from(room, Pose(2.8, 0.3, 0.0, 30.0)).unseen("diningtable_1")
    assert len(points) > 0.9 * total


def test_inside_of_a_closed_container_is_unseen_and_shows_when_it_opens():
    room = BoxRoom()
    low, high = (2.2, 0.6, 2.4), (2.9, 1.4, 2.9)
    room.things["fridge"] = cupboard("Fridge", low, high, is_open=False)
    pose = Pose(2.5, 1.4, 0.0, 30.0)
    belief = seen_from(room, pose)
    points, total = belief.unseen("fridge_1")
    assert len(points) > 0.8 * total
    room.things["fridge"] = cupboard("Fridge", low, high, is_open=True)
    belief.update(room.observe(pose))
    belief.update(room.observe(Pose(2.5, 1.4, 0.0, 0.0)))
    points, total = belief.unseen("fridge_1")
    assert len(points) < 0.5 * total
    inside = interior(belief.instances["fridge_1"])
    assert (inside > np.array(low) - 0.02).all() and (inside < np.array(high) + 0.02).all()


def test_levels_are_the_heights_of_the_surfaces():
    room = BoxRoom()
    room.things["shelves"] = box("ShelvingUnit", (2.0, 0.0, 2.4), (3.2, 0.02, 2.8))
    boards = (0.3, 0.7, 1.1)
    sides = [((2.0, y - 0.02, 2.4), (3.2, y, 2.8)) for y in boards]
    room.things["shelves"] = room.things["shelves"].__class__("ShelvingUnit", tuple(sides))
    belief = seen_from(room, Pose(2.6, 1.2, 0.0, 30.0), Pose(2.6, 1.2, 0.0, 0.0))
    found = levels(belief.instances["shelvingunit_1"], belief.map.voxels)
    for board in boards:
        assert min(abs(board - height) for height in found) < 0.05


def test_walls_are_unseen_where_nobody_looked():
    room = BoxRoom()
    room.things["wardrobe"] = standing("Dresser", (0.6, 0.0, 3.4), (1.2, 1.0, 1.2))
    around = [Pose(3.9, 2.2, yaw, 30.0) for yaw in (0.0, 90.0, 180.0, 270.0)]
    far = seen_from(room, *around).unseen_walls()
    near = seen_from(room, *around, Pose(1.5, 1.5, 270.0, 30.0), Pose(1.5, 1.5, 180.0, 0.0))
    assert len(near.unseen_walls()) < len(far)
    assert (far[:, 0] < 2.5).all()


def test_old_views_are_dropped_and_what_they_saw_stays_seen(monkeypatch):
    monkeypatch.setattr(coverage, "VIEWS", 8)
    room = BoxRoom()
    room.things["table"] = table("DiningTable", *TABLE)
    belief = seen_from(room, FRONT)
    before = len(belief.unseen("diningtable_1")[0])
    away = Pose(2.8, 3.7, 0.0, 30.0)
    held = []
    for _ in range(40):
        belief.update(room.observe(away))
        held.append(len(belief._coverage._eyes))
    assert max(held) <= 10
    assert len(belief.unseen("diningtable_1")[0]) == before < belief.unseen("diningtable_1")[1]
    belief.update(room.observe(BACK))
    assert len(belief.unseen("diningtable_1")[0]) < before or before == 0
