"""Going places and bringing things into view, on the believed map alone."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from agent.skills.lattice import STEPS, Cell, Ground, Reach, move, turns
from agent.skills.skill import DONE, Context, Outcome, Result, Skill, act
from envs.interface import (
    LOOK_ANGLE,
    VISIBILITY_DISTANCE,
    ActionName,
)
from envs.ontology import BY_NAME
from perception.instances import Point
from perception.morphology import closed
from perception.semantic_map import TopDownMap
from perception.voxel_map import RESOLUTION

ROOMY, SNUG, TIGHT = 0.31, 0.235, 0.185  # [m] clearance of easy, ordinary and risky places
GAPS = 4  # cells to either side of a gap in the known floor that is closed
ROOMIEST = 10.0  # [m] clearance that is told apart
SQUEEZE = 0.11  # [m] clearance that is tried where there is no other way
WEDGED = 6  # cells that can be reached, at most, by an agent that is wedged in
WALKED = 1.3  # [actions] of a step that was made before, either way, however tight it looks
UNKNOWN_COST = 3.0  # [actions] of a step onto floor that has not been seen
SURE_THERE = 0.8  # confidence in a thing from which on it is taken to be there, though overlooked
SPILT = 0.04  # share of a guessed mask that may be of something before it
REACHES = 6  # of an episode, at most: what is refused costs more than a look
SPECK = 3  # [pixels] fewer cannot be aimed at
BLIND = 0.25  # [m] floor this near to what the agent covered is below its field of view


def ground(ctx: Context, unknown: bool = False, tight: float = TIGHT) -> Ground:
    """What steps cost on the map as it is now.

    Args:
        ctx: the agent's.
        unknown: whether floor that has not been seen may be walked on, at a price.
        tight: [m] clearance below which nothing is tried.
    """
    top_down = ctx.belief.map
    nx, nz = top_down.shape
    corners = [ctx.lattice.cell(*top_down.point(i, k)) for i in (0, nx) for k in (0, nz)]
    low = (min(i for i, _ in corners), min(j for _, j in corners))
    high = (max(i for i, _ in corners), max(j for _, j in corners))
    half = _place_costs(
        ctx, low, high, unknown, tight
    )  # at cells (even) and half way between (odd)
    ni, nj = high[0] - low[0] + 1, high[1] - low[1] + 1
    ahead = np.full((4, ni, nj), np.inf)
    for direction, (di, dj) in enumerate(STEPS):
        i = slice(max(0, -di), ni - max(0, di))
        j = slice(max(0, -dj), nj - max(0, dj))
        between = half[_shifted(i, di), _shifted(j, dj)]
        beyond = half[_shifted(i, 2 * di), _shifted(j, 2 * dj)]
        ahead[direction, i, j] = np.maximum(between, beyond)
    for moves, most in ((ctx.walked, WALKED), (ctx.blocked, np.inf)):
        for cell, following in moves:
            i, j = cell[0] - low[0], cell[1] - low[1]
            if 0 <= i < ni and 0 <= j < nj:
                step = (STEPS.index((following[0] - cell[0], following[1] - cell[1])), i, j)
                ahead[step] = np.inf if most == np.inf else min(ahead[step], most)
    return Ground(low, ahead)


def _shifted(cells: slice, shift: int) -> slice:
    """A range of cells as a range of the half grid, moved by half steps."""
    return slice(2 * cells.start + shift, 2 * (cells.stop - 1) + shift + 1, 2)


def _clearance(ctx: Context) -> NDArray[np.float32]:
    """Clearance (nx, nz) [m] of the map, open doors of containers left out.

    A door that was left open seldom bars the way, and a bump tells where one does.
    """
    top_down = ctx.belief.map
    ajar = [one for one in ctx.belief.present() if one.is_open and one.body_low is not None]
    if not ajar:
        return top_down.clearance
    doors = np.zeros(top_down.shape, bool)
    tops = top_down.top_classes()
    for one in ajar:
        assert one.body_low is not None and one.body_high is not None
        swing = _footprint(ctx, one.low, one.high)
        inside = np.zeros(top_down.shape, bool)
        inside[_footprint(ctx, one.body_low, one.body_high)] = True
        mine = tops[swing] == BY_NAME[one.object_class].index + 1
        doors[swing] |= mine & ~inside[swing]
    if not doors.any():
        return top_down.clearance
    obstacle = top_down.obstacle & ~doors
    if not obstacle.any():
        return np.full(top_down.shape, np.inf, np.float32)
    return (ndimage.distance_transform_edt(~obstacle) * RESOLUTION).astype(np.float32)


def _footprint(ctx: Context, low: Point, high: Point) -> tuple[slice, slice]:
    """Cells under a box [m]."""
    top_down = ctx.belief.map
    i, k = top_down.cell(low[0], low[2])
    last_i, last_k = top_down.cell(high[0], high[2])
    return slice(max(0, i), max(0, last_i + 1)), slice(max(0, k), max(0, last_k + 1))


def _place_costs(
    ctx: Context, low: Cell, high: Cell, unknown: bool, tight: float
) -> NDArray[np.float64]:
    """[actions] of being at every half cell from `low` to `high`."""
    top_down = ctx.belief.map
    first_x, first_z = ctx.lattice.position(low)
    right_x, right_z = ctx.lattice.position((low[0] + 1, low[1]))
    fore_x, fore_z = ctx.lattice.position((low[0], low[1] + 1))
    i = np.arange(2 * (high[0] - low[0]) + 1)[:, None] / 2
    j = np.arange(2 * (high[1] - low[1]) + 1)[None] / 2
    x = first_x + i * (right_x - first_x) + j * (fore_x - first_x)
    z = first_z + i * (right_z - first_z) + j * (fore_z - first_z)
    column = np.floor(x / RESOLUTION + 1e-6).astype(int) - int(top_down.voxels.origin[0])
    row = np.floor(z / RESOLUTION + 1e-6).astype(int) - int(top_down.voxels.origin[1])
    inside = (column >= 0) & (row >= 0)
    inside &= (column < top_down.shape[0]) & (row < top_down.shape[1])
    at = np.where(inside, column, 0), np.where(inside, row, 0)
    room = _between(_clearance(ctx), x / RESOLUTION - 0.5, z / RESOLUTION - 0.5, top_down)
    beyond = UNKNOWN_COST if unknown else math.inf
    cost = np.where(room > ROOMY, 1.0, np.where(room > SNUG, 1.3, 8.0))
    unseen = ~(top_down.explored | known_floor(ctx))[at]
    feet = _blind_spots(ctx)[at]
    cost = np.where(unseen & feet, 1.5, np.where(unseen, beyond, cost))
    cost = np.where((room < tight) | top_down.blocked[at], math.inf, cost)
    cost = np.where(top_down.visited[at], 1.0, cost)
    return np.where(inside, cost, beyond)


def _between(
    clearance: NDArray[np.float32],
    x: NDArray[np.float64],
    z: NDArray[np.float64],
    top_down: TopDownMap,
) -> NDArray[np.float64]:
    """Clearance [m] between the centres of cells, at cells' own numbers (x, z) of the world grid.

    Places to stand lie on corners of cells as often as on their centres; taken from one of the
    cells around, clearance would be half a cell off towards one side.
    """
    places = np.stack(np.broadcast_arrays(x, z)) - top_down.voxels.origin[:2, None, None]
    return ndimage.map_coordinates(
        np.minimum(clearance, ROOMIEST), places, order=1, mode="nearest", output=np.float64
    )


def known_floor(ctx: Context) -> NDArray[np.bool_]:
    """Free cells (nx, nz), with the gaps closed that a distant view leaves between pixels."""
    top_down = ctx.belief.map
    return closed(top_down.free, GAPS) & ~top_down.obstacle


def _blind_spots(ctx: Context) -> NDArray[np.bool_]:
    """Cells (nx, nz) so near to where the agent stood that the tilted camera never saw them."""
    stood = ctx.belief.map.stood
    near = ndimage.distance_transform_edt(~stood) if stood.any() else np.full(stood.shape, np.inf)
    return near * RESOLUTION < BLIND


def reachable(ctx: Context, unknown: bool = False, tight: float = TIGHT) -> Reach:
    """Cheapest ways from where the agent stands; where it is wedged in, tight ones as well."""
    return _ways(ctx, unknown, tight)[0]


def _ways(ctx: Context, unknown: bool, tight: float) -> tuple[Reach, float]:
    """Ways as of `reachable`, and the clearance [m] that they keep."""
    ways = ground(ctx, unknown, tight).reach(ctx.cell)
    if len(ways.cost) < WEDGED and tight > SQUEEZE:
        return ground(ctx, unknown, SQUEEZE).reach(ctx.cell), SQUEEZE
    return ways, tight


def go(ctx: Context, goal: Cell, why: str, watch: str | None = None, look: bool = False) -> Skill:
    """Walks to a cell.

    Args:
        ctx: the agent's.
        goal: cell to end on.
        why: for the trace.
        watch: stop early once this thing is in view and within reach.
        look: turn into longer straight stretches, to see what lies ahead.
    """
    doubted: set[tuple[Cell, Cell]] = set()
    for _ in range(12):
        if ctx.cell == goal:
            return DONE
        for unknown, most in ((False, TIGHT), (True, TIGHT), (True, SQUEEZE)):
            ways, tight = _ways(ctx, unknown, most)
            if goal in ways.cost:
                break
        else:
            return Result(Outcome.UNREACHABLE, "no way there on the map")
        path = ways.path(goal)
        if look and len(path) >= 3:
            wanted = _heading_of(ctx.cell, path[0])
            if all(_heading_of(a, b) == wanted for a, b in itertools.pairwise(path[:3])):
                yield from turn(ctx, wanted, why)
        for following in path:
            here = ctx.cell
            if not _stays_clear(ctx, here, following, tight):
                if (here, following) in doubted:  # free from afar, and not from here
                    ctx.blocked.add((here, following))
                doubted.add((here, following))
                break
            worked = yield act(move(here, following, ctx.heading), why)
            if not worked:
                ctx.blocked.add((here, following))
                break
            ctx.walked |= {(here, following), (following, here)}
            if ctx.steps_left <= 0:
                return Result(Outcome.BUDGET, "no steps left")
            if watch is not None and in_reach(ctx, watch):
                return DONE
    return DONE if ctx.cell == goal else Result(Outcome.UNREACHABLE, "the way stays blocked")


def _stays_clear(ctx: Context, cell: Cell, following: Cell, tight: float) -> bool:
    """Whether a step that was planned can still be made, by what has been seen since."""
    top_down = ctx.belief.map
    here, there = ctx.lattice.position(cell), ctx.lattice.position(following)
    reach = math.ceil(tight / RESOLUTION) + 1
    for part in (0.5, 1.0):
        x, z = here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])
        i, k = top_down.cell(x, z)
        rows, columns = (
            slice(max(0, i - reach), i + reach + 1),
            slice(max(0, k - reach), k + reach + 1),
        )
        close = (top_down.hits[rows, columns] > 0) & ~top_down.stood[rows, columns]
        if close.any():
            return ground(ctx, unknown=True, tight=tight).step(cell, following) < math.inf
    return True


def _heading_of(cell: Cell, following: Cell) -> int:
    step = (following[0] - cell[0], following[1] - cell[1])
    return STEPS.index(step)


def turn(ctx: Context, heading: int, why: str) -> Skill:
    """Turns to a heading."""
    for name in turns(ctx.heading, heading):
        if not (yield act(name, why)):
            return Result(Outcome.REFUSED, "could not turn")
    return DONE


def tilt(ctx: Context, horizon: float, why: str) -> Skill:
    """Looks up or down to a horizon [deg], in whole looks."""
    looks = round((horizon - ctx.belief.pose.horizon) / LOOK_ANGLE)
    name = ActionName.LOOK_DOWN if looks > 0 else ActionName.LOOK_UP
    for _ in range(abs(looks)):
        if not (yield act(name, why)):
            return Result(Outcome.REFUSED, "could not look there")
    return DONE


def look_around(ctx: Context, why: str) -> Skill:
    """Turns once around, so that everything about has been seen."""
    for _ in range(3):
        yield act(ActionName.TURN_RIGHT, why)
    return DONE


def known_point(ctx: Context, name: str) -> tuple[float, float] | None:
    """Where in the frame a thing is in reach that is there by all that is known, or was taken to
    be, but is overlooked or taken for something else; None with eyes that do not err, and once
    that was tried."""
    view = ctx.belief.view
    if view is None or not ctx.belief.may_err or name not in ctx.belief.instances:
        return None
    reached = ctx.memory.reached_for
    sure = ctx.belief.instances[name].confidence >= SURE_THERE or name in ctx.memory.taken
    if name in reached or len(reached) >= REACHES or not sure:
        return None
    return view.known_point(ctx.belief.surface(name), VISIBILITY_DISTANCE - 0.02)


def in_reach(ctx: Context, name: str, surface: bool = False) -> bool:
    """Whether a thing can be acted on from here: in view, within the arm, not a speck."""
    view = ctx.belief.view
    if view is None or name not in view.identities:
        return False
    spilt = SPILT if ctx.belief.may_err else 0.0
    if view.pixels(name) < SPECK or view.reach(name, spilt) > VISIBILITY_DISTANCE - 0.02:
        return False
    return not surface or view.surface_point(name) is not None
