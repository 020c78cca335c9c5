"""Plates, bowls, mugs, bottles, cutlery, pots and pans: written for their usual proportions."""

from __future__ import annotations

import itertools

from envs.thor.geometry import Material, Motion, Shape, Surface
from envs.thor.shapes.furniture import WHOLE
from envs.thor.shapes.primitives import (
    Faces,
    bar,
    box,
    disc,
    lathe,
    mirrored,
    moving,
    placed,
    prism,
    sheet,
)
from envs.thor.shapes.states import breakable, liquid, while_empty, while_filled

M = Material


def tableware_shapes() -> dict[str, tuple[Shape, ...]]:
    """Shapes by object type."""
    mug = _mug(round_handle=False)
    other = _mug(round_handle=True)
    return {
        "Plate": (_plate("wide", 0.72), _plate("flat", 0.85)),
        "Bowl": (_bowl("round", 0.5, 8), _bowl("steep", 0.72, 8), _bowl("hexagon", 0.55, 6)),
        "Mug": (
            _vessel_shape("Mug_handle_right", mug, 0.42),
            _vessel_shape("Mug_handle_left", mirrored(mug), 0.42),
            _vessel_shape("Mug_loop", other, 0.42),
        ),
        "Cup": (_cup("tumbler", 0.78), _cup("straight", 0.95), _stemmed()),
        "Bottle": (_bottle("Bottle_slim", 0.3), _bottle("Bottle_wide", 0.42)),
        "WineBottle": (_wine_bottle("label"), _wine_bottle("band")),
        "Pot": (_pot("loops"), _pot("handle")),
        "Pan": (_pan("skillet", 8), _pan("square", 4)),
        "Kettle": (_kettle("stove"), _kettle("electric")),
        "Fork": (_cutlery("Fork"),),
        "Spoon": (_cutlery("Spoon"),),
        "Knife": (_knife("chef"), _knife("slicer")),
        "ButterKnife": (_cutlery("ButterKnife"),),
        "Ladle": (_ladle(),),
        "Spatula": (_spatula("solid"), _spatula("slotted")),
        "SaltShaker": (
            _shaker("SaltShaker_round", M.LIGHT, 6),
            _shaker("SaltShaker_square", M.GLASS, 4),
        ),
        "PepperShaker": (
            _shaker("PepperShaker_round", M.DARK, 6),
            _shaker("PepperShaker_mill", M.WOOD, 8),
        ),
    }


def vessel(
    profile: tuple[tuple[float, float], ...],
    material: Material,
    sides: int = 8,
    centre: tuple[float, float] = (0.0, 0.0),
    radii: tuple[float, float] = (1.0, 1.0),
) -> Faces:
    """An open vessel with thin walls: every face is seen from inside and outside."""
    return lathe(
        profile, material, sides=sides, centre=centre, radii=radii, caps="low", two_sided=True
    )


def _glass(
    profile: tuple[tuple[float, float], ...],
    sides: int = 6,
    centre: tuple[float, float] = (0.0, 0.0),
    radii: tuple[float, float] = (1.0, 1.0),
    caps: str = "none",
) -> Faces:
    """A band of see-through wall: glass while empty, the liquid's colour while filled."""
    faces = while_empty(
        lathe(
            profile,
            M.GLASS,
            sides=sides,
            centre=centre,
            radii=radii,
            caps=caps,
            two_sided=True,
        )
    )
    inner = tuple((0.97 * radius, height) for radius, height in profile)
    full = lathe(inner, M.LIQUID, sides=sides, centre=centre, radii=radii, caps="none")
    return faces + while_filled(full)


def _plate(style: str, foot: float) -> Shape:
    faces = vessel(((foot, -0.7), (1.0, 1.0)), M.LIGHT)
    faces += lathe(((foot * 0.7, -1.0), (foot * 0.8, -0.7)), M.LIGHT, caps="none")
    faces += disc(-0.68, foot * 0.75, M.ACCENT)
    surface = Surface((-0.62, -0.62), (0.62, 0.62), -0.65)
    return Shape(f"Plate_{style}", breakable(faces, M.LIGHT), (surface,), ())


def _bowl(style: str, foot: float, sides: int) -> Shape:
    middle = (foot + 1.0) / 2 + 0.1
    faces = vessel(((foot, -1.0), (min(middle, 1.0), -0.1), (1.0, 1.0)), M.BODY, sides)
    faces = breakable(faces, M.BODY) + liquid(0.35, middle + 0.03, sides)
    half = foot * 0.7
    return Shape(f"Bowl_{style}", faces, (Surface((-half, -half), (half, half), -0.96),), (WHOLE,))


