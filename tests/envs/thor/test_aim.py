"""What the image shows within reach, the hand can reach."""

from __future__ import annotations

import math

import numpy as np
import pytest

from envs.thor.reachable import reachable_positions
from envs.thor.render import Renderer
from envs.thor.simulator import Command, Error, Simulator
from envs.thor.sources import load_scene

SIDE = 150  # [px] of the frames


@pytest.mark.parametrize("seed", [2, 6])
def test_every_pixel_within_reach_is_a_target(seed: int) -> None:
    simulator = Simulator([load_scene(f"generated:{seed}")])
    renderer = Renderer(simulator.objects, simulator.geometry, simulator.nworld, simulator.nobject)
    generator = np.random.default_rng(seed)
    positions = reachable_positions(simulator)
    tried = 0
    for x, z in positions[generator.integers(0, len(positions), 40)]:
        yaw, horizon = generator.choice([0, 90, 180, 270]), generator.choice([0, 30, 60])
        simulator.teleport(0, float(x), float(z), float(yaw), float(horizon), force=True)
        centre, *look = simulator.camera()
        frames = renderer.render([0], centre[None], *look, width=SIDE, height=SIDE, rgb=False)
        rotation = simulator.pose().world_from_camera()
        for row, column in generator.integers(0, SIDE, (60, 2)):
            slot = int(frames.ids[0, row, column]) - 1
            ray = np.array([2 * (column + 0.5) / SIDE - 1, 1 - 2 * (row + 0.5) / SIDE, 1.0])
            ray = rotation @ (ray * float(frames.depth[0, row, column]))
            if slot < 0 or math.hypot(ray[0], ray[2]) > 1.49:
                continue
            # Pouring with an empty hand changes nothing, and is refused after the check of sight.
            result = simulator.step(int(Command.POUR), slot, aim=centre + ray)
            tried += 1
            assert result.error[0] in (Error.HAND_EMPTY, Error.INSIDE_CLOSED), (
                simulator.name(0, slot),
                Error(int(result.error[0])),
            )
    assert tried > 200
