"""The lattice's frames round-trip and its paths are the shortest."""

import numpy as np
import pytest

from agent.skills import lattice
from envs.interface import ActionName, Pose


@pytest.mark.parametrize("yaw", [0.0, 90.0, 180.0, 270.0, 30.0])
def test_cells_and_positions_round_trip(yaw: float) -> None:
    grid = lattice.Lattice(Pose(1.3, -2.1, yaw, 30.0))
    for cell in [(0, 0), (3, -4), (-7, 2)]:
        assert grid.cell(*grid.position(cell)) == cell
    for heading in range(4):
        assert grid.heading(grid.yaw(heading)) == heading


def test_forward_goes_where_the_agent_looks() -> None:
    grid = lattice.Lattice(Pose(0.0, 0.0, 90.0, 0.0))
    x, z = grid.position((0, 4))
    assert (x, z) == pytest.approx((1.0, 0.0), abs=1e-9)
    x, z = grid.position((4, 0))
    assert (x, z) == pytest.approx((0.0, -1.0), abs=1e-9)


def test_paths_go_around_a_wall() -> None:
    side = 13
    free = np.ones((side, side), bool)
    free[3:9, 8] = False  # cells (-3..2, 2)
    ahead = np.full((4, side, side), np.inf)
    for direction, (di, dj) in enumerate(lattice.STEPS):
        for i in range(side):
            for j in range(side):
                if 0 <= i + di < side and 0 <= j + dj < side and free[i + di, j + dj]:
                    ahead[direction, i, j] = 1.0
    found = lattice.Ground((-6, -6), ahead).reach((0, 0))
    path = found.path((0, 4))
    assert path[-1] == (0, 4)
    assert not [cell for cell in path if not free[cell[0] + 6, cell[1] + 6]]
    assert len(path) == found.cost[(0, 4)] == 10


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (0, ActionName.FORWARD),
        (1, ActionName.PAN_LEFT),
        (2, ActionName.BACKWARD),
        (3, ActionName.PAN_RIGHT),
    ],
)
def test_moves_need_no_turning(heading: int, expected: ActionName) -> None:
    assert lattice.move((0, 0), (0, 1), heading) == expected


def test_turns_are_the_fewest() -> None:
    assert lattice.turns(0, 3) == [ActionName.TURN_LEFT]
    assert lattice.turns(3, 1) == [ActionName.TURN_RIGHT] * 2
    assert lattice.turns(2, 2) == []
