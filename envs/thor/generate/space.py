"""The free space of one room while it is being furnished.

Every piece is checked before it goes in: inside the room, clear of other pieces and of doors,
and such that the agent still walks from every door to a place in front of every piece.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from envs.interface import AGENT_HEIGHT, AGENT_RADIUS, GRID_SIZE
from envs.thor.assets import Asset
from envs.thor.generate.floor_plan import Opening, RoomPlan, WallPlan
from envs.thor.house_walls import INNER_THICKNESS, inside, yaw_of
from envs.thor.resting import Box, half_footprint, overlaps

CLEARANCE = AGENT_RADIUS + 0.03  # [m] between a standing place and anything solid
BACK_GAP = 0.005  # [m] between furniture and the wall behind it
REACH = 1.0  # [m] from where the agent stands to the front of a thing it works with
PASSAGE_DEPTH = 0.9  # [m] kept free on each side of a passage
DOOR_DEPTH = 0.7  # [m] kept free inside the front door

FRONT = "front"  # worked with from its front alone: doors, drawers, shelves
ANY = "any"  # worked with from any side
NONE = "none"  # nobody needs to get at it


@dataclass(slots=True)
class Piece:
    """One object to be written to the house file.

    Attributes:
        asset: what it is.
        position: [m] centre of its bounding box (x, y, z), world frame.
        yaw: [deg].
        children: what rests on or in it.
        extras: further keys of the house file, such as `isOn`.
        access: from where it has to be reached.
    """

    asset: Asset
    position: tuple[float, float, float]
    yaw: float
    children: list[Piece] = field(default_factory=list)
    extras: dict[str, object] = field(default_factory=dict)
    access: str = NONE

    @property
    def box(self) -> Box:
        """Footprint on the floor plan."""
        hx, hz = half_footprint(self.asset.size, self.yaw)
        x, _, z = self.position
        return (x - hx, z - hz, x + hx, z + hz)

    @property
    def bottom(self) -> float:
        return self.position[1] - self.asset.size[1] / 2.0

    @property
    def top(self) -> float:
        return self.position[1] + self.asset.size[1] / 2.0


def against(
    wall: WallPlan, asset: Asset, t: float, *, bottom: float = 0.0, gap: float = 0.0,
    access: str = FRONT,
) -> Piece:  # fmt: skip
    """A piece with its back to a wall, centred `t` along it and facing the room.

    Args:
        wall: the wall.
        asset: what stands or hangs there.
        t: [m] from the wall's start to the middle of the piece.
        bottom: [m] height of its underside.
        gap: [m] further away from the wall.
        access: see `Piece`.
    """
    x, z = wall.at(t, wall_face(wall) + BACK_GAP + gap + asset.size[2] / 2.0)
    y = bottom + asset.size[1] / 2.0
    return Piece(asset, (x, y, z), yaw_of(wall.inward), access=access)


def wall_face(wall: WallPlan) -> float:
    """How far a wall's surface stands out from its plane into the room, metres."""
    return INNER_THICKNESS if wall.shared else 0.0


def standing(asset: Asset, x: float, z: float, yaw: float, access: str = ANY) -> Piece:
    """A piece on the floor, centred at (x, z)."""
    return Piece(asset, (x, asset.size[1] / 2.0, z), yaw % 360.0, access=access)


