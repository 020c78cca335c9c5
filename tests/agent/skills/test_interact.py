"""How often an action is repeated that the world refuses."""

import math

from agent.memory import Door
from agent.monitor import DONE_AT_MOST, in_vain
from agent.skills.interact import interact, spread_point
from agent.skills.skill import Context
from envs.interface import VISIBILITY_DISTANCE, ActionName, Pose
from perception.belief import Belief
from perception.pose import advance
from planning.result import PlannedStep
from planning.state import Operator
from tests.agent.skills.test_confirm import begin, carry_out
from tests.perception.anonymous import AnonymousEyes
from tests.perception.box_room import BoxRoom, box, cupboard, standing


def refused(failures_left: int) -> list[tuple[int, int]]:
    """Cells from which a pick-up was tried that is always refused."""
    ctx, room = begin(AnonymousEyes())
    ctx.failures_left = failures_left
    return tries(ctx, room)


def tries(
    ctx: Context, room: BoxRoom, action: ActionName = ActionName.PICKUP, name: str = "mug_1"
) -> list[tuple[int, int]]:
    """Cells from which an action was tried that is always refused."""
    skill = interact(ctx, action, name, "test")
    tried: list[tuple[int, int]] = []
    worked = None
    while True:
        try:
            intent = next(skill) if worked is None else skill.send(worked)
        except StopIteration as end:
            assert not end.value.done
            return tried
        worked = intent.action.name is not action
        if not worked:
            tried.append(ctx.cell)
        pose = advance(ctx.belief.pose, intent.action, worked)
        ctx.belief.update(room.observe(pose, worked), intent.action, intent.target)


def test_a_refused_action_is_not_repeated_more_than_twice_from_a_place():
    tried = refused(30)
    assert tried and all(tried.count(cell) <= 2 for cell in tried)


def test_the_fewer_refusals_are_left_the_less_is_ventured():
    assert len(refused(3)) == 1 < len(refused(30))


def test_what_is_not_tried_any_more_is_done_without_in_the_end():
    ctx, room = begin(AnonymousEyes())
    while tries(ctx, room):
        pass
    ctx.memory.forgive()
    assert not ctx.memory.excluded("mug_1")
    assert not any(tries(ctx, room) for _ in range(3))
    assert ctx.memory.excluded("mug_1")


def test_what_is_out_of_reach_is_not_aimed_at():
    ctx, room = begin(AnonymousEyes())
    room.things = {"counter": box("CounterTop", (2.0, 0.0, 1.6), (3.0, 0.9, 4.0))}
    for _ in range(2):
        ctx.belief.update(room.observe(Pose(2.5, 1.2, 0.0, 30.0)))
    view = ctx.belief.view
    assert view is not None and view.distances()[view.mask("countertop_1")].max() > 2.0
    used = [view.best_point("countertop_1")]
    for _ in range(3):
        used.append(spread_point(view, "countertop_1", used))
        x, _, z = view.world_point(used[-1])
        assert math.hypot(x - 2.5, z - 1.2) <= VISIBILITY_DISTANCE + 0.01


def test_another_part_of_a_plate_is_aimed_at_where_the_first_was_refused():
    ctx, room = begin(AnonymousEyes())
    room.things = {"plate": box("Plate", (2.3, 0.8, 1.6), (2.6, 0.84, 1.9))}
    for _ in range(3):
        ctx.belief.update(room.observe(Pose(2.5, 1.2, 0.0, 30.0)))
    tried = tries(ctx, room, ActionName.PLACE, "plate_1")
    assert tried.count(tried[0]) == 2


def test_what_works_in_the_end_is_not_done_without():
    ctx, room = begin(AnonymousEyes())
    tries(ctx, room)
    assert ctx.memory.trouble("mug_1")
    ctx.memory.refusals.clear()
    skill = interact(ctx, ActionName.PICKUP, "mug_1", "test")
    result, _ = carry_out(ctx, room, skill)
    assert result.done and not ctx.memory.trouble("mug_1")


