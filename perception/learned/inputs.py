"""A frame as the network's input: colour, where each pixel looks, and depth where there is one.

Where a pixel looks is known without seeing anything: a head's pitch comes from its own actions and
a lens from its maker. The slope of a ray says how far away the floor would be, which is most of
what there is to know about depth in a room; and rays stay true when a frame is cropped or resized.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from envs.interface import CAMERA_HEIGHT

CHANNELS = 8
NEAREST, FARTHEST = 0.1, 20.0  # [m] of depth that is told apart
SHIFT, SCALE = 0.45, 0.25  # of colours in [0, 1]


def rays(
    height: int,
    width: int,
    field_of_view: float,
    horizon: float,
    size: tuple[int, int] | None = None,
) -> NDArray[np.float32]:
    """Where pixels look.

    Args:
        height, width: of the whole frame, pixels.
        field_of_view: vertical [deg].
        horizon: pitch [deg], positive looks down.
        size: (h, w) that is wanted from the top left corner on, pixels, which may be beyond the
            frame; None for all of it.

    Returns:
        (2, h, w) float32: metres to the right, and metres down (world frame), a metre of depth.
    """
    rows, columns = size or (height, width)
    focal = 0.5 * height / math.tan(math.radians(field_of_view) / 2)
    down = (np.arange(rows) + 0.5 - 0.5 * height) / focal
    right = (np.arange(columns) + 0.5 - 0.5 * width) / focal
    pitch = math.radians(horizon)
    found = np.empty((2, rows, columns), np.float32)
    found[0] = right[None, :]
    found[1] = (math.sin(pitch) + math.cos(pitch) * down)[:, None]
    return found


def channels(
    rgb: NDArray[np.uint8], looks: NDArray[np.float32], depth: NDArray[np.float32] | None
) -> NDArray[np.float32]:
    """The network's input.

    Args:
        rgb: (H, W, 3) uint8.
        looks: (2, H, W) float32, of `rays`.
        depth: (H, W) float32, metres along the forward axis, not finite where unknown; None for
            none at all.

    Returns:
        (CHANNELS, H, W) float32: three colours, two of rays, inverse depth, height, and whether
        there is depth.
    """
    found = np.zeros((CHANNELS, *rgb.shape[:2]), np.float32)
    found[:3] = rgb.transpose(2, 0, 1)
    found[:3] *= 1.0 / (255.0 * SCALE)
    found[:3] -= SHIFT / SCALE
    found[3:5] = looks
    if depth is not None:
        known = np.isfinite(depth) & (depth > NEAREST)
        metres = np.where(known, depth, np.float32(FARTHEST))
        found[5] = known / metres
        found[6] = known * (CAMERA_HEIGHT - metres * looks[1]) * 0.5
        found[7] = known
    return found
