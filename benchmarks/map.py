"""How fast a belief takes in frames: projection, voxel and top-down map, instances, containment.

Frames of a walk through generated houses are recorded first; only `Belief.update` is timed.
"""

from __future__ import annotations

import platform
import time
from typing import Any

import numpy as np

from envs.interface import Action, ActionName, Observation
from envs.teach.env import HouseholdEnv, Limits
from envs.teach.episodes import Episode
from envs.thor.sources import load_scene
from perception.belief import Belief

HOUSES = 3
STEPS = 150  # recorded a house
WIDTH = HEIGHT = 300  # [px]
TURN = 0.25  # share of turns where the way is free

Recorded = list[tuple[Observation, Action | None]]


def run(
    device: str = "cpu",
    seed: int = 0,
    peers: bool = True,
    houses: int = HOUSES,
    steps: int = STEPS,
) -> dict[str, Any]:
    """Measures belief updates a second.

    Args:
        device: that the frames are drawn on; the belief itself works on the CPU.
        seed: first generated house, and seed of the walk.
        peers: no other library keeps this belief, so none is measured whatever is asked.
        houses: different houses.
        steps: frames of each.

    Returns:
        The keys of `bench.json`, with the median and 95th percentile of one update.
    """
    del peers
    spent: list[float] = []
    instances: list[int] = []
    for index in range(houses):
        recorded = record(f"generated:{seed + index}", seed + index, steps, device)
        belief = Belief()
        for observation, action in recorded:
            start = time.perf_counter()
            belief.update(observation, action)
            spent.append(time.perf_counter() - start)
        instances.append(len(belief.instances))
    half, most = np.percentile(spent, (50, 95)) * 1000.0
    return {
        "name": "map",
        "device": device,
        "value": len(spent) / sum(spent),
        "unit": "updates/s",
        "higher_is_better": True,
        "conditions": {
            "houses": f"generated:{seed}-{seed + houses - 1}",
            "frames": len(spent),
            "width": WIDTH,
            "height": HEIGHT,
            "instances": instances,
            "processor": platform.processor() or platform.machine(),
        },
        "peers": {},
        "p50_ms": float(half),
        "p95_ms": float(most),
    }


def record(house: str, seed: int, steps: int, device: str = "cpu") -> Recorded:
    """What a wandering agent sees, each observation with the action that led to it."""
    generator = np.random.default_rng(seed)
    scene = load_scene(house)
    env = HouseholdEnv(
        width=WIDTH, height=HEIGHT, device=device, limits=Limits(steps + 1, steps + 1)
    )
    event = env.reset(
        Episode("bench", "teach", house, "Coffee", (), "wander about", start=scene.agent)
    )
    recorded: Recorded = [(_kept(event.observation), None)]
    while len(recorded) < steps:
        blocked = event.observation.success is False
        name = ActionName.FORWARD
        if generator.random() < (0.9 if blocked else TURN):
            name = ActionName.TURN_LEFT if generator.random() < 0.5 else ActionName.TURN_RIGHT
        event = env.step(Action(name))
        recorded.append((_kept(event.observation), Action(name)))
    return recorded


def _kept(observation: Observation) -> Observation:
    """The same observation in arrays of its own: the environment draws over its frames."""
    assert observation.depth is not None and observation.instances is not None
    return Observation(
        rgb=observation.rgb.copy(),
        depth=observation.depth.copy(),
        instances=observation.instances.copy(),
        labels=observation.labels,
        pose=observation.pose,
        success=observation.success,
        field_of_view=observation.field_of_view,
    )
