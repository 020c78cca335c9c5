"""`hestia ground`: what it prints and leaves, and what it says of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from agent.cli import BAD_INPUT, DONE, main


def test_it_leaves_a_problem_that_can_be_planned_and_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "instruction=Open it."
    for seed in range(12):
        assert main(["ground", words, f"seed={seed}", f"out={tmp_path}"]) == DONE
        record = json.loads((tmp_path / "grounding.json").read_text())
        if record["verdict"] == "goal":
            break
    assert record["goal"].startswith("(isOpen ")
    assert record["chosen"][0]["role"] == "object"
    assert record["goal"] in capsys.readouterr().out
    assert min(Image.open(tmp_path / "grounded.png").size) >= 600
    domain = Path(__file__).parents[2] / "planning" / "domain.pddl"
    assert main(["plan", str(domain), str(tmp_path / "goal.pddl")]) == DONE
    assert "open" in capsys.readouterr().out


def test_a_goal_that_is_not_in_view_leaves_no_problem(tmp_path: Path) -> None:
    (tmp_path / "goal.pddl").write_text("of an earlier run")
    words = "instruction=Bring me the vacuum cleaner."
    assert main(["ground", words, f"out={tmp_path}"]) == DONE
    assert json.loads((tmp_path / "grounding.json").read_text())["verdict"] == "not in view"
    assert not (tmp_path / "goal.pddl").exists()


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["instruction= "], "instruction"),
        (["instruction=Open it.", "scene=generated:nobody"], "scene"),
        (["instruction=Open it.", "image=there-is-none.png"], "sensors"),
        (["instruction=Open it.", "image=there-is-none.png", "sensors=rgb"], "image"),
    ],
)
def test_bad_input_is_named(
    words: list[str], field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ground", *words, f"out={tmp_path}"]) == BAD_INPUT
    assert field in capsys.readouterr().err
