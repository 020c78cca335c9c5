import numpy as np
import pytest

from perception.frontier import frontier_cells, frontiers


def test_border_of_the_known_floor_by_size():
    free = np.zeros((40, 40), bool)
    free[5:30, 5:30] = True
    explored = free.copy()
    explored[4:31, 4] = explored[4, 4:31] = explored[30, 4:31] = True  # walls on three sides
    found = frontiers(frontier_cells(free, explored), (1.0, 2.0), 0.05)
    assert len(found) == 1
    assert found[0].centre[1] == pytest.approx(2.0 + 29.5 * 0.05)
    assert found[0].size == pytest.approx(25 * 0.05, abs=0.11)


def test_specks_of_unknown_floor_do_not_count():
    free = np.ones((40, 40), bool)
    free[20, 20] = free[20, 21] = False
    inner = frontier_cells(free, free.copy())[2:-2, 2:-2]
    assert not inner.any()


def test_small_stretches_are_left_out_and_large_come_first():
    cells = np.zeros((40, 40), bool)
    cells[3, 3:13] = True
    cells[20, 3:33] = True
    cells[30, 3:5] = True
    found = frontiers(cells, (0.0, 0.0), 0.05)
    assert [round(one.size, 2) for one in found] == [1.5, 0.5]
