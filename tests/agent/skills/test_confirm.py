"""Looking again before acting, in a room of boxes."""

from dataclasses import replace

import numpy as np
import pytest

from agent.memory import Memory
from agent.monitor import Rung, changed_kind, recover, second_chance
from agent.skills.approach import approach
from agent.skills.clear import put_back
from agent.skills.confirm import (
    SURE,
    assure,
    confirm,
    doubtful,
    is_only_supposed,
    is_shut_away,
    is_so_already,
)
from agent.skills.interact import interact
from agent.skills.lattice import Lattice
from agent.skills.navigate import SURE_THERE, known_point
from agent.skills.skill import Context, Outcome, Result, Skill
from agent.trace import Step, Trace
from envs.interface import Action, ActionName, Pose
from perception.belief import Belief
from perception.pose import advance
from planning.goals import Component
from planning.result import Operator, PlannedStep
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import BoxRoom, box, standing, table

START = Pose(2.5, 0.5, 0.0, 30.0)
LIKE_A_CUP = (("Cup", 0.52), ("Mug", 0.46))


def begin(eyes: AnonymousEyes, room: BoxRoom | None = None) -> tuple[Context, BoxRoom]:
    if room is None:
        room = BoxRoom()
        room.things = {
            "table": table("DiningTable", (2.0, 0.0, 2.4), (3.2, 0.75, 3.3)),
            "mug": standing("Mug", (2.5, 0.75, 2.6), (0.09, 0.1, 0.09)),
        }
    belief = Belief(segmentation=eyes, depth=eyes, states=eyes)
    for yaw in (90.0, 180.0, 270.0, 0.0):
        belief.update(room.observe(Pose(START.x, START.z, yaw, START.horizon)))
    ctx = Context(belief, Lattice(belief.pose), Memory(), Trace(), set(), set(), 100)
    return ctx, room


def carry_out(ctx: Context, room: BoxRoom, skill: Skill, seen=lambda: None) -> tuple[Result, int]:
    """What the skill ends with, and how many actions it took; nothing refuses them."""
    actions = 0
    try:
        intent = next(skill)
        while True:
            actions += 1
            seen()
            done = Step(actions, intent.action, intent.target, "", "", intent.why, ctx.belief.pose)
            ctx.trace.steps.append(replace(done, success=True))
            pose = advance(ctx.belief.pose, intent.action, True)
            ctx.belief.update(room.observe(pose, True), intent.action, intent.target)
            intent = skill.send(True)
    except StopIteration as end:
        return end.value, actions


def test_what_is_sure_is_acted_on_at_once():
    ctx, room = begin(AnonymousEyes())
    ctx.belief.update(room.observe(Pose(2.5, 1.5, 0.0, 30.0)))
    result, actions = carry_out(ctx, room, confirm(ctx, "mug_1", "Mug", "test"))
    assert result.done and actions == 0


def test_a_speck_is_looked_at_from_nearer_whatever_it_looks_like():
    ctx, room = begin(AnonymousEyes())
    result, actions = carry_out(ctx, room, confirm(ctx, "mug_1", "Mug", "test"))
    assert result.done and actions > 0
    assert ctx.belief.instances["mug_1"].confidence > 0.6


def test_what_is_unsure_is_looked_at_from_nearer_and_turns_out_to_be_another():
    eyes = AnonymousEyes(called={"Mug": LIKE_A_CUP})
    ctx, room = begin(eyes)
    (cup,) = ctx.belief.present("Cup")

    def nearer() -> None:
        eyes.called["Mug"] = (("Mug", 0.9), ("Cup", 0.08))

    kinds = {cup.name: cup.object_class}
    assert changed_kind(ctx, kinds, (cup.name, None)) is None
    result, actions = carry_out(ctx, room, confirm(ctx, cup.name, "Cup", "test"), nearer)
    assert actions > 0 and result.outcome is Outcome.REFUSED
    assert "Mug" in result.text and "Cup" in result.text
    assert changed_kind(ctx, kinds, (cup.name, None)) == result.text


def test_what_stays_unsure_is_acted_on_after_a_few_looks():
    ctx, room = begin(AnonymousEyes(called={"Mug": LIKE_A_CUP}))
    (cup,) = ctx.belief.present("Cup")
    result, actions = carry_out(ctx, room, confirm(ctx, cup.name, "Cup", "test"))
    assert result.done and 0 < actions < 40


CLEAN = (("isDirty", False),)


