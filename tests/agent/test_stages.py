"""What of the earlier stages is kept with a later one."""

from __future__ import annotations

from agent.stages import fewer, so_far
from planning.goals import Goal
from planning.language.conversion import goals_of
from planning.language.goal_language import Thing
from tests.agent.scripted import goal, on


def _wanted(*stages: Thing) -> list[tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]]:
    """Types and states of the components of the last of some stages, with what is kept."""
    whole = _last(*stages)
    return [(one.types, one.states) for one in whole.components]


def _last(*stages: Thing) -> Goal:
    goals = goals_of(goal(*stages))
    return so_far(goals, len(goals) - 1)


def test_a_first_stage_is_itself() -> None:
    goals = goals_of(goal(on("Desk", "Mug"), Thing(kind="Mug", states=("clean",))))
    assert so_far(goals, 0) == goals[0]


def test_what_was_done_to_a_thing_is_kept_and_may_be_of_the_same_one() -> None:
    whole = _last(Thing(kind="Apple", states=("washed",)), on("Fridge", "Apple"))
    kept = [one for one in whole.components if one.name.startswith("s1_")]
    assert [one.states for one in kept] == [(("wasWashed", True),)]
    assert kept[0].shareable


def test_what_a_later_stage_contradicts_is_let_go() -> None:
    opened, closed = (Thing(kind="Fridge", states=(word,)) for word in ("open", "closed"))
    assert _wanted(opened, closed) == [(("Fridge",), (("isOpen", False),))]
    assert len(_last(on("Desk", "Mug"), on("Shelf", "Mug")).relations) == 1
    assert len(_last(on("Desk", "Mug"), on("Shelf", "Cup")).relations) == 2
    assert len(_last(on("Desk", "Mug"), Thing(kind="Mug", states=("held",))).relations) == 0


def test_what_is_in_hand_is_not_kept() -> None:
    held = Thing(kind="Mug", states=("held",))
    assert not any(one.held for one in _last(held, on("Desk", "Cup")).components)


def test_the_goal_is_called_by_its_last_stage() -> None:
    goals = goals_of(goal(on("Desk", "Mug"), on("Shelf", "Cup")))
    assert so_far(goals, 1).description == goals[1].description


def test_of_several_things_as_many_are_wanted_first_as_are_known_of() -> None:
    (whole,) = goals_of(goal(Thing(kind="Plate", contents=(Thing(kind="TomatoSliced", count=3),))))
    assert [one.count for one in whole.components if "TomatoSliced" in one.types] == [3]
    lesser = fewer(whole, ["Plate", "TomatoSliced", "TomatoSliced", "Mug"])
    assert lesser is not None and lesser.relations == whole.relations
    assert [one.count for one in lesser.components if "TomatoSliced" in one.types] == [2]
    assert fewer(whole, ["TomatoSliced"] * 3) is None
    assert fewer(whole, ["Plate"]) is None
