"""The step benchmark says what it measured."""

from __future__ import annotations

import json

from benchmarks.step import record, run
from envs.thor.sources import load_scene


def test_reports_every_batch_and_its_mix() -> None:
    result = run(seed=3, batches=(1, 3), houses=2, trace=40, rounds=1)
    assert json.loads(json.dumps(result)) == result
    assert result["name"] == "step" and result["higher_is_better"] and result["unit"] == "actions/s"
    assert set(result["batch"]) == {"1", "3"}
    assert result["value"] == result["batch"]["1"]["actions_per_second"] > 0
    assert abs(sum(result["conditions"]["mix"]["commands"].values()) - 1.0) < 0.01


def test_the_same_seed_records_the_same_trace() -> None:
    scene = load_scene("generated:3")
    assert record(scene, 5, 60) == record(scene, 5, 60)
