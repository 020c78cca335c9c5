"""What the way through the real AI2-THOR client costs: the same steps in process and over pipes.

Both sides take turns over several rounds, and each is judged by its best round, so that what else
the machine does weighs little.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from typing import Any

from envs.interface import InvalidInputError
from envs.thor.client import Controller
from envs.thor.controller import EmbeddedController
from envs.thor.launch import executable
from envs.thor.sources import load_house, load_scene

SIDE = 300  # [px]
STEPS = 12  # a round: short, so that some are not disturbed
ROUNDS = 60
ACTIONS = ("RotateRight", "MoveAhead", "RotateLeft", "LookDown", "MoveBack", "LookUp")
FLOOR_PLAN = "FloorPlan10"

Step = Callable[[str], Any]


def run(
    device: str = "cpu",
    seed: int = 0,
    peers: bool = True,
    steps: int = STEPS,
    rounds: int = ROUNDS,
    scene: str | None = None,
) -> dict[str, Any]:
    """Measures a step's round trip through the unmodified `ai2thor` client.

    Args:
        device: Warp device of the simulator on both sides.
        seed: of the house, where there are no floor plans.
        peers: Unity itself would be the peer; it is not installable, so none is measured.
        steps: a round.
        rounds: times that each side takes its turn.
        scene: to measure in; a floor plan if None.

    Returns:
        the keys of `bench.json`: `value` is what the wire adds to a step [ms]; beside it the step
        on both sides [ms] and their ratio, and the same where metadata is read in process too.
    """
    del peers
    name = scene or _scene(seed)
    ours = EmbeddedController(name, width=SIDE, height=SIDE, device=device)
    there = Controller(
        local_executable_path=str(executable(device)),
        x_display="0",
        scene=name if name.startswith("FloorPlan") else load_house(name),
        width=SIDE,
        height=SIDE,
    )
    try:
        sides: dict[str, Step] = {
            "in_process": ours.step,
            "in_process_with_metadata": lambda action: ours.step(action).metadata["objects"],
            "round_trip": there.step,
        }
        best = {side: min(_time(step, steps) for _ in range(2)) for side, step in sides.items()}
        for _ in range(rounds):
            for side, step in sides.items():
                best[side] = min(best[side], _time(step, steps))
        objects = len(there.last_event.metadata["objects"])
    finally:
        there.stop()
    return {
        "name": "thor",
        "device": device,
        "value": best["round_trip"] - best["in_process"],
        "unit": "ms a step above in process",
        "higher_is_better": False,
        "conditions": {
            "scene": name,
            "objects": objects,
            "size": [SIDE, SIDE],
            "images": "RGB",
            "steps": steps,
            "rounds": rounds,
            "client": "ai2thor.controller.Controller over FIFO",
            "processor": platform.processor() or platform.machine(),
        },
        "peers": {},
        **{f"{side}_ms": value for side, value in best.items()},
        "ratio": best["round_trip"] / best["in_process"],
        "above_metadata_ms": best["round_trip"] - best["in_process_with_metadata"],
    }


def _scene(seed: int) -> str:
    try:
        load_scene(FLOOR_PLAN)
    except InvalidInputError:
        return f"generated:{seed}"
    return FLOOR_PLAN


def _time(step: Step, steps: int) -> float:
    """[ms] that a step costs."""
    start = time.perf_counter()
    for index in range(steps):
        step(ACTIONS[index % len(ACTIONS)])
    return 1000.0 * (time.perf_counter() - start) / steps
