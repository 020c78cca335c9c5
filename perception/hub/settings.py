"""Which models look, and how their answers are taken: a name, a folder, or a YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from envs.interface import InvalidInputError

_FILES = (".yaml", ".yml", ".json")


class HubSettings(BaseModel):
    """Models by their names on the hub, or by their folders; '' for none.

    Attributes:
        segmentation: an instance or panoptic segmenter, or an open-vocabulary detector.
        masks: turns a detector's boxes into masks; a SAM.
        depth: a depth estimator.
        labels: label of the segmenter to ontology type, or to None for what is to be left out;
            goes before what is known by itself.
        prompts: ontology type to the words that a detector is asked for.
        threshold: least confidence of a detection; None for the usual of the kind of model.
        depth_kind: whether depth comes in metres, or as an inverse depth of unknown scale and
            shift, which the floor fixes; `auto` asks the model's configuration.
        spread: standard deviation of log depth that is told of every pixel.
        download: whether models that are not on this machine are fetched from the hub.
        revision: of every model on the hub.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    segmentation: str = ""
    masks: str = ""
    depth: str = ""
    labels: dict[str, str | None] = {}
    prompts: dict[str, str] = {}
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None
    depth_kind: Literal["auto", "metric", "relative"] = "auto"
    spread: Annotated[float, Field(gt=0, le=2)] = 0.15
    download: bool = True
    revision: str = "main"

    @classmethod
    def read(cls, path: str | Path) -> HubSettings:
        """Settings of a YAML or JSON file; relative folders in it are relative to the file.

        Raises:
            InvalidInputError: it cannot be read, or a key is wrong.
        """
        file = Path(path)
        try:
            loaded: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
            settings = cls.model_validate(loaded or {})
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise InvalidInputError(str(path), f"cannot be read: {error}") from None
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "the file"
            raise InvalidInputError(
                f"{path}: {field}",
                f"{first['msg']}; keys are {', '.join(cls.model_fields)}",
            ) from None
        beside = {
            name: str(file.parent / value)
            for name in ("segmentation", "masks", "depth")
            if (value := getattr(settings, name)) and (file.parent / value).is_dir()
        }
        return settings.model_copy(update=beside)


def is_file(weights: str) -> bool:
    """Whether a text names a file of settings, and not a model."""
    return weights.endswith(_FILES)
