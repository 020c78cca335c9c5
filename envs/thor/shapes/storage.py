"""Shelving, dressers, TV stands, desks, counters, cabinets and drawers, built to size."""

from __future__ import annotations

from envs.thor.geometry import Collider, Material, Motion, Shape, Surface
from envs.thor.shapes.furniture import (
    EDGE,
    WHOLE,
    Size,
    free_above,
    spaced,
    span,
    top_surface,
    unit_height,
    upright,
)
from envs.thor.shapes.primitives import SIDES, Faces, box, moving, sheet

M = Material
LEG_DEPTH = 0.61  # [m] of the legs of L- and C-shaped counters


def carcass(name: str, size: Size, style: str, levels: tuple[float, ...]) -> Shape:
    """A case of boards, open to the front.

    Args:
        style: shelves (boards to the floor), ladder (four posts), dresser (on feet, each board
            with a low drawer front and knobs), stand (a low case with a partition) or cubes.
        levels: [m] the boards inside, rising; the top is always one.
    """
    side = span(0.03, size[0])
    board = span(0.025, size[1])
    inside = spaced(tuple(level for level in levels if level < size[1] - 0.1))
    foot = -1.0
    if style in ("dresser", "stand") and (not inside or inside[0] > 0.05):
        foot = min(-1.0 + span(0.06, size[1]), unit_height(inside[0], size) if inside else 1.0)
    faces: Faces = box((-1, 1 - 1.2 * board, -1), (1, 1, 1), M.WOOD)
    if style == "ladder":
        faces += upright(size, 0.03, -1, 1 - board, M.METAL)
    else:
        for x in (-1.0, 1.0 - side):
            faces += box((x, foot, -1), (x + side, 1 - board, 0.98), M.WOOD, without="top")
        faces += box(
            (-1 + side, foot, -1),
            (1 - side, 1 - board, -0.96),
            M.WOOD,
            without="left right top bottom",
        )
        if foot > -1.0:
            faces += upright(size, 0.05, -1, foot, M.WOOD, inset=0.02, corners=3)
    surfaces = [top_surface(size)]
    for level in inside:
        y = unit_height(level, size)
        faces += box(
            (-1 + side, max(y - board, -1.0), -0.96),
            (1 - side, y, 0.95),
            M.WOOD,
            without="" if style == "ladder" else "left right back",
        )
        clear = free_above(level, inside, size, 0.03)
        edge = 1 - side - span(0.02, size[0])
        surfaces.append(Surface((-edge, -0.9), (edge, 0.85), y, clear))
        if style == "dresser":
            lip = min(span(0.035, size[1]), 0.4 * clear / size[1])
            faces += _drawer_lip(1 - side, y, lip, span(0.03, size[0]))
    if style in ("stand", "cubes") and inside:
        low = unit_height(inside[0], size)
        for x in (0.0,) if size[0] < 1.5 else (-0.33, 0.33):
            faces += sheet(
                ((x, low, -0.95), (x, 1 - board, -0.95), (x, 1 - board, 0.9), (x, low, 0.9)), M.WOOD
            )
        surfaces = [top_surface(size), *_split(surfaces[1:], 2 if size[0] < 1.5 else 3)]
    return Shape(name, faces, tuple(surfaces), (WHOLE,))


def _drawer_lip(wide: float, y: float, lip: float, knob: float) -> Faces:
    """A low front with two knobs at a board's front edge."""
    start, end = (-wide, y, 0.92), (wide, y + lip, 0.97)
    faces = box(start, end, M.ACCENT, without="left right bottom back")
    for x in (-0.45, 0.45):
        start, end = (x - knob, y + 0.2 * lip, 0.97), (x + knob, y + 0.8 * lip, 1.0)
        faces += box(start, end, M.METAL, without="back left right top bottom")
    return faces


def _split(surfaces: list[Surface], parts: int) -> list[Surface]:
    """Surfaces cut by upright partitions."""
    found = []
    for surface in surfaces:
        low, high = surface.low[0], surface.high[0]
        wide = (high - low) / parts
        for i in range(parts):
            found.append(
                Surface(
                    (low + wide * i + 0.02, surface.low[1]),
                    (low + wide * (i + 1) - 0.02, surface.high[1]),
                    surface.y,
                    surface.clearance,
                )
            )
    return found


