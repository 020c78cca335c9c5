"""Evaluations from words: what is said is what the data or the seed say, and calls are counted."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from agent.draw import run_suite_episode
from agent.overrides import load_config
from agent.results import EMPTY_ROW
from agent.summary import summarize
from envs.alfred.episodes import AlfredSuite
from envs.alfred.sources import Source
from envs.alfred.trajectory import trajectory_from_lines
from envs.interface import InvalidInputError
from planning.language.conversion import proposal_from_alfred
from planning.language.goal_language import Proposal, Thing
from planning.language.provider import Request
from tests.agent.scripted import Scripted, goal
from tests.envs.alfred import recording

SAID = {"task_desc": "take it there", "high_descs": ["walk", "take it"]}


def _source() -> Source:
    task, stands = recording.lines()
    task["annotations"] = [SAID]
    read = functools.partial(trajectory_from_lines, task, stands, "here")
    return Source(task["task_dir"], task["task_id"], read)


def _eval(monkeypatch: pytest.MonkeyPatch, provider: Scripted, *overrides: str) -> dict[str, Any]:
    monkeypatch.setattr("agent.draw.provider_of", lambda config, out: provider)
    config = load_config("eval", ["language=embedded", "traces=none", "seed=3", *overrides])
    return run_suite_episode(config, 0)


def test_alfreds_annotators_tell_its_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    def suite(words: str) -> AlfredSuite:
        return AlfredSuite([_source()], 3, build=recording.build, words=words)

    target = suite("steps").resolve(suite("steps").episode(0))
    params = {
        "object_target": target.object_type,
        "parent_target": target.receptacle,
        "toggle_target": target.lamp,
    }
    provider = Scripted(proposal_from_alfred(target.task_type, params))
    monkeypatch.setattr("agent.draw.alfred_suite", lambda *_: suite(_[-1]))
    row = _eval(monkeypatch, provider, "suite=alfred", "data=any")
    assert row["success"], row["stop_reason"]
    assert (row["language_calls"], row["tokens"], len(row["language_ms"])) == (1, 120, 1)
    assert provider.requests[0].instruction == "take it there"
    assert provider.requests[0].steps == ("walk", "take it")
    _eval(monkeypatch, provider, "suite=alfred", "data=any", "suite.words=instruction")
    assert provider.requests[1].steps == ()
    with pytest.raises(InvalidInputError, match="dialogue"):
        suite("dialogue")


def test_a_dialogue_tells_a_task_that_decides_success(monkeypatch: pytest.MonkeyPatch) -> None:
    coffee = goal(Thing(kind="Mug", states=("clean", "filled-with-coffee")))
    provider = Scripted(coffee)
    row = _eval(monkeypatch, provider, "suite.words=dialogue", "suite.tasks=[coffee]")
    assert row["success"], row["stop_reason"]
    assert row["outcome"] == "reached"
    request = provider.requests[0]
    assert request.instruction == ""
    assert any(turn.speaker == "commander" for turn in request.dialogue)
    assert any("coffee" in turn.text.lower() for turn in request.dialogue)


def test_a_wrong_goal_is_reached_and_still_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Scripted(goal(Thing(kind="Fridge", states=("open",))))
    row = _eval(monkeypatch, provider, "suite.tasks=[coffee]")
    assert not row["success"]
    assert row["outcome"] == "not reached"


def test_a_question_of_an_evaluation_is_answered_from_its_task(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def line(request: Request) -> Proposal:
        if not request.dialogue:
            return goal(Thing(kind="Mug", states=("clean",)), confidence=0.1)
        return goal(Thing(kind="Mug", states=("clean", "filled-with-coffee")))

    provider = Scripted(line)
    row = _eval(monkeypatch, provider, "suite.tasks=[coffee]", "commander=simulated")
    assert row["success"], row["stop_reason"]
    assert [turn.speaker for turn in provider.requests[1].dialogue] == [
        "commander",
        "follower",
        "commander",
    ]


def test_the_summary_counts_what_language_took() -> None:
    row = EMPTY_ROW | {
        "index": 0,
        "task_type": "a",
        "language_calls": 2,
        "language_cached": 1,
        "language_ms": [10.0, 30.0],
        "tokens": 240,
        "cost_usd": 0.002,
    }
    told = summarize([row, row | {"index": 1}, EMPTY_ROW | {"index": 2}], 1.0)["language"]
    assert told == {
        "calls": 4,
        "cached": 2,
        "p50_ms": 20.0,
        "p95_ms": 30.0,
        "tokens": 480,
        "cost_usd": 0.004,
    }
