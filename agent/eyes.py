"""The perception models that a sensors configuration asks for.

Networks are loaded once a process and shared by its episodes: of what they saw they keep the last
frame alone. They, and PyTorch with them, are imported only where a configuration asks for one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from agent.sensors import SensorsConfig
from envs.interface import InvalidInputError
from perception.belief import Belief
from perception.segmentation import (
    DepthModel,
    OracleDepth,
    OracleSegmentation,
    OracleStates,
    SegmentationModel,
    StateModel,
    SuccessModel,
)
from perception.success import SeenSuccess

if TYPE_CHECKING:
    from perception.hub import HubEyes
    from perception.learned import Eyes

_READ_AT_ONCE = 2**20  # [bytes] of a file that is hashed


@dataclass(frozen=True, slots=True)
class Models:
    """What an agent perceives with."""

    segmentation: SegmentationModel
    depth: DepthModel
    states: StateModel
    success: SuccessModel | None


def new_belief(sensors: SensorsConfig) -> Belief:
    """The empty belief for a sensor suite, with its models."""
    models = models_of(sensors)
    reckoned = sensors.pose == "dead-reckoned"
    return Belief(
        pose_source="dead-reckoning" if reckoned else "observation",
        segmentation=models.segmentation,
        depth=models.depth,
        states=models.states,
        success=models.success,
    )


def models_of(sensors: SensorsConfig) -> Models:
    """The models that a configuration names.

    Raises:
        InvalidInputError: weights or a model's folder that cannot be read.
    """
    return Models(
        segmentation=_segmentation(sensors),
        depth=_depth(sensors),
        states=_states(sensors),
        success=SeenSuccess() if sensors.success == "seen" else None,
    )


def weights_sha256(sensors: SensorsConfig) -> str | None:
    """Which weights of our network are looked through; None where it is not."""
    if not sensors.learned:
        return None
    from perception.learned.model import SHIPPED

    return _sha256(sensors.weights or str(SHIPPED))


def check_eyes(sensors: SensorsConfig) -> None:
    """Finds out at once whether the models can be loaded, rather than in every worker.

    Raises:
        InvalidInputError: they cannot, with how to mend it.
    """
    weights_sha256(sensors)
    models_of(sensors)


def _segmentation(sensors: SensorsConfig) -> SegmentationModel:
    if sensors.segmentation == "learned":
        return _eyes(sensors.weights, sensors.depth == "sensor")
    if sensors.segmentation == "transformers":
        return _hub(sensors.segmentation_model)
    return OracleSegmentation()


def _depth(sensors: SensorsConfig) -> DepthModel:
    if sensors.depth == "learned":
        return _eyes(sensors.weights, False)
    if sensors.depth == "transformers":
        return _hub(sensors.depth_model)
    return OracleDepth()


def _states(sensors: SensorsConfig) -> StateModel:
    if sensors.states == "learned":
        return _eyes(sensors.weights, sensors.depth == "sensor")
    return OracleStates()


@cache
def _eyes(weights: str, use_depth: bool) -> Eyes:
    from perception.learned import Eyes

    return Eyes.load(weights or None, use_depth=use_depth)


@cache
def _hub(model: str) -> HubEyes:
    from perception.hub import HubEyes

    return HubEyes.load(model)


@cache
def _sha256(path: str) -> str:
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            while part := file.read(_READ_AT_ONCE):
                digest.update(part)
    except OSError as error:
        raise InvalidInputError(
            "sensors.weights",
            f"cannot read {path}: {error.strerror}; `hestia train segmentation` makes such a "
            "file, and sensors.weights='' takes the one that is shipped",
        ) from None
    return digest.hexdigest()
