"""What an evaluation is worth: TEACh's figures over episodes, with 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from envs.teach.checker import GoalReport, goal_condition_success

Z95 = 1.959963984540054  # of the normal distribution, two-sided 95 %
BOOTSTRAP_SAMPLES = 2000


@dataclass(frozen=True, slots=True)
class EpisodeScore:
    """What one episode came to.

    Attributes:
        task: task name.
        success: every goal condition held at the end.
        goal_condition_success: share of the conditions unmet at the start that are met at the
            end, in [0, 1].
        steps: actions taken (Stop counts).
        expert_length: actions that the expert needs, 0 if not known.
        failed_actions: actions that the world refused.
        error: what broke, "" if nothing did; such an episode counts as a failure.
    """

    task: str
    success: bool
    goal_condition_success: float
    steps: int
    expert_length: int
    failed_actions: int = 0
    error: str = ""


def episode_score(
    task: str,
    start: GoalReport,
    end: GoalReport,
    steps: int,
    expert_length: int,
    failed_actions: int = 0,
    error: str = "",
) -> EpisodeScore:
    """The score of an episode from the reports at its start and end."""
    return EpisodeScore(
        task=task,
        success=end.success and not error,
        goal_condition_success=goal_condition_success(start, end),
        steps=steps,
        expert_length=expert_length,
        failed_actions=failed_actions,
        error=error,
    )


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """95 % interval of a share: Wilson's score interval (JASA 22, 1927); (0, 1) without trials."""
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, Z95 * Z95
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    half = Z95 * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    half /= 1 + square / trials
    return max(0.0, centre - half), min(1.0, centre + half)


def bootstrap_interval(
    values: Sequence[float], weights: Sequence[float] | None, generator: np.random.Generator
) -> tuple[float, float]:
    """95 % percentile bootstrap interval of a weighted mean over episodes; (0, 1) without any."""
    if not values:
        return 0.0, 1.0
    value = np.asarray(values, np.float64)
    weight = np.ones_like(value) if weights is None else np.asarray(weights, np.float64)
    picks = generator.integers(len(value), size=(BOOTSTRAP_SAMPLES, len(value)))
    total = weight[picks].sum(axis=1)
    means = (value * weight)[picks].sum(axis=1) / np.where(total > 0, total, 1.0)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def path_share(score: EpisodeScore) -> float:
    """L* / max(L, L*) of an episode; 1 if the expert's length is not known."""
    if score.expert_length <= 0:
        return 1.0
    return score.expert_length / max(score.steps, score.expert_length)


def path_length_weighted(scores: Sequence[EpisodeScore], values: Sequence[float]) -> float:
    """`values` x L* / max(L, L*), averaged with weight L*; 0 if no length is known."""
    weights = np.array([max(score.expert_length, 0) for score in scores], np.float64)
    if weights.sum() <= 0:
        return 0.0
    shares = np.array([path_share(score) for score in scores])
    return float((np.asarray(values) * shares * weights).sum() / weights.sum())


def scores(episodes: Sequence[EpisodeScore], seed: int = 0) -> dict[str, Any]:
    """The figures of a set of episodes, by the keys of `summary.json`.

    `relative_length` is the mean of L / L* over the episodes that succeeded.
    `success_ci95` is Wilson's interval; the intervals of the other figures are percentile
    bootstraps over episodes with a generator of `seed`, so the same rows give the same figures.
    """
    generator = np.random.default_rng(seed)
    count = len(episodes)
    success = [float(score.success) for score in episodes]
    shares = [score.goal_condition_success for score in episodes]
    lengths = [float(max(score.expert_length, 0)) for score in episodes]
    weighted = {
        name: [value * path_share(score) for value, score in zip(values, episodes, strict=True)]
        for name, values in (("success", success), ("goal", shares))
    }
    return {
        "episodes": count,
        "success_rate": _mean(success),
        "success_ci95": _rounded(wilson_interval(int(sum(success)), count)),
        "goal_condition_success": _mean(shares),
        "goal_condition_success_ci95": _rounded(bootstrap_interval(shares, None, generator)),
        "plw_success_rate": round(path_length_weighted(episodes, success), 6),
        "plw_success_rate_ci95": _rounded(
            bootstrap_interval(weighted["success"], lengths, generator)
        ),
        "plw_goal_condition_success": round(path_length_weighted(episodes, shares), 6),
        "plw_goal_condition_success_ci95": _rounded(
            bootstrap_interval(weighted["goal"], lengths, generator)
        ),
        "mean_steps": _mean([float(score.steps) for score in episodes]),
        "relative_length": _mean(
            [
                score.steps / score.expert_length
                for score in episodes
                if score.success and score.expert_length > 0
            ]
        ),
        "failed_actions": sum(score.failed_actions for score in episodes),
        "errors": sum(1 for score in episodes if score.error),
    }


def scores_by_task(episodes: Sequence[EpisodeScore], seed: int = 0) -> dict[str, dict[str, Any]]:
    """`scores` of the episodes of each task, by its name."""
    groups: dict[str, list[EpisodeScore]] = {}
    for score in episodes:
        groups.setdefault(score.task, []).append(score)
    return {task: scores(groups[task], seed) for task in sorted(groups)}


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 6) if values else 0.0


def _rounded(interval: tuple[float, float]) -> list[float]:
    return [round(value, 6) for value in interval]
