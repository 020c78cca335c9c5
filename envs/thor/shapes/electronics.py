"""Screens, lamps, clocks, phones, cleaning and laundry machines."""

from __future__ import annotations

from envs.thor.geometry import Collider, Face, Material, Motion, Shape, Surface
from envs.thor.shapes.furniture import WHOLE
from envs.thor.shapes.kitchen import hollow_case, only
from envs.thor.shapes.primitives import (
    Faces,
    bar,
    box,
    disc,
    lathe,
    moving,
    prism,
    solid,
)
from envs.thor.shapes.states import while_broken, while_whole

M = Material


def electronics_shapes() -> dict[str, tuple[Shape, ...]]:
    """Shapes by object type."""
    return {
        "Television": (_television("stand"), _television("feet"), _television("wall")),
        "Laptop": (_laptop("wide"), _laptop("thick")),
        "Desktop": (_desktop(),),
        "CellPhone": (_phone("slab"), _phone("keys")),
        "RemoteControl": (_remote("grid"), _remote("ring")),
        "AlarmClock": (_clock("digital"), _clock("bells"), _clock("wedge")),
        "DeskLamp": (_lamp("DeskLamp_shade", 0.75), _desk_lamp("arm"), _desk_lamp("globe")),
        "FloorLamp": (_floor_lamp("shade"), _floor_lamp("tripod"), _floor_lamp("uplight")),
        "WashingMachine": (
            _drum_machine("WashingMachine_round", "round"),
            _drum_machine("WashingMachine_square", "square"),
        ),
        "ClothesDryer": (
            _drum_machine("ClothesDryer_round", "round"),
            _drum_machine("ClothesDryer_square", "square"),
        ),
        "VacuumCleaner": (_vacuum(),),
    }


def screen(low: tuple[float, float], high: tuple[float, float], z: float) -> Faces:
    """A panel that looks forward: lights up when on, dark for good once broken."""
    panel = ((*low, z), (*high, z))
    return while_whole(box(*panel, M.SCREEN, without=only("front"))) + while_broken(
        box(*panel, M.DARK, without=only("front"))
    )


def _television(style: str) -> Shape:
    low = -1.0 if style == "wall" else -0.8
    back, front = (-0.9, 0.98) if style == "wall" else (-0.2, 0.25)
    faces = box((-1, low, back), (1, 1, front), M.DARK)
    faces += screen((-0.95, low + 0.09), (0.95, 0.92), front + 0.01)
    if style == "stand":
        faces += box((-0.1, -0.95, -0.15), (0.1, -0.8, 0.15), M.DARK, without="top bottom")
        faces += box((-0.4, -1, -1), (0.4, -0.95, 1), M.DARK, without="bottom")
    elif style == "feet":
        for x in (-0.75, 0.65):
            for z in (-0.9, 0.9):
                faces += bar(
                    (x, -1.0, z), (x + 0.05, -0.8, 0.1 * z), (0.04, 0.1), M.METAL, caps="none"
                )
    return Shape(f"Television_{style}", faces, (), (WHOLE,))


def _laptop(style: str) -> Shape:
    """Its box is that of the open laptop; closed, it lies in the lower part of it."""
    base, lid = -0.93, -0.87
    if style == "thick":
        base, lid = -0.9, -0.82
    hinge = -0.62
    faces = box((-1, -1, hinge), (1, base, 1), M.METAL)
    faces += box((-0.88, base, -0.45), (0.88, base + 0.004, 0.25), M.DARK, without=only("top"))
    faces += box((-0.3, base, 0.4), (0.3, base + 0.004, 0.85), M.ACCENT, without=only("top"))
    cover = box((-1, base + 0.01, hinge), (1, lid, 0.97), M.METAL, without="bottom")
    under = base + 0.01
    z0, z1 = hinge, 0.97
    corners = ((-1.0, under, z0), (1.0, under, z0), (1.0, under, z1), (-1.0, under, z1))
    cover += (Face(corners, M.DARK),)
    glass = (
        (-0.93, under - 0.004, z0 + 0.1),
        (0.93, under - 0.004, z0 + 0.1),
        (0.93, under - 0.004, z1 - 0.08),
        (-0.93, under - 0.004, z1 - 0.08),
    )
    cover += while_whole((Face(glass, M.SCREEN),))
    cover += while_broken((Face(glass, M.DARK),))
    faces += moving(cover, Motion.HINGE_X, (0.0, under, hinge), -105.0)
    return Shape(f"Laptop_{style}", faces, (), (WHOLE,))


