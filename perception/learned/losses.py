"""What the eyes' network gets wrong: the losses of a batch, and figures of how well it does."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from perception.learned.crops import FEWEST, crops_of
from perception.learned.lessons import Lesson
from perception.learned.naming import nothing
from perception.learned.network import GEOMETRY, OFFSET_UNIT, Features, Network, at_points

# [pixels] Size of a thing whose offsets count as its size does, and what no size falls below.
USUAL, NARROW = 64.0, 10.0
LOSSES = ("classes", "geometry", "borders", "depth", "kinds", "crops", "states")
# Heads that each task trains; segmentation brings up the trunk, with everything told at once.
HEADS: Mapping[str, tuple[str, ...]] = {
    "segmentation": ("trunk", "classes", "geometry", "depth", "kinds", "states"),
    "classes": ("kinds", "crops"),
    "crops": ("crops",),
    "depth": ("depth",),
    "geometry": ("geometry",),
    "states": ("states",),
}


def seen(
    network: Network, batch: Sequence[Lesson], device: str, learnt: bool, half: bool = False
) -> Features:
    """What the trunk makes of a batch.

    Args:
        network: with the trunk.
        batch: of crops of one size.
        device: of the network.
        learnt: whether the trunk is trained.
        half: its convolutions are in bfloat16.
    """
    inputs = torch.from_numpy(np.stack([one.inputs for one in batch])).to(device)
    with (
        torch.set_grad_enabled(learnt),
        torch.autocast(torch.device(device).type, torch.bfloat16, enabled=half),
    ):
        return network(inputs.to(memory_format=torch.channels_last))


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
    features = seen(network, batch, device, "trunk" in heads, half)
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
        found["geometry"] = 2.0 * _geometry_loss(guess[..., :GEOMETRY], right)
        right = torch.from_numpy(np.stack([one.borders for one in batch])).to(device)
        lost = F.binary_cross_entropy_with_logits(
            guess[..., GEOMETRY:], right.nan_to_num(0.0), reduction="none"
        )
        found["borders"] = _known_mean(lost, right)
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


def crop_loss(
    network: Network, batch: Sequence[Lesson], device: str, rng: np.random.Generator
) -> Tensor:
    """Cross-entropy of the classes of small things, told from what is cut out around them alone, by
    their worth.

    Args:
        network: in training mode.
        batch: of crops of frames.
        device: of the network.
        rng: of how inexact the cuts are.
    """
    pictures, figures, kinds, worth = _cut_out(batch, device, rng)
    if not len(kinds):
        return nothing(network.crops)
    lost = F.cross_entropy(network.crops.alone(pictures, figures), kinds, reduction="none")
    return (lost * worth).sum() / worth.sum().clamp(min=1e-6)


def _cut_out(
    batch: Sequence[Lesson], device: str, rng: np.random.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What is around the small things of lessons, and the classes and worth of these."""
    parts: list[tuple[Tensor, Tensor, Tensor, Tensor]] = []
    for one in batch:
        every = np.arange(len(one.thing_kinds))
        cut = crops_of(one.inputs, one.cells, every + 1, one.whole.shape, FEWEST, rng)
        kinds, worth = (part[cut.things] for part in (one.thing_kinds, one.thing_worth))
        told = torch.from_numpy(kinds), torch.from_numpy(worth)
        parts.append((cut.pictures, cut.figures, *told))
    pictures, figures, kinds, worth = (
        torch.cat(column).to(device) for column in zip(*parts, strict=True)
    )
    return pictures, figures, kinds, worth