class RoomSpace:
    """One room, what stands in it so far, and where the agent can still stand."""

    def __init__(self, plan: RoomPlan, index: int, height: float) -> None:
        self.plan = plan
        self.index = index
        self.height = height
        self.pieces: list[Piece] = []
        self.keep_free: list[Box] = []
        xs = [x for x, _ in plan.polygon]
        zs = [z for _, z in plan.polygon]
        low = (math.ceil(min(xs) / GRID_SIZE), math.ceil(min(zs) / GRID_SIZE))
        high = (math.floor(max(xs) / GRID_SIZE), math.floor(max(zs) / GRID_SIZE))
        self.x = np.arange(low[0], high[0] + 1)[:, None] * GRID_SIZE  # (nx, 1)
        self.z = np.arange(low[1], high[1] + 1)[None, :] * GRID_SIZE  # (1, nz)
        self.free = np.zeros((self.x.size, self.z.size), dtype=bool)
        for i, x in enumerate(self.x[:, 0]):
            for j, z in enumerate(self.z[0]):
                self.free[i, j] = inside(plan.polygon, float(x), float(z))
        for wall in plan.walls:
            a, b = wall.at(0.0, wall_face(wall)), wall.at(wall.length)
            self._block(
                (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])), self.free
            )
        self.door_cells: list[NDArray[np.bool_]] = []
        for wall in plan.walls:
            for opening in wall.openings:
                self._open(wall, opening)

    def _open(self, wall: WallPlan, opening: Opening) -> None:
        if opening.kind == "window":
            return
        depth = PASSAGE_DEPTH if opening.kind == "passage" else DOOR_DEPTH
        a, b = wall.at(opening.start - 0.05), wall.at(opening.end + 0.05, depth)
        self.keep_free.append((min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))
        if opening.kind == "passage":
            a = wall.at(opening.start + 0.28)
            b = wall.at(opening.end - 0.28, CLEARANCE + INNER_THICKNESS + 0.3)
            x0, x1 = sorted((a[0], b[0]))
            z0, z1 = sorted((a[1], b[1]))
            near = (self.x >= x0) & (self.x <= x1) & (self.z >= z0) & (self.z <= z1)
            self.door_cells.append(near & self.free)

    def _block(self, box: Box, mask: NDArray[np.bool_]) -> None:
        mask &= ~(
            (self.x > box[0] - CLEARANCE)
            & (self.x < box[2] + CLEARANCE)
            & (self.z > box[1] - CLEARANCE)
            & (self.z < box[3] + CLEARANCE)
        )

    def fits(self, pieces: Sequence[Piece], margin: float = 0.02) -> bool:
        """Whether new pieces stand inside the room, clear of doors, windows and the others."""
        for piece in pieces:
            if not self._indoors(piece.box):
                return False
            if piece.bottom < 1.0 and any(overlaps(piece.box, box) for box in self.keep_free):
                return False
            for other in self.pieces:
                if (
                    piece.bottom < other.top - 1e-6
                    and other.bottom < piece.top - 1e-6
                    and overlaps(piece.box, other.box, margin)
                ):
                    return False
            if self._covers_opening(piece):
                return False
        return True

    def walkable(self, pieces: Sequence[Piece]) -> bool:
        """Whether, with new pieces, all doors stay joined and every piece can be got at."""
        free = self.free.copy()
        for piece in pieces:
            if _solid(piece):
                self._block(piece.box, free)
        labels, count = ndimage.label(free)
        if count == 0:
            return False
        main = self._main(labels, count)
        if main == 0:
            return False
        open_floor = labels == main
        return all(
            self.reached(piece, open_floor)
            for piece in (*self.pieces, *pieces)
            if piece.access != NONE
        )

    def add(self, pieces: Sequence[Piece], margin: float = 0.02) -> bool:
        """Puts pieces in if they fit and leave the room walkable; else changes nothing."""
        if not self.fits(pieces, margin) or not self.walkable(pieces):
            return False
        self.put(pieces)
        return True

    def put(self, pieces: Sequence[Piece]) -> None:
        """Puts pieces in without a check."""
        for piece in pieces:
            if _solid(piece):
                self._block(piece.box, self.free)
            self.pieces.append(piece)

    def open_floor(self) -> NDArray[np.bool_]:
        """Lattice points (nx, nz) that the agent can walk to."""
        labels, count = ndimage.label(self.free)
        return labels == self._main(labels, count) if count else np.zeros_like(self.free)

    def open_floor_points(self) -> NDArray[np.float64]:
        """Places (K, 2) that the agent can walk to, x and z in metres."""
        i, j = np.nonzero(self.open_floor())
        return np.stack([self.x[i, 0], self.z[0, j]], axis=1).astype(np.float64)

    def reached(self, piece: Piece, open_floor: NDArray[np.bool_]) -> bool:
        """Whether the agent can stand where it can work with a piece."""
        x, _, z = piece.position
        angle = math.radians(piece.yaw)
        sin, cos = math.sin(angle), math.cos(angle)
        dx, dz = self.x - x, self.z - z
        across, ahead = cos * dx - sin * dz, sin * dx + cos * dz
        hx, hz = piece.asset.size[0] / 2.0, piece.asset.size[2] / 2.0
        if piece.access == FRONT:
            good = (ahead > hz + 0.1) & (np.hypot(across, ahead - hz) < REACH)
            good &= np.abs(across) <= max(hx, 0.2)
        else:
            gap_x, gap_z = np.maximum(np.abs(across) - hx, 0.0), np.maximum(np.abs(ahead) - hz, 0.0)
            good = np.hypot(gap_x, gap_z) < 0.6
        return bool((good & open_floor).any())

    def _main(self, labels: NDArray[np.int32], count: int) -> int:
        """Label of the floor that all doors open on; 0 where they open on several."""
        found: set[int] = set()
        for cells in self.door_cells:
            near = labels[cells]
            near = near[near > 0]
            if near.size == 0:
                return 0
            found |= {int(value) for value in np.unique(near)}
        if len(found) > 1:
            return 0
        if found:
            return found.pop()
        return int(np.argmax(np.bincount(labels.ravel(), minlength=count + 1)[1:])) + 1

    def _indoors(self, box: Box) -> bool:
        corners = [(x, z) for x in (box[0], box[2]) for z in (box[1], box[3])]
        middle = ((box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0)
        for x, z in corners:
            pulled = (x + 0.003 * _sign(middle[0] - x), z + 0.003 * _sign(middle[1] - z))
            if not inside(self.plan.polygon, *pulled):
                return False
        # No corner of the room pokes into the box.
        return not any(
            box[0] + 0.003 < x < box[2] - 0.003 and box[1] + 0.003 < z < box[3] - 0.003
            for x, z in self.plan.polygon
        )

    def _covers_opening(self, piece: Piece) -> bool:
        for wall in self.plan.walls:
            for opening in wall.openings:
                if opening.high <= piece.bottom or opening.low >= piece.top - 0.02:
                    continue
                a, b = wall.at(opening.start), wall.at(opening.end, 0.12)
                zone = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
                if overlaps(piece.box, zone):
                    return True
        return False


def _solid(piece: Piece) -> bool:
    """Whether the agent bumps into a piece."""
    return piece.bottom < AGENT_HEIGHT and piece.top > 0.02


def _sign(value: float) -> float:
    return 1.0 if value > 0.0 else -1.0