def _mug(round_handle: bool) -> Faces:
    """A cylinder that leaves room for a handle on +x."""
    middle, radius = -0.2, 0.8
    faces = vessel(((0.92, -1.0), (1.0, 1.0)), M.BODY, centre=(middle, 0.0), radii=(radius, 1.0))
    start, end = middle + radius * 0.95, 0.92
    if round_handle:
        points = ((start, 0.6), (end, 0.35), (end, -0.25), (start, -0.55))
    else:
        points = ((start, 0.6), (end, 0.6), (end, -0.5), (start, -0.5))
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if abs(y1 - y0) > abs(x1 - x0):
            faces += bar((x0, y0, 0), (x1, y1, 0), (0.08, 0.16), M.BODY, "xz")
        else:
            faces += bar((x0, y0, 0), (x1, y1, 0), (0.09, 0.16), M.BODY, "yz", caps="none")
    return faces


def _vessel_shape(name: str, faces: Faces, half: float) -> Shape:
    centre = 0.2 if "left" in name else -0.2
    full = breakable(faces, M.BODY) + liquid(0.85, (0.78, 0.97), centre=(centre, 0.0))
    surface = Surface((centre - half, -half), (centre + half, half), -0.95)
    return Shape(name, full, (surface,), (WHOLE,))


def _cup(style: str, foot: float) -> Shape:
    level, sides = 0.6, 6
    wide = foot + (1 - foot) * (1 + level) / 2
    faces = _glass(((foot, -1.0), (wide, level)), caps="low")
    faces += lathe(((wide, level), (1.0, 1.0)), M.GLASS, sides=sides, caps="none", two_sided=True)
    faces = breakable(faces, M.GLASS) + liquid(level, wide, sides)
    half = foot * 0.65
    return Shape(f"Cup_{style}", faces, (Surface((-half, -half), (half, half), -0.95),), (WHOLE,))


def _stemmed() -> Shape:
    faces = lathe(((0.75, -1.0), (0.12, -0.88)), M.GLASS, caps="none")
    faces += lathe(((0.12, -0.88), (0.1, -0.35)), M.GLASS, sides=4, caps="none")
    faces += _glass(((0.3, -0.35), (0.95, 0.4)), caps="low")
    faces += lathe(((0.95, 0.4), (0.85, 1.0)), M.GLASS, sides=6, caps="none", two_sided=True)
    faces = breakable(faces, M.GLASS) + liquid(0.4, 0.95, 6)
    surface = Surface((-0.4, -0.4), (0.4, 0.4), -0.3)
    return Shape("Cup_stemmed", faces, (surface,), (WHOLE,))


def _bottle(name: str, neck: float) -> Shape:
    """A see-through bottle: glass while empty, the liquid's colour while filled."""
    outer = lathe(((0.92, -1.0), (1.0, 0.2)), M.GLASS, sides=6, caps="none")
    faces = while_empty(outer)
    faces += lathe(((0.9, -0.98), (0.96, 0.15)), M.LIQUID, sides=6, caps="none")
    faces += lathe(((1.0, 0.2), (neck, 0.6), (neck, 0.82)), M.GLASS, sides=6, caps="none")
    faces += lathe(((neck + 0.06, 0.82), (neck + 0.06, 1.0)), M.ACCENT, sides=6, caps="high")
    return Shape(name, breakable(faces, M.GLASS), (), (WHOLE,))


def _wine_bottle(style: str) -> Shape:
    low, high = (-0.5, -0.1) if style == "label" else (-0.3, -0.05)
    faces = while_empty(lathe(((0.96, -1.0), (0.96, 0.15)), M.GLASS, sides=6, caps="none"))
    faces += lathe(((0.92, -0.98), (0.92, 0.12)), M.LIQUID, sides=6, caps="none")
    faces += lathe(((1.0, low), (1.0, high)), M.PAPER, sides=6, caps="none")
    faces += lathe(
        ((0.96, 0.15), (0.32, 0.5), (0.3, 0.8)),
        M.DARK if style == "label" else M.GLASS,
        sides=6,
        caps="none",
    )
    faces += lathe(((0.36, 0.8), (0.36, 1.0)), M.ACCENT, sides=4, caps="high")
    return Shape(f"WineBottle_{style}", breakable(faces, M.GLASS), (), (WHOLE,))


