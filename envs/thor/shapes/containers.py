"""What other things are put into and carried in: boxes, bins, hampers, safes, carts."""

from __future__ import annotations

from envs.thor.geometry import Material, Motion, Shape, Surface
from envs.thor.shapes.furniture import WHOLE
from envs.thor.shapes.kitchen import hollow_case, only
from envs.thor.shapes.primitives import Faces, box, disc, lathe, moving, sheet
from envs.thor.shapes.tableware import vessel

M = Material


def container_shapes() -> dict[str, tuple[Shape, ...]]:
    """Shapes by object type."""
    return {
        "Box": (_box("flaps"), _box("plain")),
        "Safe": (_safe(),),
        "GarbageCan": (_bin("round"), _bin("square"), _bin("tapered")),
        "GarbageBag": (_bag(),),
        "LaundryHamper": (_hamper("slats"), _hamper("plain")),
        "Cart": (_cart(),),
    }


def _box(style: str) -> Shape:
    """Cardboard with two flaps on top that open outwards, or a lid."""
    low = 0.97
    faces = box((-1, -1, -1), (1, low, 1), M.WOOD, without="top", two_sided=True)
    faces += (
        box((-0.35, -1, 0.999), (0.35, low, 1.0), M.PAPER, without="back left right top bottom")
        if style != "plain"
        else ()
    )
    if style == "plain":
        lid = box((-1, 0.9, -1), (1, 1, 1), M.ACCENT, without="bottom")
        faces += moving(
            lid + sheet(((-1, 0.92, -1), (-1, 0.92, 1), (1, 0.92, 1), (1, 0.92, -1)), M.ACCENT),
            Motion.HINGE_X,
            (0, 1, -1),
            -105.0,
        )
    else:
        for front in (1.0, -1.0):
            flap = sheet(
                (
                    (-1, 1.0, front),
                    (-1, 1.0, 0.01 * front),
                    (1, 1.0, 0.01 * front),
                    (1, 1.0, front),
                ),
                M.WOOD,
            )
            faces += moving(flap, Motion.HINGE_X, (0.0, 1.0, front), 125.0 * front)
    high = 0.2 if style == "plain" else 0.24
    surface = Surface((-0.88, -0.88), (0.88, 0.88), -0.96, high, enclosed=True)
    return Shape(f"Box_{style}", faces, (surface,), (WHOLE,))


def _safe() -> Shape:
    faces = hollow_case(
        (-1, -1, -1), (1, 1, 0.75), (-0.8, -0.8, -0.8), (0.8, 0.8, 0.75), M.DARK, M.METAL
    )
    leaf = box((-0.9, -0.9, 0.75), (0.9, 0.9, 0.9), M.METAL)
    leaf += lathe(((0.25, 0.9), (0.2, 1.0)), M.DARK, axis="z", sides=6, caps="high")
    leaf += box((-0.6, -0.06, 0.9), (-0.3, 0.06, 1.0), M.DARK, without="back")
    faces += moving(leaf, Motion.HINGE_Y, (0.9, 0.0, 0.75), 100.0)
    inside = Surface((-0.75, -0.75), (0.75, 0.65), -0.79, 0.22, enclosed=True)
    return Shape("Safe", faces, (inside, Surface((-0.9, -0.9), (0.9, 0.7), 1.0)), (WHOLE,))


def _bin(style: str) -> Shape:
    sides = 8 if style == "round" else 4
    foot = 0.7 if style == "tapered" else 0.86
    faces = vessel(((foot, -1.0), (0.96, 0.9)), M.BODY, sides)
    faces += lathe(((1.0, 0.86), (1.0, 1.0)), M.ACCENT, sides=sides, caps="none", two_sided=True)
    half = 0.62 * foot if style == "round" else 0.9 * foot
    surface = Surface((-half, -half), (half, half), -0.97)
    return Shape(f"GarbageCan_{style}", faces, (surface,), (WHOLE,))


def _bag() -> Shape:
    faces = lathe(
        ((0.8, -1.0), (1.0, -0.5), (0.85, 0.2), (0.15, 0.7), (0.45, 1.0)),
        M.DARK,
        sides=8,
        caps="none",
        two_sided=False,
    )
    return Shape("GarbageBag", faces + disc(0.98, 0.44, M.DARK), (), (WHOLE,))


def _hamper(style: str) -> Shape:
    faces = box((-0.95, -1, -0.95), (0.95, 0.88, 0.95), M.WOOD, without="top", two_sided=True)
    if style == "slats":
        for y in (-0.75, -0.35, 0.05, 0.45):
            faces += box((-0.85, y, 0.96), (0.85, y + 0.22, 0.97), M.ACCENT, without=only("front"))
    lid = box((-1, 0.88, -1), (1, 1, 1), M.WOOD)
    faces += moving(lid, Motion.HINGE_X, (0.0, 0.88, -1.0), -80.0)
    inside = Surface((-0.85, -0.85), (0.85, 0.85), -0.96, 0.45, enclosed=True)
    return Shape(f"LaundryHamper_{style}", faces, (inside,), (WHOLE,))


def _cart() -> Shape:
    """Three trays on posts with wheels."""
    faces: Faces = ()
    surfaces = []
    for y in (-0.75, -0.05, 0.65):
        faces += box((-0.95, y - 0.04, -0.95), (0.95, y, 0.95), M.METAL)
        clear = 0.38 if y < 0.6 else float("inf")
        surfaces.append(Surface((-0.85, -0.85), (0.85, 0.85), y, clear))
    for x in (-0.95, 0.87):
        for z in (-0.95, 0.87):
            top = 1.0 if x < 0 else 0.65
            faces += box((x, -0.9, z), (x + 0.08, top, z + 0.08), M.METAL, without="top bottom")
    faces += box((-0.95, 0.94, -0.87), (-0.87, 1.0, 0.87), M.DARK)
    for x in (-0.9, 0.9):
        faces += lathe(
            ((1.0, -1.0), (1.0, 1.0)),
            M.DARK,
            sides=6,
            axis="z",
            caps="none",
            centre=(-0.9, x),
            radii=(0.1, 0.08),
        )
    surfaces.reverse()
    return Shape("Cart", faces, tuple(surfaces), (WHOLE,))
