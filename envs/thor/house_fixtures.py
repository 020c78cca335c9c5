"""Parts that a house file leaves out, and what switches what.

AI2-THOR's sinks and bathtubs have a basin and a faucet as parts of their own; a file that names
the sink alone gets them here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from envs.thor.assets import Asset, assets_of
from envs.thor.house_walls import palette_seed
from envs.thor.resting import world_from_local
from envs.thor.scene import SceneObject
from envs.thor.shapes import shapes_for

_BASIN = {"Sink": "SinkBasin", "Bathtub": "BathtubBasin"}
_TAPS = {"Sink": "Bathroom_Faucet", "Bathtub": "Bathtub_Faucet"}
_REACH = 1.2  # [m] from a faucet to its basin
_STOVE = 1.5  # [m] from a knob to its burner
_SHOWER = 2.5  # [m] from a shower head to its basin


def complete_fixtures(placed: list[SceneObject], key: str) -> list[SceneObject]:
    """Adds the basin and the faucet that a sink or a bathtub of the file lacks.

    Args:
        placed: the file's objects; not changed.
        key: the house's own key.

    Returns:
        The same objects and, after them, the missing parts.
    """
    added: list[SceneObject] = []
    basins = [item for item in placed if item.object_type in _BASIN.values()]
    taps = [item for item in placed if item.object_type == "Faucet"]
    for index, item in enumerate(placed):
        kind = _BASIN.get(item.object_type)
        if kind is None:
            continue
        reach = max(item.size[0], item.size[2]) / 2.0
        if not any(b.object_type == kind and _apart(b, item) <= reach for b in basins):
            basin = _basin(item, kind, key)
            basin.parent = index
            added.append(basin)
        if not any(_apart(tap, item) <= reach + 0.2 for tap in taps):
            added.append(_faucet(item, key))
    return [*placed, *added]


def basin_box(
    item: SceneObject,
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Size [m] and centre (in the owner's frame, metres from its centre) of a basin.

    The proportions are those of our own sinks and bathtubs, which every shape of these types has.
    """
    x, y, z = item.size
    if item.object_type == "Bathtub":
        size = (0.9 * x, 0.77 * y, 0.78 * z)
        return size, (0.0, y / 2.0 - size[1] / 2.0, 0.0)
    size = (0.8 * x, min(0.213 * y, 0.2) if y > 0.4 else 0.8 * y, 0.69 * z)
    return size, (0.0, y / 2.0 - size[1] / 2.0, 0.046 * z)


def link_switches(objects: Sequence[SceneObject]) -> None:
    """Sets `link`: a knob's burner, one each, and the basin that a faucet or shower wets."""
    burners = [i for i, item in enumerate(objects) if item.object_type == "StoveBurner"]
    knobs = [i for i, item in enumerate(objects) if item.object_type == "StoveKnob"]
    pairs = sorted(
        (round(_gap(objects[knob], objects[burner]), 6), knob, burner)
        for knob in knobs
        for burner in burners
    )
    free = set(burners)
    for gap, knob, burner in pairs:
        if gap <= _STOVE and objects[knob].link < 0 and burner in free:
            objects[knob].link = burner
            free.discard(burner)
    for _, knob, burner in pairs:
        if objects[knob].link < 0:
            objects[knob].link = burner
    for kind, basins, reach in (
        ("Faucet", ("SinkBasin", "BathtubBasin"), _REACH),
        ("ShowerHead", ("BathtubBasin",), _SHOWER),
    ):
        targets = [i for i, item in enumerate(objects) if item.object_type in basins]
        for item in objects:
            if item.object_type != kind:
                continue
            near = min(targets, key=lambda i: (_apart(item, objects[i]), i), default=-1)
            if near >= 0 and _apart(item, objects[near]) <= reach:
                item.link = near


def _basin(owner: SceneObject, kind: str, key: str) -> SceneObject:
    size, (x, y, z) = basin_box(owner)
    world = world_from_local(owner, x, z)
    options = shapes_for(kind)
    return SceneObject(
        object_type=kind,
        position=(world[0], owner.position[1] + y, world[1]),
        yaw=owner.yaw,
        size=size,
        shape=options[palette_seed(key, owner.asset_id, kind) % len(options)],
        palette=owner.palette,
        house_id=f"{owner.house_id}|{kind}",
        room=owner.room,
    )


def _faucet(owner: SceneObject, key: str) -> SceneObject:
    taps: list[Asset] = [
        item
        for item in assets_of("Faucet")
        if item.asset_id.startswith(_TAPS[owner.object_type])
        and item.size[0] < 0.3
        and item.size[1] < 0.4
    ]
    seed = palette_seed(key, owner.house_id, "Faucet")
    tap = taps[seed % len(taps)]
    options = shapes_for("Faucet", tap.asset_id)
    if owner.object_type == "Sink":
        x, z, yaw = 0.0, -owner.size[2] / 2.0 + tap.size[2] / 2.0, owner.yaw
    else:  # on the rim at one end, facing along the tub
        x, z = -owner.size[0] / 2.0 + tap.size[2] / 2.0, 0.0
        yaw = (owner.yaw + 90.0) % 360.0
    world = world_from_local(owner, x, z)
    top = owner.position[1] + owner.size[1] / 2.0
    return SceneObject(
        object_type="Faucet",
        position=(world[0], top + tap.size[1] / 2.0, world[1]),
        yaw=yaw,
        size=tap.size,
        shape=options[seed % len(options)],
        asset_id=tap.asset_id,
        palette=seed,
        house_id=f"{owner.house_id}|Faucet",
        room=owner.room,
    )


def _apart(a: SceneObject, b: SceneObject) -> float:
    return math.dist(a.position[::2], b.position[::2])


def _gap(a: SceneObject, b: SceneObject) -> float:
    return math.dist(a.position, b.position)
