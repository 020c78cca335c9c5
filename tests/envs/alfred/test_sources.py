"""Trajectories from line files and from ALFRED's own folders, and what is wrong with bad ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from envs.alfred.sources import spread, trajectory_sources
from envs.alfred.trajectory import trajectory_from_lines
from envs.interface import InvalidInputError
from tests.envs.alfred import recording


def test_line_files_and_alfreds_own_folders_hold_the_same(tmp_path: Path) -> None:
    recording.write(tmp_path)
    recording.write_own(tmp_path / "own")
    (lines,) = trajectory_sources(str(tmp_path), "valid_seen")
    (own,) = trajectory_sources(str(tmp_path / "own"), "valid_seen")
    trial = next((tmp_path / "own").rglob("traj_data.json"))
    (one,) = trajectory_sources(str(trial), "valid_seen")
    assert lines.read() == own.read() == one.read()
    trajectory = lines.read()
    assert [words.goal for words in trajectory.annotations] == ["put it back"]
    assert trajectory.toggles == (("FloorLamp", False),)
    assert trajectory.dirty_and_empty
    assert [a["action"] for a in trajectory.actions][-1] == "PutObject"


def test_a_file_may_be_named_itself_with_its_scenes_elsewhere(tmp_path: Path) -> None:
    recording.write(tmp_path)
    (tmp_path / "scenes_valid_seen.jsonl.gz").rename(tmp_path / "s.jsonl.gz")
    data = str(tmp_path / "valid_seen.jsonl.gz")
    with pytest.raises(InvalidInputError, match="scenes"):
        trajectory_sources(data, "valid_seen")
    assert len(trajectory_sources(data, "valid_seen", str(tmp_path / "s.jsonl.gz"))) == 1


def test_the_ontologys_names_stand_for_older_ones() -> None:
    task, stands = recording.lines()
    task["pddl_params"]["object_target"] = "Glassbottle"
    stands["object_poses"] = [["Glassbottle_12ab", 0, 0, 0, 0, 0, 0]]
    trajectory = trajectory_from_lines(task, stands, "here")
    assert trajectory.target.object_type == "Bottle"
    assert trajectory.placed[0].object_type == "Bottle"


def _break(path: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    task, stands = recording.lines()
    record: Any = task if path.startswith("task") else stands
    *way, last = path.split(".")[1:]
    for key in way:
        record = record[int(key) if key.isdigit() else key]
    record[last] = value
    return task, stands


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("task.task_type", "juggle", "task_type"),
        ("task.pddl_params.object_target", "Unicorn", "object_target"),
        ("task.pddl_params.parent_target", "", "parent_target"),
        ("task.pddl_params", None, "pddl_params"),
        ("scene.init_action.x", float("nan"), "init_action.x"),
        ("scene.expert.0.action", 7, "expert.0.action"),
        ("scene.object_poses", [["Mug_1", 0.0]], "object_poses.0"),
        ("scene.floor_plan", 10, "floor_plan"),
    ],
)
def test_bad_fields_are_named(path: str, value: Any, named: str) -> None:
    task, stands = _break(path, value)
    with pytest.raises(InvalidInputError, match=named):
        trajectory_from_lines(task, stands, "file:1")


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", '{"task_id": 3}', '{"task_id": "x"}'])
def test_bad_files_are_refused(tmp_path: Path, text: str) -> None:
    recording.write(tmp_path)
    with gzip.open(tmp_path / "valid_seen.jsonl.gz", "wt") as file:
        file.write(text)
    with pytest.raises(InvalidInputError, match="valid_seen"):
        trajectory_sources(str(tmp_path), "valid_seen")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    for data in ("", str(tmp_path), str(tmp_path / "no"), "\0"):
        with pytest.raises(InvalidInputError, match="data"):
            trajectory_sources(data, "valid_seen")
    (tmp_path / "one.json").write_text(json.dumps({"plan": {}}))
    (source,) = trajectory_sources(str(tmp_path / "one.json"), "x")
    with pytest.raises(InvalidInputError, match="task_id"):
        source.read()


def test_a_sample_is_evenly_spread() -> None:
    assert spread(10, 5) == [0, 2, 4, 6, 8]
    assert spread(3, 9) == [0, 1, 2]
    assert len(set(spread(6574, 1000))) == 1000
