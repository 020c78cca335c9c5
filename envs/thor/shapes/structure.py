"""Walls, floors, doors, windows, and what hangs flat in front of them."""

from __future__ import annotations

from envs.thor.geometry import Collider, Material, Motion, Shape, Surface
from envs.thor.shapes.primitives import Faces, box, disc, lathe, moving, sheet

M = Material
WHOLE = Collider((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))


def structure_shapes() -> dict[str, tuple[Shape, ...]]:
    """Shapes by object type."""
    floor = box((-1, -1, -1), (1, 1, 1), M.FLOOR, without="left right bottom back front")
    ceiling = box((-1, -1, -1), (1, 1, 1), M.CEILING, without="left right top back front")
    return {
        "Floor": (Shape("Floor", floor, (Surface((-1, -1), (1, 1), 1.0),), ()),),
        "Wall": (Shape("Wall", box((-1, -1, -1), (1, 1, 1), M.WALL), (), (WHOLE,)),),
        "Ceiling": (Shape("Ceiling", ceiling, (), ()),),
        "Doorway": (_doorway("panelled", 1), _doorway("plain", 1), _doorway("double", 2)),
        "Doorframe": (_doorframe("single", 0.11), _doorframe("double", 0.06)),
        "Window": tuple(_window(style) for style in ("fixed", "hung", "slider", "bay")),
        "Curtains": (_curtains("drawn_back", 0.4), _curtains("half", 0.12)),
        "Blinds": (_blinds(),),
        "Painting": tuple(_painting(style) for style in ("framed", "thick", "canvas")),
        "Poster": (Shape("Poster", _picture_sheet(M.PICTURE), (), ()),),
        "Mirror": (_mirror("square"), _mirror("oval")),
        "LightSwitch": (_light_switch("rocker"), _light_switch("toggle")),
    }


def _frame(border: float, top: float, depth: float, material: Material, sill: bool) -> Faces:
    """A frame around a hole: posts and lintel, and a sill if wanted."""
    faces = box((-1, -1, -depth), (-1 + border, 1, depth), material, without="top bottom")
    faces += box((1 - border, -1, -depth), (1, 1, depth), material, without="top bottom")
    faces += box(
        (-1 + border, 1 - top, -depth), (1 - border, 1, depth), material, without="left right top"
    )
    if sill:
        faces += box(
            (-1 + border, -1, -depth),
            (1 - border, -1 + top, depth),
            material,
            without="left right bottom",
        )
    return faces


def _doorway(style: str, leaves: int) -> Shape:
    border = 0.08 if leaves == 1 else 0.05
    faces = _frame(border, 0.05, 0.8, M.LIGHT, sill=False)
    wide = 2.0 * (1.0 - border) / leaves
    for leaf in range(leaves):
        left = -1.0 + border + wide * leaf
        right = left + wide
        faces += box((left, -1, -0.3), (right, 0.95, 0.3), M.WOOD, without="top bottom left right")
        if style != "plain":
            for low, high in ((-0.85, -0.1), (0.05, 0.85)):
                margin = 0.18 * wide
                panel = box((left + margin, low, -0.36), (right - margin, high, 0.36), M.ACCENT)
                faces += tuple(face for face in panel if _faces_z(face.corners))
        knob = right - 0.1 if leaf == 0 else left + 0.1
        for z in (1, -1):
            low, high = sorted((0.36 * z, 0.95 * z))
            hidden = "back" if z > 0 else "front"
            faces += box(
                (knob - 0.06, -0.07, low), (knob + 0.02, -0.02, high), M.METAL, without=hidden
            )
    return Shape(f"Doorway_{style}", faces, (), (WHOLE,))


def _faces_z(corners: tuple[tuple[float, float, float], ...]) -> bool:
    return len({z for _, _, z in corners}) == 1


def _doorframe(style: str, border: float) -> Shape:
    faces = _frame(border, 0.06, 1.0, M.LIGHT, sill=False)
    posts = (
        Collider((-1, -1, -1), (-1 + border, 1, 1)),
        Collider((1 - border, -1, -1), (1, 1, 1)),
    )
    return Shape(f"Doorframe_{style}", faces, (), posts)


def _window(style: str) -> Shape:
    faces = _frame(0.1, 0.1, 1.0, M.LIGHT, sill=True)
    faces += sheet(((-0.9, -0.9, 0), (-0.9, 0.9, 0), (0.9, 0.9, 0), (0.9, -0.9, 0)), M.SKY)
    bars: tuple[tuple[tuple[float, float], tuple[float, float]], ...] = {
        "fixed": (),
        "hung": (((-0.9, -0.06), (0.9, 0.06)),),
        "slider": (((-0.06, -0.9), (0.06, 0.9)),),
        "bay": (((-0.45, -0.9), (-0.35, 0.9)), ((0.35, -0.9), (0.45, 0.9))),
    }[style]
    for (left, low), (right, high) in bars:
        faces += box(
            (left, low, -0.5),
            (right, high, 0.5),
            M.LIGHT,
            without="top bottom" if high == 0.9 else "left right",
        )
    return Shape(f"Window_{style}", faces, (), ())


