"""Shapes built for the assets that have them: furniture and whatever depends on an asset's size.

Assets that would come out alike share a shape. Which style an asset gets follows from its name,
so that colour variants of one model (`Chair_203_1`, `Chair_203_2`) look alike but for colour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from envs.thor.assets import Asset, assets_of
from envs.thor.geometry import Shape
from envs.thor.shapes import furniture, kitchen, seating, storage
from envs.thor.shapes.furniture import Size

Maker = Callable[[Asset], Shape]

# Square tables on which nothing was ever seen to rest near a corner: round ones.
_ROUND = frozenset(
    {
        "Dining_Table_16",
        "Dining_Table_228",
        "Dining_Table_7",
        "Dining_Table_216",
        "Dining_Table_9",
        "RoboTHOR_dining_table_liatorp",
        "RoboTHOR_side_table_fornbro",
        "Side_Table_201_3",
        "Side_Table_205_2",
        "Side_Table_223",
        "Side_Table_228_1",
        "Side_Table_230",
        "Side_Table_311_1",
        "Coffee_Table_204",
        "Coffee_Table_201",
    }
)


def fitted_shapes() -> dict[str, dict[str, Shape]]:
    """For each object type that is built to size, the shape of each of its assets."""
    found: dict[str, dict[str, Shape]] = {}
    for kind, maker in _MAKERS.items():
        shared: dict[str, Shape] = {}
        found[kind] = {}
        for item in assets_of(kind):
            shape = maker(item)
            found[kind][item.asset_id] = shared.setdefault(shape.name, shape)
    return found


def _model(asset_id: str) -> str:
    """An asset's name without its colour variant's number."""
    head, _, tail = asset_id.rpartition("_")
    return head if tail.isdigit() and any(letter.isdigit() for letter in head) else asset_id


def _pick(asset_id: str, styles: Sequence[str]) -> str:
    return styles[sum(map(ord, _model(asset_id))) % len(styles)]


def _rounded(size: Size, step: float) -> Size:
    x, y, z = (max(round(round(side / step) * step, 3), step) for side in size)
    return (x, y, z)


def _label(size: Size) -> str:
    return "x".join(f"{round(side * 100)}" for side in size)


def _below_top(item: Asset, margin: float = 0.1) -> tuple[float, ...]:
    return tuple(level for level in item.levels if level < item.size[1] - margin)


def _table(item: Asset) -> Shape:
    levels = _below_top(item)
    square = abs(item.size[0] - item.size[2]) < 0.1 * item.size[0]
    styles: tuple[str, ...] = ("legs", "thick", "splayed", "panel", "trestle")
    if square and (_model(item.asset_id) in _ROUND or not item.levels):
        styles = ("round", "pedestal", "cross") if item.size[1] > 0.3 else ("drum", "legs")
        if _model(item.asset_id) in _ROUND:
            styles = ("round", "pedestal")
    if len(levels) > 1:
        name = f"{item.object_type}_{item.asset_id}"
        return storage.carcass(name, item.size, "dresser", levels)
    if levels:
        styles = ("legs", "thick")
    style = _pick(item.asset_id, styles)
    size = item.size if levels else _rounded(item.size, 0.25)
    own = "_".join(str(round(level * 100)) for level in levels)
    return furniture.table(
        f"{item.object_type}_{style}_{_label(size)}_{own}".rstrip("_"), size, style, levels
    )


def _chair(item: Asset) -> Shape:
    style = _pick(item.asset_id, ("panel", "slats", "spindle", "shell"))
    if "office" in item.asset_id:
        style = "office"
    level = item.levels[0] if item.levels else min(0.46, 0.5 * item.size[1])
    share = min(max(round(level / item.size[1] / 0.05) * 0.05, 0.35), 0.6)
    name = f"Chair_{style}_{round(share * 100)}"
    return seating.chair(name, (0.47, 0.92, 0.52), style, round(2 * share - 1, 3))


def _sofa(item: Asset) -> Shape:
    style = _pick(item.asset_id, ("boxy", "rounded", "lawson", "boxy"))
    if item.object_type == "ArmChair" and item.size[0] < 0.8:
        style = _pick(item.asset_id, ("wood", "rounded"))
    level = item.levels[0] if item.levels else min(0.48 * item.size[1], 0.45)
    share = min(max(round(level / item.size[1] / 0.04) * 0.04, 0.36), 0.64)
    size = _rounded(item.size, 0.3)
    name = f"{item.object_type}_{style}_{_label(size)}_{round(share * 100)}"
    return seating.sofa(name, size, style, round(2 * share - 1, 3))


def _bed(item: Asset) -> Shape:
    style = _pick(item.asset_id, ("board", "slats", "box"))
    height = item.size[1]
    levels = item.levels or (round(min(0.58, 0.86 * height), 3),)
    levels = levels[-2:] if len(levels) > 1 and levels[-1] - levels[-2] > 0.7 else levels[-1:]
    own = "_".join(str(round(level * 100)) for level in levels)
    return furniture.bed(f"Bed_{style}_{_label(item.size)}_{own}", item.size, style, levels)


def _stool(item: Asset) -> Shape:
    style = _pick(item.asset_id, ("round", "square"))
    if item.object_type == "Footstool":
        style = _pick(item.asset_id, ("step", "square", "round"))
    size = _rounded(item.size, 0.2)
    return seating.stool(f"{item.object_type}_{style}_{_label(size)}", size, style)


def _ottoman(item: Asset) -> Shape:
    square = abs(item.size[0] - item.size[2]) < 0.1
    style = "round" if square else "square"
    return seating.ottoman(f"Ottoman_{style}_{_label(item.size)}", item.size, style)


def _dog_bed(item: Asset) -> Shape:
    style = "round" if item.size[0] == item.size[2] else "square"
    return furniture.dog_bed(f"DogBed_{style}", item.size, style)


def _evenly(height: float, pitch: float, first: float) -> tuple[float, ...]:
    count = max(1, round((height - first) / pitch))
    return tuple(round(first + (height - first) * i / count, 3) for i in range(count))


def _carcass(item: Asset) -> Shape:
    height = item.size[1]
    if item.object_type == "ShelvingUnit":
        style, levels = (
            _pick(item.asset_id, ("shelves", "ladder", "cubes")),
            _evenly(height, 0.4, 0.06),
        )
        if "kallax" in item.asset_id:
            style = "cubes"
    elif item.object_type == "TVStand":
        style, levels = "stand", _evenly(height, 0.3, 0.1)
    else:
        style, levels = "dresser", _evenly(height, 0.26, 0.09)
    known = _below_top(item)
    if known and known[0] > 0.45 and item.object_type != "TVStand":
        known = (*[level for level in levels if level < known[0] - 0.3], *known)
    elif item.levels and not known:
        known = levels
    return storage.carcass(f"{item.object_type}_{item.asset_id}", item.size, style, known or levels)


def _desk(item: Asset) -> Shape:
    style = _pick(item.asset_id, ("legs", "panel", "drawers"))
    return storage.desk(f"Desk_{item.asset_id}", item.size, style, item.levels)


def _fridge(item: Asset) -> Shape:
    style = "side" if item.size[0] > 1.0 else _pick(item.asset_id, ("stacked", "single", "stacked"))
    return kitchen.fridge(f"Fridge_{item.asset_id}", item.size, style, item.levels)


def _counter(item: Asset) -> Shape:
    parts = item.asset_id.split("_")
    name = f"CounterTop_{item.asset_id}"
    if parts[:2] == ["Hestia", "Range"]:
        return kitchen.cooker(name, item.size)
    if parts[0] == "Hestia":
        return storage.slab("CounterTop_slab", item.size)
    return storage.counter(name, item.size, parts[1])


def _sink(item: Asset) -> Shape:
    style = "inset" if item.size[1] < 0.4 else "unit"
    if "Pedestal" in item.asset_id or (style == "unit" and item.size[2] > 0.7):
        style = "pedestal"
    size = item.size if style == "unit" else _rounded(item.size, 0.1)
    return kitchen.sink(f"Sink_{style}_{_label(size)}", size, style)


def _cabinet(item: Asset) -> Shape:
    doors = 1 if item.size[0] <= 0.5 else 2
    style = "framed" if round(item.size[0] * 100) % 20 == 0 else "flat"
    return storage.cabinet(f"Cabinet_{style}_{_label(item.size)}", item.size, doors, style)


def _drawer(item: Asset) -> Shape:
    style = "knobs" if item.size[0] >= 0.8 else "bar"
    return storage.drawer(f"Drawer_{style}_{_label(item.size)}", item.size, style)


def _shelf(item: Asset) -> Shape:
    style = "floating" if item.size[0] < 0.7 else "brackets"
    return storage.shelf(f"Shelf_{style}", item.size, style)


_MAKERS: dict[str, Maker] = {
    "ArmChair": _sofa,
    "Bed": _bed,
    "Cabinet": _cabinet,
    "Chair": _chair,
    "CoffeeTable": _table,
    "CounterTop": _counter,
    "Desk": _desk,
    "DiningTable": _table,
    "DogBed": _dog_bed,
    "Drawer": _drawer,
    "Dresser": _carcass,
    "Footstool": _stool,
    "Fridge": _fridge,
    "Ottoman": _ottoman,
    "Shelf": _shelf,
    "ShelvingUnit": _carcass,
    "SideTable": _table,
    "Sink": _sink,
    "Sofa": _sofa,
    "Stool": _stool,
    "TVStand": _carcass,
}
