"""Searching, in a room of boxes, for what was seen but not for what it is."""

import itertools
import math

import pytest

from agent.skills.search import MAPS_ANEW, search, take_likely
from agent.skills.skill import Outcome
from envs.interface import ActionName, Pose
from perception.belief import Belief
from perception.suspects import CLOSE
from tests.agent.skills.test_confirm import begin, carry_out
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import box, cupboard, standing

LIKE_A_CUP = (("Cup", 0.6), ("Mug", 0.3))


def is_mug(thing) -> bool:
    return thing.object_class == "Mug"


def test_what_may_be_it_is_looked_at_from_near():
    eyes = AnonymousEyes(called={"Mug": LIKE_A_CUP})
    ctx, room = begin(eyes)
    ctx.memory.searched.add("start")
    nearest: list[float] = []

    def nearer() -> None:
        pose = ctx.belief.pose
        nearest.append(((pose.x - 2.5) ** 2 + (pose.z - 2.6) ** 2) ** 0.5)
        if nearest[-1] < CLOSE:
            eyes.called["Mug"] = (("Mug", 0.9), ("Cup", 0.08))

    skill = search(ctx, ["Mug"], is_mug, "a Mug")
    result, actions = carry_out(ctx, room, skill, nearer)
    assert result.done and actions < 15
    assert any("closer look" in one.text for one in ctx.trace.decisions)
    assert ctx.belief.present("Mug") and not ctx.belief.present("Cup")


def test_what_stays_in_doubt_is_taken_for_it():
    eyes = AnonymousEyes(called={"Mug": (("Cup", 0.52), ("Mug", 0.46))})
    ctx, room = begin(eyes)
    ctx.memory.searched.add("start")
    result, _ = carry_out(ctx, room, search(ctx, ["Mug"], is_mug, "a Mug"))
    assert result.done
    assert any("for a Mug" in one.text for one in ctx.trace.decisions)


def test_what_it_surely_is_not_is_looked_at_once_and_let_be():
    eyes = AnonymousEyes(called={"Mug": (("Cup", 0.85), ("Mug", 0.1))})
    ctx, room = begin(eyes)
    ctx.memory.searched |= {"start", "survey diningtable_1"}  # which shows the mug from near too
    result, _ = carry_out(ctx, room, search(ctx, ["Mug"], is_mug, "a Mug"))
    assert result.outcome in (Outcome.NOT_FOUND, Outcome.BUDGET)
    assert sum("closer look" in one.text for one in ctx.trace.decisions) == 1


def test_where_every_one_is_wanted_less_likely_ones_are_taken_once_all_else_was_looked_at():
    eyes = AnonymousEyes(called={"Mug": (("Cup", 0.75), ("Mug", 0.22))})
    ctx, room = begin(eyes)
    ctx.memory.searched.add("start")
    skill = search(ctx, ["Mug"], is_mug, "every Mug", enough=lambda _: False)
    carry_out(ctx, room, skill)
    assert [one.object_class for one in ctx.belief.present("Mug", "Cup")] == ["Mug"]
    closer, taken = (
        next(i for i, one in enumerate(ctx.trace.decisions) if text in one.text)
        for text in ("closer look", "for a Mug")
    )
    assert closer < taken == len(ctx.trace.decisions) - 1


def test_what_was_looked_at_for_one_thing_may_still_be_another():
    eyes = AnonymousEyes(called={"Mug": (("Bottle", 0.46), ("Cup", 0.4), ("Mug", 0.08))})
    ctx, room = begin(eyes)
    ctx.memory.searched |= {"start", "survey diningtable_1"}  # which shows the mug from near too
    result, _ = carry_out(ctx, room, search(ctx, ["Mug"], is_mug, "a Mug"))
    assert not result.done
    assert any("may be a Mug" in one.text for one in ctx.trace.decisions)
    skill = search(ctx, ["Cup"], lambda thing: thing.object_class == "Cup", "a Cup")
    assert carry_out(ctx, room, skill)[0].done


@pytest.mark.parametrize(("kinds", "found"), [(["Knife"], False), (["ButterKnife", "Knife"], True)])
def test_what_may_be_any_of_those_that_would_do_is_taken(kinds: list[str], found: bool):
    cutlery = (("Fork", 0.46), ("Spoon", 0.24), ("ButterKnife", 0.11), ("Knife", 0.11))
    ctx, room = begin(AnonymousEyes(called={"Mug": cutlery}))
    ctx.memory.searched.add("start")
    skill = search(ctx, kinds, lambda one: one.object_class in kinds, "a Knife")
    assert carry_out(ctx, room, skill)[0].done is found


