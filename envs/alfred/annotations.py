"""What people said of a trajectory: annotators' sentences, and the expert's plan they describe.

Read from a line of `SPLIT.jsonl.gz` (`annotations`, `high_pddl`) and from ALFRED's own
`traj_data.json` (`turk_annotations`, `plan.high_pddl`).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from envs.interface import InvalidInputError


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotator's words; outside input.

    Attributes:
        goal: what is to be done, in a sentence.
        steps: how, a sentence for each high-level action of the expert.
    """

    goal: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HighAction:
    """One high-level action of the expert, in ALFRED's words: `PickupObject`, (`apple`,)."""

    action: str
    arguments: tuple[str, ...] = ()


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Words(_Record):
    task_desc: str = ""
    high_descs: list[str] = Field(default=[], max_length=500)


class _Action(_Record):
    action: str = ""
    args: list[str] = Field(default=[], max_length=20)


class _Discrete(_Record):
    discrete_action: _Action = _Action()


class _Turk(_Record):
    anns: list[_Words] = []


class _Plan(_Record):
    high_pddl: list[_Discrete] = []


class _Document(_Record):
    """Both layouts at once: each has fields that the other lacks."""

    annotations: list[_Words] = []
    high_pddl: list[_Action] = []
    turk_annotations: _Turk = _Turk()
    plan: _Plan = _Plan()


def annotations_of(document: object, where: str) -> tuple[Annotation, ...]:
    """Everybody's words on a trajectory, in the data's order; without empty ones.

    Args:
        document: a task line or a `traj_data.json`, as `json.loads` gave it.
        where: the file and line, for messages.

    Raises:
        InvalidInputError: with the path of the bad field.
    """
    parsed = _parse(document, where)
    found = (_annotation(words) for words in parsed.annotations or parsed.turk_annotations.anns)
    return tuple(one for one in found if one.goal)


def high_plan_of(document: object, where: str) -> tuple[HighAction, ...]:
    """The expert's high-level actions; the arguments are those of `annotations_of`."""
    parsed = _parse(document, where)
    actions = parsed.high_pddl or [one.discrete_action for one in parsed.plan.high_pddl]
    return tuple(HighAction(one.action, tuple(one.args)) for one in actions if one.action)


def chosen(annotations: Sequence[Annotation], seed: int, name: str) -> Annotation | None:
    """One of them by chance, the same for the same seed and trajectory; None if there is none."""
    if not annotations:
        return None
    return random.Random(f"annotation {seed} {name}").choice(list(annotations))


def _annotation(words: _Words) -> Annotation:
    steps = (" ".join(text.split()) for text in words.high_descs)
    return Annotation(" ".join(words.task_desc.split()), tuple(text for text in steps if text))


def _parse(document: object, where: str) -> _Document:
    try:
        return _Document.model_validate(document if isinstance(document, Mapping) else {})
    except ValidationError as error:
        first: Any = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise InvalidInputError(f"{where}.{path}", first["msg"]) from None
