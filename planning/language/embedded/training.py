"""Trains the embedded model: batches, schedule, averaged weights, checkpoints.

AdamW with warm-up and cosine decay, label smoothing, and an exponential moving average of the
weights, which is what is kept (Polyak and Juditsky, 1992; Loshchilov and Hutter, 2019).
"""

from __future__ import annotations

import copy
import dataclasses
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from envs.interface import InvalidInputError
from planning.language.embedded.batches import inputs_of
from planning.language.embedded.lessons import Demonstration, Lesson, Mix, lessons_of
from planning.language.embedded.network import TOKENS_AT_MOST, Inputs, Network, Size
from planning.language.embedded.text import Lexicon
from planning.language.embedded.tokens import GOAL_END, PAD

# Lessons beside the demonstrations, drawn anew for every pass.
MoreLessons = Callable[[np.random.Generator], Sequence[Lesson]]
POOL = 8192  # lessons that are sorted by length together
CHECKPOINT_EVERY = 60.0  # [s]
WORD_COUNT_AT_LEAST = 4  # of a word that the lexicon takes up


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        epochs: passes over the demonstrations.
        tokens: words and tokens of one batch, padding included.
        rate: peak learning rate.
        warmup: steps until then.
        decay: of the weights.
        smoothing: of the labels.
        averaging: weight of the past in the moving average of the weights.
        unsure: weight of the advice's tokens where a goal was told without steps.
        mix: how demonstrations are told.
    """

    epochs: int = 16
    tokens: int = 6000
    rate: float = 1.5e-3
    warmup: int = 400
    decay: float = 0.05
    smoothing: float = 0.1
    averaging: float = 0.999
    unsure: float = 0.3
    mix: Mix = dataclasses.field(default_factory=Mix)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the training stands, after a step.

    Attributes:
        epoch: passes that are over.
        step, steps: of all passes.
        loss: mean of the pass so far, natural units a token.
        seconds: [s] since the start, earlier runs included.
    """

    epoch: int
    step: int
    steps: int
    loss: float
    seconds: float


def lexicon_of(demonstrations: Sequence[Demonstration], lessons: Sequence[Lesson] = ()) -> Lexicon:
    """The frequent words of what is trained on, most frequent first."""
    counts: Counter[str] = Counter({"<s>": WORD_COUNT_AT_LEAST})
    for one in demonstrations:
        for goal, steps in one.told:
            counts.update(goal)
            for step in steps:
                counts.update(step)
    for lesson in lessons:
        counts.update(lesson.words.words)
    kept = [(word, n) for word, n in counts.items() if n >= WORD_COUNT_AT_LEAST]
    return Lexicon(word for word, _ in sorted(kept, key=lambda one: (-one[1], one[0])))


def train(
    demonstrations: Sequence[Demonstration],
    more: MoreLessons,
    lexicon: Lexicon,
    recipe: Recipe,
    seed: int,
    checkpoint: Path | None = None,
    watch: Callable[[Progress], None] = lambda _: None,
    size: Size | None = None,
    device: str = "cpu",
    start: Network | None = None,
) -> Network:
    """Trains a network; goes on from a checkpoint where there is one.

    Args:
        demonstrations: told by people.
        more: makes the further lessons of a pass.
        lexicon: of `lexicon_of`.
        recipe: how.
        seed: of everything random. Sums of floating-point numbers depend on the number of
            threads, so other machines get close to the same weights, not to the last bit.
        checkpoint: file that is written every minute and removed at the end.
        watch: called after every step.
        size: of the network; the default one otherwise.
        device: `cpu` or `cuda`.
        start: network whose weights to begin with; random ones otherwise.

    Returns:
        The network with averaged weights, in evaluation mode, on the CPU.
    """
    torch.manual_seed(seed)
    size = dataclasses.replace(size or Size(0), words=len(lexicon))
    state = _State.new(start.size if start is not None else size, recipe, seed, device)
    if start is not None:
        state.network.load_state_dict(start.state_dict())
        state.average.load_state_dict(start.state_dict())
    if checkpoint is not None and checkpoint.exists():
        state.restore(checkpoint)
    torch.set_flush_denormal(True)  # numbers next to zero are slow otherwise
    try:
        _run(state, demonstrations, more, lexicon, seed, checkpoint, watch)
    finally:
        torch.set_flush_denormal(False)
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    return state.average.cpu().eval()


def _run(
    state: _State,
    demonstrations: Sequence[Demonstration],
    more: MoreLessons,
    lexicon: Lexicon,
    seed: int,
    checkpoint: Path | None,
    watch: Callable[[Progress], None],
) -> None:
    """Every pass that is left."""
    recipe = state.recipe
    started, saved, before = time.monotonic(), time.monotonic(), state.seconds
    while state.epoch < recipe.epochs:
        rng = np.random.default_rng((seed, state.epoch))
        lessons = [*lessons_of(demonstrations, rng, recipe.mix), *more(rng)]
        batches = list(batched(lessons, recipe.tokens, rng))
        total, skip = 0.0, state.batch
        for number, batch in enumerate(batches):
            if number < skip:
                continue
            steps = state.step + (recipe.epochs - state.epoch) * len(batches) - number
            total += state.learn(batch, lexicon, steps)
            state.batch, state.seconds = number + 1, before + time.monotonic() - started
            mean = total / (number + 1 - skip)
            watch(Progress(state.epoch, state.step, steps, mean, state.seconds))
            if checkpoint is not None and time.monotonic() - saved > CHECKPOINT_EVERY:
                state.save(checkpoint)
                saved = time.monotonic()
        state.epoch, state.batch = state.epoch + 1, 0


