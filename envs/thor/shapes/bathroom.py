"""Toilet, bath and shower, towels, soap and cleaning things."""

from __future__ import annotations

from envs.thor.geometry import Face, Material, Motion, Shape, Surface
from envs.thor.shapes.furniture import WHOLE, Size
from envs.thor.shapes.kitchen import basin, only
from envs.thor.shapes.primitives import (
    Faces,
    bar,
    box,
    disc,
    lathe,
    moving,
    prism,
    ring,
    sheet,
    solid,
)
from envs.thor.shapes.states import while_full, while_on, while_used_up
from envs.thor.shapes.structure import shower_panel

M = Material


def bathroom_shapes() -> dict[str, tuple[Shape, ...]]:
    """Shapes by object type."""
    return {
        "Toilet": (_toilet("round"), _toilet("square")),
        "Bathtub": (_bathtub("panel"), _bathtub("rounded")),
        "BathtubBasin": (basin("BathtubBasin", 0.08, M.LIGHT),),
        "SinkBasin": (
            basin("SinkBasin_steel", 0.06, M.METAL),
            basin("SinkBasin_white", 0.15, M.LIGHT),
        ),
        "ShowerHead": (_shower_head(),),
        "ShowerDoor": (shower_panel("ShowerDoor", M.GLASS, opens=True),),
        "ShowerGlass": (shower_panel("ShowerGlass", M.GLASS, opens=False),),
        "ShowerCurtain": (_shower_curtain(),),
        "Towel": (_towel("Towel_folded", 3), _towel("Towel_plain", 0)),
        "HandTowel": (_towel("HandTowel_striped", 2), _towel("HandTowel_plain", 0)),
        "Cloth": (_cloth("spread"), _cloth("crumpled")),
        "TowelHolder": (towel_rail("TowelHolder", (0.66, 0.04, 0.11), 0.61),),
        "HandTowelHolder": (_towel_ring(),),
        "ToiletPaperHanger": (_paper_hanger("rod"), _paper_hanger("hooded")),
        "ToiletPaper": (_paper_roll("ToiletPaper", 0.35),),
        "PaperTowelRoll": (_paper_roll("PaperTowelRoll", 0.4),),
        "SoapBar": (_soap_bar(),),
        "SoapBottle": (_soap_bottle("round", 6), _soap_bottle("square", 4)),
        "SprayBottle": (_spray("narrow"), _spray("stout")),
        "DishSponge": (_sponge(),),
        "ScrubBrush": (_brush(),),
        "Plunger": (_plunger(),),
        "TissueBox": (_tissues(),),
    }


def _toilet(style: str) -> Shape:
    """Tank at the back, bowl before it; the lid opens. Things stand on the tank and the lid."""
    seat, tank = -0.18, -0.5
    faces = box((-0.95, seat - 0.05, -1), (0.95, 0.9, tank), M.LIGHT, without="bottom")
    faces += box((-1, 0.9, -1), (1, 1, tank + 0.03), M.LIGHT)
    faces += box((0.5, 0.7, tank), (0.8, 0.78, tank + 0.08), M.METAL, without="back")
    outline = ((-0.75, -0.5), (0.75, -0.5), (0.85, 0.3), (0.5, 0.95), (-0.5, 0.95), (-0.85, 0.3))
    if style == "square":
        outline = ((-0.8, -0.5), (0.8, -0.5), (0.85, 0.5), (0.6, 0.97), (-0.6, 0.97), (-0.85, 0.5))
    foot = [(0.65 * x, -1.0, -0.15 + 0.65 * z) for x, z in outline]
    rim = [(x, seat - 0.12, z) for x, z in outline]
    seat_loop = [(x, seat - 0.04, z) for x, z in outline]
    faces += solid(foot, rim, M.LIGHT, caps="none")
    faces += solid(rim, seat_loop, M.ACCENT, caps="high")
    hole = tuple((0.6 * x, seat - 0.03, 0.2 + 0.6 * (z - 0.2)) for x, z in outline)
    faces += sheet(hole, M.DARK)
    lid_low = [(x, seat - 0.02, z) for x, z in outline]
    lid_high = [(0.97 * x, seat + 0.04, 0.97 * z) for x, z in outline]
    lid = solid(lid_low, lid_high, M.LIGHT)
    faces += moving(lid, Motion.HINGE_X, (0.0, seat, -0.45), -85.0)
    surfaces = (
        Surface((-0.9, -0.95), (0.9, tank - 0.02), 1.0),
        Surface((-0.6, -0.3), (0.6, 0.8), seat + 0.045),
    )
    return Shape(f"Toilet_{style}", faces, surfaces, (WHOLE,))


