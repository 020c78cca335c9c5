"""The frame around small things, at the camera's own resolution: what tells a mug from a bowl.

A thing of ten pixels has a handful of the trunk's features. Cut out of the frame, with how its
surface lies in space, it is told by a head of its own (in two stages, as of Girshick et al., 2014).
Shapes: Q things, S pixels a side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import find_objects

from envs.interface import CAMERA_HEIGHT
from perception.learned.inputs import FARTHEST
from perception.learned.network import CELL, FIGURES, PICTURE
from perception.learned.vocabulary import CARRIED

SIDE = 32  # [pixels] S
AROUND = 1.4  # times the longer side of a thing that is cut out around it, at least
LARGEST = 110  # [pixels] of its longer side
FEWEST = 5  # cells of a thing that is learnt from
LIKELY = 0.03  # chance, of what is carried, from which on a thing is cut out
PICKS = 32  # cells of a thing that its place and size are taken from
NEAR = 0.1  # [m] from its middle that is one in a picture
REACH = 3.0  # what is farther than as many of them counts as that far
LONG = 0.2  # [m] of its extents that is one
USUAL = 32.0  # [pixels], or cells, whose log is 0
WIDE = 100.0  # [pixels] of what was cut out that is one
_EXTENT = (10, 90)  # percentiles
_INEXACT = (0.15, 0.3), 2.0  # of the share around, and [pixels] of the middle, at most, in training


@dataclass(frozen=True, slots=True)
class Crops:
    """What is around some things of a frame.

    Attributes:
        pictures: (Q, 6, S, S) float32: colours as in the network's input, farther and higher than
            the thing's middle in `NEAR`, 0 where depth was not given, and 1 on the thing, else 0.
        figures: (Q, 13) float32: log of distance, height of its middle and extents (up, right,
            forward), and whether these are known; logs of its height, width and cells; slope of the
            ray; how much was cut out; where in the frame.
        things: (Q,) int64, index of each among those that were asked for.
    """

    pictures: torch.Tensor
    figures: torch.Tensor
    things: NDArray[np.int64]


def likely_carried(chances: torch.Tensor) -> NDArray[np.int64]:
    """Things, by index, that may be of a class that is carried, of chances (M, C)."""
    carried = torch.from_numpy(CARRIED).to(chances)
    return np.flatnonzero(((chances @ carried) >= LIKELY).cpu().numpy())


def crops_of(
    inputs: NDArray[np.float32],
    labels: NDArray[np.int32],
    wanted: Sequence[int] | NDArray[np.int64],
    shape: tuple[int, int],
    fewest: int = 1,
    rng: np.random.Generator | None = None,
) -> Crops:
    """Cuts out what is around things, but for the large ones.

    Args:
        inputs: (CHANNELS, H, W) float32 of the network.
        labels: (h, w) int32 thing of each cell, from 1; 0 for none.
        wanted: things that are asked for, from 1.
        shape: of the frame inside of the inputs, pixels.
        fewest: cells of the smallest.
        rng: of how inexact the cuts are, in training; None for exact ones.
    """
    cuts = _cuts(labels, np.asarray(wanted, np.int64), fewest)
    if not len(cuts.things):
        pictures, figures = torch.zeros(0, PICTURE, SIDE, SIDE), torch.zeros(0, FIGURES)
        return Crops(pictures, figures, cuts.things)
    inputs = inputs[:, : shape[0], : shape[1]]
    rows, columns = (
        np.minimum(CELL * cells + CELL // 2, size - 1)
        for cells, size in zip(_spread(labels, cuts), shape, strict=True)
    )
    own = _places(inputs, rows, columns)
    middle = np.median(own, axis=2) if inputs[7].any() else None  # None where no depth was given
    figures = _figures(cuts, own, middle, inputs[4][rows, columns], shape)
    pictures = _pictures(inputs, labels, cuts, middle, rng)
    return Crops(torch.from_numpy(pictures), torch.from_numpy(figures), cuts.things)


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Things that are cut out.

    Attributes:
        things: (Q,) int64, index of each among those that were asked for.
        labels: (Q,) int64 of each.
        cells: (Q,) int64, how many each has.
        middles: (Q, 2) of their boxes (row, column), pixels.
        sides: (Q, 2) of these: height, width, pixels.
    """

    things: NDArray[np.int64]
    labels: NDArray[np.int64]
    cells: NDArray[np.int64]
    middles: NDArray[np.float64]
    sides: NDArray[np.float64]


def _cuts(labels: NDArray[np.int32], wanted: NDArray[np.int64], fewest: int) -> _Cuts:
    most = int(wanted.max(initial=0))
    boxes, counts = find_objects(labels, most), np.bincount(labels.reshape(-1), minlength=most + 1)
    found = [
        (index, label, counts[label], *(side.start for side in box), *(side.stop for side in box))
        for index, label in enumerate(wanted.tolist())
        if (box := boxes[label - 1]) is not None and counts[label] >= fewest
    ]
    rows = np.array(found, np.int64).reshape(-1, 7)
    rows = rows[CELL * (rows[:, 5:] - rows[:, 3:5]).max(1, initial=0) <= LARGEST]
    first, last = CELL * rows[:, 3:5].astype(np.float64), CELL * rows[:, 5:]
    return _Cuts(rows[:, 0], rows[:, 1], rows[:, 2], (first + last) / 2.0, last - first)


