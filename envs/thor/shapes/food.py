"""Whole food and its slices."""

from __future__ import annotations

from envs.thor.geometry import Material, Shape
from envs.thor.shapes.furniture import WHOLE
from envs.thor.shapes.primitives import Faces, bar, box, disc, lathe, prism, ring, sheet, solid
from envs.thor.shapes.states import while_broken, while_whole

M = Material


def food_shapes() -> dict[str, tuple[Shape, ...]]:
    """Shapes by object type."""
    return {
        "Apple": (_apple("round", True), _apple("tall", False)),
        "AppleSliced": (_wedge("AppleSliced"),),
        "Tomato": (_tomato("round", 0.62), _tomato("flat", 0.8)),
        "TomatoSliced": (_disc_slice("TomatoSliced", 8, M.FOOD, M.FLESH, seeds=True),),
        "Potato": (_potato("oval", 0.0), _potato("bent", 0.15)),
        "PotatoSliced": (_disc_slice("PotatoSliced", 6, M.FOOD, M.FLESH, seeds=False),),
        "Lettuce": (_lettuce("head"), _lettuce("loose")),
        "LettuceSliced": (_leaf_slice(),),
        "Bread": (_loaf("tin"), _loaf("round"), _loaf("baguette")),
        "BreadSliced": (_bread_slice("tin"), _bread_slice("round")),
        "Egg": (_egg(),),
        "EggCracked": (_cracked_egg(),),
    }


def _apple(style: str, leaf: bool) -> Shape:
    waist = 0.1 if style == "round" else 0.25
    faces = lathe(
        ((0.5, -1.0), (0.95, -0.45), (1.0, waist), (0.6, 0.72), (0.0, 0.55)),
        M.FOOD,
        sides=6,
        caps="low",
    )
    faces += bar((0, 0.55, 0), (0.1, 1.0, 0), (0.06, 0.06), M.WOOD, caps="high")
    if leaf:
        faces += sheet(((0.08, 0.8, 0), (0.35, 0.97, 0.1), (0.6, 0.85, 0)), M.LEAF)
    return Shape(f"Apple_{style}", faces, (), (WHOLE,))


def _wedge(name: str) -> Shape:
    """A half-moon: skin on its round side (+z), flesh on its cuts."""
    outline = ((-1.0, -1.0), (0.3, -0.8), (1.0, -0.2), (1.0, 0.2), (0.3, 0.8), (-1.0, 1.0))
    cuts: dict[int | str, Material] = {"low": M.FLESH, "high": M.FLESH, 5: M.FLESH}
    return Shape(name, prism(outline, -1.0, 1.0, M.FOOD, axis="x", paint=cuts), (), ())


def _tomato(style: str, shoulder: float) -> Shape:
    faces = lathe(
        ((shoulder * 0.7, -1.0), (1.0, -0.1), (shoulder, 0.7), (0.0, 0.78)),
        M.FOOD,
        caps="low",
        sides=8,
    )
    star = ((0.5, 0.0), (0.0, 0.5), (-0.5, 0.0), (0.0, -0.5))
    for (x, z), (u, v) in zip(star, star[1:] + star[:1], strict=True):
        faces += sheet(
            ((0.0, 0.84, 0.0), (x, 0.9, z), (0.35 * (x + u), 0.8, 0.35 * (z + v))), M.LEAF
        )
    faces += bar((0, 0.78, 0), (0.05, 1.0, 0), (0.06, 0.06), M.LEAF, caps="high")
    return Shape(f"Tomato_{style}", faces, (), (WHOLE,))


def _disc_slice(name: str, sides: int, skin: Material, flesh: Material, seeds: bool) -> Shape:
    faces = lathe(
        ((0.95, -1.0), (1.0, 0.0), (0.93, 0.9)),
        skin,
        sides=sides,
        paint={"low": flesh, "high": flesh},
    )
    if seeds:
        for x, z in ((0.45, 0.0), (-0.25, 0.4), (-0.25, -0.4)):
            faces += disc(1.0, 0.22, M.FOOD, sides=4, centre=(x, z))
    return Shape(name, faces, (), ())


def _potato(style: str, bend: float) -> Shape:
    faces = lathe(
        ((0.0, -1.0), (0.75, -0.6), (1.0, 0.1), (0.7, 0.75), (0.0, 1.0)), M.FOOD, axis="z", sides=6
    )
    if bend:
        faces = lathe(
            ((0.35, -1.0), (0.95, -0.35), (0.85, 0.3), (1.0, 0.6), (0.3, 1.0)),
            M.FOOD,
            axis="z",
            sides=6,
        )
    return Shape(f"Potato_{style}", faces, (), (WHOLE,))


def _lettuce(style: str) -> Shape:
    if style == "head":
        faces = lathe(
            ((0.4, -1.0), (1.0, -0.5), (0.95, 0.4), (0.4, 0.95)),
            M.LEAF,
            axis="z",
            sides=8,
            caps="both",
            paint={"low": M.FLESH},
        )
        count, spread = 5, 1.0
    else:
        faces = lathe(
            ((0.4, -1.0), (1.0, -0.3), (0.5, 0.6)),
            M.LEAF,
            axis="z",
            sides=6,
            caps="both",
            paint={"low": M.FLESH},
        )
        count, spread = 6, 1.0
    turn = ring(8)
    for i in range(count):
        a, b = turn[i % 8], turn[(i + 2) % 8]
        faces += sheet(
            (
                (0.4 * a[0], 0.4 * a[1], -0.8),
                (spread * a[0], spread * a[1], 0.2),
                (0.6 * (a[0] + b[0]) / 1.2, 0.6 * (a[1] + b[1]) / 1.2, 0.95),
            ),
            M.LEAF,
        )
    return Shape(f"Lettuce_{style}", faces, (), (WHOLE,))


