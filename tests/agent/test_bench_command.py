"""`hestia bench`: every benchmark leaves the keys that tools rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.cli import main

KEYS = {"name", "device", "value", "unit", "higher_is_better", "conditions", "peers"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["render", "step", "plan", "map", "rollout"])
def test_bench_leaves_its_figure(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", name, "peers=false", f"out={tmp_path}"]) == 0
    result = json.loads((tmp_path / "bench.json").read_text())
    assert result.keys() >= KEYS
    assert result["name"] == name
    assert result["value"] > 0
    assert name in capsys.readouterr().out