def _desktop() -> Shape:
    """A monitor on a foot with its computer beside it and a keyboard before it."""
    faces = box((-0.6, -0.5, -0.3), (1, 1, 0.1), M.DARK)
    faces += screen((-0.55, -0.42), (0.95, 0.93), 0.12)
    faces += box((0.1, -0.9, -0.25), (0.3, -0.5, 0.0), M.DARK, without="top bottom")
    faces += box((-0.2, -1, -0.6), (0.6, -0.9, 0.3), M.DARK, without="bottom")
    faces += box((-1, -1, -1), (-0.68, 0.6, 0.8), M.BODY, without="bottom")
    faces += box((-0.9, 0.3, 0.8), (-0.78, 0.4, 0.82), M.GLOW, without=only("front"))
    faces += box((-0.4, -1, 0.5), (0.8, -0.93, 1), M.LIGHT, without="bottom")
    return Shape("Desktop", faces, (), (WHOLE,))


def _flat_screen(low: tuple[float, float], high: tuple[float, float], y: float) -> Faces:
    """A screen that looks up."""
    (left, back), (right, front) = low, high
    panel = ((left, y, back), (right, y, front))
    return while_whole(box(*panel, M.SCREEN, without=only("top"))) + while_broken(
        box(*panel, M.DARK, without=only("top"))
    )


def _phone(style: str) -> Shape:
    faces = box((-1, -1, -1), (1, 0.9, 1), M.DARK)
    if style == "slab":
        faces += _flat_screen((-0.88, -0.88), (0.88, 0.8), 0.96)
        faces += disc(0.98, (0.12, 0.06), M.METAL, sides=6, centre=(0.0, 0.9))
    else:
        faces += _flat_screen((-0.85, -0.9), (0.85, 0.1), 0.96)
        for z in (0.25, 0.5, 0.75):
            faces += box(
                (-0.8, 0.98, z - 0.08), (0.8, 0.98, z + 0.08), M.LIGHT, without=only("top")
            )
    return Shape(f"CellPhone_{style}", faces, (), ())


def _remote(style: str) -> Shape:
    faces = box((-1, -1, -1), (1, 0.4, 1), M.DARK)
    faces += box((-0.3, 0.4, -0.9), (0.3, 0.7, -0.78), M.ACCENT, without="bottom")
    if style == "grid":
        for z in (-0.6, -0.3, 0.0, 0.3):
            for x in (-0.65, 0.15):
                faces += box((x, 0.7, z), (x + 0.5, 1.0, z + 0.18), M.LIGHT, without=only("top"))
    else:
        faces += disc(0.8, (0.7, 0.25), M.METAL, centre=(0.0, -0.4))
        faces += disc(1.0, (0.3, 0.1), M.DARK, sides=6, centre=(0.0, -0.4))
        for z in (0.1, 0.4):
            faces += box((-0.6, 1.0, z), (0.6, 1.0, z + 0.15), M.LIGHT, without=only("top"))
    return Shape(f"RemoteControl_{style}", faces, (), ())


