"""Which things are meant: near, inside, other, and how they stay so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planning.language.goal_language import Reference, Thing
from planning.planner import Planner
from planning.references import pin
from planning.state import Thing as Known
from tests.planning.small_house import around, goal, house, reach


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner()


@pytest.mark.parametrize(
    ("which", "meant"),
    [
        (Reference(inside="Desk"), "mug_2"),
        (Reference(inside="CoffeeTable"), "mug_1"),
        (Reference(near="Sink"), "mug_3"),
        (Reference(near="Box"), "mug_2"),
        (Reference(near="Faucet", inside="CounterTop"), "mug_3"),
    ],
)
def test_the_one_that_is_meant_is_taken(planner: Planner, which: Reference, meant: str) -> None:
    wanted = pin(goal(Thing(kind="Mug", which=which, states=("held",))), house())
    assert reach(planner, house(), wanted).held == meant


def test_a_pinned_thing_stays_the_one_that_is_meant(planner: Planner) -> None:
    wanted = goal(
        Thing(
            kind="SinkBasin",
            contents=(Thing(kind="Mug", which=Reference(inside="CoffeeTable")),),
        )
    )
    state = house()
    pinned = pin(wanted, state)
    moved = tuple(
        replace(thing, parent="counter_1", position=(1.5, 0.0)) if thing.name == "mug_1" else thing
        for thing in state.things
    )
    swapped = replace(state, things=moved)
    # Another mug stands on the table now; the one that was meant is on the counter.
    swapped = replace(
        swapped,
        things=tuple(
            replace(t, parent="coffeetable_1", position=(6.0, 4.0)) if t.name == "mug_3" else t
            for t in swapped.things
        ),
    )
    done = reach(planner, swapped, pin(pinned, swapped))
    assert around(done, "mug_1") == "sinkbasin_1"
    assert around(done, "mug_3") == "coffeetable_1"


def test_all_that_were_meant_are_moved_and_no_others(planner: Planner) -> None:
    wanted = goal(
        Thing(
            kind="Box",
            contents=(Thing(kind="Apple", count="all", which=Reference(inside="CoffeeTable")),),
        )
    )
    done = reach(planner, house(), pin(wanted, house()))
    assert around(done, "apple_1") == "box_1"
    assert around(done, "apple_2") == "counter_1"


def test_all_that_are_meant_grow_as_more_are_seen() -> None:
    wanted = goal(Thing(kind="Apple", count="all", which=Reference(inside="CoffeeTable"),
                        states=("washed",)))  # fmt: skip
    first = pin(wanted, house())
    more = house(Known("apple_3", "Apple", parent="coffeetable_1", position=(6.0, 4.0)))
    which = pin(first, more).components[0].which
    assert which is not None and which.pinned == ("apple_1", "apple_3")


def test_the_other_one_is_none_that_was_dealt_with(planner: Planner) -> None:
    wanted = goal(Thing(kind="Apple", which=Reference(other=True), states=("held",)))
    for first, second in (("apple_1", "apple_2"), ("apple_2", "apple_1")):
        pinned = pin(wanted, house(), used=[first, "mug_1"])
        assert reach(planner, house(), pinned).held == second


def test_what_is_meant_but_not_seen_yet_is_looked_for(planner: Planner) -> None:
    state = house(explored=0.4)
    wanted = pin(
        goal(Thing(kind="Bottle", which=Reference(inside="Fridge"), states=("held",))), state
    )
    result = planner.plan(state, wanted)
    assert result.solved
    assert [dict(result.imagined)[s.target] for s in result.steps if s.skill == "search"] == [
        "Bottle"
    ]


def test_a_slip_of_the_tongue_is_forgiven_once_the_house_is_known(planner: Planner) -> None:
    wanted = goal(Thing(kind="Bottle", which=Reference(near="Box"), states=("held",)))
    result = planner.plan(house(), wanted)
    assert result.solved and not [step for step in result.steps if step.skill == "search"]
    assert any("bottle" in text for text in result.assumes)


def test_slices_of_the_one_that_is_meant(planner: Planner) -> None:
    slices = Thing(kind="AppleSliced", count=2, which=Reference(inside="CoffeeTable"))
    wanted = pin(goal(Thing(kind="Desk", contents=(slices,))), house())
    done = reach(planner, house(), wanted)
    names = {thing.name for thing in done.things}
    assert "apple_1" not in names and "apple_2" in names
    assert reach(planner, done, pin(wanted, done))


def test_things_asked_for_twice_in_the_same_words_are_two(planner: Planner) -> None:
    forks = [
        Known(f"fork_{n}", "Fork", parent="counter_1", position=(2.0 + n / 10, 0.0))
        for n in range(3)
    ]
    fork = Thing(kind="Fork", which=Reference(near="Sink"))
    wanted = pin(goal(Thing(kind="Mug", count=2, contents=(fork,))), house(*forks))
    done = reach(planner, house(*forks), wanted)
    places = {around(done, name) for name in ("fork_1", "fork_2")}  # the nearest two
    assert len(places) == 2 and places <= {"mug_1", "mug_2", "mug_3"}
    assert around(done, "fork_0") == "counter_1"
