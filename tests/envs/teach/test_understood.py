"""Goals that came from words, judged on hand-made worlds."""

from __future__ import annotations

from typing import Any

import pytest

from envs.interface import InvalidInputError
from envs.ontology import State
from envs.teach.checker import check
from envs.teach.understood import judge, task_of
from envs.thor.state import HELD
from tests.envs.teach.test_checker import NO, Row, unmet, world


def goal(*components: dict[str, Any], relations: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"description": "", "components": list(components), "relations": list(relations)}


def thing(kind: str, count: int | str = 1, held: bool = False, **states: bool) -> dict[str, Any]:
    one = {"name": kind.lower(), "count": count, "types": [kind], "states": states, "label": kind}
    return {**one, "held": True} if held else one


def inside(head: str, tail: str) -> dict[str, Any]:
    return {"heads": [head.lower()], "tail": tail.lower(), "tail_shared": True}


def test_a_thing_in_hand_is_one_that_is_held() -> None:
    task = task_of(goal(thing("Mug", held=True)))
    assert unmet(check(task, world(("Mug", -1, NO)))) == ["mug: in hand"]
    assert check(task, world(("Mug", -1, NO), ("Mug", HELD, NO))).success
    dirty = task_of(goal(thing("Mug", held=True, isDirty=True)))
    assert not check(dirty, world(("Mug", -1, State.DIRTY), ("Mug", HELD, NO))).success


def test_none_of_a_kind_may_be_left_where_it_is_not_to_be() -> None:
    task = task_of(goal(thing("Mug", 0), thing("Desk"), relations=(inside("Mug", "Desk"),)))
    rows: list[Row] = [("Desk", -1, NO), ("Mug", 0, NO)]
    assert unmet(check(task, world(*rows))) == ["no mug: in or on the same desk"]
    rows[1] = ("Mug", -1, NO)
    assert check(task, world(*rows)).success


def test_none_in_a_state_means_none_anywhere() -> None:
    task = task_of(goal(thing("Mug", 0, isDirty=True)))
    assert unmet(check(task, world(("Mug", -1, State.DIRTY)))) == ["no dirty mug: there"]
    assert check(task, world(("Mug", -1, NO))).success


def test_an_earlier_stage_counts_once_it_held_and_the_last_one_at_the_end() -> None:
    opened = task_of(goal(thing("Fridge", isOpen=True)))
    closed = task_of(goal(thing("Fridge", isOpen=False)))
    is_open, is_closed = world(("Fridge", -1, State.OPEN)), world(("Fridge", -1, NO))
    assert judge([opened, closed], [is_closed, is_open, is_closed]).success
    assert not judge([opened, closed], [is_closed, is_closed]).success
    assert not judge([opened, closed], [is_closed, is_open]).success
    assert not judge([closed, opened, closed], [is_open, is_closed]).success
    assert not judge([], [is_closed]).success


def test_a_task_that_asks_for_nothing_is_never_done() -> None:
    report = check(task_of(goal()), world(("Mug", -1, NO)))
    assert (report.success, report.met, report.total) == (False, 0, 0)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (goal({"name": "mug", "types": ["Mgu"]}), "goal.components[0].types"),
        (goal({"types": ["Mug"]}), "goal.components[0]"),
        (goal({"name": "mug", "types": ["Mug"], "count": -1}), "goal.components[0].count"),
        (goal({"name": "m", "types": ["Mug"], "states": {"x": True}}), "goal.components[0].states"),
        (goal(thing("Mug"), relations=(inside("Mug", "Desk"),)), "goal.relations[0]"),
        ({"components": 3}, "goal.components"),
    ],
)
def test_a_malformed_goal_is_named_by_its_path(document: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        task_of(document)
    assert error.value.field == path


def test_counts_and_places_are_those_of_the_checker() -> None:
    task = task_of(goal(thing("Mug", 2), thing("Desk"), relations=(inside("Mug", "Desk"),)))
    rows: list[Row] = [("Desk", -1, NO), ("Desk", -1, NO), ("Mug", 0, NO), ("Mug", 1, NO)]
    assert not check(task, world(*rows)).success
    rows[3] = ("Mug", 0, NO)
    assert check(task, world(*rows)).success
