"""Tables, seats and beds, built to the size of the asset that they stand for."""

from __future__ import annotations

from envs.thor.geometry import Collider, Material, Shape, Surface
from envs.thor.shapes.primitives import Faces, bar, box, lathe, ring, sheet, solid

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


def table(name: str, size: Size, style: str, levels: tuple[float, ...] = ()) -> Shape:
    """A table.

    Args:
        style: legs, thick, splayed, panel, trestle, round, pedestal, drum or cross.
        levels: [m] lower shelves, besides the top.
    """
    slab = span(0.05 if style == "thick" else 0.035, size[1])
    under = 1.0 - slab
    surfaces = [top_surface(size)]
    colliders: tuple[Collider, ...] = (WHOLE,)
    if style in ("round", "pedestal", "drum"):
        faces = lathe(((1, under), (1, 1)), M.WOOD, caps="high")
        surfaces = [Surface((-0.7, -0.7), (0.7, 0.7), 1.0)]
        colliders = octagon()
        if style == "pedestal":
            faces += lathe(((0.14, -0.93), (0.1, under)), M.WOOD, sides=6, caps="none")
            faces += lathe(((0.6, -1), (0.5, -0.9), (0.0, -0.86)), M.WOOD, sides=6, caps="none")
        elif style == "drum":
            faces += lathe(((0.75, -1), (0.9, under)), M.ACCENT, caps="none")
        else:
            faces += upright(size, 0.045, -1, under, M.WOOD, inset=0.16, splay=0.2)
    else:
        faces = box((-1, under, -1), (1, 1, 1), M.WOOD, without="bottom")
        if style == "panel":
            wide = span(0.04, size[0])
            for x in (-1.0, 1.0 - wide):
                faces += box((x, -1, -0.95), (x + wide, under, 0.95), M.WOOD, without="top bottom")
            faces += box(
                (-0.96, -0.2, -0.5), (0.96, under, -0.44), M.ACCENT, without="left right top"
            )
        elif style == "trestle":
            for x in (-0.75, 0.75):
                faces += bar((x, -1, -0.8), (x, under, 0.3), (0.05, 0.06), M.METAL, caps="none")
                faces += bar((x, -1, 0.8), (x, under, -0.3), (0.05, 0.06), M.METAL, caps="none")
        elif style == "cross":
            faces += lathe(((0.16, -0.9), (0.16, under)), M.METAL, sides=4, caps="none")
            faces += box((-0.8, -1, -0.15), (0.8, -0.88, 0.15), M.METAL, without="bottom")
            faces += box((-0.15, -1, -0.8), (0.15, -0.88, 0.8), M.METAL, without="bottom")
        else:
            thick = {"legs": 0.05, "thick": 0.09, "splayed": 0.045}[style]
            splay = 0.12 if style == "splayed" else 0.0
            metal = M.METAL if style == "splayed" else M.WOOD
            faces += upright(size, thick, -1, under, metal, splay=splay)
            faces += box(
                (-0.92, under - span(0.06, size[1]), -0.92),
                (0.92, under, 0.92),
                M.WOOD,
                without="top bottom",
            )
    for level in levels:
        y = unit_height(level, size)
        faces += box(
            (-0.93, y - span(0.02, size[1]), -0.93),
            (0.93, y, 0.93),
            M.WOOD,
            without="bottom left right back",
        )
        surfaces.append(Surface((-0.85, -0.8), (0.85, 0.8), y, free_above(level, levels, size)))
    return Shape(name, faces, tuple(surfaces), colliders)


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
    back = span(0.24, size[2], 0.5)
    arm_top = seat + (1.0 - seat) * (0.35 if style == "lawson" else 0.5)
    foot = -1.0 + span(0.07, size[1])
    inner = 1.0 - arm
    low = foot if style != "wood" else seat - span(0.2, size[1])
    faces = box((-1, low, -1), (1, 1, -1 + back), M.FABRIC, without="bottom")
    faces += box(
        (-inner, low, -1 + back),
        (inner, seat - 0.02, 0.96),
        M.FABRIC,
        without="left right back bottom",
        paint={"top": M.DARK},
    )
    count = max(1, round(size[0] * inner / 0.75))
    wide = 2 * inner / count
    for i in range(count):
        left, right = -inner + wide * i + 0.015, -inner + wide * (i + 1) - 0.015
        faces += box(
            (left, seat - span(0.14, size[1]), 0.9),
            (right, seat, 1.0),
            M.FABRIC,
            without="back bottom left right",
        )
        faces += box(
            (left, seat, -1 + back),
            (right, seat, 0.9),
            M.FABRIC,
            without="left right bottom back front",
        )
        front = -1 + 1.6 * back
        faces += solid(
            (
                (left, seat, -1 + back),
                (left, seat, front),
                (right, seat, front),
                (right, seat, -1 + back),
            ),
            (
                (left, 0.9, -1 + back),
                (left, 0.9, front - 0.4 * back),
                (right, 0.9, front - 0.4 * back),
                (right, 0.9, -1 + back),
            ),
            M.FABRIC,
            caps="high",
        )[:3] + box(
            (left, 0.9, -1 + back),
            (right, 0.9, -1 + 1.2 * back),
            M.FABRIC,
            without="left right bottom back front",
        )
    faces += _arms(style, arm, low, arm_top, -1 + back)
    if style != "wood":
        faces += upright(size, 0.06, -1, foot, M.WOOD, inset=0.03, corners=3, front_only=True)
    surface = Surface((-inner + 0.04, -1 + 1.6 * back), (inner - 0.04, 0.95), seat)
    return Shape(name, faces, (surface,), (WHOLE,))


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


