"""`hestia houses`: generates, draws or checks houses, or counts what is where in them."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from agent.tool_config import HousesConfig
from envs.interface import InvalidInputError
from envs.ontology import Affordance, can
from envs.thor.generate import generate_house
from envs.thor.house import build_scene
from envs.thor.scene import Scene
from envs.thor.sources import house_specs, load_house, load_scene

DONE, BAD_INPUT = 0, 2
MOST_MESSAGES = 20  # of houses that are not valid


def execute(config: HousesConfig) -> int:
    """Do what `config.action` says.

    Returns:
        0, or 2 where a house is not valid.
    """
    if config.rooms is not None and config.action != "generate":
        raise InvalidInputError("rooms", f"`hestia houses {config.action}` makes no houses")
    specs = house_specs(config.houses)
    if config.action == "validate":
        return _validate(specs)
    out = Path(config.out)
    out.mkdir(parents=True, exist_ok=True)
    if config.action == "count":
        return _count(out, specs)
    houses = [_house(config, spec) for spec in specs]
    for spec, house in zip(specs, houses, strict=True):
        _leave(out, spec, house)
    if config.action == "generate":
        path = out / "houses.jsonl.gz"
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(house) + "\n" for house in houses)
        print(f"all of them, to be used as houses={path}")
    return DONE


def describe(scene: Scene) -> str:
    """A house in a line: its rooms and how many things are in it."""
    kinds: dict[str, int] = {}
    for room in scene.rooms:
        kinds[room.room_type] = kinds.get(room.room_type, 0) + 1
    rooms = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    count = sum(item.present for item in scene.objects)
    return f"{rooms}; {count} objects"


def _house(config: HousesConfig, spec: str) -> Mapping[str, Any]:
    if config.action != "generate":
        return load_house(spec)
    if not spec.startswith("generated:"):
        raise InvalidInputError(
            "houses", f"`hestia houses generate` takes generated:FIRST-LAST, got {config.houses!r}"
        )
    return generate_house(int(spec.removeprefix("generated:")), rooms=config.rooms)


def _leave(out: Path, spec: str, house: Mapping[str, Any]) -> None:
    """Write a house and its picture, and say what it is."""
    from envs.thor.top_down import draw

    scene = build_scene(dict(house), spec)
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", Path(spec).name)
    (out / f"{name}.json").write_text(json.dumps(house, indent=1) + "\n", encoding="utf-8")
    draw(scene).save(out / f"{name}.png")
    print(f"{spec}: {describe(scene)}; {out / name}.json and .png")


def _count(out: Path, specs: Sequence[str]) -> int:
    """Leave how many things of each type rest in each type of receptacle, as `planning.priors`
    reads it."""
    places: dict[str, Counter[str]] = {}
    receptacles: Counter[str] = Counter()
    for spec in track(specs, "houses", console=Console(stderr=True)):
        things = load_scene(spec).objects
        for thing in things:
            if not thing.present:
                continue
            if can(thing.object_type, Affordance.RECEPTACLE):
                receptacles[thing.object_type] += 1
            if thing.parent >= 0 and can(thing.object_type, Affordance.PICKUPABLE):
                held = places.setdefault(thing.object_type, Counter())
                held[things[thing.parent].object_type] += 1
    counts = {
        "homes": len(specs),
        "places": {kind: dict(sorted(held.items())) for kind, held in sorted(places.items())},
        "receptacles": dict(sorted(receptacles.items())),
    }
    path = out / "homes.json"
    path.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    number = sum(held.total() for held in places.values())
    print(f"{number} things of {len(places)} types in {len(specs)} houses: {path}")
    return DONE


def _validate(specs: Sequence[str]) -> int:
    """Build every house; say which cannot be, and where."""
    bad = 0
    for spec in specs:
        try:
            load_scene(spec)
        except InvalidInputError as error:
            bad += 1
            if bad > MOST_MESSAGES:
                continue
            where = "" if error.field.startswith(spec) else f"{spec}: "
            print(f"hestia: {where}{error}", file=sys.stderr)
    if bad > MOST_MESSAGES:
        print(f"hestia: and {bad - MOST_MESSAGES} more", file=sys.stderr)
    print(f"{len(specs) - bad} of {len(specs)} houses are valid")
    return BAD_INPUT if bad else DONE