def desk(name: str, size: Size, style: str, levels: tuple[float, ...]) -> Shape:
    """A desk: a top on legs or panels, compartments beside the knees, a hutch above if tall.

    Args:
        style: legs, panel or drawers.
        levels: [m] known levels; the highest up to 1.05 m is the working top.
    """
    low_enough = [level for level in levels if level <= 1.05]
    work = low_enough[-1] if low_enough else min(0.74, size[1])
    if size[1] - work < 0.06:
        work = size[1]
    top = unit_height(work, size)
    board = span(0.035, size[1])
    has_hutch = work < size[1]
    faces = box((-1, top - board, -1), (1, top, 1), M.WOOD, without="bottom")
    deck = top_surface(size, top)
    surfaces = [deck]
    if has_hutch:
        shelves = [level for level in levels if level > work + 0.1] or [size[1]]
        faces += _hutch(size, top, shelves)
        surfaces[0] = Surface((deck.low[0] + 0.04, -0.45), (deck.high[0] - 0.04, deck.high[1]), top)
        for level in shelves:
            y = unit_height(level, size)
            surfaces.append(
                Surface(
                    (-0.9, -0.95),
                    (0.9, -0.5),
                    y,
                    free_above(level, tuple(shelves), (size[0], 9.0, size[2])),
                )
            )
    below = spaced(tuple(level for level in levels if level < work - 0.1))
    if style == "drawers" or below:
        wide = span(0.42, size[0], 0.75)
        for left, stored in ((-1.0, below), (1.0 - wide, below if len(below) > 1 else ())):
            part, resting = _pedestal(size, left, left + wide, top - board, stored, work)
            faces += part
            surfaces += resting
    elif style == "panel":
        wide = span(0.03, size[0])
        for x in (-1.0, 1.0 - wide):
            faces += box(
                (x, -1, -0.98), (x + wide, top - board, 0.98), M.WOOD, without="top bottom"
            )
        faces += sheet(
            (
                (-0.97, -0.2, -0.9),
                (-0.97, top - board, -0.9),
                (0.97, top - board, -0.9),
                (0.97, -0.2, -0.9),
            ),
            M.ACCENT,
        )
    else:
        faces += upright(size, 0.05, -1, top - board, M.METAL)
    return Shape(name, faces, tuple(surfaces), (WHOLE,))


def _hutch(size: Size, low: float, shelves: list[float]) -> Faces:
    side = span(0.025, size[0])
    faces: Faces = ()
    for x in (-1.0, 1.0 - side):
        faces += box((x, low, -1), (x + side, 1, -0.45), M.WOOD, without="bottom")
    faces += box((-1 + side, low, -1), (1 - side, 1, -0.97), M.WOOD, without="left right bottom")
    for level in shelves:
        y = unit_height(level, size)
        faces += box(
            (-1 + side, y - span(0.025, size[1]), -0.97),
            (1 - side, y, -0.45),
            M.WOOD,
            without="left right back",
        )
    return faces


def _pedestal(
    size: Size, left: float, right: float, top: float, levels: tuple[float, ...], work: float
) -> tuple[Faces, list[Surface]]:
    """A column beside the knees: compartments at the levels, or drawer fronts without any."""
    if not levels:
        faces = box((left, -0.95, -0.95), (right, top, 0.95), M.WOOD, without="top")
        pitch = (top + 0.95) / 3
        for i in range(3):
            low, high = -0.92 + pitch * i, -0.98 + pitch * (i + 1)
            faces += box(
                (left + 0.02, low, 0.95),
                (right - 0.02, high, 0.97),
                M.ACCENT,
                without="back left right top bottom",
            )
            middle = (low + high) / 2
            faces += box(
                (left + 0.35 * (right - left), middle - 0.03, 0.97),
                (right - 0.35 * (right - left), middle + 0.03, 1.0),
                M.METAL,
                without="back left right",
            )
        return faces, []
    faces = box(
        (left, -1, -0.97), (right, top, 0.97), M.WOOD, without="front top bottom", two_sided=True
    )
    surfaces = []
    for level in levels:
        y = unit_height(level, size)
        faces += box(
            (left, y - span(0.02, size[1]), -0.97),
            (right, y, 0.95),
            M.WOOD,
            without="left right back bottom",
        )
        surfaces.append(
            Surface(
                (left + 0.03, -0.9),
                (right - 0.03, 0.85),
                y,
                free_above(level, levels, (size[0], work, size[2])),
            )
        )
    return faces, surfaces


