"""Words and a picture become a goal over what is in the picture, in frames of generated houses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from agent.grounding import Grounded, Verdict, ground_in, look
from agent.grounding.ground import Sight
from agent.overrides import load_config
from benchmarks.grounding import run
from benchmarks.grounding_cases import cases
from benchmarks.grounding_scenes import Truth, View, views
from envs.interface import InvalidInputError
from envs.ontology import Affordance
from planning.language.embedded.provider import EmbeddedProvider
from planning.language.provider import Answer, Outcome, Request
from planning.language.wording import spoken
from planning.pddl import household_text
from planning.pddl_check import check_pddl


@pytest.fixture(scope="module")
def provider() -> EmbeddedProvider:
    return EmbeddedProvider.load()


@pytest.fixture(scope="module")
def seen() -> list[tuple[View, Sight]]:
    """Frames of houses that are none of training's, with what a belief makes of each."""
    houses = [f"generated:{number}" for number in range(10_100, 10_106)]
    return [
        (view, look(view.frame.observation(), held=view.frame.held or None))
        for view in views(houses, 24, 3, 300, 300)
    ]


def name_of(sight: Sight, thing: Truth) -> str:
    assert sight.belief.view is not None
    names = sight.belief.view.identities
    return next(name for name, identity in names.items() if identity == thing.identity)


def alike(view: View, kind: str) -> list[Truth]:
    return [one for one in view.things if one.kind == kind]


def pairs(seen: Sequence[tuple[View, Sight]]) -> list[tuple[View, Sight, list[Truth]]]:
    """Frames with two drawers or cabinets apart, both closed."""
    found = []
    for view, sight in seen:
        for kind in ("Drawer", "Cabinet"):
            some = sorted(alike(view, kind), key=lambda one: one.across)
            if len(some) < 2 or min(one.pixels for one in some) <= 100:
                continue
            gaps = some[1].across - some[0].across, some[-1].across - some[-2].across
            if min(gaps) > 0.1 and all("isOpen" not in one.states for one in some):
                found.append((view, sight, some))
    return found


def test_sides_choose_among_like_things(
    seen: list[tuple[View, Sight]], provider: EmbeddedProvider
) -> None:
    found = pairs(seen)
    assert found
    for _, sight, some in found:
        for side, thing in (("left", some[0]), ("right", some[-1])):
            text = f"Open the {spoken(thing.kind)} on the {side}."
            grounded = ground_in(sight, text, provider)
            assert grounded.verdict is Verdict.GOAL, (text, grounded.text)
            assert grounded.goal == f"(isOpen {name_of(sight, thing)})"


def test_like_things_that_nothing_tells_apart_are_asked_about(
    seen: list[tuple[View, Sight]], provider: EmbeddedProvider
) -> None:
    for _, sight, some in pairs(seen):
        near = abs(some[0].distance - some[1].distance) < 0.3
        if len(some) == 2 and near and 0.5 < some[0].pixels / some[1].pixels < 2.0:
            grounded = ground_in(sight, f"Open the {spoken(some[0].kind)}.", provider)
            assert grounded.verdict is Verdict.ASK
            assert grounded.question is not None
            assert "left" in grounded.question.text
            assert "right" in grounded.question.text


def test_what_is_not_in_view_is_no_goal(
    seen: list[tuple[View, Sight]], provider: EmbeddedProvider
) -> None:
    for view, sight in seen[:8]:
        if alike(view, "TeddyBear"):
            continue
        grounded = ground_in(sight, "Bring me the teddy bear.", provider)
        assert grounded.verdict is Verdict.NOT_IN_VIEW
        assert not grounded.literals
        assert not grounded.problem
        assert "teddy bear" in grounded.text


