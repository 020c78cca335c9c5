"""Tables and beds, built to the size of the asset that they stand for, and what that takes."""

from __future__ import annotations

from envs.thor.geometry import Collider, Material, Shape, Surface
from envs.thor.shapes.primitives import Faces, bar, box, lathe, ring, solid

M = Material
Size = tuple[float, float, float]
WHOLE = Collider((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))
EDGE = 0.03  # [m] things keep this far from the edge of what they rest on


def unit_height(level: float, size: Size) -> float:
    """Height [m] above the bottom, in the shape's frame."""
    return min(2.0 * level / size[1] - 1.0, 1.0)


def span(metres: float, extent: float, most: float = 0.4) -> float:
    """A length [m] along an axis where the object measures `extent` [m], in the shape's frame."""
    return min(2.0 * metres / extent, most)


def top_surface(size: Size, y: float = 1.0, clearance: float = float("inf")) -> Surface:
    """The whole of a rectangular top, less its edge."""
    x, z = 1.0 - span(EDGE, size[0]), 1.0 - span(EDGE, size[2])
    return Surface((-x, -z), (x, z), y, clearance)


def upright(
    size: Size,
    thick: float,
    low: float,
    high: float,
    material: Material,
    *,
    inset: float = 0.0,
    splay: float = 0.0,
    corners: int = 4,
    front_only: bool = False,
) -> Faces:
    """Legs, `thick` [m] wide, at the sides of the cube less `inset` (unit frame).

    Args:
        splay: share of the way to the middle that their tops lean.
        corners: of their section, 3 or 4; three are cheaper to draw.
        front_only: leaves out those at the back.
    """
    hx, hz = span(thick, size[0]) / 2, span(thick, size[2]) / 2
    faces: Faces = ()
    for sx in (-1, 1):
        for sz in (1,) if front_only else (-1, 1):
            x, z = sx * (1 - inset - hx), sz * (1 - inset - hz)
            loop = ((sx, sz), (-sx, sz), (-sx, -sz), (sx, -sz))
            if corners == 3:
                loop = ((sx, sz), (-sx, sz), (sx, -sz))
            keep = 1 - splay
            bottom = [(x + hx * a, low, z + hz * b) for a, b in loop]
            top = [(x * keep + hx * a, high, z * keep + hz * b) for a, b in loop]
            faces += solid(bottom, top, material, caps="none")
    return faces


def free_above(level: float, levels: tuple[float, ...], size: Size, slab: float = 0.04) -> float:
    """[m] from a level to the underside of the next one, or of the top."""
    above = [other for other in levels if other > level + 0.01]
    return round(min([*above, size[1]]) - level - slab, 3)


def spaced(levels: tuple[float, ...], least: float = 0.13) -> tuple[float, ...]:
    """The levels without those that leave less than `least` metres above the one before."""
    kept: list[float] = []
    for level in levels:
        if not kept or level - kept[-1] >= least:
            kept.append(level)
    return tuple(kept)


def octagon() -> tuple[Collider, ...]:
    """A round thing's footprint."""
    found = []
    for x, z in ((0.98, 0.41), (0.71, 0.71), (0.41, 0.98)):
        found.append(Collider((-x, -1.0, -z), (x, 1.0, z)))
    return tuple(found)


def table(name: str, size: Size, style: str, levels: tuple[float, ...] = ()) -> Shape:
    """A table.

    Args:
        style: legs, thick, splayed, panel, trestle, cross, or of the round ones: round,
            pedestal or drum.
        levels: [m] lower shelves, besides the top.
    """
    under = 1.0 - span(0.05 if style == "thick" else 0.035, size[1])
    surfaces = [top_surface(size)]
    colliders: tuple[Collider, ...] = (WHOLE,)
    if style in ("round", "pedestal", "drum"):
        faces = lathe(((1, under), (1, 1)), M.WOOD, caps="high") + _round_base(style, size, under)
        surfaces = [Surface((-0.7, -0.7), (0.7, 0.7), 1.0)]
        colliders = octagon()
    else:
        faces = box((-1, under, -1), (1, 1, 1), M.WOOD, without="bottom")
        faces += _square_base(style, size, under)
    board = span(0.02, size[1])
    for level in levels:
        y = unit_height(level, size)
        low, high = (-0.93, y - board, -0.93), (0.93, y, 0.93)
        faces += box(low, high, M.WOOD, without="bottom left right back")
        surfaces.append(Surface((-0.85, -0.8), (0.85, 0.8), y, free_above(level, levels, size)))
    return Shape(name, faces, tuple(surfaces), colliders)


def _round_base(style: str, size: Size, under: float) -> Faces:
    """What carries a round top."""
    if style == "pedestal":
        faces = lathe(((0.14, -0.93), (0.1, under)), M.WOOD, sides=6, caps="none")
        return faces + lathe(((0.6, -1), (0.5, -0.9), (0, -0.86)), M.WOOD, sides=6, caps="none")
    if style == "drum":
        return lathe(((0.75, -1), (0.9, under)), M.ACCENT, caps="none")
    return upright(size, 0.045, -1, under, M.WOOD, inset=0.16, splay=0.2)


