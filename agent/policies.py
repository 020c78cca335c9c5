"""The frames of one shard of a rollout: the wanderer's worlds side by side, or the expert's tasks.

Both yield the frames as they come; the frames of one episode come in order.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from agent.camera import Cameras, Deed, Place
from agent.config import RolloutConfig
from agent.episode import planner_of
from agent.expert import run_expert
from agent.explorer import Bout, Choice, Explorer
from agent.variation import Variation, draw_variation, recoloured, shuffle_states
from envs.interface import FIELD_OF_VIEW, SensorSuite
from envs.teach.env import COMMANDS, HouseholdBatch
from envs.teach.episodes import Episode
from envs.teach.generator import EpisodeGenerator, Unproven
from envs.teach.start import scene_of
from envs.thor.scene import Scene
from envs.thor.simulator import Command, Simulator
from envs.thor.sources import house_specs, load_scene
from perception.frames import Frame

# What a generator is for, so that no two draw the same numbers.
_LOOKS, _STATES, _NOISE, _DEEDS, _HOUSES, _SIZE = range(6)
_SIDE = 4  # [pixels] of which every frame's width and height are multiples


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a rollout that one worker makes in one go.

    Attributes:
        index: its number.
        episodes: numbers of its episodes, for the expert as many of them as it takes.
        frames: in all; None for as many as the episodes have.
    """

    index: int
    episodes: range
    frames: int | None


def shard_frames(config: RolloutConfig, shard: Shard) -> Iterator[Frame]:
    """The frames of a shard; they depend on nothing but the configuration and the shard."""
    return (_demonstrated if config.policy == "expert" else _explored)(config, shard)


def frame_size(config: RolloutConfig, shard: Shard) -> tuple[int, int]:
    """Width and height of a shard's frames."""
    low, high = config.randomise.resolution
    scale = float(_generator(config, shard.index, _SIZE).uniform(low, high))
    if low == high == 1.0:
        return config.width, config.height
    width, height = (
        max(32, _SIDE * round(scale * side / _SIDE)) for side in (config.width, config.height)
    )
    return width, height


def _generator(config: RolloutConfig, number: int, use: int) -> np.random.Generator:
    return np.random.default_rng((config.seed, number, use))


def _explored(config: RolloutConfig, shard: Shard) -> Iterator[Frame]:
    """Worlds side by side, a wanderer in each; one frame of every world, then the next."""
    episodes = list(shard.episodes)
    worlds = range(len(episodes))
    scenes, variations = _scenes(config, episodes)
    width, height = frame_size(config, shard)
    widest = max(one.field_of_view for one in variations)
    simulator = Simulator(scenes, config.device, field_of_view=widest, aspect=width / height)
    states = [_generator(config, episode, _STATES) for episode in episodes]
    shuffle_states(simulator, config.randomise.states, states)
    noises = [_generator(config, episode, _NOISE) for episode in episodes]
    cameras = Cameras(simulator, variations, width, height, noises)
    wanderers = [
        Explorer(simulator, world, _generator(config, episode, _DEEDS), config.policy == "search")
        for world, episode in zip(worlds, episodes, strict=True)
    ]
    lengths = _lengths(config, shard)
    deeds = [Deed() for _ in worlds]
    bouts: list[Bout] = []
    for step in range(max(lengths)):
        shots = cameras.shoot()
        for world in worlds:
            if step < lengths[world]:
                place = Place(scenes[world].name, episodes[world], step, config.seed)
                yield cameras.frame(world, shots[world], deeds[world], place)
        if step == 0:
            bouts = [one.wander(shot) for one, shot in zip(wanderers, shots, strict=True)]
            choices = [next(bout) for bout in bouts]
        else:
            choices = [
                bout.send((shot, deed.success is not False))
                for bout, shot, deed in zip(bouts, shots, deeds, strict=True)
            ]
        deeds = _act(simulator, choices)


def _lengths(config: RolloutConfig, shard: Shard) -> list[int]:
    """Frames of each of a shard's episodes: all alike, save for the rollout's last."""
    lengths = [config.steps] * len(shard.episodes)
    if shard.frames is not None:
        lengths[-1] = shard.frames - config.steps * (len(lengths) - 1)
    return lengths