def _clock(style: str) -> Shape:
    if style == "bells":
        faces = lathe(
            ((0.85, -0.8), (0.85, 0.85)), M.BODY, axis="z", centre=(-0.12, 0.0), radii=(0.92, 1.0)
        )
        faces += disc(0.9, (0.75, 0.8), M.LIGHT, axis="z", centre=(-0.12, 0.0))
        for x in (-0.55, 0.55):
            faces += lathe(((0.3, 0.55), (0.2, 1.0)), M.METAL, sides=4, centre=(x, 0), caps="high")
            faces += box((x - 0.08, -1, -0.2), (x + 0.08, -0.6, 0.2), M.METAL, without="top bottom")
        faces += box((-0.05, -0.12, 0.95), (0.05, 0.45, 0.98), M.DARK, without=only("front"))
        faces += box((0.0, -0.15, 0.96), (0.4, -0.05, 0.99), M.DARK, without=only("front"))
        return Shape("AlarmClock_bells", faces, (), (WHOLE,))
    slope = 0.0 if style == "digital" else 0.5
    outline = ((-1.0, -1.0), (0.95, -1.0), (0.95 - slope, 1.0), (-0.8, 1.0))
    faces = prism(outline, -1.0, 1.0, M.BODY, axis="x")

    def front(x: float, y: float, out: float) -> tuple[float, float, float]:
        return (x, y, 0.95 - slope * (y + 1.0) / 2 + out)

    for (left, low), (right, high), out, material in (
        ((-0.88, -0.7), (0.88, 0.7), 0.015, M.DARK),
        ((-0.7, -0.4), (-0.15, 0.4), 0.03, M.GLOW),
        ((0.15, -0.4), (0.7, 0.4), 0.03, M.GLOW),
    ):
        faces += (
            Face(
                (
                    front(left, low, out),
                    front(right, low, out),
                    front(right, high, out),
                    front(left, high, out),
                ),
                material,
                two_sided=True,
            ),
        )
    return Shape(f"AlarmClock_{style}", faces, (), (WHOLE,))


def _shade(low: float, high: float, wide: float, narrow: float, sides: int = 8) -> Faces:
    """A lampshade that shines when on, open above and below."""
    return lathe(((wide, low), (narrow, high)), M.GLOW, sides=sides, caps="none", two_sided=True)


def _lamp(name: str, wide: float) -> Shape:
    faces = lathe(((0.5, -1.0), (0.45, -0.9)), M.BODY, sides=6, caps="high")
    faces += lathe(((0.18, -0.9), (0.4, -0.45), (0.1, 0.1)), M.BODY, sides=6, caps="none")
    faces += lathe(((0.05, 0.1), (0.05, 0.4)), M.METAL, sides=4, caps="none")
    faces += _shade(0.1, 1.0, 1.0, wide * 0.8)
    return Shape(name, faces, (), (WHOLE,))


def _desk_lamp(style: str) -> Shape:
    if style == "globe":
        faces = lathe(((0.6, -1.0), (0.25, -0.75), (0.2, -0.2)), M.METAL, sides=6, caps="none")
        faces += lathe(((0.35, -0.2), (1.0, 0.25), (0.9, 0.65), (0.35, 1.0)), M.GLOW, sides=8)
        return Shape("DeskLamp_globe", faces, (), (WHOLE,))
    faces = lathe(
        ((1.0, -1.0), (0.9, -0.92)),
        M.METAL,
        sides=6,
        radii=(0.8, 0.5),
        centre=(0.0, -0.5),
        caps="high",
    )
    faces += bar((0, -0.92, -0.55), (0, 0.2, -0.9), (0.08, 0.06), M.METAL, caps="none")
    faces += bar((0, 0.2, -0.9), (0, 0.85, 0.1), (0.08, 0.08), M.METAL, "xy", caps="none")
    top = tuple((x, 0.98, z) for x, z in ((-0.4, 0.0), (0.4, 0.0), (0.4, 0.5), (-0.4, 0.5)))
    low = tuple((x, 0.5, z) for x, z in ((-0.8, 0.1), (0.8, 0.1), (0.8, 1.0), (-0.8, 1.0)))
    faces += solid(low, top, M.GLOW, paint={"high": M.BODY})
    return Shape("DeskLamp_arm", faces, (), (WHOLE,))


