"""What models write is read in bounds, and what is wrong is said so that it can be mended."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from planning.language.answers import (
    MalformedAnswerError,
    extract_answer,
    parse_answer,
    printable,
)

GOOD: dict[str, Any] = {"verdict": "goal", "stages": [{"things": [{"kind": "Mug"}]}]}
TEXT = json.dumps(GOOD)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"```json\n{TEXT}\n```",
        f"The goal (in {{braces}}) is:\n{TEXT}\nThat is all.",
        f"<think>{{}} or maybe {TEXT[:20]}</think>{TEXT}",
        f'{{"note": "first"}} {TEXT}',
        "{" * 5 + TEXT,
    ],
)
def test_a_proposal_is_found_in_prose(text: str) -> None:
    assert extract_answer(text) == parse_answer(TEXT)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON object"),
        ("I would wash a mug.", "no JSON object"),
        (TEXT[:-3], "not complete"),
        (TEXT[:-20], "not complete"),
        (f"Here: {TEXT[:12]}", "not complete"),
        ('{"verdict": "goal"}', "verdict 'goal' needs at least one stage"),
        ('{"verdict": "ask"}', "verdict 'ask' needs a question"),
        ('{"verdict": "go"}', "verdict: Input should be 'goal', 'ask' or 'refuse'"),
        (TEXT.replace("Mug", "Mog"), "stages.0.things.0.kind: unknown kind 'Mog'; did you mean"),
        ('{"verdict": "refuse", "confidence": 7}', "confidence: Input should be less than"),
        ('{"verdict": "refuse", "confidence": NaN}', "confidence"),
        ('{"verdict": "refuse", "code": "rm"}', "code: Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_named(text: str, words: str) -> None:
    with pytest.raises(MalformedAnswerError) as error:
        extract_answer(text)
    assert words in str(error.value)


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000,
        "{" * 60_000,
        '{"' * 30_000,
        nested(10_000),
        "{" + '"a":"' * 10_000,
        "<think>" * 9_000,
        json.dumps({"verdict": "refuse", "reason": "x" * 600}),
        json.dumps({"verdict": "\ud800"}),
        TEXT + " " * 70_000,
        '{"verdict":"goal","stages":' + json.dumps([{"things": [{"kind": "Mog"}] * 12}] * 8) + "}",
    ],
)
def test_hostile_answers_are_refused_quickly_and_briefly(text: str) -> None:
    for read in (parse_answer, extract_answer):
        start = time.monotonic()
        try:
            read(text)
        except MalformedAnswerError as error:
            assert 0 < len(str(error)) < 2000
            assert str(error).isprintable()
        else:
            assert read is extract_answer and text.startswith(TEXT)
        assert time.monotonic() - start < 5


def test_things_in_things_have_a_bound() -> None:
    thing: dict[str, Any] = {"kind": "Mug"}
    for _ in range(50):
        thing = {"kind": "Box", "contents": [thing]}
    with pytest.raises(MalformedAnswerError, match="nested deeper than 3"):
        parse_answer(json.dumps({"verdict": "goal", "stages": [{"things": [thing]}]}))


def test_messages_are_one_line_without_control_characters() -> None:
    assert printable("a\n\tb\x1b[31m\u202ec\ud800", 100) == "a b [31m c"
    assert len(printable("x" * 10_000)) == 300