def _pot(style: str) -> Shape:
    """A deep vessel: two loops at the sides (x), or one long handle (front)."""
    if style == "loops":
        centre, radii = (0.0, 0.0), (0.8, 0.98)
        faces: Faces = ()
        for side in (-1.0, 1.0):
            a, b = sorted((0.74 * side, 1.0 * side))
            faces += box((a, 0.45, -0.25), (b, 0.6, 0.25), M.DARK, without="bottom")
    else:
        centre, radii = (0.0, -0.4), (1.0, 0.6)
        faces = box((-0.12, 0.45, 0.18), (0.12, 0.65, 1.0), M.DARK, without="back")
    faces += vessel(((0.95, -1.0), (1.0, 0.9)), M.METAL, centre=centre, radii=radii)
    faces += lathe(
        ((1.0, 0.88), (1.03 if style == "none" else 1.0, 1.0)),
        M.DARK,
        centre=centre,
        radii=radii,
        caps="none",
        two_sided=True,
    )
    faces += liquid(0.4, (radii[0] * 0.97, radii[1] * 0.97), centre=centre)
    wide, deep = radii[0] * 0.65, radii[1] * 0.65
    surface = Surface((-wide, centre[1] - deep), (wide, centre[1] + deep), -0.94)
    return Shape(f"Pot_{style}", faces, (surface,), (WHOLE,))


def _pan(style: str, sides: int) -> Shape:
    """A shallow vessel with a long handle towards the front."""
    back, deep = -0.36, 0.64
    faces = vessel(((0.8, -1.0), (1.0, 0.7)), M.DARK, sides, (0.0, back), (1.0, deep))
    faces += disc(-0.93, (0.76, 0.76 * deep), M.METAL, sides=sides, centre=(0.0, back))
    faces += bar((0.0, 0.3, 0.26), (0.0, 0.8, 0.98), (0.1, 0.2), M.DARK, "xy")
    surface = Surface((-0.6, back - 0.6 * deep), (0.6, back + 0.6 * deep), -0.9)
    return Shape(f"Pan_{style}", faces, (surface,), (WHOLE,))


def _kettle(style: str) -> Shape:
    """A closed pot with a band of glass, a spout (-x), a handle and a lid that opens."""
    if style == "stove":
        centre, radii = (0.1, 0.0), (0.85, 0.95)
        faces = _glass(((0.95, -1.0), (1.0, -0.2)), 8, centre, radii)
        faces += lathe(
            ((1.0, -0.2), (0.6, 0.2)),
            M.METAL,
            centre=centre,
            radii=radii,
            caps="none",
            two_sided=True,
        )
        faces += bar((-0.6, -0.5, 0), (-0.88, 0.2, 0), (0.12, 0.15), M.METAL, caps="none")
        for x in (-0.35, 0.55):
            faces += bar((x, 0.1, 0), (x * 0.9, 0.92, 0), (0.05, 0.08), M.DARK, caps="none")
        faces += box((-0.4, 0.88, -0.1), (0.58, 1.0, 0.1), M.DARK)
        lid_at, lid = 0.2, 0.5
    else:
        centre, radii = (-0.1, 0.0), (0.8, 0.9)
        faces = _glass(((0.88, -0.65), (0.83, 0.15)), 8, centre, radii)
        for band in (((0.9, -1.0), (0.88, -0.65)), ((0.83, 0.15), (0.8, 0.75))):
            faces += lathe(band, M.METAL, centre=centre, radii=radii, caps="none", two_sided=True)
        faces += sheet(((-0.7, 0.3, -0.25), (-1.0, 0.75, 0.0), (-0.7, 0.75, -0.3)), M.METAL)
        faces += sheet(((-0.7, 0.3, 0.25), (-0.7, 0.75, 0.3), (-1.0, 0.75, 0.0)), M.METAL)
        faces += box((0.82, -0.7, -0.14), (1.0, 0.8, 0.14), M.DARK)
        faces += box((0.45, 0.6, -0.14), (0.82, 0.8, 0.14), M.DARK, without="right")
        lid_at, lid = 0.75, 0.6
    faces += liquid(lid_at - 0.02, lid, centre=centre)
    top = lathe(
        ((lid + 0.02, lid_at), (lid * 0.8, lid_at + 0.12)),
        M.DARK,
        sides=6,
        centre=centre,
        caps="high",
    )
    faces += moving(top, Motion.HINGE_X, (centre[0], lid_at, -lid), -75.0)
    return Shape(f"Kettle_{style}", faces, (), (WHOLE,))


