"""The image operations that maps and masks need, on boolean grids."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

_AROUND = np.ones((3, 3), np.bool_)
Mask = NDArray[np.bool_]


def distance_inside(mask: Mask) -> NDArray[np.float64]:
    """Distance [cells] of each cell of a mask (nx, nz) from the nearest outside it; 0 outside."""
    return cast("NDArray[np.float64]", ndimage.distance_transform_edt(mask))


def labelled(mask: Mask, diagonal: bool = False) -> tuple[NDArray[np.int32], int]:
    """Connected parts of a mask (nx, nz): 1, 2, ... in each part, 0 outside; and their number.

    Args:
        mask: (nx, nz) bool.
        diagonal: whether cells that touch at a corner are connected.
    """
    found = cast(Any, ndimage.label(mask, _AROUND if diagonal else None))
    return found[0], int(found[1])


def dilated(mask: Mask, steps: int = 1, diagonal: bool = False) -> Mask:
    """A mask (nx, nz) grown by some cells."""
    structure = _AROUND if diagonal else None
    return cast(Mask, ndimage.binary_dilation(mask, structure, iterations=steps))


def opened(mask: Mask) -> Mask:
    """A mask (nx, nz) without its parts that are less than 3 cells wide."""
    return cast(Mask, ndimage.binary_opening(mask, _AROUND))


def closed(mask: Mask, steps: int) -> Mask:
    """A mask (nx, nz) with the gaps filled that are at most twice some cells wide."""
    padded = np.pad(mask, steps + 1)
    inner = slice(steps + 1, -steps - 1)
    return cast(Mask, ndimage.binary_closing(padded, iterations=steps))[inner, inner]
