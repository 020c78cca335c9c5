"""How fast the simulator steps: one world first, then batches; no rendering.

Traces are recorded once (a walk with what a household robot does on its way), then replayed and
timed through `Simulator.step`, host work included. Batches take turns over several rounds, and
each is judged by its best round, so that what else the machine does weighs little.
"""

from __future__ import annotations

import collections
import itertools
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from envs.interface import GRID_SIZE, LOOK_ANGLE, TURN_ANGLE
from envs.ontology import OBJECT_TYPES, Affordance, State, takes
from envs.thor.raycast import visible_objects
from envs.thor.scene import Scene
from envs.thor.simulator import Command, Simulator
from envs.thor.sources import load_scene

Request = tuple[int, int, float]  # command, target slot, value
BATCHES = (1, 16, 256, 1024)
HOUSES = 4
TRACE = 400  # actions recorded a house
ROUNDS = 5  # times that every batch takes its turn
INTERACTING = 0.3  # share of the recorder's turns that are interactions, where one is in sight


def run(
    device: str = "cpu",
    seed: int = 0,
    peers: bool = True,
    batches: Sequence[int] = BATCHES,
    houses: int = HOUSES,
    trace: int = TRACE,
    rounds: int = ROUNDS,
) -> dict[str, Any]:
    """Measures actions a second.

    Args:
        device: Warp device.
        seed: first generated house, and seed of the recorder.
        peers: AI2-THOR itself would be the peer; its Unity build is not installable, so none is
            measured whatever is asked.
        batches: numbers of worlds.
        houses: different houses in a batch.
        trace: actions recorded a house.
        rounds: times that every batch is timed.

    Returns:
        the keys of `bench.json`; `batch` holds actions a second and microseconds a world and
        step by the number of worlds.
    """
    del peers
    scenes = [load_scene(f"generated:{seed + index}") for index in range(houses)]
    recorded = [record(scene, seed + index, trace) for index, scene in enumerate(scenes)]
    courses = {nworld: _courses(nworld, scenes, recorded, device) for nworld in batches}
    costs: dict[int, list[list[float]]] = {nworld: [] for nworld in batches}
    for _ in range(rounds):
        for nworld, group in courses.items():
            costs[nworld].append([_time(course, device) for course in group])
    figures = {str(nworld): _figure(np.array(rows)) for nworld, rows in costs.items()}
    return {
        "name": "step",
        "device": device,
        "value": figures[str(batches[0])]["actions_per_second"],
        "unit": "actions/s",
        "higher_is_better": True,
        "conditions": {
            "worlds": batches[0],
            "houses": f"generated:{seed}-{seed + houses - 1}",
            "objects": [len(scene.objects) for scene in scenes],
            "rendering": False,
            "trace": trace,
            "rounds": rounds,
            "mix": _mix(recorded),
            "processor": platform.processor() or platform.machine(),
        },
        "peers": {},
        "batch": figures,
        "cost_falls_with_the_batch": _falls(figures),
    }


def record(scene: Scene, seed: int, count: int) -> list[tuple[Request, bool]]:
    """Plays a wandering robot: what it asked for, and whether that worked."""
    generator = np.random.default_rng(seed)
    simulator = Simulator([scene])
    trace: list[tuple[Request, bool]] = []
    blocked = False
    while len(trace) < count:
        request = _interaction(simulator, generator) if generator.random() < INTERACTING else None
        if request is None:
            request = _motion(generator, blocked)
        result = simulator.step(request[0], request[1], request[2])
        blocked = not result.success[0]
        trace.append((request, bool(result.success[0])))
    return trace


def _motion(generator: np.random.Generator, blocked: bool) -> Request:
    """A step ahead, mostly; a turn where the way is blocked; now and then a look."""
    turn = 0.9 if blocked else 0.2
    if generator.random() < turn:
        side = Command.ROTATE_LEFT if generator.random() < 0.5 else Command.ROTATE_RIGHT
        return int(side), -1, TURN_ANGLE
    if generator.random() < 0.08:
        way = Command.LOOK_UP if generator.random() < 0.5 else Command.LOOK_DOWN
        return int(way), -1, LOOK_ANGLE
    return int(Command.MOVE_AHEAD), -1, GRID_SIZE


