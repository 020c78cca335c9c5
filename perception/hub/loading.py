"""Models of the hub: real loading, with errors that say how to mend what is missing.

Code that comes with a model is never run, and weights that are not safetensors are never read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from envs.interface import InvalidInputError

_INSTALL = "pip install 'hestia[vision]'"


def library() -> Any:
    """The `transformers` package.

    Raises:
        InvalidInputError: it is not installed.
    """
    try:
        import transformers
    except ImportError as error:
        raise InvalidInputError(
            "weights", f"eyes from the hub need the transformers package ({error}): {_INSTALL}"
        ) from None
    return transformers


def options(download: bool, revision: str) -> dict[str, Any]:
    """What every call of `from_pretrained` is told."""
    return {
        "local_files_only": not download,
        "trust_remote_code": False,
        "revision": revision or "main",
    }


def load_config(name: str, told: dict[str, Any]) -> Any:
    """Configuration of a model.

    Raises:
        InvalidInputError: there is none.
    """
    return _load(library().AutoConfig, name, told)


def load_processor(auto: str, name: str, told: dict[str, Any]) -> Any:
    """What prepares a model's input, an `AutoImageProcessor` or `AutoProcessor`.

    Raises:
        InvalidInputError: it cannot be loaded; some need the torchvision package.
    """
    return _load(getattr(library(), auto), name, told)


def load_model(auto: str, name: str, told: dict[str, Any], device: str) -> Any:
    """A model in evaluation mode.

    Raises:
        InvalidInputError: it cannot be loaded, or not as what is asked for.
    """
    import torch

    if device == "cuda" and not torch.cuda.is_available():
        raise InvalidInputError("device", "cuda: PyTorch sees no such device; use device=cpu")
    loaded = _load(getattr(library(), auto), name, told | {"use_safetensors": True})
    return loaded.to(device).eval()


def _load(kind: Any, name: str, told: dict[str, Any]) -> Any:
    try:
        return kind.from_pretrained(name, **told)
    except Exception as error:  # whatever the libraries raise for files that they cannot read
        text = " ".join(str(error).split())[:600]
        if "torchvision" in text.lower():
            hint = "; this model's images are prepared by torchvision: pip install torchvision"
        elif not Path(name).exists() and told["local_files_only"]:
            hint = "; set `download: true` to fetch it from the hub"
        elif not Path(name).exists():
            hint = "; give the folder of a model, or a name that the hub can be asked for now"
        else:
            hint = ""
        raise InvalidInputError(
            "weights", f"{name} cannot be loaded with {kind.__name__}: {text}{hint}"
        ) from None