def test_a_state_that_a_goal_wants_is_looked_at_from_near_until_it_is_clear():
    eyes = AnonymousEyes(judged={"Mug": {"isDirty": 0.4}})
    ctx, room = begin(eyes)
    assert doubtful(ctx.belief.instances["mug_1"], CLEAN) == list(CLEAN)

    def nearer() -> None:
        eyes.judged["Mug"] = {"isDirty": 0.97}

    result, actions = carry_out(ctx, room, assure(ctx, "mug_1", CLEAN, "test"), nearer)
    assert result.done and actions > 0
    assert "isDirty" in ctx.belief.instances["mug_1"].states


def test_what_stays_unclear_is_taken_for_not_as_wanted():
    ctx, room = begin(AnonymousEyes(judged={"Mug": {"isDirty": 0.45}}))
    assert "isDirty" not in ctx.belief.instances["mug_1"].states
    carry_out(ctx, room, assure(ctx, "mug_1", CLEAN, "test"))
    assert "isDirty" in ctx.belief.instances["mug_1"].states


def test_what_is_raw_on_a_lit_burner_is_not_cooked_and_another_knob_is_its_burners():
    eyes = AnonymousEyes(judged={"Potato": {"isCooked": 0.02}})
    ctx, room = begin(eyes)
    room.things["burner"] = standing("StoveBurner", (2.5, 0.75, 2.6), (0.3, 0.02, 0.3))
    room.things["pan"] = standing("Pan", (2.5, 0.77, 2.6), (0.26, 0.04, 0.26))
    room.things["mug"] = standing("Potato", (2.5, 0.81, 2.6), (0.09, 0.1, 0.09))
    for place, x in enumerate((2.3, 2.7)):
        room.things[f"knob{place}"] = standing("StoveKnob", (x, 0.75, 2.45), (0.05, 0.05, 0.05))
    belief = ctx.belief = Belief(segmentation=eyes, depth=eyes, states=eyes)
    for _ in range(2):
        belief.update(room.observe(Pose(2.5, 1.5, 0.0, 30.0)))
    (potato,), (burner,) = belief.present("Potato"), belief.present("StoveBurner")
    assert burner.name in belief.ancestors(potato.name)
    (knob,) = [one for one in belief.present("StoveKnob") if burner.name in one.links]
    belief.note_interaction(ActionName.TOGGLE_ON, knob.name, success=True)
    cooked = (("simbotIsCooked", True),)
    potato = belief.instances[potato.name]
    assert "simbotIsCooked" in potato.states and doubtful(potato, cooked)
    carry_out(ctx, room, assure(ctx, potato.name, cooked, "test"))
    assert "simbotIsCooked" not in belief.instances[potato.name].states
    assert "isToggled" not in belief.instances[burner.name].states
    (other,) = [one for one in belief.present("StoveKnob") if burner.name in one.links]
    assert other.name != knob.name


def test_what_is_not_wanted_goes_back_to_where_it_was_picked_up():
    ctx, room = begin(AnonymousEyes())
    result, _ = carry_out(ctx, room, put_back(ctx, "test"))
    assert not result.done  # nothing is held
    ctx.belief.update(room.observe(Pose(2.5, 1.75, 0.0, 30.0)))
    mug = ctx.belief.instances["mug_1"]

    def gone() -> None:
        room.things.pop("mug", None)

    carry_out(ctx, room, interact(ctx, ActionName.PICKUP, "mug_1", "test"), gone)
    assert ctx.belief.held == "mug_1"
    intent = next(put_back(ctx, "test"))
    assert (intent.action.name, intent.target) == (ActionName.PLACE, mug.parent)
    foot = (mug.position[0], mug.low[1], mug.position[2])
    assert ctx.belief.view.world_point(intent.action.point) == pytest.approx(foot, abs=0.06)


def test_what_eyes_that_do_not_err_say_is_not_doubted():
    eyes = AnonymousEyes()
    ctx, room = begin(eyes)
    exact = Belief()
    exact.update(room.observe(START))
    assert doubtful(exact.instances["mug_1"], CLEAN) == []
    assert not is_shut_away(ctx, "mug_1")
    clear = AnonymousEyes(judged={"Mug": {"isDirty": 0.02}})
    ctx, room = begin(clear)
    assert doubtful(ctx.belief.instances["mug_1"], CLEAN) == list(CLEAN)  # a small sight
    ctx.belief.update(room.observe(Pose(2.5, 1.75, 0.0, 30.0)))
    assert doubtful(ctx.belief.instances["mug_1"], CLEAN) == []


