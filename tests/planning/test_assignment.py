from __future__ import annotations

import itertools

import numpy as np
import pytest

from planning.assignment import assign


@pytest.mark.parametrize("seed", range(30))
def test_no_other_assignment_is_cheaper(seed: int) -> None:
    generator = np.random.default_rng(seed)
    rows = int(generator.integers(1, 5))
    columns = rows + int(generator.integers(0, 3))
    costs = generator.uniform(0.0, 10.0, (rows, columns)).tolist()
    chosen = assign(costs)
    assert len(set(chosen)) == rows
    total = sum(costs[row][column] for row, column in enumerate(chosen))
    best = min(
        sum(costs[row][column] for row, column in enumerate(order))
        for order in itertools.permutations(range(columns), rows)
    )
    assert total == pytest.approx(best)


def test_nothing_to_assign() -> None:
    assert assign([]) == []
