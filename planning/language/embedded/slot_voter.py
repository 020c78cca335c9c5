"""What single words and pairs of words say of a goal: one more voter on the networks' hypotheses.

A bag of n-grams with a low-rank linear layer (Joulin et al., "Bag of Tricks for Efficient Text
Classification", 2017) tells the slots of ALFRED's tasks apart. Its mistakes are others than the
networks'. It shifts probability among hypotheses that are such tasks, and leaves others alone.

Shapes: K values of all slots together, C channels.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from planning.language.embedded.decoding import Hypothesis
from planning.language.embedded.lessons import Demonstration, Tokens, scene_tokens
from planning.language.embedded.text import INSTRUCTION, STEP, Words, words_of_token_parts
from planning.language.embedded.tokens import END, GOAL_END, decode
from planning.language.goal_language import Proposal
from planning.language.task_goals import alfred_of

BUCKETS = 24576  # hashes of n-grams
CHANNELS = 32
LAST_STEP, SCENE = "last", "scene"  # spaces of n-grams, beside the parts of a request
UNSEEN = -9.0  # log probability of a value that training has not seen
Slots = tuple[str, ...]
Ids = NDArray[np.int64]


def slots_of(proposal: Proposal) -> Slots | None:
    """Task type, object, sliced, receptacle, movable receptacle of one of ALFRED's tasks; "" for
    what it has not."""
    found = alfred_of(proposal)
    if found is None:
        return None
    task_type, params = found
    names = ("object_target", "object_sliced", "parent_target", "mrecep_target")
    return (task_type, *(str(params.get(name) or "") for name in names))


def grams_of(words: Words) -> Ids:
    """(G,) hashes of the words and pairs of neighbours, each in the space of its part."""
    last = words.turns[-1] if words.segments[-1] == STEP else -1
    pieces: list[str] = []
    before, turn = "<s>", -1
    for word, segment, now in zip(words.words, words.segments, words.turns, strict=True):
        before = before if now == turn else "<s>"
        spaces = (segment, LAST_STEP) if now == last else (segment,)
        for space in spaces:
            pieces += [f"{space} {word}", f"{space} {before} {word}"]
        before, turn = word, now
    return _hashed(pieces)


def scene_grams(scene: Sequence[int]) -> Ids:
    """(S,) hashes of the tokens of the kinds known of the scene."""
    return _hashed([f"{SCENE} {token}" for token in scene])


def _hashed(pieces: Sequence[str]) -> Ids:
    found = [zlib.crc32(one.encode("utf-8", "surrogatepass")) % BUCKETS for one in pieces]
    return np.array(found, np.int64)


@dataclass(frozen=True, slots=True)
class SlotVoter:
    """Probabilities of each slot's values, from a bag of n-grams.

    Attributes:
        grams: (BUCKETS, C) float32.
        out: (K, C) float32.
        bias: (K,) float32.
        values: of each slot, as `slots_of` names them.
        weight: of its log probabilities beside those of the networks.
    """

    grams: Tensor
    out: Tensor
    bias: Tensor
    values: tuple[Slots, ...]
    weight: float = 0.0

    def vote(
        self, found: Sequence[Hypothesis], words: Words, scene: Sequence[int]
    ) -> list[Hypothesis]:
        """The hypotheses with their new probabilities, likeliest first.

        Args:
            found: of the networks.
            words: of the request; where a dialogue is part of it, nothing changes.
            scene: tokens of the kinds known of the scene.
        """
        slots = [_slots_of_tokens(one.tokens) for one in found]
        tasks = [place for place, one in enumerate(slots) if one is not None]
        spoken = set(words.segments) <= {INSTRUCTION, STEP}
        if not spoken or not self.weight or len(tasks) < 2:
            return list(found)
        told = self.log_probabilities(np.concatenate([grams_of(words), scene_grams(scene)]))
        old = np.array([found[place].log_probability for place in tasks])
        new = old + self.weight * np.array([self._of(slots[place], told) for place in tasks])
        new += np.logaddexp.reduce(old) - np.logaddexp.reduce(new)
        voted = list(found)
        for place, value in zip(tasks, new, strict=True):
            voted[place] = replace(found[place], log_probability=float(value))
        return sorted(voted, key=lambda one: -one.log_probability)

    def log_probabilities(self, ids: Ids) -> list[dict[str, float]]:
        """Of each slot: its values with their log probabilities."""
        with torch.inference_mode():
            scores = F.linear(self.grams[torch.from_numpy(ids)].mean(0), self.out, self.bias)
            parts = scores.split([len(names) for names in self.values])
            logs = [torch.log_softmax(part, 0).tolist() for part in parts]
        return [
            dict(zip(names, row, strict=True)) for names, row in zip(self.values, logs, strict=True)
        ]

    @staticmethod
    def _of(slots: Slots | None, told: Sequence[dict[str, float]]) -> float:
        """Log probability of a task, over the slots that it has."""
        named = zip(slots or (), told, strict=True)
        return sum(logs.get(value, UNSEEN) for value, logs in named if value)


def _slots_of_tokens(tokens: Tokens) -> Slots | None:
    return slots_of(decode((*tokens, END))) if tokens[-1] == GOAL_END else None


@dataclass(frozen=True, slots=True)
class SlotRecipe:
    """How to train.

    Attributes:
        epochs: passes over the tellings.
        rate: learning rate at the start; it falls to 0.
        dropped: share of the n-grams that training leaves out.
        batch: examples of one step.
    """

    epochs: int = 10
    rate: float = 0.01
    dropped: float = 0.3
    batch: int = 64


@dataclass(frozen=True, slots=True)
class _Telling:
    goal: Ids
    steps: Ids
    scene: Ids
    answer: tuple[int, ...]


def train_slots(
    demonstrations: Sequence[Demonstration], seed: int, recipe: SlotRecipe | None = None
) -> SlotVoter | None:
    """Trains a voter, with weight 0; None where no demonstration is one of ALFRED's tasks.

    Args:
        demonstrations: told by people.
        seed: of everything random.
        recipe: how.
    """
    recipe = recipe or SlotRecipe()
    tellings, values = _tellings(demonstrations)
    if not tellings:
        return None
    rng = np.random.default_rng((seed, 3_000_000))
    torch.manual_seed(seed)
    bag = nn.EmbeddingBag(BUCKETS, CHANNELS, mode="mean", sparse=True)
    nn.init.uniform_(bag.weight, -1 / CHANNELS, 1 / CHANNELS)
    sizes = [len(names) for names in values]
    out = nn.Linear(CHANNELS, sum(sizes))
    nn.init.zeros_(out.weight)
    nn.init.zeros_(out.bias)
    optimizers = (
        torch.optim.SparseAdam(list(bag.parameters()), lr=recipe.rate),
        torch.optim.Adam(out.parameters(), lr=recipe.rate),
    )
    for epoch in range(recipe.epochs):
        batches = list(_batches(tellings, rng, recipe))
        for number, (ids, offsets, answers) in enumerate(batches):
            left = 1 - (epoch + number / len(batches)) / recipe.epochs
            parts = out(bag(ids, offsets)).split(sizes, 1)
            loss = sum(F.cross_entropy(part, answers[:, n]) for n, part in enumerate(parts))
            assert isinstance(loss, Tensor)
            for one in optimizers:
                one.param_groups[0]["lr"] = recipe.rate * left
                one.zero_grad()
            loss.backward()  # pyright: ignore[reportUnknownMemberType]
            for one in optimizers:
                one.step()
    grams, weight, bias = (x.detach() for x in (bag.weight, out.weight, out.bias))
    return SlotVoter(grams, weight, bias, values)


def _tellings(
    demonstrations: Sequence[Demonstration],
) -> tuple[list[_Telling], tuple[Slots, ...]]:
    """What to train on, and the values of each slot."""
    slots = [(one, slots_of(one.proposal)) for one in demonstrations]
    tasks = [(one, found) for one, found in slots if found is not None]
    columns = zip(*(found for _, found in tasks), strict=True)
    values = tuple(tuple(sorted(set(column))) for column in columns)
    places = [{name: place for place, name in enumerate(names)} for names in values]
    tellings: list[_Telling] = []
    for one, found in tasks:
        answer = tuple(place[value] for place, value in zip(places, found, strict=True))
        scene = scene_grams(scene_tokens(one.scene))
        for goal, steps in one.told:
            said = grams_of(words_of_token_parts([(INSTRUCTION, goal)]))
            done = [(STEP, step) for step in steps]
            told = grams_of(words_of_token_parts(done)) if done else _hashed([])
            tellings.append(_Telling(said, told, scene, answer))
    return tellings, values


def _batches(
    tellings: Sequence[_Telling], rng: np.random.Generator, recipe: SlotRecipe
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Every telling three times: its goal sentence, with its steps, and with the scene as well."""
    order = rng.permutation(3 * len(tellings))
    for start in range(0, len(order), recipe.batch):
        rows: list[Ids] = []
        answers: list[tuple[int, ...]] = []
        for index in order[start : start + recipe.batch]:
            one, way = tellings[index // 3], index % 3
            parts = [one.goal]
            if way == 1 or (way == 2 and rng.random() < 0.7):
                parts.append(one.steps)
            if way == 2:
                seen = rng.random(len(one.scene)) < rng.uniform(0.3, 1.5)
                parts.append(one.scene[seen])
            ids = np.concatenate(parts)
            kept = ids[rng.random(len(ids)) >= recipe.dropped]
            rows.append(kept if len(kept) else ids)
            answers.append(one.answer)
        offsets = np.cumsum([0, *(len(row) for row in rows[:-1])])
        yield (
            torch.from_numpy(np.concatenate(rows)),
            torch.from_numpy(offsets),
            torch.tensor(answers),
        )