def _bathtub(style: str) -> Shape:
    """A tub with a hollow that a basin fits into."""
    x, z = 0.88, 0.76
    faces: Faces = ()
    for first, last in (
        ((-1, -1), (1, -z)),
        ((-1, z), (1, 1)),
        ((-1, -z), (-x, z)),
        ((x, -z), (1, z)),
    ):
        faces += box((first[0], 1, first[1]), (last[0], 1, last[1]), M.LIGHT, without=only("top"))
    low = 1.0 - 2 * 0.44 / 0.56
    wall_low, wall_high = [], []
    for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        wall_high.append((x * a, 1.0, z * b))
        wall_low.append((x * 0.94 * a, low, z * 0.94 * b))
    for i in range(4):
        j = (i + 1) % 4
        faces += sheet((wall_low[i], wall_high[i], wall_high[j], wall_low[j]), M.LIGHT)
    faces += sheet(tuple(wall_low), M.LIGHT)
    if style == "panel":
        faces += box((-1, -1, -1), (1, 1, 1), M.LIGHT, without="top bottom")
    else:
        bottom = [(0.85 * a, -0.9, 0.8 * b) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        top = [(a, 1.0, b) for a, b in ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))]
        faces += solid(bottom, top, M.LIGHT, caps="none")
        for a in (-0.7, 0.7):
            for b in (-0.6, 0.6):
                faces += box(
                    (a - 0.05, -1, b - 0.1),
                    (a + 0.05, -0.85, b + 0.1),
                    M.METAL,
                    without="top bottom",
                )
    surface = Surface((-0.78, -0.68), (0.78, 0.68), low + 0.05)
    return Shape(f"Bathtub_{style}", faces, (surface,), (WHOLE,))


def _shower_head() -> Shape:
    """A pipe up the wall and a rose that looks down; drops fall while on."""
    faces = bar((0, -1, -0.9), (0, 0.9, -0.9), (0.1, 0.08), M.METAL)
    faces += bar((0, 0.92, -0.95), (0, 0.85, 0.3), (0.1, 0.03), M.METAL, "xy")
    faces += lathe(
        ((1.0, 0.68), (0.9, 0.74), (0.2, 0.86)),
        M.METAL,
        centre=(0.0, 0.3),
        radii=(0.9, 0.65),
        caps="low",
        paint={"low": M.DARK},
    )
    faces += box((-0.3, -0.35, -0.85), (0.3, -0.25, -0.6), M.METAL, without="back")
    for x, z in ((-0.4, 0.1), (0.4, 0.1), (0.0, 0.6)):
        faces += while_on(
            sheet(
                (
                    (x - 0.05, -1.0, z),
                    (x - 0.05, 0.67, z),
                    (x + 0.05, 0.67, z),
                    (x + 0.05, -1.0, z),
                ),
                M.LIQUID,
            )
        )
    return Shape("ShowerHead", faces, (), ())


def _shower_curtain() -> Shape:
    """Pleats that swing aside when it opens."""
    faces = box((-1, 0.96, -0.1), (1, 1.0, 0.1), M.METAL)
    steps = 6
    cloth: Faces = ()
    for i in range(steps):
        a, b = -0.98 + 1.96 * i / steps, -0.98 + 1.96 * (i + 1) / steps
        za, zb = (-0.9, 0.9) if i % 2 == 0 else (0.9, -0.9)
        cloth += sheet(((a, -1, za), (a, 0.96, za), (b, 0.96, zb), (b, -1, zb)), M.FABRIC)
    faces += moving(cloth, Motion.HINGE_Y, (-0.98, 0.0, 0.0), -80.0)
    return Shape("ShowerCurtain", faces, (), ())


