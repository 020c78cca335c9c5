"""ALFRED's goal conditions on worlds written down by hand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from envs.alfred.goals import check
from envs.alfred.trajectory import Target
from envs.ontology import BY_NAME, State
from envs.teach.checker import GoalReport, WorldFacts
from envs.thor.state import HELD

Thing = tuple[str, int, int]  # type, parent, state


def world(*things: Thing) -> WorldFacts:
    return WorldFacts(
        type=np.array([BY_NAME[kind].index for kind, _, _ in things], np.int32),
        present=np.ones(len(things), np.int32),
        parent=np.array([parent for _, parent, _ in things], np.int32),
        state=np.array([int(state) for _, _, state in things], np.int32),
    )


def report(target: Target, *things: Thing, seen: Mapping[int, bool] | None = None) -> GoalReport:
    return check(target, world(*things), lambda slot: (seen or {}).get(slot, False))


def test_simple_placing_counts_what_is_in_something_on_it() -> None:
    target = Target("pick_and_place_simple", "Fork", receptacle="DiningTable")
    table, bowl = ("DiningTable", -1, 0), ("Bowl", 0, 0)
    assert report(target, table, bowl, ("Fork", 1, 0)).success
    assert not report(target, table, bowl, ("Fork", -1, 0)).success
    assert not report(target, table, bowl, ("Spoon", 0, 0)).success


def test_a_slice_is_needed_where_one_is_meant() -> None:
    target = Target("pick_and_place_simple", "Bread", sliced=True, receptacle="Fridge")
    fridge = ("Fridge", -1, 0)
    whole = report(target, fridge, ("Bread", 0, 0))
    assert (whole.success, whole.met, whole.total) == (False, 0, 2)
    cut = report(target, fridge, ("BreadSliced", -1, 0))
    assert (cut.success, cut.met, cut.total) == (False, 1, 2)
    assert report(target, fridge, ("BreadSliced", 0, 0)).success


def test_two_have_to_be_in_the_same_place() -> None:
    target = Target("pick_two_obj_and_place", "Mug", receptacle="Shelf")
    shelves = (("Shelf", -1, 0), ("Shelf", -1, 0))
    apart = report(target, *shelves, ("Mug", 0, 0), ("Mug", 1, 0))
    assert (apart.success, apart.met, apart.total) == (False, 1, 2)
    assert report(target, *shelves, ("Mug", 1, 0), ("Mug", 1, 0)).success


@pytest.mark.parametrize(
    ("task_type", "state", "other"),
    [
        ("pick_clean_then_place_in_recep", State.WASHED, State.HEATED),
        ("pick_heat_then_place_in_recep", State.HEATED, State.CHILLED),
        ("pick_cool_then_place_in_recep", State.CHILLED, State.WASHED),
    ],
)
def test_what_was_done_to_it_has_to_be_done_to_the_one_in_place(
    task_type: str, state: State, other: State
) -> None:
    target = Target(task_type, "Apple", receptacle="CounterTop")
    top = ("CounterTop", -1, 0)
    assert report(target, top, ("Apple", 0, state | State.COOKED)).success
    assert report(target, top, ("Apple", 0, other)).met == 1
    two = report(target, top, ("Apple", 0, 0), ("Apple", -1, state))
    assert (two.success, two.met, two.total) == (False, 2, 3)


def test_the_lamp_has_to_be_on_and_in_sight_with_the_thing_in_hand() -> None:
    target = Target("look_at_obj_in_light", "Book", lamp="DeskLamp")
    lamp, book = ("DeskLamp", -1, State.TOGGLED), ("Book", HELD, 0)
    assert report(target, lamp, book, seen={0: True}).success
    assert report(target, lamp, book, seen={0: False}).met == 1
    assert report(target, ("DeskLamp", -1, 0), book, seen={0: True}).met == 1
    assert report(target, lamp, ("Book", -1, 0), seen={0: True}).met == 1


def test_the_movable_receptacle_has_to_be_in_place_with_the_thing_in_it() -> None:
    target = Target(
        "pick_and_place_with_movable_recep", "Spoon", receptacle="Fridge", movable="Mug"
    )
    fridge = ("Fridge", -1, 0)
    assert report(target, fridge, ("Mug", 0, 0), ("Spoon", 1, 0)).success
    wrong = report(target, fridge, ("Mug", 0, 0), ("Mug", -1, 0), ("Spoon", 2, 0))
    assert (wrong.success, wrong.met, wrong.total) == (False, 2, 3)


def test_nothing_of_a_type_is_no_success() -> None:
    for task_type in ("pick_and_place_simple", "pick_two_obj_and_place"):
        assert not report(Target(task_type, "Mug", receptacle="Safe"), ("Fork", -1, 0)).success
