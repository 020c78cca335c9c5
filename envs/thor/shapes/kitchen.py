"""Appliances, stove, sinks and faucets."""

from __future__ import annotations

from envs.thor.geometry import Face, Material, Motion, Shape, Surface
from envs.thor.shapes.furniture import WHOLE, Size, free_above, spaced, span, unit_height
from envs.thor.shapes.primitives import (
    SIDES,
    Faces,
    bar,
    box,
    disc,
    lathe,
    moving,
    prism,
    sheet,
)
from envs.thor.shapes.states import while_off, while_on

M = Material


def appliance_shapes() -> dict[str, tuple[Shape, ...]]:
    """Shapes by object type."""
    return {
        "Microwave": (microwave("bar", "bar"), microwave("rail", "rail")),
        "Toaster": (toaster("rounded"), toaster("boxy")),
        "CoffeeMachine": (coffee_machine("tank"), coffee_machine("block")),
        "StoveBurner": (stove_burner("electric"), stove_burner("gas")),
        "StoveKnob": (stove_knob("dark"), stove_knob("metal")),
        "Faucet": (faucet("arc"), faucet("lever"), faucet("cross")),
    }


def only(side: str) -> str:
    """What to leave out of a box so that one side remains."""
    return " ".join(name for name in SIDES if name != side)


def hollow_case(
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    hollow_low: tuple[float, float, float],
    hollow_high: tuple[float, float, float],
    outside: Material,
    inside: Material,
) -> Faces:
    """A case with a cavity that opens to the front, both ending at the same front plane."""
    faces = box(low, high, outside, without="front")
    for face in box(hollow_low, hollow_high, inside, without="front"):
        faces += (Face(tuple(reversed(face.corners)), inside),)
    z = high[2]
    (left, bottom), (right, top) = low[:2], high[:2]
    (near, sill), (far, lintel) = hollow_low[:2], hollow_high[:2]
    rim = (
        ((left, bottom), (right, sill)),
        ((left, lintel), (right, top)),
        ((left, sill), (near, lintel)),
        ((far, sill), (right, lintel)),
    )
    for first, last in rim:
        if last[0] - first[0] > 1e-6 and last[1] - first[1] > 1e-6:
            faces += box((*first, z), (*last, z), outside, without=only("front"))
    return faces


def fridge(name: str, size: Size, style: str, levels: tuple[float, ...]) -> Shape:
    """A refrigerator with hinged doors and shelves inside.

    Args:
        style: single (one door), stacked (freezer door above or below) or side (two doors side
            by side).
        levels: [m] of its shelves; none for four at even heights.
    """
    x, y, z = span(0.05, size[0]), span(0.05, size[1]), 0.78
    faces = hollow_case(
        (-1, -1, -1),
        (1, 1, z),
        (-1 + x, -1 + y, -1 + span(0.06, size[2])),
        (1 - x, 1 - y, z),
        M.BODY,
        M.LIGHT,
    )
    shelves = spaced(levels) or tuple(
        round(size[1] * share, 3) for share in (0.08, 0.32, 0.56, 0.78)
    )
    surfaces = []
    for level in shelves:
        height = max(unit_height(level, size), -1 + y)
        faces += sheet(
            (
                (-1 + x, height, -0.9),
                (-1 + x, height, 0.6),
                (1 - x, height, 0.6),
                (1 - x, height, -0.9),
            ),
            M.GLASS,
        )
        inner = 1 - x - 0.03
        clear = free_above(level, shelves, size, 0.06)
        surfaces.append(Surface((-inner, -0.85), (inner, 0.55), height + 0.002, clear, True))
    faces += _fridge_doors(style, size, z)
    return Shape(name, faces, tuple(surfaces), (WHOLE,))


def _fridge_doors(style: str, size: Size, z: float) -> Faces:
    leaves = {
        "single": ((-1.0, 1.0, -1.0, 1.0, False),),
        "stacked": ((-1.0, 1.0, -1.0, 0.3, False), (-1.0, 1.0, 0.32, 1.0, False)),
        "side": ((-1.0, -0.01, -1.0, 1.0, True), (0.01, 1.0, -1.0, 1.0, False)),
    }[style]
    faces: Faces = ()
    wide = span(0.03, size[0])
    for left, right, low, high, hinge_left in leaves:
        leaf = box((left, low, z), (right, high, 0.92), M.BODY)
        at = right - 3 * wide if hinge_left else left + 3 * wide
        middle = (low + high) / 2
        reach = 0.3 * (high - low)
        leaf += box(
            (at - wide / 2, middle - reach, 0.92),
            (at + wide / 2, middle + reach, 1.0),
            M.METAL,
            without="back",
        )
        if hinge_left:
            leaf += box(
                (left + 0.25, 0.0, 0.921), (right - 0.35, 0.4, 0.925), M.DARK, without=only("front")
            )
        pivot = (left if hinge_left else right, 0.0, z)
        faces += moving(leaf, Motion.HINGE_Y, pivot, -100.0 if hinge_left else 100.0)
    return faces


