"""How many frames a second are drawn, beside MuJoCo on the same boxes, and whether they are right.

Cameras stand where an agent could, at its height, level or 30 degrees down. One process on one
core; every frame is a call of its own and carries colour, depth and instance ids.
"""

from __future__ import annotations

import contextlib
import copy
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.ray_check import cast_frame
from envs.interface import CAMERA_HEIGHT, FIELD_OF_VIEW
from envs.thor.geometry import Material, Shape
from envs.thor.reachable import reachable_positions
from envs.thor.render import Frames, Renderer
from envs.thor.scene import Scene
from envs.thor.shapes.primitives import box
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene

HOUSES = 6
POSES = 25  # cameras a house
TIMED_S = 2.0  # [s] each measurement lasts at least this long
CHECKED = 24  # frames cast again, ray by ray
HORIZONS = (0.0, 30.0)


@dataclass(frozen=True, slots=True)
class Cameras:
    """Where the frames are taken from: world (V,), position (V, 3), yaw (V,), horizon (V,)."""

    world: NDArray[np.int32]
    position: NDArray[np.float64]
    yaw: NDArray[np.float64]
    horizon: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.world)


def run(
    device: str = "cpu",
    seed: int = 0,
    peers: bool = True,
    size: int = 300,
    houses: int = HOUSES,
    poses: int = POSES,
    timed_s: float = TIMED_S,
    checked: int = CHECKED,
) -> dict[str, Any]:
    """Measures frames a second.

    Args:
        device: Warp device.
        seed: first generated house, and seed of the cameras.
        peers: whether to measure MuJoCo too.
        size: width and height of the frames, pixels.
        houses: generated houses.
        poses: cameras a house.
        timed_s: [s] shortest time that each measurement lasts.
        checked: frames whose ids are cast again, ray by ray.

    Returns:
        the keys of `bench.json`; `core_share` is how much of the core the process got while its
        frames were timed (below 1, other work on the machine slowed them), `boxes` our figure on
        the peer's boxes, `ray_agreement` the share of pixels whose id an independent ray cast
        confirms.
    """
    scenes = [load_scene(f"generated:{seed + index}") for index in range(houses)]
    with _one_core():
        simulator = Simulator(scenes, device)
        cameras = agent_cameras(simulator, poses, np.random.default_rng(seed))
        draw = _drawer(simulator, cameras, size)
        began, busy = time.perf_counter(), time.process_time()
        value = frames_per_second({"": draw}, len(cameras), timed_s)[""]
        share = (time.process_time() - busy) / (time.perf_counter() - began)
        boxes = boxed(scenes)
        box_simulator = Simulator(boxes, device, shapes=(_BOX,))
        box_draw = _drawer(box_simulator, cameras, size)
        measured = _beside_mujoco(boxes, cameras, size, timed_s, box_draw) if peers else {}
        if "boxes" not in measured:
            measured |= frames_per_second({"boxes": box_draw}, len(cameras), timed_s)
    result: dict[str, Any] = {
        "name": "render",
        "device": device,
        "value": value,
        "unit": "frames/s",
        "higher_is_better": True,
        "conditions": {
            "processes": 1,
            "cores": 1,
            "frame": f"{size}x{size} rgb+depth+ids, one call a frame",
            "houses": f"generated:{seed}-{seed + houses - 1}",
            "cameras": len(cameras),
            "objects": [int(count) for count in (simulator.numpy("present") != 0).sum(axis=1)],
            "processor": platform.processor() or platform.machine(),
        },
        "peers": {},
        "core_share": share,
        "boxes": measured["boxes"],
        "ray_agreement": ray_agreement(simulator, cameras, draw, checked),
    }
    _add_peer(result, measured)
    return result


def agent_cameras(simulator: Simulator, poses: int, rng: np.random.Generator) -> Cameras:
    """Cameras at standing height in places that an agent can walk to."""
    world, position, yaw, horizon = [], [], [], []
    for index in range(simulator.nworld):
        free = reachable_positions(simulator, index)
        chosen = free[rng.integers(len(free), size=poses)]
        floor = float(simulator.agent_numpy("position")[index, 1])
        height = np.full(poses, floor + CAMERA_HEIGHT)
        world.append(np.full(poses, index, dtype=np.int32))
        position.append(np.stack([chosen[:, 0], height, chosen[:, 1]], axis=1))
        yaw.append(rng.integers(12, size=poses) * 30.0)
        horizon.append(rng.choice(HORIZONS, size=poses))
    return Cameras(
        np.concatenate(world),
        np.concatenate(position),
        np.concatenate(yaw),
        np.concatenate(horizon),
    )


