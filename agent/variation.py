"""What differs from one rolled-out episode to the next: colours, light, lens, sensor and states.

Labels stay those of a perfect annotator: only what the picture is made from, or the picture
itself, is changed. Everything is drawn from the generator that is given.
"""

from __future__ import annotations

import colorsys
import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from agent.config import RandomiseConfig
from envs.ontology import OBJECT_TYPES, Affordance, State
from envs.thor.render import Lighting
from envs.thor.scene import Scene
from envs.thor.simulator import Command, Simulator

_PALETTES = 2**31 - 1
_DRIFT = 1 << 18  # samples by which the noise of two frames may be apart
_LIGHT = Lighting()
# How likely a thing that can be in a state is put into it, times `randomise.states`.
_CHANCES = {
    Command.OPEN: 0.6,
    Command.TOGGLE_ON: 0.8,
    Command.DIRTY: 0.9,
    Command.FILL: 0.9,
    Command.COOK: 0.9,
    Command.BREAK: 0.2,
    Command.USE_UP: 0.7,
    Command.CUT: 0.7,
}
_BOILED = 0.4  # of what was cooked
_NEEDS = {
    Command.OPEN: Affordance.OPENABLE,
    Command.TOGGLE_ON: Affordance.TOGGLEABLE,
    Command.DIRTY: Affordance.DIRTYABLE,
    Command.FILL: Affordance.FILLABLE,
    Command.COOK: Affordance.COOKABLE,
    Command.BREAK: Affordance.BREAKABLE,
    Command.USE_UP: Affordance.USABLE_UP,
}
_LIQUIDS = 3  # water, coffee, wine

Order = tuple[Command, int, float]  # command, slot, value


@dataclass(frozen=True, slots=True)
class Variation:
    """How one episode is seen.

    Attributes:
        field_of_view: [deg] vertical.
        lighting: of the renderer, one view's.
        curve: (768,) uint8, what the sensor makes of each value of red, of green, of blue.
        noise: standard deviation of the sensor's noise, of 255.
    """

    field_of_view: float
    lighting: Lighting
    curve: NDArray[np.uint8]
    noise: float


def draw_variation(
    config: RandomiseConfig, scene: Scene, generator: np.random.Generator
) -> Variation:
    """How an episode in a scene is seen."""
    return Variation(
        field_of_view=float(generator.uniform(*config.field_of_view)),
        lighting=_lighting(config, scene, generator),
        curve=_curve(config.tone, generator),
        noise=float(generator.uniform(0.0, config.noise)),
    )


def _lighting(config: RandomiseConfig, scene: Scene, generator: np.random.Generator) -> Lighting:
    """The scene's own light, turned, tinted, and shared otherwise between lamp and surroundings."""
    turn = generator.normal(scale=0.35 * config.light, size=3)
    direction = np.asarray(scene.light) + turn
    direction[1] = min(float(direction[1]), -0.2)  # from above, whatever is drawn
    hue, saturation = generator.uniform(size=2)
    tint = np.array(colorsys.hsv_to_rgb(float(hue), 0.35 * config.light * float(saturation), 1.0))
    share = 1.0 + config.light * generator.uniform(-0.35, 0.35, size=2)
    stops = float(generator.uniform(*config.exposure))
    return Lighting(
        direction=direction / np.linalg.norm(direction),
        colour=np.asarray(_LIGHT.colour) * tint,
        intensity=float(np.asarray(_LIGHT.intensity) * share[0]),
        ambient=float(np.asarray(_LIGHT.ambient) * share[1]),
        exposure=2.0**stops,
    )


def _curve(tone: float, generator: np.random.Generator) -> NDArray[np.uint8]:
    """Contrast, gamma and white balance as a table of 256 values a channel."""
    gamma = 2.0 ** (tone * float(generator.uniform(-0.4, 0.4)))
    contrast = 1.0 + tone * float(generator.uniform(-0.2, 0.2))
    balance = 1.0 + tone * generator.uniform(-0.12, 0.12, size=(3, 1))
    levels = (np.arange(256) / 255.0) ** gamma
    levels = 0.5 + contrast * (balance * levels - 0.5)
    return np.rint(255.0 * np.clip(levels, 0.0, 1.0)).astype(np.uint8).reshape(768)