def microwave(name: str, handle: str) -> Shape:
    """A microwave oven: window door hinged on +x, panel of keys on -x."""
    faces = hollow_case(
        (-1, -1, -1), (1, 1, 0.8), (-0.42, -0.84, -0.8), (0.92, 0.84, 0.8), M.BODY, M.LIGHT
    )
    faces += box((-0.98, -0.97, 0.8), (-0.5, 0.97, 0.93), M.DARK, without="back")
    faces += box((-0.9, 0.5, 0.93), (-0.58, 0.8, 0.94), M.GLOW, without=only("front"))
    for y in (0.1, -0.25, -0.6):
        faces += box((-0.88, y, 0.93), (-0.6, y + 0.2, 0.94), M.ACCENT, without=only("front"))
    leaf = box((-0.48, -0.97, 0.8), (1.0, 0.97, 0.93), M.BODY)
    leaf += box((-0.2, -0.65, 0.93), (0.85, 0.65, 0.94), M.SCREEN, without=only("front"))
    if handle == "bar":
        leaf += box((-0.42, -0.7, 0.93), (-0.33, 0.7, 1.0), M.METAL, without="back")
    else:
        leaf += box((-0.4, -0.9, 0.93), (0.9, -0.78, 1.0), M.METAL, without="back")
    faces += moving(leaf, Motion.HINGE_Y, (1.0, 0.0, 0.8), 95.0)
    surface = Surface((-0.38, -0.7), (0.88, 0.7), -0.84, 0.22, enclosed=True)
    return Shape(f"Microwave_{name}", faces, (surface,), (WHOLE,))


def toaster(style: str) -> Shape:
    """A toaster: two slots on top, a lever at an end. Slices lie on the slots."""
    top = 0.86
    if style == "rounded":
        outline = ((-0.9, -0.9), (-1.0, 0.3), (-0.75, top), (0.75, top), (1.0, 0.3), (0.9, -0.9))
        faces = prism(outline, -0.92, 0.86, M.METAL, axis="z")
    else:
        faces = box((-1, -0.9, -0.92), (1, top, 0.86), M.BODY)
    faces += box((-0.85, -1, -0.85), (0.85, -0.9, 0.8), M.DARK, without="top bottom")
    for x in (-0.45, 0.15):
        faces += box((x, top, -0.75), (x + 0.3, top + 0.02, 0.7), M.DARK, without=only("top"))
        faces += while_on(
            box((x + 0.05, top, -0.7), (x + 0.25, top + 0.04, 0.65), M.GLOW, without=only("top"))
        )
    faces += box((-0.2, 0.1, 0.86), (0.2, 0.3, 1.0), M.DARK, without="back")
    faces += box((-0.25, -0.6, 0.86), (0.25, -0.3, 0.92), M.ACCENT, without="back")
    surface = Surface((-0.95, -0.95), (0.95, 0.95), 0.9)
    return Shape(f"Toaster_{style}", faces, (surface,), (WHOLE,))


def coffee_machine(style: str) -> Shape:
    """A C: a mug stands on the foot, under the spout."""
    faces = box((-0.9, -1, -0.9), (0.9, -0.82, 1.0), M.DARK, without="bottom")
    faces += box((-0.8, -0.82, -0.2), (0.8, -0.8, 0.9), M.METAL, without=only("top"))
    if style == "tank":
        faces += box((-1, -1, -1), (-0.35, 0.85, -0.2), M.GLASS, without="bottom")
        faces += box((-0.35, -0.82, -1), (0.9, 0.35, -0.2), M.BODY, without="top bottom left")
    else:
        faces += box((-0.9, -0.82, -1), (0.9, 0.35, -0.2), M.BODY, without="top bottom")
    low = -0.35 if style == "tank" else -0.9
    faces += box((low, 0.35, -1), (0.9, 1.0, 0.85), M.BODY)
    faces += lathe(((0.18, 0.15), (0.28, 0.35)), M.DARK, sides=6, centre=(0.1, 0.3), caps="low")
    faces += box((0.0, 0.6, 0.85), (0.5, 0.8, 0.9), M.GLOW, without=only("front"))
    faces += box((0.6, 0.6, 0.85), (0.75, 0.8, 1.0), M.METAL, without="back")
    faces += while_on(box((0.05, -0.8, 0.25), (0.15, 0.15, 0.35), M.DARK, without="top bottom"))
    surface = Surface((-0.75, -0.15), (0.75, 0.9), -0.8, 0.18)
    return Shape(f"CoffeeMachine_{style}", faces, (surface,), (WHOLE,))


