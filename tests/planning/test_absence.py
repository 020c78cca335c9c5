"""What there is to be none of, planned for and carried out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planning.language.goal_language import Thing
from planning.planner import Planner
from planning.state import Thing as Known
from tests.planning.small_house import around, goal, house, reach


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner()


def test_everything_is_taken_off_a_table(planner: Planner) -> None:
    spoon = Known("spoon_1", "Spoon", parent="mug_1", position=(6.1, 4.0))
    wanted = goal(Thing(kind="CoffeeTable", contents=(Thing(kind="Anything", count=0),)))
    done = reach(planner, house(spoon), wanted)
    left = {t.name: t.parent for t in done.things if t.parent == "coffeetable_1"}
    assert not left and done.held is None
    assert around(done, "spoon_1") == "mug_1"  # it went with what it is in


def test_only_the_kind_that_is_not_wanted_is_taken_off(planner: Planner) -> None:
    wanted = goal(Thing(kind="CoffeeTable", contents=(Thing(kind="Mug", count=0),)))
    done = reach(planner, house(), wanted)
    assert around(done, "mug_1") != "coffeetable_1"
    assert around(done, "apple_1") == "coffeetable_1"


def test_what_is_taken_off_one_table_does_not_go_to_the_next(planner: Planner) -> None:
    other = Known("coffeetable_2", "CoffeeTable", position=(6.5, 5.0))
    wanted = goal(Thing(kind="CoffeeTable", contents=(Thing(kind="Anything", count=0),)))
    done = reach(planner, house(other), wanted)
    assert not [t for t in done.things if t.parent in ("coffeetable_1", "coffeetable_2")]


def test_no_dirty_mug_is_left(planner: Planner) -> None:
    dirty = [
        replace(thing, states=frozenset({"isDirty"}))
        for thing in house().things
        if thing.name in ("mug_1", "mug_2")
    ]
    done = reach(planner, house(*dirty), goal(Thing(kind="Mug", count=0, states=("dirty",))))
    assert not [t for t in done.things if t.object_class == "Mug" and "isDirty" in t.states]


def test_a_table_that_was_never_seen_is_looked_for_before_it_is_empty(planner: Planner) -> None:
    wanted = goal(Thing(kind="DiningTable", contents=(Thing(kind="Anything", count=0),)))
    result = planner.plan(house(explored=0.4), wanted)
    assert [dict(result.imagined)[s.target] for s in result.steps if s.skill == "search"] == [
        "DiningTable"
    ]


def test_what_leaves_a_sink_does_not_end_in_its_basin(planner: Planner) -> None:
    sink = Known("sink_1", "Sink", position=(2.5, 0.0))
    basin = Known("sinkbasin_1", "SinkBasin", parent="sink_1", position=(2.5, 0.0))
    cup = Known("cup_1", "Cup", parent="sink_1", position=(2.5, 0.0))
    pan = Known("pan_1", "Pan", parent="sink_1", position=(2.5, 0.0))
    no_cup = Thing(kind="Sink", contents=(Thing(kind="Cup", count=0), Thing(kind="Pan")))
    wanted = goal(no_cup, Thing(kind="Cup", states=("washed",)))  # under the basin's water
    done = reach(planner, house(sink, basin, cup, pan), wanted)
    assert around(done, "cup_1") not in ("sink_1", "sinkbasin_1", None)