def batched(
    lessons: Sequence[Lesson], tokens: int, rng: np.random.Generator
) -> Iterator[list[Lesson]]:
    """Lessons in batches of like length, in random order; `tokens` counts the padding."""
    order = rng.permutation(len(lessons))
    batches: list[list[Lesson]] = []
    for start in range(0, len(lessons), POOL):
        pool = sorted((lessons[i] for i in order[start : start + POOL]), key=_shape)
        batch: list[Lesson] = []
        widest = (0, 0)
        for lesson in pool:
            lengths = (len(lesson.words.words), len(lesson.tokens))
            wide = (max(widest[0], lengths[0]), max(widest[1], lengths[1]))
            if batch and sum(wide) * (len(batch) + 1) > tokens:
                batches.append(batch)
                batch, wide = [], lengths
            batch.append(lesson)
            widest = wide
        batches.append(batch)
    for index in rng.permutation(len(batches)):
        yield batches[index]


def _shape(lesson: Lesson) -> tuple[int, int]:
    """By words in steps of eight, then by tokens: little padding of either."""
    return len(lesson.words.words) // 8, len(lesson.tokens)


def tensors(
    batch: Sequence[Lesson], lexicon: Lexicon, unsure: float
) -> tuple[Inputs, Tensor, Tensor]:
    """A batch of N lessons: inputs, tokens (N, T) int64, weights (N, T - 1) of what follows."""
    longest = min(TOKENS_AT_MOST, max(len(lesson.tokens) for lesson in batch))
    tokens = torch.full((len(batch), longest), PAD, dtype=torch.long)
    weights = torch.zeros(len(batch), longest - 1)
    for row, lesson in enumerate(batch):
        answer = lesson.tokens[:longest]
        tokens[row, : len(answer)] = torch.tensor(answer)
        weights[row, : len(answer) - 1] = 1.0
        if not lesson.sure and GOAL_END in answer:
            weights[row, answer.index(GOAL_END) :] *= unsure
    inputs = inputs_of([one.words for one in batch], [one.scene for one in batch], lexicon)
    return inputs, tokens, weights


@dataclass(slots=True)
class _State:
    """Everything that a training has to remember."""

    network: Network
    average: Network
    optimizer: torch.optim.Optimizer
    recipe: Recipe
    device: str
    epoch: int = 0
    batch: int = 0
    step: int = 0
    seconds: float = 0.0

    @classmethod
    def new(cls, size: Size, recipe: Recipe, seed: int, device: str) -> _State:
        torch.manual_seed(seed)
        network = Network(size).to(device)
        optimizer = torch.optim.AdamW(
            network.parameters(),
            lr=recipe.rate,
            betas=(0.9, 0.98),
            weight_decay=recipe.decay,
            fused=True,
        )
        return cls(network.train(), copy.deepcopy(network).eval(), optimizer, recipe, device)

    def learn(self, batch: Sequence[Lesson], lexicon: Lexicon, steps: int) -> float:
        """One step; returns the loss."""
        inputs, tokens, weights = tensors(batch, lexicon, self.recipe.unsure)
        if self.device != "cpu":
            moved = {f.name: getattr(inputs, f.name) for f in dataclasses.fields(inputs)}
            inputs = Inputs(**{name: value.to(self.device) for name, value in moved.items()})
            tokens, weights = tokens.to(self.device), weights.to(self.device)
        warm = min(1.0, (1 + self.step) / self.recipe.warmup)
        rate = warm * (0.01 + 0.5 * (1 + math.cos(math.pi * min(1.0, self.step / steps))))
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.rate * rate
        scores = self.network(inputs, tokens[:, :-1])
        losses = F.cross_entropy(
            scores.transpose(1, 2),
            tokens[:, 1:],
            reduction="none",
            label_smoothing=self.recipe.smoothing,
        )
        loss = (losses * weights).sum() / weights.sum()
        self.optimizer.zero_grad()
        loss.backward()  # pyright: ignore[reportUnknownMemberType]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        past = min(self.recipe.averaging, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            both = zip(self.average.parameters(), self.network.parameters(), strict=True)
            for kept, new in both:
                kept.lerp_(new, 1 - past)
        return float(loss.detach())

    def save(self, path: Path) -> None:
        draft = path.with_name(path.name + ".draft")
        torch.save(
            {
                "network": self.network.state_dict(),
                "average": self.average.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "random": torch.get_rng_state(),
                "at": (self.epoch, self.batch, self.step, self.seconds),
            },
            draft,
        )
        os.replace(draft, path)

    def restore(self, path: Path) -> None:
        try:
            kept = torch.load(path, map_location=self.device, weights_only=True)
            self.network.load_state_dict(kept["network"])
            self.average.load_state_dict(kept["average"])
            self.optimizer.load_state_dict(kept["optimizer"])
            torch.set_rng_state(kept["random"].cpu())
            self.epoch, self.batch, self.step, self.seconds = kept["at"]
        except (OSError, RuntimeError, KeyError, ValueError) as error:
            raise InvalidInputError(
                "out",
                f"{path} is no checkpoint of this training ({error}); delete it to begin anew",
            ) from None
