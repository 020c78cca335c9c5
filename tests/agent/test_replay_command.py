"""`hestia replay`: what it leaves, how it goes on, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.cli import main
from agent.workers import start_ray, stop_ray
from tests.envs.alfred import recording

DATA = ("split=valid_seen", "workers=1")


@pytest.fixture(scope="module", autouse=True)
def _ray() -> Iterator[None]:
    """One Ray for all the tests here; starting it takes seconds."""
    start_ray()
    yield
    stop_ray()


def _write(folder: Path, *plans: str) -> Path:
    """Line files with one recording in each of the floor plans."""
    folder.mkdir()
    tasks, scenes = [], []
    for index, plan in enumerate(plans):
        task, stands = recording.lines()
        task["task_id"] = stands["task_id"] = f"trial_{index}"
        stands["floor_plan"] = plan
        tasks.append(json.dumps(task))
        scenes.append(json.dumps(stands))
    (folder / "valid_seen.jsonl").write_text("\n".join(tasks))
    (folder / "scenes_valid_seen.jsonl").write_text("\n".join(scenes))
    return folder


def test_leaves_rows_and_a_summary_goes_on_and_keeps_to_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = _write(tmp_path / "data", "FloorPlan1", "FloorPlan999"), tmp_path / "out"
    words = ["replay", f"data={data}", f"out={out}", *DATA]
    assert main(words) == 1
    assert "FloorPlan999" in capsys.readouterr().err
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["episodes"], summary["errors"]) == (2, 1)
    for key in ("standable", "interaction_success", "success_rate"):
        assert 0.0 <= summary[key] <= 1.0
    assert set(summary["by_action"]) >= {"Start", "PickupObject", "PutObject", "LookUp"}
    assert summary["wall_s"] > 0.0
    rows = [json.loads(line) for line in (out / "replays.jsonl").read_text().splitlines()]
    assert rows[0]["config"]["split"] == "valid_seen"
    assert {row["index"] for row in rows[1:]} == {0, 1}

    assert main([*words, "episodes=1"]) == 2
    assert "episodes" in capsys.readouterr().err
    with (out / "replays.jsonl").open("a") as file:
        file.write('{"index": 1, "tri')  # as a process that dies leaves it
    assert main(words) == 1  # what failed is tried again, what is there is not
    assert "resuming: 1 " in capsys.readouterr().out
    again = json.loads((out / "summary.json").read_text())
    assert again["by_action"] == summary["by_action"]
    (out / "replays.jsonl").write_text("not mine\n")
    assert main(words) == 2
    assert (out / "replays.jsonl").read_text() == "not mine\n"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ([], "data"),
        (["data=nowhere"], "data"),
        (["data={data}", "split=train"], "data"),
        (["data={data}", "scenes=nowhere"], "scenes"),
        (["data={data}", "episodes=0"], "episodes"),
        (["data={data}", "epsiodes=3"], "episodes"),
    ],
)
def test_bad_input_exits_2(
    words: list[str], field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = _write(tmp_path / "data", "FloorPlan1")
    assert main(["replay", f"out={tmp_path / 'out'}", *(w.format(data=data) for w in words)]) == 2
    assert field in capsys.readouterr().err


def test_help_names_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "--help"]) == 0
    text = capsys.readouterr().out
    for key in ("data=", "split=", "scenes=", "episodes=", "workers=", "out=", "summary.json"):
        assert key in text
