"""Assets: which named things exist, what type they are and how big.

Names and sizes of AI2-THOR's 1,653 assets come from ProcTHOR's public asset table
(`data/LICENSE-procthor`); names that begin with `Hestia_` are ours (`own_assets.py`), for types
that the table lacks.

How our kitchen pieces fit. All share the wall behind them (their back, -z), and widths are in
centimetres at the end of the name; y is where the *bottom* of the piece is.

- A column of width W stands below a counter: either `Hestia_Cabinet_Base_W` (0.88 m high), or
  `Hestia_Cabinet_UnderDrawer_W` (0.70) with `Hestia_Drawer_Kitchen_W` (0.18) at y 0.70, or four
  `Hestia_Drawer_Deep_W` (0.22) at y 0, 0.22, 0.44 and 0.66. All are 0.60 m deep.
- `Hestia_Counter_L` is a slab (0.06 m thick, 0.65 deep) at y 0.88 over columns whose widths add
  up to its length L; it overhangs their fronts by 0.05 m. Its top is at 0.94 m.
- `Hestia_Sink_W` and `Hestia_Range_W` stand on the floor between counters, 0.94 m high and 0.65
  deep, and need no column. `Hestia_SinkBasin_W` (0.20 m high) goes into the sink's recess:
  centred in x, bottom at y 0.74, its centre 0.03 m in front of the sink's centre. The Faucet
  stands on the rim behind it: bottom at y 0.94, its back at the sink's back.
- A range carries four `Hestia_StoveBurner_*` at y 0.94 with centres at x +-0.25 W, and at z
  +0.15 m and -0.15 m of its centre; and four `Hestia_StoveKnob_*` on its front: centres at x
  -0.3, -0.1, 0.1, 0.3 times W, y 0.85 m, back at the range's front face.
- `Hestia_Cabinet_Wall_W` (0.70 m high, 0.34 deep) hangs at y 1.45.
- `Hestia_Sink_Pedestal` takes `Hestia_SinkBasin_Pedestal` in the same way: bottom at y 0.74, centre
  0.03 m in front of the sink's. `Hestia_Bathtub_L` takes `Hestia_BathtubBasin_L`, centred in x and
  z, top edges level; its Faucet stands on the rim at one end.
"""

from __future__ import annotations

import difflib
import functools
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME
from envs.thor.own_assets import own_assets

OWN_PREFIX = "Hestia_"


@dataclass(frozen=True, slots=True)
class Asset:
    """One named thing.

    Attributes:
        asset_id: AI2-THOR's name, or ours with the prefix `Hestia_`.
        object_type: ontology name.
        size: [m] full extents (x, y, z) of its bounding box: width, height, depth.
        levels: [m] heights above its bottom at which things are known to rest on or in it,
            rising; empty where nothing is known.
    """

    asset_id: str
    object_type: str
    size: tuple[float, float, float]
    levels: tuple[float, ...] = ()


@functools.cache
def table() -> Mapping[str, Asset]:
    """Every asset by id, ordered by type, AI2-THOR's before ours, then by id."""
    packed = resources.files("envs.thor").joinpath("data/assets.json.gz").read_bytes()
    public = json.loads(gzip.decompress(packed))
    own = own_assets()
    found: dict[str, Asset] = {}
    for kind in sorted({*public, *own}):
        for name, x, y, z, levels in public.get(kind, []):
            found[name] = Asset(name, kind, (float(x), float(y), float(z)), tuple(levels))
        for name, x, y, z in own.get(kind, []):
            found[name] = Asset(name, kind, (x, y, z))
    return MappingProxyType(found)


@functools.cache
def _by_type() -> dict[str, tuple[Asset, ...]]:
    groups: dict[str, list[Asset]] = {}
    for item in table().values():
        groups.setdefault(item.object_type, []).append(item)
    return {kind: tuple(items) for kind, items in groups.items()}


@functools.cache
def _by_folded_name() -> dict[str, str]:
    return {name.casefold(): name for name in table()}


def asset(asset_id: str) -> Asset:
    """The asset of a name; upper and lower case are the same, as house files mix them.

    Raises:
        InvalidInputError: there is none; the message names the nearest.
    """
    found = table().get(asset_id)
    if found is not None:
        return found
    folded = _by_folded_name()
    name = folded.get(asset_id.casefold())
    if name is not None:
        return table()[name]
    near = difflib.get_close_matches(asset_id.casefold(), folded, n=1, cutoff=0.5)
    hint = f"; did you mean {folded[near[0]]!r}?" if near else ""
    raise InvalidInputError("assetId", f"no asset is called {asset_id!r}{hint}")


def assets_of(object_type: str) -> tuple[Asset, ...]:
    """All assets of a type, in a fixed order.

    Raises:
        InvalidInputError: there is no such type; the message names the nearest.
    """
    found = _by_type().get(object_type)
    if found is not None:
        return found
    near = difflib.get_close_matches(object_type, BY_NAME, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise InvalidInputError("objectType", f"no type is called {object_type!r}{hint}")
