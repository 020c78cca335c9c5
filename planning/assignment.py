"""The cheapest way to give every row a column of its own."""

from __future__ import annotations

from collections.abc import Sequence

INFEASIBLE = 10_000.0  # cost of what cannot be done; sums of real costs stay far below


def assign(costs: Sequence[Sequence[float]]) -> list[int]:
    """Column of each row so that the sum of costs is least and no column is used twice.

    The Hungarian method with potentials and shortest augmenting paths (Kuhn 1955, Munkres 1957),
    O(rows² · columns).

    Args:
        costs: (rows, columns), rows <= columns.
    """
    rows, columns = len(costs), len(costs[0]) if costs else 0
    infinity = float("inf")
    row_potential = [0.0] * (rows + 1)
    column_potential = [0.0] * (columns + 1)
    owner = [0] * (columns + 1)  # row (from 1) of each column (from 1)
    for row in range(1, rows + 1):
        owner[0] = row
        current = 0
        slack = [infinity] * (columns + 1)
        previous = [0] * (columns + 1)
        visited = [False] * (columns + 1)
        while owner[current]:
            visited[current] = True
            here, step, following = owner[current], infinity, 0
            for column in range(1, columns + 1):
                if visited[column]:
                    continue
                reduced = costs[here - 1][column - 1] - row_potential[here]
                reduced -= column_potential[column]
                if reduced < slack[column]:
                    slack[column], previous[column] = reduced, current
                if slack[column] < step:
                    step, following = slack[column], column
            for column in range(columns + 1):
                if visited[column]:
                    row_potential[owner[column]] += step
                    column_potential[column] -= step
                else:
                    slack[column] -= step
            current = following
        while current:
            owner[current] = owner[previous[current]]
            current = previous[current]
    chosen = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            chosen[owner[column] - 1] = column - 1
    return chosen
