"""Rebuilds `data/assets.json.gz` from a user's own copy of ProcTHOR's asset database.

    python -m envs.thor.assets_table path/to/asset-database.json[.gz] envs/thor/data/assets.json.gz

The table keeps facts alone: each asset's name, object type and bounding box, rounded to a
millimetre. `data/LICENSE-procthor` says where they come from.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from envs.interface import InvalidInputError

SMALLEST = 0.002  # [m] no side of a bounding box is taken to be thinner


def build_table(database: Mapping[str, Any]) -> dict[str, list[list[Any]]]:
    """Trims ProcTHOR's asset database.

    Args:
        database: object type to list of asset records, as in `asset-database.json`.

    Returns:
        Object type to rows `[asset id, x, y, z]`, sizes in metres, both sorted by name.

    Raises:
        InvalidInputError: a record lacks its id or its bounding box.
    """
    table: dict[str, list[list[Any]]] = {}
    for kind in sorted(database):
        rows = []
        for index, record in enumerate(database[kind]):
            try:
                box = record["boundingBox"]
                size = [max(round(float(box[axis]), 3), SMALLEST) for axis in "xyz"]
                rows.append([str(record["assetId"]), *size])
            except (KeyError, TypeError, ValueError) as error:
                raise InvalidInputError(
                    f"{kind}[{index}]", f"expected assetId and boundingBox x, y, z: {error}"
                ) from error
        table[kind] = sorted(rows)
    return table


def write_table(source: Path, target: Path) -> int:
    """Reads a database file (plain or gzip), writes the table, returns how many assets it has."""
    raw = source.read_bytes()
    if source.suffix == ".gz":
        raw = gzip.decompress(raw)
    table = build_table(json.loads(raw))
    text = json.dumps(table, separators=(",", ":")).encode()
    target.write_bytes(gzip.compress(text, compresslevel=9, mtime=0))
    return sum(len(rows) for rows in table.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="ProcTHOR's asset-database.json or .json.gz")
    parser.add_argument("target", type=Path, help="where to write assets.json.gz")
    arguments = parser.parse_args()
    count = write_table(arguments.source, arguments.target)
    print(f"{count} assets -> {arguments.target}")


if __name__ == "__main__":
    main()
