"""What turns an observation into instance masks, depth, object states and success.

The protocols are what a learned model implements; the oracle implementations read what the
`oracle` sensor suite carries. `pose` is always the agent's believed pose: a network may use how
the camera is tilted.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from envs.interface import Action, InvalidInputError, Observation, Pose
from envs.ontology import VISIBLE_STATES


@dataclass(frozen=True, slots=True)
class Detection:
    """One instance in a frame.

    Attributes:
        instance: the value of its pixels in `Segmentation.instances`.
        object_class: likeliest ontology type.
        confidence: in there being such a thing, of that class, 0 to 1.
        posterior: classes with their probabilities, likeliest first, of structure too: what looks
            like a thing may be a piece of wall; () where the class is certain. What is missing to
            1 is spread over all other classes.
    """

    instance: int
    object_class: str
    confidence: float = 1.0
    posterior: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Instance masks of a frame.

    Attributes:
        instances: (H, W) int32, instance ids; 0 where there is none.
        detections: one for each non-zero id, in increasing id order.
        persistent: whether an id names the same object in every frame of an episode; otherwise
            it means something in this frame alone, and `perception.tracking` finds out which
            object it is.
        in_hand: ids of what is in the agent's hand, as far as the frame shows where that is.
    """

    instances: NDArray[np.int32]
    detections: tuple[Detection, ...]
    persistent: bool = True
    in_hand: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Depth:
    """Depth of a frame.

    Attributes:
        metres: (H, W) float32, along the camera's forward axis; inf where unknown.
        spread: (H, W) float32, standard deviation of the natural logarithm of depth; None where
            it is exact.
    """

    metres: NDArray[np.float32]
    spread: NDArray[np.float32] | None = None


class SegmentationModel(Protocol):
    """Finds instances."""

    def segment(self, observation: Observation, pose: Pose) -> Segmentation: ...


class DepthModel(Protocol):
    """Finds depth."""

    def depth(self, observation: Observation, pose: Pose) -> Depth: ...


class StateModel(Protocol):
    """Tells the visible states of instances."""

    def states(
        self, observation: Observation, pose: Pose, segmentation: Segmentation
    ) -> Mapping[int, Mapping[str, float]]:
        """Probability of each predicate of `envs.ontology.VISIBLE_STATES` that can be judged of
        an instance, by its id in this frame. What is left out is not judged."""
        ...


class SuccessModel(Protocol):
    """Tells whether an action worked, from what was seen before and after it."""

    def worked(self, before: Observation, action: Action, after: Observation) -> float:
        """Probability that it did."""
        ...


class OracleSegmentation:
    """Reads the observation's instance ids and labels."""

    def segment(self, observation: Observation, pose: Pose) -> Segmentation:
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

    def depth(self, observation: Observation, pose: Pose) -> Depth:
        if observation.depth is None:
            raise InvalidInputError(
                "observation.depth",
                "oracle depth needs a depth image; this observation has none. "
                "Use sensors=oracle or rgbd, or give the belief another DepthModel",
            )
        return Depth(observation.depth)


class OracleStates:
    """Reads the observation's labels."""

    def states(
        self, observation: Observation, pose: Pose, segmentation: Segmentation
    ) -> Mapping[int, Mapping[str, float]]:
        if observation.labels is None:
            raise InvalidInputError(
                "observation.labels",
                "oracle states need labels; this observation has none. "
                "Use sensors=oracle, or give the belief another StateModel",
            )
        known = {label.instance: label for label in observation.labels}
        if segmentation.persistent or observation.instances is None:
            return {own: _certain(label.states) for own, label in known.items()}
        judged: dict[int, Mapping[str, float]] = {}
        for own, true in _most_covered(segmentation.instances, observation.instances).items():
            if true in known:
                judged[own] = _certain(known[true].states)
        return judged


def _most_covered(masks: NDArray[np.int32], truth: NDArray[np.int32]) -> dict[int, int]:
    """The true id that each id of other masks (H, W) covers most of, but for 0."""
    width = int(truth.max(initial=0)) + 1
    codes, counts = np.unique(masks.astype(np.int64) * width + truth, return_counts=True)
    order = np.argsort(counts, kind="stable")
    owners, trues = np.divmod(codes[order], width)
    return {own: true for own, true in zip(owners.tolist(), trues.tolist(), strict=True) if own}


@functools.cache
def _certain(states: frozenset[str]) -> dict[str, float]:
    """Probabilities of all visible states where they are known; not to be changed."""
    return {state: float(state in states) for state in VISIBLE_STATES}