def _interaction(simulator: Simulator, generator: np.random.Generator) -> Request | None:
    """Something that can be done with something in sight, if there is any."""
    seen = np.flatnonzero(visible_objects(simulator.objects, simulator.geometry, simulator.agents))
    held = int(simulator.agent_numpy("held")[0])
    options: list[Request] = []
    for slot in seen:
        options += _options(simulator, int(slot), held)
    if not options:
        return None
    # Kinds first, so that doors and lamps are not all that is ever done.
    kinds = sorted({option[0] for option in options})
    kind = kinds[int(generator.integers(len(kinds)))]
    same = [option for option in options if option[0] == kind]
    return same[int(generator.integers(len(same)))]


def _options(simulator: Simulator, slot: int, held: int) -> list[Request]:
    kind = OBJECT_TYPES[int(simulator.numpy("type")[0, slot])]
    state = int(simulator.numpy("state")[0, slot])
    options: list[Request] = []
    if kind.can(Affordance.PICKUPABLE) and held < 0:
        options.append((int(Command.PICKUP), slot, 0.0))
    if held >= 0 and takes(kind.name, simulator.name(0, held)):
        options.append((int(Command.PUT), slot, 0.0))
    if kind.can(Affordance.OPENABLE):
        command = Command.CLOSE if state & State.OPEN else Command.OPEN
        options.append((int(command), slot, 0.0))
    if kind.can(Affordance.TOGGLEABLE):
        command = Command.TOGGLE_OFF if state & State.TOGGLED else Command.TOGGLE_ON
        options.append((int(command), slot, 0.0))
    if kind.can(Affordance.SLICEABLE) and simulator.name(0, held) in ("Knife", "ButterKnife"):
        options.append((int(Command.SLICE), slot, 0.0))
    filled = held >= 0 and int(simulator.numpy("state")[0, held]) & State.filled()
    if filled and kind.can(Affordance.FILLABLE) and slot != held:
        options.append((int(Command.POUR), slot, 0.0))
    return options


@dataclass(frozen=True, slots=True)
class Course:
    """A batch of worlds and what is asked of it: three arrays (steps, nworld)."""

    simulator: Simulator
    command: NDArray[np.int32]
    target: NDArray[np.int32]
    value: NDArray[np.float32]


def _courses(
    nworld: int, scenes: list[Scene], recorded: list[list[tuple[Request, bool]]], device: str
) -> list[Course]:
    """Batches of `nworld` worlds that together hold every house alike."""
    houses = len(scenes)
    starts = range(houses) if nworld < houses else range(1)
    return [
        _course([(first + index) % houses for index in range(nworld)], scenes, recorded, device)
        for first in starts
    ]


def _course(
    worlds: list[int],
    scenes: list[Scene],
    recorded: list[list[tuple[Request, bool]]],
    device: str,
) -> Course:
    requests = [[request for request, _ in trace] for trace in recorded]

    def column(index: int, dtype: type) -> NDArray[Any]:
        table = np.array([[request[index] for request in trace] for trace in requests], dtype)
        return np.ascontiguousarray(table[worlds].T)

    return Course(
        Simulator([scenes[world] for world in worlds], device=device),
        column(0, np.int32),
        column(1, np.int32),
        column(2, np.float32),
    )


def _time(course: Course, device: str) -> float:
    """[s] that one world's step costs, over one replay of the traces."""
    simulator = course.simulator
    simulator.reset()
    wp.synchronize_device(device)
    start = time.perf_counter()
    for command, target, value in zip(course.command, course.target, course.value, strict=True):
        simulator.step(command, target, value)
    wp.synchronize_device(device)
    return (time.perf_counter() - start) / course.command.size


def _figure(costs: NDArray[np.float64]) -> dict[str, float]:
    """What (rounds, courses) seconds a world and step come to."""
    best = float(costs.min(axis=0).mean())
    return {
        "actions_per_second": 1.0 / best,
        "us_per_world_step": 1e6 * best,
        "mean_actions_per_second": 1.0 / float(costs.mean()),
    }


def _mix(recorded: list[list[tuple[Request, bool]]]) -> dict[str, Any]:
    """Share of each command, and of those that worked."""
    asked = collections.Counter(Command(r[0]).name for trace in recorded for r, _ in trace)
    total = sum(asked.values())
    worked = sum(success for trace in recorded for _, success in trace)
    shares = {name: round(count / total, 4) for name, count in sorted(asked.items())}
    motion = sum(v for k, v in asked.items() if Command[k] < Command.PICKUP)
    return {
        "commands": shares,
        "interactions": round(1 - motion / total, 4),
        "succeeded": round(worked / total, 4),
    }


def _falls(figures: dict[str, dict[str, float]]) -> bool:
    costs = [figure["us_per_world_step"] for figure in figures.values()]
    return all(b < a for a, b in itertools.pairwise(costs))
