import json

import numpy as np
import pytest

from envs.interface import Action, ActionName, InvalidInputError, Observation, Pose
from perception.belief import Belief
from perception.snapshot import decode_picture
from tests.perception.box_room import (
    BoxRoom,
    box,
    cupboard,
    hollow,
    name_of,
    standing,
    table,
)


def kitchen() -> BoxRoom:
    room = BoxRoom()
    room.things = {
        "table": table("DiningTable", (2.0, 0.0, 2.0), (3.2, 0.75, 2.9)),
        "mug": standing("Mug", (2.3, 0.75, 2.2), (0.09, 0.1, 0.09), "isDirty"),
        "plate": standing("Plate", (2.8, 0.75, 2.25), (0.26, 0.02, 0.26)),
        "slice": standing("BreadSliced", (2.8, 0.77, 2.25), (0.1, 0.03, 0.1)),
        "pot": hollow("Pot", (2.6, 0.75, 2.6), (0.26, 0.14, 0.26)),
        "potato": standing("Potato", (2.6, 0.77, 2.6), (0.1, 0.08, 0.1)),
        "ball": standing("BasketBall", (1.0, 0.0, 2.2), (0.24, 0.24, 0.24)),
    }
    return room


FRONT = Pose(2.5, 1.2, 0.0, 30.0)


def look(belief: Belief, room: BoxRoom, pose: Pose, action=None, target=None, success=True):
    belief.update(room.observe(pose, success), action, target)


def survey(belief: Belief, room: BoxRoom, x: float, z: float) -> None:
    for yaw in (0.0, 90.0, 180.0, 270.0):
        look(belief, room, Pose(x, z, yaw, 30.0))


def point(belief: Belief, name: str) -> tuple[float, float]:
    where = belief.view.best_point(name)
    assert where is not None
    return where


def test_instances_have_class_box_and_state():
    room, belief = kitchen(), Belief()
    for x in (2.5, 1.5, 3.5):
        look(belief, room, Pose(x, 1.2, 0.0, 30.0))
    for key, thing in room.things.items():
        found = belief.instances[name_of(belief, room, key)]
        assert found.object_class == thing.object_class
        centre = (thing.low + thing.high) / 2
        assert np.abs(np.array(found.position) - centre).max() < 0.06, key
    assert belief.instances["mug_1"].states == {"isDirty"}
    assert belief.instances["plate_1"].states == frozenset()


def test_parents_on_in_and_between():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    look(belief, room, Pose(2.75, 1.5, 0.0, 30.0))
    parents = {name: one.parent for name, one in belief.instances.items()}
    assert parents["mug_1"] == "diningtable_1"
    assert parents["plate_1"] == "diningtable_1"
    assert parents["breadsliced_1"] == "plate_1"
    assert parents["potato_1"] == "pot_1"
    assert parents["pot_1"] == "diningtable_1"
    assert belief.contents("diningtable_1") == (
        "mug_1", "plate_1", "pot_1", "breadsliced_1", "potato_1",
    )  # fmt: skip
    assert belief.ancestors("potato_1") == ("pot_1", "diningtable_1")


def test_names_are_numbered_by_first_sight_and_persist():
    room, belief = kitchen(), Belief()
    room.things["mug2"] = standing("Mug", (0.5, 0.0, 0.3), (0.09, 0.1, 0.09))
    look(belief, room, FRONT)
    assert name_of(belief, room, "mug") == "mug_1"
    look(belief, room, Pose(0.5, 1.2, 180.0, 30.0))
    assert name_of(belief, room, "mug2") == "mug_2"
    look(belief, room, FRONT)
    assert sorted(n for n in belief.instances if n.startswith("mug")) == ["mug_1", "mug_2"]
    assert belief.instances["mug_1"].visible and not belief.instances["mug_2"].visible


def test_picked_up_and_placed_elsewhere():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    where = point(belief, "potato_1")
    room.things["potato"] = room.things["potato"].moved(-0.5, 0.2, -0.9)  # in the hand
    look(belief, room, FRONT, Action(ActionName.PICKUP, where), "potato_1")
    assert belief.held == "potato_1"
    assert belief.instances["potato_1"].parent is None
    where = point(belief, "plate_1")
    room.things["potato"] = standing("Potato", (2.7, 0.77, 2.2), (0.1, 0.08, 0.1))
    look(belief, room, FRONT, Action(ActionName.PLACE, where), "plate_1")
    potato = belief.instances["potato_1"]
    assert belief.held is None
    assert potato.parent == "plate_1"
    assert potato.position == pytest.approx((2.7, 0.81, 2.2), abs=0.05)


