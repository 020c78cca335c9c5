"""What the goal language can ask for, planned for and carried out in a small house."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planning.language.goal_language import Reference, Thing
from planning.planner import Planner, evaluate
from planning.references import pin
from planning.state import Thing as Known
from tests.planning.small_house import after, around, goal, house, reach


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner()


def test_a_thing_is_brought_to_hand(planner: Planner) -> None:
    done = reach(planner, house(), goal(Thing(kind="Apple", states=("held",))))
    assert done.held in ("apple_1", "apple_2")


def test_the_hand_is_freed_for_what_is_to_be_held(planner: Planner) -> None:
    full = replace(house(), held="mug_1")
    things = tuple(
        replace(thing, parent=None) if thing.name == "mug_1" else thing for thing in full.things
    )
    state = replace(full, things=things)
    assert not all(met.met for met in evaluate(state, goal(Thing(kind="Apple", states=("held",)))))
    done = reach(planner, state, goal(Thing(kind="Apple", states=("held",))))
    assert around(done, "mug_1") is not None


def test_a_washed_thing_is_brought_to_hand(planner: Planner) -> None:
    done = reach(planner, house(), goal(Thing(kind="Apple", states=("held", "washed"))))
    held = next(thing for thing in done.things if thing.name == done.held)
    assert held.object_class == "Apple" and "wasWashed" in held.states


def test_a_slice_is_brought_to_hand(planner: Planner) -> None:
    done = reach(planner, house(), goal(Thing(kind="Apple", states=("sliced", "held"))))
    held = next(thing for thing in done.things if thing.name == done.held)
    assert held.object_class == "AppleSliced"


def test_all_of_a_kind_are_cut(planner: Planner) -> None:
    wanted = goal(Thing(kind="Apple", count="all", states=("sliced",)))
    done = reach(planner, house(), wanted)
    assert not {"apple_1", "apple_2"} & {thing.name for thing in done.things}


def test_two_that_are_cut_are_two(planner: Planner) -> None:
    done = reach(planner, house(), goal(Thing(kind="Apple", count=2, states=("sliced",))))
    assert not {"apple_1", "apple_2"} & {thing.name for thing in done.things}


def test_every_thing_of_a_kind_gets_its_own_content(planner: Planner) -> None:
    pens = [Known(f"pen_{n}", "Pen", parent="desk_1", position=(0.0, 6.0)) for n in (1, 2, 3)]
    wanted = goal(Thing(kind="Mug", count="all", contents=(Thing(kind="Pen"),)))
    result = planner.plan(house(*pens), wanted)
    assert result.solved
    done = after(house(*pens), result)
    assert {around(done, pen.name) for pen in pens} == {"mug_1", "mug_2", "mug_3"}


def test_two_containers_get_their_contents_each(planner: Planner) -> None:
    pens = [Known(f"pen_{n}", "Pen", parent="desk_1", position=(0.0, 6.0)) for n in (1, 2)]
    wanted = goal(Thing(kind="Mug", count=2, contents=(Thing(kind="Pen"),)))
    done = reach(planner, house(*pens), wanted)
    places = {around(done, pen.name) for pen in pens}
    assert len(places) == 2 and places <= {"mug_1", "mug_2", "mug_3"}


def test_all_things_of_a_table_go_into_the_box(planner: Planner) -> None:
    wanted = goal(
        Thing(
            kind="Box",
            contents=(Thing(kind="Anything", count="all", which=Reference(inside="CoffeeTable")),),
        )
    )
    done = reach(planner, house(), pin(wanted, house()))
    assert {around(done, n) for n in ("mug_1", "bottle_2", "apple_1")} == {"box_1"}
