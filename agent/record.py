"""What is kept of an episode: `episode.json`, and its row in an evaluation."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

from agent.config import HOW_KEYS, EvalConfig, RunConfig
from agent.episode import EpisodeResult
from agent.eyes import weights_sha256
from agent.loop import DeliberativeAgent
from agent.meaning import Hearing
from agent.sensors import SensorsConfig
from agent.versions import versions
from envs.teach.episodes import Episode
from planning.language.conversion import describe
from planning.language.provider import Usage


def episode_json(
    episode: Episode, result: EpisodeResult, config: RunConfig | EvalConfig
) -> dict[str, Any]:
    """What `episode.json` holds: the same for the same seed, so no times and no paths of `out`."""
    settings = {key: _plain(value) for key, value in _fields(config).items() if key not in HOW_KEYS}
    return {
        "manifest": {
            "versions": versions(),
            "seed": config.seed,
            "scene": episode.scene,
            "config": {**settings, "sensors": config.sensors.suite},
            "eyes": sensors_json(config.sensors),
            "episode": episode.to_json(),
        },
        "instruction": episode.instruction,
        "goal": {
            "description": described(result.agent),
            "task": episode.task,
            "params": list(episode.params),
            "judged_by": result.judged_by,
        },
        "outcome": outcome(result),
        "language": language_json(result.agent),
        "success": result.report.success,
        "goal_conditions": {
            "met": result.report.met,
            "total": result.report.total,
            "conditions": [
                {"text": line.text, "met": line.met, "total": line.total}
                for line in result.report.conditions
            ],
        },
        "stopped": result.stopped,
        "failed_actions": result.failed_actions,
        **result.agent.trace.to_json(),
    }


def sensors_json(sensors: SensorsConfig) -> dict[str, Any]:
    """What the agent perceives with, and with which weights."""
    digest = weights_sha256(sensors)
    return dataclasses.asdict(sensors) | ({} if digest is None else {"weights_sha256": digest})


def _fields(config: RunConfig | EvalConfig) -> dict[str, Any]:
    return {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}


def _plain(value: object) -> object:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value  # type: ignore[call-overload]


def outcome(result: EpisodeResult) -> str:
    """How an episode ended, in a word or two: whether the goal was reached, or why none is."""
    listener = result.agent.listener
    meaning = listener.meaning if listener is not None else None
    if meaning is not None and meaning.hearing is not Hearing.UNDERSTOOD:
        return str(meaning.hearing)
    return "reached" if result.report.success else "not reached"


def described(agent: DeliberativeAgent) -> str:
    """The goal in a sentence; "" where none was understood."""
    meaning = agent.listener.meaning if agent.listener is not None else None
    if meaning is not None and meaning.goals and meaning.proposal is not None:
        return describe(meaning.proposal)
    return agent.goal.description


def language_json(agent: DeliberativeAgent) -> dict[str, Any]:
    """What was said, asked and proposed, and what it took; without times.

    `proposal` is what the words were taken to mean in the end, `proposals` all of them in order.
    """
    listener = agent.listener
    if listener is None:
        return {"provider": "oracle"}
    meaning, usage = listener.meaning, listener.counting.usage
    proposal = meaning.proposal if meaning is not None else None
    question = meaning.question if meaning is not None else None
    return {
        "provider": listener.counting.name,
        "hearing": str(meaning.hearing) if meaning is not None else "",
        "reason": meaning.reason if meaning is not None and not meaning.goals else "",
        "question": question.model_dump(mode="json") if question is not None else None,
        "proposal": proposal.model_dump(mode="json") if proposal is not None else None,
        "proposals": listener.record,
        "steps": list(listener.steps),
        "dialogue": [[turn.speaker, turn.text] for turn in listener.dialogue],
        "calls": usage.calls,
        "cached": usage.cached,
        "tokens": usage.prompt_tokens + usage.completion_tokens,
        "cost_usd": round(usage.cost_usd, 6),
    }


def _language_row(agent: DeliberativeAgent) -> dict[str, Any]:
    listener = agent.listener
    usage = listener.counting.usage if listener is not None else Usage()
    waits = listener.counting.milliseconds if listener is not None else []
    return {
        "language_calls": usage.calls,
        "language_cached": usage.cached,
        "language_ms": [round(value, 3) for value in waits],
        "tokens": usage.prompt_tokens + usage.completion_tokens,
        "cost_usd": usage.cost_usd,
    }


def stop_reason(result: EpisodeResult) -> str:
    """Why the episode ended, in the agent's own words or by the limit that was reached."""
    if not result.stopped:
        return f"cut off after {result.steps} actions, {result.failed_actions} of them failed"
    decisions = [entry for entry in result.agent.trace.decisions if entry.kind == "stop"]
    return decisions[-1].text if decisions else "stopped"


def suite_row(
    episode: Episode, task_id: str, result: EpisodeResult, started: float
) -> dict[str, Any]:
    """One episode's row of an evaluation; see `agent.results`."""
    start, end = result.start, result.report
    open_at_start = start.total - start.met
    gained = max(0, end.met - start.met) if end.total == start.total else end.met
    planner_ms = result.agent.trace.planner_ms
    return {
        "episode_id": episode.episode_id,
        "index": episode.index,
        "task_id": task_id,
        "task_type": episode.task,
        "task_name": episode.task,
        "house": episode.scene,
        "success": end.success,
        "conditions_met": end.met,
        "conditions_total": end.total,
        "goal_condition_success": 1.0 if end.success else min(1.0, gained / max(1, open_at_start)),
        "steps": result.steps,
        "failed_actions": result.failed_actions,
        "expert_length": episode.expert_length,
        "stop_reason": stop_reason(result),
        "error": None,
        "wall_s": time.monotonic() - started,
        "planner_calls": len(planner_ms),
        "planner_ms": [round(value, 3) for value in planner_ms],
        "outcome": outcome(result),
        "confusion": result.confusion.rows() if result.confusion is not None else [],
        **_language_row(result.agent),
    }
