"""Providers from the configuration: made once, or refused by the setting that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.language import check_language, openai_config, patience_of, provider_of, told_by
from agent.overrides import load_config
from envs.interface import InvalidInputError


def _language(*overrides: str):
    return load_config("run", list(overrides)).language


def test_auto_is_the_oracle_for_a_task_and_the_embedded_model_for_words() -> None:
    assert told_by(_language(), words=False) == "oracle"
    assert told_by(_language(), words=True) == "embedded"
    assert told_by(_language("language=openai"), words=False) == "openai"
    check_language(_language(), words=False)


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        (["language=openai", "language.api_key_env=HESTIA_NO_SUCH_KEY"], "language.api_key"),
        (["language=openai", "language.api_key_env=", "language.model="], "language.model"),
        (["language=openai", "language.base_url=ftp://x"], "language.base_url"),
        (
            ["language=openai", "language.api_key_env=", "language.prompts=nowhere"],
            "language.prompts",
        ),
        (["language=transformers", "language.model=nowhere/at-all"], "language.model"),
        (["language=oracle"], "language.provider"),
    ],
)
def test_what_is_missing_is_named_by_its_setting(overrides: list[str], field: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        provider_of(_language(*overrides))
    assert error.value.field.startswith(field)


def test_a_provider_is_made_once_with_the_settings(tmp_path: Path) -> None:
    config = _language(
        "language=openai", "language.api_key_env=", "language.base_url=http://localhost:9/v1",
        "language.timeout=3", "language.retries=2", f"language.cache={tmp_path}",
    )  # fmt: skip
    assert provider_of(config) is provider_of(config)
    made = openai_config(config)
    assert (made.limits.deadline_s, made.limits.retries) == (3.0, 2)
    assert (made.prices.prompt_usd, made.budget_usd) == (0.25, 1.0)
    assert patience_of(config).attempts == config.attempts
