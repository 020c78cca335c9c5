"""Annotators' words, in both layouts of the data."""

from __future__ import annotations

import pytest

from envs.alfred.annotations import Annotation, HighAction, annotations_of, chosen, high_plan_of
from envs.interface import InvalidInputError

WORDS = [
    {"task_desc": " put  it back\n", "high_descs": ["go there", " ", "put it down"], "votes": [1]},
    {"task_desc": "", "high_descs": ["nobody said what for"]},
    {"task_desc": "return it"},
]
ACTIONS = [{"action": "GotoLocation", "args": ["desk"]}, {"action": "NoOp", "args": []}]
LINE = {"task_id": "t", "annotations": WORDS, "high_pddl": ACTIONS}
OWN = {
    "task_id": "t",
    "turk_annotations": {"anns": WORDS},
    "plan": {"high_pddl": [{"discrete_action": one, "planner_action": {}} for one in ACTIONS]},
}


@pytest.mark.parametrize("document", [LINE, OWN])
def test_both_layouts_say_the_same(document: dict[str, object]) -> None:
    assert annotations_of(document, "here") == (
        Annotation("put it back", ("go there", "put it down")),
        Annotation("return it"),
    )
    assert high_plan_of(document, "here") == (
        HighAction("GotoLocation", ("desk",)),
        HighAction("NoOp"),
    )


def test_one_is_chosen_by_the_seed_and_the_trajectory() -> None:
    said = annotations_of(LINE, "here")
    assert chosen((), 0, "t") is None
    assert chosen(said, 3, "t") == chosen(said, 3, "t")
    assert {chosen(said, 0, f"t{number}") for number in range(20)} == set(said)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"annotations": [{"task_desc": 3}]}, "here.annotations.0.task_desc"),
        ({"turk_annotations": {"anns": 1}}, "here.turk_annotations.anns"),
    ],
)
def test_what_is_no_annotation_is_named(document: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        annotations_of(document, "here")
    assert error.value.field == path
