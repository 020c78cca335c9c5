"""Words to goals in whole episodes, with what a language model might say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.commander import task_of
from agent.draw import agents_of, run_episode_of
from agent.episode import EpisodeResult, household, play
from agent.meaning import Hearing
from agent.overrides import load_config
from agent.record import episode_json
from planning.language.goal_language import Hint, Proposal, Question, Reference, Thing
from planning.language.provider import Answer, Outcome, Usage
from planning.teach_goals import goal_from_teach
from tests.agent.scripted import CALL, Scripted, answer, goal, on

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


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.PROPOSED])
def test_a_provider_that_fails_ends_the_episode_with_its_outcome(
    monkeypatch: pytest.MonkeyPatch, outcome: Outcome
) -> None:
    provider = Scripted(Answer(outcome, message="the endpoint is down", usage=CALL))
    result, record = _play(monkeypatch, provider)
    assert result.steps == 1 and record["steps"][0]["action"] == "Stop"
    assert not result.report.success and result.failed_actions == 0
    hearing = Hearing.DENIED if outcome is Outcome.REFUSED else Hearing(str(outcome))
    assert record["outcome"] == str(hearing)
    assert "the endpoint is down" in record["language"]["reason"]
    assert "the endpoint is down" in record["steps"][0]["why"]


def test_a_refusal_ends_the_episode_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = "I cannot book flights"
    result, record = _play(monkeypatch, Scripted(Proposal(verdict="refuse", reason=reason)))
    assert (result.steps, record["outcome"]) == (1, "refused")
    assert reason in record["language"]["reason"]


def test_a_question_that_nobody_answers_ends_the_episode_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = Question(about="object", text="Which one?", options=("Mug", "Cup"))
    provider = Scripted(Proposal(verdict="ask", question=question))
    result, record = _play(monkeypatch, provider)
    assert (result.steps, record["outcome"]) == (1, "asked")
    assert record["language"]["question"]["text"] == "Which one?"
    assert len(provider.requests) == 1


def test_a_goal_that_is_not_believed_is_not_acted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    unsure = goal(on("Fridge", "Apple"), confidence=0.1)
    result, record = _play(monkeypatch, Scripted(answer(unsure)))
    assert record["outcome"] == "asked"
    assert "apple" in record["language"]["question"]["text"]
    assert result.steps == 1


def test_the_commander_is_asked_and_its_answer_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question(about="object", text="What is it?", options=("Mug", "Apple"))
    meant = goal(Thing(kind="Mug", states=("clean", "filled-with-coffee")))
    provider = Scripted(Proposal(verdict="ask", question=question), meant)
    result, record = _play(
        monkeypatch, provider, "task=coffee", "instruction=the usual", "commander=simulated"
    )
    assert result.report.success
    assert record["goal"]["judged_by"] == "task"
    turns = [(turn.speaker, turn.text) for turn in provider.requests[1].dialogue]
    assert turns == [
        ("commander", "the usual"),
        ("follower", "What is it?"),
        ("commander", "The mug."),
    ]
    assert [list(turn) for turn in turns] == record["language"]["dialogue"]
    assert [e["kind"] for e in record["decisions"]].count("ask") == 2


def test_a_commander_is_asked_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question(about="other", text="What?")
    provider = Scripted(Proposal(verdict="ask", question=question))
    _, record = _play(monkeypatch, provider, "task=coffee", "commander=simulated")
    assert record["outcome"] == "asked"
    assert len(provider.requests) == 4


def test_what_is_not_there_makes_it_ask_again_with_what_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is no safe in the house; the second proposal can be done."""
    first, second = goal(on("Safe", "Apple")), goal(on("Fridge", "Apple"))
    provider = Scripted(first, second)
    result, record = _play(monkeypatch, provider)
    assert result.report.success
    assert len(provider.requests) == 2
    again = provider.requests[1]
    assert again.scene_complete and any(thing.kind == "Fridge" for thing in again.scene or ())
    assert any("Safe" in text for text in again.failures)
    assert record["language"]["proposal"] == second.model_dump(mode="json")


def test_an_alternative_that_is_there_is_taken_without_a_search_for_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = goal(on("Safe", "Apple"), confidence=0.5)
    provider = Scripted(answer(first, goal(on("Fridge", "Apple"), confidence=0.4)))
    result, record = _play(monkeypatch, provider)
    assert result.report.success, record["goal"]
    assert "fridge" in record["goal"]["description"]


