"""Solved examples, and which of them are nearest to what is asked (BM25 over words).

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
with their usual constants.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from envs.interface import InvalidInputError
from planning.language.goal_language import Proposal
from planning.language.provider import Request, Utterance

FILE_AT_MOST = 16 * 1024 * 1024  # [bytes] of a user's file of examples
_SATURATION = 1.2  # k1: how soon a word that is repeated stops counting
_LENGTH_WEIGHT = 0.75  # b: how much longer examples are held back
_WORD = re.compile(r"[a-z']+|\d+")
_ENDINGS = ("ing", "ies", "es", "ed", "s", "y", "e")


@dataclass(frozen=True, slots=True)
class Example:
    """A request that was solved.

    Attributes:
        request: with instruction, and steps or dialogue where it has them.
        proposal: what it stands for.
    """

    request: Request
    proposal: Proposal


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    speaker: str = Field(max_length=40)
    text: str = Field(max_length=1000)


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    instruction: str = Field(default="", max_length=2000)
    steps: list[str] = Field(default=[], max_length=40)
    dialogue: list[_Turn] = Field(default=[], max_length=40)
    proposal: Proposal


def read_examples(text: str, name: str) -> tuple[Example, ...]:
    """Examples from JSON lines; see `prompts/examples.jsonl` for the format.

    Raises:
        InvalidInputError: a line is not an example; the path names file, line and field.
    """
    found: list[Example] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            found.append(_example(line, f"{name}:{number}"))
    return tuple(found)


def _example(line: str, where: str) -> Example:
    try:
        entry = _Line.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, fault["loc"]))
        raise InvalidInputError(f"{where}: {place}", fault["msg"][:300]) from None
    turns = tuple(Utterance(turn.speaker, turn.text) for turn in entry.dialogue)
    return Example(Request(entry.instruction, tuple(entry.steps), turns), entry.proposal)


@functools.cache
def shipped_examples() -> tuple[Example, ...]:
    """The examples that come with Hestia."""
    path = resources.files("planning").joinpath("language/prompts/examples.jsonl")
    return read_examples(path.read_text(encoding="utf-8"), "examples.jsonl")


def user_examples(path: Path) -> tuple[Example, ...]:
    """Examples from a user's file.

    Raises:
        InvalidInputError: the file cannot be read, is too large, or has a bad line.
    """
    try:
        if path.stat().st_size > FILE_AT_MOST:
            raise InvalidInputError(str(path), f"expected at most {FILE_AT_MOST} bytes")
        return read_examples(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(str(path), f"expected a file of JSON lines; {error}") from None


class Retriever:
    """Finds the examples nearest to a request.

    Args:
        examples: to search in; of those equally near, the earlier goes first.
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = tuple(examples)
        self._words = [Counter(_words(example.request)) for example in self._examples]
        lengths = [sum(words.values()) for words in self._words]
        mean = max(1.0, sum(lengths) / max(1, len(lengths)))
        self._norms = [
            _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length / mean)
            for length in lengths
        ]
        count = Counter(word for words in self._words for word in words)
        total = len(self._examples)
        self._weights = {
            word: math.log(1 + (total - seen + 0.5) / (seen + 0.5)) for word, seen in count.items()
        }

    def nearest(self, request: Request, count: int) -> tuple[Example, ...]:
        """The examples nearest to a request, nearest last, where models look most."""
        wanted = set(_words(request))
        scores = [(-self._score(wanted, index), index) for index in range(len(self._examples))]
        best = sorted(scores)[:count]
        return tuple(self._examples[index] for _, index in reversed(best))

    def _score(self, wanted: Iterable[str], index: int) -> float:
        words, norm = self._words[index], self._norms[index]
        return sum(
            self._weights[word] * words[word] * (_SATURATION + 1) / (words[word] + norm)
            for word in wanted
            if word in words
        )


def spoken_words(request: Request) -> str:
    """What people said in a request, as far as it is looked at to choose what a prompt shows."""
    said = [request.instruction, *request.steps[:40]]
    said += [turn.text for turn in request.dialogue[-40:] if turn.speaker == "commander"]
    return " ".join(text[:1000] for text in said)


def _words(request: Request) -> list[str]:
    """Words of a request, without their endings."""
    return [_stem(word) for word in _WORD.findall(spoken_words(request).lower())]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def shown(proposal: Proposal) -> str:
    """A proposal as prompts show it: JSON without what goes without saying."""
    fields: dict[str, Any] = proposal.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(fields, ensure_ascii=False)
