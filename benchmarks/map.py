"""How fast the belief takes in frames: projection, maps, instances, containment, absence.

The frames are those of walks through generated houses, drawn beforehand; what is timed is
`Belief.update`, in processor time of one core.
"""

from __future__ import annotations

import dataclasses
import platform
import time
from typing import Any

import numpy as np

from envs.interface import Action, ActionName, Observation
from envs.teach.env import HouseholdEnv
from envs.teach.episodes import Episode
from envs.thor.reachable import reachable_positions
from envs.thor.sources import load_scene
from perception.belief import Belief

Step = tuple[Observation, Action | None]
_TURN = Action(ActionName.TURN_RIGHT)


def run(
    device: str = "cpu",
    seed: int = 0,
    peers: bool = True,
    houses: int = 3,
    frames: int = 240,
    size: int = 300,
) -> dict[str, Any]:
    """Measures frames a second.

    Args:
        device: of the simulator that draws the frames; the belief itself works on the CPU.
        seed: first generated house, and seed of the walks.
        peers: there is none to measure whatever is asked: maps of this kind come with agents
            whose other parts are not installable.
        houses: number of houses.
        frames: number of frames in each.
        size: width and height of the frames [pixels].

    Returns:
        the keys of `bench.json`; `map_bytes` is what the map of each house takes up.
    """
    del peers
    times: list[float] = []
    sizes: list[int] = []
    counts: list[int] = []
    for house in range(seed, seed + houses):
        steps = walk(f"generated:{house}", house, frames, size, device)
        _timed(steps[: frames // 8])  # fills the ray tables
        belief, spent = _timed(steps)
        times += spent
        sizes.append(_bytes(belief))
        counts.append(len(belief.instances))
    milliseconds = np.array(times) * 1e3
    return {
        "name": "map",
        "device": "cpu",
        "value": float(1e3 / milliseconds.mean()),
        "unit": "frames/s",
        "higher_is_better": True,
        "conditions": {
            "houses": f"generated:{seed}-{seed + houses - 1}",
            "frames": len(times),
            "frame": f"{size}x{size} depth and instance ids",
            "cores": 1,
            "processor": platform.processor() or platform.machine(),
        },
        "peers": {},
        "p50_ms": float(np.percentile(milliseconds, 50)),
        "p95_ms": float(np.percentile(milliseconds, 95)),
        "map_bytes": sizes,
        "instances": counts,
    }


def walk(scene: str, seed: int, frames: int, size: int, device: str = "cpu") -> list[Step]:
    """Frames of looking around at random places of a house, and turning there.

    Args:
        scene: spec of the house.
        seed: of the choice of places.
        frames: how many.
        size: width and height [pixels].
        device: of the simulator.

    Returns:
        what the agent sees, with the action that led there; None after a jump.
    """
    env = HouseholdEnv(width=size, height=size, device=device)
    start = load_scene(scene).agent
    env.reset(Episode("bench", "teach", scene, "Coffee", (), "", start))
    simulator = env.batch.simulator
    places = reachable_positions(simulator)
    order = np.random.default_rng(seed).permutation(len(places))
    steps: list[Step] = []
    while len(steps) < frames:
        x, z = places[order[len(steps) // 4 % len(order)]].tolist()
        simulator.teleport(0, x, z, 90.0 * (len(steps) % 4), 30.0, force=True)
        seen = env.batch.observe()[0].observation
        kept = dataclasses.replace(seen, rgb=np.zeros((1, 1, 3), np.uint8), success=True)
        steps.append((kept, _TURN if len(steps) % 4 else None))
    return steps


def _timed(steps: list[Step]) -> tuple[Belief, list[float]]:
    """The belief after some steps, and the processor time [s] of each."""
    belief = Belief()
    times: list[float] = []
    for observation, action in steps:
        start = time.process_time()
        belief.update(observation, action)
        times.append(time.process_time() - start)
    return belief, times


def _bytes(belief: Belief) -> int:
    """Memory [bytes] of the maps."""
    map_ = belief.map
    arrays = [map_.floor, map_.hits, map_.visited, map_.stood, map_.blocked]
    arrays += [map_.voxels.classes, map_.voxels.points, map_.voxels.loose]
    return sum(array.nbytes for array in arrays)
