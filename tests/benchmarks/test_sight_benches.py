"""The benches of the eyes: an oracle is perfect, and they notice what a worse model gets wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.cli import main
from agent.overrides import load_config
from agent.rollout import make_shard
from benchmarks import depth, segmentation, states
from benchmarks.sight import Trial
from tests.benchmarks.degraded import Degraded


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A rollout of 16 frames in two houses."""
    out = str(tmp_path_factory.mktemp("frames"))
    words = ["houses=generated:10000-10001", "episodes=2", "steps=8", "worlds=2", "seed=4"]
    size = ["width=160", "height=160", "randomise=none", "randomise.states=0.5"]
    make_shard(load_config("rollout", [*words, *size, f"out={out}"]), 0)
    return out


def oracle(data: str, **errors: float) -> Trial:
    """Sixteen frames as an oracle sees them, or one that errs."""
    eyes = (lambda _: Degraded(**errors)) if errors else None  # pyright: ignore
    return Trial(provider="oracle", looks=("none",), data=data, frames=16, eyes=eyes)


def test_an_oracle_is_perfect(data: str) -> None:
    trial = oracle(data)
    found = segmentation.run(trial)
    assert found["value"] == found["ap50_rgb"] == found["pq_furniture_rgbd"] == 1.0
    assert found["objects"] > 0 and all(one["ap50"] == 1.0 for one in found["classes"].values())
    far = depth.run(trial)
    assert far["value"] == 0.0 and far["delta1"] == far["coverage"] == 1.0
    told = states.run(trial)
    known = {state: f1 for state, f1 in told["f1_rgbd"].items() if f1 is not None}
    assert known and set(known.values()) == {1.0}
    assert told["f1_own_masks_rgb"] == told["f1_rgb"]


def test_errors_show(data: str) -> None:
    """10 % too far is 10 % off; missing things and wrong names cost; flipped states are wrong."""
    far = depth.run(oracle(data, scale=1.1))
    assert far["value"] == pytest.approx(0.1, abs=2e-3) and far["delta1"] == 1.0
    assert depth.run(oracle(data, scale=1.3))["delta1"] == 0.0
    values = [
        segmentation.run(oracle(data, seed=1, **errors))["value"]
        for errors in ({}, {"missed": 0.3}, {"missed": 0.3, "misnamed": 0.5}, {"shift": 60})
    ]
    assert values[0] == 1.0 and values == sorted(values, reverse=True) and values[-1] < 0.2
    assert not any(states.run(oracle(data, flipped=1.0))["f1_rgb"].values())


def test_the_command_draws_the_same_frames_and_leaves_pictures(tmp_path: Path) -> None:
    words = ["segmentation=oracle", "frames=3", "input=rgb", "randomise=domain", "seed=2"]
    classes: list[object] = []
    for turn in ("first", "second"):
        assert main(["bench", "segmentation", *words, f"out={tmp_path / turn}"]) == 0
        result = json.loads((tmp_path / turn / "bench.json").read_text())
        assert result["value"] == result["ap50_rgb_domain"] == 1.0
        assert result["conditions"]["provider"] == "oracle"
        assert (tmp_path / turn / "segmentation_domain.png").stat().st_size > 1000
        classes.append(result["classes"])
    assert classes[0] == classes[1]


def test_no_frames_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "depth", "depth=oracle", f"data={tmp_path}", f"out={tmp_path}"]) == 2
    assert "hestia rollout" in capsys.readouterr().err


def test_the_shipped_eyes_know_what_they_look_at(data: str) -> None:
    """Far below what `hestia bench` says of them, far above what untrained weights reach."""
    trial = Trial(looks=("none",), data=data, frames=16)
    found = segmentation.run(trial)
    assert found["ap50_rgbd"] > 0.1 and found["ap50_rgb"] > 0.1
    assert depth.run(trial)["value"] < 0.4
