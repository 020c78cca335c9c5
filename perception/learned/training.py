"""Trains the eyes: batches, losses, schedule, averaged weights, checkpoints.

Warm-up and cosine decay, and an exponential moving average of the weights, which is what is kept
(Polyak and Juditsky, 1992).
"""

from __future__ import annotations

import copy
import dataclasses
import itertools
import math
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from envs.interface import InvalidInputError
from perception.learned.lessons import Lesson, Reader, Variety, crop, lesson_of, mirrored, zoomed
from perception.learned.network import OFFSET_UNIT, Network, at_points
from perception.learned.optimizing import Optimizer
from perception.learned.together import Group, together

CHECKPOINT_EVERY = 60.0  # [s]
AHEAD = 3  # batches that are read while others are learnt from
# [pixels] Size of a thing whose offsets count as its size does, and what no size falls below.
USUAL, NARROW = 64.0, 10.0
LOSSES = ("classes", "geometry", "depth", "kinds", "states")
# Heads that each task trains; segmentation brings up the trunk, with everything told at once.
HEADS: Mapping[str, tuple[str, ...]] = {
    "segmentation": ("trunk", "classes", "geometry", "depth", "kinds", "states"),
    "depth": ("depth",),
    "states": ("states",),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        task: `segmentation` (the whole network), or `depth` or `states` (that head alone).
        steps: batches.
        batch: frames of one, shared out evenly among the processes.
        rate: peak learning rate.
        warmup: steps until then.
        decay: of the weights.
        averaging: weight of the past in the moving average of the weights.
        precision: `float32`, or `bfloat16` for the trunk, which is faster on GPUs and on CPUs
            with AMX or AVX512-BF16, and slower elsewhere.
        variety: of the frames.
    """

    task: str = "segmentation"
    steps: int = 6000
    batch: int = 8
    rate: float = 1.5e-3
    warmup: int = 200
    decay: float = 0.02
    averaging: float = 0.998
    precision: str = "float32"
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
    processes: int = 1,
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
        processes: that share each batch, in step; the others are started here and end with it.

    Returns:
        The network with averaged weights, in evaluation mode, on the CPU.

    Raises:
        InvalidInputError: the batch cannot be shared out evenly, a folder holds no shards, or the
            checkpoint is of another training.
    """
    if recipe.batch % processes:
        raise InvalidInputError("batch", f"cannot be shared out evenly among {processes} processes")
    torch.manual_seed(seed)
    start = copy.deepcopy(start) if start else Network()
    with together(processes, _help, (folders, recipe, seed, checkpoint, device, start)) as group:
        state = _State.new(start, recipe, device, group)
        _learn(state, folders, seed, checkpoint, watch)
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    return state.average.cpu().eval()


def _help(
    group: Group,
    folders: Sequence[str],
    recipe: Recipe,
    seed: int,
    checkpoint: Path | None,
    device: str,
    start: Network,
) -> None:
    """What the processes do that only share the batches."""
    _learn(_State.new(start, recipe, device, group), folders, seed, checkpoint, lambda _: None)


def _learn(
    state: _State,
    folders: Sequence[str],
    seed: int,
    checkpoint: Path | None,
    watch: Callable[[Progress], None],
) -> None:
    """All steps that are left; the first of the group alone writes checkpoints."""
    recipe, group = state.recipe, state.group
    if checkpoint is not None and checkpoint.exists():
        state.restore(checkpoint)
    group.wait()  # until all have read it
    rng = np.random.default_rng((seed, state.step, group.rank))
    common = np.random.default_rng((seed, state.step))
    lessons = _batches(folders, recipe, recipe.batch // group.size, rng, common)
    started = saved = time.monotonic()
    before = state.seconds
    torch.set_flush_denormal(True)
    reader = ThreadPoolExecutor(1)
    try:
        ahead = deque(reader.submit(next, lessons) for _ in range(AHEAD))
        while state.step < recipe.steps:
            batch = ahead.popleft().result()
            ahead.append(reader.submit(next, lessons))
            state.learn(batch)
            state.seconds = before + time.monotonic() - started
            watch(Progress(state.step, recipe.steps, dict(state.losses), state.seconds))
            late = time.monotonic() - saved > CHECKPOINT_EVERY
            if checkpoint is not None and group.rank == 0 and late:
                state.save(checkpoint)
                saved = time.monotonic()
    finally:
        reader.shutdown(cancel_futures=True)
        torch.set_flush_denormal(False)


def _batches(
    folders: Sequence[str],
    recipe: Recipe,
    count: int,
    rng: np.random.Generator,
    common: np.random.Generator,
) -> Iterator[list[Lesson]]:
    """Batches of `count` lessons; `common` draws what is the same in all processes."""
    reader = Reader(folders, rng)
    frames, rarity = iter(reader), reader.rarity
    variety = recipe.variety
    while True:
        side = int(common.choice(variety.sides))
        batch: list[Lesson] = []
        for _ in range(count):
            zoom = rng.uniform(1.0, variety.zoom) if rng.random() < variety.zoomed else 1.0
            truth = crop(next(frames), round(side / zoom), rng, rarity)
            if zoom > 1.0:
                truth = zoomed(truth, side)
            if rng.random() < variety.mirror:
                truth = mirrored(truth)
            batch.append(lesson_of(truth, variety, rng, rarity))
        yield batch


@dataclass(slots=True)
class _State:
    """Everything that a training has to remember."""

    network: Network
    average: Network
    optimizer: Optimizer
    recipe: Recipe
    device: str
    group: Group
    losses: dict[str, float]
    step: int = 0
    seconds: float = 0.0

    @classmethod
    def new(cls, network: Network, recipe: Recipe, device: str, group: Group) -> _State:
        network = network.to(device)
        network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        network.requires_grad_(False)
        heads = [getattr(network, name) for name in HEADS[recipe.task]]
        for head in heads:
            head.requires_grad_(True)
        parameters = (one for head in heads for one in head.parameters())
        optimizer = Optimizer(parameters, recipe.decay)
        network.train()
        if "trunk" not in HEADS[recipe.task]:
            network.trunk.eval()  # its statistics stay as they are
        return cls(network, copy.deepcopy(network).eval(), optimizer, recipe, device, group, {})

    def learn(self, batch: Sequence[Lesson]) -> None:
        """One step."""
        recipe = self.recipe
        warm = min(1.0, (1 + self.step) / recipe.warmup)
        rate = warm * (0.01 + 0.5 * (1 + math.cos(math.pi * self.step / recipe.steps)))
        half = recipe.precision == "bfloat16"
        losses = losses_of(self.network, batch, self.device, HEADS[recipe.task], half)
        torch.stack(list(losses.values())).sum().backward()  # pyright: ignore[reportUnknownMemberType]
        self.group.average(one.grad for one in self.network.parameters())
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step(recipe.rate * rate)
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
    network: Network,
    batch: Sequence[Lesson],
    device: str,
    heads: Sequence[str],
    half: bool = False,
) -> dict[str, Tensor]:
    """The losses of a batch, by name; of the heads that are trained.

    Args:
        network: in training mode.
        batch: of crops of one size.
        device: of the network.
        heads: that are trained.
        half: the trunk's convolutions are in bfloat16; the heads never are.
    """
    kind = torch.device(device).type
    inputs = torch.from_numpy(np.stack([one.inputs for one in batch])).to(device)
    with (
        torch.set_grad_enabled("trunk" in heads),
        torch.autocast(kind, torch.bfloat16, enabled=half),
    ):
        features = network(inputs.to(memory_format=torch.channels_last))
    places = torch.from_numpy(np.stack([one.places for one in batch])).to(device)
    parts = (features.fine, features.middle, features.coarse)
    fine, middle, coarse = (at_points(part.float(), places) for part in parts)
    found: dict[str, Tensor] = {}
    if "classes" in heads:
        kinds = torch.from_numpy(np.stack([one.kinds for one in batch])).to(device)
        scores = network.classes.points(fine, middle)
        found["classes"] = F.cross_entropy(scores.flatten(0, 1), kinds.flatten(), ignore_index=-1)
    if "geometry" in heads:
        right = torch.from_numpy(np.stack([one.geometry for one in batch])).to(device)
        guess = network.geometry.points(fine, middle)
        found["geometry"] = _geometry_loss(guess, right)
    if "depth" in heads:
        right = torch.from_numpy(np.stack([one.log_depth for one in batch])).to(device)
        guess = network.depth.points(fine, middle)
        found["depth"] = 0.5 * _known_mean(_laplace(guess, right.nan_to_num(0.0)), right)
    if "states" in heads or "kinds" in heads:
        whole = torch.cat([fine, middle, coarse], 2)
        things = _Things.of(batch, whole, device)
        if "kinds" in heads:
            found["kinds"] = 0.5 * _kind_loss(network, things)
        if "states" in heads:
            found["states"] = _state_loss(network, things)
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
        "thing_accuracy": round(float(whole["kinds"].mean()), 4),
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
    things = _Things.of(batch, torch.cat([fine, middle, coarse], 2), device)
    named = network.kinds(things.features, things.owners, len(things.kinds)).argmax(-1)
    scores = network.states(things.features, things.owners, things.kinds)
    return {
        "classes": hit[kinds >= 0].float(),
        "geometry": OFFSET_UNIT * away.norm(dim=-1)[~away.isnan().any(-1)],
        "depth": error.abs()[~error.isnan()],
        "kinds": (named == things.kinds)[things.worth > 0].float(),
        "states": ((scores > 0) == (things.states > 0.5))[~things.states.isnan()].float(),
    }


def _geometry_loss(guess: Tensor, right: Tensor) -> Tensor:
    """Of (N, K, 3) offsets and log size; pixels count for more in small things.

    Votes are grouped within a share of their thing's size, so an error of a few pixels parts a mug
    and leaves a table whole.
    """
    told = right.nan_to_num(0.0)
    loss = F.smooth_l1_loss(guess, told, reduction="none", beta=0.1)
    size = OFFSET_UNIT * torch.exp(told[..., 2:])
    offsets = loss[..., :2] * USUAL / (size + NARROW)
    return _known_mean(torch.cat([offsets, loss[..., 2:]], -1), right)


def _laplace(guess: Tensor, right: Tensor) -> Tensor:
    """Negative log likelihood (N, K) of log depth under (N, K, 2): middle and log scale."""
    scale = guess[..., 1].clamp(-5.0, 2.0)
    return (guess[..., 0] - right).abs() * torch.exp(-scale) + scale


def _known_mean(loss: Tensor, right: Tensor) -> Tensor:
    known = ~torch.isnan(right)  # the others' loss is of a stand-in: no gradient may be NaN
    return torch.where(known, loss, 0.0).sum() / known.sum().clamp(min=1)


@dataclass(frozen=True, slots=True)
class _Things:
    """The things of a batch.

    Attributes:
        features: (P, F) of their points.
        owners: (P,) int64.
        kinds, worth, states: (M,), (M,) and (M, S), as in `Lesson`.
    """

    features: Tensor
    owners: Tensor
    kinds: Tensor
    worth: Tensor
    states: Tensor

    @classmethod
    def of(cls, batch: Sequence[Lesson], features: Tensor, device: str) -> _Things:
        """Of lessons, with features (N, K, F) at their points."""
        counts = np.cumsum([0, *(len(one.thing_kinds) for one in batch)])
        owners = np.stack(
            [
                np.where(one.owners >= 0, one.owners + count, -1)
                for one, count in zip(batch, counts, strict=False)
            ]
        )

        def told(name: str) -> Tensor:
            return torch.from_numpy(np.concatenate([getattr(one, name) for one in batch])).to(
                device
            )

        kept = torch.from_numpy(owners >= 0).to(device)
        return cls(
            features[kept],
            torch.from_numpy(owners).to(device)[kept],
            told("thing_kinds"),
            told("thing_worth"),
            told("thing_states"),
        )


def _kind_loss(network: Network, things: _Things) -> Tensor:
    """Cross-entropy of classes, by their worth."""
    scores = network.kinds(things.features, things.owners, len(things.kinds))
    loss = F.cross_entropy(scores, things.kinds, reduction="none")
    return (loss * things.worth).sum() / things.worth.sum().clamp(min=1e-6)


def _state_loss(network: Network, things: _Things) -> Tensor:
    """Binary cross-entropy over the states that things can have."""
    scores, right = network.states(things.features, things.owners, things.kinds), things.states
    loss = F.binary_cross_entropy_with_logits(scores, right.nan_to_num(0.0), reduction="none")
    return _known_mean(loss, right)
