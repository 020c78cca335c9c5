"""Trains the eyes: batches, losses, schedule, averaged weights, checkpoints.

Warm-up and cosine decay, and an exponential moving average of the weights, which is what is kept
(Polyak and Juditsky, 1992).
"""

from __future__ import annotations

import copy
import dataclasses
import math
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from envs.interface import InvalidInputError
from perception.learned.lessons import Lesson, Reader, Variety, crop, lesson_of, mirrored, zoomed
from perception.learned.losses import HEADS, crop_loss, losses_of, seen
from perception.learned.network import Network
from perception.learned.optimizing import Optimizer
from perception.learned.pieces import AGAIN, KEPT, Pieces, class_weights, piece_loss, pieces_of
from perception.learned.together import Group, together

CHECKPOINT_EVERY = 60.0  # [s]
AHEAD = 3  # batches that are read while others are learnt from


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        task: `segmentation` (the whole network but for the head of crops), or `crops`,
            `classes`, `geometry`, `depth` or `states` (a head alone: of what is cut out around
            small things; of the class of a whole thing, as the network itself cuts frames into
            things).
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
        losses: moving average of each loss (`perception.learned.losses.LOSSES`).
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


def mixed(network: Network, other: Network, share: float) -> Network:
    """A copy of a network whose weights are between its own and another's (Wortsman et al., 2022).

    Args:
        network: trained on from the other, so that what is between them is as good.
        other: of the same size.
        share: of the other's weights.
    """
    found = copy.deepcopy(network)
    mine, others = found.state_dict(), other.state_dict()
    with torch.no_grad():
        for name, value in mine.items():
            if value.is_floating_point():
                value.lerp_(others[name].to(value), share)
    return found


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
    pieces: deque[Pieces] = dataclasses.field(default_factory=lambda: deque(maxlen=KEPT))
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
        """One step; of what the network itself cuts out, several, of frames before as well."""
        recipe, network = self.recipe, self.network
        half = recipe.precision == "bfloat16"
        if recipe.task == "crops":
            rng = np.random.default_rng((self.step, self.group.rank))
            self._down({"crops": crop_loss(network, batch, self.device, rng)})
        elif recipe.task != "classes":
            self._down(losses_of(network, batch, self.device, HEADS[recipe.task], half))
        else:
            features = seen(network, batch, self.device, False, half)
            self.pieces.extend(pieces_of(network, batch, features))
            weights = class_weights(self.pieces)
            for kept in self._drawn(len(batch)):
                self._down({"kinds": piece_loss(network, kept, weights)})
        self.step += 1

    def _drawn(self, count: int) -> Iterator[list[Pieces]]:
        """Batches of kept frames; as many in each process, which wait for one another."""
        rng = np.random.default_rng((self.step, self.group.rank))
        for _ in range(AGAIN):
            drawn = rng.integers(len(self.pieces), size=count) if self.pieces else ()
            yield [self.pieces[int(one)] for one in drawn]

    def _down(self, losses: Mapping[str, Tensor]) -> None:
        """Steps down the gradient of losses."""
        recipe = self.recipe
        warm = min(1.0, (1 + self.step) / recipe.warmup)
        rate = warm * (0.01 + 0.5 * (1 + math.cos(math.pi * self.step / recipe.steps)))
        torch.stack(list(losses.values())).sum().backward()  # pyright: ignore[reportUnknownMemberType]
        self.group.average(one.grad for one in self.network.parameters())
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step(recipe.rate * rate)
        for name, value in losses.items():
            now = float(value.detach())
            self.losses[name] = 0.98 * self.losses.get(name, now) + 0.02 * now
        past = min(recipe.averaging, (2 + self.step) / (11 + self.step))
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