def _towel(name: str, stripes: int) -> Shape:
    """Hangs: two layers over a rail, a little apart at the hem."""
    faces = prism(
        ((-1.0, -1.0), (1.0, -1.0), (0.7, 1.0), (-0.7, 1.0)), -1.0, 1.0, M.FABRIC, axis="x"
    )
    for i in range(stripes):
        y = -0.85 + 0.16 * i
        z = 1.0 - 0.15 * (y + 1.09)
        over = 1.0 - 0.15 * (y + 1.0)
        faces += (
            Face(
                ((-1.0, y, over), (1.0, y, over), (1.0, y + 0.09, z), (-1.0, y + 0.09, z)),
                M.ACCENT,
                two_sided=True,
            ),
        )
    return Shape(name, faces, (), ())


def _cloth(style: str) -> Shape:
    heights = ((-1.0, 0.2, -0.6), (0.5, -0.5, 1.0), (-0.8, 0.4, -1.0))
    if style == "crumpled":
        heights = ((-1.0, 0.7, -0.9), (0.6, 1.0, 0.1), (-0.9, 0.3, -1.0))
    at = (-1.0, 0.0, 1.0)
    faces: Faces = ()
    for i in range(2):
        for j in range(2):
            corner = {
                (a, b): (at[i + a], heights[i + a][j + b], at[j + b])
                for a in (0, 1)
                for b in (0, 1)
            }
            faces += sheet((corner[0, 0], corner[0, 1], corner[1, 1]), M.FABRIC)
            faces += sheet((corner[0, 0], corner[1, 1], corner[1, 0]), M.FABRIC)
    return Shape(f"Cloth_{style}", faces, (), ())


def towel_rail(name: str, size: Size, towel: float) -> Shape:
    """A rail on brackets. What hangs on it rests `towel` metres below its top."""
    faces = bar((-1, 0.2, 0.3), (1, 0.2, 0.3), (0.5, 0.2), M.METAL, "yz")
    for x in (-0.95, 0.85):
        faces += box((x, -1, -1), (x + 0.1, 1, 0.5), M.METAL, without="back")
    hang = 1.0 - 2.0 * towel / size[1]
    return Shape(name, faces, (Surface((-1.0, -0.4), (1.0, 1.2), hang),), ())


def _towel_ring() -> Shape:
    faces = box((-0.25, 0.4, -1), (0.25, 1.0, 0.2), M.METAL, without="back")
    faces += lathe(
        ((1.0, -0.15), (1.0, 0.15)),
        M.METAL,
        axis="z",
        centre=(-0.2, 0.0),
        radii=(0.8, 1.0),
        caps="none",
        two_sided=True,
    )
    hang = -0.8 - 2.0 * 0.36 / 0.21
    return Shape("HandTowelHolder", faces, (Surface((-1.0, -1.0), (1.0, 1.6), hang),), ())


def _paper_hanger(style: str) -> Shape:
    """Brackets and a rod; the roll hangs before the wall on it."""
    faces: Faces = ()
    for x in (-1.0, 0.86):
        faces += box((x, -0.6, -1), (x + 0.14, 0.6, 0.6), M.METAL, without="back")
    faces += bar((-0.86, 0.0, 0.3), (0.86, 0.0, 0.3), (0.2, 0.15), M.DARK, "yz", caps="none")
    if style == "hooded":
        faces += box((-1, 0.8, -1), (1, 1, 1), M.METAL, without="back")
    else:
        faces += box((-1, -1, -1), (1, 1, -0.9), M.METAL, without="back")
    surface = Surface((-1.0, -1.0), (1.0, 1.6), -1.0)
    return Shape(f"ToiletPaperHanger_{style}", faces, (surface,), ())


def _paper_roll(name: str, core: float) -> Shape:
    """A roll that stands; the bare core remains when used up."""
    full = lathe(((1.0, -1.0), (1.0, 1.0)), M.PAPER, sides=8, caps="high")
    full += disc(1.0, core, M.DARK, sides=6)
    bare = lathe(((core, -1.0), (core, 1.0)), M.WOOD, sides=6, caps="none", two_sided=True)
    return Shape(name, while_full(full) + while_used_up(bare), (), (WHOLE,))


