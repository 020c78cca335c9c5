"""Trains the eyes, from rollouts to weights, metrics and model card."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from envs.interface import InvalidInputError
from perception.frames import shards
from perception.learned.calibration import calibrated, named
from perception.learned.lessons import Lesson, Reader, Variety, crop, lesson_of
from perception.learned.losses import accuracy_of
from perception.learned.model import load, save
from perception.learned.training import Progress, Recipe, mixed, train

WEIGHTS, METRICS, CARD = "eyes.safetensors", "metrics.json", "MODEL_CARD.md"
SIDE = 304  # [pixels] of the frames that are held out
HELD_OUT = 320  # frames that the metrics are taken of, at most
CALIBRATED = 700  # frames by which the head that names whole things is calibrated, at most
_PLAIN = Variety(colour=0.0, mirror=0.0, depth_noise=0.0)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training is told.

    Attributes:
        data: folders of rollouts, with commas between them.
        valid: the same, of other houses, for the metrics; "" for none.
        out: folder for weights, metrics and model card.
        seed: of everything random.
        recipe: of the training.
        weights: file to begin with; "" for random ones, where the task allows that.
        device: `cpu` or `cuda`.
        processes: that share each batch.
        keep: share of the weights to begin with in those that are left.
    """

    data: str
    valid: str
    out: str
    seed: int
    recipe: Recipe
    weights: str = ""
    device: str = "cpu"
    processes: int = 1
    keep: float = 0.0


def folders_of(text: str, field: str) -> list[str]:
    """Folders in a text with commas between them, each with shards of a rollout.

    Raises:
        InvalidInputError: none is named, or one holds no shards.
    """
    folders = [part.strip() for part in text.split(",") if part.strip()]
    if not folders:
        raise InvalidInputError(
            field, "name a folder of frames; `hestia rollout frames=10000 out=FOLDER` makes one"
        )
    for folder in folders:
        shards(folder)
    return folders


def train_perception(plan: Plan, watch: Callable[[Progress], None]) -> dict[str, Any]:
    """Trains, and leaves everything in `plan.out`.

    Args:
        plan: what to train.
        watch: called after every step.

    Returns:
        What is in `metrics.json`.

    Raises:
        InvalidInputError: a folder holds no frames, or the weights are of another model.
    """
    folders = folders_of(plan.data, "data")
    valid = folders_of(plan.valid, "valid") if plan.valid else []
    if plan.device.startswith("cuda") and not torch.cuda.is_available():
        raise InvalidInputError("device", "this machine has no CUDA device; use device=cpu")
    task = plan.recipe.task
    whole = task == "segmentation"
    start = None if whole and not plan.weights else load(plan.weights or None)
    if start is None and plan.keep:
        raise InvalidInputError("keep", "nothing to keep: name what to begin with, weights=FILE")
    out = Path(plan.out)
    out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    checkpoint = out / f"{task}.checkpoint.pt"
    network = train(
        folders, plan.recipe, plan.seed, checkpoint, watch, plan.device, start, plan.processes
    )
    if start is not None:
        network = mixed(network, start, plan.keep)
    if task == "classes":
        network = calibrated(network, named(network, _plain(folders, plan, CALIBRATED)))
    path = out / WEIGHTS
    save(network, path)
    metrics: dict[str, Any] = {
        "task": task,
        "steps": plan.recipe.steps,
        "frames": sum(_frames(folder) for folder in folders),
        "recipe": asdict(plan.recipe),
        "seed": plan.seed,
        "device": plan.device,
        "processes": plan.processes,
        "kept": plan.keep,
        "seconds": round(time.monotonic() - started, 1),
        "size_mb": round(path.stat().st_size / 1e6, 2),
    }
    if valid:
        metrics["held_out"] = _held_out(valid, load(path), plan)
    (out / METRICS).write_text(json.dumps(metrics, indent=1, sort_keys=True) + "\n")
    (out / CARD).write_text(_card(metrics))
    return metrics


def _frames(folder: str) -> int:
    import pyarrow.parquet as pq

    return sum(pq.ParquetFile(path).metadata.num_rows for path in shards(folder))


def _held_out(folders: Sequence[str], network: Any, plan: Plan) -> dict[str, float]:
    """Accuracy at points of frames of other houses, half of the frames with depth given."""
    lessons = (one for batch in _plain(folders, plan, HELD_OUT) for one in batch)
    return accuracy_of(network, lessons, plan.recipe.batch)


def _plain(folders: Sequence[str], plan: Plan, count: int) -> Iterator[list[Lesson]]:
    """Batches of frames as they come, at most so many, half of them with depth given."""
    rng = np.random.default_rng((plan.seed, 7))
    frames = Reader(folders, rng).once(count)
    while batch := list(itertools.islice(frames, plan.recipe.batch)):
        yield [lesson_of(crop(truth, SIDE, rng), _PLAIN, rng) for truth in batch]


def _card(metrics: dict[str, Any]) -> str:
    held = metrics.get("held_out", {})
    rows = "\n".join(f"| {name.replace('_', ' ')} | {value} |" for name, value in held.items())
    table = f"\n| at points of frames of other houses | |\n|---|---|\n{rows}\n" if held else ""
    return f"""# Eyes

One convolutional network that tells, of every pixel of a frame, its class, where the middle of its
thing is and how big that is, and its depth with an error; and of every thing, its visible states.
{metrics["size_mb"]} MB in 16-bit floats.

- **For** Hestia's `rgbd` and `rgb` sensor suites in houses that Hestia draws. It has seen nothing
  else; for photographs and for AI2-THOR's own pictures use `segmentation=transformers`.
- **Trained on** {metrics["frames"]} frames of generated houses, made by `hestia rollout`, in
  {metrics["steps"]} steps of {metrics["recipe"]["batch"]} frames ({metrics["task"]}), seed
  {metrics["seed"]}, {metrics["seconds"]} s on {metrics["device"]}, in
  {metrics["processes"]} processes.
- **Made anew by** `hestia train segmentation data=FOLDER,FOLDER`, then `hestia train crops` and
  `hestia train classes`; `geometry`, `depth` and `states` go on with one head as well.
{table}
Measure it with `hestia bench segmentation`, `hestia bench depth` and `hestia bench states`.
"""