def counter(name: str, size: Size, style: str) -> Shape:
    """A kitchen counter with closed fronts: I, Island, L (legs at the back and on the right) or
    C (legs at the back and on both sides)."""
    wide, deep = span(LEG_DEPTH, size[0], 1.9), span(LEG_DEPTH, size[2], 2.0)
    slab = 1.0 - span(0.04, size[1])
    if style in ("I", "Island"):
        boxes = [((-1.0, -1.0), (1.0, 1.0), "front")]
        if style == "Island":
            boxes = [((-1.0, -1.0), (1.0, 1.0), "front back")]
    else:
        boxes = [((-1.0, -1.0), (1.0, -1.0 + deep), "front")]
        boxes.append(((1.0 - wide, -1.0 + deep), (1.0, 1.0), "left"))
        if style == "C":
            boxes.append(((-1.0, -1.0 + deep), (-1.0 + wide, 1.0), "right"))
    faces: Faces = ()
    surfaces, colliders = [], []
    edge = (span(EDGE, size[0]), span(EDGE, size[2]))
    for (left, back), (right, front), fronts in boxes:
        joined = "back" if back > -1.0 else ""
        faces += box((left, slab, back), (right, 1, front), M.LIGHT, without="bottom " + joined)
        covered = right - wide if style in ("L", "C") and fronts == "front" else right
        start = left + wide if style == "C" and fronts == "front" else left
        low, high = [left, back], [right, front]
        drawn: Faces = ()
        for side in fronts.split():
            along = 0 if side in ("front", "back") else 1
            lip = span(0.02, size[2 - 2 * along])
            ends = (start, covered) if along == 0 else (back, front)
            plane = {"front": front, "back": back, "left": left, "right": right}[side]
            out = 1.0 if side in ("front", "right") else -1.0
            (high if out > 0 else low)[1 - along] = plane - out * lip
            metres = (ends[1] - ends[0]) / 2 * size[2 * along]
            count = max(1, round(metres / 0.6))
            drawn += _fronts(side, ends, plane - out * lip, out * lip, count, slab)
        faces += box(
            (low[0], -1, low[1]), (high[0], slab, high[1]), M.WOOD, without="top bottom " + joined
        )
        faces += drawn
        surfaces.append(
            Surface(
                (left + edge[0], back + (0.0 if joined else edge[1])),
                (right - edge[0], front - edge[1]),
                1.0,
            )
        )
        colliders.append(Collider((left, -1.0, back), (right, 1.0, front)))
    return Shape(name, faces, tuple(surfaces), tuple(colliders))


def _fronts(
    side: str, ends: tuple[float, float], plane: float, lip: float, count: int, top: float
) -> Faces:
    """Door panels and handles drawn a hair's breadth before a side of a counter's body."""
    faces: Faces = ()
    pitch = (ends[1] - ends[0]) / count
    hidden = " ".join(name for name in SIDES if name != side)
    for i in range(count):
        a, b = ends[0] + pitch * (i + 0.06), ends[0] + pitch * (i + 0.94)
        for (start, end), (under, over), gap, material in (
            ((a, b), (-0.82, top - 0.08), 0.3, M.ACCENT),
            ((b - 0.2 * pitch, b - 0.1 * pitch), (top - 0.5, top - 0.2), 0.7, M.METAL),
        ):
            at = plane + gap * lip
            first = (start, under, at) if side in ("front", "back") else (at, under, start)
            last = (end, over, at) if side in ("front", "back") else (at, over, end)
            faces += box(first, last, material, without=hidden)
    return faces


