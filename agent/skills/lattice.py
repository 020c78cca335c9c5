"""The grid of places where the agent can stand: its start and every 0.25 m from there.

A cell is `(i, j)`: `i` steps to the right and `j` steps forward of the start, seen with the
heading of the start. Turns are 90 degrees, so headings are numbered 0 to 3 clockwise from the
start's.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass

from envs.interface import GRID_SIZE, ActionName, Pose

Cell = tuple[int, int]
Cost = Callable[[Cell, Cell], float]
_STEPS: tuple[Cell, ...] = ((0, 1), (1, 0), (0, -1), (-1, 0))  # by heading
_MOVES = (
    ActionName.FORWARD,
    ActionName.PAN_RIGHT,
    ActionName.BACKWARD,
    ActionName.PAN_LEFT,
)  # by heading of the step minus heading of the agent


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells and headings, anchored at the pose where the episode began (world frame)."""

    start: Pose

    def position(self, cell: Cell) -> tuple[float, float]:
        """Where a cell is: [m] (x, z), world frame."""
        forward_x, forward_z = self.start.forward
        right_x, right_z = forward_z, -forward_x
        i, j = cell[0] * GRID_SIZE, cell[1] * GRID_SIZE
        return (
            self.start.x + i * right_x + j * forward_x,
            self.start.z + i * right_z + j * forward_z,
        )

    def cell(self, x: float, z: float) -> Cell:
        """The cell nearest to a place [m], world frame."""
        forward_x, forward_z = self.start.forward
        right_x, right_z = forward_z, -forward_x
        dx, dz = x - self.start.x, z - self.start.z
        return (
            round((dx * right_x + dz * right_z) / GRID_SIZE),
            round((dx * forward_x + dz * forward_z) / GRID_SIZE),
        )

    def heading(self, yaw: float) -> int:
        """Heading 0 to 3 nearest to a yaw [deg], world frame."""
        return round((yaw - self.start.yaw) / 90.0) % 4

    def yaw(self, heading: int) -> float:
        """Yaw [deg] of a heading, world frame."""
        return (self.start.yaw + 90.0 * heading) % 360.0


@dataclass(frozen=True, slots=True)
class Reach:
    """Cheapest ways from one cell to every cell around it.

    Attributes:
        cost: [actions] by cell, with the extra cost of risky cells in it.
        previous: the cell before, by cell.
    """

    cost: dict[Cell, float]
    previous: dict[Cell, Cell]

    def path(self, goal: Cell) -> list[Cell]:
        """Cells from the one after the start to the goal; empty when the start is the goal."""
        cells = []
        while goal in self.previous:
            cells.append(goal)
            goal = self.previous[goal]
        return cells[::-1]


def reach(start: Cell, step_cost: Cost, limit: float = math.inf) -> Reach:
    """Dijkstra over the lattice.

    Args:
        start: where the agent stands.
        step_cost: [actions] of going from one cell to the next; inf where it cannot.
        limit: costs beyond which nothing is expanded.
    """
    cost: dict[Cell, float] = {start: 0.0}
    previous: dict[Cell, Cell] = {}
    done: set[Cell] = set()
    queue: list[tuple[float, Cell]] = [(0.0, start)]
    while queue:
        spent, cell = heapq.heappop(queue)
        if cell in done:
            continue
        done.add(cell)
        for di, dj in _STEPS:
            following = (cell[0] + di, cell[1] + dj)
            if following in done:
                continue
            total = spent + step_cost(cell, following)
            if total < cost.get(following, limit):
                cost[following] = total
                previous[following] = cell
                heapq.heappush(queue, (total, following))
    return Reach(cost, previous)


def move(cell: Cell, following: Cell, heading: int) -> ActionName:
    """The action that goes to a neighbouring cell without turning."""
    step = (following[0] - cell[0], following[1] - cell[1])
    return _MOVES[(_STEPS.index(step) - heading) % 4]


def turns(heading: int, wanted: int) -> list[ActionName]:
    """The fewest turns from one heading to another."""
    quarter = (wanted - heading) % 4
    if quarter == 3:
        return [ActionName.TURN_LEFT]
    return [ActionName.TURN_RIGHT] * quarter
