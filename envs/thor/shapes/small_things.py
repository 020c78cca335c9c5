"""Books, toys, tools, plants and ornaments."""

from __future__ import annotations

from envs.thor.geometry import Collider, Face, Material, Motion, Shape
from envs.thor.shapes.furniture import WHOLE
from envs.thor.shapes.kitchen import only
from envs.thor.shapes.primitives import (
    Faces,
    bar,
    box,
    disc,
    lathe,
    moving,
    placed,
    prism,
    ring,
    sheet,
    solid,
)
from envs.thor.shapes.states import breakable, liquid, while_on
from envs.thor.shapes.tableware import vessel

M = Material


def small_shapes() -> dict[str, tuple[Shape, ...]]:
    """Shapes by object type."""
    return {
        "Book": (_book("hard"), _book("soft")),
        "Newspaper": (_newspaper("folded"), _newspaper("rolled")),
        "CD": (_cd(),),
        "CreditCard": (_card(),),
        "KeyChain": (_keys("ring"), _keys("fob")),
        "Watch": (_watch("strap"), _watch("band")),
        "Pen": (_pen("Pen", M.ACCENT),),
        "Pencil": (_pen("Pencil", M.WOOD),),
        "Pillow": (_pillow("plump", 0.35), _pillow("flat", 0.7)),
        "TeddyBear": (_teddy(),),
        "BasketBall": (_ball(),),
        "BaseballBat": (_bat(),),
        "TennisRacket": (_racket(),),
        "Dumbbell": (_dumbbell(),),
        "Boots": (_boots(),),
        "HousePlant": (_plant("leafy"), _plant("upright"), _plant("bushy")),
        "Vase": (_vase("belly"), _vase("open"), _vase("slim")),
        "Statue": (_statue("bust"), _statue("column"), _statue("dog")),
        "Candle": (_candle("block", 0.9), _candle("taper", 0.5)),
        "TableTopDecor": (_ornament(),),
        "RoomDecor": (_branches(),),
        "WateringCan": (_watering_can(),),
        "AluminumFoil": (_roll("AluminumFoil"),),
    }


def _book(style: str) -> Shape:
    """Lies flat; its cover opens about the spine at the back."""
    cover = 0.72 if style == "hard" else 0.85
    faces = box((-1, -1, -1), (1, -cover, 1), M.BODY)
    faces += box((-0.94, -cover, -0.96), (0.94, cover, 0.95), M.PAPER, without="bottom")
    faces += sheet(((-1, -cover, -1), (-1, cover, -1), (1, cover, -1), (1, -cover, -1)), M.BODY)
    lid = box((-1, cover, -1), (1, 0.98, 1), M.BODY)
    lid += box((-0.6, 1.0, -0.5), (0.6, 1.0, -0.1), M.ACCENT, without=only("top"))
    faces += moving(lid, Motion.HINGE_X, (0.0, cover, -1.0), -165.0)
    return Shape(f"Book_{style}", faces, (), ())


def _newspaper(style: str) -> Shape:
    if style == "rolled":
        faces = lathe(
            ((1.0, -1.0), (1.0, -0.08), (1.0, 0.08), (1.0, 1.0)),
            M.PAPER,
            sides=6,
            axis="x",
            paint={1: M.ACCENT},
        )
        return Shape("Newspaper_rolled", faces, (), ())
    faces = box((-1, -1, -1), (1, 0.6, 1), M.PAPER)
    faces += box((-0.9, 0.6, -0.9), (0.9, 0.8, -0.6), M.DARK, without=only("top"))
    faces += box((-0.9, 0.6, -0.4), (-0.05, 1.0, 0.2), M.PICTURE, without=only("top"))
    for z in (-0.35, -0.1, 0.15, 0.4, 0.65):
        faces += box((0.1, 0.6, z), (0.9, 0.8, z + 0.08), M.DARK, without=only("top"))
    return Shape("Newspaper_folded", faces, (), ())


def _cd() -> Shape:
    faces = lathe(((1.0, -1.0), (1.0, 0.5)), M.METAL, sides=8, caps="high")
    faces += disc(0.75, 0.35, M.ACCENT) + disc(1.0, 0.12, M.DARK, sides=6)
    return Shape("CD", faces, (), ())