def slab(name: str, size: Size) -> Shape:
    """A bare worktop."""
    faces = box((-1, -1, -1), (1, 1, 1), M.LIGHT)
    return Shape(name, faces, (top_surface(size),), (WHOLE,))


def cabinet(name: str, size: Size, doors: int, style: str) -> Shape:
    """A hollow cupboard with a shelf behind hinged doors.

    Args:
        style: flat or framed doors.
    """
    faces = box((-1, -1, -1), (1, 1, 0.9), M.WOOD, without="front", two_sided=True)
    low = -0.94 if size[1] > 0.65 else -0.96
    faces += box((-1, low, -1), (1, low, 0.88), M.LIGHT, without="left right bottom back front")
    faces += sheet(((-1, 0.0, -1), (-1, 0.0, 0.75), (1, 0.0, 0.75), (1, 0.0, -1)), M.LIGHT)
    half = size[1] / 2
    clear = round(half * (0.0 - low) - 0.02, 3)
    surfaces = (
        Surface((-0.9, -0.88), (0.9, 0.75), low, clear, enclosed=True),
        Surface((-0.9, -0.88), (0.9, 0.65), 0.0, round(half - 0.03, 3), enclosed=True),
    )
    wide = 2.0 / doors
    for leaf in range(doors):
        left = -1.0 + wide * leaf
        hinge_left = doors == 2 and leaf == 0
        faces += _door(left + 0.01, left + wide - 0.01, hinge_left, size, style)
    return Shape(name, faces, surfaces, (WHOLE,))


def _door(left: float, right: float, hinge_left: bool, size: Size, style: str) -> Faces:
    """One cupboard door with its handle on the side away from the hinge."""
    leaf = box((left, -0.98, 0.9), (right, 0.98, 0.96), M.BODY)
    if style == "framed":
        leaf += box(
            (left + 0.12, -0.85, 0.96),
            (right - 0.12, 0.85, 0.965),
            M.ACCENT,
            without="left right top bottom back",
        )
    wide = span(0.015, size[0])
    x = right - 3 * wide if hinge_left else left + 3 * wide
    y = 0.55 if size[1] > 0.65 else 0.3
    leaf += box((x - wide, y - 0.25, 0.965), (x + wide, y + 0.1, 1.0), M.METAL, without="back")
    pivot = (left if hinge_left else right, 0.0, 0.9)
    return moving(leaf, Motion.HINGE_Y, pivot, -100.0 if hinge_left else 100.0)


def drawer(name: str, size: Size, style: str) -> Shape:
    """A drawer that slides out of its case by 70 % of its depth."""
    faces = box((-1, -1, -1), (1, 1, 0.88), M.WOOD, without="front", two_sided=True)
    tray = box((-0.95, -0.8, -0.95), (0.95, 0.7, 0.9), M.LIGHT, without="top front", two_sided=True)
    tray += box((-0.99, -0.96, 0.88), (0.99, 0.96, 0.96), M.BODY)
    if style == "bar":
        tray += box((-0.4, -0.05, 0.96), (0.4, 0.15, 1.0), M.METAL, without="back")
    else:
        for x in (-0.5, 0.5):
            tray += box((x - 0.07, -0.1, 0.96), (x + 0.07, 0.2, 1.0), M.METAL, without="back")
    slide = 1.4
    faces += moving(tray, Motion.SLIDE_Z, (0.0, 0.0, 0.0), slide)
    clear = round(size[1] / 2 * 1.6, 3)
    surface = Surface((-0.9, -0.88), (0.9, 0.8), -0.8, clear, enclosed=True, slides=slide)
    return Shape(name, faces, (surface,), (WHOLE,))


def shelf(name: str, size: Size, style: str) -> Shape:
    """A board on a wall, with brackets or floating."""
    if style == "floating":
        faces = box((-1, -1, -1), (1, 1, 1), M.WOOD)
    else:
        faces = box((-1, 0.2, -1), (1, 1, 1), M.WOOD)
        for x in (-0.7, 0.66):
            faces += box((x, -1, -1), (x + 0.04, 0.2, 0.6), M.METAL, without="top back")
    return Shape(name, faces, (top_surface(size),), (WHOLE,))
