"""Rebuilds `data/assets.json.gz` from a user's own copy of ProcTHOR's public data.

    python -m envs.thor.assets_table asset-database.json[.gz] envs/thor/data/assets.json.gz \\
        --rooms rooms.jsonl.gz

The table keeps facts alone: each asset's name, object type, bounding box, and, where houses made
with ProcTHOR show it, at which heights things rest on or in it, all rounded to a millimetre.
`data/LICENSE-procthor` says where they come from.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from envs.interface import InvalidInputError, turn_between

SMALLEST = 0.002  # [m] no side of a bounding box is taken to be thinner
LEVEL = 0.075  # [m] things that rest closer in height than this rest on one level
FLOAT = 0.004  # [m] ProcTHOR leaves things this much above what they rest on
TILT = 2.0  # [deg] things that lie aslant say nothing of the level's height
# Types whose inner levels are looked up by asset.
LEVELLED = frozenset(
    {"ArmChair", "Bed", "Chair", "CoffeeTable", "Desk", "DiningTable", "Dresser", "Fridge",
     "Ottoman", "ShelvingUnit", "SideTable", "Sofa", "Stool", "TVStand"}
)  # fmt: skip

Rows = dict[str, list[list[Any]]]


def build_table(database: Mapping[str, Any]) -> Rows:
    """Trims ProcTHOR's asset database.

    Args:
        database: object type to list of asset records, as in `asset-database.json`.

    Returns:
        Object type to rows `[asset id, x, y, z, []]`, sizes in metres, both sorted by name.

    Raises:
        InvalidInputError: a record lacks its id or its bounding box.
    """
    table: Rows = {}
    for kind in sorted(database):
        rows = []
        for index, record in enumerate(database[kind]):
            try:
                box = record["boundingBox"]
                size = [max(round(float(box[axis]), 3), SMALLEST) for axis in "xyz"]
                rows.append([str(record["assetId"]), *size, []])
            except (KeyError, TypeError, ValueError) as error:
                raise InvalidInputError(
                    f"{kind}[{index}]", f"expected assetId and boundingBox x, y, z: {error}"
                ) from error
        table[kind] = sorted(rows)
    return table


def add_levels(table: Rows, houses: Iterable[Mapping[str, Any]]) -> None:
    """Fills each row's last column with the heights [m], above the asset's bottom, of its levels.

    Args:
        table: what `build_table` returned; changed in place.
        houses: house JSON, whose objects' `children` rest on them.
    """
    rows = {row[0].casefold(): (kind, row) for kind, group in table.items() for row in group}
    seen: dict[str, list[float]] = {}
    for house in houses:
        waiting = list(house["objects"])
        while waiting:
            holder = waiting.pop()
            children = holder.get("children", [])
            waiting += children
            kind, row = rows[holder["assetId"].casefold()]
            if kind not in LEVELLED:
                continue
            bottom = holder["position"]["y"] - row[2] / 2
            for child in children:
                child_kind, child_row = rows[child["assetId"].casefold()]
                if child_kind == "Pillow" or not _is_upright(child["rotation"]):
                    continue
                height = child["position"]["y"] - child_row[2] / 2 - bottom
                seen.setdefault(row[0], []).append(height)
    for kind in sorted(LEVELLED & table.keys()):
        for row in table[kind]:
            row[4] = _levels(sorted(seen.get(row[0], [])), row[2])


def _is_upright(rotation: Mapping[str, float]) -> bool:
    return all(abs(turn_between(0.0, rotation[axis])) < TILT for axis in "xz")


def _levels(heights: list[float], top: float) -> list[float]:
    """Lowest height of each group of close ones, within [0, top]."""
    groups: list[list[float]] = []
    for height in heights:
        if not groups or height - groups[-1][0] > LEVEL:
            groups.append([])
        groups[-1].append(height)
    found = []
    for group in groups:
        level = group[len(group) // 10] - FLOAT
        found.append(round(min(max(level, 0.0), top), 3))
    return found


def write_table(source: Path, target: Path, rooms: Path | None = None) -> int:
    """Reads the data, plain or gzip, writes the table, returns how many assets it has."""
    table = build_table(json.loads(_read(source)))
    if rooms is not None:
        add_levels(table, (json.loads(line) for line in _read(rooms).splitlines()))
    text = json.dumps(table, separators=(",", ":")).encode()
    target.write_bytes(gzip.compress(text, compresslevel=9, mtime=0))
    return sum(len(rows) for rows in table.values())


def _read(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def main() -> None:
    """Entry point of `python -m envs.thor.assets_table`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="ProcTHOR's asset-database.json or .json.gz")
    parser.add_argument("target", type=Path, help="where to write assets.json.gz")
    parser.add_argument("--rooms", type=Path, help="houses made with ProcTHOR, one JSON a line")
    arguments = parser.parse_args()
    count = write_table(arguments.source, arguments.target, arguments.rooms)
    print(f"{count} assets -> {arguments.target}")


if __name__ == "__main__":
    main()
