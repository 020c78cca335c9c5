"""Where scenes come from: `generated:SEED`, `FloorPlan10`, `FILE#INDEX`, `FILE.json`, and lists."""

from __future__ import annotations

import functools
import gzip
import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from envs.interface import InvalidInputError
from envs.thor.house import build_scene
from envs.thor.ithor import floor_plan_house, is_plan_name, plan_list, plan_name
from envs.thor.scene import Scene

MAX_SEED = 2**31 - 1
MAX_HOUSES = 1_000_000
MAX_BYTES = 1 << 30  # of one file, unpacked

_FORMS = "`generated:SEED`, `FloorPlan10`, `FILE#INDEX` (.json, .jsonl, .jsonl.gz) or `FILE.json`"
_LIST_FORMS = (
    "`generated:FIRST-LAST`, `generated:SEED`, `ithor:all`, `ithor:FloorPlan1-30`, "
    "or a file of house JSON lines"
)


def load_house(spec: str) -> dict[str, Any]:
    """Reads or generates the house JSON that a scene spec names.

    Args:
        spec: `generated:SEED`, an iTHOR floor plan (`FloorPlan10`, `FloorPlan10_physics`),
            `FILE#INDEX` (counted from 0) or `FILE.json`.

    Raises:
        InvalidInputError: the spec names nothing, or its file cannot be read.
    """
    _check_text("scene", spec)
    if is_plan_name(spec):
        return floor_plan_house(plan_name(spec))
    if spec.startswith("generated:"):
        first, last = _seed_range("scene", spec)
        if first != last:
            raise InvalidInputError("scene", f"{spec!r} names many houses; a scene is one")
        from envs.thor.generate import generate_house  # its libraries take their time

        return generate_house(first)
    name, mark, number = spec.rpartition("#")
    if not mark:
        return _one_house(spec)
    if not number.isdecimal():
        raise InvalidInputError("scene", f"{spec!r}: after # expected a line number, from 0")
    lines = _lines(_existing("scene", name, _FORMS))
    index = int(number[:12])
    if index >= len(lines):
        raise InvalidInputError(
            "scene", f"{name} holds {len(lines)} houses, 0 to {len(lines) - 1}; got {number}"
        )
    return _parse(lines[index], f"{name}#{index}")


def load_scene(spec: str) -> Scene:
    """Builds the scene that a spec names; see `load_house`."""
    house = load_house(spec)
    try:
        return build_scene(house, spec)
    except InvalidInputError as error:
        if spec.startswith("generated:"):
            raise
        raise InvalidInputError(f"{spec}: {error.field}", error.problem) from None


def house_specs(houses: str) -> Sequence[str]:
    """The scene specs of a list of houses, in order.

    Args:
        houses: `generated:FIRST-LAST` (both included), `generated:SEED`, iTHOR floor plans
            (`ithor:all`, `ithor:kitchen`, `ithor:FloorPlan1-30`, `ithor:FloorPlan1,FloorPlan201`),
            or a file of house JSON, one a line (`.jsonl`, `.jsonl.gz`) or one in all (`.json`).

    Raises:
        InvalidInputError: the list names nothing.
    """
    _check_text("houses", houses)
    if houses.startswith("ithor:"):
        return plan_list(houses)
    if is_plan_name(houses):
        return (plan_name(houses, "houses"),)
    if houses.startswith("generated:"):
        first, last = _seed_range("houses", houses)
        return tuple(f"generated:{seed}" for seed in range(first, last + 1))
    if "#" in houses and not Path(houses).exists():
        load_house(houses)
        return (houses,)
    path = _existing("houses", houses, _LIST_FORMS)
    return tuple(f"{houses}#{index}" for index in range(len(_lines(path))))


def _check_text(field: str, spec: str) -> None:
    if not isinstance(spec, str) or not spec or len(spec) > 4096 or "\0" in spec:
        raise InvalidInputError(field, f"expected {_FORMS}")


def _seed_range(field: str, spec: str) -> tuple[int, int]:
    match = re.fullmatch(r"generated:(\d{1,10})(?:-(\d{1,10}))?", spec)
    if match is None:
        raise InvalidInputError(
            field, f"{spec!r}: expected `generated:SEED` or `generated:FIRST-LAST`"
        )
    first = int(match[1])
    last = int(match[2]) if match[2] is not None else first
    if last < first:
        raise InvalidInputError(field, f"{spec!r}: {last} comes before {first}")
    if last > MAX_SEED:
        raise InvalidInputError(field, f"{spec!r}: seeds go from 0 to {MAX_SEED}")
    if last - first >= MAX_HOUSES:
        raise InvalidInputError(field, f"{spec!r}: more than {MAX_HOUSES} houses")
    return first, last


def _existing(field: str, name: str, forms: str) -> Path:
    path = Path(name).expanduser()
    try:
        found = path.is_file()
    except OSError:
        found = False
    if not found:
        raise InvalidInputError(field, f"there is no file {name!r}; expected {forms}")
    return path


def _one_house(spec: str) -> dict[str, Any]:
    path = _existing("scene", spec, _FORMS)
    lines = _lines(path)
    if len(lines) != 1:
        raise InvalidInputError(
            "scene", f"{spec} holds {len(lines)} houses; choose one with {spec}#INDEX"
        )
    return _parse(lines[0], spec)


def _lines(path: Path) -> tuple[str, ...]:
    """The houses of a file, one text each."""
    stat = path.stat()
    return _read(str(path), stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=4)
def _read(name: str, modified: int, size: int) -> tuple[str, ...]:
    del modified, size  # part of the cache's key alone
    try:
        with open(name, "rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            if packed:
                with gzip.open(file) as unpacked:
                    raw = unpacked.read(MAX_BYTES + 1)
            else:
                raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise InvalidInputError(name, f"more than {MAX_BYTES >> 20} MiB")
        text = raw.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InvalidInputError(name, f"cannot be read: {error}") from None
    lines = tuple(line for line in text.splitlines() if line.strip())
    if not lines:
        raise InvalidInputError(name, "is empty; expected house JSON")
    whole = _whole(text) if len(lines) > 1 or text.lstrip().startswith("[") else None
    return whole if whole is not None else lines


def _whole(text: str) -> tuple[str, ...] | None:
    """A file that is one JSON value over several lines: one house, or a list of them."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    values = value if isinstance(value, list) else [value]
    return tuple(json.dumps(item) for item in values) or None


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except RecursionError:
        raise InvalidInputError(where, "not a house: nested too deep") from None
    except ValueError as error:
        raise InvalidInputError(where, f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise InvalidInputError(where, "expected a JSON object with `rooms`, `walls`, `objects`")
    return value
