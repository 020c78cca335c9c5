"""Things that may be what is looked for."""

import pytest

from envs.interface import Pose
from perception.belief import Belief
from perception.fusion import UNNAMED
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import BoxRoom, standing, table

FAR = Pose(2.5, 0.5, 0.0, 30.0)
NEAR = Pose(2.5, 1.75, 0.0, 30.0)
LIKE_A_CUP = (("Cup", 0.6), ("Mug", 0.3))
LIKE_ANYTHING = (("Lettuce", 0.3), ("DishSponge", 0.28), ("Mug", 0.25))


def kitchen() -> BoxRoom:
    room = BoxRoom()
    room.things = {
        "table": table("DiningTable", (2.0, 0.0, 2.4), (3.2, 0.75, 3.3)),
        "mug": standing("Mug", (2.5, 0.75, 2.6), (0.09, 0.1, 0.09)),
    }
    return room


def believing(eyes: AnonymousEyes, *poses: Pose) -> Belief:
    room = kitchen()
    belief = Belief(segmentation=eyes, depth=eyes, states=eyes)
    for pose in poses:
        belief.update(room.observe(pose))
    return belief


def test_what_is_taken_for_another_thing_is_suspected_as_far_as_it_looks_like_it():
    belief = believing(AnonymousEyes(called={"Mug": LIKE_A_CUP}), FAR, NEAR)
    (one,) = belief.suspects({"Mug"})
    assert one.kind == "Mug" and 0.03 < one.chance < 0.4
    assert one.position == pytest.approx((2.5, 2.6), abs=0.1)
    assert belief.suspects({"Cup"}) == ()  # it is taken for one already
    assert belief.suspects({"Bread"}) == ()
    assert belief.suspects(()) == ()


def test_what_was_seen_from_near_is_told_apart():
    eyes = AnonymousEyes(called={"Mug": LIKE_A_CUP})
    assert [one.looked_at for one in believing(eyes, FAR).suspects({"Mug"})] == [False]
    assert [one.looked_at for one in believing(eyes, FAR, NEAR).suspects({"Mug"})] == [True]


def test_what_was_believed_to_be_one_and_looked_otherwise_is_known():
    eyes = AnonymousEyes(called={"Mug": (("Mug", 0.6), ("Cup", 0.4))})
    belief, room = believing(eyes, NEAR), kitchen()
    (mug,) = belief.present("Mug")
    assert [one.been for one in belief.suspects({"Cup"})] == [False]
    eyes.called = {"Mug": (("Cup", 0.7), ("Mug", 0.3))}
    for x, z in ((2.0, 2.0), (3.0, 2.0), (2.5, 1.5)):
        belief.update(room.observe(Pose(x, z, 0.0, 30.0)))
    assert belief.instances[mug.name].object_class == "Cup"
    assert [one.been for one in belief.suspects({"Mug"})] == [True]


def test_eyes_that_do_not_err_leave_no_doubt():
    belief = Belief()
    belief.update(kitchen().observe(FAR))
    assert belief.present("Mug")
    assert belief.suspects({"Mug", "Cup"}) == ()


def test_a_thing_that_nothing_is_believed_of_becomes_what_it_is_taken_for():
    belief = believing(AnonymousEyes(called={"Mug": LIKE_ANYTHING}), FAR, NEAR)
    assert [one.object_class for one in belief.present()] == ["DiningTable"]
    (one,) = belief.suspects({"Mug", "Cup"})
    name = belief.take_for(one)
    thing = belief.instances[name]
    assert thing.object_class == "Mug" and 0.4 < thing.confidence < 0.9
    assert thing.position[0] == pytest.approx(2.5, abs=0.1)
    assert belief.suspects({"Mug"}) == ()


def test_what_it_is_taken_for_gives_way_to_what_it_shows():
    eyes = AnonymousEyes(called={"Mug": LIKE_A_CUP})
    belief = believing(eyes, FAR)
    (one,) = belief.suspects({"Mug"})
    name = belief.take_for(one)
    assert belief.instances[name].object_class == "Mug"
    eyes.called["Mug"] = (("Cup", 0.98), ("Mug", UNNAMED))
    room = BoxRoom()
    room.things = {"mug": standing("Mug", (2.5, 0.75, 2.6), (0.09, 0.1, 0.09))}
    for pose in (NEAR, Pose(2.0, 1.75, 30.0, 30.0), Pose(3.0, 1.75, -30.0, 30.0)):
        belief.update(room.observe(pose))
    assert belief.instances[name].object_class == "Cup"


def test_a_speck_from_near_is_nothing_to_look_at():
    eyes = AnonymousEyes(called={"Mug": LIKE_ANYTHING})
    room, belief = kitchen(), Belief(segmentation=eyes, depth=eyes, states=eyes)
    room.things["mug"] = standing("Mug", (2.5, 0.75, 2.6), (0.02, 0.02, 0.02))
    belief.update(room.observe(NEAR))
    assert any(0 < track.largest < 24 for track in belief._tracker.tentative())
    assert belief.suspects({"Mug"}) == ()
