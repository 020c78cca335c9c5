"""Chairs, stools, sofas and pouffes, built to the size of the asset that they stand for."""

from __future__ import annotations

from envs.thor.geometry import Material, Shape, Surface
from envs.thor.shapes.furniture import WHOLE, Size, span, top_surface, upright
from envs.thor.shapes.primitives import Faces, bar, box, lathe, prism, sheet, solid

M = Material


def chair(name: str, size: Size, style: str, seat: float) -> Shape:
    """A chair: panel, slats, spindle, office or shell; `seat` is its height in [-1, 1]."""
    slab = span(0.045, size[1])
    if style == "office":
        faces = _office_chair(seat, slab)
    else:
        splay = 0.1 if style == "shell" else 0.0
        legs_of = M.METAL if style == "shell" else M.WOOD
        cover = M.FABRIC if style in ("panel", "shell") else M.WOOD
        faces = upright(size, 0.045, -1, seat - slab, legs_of, inset=0.06, splay=splay, corners=3)
        faces += box((-0.95, seat - slab, -0.95), (0.95, seat, 0.98), cover, without="bottom")
        faces += _chair_back(style, seat, cover)
    surface = Surface((-0.8, -0.7), (0.8, 0.85), seat)
    return Shape(name, faces, (surface,), (WHOLE,))


def _chair_back(style: str, seat: float, cover: Material) -> Faces:
    if style in ("panel", "shell"):
        low = seat + (0.0 if style == "shell" else 0.15)
        return box((-0.92, low, -1), (0.92, 1, -0.86), cover)
    faces: Faces = ()
    for x in (-0.93, 0.81):
        faces += box((x, seat, -1), (x + 0.12, 1, -0.88), M.WOOD, without="bottom")
    faces += box((-0.81, 0.8, -0.98), (0.81, 0.98, -0.9), M.WOOD, without="left right")
    if style == "slats":
        middle = (seat + 0.8) / 2
        faces += box(
            (-0.81, middle - 0.1, -0.98),
            (0.81, middle + 0.08, -0.9),
            M.WOOD,
            without="left right bottom",
        )
    else:
        for x in (-0.4, 0.0, 0.4):
            faces += sheet(
                (
                    (x - 0.06, seat, -0.94),
                    (x - 0.06, 0.8, -0.94),
                    (x + 0.06, 0.8, -0.94),
                    (x + 0.06, seat, -0.94),
                ),
                M.WOOD,
            )
    return faces


def _office_chair(seat: float, slab: float) -> Faces:
    faces = lathe(((0.09, -0.85), (0.09, seat - slab)), M.METAL, sides=4, caps="none")
    faces += bar((-0.85, -0.9, 0), (0.85, -0.9, 0), (0.07, 0.1), M.DARK, "yz", caps="none")
    faces += bar((0, -0.9, -0.85), (0, -0.9, 0.85), (0.1, 0.07), M.DARK, "xy", caps="none")
    faces += box((-0.85, seat - 2 * slab, -0.75), (0.85, seat, 0.85), M.FABRIC, without="bottom")
    faces += bar((0, seat - slab, -0.7), (0, seat + 0.3, -0.88), (0.1, 0.05), M.DARK, caps="none")
    low = tuple(
        (x, seat + 0.18, z) for x, z in ((-0.75, -0.9), (0.75, -0.9), (0.75, -0.72), (-0.75, -0.72))
    )
    faces += solid(low, tuple((x, 1.0, z - 0.1) for x, _, z in low), M.FABRIC)
    for x in (-0.95, 0.8):
        faces += box(
            (x, seat + 0.2, -0.4), (x + 0.15, seat + 0.28, 0.5), M.DARK, without="bottom back"
        )
    return faces


def stool(name: str, size: Size, style: str) -> Shape:
    """A stool: round or square seat on legs, or a step stool."""
    slab = span(0.05, size[1])
    if style == "step":
        faces = upright(size, 0.04, -1, 1 - slab, M.WOOD, splay=0.1)
        faces += box((-1, 1 - slab, -1), (1, 1, 1), M.WOOD)
        faces += box((-0.85, -0.2, -0.85), (0.85, -0.2 + slab, 0.85), M.WOOD)
        return Shape(name, faces, (top_surface(size),), (WHOLE,))
    if style == "square":
        faces = upright(size, 0.04, -1, 1 - slab, M.METAL)
        faces += box((-1, 1 - slab, -1), (1, 1, 1), M.FABRIC)
        return Shape(name, faces, (top_surface(size),), (WHOLE,))
    faces = lathe(((0.9, 1 - slab * 1.5), (1, 1 - slab), (0.95, 1)), M.FABRIC, caps="high")
    faces += upright(size, 0.035, -1, 1 - slab, M.WOOD, inset=0.05, splay=0.35)
    faces += lathe(((0.6, -0.45), (0.6, -0.38)), M.METAL, sides=6, caps="none", two_sided=True)
    return Shape(name, faces, (Surface((-0.68, -0.68), (0.68, 0.68), 1.0),), (WHOLE,))