def accuracy_of(
    network: Network, lessons: Iterable[Lesson], batch: int, device: str = "cpu"
) -> dict[str, float]:
    """How well a network does at the points of lessons.

    Returns:
        `class_accuracy` over points, `offset_error` [pixels] (median) of the middle of things,
        `border_accuracy` over neighbours, `depth_error` (mean absolute, relative) where depth was
        not given, `thing_accuracy` over classes of whole things, `crop_accuracy` over those of
        small things told from what is around them alone, and `state_accuracy` over the states that
        things can have.
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
        "border_accuracy": round(float(whole["borders"].mean()), 4),
        "depth_error": round(float(whole["depth"].mean()), 4),
        "thing_accuracy": round(float(whole["kinds"].mean()), 4),
        "crop_accuracy": round(float(whole["crops"].mean()), 4),
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
    geometry, borders = network.geometry.points(fine, middle), told("borders")
    away, edges = geometry[..., :2] - told("geometry")[..., :2], geometry[..., GEOMETRY:]
    error = torch.exp(network.depth.points(fine, middle)[..., 0] - log_depth) - 1
    things = _Things.of(batch, torch.cat([fine, middle, coarse], 2), device)
    named = _named(network, things).argmax(-1)
    scores = network.states(things.features, things.owners, things.kinds)
    pictures, figures, cut, worth = _cut_out(batch, device)
    looked = network.crops.alone(pictures, figures).argmax(-1)
    return {
        "classes": hit[kinds >= 0].float(),
        "geometry": OFFSET_UNIT * away.norm(dim=-1)[~away.isnan().any(-1)],
        "depth": error.abs()[~error.isnan()],
        "borders": ((edges > 0) == (borders > 0.5))[~borders.isnan()].float(),
        "kinds": (named == things.kinds)[things.worth > 0].float(),
        "crops": (looked == cut)[worth > 0].float(),
        "states": ((scores > 0) == (things.states > 0.5))[~things.states.isnan()].float(),
    }


def _geometry_loss(guess: Tensor, right: Tensor) -> Tensor:
    """Of (N, K, 5) offsets and logs of sizes; pixels count for more in small and narrow things.

    Votes are grouped within a share of their thing's size, so an error of a few pixels parts a mug
    and leaves a table whole.
    """
    told = right.nan_to_num(0.0)
    loss = F.smooth_l1_loss(guess, told, reduction="none", beta=0.1)
    sides = OFFSET_UNIT * torch.exp(told[..., 3:])
    offsets = loss[..., :2] * USUAL / (sides + NARROW)
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
        frames: (M,) int64, which of the batch's each is in.
        kinds, worth, states: (M,), (M,) and (M, S), as in `Lesson`.
    """

    features: Tensor
    owners: Tensor
    frames: Tensor
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
            torch.arange(len(batch))
            .repeat_interleave(torch.from_numpy(np.diff(counts)))
            .to(device),
            told("thing_kinds"),
            told("thing_worth"),
            told("thing_states"),
        )


def _kind_loss(network: Network, things: _Things) -> Tensor:
    """Cross-entropy of classes, by their worth."""
    loss = F.cross_entropy(_named(network, things), things.kinds, reduction="none")
    return (loss * things.worth).sum() / things.worth.sum().clamp(min=1e-6)


def _named(network: Network, things: _Things) -> Tensor:
    """Scores (M, C) of the things' classes."""
    voted = _voted(network, things)
    return network.kinds(things.features, things.owners, voted, things.frames)


def _voted(network: Network, things: _Things) -> Tensor:
    """Mean probability (M, C) of each class over the points of every thing."""
    fine, middle = network.size.stem, network.size.top
    with torch.no_grad():
        parts = things.features.split([fine, middle, things.features.shape[1] - fine - middle], 1)
        chances = torch.softmax(network.classes.points(parts[0], parts[1]), -1)
        found = chances.new_zeros(len(things.kinds), chances.shape[1])
        found.index_add_(0, things.owners, chances)
        return found / torch.bincount(things.owners, minlength=len(found))[:, None].clamp(min=1)


def _state_loss(network: Network, things: _Things) -> Tensor:
    """Binary cross-entropy over the states that things can have."""
    scores, right = network.states(things.features, things.owners, things.kinds), things.states
    loss = F.binary_cross_entropy_with_logits(scores, right.nan_to_num(0.0), reduction="none")
    return _known_mean(loss, right)
