"""What may be meant, ranked by what there is."""

from __future__ import annotations

from agent.intent import Candidate, kinds_of, missing_of, rank, rivals, same_but_for_places
from planning.goals import Goal
from planning.language.conversion import goals_of
from planning.language.goal_language import Proposal, Reference, Thing
from planning.result import PlanResult, PlanStatus
from tests.agent.scripted import goal, on

LAMP = goal(Thing(kind="FloorLamp", states=("on",)), confidence=0.3)
LIGHT = goal(Thing(kind="LightSwitch", states=("on",)), confidence=0.4)


def _ranked(known: set[str], cost: int = 0, explored: float = 1.0) -> list[Proposal]:
    candidates = [Candidate(one, goals_of(one)) for one in (LIGHT, LAMP)]

    def plan(wanted: Goal) -> PlanResult:
        far = "LightSwitch" in wanted.components[0].types
        return PlanResult(PlanStatus.SOLVED, cost=cost if far else 0)

    return [one.proposal for one in rank(candidates, frozenset(known), explored, plan)]


def test_what_is_there_goes_before_what_is_likelier_but_was_not_seen() -> None:
    assert _ranked({"FloorLamp", "LightSwitch"}) == [LIGHT, LAMP]
    assert _ranked({"FloorLamp"}) == [LAMP, LIGHT]
    assert _ranked(set()) == [LIGHT, LAMP]
    assert _ranked({"FloorLamp"}, explored=0.0) == [LIGHT, LAMP], "it may be behind the door"


def test_of_what_is_there_the_cheaper_one_goes_first() -> None:
    assert _ranked({"FloorLamp", "LightSwitch"}, cost=900) == [LAMP, LIGHT]


def test_what_the_planner_finds_no_way_to_goes_last() -> None:
    candidates = [Candidate(one, goals_of(one)) for one in (LIGHT, LAMP)]

    def plan(wanted: Goal) -> PlanResult:
        solved = "FloorLamp" in wanted.components[0].types
        return PlanResult(PlanStatus.SOLVED if solved else PlanStatus.UNSOLVABLE)

    known = frozenset({"FloorLamp", "LightSwitch"})
    assert rank(candidates, known, 1.0, plan)[0].proposal == LAMP


def test_kinds_are_found_at_any_depth_and_slices_need_only_the_whole() -> None:
    inner = Thing(kind="AppleSliced", which=Reference(near="Sink"))
    stages = goal(on("DiningTable", Thing(kind="Plate", contents=(inner,)))).stages
    assert kinds_of(stages) == ("DiningTable", "Plate", "AppleSliced", "Sink")
    assert missing_of(stages, frozenset({"Apple", "Sink"})) == ("DiningTable", "Plate")
    assert kinds_of(goal(on("Desk", Thing(kind="Mug", count=0))).stages) == ("Desk",)


def test_rivals_are_other_goals_that_are_likely_enough() -> None:
    weak = LAMP.model_copy(update={"confidence": 0.05})
    refusal = Proposal(verdict="refuse", confidence=0.4)
    assert rivals(LIGHT, [LIGHT, weak, refusal, LAMP, LAMP]) == [LAMP]


def test_goals_are_alike_where_only_the_place_differs() -> None:
    side, dining = goal(on("SideTable", "Mug")), goal(on("DiningTable", "Mug"))
    assert same_but_for_places(side, dining)
    assert not same_but_for_places(side, goal(on("SideTable", "Cup")))
    assert not same_but_for_places(side, goal(on("SideTable", Thing(kind="Mug", count=2))))