def test_a_failed_interaction_changes_nothing():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    action = Action(ActionName.PICKUP, point(belief, "mug_1"))
    look(belief, room, FRONT, action, "mug_1", success=False)
    assert belief.held is None
    assert belief.instances["mug_1"].parent == "diningtable_1"


def test_what_the_hand_carries_moves_along_and_stays_off_the_map():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    where = point(belief, "pot_1")
    room.things["pot"] = room.things["pot"].moved(-0.1, 0.4, -0.9)
    room.things["potato"] = room.things["potato"].moved(-0.1, 0.4, -0.9)
    look(belief, room, FRONT, Action(ActionName.PICKUP, where), "pot_1")
    assert belief.instances["potato_1"].parent == "pot_1"
    assert belief.place_of("potato_1") == (FRONT.x, FRONT.z)
    i, k = belief.map.cell(2.5, 1.7)
    assert belief.map.free[i, k] and not belief.map.obstacle[i, k]


def test_a_thing_gone_from_its_place_is_missing_after_two_looks_and_comes_back_when_seen():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    mug, room.things["mug"] = room.things["mug"], None
    look(belief, room, FRONT)
    assert not belief.instances["mug_1"].missing
    look(belief, room, FRONT)
    assert belief.instances["mug_1"].missing and belief.instances["mug_1"].parent is None
    assert belief.place_of("mug_1") is None
    room.things["mug"] = mug.moved(0.0, 0.0, 0.4)
    look(belief, room, FRONT)
    assert not belief.instances["mug_1"].missing
    assert belief.instances["mug_1"].position == pytest.approx((2.3, 0.8, 2.6), abs=0.05)


def test_a_hidden_thing_is_not_missing():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    room.things["screen"] = box("Box", (1.5, 0.0, 1.8), (3.5, 1.4, 1.9))
    for _ in range(4):
        look(belief, room, FRONT)
    assert not belief.instances["mug_1"].visible
    assert not belief.instances["mug_1"].missing
    assert belief.instances["mug_1"].parent == "diningtable_1"


def test_slicing_takes_the_whole_out_and_the_parts_in():
    room, belief = kitchen(), Belief()
    room.things["tomato"] = standing("Tomato", (2.2, 0.75, 2.5), (0.08, 0.08, 0.08))
    room.things["part"] = None
    look(belief, room, FRONT)
    where = point(belief, "tomato_1")
    room.things["tomato"] = None
    room.things["part"] = standing("TomatoSliced", (2.2, 0.75, 2.5), (0.08, 0.02, 0.08))
    look(belief, room, FRONT, Action(ActionName.SLICE, where), "tomato_1")
    whole = belief.instances["tomato_1"]
    assert not whole.present and "isSliced" in whole.states
    assert belief.instances["tomatosliced_1"].parent == "diningtable_1"
    assert [one.name for one in belief.present("Tomato")] == []


def test_things_in_a_cupboard_are_found_when_it_is_opened():
    room, belief = BoxRoom(), Belief()
    low, high = (2.2, 0.0, 2.4), (2.9, 1.2, 3.0)
    room.things["fridge"] = cupboard("Fridge", low, high, is_open=False)
    room.things["egg"] = standing("Egg", (2.5, 0.02, 2.7), (0.06, 0.06, 0.06))
    pose = Pose(2.5, 1.4, 0.0, 30.0)
    look(belief, room, pose)
    assert belief.instances["fridge_1"].looked_inside is None
    where = point(belief, "fridge_1")
    room.things["fridge"] = cupboard("Fridge", low, high, is_open=True)
    look(belief, room, pose, Action(ActionName.OPEN, where), "fridge_1")
    fridge = belief.instances["fridge_1"]
    assert fridge.is_open and fridge.looked_inside == 1
    assert belief.instances["egg_1"].parent == "fridge_1"
    beside = belief.map.cell(2.21, 2.1)
    assert belief.map.obstacle[beside]  # the open door stands in the way
    room.things["fridge"] = cupboard("Fridge", low, high, is_open=False)
    look(belief, room, pose, Action(ActionName.CLOSE, where), "fridge_1")
    assert not belief.instances["fridge_1"].is_open
    assert not belief.map.obstacle[beside]
    assert belief.instances["fridge_1"].high[2] - belief.instances["fridge_1"].low[2] < 0.7
    look(belief, room, pose)
    assert belief.instances["egg_1"].parent == "fridge_1"
    assert not belief.instances["egg_1"].missing