def test_what_nothing_is_believed_of_yet_is_taken_for_it_where_it_was_seen_well():
    eyes = AnonymousEyes(called={"Mug": (("Mug", 0.35), ("Lettuce", 0.3), ("DishSponge", 0.3))})
    ctx, room = begin(eyes)
    ctx.belief.update(room.observe(Pose(2.5, 1.75, 0.0, 60.0)))
    assert [one.object_class for one in ctx.belief.present()] == ["DiningTable"]
    result, actions = carry_out(ctx, room, search(ctx, ["Mug"], is_mug, "a Mug"))
    assert result.done and actions == 0
    assert any("takes mug_1 for a Mug" in one.text for one in ctx.trace.decisions)


def test_what_may_be_it_in_an_open_container_is_looked_at_once_more_from_aside():
    eyes = AnonymousEyes(called={"Plate": (("Pot", 0.3), ("Plate", 0.22), ("Cabinet", 0.2))})
    ctx, room = begin(eyes)
    low, high = (2.0, 0.3, 2.8), (3.0, 1.3, 3.6)
    room.things = {"cabinet": cupboard("Cabinet", low, high, is_open=False)}
    ctx.belief = Belief(segmentation=eyes, depth=eyes, states=eyes)
    for horizon in (30.0, 0.0, 30.0):
        ctx.belief.update(room.observe(Pose(2.5, 1.5, 0.0, horizon)))
    ctx.memory.searched.add("start")

    def aside() -> None:
        if ctx.trace.steps and ctx.trace.steps[-1].action.name is ActionName.OPEN:
            room.things["cabinet"] = cupboard("Cabinet", low, high, is_open=True)
            room.things["plate"] = standing("Plate", (2.5, 0.34, 3.1), (0.24, 0.04, 0.24))
        if ctx.trace.decisions and "look once more" in ctx.trace.decisions[-1].text:
            eyes.called["Plate"] = (("Plate", 0.6), ("Pot", 0.3))

    skill = search(ctx, ["Plate"], lambda one: one.object_class == "Plate", "a Plate")
    result, _ = carry_out(ctx, room, skill, aside)
    assert result.done and any("look once more" in one.text for one in ctx.trace.decisions)
    assert ActionName.CLOSE not in [one.action.name for one in ctx.trace.steps]


@pytest.mark.parametrize(("width", "doors"), [(0.6, 1), (1.6, 2)])
def test_doors_in_a_row_that_are_taken_for_one_are_opened_one_by_one(width: float, doors: int):
    ctx, room = begin(AnonymousEyes())
    low, high = (2.5 - width / 2, 0.1, 3.3), (2.5 + width / 2, 0.8, 3.8)
    room.things = {
        "cabinets": cupboard("Cabinet", low, high, is_open=False),
        "top": box("CounterTop", (low[0] - 0.1, 0.8, 3.3), (high[0] + 0.1, 0.85, 3.8)),
    }
    for pose in (Pose(2.5, 1.8, 0.0, 30.0), Pose(2.5, 2.3, 0.0, 30.0), Pose(2.5, 2.3, 0.0, 0.0)):
        ctx.belief.update(room.observe(pose))
    (cabinet,) = ctx.belief.present("Cabinet")
    ctx.memory.searched.add("start")
    opened: list[tuple[float, float, float]] = []

    def handles() -> None:
        door = ctx.memory.opened.get(cabinet.name)
        if door is not None and door.handle not in opened:
            opened.append(door.handle)

    carry_out(ctx, room, search(ctx, ["Egg"], lambda one: one.object_class == "Egg", ""), handles)
    assert len(opened) >= doors and (doors > 1 or len(opened) == 1)
    for one, other in itertools.pairwise(opened):
        assert abs(one[0] - other[0]) > 0.3


def test_what_was_found_behind_a_door_is_not_shut_away_again_whatever_is_taken_to_hold_it():
    ctx, room = begin(AnonymousEyes())
    low, high = (1.7, 0.1, 3.3), (3.3, 0.8, 3.8)
    room.things = {
        "cabinets": cupboard("Cabinet", low, high, is_open=False),
        "top": box("CounterTop", (1.6, 0.8, 3.3), (3.4, 0.85, 3.8)),
    }
    for pose in (Pose(2.5, 1.8, 0.0, 30.0), Pose(2.5, 2.3, 0.0, 30.0), Pose(2.5, 2.3, 0.0, 0.0)):
        ctx.belief.update(room.observe(pose))
    ctx.memory.searched.add("start")

    def appears() -> None:
        if ctx.trace.steps and ctx.trace.steps[-1].action.name is ActionName.OPEN:
            # before the box that the two cabinets were taken for
            room.things["egg"] = standing("Egg", (2.5, 0.85, 3.35), (0.12, 0.1, 0.1))

    wanted = search(ctx, ["Egg"], lambda one: one.object_class == "Egg", "an Egg")
    result, _ = carry_out(ctx, room, wanted, appears)
    done = [one.action.name for one in ctx.trace.steps]
    assert result.done and ctx.belief.present("Egg")
    assert ActionName.OPEN in done and ActionName.CLOSE not in done


