"""Cells of a frame that are surely one surface: of one colour, and without an edge in depth.

A network's answers differ from cell to cell where nothing in the picture does. Within such a patch
they are brought nearer to their mean (superpixels; Achanta et al., 2012). Where depth is noisy a
patch is a cell, and nothing is changed.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from torch import Tensor

from perception.learned.inputs import SCALE

COLOUR = 16 / 255  # [1] between neighbours of one patch, in any colour, at most
COLOUR_ALONE = 4 / 255  # the same where depth is not given
BORDER = 0.5  # chance of a border between neighbours of one patch, at most
BEND = 0.002  # share of inverse depth that its slope may change by from one cell to the next


def patches(inputs: NDArray[np.float32], borders: NDArray[np.float32]) -> NDArray[np.int64]:
    """Which patch each cell of two by two pixels belongs to.

    Args:
        inputs: (CHANNELS, H, W) float32, of `inputs.channels`; H and W are even.
        borders: (H / 2, W / 2, 2) chance that the next cell down, and right, is of another thing.

    Returns:
        (H / 2, W / 2) int64, from 0 without gaps.
    """
    height, width = inputs.shape[1] // 2, inputs.shape[2] // 2
    colour = inputs[:3].reshape(3, height, 2, width, 2).mean((2, 4))
    inverse = inputs[5, ::2, ::2] if inputs[7].any() else None
    index = np.arange(height * width).reshape(height, width)
    most = (COLOUR_ALONE if inverse is None else COLOUR) / SCALE
    ends: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for axis in (0, 1):
        joined = np.abs(np.diff(colour, axis=axis + 1)).max(0) < most
        joined &= _before_after(borders[..., axis], axis)[0] < BORDER
        before, after = _before_after(index, axis)
        if inverse is not None:
            joined &= _bend(inverse, axis) <= BEND * _before_after(inverse, axis)[0]
        ends.append((before[joined], after[joined]))
    first, second = (np.concatenate(parts) for parts in zip(*ends, strict=True))
    links = coo_array((np.ones(len(first), np.bool_), (first, second)), shape=(index.size,) * 2)
    _, labels = connected_components(links, directed=False)
    return labels.reshape(height, width).astype(np.int64)


def settled(values: Tensor, labels: NDArray[np.int64], share: float) -> Tensor:
    """Values (h, w, F), brought nearer to the mean of their patch by a share of the difference."""
    flat, owner = values.reshape(-1, values.shape[-1]), torch.from_numpy(labels.reshape(-1))
    owner = owner.to(flat.device)
    count = int(labels.max()) + 1
    mean = flat.new_zeros(count, flat.shape[1]).index_add_(0, owner, flat)
    mean /= torch.bincount(owner, minlength=count)[:, None]
    return mean[owner].lerp_(flat, 1.0 - share).reshape(values.shape)


def _before_after(values: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Values of the two ends of each pair of neighbours along an axis."""
    return (values[:-1], values[1:]) if axis == 0 else (values[:, :-1], values[:, 1:])


def _bend(inverse: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """How much the slope changes at either end of each pair of neighbours, the larger."""
    slope = np.diff(inverse, axis=axis)
    change = np.abs(np.diff(slope, axis=axis))
    found = np.zeros_like(slope)
    before, after = _before_after(found, axis)
    np.maximum(before, change, out=before)
    np.maximum(after, change, out=after)
    return found