def test_what_is_overlooked_from_near_is_reached_for_where_it_was_seen():
    eyes = AnonymousEyes()
    ctx, room = begin(eyes)
    name = ctx.belief.present("Mug")[0].name
    for pose in (Pose(2.5, 2.0, 0.0, 60.0), Pose(2.25, 1.5, 0.0, 30.0), START):
        ctx.belief.update(room.observe(pose))
    assert ctx.belief.instances[name].confidence >= SURE_THERE
    eyes.missed = {"Mug"}
    result, _ = carry_out(ctx, room, approach(ctx, name, "test"))
    assert result.done and name not in ctx.belief.view.identities
    skill = interact(ctx, ActionName.PICKUP, name, "test")
    intent = next(skill)
    assert intent.action.name is ActionName.PICKUP
    aim = ctx.belief.view.world_point(intent.action.point)
    assert abs(aim[0] - 2.5) < 0.08 and abs(aim[2] - 2.6) < 0.08
    del room.things["mug"]
    ctx.belief.update(room.observe(ctx.belief.pose))
    assert known_point(ctx, name) is None  # seen to be gone


def test_what_may_well_be_none_is_done_without():
    ctx, room = begin(AnonymousEyes(called={"Mug": (("Mug", 0.5), ("Cup", 0.48))}))
    assert ctx.belief.instances["mug_1"].confidence < SURE and not ctx.memory.excluded("mug_1")
    carry_out(ctx, room, assure(ctx, "mug_1", (), "test"))
    assert ctx.memory.excluded("mug_1")
    clear, room = begin(AnonymousEyes())
    carry_out(clear, room, assure(clear, "mug_1", (), "test"))
    assert not clear.memory.excluded("mug_1")


@pytest.mark.parametrize("loaded", [True, False])
def test_what_the_agent_has_loaded_is_kept_however_it_looks_under_its_load(loaded: bool):
    room = BoxRoom()
    room.things = {
        "table": table("DiningTable", (2.0, 0.0, 2.4), (3.2, 0.75, 3.3)),
        "plate": standing("Plate", (2.5, 0.75, 2.6), (0.25, 0.03, 0.25)),
        "apple": standing("Apple", (2.5, 0.78, 2.6), (0.08, 0.08, 0.08)),
    }
    ctx, room = begin(AnonymousEyes(called={"Plate": (("Plate", 0.5), ("Bowl", 0.48))}), room)
    assert ctx.belief.contents("plate_1") == ("apple_1",)
    assert ctx.belief.instances["plate_1"].confidence < SURE
    ctx.belief.acted_on |= {"plate_1", "apple_1"} if loaded else {"plate_1"}
    carry_out(ctx, room, assure(ctx, "plate_1", (), "test"))
    assert ctx.belief.instances["plate_1"].confidence < SURE
    assert ctx.memory.excluded("plate_1") is not loaded


@pytest.mark.parametrize(
    ("called", "rung"),
    [((("Mug", 0.62), ("Cup", 0.35)), Rung.REPLAN), ((("Mug", 0.99),), Rung.UNCOVER)],
)
def test_what_is_weakly_believed_and_not_found_is_done_without(called, rung):
    ctx, room = begin(AnonymousEyes(called={"Mug": called}))
    for pose in (Pose(2.5, 2.0, 0.0, 60.0), Pose(2.25, 1.5, 0.0, 30.0)):
        ctx.belief.update(room.observe(pose))
    operator = Operator("pick-up", ("mug_1", "spot_start", "spot_start"))
    step = PlannedStep(operator, "pick-up", "mug_1")
    assert recover(ctx, step, Result(Outcome.NOT_SEEN, "it did not come into view")) is rung
    assert ctx.memory.excluded("mug_1") is (rung is Rung.REPLAN)


def test_what_was_left_alone_is_tried_once_more_before_another_is_looked_for():
    ctx, _ = begin(AnonymousEyes())
    for _ in range(3):
        ctx.memory.note_failure("Pickup", "mug_1")
    assert ctx.memory.excluded("mug_1")
    assert not second_chance(ctx, "Plate") and ctx.memory.excluded("mug_1")
    assert second_chance(ctx, "Mug") and not ctx.memory.excluded("mug_1")
    ctx.memory.leave("mug_1")
    assert not second_chance(ctx, "Mug") and ctx.memory.excluded("mug_1")


def test_what_was_only_taken_for_it_is_reached_for_where_it_was_seen_and_tried_once():
    eyes = AnonymousEyes(called={"Mug": (("Mug", 0.5), ("Cup", 0.48))})
    ctx, room = begin(eyes)
    ctx.belief.update(room.observe(Pose(2.5, 1.75, 0.0, 30.0)))
    eyes.missed = {"Mug"}
    ctx.belief.update(room.observe(Pose(2.5, 1.75, 0.0, 30.0)))
    assert known_point(ctx, "mug_1") is None
    ctx.memory.taken.add("mug_1")
    assert known_point(ctx, "mug_1") is not None
    ctx.memory.leave("mug_1")
    assert not second_chance(ctx, "Mug") and ctx.memory.excluded("mug_1")