def stove_burner(style: str) -> Shape:
    """A hob ring; the disc glows when on."""
    if style == "electric":
        faces = lathe(((1.0, -1.0), (1.0, 0.2)), M.METAL, caps="high")
        faces += disc(0.6, 0.85, M.GLOW) + disc(1.0, 0.3, M.DARK)
    else:
        faces = disc(-1.0, 1.0, M.METAL) + disc(-0.2, 0.5, M.GLOW)
        for turned in (False, True):
            wide, deep = (0.09, 1.0) if turned else (1.0, 0.09)
            faces += box((-wide, -0.2, -deep), (wide, 1.0, deep), M.DARK, without="bottom")
    return Shape(f"StoveBurner_{style}", faces, (Surface((-1.0, -1.0), (1.0, 1.0), 1.0),), ())


def stove_knob(style: str) -> Shape:
    """A dial on a front; its pointer turns when on."""
    faces = lathe(
        ((1.0, -1.0), (0.85, 0.3)), M.DARK if style == "dark" else M.METAL, axis="z", caps="high"
    )
    off = box((-0.15, -0.8, 0.3), (0.15, 0.8, 1.0), M.LIGHT, without="back")
    on = box((-0.8, -0.15, 0.3), (0.8, 0.15, 1.0), M.GLOW, without="back")
    faces += while_off(off) + while_on(on)
    return Shape(f"StoveKnob_{style}", faces, (), ())


def cooker(name: str, size: Size) -> Shape:
    """The body of a range: oven door below, room for four burners on top, knobs' panel."""
    front = 1.0 - span(0.03, size[2])
    faces = box((-1, -1, -1), (1, 1, front), M.BODY, without="bottom")
    top = unit_height(0.76, size)
    faces += box((-0.96, -0.8, front), (0.96, top, front + 0.01), M.ACCENT, without=only("front"))
    faces += box(
        (-0.7, -0.4, front), (0.7, top - 0.35, front + 0.02), M.DARK, without=only("front")
    )
    faces += box((-0.8, top - 0.2, front), (0.8, top - 0.12, 1.0), M.METAL, without="back")
    faces += box((-0.96, top + 0.04, front), (0.96, 0.98, 1.0), M.METAL, without="back")
    middle = 0.5 - 0.22 / size[0]
    return Shape(name, faces, (Surface((-middle, -0.9), (middle, 0.9), 1.0),), (WHOLE,))


def sink(name: str, size: Size, style: str) -> Shape:
    """A sink with a hollow.

    Args:
        style: unit (a kitchen unit to the floor), pedestal, or inset (the bowl alone).
    """
    x, back, front = 1 - span(0.06, size[0]), span(0.12, size[2], 0.5), span(0.04, size[2])
    low, high = (-x, -1 + back), (x, 1 - front)
    depth = 0.2 if style != "inset" else size[1] * 0.85
    bottom = unit_height(size[1] - depth, size) if style != "inset" else -0.8
    faces = _rim(low, high, M.METAL if style != "pedestal" else M.LIGHT)
    faces += _bowl(low, high, bottom, M.METAL if style != "pedestal" else M.LIGHT)
    if style == "unit":
        faces += box((-1, -1, -1), (1, 1, 1), M.WOOD, without="top bottom front")
        faces += box((-1, -1, 0.95), (1, 0.9, 0.95), M.WOOD, without=only("front"))
        faces += box((-1, 0.9, 0.95), (1, 1, 1), M.LIGHT, without="top back left right")
        for left in (-0.94, 0.03):
            faces += box(
                (left, -0.82, 0.95), (left + 0.91, 0.8, 0.97), M.ACCENT, without=only("front")
            )
            at = 0.12 if left > 0 else -0.18
            faces += box((at, 0.3, 0.97), (at + 0.06, 0.65, 1.0), M.METAL, without=only("front"))
    elif style == "pedestal":
        faces += box((-1, min(0.45, bottom - 0.04), -1), (1, 1, 1), M.LIGHT, without="top")
        faces += lathe(
            ((0.5, -1), (0.35, -0.6), (0.4, 0.45)),
            M.LIGHT,
            sides=6,
            radii=(0.7, 0.7),
            centre=(0, -0.2),
            caps="none",
        )
    else:
        faces += box((-1, -1, -1), (1, 1, 1), M.METAL, without="top bottom")
    surface = Surface((low[0] + 0.08, low[1] + 0.08), (high[0] - 0.08, high[1] - 0.08), bottom)
    return Shape(name, faces, (surface,), (WHOLE,))


