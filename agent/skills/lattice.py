"""The grid of places where the agent can stand: its start and every 0.25 m from there.

A cell is `(i, j)`: `i` steps to the right and `j` steps forward of the start, seen with the
heading of the start. Turns are 90 degrees, so headings are numbered 0 to 3 clockwise from the
start's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from envs.interface import GRID_SIZE, ActionName, Pose

Cell = tuple[int, int]
STEPS: tuple[Cell, ...] = ((0, 1), (1, 0), (0, -1), (-1, 0))  # by heading
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


@dataclass(frozen=True, slots=True)
class Ground:
    """What it costs to step from cell to cell, over a rectangle of cells.

    Attributes:
        low: the rectangle's smallest cell.
        ahead: (4, ni, nj) float64, [actions] of the step from a cell in each direction (by
            heading); inf where it cannot be made.
    """

    low: Cell
    ahead: NDArray[np.float64]

    def inside(self, cell: Cell) -> bool:
        i, j = cell[0] - self.low[0], cell[1] - self.low[1]
        return 0 <= i < self.ahead.shape[1] and 0 <= j < self.ahead.shape[2]

    def step(self, cell: Cell, following: Cell) -> float:
        """[actions] of a step to a neighbouring cell."""
        if not self.inside(cell):
            return math.inf
        direction = STEPS.index((following[0] - cell[0], following[1] - cell[1]))
        return float(self.ahead[direction, cell[0] - self.low[0], cell[1] - self.low[1]])

    def reach(self, start: Cell) -> Reach:
        """Cheapest ways from a cell to all others (Dijkstra)."""
        if not self.inside(start):
            return Reach({start: 0.0}, {})
        _, ni, nj = self.ahead.shape
        number = np.arange(ni * nj).reshape(ni, nj)
        sources, targets, costs = [], [], []
        for (di, dj), ahead in zip(STEPS, self.ahead, strict=True):
            i, j = np.nonzero(np.isfinite(ahead))
            sources.append(number[i, j])
            targets.append(number[i + di, j + dj])
            costs.append(ahead[i, j])
        graph = csr_matrix(
            (np.concatenate(costs), (np.concatenate(sources), np.concatenate(targets))),
            shape=(ni * nj, ni * nj),
        )
        index = int(number[start[0] - self.low[0], start[1] - self.low[1]])
        cost, before = dijkstra(graph, indices=index, return_predecessors=True)
        reached = np.flatnonzero(np.isfinite(cost)).tolist()
        cells = {node: (node // nj + self.low[0], node % nj + self.low[1]) for node in reached}
        return Reach(
            {cells[node]: float(cost[node]) for node in reached},
            {cells[node]: cells[int(before[node])] for node in reached if node != index},
        )


def move(cell: Cell, following: Cell, heading: int) -> ActionName:
    """The action that goes to a neighbouring cell without turning."""
    step = (following[0] - cell[0], following[1] - cell[1])
    return _MOVES[(STEPS.index(step) - heading) % 4]


def turns(heading: int, wanted: int) -> list[ActionName]:
    """The fewest turns from one heading to another."""
    quarter = (wanted - heading) % 4
    if quarter == 3:
        return [ActionName.TURN_LEFT]
    return [ActionName.TURN_RIGHT] * quarter
