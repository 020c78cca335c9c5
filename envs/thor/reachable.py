"""Where an agent can stand, and from where it sees a thing: asked of every candidate at once."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import warp as wp
from numpy.typing import NDArray

from envs.interface import CAMERA_HEIGHT, GRID_SIZE, InvalidInputError
from envs.thor.kernels.motion import CROUCHED_CAMERA_HEIGHT
from envs.thor.kernels.survey import find_free, find_steps, see_from
from envs.thor.simulator import Simulator

MAX_CELLS = 250_000  # of a lattice; a grid that fine is a mistake
YAWS = (0.0, 90.0, 180.0, 270.0)
HORIZONS = (-30.0, 0.0, 30.0, 60.0)


def reachable_positions(
    simulator: Simulator, world: int = 0, grid: float = GRID_SIZE, yaw: float = 0.0
) -> NDArray[np.float64]:
    """Where an agent can walk to in steps of `grid` metres along two axes.

    Args:
        grid: [m] length of a step; the lattice runs through where the agent is now.
        yaw: [deg] of the lattice; at 0 its axes are the world's.

    Returns:
        (K, 2) x and z in metres, world frame, by x then z at yaw 0; the agent's own place is
        among them.
    """
    if not 0.01 <= grid <= 10.0:
        raise InvalidInputError("grid", f"expected metres in [0.01, 10], got {grid}")
    here = simulator.agent_numpy("position")[world].astype(np.float64)
    sin, cos = math.sin(math.radians(yaw)), math.cos(math.radians(yaw))
    axes = np.array([[cos, -sin], [sin, cos]])  # of the lattice, (x, z) each
    low, high = _bounds(simulator, world)
    ends = np.array([(x, z) for x in (low[0], high[0]) for z in (low[2], high[2])])
    reach = (ends - here[[0, 2]]) @ axes.T / grid
    before = np.maximum(np.floor(-reach.min(axis=0) + 1e-9), 0).astype(int)
    after = np.maximum(np.floor(reach.max(axis=0) + 1e-9), 0).astype(int)
    shape = tuple(int(n) for n in before + after + 1)
    if shape[0] * shape[1] > MAX_CELLS:
        raise InvalidInputError("grid", f"{grid} m makes more than {MAX_CELLS} lattice points here")
    corner = here[[0, 2]] - grid * (before @ axes)
    origin = wp.vec3(corner[0], here[1], corner[1])
    device = simulator.device
    free = wp.empty(shape, dtype=wp.int32, device=device)
    steps = wp.empty((*shape, 4), dtype=wp.int32, device=device)
    scene = [
        simulator.objects,
        simulator.agents,
        simulator.geometry,
        simulator.types,
        world,
        origin,
        *(wp.vec3(grid * axis[0], 0.0, grid * axis[1]) for axis in axes),
    ]
    wp.launch(find_free, dim=shape, inputs=[*scene, free], device=device)
    start = wp.vec2i(int(before[0]), int(before[1]))
    wp.launch(find_steps, dim=steps.shape, inputs=[*scene, free, start, steps], device=device)
    cells = np.argwhere(_flood(steps.numpy().astype(bool), (int(before[0]), int(before[1]))))
    return here[[0, 2]] + grid * ((cells - before) @ axes)


def _bounds(simulator: Simulator, world: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high corners (3,) of what is in the world."""
    there = simulator.numpy("present")[world] > 0
    centre = simulator.numpy("position")[world][there].astype(np.float64)
    half = simulator.numpy("half")[world][there].astype(np.float64)
    wide = half.copy()
    wide[:, [0, 2]] = np.hypot(half[:, 0], half[:, 2])[:, None]
    if not len(centre):
        here = simulator.agent_numpy("position")[world].astype(np.float64)
        return here, here
    return (centre - wide).min(axis=0), (centre + wide).max(axis=0)


def _flood(steps: NDArray[np.bool_], start: tuple[int, int]) -> NDArray[np.bool_]:
    """Lattice points that can be walked to from `start`.

    Args:
        steps: (nx, nz, 4) whether the step +x, -x, +z, -z can be taken from a point.

    Returns:
        (nx, nz) bool.
    """
    reached = np.zeros(steps.shape[:2], dtype=bool)
    reached[start] = True
    edge = reached
    while edge.any():
        grown = np.zeros_like(reached)
        grown[1:] |= (edge & steps[:, :, 0])[:-1]
        grown[:-1] |= (edge & steps[:, :, 1])[1:]
        grown[:, 1:] |= (edge & steps[:, :, 2])[:, :-1]
        grown[:, :-1] |= (edge & steps[:, :, 3])[:, 1:]
        edge = grown & ~reached
        reached = reached | grown
    return reached


def interactable_poses(
    simulator: Simulator,
    world: int,
    slot: int,
    positions: NDArray[np.float64] | None = None,
    yaws: Sequence[float] = YAWS,
    horizons: Sequence[float] = HORIZONS,
    standing: bool = True,
    reach: float | None = None,
    height: float | None = None,
) -> NDArray[np.float64]:
    """Poses from which an agent could act on an object: it is seen, in reach, not shut in.

    Args:
        slot: of the object.
        positions: (P, 2) x and z in metres to stand at; all reachable ones if None.
        yaws, horizons: [deg] to look in.
        standing: whether the camera is at a standing agent's height or a crouched one's.
        reach: [m] of the hand; the simulator's if None.
        height: [m] of the camera; by `standing` if None.

    Returns:
        (K, 4) x, z, yaw, horizon; in the order of positions, yaws, horizons.
    """
    if not 0 <= slot < simulator.nobject or not simulator.numpy("present")[world, slot]:
        return np.zeros((0, 4))
    if positions is None:
        positions = reachable_positions(simulator, world)
    centre = simulator.numpy("position")[world, slot]
    half = simulator.numpy("half")[world, slot]
    # Nearer than this is a must; the kernel measures exactly.
    reach = simulator.reach if reach is None else reach
    radius = reach + math.hypot(float(half[0]), float(half[2]))
    gap = np.hypot(positions[:, 0] - centre[0], positions[:, 1] - centre[2])
    looks = list(itertools.product(yaws, horizons))
    near = positions[gap <= radius]
    if not len(near) or not looks:
        return np.zeros((0, 4))
    poses = np.concatenate(
        [np.repeat(near, len(looks), axis=0), np.tile(np.array(looks), (len(near), 1))], axis=1
    )
    if height is None:
        height = CAMERA_HEIGHT if standing else CROUCHED_CAMERA_HEIGHT
    return poses[_seen_from(simulator, world, slot, poses, height, reach)]


def _seen_from(
    simulator: Simulator,
    world: int,
    slot: int,
    poses: NDArray[np.float64],
    height: float,
    reach: float,
) -> NDArray[np.bool_]:
    """(K,) whether the object can be acted on from each pose (K, 4)."""
    device = simulator.device
    seen = wp.empty(len(poses), dtype=wp.int32, device=device)
    tan = math.tan(math.radians(simulator.field_of_view) / 2)
    heights = np.full(len(poses), height, np.float32)
    inputs = [
        simulator.objects,
        simulator.geometry,
        simulator.types,
        world,
        slot,
        int(simulator.agent_numpy("held")[world]),
        wp.array(poses.astype(np.float32), dtype=wp.vec4, device=device),
        wp.array(heights, dtype=wp.float32, device=device),
        float(simulator.agent_numpy("position")[world][1]),
        tan * simulator.aspect,
        tan,
        reach,
    ]
    wp.launch(see_from, dim=len(poses), inputs=inputs, outputs=[seen], device=device)
    return seen.numpy() > 0