def _rim(low: tuple[float, float], high: tuple[float, float], material: Material) -> Faces:
    """The top of a unit cube around a rectangular hole."""
    faces: Faces = ()
    for first, last in (
        ((-1, -1), (1, low[1])),
        ((-1, high[1]), (1, 1)),
        ((-1, low[1]), (low[0], high[1])),
        ((high[0], low[1]), (1, high[1])),
    ):
        faces += box((first[0], 1, first[1]), (last[0], 1, last[1]), material, without=only("top"))
    return faces


def _bowl(
    low: tuple[float, float], high: tuple[float, float], bottom: float, material: Material
) -> Faces:
    """The inside of a rectangular hollow, seen from above, with a drain."""
    walls = box((low[0], bottom, low[1]), (high[0], 1, high[1]), material, without="top")
    inside = tuple(Face(tuple(reversed(face.corners)), material) for face in walls)
    middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    return inside + disc(bottom + 0.02, 0.08, M.DARK, sides=6, centre=middle)


def basin(name: str, slope: float, material: Material) -> Shape:
    """A bowl set into a sink or a bathtub: hollow, with a drain."""
    faces: Faces = ()
    low = 1.0 - slope
    square = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
    bottom = [(low * x, -0.9, low * z) for x, z in square]
    rim = [(x, 1.0, z) for x, z in square]
    for i in range(4):
        j = (i + 1) % 4
        faces += sheet((bottom[i], rim[i], rim[j], bottom[j]), material)
    faces += sheet(bottom, material)
    faces += disc(-0.87, 0.1, M.DARK, sides=6)
    inner = low - 0.04
    return Shape(name, faces, (Surface((-inner, -inner), (inner, inner), -0.89),), ())


def faucet(style: str) -> Shape:
    """A tap at the back whose spout reaches forward; water runs while on.

    Args:
        style: arc (high curved spout), lever (low straight spout) or cross (two handles).
    """
    stream_low = -1.9
    if style == "lever":
        faces = lathe(
            ((0.8, -1), (0.6, 0.3)),
            M.METAL,
            sides=6,
            centre=(0, -0.6),
            radii=(0.45, 0.4),
            caps="high",
        )
        faces += bar((0, 0.1, -0.6), (0, 0.3, 0.95), (0.25, 0.2), M.METAL, "xy")
        faces += bar((0, 0.4, -0.6), (0, 0.95, 0.0), (0.15, 0.05), M.METAL, "xy")
        mouth = 0.15
    else:
        faces = box(
            (-0.9 if style == "cross" else -0.4, -1, -1),
            (0.9 if style == "cross" else 0.4, -0.88, -0.5),
            M.METAL,
            without="bottom",
        )
        faces += bar((0, -0.9, -0.75), (0, 0.7, -0.75), (0.16, 0.1), M.METAL, caps="none")
        faces += bar((0, 0.65, -0.8), (0, 0.9, 0.0), (0.16, 0.1), M.METAL, "xy")
        faces += bar((0, 0.9, -0.05), (0, 0.62, 0.9), (0.16, 0.1), M.METAL, "xy")
        faces += bar((0, 0.62, 0.82), (0, 0.25, 0.82), (0.14, 0.12), M.DARK)
        mouth = 0.25
        if style == "cross":
            for x in (-0.7, 0.7):
                faces += lathe(
                    ((0.6, -0.88), (0.8, -0.4)),
                    M.METAL,
                    sides=4,
                    centre=(x, -0.75),
                    radii=(0.25, 0.2),
                    caps="high",
                )
        else:
            faces += box((0.16, -0.3, -0.83), (0.9, -0.15, -0.68), M.METAL, without="left")
    faces += while_on(
        box((-0.08, stream_low, 0.74), (0.08, mouth, 0.86), M.LIQUID, without="top bottom")
    )
    return Shape(f"Faucet_{style}", faces, (), ())
