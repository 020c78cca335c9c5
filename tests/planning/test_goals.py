from __future__ import annotations

import json

import pytest

from envs.interface import InvalidInputError
from planning.goals import Component, Goal, Relation
from planning.pddl_goals import goal_from_pddl
from planning.planner import Planner, evaluate
from planning.state import SymbolicState, Thing
from planning.teach_goals import goal_from_teach

SERVED = {
    "description": "Toast on a plate.",
    "components": [
        {"name": "toast", "count": 2, "types": ["BreadSliced"], "states": {"isCooked": True}},
        {"name": "plate", "count": 1, "types": ["Plate"], "states": {"isDirty": False}},
    ],
    "relations": [{"heads": ["toast"], "tail": "plate", "tail_shared": True}],
}


def changed(path: list[str | int], value: object) -> dict[str, object]:
    copy = json.loads(json.dumps(SERVED))
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return copy


def house(*things: Thing, explored: float = 1.0) -> SymbolicState:
    return SymbolicState(tuple(sorted(things, key=lambda t: t.name)), explored=explored)


def test_teach_mappings_become_goals() -> None:
    goal = goal_from_teach(SERVED)
    assert goal.component("toast").count == 2
    assert goal.relations == (Relation(("toast",), "plate", True),)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (["components", 0, "count"], "two", r"goal\.components\[0\]\.count"),
        (["components", 0, "count"], -1, r"goal\.components\[0\]\.count"),
        (["components", 1, "types"], "Plate", r"goal\.components\[1\]\.types"),
        (["components", 1, "types"], ["Dish"], r"goal\.components\[1\]\.types"),
        (["components", 1, "states"], {"isClean": True}, r"goal\.components\[1\]\.states"),
        (["components", 1, "name"], "toast", r"goal\.components\[[01]\]\.name"),
        (["relations", 0, "tail"], "dish", r"goal\.relations\[0\]"),
        (["relations", 0, "heads"], "toast", r"goal\.relations\[0\]\.heads"),
        (["components"], {}, r"goal\.components"),
    ],
)
def test_bad_mappings_name_the_field(path: list[str | int], value: object, field: str) -> None:
    with pytest.raises(InvalidInputError, match=field):
        goal_from_teach(changed(path, value))


def test_instances_of_different_components_are_disjoint() -> None:
    goal = Goal(
        "two cups",
        (
            Component("clean", 1, ("Cup",), (("isDirty", False),)),
            Component("full", 1, ("Cup",), (("isFilledWithLiquid", True),)),
        ),
    )
    cup = Thing("cup_1", "Cup", frozenset({"isFilledWithLiquid"}), position=(1.0, 1.0))
    dirty = Thing("cup_2", "Cup", frozenset({"isDirty"}), position=(1.0, 1.0))
    assert not all(item.met for item in evaluate(house(cup, dirty), goal))
    clean = Thing("cup_2", "Cup", position=(1.0, 1.0))
    assert all(item.met for item in evaluate(house(cup, clean), goal))


def test_shareable_components_may_share() -> None:
    goal = Goal(
        "a cup",
        (
            Component("clean", 1, ("Cup",), (("isDirty", False),), shareable=True),
            Component("full", 1, ("Cup",), (("isFilledWithLiquid", True),), shareable=True),
        ),
    )
    cup = Thing("cup_1", "Cup", frozenset({"isFilledWithLiquid"}), position=(1.0, 1.0))
    assert all(item.met for item in evaluate(house(cup), goal))


def test_one_tail_for_all_or_any_tail_for_each() -> None:
    table, desk = (
        Thing("diningtable_1", "DiningTable", position=(0.0, 0.0)),
        Thing("desk_1", "Desk", position=(9.0, 0.0)),
    )
    books = (
        Thing("book_1", "Book", parent="diningtable_1", position=(0.0, 0.0)),
        Thing("book_2", "Book", parent="desk_1", position=(9.0, 0.0)),
    )
    parts = (
        Component("book", None, ("Book",)),
        Component("place", 1, ("Desk", "DiningTable"), shareable=True),
    )
    state = house(table, desk, *books)
    planner = Planner()
    anywhere = Goal("books", parts, (Relation(("book",), "place", tail_shared=False),))
    assert planner.plan(state, anywhere).steps == ()
    together = Goal("books", parts, (Relation(("book",), "place", tail_shared=True),))
    steps = planner.plan(state, together).steps
    assert [step.skill for step in steps if step.skill != "go-to"] == ["pick-up", "place"]


def test_receptacles_further_up_count() -> None:
    goal = goal_from_pddl("(in tomatosliced_1 diningtable_1)")
    state = house(
        Thing("diningtable_1", "DiningTable", position=(0.0, 0.0)),
        Thing("plate_1", "Plate", parent="diningtable_1", position=(0.0, 0.0)),
        Thing("tomatosliced_1", "TomatoSliced", parent="plate_1", position=(0.0, 0.0)),
    )
    assert Planner().plan(state, goal).steps == ()


CUPS = (
    Thing("cup_1", "Cup", frozenset({"isDirty"}), "countertop_1", (2.0, 0.0)),
    Thing("cup_2", "Cup", frozenset(), "countertop_1", (2.0, 0.0)),
    Thing("countertop_1", "CounterTop", position=(2.0, 0.0)),
    Thing("desklamp_1", "DeskLamp", position=(4.0, 0.0)),
    Thing("sinkbasin_1", "SinkBasin", position=(3.0, 0.0)),
    Thing("faucet_1", "Faucet", position=(3.0, 0.1), links=("sinkbasin_1",)),
)


@pytest.mark.parametrize(
    ("text", "met", "operators"),
    [
        ("(exists (?c - Cup) (not (isDirty ?c)))", True, 0),
        ("(forall (?c - Drinkware) (not (isDirty ?c)))", False, 3),
        ("(isToggled desklamp_1)", False, 1),
        ("(or (isToggled desklamp_1) (isDirty cup_1))", True, 0),
        ("(:goal (and (holding cup_2) (isToggled desklamp_1)))", False, 2),
        ("(imply (isDirty cup_1) (isToggled desklamp_1))", False, 1),
    ],
)
def test_pddl_conditions_are_goals(text: str, met: bool, operators: int) -> None:
    goal, state = goal_from_pddl(text), house(*CUPS)
    assert all(item.met for item in evaluate(state, goal)) is met
    result = Planner().plan(state, goal)
    assert result.solved
    assert sum(step.skill != "go-to" for step in result.steps) == operators


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(exists (?c - Cup)\n (shiny ?c))", "goal:2: unknown predicate 'shiny'"),
        ("(exists (?c - Goblet) (isDirty ?c))", "goal:1: unknown type 'goblet'"),
        ("(isDirty ?c)", "goal:1: unknown variable"),
        ("(isDirty)", "goal:1: .* takes 1 arguments, got 0"),
        ("(and (isDirty a)", "goal:1: '\\(' is never closed"),
        ("(not (isDirty a) (isDirty b))", "goal:1: .not"),
    ],
)
def test_bad_conditions_name_the_line(text: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        goal_from_pddl(text)