def _leaf_slice() -> Shape:
    faces: Faces = ()
    loop = ring(6)
    for y, tip, shift in ((-1.0, -0.3, 0.0), (-0.35, 0.35, 0.12), (0.3, 1.0, -0.1)):
        size = 0.88
        for i in range(0, 6, 2):
            a, b, c = loop[i], loop[(i + 1) % 6], loop[(i + 2) % 6]
            faces += sheet(
                (
                    (shift, y, 0.0),
                    (shift + size * a[0], tip, size * a[1]),
                    (shift + size * b[0], y, size * b[1]),
                ),
                M.LEAF,
            )
            faces += sheet(
                (
                    (shift, y, 0.0),
                    (shift + size * b[0], y, size * b[1]),
                    (shift + size * c[0], tip, size * c[1]),
                ),
                M.FLESH,
            )
    return Shape("LettuceSliced", faces, (), ())


def _loaf(style: str) -> Shape:
    outline = {
        "tin": (
            (-0.8, -1.0),
            (0.8, -1.0),
            (0.8, 0.2),
            (1.0, 0.5),
            (0.6, 1.0),
            (-0.6, 1.0),
            (-1.0, 0.5),
            (-0.8, 0.2),
        ),
        "round": (
            (-0.9, -1.0),
            (0.9, -1.0),
            (1.0, -0.2),
            (0.7, 0.7),
            (0.2, 1.0),
            (-0.2, 1.0),
            (-0.7, 0.7),
            (-1.0, -0.2),
        ),
        "baguette": ((-0.7, -1.0), (0.7, -1.0), (1.0, 0.0), (0.6, 1.0), (-0.6, 1.0), (-1.0, 0.0)),
    }[style]
    if style == "tin":
        lower = ((-0.8, -1.0), (0.8, -1.0), (0.8, 0.2), (-0.8, 0.2))
        upper = ((-0.8, 0.2), (0.8, 0.2), (1.0, 0.5), (0.6, 1.0), (-0.6, 1.0), (-1.0, 0.5))
        faces = prism(lower, -1.0, 1.0, M.FOOD, axis="z")
        return Shape("Bread_tin", faces + prism(upper, -1.0, 1.0, M.FOOD, axis="z"), (), (WHOLE,))
    middle = [(x, y, 0.55) for x, y in outline]
    behind = [(x, y, -0.55) for x, y in outline]
    ends = [[(0.65 * x, -1.0 + 0.65 * (y + 1.0), z) for x, y in outline] for z in (-1.0, 1.0)]
    faces = solid(behind, middle, M.FOOD, caps="none")
    faces += solid(ends[0], behind, M.FOOD, caps="low") + solid(
        middle, ends[1], M.FOOD, caps="high"
    )
    for z in (-0.35, 0.0, 0.35):
        faces += sheet(
            (
                (-0.2, 1.0, z - 0.08),
                (0.15, 1.0, z - 0.03),
                (0.2, 1.0, z + 0.08),
                (-0.15, 1.0, z + 0.03),
            ),
            M.FLESH,
        )
    return Shape(f"Bread_{style}", faces, (), (WHOLE,))


def _bread_slice(style: str) -> Shape:
    """A slice that lies flat: crust around, crumb on both faces."""
    if style == "tin":
        body = ((-0.85, -0.95), (0.85, -0.95), (0.85, 0.35), (-0.85, 0.35))
        dome = ((-1.0, 0.35), (1.0, 0.35), (0.9, 0.8), (0.5, 1.0), (-0.5, 1.0), (-0.9, 0.8))
        faces = prism(body, -1.0, 1.0, M.FOOD, axis="y", paint={"low": M.FLESH, "high": M.FLESH})
        faces += prism(dome, -1.0, 1.0, M.FOOD, axis="y", paint={"low": M.FLESH, "high": M.FLESH})
    else:
        faces = lathe(
            ((1.0, -1.0), (1.0, 1.0)), M.FOOD, sides=8, paint={"low": M.FLESH, "high": M.FLESH}
        )
    return Shape(f"BreadSliced_{style}", faces, (), ())


def _egg() -> Shape:
    whole = lathe(
        ((0.0, -1.0), (0.7, -0.75), (1.0, -0.2), (0.7, 0.55), (0.0, 1.0)), M.FOOD, sides=6
    )
    faces = while_whole(whole)
    faces += while_broken(disc(-0.95, 1.0, M.LIGHT, sides=6) + disc(-0.85, 0.45, M.FLESH, sides=6))
    return Shape("Egg", faces, (), (WHOLE,))


def _cracked_egg() -> Shape:
    """White spread flat, yolk on it."""
    faces = lathe(((1.0, -1.0), (0.8, -0.4)), M.LIGHT, sides=8, caps="high")
    faces += lathe(((0.45, -0.4), (0.4, 0.6), (0.15, 1.0)), M.FLESH, sides=6, caps="high")
    faces += box((0.55, -0.5, -0.5), (0.8, -0.3, -0.2), M.LIGHT, without="bottom")
    return Shape("EggCracked", faces, (), ())
