"""The embedded model on disk: one safetensors file with everything in it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from envs.interface import InvalidInputError
from planning.language.embedded.calibration import FEATURES, Calibration
from planning.language.embedded.network import Network, Size
from planning.language.embedded.slot_voter import BUCKETS, SlotVoter
from planning.language.embedded.stacked import Stack
from planning.language.embedded.text import UNKNOWN, Lexicon
from planning.language.embedded.tokens import TOKENS

SHIPPED = Path(__file__).parent / "weights" / "language.safetensors"
FORMAT = "hestia-language-1"
SLOT_TENSORS = ("grams", "out", "bias")


@dataclass(frozen=True)
class Model:
    """A network with what it takes to use it.

    Attributes:
        networks: in evaluation mode; they vote.
        lexicon: the words that it knows as such.
        calibration: from its scores to probabilities.
        slots: one more voter, from single words and pairs of words; None for none.
    """

    networks: tuple[Network, ...]
    lexicon: Lexicon
    calibration: Calibration
    slots: SlotVoter | None = None

    @property
    def parameters(self) -> int:
        """Number of its weights, the calibration's few left out."""
        slots = () if self.slots is None else (getattr(self.slots, n) for n in SLOT_TENSORS)
        networks = (weight for network in self.networks for weight in network.parameters())
        return sum(weight.numel() for weight in (*networks, *slots))

    @cached_property
    def stack(self) -> Stack:
        """The networks as they are used: all at once."""
        return Stack(self.networks)


def save(model: Model, path: str | Path) -> None:
    """Writes a model, its weights as 16-bit floats."""
    about = {
        "format": FORMAT,
        "size": json.dumps(asdict(model.networks[0].size)),
        "members": str(len(model.networks)),
        "lexicon": json.dumps(model.lexicon.words),
        "calibration": json.dumps(model.calibration.weights),
        "tokens": _fingerprint(),
    }
    weights = {
        f"{member}.{name}": value.detach().to(torch.float16).contiguous()
        for member, network in enumerate(model.networks)
        for name, value in network.state_dict().items()
    }
    if model.slots is not None:
        voter = model.slots
        about["slots"] = json.dumps({"values": voter.values, "weight": voter.weight})
        for name in SLOT_TENSORS:
            weights[f"slots.{name}"] = getattr(voter, name).to(torch.float16).contiguous()
    save_file(weights, str(path), metadata=about)


def load(path: str | Path | None = None) -> Model:
    """Reads a model; the shipped one by default, once a process.

    Raises:
        InvalidInputError: there is no such file, or it holds another model.
    """
    return _load(str(SHIPPED if path is None else path))


@cache
def _load(path: str) -> Model:
    try:
        with safe_open(path, framework="pt") as file:  # pyright: ignore[reportUnknownVariableType]
            about = dict(file.metadata() or {})
            weights = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise InvalidInputError(
            "language.weights",
            f"{path}: {error}; expected the weights that `hestia train language` writes",
        ) from None
    try:
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']!r}, expected {FORMAT!r}")
        if about["tokens"] != _fingerprint():
            raise ValueError("trained for another goal language; train again")
        size = Size(**json.loads(about["size"]))
        networks = tuple(_network(size, member, weights) for member in range(int(about["members"])))
        calibration = Calibration(tuple(float(one) for one in json.loads(about["calibration"])))
        if len(calibration.weights) != len(FEATURES):
            raise ValueError("its calibration has other features")
        lexicon = Lexicon(json.loads(about["lexicon"]))
        if len(lexicon) != size.words or not networks:
            raise ValueError("its lexicon has another length than its network")
        slots = _slots(json.loads(about["slots"]), weights) if "slots" in about else None
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise InvalidInputError("language.weights", f"{path}: {error}") from None
    return Model(networks, lexicon, calibration, slots)


def _network(size: Size, member: int, weights: Mapping[str, Tensor]) -> Network:
    network = Network(size)
    prefix = f"{member}."
    own = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
    network.load_state_dict(own)
    return network.eval()


def joined(models: Sequence[Model]) -> tuple[tuple[Network, ...], Lexicon]:
    """The networks of models that were trained with lexicons of their own, on one lexicon.

    Each network answers as before: a word that it has not learnt is one of its unknown ones.
    """
    words = dict.fromkeys(word for model in models for word in model.lexicon.words)
    lexicon = Lexicon(words)
    return tuple(
        _on_lexicon(network, model.lexicon, lexicon)
        for model in models
        for network in model.networks
    ), lexicon


def _on_lexicon(network: Network, own: Lexicon, lexicon: Lexicon) -> Network:
    if own.words == lexicon.words:
        return network
    rows = [0, UNKNOWN, *(own.index(word) for word in lexicon.words)]
    weights = network.state_dict()
    weights["lexicon.weight"] = weights["lexicon.weight"][rows]
    other = Network(replace(network.size, words=len(lexicon)))
    other.load_state_dict(weights)
    return other.eval()


def _slots(about: Mapping[str, Any], weights: Mapping[str, Tensor]) -> SlotVoter:
    values = tuple(tuple(str(value) for value in names) for names in about["values"])
    grams, out, bias = (weights[f"slots.{name}"] for name in SLOT_TENSORS)
    voter = SlotVoter(grams, out, bias, values, float(about["weight"]))
    count, channels = sum(map(len, values)), voter.out.shape[-1]
    shapes = [tuple(getattr(voter, name).shape) for name in SLOT_TENSORS]
    if shapes != [(BUCKETS, channels), (count, channels), (count,)]:
        raise ValueError(f"its voter on slots has tensors of shapes {shapes}")
    return voter


def _fingerprint() -> str:
    """Of the tokens that a proposal is made of."""
    return f"{len(TOKENS)}-{zlib.crc32(' '.join(TOKENS).encode()):08x}"