def _card() -> Shape:
    faces = box((-1, -1, -1), (1, 0.4, 1), M.BODY)
    faces += box((-1, 1.0, -0.7), (1, 1.0, -0.35), M.DARK, without=only("top"))
    faces += box((-0.75, 1.0, 0.0), (-0.4, 1.0, 0.4), M.METAL, without=only("top"))
    return Shape("CreditCard", faces, (), ())


def _keys(style: str) -> Shape:
    faces = lathe(
        ((0.8, -0.3), (1.0, 0.3)),
        M.METAL,
        sides=6,
        centre=(-0.6, 0.0),
        radii=(0.4, 0.7),
        caps="none",
        two_sided=True,
    )
    for z, turn in ((0.35, 0.5), (-0.45, -0.3)):
        faces += prism(
            ((-0.25, z - 0.15), (0.9, z + turn - 0.1), (0.9, z + turn + 0.1), (-0.25, z + 0.15)),
            -1.0,
            0.2,
            M.METAL,
            axis="y",
        )
    if style == "fob":
        faces += box((0.0, 0.2, -0.3), (1.0, 1.0, 0.3), M.ACCENT)
    else:
        faces += lathe(
            ((0.4, 0.2), (0.4, 1.0)),
            M.ACCENT,
            sides=6,
            centre=(0.5, 0.0),
            caps="high",
            radii=(1.0, 1.6),
        )
    return Shape(f"KeyChain_{style}", faces, (), ())


def _watch(style: str) -> Shape:
    strap = M.FABRIC if style == "strap" else M.METAL
    faces = lathe(
        ((0.9, -0.5), (0.9, 0.5)),
        strap,
        sides=8,
        axis="z",
        caps="none",
        two_sided=True,
        centre=(0.0, -0.1),
    )
    faces += box((-0.45, 0.72, -1), (0.45, 0.9, 1), M.METAL)
    faces += disc(1.0, (0.38, 0.85), M.LIGHT)
    return Shape(f"Watch_{style}", faces, (), ())


def _pen(kind: str, material: Material) -> Shape:
    faces = lathe(((1.0, -0.75), (1.0, 0.75)), material, sides=6, axis="z", caps="none")
    if kind == "Pencil":
        faces += lathe(((0.0, -1.0), (1.0, -0.75)), M.FLESH, sides=6, axis="z")
        faces += lathe(
            ((1.0, 0.75), (1.0, 0.88), (0.9, 1.0)),
            M.METAL,
            sides=6,
            axis="z",
            caps="high",
            paint={1: M.ACCENT, "high": M.ACCENT},
        )
    else:
        faces += lathe(((0.2, -1.0), (1.0, -0.75)), M.METAL, sides=6, axis="z", caps="low")
        faces += lathe(((1.0, 0.75), (0.8, 1.0)), M.DARK, sides=6, axis="z", caps="high")
        faces += bar((0.0, 0.95, 0.4), (0.0, 0.95, 0.95), (0.2, 0.05), M.METAL, "xy")
    return Shape(f"{kind}_plain", faces, (), ())


def _pillow(style: str, edge: float) -> Shape:
    """Puffed in the middle, thin at the seam."""
    rim = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
    seam = [(x, 0.0, z) for x, z in rim]
    faces: Faces = ()
    for y in (-1.0, 1.0):
        inner = [(x * 0.6 * (1 + 0.3 * edge), y, z * 0.6 * (1 + 0.3 * edge)) for x, z in rim]
        half = solid(seam, inner, M.FABRIC, caps="high")
        faces += half
    return Shape(f"Pillow_{style}", faces, (), ())


