"""Acting on things through image points: bring it into view, aim, act, check."""

from __future__ import annotations

import itertools
import math
from collections.abc import Generator

import numpy as np

from agent.skills.approach import approach, stands
from agent.skills.doors import note_opened
from agent.skills.navigate import go as walk
from agent.skills.navigate import in_reach, known_point, tilt, turn
from agent.skills.skill import DONE, Context, Intent, Outcome, Result, Skill, act
from envs.interface import ActionName
from envs.ontology import KNIVES, Affordance
from perception.effects import SETS
from perception.instances import Point
from perception.view import View

AIMS = 3  # image points tried from one place before another place is sought
HARDLY = 100 / 300**2  # share of the frame that a vessel fills at least to be aimed into
SPOT = 0.7  # [m] around an aim where a free spot is found if there is one
PLACES = 3  # places tried before the interaction is given up
SAME = 2  # refusals of one action on one thing from one place, where beliefs may be wrong
UNEASY = 15  # refusals left at which fewer places are tried, each once
ALARMED = 6  # and at which one is

NEEDS = {
    ActionName.OPEN: Affordance.OPENABLE,
    ActionName.CLOSE: Affordance.OPENABLE,
    ActionName.TOGGLE_ON: Affordance.TOGGLEABLE,
    ActionName.TOGGLE_OFF: Affordance.TOGGLEABLE,
    ActionName.PICKUP: Affordance.PICKUPABLE,
}


def interact(ctx: Context, action: ActionName, name: str, why: str) -> Skill:
    """Does one interaction with a thing.

    Climbs the lower rungs of the ladder by itself: another point of the thing, then another
    place to stand. What is left to the monitor is a result that is not done.

    Args:
        ctx: the agent's.
        action: an interaction.
        name: of the thing (for Place: of the receptacle).
        why: for the trace.
    """
    surface = action is ActionName.PLACE and _needs_surface(ctx, name)
    last = Result(Outcome.NOT_SEEN, f"{name} did not come into view")
    aims: list[Point] = []
    for place in range(_patience(ctx)[0]):
        if _already(ctx, action, name):
            return DONE
        result = yield from approach(ctx, name, why, surface)
        if not result.done and surface and result.outcome is not Outcome.BUDGET:
            surface = False
            result = yield from approach(ctx, name, why)
        if not result.done:
            return result if place == 0 else last
        if _already(ctx, action, name):
            return DONE  # seen from near, it is so
        if action is ActionName.PLACE and place == 0 and _is_hardly_seen(ctx, name):
            yield from _another_place(ctx, name, why)
        last = yield from _aim_and_act(ctx, action, name, why, surface, aims)
        if last.done or last.outcome is Outcome.BUDGET:
            return last
        if action is ActionName.PLACE and _is_tried(ctx, name, aims):
            break
        if not (yield from _another_place(ctx, name, why)):
            break
    return last


def _patience(ctx: Context) -> tuple[int, int]:
    """How many places are tried, and how often an action may be refused at each.

    Where the belief is exact, a refusal is bad luck with the aim. Where it may be wrong, the thing
    may not be what it is taken for, and the fewer refusals are left, the less is ventured.
    """
    if not ctx.belief.may_err:
        return PLACES, AIMS
    if ctx.failures_left <= ALARMED:
        return 1, 1
    return (2, 1) if ctx.failures_left <= UNEASY else (PLACES, SAME)


def _is_hardly_seen(ctx: Context, name: str) -> bool:
    """Whether so little of a vessel is seen that what is put in it may land beside it."""
    target, view = ctx.instance(name), ctx.belief.view
    if target is None or view is None or not ctx.belief.may_err:
        return False
    few = HARDLY * view.depth.size
    return target.can(Affordance.PICKUPABLE) and view.pixels(name) < few


def _needs_surface(ctx: Context, name: str) -> bool:
    target = ctx.instance(name)
    if target is None or target.can(Affordance.OPENABLE) or target.can(Affordance.PICKUPABLE):
        return False
    return max(target.size[0], target.size[2]) > 0.45


def _already(ctx: Context, action: ActionName, name: str) -> bool:
    """Whether what the action is for is already so, and seen to be so."""
    target = ctx.instance(name)
    if target is None or action not in SETS or not target.visible:
        return False
    if action is ActionName.OPEN and name in ctx.memory.shut:
        return False
    state, value = SETS[action]
    return (state in target.states) is value


def _is_tried(ctx: Context, name: str, aims: list[Point]) -> bool:
    """Whether no part of a receptacle lies out of reach of the search for a free spot around the
    points that were aimed at."""
    target = ctx.instance(name)
    if target is None or not aims:
        return False
    ends = itertools.product(*((target.low[axis], target.high[axis]) for axis in (0, 2)))
    return all(min(math.dist(end, aim[::2]) for aim in aims) < SPOT for end in ends)


