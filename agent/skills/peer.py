"""Looking into an open container so that all of its inside has been in view."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from agent.skills.approach import obstruction
from agent.skills.clear import covering, uncover
from agent.skills.doors import opened_part
from agent.skills.lattice import Cell, turns
from agent.skills.navigate import go, reachable, tilt, turn
from agent.skills.sight import EDGE, front, looks
from agent.skills.skill import DONE, Context, Skill
from agent.skills.survey import HIDDEN, NEXT, look_over, unseen
from envs.interface import CAMERA_HEIGHT, FIELD_OF_VIEW, turn_between
from perception.instances import Instance, Point

NEAR, FAR = 0.45, 1.6  # [m] from the container's middle, to see all of its inside
ABOVE = 0.7  # [m] away is best for what is looked into from above
ACROSS = 1.35  # [m] away is best for what is looked into from in front, past its top and shelves
ASKEW = 45.0  # [deg] off its front, at most
TURNED = 5.0  # [deg] off its front that is as bad as an action
SIDES = 3  # from which what is open is looked at until its front shows
OTHER_SIDE = 60.0  # [deg] between two of them, at least
AROUND = 24.0  # [actions] to where more of a container shows that shows next to nothing, at most
FURTHER = 3  # viewpoints at most, after the first, for what that did not show


def peer_inside(
    ctx: Context, name: str, why: str, found: Callable[[], bool] = lambda: False
) -> Skill:
    """Steps in front of an open container and looks over all of its inside.

    Args:
        ctx: the agent's.
        name: of the container.
        why: for the trace.
        found: whether to stop early.
    """
    tried: list[float] = []
    for _ in range(SIDES):
        container = ctx.instance(name)
        if container is None:
            return DONE  # seen from near, it may be none
        facing, (low, high) = front(container), opened_part(ctx, container)
        middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        stand = _front_cell(ctx, container, middle, tried, _far(ctx, name))
        if stand is None and tried:
            break
        if stand is not None and stand != ctx.cell:
            yield from go(ctx, stand, why)
        pose = ctx.belief.pose
        tried.append(math.degrees(math.atan2(middle[0] - pose.x, middle[2] - pose.z)))
        yield from turn(ctx, ctx.lattice.heading(tried[-1]), why)
        for horizon in horizons(ctx, low, high):
            if found():
                return DONE
            yield from tilt(ctx, horizon, why)
        if not _is_beside(ctx, name, facing):
            break
    yield from look_over(ctx, name, why, FURTHER, found, there=True, far=_far(ctx, name))
    if ctx.instance(name) is None or found():
        return DONE  # seen from near, it may be none
    if unseen(ctx, name).share < HIDDEN:
        return DONE
    if covering(ctx, name):
        yield from uncover(ctx, name, why)
        ctx.memory.glances.pop(name, None)
        yield from look_over(ctx, name, why, FURTHER, found, there=True)
    return DONE


def _far(ctx: Context, name: str) -> float:
    """[actions] that are not walked to look at more of an open container: what was opened from
    aside, so that next to nothing shows, is worth a longer way."""
    there = ctx.instance(name) is not None  # seen from near, it may be none
    return AROUND if there and unseen(ctx, name).share >= HIDDEN else NEXT


def _is_beside(ctx: Context, name: str, facing: tuple[float, float] | None) -> bool:
    """Whether an open container turned out to have its front elsewhere than was thought, or hides
    its inside from who does not know where that is."""
    container = ctx.instance(name)
    if container is None or front(container) != facing:
        return container is not None
    return facing is None and unseen(ctx, name).share >= HIDDEN


def _front_cell(
    ctx: Context, container: Instance, middle: Point, tried: Sequence[float], far: float
) -> Cell | None:
    """The cheapest cell in front of the middle of a container, or on another side than was tried
    where its front is not known; None where the present one will do.

    Args:
        ctx: the agent's.
        container: the container.
        middle: [m] of what can be looked into of it, map frame.
        tried: bearings [deg] of it from where it was looked at.
        far: [actions] of going there that are too many, where beliefs may be wrong.
    """
    ways = reachable(ctx)
    facing = front(container)
    best_away = ABOVE if container.object_class in ("Drawer", "Box") else ACROSS
    reach = math.ceil(FAR / 0.25) + 1
    centre = ctx.lattice.cell(middle[0], middle[2])
    options: list[tuple[float, Cell]] = []
    for i in range(centre[0] - reach, centre[0] + reach + 1):
        for j in range(centre[1] - reach, centre[1] + reach + 1):
            walk = ways.cost.get((i, j))
            if walk is None or (ctx.belief.may_err and walk > far):
                continue
            x, z = ctx.lattice.position((i, j))
            dx, dz = x - middle[0], z - middle[2]
            away = math.hypot(dx, dz)
            if not NEAR <= away <= FAR:
                continue
            askew = 0.0
            if facing is not None:
                along = (dx * facing[0] + dz * facing[1]) / away
                askew = math.degrees(math.acos(max(-1.0, min(1.0, along))))
            if askew > ASKEW:
                continue
            bearing = math.degrees(math.atan2(-dx, -dz))
            if facing is None and any(
                abs(turn_between(bearing, other)) < OTHER_SIDE for other in tried
            ):
                continue
            turning = len(turns(ctx.heading, ctx.lattice.heading(bearing)))
            score = walk + turning + askew / TURNED + 6.0 * abs(away - best_away)
            options.append((score, (i, j)))
    best: tuple[float, Cell] | None = None
    for score, cell in sorted(options):
        if best is not None and score >= best[0]:
            break
        x, z = ctx.lattice.position(cell)
        score += obstruction(ctx, (x, CAMERA_HEIGHT, z), middle, container)
        if best is None or score < best[0]:
            best = (score, cell)
    return None if best is None else best[1]


def horizons(ctx: Context, low: Point, high: Point) -> list[float]:
    """The fewest looks [deg, down] that have everything between two corners in view."""
    pose = ctx.belief.pose
    nearest = math.hypot(
        max(low[0] - pose.x, 0.0, pose.x - high[0]), max(low[2] - pose.z, 0.0, pose.z - high[2])
    )
    farthest = max(
        math.hypot(x - pose.x, z - pose.z) for x in (low[0], high[0]) for z in (low[2], high[2])
    )
    near = max(nearest, 0.2)

    def pitch(height: float, away: float) -> float:
        return math.degrees(math.atan2(CAMERA_HEIGHT - height, away))

    lowest = max(pitch(low[1], near), pitch(low[1], farthest))
    highest = min(pitch(high[1], near), pitch(high[1], farthest))
    half = FIELD_OF_VIEW / 2 - EDGE
    now = ctx.belief.pose.horizon
    chosen: list[float] = []
    # From the look that is nearest to the present one, go on until all pitches are covered.
    options = looks(ctx)
    uncovered = [highest + (lowest - highest) * part / 8 for part in range(9)]
    while uncovered and options:

        def gain(one: float, left: list[float] = uncovered) -> tuple[int, float]:
            covered = sum(abs(angle - one) <= half for angle in left)
            return covered, -abs(one - (chosen[-1] if chosen else now))

        best = max(options, key=gain)
        if gain(best)[0] == 0:
            break
        chosen.append(best)
        options.remove(best)
        uncovered = [angle for angle in uncovered if abs(angle - best) > half]
    return chosen
