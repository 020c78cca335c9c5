"""What is wrong with a proposal is told so that it can be mended."""

from __future__ import annotations

import pytest

from planning.language.check import problems
from planning.language.goal_language import (
    Hint,
    Proposal,
    Question,
    Reference,
    Stage,
    Subgoal,
    Thing,
)
from planning.language.provider import SceneObject


def proposal(*things: Thing, **more: object) -> Proposal:
    return Proposal.model_validate({"verdict": "goal", "stages": (Stage(things=things),), **more})


def told(*things: Thing, **more: object) -> str:
    found = problems(proposal(*things, **more))
    return "\n".join(found)


def thing(kind: str, *states: str, **more: object) -> Thing:
    return Thing.model_validate({"kind": kind, "states": states, **more})


def at(place: str, *contents: Thing, **more: object) -> Thing:
    return Thing.model_validate({"kind": place, "contents": contents, **more})


FINE = [
    thing("Mug", "washed", "filled-with-coffee"),
    thing("Mug", "held"),
    thing("BreadSliced", "cooked", count=3),
    thing("Bread", "sliced", "cooked"),
    thing("Apple", "sliced", "chilled"),
    thing("Fork", "clean"),
    thing("Drawer", "closed", count="all"),
    thing("Lights", "off", count="all"),
    thing("Electronics", "on"),
    thing("Laptop", "open", "on"),
    thing("StoveBurner", "off"),
    thing("HousePlant", "filled"),
    thing("Cup", "dirty"),
    thing("Cup", "dirty", count=0),
    thing("Drawer", "open", count=0),
    thing("Anything", "held", which=Reference(inside="Desk")),
    at("Toaster", thing("Bread", "sliced", count=2)),
    at("DiningTable", thing("Anything", count=0)),
    at("Box", thing("Anything", count="all", which=Reference(inside="DiningTable"))),
    at("Plate", thing("Fork"), count="all"),
    at("Fridge", thing("Silverware", count=0), thing("Apple")),
    at("Desk", at("Plate", thing("Apple"))),
    at("Tables", thing("Tableware", count="all"), together=False),
    thing("DeskLamp", "on", which=Reference(inside="SideTable")),
]


