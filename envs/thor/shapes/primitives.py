"""Solids and sheets that shapes are put together from, in a shape's unit frame.

Everything returns a tuple of faces, so that shapes are sums of parts. Corners run clockwise seen
from outside, which in this left-handed frame makes `(b - a) x (c - b)` point outwards.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from envs.thor.geometry import Face, Material, Motion

Point = tuple[float, float, float]
Faces = tuple[Face, ...]

# Corner order of each side of a box: 0 is low and 1 is high along (x, y, z).
SIDES: dict[str, tuple[tuple[int, int, int], ...]] = {
    "left": ((0, 0, 0), (0, 0, 1), (0, 1, 1), (0, 1, 0)),
    "right": ((1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 0, 1)),
    "bottom": ((0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1)),
    "top": ((0, 1, 0), (0, 1, 1), (1, 1, 1), (1, 1, 0)),
    "back": ((0, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 0)),
    "front": ((0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)),
}


def box(
    low: Point,
    high: Point,
    material: Material,
    *,
    without: str = "",
    paint: Mapping[str, Material] | None = None,
    two_sided: bool = False,
) -> Faces:
    """A box, or some sides of one.

    Args:
        low, high: opposite corners.
        material: of every side that `paint` does not name.
        without: sides left out, by name and space: left (-x), right, bottom, top, back (-z), front.
        paint: material by side.
        two_sided: the sides are seen from inside too: a box without a side is hollow.
    """
    ends = (low, high)
    left_out = without.split()
    return tuple(
        Face(
            tuple((ends[i][0], ends[j][1], ends[k][2]) for i, j, k in corners),
            (paint or {}).get(side, material),
            two_sided,
        )
        for side, corners in SIDES.items()
        if side not in left_out
    )


def sheet(corners: Sequence[Point], material: Material) -> Faces:
    """One convex polygon seen from both sides."""
    return (Face(tuple(corners), material, two_sided=True),)


def ring(sides: int) -> tuple[tuple[float, float], ...]:
    """Corners (x, z) of a regular polygon that fills the square [-1, 1]^2."""
    shift = 0.5 if sides % 4 == 0 else 0.0
    turns = [2.0 * math.pi * (i + shift) / sides for i in range(sides)]
    points = [(math.cos(a), math.sin(a)) for a in turns]
    wide = max(abs(x) for x, _ in points)
    deep = max(abs(z) for _, z in points)
    return tuple((x / wide, z / deep) for x, z in points)


def _axis(axis: str, along: float, x: float, z: float) -> Point:
    """Point at `along` the axis with the other two coordinates in right-handed turn."""
    if axis == "y":
        return (x, along, z)
    if axis == "x":
        return (along, z, x)
    return (z, x, along)


def lathe(
    profile: Sequence[tuple[float, float]],
    material: Material,
    *,
    sides: int = 8,
    axis: str = "y",
    centre: tuple[float, float] = (0.0, 0.0),
    radii: tuple[float, float] = (1.0, 1.0),
    caps: str = "both",
    two_sided: bool = False,
    paint: Mapping[int | str, Material] | None = None,
) -> Faces:
    """A solid of revolution: cylinders, cones, balls, bowls.

    Args:
        profile: (radius, height) from one end to the other; heights must not fall for a solid
            seen from outside. A radius of 0 makes a point.
        axis: y, x or z; `centre` and `radii` are along the other two in the order (x, z),
            (z, y) and (y, x).
        caps: which ends are closed: both, low, high or none. Caps of pointed ends are dropped.
        paint: material by band (index in the profile), or of the caps "low" and "high".
    """
    turn = ring(sides)
    rings = [
        [
            _axis(axis, height, centre[0] + radii[0] * r * x, centre[1] + radii[1] * r * z)
            for x, z in turn
        ]
        for r, height in profile
    ]
    colours = paint or {}
    faces: list[Face] = []
    for band, (under, over) in enumerate(itertools.pairwise(rings)):
        for i in range(sides):
            j = (i + 1) % sides
            corners = [under[i], over[i], over[j], under[j]]
            if profile[band][0] == 0.0:
                corners = [under[i], over[i], over[j]]
            elif profile[band + 1][0] == 0.0:
                corners = [under[i], over[i], under[j]]
            faces.append(Face(tuple(corners), colours.get(band, material), two_sided))
    if caps in ("both", "low") and profile[0][0] > 0.0:
        faces.append(Face(tuple(rings[0]), colours.get("low", material), two_sided))
    if caps in ("both", "high") and profile[-1][0] > 0.0:
        faces.append(Face(tuple(rings[-1][::-1]), colours.get("high", material), two_sided))
    return tuple(faces)


def disc(
    height: float,
    radius: float | tuple[float, float],
    material: Material,
    *,
    sides: int = 8,
    axis: str = "y",
    centre: tuple[float, float] = (0.0, 0.0),
    two_sided: bool = False,
) -> Faces:
    """A flat round face that looks along its axis (up, right or forward)."""
    wide, deep = radius if isinstance(radius, tuple) else (radius, radius)
    corners = [
        _axis(axis, height, centre[0] + wide * x, centre[1] + deep * z) for x, z in ring(sides)
    ]
    return (Face(tuple(corners[::-1]), material, two_sided),)


def solid(
    bottom: Sequence[Point],
    top: Sequence[Point],
    material: Material,
    caps: str = "both",
    paint: Mapping[int | str, Material] | None = None,
) -> Faces:
    """A convex solid between two polygons with as many corners, each side of it planar.

    The polygons may turn either way; faces are turned outwards.
    """
    everything = [*bottom, *top]
    middle = tuple(sum(p[k] for p in everything) / len(everything) for k in range(3))
    colours = paint or {}
    loops: list[tuple[Sequence[Point], Material]] = []
    for i in range(len(bottom)):
        j = (i + 1) % len(bottom)
        loops.append(((bottom[i], top[i], top[j], bottom[j]), colours.get(i, material)))
    if caps in ("both", "low"):
        loops.append((bottom, colours.get("low", material)))
    if caps in ("both", "high"):
        loops.append((top, colours.get("high", material)))
    return tuple(Face(_outward(corners, middle), colour) for corners, colour in loops)


def prism(
    outline: Sequence[tuple[float, float]],
    low: float,
    high: float,
    material: Material,
    *,
    axis: str = "x",
    caps: str = "both",
    paint: Mapping[int | str, Material] | None = None,
) -> Faces:
    """A convex outline swept along an axis.

    Args:
        outline: corners (z, y) for axis x, (x, z) for y, (x, y) for z.
        low, high: ends of the sweep.
    """

    def at(along: float) -> list[Point]:
        if axis == "x":
            return [(along, b, a) for a, b in outline]
        if axis == "y":
            return [(a, along, b) for a, b in outline]
        return [(a, b, along) for a, b in outline]

    return solid(at(low), at(high), material, caps, paint)


def bar(
    start: Point,
    end: Point,
    half: tuple[float, float],
    material: Material,
    plane: str = "xz",
    caps: str = "both",
) -> Faces:
    """A straight bar between two points with a rectangular section in a coordinate plane.

    Args:
        half: half widths of the section along the plane's two axes.
        plane: xz for upright bars, yz for bars along x, xy for bars along z.
    """
    first, second = ("xyz".index(name) for name in plane)

    def section(centre: Point) -> list[Point]:
        corners = []
        for a, b in ((-1, -1), (-1, 1), (1, 1), (1, -1)):
            point = list(centre)
            point[first] += a * half[0]
            point[second] += b * half[1]
            corners.append((point[0], point[1], point[2]))
        return corners

    return solid(section(start), section(end), material, caps)


def _outward(corners: Sequence[Point], middle: Sequence[float]) -> tuple[Point, ...]:
    normal = normal_of(corners)
    centre = [sum(p[k] for p in corners) / len(corners) for k in range(3)]
    facing = sum(normal[k] * (centre[k] - middle[k]) for k in range(3))
    return tuple(corners) if facing > 0.0 else tuple(reversed(corners))


def normal_of(corners: Sequence[Point]) -> Point:
    """Outward normal of a polygon (Newell's method); its length is twice the area."""
    x = y = z = 0.0
    for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
        x += (a[1] - b[1]) * (a[2] + b[2])
        y += (a[2] - b[2]) * (a[0] + b[0])
        z += (a[0] - b[0]) * (a[1] + b[1])
    return (x, y, z)


def placed(faces: Iterable[Face], low: Point, high: Point) -> Faces:
    """The faces with the unit cube fitted to a smaller box; moving parts keep moving."""

    def at(point: Point) -> Point:
        x, y, z = (low[k] + (point[k] + 1.0) * 0.5 * (high[k] - low[k]) for k in range(3))
        return (x, y, z)

    return tuple(
        dataclasses.replace(
            face, corners=tuple(at(corner) for corner in face.corners), pivot=at(face.pivot)
        )
        for face in faces
    )


def mirrored(faces: Iterable[Face]) -> Faces:
    """The faces with left and right swapped."""
    return tuple(
        dataclasses.replace(
            face,
            corners=tuple((-x, y, z) for x, y, z in reversed(face.corners)),
            pivot=(-face.pivot[0], face.pivot[1], face.pivot[2]),
            amount=-face.amount if face.motion is Motion.HINGE_Y else face.amount,
        )
        for face in faces
    )


def moving(faces: Iterable[Face], motion: Motion, pivot: Point, amount: float) -> Faces:
    """The faces as a part that moves with openness."""
    return tuple(
        dataclasses.replace(face, motion=motion, pivot=pivot, amount=amount) for face in faces
    )


def shown(faces: Iterable[Face], mask: int, value: int) -> Faces:
    """The faces drawn only while `state & mask == value`, besides what they asked for already."""
    return tuple(
        dataclasses.replace(face, show=(face.show[0] | int(mask), face.show[1] | int(value)))
        for face in faces
    )
