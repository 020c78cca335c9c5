"""What of the places where things may lie has been looked at, and what has not.

Views are kept, thinned out, the last few hundred of them. Whether a point was seen is asked of the
views: some view must have gone past it, from near enough that a small thing there would have shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.interface import Pose
from envs.ontology import BY_NAME, Affordance
from perception.instances import Instance, Point
from perception.morphology import closed
from perception.projection import focal_length
from perception.voxel_map import BAND, BAND_START, BANDS, LEVELS, RESOLUTION, VoxelMap

LEGIBLE = 2.0  # [m] a small thing farther than this may be overlooked
BEHIND = 0.04  # [m] a point this much behind what is seen counts as seen
THIN = 4  # pixels of a view that are kept as one
SPACING = 0.08  # [m] between the points of a place
ABOVE = 0.04  # [m] over a surface where the points of it lie
LAYER = 0.12  # [m] between the layers of points in a container
INSET = 0.04  # [m] from the sides of a container
MOST = 1500  # points of one place; larger ones are thinned out
LEVEL_SHARE = 0.08  # of its footprint that a surface covers, at least
LEVEL_CELLS = 4  # and cells
APART = 0.08  # [m] levels nearer than this are one
VIEWS = 384  # that are kept at least, and at most a quarter more
GROWN = 0.06  # [m] that a box or a level may change by before its points are laid out again
WALL_HEIGHT = 1.2  # [m] at which walls are looked at
CORNER = 6  # cells to either side of an unexplored corner that is taken for part of the room
WALL_SPACING = 4  # cells along a wall from one point of it to the next
WALL_LEGIBLE = 3.0  # [m] what hangs on a wall farther than this may be overlooked
_WALL = BY_NAME["Wall"].index + 1
_DEEP = frozenset({"GarbageCan", "SinkBasin", "BathtubBasin"})


Shape = tuple[Point, Point, tuple[float, ...]]  # box and heights of surfaces [m]


@dataclass(slots=True)
class _Place:
    """The points of one place, and which of them were seen before view number `views`."""

    shape: Shape
    points: NDArray[np.float32]
    seen: NDArray[np.bool_]
    views: int = 0


class Coverage:
    """Past views, and what they saw of the places that were asked about."""

    def __init__(self) -> None:
        self._eyes: list[NDArray[np.float32]] = []
        self._rotations: list[NDArray[np.float32]] = []  # world from camera
        self._depths: list[NDArray[np.float16]] = []
        self._first = 0  # number of the oldest view that is kept
        self._focal = 1.0
        self._places: dict[str, _Place] = {}
        self._walls: dict[tuple[int, int], tuple[bool, int]] = {}  # seen, views, by cell

    def add(self, depth: NDArray[np.float32], pose: Pose, field_of_view: float) -> None:
        """Keeps a view.

        Args:
            depth: (H, W) float32, metres along the forward axis.
            pose: of the agent, map frame.
            field_of_view: vertical [deg].
        """
        thin = max(1, round(THIN * depth.shape[0] / 300))
        kept = depth[thin // 2 :: thin, thin // 2 :: thin]
        self._focal = focal_length(kept.shape[0], field_of_view)
        self._eyes.append(pose.camera_position().astype(np.float32))
        self._rotations.append(pose.world_from_camera().astype(np.float32))
        self._depths.append(np.minimum(kept, 60.0).astype(np.float16))
        if len(self._eyes) > VIEWS + VIEWS // 4:
            self._forget(len(self._eyes) - VIEWS)

    def unseen(self, place: Instance, voxels: VoxelMap) -> tuple[NDArray[np.float32], int]:
        """Where in or on a receptacle no view has been.

        Args:
            place: the receptacle; what is inside a closed one counts as unseen.
            voxels: what is known of the house, for its surfaces.

        Returns:
            `(points, total)`: (K, 3) float32 metres, map frame, of `total` points.
        """
        low, high = _box(place)
        hollow = place.can(Affordance.OPENABLE) or place.object_class in _DEEP
        heights = () if hollow else levels(place, voxels)
        shape = (low, high, heights)
        known = self._places.get(place.name)
        if known is None or not _alike(known.shape, shape):
            points = _volume(low, high) if hollow else _surfaces(low, high, heights)
            # A drawer's contents come out with it: what was seen there before was air.
            views = self._end - 1 if place.object_class == "Drawer" else 0
            known = _Place(shape, points, np.zeros(len(points), np.bool_), views)
            self._places[place.name] = known
        self._look(known)
        return known.points[~known.seen], len(known.points)

    def unseen_walls(self, voxels: VoxelMap, explored: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Where no view has shown what may hang on the known walls.

        Args:
            voxels: what is known of the house.
            explored: (nx, nz) bool, cells whose floor, or what stands on it, was seen.

        Returns:
            (K, 3) float32, metres, map frame, right before the walls.
        """
        walls = (voxels.classes[:, :, 1:10] == _WALL).any(axis=2)
        beside = np.zeros_like(walls)
        for axis in (0, 1):
            for side in (-1, 1):
                beside |= np.roll(walls, side, axis)  # the map has a margin: nothing wraps
        inside = closed(explored, CORNER) & ~walls
        inside &= voxels.classes[:, :, int((WALL_HEIGHT - BAND_START) / BAND)] == 0
        cells = np.argwhere(beside & inside) + voxels.origin
        cells = cells[cells.sum(axis=1) % WALL_SPACING == 0]
        left = []
        groups: dict[int, list[tuple[int, int]]] = {}
        for cell in map(tuple, cells.tolist()):
            seen, views = self._walls.get(cell, (False, 0))
            if not seen:
                groups.setdefault(views, []).append(cell)
        for views, members in groups.items():
            points = _before_walls(members)
            seen_now = np.zeros(len(points), np.bool_)
            for view in range(max(views, self._first), self._end):
                seen_now |= self._sees(view, points, WALL_LEGIBLE)
            for cell, seen in zip(members, seen_now.tolist(), strict=True):
                self._walls[cell] = (seen, self._end)
            left += [
                cell for cell, seen in zip(members, seen_now.tolist(), strict=True) if not seen
            ]
        return _before_walls(sorted(left))

    @property
    def _end(self) -> int:
        """Number that the next view will have."""
        return self._first + len(self._eyes)

    def _forget(self, count: int) -> None:
        """Drops the oldest views, once the places that were asked about have looked at them."""
        for place in self._places.values():
            if place.views < self._first + count:
                self._look(place)
        for kept in (self._eyes, self._rotations, self._depths):
            del kept[:count]
        self._first += count

    def _look(self, place: _Place) -> None:
        """Takes the views into account that came since the last time."""
        if not len(place.points):
            return
        low, high = place.points.min(axis=0), place.points.max(axis=0)
        for view in range(max(place.views, self._first), self._end):
            eye = self._eyes[view - self._first]
            gap = np.maximum(np.maximum(low - eye, eye - high), 0.0)
            if float(gap @ gap) > LEGIBLE**2:
                continue
            left = np.flatnonzero(~place.seen)
            if not len(left):
                break
            place.seen[left[self._sees(view, place.points[left])]] = True
        place.views = self._end

    def _sees(
        self, view: int, points: NDArray[np.float32], legible: float = LEGIBLE
    ) -> NDArray[np.bool_]:
        """(K,) whether a view went past points that are near enough."""
        index = view - self._first
        depth = self._depths[index]
        away = points - self._eyes[index]
        local = away @ self._rotations[index]  # camera from world is its transpose
        ahead = np.maximum(local[:, 2], 0.05)
        columns = np.floor(local[:, 0] / ahead * self._focal + 0.5 * depth.shape[1]).astype(int)
        rows = np.floor(0.5 * depth.shape[0] - local[:, 1] / ahead * self._focal).astype(int)
        seen = (local[:, 2] > 0.1) & ((away * away).sum(axis=1) < legible**2)
        seen &= (rows >= 0) & (rows < depth.shape[0]) & (columns >= 0) & (columns < depth.shape[1])
        chosen = np.flatnonzero(seen)
        through = depth[rows[chosen], columns[chosen]] > ahead[chosen] - BEHIND
        seen[chosen] = through
        return seen