def test_a_provider_that_fails_later_does_not_end_what_can_be_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    down = Answer(Outcome.UNAVAILABLE, message="gone", usage=Usage(calls=1))
    result, record = _play(monkeypatch, Scripted(goal(on("Safe", "Apple")), down))
    assert not result.report.success
    assert record["outcome"] == "not reached"
    assert "Safe" in record["steps"][-1]["why"]


def test_stages_are_reached_in_order_and_what_came_first_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = Thing(kind="Fridge", states=("open",))
    closed = Thing(kind="Fridge", states=("closed",), contents=(Thing(kind="Apple"),))
    washed = Thing(kind="Apple", states=("washed",))
    result, record = _play(monkeypatch, Scripted(goal(washed, opened, closed)))
    assert result.report.success, result.report.conditions
    goals = [entry["text"] for entry in record["decisions"] if entry["kind"] == "goal"]
    assert len(goals) == 3


def test_the_other_one_is_not_the_one_that_was_dealt_with_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = on("Fridge", "Mug")
    other = on("SideTable", Thing(kind="Mug", which=Reference(other=True)))
    result, _ = _play(monkeypatch, Scripted(goal(first, other)))
    assert result.report.success, result.report.conditions
    belief = result.agent.belief
    assert belief is not None
    places = {one.name: belief.ancestors(one.name) for one in belief.present("Mug")}
    kept = [name for name, above in places.items() if any("fridge" in one for one in above)]
    moved = [name for name, above in places.items() if any("sidetable" in one for one in above)]
    assert kept and moved and set(kept).isdisjoint(moved)


def test_what_is_to_be_in_hand_is_held_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = _play(monkeypatch, Scripted(goal(Thing(kind="Apple", states=("held",)))))
    assert result.report.success, result.report.conditions


def test_a_hint_decides_where_it_looks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no bottle; unasked it looks into boxes late, if at all."""
    sought = goal(on("SideTable", "Bottle"))
    hint = Hint(kind="Bottle", place="Box", confidence=0.9)
    opened: dict[bool, list[int]] = {}
    for told in (True, False):
        proposal = sought.model_copy(update={"hints": (hint,) if told else ()})
        _, record = _play(monkeypatch, Scripted(proposal), "max_steps=150")
        opened[told] = [
            step["index"]
            for step in record["steps"]
            if step["action"] == "Open" and "box" in (step["target"] or "")
        ]
    assert opened[True]
    assert not opened[False] or opened[True][0] < opened[False][0]


def test_the_same_words_give_the_same_record_byte_for_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    first = goal(on("Safe", "Apple"), confidence=0.5)
    line = answer(first, goal(on("Fridge", "Apple"), confidence=0.4))
    records = [_play(monkeypatch, Scripted(line))[1] for _ in range(2)]
    assert json.dumps(records[0]) == json.dumps(records[1])


def test_an_intent_is_what_the_scene_affords(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is dark: there is no candle to light, but there are lamps."""
    candle = goal(Thing(kind="Candle", states=("on",)), confidence=0.5)
    lamp = goal(Thing(kind="FloorLamp", states=("on",)), confidence=0.45)
    result, record = _play(
        monkeypatch, Scripted(answer(candle, lamp)), "instruction=it's dark in here"
    )
    assert result.report.success
    assert record["language"]["proposal"] == lamp.model_dump(mode="json")
    weighed = [e for e in record["decisions"] if e["text"].startswith("weigh")]
    assert len(weighed) == 1 and len(weighed[0]["detail"]) == 2


@pytest.mark.parametrize(("place", "kind"), [("Fridge", "Egg"), ("SideTable", "KeyChain")])
def test_nothing_of_a_kind_is_left_where_none_is_to_be(
    monkeypatch: pytest.MonkeyPatch, place: str, kind: str
) -> None:
    """It looks at all of the place before it believes so; three eggs are in the fridge."""
    result, record = _play(monkeypatch, Scripted(goal(on(place, Thing(kind=kind, count=0)))))
    assert not result.start.success
    assert result.report.success, record["steps"][-1]["why"]