def test_what_is_not_as_it_was_said_to_be_is_not_meant(
    seen: list[tuple[View, Sight]], provider: EmbeddedProvider
) -> None:
    tried = 0
    for view, sight in seen:
        for kind in ("Drawer", "Cabinet"):
            if not alike(view, kind) or alike(view, "Television"):
                continue
            tried += 1
            by = f"Open the {spoken(kind)} next to the television."
            assert ground_in(sight, by, provider).verdict is not Verdict.GOAL
            if all("isOpen" not in one.states for one in alike(view, kind)):
                text = f"Close the {spoken(kind)} that is open."
                assert ground_in(sight, text, provider).verdict is not Verdict.GOAL
    assert tried


def test_pointing_is_resolved_by_what_can_be_done(
    seen: list[tuple[View, Sight]], provider: EmbeddedProvider
) -> None:
    tried = 0
    for view, sight in seen:
        shut = [one for one in view.things
                if one.can(Affordance.OPENABLE) and "isOpen" in one.states]  # fmt: skip
        if len(shut) != 1 or shut[0].pixels < 150:
            continue
        tried += 1
        grounded = ground_in(sight, "Close it.", provider)
        assert grounded.verdict is Verdict.GOAL
        assert grounded.goal == f"(not (isOpen {name_of(sight, shut[0])}))"
    assert tried


def a_goal(seen: Sequence[tuple[View, Sight]], provider: EmbeddedProvider) -> tuple[View, Grounded]:
    for view, sight in seen:
        for case in cases(view, Random(1)):
            if case.kind == "explicit":
                grounded = ground_in(sight, case.text, provider)
                if grounded.verdict is Verdict.GOAL:
                    return view, grounded
    raise AssertionError("no frame with a thing that is alone of its kind")


def test_a_goal_comes_with_its_problem_its_boxes_and_its_masks(
    seen: list[tuple[View, Sight]], provider: EmbeddedProvider
) -> None:
    view, grounded = a_goal(seen, provider)
    check_pddl(household_text(), grounded.problem)
    assert 0.6 <= grounded.confidence <= 1.0
    for one in grounded.chosen:
        top, left, bottom, right = one.box
        assert 0.0 <= top < bottom <= 1.0
        assert 0.0 <= left < right <= 1.0
        assert one.mask.shape == view.frame.rgb.shape[:2]
        assert one.mask.any()
        assert f"{one.name} - {one.kind}" in grounded.problem


def test_the_same_frame_and_words_give_the_same_goal(
    seen: list[tuple[View, Sight]], provider: EmbeddedProvider
) -> None:
    view, sight = seen[0]
    again = look(view.frame.observation(), held=view.frame.held or None)
    for text in ("Open it.", "It's dark in here.", "Bring me that."):
        first, second = ground_in(sight, text, provider), ground_in(again, text, provider)
        assert (first.verdict, first.literals, first.confidence) == (
            second.verdict, second.literals, second.confidence,
        )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "?!", "the left", "x" * 5000, "(define (problem x))", "put put put it it there"]
)
def test_no_words_break_it(
    seen: list[tuple[View, Sight]], provider: EmbeddedProvider, text: str
) -> None:
    assert ground_in(seen[0][1], text, provider).verdict is not Verdict.FAILED


class Silent:
    """A provider that is not there."""

    name = "silent"

    def propose(self, request: Request) -> Answer:
        return Answer(Outcome.UNAVAILABLE, message="no connection")


def test_a_provider_that_is_not_there_is_an_outcome(seen: list[tuple[View, Sight]]) -> None:
    grounded = ground_in(seen[0][1], "Tidy up.", Silent())
    assert grounded.verdict is Verdict.FAILED
    assert "no connection" in grounded.text


def test_a_frame_without_masks_needs_other_models(seen: list[tuple[View, Sight]]) -> None:
    bare = replace(seen[0][0].frame.observation(), instances=None, labels=None)
    with pytest.raises(InvalidInputError, match="SegmentationModel"):
        look(bare)


def test_the_picture_decides_what_words_leave_open() -> None:
    config = load_config("bench", ["name=grounding"])
    result = run(config.language, "generated:10200-10299", frames=16, seed=2)
    assert result["value"] > 0.8
    assert result["value"] > result["language"] + 0.2 > result["chance"]
    assert sum(result["cases"].values()) == result["conditions"]["cases"]