def _figures(
    cuts: _Cuts,
    own: NDArray[np.float32],
    middle: NDArray[np.float32] | None,
    slopes: NDArray[np.float32],
    shape: tuple[int, int],
) -> NDArray[np.float32]:
    """Figures (Q, FIGURES), of places (3, Q, PICKS) and slopes of rays (Q, PICKS) of each."""
    found = np.zeros((len(cuts.things), FIGURES), np.float32)
    if middle is not None:
        few, most = np.percentile(own, _EXTENT, axis=2)
        found[:, 0] = np.log(middle[0])
        found[:, 1] = middle[1]
        found[:, 2:5] = ((most - few) / LONG)[[1, 2, 0]].T
        found[:, 5] = 1.0
    found[:, 6:8] = np.log(cuts.sides / USUAL)
    found[:, 8] = np.log(cuts.cells / USUAL)
    found[:, 9] = slopes.mean(axis=1)
    found[:, 10] = np.maximum(SIDE, AROUND * cuts.sides.max(1)) / WIDE
    found[:, 11:13] = cuts.middles / shape - 0.5
    return found


def _pictures(
    inputs: NDArray[np.float32],
    labels: NDArray[np.int32],
    cuts: _Cuts,
    middle: NDArray[np.float32] | None,
    rng: np.random.Generator | None,
) -> NDArray[np.float32]:
    """Pictures (Q, PICTURE, SIDE, SIDE) of things with these middles (3, Q) in space."""
    around, at = np.full(len(cuts.things), AROUND), cuts.middles
    if rng is not None:
        (less, more), away = _INEXACT
        around += rng.uniform(-less, more, len(around))
        at = at + rng.uniform(-away, away, at.shape)
    wide = np.maximum(SIDE, around * cuts.sides.max(1))
    steps = ((np.arange(SIDE) + 0.5) / SIDE - 0.5) * wide[:, None]
    down, right = at[:, :1] + steps, at[:, 1:] + steps
    rows = np.clip(np.floor(down).astype(np.int64), 0, inputs.shape[1] - 1)[:, :, None]
    columns = np.clip(np.floor(right).astype(np.int64), 0, inputs.shape[2] - 1)[:, None, :]
    found = np.zeros((len(around), PICTURE, SIDE, SIDE), np.float32)
    found[:, :3] = _colours(inputs[:3], down, right)
    if middle is not None:
        away_from = _places(inputs, rows, columns)[:2] - middle[:2, :, None, None]
        found[:, 3:5] = (away_from / NEAR).clip(-REACH, REACH).swapaxes(0, 1)
    found[:, 5] = labels[rows // CELL, columns // CELL] == cuts.labels[:, None, None]
    return found


def _places(
    inputs: NDArray[np.float32], rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Distance, height and place to the right (3, ...) [m] of what pixels see; far away where that
    is not known."""
    inverse = inputs[5][rows, columns]
    metres = np.where(inverse > 0.0, 1.0 / np.maximum(inverse, 1.0 / FARTHEST), FARTHEST)
    height = CAMERA_HEIGHT - metres * inputs[4][rows, columns]
    return np.stack([metres, height, metres * inputs[3][rows, columns]]).astype(np.float32)


def _colours(
    frame: NDArray[np.float32], down: NDArray[np.float64], right: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Colours (Q, 3, S, S) of a frame (3, H, W) between the middles of its pixels, at rows and
    columns (Q, S) [pixels]."""
    (above, low), (before, wide) = _between(down, frame.shape[1]), _between(right, frame.shape[2])
    rows, columns = (above, above + 1), (before, before + 1)
    found = np.zeros((3, *down.shape, right.shape[1]), np.float32)
    for row, share in zip(rows, (1.0 - low, low), strict=True):
        for column, part in zip(columns, (1.0 - wide, wide), strict=True):
            weight = (share[:, :, None] * part[:, None, :]).astype(np.float32)
            found += weight * frame[:, row[:, :, None], column[:, None, :]]
    return found.swapaxes(0, 1)


def _between(
    places: NDArray[np.float64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The pixel before each place, and how far each is from its middle to that of the next."""
    inside = np.clip(places - 0.5, 0.0, size - 1.0)
    first = np.minimum(np.floor(inside).astype(np.int64), size - 2)
    return first, inside - first


def _spread(labels: NDArray[np.int32], cuts: _Cuts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns (Q, PICKS) of cells, spread evenly over each thing."""
    flat = labels.reshape(-1)
    order = np.argsort(flat, kind="stable")
    starts = np.searchsorted(flat[order], cuts.labels)
    places = ((np.arange(PICKS) + 0.5) / PICKS * cuts.cells[:, None]).astype(np.int64)
    rows, columns = np.divmod(order[starts[:, None] + places], labels.shape[1])
    return rows, columns