def test_who_cannot_cut_what_is_surely_bread_does_without_the_knife():
    eyes = AnonymousEyes(called={"Fork": (("Knife", 0.7), ("Fork", 0.3))})
    ctx, room = begin(eyes)
    room.things["bread"] = standing("Bread", (2.7, 0.75, 2.7), (0.25, 0.15, 0.15))
    room.things["fork"] = standing("Fork", (2.4, 0.75, 2.55), (0.1, 0.05, 0.25))
    for x in (2.2, 2.6, 2.9):
        ctx.belief.update(room.observe(Pose(x, 1.7, 0.0, 30.0)))
    (knife,) = ctx.belief.present("Knife")
    ctx.belief.note_interaction(ActionName.PICKUP, knife.name, success=True)
    del room.things["fork"]
    assert tries(ctx, room, ActionName.SLICE, "bread_1")
    left = ctx.belief.instances[knife.name]
    assert left.object_class == "Fork" or ctx.memory.excluded(knife.name)
    assert ctx.belief.instances["bread_1"].object_class == "Bread"
    assert not ctx.memory.excluded("bread_1")
    assert not tries(ctx, room, ActionName.SLICE, "bread_1")  # not with this one


def test_what_is_surely_a_knife_does_not_go_on_with_what_it_does_not_cut():
    ctx, room = begin(AnonymousEyes(called={"Knife": (("Knife", 0.8),)}))
    room.things["bread"] = standing("Bread", (2.7, 0.75, 2.7), (0.25, 0.15, 0.15))
    room.things["knife"] = standing("Knife", (2.4, 0.75, 2.55), (0.1, 0.05, 0.25))
    for x in (2.2, 2.6, 2.9):
        ctx.belief.update(room.observe(Pose(x, 1.7, 0.0, 30.0)))
    ctx.belief.note_interaction(ActionName.PICKUP, "knife_1", success=True)
    del room.things["knife"]
    for _ in range(12):
        tries(ctx, room, ActionName.SLICE, "bread_1")
    assert ctx.belief.instances["knife_1"].object_class == "Knife"
    assert ctx.memory.excluded("bread_1")  # or plans would end in the two of them for ever


def test_doors_in_a_row_shut_where_they_opened():
    eyes = AnonymousEyes()
    ctx, room = begin(eyes)
    room.things = {
        "cabinet": cupboard("Cabinet", (2.0, 0.3, 2.6), (3.0, 1.3, 3.2), is_open=True),
    }
    ctx.belief = Belief(segmentation=eyes, depth=eyes, states=eyes)
    ctx.belief.update(room.observe(Pose(2.5, 1.5, 0.0, 30.0)))
    (cabinet,) = ctx.belief.present("Cabinet")
    ctx.memory.note_opened(cabinet.name, Door(handle := (2.2, 0.5, 2.6)))
    intent = next(interact(ctx, ActionName.CLOSE, cabinet.name, "test"))
    assert intent.action.name is ActionName.CLOSE
    assert intent.action.point == ctx.belief.view.image_point(handle)


def test_a_plate_is_picked_up_beside_what_lies_on_it():
    ctx, room = begin(AnonymousEyes())
    room.things["plate"] = standing("Plate", (2.5, 0.75, 2.6), (0.26, 0.02, 0.26))
    room.things["mug"] = standing("Bread", (2.5, 0.77, 2.6), (0.12, 0.05, 0.12))
    ctx.belief = Belief(segmentation=(eyes := AnonymousEyes()), depth=eyes, states=eyes)
    for x in (2.3, 2.5, 2.7):
        ctx.belief.update(room.observe(Pose(x, 1.9, 0.0, 30.0)))
    (plate,) = ctx.belief.present("Plate")
    (bread,) = ctx.belief.present("Bread")
    assert ctx.belief.contents(plate.name) == (bread.name,)
    del room.things["mug"]  # its pixels are taken for the plate's
    ctx.belief.update(room.observe(Pose(2.6, 1.9, 0.0, 30.0)))
    assert ctx.belief.contents(plate.name) == (bread.name,)
    intent = next(interact(ctx, ActionName.PICKUP, plate.name, "test"))
    assert intent.action.name is ActionName.PICKUP and intent.action.point is not None
    x, _, z = ctx.belief.view.world_point(intent.action.point)
    assert abs(x - 2.5) > 0.07 or abs(z - 2.6) > 0.07


