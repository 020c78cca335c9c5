"""Pixels that agree on where the middle of their thing is, and how big it is, are one thing.

Cells are those of the network's output, two pixels a side of the frame that it is given. Shapes:
P cells of things, C classes, G groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perception.learned.network import CELL

WITHIN = 0.45  # of a thing's height and width: votes as near to each other are of one thing
SLACK = 4.0  # [pixels] beyond that
MOST = 40  # things of one class in a frame
FRAGMENT = 0.08  # of the area that its cells claim: a group smaller than this belongs to another
REACH = 1.0  # of its size that such a group may lie away from the other's middle
SMALLEST = 2  # cells of a thing
CONFUSED = 0.15  # probability of the other's class at which groups in one place are one thing
_ALIKE = 0.35  # of the larger size: middles nearer than this are in one place
_RATIO = 2.2  # of sizes, at most, in one place


@dataclass(frozen=True, slots=True)
class Groups:
    """Things found in a frame.

    Attributes:
        labels: (P,) int64, group of each cell; -1 for none.
        posterior: (G, C) float32, mean probability of each class over its cells.
        shapes: (G, 5) float32, mean over its cells of what they say of its middle (row, column),
            size, height and width, pixels.
        counts: (G,) int64, cells.
    """

    labels: NDArray[np.int64]
    posterior: NDArray[np.float32]
    shapes: NDArray[np.float32]
    counts: NDArray[np.int64]

    @property
    def agreement(self) -> NDArray[np.float32]:
        """(G,) share of what it claims to be that its cells cover, at most 1."""
        covered = CELL**2 * self.counts / np.maximum(self.shapes[:, 2], 1.0) ** 2
        return np.minimum(1.0, covered).astype(np.float32)

    def together(self, joint: NDArray[np.integer]) -> Groups:
        """The groups that these are parts of: `joint` (G,), from 0 without gaps."""
        cells = np.bincount(joint, self.counts)
        share = (self.counts / cells[joint]).astype(np.float32)[:, None]
        posterior, shapes = (
            np.zeros((len(cells), values.shape[1]), np.float32)
            for values in (self.posterior, self.shapes)
        )
        np.add.at(posterior, joint, share * self.posterior)
        np.add.at(shapes, joint, share * self.shapes)
        labels = np.concatenate([joint, [-1]])[self.labels].astype(np.int64)
        return Groups(labels, posterior, shapes, cells.astype(np.int64))


def group(
    shapes: NDArray[np.float32],
    patches: NDArray[np.int64],
    kinds: NDArray[np.int64],
    probabilities: NDArray[np.float32],
) -> Groups:
    """Groups cells into things.

    Args:
        shapes: (P, 5) where the middle of each cell's thing is (row, column), the root of its
            area, its height and its width, pixels.
        patches: (P,) surface that each cell is part of.
        kinds: (P,) likeliest class.
        probabilities: (P, C) of every class.
    """
    labels = np.full(len(kinds), -1, np.int64)
    middles: list[NDArray[np.float32]] = []
    spans: list[float] = []
    for kind in np.unique(kinds):
        cells = np.flatnonzero(kinds == kind)
        own, centre, span = _of_one_class(shapes[cells], patches[cells])
        labels[cells] = np.where(own >= 0, own + len(middles), -1)
        middles += centre
        spans += span
    if not middles:
        return _grouped(labels, 0, shapes, probabilities)
    posterior, counts = _means(labels, probabilities, len(middles))
    top = np.full(len(middles), -1, np.int64)
    members = labels >= 0
    top[labels[members]] = kinds[members]
    joined = _joined(np.array(middles), np.array(spans), posterior, counts, top)
    kept, labels = np.unique(np.where(members, joined[labels], -1), return_inverse=True)
    labels = labels - int(kept[0] < 0)
    return _grouped(labels, int((kept >= 0).sum()), shapes, probabilities)


def _grouped(
    labels: NDArray[np.int64],
    count: int,
    shapes: NDArray[np.float32],
    probabilities: NDArray[np.float32],
) -> Groups:
    """Groups of which the cells are known; as for `group`, `count` is G."""
    posterior, counts = _means(labels, probabilities, count)
    return Groups(labels, posterior, _means(labels, shapes, count)[0], counts)


def _of_one_class(
    shapes: NDArray[np.float32], patches: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[NDArray[np.float32]], list[float]]:
    """Group of each cell of a class (-1 for none), and each group's middle and size.

    Each begins where the largest surface that is left votes for.
    """
    labels = np.full(len(shapes), -1, np.int64)
    _, patch = np.unique(patches, return_inverse=True)
    left = np.arange(len(shapes))
    middles: list[NDArray[np.float32]] = []
    spans: list[float] = []
    while len(left) >= SMALLEST and len(middles) < MOST:
        voted, size, side = shapes[left, :2], shapes[left, 2], shapes[left, 3:]
        close = patch[left] == np.bincount(patch[left]).argmax()
        centre, extent = _median(voted[close]), _median(side[close])
        for _ in range(5):  # towards where votes are densest
            away = np.abs((voted - centre) / (WITHIN * extent + SLACK)).max(1)
            before, close = close, away < max(1.0, float(away.min()) * 1.01)
            if (close == before).all():
                break
            centre, extent = _median(voted[close]), _median(side[close])
        span = float(_median(size[close]))
        near = left[close]
        labels[near] = len(middles)
        middles.append(centre)
        spans.append(span)
        left = left[labels[left] < 0]
    return _without_fragments(labels, middles, spans)


def _median(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """`np.median` along the first axis, which costs several times as much for so few values."""
    half = len(values) // 2
    if len(values) % 2:
        return np.partition(values, half, axis=0)[half]
    return np.partition(values, (half - 1, half), axis=0)[half - 1 : half + 1].mean(0)


def _without_fragments(
    labels: NDArray[np.int64], middles: list[NDArray[np.float32]], spans: list[float]
) -> tuple[NDArray[np.int64], list[NDArray[np.float32]], list[float]]:
    """Gives groups much smaller than they claim to be to the nearest whole one, or to none."""
    if not middles:
        return labels, middles, spans
    counts = np.bincount(labels[labels >= 0], minlength=len(middles))
    span = np.array(spans)
    whole = (4 * counts >= FRAGMENT * span**2) & (counts >= SMALLEST)
    target = np.full(len(middles), -1, np.int64)
    keep = np.flatnonzero(whole)
    target[keep] = np.arange(len(keep))
    for index in np.flatnonzero(~whole):
        if len(keep):
            away = np.hypot(*(np.array(middles)[keep] - middles[index]).T)
            nearest = int(away.argmin())
            if away[nearest] < REACH * max(span[index], span[keep[nearest]]) + SLACK:
                target[index] = nearest
    labels = np.where(labels >= 0, target[labels], -1)
    return labels, [middles[i] for i in keep], [spans[i] for i in keep]


def _means(
    labels: NDArray[np.int64], values: NDArray[np.float32], count: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Means (G, F) of values (P, F) over every group, and its cells (G,)."""
    members = np.flatnonzero(labels >= 0)
    order = members[np.argsort(labels[members], kind="stable")]
    counts = np.bincount(labels[members], minlength=count)
    sums = np.zeros((count, values.shape[1]), np.float32)
    filled = counts > 0
    starts = (np.cumsum(counts) - counts)[filled]
    if len(starts):
        sums[filled] = np.add.reduceat(values[order], starts, axis=0)
    return sums / np.maximum(counts, 1)[:, None].astype(np.float32), counts


def _joined(
    middles: NDArray[np.float32],
    spans: NDArray[np.float64],
    posterior: NDArray[np.float32],
    counts: NDArray[np.int64],
    kinds: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The group that each becomes part of: groups of classes easily confused, in one place."""
    target = np.arange(len(middles))
    for small in np.argsort(counts, kind="stable"):
        larger = np.flatnonzero((counts > counts[small]) & (kinds != kinds[small]))
        if not len(larger):
            continue
        most = np.maximum(spans[larger], spans[small])
        away = np.hypot(*(middles[larger] - middles[small]).T)
        ratio = most / np.maximum(np.minimum(spans[larger], spans[small]), 1.0)
        confused = np.maximum(posterior[small, kinds[larger]], posterior[larger, kinds[small]])
        fits = (away < _ALIKE * most + SLACK) & (ratio < _RATIO) & (confused > CONFUSED)
        if fits.any():
            target[small] = larger[int(np.where(fits, confused, -1.0).argmax())]
    for _ in range(len(target)):
        further = target[target]
        if (further == target).all():
            break
        target = further
    return target
