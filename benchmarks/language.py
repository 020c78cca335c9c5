"""How well words become goals: ALFRED's crowd-written sentences, against FILM's language module.

Exact match of task type, object, receptacle (where the task has one), movable receptacle and
sliced: from the goal sentence alone (`goal`), with the steps (`goal_steps`), and with the object
classes of the scene as well (`goal_steps_scene`); and the exact sequence of the expert's
high-level actions with their arguments, walking left out (`subgoals`).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from agent.config import LanguageConfig
from agent.demonstrations import ToldTask, annotated, told_tasks
from agent.language import provider_of
from agent.train_language import request_of
from envs.alfred.annotations import Annotation
from envs.interface import InvalidInputError
from envs.ontology import SLICE_COUNT, sliced_type
from planning.language.check import problems
from planning.language.conversion import alfred_of
from planning.language.embedded.calibration import expected_calibration_error
from planning.language.goal_language import Proposal, Subgoal
from planning.language.provider import Answer, Outcome, Provider, Request

SLOTS = ("task_type", "object", "sliced", "receptacle", "movable")
MODES = ("goal", "goal_steps", "goal_steps_scene")
# Exact match of FILM's released predictions on the files of ALFRED's valid_seen, and of TF-IDF
# with logistic regression trained on `train` (So Yeon Min et al., "FILM", 2022).
PEERS = {
    "FILM goal": 0.815,
    "FILM goal_steps": 0.895,
    "TF-IDF goal": 0.751,
    "TF-IDF goal_steps": 0.815,
}
PEERS_SPLIT = "valid_seen"
_WHOLE = {sliced_type(whole): whole for whole in SLICE_COUNT}

Slots = dict[str, str]


def run(
    language: LanguageConfig,
    data: str,
    split: str = "",
    limit: int = 0,
    watch: Callable[[int, int], None] = lambda done, total: None,
    **_: object,
) -> dict[str, Any]:
    """Measures a provider on annotated trajectories.

    Args:
        language: which provider.
        data: a `.jsonl[.gz]` file of trajectories, a folder with SPLIT.jsonl.gz, or ALFRED's own.
        split: names the file in a folder.
        limit: annotations to take, evenly spread; 0 for all.
        watch: called with the number of annotations that are done, and of all.

    Returns:
        What `bench.json` holds.

    Raises:
        InvalidInputError: the data cannot be read, or the provider knows no words.
    """
    provider = provider_of(language)
    pairs = list(annotated(told_tasks(data, split)))
    if limit and limit < len(pairs):
        pairs = [pairs[i * len(pairs) // limit] for i in range(limit)]
    if not pairs:
        raise InvalidInputError("data", f"{data} holds no annotators' sentences")
    scores = {mode: _Score() for mode in MODES}
    for number, (task, one) in enumerate(pairs):
        for mode in MODES:
            scores[mode].add(task, provider, _request(mode, task, one))
        watch(number + 1, len(pairs))
    return _result(provider, data, len(pairs), scores)


def _request(mode: str, task: ToldTask, one: Annotation) -> Request:
    steps = one.steps if mode != "goal" else ()
    scene = task.scene if mode == "goal_steps_scene" else ()
    return request_of(one.goal, steps, scene)


class _Score:
    """What was right in one mode."""

    def __init__(self) -> None:
        self.right: list[bool] = []
        self.sure: list[float] = []
        self.slots: Counter[str] = Counter()
        self.subgoals = self.invalid = self.tokens = 0
        self.cost = 0.0
        self.latency: list[float] = []
        self.outcomes: Counter[str] = Counter()

    def add(self, task: ToldTask, provider: Provider, request: Request) -> None:
        started = time.perf_counter()
        answer: Answer = provider.propose(request)
        self.latency.append(1000 * (time.perf_counter() - started))
        self.outcomes[str(answer.outcome)] += 1
        self.tokens += answer.usage.prompt_tokens + answer.usage.completion_tokens
        self.cost += answer.usage.cost_usd
        proposal = answer.proposal if answer.outcome is Outcome.PROPOSED else None
        truth = slots_of(task.task_type, task.params)
        guess = _guess(proposal)
        for slot in SLOTS:
            self.slots[slot] += guess is not None and guess[slot] == truth[slot]
        self.right.append(guess == truth)
        self.sure.append(0.0 if proposal is None else proposal.confidence)
        if proposal is not None:
            self.invalid += bool(problems(proposal))
            self.subgoals += plan_of(proposal.subgoals) == plan_of(task.subgoals)

    def figures(self) -> dict[str, float]:
        count = len(self.right)
        return {slot: round(self.slots[slot] / count, 4) for slot in SLOTS}

    @property
    def exact(self) -> float:
        return round(sum(self.right) / len(self.right), 4)


def slots_of(task_type: str, params: Mapping[str, Any]) -> Slots:
    """What is compared; "" for a receptacle where the task has none."""
    return {
        "task_type": task_type,
        "object": str(params.get("object_target", "")),
        "sliced": str(bool(params.get("object_sliced"))),
        "receptacle": str(params.get("parent_target", "")),
        "movable": str(params.get("mrecep_target", "")),
    }


def _guess(proposal: Proposal | None) -> Slots | None:
    found = alfred_of(proposal) if proposal is not None and proposal.stages else None
    return None if found is None else slots_of(*found)


def plan_of(subgoals: Sequence[Subgoal]) -> list[tuple[str, ...]]:
    """Actions and arguments as the expert's plan has them: where a thing is taken from is not one,
    and slices go by the name of the whole."""
    found: list[tuple[str, ...]] = []
    for one in subgoals:
        kind = _WHOLE.get(one.kind, one.kind)
        place = one.place if one.action == "place" else None
        found.append((str(one.action), kind, *([place] if place else [])))
    return found


def _result(
    provider: Provider, data: str, count: int, scores: Mapping[str, _Score]
) -> dict[str, Any]:
    right = np.concatenate([np.array(score.right) for score in scores.values()])
    sure = np.concatenate([np.array(score.sure) for score in scores.values()])
    latency = np.array(scores["goal"].latency)
    told = scores["goal_steps"]
    outcomes = sum((score.outcomes for score in scores.values()), Counter[str]())
    return {
        "name": "language",
        "device": "cpu",
        "value": scores["goal_steps"].exact,
        "unit": "exact match",
        "higher_is_better": True,
        **{mode: score.exact for mode, score in scores.items()},
        "subgoals": round(told.subgoals / count, 4),
        "calibration_error": round(expected_calibration_error(sure, right), 4),
        "calibration_error_by_mode": {
            mode: round(expected_calibration_error(np.array(s.sure), np.array(s.right)), 4)
            for mode, s in scores.items()
        },
        "slots": {mode: score.figures() for mode, score in scores.items()},
        "invalid_proposals": sum(score.invalid for score in scores.values()),
        "outcomes": dict(outcomes),
        "p50_ms": round(float(np.percentile(latency, 50)), 2),
        "p95_ms": round(float(np.percentile(latency, 95)), 2),
        "steps_p50_ms": round(float(np.percentile(told.latency, 50)), 2),
        "steps_p95_ms": round(float(np.percentile(told.latency, 95)), 2),
        "tokens": sum(score.tokens for score in scores.values()),
        "cost_usd": round(sum(score.cost for score in scores.values()), 6),
        "conditions": {"provider": provider.name, "data": Path(data).name, "annotations": count},
        "peers": PEERS if PEERS_SPLIT in Path(data).name else {},
    }