@pytest.mark.parametrize("shut", [True, False])
def test_what_only_looks_open_is_opened_once_its_inside_does_not_show(shut: bool):
    eyes = AnonymousEyes(judged={"Cabinet": {"isOpen": 0.95}})
    ctx, room = begin(eyes)
    low, high = (2.0, 0.3, 2.8), (3.0, 1.3, 3.6)
    room.things = {"cabinet": cupboard("Cabinet", low, high, is_open=not shut)}
    ctx.belief = Belief(segmentation=eyes, depth=eyes, states=eyes)
    for horizon in (30.0, 0.0, 30.0):
        ctx.belief.update(room.observe(Pose(2.5, 1.5, 0.0, horizon)))
    (cabinet,) = ctx.belief.present("Cabinet")
    assert cabinet.is_open
    ctx.memory.searched.add("start")

    def swings() -> None:
        if ctx.trace.steps and ctx.trace.steps[-1].action.name is ActionName.OPEN:
            room.things["cabinet"] = cupboard("Cabinet", low, high, is_open=True)

    carry_out(ctx, room, search(ctx, ["Egg"], lambda _: False, "an Egg"), swings)
    assert shut == (ActionName.OPEN in [one.action.name for one in ctx.trace.steps])


def test_a_map_from_guessed_depth_is_made_anew_where_nowhere_is_left_to_look():
    eggs = "an Egg"
    for spread, anew in ((0.0, 0), (0.02, MAPS_ANEW)):
        ctx, room = begin(AnonymousEyes(spread=spread))
        room.things.clear()
        ctx.memory.searched.add("start")
        result, _ = carry_out(ctx, room, search(ctx, ["Egg"], lambda _: False, eggs))
        assert result.outcome in (Outcome.NOT_FOUND, Outcome.BUDGET)
        assert sum("map anew" in one.text for one in ctx.trace.decisions) == anew


def test_a_knob_is_looked_for_beside_its_burner():
    ctx, room = begin(AnonymousEyes(missed={"StoveKnob"}))
    room.things = {
        "counter": box("CounterTop", (2.0, 0.0, 2.6), (3.0, 0.9, 3.4)),
        "burner": standing("StoveBurner", (2.5, 0.9, 3.0), (0.3, 0.02, 0.3)),
    }
    for pose in (Pose(1.0, 0.75, 45.0, 30.0), Pose(1.75, 0.75, 0.0, 30.0)):
        ctx.belief.update(room.observe(pose))
    (burner,) = ctx.belief.present("StoveBurner")
    ctx.memory.searched.add("start")
    nearest: list[float] = []

    def near() -> None:
        nearest.append(math.hypot(ctx.belief.pose.x - 2.5, ctx.belief.pose.z - 3.0))

    carry_out(ctx, room, search(ctx, ["StoveKnob"], lambda _: False, "a StoveKnob"), near)
    assert f"look beside {burner.name} for a StoveKnob" in [one.text for one in ctx.trace.decisions]
    assert min(nearest) < 1.3


@pytest.mark.parametrize(("x", "taken"), [(2.5, True), (3.4, False)])
def test_what_is_in_an_open_container_is_taken_for_it_before_that_is_shut(x: float, taken: bool):
    eyes = AnonymousEyes(called={"Knife": (("Fork", 0.35), ("Knife", 0.33), ("Spoon", 0.3))})
    ctx, room = begin(eyes)
    room.things = {
        "cabinet": cupboard("Cabinet", (2.0, 0.3, 2.8), (3.0, 1.3, 3.6), is_open=True),
        "knife": standing("Knife", (x, 0.34, 3.1), (0.2, 0.1, 0.1)),
    }
    ctx.belief = Belief(segmentation=eyes, depth=eyes, states=eyes)
    for aside in (-0.25, 0.25, 0.0):
        ctx.belief.update(room.observe(Pose(x + aside, 1.4, 0.0, 30.0)))
    (one,) = ctx.belief.suspects(["Knife"])
    assert not one.looked_at and not one.named
    (cabinet,) = ctx.belief.present("Cabinet")
    take_likely(ctx, ["Knife"], 0.1, cabinet.name)
    assert bool(ctx.belief.present("Knife")) is taken


@pytest.mark.parametrize("every", [False, True])
def test_who_wants_every_one_does_not_look_where_next_to_none_are(every: bool):
    ctx, room = begin(AnonymousEyes())
    room.things["safe"] = cupboard("Safe", (3.6, 0.4, 2.8), (4.1, 1.1, 3.2), is_open=False)
    for pose in (Pose(3.5, 1.5, 0.0, 30.0), Pose(3.75, 1.5, 0.0, 0.0)):
        ctx.belief.update(room.observe(pose))
    assert ctx.belief.present("Safe")
    ctx.memory.searched.add("start")
    ctx.memory.recoveries["nothing found"] = 1
    stop = {"enough": lambda _: False} if every else {}
    carry_out(ctx, room, search(ctx, ["Bread"], lambda _: False, "Bread", **stop))
    assert any("in safe" in one.text for one in ctx.trace.decisions) is not every
