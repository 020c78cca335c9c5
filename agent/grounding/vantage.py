"""Places to look from in generated houses: before a thing, every type as likely."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agent.camera import Cameras, Deed, Place
from agent.config import RandomiseConfig, SensorsConfig
from agent.variation import draw_variation
from envs.interface import InvalidInputError, Observation
from envs.ontology import OBJECT_TYPES, Affordance
from envs.thor.reachable import interactable_poses, reachable_positions
from envs.thor.simulator import Command, Simulator
from envs.thor.sources import load_scene
from perception.frames import Frame

TRIES = 12  # things that are thought of, until one can be looked at
INTERESTING = (
    Affordance.PICKUPABLE | Affordance.OPENABLE | Affordance.TOGGLEABLE | Affordance.RECEPTACLE
)
AS_IT_IS = RandomiseConfig(
    colours=0.0, states=0.0, light=0.0, exposure=(0.0, 0.0), tone=0.0, noise=0.0,
    field_of_view=(90.0, 90.0), resolution=(1.0, 1.0),
)  # fmt: skip


def look_at_something(
    simulator: Simulator,
    generator: np.random.Generator,
    places: NDArray[np.float64],
    affordances: Affordance = INTERESTING,
) -> int | None:
    """Puts the agent of the one world before a thing.

    Args:
        simulator: that is changed.
        generator: draws which thing, and from where.
        places: (P, 2) x and z in metres where the agent can stand.
        affordances: any of which the thing is to have.

    Returns:
        the thing's slot; None where nothing can be looked at.
    """
    kinds, there = simulator.numpy("type")[0], simulator.numpy("present")[0] != 0
    slots: dict[str, list[int]] = {}
    for slot in np.flatnonzero(there):
        kind = OBJECT_TYPES[int(kinds[slot])]
        if kind.affordances & affordances and not kind.can(Affordance.STRUCTURE):
            slots.setdefault(kind.name, []).append(int(slot))
    for _ in range(TRIES if slots else 0):
        group = slots[sorted(slots)[int(generator.integers(len(slots)))]]
        slot = group[int(generator.integers(len(group)))]
        poses = interactable_poses(simulator, 0, slot, places)
        if len(poses):
            x, z, yaw, horizon = (float(v) for v in poses[int(generator.integers(len(poses)))])
            aim = np.array([[x, horizon, z]], np.float32)
            simulator.step(int(Command.TELEPORT), -1, yaw, aim, True)
            return slot
    return None


def frame_of(scene: str, seed: int, sensors: SensorsConfig, device: str) -> Frame:
    """A frame of a house, from where the seed says.

    Raises:
        InvalidInputError: there is no such house, or nothing in it that can be looked at.
    """
    generator = np.random.default_rng((seed, 2))
    house = load_scene(scene)
    aspect = sensors.width / sensors.height
    simulator = Simulator([house], device, field_of_view=90.0, aspect=aspect)
    variation = draw_variation(AS_IT_IS, house, generator)
    cameras = Cameras(simulator, [variation], sensors.width, sensors.height, [generator])
    places = reachable_positions(simulator, 0)
    if not len(places) or look_at_something(simulator, generator, places) is None:
        raise InvalidInputError("scene", f"nothing in {scene} can be looked at; try another")
    return cameras.frame(0, cameras.shoot()[0], Deed(), Place(scene, 0, 0, seed))


def as_sensed(frame: Frame, suite: str) -> Observation:
    """A frame as a sensor suite gives it."""
    whole = frame.observation()
    if suite == "oracle":
        return whole
    bare = replace(whole, instances=None, labels=None, pose=None)
    return bare if suite == "rgbd" else replace(bare, depth=None, success=None)