def _cutlery(kind: str) -> Shape:
    """Thin along y, its head towards the back (-z), its handle towards the front."""
    faces = prism(
        ((-0.28, 0.0), (0.28, 0.0), (0.5, 1.0), (-0.5, 1.0)), -1.0, 0.2, M.METAL, axis="y"
    )
    if kind == "Spoon":
        loop = (
            (-0.5, -1.0),
            (0.5, -1.0),
            (1.0, -0.7),
            (0.9, -0.35),
            (0.25, 0.0),
            (-0.25, 0.0),
            (-0.9, -0.35),
            (-1.0, -0.7),
        )
        faces += prism(loop, -1.0, 0.6, M.METAL, axis="y")
        faces += sheet(tuple((0.7 * x, 0.65, -0.5 + 0.75 * (z + 0.5)) for x, z in loop), M.DARK)
    elif kind == "Fork":
        faces += prism(
            ((-0.9, -0.5), (0.9, -0.5), (0.28, 0.0), (-0.28, 0.0)), -0.7, 0.4, M.METAL, axis="y"
        )
        for x in (-0.9, -0.2, 0.5):
            faces += box((x, -0.4, -1.0), (x + 0.4, 1.0, -0.5), M.METAL)
    else:
        loop = ((-0.6, -0.9), (0.1, -1.0), (0.9, -0.7), (0.8, 0.0), (-0.6, 0.0))
        faces += prism(loop, -0.8, 1.0, M.METAL, axis="y")
    return Shape(f"{kind}_plain", faces, (), ())


def _knife(style: str) -> Shape:
    """The real assets stand on edge: thin along x, blade towards the back."""
    heel = 0.05 if style == "chef" else -0.3
    blade = ((-1.0, 0.7), (-0.75, 0.2), (0.15, heel - 1.0), (0.2, 0.75))
    if style == "slicer":
        blade = ((-1.0, 0.3), (-0.9, -0.4), (0.15, -0.9), (0.2, 0.7))
    faces = prism(blade, -0.3, 0.3, M.METAL, axis="x")
    faces += prism(
        ((0.2, -0.15), (0.95, -0.5), (1.0, 0.5), (0.2, 0.95)), -1.0, 1.0, M.DARK, axis="x"
    )
    return Shape(f"Knife_{style}", faces, (), ())


def _ladle() -> Shape:
    faces = vessel(
        ((0.45, -1.0), (1.0, 0.2)), M.METAL, sides=6, centre=(0.0, -0.7), radii=(1.0, 0.3)
    )
    faces += bar((0.0, 0.1, -0.42), (0.0, 0.85, 1.0), (0.16, 0.15), M.METAL, "xy")
    return Shape("Ladle", faces, (), ())


def _spatula(style: str) -> Shape:
    faces = prism(
        ((-1.0, -1.0), (1.0, -1.0), (0.85, -0.4), (0.3, -0.25), (-0.3, -0.25), (-0.85, -0.4)),
        -1.0,
        -0.5,
        M.DARK,
        axis="y",
    )
    faces += bar((0.0, -0.75, -0.28), (0.0, 0.3, 0.3), (0.14, 0.2), M.METAL, "xy", caps="none")
    faces += box((-0.28, -0.1, 0.28), (0.28, 1.0, 1.0), M.ACCENT)
    if style == "slotted":
        for x in (-0.5, 0.0, 0.5):
            faces += sheet(
                (
                    (x - 0.1, -0.48, -0.9),
                    (x - 0.1, -0.48, -0.5),
                    (x + 0.1, -0.48, -0.5),
                    (x + 0.1, -0.48, -0.9),
                ),
                M.LIGHT,
            )
    return Shape(f"Spatula_{style}", faces, (), ())


def _shaker(name: str, material: Material, sides: int) -> Shape:
    faces = lathe(((1.0, -1.0), (0.7, 0.4)), material, sides=sides, caps="none")
    cap = lathe(((0.75, -1.0), (0.75, 0.3), (0.3, 1.0)), M.METAL, sides=sides, caps="high")
    faces += placed(cap, (-1, 0.4, -1), (1, 1, 1))
    return Shape(name, faces, (), (WHOLE,))
