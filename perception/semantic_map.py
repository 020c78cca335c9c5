"""The top-down map: what of the floor is known, free, blocked, and what stands on it.

Cells are 0.05 m. Cell (i, k) covers x in [ox, ox + 0.05) + 0.05 i and z likewise, where
`(ox, oz)` is `TopDownMap.corner`; arrays are indexed [i, k], that is [x, z]. The map grows as the
house is discovered, so indices are good only until the next update.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs.interface import AGENT_RADIUS, ActionName, Pose
from envs.ontology import BY_NAME, OBJECT_TYPES, Affordance
from perception.clearance import FINE, outlines, refined, widen
from perception.frontier import Frontier, frontier_cells, frontiers
from perception.morphology import dilated, distance_inside, labelled
from perception.pose import destination
from perception.voxel_map import BANDS, RESOLUTION, VoxelMap, grown

FIRST_OBSTACLE, LAST_OBSTACLE = 1, 18  # bands: 0.08 m to 1.88 m above the floor
MARGIN = 0.03  # [m] kept between the agent and obstacles, on top of its radius
RANGE = 6.0  # [m] nothing farther is mapped: pixels there are wider than cells
CARVE_RANGE = 4.0  # [m] nothing farther is cleared

UNKNOWN = 255  # class, in the voxel map, of what segmentation has no name for

_FLOOR = BY_NAME["Floor"].index + 1
# Classes by ontology index + 1: what may move, and what reaches the floor even if only the
# lowest band of it is seen.
_LOOSE = np.array(
    [True]
    + [kind.can(Affordance.PICKUPABLE) or kind.can(Affordance.OPENABLE) for kind in OBJECT_TYPES]
)
_FLAT = np.array(
    [True]
    + [
        kind.can(Affordance.PICKUPABLE) or kind.name in {"Floor", "Doorframe"}
        for kind in OBJECT_TYPES
    ]
)


class TopDownMap:
    """The map.

    Attributes:
        voxels: the voxel map that it is the shadow of; both have the same cells.
        floor: (nx, nz) bool, its floor was seen.
        hits: (nx, nz) int16, occupied voxels at a height that the agent would bump into.
        visited: (nx, nz) bool, the agent's centre was there.
        stood: (nx, nz) bool, the agent's disc was there, so nothing solid is.
        blocked: (nx, nz) bool, the agent failed to move its centre there.
        failed_moves: ((x, z), (x, z)) in centimetres, from and to, of moves that failed.
        guessed: whether what was seen may not be where it seemed to be.
    """

    def __init__(self) -> None:
        self.voxels = VoxelMap()
        self.floor = np.zeros((0, 0), np.bool_)
        self.hits = np.zeros((0, 0), np.int16)
        self.visited = np.zeros((0, 0), np.bool_)
        self.stood = np.zeros((0, 0), np.bool_)
        self.blocked = np.zeros((0, 0), np.bool_)
        self.failed_moves: set[tuple[tuple[int, int], tuple[int, int]]] = set()
        self.guessed = False
        self._clearance: NDArray[np.float32] | None = None
        self._edges = np.zeros((0, 0, 4), np.uint8)

    # --- frames ---

    @property
    def shape(self) -> tuple[int, int]:
        """Cells along x and z."""
        return self.voxels.shape

    @property
    def corner(self) -> tuple[float, float]:
        """(x, z) of the corner of cell (0, 0), metres, map frame."""
        x, z = (self.voxels.origin * RESOLUTION).tolist()
        return x, z

    def cell(self, x: float, z: float) -> tuple[int, int]:
        """Index of the cell that holds a point (metres, map frame); may lie outside the map."""
        i = int(np.floor(x / RESOLUTION)) - int(self.voxels.origin[0])
        return i, int(np.floor(z / RESOLUTION)) - int(self.voxels.origin[1])

    def point(self, i: int, k: int) -> tuple[float, float]:
        """Centre (x, z) of a cell, metres, map frame."""
        origin = self.voxels.origin
        return (
            (i + int(origin[0]) + 0.5) * RESOLUTION,
            (k + int(origin[1]) + 0.5) * RESOLUTION,
        )

    def contains(self, i: int, k: int) -> bool:
        return 0 <= i < self.shape[0] and 0 <= k < self.shape[1]

    # --- what is known ---

    @property
    def obstacle(self) -> NDArray[np.bool_]:
        """(nx, nz) bool, something that the agent would bump into stands there."""
        return (self.hits > 0) & ~self.stood

    @property
    def explored(self) -> NDArray[np.bool_]:
        """(nx, nz) bool, its floor or an obstacle was seen, or the agent stood there."""
        return self.floor | (self.hits > 0) | self.stood

    @property
    def free(self) -> NDArray[np.bool_]:
        """(nx, nz) bool, explored and without an obstacle."""
        return (self.floor | self.stood) & ~self.obstacle

    @property
    def clearance(self) -> NDArray[np.float32]:
        """(nx, nz) float32, metres from each cell's centre to the nearest obstacle cell's."""
        if self._clearance is None:
            self._clearance = _clearance(self.obstacle)
        return self._clearance

    def clearance_at(self, places: NDArray[np.float64]) -> NDArray[np.float32]:
        """Distance of places from the nearest obstacle, to a few millimetres where it matters.

        Args:
            places: (N, 2) float, (x, z) metres, map frame.

        Returns:
            (N,) float32, metres: where `clearance` is between 0.1 m and 0.3 m, to the very
            points that were seen, elsewhere as `clearance`; inf outside the map.
        """
        places = np.asarray(places, np.float64).reshape(-1, 2)
        cells = np.floor(places / RESOLUTION).astype(np.int64) - self.voxels.origin
        inside = ((cells >= 0) & (cells < self.shape)).all(axis=1)
        found = np.full(len(places), np.inf, np.float32)
        found[inside] = self.clearance[cells[inside, 0], cells[inside, 1]]
        near = np.flatnonzero((found > FINE[0]) & (found < FINE[1]))
        if len(near):
            fine = refined(places[near], self.obstacle, self._edges, self.voxels.origin)
            found[near] = np.where(np.isfinite(fine), fine, found[near])
        return found

    def traversable(
        self, radius: float = AGENT_RADIUS, margin: float = MARGIN, unknown: bool = False
    ) -> NDArray[np.bool_]:
        """Where the agent's centre can be.

        Args:
            radius: [m] of the agent.
            margin: [m] kept from obstacles beyond the radius.
            unknown: whether unexplored cells count as free.

        Returns:
            (nx, nz) bool.
        """
        ground = self.free | ~self.explored if unknown else self.free
        return (ground & (self.clearance > radius + margin) & ~self.blocked) | self.visited

    def reachable(self, pose: Pose, margin: float = MARGIN) -> NDArray[np.bool_]:
        """(nx, nz) bool, the traversable cells connected with where the agent stands."""
        labels, _ = labelled(self.traversable(margin=margin))
        i, k = self.cell(pose.x, pose.z)
        if not self.contains(i, k) or not labels[i, k]:
            return np.zeros(self.shape, np.bool_)
        return labels == labels[i, k]

    def is_failed_move(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Whether the agent tried to move from one (x, z) to the other, metres, and could not."""
        return (_centimetres(*start), _centimetres(*end)) in self.failed_moves

    def channel(self, object_class: str) -> NDArray[np.bool_]:
        """(nx, nz) bool, cells over which a class was seen."""
        kind = BY_NAME.get(object_class)
        if kind is None:
            return np.zeros(self.shape, np.bool_)
        return (self.voxels.classes == kind.index + 1).any(axis=2)

    def top_classes(self) -> NDArray[np.uint8]:
        """(nx, nz) uint8, ontology index + 1 of the highest thing below 1.88 m; 0 for nothing."""
        bands = self.voxels.classes[..., LAST_OBSTACLE::-1]
        highest = (bands > 0).argmax(axis=2)
        return np.take_along_axis(bands, highest[..., None], axis=2)[..., 0]

    def frontiers(self, pose: Pose, smallest: float = 0.25) -> tuple[Frontier, ...]:
        """Borders between free floor and the unknown that the agent can come near, largest first.

        Args:
            pose: of the agent.
            smallest: [m] shorter ones are left out.
        """
        near = dilated(self.reachable(pose), steps=int(0.35 / RESOLUTION))
        cells = frontier_cells(self.free, self.explored) & near
        return frontiers(cells, self.corner, RESOLUTION, smallest)

    def explored_share(self, pose: Pose) -> float:
        """Share of the house that has been seen, 0 to 1: free floor seen against that and an
        estimate of the floor behind the frontiers (each as deep as it is long, at most 3 m)."""
        seen = float(self.free.sum()) * RESOLUTION**2
        hidden = sum(edge.size * min(edge.size, 3.0) for edge in self.frontiers(pose))
        return seen / (seen + hidden) if seen else 0.0

    # --- what changes it ---

    def stand(self, pose: Pose) -> None:
        """Marks where the agent is: its disc is free."""
        centre = np.array([pose.x, pose.z], np.float32)
        self._cover(centre - 0.5, centre + 0.5)
        i, k = self.cell(pose.x, pose.z)
        self.visited[i, k] = True
        reach = int(AGENT_RADIUS / RESOLUTION) + 1
        rows, columns = np.mgrid[i - reach : i + reach + 1, k - reach : k + reach + 1]
        x = (rows + self.voxels.origin[0] + 0.5) * RESOLUTION - pose.x
        z = (columns + self.voxels.origin[1] + 0.5) * RESOLUTION - pose.z
        disc = np.hypot(x, z) <= AGENT_RADIUS - 0.5 * RESOLUTION
        under = rows[disc], columns[disc]
        if (self.hits[under] > 0)[~self.stood[under]].any():
            self._clearance = None
        self.stood[under] = True
        self.blocked[max(i - 1, 0) : i + 2, max(k - 1, 0) : k + 2] = False

    def bump(self, pose: Pose, action: ActionName) -> None:
        """Marks where a move that failed would have brought the agent."""
        target = destination(pose, action)
        if target is None:
            return
        self.failed_moves.add((_centimetres(pose.x, pose.z), _centimetres(*target)))
        point = np.array(target, np.float32)
        self._cover(point - 0.5, point + 0.5)
        i, k = self.cell(*target)
        around = (slice(i - 1, i + 2), slice(k - 1, k + 2))
        self.blocked[around] |= ~self.visited[around]

    def forget_failed_moves(self) -> None:
        """Lets the agent try moves again that failed before (something was moved)."""
        self.failed_moves.clear()
        self.blocked[:] = False

    def forget_obstacles(self) -> None:
        """Forgets all that was seen but the floor: what shuts a doorway may never have been."""
        self.voxels.clear(np.flatnonzero(self.voxels.classes))
        self.hits[:] = 0
        self._edges[:] = 0
        self._clearance = None
        self.forget_failed_moves()

    def integrate(
        self,
        points: NDArray[np.float32],
        classes: NDArray[np.uint8],
        floor: float = 0.0,
        exact: bool = True,
    ) -> None:
        """Adds what a frame sees.

        Args:
            points: (N, 3) float32, metres, map frame, finite, none farther than `RANGE`.
            classes: (N,) uint8, ontology index + 1; 0 for unknown.
            floor: [m] height of the floor.
            exact: whether the points are where they seem to be; where not, looking past them
                clears also what stands still.
        """
        self.guessed |= not exact
        if not len(points):
            return
        if floor:
            points = points - np.array([0.0, floor, 0.0], np.float32)
        x, z = points[:, 0], points[:, 2]
        self._cover(np.array([x.min(), z.min()]), np.array([x.max(), z.max()]))
        cells, bands, packed = self.voxels.locate(points)
        np.maximum(bands, 1, out=bands, where=~_FLAT[classes])
        ground = cells[(bands == 0) & ((classes == _FLOOR) | (classes == 0))]
        self.floor.reshape(-1)[ground] = True
        solid = (bands >= 0) & (bands < BANDS) & (classes != _FLOOR)
        tall = (bands >= FIRST_OBSTACLE) & (bands <= LAST_OBSTACLE) & solid
        widen(self._edges, cells[tall], packed[tall])
        voxels = cells[solid] * BANDS + bands[solid]
        classes, packed = classes[solid], packed[solid]
        loose = _LOOSE[classes] | (not exact)
        names = np.where(classes == 0, np.uint8(UNKNOWN), classes)
        for movable in (False, True):
            chosen = loose == movable
            added = self.voxels.integrate(voxels[chosen], names[chosen], packed[chosen], movable)
            self._count(added, 1)

    def carve(self, depth: NDArray[np.float32], pose: Pose, field_of_view: float) -> None:
        """Clears what may move from where the view now goes past it.

        Args:
            depth: (H, W) float32, metres along the forward axis; what the agent holds at inf
                or at what is behind it.
            pose: of the agent, map frame.
            field_of_view: vertical [deg].
        """
        self._count(self.voxels.carve(depth, pose, field_of_view, CARVE_RANGE), -1)

    def clear_box(self, low: tuple[float, ...], high: tuple[float, ...]) -> None:
        """Clears what may move from a box (x, y, z), metres, map frame."""
        size = np.array(self.shape)
        first = np.clip(np.array(self.cell(low[0], low[2])), 0, size)
        last = np.clip(np.array(self.cell(high[0], high[2])) + 1, 0, size)
        i, k, j = np.nonzero(self.voxels.loose[first[0] : last[0], first[1] : last[1]])
        found = ((i + first[0]) * self.shape[1] + k + first[1]) * BANDS + j
        height = self.voxels.centre(found)[:, 1]
        found = found[(height > low[1] - 0.02) & (height < high[1] + 0.02)]
        self.voxels.clear(found)
        self._count(found, -1)

    def _count(self, voxels: NDArray[np.int64], change: int) -> None:
        cells, bands = np.divmod(voxels, BANDS)
        bumped = cells[(bands >= FIRST_OBSTACLE) & (bands <= LAST_OBSTACLE)]
        if len(bumped):
            np.add.at(self.hits.reshape(-1), bumped, np.int16(change))
            if change < 0:
                outlines(self._edges, self.voxels, bumped, (FIRST_OBSTACLE, LAST_OBSTACLE))
            self._clearance = None

    def _cover(self, low: NDArray[np.float32], high: NDArray[np.float32]) -> None:
        before = self.voxels.origin
        if not self.voxels.cover(low, high):
            return
        start = self.voxels.origin
        end = start + np.array(self.shape)
        origin = start if self.floor.size == 0 else before
        self.floor = grown(self.floor, origin, start, end)
        self.hits = grown(self.hits, origin, start, end)
        self.visited = grown(self.visited, origin, start, end)
        self.stood = grown(self.stood, origin, start, end)
        self.blocked = grown(self.blocked, origin, start, end)
        self._edges = grown(self._edges, origin, start, end)
        self._clearance = None


def _clearance(obstacle: NDArray[np.bool_]) -> NDArray[np.float32]:
    distances = np.full(obstacle.shape, np.inf, np.float32)
    if not obstacle.any():
        return distances
    return (distance_inside(~obstacle) * RESOLUTION).astype(np.float32)


def _centimetres(x: float, z: float) -> tuple[int, int]:
    return round(x * 100), round(z * 100)