def _square_base(style: str, size: Size, under: float) -> Faces:
    """What carries a rectangular top."""
    faces: Faces = ()
    if style == "panel":
        wide = span(0.04, size[0])
        for x in (-1.0, 1.0 - wide):
            faces += box((x, -1, -0.95), (x + wide, under, 0.95), M.WOOD, without="top bottom")
        low, high = (-0.96, -0.2, -0.5), (0.96, under, -0.44)
        return faces + box(low, high, M.ACCENT, without="left right top")
    if style == "trestle":
        for x in (-0.75, 0.75):
            faces += bar((x, -1, -0.8), (x, under, 0.3), (0.05, 0.06), M.METAL, caps="none")
            faces += bar((x, -1, 0.8), (x, under, -0.3), (0.05, 0.06), M.METAL, caps="none")
        return faces
    if style == "cross":
        faces += lathe(((0.16, -0.9), (0.16, under)), M.METAL, sides=4, caps="none")
        faces += box((-0.8, -1, -0.15), (0.8, -0.88, 0.15), M.METAL, without="bottom")
        return faces + box((-0.15, -1, -0.8), (0.15, -0.88, 0.8), M.METAL, without="bottom")
    thick = {"legs": 0.05, "thick": 0.09, "splayed": 0.045}[style]
    material, splay = (M.METAL, 0.12) if style == "splayed" else (M.WOOD, 0.0)
    low, high = (-0.92, under - span(0.06, size[1]), -0.92), (0.92, under, 0.92)
    apron = box(low, high, M.WOOD, without="top bottom")
    return upright(size, thick, -1, under, material, splay=splay) + apron


def bed(name: str, size: Size, style: str, levels: tuple[float, ...]) -> Shape:
    """A bed with headboard (at the back), mattress, blanket and pillows.

    Args:
        style: board, slats or box.
        levels: [m] tops of its mattresses; two make a bunk bed.
    """
    faces: Faces = ()
    surfaces = []
    for number, level in enumerate(levels):
        top = unit_height(level, size)
        faces += _mattress(size, top, hidden="back" if number else "back bottom")
        free = free_above(level, levels, size, 0.45) if number + 1 < len(levels) else float("inf")
        surfaces.append(Surface((-0.88, -0.58), (0.88, 0.92), top, free))
    first = unit_height(levels[0], size)
    if levels[-1] > 1.2:
        faces += upright(size, 0.07, -1, 1, M.WOOD)
    else:
        faces += upright(size, 0.07, -1, first - 0.4, M.WOOD, inset=0.02, front_only=True)
        faces += _headboard(style, first)
    return Shape(name, faces, tuple(surfaces), (WHOLE,))


def _mattress(size: Size, top: float, hidden: str) -> Faces:
    """Frame, mattress, blanket and one or two pillows."""
    thick = span(0.2, size[1], 0.5)
    frame = top - thick
    low = frame - span(0.16, size[1], 0.4)
    faces = box((-1, low, -0.96), (1, frame + 0.02, 1), M.WOOD, without=hidden)
    start, high = (-0.94, frame, -0.94), (0.94, top - 0.01, -0.35)
    faces += box(start, high, M.LIGHT, without="bottom back front")
    start, high = (-0.96, frame + 0.1 * thick, -0.35), (0.96, top, 0.98)
    faces += box(start, high, M.FABRIC, without="bottom")
    puff = top + span(0.08, size[1], 0.25)
    if puff > 1.0:
        return faces
    single = size[0] < 1.35
    wide = 0.5 if single else 0.36
    for x in (0.0,) if single else (-0.48, 0.48):
        loop = ((-wide, -0.92), (wide, -0.92), (wide, -0.6), (-wide, -0.6))
        base = [(x + a, top, z) for a, z in loop]
        over = [(x + 0.85 * a, puff, -0.76 + 0.7 * (z + 0.76)) for a, z in loop]
        faces += solid(base, over, M.LIGHT, caps="high")
    return faces


def _headboard(style: str, mattress: float) -> Faces:
    if style == "slats" and mattress < 0.8:
        faces: Faces = ()
        for x in (-1.0, 0.93):
            faces += box((x, -1, -1), (x + 0.07, 1, -0.95), M.WOOD, without="bottom")
        for y in (mattress, 0.85):
            low, high = (-0.93, y - 0.1, -0.99), (0.93, y + 0.1, -0.96)
            faces += box(low, high, M.WOOD, without="left right")
        return faces
    if style == "board":
        return box((-1, -1, -1), (1, 1, -0.95), M.WOOD, without="bottom")
    return box((-0.98, -1, -1), (0.98, 1, -0.93), M.FABRIC, without="bottom")


def dog_bed(name: str, size: Size, style: str) -> Shape:
    """A cushion with a raised rim."""
    sides = 8 if style == "round" else 4
    inner = 0.72
    faces = lathe(((0.95, -1), (1, 0.3), (0.88, 1.0)), M.FABRIC, sides=sides, caps="none")
    faces += lathe(
        ((inner * 0.9, -0.4), (0.88, 1.0)), M.FABRIC, sides=sides, caps="none", two_sided=True
    )
    corners = tuple((inner * x, -0.4, inner * z) for x, z in ring(sides))
    faces += solid(
        corners, tuple((x * 0.8, -0.1, z * 0.8) for x, _, z in corners), M.ACCENT, caps="high"
    )
    return Shape(name, faces, (Surface((-0.45, -0.45), (0.45, 0.45), -0.1),), ())
