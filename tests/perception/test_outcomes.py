"""What comes of an action tells what the things are."""

import pytest

from envs.interface import Action, ActionName
from envs.ontology import Affordance
from perception.belief import Belief
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import cupboard, standing
from tests.perception.test_tracking import (
    AROUND,
    AWAY,
    FRONT,
    believing,
    held_mug,
    kitchen,
    look,
    nearest,
)


def test_a_refused_action_turns_a_wrong_state_over_and_casts_doubt_on_the_thing():
    room = kitchen()
    room.things = {"cupboard": cupboard("Cabinet", (2.0, 0.3, 2.4), (3.0, 1.1, 2.9), is_open=False)}
    belief = believing(AnonymousEyes())
    look(belief, room, FRONT)
    (name,) = [one.name for one in belief.present("Cabinet")]
    assert not belief.instances[name].is_open
    before = belief.instances[name].confidence
    for _ in range(2):
        belief.note_interaction(ActionName.OPEN, name, success=False)
    assert belief.instances[name].is_open
    look(belief, room, FRONT)  # the same look again tells nothing new
    assert belief.instances[name].is_open
    assert belief.instances[name].confidence < before


def test_a_refused_pick_up_makes_the_belief_less_sure_of_the_thing():
    room, belief = kitchen(), believing(AnonymousEyes())
    look(belief, room, FRONT)
    name = nearest(belief, "Mug", (2.3, 0.8, 2.2))
    before = belief.instances[name].confidence
    belief.note_interaction(ActionName.PICKUP, name, success=False)
    look(belief, room, FRONT)
    assert belief.instances[name].confidence < before and belief.held is None


def test_with_exact_eyes_a_refusal_changes_nothing():
    room, belief = kitchen(), Belief()
    look(belief, room, FRONT)
    before = dict(belief.instances)
    belief.note_interaction(ActionName.PICKUP, min(before), success=False)
    assert belief.instances == before and not belief.may_err


def test_places_that_refuse_what_is_held_cast_doubt_on_what_it_is():
    eyes = AnonymousEyes(called={"Mug": (("Egg", 0.6), ("Mug", 0.35))})
    room, belief = kitchen(), believing(eyes)
    room.things["pan"] = standing("Pan", (2.1, 0.75, 2.6), (0.3, 0.05, 0.3))
    look(belief, room, FRONT)
    name = nearest(belief, "Egg", (2.3, 0.8, 2.2))
    belief.note_interaction(ActionName.PICKUP, name, success=True)
    (pan,) = belief.present("Pan")
    for _ in range(3):
        belief.note_interaction(ActionName.PLACE, pan.name, success=False)
    assert belief.instances[name].object_class == "Mug"
    look(belief, room, AWAY)
    assert belief._tracker.tracks[belief.instances[name].identity].object_class == "Mug"


def test_what_was_cut_though_it_looked_like_furniture_falls_into_slices():
    room = kitchen()
    room.things["bread"] = standing("Bread", (2.5, 0.75, 2.2), (0.2, 0.12, 0.1))
    eyes = AnonymousEyes(called={"Bread": (("Fridge", 0.6), ("Bread", 0.4))})
    belief = believing(eyes)
    for pose in AROUND:
        look(belief, room, pose)
    (taken_for,) = belief.present("Fridge")
    del room.things["bread"]
    for place in (2.45, 2.55):
        slice_ = standing("BreadSliced", (place, 0.75, 2.2), (0.02, 0.12, 0.1))
        room.things[f"slice {place}"] = slice_
    cut = Action(ActionName.SLICE, point=(0.5, 0.5))
    look(belief, room, AROUND[-1], cut, taken_for.name)
    assert not belief.present("Fridge")
    assert belief.present("BreadSliced")


def test_who_cannot_cut_doubts_the_knife_and_who_can_is_sure_of_it():
    eyes = AnonymousEyes(called={"Fork": (("Knife", 0.6), ("Fork", 0.4))})
    room, belief = kitchen(), believing(eyes)
    room.things["fork"] = standing("Fork", (2.4, 0.75, 2.5), (0.03, 0.02, 0.2))
    room.things["bread"] = standing("Bread", (2.0, 0.75, 2.5), (0.2, 0.12, 0.1))
    for pose in AROUND:
        look(belief, room, pose)
    (knife,), (bread,) = belief.present("Knife"), belief.present("Bread")
    belief.note_interaction(ActionName.PICKUP, knife.name, success=True)
    sure = belief.instances[bread.name].confidence
    for _ in range(2):
        belief.note_interaction(ActionName.SLICE, bread.name, success=False)
    assert belief.instances[knife.name].object_class == "Fork"
    assert belief.instances[bread.name].object_class == "Bread"
    assert belief.instances[bread.name].confidence > 0.5 * sure
    belief.note_interaction(ActionName.SLICE, bread.name, success=True)
    assert belief.instances[knife.name].object_class == "Knife"


def test_what_is_held_stays_something_that_can_be_held_whatever_is_refused():
    room, belief = kitchen(), believing(AnonymousEyes())
    name = held_mug(room, belief)
    for place in belief.present("DiningTable", "Plate"):
        for _ in range(6):
            belief.note_interaction(ActionName.PLACE, place.name, success=False)
            belief.note_interaction(ActionName.SLICE, place.name, success=False)
    assert belief.held == name and belief.instances[name].can(Affordance.PICKUPABLE)
    assert all(belief.instances[one.name].present for one in belief.present("DiningTable"))


def test_what_cannot_be_picked_up_may_be_part_of_the_furniture():
    eyes = AnonymousEyes(called={"StoveBurner": (("Pot", 0.5), ("StoveBurner", 0.45))})
    room, belief = kitchen(), believing(eyes)
    room.things["burner"] = standing("StoveBurner", (2.3, 0.75, 2.4), (0.2, 0.02, 0.2))
    for pose in AROUND[:2]:
        look(belief, room, pose)
    (pot,) = belief.present("Pot")
    belief.note_interaction(ActionName.PICKUP, pot.name, success=False)
    assert belief.instances[pot.name].object_class == "StoveBurner"


def test_what_turned_out_to_be_something_else_in_the_hand_is_not_taken_for_it_again():
    like_a_knife, clear = (("Knife", 0.7), ("Cloth", 0.05)), (("Cloth", 0.9),)
    eyes = AnonymousEyes(called={"Cloth": like_a_knife})
    room, belief = kitchen(), believing(eyes)
    room.things["cloth"] = standing("Cloth", (2.3, 0.75, 2.5), (0.1, 0.03, 0.1))
    look(belief, room, FRONT)
    (knife,) = belief.present("Knife")
    taken = Action(ActionName.PICKUP, belief.view.best_point(knife.name))
    room.things["cloth"] = standing("Cloth", (2.5, 1.25, 1.6), (0.1, 0.03, 0.1))
    eyes.called["Cloth"] = clear
    look(belief, room, FRONT, taken, knife.name)
    assert belief.instances[knife.name].object_class == "Cloth"
    (table,) = belief.present("DiningTable")
    foot = (2.7, 0.75, 2.4)
    point = belief.view.image_point(foot, reach=3.0)
    room.things["cloth"] = standing("Cloth", foot, (0.1, 0.03, 0.1))
    eyes.called["Cloth"] = like_a_knife
    look(belief, room, FRONT, Action(ActionName.PLACE, point), table.name)
    for pose in AROUND:
        look(belief, room, pose)
    assert not belief.present("Knife")
    assert belief.instances[knife.name].object_class == "Cloth"
    assert belief.instances[knife.name].position == pytest.approx((2.7, 0.765, 2.4), abs=0.05)
