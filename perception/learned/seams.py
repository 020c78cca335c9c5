"""Pieces that a frame was cut into, and what lies between them: which of them are one thing.

Cells are two pixels a side. Shapes: G pieces, N pairs of pieces side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from perception.learned.grouping import Groups

SEEN = 0.08  # chance of a border, in the mean over a seam, from which on it is one
LONG = 0.25  # of the root of the smaller piece's area: shorter seams join nothing
APART = 0.4  # of the smaller height or width, by which middles of one thing may differ
LEAST = 4.0  # [pixels] that such a height or width counts as, at least
ROUNDS = 4  # of joining, each of which makes seams of seams


@dataclass(frozen=True, slots=True)
class Seams:
    """Where pieces touch.

    Attributes:
        first, second: (N,) int64, the two pieces, from 0; the first is the lower one.
        length: (N,) int64, pairs of cells along it.
        border: (N,) float64, mean chance of a border between them.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    length: NDArray[np.int64]
    border: NDArray[np.float64]


def seams(labels: NDArray[np.integer], borders: NDArray[np.float32]) -> Seams:
    """Where pieces touch.

    Args:
        labels: (h, w) piece of each cell, from 1; 0 for none.
        borders: (h, w, 2) chance that the next cell down, and right, is of another thing.
    """
    low, high, touch = _touching(labels)
    chance = np.concatenate([borders[:-1, :, 0].ravel(), borders[:, :-1, 1].ravel()])[touch]
    count = int(labels.max(initial=0))
    pairs, place = np.unique(low * count + high, return_inverse=True)
    length = np.bincount(place, minlength=len(pairs))
    border = np.bincount(place, chance, len(pairs)) / np.maximum(length, 1)
    return Seams(*np.divmod(pairs, max(count, 1)), length, border)


def _touching(
    labels: NDArray[np.integer],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The lower and the higher piece, from 0, of every two cells side by side that are of two; and
    which pairs of cells, down and then right, these are."""
    first = np.concatenate([labels[:-1].ravel(), labels[:, :-1].ravel()]).astype(np.int64) - 1
    second = np.concatenate([labels[1:].ravel(), labels[:, 1:].ravel()]).astype(np.int64) - 1
    touch = (first >= 0) & (second >= 0) & (first != second)
    first, second = first[touch], second[touch]
    return np.minimum(first, second), np.maximum(first, second), touch


def melted(groups: Groups, labels: NDArray[np.int32], borders: NDArray[np.float32]) -> Groups:
    """Pieces side by side without a border between them made one, where they say that they are in
    one place, whatever their class.

    Args:
        groups: the pieces.
        labels: (h, w) piece of each cell, from 1; 0 for none.
        borders: (h, w, 2) chance that the next cell down, and right, is of another thing.
    """
    for _ in range(ROUNDS):
        touching = seams(labels, borders)
        one, other = touching.first, touching.second
        shapes, counts = groups.shapes, groups.counts
        sides = np.minimum(shapes[one, 3:], shapes[other, 3:])
        apart = (np.abs(shapes[one, :2] - shapes[other, :2]) / np.maximum(sides, LEAST)).max(1)
        fits = (apart < APART) & (touching.border < SEEN)
        fits &= touching.length >= LONG * np.sqrt(np.minimum(counts[one], counts[other]))
        if not fits.any():
            break
        ends = one[fits], other[fits]
        graph = coo_array((np.ones(len(ends[0]), np.bool_), ends), shape=(len(counts),) * 2)
        _, joint = connected_components(graph, directed=False)
        groups = groups.together(joint)
        labels = np.concatenate([[0], joint + 1])[labels]
    return groups


def joined(
    labels: NDArray[np.int32], kinds: NDArray[np.int64], renamed: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The thing (G,), by index, that each is part of: one that was renamed, of the larger thing of
    its class that it borders most on.

    Args:
        labels: (h, w) thing of each cell, from 1; 0 for none.
        kinds: (G,) class of each.
        renamed: (G,) whether it is of another class than its cells voted for.
    """
    count = len(kinds)
    target = np.arange(count)
    low, high, _ = _touching(labels)
    same = kinds[low] == kinds[high]
    border = np.zeros((count, count), np.int64)
    np.add.at(border, (low[same], high[same]), 1)
    border += border.T
    areas = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    for one in np.flatnonzero(renamed & border.any(1)):
        larger = np.where(areas > areas[one], border[one], 0)
        if larger.any():
            target[one] = int(larger.argmax())
    for _ in range(count):
        further = target[target]
        if (further == target).all():
            break
        target = further
    return target
