"""Frames, and taking them apart: points into the map, and into what is seen of each thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.interface import Pose
from envs.ontology import BY_NAME
from perception.instances import Sighting, sightings
from perception.projection import pixel_points, world_points
from perception.segmentation import Depth, Segmentation
from perception.semantic_map import RANGE, TopDownMap
from perception.view import View

FRAME = 300  # [pixels] larger frames are thinned out to about this height
ON_FLOOR = 0.08  # [m] what is lower stops nobody, and may be the floor itself
STEEP = 0.04  # log depth from pixel to pixel of 300x300 at which a guess mixes two surfaces
UNSURE = 0.2  # [m] standard deviation of depth from which on a point is not mapped


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame whose ids mean something in it alone.

    Attributes:
        segmentation: with those ids.
        depth: of the same pixels.
        pose: of the agent, map frame.
        field_of_view: vertical [deg].
        step: its number.
        before: the view before it.
    """

    segmentation: Segmentation
    depth: Depth
    pose: Pose
    field_of_view: float
    step: int
    before: View | None = None


def stride_of(depth: NDArray[np.float32]) -> int:
    """Every how many pixels of a depth image (H, W) are looked at."""
    return max(1, round(depth.shape[0] / FRAME))


def add_frame(
    map_: TopDownMap,
    view: View,
    segmentation: Segmentation,
    spread: NDArray[np.float32] | None,
    carried: NDArray[np.int32],
) -> None:
    """Adds to the map what a frame sees, but for what the agent carries.

    Args:
        map_: changed in place.
        view: the frame.
        segmentation: of it; ids are those of the view.
        spread: (H, W) float32, standard deviation of log depth; None where it is exact.
        carried: (K,) int32, ids of what the agent carries.
    """
    ids, depth = view.instances, view.depth
    hand = np.isin(ids, carried) if len(carried) else None
    map_.stand(view.pose)
    near = depth if hand is None else np.where(hand, np.float32(0.0), depth)
    past = near
    if spread is not None:  # nothing is said of where the surface is not known well enough
        known = (spread * depth < UNSURE) & ~mixed(depth)
        near = np.where(known, near, np.float32(0.0))
        past = near * np.exp(-spread)  # it is at least as far as that, most likely
    map_.carve(past, view.pose, view.field_of_view)
    classes = np.zeros(int(ids.max(initial=0)) + 1, np.uint8)
    for detection in segmentation.detections:
        kind = BY_NAME.get(detection.object_class)
        if kind is not None and detection.instance < len(classes):
            classes[detection.instance] = kind.index + 1
    stride = 2 * stride_of(depth)
    points = world_points(depth, view.pose, view.field_of_view, stride).reshape(-1, 3)
    thin = slice(stride // 2, None, stride)
    near, kinds = near[thin, thin].reshape(-1), classes[ids[thin, thin]].reshape(-1)
    if (
        not segmentation.persistent
    ):  # what lies on the floor's height is floor, whatever it looks like
        kinds[points[:, 1] < view.pose.y + ON_FLOOR] = 0
    kept = np.flatnonzero((near > 0.0) & (near < RANGE))
    map_.integrate(points[kept], kinds[kept], view.pose.y, exact=spread is None)


def mixed(depth: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Pixels (H, W) at the edges of things, where guessed depth (H, W) [m] passes over from one to
    what is behind it: nothing is there."""
    found = np.zeros(depth.shape, np.bool_)
    steep = STEEP * FRAME / depth.shape[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.log(depth)
        across = np.abs(np.diff(log, axis=1)) > steep
        down = np.abs(np.diff(log, axis=0)) > steep
    found[:, 1:] |= across
    found[:, :-1] |= across
    found[1:] |= down
    found[:-1] |= down
    return found


def seen_instances(view: View, wanted: Iterable[int]) -> list[Sighting]:
    """What a frame with exact masks shows of the instances of these ids."""
    stride = stride_of(view.depth)
    ids = view.instances.reshape(-1)
    asked = np.zeros(int(ids.max(initial=0)) + 1, bool)
    asked[[identity for identity in wanted if 0 < identity < len(asked)]] = True
    chosen = asked[view.instances] & (view.depth < np.inf)
    if stride > 1:
        kept = np.zeros_like(chosen)
        thin = slice(stride // 2, None, stride)
        kept[thin, thin] = chosen[thin, thin]
        chosen = kept
    pixels = np.flatnonzero(chosen)
    points = pixel_points(view.depth, pixels, view.pose, view.field_of_view)
    return sightings(points, ids[pixels], (view.pose.x, view.pose.z))
