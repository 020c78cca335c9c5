"""ALFRED's seven task types: goals that plans reach, by rules that are not the domain's."""

from __future__ import annotations

from typing import Any

import pytest

from envs.interface import InvalidInputError
from planning.alfred_goals import TASK_TYPES, goal_from_alfred
from planning.planner import Planner
from planning.state import Thing
from tests.planning.test_planner import carry_out, kitchen

CASES: list[tuple[str, dict[str, Any]]] = [
    ("pick_and_place_simple", {"object_target": "Mug", "parent_target": "Microwave"}),
    ("pick_two_obj_and_place", {"object_target": "Fork", "parent_target": "DiningTable"}),
    ("look_at_obj_in_light", {"object_target": "Mug", "toggle_target": "DeskLamp"}),
    ("pick_clean_then_place_in_recep", {"object_target": "Fork", "parent_target": "CounterTop"}),
    ("pick_heat_then_place_in_recep", {"object_target": "Apple", "parent_target": "DiningTable"}),
    ("pick_heat_then_place_in_recep", {"object_target": "Mug", "parent_target": "CoffeeMachine"}),
    ("pick_cool_then_place_in_recep", {"object_target": "Potato", "parent_target": "Microwave"}),
    (
        "pick_cool_then_place_in_recep",
        {"object_target": "Bread", "object_sliced": True, "parent_target": "DiningTable"},
    ),
    (
        "pick_and_place_with_movable_recep",
        {"object_target": "Fork", "mrecep_target": "Mug", "parent_target": "Fridge"},
    ),
]
MORE = {
    "floorlamp_1": Thing("floorlamp_1", "FloorLamp", position=(3.0, 4.4)),
    "desklamp_1": Thing("desklamp_1", "DeskLamp", position=(3.4, 4.2)),
    "fork_1": Thing("fork_1", "Fork", parent="counter_1", position=(1.4, 0.0)),
    "fork_2": Thing("fork_2", "Fork", parent="counter_2", position=(4.1, 0.0)),
    "apple_1": Thing("apple_1", "Apple", parent="fridge_1", position=(5.0, 2.0)),
}


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner()


@pytest.mark.parametrize(("task_type", "params"), CASES)
def test_plans_reach_goals_of_every_task_type(
    planner: Planner, task_type: str, params: dict[str, Any]
) -> None:
    goal, state = goal_from_alfred(task_type, params, "do it"), kitchen(**MORE)
    result = planner.plan(state, goal)
    assert result.solved, result.message
    house = carry_out(state, result)
    assert house.satisfies(goal)
    if task_type == "look_at_obj_in_light":
        assert house.held == "mug_1"
        assert result.steps[-1].target == "desklamp_1"


def test_cases_cover_all_task_types() -> None:
    assert {task_type for task_type, _ in CASES} == set(TASK_TYPES)


@pytest.mark.parametrize(
    ("task_type", "params", "field"),
    [
        ("pick_and_eat", {}, "task_type"),
        ("pick_and_place_simple", {"object_target": "Unicorn"}, "object_target"),
        ("pick_and_place_simple", {"object_target": "Mug", "parent_target": ""}, "parent_target"),
        ("look_at_obj_in_light", {"object_target": "Mug", "toggle_target": 3}, "toggle_target"),
        ("pick_and_place_simple", {"object_target": "Mug", "object_sliced": True}, "object_sliced"),
    ],
)
def test_bad_parameters_are_named(task_type: str, params: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError, match=field):
        goal_from_alfred(task_type, params)
