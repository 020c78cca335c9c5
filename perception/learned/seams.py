"""Pieces that a frame was cut into, and what lies between them: which of them are one thing.

Cells are two pixels a side. Shapes: G pieces, N pairs of pieces side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

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
    first = np.concatenate([labels[:-1].ravel(), labels[:, :-1].ravel()]).astype(np.int64) - 1
    second = np.concatenate([labels[1:].ravel(), labels[:, 1:].ravel()]).astype(np.int64) - 1
    chance = np.concatenate([borders[:-1, :, 0].ravel(), borders[:, :-1, 1].ravel()])
    both = (first >= 0) & (second >= 0) & (first != second)
    low, high = np.minimum(first[both], second[both]), np.maximum(first[both], second[both])
    count = int(labels.max(initial=0))
    pairs, place = np.unique(low * count + high, return_inverse=True)
    length = np.bincount(place, minlength=len(pairs))
    border = np.bincount(place, chance[both], len(pairs)) / np.maximum(length, 1)
    return Seams(*np.divmod(pairs, max(count, 1)), length, border)


def melted(
    labels: NDArray[np.integer],
    borders: NDArray[np.float32],
    shapes: NDArray[np.float32],
    counts: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The thing (G,), from 0 without gaps, that each piece is of: pieces side by side without a
    border between them are one where they say that they are in one place, whatever their class.

    Args:
        labels: (h, w) piece of each cell, from 1; 0 for none.
        borders: (h, w, 2) chance that the next cell down, and right, is of another thing.
        shapes: (G, 5) of each: middle (row, column), size, height and width, pixels.
        counts: (G,) cells of each.
    """
    target = np.arange(len(counts))
    for _ in range(ROUNDS):
        table = np.concatenate([[0], target + 1])
        touching = seams(table[labels], borders)
        one, other = touching.first, touching.second
        sides = np.minimum(shapes[one, 3:], shapes[other, 3:])
        apart = (np.abs(shapes[one, :2] - shapes[other, :2]) / np.maximum(sides, LEAST)).max(1)
        fits = (apart < APART) & (touching.border < SEEN)
        fits &= touching.length >= LONG * np.sqrt(np.minimum(counts[one], counts[other]))
        if not fits.any():
            break
        ends = one[fits], other[fits]
        graph = coo_array((np.ones(len(ends[0]), np.bool_), ends), shape=(len(counts),) * 2)
        _, joint = connected_components(graph, directed=False)
        shapes, counts = _together(joint, shapes, counts)
        target = joint.astype(np.int64)[target]
    return target


def _together(
    joint: NDArray[np.int32], shapes: NDArray[np.float32], counts: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Shape, in the mean over cells, and cells of joint pieces."""
    cells = np.bincount(joint, counts)
    shape = np.stack([np.bincount(joint, counts * one) for one in shapes.T], 1)
    return (shape / cells[:, None]).astype(np.float32), cells.astype(np.int64)


def joined(
    labels: NDArray[np.int32],
    borders: NDArray[np.float32],
    kinds: NDArray[np.int64],
    renamed: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """The thing (G,), by index, that each is part of: one that was renamed, of the larger thing of
    its class that it borders most on.

    Args:
        labels: (h, w) thing of each cell, from 1; 0 for none.
        borders: (h, w, 2) chance that the next cell down, and right, is of another thing.
        kinds: (G,) class of each.
        renamed: (G,) whether it is of another class than its cells voted for.
    """
    count = len(kinds)
    target = np.arange(count)
    touching = seams(labels, borders)
    same = kinds[touching.first] == kinds[touching.second]
    border = np.zeros((count, count), np.int64)
    border[touching.first[same], touching.second[same]] = touching.length[same]
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
