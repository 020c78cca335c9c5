"""Where a search looks next: most chance for the actions, neighbours counted."""

import numpy as np

from agent.memory import Door, Memory
from agent.skills.lattice import Lattice
from agent.skills.places import TAKEN_FOR, Place, best_place, places, weighed
from agent.skills.skill import Context
from agent.trace import Trace
from envs.interface import Pose
from perception.belief import Belief
from perception.suspects import Suspect
from tests.agent.skills.test_confirm import begin
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import BoxRoom, box, cupboard


def place(key: str, x: float, chance: float = 0.02, way: float = 10.0) -> Place:
    return Place(key, "container", key, None, (x, 0.0), chance, way, 4.0)


def test_nowhere_to_look_is_none():
    assert best_place([]) is None


def test_of_equal_places_the_nearer_one_and_of_equally_near_the_likelier():
    near, far = place("near", 0.0, way=5.0), place("far", 9.0, way=15.0)
    assert best_place([far, near]) is near
    likely, seldom = place("likely", 0.0, chance=0.1), place("seldom", 9.0, chance=0.01)
    assert best_place([seldom, likely]) is likely


def test_many_places_side_by_side_are_worth_a_longer_way():
    alone = place("alone", 0.0, way=10.0)
    row = [place(f"drawer_{number}", 9.0 + 0.3 * number, way=20.0) for number in range(6)]
    best = best_place([alone, *row])
    assert best is not None and best in row
    assert best_place([alone, row[0]]) is alone


def before_containers() -> Context:
    """A Safe beside a Cabinet, both shut, and seen."""
    ctx, room = begin(AnonymousEyes())
    room.things = {
        "cabinet": cupboard("Cabinet", (1.8, 0.4, 2.8), (2.3, 1.1, 3.2), is_open=False),
        "safe": cupboard("Safe", (2.7, 0.4, 2.8), (3.2, 1.1, 3.2), is_open=False),
    }
    for pose in (Pose(2.5, 1.5, 0.0, 30.0), Pose(2.5, 1.75, 0.0, 0.0), Pose(2.25, 1.5, 0.0, 30.0)):
        ctx.belief.update(room.observe(pose))
    assert [one.object_class for one in ctx.belief.present("Cabinet", "Safe")] == [
        "Cabinet",
        "Safe",
    ]
    return ctx


def containers(ctx: Context, kind: str, thorough: bool) -> set[str]:
    """Names of those to look into."""
    return {one.name for one in places(ctx, [kind], thorough) if one.kind == "container"}


def test_where_such_things_are_not_kept_is_looked_into_after_a_second_look_elsewhere():
    ctx = before_containers()
    assert containers(ctx, "Bread", thorough=False) == {"cabinet_1"}
    assert containers(ctx, "Bread", thorough=True) == {"cabinet_1", "safe_1"}
    ctx.memory.hints["Bread"] = {"Safe": 0.9}
    assert containers(ctx, "Bread", thorough=False) == {"cabinet_1", "safe_1"}


def test_a_door_that_was_opened_under_another_name_is_not_opened_again():
    ctx = before_containers()
    ctx.memory.note_opened("drawer_7", Door((2.75, 0.75, 2.8)))
    assert "cabinet_1" in containers(ctx, "Bread", thorough=False)
    ctx.memory.note_opened("drawer_8", Door((2.05, 0.75, 2.8)))
    assert "cabinet_1" not in containers(ctx, "Bread", thorough=False)


def test_what_is_fixed_somewhere_is_looked_for_at_what_stands_about_once_all_else_failed():
    ctx, _ = begin(AnonymousEyes())
    assert ctx.belief.present("DiningTable")

    def surveys(thorough: bool) -> list[str]:
        ctx.memory.searched.update(one.key for one in places(ctx, ["Safe"], False))
        return [one.name for one in places(ctx, ["Safe"], thorough) if one.kind == "survey"]

    assert surveys(thorough=False) == []
    assert surveys(thorough=True) == ["diningtable_1"]


def behind_frontiers(kind: str, *seen: str) -> float:
    """The best chance behind a frontier, in a room with a box of each of some classes."""
    eyes = AnonymousEyes()
    belief = Belief(segmentation=eyes, depth=eyes, states=eyes)
    room = BoxRoom()
    for number, name in enumerate(seen):
        x = 1.0 + 1.8 * number
        room.things[name] = box(name, (x, 0.0, 2.8), (x + 1.2, 0.5, 3.6))
    for pose in (Pose(2.5, 1.0, 0.0, 30.0), Pose(2.5, 1.25, 0.0, 30.0)):
        belief.update(room.observe(pose))
    assert {one.object_class for one in belief.present(*seen)} == set(seen)
    ctx = Context(belief, Lattice(belief.pose), Memory(), Trace(), set(), set(), 100)
    found = [one.chance for one in places(ctx, [kind], False) if one.kind == "frontier"]
    return max(found)


def test_the_unseen_is_worth_less_the_more_of_where_such_things_are_is_known():
    neither, bed, both = (
        behind_frontiers("Pillow", *seen) for seen in ((), ("Bed",), ("Bed", "Sofa"))
    )
    assert neither > bed > both > 0.0
    assert behind_frontiers("Pillow", "Bed", "Desk") > both


def test_what_is_kept_behind_doors_is_looked_for_there():
    ctx = before_containers()
    chance = {
        one.name: one.chance for one in places(ctx, ["Plate"], True) if one.kind == "container"
    }
    assert chance["cabinet_1"] > 5 * chance["safe_1"]
    wanted = {one.name: one.chance for one in places(ctx, ["Plate", "Bowl"], True)}
    assert wanted["cabinet_1"] > chance["cabinet_1"]


def test_a_row_that_was_looked_into_at_one_door_is_gone_back_to_twice_at_most():
    ctx, room = begin(AnonymousEyes())
    room.things = {"row": cupboard("Cabinet", (1.7, 0.3, 2.6), (3.3, 1.1, 3.2), is_open=False)}
    for pose in (Pose(2.5, 1.0, 0.0, 30.0), Pose(2.5, 1.25, 0.0, 0.0)):
        ctx.belief.update(room.observe(pose))
    (row,) = ctx.belief.present("Cabinet")
    first = f"inside {row.name}"

    def left() -> list[str]:
        return [one.key for one in places(ctx, ["Egg"], thorough=False) if first in one.key]

    assert left() == [first]
    ctx.memory.note_opened(row.name, Door((1.9, 0.7, 2.6), (1.7, -0.2, 2.52), (2.2, 1.6, 2.68)))
    ctx.memory.looked[row.name] = 1
    ctx.memory.searched.add(first)
    (again,) = left()
    assert again.startswith(f"{first} near ")
    ctx.memory.searched |= {again, f"{first} near elsewhere"}
    assert left() == []


def test_what_was_believed_to_be_one_and_looked_otherwise_weighs_less():
    points = np.zeros((1, 3), np.float32)
    fresh, been = (Suspect(7, "Pot", 0.3, points, True, True, been) for been in (False, True))
    assert weighed(been) < TAKEN_FOR < weighed(fresh)
