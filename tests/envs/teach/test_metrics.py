"""Figures of an evaluation."""

from __future__ import annotations

import json

import pytest

from envs.teach.checker import GoalReport
from envs.teach.metrics import (
    EpisodeScore,
    episode_score,
    path_length_weighted,
    scores,
    scores_by_task,
    wilson_interval,
)

EPISODES = [
    EpisodeScore("Toast", True, 1.0, steps=20, expert_length=10, failed_actions=1),
    EpisodeScore("Toast", False, 0.5, steps=100, expert_length=30, failed_actions=2),
    EpisodeScore("Coffee", True, 1.0, steps=40, expert_length=60),
    EpisodeScore("Coffee", False, 0.0, steps=0, expert_length=0, error="boom"),
]


def test_wilsons_interval() -> None:
    low, high = wilson_interval(97, 100)
    assert (low, high) == (pytest.approx(0.9155, abs=1e-3), pytest.approx(0.9897, abs=1e-3))
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert wilson_interval(5, 5)[1] == 1.0


def test_path_length_weighting_is_teachs() -> None:
    # (1 * 10/20 * 10 + 0 + 1 * 1 * 60) / (10 + 30 + 60 + 0)
    assert path_length_weighted(EPISODES, [1, 0, 1, 0]) == pytest.approx(0.65)


def test_scores() -> None:
    found = scores(EPISODES)
    assert found["episodes"] == 4
    assert found["success_rate"] == 0.5
    assert found["goal_condition_success"] == 0.625
    assert found["plw_success_rate"] == 0.65
    assert found["plw_goal_condition_success"] == pytest.approx(0.65 + 0.5 * 0.3 * 0.3)
    assert found["mean_steps"] == 40.0
    assert (found["failed_actions"], found["errors"]) == (3, 1)
    low, high = found["plw_success_rate_ci95"]
    assert 0.0 <= low <= 0.65 <= high <= 1.0
    assert json.dumps(found) == json.dumps(scores(EPISODES))
    assert sorted(scores_by_task(EPISODES)) == ["Coffee", "Toast"]
    assert scores([])["success_rate"] == 0.0


def test_an_error_is_no_success() -> None:
    start, end = GoalReport(False, 0, 2), GoalReport(True, 2, 2)
    assert episode_score("Toast", start, end, 5, 5).success
    assert not episode_score("Toast", start, end, 5, 5, error="boom").success
