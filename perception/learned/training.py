"""Trains the eyes: batches, losses, schedule, averaged weights, checkpoints.

AdamW with warm-up and cosine decay, and an exponential moving average of the weights, which is
what is kept (Loshchilov and Hutter, 2019; Polyak and Juditsky, 1992).
"""

from __future__ import annotations

import copy
import dataclasses
import itertools
import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from envs.interface import InvalidInputError
from perception.learned.lessons import Lesson, Reader, Variety, crop, lesson_of, mirrored
from perception.learned.network import OFFSET_UNIT, Network, at_points

CHECKPOINT_EVERY = 60.0  # [s]
LOSSES = ("classes", "geometry", "depth", "states")
# Heads that each task trains; segmentation brings up the trunk, with everything told at once.
HEADS: Mapping[str, tuple[str, ...]] = {
    "segmentation": ("trunk", "classes", "geometry", "depth", "states"),
    "depth": ("depth",),
    "states": ("states",),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        task: `segmentation` (the whole network), or `depth` or `states` (that head alone).
        steps: batches.
        batch: frames of one.
        rate: peak learning rate.
        warmup: steps until then.
        decay: of the weights.
        averaging: weight of the past in the moving average of the weights.
        variety: of the frames.
    """

    task: str = "segmentation"
    steps: int = 6000
    batch: int = 8
    rate: float = 1.5e-3
    warmup: int = 200
    decay: float = 0.02
    averaging: float = 0.998
    variety: Variety = dataclasses.field(default_factory=Variety)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the training stands, after a step.

    Attributes:
        step, steps: done, and of all.
        losses: moving average of each of `LOSSES` that is trained.
        seconds: [s] since the start, earlier runs included.
    """

    step: int
    steps: int
    losses: Mapping[str, float]
    seconds: float


def train(
    folders: Sequence[str],
    recipe: Recipe,
    seed: int,
    checkpoint: Path | None = None,
    watch: Callable[[Progress], None] = lambda _: None,
    device: str = "cpu",
    start: Network | None = None,
) -> Network:
    """Trains a network; goes on from a checkpoint where there is one.

    Args:
        folders: of rollouts.
        recipe: how.
        seed: of everything random.
        checkpoint: file that is written every minute and removed at the end.
        watch: called after every step.
        device: `cpu` or `cuda`.
        start: network to begin with; random weights otherwise.

    Returns:
        The network with averaged weights, in evaluation mode, on the CPU.
    """
    torch.manual_seed(seed)
    state = _State.new(start or Network(), recipe, device)
    if checkpoint is not None and checkpoint.exists():
        state.restore(checkpoint)
    rng = np.random.default_rng((seed, state.step))
    lessons = _batches(folders, recipe, rng)
    started = saved = time.monotonic()
    before = state.seconds
    torch.set_flush_denormal(True)
    try:
        while state.step < recipe.steps:
            state.learn(next(lessons))
            state.seconds = before + time.monotonic() - started
            watch(Progress(state.step, recipe.steps, dict(state.losses), state.seconds))
            if checkpoint is not None and time.monotonic() - saved > CHECKPOINT_EVERY:
                state.save(checkpoint)
                saved = time.monotonic()
    finally:
        torch.set_flush_denormal(False)
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    return state.average.cpu().eval()


def _batches(
    folders: Sequence[str], recipe: Recipe, rng: np.random.Generator
) -> Iterator[list[Lesson]]:
    frames = iter(Reader(folders, rng))
    variety = recipe.variety
    while True:
        side = int(rng.choice(variety.sides))
        batch: list[Lesson] = []
        for _ in range(recipe.batch):
            truth = crop(next(frames), side, rng)
            if rng.random() < variety.mirror:
                truth = mirrored(truth)
            batch.append(lesson_of(truth, variety, rng))
        yield batch


@dataclass(slots=True)
class _State:
    """Everything that a training has to remember."""

    network: Network
    average: Network
    optimizer: torch.optim.Optimizer
    recipe: Recipe
    device: str
    losses: dict[str, float]
    step: int = 0
    seconds: float = 0.0

    @classmethod
    def new(cls, network: Network, recipe: Recipe, device: str) -> _State:
        network = network.to(device)
        network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        network.requires_grad_(False)
        heads = [getattr(network, name) for name in HEADS[recipe.task]]
        for head in heads:
            head.requires_grad_(True)
        parameters = [one for head in heads for one in head.parameters()]
        plain = [one for one in parameters if one.ndim < 2]
        decayed = [one for one in parameters if one.ndim >= 2]
        optimizer = torch.optim.AdamW(
            [
                {"params": decayed, "weight_decay": recipe.decay},
                {"params": plain, "weight_decay": 0.0},
            ],
            lr=recipe.rate,
            fused=True,
        )
        network.train()
        if "trunk" not in HEADS[recipe.task]:
            network.trunk.eval()  # its statistics stay as they are
        return cls(network, copy.deepcopy(network).eval(), optimizer, recipe, device, {})

    def learn(self, batch: Sequence[Lesson]) -> None:
        """One step."""
        recipe = self.recipe
        warm = min(1.0, (1 + self.step) / recipe.warmup)
        rate = warm * (0.01 + 0.5 * (1 + math.cos(math.pi * self.step / recipe.steps)))
        for group in self.optimizer.param_groups:
            group["lr"] = recipe.rate * rate
        losses = losses_of(self.network, batch, self.device, HEADS[recipe.task])
        self.optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()  # pyright: ignore[reportUnknownMemberType]
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        self.step += 1
        for name, value in losses.items():
            now = float(value.detach())
            self.losses[name] = 0.98 * self.losses.get(name, now) + 0.02 * now
        past = min(recipe.averaging, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            kept_all, new_all = self.average.state_dict(), self.network.state_dict()
            for kept, new in zip(kept_all.values(), new_all.values(), strict=True):
                if kept.is_floating_point():
                    kept.lerp_(new, 1 - past)

    def save(self, path: Path) -> None:
        draft = path.with_name(path.name + ".draft")
        kept = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "losses": self.losses,
            "at": (self.step, self.seconds),
        }
        torch.save(kept, draft)
        os.replace(draft, path)

    def restore(self, path: Path) -> None:
        try:
            kept = torch.load(path, map_location=self.device, weights_only=True)
            self.network.load_state_dict(kept["network"])
            self.average.load_state_dict(kept["average"])
            self.optimizer.load_state_dict(kept["optimizer"])
            self.losses = dict(kept["losses"])
            self.step, self.seconds = kept["at"]
        except (OSError, RuntimeError, KeyError, ValueError) as error:
            raise InvalidInputError(
                "out",
                f"{path} is no checkpoint of this training ({error}); delete it to begin anew",
            ) from None


def losses_of(
    network: Network, batch: Sequence[Lesson], device: str, heads: Sequence[str]
) -> dict[str, Tensor]:
    """The losses of a batch, by name; of the heads that are trained."""
    inputs = torch.from_numpy(np.stack([one.inputs for one in batch])).to(device)
    with torch.set_grad_enabled("trunk" in heads):
        features = network(inputs.to(memory_format=torch.channels_last))
    places = torch.from_numpy(np.stack([one.places for one in batch])).to(device)
    fine, middle = at_points(features.fine, places), at_points(features.middle, places)
    found: dict[str, Tensor] = {}
    if "classes" in heads:
        kinds = torch.from_numpy(np.stack([one.kinds for one in batch])).to(device)
        scores = network.classes.points(fine, middle)
        found["classes"] = F.cross_entropy(scores.flatten(0, 1), kinds.flatten(), ignore_index=-1)
    if "geometry" in heads:
        right = torch.from_numpy(np.stack([one.geometry for one in batch])).to(device)
        guess = network.geometry.points(fine, middle)
        loss = F.smooth_l1_loss(guess, right.nan_to_num(0.0), reduction="none", beta=0.1)
        found["geometry"] = _known_mean(loss, right)
    if "depth" in heads:
        right = torch.from_numpy(np.stack([one.log_depth for one in batch])).to(device)
        guess = network.depth.points(fine, middle)
        found["depth"] = 0.5 * _known_mean(_laplace(guess, right.nan_to_num(0.0)), right)
    if "states" in heads:
        coarse = at_points(features.coarse, places)
        found["states"] = _state_loss(network, torch.cat([fine, middle, coarse], 2), batch, device)
    return found


def accuracy_of(
    network: Network, lessons: Iterable[Lesson], batch: int, device: str = "cpu"
) -> dict[str, float]:
    """How well a network does at the points of lessons.

    Returns:
        `class_accuracy` over points, `offset_error` [pixels] (median) of the middle of things,
        `depth_error` (mean absolute, relative) where depth was not given, and `state_accuracy`
        over the states that things can have.
    """
    right: dict[str, list[Tensor]] = {name: [] for name in LOSSES}
    waiting = iter(lessons)
    while group := list(itertools.islice(waiting, batch)):
        with torch.inference_mode():
            for name, found in _judged(network, group, device).items():
                right[name].append(found.cpu())
    whole = {name: torch.cat(parts) for name, parts in right.items()}
    return {
        "class_accuracy": round(float(whole["classes"].mean()), 4),
        "offset_error": round(float(whole["geometry"].median()), 2),
        "depth_error": round(float(whole["depth"].mean()), 4),
        "state_accuracy": round(float(whole["states"].mean()), 4),
    }


def _judged(network: Network, batch: Sequence[Lesson], device: str) -> dict[str, Tensor]:
    """Of every point, or thing and state, that something is known of: hits, or errors."""

    def told(name: str) -> Tensor:
        return torch.from_numpy(np.stack([getattr(one, name) for one in batch])).to(device)

    places, kinds, log_depth = told("places"), told("kinds"), told("log_depth")
    features = network(told("inputs").to(memory_format=torch.channels_last))
    parts = (features.fine, features.middle, features.coarse)
    fine, middle, coarse = (at_points(part, places) for part in parts)
    hit = network.classes.points(fine, middle).argmax(-1) == kinds
    away = network.geometry.points(fine, middle)[..., :2] - told("geometry")[..., :2]
    error = torch.exp(network.depth.points(fine, middle)[..., 0] - log_depth) - 1
    scores, states = _state_scores(network, torch.cat([fine, middle, coarse], 2), batch, device)
    return {
        "classes": hit[kinds >= 0].float(),
        "geometry": OFFSET_UNIT * away.norm(dim=-1)[~away.isnan().any(-1)],
        "depth": error.abs()[~error.isnan()],
        "states": ((scores > 0) == (states > 0.5))[~states.isnan()].float(),
    }


def _laplace(guess: Tensor, right: Tensor) -> Tensor:
    """Negative log likelihood (N, K) of log depth under (N, K, 2): middle and log scale."""
    scale = guess[..., 1].clamp(-5.0, 2.0)
    return (guess[..., 0] - right).abs() * torch.exp(-scale) + scale


def _known_mean(loss: Tensor, right: Tensor) -> Tensor:
    known = ~torch.isnan(right)  # the others' loss is of a stand-in: no gradient may be NaN
    return torch.where(known, loss, 0.0).sum() / known.sum().clamp(min=1)


def _state_loss(network: Network, features: Tensor, batch: Sequence[Lesson], device: str) -> Tensor:
    """Binary cross-entropy over the states that things can have."""
    scores, right = _state_scores(network, features, batch, device)
    loss = F.binary_cross_entropy_with_logits(scores, right.nan_to_num(0.0), reduction="none")
    return _known_mean(loss, right)


def _state_scores(
    network: Network, features: Tensor, batch: Sequence[Lesson], device: str
) -> tuple[Tensor, Tensor]:
    """Scores (M, S) of the states of a batch's things, and what is right."""
    counts = np.cumsum([0, *(len(one.thing_kinds) for one in batch)])
    owners = np.stack(
        [
            np.where(one.owners >= 0, one.owners + count, -1)
            for one, count in zip(batch, counts, strict=False)
        ]
    )
    kinds = torch.from_numpy(np.concatenate([one.thing_kinds for one in batch])).to(device)
    right = torch.from_numpy(np.concatenate([one.thing_states for one in batch])).to(device)
    kept = torch.from_numpy(owners >= 0).to(device)
    scores = network.states(features[kept], torch.from_numpy(owners).to(device)[kept], kinds)
    return scores, right
