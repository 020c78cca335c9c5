"""The current frame, by instance name: masks, and the image points to act on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from envs.interface import VISIBILITY_DISTANCE, Pose
from perception.containment import contacts, meetings
from perception.instances import Point
from perception.morphology import distance_inside
from perception.projection import pixel_points, project, world_points

ImagePoint = tuple[float, float]  # (y, x) in [0, 1]
SAME = 0.06  # [m] between where a surface was seen and where it is seen now
ENOUGH = 0.3  # share of a known surface that a frame has to show
UPWARD = 0.94  # cosine of the steepest slope that counts as a level surface (20 deg)


@dataclass(frozen=True, slots=True)
class View:
    """What the agent sees now.

    Attributes:
        instances: (H, W) int32, instance ids, 0 for nothing.
        depth: (H, W) float32, metres along the forward axis.
        pose: of the agent, map frame.
        field_of_view: vertical [deg].
        identities: instance id by name, of the instances in the frame.
    """

    instances: NDArray[np.int32]
    depth: NDArray[np.float32]
    pose: Pose
    field_of_view: float
    identities: dict[str, int]
    _points: list[NDArray[np.float32]] = field(default_factory=list, repr=False)
    _away: list[NDArray[np.float32]] = field(default_factory=list, repr=False)

    @property
    def points(self) -> NDArray[np.float32]:
        """(H, W, 3) float32, metres, map frame; not finite where nothing is hit."""
        if not self._points:
            self._points.append(world_points(self.depth, self.pose, self.field_of_view))
        return self._points[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the instances in the frame, sorted."""
        return tuple(sorted(self.identities))

    def mask(self, name: str) -> NDArray[np.bool_]:
        """Pixels (H, W) bool of an instance; all False when it is not in the frame."""
        return self.instances == self.identities.get(name, -1)

    def pixels(self, name: str) -> int:
        """How many pixels it has."""
        return int(self.mask(name).sum())

    def reach(self, name: str, spilt: float = 0.0) -> float:
        """Distance [m] in the horizontal plane to its nearest visible point; inf if unseen.

        Args:
            name: of the instance.
            spilt: share of its pixels that may be of something nearer, and are left out.
        """
        distances = self.distances()[self.mask(name)]
        if not distances.size:
            return float("inf")
        nearest = int(spilt * distances.size)
        return float(np.partition(distances, nearest)[nearest])

    def name_at(self, point: ImagePoint) -> str | None:
        """Name of the instance at an image point (y, x); None for structure and nothing."""
        row, column = self.pixel(point)
        identity = int(self.instances[row, column])
        for name, known in self.identities.items():
            if known == identity:
                return name
        return None

    def world_point(self, point: ImagePoint) -> tuple[float, float, float]:
        """World point (x, y, z), metres, map frame, that an image point (y, x) shows."""
        row, column = self.pixel(point)
        pixel = np.array([row * self.depth.shape[1] + column])
        x, y, z = pixel_points(self.depth, pixel, self.pose, self.field_of_view)[0].tolist()
        return x, y, z

    def reachable_mask(self, name: str, reach: float = VISIBILITY_DISTANCE) -> NDArray[np.bool_]:
        """The pixels (H, W) of a thing within `reach` [m] of the agent in the horizontal plane; all
        of it where none is."""
        mask = self.mask(name)
        near = mask & (self.distances() <= reach)
        return near if near.any() else mask

    def best_point(self, name: str, reach: float = VISIBILITY_DISTANCE) -> ImagePoint | None:
        """An image point well inside an instance's mask.

        Args:
            name: of the instance.
            reach: [m] pixels whose point is within this of the agent in the horizontal plane
                are preferred.

        Returns:
            `(y, x)` in [0, 1], or None when the instance is not in the frame.
        """
        return self._innermost(self.reachable_mask(name, reach))

    def surface_point(
        self,
        name: str,
        near: tuple[float, float] | None = None,
        reach: float = VISIBILITY_DISTANCE,
    ) -> ImagePoint | None:
        """An image point on a free, level, reachable part of a receptacle.

        Args:
            name: of the receptacle.
            near: (x, z) metres, map frame; the point closest to it that is well inside the free
                surface is taken. Without it, the middle of the largest free part.
            reach: [m] limit of the horizontal distance from the agent.

        Returns:
            `(y, x)` in [0, 1], or None when no part of it is level and within reach.
        """
        mask = self.mask(name) & (self.distances() <= reach)
        level = mask & self._level(mask)
        if not level.any():
            return None
        if near is None:
            return self._innermost(level)
        window = _window(level)
        depth = _depth_inside(level[window])
        inside = depth >= min(3.0, 0.5 * float(depth.max()))
        points = self.points[window]
        away = np.hypot(points[..., 0] - near[0], points[..., 2] - near[1])
        return self._image_point(np.where(inside, away, np.inf).argmin(), window, inside.shape)

    def image_point(
        self, point: Point | None, reach: float = VISIBILITY_DISTANCE
    ) -> ImagePoint | None:
        """Where in the frame a world point is, whatever is seen there.

        Args:
            point: (x, y, z) metres, map frame; None for none.
            reach: [m] limit of its horizontal distance from the agent.

        Returns:
            `(y, x)` in [0, 1]; None out of the frame and out of reach.
        """
        if point is None or math.dist(point[::2], (self.pose.x, self.pose.z)) > reach:
            return None
        height, width = self.depth.shape
        at = np.array([point], np.float32)
        ((row, column),), (ahead,) = project(at, self.pose, self.field_of_view, height, width)
        inside = ahead > 0.1 and 0 <= row < height and 0 <= column < width
        return (float(row) / height, float(column) / width) if inside else None

    def known_point(
        self, points: NDArray[np.float32], reach: float = VISIBILITY_DISTANCE
    ) -> ImagePoint | None:
        """An image point that shows a surface seen before, whatever its pixels are named.

        Args:
            points: (K, 3) of the surface, metres, map frame.
            reach: [m] limit of the horizontal distance from the agent.

        Returns:
            `(y, x)` in [0, 1] of the point in the middle of those that the frame shows, or None
            where it shows too few of them, or something else in their place.
        """
        if not len(points):
            return None
        height, width = self.depth.shape
        pixels, expected = project(points, self.pose, self.field_of_view, height, width)
        rows, columns = np.floor(pixels).astype(np.int64).T
        shown = (expected > 0.1) & (rows >= 0) & (rows < height)
        shown &= (columns >= 0) & (columns < width)
        at = np.flatnonzero(shown)
        shown[at] = np.abs(self.depth[rows[at], columns[at]] - expected[at]) < SAME
        shown &= np.hypot(points[:, 0] - self.pose.x, points[:, 2] - self.pose.z) < reach
        if shown.mean() < ENOUGH:
            return None
        chosen = pixels[shown]
        y, x = chosen[np.linalg.norm(chosen - chosen.mean(axis=0), axis=1).argmin()].tolist()
        return y / height, x / width

    def distances(self) -> NDArray[np.float32]:
        """Horizontal distance (H, W) of every pixel's point from the agent, metres."""
        if not self._away:
            x, z = np.float32(self.pose.x), np.float32(self.pose.z)
            self._away.append(np.hypot(self.points[..., 0] - x, self.points[..., 2] - z))
        return self._away[0]

    def contacts(
        self, bottoms: Mapping[int, float], holders: AbstractSet[int]
    ) -> dict[tuple[int, int], int]:
        """Where things are seen to stand on receptacles.

        Args:
            bottoms: height [m] of the bottom of each thing's box, by instance id.
            holders: instance ids of the receptacles.

        Returns:
            Pixels of contact by `(thing, receptacle)` ids, see `perception.containment.contacts`.
        """
        ids = self.instances.reshape(-1)
        heights = np.zeros(int(ids.max(initial=0)) + 1, np.float32)
        held, holds = np.zeros(len(heights), np.bool_), np.zeros(len(heights), np.bool_)
        for identity, bottom in bottoms.items():
            heights[identity], held[identity] = bottom, True
        holds[sorted(holders)] = True
        pixels = meetings(self.instances, held, holds)
        below = pixels + self.instances.shape[1]
        points, under = (
            pixel_points(self.depth, chosen, self.pose, self.field_of_view)
            for chosen in (pixels, below)
        )
        return contacts(ids[pixels], ids[below], points, under, heights)

    def pixel(self, point: ImagePoint) -> tuple[int, int]:
        """(row, column) of the pixel at an image point (y, x)."""
        height, width = self.instances.shape
        return min(int(point[0] * height), height - 1), min(int(point[1] * width), width - 1)

    def _level(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Pixels (H, W) whose surface, together with their neighbours', faces up."""
        window = _window(mask, margin=1)
        points, inside = self.points[window], mask[window]
        level = np.zeros_like(mask)
        if min(inside.shape) < 2:
            return level
        with np.errstate(invalid="ignore"):
            normal = np.cross(np.gradient(points, axis=1), np.gradient(points, axis=0))
            length = np.linalg.norm(normal, axis=-1)
            level[window] = inside & (np.abs(normal[..., 1]) > UPWARD * length) & (length > 0)
        camera = self.pose.camera_position()[1]
        level &= self.points[..., 1] < camera  # seen from above, so it faces up
        return level

    def _innermost(self, mask: NDArray[np.bool_]) -> ImagePoint | None:
        if not mask.any():
            return None
        window = _window(mask)
        depth = _depth_inside(mask[window])
        return self._image_point(depth.argmax(), window, depth.shape)

    def _image_point(
        self, flat: np.intp, window: tuple[slice, slice], shape: tuple[int, ...]
    ) -> ImagePoint:
        row, column = np.unravel_index(flat, shape)
        height, width = self.instances.shape
        return (
            (float(row) + window[0].start + 0.5) / height,
            (float(column) + window[1].start + 0.5) / width,
        )


def _window(mask: NDArray[np.bool_], margin: int = 0) -> tuple[slice, slice]:
    """Smallest rectangle that holds a mask, and a margin [pixels] around it."""
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return slice(0, 0), slice(0, 0)
    return (
        slice(max(int(rows[0]) - margin, 0), int(rows[-1]) + 1 + margin),
        slice(max(int(columns[0]) - margin, 0), int(columns[-1]) + 1 + margin),
    )


def _depth_inside(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Distance [pixels] of each pixel of a mask to the nearest one outside it."""
    return distance_inside(np.pad(mask, 1))[1:-1, 1:-1]
