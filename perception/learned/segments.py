"""A frame cut into things by what its cells say, and points of each for what is told of it whole.

Cells are two pixels a side. Shapes: P cells of things, G things, K points, C classes, F features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from perception.learned.grouping import group
from perception.learned.network import CELL, GEOMETRY, OFFSET_UNIT, Features, Network, at_points
from perception.learned.patches import patches, settled
from perception.learned.seams import melted
from perception.learned.vocabulary import STRUCTURES

POINTS = 2048  # of a frame that things are told from, as in training
FEWEST = 8  # of them a thing
AGREED = 0.8  # share by which scores of classes are brought nearer to their mean in a patch
VOTED = 0.5  # the same of middles and sizes


@dataclass(frozen=True, slots=True)
class Cells:
    """What the heads say of a frame's h by w cells, P of which are of things.

    Attributes:
        borders: (h, w, 2) float32, chance that the next cell down, and right, is of another thing.
        kinds: (h, w) int64, likeliest class; -1 in the padding.
        things: (h, w) bool.
        probabilities: (P, C) float32.
        shapes: (P, 5) float32, of the thing: middle (row, column), root of the area, height and
            width, pixels.
        patches: (P,) int64, surface that each is part of.
    """

    borders: NDArray[np.float32]
    kinds: NDArray[np.int64]
    things: NDArray[np.bool_]
    probabilities: NDArray[np.float32]
    shapes: NDArray[np.float32]
    patches: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Segments:
    """The things that a frame was cut into.

    Attributes:
        labels: (h, w) int32, thing of each cell, from 1; 0 for none.
        voted: (G, C) float32, mean probability of each class over a thing's cells.
        agreement: (G,) float32, share of what it claims to be that its cells cover, at most 1.
    """

    labels: NDArray[np.int32]
    voted: NDArray[np.float32]
    agreement: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Points:
    """Points of things.

    Attributes:
        features: (K, F) of the trunk.
        owners: (K,) int64, index into `there`.
        there: (M,) int64, which of the things that were asked for have any, by index.
    """

    features: torch.Tensor
    owners: torch.Tensor
    there: NDArray[np.int64]


def cells_of(
    network: Network, features: Features, inputs: NDArray[np.float32], shape: tuple[int, int]
) -> Cells:
    """What the heads say of a frame.

    Args:
        network: with the heads.
        features: of the one frame.
        inputs: (CHANNELS, H, W) that they are of.
        shape: of the frame inside of the inputs, pixels; padding is outside.
    """
    height, width = ((side + 1) // 2 for side in shape)
    geometry = network.geometry.dense(features)[0, :height, :width].clone()
    borders = torch.sigmoid(geometry[..., GEOMETRY:]).cpu().numpy()
    surfaces = patches(inputs[:, : CELL * height, : CELL * width], borders)
    scores = network.classes.dense(features)[0, :height, :width]
    scores = settled(scores, surfaces, AGREED)
    kinds = _likeliest(scores)
    structure = torch.from_numpy(STRUCTURES).to(kinds.device)
    things = ~structure[kinds]
    probabilities = torch.softmax(scores[things], -1)
    geometry = geometry[..., :GEOMETRY]
    rows, columns = (torch.arange(side, device=geometry.device) for side in (height, width))
    geometry[..., 0] += (2 * rows + 1)[:, None] / OFFSET_UNIT
    geometry[..., 1] += (2 * columns + 1)[None, :] / OFFSET_UNIT
    shapes = settled(geometry, surfaces, VOTED)[things]
    shapes[:, 2:] = torch.exp(shapes[:, 2:].clamp(-4.0, 4.0))
    shapes *= OFFSET_UNIT
    return Cells(
        borders,
        kinds.cpu().numpy(),
        things.cpu().numpy(),
        probabilities.cpu().numpy(),
        shapes.cpu().numpy(),
        surfaces[things.cpu().numpy()],
    )


def segments_of(cells: Cells) -> Segments:
    """Cuts a frame into things."""
    kinds = cells.kinds[cells.things]
    found = group(cells.shapes, cells.patches, kinds, cells.probabilities)
    labels = np.zeros(cells.kinds.shape, np.int32)
    labels[cells.things] = found.labels + 1
    found = melted(found, labels, cells.borders)
    labels[cells.things] = found.labels + 1
    return Segments(labels, found.posterior, found.agreement)


def points_of(
    features: Features,
    ids: NDArray[np.int32],
    wanted: Sequence[int],
    shape: tuple[int, int],
    padded: tuple[int, int],
) -> Points:
    """Points of things, spread over each.

    Args:
        features: of the one frame.
        ids: (h, w) whose each pixel, or each cell, is; of the frame without padding.
        wanted: ids that are asked for.
        shape: of the frame inside of the network's input, pixels.
        padded: of the network's input, pixels.
    """
    pixels, owners = _spread(ids, wanted)
    there = np.unique(owners)
    height, width = ids.shape
    rows, columns = np.divmod(pixels, width)
    places = np.stack(
        [
            (columns + 0.5) / width * shape[1] / padded[1] * 2 - 1,
            (rows + 0.5) / height * shape[0] / padded[0] * 2 - 1,
        ],
        1,
    ).astype(np.float32)
    where = torch.from_numpy(places)[None].to(features.fine.device)
    parts = (features.fine, features.middle, features.coarse)
    found = torch.cat([at_points(part, where)[0] for part in parts], 1)
    owner = torch.from_numpy(np.searchsorted(there, owners)).to(found.device)
    return Points(found, owner, there)


def _likeliest(scores: torch.Tensor) -> torch.Tensor:
    """Index (h, w) of the largest of scores (h, w, C); by NumPy, which is faster on CPUs."""
    if scores.device.type != "cpu":
        return scores.argmax(-1)
    return torch.from_numpy(scores.numpy().argmax(-1))


def _spread(
    instances: NDArray[np.int32], wanted: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pixels of things, as many of each as training has, evenly over it; and whose they are."""
    flat = instances.reshape(-1)
    areas = np.bincount(flat, minlength=max(wanted, default=0) + 1)
    order = np.argsort(flat, kind="stable")
    starts = np.cumsum(areas) - areas
    weights = np.where(np.arange(len(areas)) > 0, areas.astype(np.float64) ** 0.25, 0.0)
    share = 0.5 * POINTS * (areas / flat.size + weights / max(weights.sum(), 1e-9))
    pixels: list[NDArray[np.int64]] = []
    owners: list[NDArray[np.int64]] = []
    for number, instance in enumerate(wanted):
        area = int(areas[instance])
        count = min(area, max(FEWEST, round(float(share[instance]))))
        places = ((np.arange(count) + 0.5) * area / max(count, 1)).astype(np.int64)
        pixels.append(order[starts[instance] + places])
        owners.append(np.full(count, number, np.int64))
    if not pixels:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(pixels), np.concatenate(owners)
