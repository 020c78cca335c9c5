"""Perception of a `BoxRoom` whose ids mean nothing, and whose errors a test chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from envs.interface import Observation, Pose
from perception.segmentation import Depth, Detection, Segmentation

Posterior = tuple[tuple[str, float], ...]


@dataclass
class AnonymousEyes:
    """Ids are drawn anew for each frame.

    Attributes:
        confidence: of all detections.
        called: what is told of a true class, by its name.
        missed: true classes that are overlooked.
        judged: state probabilities told of a true class, instead of the true states.
        split: true class whose mask is told as two, left and right.
        more: adds to a frame `(ids, detections)`; new ids start at 900.
    """

    confidence: float = 0.9
    called: dict[str, Posterior] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)
    judged: dict[str, dict[str, float]] = field(default_factory=dict)
    split: str = ""
    more: Callable[[np.ndarray, list[Detection]], None] | None = None
    spread: float = 0.0
    _frames: int = 0
    _true: dict[int, int] = field(default_factory=dict)

    def segment(self, observation: Observation, pose: Pose) -> Segmentation:
        assert observation.instances is not None and observation.labels is not None
        self._frames += 1
        numbers = iter(np.random.default_rng(self._frames).permutation(500).tolist())
        ids = np.zeros_like(observation.instances)
        found: list[Detection] = []
        self._true = {}
        for label in observation.labels:
            if label.object_class in self.missed:
                continue
            mask = observation.instances == label.instance
            halves = [mask]
            if label.object_class == self.split:
                left = np.arange(mask.shape[1]) < np.median(np.nonzero(mask)[1])
                halves = [mask & left, mask & ~left]
            for half in halves:
                number = next(numbers) + 1
                ids[half] = number
                self._true[number] = label.instance
                told = self.called.get(label.object_class, ())
                kind = told[0][0] if told else label.object_class
                found.append(Detection(number, kind, self.confidence, told))
        if self.more is not None:
            self.more(ids, found)
        shown = set(np.unique(ids).tolist())
        found = [one for one in found if one.instance in shown]
        return Segmentation(ids, tuple(sorted(found, key=lambda one: one.instance)), False)

    def depth(self, observation: Observation, pose: Pose) -> Depth:
        assert observation.depth is not None
        spread = np.full_like(observation.depth, self.spread) if self.spread else None
        return Depth(observation.depth, spread)

    def states(
        self, observation: Observation, pose: Pose, segmentation: Segmentation
    ) -> dict[int, dict[str, float]]:
        assert observation.labels is not None
        labels = {label.instance: label for label in observation.labels}
        told: dict[int, dict[str, float]] = {}
        for number, true in self._true.items():
            label = labels[true]
            own = {state: 0.95 for state in label.states}
            for state in ("isOpen", "isToggled", "isDirty"):
                own.setdefault(state, 0.05)
            told[number] = self.judged.get(label.object_class, own)
        return told