def _aim_and_act(
    ctx: Context, action: ActionName, name: str, why: str, surface: bool, aims: list[Point]
) -> Skill:
    """Acts on a thing in view; `aims` [m] are the points that were tried, and grow."""
    used: list[tuple[float, float]] = []
    tool = ctx.instance(ctx.belief.held or "") if action is ActionName.SLICE else None
    case = name if tool is None else f"{name} with {tool.name}"
    key = (str(action), case, ctx.cell, ctx.heading)
    refusals, most = ctx.memory.refusals, _patience(ctx)[1]
    for _ in range(AIMS):
        if ctx.belief.may_err and (refusals[key] >= most or refusals[key[:2]] >= PLACES * SAME):
            if not used:
                # not tried again, which is no success, whichever of the two it is
                for one in {name, _blamed(ctx, action, name)}:
                    ctx.memory.note_failure(str(action), one)
            break
        if used and ctx.belief.may_err and _already(ctx, action, name):
            return DONE  # that is why it was refused
        point = _aim(ctx, action, name, surface, used)
        if point is None:
            return Result(Outcome.NOT_SEEN, f"no part of {name} can be aimed at")
        target = ctx.instance(name)
        if target is not None and action in NEEDS and not target.can(NEEDS[action]):
            break  # it was found to be something else
        if tool is not None and ctx.belief.instances[tool.name].object_class not in KNIVES:
            break
        used.append(point)
        before = ctx.belief.view
        aim = before.world_point(point) if before is not None else None
        if action is ActionName.PLACE and aim is not None:
            covered = (
                ctx.belief.may_err and target is not None and target.can(Affordance.PICKUPABLE)
            )
            if not covered and any(math.dist(aim[::2], other[::2]) < SPOT for other in aims):
                continue  # the world looks for a free spot around it by itself
            aims.append(aim)  # on a plate, it may have been what lies on it that was aimed at
        worked = yield act(action, why, name, point)
        if worked and action is ActionName.OPEN:
            note_opened(ctx, name, before, point)
        if worked and action is ActionName.PICKUP and target is not None and target.parent:
            x, _, z = target.position
            ctx.memory.origins[name] = target.parent, (x, target.low[1], z)
        if worked:
            ctx.memory.note_success(str(action), name)
            return DONE
        ctx.memory.note_failure(str(action), _blamed(ctx, action, name))
        refusals[key] += 1
        refusals[key[:2]] += 1
        if ctx.steps_left <= 0:
            return Result(Outcome.BUDGET, "no steps left")
    return Result(Outcome.REFUSED, f"{action} {name} was refused")


def _blamed(ctx: Context, action: ActionName, name: str) -> str:
    """Of a thing and what does not cut it, or does not pour into it, the one that is likelier not
    what it is taken for."""
    thing, tool = ctx.instance(name), ctx.instance(ctx.belief.held or "")
    if action not in (ActionName.SLICE, ActionName.POUR) or thing is None or tool is None:
        return name
    return tool.name if tool.confidence < thing.confidence else name


def _aim(
    ctx: Context, action: ActionName, name: str, surface: bool, used: list[tuple[float, float]]
) -> tuple[float, float] | None:
    """The next image point to try: the best one, then others spread over the thing."""
    view = ctx.belief.view
    if view is not None and action is ActionName.CLOSE and ctx.belief.may_err and not used:
        # doors in a row look like one: what opened at a point shuts at it
        door = ctx.memory.opened.get(name)
        point = view.image_point(door.handle) if door else None
        if point is not None:
            return point
    if view is None or name not in view.identities:
        point = known_point(ctx, name)
        if point is not None:
            ctx.memory.reached_for.add(name)
        return point
    if surface and len(used) < 2:
        near = None
        if used:
            target = ctx.instance(name)
            near = None if target is None else (target.position[0], target.position[2])
        point = view.surface_point(name, near=near)
        if point is not None and point not in used:
            return point
    contents = ctx.belief.contents(name) if ctx.belief.may_err else ()
    if not used and action is ActionName.PICKUP and contents:
        inside = (view.image_point(ctx.belief.instances[one].position) for one in contents)
        beside = [point for point in inside if point is not None]
        return spread_point(view, name, beside or [_middle(view, name)])
    if not used:
        return view.best_point(name)
    return spread_point(view, name, used)


def _middle(view: View, name: str) -> tuple[float, float]:
    """Image point (y, x) of the middle of a thing in view."""
    rows, columns = np.nonzero(view.mask(name))
    height, width = view.depth.shape
    return (float(rows.mean()) + 0.5) / height, (float(columns.mean()) + 0.5) / width


def spread_point(
    view: View, name: str, used: list[tuple[float, float]]
) -> tuple[float, float] | None:
    """The pixel of a thing that is farthest from the points used, not on its edge, and within
    reach if any is."""
    mask = view.reachable_mask(name)
    inner = mask.copy()
    inner[1:-1, 1:-1] &= mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:]
    rows, columns = np.nonzero(inner if inner.any() else mask)
    if not len(rows):
        return None
    height, width = mask.shape
    y, x = (rows + 0.5) / height, (columns + 0.5) / width
    away = np.min([np.hypot(y - point[0], x - point[1]) for point in used], axis=0)
    best = int(away.argmax())
    return float(y[best]), float(x[best])


def _another_place(ctx: Context, name: str, why: str) -> Generator[Intent, bool, bool]:
    """Steps to another place from which the thing can be reached."""
    target = ctx.instance(name)
    if target is None:
        return False
    tried = ctx.memory.stand_tries.setdefault(name, set())
    here = ctx.cell
    tried.add((*here, ctx.heading, round(ctx.belief.pose.horizon)))
    for stand in stands(ctx, target):
        if stand.cell == here:
            continue
        yield from walk(ctx, stand.cell, why + " (from another side)")
        yield from turn(ctx, stand.heading, why)
        yield from tilt(ctx, stand.horizon, why)
        tried.add(stand.key)
        return in_reach(ctx, name)
    return False
