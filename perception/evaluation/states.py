"""Precision, recall and F1 of the visible states of objects, predicate by predicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from envs.interface import InstanceLabel
from envs.ontology import VISIBLE_STATES, possible_states


@dataclass(frozen=True, slots=True)
class StateScore:
    """Figures of one predicate.

    Attributes:
        precision, recall, f1: 0 to 1; not a number where nothing was said, or nothing is true.
        positives: objects of which it is true.
        objects: of which it can be true.
        unjudged: of these, those of which the model said nothing, which counts as false.
        brier: mean squared error of the probability.
    """

    precision: float
    recall: float
    f1: float
    positives: int
    objects: int
    unjudged: int
    brier: float


@dataclass
class StateScores:
    """Gathers objects.

    Attributes:
        threshold: probability from which a predicate is said to be true.
    """

    threshold: float = 0.5
    # By predicate and class: right, wrong and missed positives, objects, unjudged, squared error.
    _tally: dict[tuple[str, str], NDArray[np.float64]] = field(
        default_factory=lambda: defaultdict(lambda: np.zeros(6))
    )

    def add(self, label: InstanceLabel, said: Mapping[str, float] | None) -> None:
        """Adds an object.

        Args:
            label: the truth.
            said: probability of each predicate that was judged; None where the object was not
                found at all.
        """
        for state in possible_states(label.object_class):
            probability = 0.0 if said is None else float(said.get(state, 0.0))
            true, guess = state in label.states, probability >= self.threshold
            self._tally[state, label.object_class] += (
                true and guess,
                guess and not true,
                true and not guess,
                1,
                said is None or state not in said,
                (probability - true) ** 2,
            )

    def per_predicate(self) -> dict[str, StateScore]:
        """Figures of each predicate that an object can have, in the order of `VISIBLE_STATES`."""
        sums: dict[str, NDArray[np.float64]] = {}
        for (state, _), tally in self._tally.items():
            sums[state] = sums.get(state, np.zeros(6)) + tally
        return {state: _score(sums[state]) for state in VISIBLE_STATES if state in sums}

    def per_class(self, state: str) -> dict[str, StateScore]:
        """Figures of one predicate by ontology type."""
        return {
            kind: _score(tally)
            for (one, kind), tally in sorted(self._tally.items(), key=lambda item: item[0])
            if one == state
        }

    def lowest(self, positives: int = 1) -> tuple[str, float]:
        """Predicate of the lowest F1, and that, among those with some true instances.

        Returns:
            ("", not a number) where there are none.
        """
        scores = {
            state: one.f1
            for state, one in self.per_predicate().items()
            if one.positives >= max(1, positives)
        }
        state = min(scores, key=lambda one: scores[one], default="")
        return state, scores.get(state, float("nan"))


def _score(tally: NDArray[np.float64]) -> StateScore:
    right, wrong, missed, objects, unjudged, error = (float(part) for part in tally)
    return StateScore(
        _ratio(right, right + wrong),
        _ratio(right, right + missed),
        _ratio(2 * right, 2 * right + wrong + missed),
        round(right + missed),
        round(objects),
        round(unjudged),
        _ratio(error, objects),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
