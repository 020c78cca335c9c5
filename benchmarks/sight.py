"""Fresh frames of houses, and the models that look at them: what the benches of the eyes share."""

from __future__ import annotations

import contextlib
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from agent.overrides import load_config
from agent.policies import shard_frames
from agent.rollout import shard_plan
from envs.interface import InvalidInputError, Observation
from perception.frames import Frame, frames
from perception.segmentation import (
    DepthModel,
    OracleDepth,
    OracleSegmentation,
    OracleStates,
    SegmentationModel,
    StateModel,
)

Input = Literal["rgb", "rgbd"]
Look = Literal["none", "domain"]
STATES = 0.5  # how much is open, dirty, filled, … at the start: `randomise.states`
STEPS = 40  # frames of an episode, of which every second is looked at
STRIDE = 2
MOST_EPISODES = 10_000
WORLDS = 8  # explored side by side, at most


class Eyes(SegmentationModel, DepthModel, StateModel, Protocol):
    """All that one model may tell of a frame."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is looked at, and by whom.

    Attributes:
        provider: `learned`, `transformers` or `oracle`.
        weights: of the provider; '' for the shipped ones.
        inputs: what the model is given.
        looks: `none` for houses as they are, `domain` for other colours, light and lenses.
        data: folder of a rollout whose frames are looked at; '' to draw fresh ones.
        houses: as for a rollout.
        frames: of each look.
        seed: of houses, states and wanderings.
        width, height: [pixels].
        device: of the simulator and the model.
        out: folder for pictures; '' for none.
        eyes: makes the model for an input; None for the provider's own.
    """

    provider: str = "learned"
    weights: str = ""
    inputs: tuple[Input, ...] = ("rgbd", "rgb")
    looks: tuple[Look, ...] = ("none", "domain")
    data: str = ""
    houses: str = "generated:10000-10999"
    frames: int = 300
    seed: int = 0
    width: int = 300
    height: int = 300
    device: str = "cpu"
    out: str = ""
    eyes: Callable[[Input], Eyes] | None = None

    def conditions(self) -> dict[str, Any]:
        """What `bench.json` says of it."""
        return {
            "provider": self.provider,
            "weights": self.weights or "shipped",
            "inputs": list(self.inputs),
            "looks": list(self.looks),
            **({"data": Path(self.data).name} if self.data else {"houses": self.houses}),
            "frames": self.frames,
            "seed": self.seed,
            "width": self.width,
            "height": self.height,
            "threads": 1,
            "processor": platform.processor() or platform.machine(),
        }


def drawn(trial: Trial, look: Look) -> Iterator[Frame]:
    """Frames of an explorer's short episodes, each in a house of its own.

    Raises:
        InvalidInputError: `data` holds no frames.
    """
    if trial.data:
        yield from frames(trial.data)
        return
    worlds = min(WORLDS, -(-trial.frames * STRIDE // STEPS))
    config = load_config(
        "rollout",
        [
            f"randomise={look}",
            f"randomise.states={STATES}",
            f"houses={trial.houses}",
            f"seed={trial.seed}",
            f"device={trial.device}",
            f"steps={STEPS}",
            f"worlds={worlds}",
            f"episodes={MOST_EPISODES}",
            f"width={trial.width}",
            f"height={trial.height}",
        ],
    )
    for shard in shard_plan(config):
        yield from (frame for frame in shard_frames(config, shard) if frame.step % STRIDE == 0)


def eyes_of(trial: Trial, given: Input) -> Eyes:
    """The model that a trial is about.

    Raises:
        InvalidInputError: it cannot be loaded.
    """
    if trial.eyes is not None:
        return trial.eyes(given)
    if trial.provider == "oracle":
        return _Oracle()
    if trial.provider == "transformers":
        from perception.hub import HubEyes

        return HubEyes.load(trial.weights, device=trial.device)
    if trial.provider == "learned":
        from perception.learned import Eyes as LearnedEyes

        return LearnedEyes.load(
            trial.weights or None, device=trial.device, use_depth=given == "rgbd"
        )
    raise InvalidInputError("provider", f"no such provider: {trial.provider!r}")


class _Oracle(OracleSegmentation, OracleDepth, OracleStates):
    """Reads everything from the observation."""


def observed(trial: Trial, frame: Frame, given: Input) -> Observation:
    """What a model may see of a frame: of the truth, only an oracle anything."""
    whole = frame.observation()
    if trial.provider == "oracle":
        return whole
    depth = whole.depth if given == "rgbd" else None
    return Observation(rgb=whole.rgb, depth=depth, field_of_view=whole.field_of_view)


class Watch:
    """[ms] that calls of a model take."""

    def __init__(self) -> None:
        self._spent: list[float] = []

    @contextlib.contextmanager
    def lap(self) -> Iterator[None]:
        """Times what is done inside."""
        started = time.perf_counter()
        yield
        self._spent.append(1e3 * (time.perf_counter() - started))

    def figures(self) -> dict[str, float]:
        """Median and 95th percentile; the first call, which warms up, left out."""
        spent = self._spent[1:] or self._spent
        return {
            "p50_ms": round(float(np.percentile(spent, 50)), 2),
            "p95_ms": round(float(np.percentile(spent, 95)), 2),
        }


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """PyTorch on one core inside."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def suffix(given: Input, look: Look) -> str:
    """What keys of `bench.json` end in."""
    return f"_{given}" if look == "none" else f"_{given}_{look}"


def pruned(figures: dict[str, float], digits: int = 4) -> dict[str, float | None]:
    """Rounded, and None for what is not a number, which JSON does not have."""
    return {
        name: round(float(value), digits) if np.isfinite(value) else None
        for name, value in figures.items()
    }
