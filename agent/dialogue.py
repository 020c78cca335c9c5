"""What was said, turn by turn, from a file."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from envs.interface import InvalidInputError
from planning.language.corpus.registers import dress, finish, order

MAX_BYTES = 1 << 20
TURNS_AT_MOST = 200
TEXT_AT_MOST = 4000  # [characters] of one turn
COMMANDER, FOLLOWER = "commander", "follower"
_SPEAKERS = {"commander": COMMANDER, "driver": FOLLOWER, "follower": FOLLOWER}  # TEACh's too


def read_dialogue(path: str, field: str = "dialogue") -> tuple[tuple[str, str], ...]:
    """Turns (speaker, text) of a JSON file: a list of `[speaker, text]`, oldest first.

    Args:
        path: of the file.
        field: the setting that named it, for messages.

    Raises:
        InvalidInputError: it cannot be read, or is something else; with the path of the bad turn.
    """
    try:
        with Path(path).open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidInputError(field, f"cannot read {path}: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise InvalidInputError(field, f"{path} is larger than {MAX_BYTES >> 20} MiB")
    try:
        document: Any = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(field, f"{path} is not JSON: {error}") from None
    if not isinstance(document, list) or not 1 <= len(document) <= TURNS_AT_MOST:
        raise InvalidInputError(
            field, f"{path}: expected a list of 1 to {TURNS_AT_MOST} turns [speaker, text]"
        )
    return tuple(_turn(item, f"{field}[{index}]") for index, item in enumerate(document))


def _turn(item: Any, path: str) -> tuple[str, str]:
    match item:
        case [str(speaker), str(text)] if speaker.lower() in _SPEAKERS and text.strip():
            if len(text) > TEXT_AT_MOST:
                raise InvalidInputError(path, f"longer than {TEXT_AT_MOST} characters")
            return _SPEAKERS[speaker.lower()], text
        case _:
            raise InvalidInputError(
                path, f'expected ["commander" or "follower", text], got {str(item)[:80]!r}'
            )


def dialogue_of(instruction: str, seed: int, index: int) -> tuple[tuple[str, str], ...]:
    """A task as two people talk about it before one of them does it.

    Args:
        instruction: what is wanted, in a sentence.
        seed, index: of the episode; the same ones give the same dialogue.
    """
    draw = random.Random(f"dialogue {seed} {index}")
    turns = [(FOLLOWER, draw.choice(_OPENERS))] if draw.random() < 0.7 else []
    if draw.random() < 0.4:
        turns.append((COMMANDER, draw.choice(_GREETINGS)))
    turns.append((COMMANDER, _said(draw, instruction)))
    if draw.random() < 0.6:
        turns.append((FOLLOWER, draw.choice(_ASSENTS)))
    return tuple(turns)


def _said(draw: random.Random, instruction: str) -> str:
    """A sentence as somebody says it: as an order, a request or a question, amid small talk."""
    sentence = instruction.rstrip(".")
    return finish(draw, dress(draw, order(draw, f"*{sentence[:1].lower()}{sentence[1:]}")))


_OPENERS = ("hello, what should I do?", "hi", "what is my task today?", "ready when you are")
_GREETINGS = ("hi there", "good morning!", "hello, let's get started")
_ASSENTS = ("ok", "sure, on it", "got it", "alright")
