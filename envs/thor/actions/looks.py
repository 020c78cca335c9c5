"""Colours and light: randomised from the world's own generator, so that a seed repeats them."""

from __future__ import annotations

import colorsys
import dataclasses
import re
from typing import Any

import numpy as np

from envs.thor.actions.handling import Arguments, Handler, Outcome, Refused, brief, number
from envs.thor.render import Lighting
from envs.thor.world import World

ROOM_TYPES = ("Bathroom", "Bedroom", "Kitchen", "LivingRoom")
_PALETTES = 2**31 - 1
# How many looks a seed is drawn from, by AI2-THOR's sets of materials.
_SETS = ("useTrainMaterials", "useValMaterials", "useTestMaterials", "useExternalMaterials")


def _palettes(world: World, slots: list[int]) -> int:
    """Gives things new colours, the same to what looked the same; how many looks there are."""
    palette = world.simulator.numpy("palette")
    fresh: dict[int, int] = {}
    for slot in slots:
        old = int(palette[0, slot])
        if old not in fresh:
            fresh[old] = int(world.generator.integers(_PALETTES))
        palette[0, slot] = fresh[old]
    world.simulator.assign("palette", palette)
    return len(fresh)


def _rooms(world: World) -> list[str]:
    """Types of the rooms that the house has."""
    return sorted({room.room_type for room in world.scene.rooms})


def _split(world: World) -> str:
    """Which of AI2-THOR's sets a floor plan is in: train, validation or test."""
    match = re.search(r"FloorPlan\d*?(\d{1,2})(_physics)?$", world.scene.name)
    if match is None:
        return "useTrainMaterials"
    number_ = (int(match[1]) - 1) % 30 + 1
    if number_ <= 20:
        return "useTrainMaterials"
    return "useValMaterials" if number_ <= 25 else "useTestMaterials"


def _randomize_materials(world: World, arguments: Arguments) -> Outcome:
    own = _split(world)
    used = {name: name == own for name in _SETS}
    used["useExternalMaterials"] = own == "useTrainMaterials"
    given = {name: arguments[name] for name in _SETS if arguments.get(name) is not None}
    if given:
        used = {"useTrainMaterials": True, "useValMaterials": False, "useTestMaterials": False,
                "useExternalMaterials": True, **given}  # fmt: skip
        if "useTrainMaterials" in given and not given["useTrainMaterials"]:
            used["useExternalMaterials"] = bool(given.get("useExternalMaterials", False))
    if not any(used.values()):
        raise Refused("at least one set of materials must be used")
    slots = list(range(len(world.known.ids)))
    rooms = arguments.get("inRoomTypes")
    if rooms is not None:
        wrong = [room for room in rooms if room not in (*ROOM_TYPES, "RoboTHOR")]
        if wrong:
            raise Refused(f"inRoomTypes: there is no room type {brief(wrong[0])}")
        present = [room for room in _rooms(world) if room in rooms]
        if not present:
            raise Refused(f"inRoomTypes: the house has only {', '.join(_rooms(world))}")
        kinds = [room.room_type for room in world.scene.rooms]
        slots = [
            slot
            for slot, thing in enumerate(world.scene.objects)
            if thing.room >= 0 and kinds[thing.room] in present
        ]
    count = _palettes(world, slots)
    return Outcome(
        value={
            "chosenMaterialTypes": None,
            **{name: bool(value) for name, value in used.items()},
            "inRoomTypes": list(rooms) if rooms is not None else None,
            "totalMaterialsConsidered": count,
        }
    )


def _randomize_colors(world: World, arguments: Arguments) -> Outcome:
    del arguments
    _palettes(world, list(range(len(world.known.ids))))
    return Outcome()


def _reset_palettes(world: World, arguments: Arguments) -> Outcome:
    del arguments
    palette = world.simulator.numpy("palette")
    for slot, thing in enumerate(world.scene.objects):
        palette[0, slot] = thing.palette
    world.simulator.assign("palette", palette)
    return Outcome()


def _span(arguments: Arguments, name: str, default: tuple[float, float], top: float) -> Any:
    values = arguments.get(name)
    if values is None:
        return default
    if len(values) != 2 or not 0.0 <= values[0] <= values[1] <= top:
        raise Refused(f"{name} must be two rising numbers in [0, {top:g}], got {brief(values)}")
    return float(values[0]), float(values[1])


def _randomize_lighting(world: World, arguments: Arguments) -> Outcome:
    brightness = _span(arguments, "brightness", (0.5, 1.5), 100.0)
    hue = _span(arguments, "hue", (0.0, 1.0), 1.0)
    saturation = _span(arguments, "saturation", (0.5, 1.0), 1.0)
    generator = world.generator
    usual = Lighting(direction=world.scene.light)
    colour: Any = usual.colour
    drawn = generator.uniform((brightness[0], hue[0], saturation[0]),
                              (brightness[1], hue[1], saturation[1]))  # fmt: skip
    if arguments.get("randomizeColor", True) is not False:
        # AI2-THOR tints each lamp; here the one main light takes half of the tint.
        tint = np.array(colorsys.hsv_to_rgb(float(drawn[1]), 0.5 * float(drawn[2]), 1.0))
        colour = tuple(float(v) for v in np.asarray(usual.colour) * tint)
    world.lighting = dataclasses.replace(usual, colour=colour, exposure=float(drawn[0]))
    return Outcome()


def _reset_lighting(world: World, arguments: Arguments) -> Outcome:
    del arguments
    world.lighting = Lighting(direction=world.scene.light)
    return Outcome()


def _seed(world: World, arguments: Arguments) -> Outcome:
    seed = int(number(arguments, "seed", 0))
    world.generator = np.random.default_rng(seed % 2**64)
    return Outcome()


_SPANS = {name: "a list of numbers" for name in ("brightness", "hue", "saturation")}

ACTIONS: dict[str, Handler] = {
    "RandomizeMaterials": Handler(
        _randomize_materials,
        {**{name: "a boolean" for name in _SETS}, "inRoomTypes": "a list of strings"},
    ),
    "ResetMaterials": Handler(_reset_palettes, {}),
    "RandomizeColors": Handler(_randomize_colors, {}),
    "ResetColors": Handler(_reset_palettes, {}),
    "RandomizeLighting": Handler(
        _randomize_lighting,
        {**_SPANS, "randomizeColor": "a boolean", "synchronized": "a boolean"},
    ),
    "ResetLighting": Handler(_reset_lighting, {}),
    "SetRandomSeed": Handler(_seed, {"seed": "a number"}, ("seed",)),
}
