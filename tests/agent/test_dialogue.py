"""Dialogues from files: read, or refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.dialogue import dialogue_of, read_dialogue
from envs.interface import InvalidInputError


def test_a_dialogue_is_read_turn_by_turn(tmp_path: Path) -> None:
    path = tmp_path / "said.json"
    path.write_text(json.dumps([["Commander", "make toast"], ["Driver", "how many?"]]))
    assert read_dialogue(str(path)) == (("commander", "make toast"), ("follower", "how many?"))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("[", "dialogue"),
        ("[" * 100_000, "dialogue"),
        ("[]", "dialogue"),
        ('{"a": 1}', "dialogue"),
        ('[["commander", "hi"], ["stranger", "hi"]]', "dialogue[1]"),
        ('[["commander", " "]]', "dialogue[0]"),
        ('[["commander"]]', "dialogue[0]"),
        ('[["commander", 3]]', "dialogue[0]"),
        (json.dumps([["commander", "x" * 5000]]), "dialogue[0]"),
        (json.dumps([["commander", "x"]] * 201), "dialogue"),
        ('["' + "x" * (1 << 20) + '"]', "dialogue"),
    ],
)
def test_what_is_no_dialogue_is_named(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "said.json"
    path.write_text(text)
    with pytest.raises(InvalidInputError) as error:
        read_dialogue(str(path))
    assert error.value.field == field


def test_a_generated_dialogue_tells_the_task_and_is_the_same_again() -> None:
    made = [dialogue_of("Make toast.", 1, index) for index in range(20)]
    assert made == [dialogue_of("Make toast.", 1, index) for index in range(20)]
    assert len(set(made)) > 15
    said = [text.lower() for turns in made for who, text in turns if who == "commander"]
    assert sum("toast" in text for text in said) >= 18  # but for a slip of the keys
