"""How fast the belief takes in frames: projection, maps, instances, containment, absence.

The frames are those of walks through generated houses, drawn beforehand; what is timed is
`Belief.update`, in processor time of one core: with the simulator's masks, whose ids last, and
with the same masks as a network gives them, whose ids mean nothing beyond their frame, so that
things have to be told apart by where they are. No network is timed.
"""

from __future__ import annotations

import dataclasses
import platform
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from envs.interface import Action, ActionName, Observation, Pose
from envs.teach.env import HouseholdEnv
from envs.teach.episodes import Episode
from envs.thor.reachable import reachable_positions
from envs.thor.sources import load_scene
from perception.belief import Belief
from perception.segmentation import Detection, Segmentation

LONG = 1000  # frames of the walk over which memory is watched
WATCHED = 4  # times in it

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
        the keys of `bench.json`; `map_bytes` is what the map of each house takes up,
        `tracked_ms` and `tracked_p95_ms` are for masks without lasting ids, `memory_bytes` all
        that such a belief holds after each quarter of a thousand frames in one house.
    """
    del peers
    told: list[float] = []
    tracked: list[float] = []
    sizes: list[int] = []
    counts: list[int] = []
    for house in range(seed, seed + houses):
        steps = list(walk(f"generated:{house}", house, frames, size, device))
        _timed(Belief(), steps[: frames // 8])  # fills the ray tables
        belief = Belief()
        told += _timed(belief, steps)
        without_ids, eyes = _tracking()
        tracked += _timed(without_ids, steps, eyes)
        sizes.append(_bytes(belief))
        counts.append(len(belief.instances))
    milliseconds, without = np.array(told) * 1e3, np.array(tracked) * 1e3
    return {
        "name": "map",
        "device": "cpu",
        "value": float(1e3 / milliseconds.mean()),
        "unit": "frames/s",
        "higher_is_better": True,
        "conditions": {
            "houses": f"generated:{seed}-{seed + houses - 1}",
            "frames": len(told),
            "frame": f"{size}x{size} depth and instance ids",
            "cores": 1,
            "processor": platform.processor() or platform.machine(),
        },
        "peers": {},
        "mean_ms": float(milliseconds.mean()),
        "p50_ms": float(np.percentile(milliseconds, 50)),
        "p95_ms": float(np.percentile(milliseconds, 95)),
        "tracked_ms": float(without.mean()),
        "tracked_p95_ms": float(np.percentile(without, 95)),
        "map_bytes": sizes,
        "instances": counts,
        "memory_bytes": memory(f"generated:{seed}", seed, size, device),
    }


class FrameIds:
    """The oracle's masks, numbered anew in every frame, each with a doubt about its class.

    They stand in for a network, which is not timed: `prepare` works out those of the next frame.
    """

    _ready: Segmentation

    def segment(self, observation: Observation, pose: Pose) -> Segmentation:
        """Of the frame that was prepared last."""
        return self._ready

    def prepare(self, observation: Observation) -> None:
        """Works out what `segment` returns of a frame."""
        labels, truth = observation.labels or (), observation.instances
        assert truth is not None
        number = np.zeros(int(truth.max(initial=0)) + 1, np.int32)
        for place, label in enumerate(labels, start=1):
            number[label.instance] = place
        detections = tuple(
            Detection(place, label.object_class, 0.9, ((label.object_class, 0.9),))
            for place, label in enumerate(labels, start=1)
        )
        self._ready = Segmentation(number[truth], detections, persistent=False)

    def states(
        self, observation: Observation, pose: Pose, segmentation: Segmentation
    ) -> dict[int, dict[str, float]]:
        """Of the same things in the same order; what is not true is left out."""
        labels = observation.labels or ()
        return {
            one.instance: dict.fromkeys(label.states, 0.9)
            for one, label in zip(segmentation.detections, labels, strict=True)
        }


def _tracking() -> tuple[Belief, FrameIds]:
    eyes = FrameIds()
    return Belief(segmentation=eyes, states=eyes), eyes


def memory(scene: str, seed: int, size: int, device: str = "cpu", frames: int = LONG) -> list[int]:
    """All that a belief holds [bytes] after each quarter of a long walk in one house."""
    found: list[int] = []
    belief, eyes = _tracking()
    steps = walk(scene, seed, frames, size, device)
    for _ in range(WATCHED):
        _timed(belief, islice(steps, frames // WATCHED), eyes)
        found.append(held(belief, set()))
    return found


def walk(scene: str, seed: int, frames: int, size: int, device: str = "cpu") -> Iterator[Step]:
    """Frames of looking around at random places of a house, and turning there.

    Args:
        scene: spec of the house.
        seed: of the choice of places.
        frames: how many.
        size: width and height [pixels].
        device: of the simulator.

    Yields:
        what the agent sees, with the action that led there; None after a jump.
    """
    env = HouseholdEnv(width=size, height=size, device=device)
    start = load_scene(scene).agent
    env.reset(Episode("bench", "teach", scene, "Coffee", (), "", start))
    simulator = env.batch.simulator
    places = reachable_positions(simulator)
    order = np.random.default_rng(seed).permutation(len(places))
    for step in range(frames):
        x, z = places[order[step // 4 % len(order)]].tolist()
        simulator.teleport(0, x, z, 90.0 * (step % 4), 30.0, force=True)
        seen = env.batch.observe()[0].observation
        kept = dataclasses.replace(seen, rgb=np.zeros((1, 1, 3), np.uint8), success=True)
        yield kept, _TURN if step % 4 else None


def _timed(belief: Belief, steps: Iterable[Step], eyes: FrameIds | None = None) -> list[float]:
    """Lets a belief, with these eyes, take in some steps; the processor time [s] of each."""
    times: list[float] = []
    for observation, action in steps:
        if eyes is not None:
            eyes.prepare(observation)
        start = time.process_time()
        belief.update(observation, action)
        times.append(time.process_time() - start)
    return times


def held(value: object, counted: set[int]) -> int:
    """Memory [bytes] of an object and all that it holds, each counted once."""
    if id(value) in counted:
        return 0
    counted.add(id(value))
    if isinstance(value, np.ndarray):
        whole = value.base if isinstance(value.base, np.ndarray) else value
        return 0 if whole is not value and id(whole) in counted else int(whole.nbytes)
    parts: list[object] = []
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        parts = list(value)
    elif dataclasses.is_dataclass(value):
        parts = [getattr(value, field.name) for field in dataclasses.fields(value)]
    elif type(value).__module__.startswith("perception."):
        parts = list(vars(value).values())
    return sys.getsizeof(value) + sum(held(part, counted) for part in parts)


def _bytes(belief: Belief) -> int:
    """Memory [bytes] of the maps."""
    map_ = belief.map
    arrays = [map_.floor, map_.hits, map_.visited, map_.stood, map_.blocked]
    arrays += [map_.voxels.classes, map_.voxels.points, map_.voxels.loose]
    return sum(array.nbytes for array in arrays)
