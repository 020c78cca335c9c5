"""The eyes' network on disk: one safetensors file with everything in it."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from envs.interface import InvalidInputError
from perception.learned.network import Network, Size
from perception.learned.vocabulary import fingerprint

SHIPPED = Path(__file__).parent / "weights" / "eyes.safetensors"
FORMAT = "hestia-eyes-7"


def save(network: Network, path: str | Path) -> None:
    """Writes a network, its weights as 16-bit floats."""
    about = {
        "format": FORMAT,
        "size": json.dumps(asdict(network.size)),
        "vocabulary": fingerprint(),
    }
    weights = {
        name: value.detach().to(torch.float16).contiguous()
        for name, value in network.state_dict().items()
        if value.is_floating_point()
    }
    save_file(weights, str(path), metadata=about)


def load(path: str | Path | None = None) -> Network:
    """Reads a network; the shipped one by default, once a process.

    Returns:
        It in evaluation mode, on the CPU; it is shared, so do not change it.

    Raises:
        InvalidInputError: there is no such file, or it holds another model.
    """
    return _load(str(path or SHIPPED))


@cache
def _load(path: str) -> Network:
    try:
        with safe_open(path, framework="pt") as file:  # pyright: ignore[reportUnknownVariableType]
            about = dict(file.metadata() or {})
            weights = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise InvalidInputError(
            "weights", f"{path}: {error}; expected what `hestia train segmentation` writes"
        ) from None
    try:
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']!r}, expected {FORMAT!r}")
        if about["vocabulary"] != fingerprint():
            raise ValueError("trained for another ontology; train again")
        network = Network(Size(**json.loads(about["size"])))
        missing, unexpected = network.load_state_dict(weights, strict=False)
        missing = [name for name in missing if not name.endswith("num_batches_tracked")]
        if missing or unexpected:
            raise ValueError(f"missing {missing[:3]}, not expected {list(unexpected)[:3]}")
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise InvalidInputError("weights", f"{path}: {error}") from None
    return network.eval()