def _teddy() -> Shape:
    faces = placed(_blob(M.FABRIC, 6), (-0.55, -1.0, -0.6), (0.55, 0.2, 0.4))
    faces += placed(_blob(M.FABRIC, 6), (-0.45, 0.0, -0.45), (0.45, 0.85, 0.45))
    for side in (-1, 1):
        a, b = sorted((0.25 * side, 0.55 * side))
        faces += box((a, 0.7, -0.15), (b, 1.0, 0.05), M.FABRIC, without="bottom")
        faces += bar(
            (0.35 * side, -0.8, 0.1), (0.55 * side, -0.8, 1.0), (0.18, 0.18), M.FABRIC, "xy"
        )
        faces += bar(
            (0.35 * side, -0.1, 0.0), (0.86 * side, -0.35, 0.45), (0.14, 0.14), M.FABRIC, "xz"
        )
        faces += box(
            (0.18 * side - 0.05, 0.45, 0.42),
            (0.18 * side + 0.05, 0.58, 0.45),
            M.DARK,
            without=only("front"),
        )
    faces += box((-0.15, 0.15, 0.35), (0.15, 0.4, 0.6), M.LIGHT, without="back")
    return Shape("TeddyBear", faces, (), (WHOLE,))


def _blob(material: Material, sides: int) -> Faces:
    return lathe(
        ((0.6, -1.0), (1.0, -0.3), (1.0, 0.3), (0.55, 1.0)), material, sides=sides, caps="high"
    )


def _ball() -> Shape:
    profile = ((0.0, -1.0), (0.6, -0.8), (0.97, -0.25), (0.97, 0.25), (0.6, 0.8), (0.0, 1.0))
    faces = lathe(profile, M.ACCENT, sides=8)
    return Shape("BasketBall", faces, (), (WHOLE,))


def _bat() -> Shape:
    faces = lathe(
        ((1.0, -1.0), (0.4, -0.95), (0.4, -0.45), (1.0, 0.3), (1.0, 0.9), (0.6, 1.0)),
        M.WOOD,
        sides=6,
        paint={1: M.DARK},
    )
    return Shape("BaseballBat", faces, (), (WHOLE,))


def _racket() -> Shape:
    """Lies flat; its head towards the back."""
    head = ring(8)
    faces = lathe(
        ((1.0, -0.6), (1.0, 0.6)),
        M.BODY,
        centre=(0.0, -0.38),
        radii=(1.0, 0.62),
        caps="none",
        two_sided=True,
    )
    corners = tuple((0.98 * x, 0.0, -0.38 + 0.6 * z) for x, z in head)
    faces += sheet(corners, M.LIGHT)
    for x, wide in ((-0.5, 0.03), (0.0, 0.03), (0.5, 0.03)):
        faces += sheet(
            (
                (x - wide, 0.1, -0.85),
                (x - wide, 0.1, 0.1),
                (x + wide, 0.1, 0.1),
                (x + wide, 0.1, -0.85),
            ),
            M.DARK,
        )
    faces += prism(
        ((-0.35, 0.15), (0.35, 0.15), (0.12, 0.45), (-0.12, 0.45)), -0.5, 0.5, M.BODY, axis="y"
    )
    faces += box((-0.12, -1, 0.45), (0.12, 1, 1.0), M.DARK)
    return Shape("TennisRacket", faces, (), ())


def _dumbbell() -> Shape:
    weight = lathe(((1.0, -1.0), (1.0, 1.0)), M.DARK, sides=6, axis="z")
    faces = placed(weight, (-1, -1, -1), (1, 1, -0.45)) + placed(weight, (-1, -1, 0.45), (1, 1, 1))
    faces += lathe(((0.25, -0.45), (0.25, 0.45)), M.METAL, sides=6, axis="z", caps="none")
    return Shape("Dumbbell", faces, (), (WHOLE,))


def _boots() -> Shape:
    faces: Faces = ()
    for left, right in ((-1.0, -0.1), (0.1, 1.0)):
        faces += box((left, -1, -1), (right, -0.85, 1), M.DARK, without="bottom")
        faces += box(
            (left, -0.85, -0.95), (right, 1, 0.0), M.BODY, without="top bottom", two_sided=True
        )
        faces += prism(
            ((0.0, -0.85), (0.95, -0.85), (0.85, -0.5), (0.0, -0.25)), left, right, M.BODY, axis="x"
        )
    return Shape("Boots", faces, (), (WHOLE,))