def _floor_lamp(style: str) -> Shape:
    if style == "tripod":
        faces: Faces = ()
        for x, z in ((0.85, 0.6), (-0.85, 0.6), (0.0, -0.95)):
            faces += bar((x, -1, z), (0.0, 0.5, 0.0), (0.05, 0.05), M.WOOD, caps="none")
        faces += _shade(0.45, 1.0, 1.0, 0.85)
    elif style == "uplight":
        faces = lathe(((0.6, -1.0), (0.55, -0.96)), M.METAL, caps="high")
        faces += lathe(((0.07, -0.96), (0.07, 0.8)), M.METAL, sides=4, caps="none")
        faces += lathe(((0.2, 0.8), (1.0, 1.0)), M.GLOW, caps="low", two_sided=True)
    else:
        faces = lathe(((0.65, -1.0), (0.6, -0.96)), M.METAL, caps="high")
        faces += lathe(((0.07, -0.96), (0.07, 0.65)), M.METAL, sides=4, caps="none")
        faces += _shade(0.55, 1.0, 1.0, 0.6)
    base = 0.65
    return Shape(
        f"FloorLamp_{style}", faces, (), (Collider((-base, -1.0, -base), (base, 1.0, base)),)
    )


def _drum_machine(name: str, style: str) -> Shape:
    """A washer or dryer with a hinged window door and a panel above it."""
    faces = hollow_case(
        (-1, -1, -1), (1, 1, 0.88), (-0.6, -0.75, -0.7), (0.6, 0.4, 0.88), M.LIGHT, M.METAL
    )
    faces += box((-0.96, 0.6, 0.88), (0.96, 0.95, 0.9), M.DARK, without=only("front"))
    faces += box((-0.2, 0.7, 0.9), (0.2, 0.85, 0.92), M.GLOW, without=only("front"))
    faces += lathe(
        ((0.09, 0.9), (0.08, 1.0)), M.METAL, sides=6, axis="z", centre=(0.78, 0.65), caps="high"
    )
    if style == "round":
        leaf = lathe(
            ((1.0, 0.885), (1.0, 0.96)), M.METAL, axis="z", centre=(-0.18, 0.0), radii=(0.62, 0.68)
        )
        leaf += disc(0.98, (0.46, 0.42), M.SCREEN, axis="z", centre=(-0.18, 0.0))
    else:
        leaf = box((-0.66, -0.82, 0.885), (0.66, 0.46, 0.96), M.LIGHT)
        leaf += box((-0.45, -0.6, 0.96), (0.45, 0.25, 0.97), M.SCREEN, without=only("front"))
    leaf += box((-0.62, -0.3, 0.96), (-0.54, -0.05, 1.0), M.DARK, without="back")
    faces += moving(leaf, Motion.HINGE_Y, (0.66, 0.0, 0.88), 100.0)
    surface = Surface((-0.55, -0.6), (0.55, 0.7), -0.74, 0.45, enclosed=True)
    top = Surface((-0.9, -0.9), (0.9, 0.8), 1.0)
    return Shape(name, faces, (surface, top), (WHOLE,))


def _vacuum() -> Shape:
    faces = box((-1, -1, -0.1), (1, -0.86, 1), M.DARK, without="bottom")
    faces += lathe(
        ((0.4, -0.86), (0.5, -0.3), (0.35, 0.1)), M.BODY, sides=6, centre=(0, -0.1), caps="high"
    )
    faces += bar((0, 0.0, -0.3), (0, 0.9, -0.85), (0.09, 0.1), M.METAL, caps="none")
    faces += bar((0, 0.88, -0.85), (0, 0.94, -0.3), (0.12, 0.06), M.DARK, "xy")
    return Shape("VacuumCleaner", faces, (), (WHOLE,))
