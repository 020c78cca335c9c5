"""What shapes are made of: convex faces, moving parts, support surfaces, colliders.

A shape is written once in its own frame and stretched over every object that has it. The
frame: the object's bounding box is the cube [-1, 1]^3, y up, and the front (what a person
faces: a fridge's door, a drawer's handle) looks along +z. World position of a point `p` of an
object: `position + R_y(yaw) (half_extents * p)`. Yaw is clockwise seen from above, so at yaw 0
the front looks along world +z and at yaw 90 along world +x.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Material(enum.IntEnum):
    """What a face is made of; with the object's palette seed it decides colour and texture."""

    BODY = 0  # any colour at all
    ACCENT = 1  # any colour, unlike the body's
    WOOD = 2
    METAL = 3
    DARK = 4  # near black
    LIGHT = 5  # near white
    FABRIC = 6
    GLASS = 7
    SCREEN = 8  # dark when off, glows when on
    GLOW = 9  # grey when off, bright when on: bulbs, burners, flames
    LIQUID = 10  # water, coffee or wine by the state
    FOOD = 11  # skin of a food; browns when cooked
    FLESH = 12  # inside of a food; browns when cooked
    LEAF = 13
    PAPER = 14
    FLOOR = 15  # planks, tiles or carpet by the palette
    WALL = 16
    CEILING = 17
    PICTURE = 18
    SKY = 19  # a window's view


class Motion(enum.IntEnum):
    """How a part moves as its object opens (openness 0 to 1).

    Turns are rigid, in metres, after the shape has been stretched. A positive HINGE_Y is clockwise
    seen from above, as yaw is; a positive HINGE_X leans what points along +y towards +z (an
    oven's door), a negative one lifts what points along +z (a toilet's lid).
    """

    FIXED = 0
    HINGE_Y = 1  # turns about a vertical axis through the pivot by `amount` degrees
    HINGE_X = 2  # turns about an axis along x through the pivot by `amount` degrees
    SLIDE_Z = 3  # slides along +z by `amount` (in the shape's unit frame)


@dataclass(frozen=True, slots=True)
class Face:
    """A convex polygon.

    Attributes:
        corners: 3 to 8 points (x, y, z) in the shape's frame, clockwise seen from outside.
        material: see `Material`.
        two_sided: drawn from both sides (thin sheets: leaves, papers, open lids).
        show: drawn only if `state & show[0] == show[1]` (a liquid only where filled, shards
            only where broken); `(0, 0)` always.
        motion, pivot, amount: how it moves with openness.
    """

    corners: tuple[tuple[float, float, float], ...]
    material: Material
    two_sided: bool = False
    show: tuple[int, int] = (0, 0)
    motion: Motion = Motion.FIXED
    pivot: tuple[float, float, float] = (0.0, 0.0, 0.0)
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Surface:
    """A horizontal rectangle on which things rest.

    Attributes:
        low, high: opposite corners (x, z) in the shape's frame.
        y: its height in the shape's frame.
        clearance: [m] free height above it; inf on top of a thing.
        enclosed: reached only when the object is open.
        slides: moves with openness as the drawer it is in does (+z by this, in the shape's frame).
    """

    low: tuple[float, float]
    high: tuple[float, float]
    y: float
    clearance: float = float("inf")
    enclosed: bool = False
    slides: float = 0.0


@dataclass(frozen=True, slots=True)
class Collider:
    """A solid box in the shape's frame that the agent cannot walk through."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One way an object type can look.

    Attributes:
        name: such as `Mug_handle_left`.
        faces: what is drawn, and what rays hit.
        surfaces: where things rest on or in it; empty unless a receptacle.
        colliders: what the agent bumps into; empty for what it steps over or never meets.
    """

    name: str
    faces: tuple[Face, ...]
    surfaces: tuple[Surface, ...] = ()
    colliders: tuple[Collider, ...] = (Collider((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0)),)