def _plant(style: str) -> Shape:
    """A pot and leaves; leaves are sheets that fan out."""
    pot_top = -0.3 if style != "upright" else -0.45
    faces = lathe(((0.38, -1.0), (0.52, pot_top)), M.BODY, sides=6, caps="none", two_sided=True)
    faces += disc(pot_top - 0.05, 0.49, M.WOOD, sides=6)
    faces += liquid(pot_top - 0.02, 0.44, 6)
    if style == "upright":
        fan = ring(8)
        for i, (x, z) in enumerate(fan):
            tip = 1.0 - 0.12 * (i % 3)
            reach = 0.35 + 0.3 * (i % 2)
            faces += sheet(
                (
                    (0.1 * x - 0.12 * z, pot_top, 0.1 * z + 0.12 * x),
                    (reach * x, tip, reach * z),
                    (0.1 * x + 0.12 * z, pot_top, 0.1 * z - 0.12 * x),
                ),
                M.LEAF,
            )
        return Shape("HousePlant_upright", faces, (), (_pot_collider(),))
    faces += bar((0, pot_top, 0), (0.05, 0.3, 0), (0.05, 0.05), M.WOOD, caps="none")
    layers = (
        ((-0.05, 0.35, 1.0), (0.25, 0.8, 0.75))
        if style == "leafy"
        else ((-0.15, 0.15, 1.0), (0.1, 0.55, 0.95), (0.45, 1.0, 0.6))
    )
    for number, (low, high, reach) in enumerate(layers):
        fan = ring(6)
        for i, (x, z) in enumerate(fan):
            spread = 0.28 * reach
            middle, tip = 0.55 * reach, reach
            up = high + (0.2 if style == "leafy" and i % 2 else 0.0)
            if number % 2:
                x, z = z, -x
            top = min(up, 1.0)
            bend = (middle * x - spread * z, top, middle * z + spread * x)
            end = (tip * x, low + 0.6 * (top - low), tip * z)
            faces += sheet(((0.0, low, 0.0), bend, end), M.LEAF)
    return Shape(f"HousePlant_{style}", faces, (), (_pot_collider(),))


def _pot_collider() -> Collider:
    return Collider((-0.55, -1.0, -0.55), (0.55, 1.0, 0.55))


def _vase(style: str) -> Shape:
    profile = {
        "belly": ((0.5, -1.0), (1.0, -0.2), (0.4, 0.6), (0.6, 1.0)),
        "open": ((0.4, -1.0), (0.6, 0.0), (1.0, 1.0)),
        "slim": ((0.9, -1.0), (1.0, 0.1), (0.4, 0.5), (0.4, 1.0)),
    }[style]
    return Shape(f"Vase_{style}", breakable(vessel(profile, M.BODY), M.BODY), (), (WHOLE,))


def _statue(style: str) -> Shape:
    if style == "bust":
        faces = box((-0.8, -1, -0.8), (0.8, -0.8, 0.8), M.DARK, without="bottom")
        faces += solid(
            [(x, -0.8, z) for x, z in ring(6)],
            [(0.45 * x, 0.0, 0.45 * z) for x, z in ring(6)],
            M.BODY,
            caps="high",
        )
        faces += placed(_blob(M.BODY, 6), (-0.5, 0.0, -0.5), (0.5, 1.0, 0.6))
    elif style == "column":
        faces = box((-1, -1, -1), (1, -0.85, 1), M.DARK, without="bottom")
        faces += lathe(
            ((0.5, -0.85), (0.85, -0.3), (0.35, 0.1), (0.7, 0.5), (0.2, 1.0)),
            M.BODY,
            sides=6,
            caps="high",
        )
    else:
        faces = box((-0.7, -0.35, -0.6), (0.6, 0.25, 0.6), M.BODY)
        for x in (-0.65, 0.3):
            for z in (-0.55, 0.25):
                faces += box((x, -1, z), (x + 0.25, -0.35, z + 0.3), M.BODY, without="top bottom")
        faces += box((0.4, 0.1, -0.5), (1.0, 0.8, 0.5), M.BODY)
        for z in (-0.5, 0.2):
            faces += box((0.45, 0.8, z), (0.65, 1.0, z + 0.3), M.BODY, without="bottom")
        faces += bar((-0.65, 0.15, 0.0), (-0.92, 0.7, 0.0), (0.08, 0.1), M.BODY)
    return Shape(f"Statue_{style}", breakable(faces, M.BODY), (), (WHOLE,))


