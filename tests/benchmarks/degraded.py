"""Oracles that err in a way that is known: what the benches must notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from envs.interface import Observation, Pose
from envs.ontology import possible_states
from perception.segmentation import (
    Depth,
    Detection,
    OracleDepth,
    OracleSegmentation,
    OracleStates,
    Segmentation,
)


@dataclass
class Degraded:
    """Sees things shifted to the right, misses and misnames some, and is unsure of all.

    Attributes:
        seed: of its errors.
        shift: [pixels] to the right.
        missed, misnamed: shares of things.
        scale: of depth.
        flipped: share of states that are told the wrong way round.
    """

    seed: int = 0
    shift: int = 0
    missed: float = 0.0
    misnamed: float = 0.0
    scale: float = 1.0
    flipped: float = 0.0

    def __post_init__(self) -> None:
        self._generator = np.random.default_rng(self.seed)

    def segment(self, observation: Observation, pose: Pose) -> Segmentation:
        right = OracleSegmentation().segment(observation, pose)
        image = np.roll(right.instances, self.shift, axis=1)
        kept: list[Detection] = []
        for one in right.detections:
            if self._generator.random() < self.missed:
                image = np.where(image == one.instance, 0, image)
                continue
            other = self._generator.random() < self.misnamed
            kind = right.detections[0].object_class if other else one.object_class
            kept.append(Detection(one.instance, kind, float(self._generator.random())))
        return Segmentation(image, tuple(kept), persistent=False)

    def depth(self, observation: Observation, pose: Pose) -> Depth:
        metres = OracleDepth().depth(observation, pose).metres
        spread = np.full(metres.shape, abs(np.log(self.scale)) + 0.01, np.float32)
        return Depth((self.scale * metres).astype(np.float32), spread)

    def states(
        self, observation: Observation, pose: Pose, segmentation: Segmentation
    ) -> Mapping[int, Mapping[str, float]]:
        right = OracleStates().states(observation, pose, segmentation)
        labels = {one.instance: one.object_class for one in observation.labels or ()}
        return {
            instance: {
                state: 1.0 - said[state] if self._generator.random() < self.flipped else said[state]
                for state in possible_states(labels[instance])
            }
            for instance, said in right.items()
        }
