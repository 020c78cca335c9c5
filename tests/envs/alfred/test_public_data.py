"""Laws on ALFRED's own trajectories, where they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from envs.alfred.figures import figures, replay_row
from envs.alfred.replay import replay
from envs.alfred.sources import spread, trajectory_sources
from envs.alfred.trajectory import TASK_TYPES
from envs.ontology import BY_NAME

DATA = Path(os.environ.get("HESTIA_DATA", "")) / "alfred"
pytestmark = pytest.mark.skipif(
    not os.environ.get("HESTIA_DATA") or not DATA.is_dir(),
    reason="needs ALFRED's trajectories in the folder that HESTIA_DATA names",
)


def test_every_trajectory_is_read_with_types_that_the_ontology_knows() -> None:
    trajectories = [source.read() for source in trajectory_sources(str(DATA), "valid_seen")]
    assert {trajectory.target.task_type for trajectory in trajectories} == set(TASK_TYPES)
    for trajectory in trajectories:
        assert all(placed.object_type in BY_NAME for placed in trajectory.placed)


def test_what_experts_did_succeeds() -> None:
    sources = trajectory_sources(str(DATA), "valid_seen")
    rows = [replay_row(replay(sources[i].read())) for i in spread(len(sources), 40)]
    summary = figures(rows, 1.0)
    assert summary["standable"] >= 0.99
    assert summary["interaction_success"] >= 0.9
    assert summary["success_rate"] >= 0.8