def bed(name: str, size: Size, style: str, levels: tuple[float, ...]) -> Shape:
    """A bed with headboard (at the back), mattress, blanket and pillows' place.

    Args:
        style: board, slats or box.
        levels: [m] tops of its mattresses; two make a bunk bed.
    """
    faces: Faces = ()
    surfaces = []
    tall = levels[-1] > 1.2
    single = size[0] < 1.35
    for number, level in enumerate(levels):
        top = unit_height(level, size)
        mattress = span(0.2, size[1], 0.5)
        frame = top - mattress
        low = frame - span(0.16, size[1], 0.4)
        faces += box(
            (-1, low, -0.96),
            (1, frame + 0.02, 1),
            M.WOOD,
            without="back" if number else "back bottom",
        )
        faces += box(
            (-0.94, frame, -0.94), (0.94, top - 0.01, -0.35), M.LIGHT, without="bottom back front"
        )
        faces += box(
            (-0.96, frame + 0.1 * mattress, -0.35), (0.96, top, 0.98), M.FABRIC, without="bottom"
        )
        for x in (0.0,) if single else (-0.48, 0.48):
            wide = 0.5 if single else 0.36
            base = (
                (x - wide, top, -0.92),
                (x + wide, top, -0.92),
                (x + wide, top, -0.6),
                (x - wide, top, -0.6),
            )
            puff = span(0.08, size[1], 0.25)
            over = tuple(
                (x + (a - x) * 0.85, min(top + puff, 1.0), -0.76 + (c + 0.76) * 0.7)
                for a, _, c in base
            )
            if top + puff <= 1.0:
                faces += solid(base, over, M.LIGHT, caps="high")
        free = free_above(level, levels, size, 0.45) if number + 1 < len(levels) else float("inf")
        surfaces.append(Surface((-0.88, -0.5), (0.88, 0.9), top, free))
    first = unit_height(levels[0], size)
    if tall:
        faces += upright(size, 0.07, -1, 1, M.WOOD)
        return Shape(name, faces, tuple(surfaces), (WHOLE,))
    faces += upright(size, 0.07, -1, first - 0.4, M.WOOD, inset=0.02, front_only=True)
    if style == "slats" and first < 0.8:
        for x in (-1.0, 0.93):
            faces += box((x, -1, -1), (x + 0.07, 1, -0.95), M.WOOD, without="bottom")
        for y in (first, 0.85):
            faces += box(
                (-0.93, y - 0.1, -0.99), (0.93, y + 0.1, -0.96), M.WOOD, without="left right"
            )
    elif style == "board":
        faces += box((-1, -1, -1), (1, 1, -0.95), M.WOOD, without="bottom")
    else:
        faces += box((-0.98, -1, -1), (0.98, 1, -0.93), M.FABRIC, without="bottom")
    return Shape(name, faces, tuple(surfaces), (WHOLE,))


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