def _curtains(style: str, hem: float) -> Shape:
    """Two pleated panels below a rod; `hem` is where the panels end on the inner side."""
    faces = box((-1, 0.93, -0.2), (1, 1.0, 0.1), M.METAL, without="back")
    for side in (-1, 1):
        steps = 5
        edges = [side * (0.97 + (hem - 0.97) * i / steps) for i in range(steps + 1)]
        for i in range(steps):
            a, b = edges[i], edges[i + 1]
            za, zb = (-0.8, 0.9) if i % 2 == 0 else (0.9, -0.8)
            faces += sheet(((a, -1, za), (a, 0.95, za), (b, 0.95, zb), (b, -1, zb)), M.FABRIC)
    return Shape(f"Curtains_{style}", faces, (), ())


def _blinds() -> Shape:
    """Slats that stand upright when closed and lie flat when open."""
    faces = box((-1, 0.88, -1), (1, 1, 1), M.LIGHT, without="back")
    count = 9
    pitch = 1.86 / count
    for i in range(count):
        y = 0.86 - pitch * (i + 0.5)
        slat = sheet(
            (
                (-0.98, y - pitch * 0.5, 0),
                (-0.98, y + pitch * 0.5, 0),
                (0.98, y + pitch * 0.5, 0),
                (0.98, y - pitch * 0.5, 0),
            ),
            M.LIGHT,
        )
        faces += moving(slat, Motion.HINGE_X, (0.0, y, 0.0), 80.0)
    faces += box((-1, -1, -0.4), (1, -0.95, 0.4), M.LIGHT, without="back")
    return Shape("Blinds", faces, (), ())


def _picture_sheet(material: Material) -> Faces:
    return box((-1, -1, -1), (1, 1, 1), material, without="back")


def _painting(style: str) -> Shape:
    if style == "canvas":
        faces = box((-1, -1, -1), (1, 1, 1), M.LIGHT, without="back", paint={"front": M.PICTURE})
        return Shape("Painting_canvas", faces, (), ())
    border = 0.08 if style == "framed" else 0.16
    material = M.DARK if style == "framed" else M.WOOD
    faces = box((-1, -1, -1), (1, 1, 0.6), material, without="back")
    inner = 1.0 - border
    faces += box(
        (-inner, -inner, 0.6), (inner, inner, 0.9), M.PICTURE, without="back left right top bottom"
    )
    if style == "framed":
        mat = inner - 0.14
        faces = faces[:-1] + box(
            (-inner, -inner, 0.6),
            (inner, inner, 0.8),
            M.LIGHT,
            without="back left right top bottom",
        )
        faces += box(
            (-mat, -mat, 0.6), (mat, mat, 1.0), M.PICTURE, without="back left right top bottom"
        )
    return Shape(f"Painting_{style}", faces, (), ())


def _mirror(style: str) -> Shape:
    if style == "oval":
        faces = lathe(((1.0, -1.0), (1.0, 0.7)), M.METAL, sides=8, axis="z", caps="high")
        faces += disc(1.0, 0.9, M.GLASS, axis="z")
    else:
        faces = box((-1, -1, -1), (1, 1, 0.7), M.METAL, without="back")
        faces += box(
            (-0.93, -0.94, 0.7), (0.93, 0.94, 1.0), M.GLASS, without="back left right top bottom"
        )
    return Shape(f"Mirror_{style}", faces, (), ())


def _light_switch(style: str) -> Shape:
    faces = box((-1, -1, -1), (1, 1, -0.2), M.LIGHT, without="back")
    if style == "rocker":
        faces += box((-0.4, -0.55, -0.2), (0.4, 0.55, 0.5), M.PAPER, without="back")
        faces += box(
            (-0.15, 0.2, 0.5), (0.15, 0.35, 1.0), M.GLOW, without="back left right top bottom"
        )
    else:
        faces += box((-0.15, -0.1, -0.2), (0.15, 0.3, 1.0), M.METAL, without="back")
        faces += box((-0.3, -0.5, -0.2), (0.3, -0.3, 0.1), M.GLOW, without="back")
    return Shape(f"LightSwitch_{style}", faces, (), ())


def shower_panel(name: str, material: Material, opens: bool) -> Shape:
    """A pane in a metal frame; `opens` hinges it on its left side."""
    faces = _frame(0.05, 0.02, 1.0, M.METAL, sill=True)
    faces += sheet(
        ((-0.95, -0.98, 0), (-0.95, 0.98, 0), (0.95, 0.98, 0), (0.95, -0.98, 0)), material
    )
    faces += box((0.72, -0.1, 0.0), (0.8, 0.2, 1.0), M.METAL, without="back")
    if opens:
        faces = moving(faces, Motion.HINGE_Y, (-1.0, 0.0, 0.0), -85.0)
    return Shape(name, faces, (), (WHOLE,))