@pytest.mark.parametrize("item", FINE, ids=str)
def test_what_makes_sense_is_let_through(item: Thing) -> None:
    assert problems(proposal(item)) == []


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (thing("Fork", "open"), "a Fork cannot be 'open'; kinds that can: Blinds, Book, Box"),
        (thing("Sofa", "held"), "a Sofa cannot be 'held'; kinds that can: AlarmClock"),
        (thing("Sofa", "washed"), "a Sofa cannot be 'washed'"),
        (thing("Mirror", "clean"), "a Mirror cannot be 'clean'"),
        (thing("Laptop", "heated"), "a Laptop cannot be 'heated'; kinds that can: Apple"),
        (thing("Apple", "cooked"), "a Apple cannot be 'cooked'; kinds that can: BreadSliced"),
        (thing("Mug", "sliced"), "a Mug cannot be 'sliced'; kinds that can: Apple"),
        (thing("Silverware", "on"), "a Silverware cannot be 'on'"),
        (thing("Drawer", "open", "closed"), "both 'open' and 'closed'; keep one"),
        (thing("Mug", "filled-with-coffee", "empty"), "both 'filled-with-coffee' and 'empty'"),
        (thing("Potato", "boiled", "uncooked"), "both 'boiled' and 'uncooked'"),
        (thing("Microwave", "on", "open"), "a Microwave does not run while it is open"),
        (thing("Electronics", "open", "on", "used-up"), "cannot be 'used-up'"),
        (thing("Tableware", "open"), "a Tableware cannot be 'open'"),
        (thing("Mug", "dirty", count="all"), "nothing makes a Mug 'dirty'"),
        (thing("Mug", "held", count=2), "holds one thing at a time, not 2 of Mug"),
        (thing("Mug", count=0), "say where there is to be none"),
        (thing("Apple", "washed", count=0), "say where there is to be none"),
        (thing("Anything", "washed"), "which things Anything means is open"),
        (at("Box", thing("Anything", count="all")), "which things Anything means is open"),
        (at("Box", thing("Mug"), count=0), "a count of 0 Box has no contents"),
        (at("Fork", thing("Mug")), "nothing can be put in or on a Fork; places for a Mug: "),
        (at("Desk", thing("Fridge")), "a Fridge cannot be carried to a Desk"),
        (at("Toaster", thing("Mug")), "a Toaster does not take a Mug; it takes: BreadSliced;"),
        (at("Desk", thing("Mug", "held")), "cannot be 'held' and in or on a Desk"),
        (at("StoveBurner", thing("Pan", count=2)), "a StoveBurner holds 1 at most, not 2 of Pan"),
        (thing("Mug", "held", which=Reference(inside="Fork")), "nothing is in or on a Fork"),
        (at("Plate", thing("Fork", count=3), count="all"), "at most 2 of Fork"),
        (
            at("Plate", thing("Fork", which=Reference(near="Sink")), count="all"),
            "contents of all Plate go without `which`",
        ),
        (at("Plate", thing("Apple", "sliced"), count="all"), "name the slices' own kind"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_told(item: Thing, sentence: str) -> None:
    assert sentence in told(item)


def test_one_thing_is_held_at_a_time() -> None:
    assert "not a Mug and a Fork" in told(thing("Mug", "held"), thing("Fork", "held"))
    one_by_one = Proposal(
        verdict="goal",
        stages=(Stage(things=(thing("Mug", "held"),)), Stage(things=(thing("Fork", "held"),))),
    )
    assert problems(one_by_one) == []


def test_stages_are_numbered() -> None:
    many = Proposal(
        verdict="goal",
        stages=(Stage(things=(thing("Mug"),)), Stage(things=(thing("Fork", "open"),))),
    )
    assert [text.split(":")[0] for text in problems(many)] == ["stage 2"]


def test_questions_and_refusals_are_fine() -> None:
    question = Question(about="object", text="Which one?")
    assert problems(Proposal(verdict="ask", question=question)) == []
    assert problems(Proposal(verdict="refuse")) == []


@pytest.mark.parametrize(
    ("action", "kind", "place", "sentence"),
    [
        ("pick-up", "Fridge", None, "pick-up does not go with Fridge; it goes with: AlarmClock"),
        ("place", "Mug", None, "place needs a place for Mug"),
        ("place", "Mug", "Fork", "nothing is in or on a Fork; places for Mug: "),
        ("place", "Knife", "Fridge", None),
        ("slice", "Mug", None, "slice does not go with Mug; it goes with: Apple, Bread"),
        ("slice", "Apple", "Desk", "slice takes no place; leave Desk out"),
        ("slice", "Apple", None, None),
        ("wash", "Mug", None, None),
        ("wash", "Sofa", None, "wash does not go with Sofa"),
        ("wash", "Mug", "Sink", None),
        ("heat", "Potato", "Fork", "heat cannot be done in or on a Fork"),
        ("cook", "Bread", None, None),
        ("cook", "Mug", None, "cook does not go with Mug"),
        ("toggle-on", "DeskLamp", None, None),
        ("toggle-on", "Mug", None, "toggle-on does not go with Mug"),
        ("open", "Drawer", None, None),
        ("close", "Fork", None, "close does not go with Fork"),
        ("fill", "Mug", None, None),
        ("pour", "Mug", "HousePlant", None),
        ("pick-up", "AppleSliced", "CounterTop", None),
    ],
)
def test_subgoals_are_checked(
    action: str, kind: str, place: str | None, sentence: str | None
) -> None:
    subgoal = Subgoal.model_validate({"action": action, "kind": kind, "place": place})
    found = told(thing("Mug", "washed"), subgoals=(subgoal,))
    assert found.startswith(f"subgoal 1: {sentence}") if sentence else found == ""


def test_hints_are_checked() -> None:
    good, bad = Hint(kind="Mug", place="Desk"), Hint(kind="Mug", place="Fork")
    found = problems(proposal(thing("Mug", "washed"), hints=(good, bad)))
    assert len(found) == 1 and found[0].startswith("hint 2: nothing is in or on a Fork; places: ")


def test_what_a_known_house_does_not_have_is_told() -> None:
    scene = [SceneObject(f"{kind.lower()}_1", kind) for kind in ("Cup", "Apple", "Desk", "Sofa")]
    slices = proposal(at("Desk", thing("AppleSliced")), thing("Apple", "held"))
    assert problems(slices, scene) == []
    absent = problems(proposal(at("Shelf", thing("Mug"))), scene)
    assert absent == [
        "there is no Shelf here; there are: Desk, Sofa",
        "there is no Mug here; there are: Apple, Cup",
    ]
    assert problems(proposal(at("Tables", thing("Drinkware"))), scene) == []
    assert problems(proposal(at("Desk", thing("Mug", count=0))), scene) == []
    lost = proposal(thing("Cup", "held", which=Reference(inside="Bed")))
    assert problems(lost, scene) == ["there is no Bed here that a Cup could be by; leave it out"]
