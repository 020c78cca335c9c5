"""How sure the embedded model may be: from its scores to a probability of being right.

A logistic regression (Platt, 1999) on what the beam search found, fitted on demonstrations that
training did not see.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planning.language.embedded.decoding import Hypothesis
from planning.language.embedded.text import STEP, Lexicon, Words

FEATURES = ("bias", "log_probability", "margin", "steps", "unknown", "length")
_FLOOR = -12.0  # log probabilities below count as this


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the regression, one a feature of `FEATURES`."""

    weights: tuple[float, ...] = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)

    def confidence(self, features: Sequence[float]) -> float:
        """Probability that a hypothesis is what was meant, in (0, 1)."""
        score = sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))

    @staticmethod
    def features(
        found: Sequence[Hypothesis], words: Words, lexicon: Lexicon
    ) -> list[tuple[float, ...]]:
        """Of each hypothesis, likeliest first: the values of `FEATURES`."""
        scores = [max(_FLOOR, one.log_probability) for one in found]
        letters = [word for word in words.words if word[:1].isalpha()]
        unknown = sum(word not in lexicon for word in letters) / max(1, len(letters))
        steps = float(any(segment == STEP for segment in words.segments))
        rows: list[tuple[float, ...]] = []
        for number, score in enumerate(scores):
            others = [other for place, other in enumerate(scores) if place != number]
            margin = score - max(others, default=_FLOOR)
            length = math.log(1 + len(found[number].tokens))
            rows.append((1.0, score, max(-6.0, min(6.0, margin)), steps, unknown, length))
        return rows


def fit(features: NDArray[np.float64], right: NDArray[np.bool_], ridge: float = 1.0) -> Calibration:
    """The calibration that fits what was right, by Newton's method.

    Args:
        features: (N, len(FEATURES)) of the best hypothesis of each request.
        right: (N,) whether it was what was meant.
        ridge: weight of the penalty on large weights.
    """
    weights = np.zeros(features.shape[1])
    penalty = ridge * np.eye(features.shape[1])
    penalty[0, 0] = 1e-6
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        slope = features.T @ (chance - right) + penalty @ weights
        curve = (features * (chance * (1 - chance))[:, None]).T @ features + penalty
        step = np.linalg.solve(curve, slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-8:
            break
    return Calibration(tuple(float(weight) for weight in weights))


def expected_calibration_error(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10
) -> float:
    """Mean distance between how sure and how often right, over equally wide bins of confidence.

    After Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    place = np.clip((confidence * bins).astype(int), 0, bins - 1)
    error = 0.0
    for one in range(bins):
        there = place == one
        if there.any():
            gap = abs(float(confidence[there].mean()) - float(right[there].mean()))
            error += gap * float(there.mean())
    return error