def test_dead_reckoning_gives_the_map_in_the_start_frame():
    room, belief = kitchen(), Belief(pose_source="dead-reckoning")
    start = Pose(2.5, 1.0, 90.0, 30.0)
    belief.update(room.observe(start, None, with_pose=False))
    after = Pose(2.5, 1.0, 0.0, 30.0)
    belief.update(room.observe(after, True, with_pose=False), Action(ActionName.TURN_LEFT))
    after = Pose(2.5, 1.25, 0.0, 30.0)
    belief.update(room.observe(after, True, with_pose=False), Action(ActionName.FORWARD))
    assert (belief.pose.x, belief.pose.z) == pytest.approx((-0.25, 0.0))
    assert belief.pose.yaw == 270.0
    x, _, z = belief.instances["mug_1"].position  # start frame: forward is the world's +x
    assert (x, z) == pytest.approx((-(2.2 - 1.0), 2.3 - 2.5), abs=0.06)


def test_a_failed_move_blocks_its_cell():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    look(belief, room, FRONT, Action(ActionName.FORWARD), success=False)
    assert belief.map.is_failed_move((2.5, 1.2), (2.5, 1.45))
    assert not belief.map.traversable()[belief.map.cell(2.5, 1.45)]
    assert belief.map.traversable()[belief.map.cell(2.5, 1.2)]


def test_exploring_a_closed_room_leaves_no_frontier():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    early = belief.explored_share()
    assert belief.map.frontiers(belief.pose)
    for x, z in ((1.0, 1.0), (4.0, 1.0), (4.0, 3.2), (1.0, 3.2), (2.5, 1.0), (2.5, 3.4)):
        survey(belief, room, x, z)
    assert belief.map.frontiers(belief.pose, 0.4) == ()
    assert belief.explored_share() > 0.95 > early


def test_facts_name_what_is_believed():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    found = {str(fact): fact.confidence for fact in belief.facts()}
    assert found["objectType(mug_1, Mug)"] == 1.0
    assert found["parentReceptacles(mug_1, diningtable_1)"] == 1.0
    assert found["isDirty(mug_1)"] == 1.0
    look(belief, room, Pose(2.5, 1.2, 180.0, 30.0))
    later = {str(fact): fact.confidence for fact in belief.facts()}
    assert later["parentReceptacles(mug_1, diningtable_1)"] < 1.0


def test_snapshot_is_json_and_its_map_decodes():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    data = json.loads(json.dumps(belief.snapshot()))
    assert {one["name"] for one in data["instances"]} == set(belief.instances)
    picture = decode_picture(data["map"]["cells"], tuple(data["map"]["shape"]))
    assert {0, 1, 2, 3} <= set(np.unique(picture).tolist())
    assert len(json.dumps(data)) < 6000


def test_same_observations_give_the_same_belief():
    def run() -> str:
        room, belief = kitchen(), Belief()
        survey(belief, room, 2.5, 1.2)
        return json.dumps(belief.snapshot())

    assert run() == run()


def test_missing_inputs_are_named():
    empty = Observation(rgb=np.zeros((8, 8, 3), np.uint8), pose=Pose(0, 0, 0, 0))
    with pytest.raises(InvalidInputError, match=r"observation\.instances"):
        Belief().update(empty)
    with pytest.raises(InvalidInputError, match=r"observation\.pose"):
        Belief().update(Observation(rgb=empty.rgb))
    with pytest.raises(InvalidInputError, match="pose_source"):
        Belief(pose_source="gps")


def test_what_is_too_small_to_make_out_is_not_missing():
    room, belief = kitchen(), Belief()
    room.size = 300
    room.things["key"] = standing("KeyChain", (2.6, 0.75, 2.1), (0.12, 0.006, 0.06))
    look(belief, room, Pose(2.6, 1.5, 0.0, 30.0))
    assert "keychain_1" in belief.instances
    room.things["key"] = None
    for _ in range(4):
        look(belief, room, Pose(2.6, 0.3, 0.0, 30.0))
    assert not belief.instances["keychain_1"].missing
    for _ in range(2):
        look(belief, room, Pose(2.6, 1.5, 0.0, 30.0))
    assert belief.instances["keychain_1"].missing
