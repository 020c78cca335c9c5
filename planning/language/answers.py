"""From what a model wrote to a `Proposal`, or to what is wrong with it.

What a model writes is outside input: it is bounded before it is looked at, and believed only as far
as pydantic says that it is a `Proposal`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import ValidationError

from planning.language.goal_language import Proposal

TEXT_AT_MOST = 64 * 1024  # characters of an answer; a proposal at its limits has far fewer
ERRORS_AT_MOST = 5  # named in a message
MESSAGE_AT_MOST = 300  # characters of one error
_OBJECTS_AT_MOST = 16  # opening braces at which a JSON object is looked for in prose


class MalformedAnswerError(ValueError):
    """An answer that is no proposal; the message names the bad field and how to mend it."""


def parse_answer(text: str) -> Proposal:
    """Reads an answer that is to be JSON and nothing else.

    Raises:
        MalformedAnswerError: it is not JSON, or not in the schema.
    """
    if len(text) > TEXT_AT_MOST:
        raise MalformedAnswerError(
            f"the answer has {len(text)} characters, at most {TEXT_AT_MOST} are read; "
            "answer with one JSON object and nothing else"
        )
    try:
        return Proposal.model_validate_json(text)
    except ValidationError as error:
        raise MalformedAnswerError(_in_words(error)) from None
    except ValueError as error:  # text that cannot be UTF-8, such as half a surrogate pair
        raise MalformedAnswerError(printable(f"the answer is not text: {error}")) from None


def extract_answer(text: str) -> Proposal:
    """Finds a proposal in prose, such as in a code fence after an explanation.

    Raises:
        MalformedAnswerError: there is no JSON object in it, or none that is in the schema; of
            several, the last one's fault is told.
    """
    text = text[: 4 * TEXT_AT_MOST].rpartition("</think>")[2]
    fault = "the answer has no JSON object in it; answer with one JSON object and nothing else"
    for candidate in _objects(text[:TEXT_AT_MOST]):
        if candidate is None:
            raise MalformedAnswerError("the answer's JSON object is not complete")
        try:
            return parse_answer(candidate)
        except MalformedAnswerError as error:
            fault = str(error)
    raise MalformedAnswerError(fault)


def _objects(text: str) -> Iterator[str | None]:
    """Outermost JSON objects in a text, in order; None at last for one that has no end."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    for _ in range(_OBJECTS_AT_MOST):
        if start < 0:
            return
        end = start + 1
        try:
            _, end = decoder.raw_decode(text, start)
            yield text[start:end]
        except json.JSONDecodeError as error:
            if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
                yield None
                return
        except (ValueError, RecursionError):
            pass
        start = text.find("{", end)


def _in_words(error: ValidationError) -> str:
    """Which fields are bad and why, for a model that is to mend them."""
    faults = error.errors(include_url=False, include_context=False)
    words = [
        printable(f"{'.'.join(map(str, fault['loc'])) or 'the answer'}: {_reason(fault['msg'])}")
        for fault in faults[:ERRORS_AT_MOST]
    ]
    if len(faults) > ERRORS_AT_MOST:
        words.append(f"and {len(faults) - ERRORS_AT_MOST} more")
    return "; ".join(words)


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ")


def printable(text: str, at_most: int = MESSAGE_AT_MOST) -> str:
    """Outside text for a message: on one line, without control characters, bounded."""
    text = "".join(char if char.isprintable() else " " for char in text[: 4 * at_most])
    text = " ".join(text.split())
    return text if len(text) <= at_most else text[: at_most - 1] + "…"