def recoloured(scene: Scene, share: float, generator: np.random.Generator) -> Scene:
    """A scene whose things have other colours and textures, in `share` of all episodes.

    What looked the same still does.
    """
    if generator.random() >= share:
        return scene
    fresh: dict[int, int] = {}
    objects = [copy.copy(thing) for thing in scene.objects]
    for thing in objects:
        if thing.palette not in fresh:
            fresh[thing.palette] = int(generator.integers(_PALETTES))
        thing.palette = fresh[thing.palette]
    return replace(scene, objects=objects)


class Sensor:
    """What a camera's sensor makes of the light: its curve and its noise.

    Args:
        variation: of the episode.
        pixels: of a frame.
        generator: of the noise.
    """

    def __init__(self, variation: Variation, pixels: int, generator: np.random.Generator) -> None:
        self._curve = variation.curve.tolist()
        self._plain = bool((variation.curve == np.tile(np.arange(256), 3)).all())
        self._generator = generator
        samples = generator.standard_normal(3 * pixels + _DRIFT, np.float32)
        self._noise = np.rint(variation.noise * samples).astype(np.int16)
        self._silent = not self._noise.any()

    def expose(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The picture (H, W, 3) uint8 that comes of one that was rendered; always a copy."""
        seen = rgb.copy() if self._plain else np.array(Image.fromarray(rgb).point(self._curve))
        if self._silent:
            return seen
        first = int(self._generator.integers(_DRIFT))
        level = seen.astype(np.int16)
        level += self._noise[first : first + seen.size].reshape(seen.shape)
        return np.clip(level, 0, 255).astype(np.uint8)


def shuffle_states(
    simulator: Simulator, share: float, generators: Sequence[np.random.Generator]
) -> None:
    """Opens, switches on, dirties, fills, cooks, breaks, slices and uses up what can be.

    Args:
        simulator: whose worlds are changed.
        share: how much of it, 0 for nothing, 1 for about half of all that can be.
        generators: one a world.
    """
    if share <= 0.0:
        return
    cut = [
        [(Command.CUT, slot, 0.0) for slot in _able(simulator, world, Affordance.SLICEABLE)
         if generator.random() < share * _CHANCES[Command.CUT]]
        for world, generator in enumerate(generators)
    ]  # fmt: skip
    _obey(simulator, cut)
    _obey(
        simulator,
        [_orders(simulator, w, share, generator) for w, generator in enumerate(generators)],
    )
    state = simulator.numpy("state").copy()
    for world, generator in enumerate(generators):
        for slot in _able(simulator, world, Affordance.COOKABLE):
            if state[world, slot] & int(State.COOKED) and generator.random() < _BOILED:
                state[world, slot] |= int(State.BOILED)
    simulator.assign("state", state)
    simulator.settle()


def _orders(
    simulator: Simulator, world: int, share: float, generator: np.random.Generator
) -> list[Order]:
    """What is to be done to the things of a world as they are."""
    orders: list[Order] = []
    for command, affordance in _NEEDS.items():
        for slot in _able(simulator, world, affordance):
            if generator.random() >= share * _CHANCES[command]:
                continue
            value = 0.0
            if command is Command.FILL:
                value = float(generator.integers(_LIQUIDS))
            elif command is Command.OPEN and generator.random() < 0.3:
                value = float(generator.uniform(0.4, 1.0))
            orders.append((command, slot, value))
    return orders


def _able(simulator: Simulator, world: int, affordance: Affordance) -> list[int]:
    """Slots of what is there and can be done that to."""
    there = np.flatnonzero(simulator.numpy("present")[world] != 0)
    kinds = simulator.numpy("type")[world]
    return [int(slot) for slot in there if OBJECT_TYPES[int(kinds[slot])].can(affordance)]


def _obey(simulator: Simulator, orders: Sequence[Sequence[Order]]) -> None:
    """Carries out a list of commands in every world, side by side; what is refused is left."""
    for index in range(max((len(one) for one in orders), default=0)):
        now = [one[index] if index < len(one) else (Command.NOOP, -1, 0.0) for one in orders]
        simulator.step(
            np.array([int(order[0]) for order in now]),
            np.array([order[1] for order in now]),
            np.array([order[2] for order in now], np.float32),
            force=True,
        )