def _candle(style: str, wide: float) -> Shape:
    top = 0.55
    faces = lathe(((1.0, -1.0), (0.95, -0.85)), M.METAL, sides=6, caps="high")
    faces += lathe(((wide, -0.85), (wide, top)), M.LIGHT, sides=6, caps="high")
    faces += box((-0.06, top, -0.06), (0.06, 0.72, 0.06), M.DARK, without="bottom")
    faces += while_on(lathe(((0.08, 0.62), (0.3, 0.75), (0.0, 1.0)), M.GLOW, sides=4))
    return Shape(f"Candle_{style}", faces, (), ())


def _ornament() -> Shape:
    """A shallow dish with balls in it."""
    faces = vessel(((0.5, -1.0), (1.0, 0.0)), M.METAL)
    for x, z, material in ((-0.35, -0.2, M.ACCENT), (0.35, -0.15, M.BODY), (0.0, 0.4, M.ACCENT)):
        ball = lathe(((0.7, -1.0), (1.0, 0.0), (0.6, 1.0)), material, sides=6, caps="high")
        faces += placed(ball, (x - 0.33, -0.7, z - 0.33), (x + 0.33, 1.0, z + 0.33))
    return Shape("TableTopDecor", faces, (), ())


def _branches() -> Shape:
    """Tall twigs in a floor vase."""
    faces = vessel(((0.35, -1.0), (0.6, -0.65), (0.3, -0.25)), M.BODY, 6)
    for x, z, top in (
        (0.9, 0.2, 0.8),
        (-0.8, 0.5, 0.9),
        (0.2, -0.9, 1.0),
        (-0.3, -0.4, 0.95),
        (0.4, 0.85, 0.7),
    ):
        faces += bar((0, -0.3, 0), (x, top, z), (0.03, 0.03), M.WOOD, caps="high")
    return Shape("RoomDecor", faces, (), (Collider((-0.6, -1.0, -0.6), (0.6, 1.0, 0.6)),))


def _watering_can() -> Shape:
    """Body in the middle, spout to the front, handle behind."""
    faces = vessel(((1.0, -1.0), (0.85, 0.3)), M.BODY, 6, (0.0, -0.25), (0.95, 0.45))
    faces += liquid(0.2, (0.82, 0.4), 6, (0.0, -0.25))
    faces += bar((0.0, -0.6, 0.1), (0.0, 0.6, 0.8), (0.12, 0.1), M.BODY, "xy", caps="none")
    faces += solid(
        ((-0.15, 0.5, 0.68), (0.15, 0.5, 0.68), (0.15, 0.7, 0.8), (-0.15, 0.7, 0.8)),
        ((-0.4, 0.6, 0.76), (0.4, 0.6, 0.76), (0.4, 1.0, 1.0), (-0.4, 1.0, 1.0)),
        M.METAL,
    )
    faces += bar((0.0, 0.2, -0.6), (0.0, 0.95, -0.55), (0.12, 0.06), M.BODY)
    faces += bar((0.0, 0.9, -0.9), (0.0, 0.9, 0.05), (0.12, 0.08), M.BODY, "xy")
    return Shape("WateringCan", faces, (), (WHOLE,))


def _roll(kind: str) -> Shape:
    faces = box((-1, -1, -1), (1, 0.9, 1), M.ACCENT)
    faces += box((-0.98, 0.95, -0.4), (0.98, 0.95, 0.98), M.METAL, without=only("top"))
    faces += (
        Face(
            ((-0.98, 0.95, 0.98), (-0.98, -0.2, 1.0), (0.98, -0.2, 1.0), (0.98, 0.95, 0.98)),
            M.METAL,
            two_sided=True,
        ),
    )
    return Shape(kind, faces, (), ())