def test_slices_that_were_left_alone_are_tried_once_more_before_a_loaf_is_looked_for():
    ctx, _ = begin(AnonymousEyes(called={"Mug": (("BreadSliced", 0.95),)}))
    (piece,) = ctx.belief.present("BreadSliced")
    ctx.memory.leave(piece.name)
    assert not second_chance(ctx, "Egg") and ctx.memory.excluded(piece.name)
    assert second_chance(ctx, "Bread") and not ctx.memory.excluded(piece.name)


def test_what_is_put_into_a_vessel_of_which_little_is_seen_waits_for_a_better_view():
    eyes = AnonymousEyes()
    ctx, room = begin(eyes)
    assert ctx.instance("mug_1") is not None

    def sliver(ids, found):  # all but a strip of the mug is taken for the table
        own = next((one.instance for one in found if one.object_class == "Mug"), 0)
        rows, columns = np.nonzero(ids == own)
        ids[rows[columns > columns.min()], columns[columns > columns.min()]] = 0

    ctx.belief.update(room.observe(Pose(2.5, 1.75, 0.0, 30.0)))
    ctx.belief.held = None
    assert ctx.belief.instances["mug_1"].visible
    eyes.more = sliver
    place = interact(ctx, ActionName.PLACE, "mug_1", "test")
    ctx.belief.update(room.observe(Pose(2.5, 1.75, 0.0, 30.0)))
    intent = next(place)
    assert intent.action.name is not ActionName.PLACE
    eyes.more = None
    ctx.belief.update(room.observe(Pose(2.5, 1.75, 0.0, 30.0)))
    intent = next(interact(ctx, ActionName.PLACE, "mug_1", "test"))
    assert intent.action.name is ActionName.PLACE


def test_a_goal_is_not_reached_by_what_a_thing_may_be():
    ctx, _ = begin(AnonymousEyes(called={"Mug": LIKE_A_CUP}))
    (thing,) = ctx.belief.present("Cup")
    assert thing.confidence < SURE and is_only_supposed(ctx, thing.name)
    ctx.belief.acted_on.add(thing.name)
    assert not is_only_supposed(ctx, thing.name)


def test_what_is_as_a_goal_wants_it_before_anything_was_done_is_not_meant():
    ctx, _ = begin(AnonymousEyes())
    clean = Component("mug", ("Mug",), 1, (("isDirty", False),))
    assert is_so_already(ctx, "mug_1", clean)
    assert not is_so_already(ctx, "mug_1", replace(clean, count=None))  # all are to be so
    assert not is_so_already(ctx, "mug_1", replace(clean, states=()))
    ctx.memory.recoveries["so already mug_1"] += 1
    ctx.memory.leave("mug_1")
    assert not is_so_already(ctx, "mug_1", clean)
    assert not second_chance(ctx, "Mug") and ctx.memory.excluded("mug_1")
    ctx.memory.forgive()
    assert not ctx.memory.excluded("mug_1")  # when nothing else was found


def test_slices_are_not_so_already_once_something_was_cut():
    ctx, _ = begin(AnonymousEyes(called={"Mug": (("AppleSliced", 0.95),)}))
    (slice_,) = ctx.belief.present("AppleSliced")
    wanted = Component("slice", ("AppleSliced",), 1)
    assert is_so_already(ctx, slice_.name, wanted)  # nobody cut it, so it is none
    point = (0.5, 0.5)
    cut = Step(1, Action(ActionName.SLICE, point), "apple_1", "", "", "", ctx.belief.pose)
    ctx.trace.steps.append(replace(cut, success=False))
    assert is_so_already(ctx, slice_.name, wanted)
    ctx.trace.steps.append(replace(cut, success=True))
    assert not is_so_already(ctx, slice_.name, wanted)


@pytest.mark.parametrize("told", ["Mug", "EggCracked"])
def test_what_the_agent_brought_about_is_not_so_already(told: str):
    room = begin(AnonymousEyes())[1]
    room.things["sink"] = box("SinkBasin", (2.3, 0.75, 2.45), (2.7, 0.76, 2.75))
    room.things["faucet"] = standing("Faucet", (2.8, 0.75, 2.9), (0.06, 0.2, 0.06))
    ctx, _ = begin(AnonymousEyes(called={"Mug": ((told, 0.95),)}), room)
    (thing,) = ctx.belief.present(told)
    wanted = Component("one", (told,), 1, (("isDirty", False),))
    assert is_so_already(ctx, thing.name, wanted)
    ctx.belief.instances[thing.name] = thing.but(parent=ctx.belief.present("SinkBasin")[0].name)
    ctx.belief.note_interaction(ActionName.TOGGLE_ON, "faucet_1", success=True)
    assert not is_so_already(ctx, thing.name, wanted)  # the water ran over it