def _scenes(config: RolloutConfig, episodes: Sequence[int]) -> tuple[list[Scene], list[Variation]]:
    """The houses of episodes in their colours, and how they are seen."""
    houses = house_specs(config.houses)
    order = _generator(config, 0, _HOUSES).permutation(len(houses))
    scenes: list[Scene] = []
    variations: list[Variation] = []
    for episode in episodes:
        looks = _generator(config, episode, _LOOKS)
        scene = load_scene(houses[int(order[episode % len(houses)])])
        scenes.append(recoloured(scene, config.randomise.colours, looks))
        variations.append(draw_variation(config.randomise, scene, looks))
    return scenes, variations


def _act(simulator: Simulator, choices: Sequence[Choice]) -> list[Deed]:
    """Does what the wanderers chose, in every world at once."""
    count = simulator.nworld
    command = np.full(count, int(Command.NOOP), np.int32)
    target = np.full(count, -1, np.int32)
    value = np.zeros(count, np.float32)
    aim = np.full((count, 3), np.nan, np.float32)
    put = np.zeros(count, bool)
    for world, choice in enumerate(choices):
        if choice.action is None:
            assert choice.pose is not None
            x, z, yaw, horizon = (float(part) for part in choice.pose)
            command[world], value[world], put[world] = int(Command.TELEPORT), yaw, True
            aim[world] = (x, horizon, z)
            continue
        code, amount = COMMANDS[choice.action]
        command[world], target[world], value[world] = int(code), choice.slot, amount
        if choice.aim is not None:
            aim[world] = choice.aim
    result = simulator.step(command, target, value, aim, put)
    return [
        Deed()
        if choice.action is None
        else Deed(choice.action, choice.point, choice.slot + 1, bool(result.success[world]))
        for world, choice in enumerate(choices)
    ]


def _demonstrated(config: RolloutConfig, shard: Shard) -> Iterator[Frame]:
    """The expert's tasks, one after another; the last is cut off where there are frames enough."""
    left = math.inf if shard.frames is None else shard.frames
    load = functools.lru_cache(maxsize=4)(load_scene)
    houses = house_specs(config.houses)
    tasks = EpisodeGenerator(houses, Unproven(), seed=config.seed, load=load)
    for number in shard.episodes:
        episode = tasks.episode(number)
        for frame in _demonstration(config, shard, episode, number, load(episode.scene)):
            if left <= 0:
                return
            yield frame
            left -= 1


def _demonstration(
    config: RolloutConfig, shard: Shard, episode: Episode, number: int, plain: Scene
) -> Iterator[Frame]:
    """One task as the expert does it, in its house, which looks otherwise."""
    looks = _generator(config, number, _LOOKS)
    house = recoloured(plain, config.randomise.colours, looks)
    variation = draw_variation(config.randomise, plain, looks)
    start = scene_of(episode, lambda _: house)
    planner = planner_of(config.planner)
    steps = run_expert(start, episode.resolve(), planner, device=config.device).steps
    batch = HouseholdBatch(1, SensorSuite.ORACLE, device=config.device, load=lambda _: house)
    batch.reset([episode])
    width, height = frame_size(config, shard)
    noise = _generator(config, number, _NOISE)
    cameras = Cameras(batch.simulator, [variation], width, height, [noise])
    place = Place(episode.scene, number, 0, config.seed)
    yield cameras.frame(0, cameras.shoot()[0], Deed(), place)
    for index, step in enumerate(steps):
        event = batch.step([step.action])[0]
        point = step.action.point
        if point is not None:
            point = _through(point, variation.field_of_view, width / height)
        deed = Deed(step.action.name, point, step.slot + 1, event.observation.success)
        yield cameras.frame(0, cameras.shoot()[0], deed, replace(place, step=index + 1))


def _through(
    point: tuple[float, float], field_of_view: float, aspect: float
) -> tuple[float, float] | None:
    """A point (y, x) of the expert's square frame in one of another lens; None outside of it."""
    scale = math.tan(math.radians(FIELD_OF_VIEW) / 2) / math.tan(math.radians(field_of_view) / 2)
    y = 0.5 + (point[0] - 0.5) * scale
    x = 0.5 + (point[1] - 0.5) * scale / aspect
    return (y, x) if 0.0 <= y <= 1.0 and 0.0 <= x <= 1.0 else None
