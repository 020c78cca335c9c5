"""Depth images to points of the world, and back.

Pixel (row, column) stands for the ray through its centre, (row + 0.5, column + 0.5). Depth is
metres along the camera's forward axis. Frames are those of `envs.interface`.
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from envs.interface import CAMERA_HEIGHT, Pose

_DOWN = 0.1  # [m a metre] least fall of a ray that counts as below the horizon


def focal_length(height: int, field_of_view: float) -> float:
    """Focal length [pixels] of a camera with square pixels and this vertical field of view."""
    return 0.5 * height / math.tan(math.radians(field_of_view) / 2.0)


@functools.lru_cache(maxsize=8)
def camera_rays(
    height: int, width: int, field_of_view: float, stride: int = 1
) -> NDArray[np.float32]:
    """Rays of unit depth through the pixel centres, camera frame.

    Args:
        height, width: of the whole image [pixels].
        field_of_view: vertical [deg].
        stride: keeps pixels `stride // 2`, `stride // 2 + stride`, ... of both axes.

    Returns:
        (h, w, 3) float32, read-only; the z of every ray is 1.
    """
    focal = focal_length(height, field_of_view)
    rows = np.arange(stride // 2, height, stride) + 0.5
    columns = np.arange(stride // 2, width, stride) + 0.5
    rays = np.ones((len(rows), len(columns), 3), np.float32)
    rays[..., 0] = (columns - 0.5 * width)[None, :] / focal
    rays[..., 1] = (0.5 * height - rows)[:, None] / focal
    rays.setflags(write=False)
    return rays


@functools.lru_cache(maxsize=16)
def _world_rays(
    height: int, width: int, field_of_view: float, stride: int, yaw: float, horizon: float
) -> NDArray[np.float32]:
    rotation = Pose(0.0, 0.0, yaw, horizon).world_from_camera().astype(np.float32)
    rays = camera_rays(height, width, field_of_view, stride) @ rotation.T
    rays.setflags(write=False)
    return rays


def floor_depth(height: int, width: int, field_of_view: float, pose: Pose) -> NDArray[np.float64]:
    """Depth (H, W) in metres that each pixel would have were there only the floor; inf above."""
    rays = camera_rays(height, width, field_of_view)
    fall = -(rays @ pose.world_from_camera().astype(np.float32).T)[..., 1].astype(np.float64)
    return np.where(fall > _DOWN, CAMERA_HEIGHT / np.maximum(fall, _DOWN), np.inf)


def world_points(
    depth: NDArray[np.float32], pose: Pose, field_of_view: float, stride: int = 1
) -> NDArray[np.float32]:
    """World points that the pixels of a depth image see; those of some only: `pixel_points`.

    Args:
        depth: (H, W) float32, metres along the camera's forward axis; inf where nothing is hit.
        pose: of the agent, world frame.
        field_of_view: vertical [deg].
        stride: keeps every `stride`-th pixel, see `camera_rays`.

    Returns:
        (h, w, 3) float32, metres, world frame; not finite where nothing is hit.
    """
    height, width = depth.shape
    rays = _world_rays(height, width, field_of_view, stride, pose.yaw, pose.horizon)
    kept = depth[stride // 2 :: stride, stride // 2 :: stride] if stride > 1 else depth
    with np.errstate(invalid="ignore"):
        points = rays * kept[..., None].astype(np.float32, copy=False)
    points += pose.camera_position().astype(np.float32)
    return points


def pixel_points(
    depth: NDArray[np.float32], pixels: NDArray[np.int64], pose: Pose, field_of_view: float
) -> NDArray[np.float32]:
    """World points (N, 3) float32, metres, that some pixels of a depth image see.

    Args:
        depth: (H, W) float32, metres along the camera's forward axis.
        pixels: (N,) flat index `row * W + column`; their depth must be finite.
        pose: of the agent, world frame.
        field_of_view: vertical [deg].
    """
    rays = _world_rays(*depth.shape, field_of_view, 1, pose.yaw, pose.horizon)
    points = rays.reshape(-1, 3)[pixels]
    points *= depth.reshape(-1)[pixels][:, None]
    points += pose.camera_position().astype(np.float32)
    return points


def project(
    points: NDArray[np.float32], pose: Pose, field_of_view: float, height: int, width: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where world points fall in the image.

    Args:
        points: (N, 3) float, metres, world frame.
        pose: of the agent, world frame.
        field_of_view: vertical [deg].
        height, width: of the image [pixels].

    Returns:
        `(pixels, depth)`: (N, 2) float32 (row, column), where a pixel's centre is at its index
        plus 0.5, and (N,) float32 metres along the forward axis (negative behind the camera;
        pixels mean nothing there).
    """
    offset = (np.asarray(points) - pose.camera_position()).astype(np.float32)
    camera: NDArray[np.float32] = offset @ pose.world_from_camera().astype(np.float32)
    depth = camera[:, 2]
    scale = focal_length(height, field_of_view) / np.maximum(depth, 1e-6)
    pixels = np.stack(
        [0.5 * height - camera[:, 1] * scale, 0.5 * width + camera[:, 0] * scale], axis=1
    )
    return pixels.astype(np.float32), depth
