"""Words to goals in whole episodes, with what a language model might say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.commander import task_of
from agent.draw import agents_of, run_episode_of
from agent.episode import EpisodeResult, household, play
from agent.overrides import load_config
from agent.record import episode_json
from planning.teach_goals import goal_from_teach
from tests.agent.scripted import Scripted, goal, on

SCENE = "scene=generated:10010"


def _play(
    monkeypatch: pytest.MonkeyPatch, provider: Scripted, *overrides: str
) -> tuple[EpisodeResult, dict[str, Any]]:
    """An episode of `hestia run` with a scripted provider, and its `episode.json`."""
    monkeypatch.setattr("agent.draw.provider_of", lambda config, out: provider)
    words = (
        ()
        if any(one.startswith(("instruction", "dialogue")) for one in overrides)
        else ("instruction=please do it",)
    )
    config = load_config("run", [SCENE, "language=embedded", *words, *overrides])
    episode, library = run_episode_of(config)
    task = episode.resolve(library)
    env = household(config, library)
    wanted = goal_from_teach(task.to_goal_mapping())
    result = play(env, agents_of(config, episode, env, wanted, task_of(task), True)(), episode)
    record = json.loads(json.dumps(episode_json(episode, result, config)))
    return result, record


def test_words_without_a_task_are_done_and_judged_by_what_is_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provider = Scripted(goal(on("Fridge", "Apple")))
    result, record = _play(monkeypatch, provider)
    assert result.report.success, result.report.conditions
    assert record["goal"]["judged_by"] == "understood"
    assert record["goal"]["task"] == ""
    assert record["outcome"] == "reached"
    assert record["language"]["calls"] == 1
    assert record["language"]["tokens"] == 120
    assert len(provider.requests) == 1
    assert provider.requests[0].scene is not None
    assert not provider.requests[0].scene_complete
    assert any(entry["kind"] == "language" for entry in record["decisions"])