def washed() -> PlannedStep:
    return PlannedStep(
        Operator("put-under-water", ("mug_1", "sinkbasin_1")),
        "place",
        "sinkbasin_1",
        deletes=(("isDirty", "mug_1"),),
    )


def test_what_is_washed_again_and_again_is_done_without():
    ctx, _ = begin(AnonymousEyes())
    told = [in_vain(ctx, washed()) for _ in range(DONE_AT_MOST)]
    assert told[:-1] == [None] * (DONE_AT_MOST - 1) and "mug_1" in told[-1]
    assert ctx.memory.excluded("mug_1")


def put(thing: str, holder: str) -> PlannedStep:
    return PlannedStep(Operator("put", (thing, holder, "spot")), "place", holder)


def test_what_nothing_stays_on_is_done_without():
    ctx, _ = begin(AnonymousEyes())
    (table,) = ctx.belief.present("DiningTable")
    for number in range(2 * DONE_AT_MOST):
        assert in_vain(ctx, put(f"slice_{number}", "mug_1")) is None  # each once
        assert in_vain(ctx, put("knife_1", table.name)) is None  # things are laid down there
    once_more = [in_vain(ctx, put("egg_1", "mug_1")) for _ in range(DONE_AT_MOST)]
    assert once_more[:-1] == [None] * (DONE_AT_MOST - 1) and "mug_1" in once_more[-1]
    assert ctx.memory.excluded("mug_1") and not ctx.memory.excluded(table.name)


def test_what_things_are_put_into_and_never_are_in_is_done_without():
    ctx, room = begin(AnonymousEyes())
    room.things["box"] = standing("Box", (3.6, 0.0, 2.0), (0.4, 0.4, 0.4))
    for x in (2.2, 2.6, 2.9):
        ctx.belief.update(room.observe(Pose(x, 1.2, 30.0, 30.0)))
    (table,) = ctx.belief.present("DiningTable")
    assert ctx.belief.contents(table.name) == ("mug_1",)
    there = [in_vain(ctx, put("mug_1", table.name)) for _ in range(2 * DONE_AT_MOST)]
    assert not any(there)  # it is on it
    (can,) = ctx.belief.present("Box")
    ctx.belief.instances[can.name] = can.but(object_class="GarbageCan")
    told = [in_vain(ctx, put("mug_1", can.name)) for _ in range(DONE_AT_MOST)]
    assert told[:-1] == [None] * (DONE_AT_MOST - 1) and can.name in told[-1]
    assert ctx.memory.excluded(can.name)


def test_a_faucet_is_turned_on_as_often_as_it_takes():
    ctx, room = begin(AnonymousEyes())
    room.things["faucet"] = standing("Faucet", (2.9, 0.75, 2.9), (0.1, 0.25, 0.1))
    for x in (2.2, 2.6, 2.9):
        ctx.belief.update(room.observe(Pose(x, 1.7, 0.0, 30.0)))
    (faucet,) = ctx.belief.present("Faucet")
    step = PlannedStep(
        Operator("run-water", (faucet.name,)),
        "toggle-on",
        faucet.name,
        (("isToggled", faucet.name),),
    )
    assert not any(in_vain(ctx, step) for _ in range(3 * DONE_AT_MOST))
    assert not ctx.memory.excluded(faucet.name)
