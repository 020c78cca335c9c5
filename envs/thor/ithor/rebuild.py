"""Rebuilds `data/ithor.json.gz` from copies of ALFRED's data and ProcTHOR's asset table.

    python -m envs.thor.ithor.rebuild data=FOLDER [out=envs/thor/data/ithor.json.gz]

The folder holds `alfred/floorplans.json.gz`, `alfred/scenes_*.jsonl.gz` and
`procthor/asset-database.json.gz`. The same data always give the same bytes.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from envs.interface import GRID_SIZE, InvalidInputError
from envs.thor.ithor.defaults import Priors, default_movables, place_priors
from envs.thor.ithor.facts import PlanFacts, read_facts
from envs.thor.ithor.layout import Plan, lay_out
from envs.thor.ithor.piece import Piece

DEFAULT_OUT = Path(__file__).parent.parent / "data" / "ithor.json.gz"


def build_table(facts: Iterable[PlanFacts]) -> dict[str, Any]:
    """The table: plan name to its record; `table.py` says what is in it."""
    plans = [(lay_out(one), one) for one in facts]
    priors = place_priors(plans)
    return {one.name: _record(plan, one, priors) for plan, one in plans}


def pack_table(table: dict[str, Any]) -> bytes:
    """The table as the file that ships."""
    text = json.dumps(table, separators=(",", ":"), sort_keys=True).encode()
    return gzip.compress(text, compresslevel=9, mtime=0)


def _record(plan: Plan, facts: PlanFacts, priors: Priors) -> dict[str, Any]:
    return {
        "room": [round(v, 3) for v in plan.room],
        "start": [round(v, 3) for v in plan.start],
        "pieces": [_row(piece) for piece in plan.pieces],
        "standable": [[round(x / GRID_SIZE), round(z / GRID_SIZE)] for x, z in facts.standable],
        "openings": [
            [o.kind, o.asset_id, o.wall, *(round(v, 3) for v in (*o.span, *o.heights))]
            for o in plan.openings
        ],
        "assets": {k: facts.assets[k] for k in sorted(facts.assets)},
        "movables": [
            [m.object_name, *(round(v, 4) for v in (*m.position, *m.rotation))]
            for m in default_movables(plan, facts, priors)
        ],
    }


def _row(piece: Piece) -> list[Any]:
    return [
        piece.kind, piece.asset_id, piece.object_id, *(round(v, 3) for v in piece.centre),
        *(round(v, 3) for v in piece.size), piece.yaw,
    ]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Entry point of `python -m envs.thor.ithor.rebuild`; 2 on bad input."""
    given = dict(a.split("=", 1) for a in arguments if "=" in a)
    try:
        if unknown := sorted(given.keys() - {"data", "out"}) or [
            a for a in arguments if "=" not in a
        ]:
            raise InvalidInputError(unknown[0], "unknown; expected data=FOLDER and out=FILE")
        if "data" not in given:
            raise InvalidInputError("data", "missing; expected data=FOLDER")
        out = Path(given.get("out", DEFAULT_OUT))
        table = build_table(read_facts(Path(given["data"])).values())
        packed = pack_table(table)
        out.write_bytes(packed)
    except InvalidInputError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(table)} floor plans, {len(packed)} bytes -> {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
