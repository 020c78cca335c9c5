"""Noticing that a thing is not where it was."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from envs.interface import Pose
from perception.instances import Instance, Point
from perception.projection import focal_length, project
from perception.view import View

FAR = 3.0  # [m] places farther than this are not judged
NEARER = 0.03  # [m] what is seen this much before a point hides it
PAST = 0.06  # [m] what is seen this much behind a point is not where it was
LEGIBLE = 30.0  # [pixels] of what cannot be overlooked
ENOUGH = 3  # points of a thing that must be in clear view


def seen_absent(
    candidates: Mapping[str, NDArray[np.float32]],
    depth: NDArray[np.float32],
    pose: Pose,
    field_of_view: float,
) -> tuple[str, ...]:
    """Which things, none of them in the frame, have their place in clear view.

    Args:
        candidates: (K, 3) float32 points of the surface, metres, map frame, by name of things
            that have no pixel in the frame.
        depth: (H, W) float32, metres along the forward axis.
        pose: of the agent, map frame.
        field_of_view: vertical [deg].

    Returns:
        Names of the things most of whose points in the frame nothing hides, in the order given.
    """
    shares = _clear(candidates, depth, pose, field_of_view)
    return tuple(shares)


def passed(
    candidates: Mapping[str, NDArray[np.float32]],
    depth: NDArray[np.float32],
    pose: Pose,
    field_of_view: float,
) -> dict[str, float]:
    """As `seen_absent`, with the share of each thing's clear points that the view goes far past:
    1 where nothing is in its place, 0 where something is, though it was not detected."""
    return _clear(candidates, depth, pose, field_of_view)


def _clear(
    candidates: Mapping[str, NDArray[np.float32]],
    depth: NDArray[np.float32],
    pose: Pose,
    field_of_view: float,
) -> dict[str, float]:
    if not candidates:
        return {}
    height, width = depth.shape
    names = list(candidates)
    counts = [len(candidates[name]) for name in names]
    pixels, expected = project(
        np.concatenate([candidates[name] for name in names]), pose, field_of_view, height, width
    )
    rows = np.floor(pixels[:, 0]).astype(np.int64)
    columns = np.floor(pixels[:, 1]).astype(np.int64)
    owner = np.repeat(np.arange(len(names)), counts)
    inside = (expected > 0.1) & (expected < FAR)
    inside &= (rows >= 1) & (rows < height - 1) & (columns >= 1) & (columns < width - 1)
    seen = np.full(len(expected), -np.inf, np.float32)
    seen[inside] = depth[rows[inside], columns[inside]]
    clear = inside & (seen > expected - NEARER)
    in_frame = np.bincount(owner, inside, minlength=len(names))
    in_clear = np.bincount(owner, clear, minlength=len(names))
    gone = (in_clear >= ENOUGH) & (in_clear > 0.5 * in_frame)
    past = np.bincount(owner, clear & (seen > expected + PAST), minlength=len(names))
    shares = (past / np.maximum(in_clear, 1)).tolist()
    return {
        name: share
        for name, share, absent in zip(names, shares, gone.tolist(), strict=True)
        if absent
    }


def plainly_absent(
    candidates: Mapping[str, tuple[Instance, NDArray[np.float32]]],
    view: View,
) -> tuple[str, ...]:
    """Which things, none of them in the frame, are so plainly not in their place that they would
    have been seen there.

    Args:
        candidates: things and (K, 3) float32 points of their surface, metres, map frame, by name.
        view: of the frame.

    Returns:
        Their names, in the order given.
    """
    focal = focal_length(view.depth.shape[0], view.field_of_view)
    points = {name: samples for name, (_, samples) in candidates.items()}
    gone = seen_absent(points, view.depth, view.pose, view.field_of_view)
    return tuple(name for name in gone if legible(candidates[name][0], view.pose, focal))


def legible(instance: Instance, pose: Pose, focal: float) -> bool:
    """Whether a thing, where it is believed to be, would fill too many pixels to be overlooked.

    Flat things on a table are judged as foreshortened as they would be.

    Args:
        instance: the thing.
        pose: of the agent, map frame.
        focal: focal length [pixels].
    """
    return expected_pixels(instance.low, instance.high, pose, focal) >= LEGIBLE


def expected_pixels(low: Point, high: Point, pose: Pose, focal: float) -> float:
    """How many pixels a box would fill, about, as foreshortened as it would be.

    Args:
        low, high: [m] its corners, map frame.
        pose: of the agent, map frame.
        focal: focal length [pixels].
    """
    x, y, z = (
        camera - 0.5 * (first + last)
        for camera, first, last in zip(pose.camera_position().tolist(), low, high, strict=True)
    )
    away = max(math.hypot(x, y, z), 0.1)
    width, height, depth = (last - first for first, last in zip(low, high, strict=True))
    tall = height + min(width, depth) * abs(y) / away
    return max(width, depth) * tall * (focal / away) ** 2
