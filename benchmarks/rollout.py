"""Frames a second that a rollout puts on disk, and what a frame costs there."""

from __future__ import annotations

import io
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from PIL import Image

from agent.config import RolloutConfig
from agent.overrides import load_config
from agent.rollout import make_shard
from perception.frames import Frame, frames, shards

WORLDS = {"cpu": 8, "cuda": 64}
STEPS = 100  # frames of an episode
PACKED = 64  # frames that each way of packing is tried on


def run(
    device: str = "cpu",
    seed: int = 0,
    peers: bool = True,
    worlds: int | None = None,
    steps: int = STEPS,
    size: int = 300,
) -> dict[str, Any]:
    """Makes a shard of a rollout in this process, and reads it back.

    Args:
        device: Warp device.
        seed: of the rollout.
        peers: nobody else's rollouts do this; none is measured whatever is asked.
        worlds: episodes side by side, each in a house of its own.
        steps: frames of each.
        size: [pixels] width and height.

    Returns:
        the keys of `bench.json`; `packing` holds kilobytes and milliseconds a picture by the way
        that it is packed.
    """
    del peers
    count = worlds or WORLDS[device]
    with tempfile.TemporaryDirectory() as folder:
        config = _config(folder, device, seed, count, steps, size)
        _time(replace(config, episodes=1, steps=2))  # compiles the kernels
        wall, processor = _time(config)
        made = count * steps
        weight = shards(folder)[0].stat().st_size
        started = time.perf_counter()
        kept = [frame for index, frame in enumerate(frames(folder)) if index % _every(made) == 0]
        read = made / (time.perf_counter() - started)
        packing = _packing(kept[:PACKED])
    return {
        "name": "rollout",
        "device": device,
        "value": made / wall,
        "unit": "frames/s",
        "higher_is_better": True,
        "conditions": {
            "policy": "explore",
            "processes": 1,
            "houses": count,
            "frames": made,
            "width": size,
            "height": size,
            "processor": platform.processor() or platform.machine(),
        },
        "peers": {},
        "frames_per_processor_second": made / processor,
        "kilobytes_per_frame": weight / made / 1e3,
        "read_frames_per_second": read,
        "packing": packing,
    }


def _config(
    folder: str, device: str, seed: int, worlds: int, steps: int, size: int
) -> RolloutConfig:
    return load_config(
        "rollout",
        [
            f"out={folder}",
            f"device={device}",
            f"seed={seed}",
            f"worlds={worlds}",
            f"episodes={worlds}",
            f"steps={steps}",
            f"width={size}",
            f"height={size}",
        ],
    )


def _time(config: RolloutConfig) -> tuple[float, float]:
    """[s] that making the first shard takes, by the clock and of the processor."""
    Path(config.out).mkdir(exist_ok=True)
    wall, processor = time.perf_counter(), time.process_time()
    make_shard(config, 0)
    return time.perf_counter() - wall, time.process_time() - processor


def _every(made: int) -> int:
    return max(1, made // PACKED)


def _packing(kept: list[Frame]) -> dict[str, dict[str, float]]:
    """Size and time of ways to pack pictures without loss."""
    ways: dict[str, Callable[[NDArray[np.uint8]], Any]] = {
        "raw, zstd 1": pa.Codec("zstd", 1).compress,
        "raw, zstd 3": pa.Codec("zstd", 3).compress,
        "raw, lz4": pa.Codec("lz4").compress,
        "png, level 1": _png,
    }
    figures: dict[str, dict[str, float]] = {}
    for name, pack in ways.items():
        started = time.process_time()
        size = sum(len(pack(np.ascontiguousarray(frame.rgb))) for frame in kept)
        spent = time.process_time() - started
        figures[name] = {
            "kilobytes": size / len(kept) / 1e3,
            "ms": 1e3 * spent / len(kept),
        }
    return figures


def _png(rgb: NDArray[np.uint8]) -> bytes:
    packed = io.BytesIO()
    Image.fromarray(rgb).save(packed, "png", compress_level=1)
    return packed.getvalue()
