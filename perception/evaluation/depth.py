"""Errors of predicted depth, as monocular depth estimation reports them, and of its spread.

Absolute relative error, root mean square error and δ < 1.25^k are those of Eigen et al. ("Depth
Map Prediction from a Single Image", 2014), pooled over the pixels of all frames.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from perception.segmentation import Depth

RATIO = 1.25
POWERS = 3
# Shares of pixels that a central interval of the normal distribution should hold.
LEVELS = np.linspace(0.1, 0.9, 9)
_QUANTILES = np.array([NormalDist().inv_cdf(0.5 + level / 2) for level in LEVELS])


@dataclass
class DepthError:
    """Gathers frames."""

    _pixels: int = 0  # that have a true depth
    _known: int = 0  # of these, that have a predicted one
    _sums: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    _close: NDArray[np.int64] = field(default_factory=lambda: np.zeros(POWERS, np.int64))
    _spread: int = 0  # of the known, with a spread above 0
    _inside: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(LEVELS) + 2, np.int64))
    _likelihood: float = 0.0

    def add(self, metres: NDArray[np.floating], predicted: Depth) -> None:
        """Adds a frame.

        Args:
            metres: (H, W), true depth along the camera's forward axis; inf where nothing is.
            predicted: of the same frame.
        """
        true = metres.astype(np.float64)
        counts = np.isfinite(true) & (true > 0)
        guess = predicted.metres.astype(np.float64)
        known = counts & np.isfinite(guess) & (guess > 0)
        self._pixels += int(counts.sum())
        self._known += int(known.sum())
        spread = None if predicted.spread is None else predicted.spread.astype(np.float64)[known]
        true, guess = true[known], guess[known]
        off = guess - true
        apart = np.log(guess) - np.log(true)
        self._sums += (np.sum(np.abs(off) / true), np.sum(off**2), np.sum(apart**2))
        powers = math.log(RATIO) * np.arange(1, POWERS + 1)
        self._close += np.sum(np.abs(apart)[:, None] < powers, axis=0)
        if spread is not None:
            self._add_spread(apart, spread)

    def _add_spread(self, apart: NDArray[np.float64], spread: NDArray[np.float64]) -> None:
        usable = np.isfinite(spread) & (spread > 0)
        apart, spread = apart[usable], spread[usable]
        ratio = np.abs(apart) / spread
        bounds = np.concatenate([_QUANTILES, (1.0, 2.0)])
        self._spread += len(ratio)
        self._inside += np.sum(ratio[:, None] <= bounds, axis=0)
        terms = 0.5 * ratio**2 + np.log(spread) + 0.5 * math.log(2 * math.pi)
        self._likelihood += float(terms.sum())

    def figures(self) -> dict[str, float]:
        """The figures, not a number where there is nothing to say.

        `absolute_relative`, `rmse` [m] and `rmse_log` are of the pixels whose depth is predicted,
        whose share is `coverage`; in `delta1` to `delta3` a pixel without one is a miss. Where
        the model gives a spread: `spread_calibration_error`, the mean difference between the
        share of pixels inside a central interval and the share that should be;
        `within_one_spread` and `within_two_spreads` (should be 0.683 and 0.954);
        `negative_log_likelihood`, the mean of the normal density of log depth, lower is better.
        """
        mean = self._sums / self._known if self._known else np.full(3, np.nan)
        close = self._close / self._pixels if self._pixels else np.full(POWERS, np.nan)
        found = {
            "absolute_relative": float(mean[0]),
            "rmse": float(np.sqrt(mean[1])),
            "rmse_log": float(np.sqrt(mean[2])),
            **{f"delta{power + 1}": float(share) for power, share in enumerate(close)},
            "coverage": self._known / self._pixels if self._pixels else float("nan"),
        }
        if self._spread:
            inside = self._inside / self._spread
            found |= {
                "spread_calibration_error": float(np.mean(np.abs(inside[:-2] - LEVELS))),
                "within_one_spread": float(inside[-2]),
                "within_two_spreads": float(inside[-1]),
                "negative_log_likelihood": self._likelihood / self._spread,
            }
        return found
