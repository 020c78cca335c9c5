"""What OpenAI-compatible endpoints send: chat completions, errors, and when to try again.

All of it is outside input; only what the models here describe is believed.
"""

from __future__ import annotations

import email.utils
import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from planning.language.budget import estimated_tokens

_TOKENS_AT_MOST = 10_000_000  # of one call; a count beyond it is not believed


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered.

    Attributes:
        text: content of the message; "" for none.
        arguments: of the first tool call; None where no tool was called.
        finish: why the model stopped, such as `stop`, `length` or `content_filter`.
        refusal: what the model says where it refuses to answer; "" otherwise.
    """

    text: str
    arguments: str | None
    finish: str
    refusal: str = ""


class _Function(BaseModel):
    arguments: str | dict[str, Any] = ""


class _ToolCall(BaseModel):
    function: _Function | None = None


class _Message(BaseModel):
    content: str | None = None
    tool_calls: list[_ToolCall] | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class Completion(BaseModel):
    """The part of a chat completion that is looked at."""

    choices: list[_Choice] = Field(min_length=1)
    usage: Any = None


class ErrorDetail(BaseModel):
    """What an endpoint says of a request that it does not serve."""

    message: Any = ""
    param: Any = None
    code: Any = None


class UnreadableError(ValueError):
    """A body that is no chat completion."""


def read_completion(body: bytes, expected: int) -> tuple[Completion, tuple[int, int]]:
    """A body as a completion, and its (prompt, completion) tokens."""
    try:
        completion = Completion.model_validate_json(body)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = ".".join(map(str, fault["loc"]))
        raise UnreadableError(f"the answer is no chat completion: {where} {fault['msg']}") from None
    message = completion.choices[0].message
    written = estimated_tokens(message.content or "") + sum(
        estimated_tokens(str(call.function.arguments))
        for call in message.tool_calls or []
        if call.function
    )
    return completion, (
        _count(completion.usage, "prompt_tokens", expected),
        _count(completion.usage, "completion_tokens", written),
    )


def _count(usage: object, key: str, estimate: int) -> int:
    value = usage.get(key) if isinstance(usage, dict) else None
    if isinstance(value, int) and 0 <= value <= _TOKENS_AT_MOST:
        return value
    return estimate


def reply_of(completion: Completion) -> Reply:
    """What the model answered, in the first choice."""
    choice = completion.choices[0]
    arguments: str | dict[str, Any] | None = None
    for call in choice.message.tool_calls or []:
        if call.function is not None:
            arguments = call.function.arguments
            break
    if isinstance(arguments, dict):  # some servers send them parsed
        arguments = json.dumps(arguments)
    return Reply(
        choice.message.content or "",
        arguments,
        choice.finish_reason or "",
        choice.message.refusal or "",
    )


def error_detail(body: object) -> ErrorDetail:
    """What an error's body says, in any of the forms that servers have."""
    if isinstance(body, dict):
        for part in (body.get("error"), body):
            if isinstance(part, str):
                return ErrorDetail(message=part)
            if isinstance(part, dict) and ("message" in part or "detail" in part):
                return ErrorDetail(
                    message=part.get("message") or part.get("detail"),
                    param=part.get("param"),
                    code=part.get("code"),
                )
    return ErrorDetail(message=body if isinstance(body, str) else "")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """[s] that an endpoint asks to wait; None where it does not say."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    try:
        then = email.utils.parsedate_to_datetime(headers.get("retry-after", "")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, then - time.time())
