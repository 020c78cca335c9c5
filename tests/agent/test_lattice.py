"""The lattice's frames round-trip and its paths are the shortest."""

import math

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
    blocked = {(x, 2) for x in range(-3, 3)}

    def cost(_: lattice.Cell, to: lattice.Cell) -> float:
        return math.inf if to in blocked or max(map(abs, to)) > 6 else 1.0

    found = lattice.reach((0, 0), cost)
    path = found.path((0, 4))
    assert path[-1] == (0, 4)
    assert not blocked & set(path)
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
