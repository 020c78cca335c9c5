"""`hestia houses`: what it makes can be used again, and what is wrong is named."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from agent.cli import main
from envs.ontology import Affordance, can
from envs.thor.sources import load_scene


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a house of two rooms that the command has made."""
    folder = tmp_path_factory.mktemp("houses")
    assert main(["houses", "generate", "houses=generated:7-8", "rooms=2", f"out={folder}"]) == 0
    return folder


def test_generate_leaves_houses_pictures_and_one_file_of_all(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed in (7, 8):
        house = json.loads((made / f"generated-{seed}.json").read_text())
        assert len(house["rooms"]) == 2
        assert min(Image.open(made / f"generated-{seed}.png").size) > 100
    assert main(["houses", "validate", f"houses={made / 'houses.jsonl.gz'}"]) == 0
    assert capsys.readouterr().out.endswith("2 of 2 houses are valid\n")


def test_show_says_what_a_house_has(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = made / "generated-7.json"
    assert main(["houses", "show", f"houses={source}", f"out={tmp_path}"]) == 0
    assert "objects" in capsys.readouterr().out
    assert list(tmp_path.glob("*.png"))


def _without_rooms(house: dict[str, Any]) -> None:
    del house["rooms"]


def _with_a_word_for_a_number(house: dict[str, Any]) -> None:
    house["objects"][0]["position"]["x"] = "left"


def _with_an_unknown_asset(house: dict[str, Any]) -> None:
    house["objects"][0]["assetId"] = "Friidge_1"


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (_without_rooms, "rooms"),
        (_with_a_word_for_a_number, "objects[0].position.x"),
        (_with_an_unknown_asset, "objects[0].assetId"),
    ],
)
def test_a_bad_house_exits_2_and_names_the_field(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Any, field: str
) -> None:
    house = copy.deepcopy(json.loads((made / "generated-7.json").read_text()))
    spoil(house)
    (tmp_path / "bad.json").write_text(json.dumps(house))
    for action in ("validate", "show"):
        assert main(["houses", action, f"houses={tmp_path / 'bad.json'}", f"out={tmp_path}"]) == 2
        err = capsys.readouterr().err
        assert err.startswith("hestia: ")
        assert field in err
        assert "Traceback" not in err
    assert main(["run", f"scene={tmp_path / 'bad.json'}", f"out={tmp_path / 'run'}"]) == 2
    assert field in capsys.readouterr().err


def test_count_says_what_is_where(made: Path, tmp_path: Path) -> None:
    source = made / "houses.jsonl.gz"
    assert main(["houses", "count", f"houses={source}", f"out={tmp_path}"]) == 0
    counts = json.loads((tmp_path / "homes.json").read_text())
    scenes = [load_scene(f"{source}#{number}") for number in range(2)]
    held = [
        (one.object_type, scene.objects[one.parent].object_type)
        for scene in scenes
        for one in scene.objects
        if one.present and one.parent >= 0 and can(one.object_type, Affordance.PICKUPABLE)
    ]
    assert counts["homes"] == 2
    assert sum(sum(one.values()) for one in counts["places"].values()) == len(held) > 20
    kind, place = held[0]
    assert counts["places"][kind][place] == held.count(held[0])
    fridges = sum(one.object_type == "Fridge" for scene in scenes for one in scene.objects)
    assert counts["receptacles"].get("Fridge", 0) == fridges
