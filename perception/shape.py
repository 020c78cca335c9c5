"""Boxes of things whose masks and depth are not exact.

Learned masks spill over the edges of things by a pixel or two, onto what may be metres behind
them. So a box is first made of the inside of the mask, without its outliers, and then widened by
what of the rest lies within a margin of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from envs.interface import Pose
from perception.instances import SAMPLES, Sighting, least, most
from perception.projection import focal_length, pixel_points

EDGE = 2  # [pixels] of a mask's edge that may belong to something else
LARGE = 700  # [pixels of 300x300] of what is thinned out
PICKS = 96  # points of a thing that its first box is made of
TRIMMED = 0.03  # share of them left out at each end of each axis
TRIMMED_THIN = 0.15  # where the mask is all edge
MARGIN = 0.015  # [m] and shares of the extent and of the edge by which the box may be widened
STRETCH = 0.12
GAP = 0.08  # [m] in distance between what belongs to a thin thing and what does not
WIDE_GAP = 0.3  # the same of what is seen well
GAP_FARTHER = 0.02  # [1] and more by distance
UNSURE = 0.35  # standard deviation of log depth from which on a point is not used
BLURRED = 20.0  # [pixels] of a thing's width up to which its edges are hard to tell
INEXACT = 0.01  # [m] standard deviation of a surface by exact depth and inexact masks


def robust_sightings(
    ids: NDArray[np.int32],
    wanted: NDArray[np.bool_],
    depth: NDArray[np.float32],
    spread: NDArray[np.float32] | None,
    pose: Pose,
    field_of_view: float,
) -> list[Sighting]:
    """What is seen of each thing in a frame.

    Args:
        ids: (H, W) int32, ids of this frame, below 2**15.
        wanted: (K,) bool, whether each id is asked for.
        depth: (H, W) float32, metres along the forward axis; inf where unknown.
        spread: (H, W) float32, standard deviation of log depth; None where it is exact.
        pose: of the agent, map frame.
        field_of_view: vertical [deg].

    Returns:
        One for each id with usable points, in increasing order; `identity` is the id.
    """
    totals = np.bincount(ids.reshape(-1), minlength=len(wanted))
    stride = max(1, round(depth.shape[0] / 300))
    chosen = np.zeros(ids.shape, np.bool_)
    for step, which in ((stride, totals < LARGE * stride**2), (2 * stride, wanted)):
        thin = slice(step // 2, None, step)  # of what is large, every other row and column does
        chosen[thin, thin] |= (which & wanted)[ids[thin, thin]]
    chosen &= np.isfinite(depth)
    if spread is not None:
        chosen &= spread < UNSURE
    pixels = np.flatnonzero(chosen)
    if not len(pixels):
        return []
    keys = ids.reshape(-1)[pixels].astype(np.uint16) * np.uint16(2)
    keys += (~inside(ids).reshape(-1)[pixels]).astype(np.uint16)
    order = np.argsort(keys, kind="stable")
    pixels, keys = pixels[order], keys[order]
    owners = keys >> np.uint16(1)
    starts = np.concatenate([[0], np.flatnonzero(owners[1:] != owners[:-1]) + 1])
    counts = np.diff(np.append(starts, len(owners)))
    inner = np.add.reduceat((keys & np.uint16(1)) == 0, starts)
    columns = np.ascontiguousarray(pixel_points(depth, pixels, pose, field_of_view).T)
    footprint = EDGE / focal_length(depth.shape[0], field_of_view)
    lows, highs, picks = _boxes(columns, starts, counts, inner, pose, footprint)
    return _sightings(
        owners[starts],
        totals[owners[starts]],
        lows,
        highs,
        picks,
        pose,
        _spreads(spread, pixels, starts, counts),
        footprint,
    )


def inside(ids: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Pixels (H, W) that are farther than the edge from every other id, along the axes."""
    found = np.zeros(ids.shape, np.bool_)
    core = ids[EDGE:-EDGE, EDGE:-EDGE]
    found[EDGE:-EDGE, EDGE:-EDGE] = (
        (core == ids[: -2 * EDGE, EDGE:-EDGE])
        & (core == ids[2 * EDGE :, EDGE:-EDGE])
        & (core == ids[EDGE:-EDGE, : -2 * EDGE])
        & (core == ids[EDGE:-EDGE, 2 * EDGE :])
    )
    return found