def _soap_bar() -> Shape:
    outline = ring(8)
    low = [(0.9 * x, -1.0, 0.9 * z) for x, z in outline]
    faces = solid(low, [(x, 0.2, z) for x, z in outline], M.BODY, caps="none")
    faces += solid(
        [(x, 0.2, z) for x, z in outline],
        [(0.8 * x, 1.0, 0.8 * z) for x, z in outline],
        M.BODY,
        caps="high",
    )
    return Shape("SoapBar", faces, (), ())


def _soap_bottle(style: str, sides: int) -> Shape:
    """Pump on top; see-through once used up."""
    body = ((1.0, -1.0), (1.0, 0.15), (0.45, 0.4))
    full = lathe(body, M.BODY, sides=sides, caps="none")
    faces = while_full(full) + while_used_up(lathe(body, M.GLASS, sides=sides, caps="none"))
    faces += lathe(
        ((0.4, 0.4), (0.4, 0.55), (0.12, 0.6), (0.12, 0.85)), M.DARK, sides=4, caps="none"
    )
    faces += box((-0.25, 0.85, -0.2), (0.25, 1.0, 0.95), M.DARK)
    faces += box((-0.5, -0.7, 1.0), (0.5, -0.1, 1.0), M.PAPER, without=only("front"))
    return Shape(f"SoapBottle_{style}", faces, (), (WHOLE,))


def _spray(style: str) -> Shape:
    """A bottle with a trigger head that points to the front."""
    radius = 0.62 if style == "narrow" else 0.75
    faces = lathe(
        ((1.0, -1.0), (1.0, 0.0), (0.35, 0.45)),
        M.BODY,
        sides=6,
        centre=(0.0, -0.2),
        radii=(1.0, radius),
        caps="none",
    )
    faces += lathe(
        ((0.35, 0.45), (0.35, 0.65)),
        M.LIGHT,
        sides=4,
        centre=(0.0, -0.2),
        radii=(1.0, radius),
        caps="none",
    )
    faces += prism(
        ((-0.65, 0.65), (0.6, 0.65), (0.95, 0.8), (0.95, 1.0), (-0.6, 1.0)),
        -0.7,
        0.7,
        M.ACCENT,
        axis="x",
    )
    faces += bar((0.0, 0.2, 0.45), (0.0, 0.68, 0.5), (0.3, 0.08), M.ACCENT)
    return Shape(f"SprayBottle_{style}", faces, (), (WHOLE,))


def _sponge() -> Shape:
    faces = box((-1, -1, -1), (1, 0.4, 1), M.ACCENT, without="top")
    faces += box((-1, 0.4, -1), (1, 1, 1), M.LEAF, without="bottom")
    return Shape("DishSponge", faces, (), ())


def _brush() -> Shape:
    """A lavatory brush in its cup."""
    faces = lathe(((0.85, -1.0), (1.0, -0.35)), M.LIGHT, sides=8, caps="none", two_sided=True)
    faces += lathe(((0.6, -0.6), (0.7, -0.15)), M.DARK, sides=6, caps="high")
    faces += lathe(((0.16, -0.15), (0.16, 1.0)), M.METAL, sides=6, caps="high")
    return Shape("ScrubBrush", faces, (), (WHOLE,))


def _plunger() -> Shape:
    faces = lathe(((1.0, -1.0), (0.95, -0.75), (0.3, -0.5)), M.ACCENT, sides=8, caps="high")
    faces += lathe(((0.14, -0.5), (0.14, 1.0)), M.WOOD, sides=6, caps="high")
    return Shape("Plunger", faces, (), (WHOLE,))


def _tissues() -> Shape:
    """A box with a slot; a tissue stands out of it, to be seen from every side, until used up."""
    faces = box((-1, -1, -1), (1, 0.2, 1), M.BODY)
    faces += box((-0.6, 0.21, -0.4), (0.6, 0.21, 0.4), M.DARK, without=only("top"))
    tissue: Faces = ()
    for side in (-1.0, 1.0):
        outline = ((-0.5, 0.22), (0.5, 0.22), (0.75, 1.0), (-0.75, 0.9))
        tissue += sheet([(x, y, 0.8 * side * x) for x, y in outline], M.PAPER)
    faces += while_full(tissue)
    return Shape("TissueBox", faces, (), (WHOLE,))
