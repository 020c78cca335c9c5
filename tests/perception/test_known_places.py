"""What the agent cut or put down, and takes for a part of what it lies on."""

from __future__ import annotations

import numpy as np
import pytest

from envs.interface import Action, ActionName
from perception.belief import Belief
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import standing
from tests.perception.test_tracking import (
    AROUND,
    FRONT,
    IN_HAND,
    believing,
    kitchen,
    look,
    nearest,
)

CUT = Action(ActionName.SLICE, (0.5, 0.5))


def sliced(eyes: AnonymousEyes) -> Belief:
    """A belief that saw a loaf, cut it, and looked at what came of it."""
    room, belief = kitchen(), believing(eyes)
    room.things["bread"] = standing("Bread", (2.5, 0.75, 2.2), (0.3, 0.12, 0.1))
    for pose in AROUND:
        look(belief, room, pose)
    (bread,) = belief.present("Bread")
    del room.things["bread"]
    for index in range(6):
        place = (2.375 + 0.05 * index, 0.75, 2.2)
        room.things[f"slice {index}"] = standing("BreadSliced", place, (0.02, 0.08, 0.1))
    look(belief, room, AROUND[-1], CUT, bread.name)
    for pose in AROUND:
        look(belief, room, pose)
    return belief


@pytest.mark.parametrize("called", ["DiningTable", "Bread"])
def test_slices_that_are_taken_for_the_table_or_a_loaf_are_found_where_the_loaf_was(called: str):
    belief = sliced(AnonymousEyes(called={"BreadSliced": ((called, 0.9),)}))
    slices = belief.present("BreadSliced")
    assert len(slices) == 6 and not belief.present("Bread")
    middles = np.sort([one.position[0] for one in slices])
    assert np.abs(middles - (2.375 + 0.05 * np.arange(6))).max() < 0.03


def test_slices_that_are_seen_as_such_are_not_counted_twice():
    assert len(sliced(AnonymousEyes()).present("BreadSliced")) == 6


def test_what_is_put_where_something_was_cut_is_not_a_slice():
    room, belief = kitchen(), believing(AnonymousEyes())
    room.things["bread"] = standing("Bread", (2.5, 0.75, 2.2), (0.3, 0.12, 0.1))
    for pose in AROUND:
        look(belief, room, pose)
    (bread,) = belief.present("Bread")
    del room.things["bread"]
    look(belief, room, AROUND[-1], CUT, bread.name)
    room.things["cup"] = standing("Cup", (2.5, 0.75, 2.2), (0.08, 0.1, 0.08))
    for pose in AROUND:
        look(belief, room, pose)
    assert belief.present("Cup")
    assert not belief.present("BreadSliced")


def put_down(called: str, *before: tuple[str, float]) -> tuple[Belief, str, float]:
    """A belief that put a mug on the table, where it is taken for something else, as it may have
    been before; its name, and how sure it was before."""
    room, eyes = kitchen(), AnonymousEyes(called={"Mug": before} if before else {})
    belief = believing(eyes)
    for pose in AROUND:
        look(belief, room, pose)
    mug = nearest(belief, "Mug", (2.3, 0.8, 2.2))
    look(belief, room, FRONT)
    sure = belief.instances[mug].confidence
    room.things["mug"] = IN_HAND
    look(belief, room, FRONT, Action(ActionName.PICKUP, (0.5, 0.5)), mug)
    assert belief.held == mug
    eyes.called = {"Mug": ((called, 0.9),)}
    room.things["mug"] = standing("Mug", (2.2, 0.75, 2.5), (0.09, 0.1, 0.09))
    (holder,) = belief.present("DiningTable")
    look(belief, room, FRONT, Action(ActionName.PLACE, (0.6, 0.5)), holder.name)
    for pose in AROUND:
        look(belief, room, pose)
    return belief, mug, sure


def test_what_is_put_down_is_known_though_it_is_taken_for_the_table():
    belief, mug, _ = put_down("DiningTable")
    thing = belief.instances[mug]
    assert thing.object_class == "Mug" and thing.visible and not thing.missing
    assert np.abs(np.array(thing.position) - (2.2, 0.8, 2.5)).max() < 0.04
    assert thing.parent == belief.present("DiningTable")[0].name


def test_what_is_put_down_is_not_what_it_was_taken_for_because_it_was():
    belief, mug, _ = put_down("Bowl", ("Mug", 0.6), ("Bowl", 0.4))
    here = [
        one
        for one in belief.present()
        if np.abs(np.array(one.position) - (2.2, 0.8, 2.5)).max() < 0.06
    ]
    assert [(one.name, one.object_class) for one in here] == [(mug, "Bowl")]


def test_its_place_alone_makes_nobody_surer_of_what_was_put_down():
    belief, mug, before = put_down("DiningTable", ("Mug", 0.6), ("Cup", 0.4))
    thing = belief.instances[mug]
    assert thing.object_class == "Mug" and thing.visible
    assert thing.confidence < before + 0.05