def _boxes(
    columns: NDArray[np.float32],
    starts: NDArray[np.int64],
    counts: NDArray[np.int64],
    inner: NDArray[np.int64],
    pose: Pose,
    footprint: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Corners (3, N) of the boxes, and points (3, N, PICKS) that they are made of first."""
    thin = inner * 5 < counts
    pool = np.where(thin, counts, inner)
    places = (np.arange(PICKS) + 0.5) / PICKS
    picks = starts[:, None] + (places[None, :] * pool[:, None]).astype(np.int64)
    points = columns[:, picks]
    camera = pose.camera_position().astype(np.float32)
    points = _connected(points, camera, np.where(thin, GAP, WIDE_GAP).astype(np.float32))
    ordered = np.sort(points, axis=2)
    cut = np.where(thin, TRIMMED_THIN, TRIMMED)
    first = np.minimum((cut * PICKS).astype(np.int64), PICKS // 2 - 1)
    rows = np.arange(len(starts))
    low, high = ordered[:, rows, first], ordered[:, rows, PICKS - 1 - first]
    away = np.sqrt((((low + high) / 2.0 - camera[:, None]) ** 2).sum(axis=0))
    margin = MARGIN + STRETCH * (high - low) + footprint * away
    owner = np.repeat(rows, counts)
    kept = (columns >= (low - margin)[:, owner]) & (columns <= (high + margin)[:, owner])
    kept = kept.all(axis=0)
    lows = np.minimum.reduceat(np.where(kept, columns, np.inf), starts, axis=1)
    highs = np.maximum.reduceat(np.where(kept, columns, -np.inf), starts, axis=1)
    lows, highs = np.minimum(lows, low), np.maximum(highs, high)
    within = (points >= lows[..., None]) & (points <= highs[..., None])
    middle = ordered[:, rows, PICKS // 2]
    within = np.logical_and.reduce(within, axis=0, keepdims=True)
    points = np.where(within, points, middle[..., None])
    return lows, highs, points


def _connected(
    points: NDArray[np.float32], camera: NDArray[np.float32], gap: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Points (3, N, PICKS) with those that are not of the largest part of a thing replaced by its
    middle; parts are farther apart in distance from the camera than `gap` (N,) [m]."""
    away = np.sqrt(((points - camera[:, None, None]) ** 2).sum(axis=0))
    order = np.argsort(away, axis=1)
    ranked = np.take_along_axis(away, order, axis=1)
    breaks = np.diff(ranked, axis=1) > (gap[:, None] + GAP_FARTHER * ranked[:, :-1])
    rows = np.flatnonzero(breaks.any(axis=1))
    if not len(rows):
        return points
    for row in rows.tolist():
        ends = [0, *(np.flatnonzero(breaks[row]) + 1).tolist(), PICKS]
        sizes = np.diff(ends)
        largest = int(sizes.argmax())
        first, last = ends[largest], ends[largest + 1]
        middle = points[:, row, order[row, (first + last) // 2]]
        points[:, row, order[row, :first]] = middle[:, None]
        points[:, row, order[row, last:]] = middle[:, None]
    return points


def _spreads(
    spread: NDArray[np.float32] | None,
    pixels: NDArray[np.int64],
    starts: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Mean standard deviation (N,) of log depth of each thing."""
    if spread is None:
        return np.zeros(len(starts), np.float32)
    sums = np.add.reduceat(spread.reshape(-1)[pixels], starts)
    return (sums / counts).astype(np.float32)


def _sightings(
    ids: NDArray[np.uint16],
    counts: NDArray[np.int64],
    lows: NDArray[np.float32],
    highs: NDArray[np.float32],
    points: NDArray[np.float32],
    pose: Pose,
    spreads: NDArray[np.float32],
    footprint: float,
) -> list[Sighting]:
    squares = (points[0] - np.float32(pose.x)) ** 2 + (points[2] - np.float32(pose.z)) ** 2
    nearest = np.sqrt(squares.min(axis=1)).tolist()
    camera = pose.camera_position().astype(np.float32)[:, None]
    away = np.sqrt((((lows + highs) / 2.0 - camera) ** 2).sum(axis=0))
    blurred = footprint * away * (1.0 + BLURRED / np.sqrt(counts))
    sigma = (INEXACT + away * spreads + 0.3 * blurred).tolist()
    samples = points[:, :, PICKS // SAMPLES // 2 :: PICKS // SAMPLES].transpose(1, 2, 0)
    corners = zip(lows.T.tolist(), highs.T.tolist(), strict=True)
    return [
        Sighting(identity, tuple(low), tuple(high), pixels, samples[i], nearest[i], sigma[i])
        for i, ((low, high), identity, pixels) in enumerate(
            zip(corners, ids.tolist(), counts.tolist(), strict=True)
        )
    ]


def joined_parts(found: list[Sighting], lasting: Mapping[int, int]) -> tuple[Sighting, ...]:
    """One sighting for each track, of all its parts in the frame."""
    parts: dict[int, list[Sighting]] = {}
    for one in found:
        if one.identity in lasting:
            parts.setdefault(lasting[one.identity], []).append(one)
    joined: list[Sighting] = []
    for identity in sorted(parts):
        several = sorted(parts[identity], key=lambda one: -one.pixels)
        low, high = several[0].low, several[0].high
        for one in several[1:]:
            low, high = least(low, one.low), most(high, one.high)
        samples = np.concatenate([one.samples for one in several])
        stride = max(1, len(samples) // SAMPLES)
        joined.append(
            Sighting(
                identity,
                low,
                high,
                sum(one.pixels for one in several),
                samples[::stride][:SAMPLES],
                min(one.distance for one in several),
                several[0].spread,
            )
        )
    return tuple(joined)