def _before_walls(cells: list[tuple[int, int]]) -> NDArray[np.float32]:
    """Middles (K, 3) [m], map frame, of map cells, at the height at which things hang."""
    points = np.full((len(cells), 3), WALL_HEIGHT, np.float32)
    if cells:
        points[:, ::2] = (np.array(cells) + 0.5) * RESOLUTION
    return points


def interior(place: Instance) -> NDArray[np.float32]:
    """Points (K, 3) [m], map frame, throughout the inside of a container."""
    return _volume(*_box(place))


def _alike(one: Shape, other: Shape) -> bool:
    """Whether two shapes are so near to each other that the points of one do for both."""
    before, after = (np.concatenate([np.ravel(part) for part in shape]) for shape in (one, other))
    return len(before) == len(after) and bool((np.abs(before - after) < GROWN).all())


def _box(place: Instance) -> tuple[Point, Point]:
    """What holds the contents: a drawer's come out with it, a door's swing is left out."""
    if place.object_class == "Drawer" or place.body_low is None:
        return place.low, place.high
    return place.body_low, place.body_high or place.high


def levels(place: Instance, voxels: VoxelMap) -> tuple[float, ...]:
    """Heights [m] of the surfaces of a receptacle that have been seen; its top if none was."""
    first = np.floor(np.array([place.low[0], place.low[2]]) / RESOLUTION).astype(int)
    last = np.floor(np.array([place.high[0], place.high[2]]) / RESOLUTION).astype(int) + 1
    first, last = np.maximum(first - voxels.origin, 0), np.maximum(last - voxels.origin, 0)
    classes = voxels.classes[first[0] : last[0], first[1] : last[1]]
    if not classes.size:
        return (place.high[1],)
    mine = classes == BY_NAME[place.object_class].index + 1
    loose = voxels.loose[first[0] : last[0], first[1] : last[1]]
    open_above = np.ones_like(mine)
    open_above[:, :, :-1] = (classes[:, :, 1:] == 0) | loose[:, :, 1:]
    tops = mine & open_above
    packed = voxels.points[first[0] : last[0], first[1] : last[1]]
    least = max(LEVEL_CELLS, LEVEL_SHARE * classes.shape[0] * classes.shape[1])
    found: list[float] = []
    for band in range(BANDS - 1, -1, -1):
        at = tops[:, :, band]
        if int(at.sum()) < least:
            continue
        within = float(np.median((packed[:, :, band][at] >> 5) & (LEVELS - 1)) + 0.5) / LEVELS
        height = BAND_START + BAND * (band + within)
        if not found or found[-1] - height > APART:
            found.append(height)
    return tuple(round(height, 2) for height in found) or (place.high[1],)


def _axis(low: float, high: float, inset: float, spacing: float) -> NDArray[np.float64]:
    inset = min(inset, 0.4 * (high - low))
    count = max(1, round((high - low - 2 * inset) / spacing) + 1)
    return np.linspace(low + inset, high - inset, count) if count > 1 else np.array([low + inset])


def _lattice(
    low: Point, high: Point, heights: NDArray[np.float64], inset: float
) -> NDArray[np.float32]:
    spacing = SPACING
    area = (high[0] - low[0]) * (high[2] - low[2]) * max(1, len(heights))
    spacing = max(spacing, float(np.sqrt(area / MOST)))
    x = _axis(low[0], high[0], inset, spacing)
    z = _axis(low[2], high[2], inset, spacing)
    grid = np.stack(np.meshgrid(x, heights, z, indexing="ij"), axis=-1)
    return grid.reshape(-1, 3).astype(np.float32)


def _volume(low: Point, high: Point) -> NDArray[np.float32]:
    return _lattice(low, high, _axis(low[1], high[1], ABOVE, LAYER), INSET)


def _surfaces(low: Point, high: Point, heights: tuple[float, ...]) -> NDArray[np.float32]:
    return _lattice(low, high, np.array(heights) + ABOVE, INSET)
