"""`hestia train language` and `hestia bench language`, on demonstrations of our own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from agent.cli import BAD_INPUT, main
from agent.demonstrations import demonstration_of, told_tasks
from planning.language.embedded.model import load

PLACES = {"Sofa": "sofa", "Desk": "desk", "Shelf": "shelf"}
THINGS = {"Mug": "mug", "Book": "book", "Pen": "pen"}
PLAN = "FloorPlan1"


def line(thing: str, place: str) -> dict[str, Any]:
    return {
        "task_id": f"{thing}-{place}",
        "task_dir": f"{thing}-{place}",
        "task_type": "pick_and_place_simple",
        "floor_plan": PLAN,
        "movable_objects": dict.fromkeys(THINGS, 1),
        "pddl_params": {
            "object_target": thing,
            "parent_target": place,
            "mrecep_target": "",
            "toggle_target": "",
            "object_sliced": False,
        },
        "high_pddl": [
            {"action": "GotoLocation", "args": ["coffeetable"]},
            {"action": "PickupObject", "args": [thing.lower()]},
            {"action": "GotoLocation", "args": [place.lower()]},
            {"action": "PutObject", "args": [thing.lower(), place.lower()]},
            {"action": "NoOp", "args": []},
        ],
        "annotations": [
            {
                "task_desc": f"{verb} the {THINGS[thing]} on the {PLACES[place]}",
                "high_descs": [
                    "walk to the low table",
                    f"take the {THINGS[thing]}",
                    f"walk to the {PLACES[place]}",
                    f"leave the {THINGS[thing]} there",
                ],
            }
            for verb in ("put", "leave", "set")
        ],
    }


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alfred")
    lines = [line(thing, place) for thing in THINGS for place in PLACES]
    for split in ("train", "valid_seen"):
        with gzip.open(folder / f"{split}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(one) + "\n" for one in lines)
    with gzip.open(folder / "floorplans.json.gz", "wt") as file:
        json.dump({PLAN: {"object_types": [*PLACES, "CoffeeTable", "Fridge"]}}, file)
    return folder


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("language")
    words = ["train", "language", f"data={data}", f"out={out}", "members=1", "threads=1"]
    assert main([*words, "epochs=2", "pairs=16"]) == 0
    return out


def test_training_leaves_weights_metrics_and_a_model_card(trained: Path):
    metrics = json.loads((trained / "metrics.json").read_text())
    assert metrics["tellings"] + 3 * 1 >= 24
    assert 0 < metrics["size_mb"] < 25
    assert (trained / "language.safetensors").stat().st_size < 25e6
    card = (trained / "MODEL_CARD.md").read_text()
    assert "ALFRED" in card and "MIT" in card and "epochs=2" in card
    model = load(trained / "language.safetensors")
    assert len(model.networks) == 1
    assert model.slots is not None and model.slots.weight == metrics["slot_weight"]
    assert metrics["parameters"] == model.parameters
    assert "mug" in model.lexicon


def test_the_bench_says_how_much_was_understood(
    data: Path, trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    weights = trained / "language.safetensors"
    file = data / "valid_seen.jsonl.gz"
    words = ["bench", "language", "provider=embedded", f"language.model={weights}"]
    assert main([*words, f"data={file}", f"out={tmp_path}"]) == 0
    result = json.loads((tmp_path / "bench.json").read_text())
    for key in ("goal", "goal_steps", "goal_steps_scene", "subgoals", "calibration_error"):
        assert 0 <= result[key] <= 1
    assert result["value"] == result["goal_steps"]
    assert result["conditions"]["annotations"] == 27
    assert set(result["slots"]["goal"]) == {
        "task_type",
        "object",
        "sliced",
        "receptacle",
        "movable",
    }
    assert result["outcomes"] == {"proposed": 81}
    assert "language" in capsys.readouterr().out


def test_the_oracle_has_no_words_to_measure(data: Path, tmp_path: Path):
    words = ["bench", "language", "provider=oracle", f"data={data}", f"out={tmp_path}"]
    assert main(words) == BAD_INPUT


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no annotators' sentences"),
        (b"{}\n", "ALFRED trajectory"),
        (b"not json\n", "not JSON"),
        (b'{"pddl_params": {}, "task_type": 7}\n', "ALFRED trajectory"),
    ],
)
def test_malformed_data_is_named(
    content: bytes, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "valid_seen.jsonl"
    file.write_bytes(content)
    words = ["bench", "language", "provider=openai", "language.base_url=http://127.0.0.1:9"]
    assert main([*words, "language.api_key_env=", f"data={file}", f"out={tmp_path}"]) == BAD_INPUT
    assert problem in capsys.readouterr().err


def test_a_demonstration_knows_what_each_step_does(data: Path):
    task = told_tasks(str(data), "train")[0]
    demonstration = demonstration_of(task)
    assert demonstration.steps[0] == "CoffeeTable"
    assert [str(one.action) for one in task.subgoals] == ["pick-up", "place"]
    assert task.subgoals[0].place == "CoffeeTable"
    assert "Fridge" in demonstration.scene
    assert len(demonstration.told) == 3
