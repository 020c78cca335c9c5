"""Memory stays where it is, however long a session is."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from envs.thor.controller import EmbeddedController
from tests.envs.thor.wire.raw import RawClient

ALLOWED = 12.0  # [MiB] that a process may grow by between the early steps and the last
REQUESTS: list[dict[str, Any]] = [
    *({"action": a} for a in ("MoveAhead", "RotateRight", "RotateLeft", "LookDown", "LookUp")),
    {"action": "MoveBack", "renderDepthImage": True},
    {"action": "Pass", "renderInstanceSegmentation": True, "renderSemanticSegmentation": True},
    {"action": "GetReachablePositions"},
    {"action": "PickupObject", "x": 0.5, "y": 0.6},
    {"action": "OpenObject", "x": 0.5, "y": 0.5, "forceAction": True},
    {"action": "DropHandObject", "forceAction": True},
    {"action": "Fly", "wings": 2},
    {"action": "MoveAhead", "moveMagnitude": "far"},
]  # fmt: skip

needs_proc = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="reads /proc/PID/statm"
)


def resident(pid: int | str = "self") -> float:
    """[MiB] of memory that a process has."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def requests(count: int) -> list[dict[str, Any]]:
    generator = random.Random(0)
    weights = [8] * 5 + [3, 3, 0.05, 2, 2, 2, 1, 1]
    return generator.choices(REQUESTS, weights, k=count)


@needs_proc
@pytest.mark.slow
def test_the_simulator_does_not_grow_over_the_wire() -> None:
    count = int(os.environ.get("HESTIA_STEPS", "100000"))
    with RawClient(64, 64) as raw:
        raw.ask(action="Reset", sceneName="generated:3")
        raw.ask(action="Initialize", gridSize=0.25)
        early = 0.0
        for index, request in enumerate(requests(count)):
            raw.ask(**request)
            if index % 5000 == 4999:
                raw.ask(action="Reset", sceneName="generated:3")
            if index == max(6000, count // 10):
                early = resident(raw.process.pid)
        late = resident(raw.process.pid)
        print(f"resident after {count // 10} steps {early:.1f} MiB, after {count} {late:.1f} MiB")
        assert late - early < ALLOWED


@needs_proc
@pytest.mark.slow
def test_the_controller_does_not_grow_in_process() -> None:
    count = int(os.environ.get("HESTIA_STEPS", "100000"))
    controller = EmbeddedController("generated:3", 64, 64)
    early = 0.0
    for index, request in enumerate(requests(count)):
        controller.run(request)
        if index == max(6000, count // 10):
            early = resident()
    late = resident()
    print(f"resident after {count // 10} steps {early:.1f} MiB, after {count} {late:.1f} MiB")
    assert late - early < ALLOWED
