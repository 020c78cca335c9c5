"""Looking a place over: standing where most of what has not been seen of it comes into view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.skills.lattice import Cell, Reach, turns
from agent.skills.navigate import go, reachable, tilt, turn
from agent.skills.sight import eyes_at, framed, in_sight, looks
from agent.skills.skill import DONE, Context, Skill
from envs.interface import LOOK_ANGLE
from perception.coverage import LEGIBLE

GLANCES = 2  # times that a point should have come into view, after which it is let be
EYES = 160  # places to stand that are compared
POINTS = 120  # unseen points that they are compared by
NEAR = 0.25  # [m] from the eye in the horizontal plane, nearer points are under the agent's nose
SETTLING = 4.0  # [actions] that a viewpoint costs beside the way there
FEWEST = 2.0  # unseen points that are worth a look


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


def unseen(ctx: Context, name: str) -> tuple[NDArray[np.float32], int]:
    """Points (K, 3) [m] of a receptacle that were not seen and may yet be, and how many it has."""
    points, total = ctx.belief.unseen(name)
    glances = ctx.memory.glances.get(name)
    if glances and len(points):
        kept = [glances[key] < GLANCES for key in _keys(points)]
        points = points[np.array(kept)]
    return points, total


def _keys(points: NDArray[np.float32]) -> list[tuple[int, ...]]:
    """Points as centimetres, to be remembered by."""
    return [tuple(key) for key in np.round(points * 100.0).astype(int).tolist()]


def viewpoint(ctx: Context, name: str, ways: Reach) -> Viewpoint | None:
    """The pose that shows most of what was not seen of a receptacle, for its cost; None if no
    pose shows any."""
    place = ctx.belief.instances[name]
    left, total = unseen(ctx, name)
    if len(left) < FEWEST:
        return None
    stride = -(-len(left) // POINTS)
    points = left[::stride].astype(float)  # each stands for those that follow it
    cells = _cells_near(ctx, ways, points)
    if not cells:
        return None
    eyes = eyes_at(ctx, cells)
    apart = points[None] - eyes[:, None]
    seen = in_sight(ctx, eyes, points, place)
    seen &= (apart**2).sum(axis=2) < (LEGIBLE - 0.05) ** 2
    seen &= np.hypot(apart[..., 0], apart[..., 2]) > NEAR
    walk = np.array([ways.cost[cell] for cell in cells])
    best: tuple[float, int, int, float] | None = None
    for heading in range(4):
        for horizon in looks(ctx):
            gain = (seen & framed(ctx.lattice.yaw(heading), horizon, eyes, points)).sum(axis=1)
            cost = walk + _turning(ctx, heading, horizon) + SETTLING
            score = np.where(gain * stride >= FEWEST, gain / cost, 0.0)
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


def _cells_near(ctx: Context, ways: Reach, points: NDArray[np.float64]) -> list[Cell]:
    """Cells from which some point may be near enough, cheapest first."""
    low, high = points.min(axis=0), points.max(axis=0)
    found = []
    for cell in sorted(ways.cost, key=lambda cell: (ways.cost[cell], cell)):
        x, z = ctx.lattice.position(cell)
        away = max(low[0] - x, 0.0, x - high[0]), max(low[2] - z, 0.0, z - high[2])
        if away[0] ** 2 + away[1] ** 2 < LEGIBLE**2:
            found.append(cell)
    return found[:: max(1, -(-len(found) // EYES))]


def look_over(
    ctx: Context, name: str, why: str, most: int, found: Callable[[], bool] = lambda: False
) -> Skill:
    """Looks at what was not seen of a receptacle, from as many places as it takes.

    Args:
        ctx: the agent's.
        name: of the receptacle.
        why: for the trace.
        most: viewpoints at most.
        found: whether to stop early.
    """
    for _ in range(most):
        if ctx.instance(name) is None or found() or ctx.steps_left <= 0:
            return DONE
        best = viewpoint(ctx, name, reachable(ctx))
        if best is None:
            return DONE
        ctx.memory.glances.setdefault(name, Counter()).update(_keys(best.points))
        yield from go(ctx, best.cell, why)
        yield from turn(ctx, best.heading, why)
        yield from tilt(ctx, best.horizon, why)
    return DONE
