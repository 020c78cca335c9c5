"""Configuration: composed of YAML values and overrides, typed, the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.cli import COMMANDS
from agent.overrides import as_overrides, choices, defaults, keys, load_config, nearest
from agent.tool_config import CONFIGS
from envs.interface import InvalidInputError

ROOT = Path(__file__).parents[2]


def test_every_command_has_its_configuration_its_values_and_its_module() -> None:
    assert list(COMMANDS) == list(CONFIGS)
    for name in COMMANDS:
        assert (ROOT / "configs" / f"{name}.yaml").exists()
        assert (ROOT / "agent" / "commands" / f"{name}.py").exists()
        assert sorted(defaults(name)) == sorted(keys(CONFIGS[name]))


@pytest.mark.parametrize("name", ["run", "eval", "doctor"])
def test_the_same_overrides_give_the_same_configuration(name: str) -> None:
    assert load_config(name) == load_config(name)


def test_values_of_groups_and_keys_are_typed() -> None:
    config = load_config(
        "eval",
        [
            "sensors=dead-reckoned",
            "sensors.width=500",
            "suite.tasks=[101,make coffee]",
            "workers=3",
            "planner.engine=my-own",
            "planner.time_limit=2",
        ],
    )
    assert (config.sensors.pose, config.sensors.width) == ("dead-reckoned", 500)
    assert config.suite.tasks == ("101", "make coffee")
    assert config.workers == 3
    assert config.planner.engine == "my-own"
    assert config.planner.time_limit == 2.0


def test_the_last_of_a_key_counts() -> None:
    assert load_config("eval", ["seed=1", "seed=2"]).seed == 2


@settings(max_examples=25, deadline=None)
@given(st.text())
def test_texts_are_taken_letter_by_letter(text: str) -> None:
    assert load_config("run", [f"instruction={text}"]).instruction == text


@pytest.mark.parametrize(
    "given_keys",
    [
        [],
        ["seed=4", "suite.tasks=[101,102]", "houses=my houses.jsonl#3", "workers=2"],
        ["sensors.pose=dead-reckoned", "traces=all", "episode_timeout=3.5"],
    ],
)
def test_a_configuration_can_be_written_as_overrides(given_keys: list[str]) -> None:
    config = load_config("eval", given_keys)
    assert load_config("eval", as_overrides("eval", config)) == config


@settings(max_examples=25, deadline=None)
@given(st.text())
def test_any_text_is_refused_or_understood(text: str) -> None:
    try:
        load_config("eval", [text])
    except InvalidInputError as error:
        assert error.field


def test_every_choice_of_every_group_composes() -> None:
    for group in ("sensors", "planner", "language", "agent", "suite"):
        for choice in choices(group):
            load_config("eval", [f"{group}={choice}"])


def test_nearest_prefers_the_last_part_of_a_key() -> None:
    assert nearest("width", ("workers", "sensors.width")) == "sensors.width"
    assert nearest("sead", ("seed", "device")) == "seed"
