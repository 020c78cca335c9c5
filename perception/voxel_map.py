"""A semantic voxel map: what was seen where, and no longer where it is seen through.

Voxels are 0.05 m wide and deep and 0.1 m high. Index (i, k, j) covers x in [ox + 0.05 i, ...),
z in [oz + 0.05 k, ...) and the height band j: band 0 is the floor's, [-0.02, 0.08) m, band j
above it [0.1 j - 0.02, 0.1 j + 0.08). The grid grows, by reallocation, to hold what is seen; it
starts empty. A voxel holds the class of the last point seen in it and that point itself, to
5 bits an axis, so that looking past the point, and not merely through its voxel, clears it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs.interface import Pose
from perception.projection import project

RESOLUTION = 0.05  # [m] of a cell in the horizontal plane
BAND = 0.1  # [m] height of a voxel
BAND_START = -0.02  # [m] lowest height of band 0
BANDS = 28  # up to 2.78 m
CHUNK = 64  # cells that the grid grows by
LEVELS = 32  # positions told apart inside a voxel, along each axis
SEEN_THROUGH = 0.06  # [m] how far behind a point the view must go to prove that it is gone

Index = NDArray[np.int64]


class VoxelMap:
    """The grid.

    Attributes:
        origin: (2,) int64, cell coordinates `floor(x / 0.05), floor(z / 0.05)` of cell (0, 0).
        classes: (nx, nz, BANDS) uint8, ontology index + 1 of what was seen there; 0 nothing.
        points: (nx, nz, BANDS) uint16, where in the voxel it was seen (5 bits each: x, y, z).
        loose: (nx, nz, BANDS) bool, what was seen there may move.
    """

    def __init__(self) -> None:
        self.origin = np.zeros(2, np.int64)
        self.classes = np.zeros((0, 0, BANDS), np.uint8)
        self.points = np.zeros((0, 0, BANDS), np.uint16)
        self.loose = np.zeros((0, 0, BANDS), np.bool_)

    @property
    def shape(self) -> tuple[int, int]:
        """Cells along x and z."""
        return self.classes.shape[0], self.classes.shape[1]

    def covers(self, low: NDArray[np.float32], high: NDArray[np.float32]) -> bool:
        """Whether the grid holds a rectangle: (2,) corners (x, z), metres, map frame."""
        first = np.floor(np.asarray(low) / RESOLUTION) >= self.origin
        last = np.floor(np.asarray(high) / RESOLUTION) < self.origin + self.shape
        return bool(first.all() and last.all())

    def cover(self, low: NDArray[np.float32], high: NDArray[np.float32]) -> bool:
        """Grows the grid so that it holds a rectangle; True if it grew.

        Args:
            low, high: (2,) corners (x, z), metres, map frame.
        """
        first = np.floor(np.asarray(low) / RESOLUTION).astype(np.int64)
        last = np.floor(np.asarray(high) / RESOLUTION).astype(np.int64) + 1
        size = np.array(self.shape)
        if not size.all():
            self.origin = first
        start = np.minimum(first, self.origin)
        end = np.maximum(last, self.origin + size)
        if size.all() and self.covers(low, high):
            return False
        if size.all():
            start = np.where(start < self.origin, start - CHUNK // 2, start)
            end = np.where(end > self.origin + size, end + CHUNK // 2, end)
        else:
            start, end = start - CHUNK // 2, end + CHUNK // 2
        self.classes = grown(self.classes, self.origin, start, end)
        self.points = grown(self.points, self.origin, start, end)
        self.loose = grown(self.loose, self.origin, start, end)
        self.origin = start
        return True

    def locate(self, points: NDArray[np.float32]) -> tuple[Index, Index, NDArray[np.uint16]]:
        """Cells, bands and packed positions of points, which the grid must cover.

        Args:
            points: (N, 3) float32, metres, map frame.

        Returns:
            `(cells, bands, packed)`: (N,) flat cell index `i * nz + k`, (N,) band (not clipped
            to the grid), (N,) uint16.
        """
        x = points[:, 0] * np.float32(1.0 / RESOLUTION)
        z = points[:, 2] * np.float32(1.0 / RESOLUTION)
        y = (points[:, 1] - np.float32(BAND_START)) * np.float32(1.0 / BAND)
        fx, fy, fz = np.floor(x), np.floor(y), np.floor(z)
        cells = (fx.astype(np.int64) - self.origin[0]) * self.shape[1]
        cells += fz.astype(np.int64) - self.origin[1]
        packed = ((x - fx) * LEVELS).astype(np.uint16)
        packed |= ((y - fy) * LEVELS).astype(np.uint16) << 5
        packed |= ((z - fz) * LEVELS).astype(np.uint16) << 10
        return cells, fy.astype(np.int64), packed

    def integrate(
        self, voxels: Index, classes: NDArray[np.uint8], packed: NDArray[np.uint16], loose: bool
    ) -> Index:
        """Writes points into the grid; what may move never hides what stands still.

        Args:
            voxels: (N,) flat index `cell * BANDS + band`.
            classes: (N,) ontology index + 1.
            packed: (N,) position inside the voxel.
            loose: whether what they belong to may move.

        Returns:
            (K,) flat indices, unique, of the voxels that were empty before.
        """
        flat, movable = self.classes.reshape(-1), self.loose.reshape(-1)
        empty = flat[voxels] == 0
        if loose:
            free = empty | movable[voxels]
            voxels, classes, packed = voxels[free], classes[free], packed[free]
            empty = empty[free]
        added = np.unique(voxels[empty])
        flat[voxels] = classes
        self.points.reshape(-1)[voxels] = packed
        movable[voxels] = loose
        return added

    def carve(
        self, depth: NDArray[np.float32], pose: Pose, field_of_view: float, limit: float
    ) -> Index:
        """Clears the loose voxels that the view goes past.

        Args:
            depth: (H, W) float32, metres along the forward axis.
            pose: of the agent, map frame.
            field_of_view: vertical [deg].
            limit: [m] only voxels this near are judged.

        Returns:
            (K,) flat indices of the voxels that it cleared.
        """
        height, width = depth.shape
        low, high = _view_box(pose, field_of_view, width / height, limit)
        voxels = self._within(self.loose, low, high)
        if not len(voxels):
            return voxels
        pixels, expected = project(self.centre(voxels), pose, field_of_view, height, width)
        rows = np.floor(pixels[:, 0]).astype(np.int64)
        columns = np.floor(pixels[:, 1]).astype(np.int64)
        inside = (expected > 0.1) & (expected < limit)
        inside &= (rows >= 1) & (rows < height - 1) & (columns >= 1) & (columns < width - 1)
        inside[inside] = depth[rows[inside], columns[inside]] > expected[inside] + SEEN_THROUGH
        voxels, rows, columns = voxels[inside], rows[inside], columns[inside]
        nearest = np.full(len(voxels), np.inf, np.float32)
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                np.minimum(nearest, depth[rows + down, columns + right], out=nearest)
        cleared = voxels[nearest > expected[inside] + SEEN_THROUGH]
        self.clear(cleared)
        return cleared

    def clear(self, voxels: Index) -> None:
        """Empties voxels, given by flat index."""
        self.classes.reshape(-1)[voxels] = 0
        self.loose.reshape(-1)[voxels] = False

    def centre(self, voxels: Index) -> NDArray[np.float32]:
        """The points (N, 3) float32, metres, map frame, that voxels hold."""
        cells, bands = np.divmod(voxels, BANDS)
        i, k = np.divmod(cells, self.shape[1])
        packed = self.points.reshape(-1)[voxels].astype(np.int64)
        points = np.empty((len(voxels), 3), np.float32)
        points[:, 0] = (i + self.origin[0] + ((packed & 31) + 0.5) / LEVELS) * RESOLUTION
        points[:, 1] = (bands + (((packed >> 5) & 31) + 0.5) / LEVELS) * BAND + BAND_START
        points[:, 2] = (k + self.origin[1] + ((packed >> 10) + 0.5) / LEVELS) * RESOLUTION
        return points

    def near(self, pose: Pose, limit: float) -> Index:
        """(K,) flat indices of the voxels in which something was seen, within a square.

        Args:
            pose: of the agent, in its middle, map frame.
            limit: [m] half its side.
        """
        middle = np.array([pose.x, pose.z])
        return self._within(self.classes, middle - limit, middle + limit)

    def _within(
        self,
        bytes_: NDArray[np.bool_] | NDArray[np.uint8],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> Index:
        """Flat indices of the voxels whose byte is set, in a rectangle: (2,) corners (x, z) [m]."""
        first = np.floor(low / RESOLUTION).astype(np.int64) - self.origin
        last = np.floor(high / RESOLUTION).astype(np.int64) + 1 - self.origin
        first, last = np.clip(first, 0, self.shape), np.clip(last, 0, self.shape)
        words = bytes_.view(np.uint32)[first[0] : last[0], first[1] : last[1]]  # four bands each
        found = np.flatnonzero(words)
        row = words.shape[1] * words.shape[2]
        skipped = (self.shape[1] - words.shape[1]) * words.shape[2]
        found += found // max(row, 1) * skipped
        found += (first[0] * self.shape[1] + first[1]) * words.shape[2]
        voxels = (found[:, None] * 4 + np.arange(4)).reshape(-1)
        return voxels[bytes_.reshape(-1)[voxels] > 0]


def _view_box(
    pose: Pose, field_of_view: float, aspect: float, limit: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Corners (2,) (x, z) [m] of what a camera sees up to a depth of `limit` [m], from above."""
    tall = np.tan(np.radians(field_of_view) / 2)
    sides = [(right * aspect * tall, up * tall, 1.0) for right in (-1, 1) for up in (-1, 1)]
    ends = limit * np.array([(0.0, 0.0, 0.0), *sides]) @ pose.world_from_camera().T
    ends += pose.camera_position()
    return ends.min(axis=0)[[0, 2]], ends.max(axis=0)[[0, 2]]


def grown(array: np.ndarray, origin: Index, start: Index, end: Index) -> np.ndarray:
    """An array whose first two axes cover cells from `start` to `end`, with the old one in it."""
    larger = np.zeros((end[0] - start[0], end[1] - start[1], *array.shape[2:]), array.dtype)
    i, k = origin - start
    larger[i : i + array.shape[0], k : k + array.shape[1]] = array
    return larger
