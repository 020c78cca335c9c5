"""What rests where: support surfaces in metres, footprints, and free places on a surface.

Local coordinates here are metres in the receptacle's own frame: x and z from its centre along
its own axes, y up from its centre.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from envs.interface import CAMERA_HEIGHT
from envs.thor.scene import SceneObject
from envs.thor.shapes import library

LOOK_FROM = 0.65  # [m] in front of a shelf, where one looks into it from

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # (x0, z0, x1, z1) metres, on one plane


@dataclass(frozen=True, slots=True)
class Rest:
    """A support surface of a placed receptacle, local coordinates.

    Attributes:
        box: its rectangle.
        y: its height above the receptacle's centre.
        clearance: [m] free height above it; inf in the open.
        enclosed: reached only when the receptacle is open.
        slides: [m] how far it comes out to the front when the receptacle is open.
    """

    box: Box
    y: float
    clearance: float
    enclosed: bool
    slides: float = 0.0

    @property
    def area(self) -> float:
        return (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])


@functools.lru_cache(maxsize=16384)
def rests(shape: int, size: tuple[float, float, float]) -> tuple[Rest, ...]:
    """Support surfaces of a shape stretched to a size [m], in the shape's order."""
    hx, hy, hz = (extent / 2.0 for extent in size)
    return tuple(
        Rest(
            (s.low[0] * hx, s.low[1] * hz, s.high[0] * hx, s.high[1] * hz),
            s.y * hy,
            s.clearance,
            s.enclosed,
            s.slides * hz,
        )
        for s in library()[shape].surfaces
    )


def local_from_world(item: SceneObject, x: float, z: float) -> Point:
    """A world point on the floor plan, in an object's own frame."""
    angle = math.radians(item.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    dx, dz = x - item.position[0], z - item.position[2]
    return cos * dx - sin * dz, sin * dx + cos * dz


def world_from_local(item: SceneObject, x: float, z: float) -> Point:
    """The inverse of `local_from_world`."""
    angle = math.radians(item.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    return item.position[0] + cos * x + sin * z, item.position[2] - sin * x + cos * z


def half_footprint(size: Sequence[float], yaw: float) -> Point:
    """Half extents (x, z) of the axis-aligned rectangle around a box turned by `yaw` [deg]."""
    angle = math.radians(yaw)
    sin, cos = abs(math.sin(angle)), abs(math.cos(angle))
    if sin < 1e-9:
        sin = 0.0
    if cos < 1e-9:
        cos = 0.0
    hx, hz = size[0] / 2.0, size[2] / 2.0
    return cos * hx + sin * hz, sin * hx + cos * hz


def overlaps(a: Box, b: Box, margin: float = 0.0) -> bool:
    """Whether two rectangles come closer than `margin` metres."""
    return (
        a[0] < b[2] + margin
        and b[0] < a[2] + margin
        and a[1] < b[3] + margin
        and b[1] < a[3] + margin
    )


def around(centre: Point, half: Point) -> Box:
    """The rectangle with a centre and half extents."""
    return (centre[0] - half[0], centre[1] - half[1], centre[0] + half[0], centre[1] + half[1])


def deepest(rest: Rest, centre: float, height: float) -> float:
    """How far back on a shelf a thing may begin and still be seen by who stands before it.

    Args:
        rest: the surface.
        centre: [m] height of the receptacle's centre above the floor.
        height: [m] of the thing.

    Returns:
        The least z of its front side, local coordinates.
    """
    front, back = rest.box[3], rest.box[1]
    floor = centre + rest.y
    if rest.slides > 0.0:  # the inner half of a drawer stays under what is above it
        return front - 0.6 * (front - back)
    seen = front - back
    roof = floor + rest.clearance
    if roof < CAMERA_HEIGHT:
        seen = (rest.clearance - 0.75 * height) * LOOK_FROM / (CAMERA_HEIGHT - roof)
    elif floor > CAMERA_HEIGHT:
        seen = height / 2.0 * LOOK_FROM / (floor - CAMERA_HEIGHT)
    return max(back, front - max(seen, 0.01))


def free_places(
    box: Box, half: Point, taken: Iterable[Box], margin: float = 0.01, step: float = 0.05
) -> list[Point]:
    """Centres at which a rectangle fits into `box` beside what is there, on a grid.

    Args:
        box: the surface.
        half: half extents of what is to be placed, already turned.
        taken: what is there already.
        margin: [m] kept free between things.
        step: [m] of the grid.

    Returns:
        Centres, by x then z; empty where nothing is free.
    """
    low = (box[0] + half[0], box[1] + half[1])
    high = (box[2] - half[0], box[3] - half[1])
    if low[0] > high[0] + 1e-9 or low[1] > high[1] + 1e-9:
        return []
    nx = int((high[0] - low[0]) / step + 1e-6) + 1
    nz = int((high[1] - low[1]) / step + 1e-6) + 1
    others = list(taken)
    found: list[Point] = []
    for i in range(nx):
        for j in range(nz):
            centre = (low[0] + i * step, low[1] + j * step)
            spot = around(centre, half)
            if not any(overlaps(spot, other, margin) for other in others):
                found.append(centre)
    return found
