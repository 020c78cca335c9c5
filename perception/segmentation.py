"""What turns an observation into instance masks, depth and object states.

The three protocols are what a learned model implements; the oracle implementations read what
the `oracle` sensor suite carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from envs.interface import InvalidInputError, Observation


@dataclass(frozen=True, slots=True)
class Detection:
    """One instance in a frame.

    Attributes:
        instance: the value of its pixels in `Segmentation.instances`.
        object_class: ontology type name.
        confidence: in the class, 0 to 1.
    """

    instance: int
    object_class: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Instance masks of a frame.

    Attributes:
        instances: (H, W) int32, instance ids; 0 where there is none.
        detections: one for each non-zero id, in increasing id order.
    """

    instances: NDArray[np.int32]
    detections: tuple[Detection, ...]


class SegmentationModel(Protocol):
    """Finds instances. Ids must be the same for the same object in every frame of an episode."""

    def segment(self, observation: Observation) -> Segmentation: ...


class DepthModel(Protocol):
    """Finds depth."""

    def depth(self, observation: Observation) -> NDArray[np.float32]:
        """Depth (H, W) float32, metres along the camera's forward axis; inf where unknown."""
        ...


class StateModel(Protocol):
    """Tells the visible states of instances."""

    def states(
        self, observation: Observation, segmentation: Segmentation
    ) -> dict[int, frozenset[str]]:
        """True predicates of `envs.ontology.VISIBLE_STATES`, by instance id."""
        ...


class OracleSegmentation:
    """Reads the observation's instance ids and labels."""

    def segment(self, observation: Observation) -> Segmentation:
        if observation.instances is None or observation.labels is None:
            raise InvalidInputError(
                "observation.instances",
                "oracle segmentation needs instance ids and labels; this observation has none. "
                "Use sensors=oracle, or give the belief another SegmentationModel",
            )
        detections = tuple(
            Detection(label.instance, label.object_class) for label in observation.labels
        )
        return Segmentation(observation.instances, detections)


class OracleDepth:
    """Reads the observation's depth."""

    def depth(self, observation: Observation) -> NDArray[np.float32]:
        if observation.depth is None:
            raise InvalidInputError(
                "observation.depth",
                "oracle depth needs a depth image; this observation has none. "
                "Use sensors=oracle or rgbd, or give the belief another DepthModel",
            )
        return observation.depth


class OracleStates:
    """Reads the observation's labels."""

    def states(
        self, observation: Observation, segmentation: Segmentation
    ) -> dict[int, frozenset[str]]:
        if observation.labels is None:
            raise InvalidInputError(
                "observation.labels",
                "oracle states need labels; this observation has none. "
                "Use sensors=oracle, or give the belief another StateModel",
            )
        return {label.instance: label.states for label in observation.labels}
