"""Proposals from any OpenAI-compatible endpoint: OpenAI, vLLM, llama.cpp, Ollama and others.

An endpoint is asked for JSON-schema output first, then for a call of a tool, then for text with
JSON in it; which of them works is remembered. What comes back is a `Proposal` or a typed outcome.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from envs.interface import InvalidInputError, TextEnum
from planning.language.answers import (
    MalformedAnswerError,
    extract_answer,
    parse_answer,
    printable,
)
from planning.language.budget import Budget, Prices
from planning.language.cache import AnswerCache, cache_key
from planning.language.chat import Chat, Clock, Failure, Limits
from planning.language.completion import Reply
from planning.language.prompting import Message, Prompter
from planning.language.provider import Answer, Outcome, Request, Usage
from planning.language.schemas import compact_schema

OPENAI_URL = "https://api.openai.com/v1"
DOCTOR_S = 5.0  # [s] that the check of an endpoint may take
_UNSUPPORTED = frozenset({400, 405, 415, 422, 501})  # how endpoints say that they lack a mode
_OPTIONAL = ("temperature", "seed", "reasoning_effort")  # left out where a model refuses them
_LENGTHS = ("max_completion_tokens", "max_tokens")  # the newer and the older name of one bound


class Mode(TextEnum):
    """How an endpoint is made to answer in the schema."""

    JSON_SCHEMA = "json-schema"
    TOOLS = "tools"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class OpenAIConfig:
    """An endpoint, a model, and what calls may take and cost.

    Attributes:
        model: as the endpoint names it.
        base_url: up to and with `/v1`.
        api_key_env: environment variable that holds the key; "" for none.
        api_key: the key itself, which goes before the variable.
        mode: how to ask first; what the endpoint does not support is followed by the next one.
        temperature: of sampling; None to leave it to the endpoint.
        seed: of sampling; None to leave it to the endpoint.
        reasoning_effort: of models that reason, such as `low`; "" to leave it to the endpoint.
        max_completion_tokens: bound on an answer, reasoning included.
        limits: time, retries and size.
        prices: of a token, for the counts and the budget.
        budget_tokens: prompt and completion of all calls together; None for no limit.
        budget_usd: [US dollars] of all calls together; None for no limit.
    """

    model: str
    base_url: str = OPENAI_URL
    api_key_env: str = "OPENAI_API_KEY"
    api_key: str = field(default="", repr=False)
    mode: Mode = Mode.JSON_SCHEMA
    temperature: float | None = 0.0
    seed: int | None = None
    reasoning_effort: str = ""
    max_completion_tokens: int = 2000
    limits: Limits = field(default_factory=Limits)
    prices: Prices = field(default_factory=Prices)
    budget_tokens: int | None = None
    budget_usd: float | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if "@" in parts.netloc:
            raise InvalidInputError(
                "base_url", "expected no user name or password in it; api_key_env names the key"
            )
        if parts.scheme not in ("http", "https") or not parts.hostname:
            shown = printable(self.base_url, 100)
            raise InvalidInputError(
                "base_url", f"expected a URL such as http://localhost:8000/v1; got {shown!r}"
            )
        if not self.model:
            raise InvalidInputError("model", "expected the name of a model; got none")
        if self.max_completion_tokens < 1:
            raise InvalidInputError(
                "max_completion_tokens", f"expected at least 1; got {self.max_completion_tokens}"
            )


class OpenAIProvider:
    """A language model behind HTTP.

    Args:
        config: endpoint, model and limits.
        cache: answers that are known; None for none.
        prompter: renders the prompt; the shipped one by default.
        budget: shared with others; by default one of its own, with the limits of `config`.
        clock: time, waiting and chance of the retries.

    Raises:
        InvalidInputError: the key is missing, or has characters that no key has.
    """

    def __init__(
        self,
        config: OpenAIConfig,
        cache: AnswerCache | None = None,
        prompter: Prompter | None = None,
        budget: Budget | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.name = f"openai:{config.model}"
        self.budget = budget or Budget(config.budget_tokens, config.budget_usd)
        self._config = config
        self._cache = cache
        self._prompter = prompter or Prompter()
        self._clock = clock or Clock()
        self._key = _api_key(config)
        self._mode = config.mode  # the first that may work
        self._left_out: set[str] = set()  # parameters that the endpoint does not take
        if urlsplit(config.base_url).hostname != "api.openai.com":
            self._left_out.add("max_completion_tokens")

    def propose(self, request: Request) -> Answer:
        """Asks the model; see `planning.language.provider.Provider`."""
        start = time.perf_counter()
        messages = self._prompter.messages(request)
        key = self._cache_key(messages)
        known = self._known(key)
        if known is not None:
            return known
        with closing(self._open()) as chat:
            answer = self._ask(chat, messages)
            usage = replace(chat.usage, latency_s=time.perf_counter() - start)
        if answer.proposal is not None and self._cache is not None:
            self._cache.put(key, {"proposal": answer.proposal.model_dump_json()})
        return replace(answer, usage=usage)

    def _open(self) -> Chat:
        config = self._config
        return Chat(
            config.base_url, self._key, config.limits, self.budget, config.prices, self._clock
        )

    def _known(self, key: str) -> Answer | None:
        entry = self._cache.get(key) if self._cache is not None else None
        if entry is None:
            return None
        try:
            proposal = parse_answer(str(entry.get("proposal")))
        except MalformedAnswerError:  # of an older goal language
            return None
        return Answer(Outcome.PROPOSED, proposal, usage=Usage(cached=1))

    def _cache_key(self, messages: Sequence[Message]) -> str:
        config = self._config
        return cache_key(
            provider="openai",
            model=config.model,
            base_url=config.base_url,
            messages=messages,
            schema=compact_schema(),
            sampling=[
                config.temperature, config.seed, config.reasoning_effort,
                config.max_completion_tokens,
            ],
        )  # fmt: skip

    def _ask(self, chat: Chat, messages: Sequence[Message]) -> Answer:
        """Asks in each mode that may work until one does."""
        answer = Answer(Outcome.REFUSED)
        for mode in self._modes():
            result = self._ask_as(mode, chat, messages)
            if isinstance(result, Failure):
                answer = Answer(result.outcome, message=result.message)
                if result.status in _UNSUPPORTED and not _too_long(result):
                    continue
                return answer
            answer, heeded = _understood(mode, result)
            if heeded:
                self._mode = mode
                return answer
            if answer.proposal is not None:
                self._mode = Mode.TEXT  # the mode was ignored, and the text is good enough
                return answer
        return answer

    def _modes(self) -> Iterator[Mode]:
        modes = list(Mode)
        yield from modes[modes.index(self._mode) :]

    def _ask_as(self, mode: Mode, chat: Chat, messages: Sequence[Message]) -> Reply | Failure:
        """Asks in one mode, without the parameters that the endpoint turns out not to take."""
        for _ in range(len(_OPTIONAL) + len(_LENGTHS)):
            body = self._body(mode, messages)
            result = chat.ask(body)
            if isinstance(result, Reply) or not self._adapt(result, body):
                return result
        return chat.ask(self._body(mode, messages))

    def _adapt(self, failure: Failure, body: Mapping[str, Any]) -> bool:
        """Leaves out what the endpoint does not take; False if it complains of something else."""
        if failure.status not in _UNSUPPORTED:
            return False
        named = [
            name
            for name in (*_OPTIONAL, *_LENGTHS)
            if name in body and (failure.parameter == name or f"'{name}'" in failure.message)
        ]
        if not named or _too_long(failure):
            return False
        if named[0] in _LENGTHS:
            other = _LENGTHS[1 - _LENGTHS.index(named[0])]
            if other not in self._left_out:
                return False
            self._left_out.discard(other)
        self._left_out.add(named[0])
        return True

    def _body(self, mode: Mode, messages: Sequence[Message]) -> dict[str, Any]:
        config = self._config
        parameters: dict[str, Any] = {
            "temperature": config.temperature,
            "seed": config.seed,
            "reasoning_effort": config.reasoning_effort or None,
            "max_completion_tokens": config.max_completion_tokens,
            "max_tokens": config.max_completion_tokens,
        }
        if "max_completion_tokens" not in self._left_out:
            del parameters["max_tokens"]
        body = {
            name: value
            for name, value in parameters.items()
            if value is not None and name not in self._left_out
        }
        return {"model": config.model, "messages": list(messages), **body, **_asking_for(mode)}


def _asking_for(mode: Mode) -> dict[str, Any]:
    """The part of a request that makes the answer be in the schema."""
    if mode is Mode.JSON_SCHEMA:
        schema = {"name": "proposal", "strict": True, "schema": compact_schema()}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    if mode is Mode.TOOLS:
        function = {
            "name": "propose",
            "description": "Proposes a goal, asks, or refuses.",
            "parameters": compact_schema(),
            "strict": True,
        }
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": "propose"}},
        }
    return {}


def _understood(mode: Mode, reply: Reply) -> tuple[Answer, bool]:
    """What a reply says, and whether the endpoint heeded the mode in which it was asked."""
    if reply.finish == "content_filter":
        return Answer(Outcome.REFUSED, message="the endpoint's content filter stopped it"), True
    if reply.refusal:
        said = printable(reply.refusal)
        return Answer(Outcome.REFUSED, message=f"the model refuses to answer: {said}"), True
    text = reply.text if mode is not Mode.TOOLS or reply.arguments is None else reply.arguments
    heeded = mode is Mode.TEXT or text.lstrip().startswith("{")
    if mode is Mode.TOOLS and reply.arguments is None:
        heeded = False
    if reply.finish == "length":
        said = (
            "the answer was cut off at the bound on its length; answer more briefly, "
            "or raise max_completion_tokens"
        )
        return Answer(Outcome.MALFORMED, message=said), True
    try:
        read = parse_answer if heeded and mode is not Mode.TEXT else extract_answer
        return Answer(Outcome.PROPOSED, read(text)), heeded
    except MalformedAnswerError as error:
        return Answer(Outcome.MALFORMED, message=str(error)), heeded


def _too_long(failure: Failure) -> bool:
    return "context length" in failure.message or "context size" in failure.message


def _api_key(config: OpenAIConfig) -> str:
    """The key to send; "" for none."""
    key = (config.api_key or os.environ.get(config.api_key_env or "-", "")).strip()
    if not key and config.base_url.rstrip("/") == OPENAI_URL:
        raise InvalidInputError(
            "api_key_env",
            f"expected a key for {OPENAI_URL} in the environment variable "
            f"{config.api_key_env or 'OPENAI_API_KEY'}; it is not set",
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise InvalidInputError(
            "api_key_env", "the key has characters in it that no key has; copy it again"
        )
    return key


def endpoint_problem(config: OpenAIConfig) -> str:
    """What is wrong with an endpoint and how to mend it; "" if a model answers there.

    It asks for the list of models, and where that does not name the model, for one token of it.
    Takes at most `DOCTOR_S`.
    """
    limits = Limits(DOCTOR_S, DOCTOR_S, DOCTOR_S, retries=0, max_bytes=config.limits.max_bytes)
    try:
        key = _api_key(config)
    except InvalidInputError as error:
        return str(error)
    with closing(Chat(config.base_url, key, limits, Budget(), Prices(), Clock())) as chat:
        models = chat.models()
        if isinstance(models, list) and config.model in models:
            return ""
        if isinstance(models, Failure) and models.status not in {404, 405, 501}:
            return f"{config.base_url}: {models.message}{_advice(models)}"
        question = [{"role": "user", "content": "Say yes."}]
        reply = chat.ask({"model": config.model, "messages": question, "max_tokens": 16})
    # A model that wants the bound by its other name is there.
    if isinstance(reply, Reply) or (reply.status == 400 and "max_tokens" in reply.message):
        return ""
    known = f"; it has {', '.join(models[:8])}" if isinstance(models, list) and models else ""
    return f"{config.base_url}: {config.model}: {reply.message}{known}{_advice(reply)}"


def _advice(failure: Failure) -> str:
    if failure.status in (401, 403):
        return "; set the key in the variable that api_key_env names"
    if failure.status == 404:
        return "; mend model or base_url, which ends in /v1 mostly"
    if failure.outcome in (Outcome.UNAVAILABLE, Outcome.TIMED_OUT):
        return "; start the server, or mend base_url"
    return ""
