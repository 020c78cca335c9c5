"""The language model that a configuration asks for; the one place that makes providers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agent.config import LanguageConfig
from agent.meaning import Patience
from envs.interface import InvalidInputError
from planning.language.provider import Provider

CONNECT_S = 10.0  # [s] to connect to an endpoint, at most
_SETTINGS = {"language": "language", "language.weights": "language.model"}  # by a provider's names
BUDGET_FILE = "language_budget.json"  # in `out=`: what all processes of a run have spent


def told_by(config: LanguageConfig, words: bool) -> str:
    """Which provider an episode is understood with; `auto` is settled.

    Args:
        config: of the language.
        words: whether somebody said what to do in words of their own.
    """
    if config.provider == "auto":
        return "embedded" if words else "oracle"
    return config.provider


def patience_of(config: LanguageConfig) -> Patience:
    """How much the agent asks for."""
    return Patience(config.attempts, config.asks, config.ask_below, config.act_below)


@cache
def provider_of(config: LanguageConfig, out: str = "") -> Provider:
    """The provider that a configuration asks for; one a process, `auto` as `embedded`.

    Args:
        config: of the language; not `oracle`.
        out: folder of the run, where processes share one budget; "" to count in this one alone.

    Raises:
        InvalidInputError: a file, a model or a key that it needs is missing, naming the setting.
    """
    try:
        match config.provider:
            case "openai":
                return _openai(config, out)
            case "transformers":
                return _transformers(config)
            case "embedded" | "auto":
                return _embedded(config)
            case "oracle":
                raise InvalidInputError(
                    "provider", "oracle knows tasks' own goals and no words; choose another one"
                )
    except InvalidInputError as error:
        field = _SETTINGS.get(error.field, f"language.{error.field}")
        raise InvalidInputError(field, error.problem) from None


def check_language(config: LanguageConfig, words: bool) -> None:
    """Finds out early that a provider cannot be made; a local model is only loaded where it runs.

    Raises:
        InvalidInputError: naming the setting.
    """
    if told_by(config, words) not in ("oracle", "transformers"):
        provider_of(config)


def _embedded(config: LanguageConfig) -> Provider:
    from planning.language.embedded.provider import EmbeddedProvider

    return EmbeddedProvider.load(Path(config.model) if config.model else None)


def _openai(config: LanguageConfig, out: str) -> Provider:
    from planning.language.budget import Budget
    from planning.language.cache import AnswerCache
    from planning.language.openai_provider import OpenAIProvider

    ledger = Path(out) / BUDGET_FILE if out else None
    return OpenAIProvider(
        openai_config(config),
        cache=AnswerCache(Path(config.cache)) if config.cache else None,
        prompter=_prompter(config),
        budget=Budget(config.token_budget or None, config.max_cost_usd or None, ledger),
    )


def openai_config(config: LanguageConfig):
    """The endpoint that a configuration names, as the provider takes it."""
    from planning.language.budget import Prices
    from planning.language.chat import Limits
    from planning.language.openai_provider import OPENAI_URL, OpenAIConfig

    return OpenAIConfig(
        model=config.model,
        base_url=config.base_url or OPENAI_URL,
        api_key_env=config.api_key_env,
        temperature=config.temperature,
        reasoning_effort=config.reasoning_effort,
        max_completion_tokens=config.max_tokens,
        limits=Limits(
            connect_s=min(config.timeout, CONNECT_S),
            read_s=config.timeout,
            deadline_s=config.timeout,
            retries=config.retries,
        ),
        prices=Prices(config.prompt_price, config.completion_price),
        budget_tokens=config.token_budget or None,
        budget_usd=config.max_cost_usd or None,
    )


def _prompter(config: LanguageConfig):
    from planning.language.prompting import PromptConfig, Prompter

    return Prompter(
        PromptConfig(
            folder=config.prompts, examples_file=config.examples_file, examples=config.examples
        )
    )


def _transformers(config: LanguageConfig) -> Provider:
    from planning.language.cache import AnswerCache
    from planning.language.transformers_provider import TransformersConfig, TransformersProvider

    return TransformersProvider(
        TransformersConfig(
            model=config.model,
            temperature=config.temperature,
            max_new_tokens=config.max_tokens,
            deadline_s=config.timeout,
        ),
        cache=AnswerCache(Path(config.cache)) if config.cache else None,
        prompter=_prompter(config),
    )
