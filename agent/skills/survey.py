"""Looking a place over: standing where most of what has not been seen of it comes into view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.skills.doors import opened_part
from agent.skills.lattice import Cell, Reach, turns
from agent.skills.navigate import go, reachable, tilt, turn
from agent.skills.sight import eyes_at, framed, in_sight, looks
from agent.skills.skill import DONE, Context, Skill
from envs.interface import LOOK_ANGLE, Pose
from perception.coverage import LEGIBLE, WALL_LEGIBLE, interior
from perception.fusion import look_at, novelty
from perception.suspects import CLOSE

GLANCES = 2  # times that a point should have come into view, after which it is let be
EYES = 160  # places to stand that are compared
POINTS = 120  # unseen points that they are compared by
NEAR = 0.25  # [m] from the eye in the horizontal plane, nearer points are under the agent's nose
SETTLING = 4.0  # [actions] that a viewpoint costs beside the way there
STRETCH = 1.0  # [m] of walls that are looked at together
FEWEST = 2.0  # unseen points that are worth a look
HIDDEN = 0.5  # share of the inside of a container from which on it is as good as unseen
SHOWN = 0.5  # share of a thing that another look at it shows at least
ASIDE = 4.0  # [actions] to where a thing is looked at once more
NEXT = 12.0  # [actions] to a further viewpoint of a place, at most: across a wall it is another's


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Where to stand and look.

    Attributes:
        cell, heading, horizon: the pose; horizon in [deg, down].
        cost: [actions] to get there.
        points: (K, 3) [m], map frame, that should come into view.
        share: of the place's points that these are.
    """

    cell: Cell
    heading: int
    horizon: float
    cost: float
    points: NDArray[np.float32]
    share: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Points that have not been seen.

    Attributes:
        name: of the receptacle, or of the stretch of wall.
        points: (K, 3) [m], map frame.
        total: how many points there are, seen and unseen.
        legible: [m] from how near they have to be seen.
    """

    name: str
    points: NDArray[np.float32]
    total: int
    legible: float = LEGIBLE

    @property
    def share(self) -> float:
        return len(self.points) / max(1, self.total)


def unseen(ctx: Context, name: str) -> Gap:
    """What of a receptacle was not seen and may yet be; of doors in a row, behind the one that was
    opened last."""
    points, total = ctx.belief.unseen(name)
    if ctx.belief.may_err and name in ctx.memory.opened:
        container = ctx.belief.instances[name]
        low, high = (np.array(corner, np.float32) for corner in opened_part(ctx, container))
        points = points[((points >= low) & (points <= high)).all(axis=1)]
        every = interior(container)
        total = int(((every >= low) & (every <= high)).all(axis=1).sum())
    return Gap(name, _not_given_up(ctx, name, points), total)


def is_hidden(ctx: Context, name: str) -> bool:
    """Whether most of the inside of a container was never seen, whether it looks open or not."""
    if ctx.instance(name) is None:
        return False
    points, total = ctx.belief.unseen(name)
    return len(points) >= HIDDEN * total > 0


def unseen_walls(ctx: Context) -> dict[str, Gap]:
    """What of the walls was not seen and may yet be, by stretches of about a metre."""
    points = ctx.belief.unseen_walls()
    stretches: dict[str, list[int]] = {}
    for index, (x, z) in enumerate(np.floor(points[:, ::2] / STRETCH).astype(int).tolist()):
        stretches.setdefault(f"the wall near {x}, {z}", []).append(index)
    gaps: dict[str, Gap] = {}
    for name, indices in sorted(stretches.items()):
        left = _not_given_up(ctx, name, points[indices])
        gaps[name] = Gap(name, left, len(indices), WALL_LEGIBLE)
    return gaps


def gap_of(ctx: Context, name: str) -> Gap:
    """What was not seen of a receptacle, or of a stretch of wall."""
    if name in ctx.belief.instances:
        return unseen(ctx, name)
    nothing = Gap(name, np.zeros((0, 3), np.float32), 0)
    return unseen_walls(ctx).get(name, nothing)


def _not_given_up(ctx: Context, name: str, points: NDArray[np.float32]) -> NDArray[np.float32]:
    glances = ctx.memory.glances.get(name)
    if not glances or not len(points):
        return points
    return points[np.array([glances[key] < GLANCES for key in _keys(points)])]


def _keys(points: NDArray[np.float32]) -> list[tuple[int, ...]]:
    """Points as centimetres, to be remembered by."""
    return [tuple(key) for key in np.round(points * 100.0).astype(int).tolist()]


def viewpoint(ctx: Context, name: str, ways: Reach, least: float = 0.0) -> Viewpoint | None:
    """The pose that shows most of what was not seen of a place, for its cost.

    Args:
        ctx: the agent's.
        name: of the receptacle, or of the stretch of wall.
        ways: from where the agent stands.
        least: share of the place's points that it has to show.

    Returns:
        None if there is no such pose.
    """
    gap = gap_of(ctx, name)
    return _vantage(ctx, gap, ways, max(FEWEST, least * gap.total))


def closer_view(ctx: Context, points: NDArray[np.float32], ways: Reach) -> Viewpoint | None:
    """The pose that shows most of a thing's surface from near, for its cost.

    Args:
        ctx: the agent's.
        points: (K, 3) [m] of the surface, map frame.
        ways: from where the agent stands.

    Returns:
        None if there is no such pose.
    """
    return _vantage(ctx, Gap("", points, len(points), CLOSE), ways, 1.0)


def another_view(ctx: Context, points: NDArray[np.float32], ways: Reach) -> Viewpoint | None:
    """The pose a few steps away that tells most of a thing beside what the present one tells.

    Args:
        ctx: the agent's.
        points: (K, 3) [m] of the thing's surface, map frame.
        ways: from where the agent stands.

    Returns:
        None if the thing is in view from nowhere else.
    """
    cells = [cell for cell in sorted(ways.cost) if ways.cost[cell] <= ASIDE]
    eyes, every = eyes_at(ctx, cells), points.astype(float)
    seen = in_sight(ctx, eyes, every, None)
    seen &= ((every[None] - eyes[:, None]) ** 2).sum(axis=2) < LEGIBLE**2
    x, y, z = every.mean(axis=0).tolist()
    here = look_at(ctx.belief.pose, (x, y, z))
    best: tuple[float, Viewpoint] | None = None
    for heading in range(4):
        for horizon in looks(ctx):
            shown = seen & framed(ctx.lattice.yaw(heading), horizon, eyes, every)
            for index in np.flatnonzero(shown.mean(axis=1) >= SHOWN).tolist():
                cell = cells[index]
                stand = ctx.lattice.position(cell)
                pose = Pose(*stand, ctx.lattice.yaw(heading), horizon, ctx.belief.pose.y)
                cost = ways.cost[cell] + _turning(ctx, heading, horizon)
                score = novelty(look_at(pose, (x, y, z)), [here]) / (cost + SETTLING)
                if score > 0.0 and (best is None or score > best[0]):
                    at = points[shown[index]]
                    share = len(at) / len(points)
                    best = (score, Viewpoint(cell, heading, horizon, cost, at, share))
    return None if best is None else best[1]


def _vantage(ctx: Context, gap: Gap, ways: Reach, fewest: float) -> Viewpoint | None:
    """The pose that shows most of a gap, at least `fewest` of its points, for its cost."""
    left, total = gap.points, gap.total
    if len(left) < fewest:
        return None
    stride = -(-len(left) // POINTS)
    points = left[::stride].astype(float)  # each stands for those that follow it
    cells = _cells_near(ctx, ways, points, gap.legible)
    if not cells:
        return None
    eyes = eyes_at(ctx, cells)
    apart = points[None] - eyes[:, None]
    seen = in_sight(ctx, eyes, points, ctx.belief.instances.get(gap.name))
    seen &= (apart**2).sum(axis=2) < (gap.legible - 0.05) ** 2
    seen &= np.hypot(apart[..., 0], apart[..., 2]) > NEAR
    walk = np.array([ways.cost[cell] for cell in cells])
    best: tuple[float, int, int, float] | None = None
    for heading in range(4):
        for horizon in looks(ctx):
            gain = (seen & framed(ctx.lattice.yaw(heading), horizon, eyes, points)).sum(axis=1)
            cost = walk + _turning(ctx, heading, horizon) + SETTLING
            score = np.where(gain * stride >= fewest, gain / cost, 0.0)
            at = int(score.argmax())
            if score[at] > 0.0 and (best is None or score[at] > best[0] + 1e-9):
                best = (float(score[at]), at, heading, horizon)
    if best is None:
        return None
    _, at, heading, horizon = best
    shown = seen[at] & framed(ctx.lattice.yaw(heading), horizon, eyes[at : at + 1], points)[0]
    cost = float(walk[at]) + _turning(ctx, heading, horizon)
    shows = left[np.repeat(shown, stride)[: len(left)]]
    return Viewpoint(cells[at], heading, horizon, cost, shows, len(shows) / max(1, total))


def _turning(ctx: Context, heading: int, horizon: float) -> float:
    looking = abs(horizon - ctx.belief.pose.horizon) / LOOK_ANGLE
    return len(turns(ctx.heading, heading)) + looking


def _cells_near(ctx: Context, ways: Reach, points: NDArray[np.float64], reach: float) -> list[Cell]:
    """Cells from which some point may be near enough, cheapest first."""
    low, high = points.min(axis=0), points.max(axis=0)
    found = []
    for cell in sorted(ways.cost, key=lambda cell: (ways.cost[cell], cell)):
        x, z = ctx.lattice.position(cell)
        away = max(low[0] - x, 0.0, x - high[0]), max(low[2] - z, 0.0, z - high[2])
        if away[0] ** 2 + away[1] ** 2 < reach**2:
            found.append(cell)
    return found[:: max(1, -(-len(found) // EYES))]


def look_over(
    ctx: Context,
    name: str,
    why: str,
    most: int,
    found: Callable[[], bool] = lambda: False,
    least: float = 0.0,
    there: bool = False,
    far: float = NEXT,
) -> Skill:
    """Looks at what was not seen of a place, from as many others as it takes; what is seen only
    after a long way from the one before is left for another time.

    Args:
        ctx: the agent's.
        name: of the receptacle, or of the stretch of wall.
        why: for the trace.
        most: viewpoints at most.
        found: whether to stop early.
        least: share of the place that every look has to show.
        there: whether the agent stands at the place already.
        far: [actions] that are a long way.
    """
    for number in range(most):
        if found() or ctx.steps_left <= 0:
            return DONE
        best = viewpoint(ctx, name, reachable(ctx), least)
        if best is None or ((there or number) and best.cost > far and ctx.belief.may_err):
            return DONE
        ctx.memory.glances.setdefault(name, Counter()).update(_keys(best.points))
        yield from look_from(ctx, best, why)
    return DONE


def look_from(ctx: Context, view: Viewpoint, why: str) -> Skill:
    """Goes to a viewpoint and looks from it."""
    yield from go(ctx, view.cell, why)
    yield from turn(ctx, view.heading, why)
    return (yield from tilt(ctx, view.horizon, why))
