"""A piece of a rebuilt floor plan: what stands where, and how big it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from envs.thor.ithor.clearance import Box

YAWS = (0.0, 90.0, 180.0, 270.0)
FRONT = {0.0: (0.0, 1.0), 90.0: (1.0, 0.0), 180.0: (0.0, -1.0), 270.0: (-1.0, 0.0)}


@dataclass(frozen=True, slots=True)
class Piece:
    """One fixed thing.

    Attributes:
        kind: object type.
        asset_id: of the asset table.
        centre: [m] of its bounding box, world frame.
        size: [m] (x, y, z) in its own frame.
        yaw: [deg] one of 0, 90, 180, 270.
        object_id: AI2-THOR's id; "" where none is known.
    """

    kind: str
    asset_id: str
    centre: tuple[float, float, float]
    size: tuple[float, float, float]
    yaw: float = 0.0
    object_id: str = ""

    @property
    def box(self) -> Box:
        """Its footprint, world frame."""
        hx, hz = self.size[0] / 2.0, self.size[2] / 2.0
        if self.yaw in (90.0, 270.0):
            hx, hz = hz, hx
        x, _, z = self.centre
        return (x - hx, z - hz, x + hx, z + hz)

    @property
    def low(self) -> float:
        """[m] height of its bottom."""
        return self.centre[1] - self.size[1] / 2.0

    @property
    def high(self) -> float:
        """[m] height of its top."""
        return self.centre[1] + self.size[1] / 2.0

    def reboxed(self, box: Box) -> Piece:
        """The same piece with another footprint."""
        made = from_box(self.kind, self.asset_id, box, self.low, self.high, self.yaw)
        return replace(made, object_id=self.object_id)


def from_box(
    kind: str, asset_id: str, box: Box, low: float, high: float, yaw: float, object_id: str = ""
) -> Piece:
    """A piece that fills a footprint between two heights."""
    wide, deep = box[2] - box[0], box[3] - box[1]
    if yaw in (90.0, 270.0):
        wide, deep = deep, wide
    centre = ((box[0] + box[2]) / 2.0, (low + high) / 2.0, (box[1] + box[3]) / 2.0)
    return Piece(kind, asset_id, centre, (wide, high - low, deep), yaw, object_id)


def overlap(a: Box, b: Box) -> float:
    """Area that two boxes share [m²]."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    deep = min(a[3], b[3]) - max(a[1], b[1])
    return max(wide, 0.0) * max(deep, 0.0)


def grown(box: Box, by: float) -> Box:
    """A box with a margin around it."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def holds(box: Box, x: float, z: float, margin: float = 0.0) -> bool:
    """Whether a point lies in a box."""
    return box[0] - margin <= x <= box[2] + margin and box[1] - margin <= z <= box[3] + margin
