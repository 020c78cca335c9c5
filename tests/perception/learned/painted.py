"""Frames of rollouts that are painted, not rendered: coloured boxes before a wall and a floor."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from envs.interface import InstanceLabel, Pose
from perception.frames import Frame, encode, shard_writer

SIDE = 96  # [pixels]
KINDS = {  # class: colour, state that brightens it
    "Apple": ((200, 30, 30), None),
    "Mug": ((30, 60, 200), "isDirty"),
    "Fridge": ((120, 120, 120), "isOpen"),
}


def painted(rng: np.random.Generator, step: int = 0) -> Frame:
    """A floor 1.575 m below the camera, a wall 3 m away, and three boxes 1.5 m away."""
    rgb = np.full((SIDE, SIDE, 3), 235, np.uint8)
    ids = np.full((SIDE, SIDE), 1, np.uint16)
    depth = np.full((SIDE, SIDE), 3.0, np.float32)
    down = (np.arange(SIDE) + 0.5 - SIDE / 2) / (SIDE / 2)
    floor = down * 3.0 > 1.575
    rgb[floor], ids[floor] = (150, 110, 60), 2
    depth[floor] = (1.575 / down[floor])[:, None]
    labels = [InstanceLabel(1, "Wall", frozenset()), InstanceLabel(2, "Floor", frozenset())]
    for number, (kind, (colour, state)) in enumerate(KINDS.items(), start=3):
        true = state is not None and rng.random() < 0.5
        side = int(rng.integers(14, 22))
        top, left = int(rng.integers(10, 40)), int(rng.integers(2, 9)) + 31 * (number - 3)
        part = np.s_[top : top + side, left : left + side]
        rgb[part] = np.clip(np.array(colour) + (55 if true else 0), 0, 255)
        ids[part], depth[part] = number, 1.5
        labels.append(InstanceLabel(number, kind, frozenset({state} if true else ())))  # type: ignore[arg-type]
    return Frame(
        rgb=rgb,
        depth=depth.astype(np.float16),
        instances=ids,
        labels=tuple(labels),
        pose=Pose(0.0, 0.0, 0.0, 0.0),
        field_of_view=90.0,
        held=0,
        action=None,
        point=None,
        target=0,
        success=None,
        house="painted",
        episode=0,
        step=step,
        seed=0,
    )


def rollout(folder: Path, count: int, seed: int = 0) -> Path:
    """A folder with a shard of painted frames."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "shard-00000.parquet").open("wb") as file, shard_writer(file) as writer:
        for first in range(0, count, 16):
            rows = [painted(rng, step) for step in range(first, min(count, first + 16))]
            writer.write_batch(encode(rows))
    return folder