def sofa(name: str, size: Size, style: str, seat: float) -> Shape:
    """A sofa or an armchair.

    Args:
        style: boxy, rounded, lawson (low arms) or wood (open frame).
        seat: height of the seat in [-1, 1].
    """
    arm = span(0.2 if style != "wood" else 0.06, size[0], 0.28)
    back = -1.0 + span(0.24, size[2], 0.5)
    arm_top = seat + (1.0 - seat) * (0.35 if style == "lawson" else 0.5)
    foot = -1.0 + span(0.07, size[1])
    inner = 1.0 - arm
    low = foot if style != "wood" else seat - span(0.2, size[1])
    faces = box((-1, low, -1), (1, 1, back), M.FABRIC, without="bottom")
    start, end = (-inner, low, back), (inner, seat - 0.02, 0.96)
    seams: dict[str, Material] = {"top": M.DARK}
    faces += box(start, end, M.FABRIC, without="left right back bottom", paint=seams)
    cushion = seat - span(0.14, size[1])
    lean = back + 0.6 * (back + 1.0)
    count = max(1, round(size[0] * inner / 0.75))
    wide = 2 * inner / count
    for i in range(count):
        left = -inner + wide * i + 0.015
        faces += _cushions(left, left + wide - 0.03, cushion, seat, back, lean)
    faces += _arms(style, arm, low, arm_top, back)
    if style != "wood":
        faces += upright(size, 0.06, -1, foot, M.WOOD, inset=0.03, corners=3, front_only=True)
    surface = Surface((-inner + 0.04, lean), (inner - 0.04, 0.95), seat)
    return Shape(name, faces, (surface,), (WHOLE,))


def _cushions(
    left: float, right: float, low: float, seat: float, back: float, lean: float
) -> Faces:
    """One place to sit: the seat's cushion and the back's, which leans from `lean` to `back`."""
    faces = box((left, low, back), (right, seat, 1.0), M.FABRIC, without="left right bottom back")
    tip = lean - 0.4 * (back + 1.0)
    side = ((back, seat), (lean, seat), (tip, 0.9), (back, 0.9))
    wedge = prism(side, left, right, M.FABRIC, axis="x")
    return faces + wedge[1:3] + wedge[4:]


def _arms(style: str, arm: float, foot: float, top: float, behind: float) -> Faces:
    faces: Faces = ()
    for left in (-1.0, 1.0 - arm):
        right = left + arm
        if style == "wood":
            faces += box((left, top - 0.1, behind), (right, top, 1), M.WOOD, without="back")
            for z in (-1.0, 0.86):
                faces += box(
                    (left, -1, z), (right, top - 0.1, z + 0.14), M.WOOD, without="top bottom"
                )
        elif style == "rounded":
            quarter = (top - foot) * 0.2
            outline = (
                (left, foot),
                (left, top - quarter),
                (left + arm * 0.25, top),
                (right - arm * 0.25, top),
                (right, top - quarter),
                (right, foot),
            )
            ends = [tuple((x, y, z) for x, y in outline) for z in (behind, 0.97)]
            faces += solid(ends[0], ends[1], M.FABRIC, caps="high")
        else:
            faces += box((left, foot, behind), (right, top, 0.98), M.FABRIC, without="bottom back")
    return faces


def ottoman(name: str, size: Size, style: str) -> Shape:
    """A footstool or ottoman: square or round pouffe."""
    if style == "round":
        faces = lathe(((0.9, -1), (1, -0.6), (1, 0.7), (0.85, 1)), M.FABRIC, caps="high")
        surface = Surface((-0.6, -0.6), (0.6, 0.6), 1.0)
    else:
        foot = -1.0 + span(0.06, size[1])
        faces = box((-1, foot, -1), (1, 0.5, 1), M.FABRIC, without="top bottom")
        faces += box((-0.98, 0.5, -0.98), (0.98, 1, 0.98), M.FABRIC, without="bottom")
        faces += upright(size, 0.05, -1, foot, M.WOOD, inset=0.04)
        surface = top_surface(size)
    return Shape(name, faces, (surface,), (WHOLE,))