def frames_per_second(
    draws: Mapping[str, Callable[[int], object]], count: int, timed_s: float
) -> dict[str, float]:
    """The rates at which each `draw(camera)` goes through all cameras.

    They take turns, so that whatever else the machine does slows them alike; each is timed for at
    least `timed_s`, and its median pass counts.
    """
    passes: dict[str, list[float]] = {name: [] for name in draws}
    for draw in draws.values():
        for camera in range(count):
            draw(camera)
    while min(sum(times) for times in passes.values()) < timed_s:
        for name, draw in draws.items():
            start = time.perf_counter()
            for camera in range(count):
                draw(camera)
            passes[name].append(time.perf_counter() - start)
    return {name: count / float(np.median(times)) for name, times in passes.items()}


def boxed(scenes: Sequence[Scene]) -> list[Scene]:
    """The same houses with every object a plain box."""
    copies = []
    for scene in scenes:
        objects = [copy.copy(thing) for thing in scene.objects if thing.present]
        for thing in objects:
            thing.shape, thing.parent, thing.link, thing.whole = 0, -1, -1, -1
        copies.append(Scene(scene.name, objects, scene.rooms, scene.agent, scene.light))
    return copies


def ray_agreement(
    simulator: Simulator, cameras: Cameras, draw: Callable[[int], Frames], checked: int
) -> float:
    """Share of pixels on which the drawn ids and the cast ones agree."""
    agreeing = total = 0
    for camera in np.linspace(0, len(cameras) - 1, min(checked, len(cameras))).astype(int):
        ids = draw(int(camera)).ids
        assert ids is not None
        cast = cast_frame(
            simulator,
            int(cameras.world[camera]),
            cameras.position[camera],
            float(cameras.yaw[camera]),
            float(cameras.horizon[camera]),
            ids.shape[1],
        )
        agreeing += int((ids[0] == cast).sum())
        total += cast.size
    return agreeing / total


_BOX = Shape("box", box((-1, -1, -1), (1, 1, 1), Material.BODY))


def _drawer(simulator: Simulator, cameras: Cameras, size: int) -> Callable[[int], Frames]:
    renderer = Renderer(
        simulator.objects,
        simulator.geometry,
        simulator.nworld,
        simulator.nobject,
        simulator.device,
    )

    def draw(camera: int) -> Frames:
        one = slice(camera, camera + 1)
        return renderer.render(
            cameras.world[one],
            cameras.position[one],
            cameras.yaw[one],
            cameras.horizon[one],
            FIELD_OF_VIEW,
            size,
            size,
        )

    return draw


def _beside_mujoco(
    scenes: Sequence[Scene],
    cameras: Cameras,
    size: int,
    timed_s: float,
    draw: Callable[[int], Frames],
) -> dict[str, Any]:
    """Ours and MuJoCo's figures on the boxes; or why there are none of MuJoCo's."""
    try:
        from benchmarks.mujoco_boxes import MujocoBoxes

        with contextlib.closing(MujocoBoxes(scenes, size)) as peer:

            def one(camera: int, ids: bool = True) -> NDArray[np.int32] | None:
                return peer.draw(
                    int(cameras.world[camera]),
                    cameras.position[camera],
                    float(cameras.yaw[camera]),
                    float(cameras.horizon[camera]),
                    ids,
                )

            agree = []
            for camera in range(0, len(cameras), max(1, len(cameras) // 10)):
                ours = draw(camera).ids
                assert ours is not None
                agree.append(float((one(camera) == ours[0]).mean()))
            draws = {
                "boxes": draw,
                "mujoco": one,
                "mujoco_without_ids": lambda camera: one(camera, False),
            }
            rates = frames_per_second(draws, len(cameras), timed_s)
            return {**rates, "agreement": float(np.mean(agree)), "gl": peer.gl}
    except (ImportError, AttributeError, RuntimeError, OSError) as error:
        return {"reason": f"{type(error).__name__}: {error}"}


def _add_peer(result: dict[str, Any], measured: dict[str, Any]) -> None:
    if "mujoco" in measured:
        result["peers"] = {
            "mujoco": measured["mujoco"],
            "mujoco, rgb and depth only": measured["mujoco_without_ids"],
        }
        result["times_mujoco"] = result["boxes"] / measured["mujoco"]
        result["times_mujoco_rgb_depth"] = result["boxes"] / measured["mujoco_without_ids"]
        result["mujoco_agreement"] = measured["agreement"]
        result["conditions"]["mujoco"] = (
            f"the houses' boxes, no shadows, no multisampling, {measured['gl']}"
        )
    elif "reason" in measured:
        result["conditions"]["mujoco"] = f"not measured: {measured['reason']}"


@contextlib.contextmanager
def _one_core() -> Iterator[None]:
    """Keeps this process, and threads begun meanwhile, on one core where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
