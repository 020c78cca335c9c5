"""Kitchens: a run of counters with sink and range, cabinets, drawers, fridge and table.

How the pieces of a run fit together is said in `envs.thor.assets`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from envs.thor.assets import Asset, asset
from envs.thor.generate.choosing import choose, own
from envs.thor.generate.floor_plan import WallPlan
from envs.thor.generate.seating import add_dining
from envs.thor.generate.space import (
    BACK_GAP,
    NONE,
    Piece,
    RoomSpace,
    against,
    wall_face,
)  # fmt: skip
from envs.thor.house_walls import yaw_of
from envs.thor.resting import overlaps

COUNTER_TOP = 0.94  # [m]
SLAB_BOTTOM = 0.88
RUN_DEPTH = 0.65
_STEP = 0.05  # [m] grid along walls
_COLUMNS = (0.4, 0.5, 0.6, 0.8)  # widths of cabinets and drawers
_MIN_COUNTER = 2.2  # [m] of counter in all
_LONGEST_RUN = 5.2
# A counter's length, and the widths of the columns under it.
_COUNTERS: dict[float, tuple[tuple[float, ...], ...]] = {
    0.4: ((0.4,),),
    0.5: ((0.5,),),
    0.6: ((0.6,),),
    0.8: ((0.8,), (0.4, 0.4)),
    0.9: ((0.5, 0.4),),
    1.0: ((0.5, 0.5), (0.6, 0.4)),
    1.2: ((0.6, 0.6), (0.8, 0.4), (0.4, 0.4, 0.4)),
    1.5: ((0.5, 0.5, 0.5), (0.6, 0.5, 0.4)),
    1.6: ((0.8, 0.8), (0.6, 0.6, 0.4)),
    1.8: ((0.6, 0.6, 0.6), (0.8, 0.6, 0.4)),
    2.0: ((0.8, 0.6, 0.6), (0.5, 0.5, 0.5, 0.5)),
}


@dataclass(frozen=True, slots=True)
class _Style:
    """What a kitchen is made of."""

    fridge: Asset
    sink: Asset
    basin: Asset
    tap: Asset
    range: Asset
    burner: Asset
    knob: Asset


@dataclass(frozen=True, slots=True)
class _Module:
    """One piece of a run: `counter`, `sink`, `range` or `fridge`, and its width [m]."""

    kind: str
    width: float


def furnish_kitchen(rng: np.random.Generator, space: RoomSpace, alone: bool) -> bool:
    """Furnishes a kitchen.

    Args:
        rng: random generator.
        space: the empty room.
        alone: whether it is the only room of the house.

    Returns:
        False where the room has no place for all that a kitchen needs.
    """
    for _ in range(6):
        style = _style(rng)
        runs = _plan_runs(rng, space, style)
        if runs is not None and _build(rng, space, style, runs):
            break
    else:
        return False
    _hang_cabinets(rng, space)
    _add_bin(rng, space)
    table = add_dining(rng, space, seats=(2, 5))
    return not (not table and alone)


def _style(rng: np.random.Generator) -> _Style:
    sink = ("60", "75", "90")[int(rng.choice(3, p=(0.35, 0.4, 0.25)))]
    taps = ("Kitchen_Faucet_1", "Kitchen_Faucet_3", "Kitchen_Faucet_5", "Bathroom_Faucet_14")
    return _Style(
        fridge=choose(rng, "Fridge"),
        sink=own(f"Sink_{sink}"),
        basin=own(f"SinkBasin_{sink}"),
        tap=asset(taps[int(rng.integers(len(taps)))]),
        range=own(f"Range_{('60', '70', '76')[int(rng.integers(3))]}"),
        burner=own(("StoveBurner_Small", "StoveBurner_Large")[int(rng.integers(2))]),
        knob=own(f"StoveKnob_{int(rng.integers(1, 3))}"),
    )


def _free_stretches(space: RoomSpace, wall: WallPlan, depth: float) -> list[tuple[float, float]]:
    """Stretches along a wall where something `depth` deep can stand on the floor."""
    count = int(wall.length / _STEP + 1e-6)
    stretches: list[tuple[float, float]] = []
    start: float | None = None
    face = wall_face(wall)
    blocked = [piece.box for piece in space.pieces if piece.bottom < 1.0] + space.keep_free
    for number in range(count + 1):
        low, high = number * _STEP, (number + 1) * _STEP
        a, b = wall.at(low, face + BACK_GAP), wall.at(high, face + depth)
        box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        free = number < count and not any(overlaps(box, other, 0.01) for other in blocked)
        if free and start is None:
            start = low
        elif not free and start is not None:
            stretches.append((round(start, 3), round(low, 3)))
            start = None
    # Walls at the ends stand out into the room where another room lies behind them.
    edge = 0.04
    return [
        (max(a, edge), min(b, wall.length - edge))
        for a, b in stretches
        if min(b, wall.length - edge) - max(a, edge) > 0.35
    ]


def _plan_runs(
    rng: np.random.Generator, space: RoomSpace, style: _Style
) -> list[tuple[WallPlan, float, list[_Module]]] | None:
    """Which modules stand along which wall, from where."""
    stretches = [
        (b - a + float(rng.uniform(0.0, 0.8)), number, a, b)
        for number, wall in enumerate(space.plan.walls)
        for a, b in _free_stretches(space, wall, RUN_DEPTH)
    ]
    stretches.sort(reverse=True)
    must = style.sink.size[0] + style.range.size[0]
    for _, number, a, b in stretches:
        length = min(b - a, _LONGEST_RUN)
        if length < must + 0.9:
            continue
        fridge = style.fridge.size[0] + 0.06
        roomy = length >= must + fridge + 1.6
        takes_fridge = roomy and (len(stretches) == 1 or rng.random() < 0.6)
        modules = _arrange(rng, style, length, takes_fridge)
        if modules is None:
            continue
        total = sum(module.width for module in modules)
        slack = b - a - total
        at_end = rng.random() < 0.5
        start = a if at_end or slack < 0.0 else b - total
        runs = [(space.plan.walls[number], start, modules)]
        return runs
    return None


def _arrange(
    rng: np.random.Generator, style: _Style, length: float, takes_fridge: bool
) -> list[_Module] | None:
    """A sequence of modules that fills a length as well as it can."""
    sink = _Module("sink", style.sink.size[0])
    stove = _Module("range", style.range.size[0])
    fridge = _Module("fridge", style.fridge.size[0] + 0.06)
    fixed = sink.width + stove.width + (fridge.width if takes_fridge else 0.0)
    patterns = ("csCrc", "Csrc", "csrC", "csCr", "Csr", "sCr", "Crcs", "crCs", "crCsc")
    best: tuple[float, list[_Module]] | None = None
    lengths = list(_COUNTERS)
    for _ in range(24):
        pattern = patterns[int(rng.integers(len(patterns)))]
        spare = length - fixed
        modules: list[_Module] = []
        for letter in pattern:
            if letter in "cC":
                options = [w for w in lengths if w <= spare + 1e-9 and (letter == "c" or w >= 0.8)]
                options = [w for w in options if letter == "C" or w <= 1.2]
                if not options:
                    break
                width = options[int(rng.integers(len(options)))]
                spare -= width
                modules.append(_Module("counter", width))
            else:
                modules.append(sink if letter == "s" else stove)
        else:
            if rng.random() < 0.5:
                modules.reverse()
            if takes_fridge:
                modules = [fridge, *modules] if rng.random() < 0.5 else [*modules, fridge]
            if best is None or spare < best[0]:
                best = (spare, modules)
    return None if best is None else best[1]


def _build(
    rng: np.random.Generator,
    space: RoomSpace,
    style: _Style,
    runs: list[tuple[WallPlan, float, list[_Module]]],
) -> bool:
    """Stands the runs up, then a fridge and more counters where these lack."""
    pieces: list[Piece] = []
    kinds: list[str] = []
    for wall, start, modules in runs:
        at = start
        for module in modules:
            middle = at + module.width / 2.0
            pieces += _module_pieces(rng, style, wall, middle, module)
            kinds.append(module.kind)
            at += module.width
    before = len(space.pieces)
    if not space.fits(pieces, margin=-0.01) or not space.walkable(pieces):
        return False
    space.put(pieces)
    done = True
    if "fridge" not in kinds:
        done = _stand(rng, space, style, _Module("fridge", style.fridge.size[0] + 0.06), 0.8)
    length = sum(p.asset.size[0] for p in space.pieces if _is_slab(p))
    tries = 0
    while done and tries < 3 and (length < _MIN_COUNTER or (tries == 0 and rng.random() < 0.5)):
        tries += 1
        width = (1.0, 1.2, 1.5, 1.6, 1.8)[int(rng.integers(5))] if tries < 3 else 1.0
        if _stand(rng, space, style, _Module("counter", width), RUN_DEPTH):
            length += width
    if not done or length < 1.8:
        rebuilt = space.pieces[:before]
        _clear(space, rebuilt)
        return False
    return True


def _clear(space: RoomSpace, kept: list[Piece]) -> None:
    """Empties the room but for what it held before."""
    fresh = RoomSpace(space.plan, space.index, space.height)
    space.free = fresh.free
    space.pieces = []
    space.put(kept)


def _stand(
    rng: np.random.Generator, space: RoomSpace, style: _Style, module: _Module, depth: float
) -> bool:
    """Finds a place along some wall for a module of its own."""
    places: list[tuple[float, WallPlan, float]] = []
    for wall in space.plan.walls:
        for a, b in _free_stretches(space, wall, depth):
            if b - a < module.width:
                continue
            ends = [a + module.width / 2.0, b - module.width / 2.0]
            inner = float(rng.uniform(ends[0], ends[1]))
            for bonus, t in ((0.0, ends[0]), (0.0, ends[1]), (0.5, inner)):
                places.append((bonus + float(rng.uniform(0.0, 1.0)), wall, t))
    places.sort(key=lambda place: place[0])
    for _, wall, t in places:
        if space.add(_module_pieces(rng, style, wall, t, module), margin=-0.01):
            return True
    return False


def _is_slab(piece: Piece) -> bool:
    return piece.asset.asset_id.startswith("Hestia_Counter_")


def _module_pieces(
    rng: np.random.Generator, style: _Style, wall: WallPlan, t: float, module: _Module
) -> list[Piece]:
    if module.kind == "fridge":
        return [against(wall, style.fridge, t)]
    if module.kind == "sink":
        return _sink(style, wall, t)
    if module.kind == "range":
        return _range(style, wall, t)
    return _counter(rng, wall, t, module.width)


def _counter(rng: np.random.Generator, wall: WallPlan, t: float, width: float) -> list[Piece]:
    name = f"{round(width * 100)}"
    pieces = [against(wall, own(f"Counter_{name}"), t, bottom=SLAB_BOTTOM)]
    choices = _COUNTERS[width]
    columns = list(choices[int(rng.integers(len(choices)))])
    if rng.random() < 0.5:
        columns.reverse()
    at = t - width / 2.0
    for column in columns:
        pieces += _column(rng, wall, at + column / 2.0, f"{round(column * 100)}")
        at += column
    return pieces


def _column(rng: np.random.Generator, wall: WallPlan, t: float, name: str) -> list[Piece]:
    """What stands under a stretch of counter."""
    draw = float(rng.random())
    if draw < 0.3:
        return [against(wall, own(f"Cabinet_Base_{name}"), t)]
    if draw < 0.75:
        return [
            against(wall, own(f"Cabinet_UnderDrawer_{name}"), t),
            against(wall, own(f"Drawer_Kitchen_{name}"), t, bottom=0.7),
        ]
    drawer = own(f"Drawer_Deep_{name}")
    return [against(wall, drawer, t, bottom=0.22 * level) for level in range(4)]


def _sink(style: _Style, wall: WallPlan, t: float) -> list[Piece]:
    sink = against(wall, style.sink, t)
    depth = style.basin.size[2]
    gap = RUN_DEPTH / 2.0 + 0.03 - depth / 2.0
    basin = against(wall, style.basin, t, bottom=0.74, gap=gap, access=NONE)
    sink.children.append(basin)
    tap = against(wall, style.tap, t, bottom=COUNTER_TOP, access=NONE)
    return [sink, tap]


def _range(style: _Style, wall: WallPlan, t: float) -> list[Piece]:
    """A range with its burners and knobs."""
    stove = against(wall, style.range, t)
    width = style.range.size[0]
    pieces = [stove]
    for across in (-0.25, 0.25):
        for ahead in (0.15, -0.15):
            gap = RUN_DEPTH / 2.0 + ahead - style.burner.size[2] / 2.0
            pieces.append(
                against(
                    wall, style.burner, t + across * width, bottom=COUNTER_TOP, gap=gap, access=NONE
                )
            )
    for across in (-0.3, -0.1, 0.1, 0.3):
        bottom = 0.85 - style.knob.size[1] / 2.0
        pieces.append(
            against(wall, style.knob, t + across * width, bottom=bottom, gap=RUN_DEPTH, access=NONE)
        )
    return pieces


def _hang_cabinets(rng: np.random.Generator, space: RoomSpace) -> None:
    """Wall cabinets over the counters, in one row of one height."""
    wanted = int(rng.integers(3, 6))
    hung = 0
    places: list[tuple[WallPlan, float, float]] = []
    for wall in space.plan.walls:
        yaw = yaw_of(wall.inward)
        row = [
            piece
            for piece in space.pieces
            if piece.yaw == yaw
            and (
                _is_slab(piece)
                or piece.asset.object_type == "Sink"
                or "Range" in piece.asset.asset_id
            )
            and _near_wall(wall, piece)
        ]
        for piece in row:
            t = _along(wall, piece)
            half = piece.asset.size[0] / 2.0
            places.append((wall, t - half, t + half))
    order = [int(i) for i in rng.permutation(len(places))]
    for index in order:
        wall, low, high = places[index]
        at = low
        while hung < wanted:
            fitting = [w for w in _COLUMNS if at + w <= high + 1e-6]
            if not fitting:
                break
            width = fitting[-1] if rng.random() < 0.6 else fitting[int(rng.integers(len(fitting)))]
            cabinet = own(f"Cabinet_Wall_{round(width * 100)}")
            piece = against(wall, cabinet, at + width / 2.0, bottom=1.45)
            if space.height > 2.2 and space.add([piece], margin=-0.01):
                hung += 1
            at += width


def _near_wall(wall: WallPlan, piece: Piece) -> bool:
    (ux, uz) = wall.along
    dx, dz = piece.position[0] - wall.start[0], piece.position[2] - wall.start[1]
    return abs(dx * uz - dz * ux) < 0.5 and 0.0 < dx * ux + dz * uz < wall.length


def _along(wall: WallPlan, piece: Piece) -> float:
    (ux, uz) = wall.along
    return (piece.position[0] - wall.start[0]) * ux + (piece.position[2] - wall.start[1]) * uz


def _add_bin(rng: np.random.Generator, space: RoomSpace) -> None:
    """A garbage can, which every kitchen has."""
    for largest in ((0.5, 0.66, 0.45), (0.4, 0.66, 0.3)):
        can = choose(rng, "GarbageCan", largest)
        for _ in range(60):
            wall = space.plan.walls[int(rng.integers(len(space.plan.walls)))]
            half = can.size[0] / 2.0 + 0.05
            if wall.length < 2 * half:
                continue
            t = float(rng.uniform(half, wall.length - half))
            if space.add([against(wall, can, t, gap=0.02)]):
                return
