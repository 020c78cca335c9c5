"""Episodes: a house, its state at the start, where the agent stands, and what it is to do."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from envs.interface import InvalidInputError, Pose
from envs.ontology import STATE_PREDICATES
from envs.teach.definitions import TaskLibrary
from envs.teach.resolution import ResolvedTask, resolve

VERSION = 1


@dataclass(frozen=True, slots=True)
class StateEdit:
    """One object's state at the start of an episode.

    Attributes:
        slot: index in `Scene.objects`.
        object_type: ontology type that is there, as a check that the house is the same.
        states: (predicate, value) pairs.
    """

    slot: int
    object_type: str
    states: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode; `to_json` and `episode_from_json` round-trip.

    Attributes:
        episode_id: unique in its suite, houses and seed.
        suite: whose rules, `teach`.
        scene: spec of the house, see `envs.thor.sources.load_scene`.
        task: name of the task; "" where words alone say what is wanted.
        params: of the task.
        instruction: the task in words.
        start: pose of the agent, world frame.
        edits: to the house's objects.
        seed, index: what it was drawn from.
        expert_length: actions that the expert needs, 0 if not known.
        steps: how to do it, sentence by sentence, where that was said.
        dialogue: (speaker, text) turns in which the task was told, where it was.
    """

    episode_id: str
    suite: str
    scene: str
    task: str
    params: tuple[str, ...]
    instruction: str
    start: Pose
    edits: tuple[StateEdit, ...] = ()
    seed: int = 0
    index: int = 0
    expert_length: int = 0
    steps: tuple[str, ...] = ()
    dialogue: tuple[tuple[str, str], ...] = ()

    def resolve(self, library: TaskLibrary | None = None) -> ResolvedTask:
        """The task with its parameters filled in.

        Args:
            library: where the task is looked up; ours if None.

        Returns:
            The task; one that asks for nothing where the episode names none.
        """
        if not self.task:
            return ResolvedTask(0, "", (), self.instruction, (), ())
        return resolve(self.task, self.params, library)

    def to_json(self) -> dict[str, Any]:
        """JSON types only."""
        fields = asdict(self)
        fields["params"] = list(self.params)
        fields["steps"] = list(self.steps)
        fields["dialogue"] = [list(turn) for turn in self.dialogue]
        fields["edits"] = [
            {"slot": edit.slot, "object_type": edit.object_type, "states": dict(edit.states)}
            for edit in self.edits
        ]
        return {"version": VERSION, **fields}

    def to_text(self) -> str:
        """One line of JSON; the same episode gives the same bytes."""
        return json.dumps(self.to_json(), separators=(",", ":"), sort_keys=True)


def episode_from_json(document: object) -> Episode:
    """The episode that `Episode.to_json` wrote.

    Raises:
        InvalidInputError: with the path of the bad field.
    """
    fields = _object(document, "episode")
    version = fields.get("version")
    if version != VERSION:
        raise InvalidInputError("episode.version", f"expected {VERSION}, got {version!r}")
    start = _object(fields.get("start"), "episode.start")
    pose = Pose(**{name: _number(start, name) for name in ("x", "z", "yaw", "horizon", "y")})
    edits = _list(fields, "edits")
    return Episode(
        episode_id=_text(fields, "episode_id"),
        suite=_text(fields, "suite"),
        scene=_text(fields, "scene"),
        task=_text(fields, "task"),
        params=tuple(str(value) for value in _list(fields, "params")),
        instruction=_text(fields, "instruction"),
        start=pose,
        edits=tuple(_edit(edit, f"episode.edits[{i}]") for i, edit in enumerate(edits)),
        seed=_whole(fields, "seed", "episode"),
        index=_whole(fields, "index", "episode"),
        expert_length=_whole(fields, "expert_length", "episode"),
        steps=tuple(str(text) for text in _list({"steps": [], **fields}, "steps")),
        dialogue=tuple(
            _turn(turn, f"episode.dialogue[{i}]")
            for i, turn in enumerate(_list({"dialogue": [], **fields}, "dialogue"))
        ),
    )


def _turn(document: object, path: str) -> tuple[str, str]:
    match document:
        case [str(speaker), str(text)]:
            return speaker, text
        case _:
            raise InvalidInputError(path, f"expected [speaker, text], got {document!r}")


def _edit(document: object, path: str) -> StateEdit:
    fields = _object(document, path)
    states = _object(fields.get("states"), f"{path}.states")
    for predicate, value in states.items():
        if predicate not in STATE_PREDICATES or not isinstance(value, bool):
            raise InvalidInputError(
                f"{path}.states.{predicate}",
                f"expected true or false of one of {', '.join(STATE_PREDICATES)}",
            )
    kind = fields.get("object_type")
    if not isinstance(kind, str):
        raise InvalidInputError(f"{path}.object_type", f"expected a string, got {kind!r}")
    return StateEdit(_whole(fields, "slot", path), kind, tuple(states.items()))


def _object(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidInputError(path, f"expected an object, got {type(value).__name__}")
    return value


def _list(fields: Mapping[str, Any], key: str) -> list[Any]:
    value = fields.get(key)
    if not isinstance(value, list):
        raise InvalidInputError(f"episode.{key}", f"expected a list, got {value!r}")
    return value


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise InvalidInputError(f"episode.{key}", f"expected a string, got {value!r}")
    return value


def _whole(fields: Mapping[str, Any], key: str, path: str) -> int:
    value = fields.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidInputError(f"{path}.{key}", f"expected a whole number, got {value!r}")
    return value


def _number(fields: Mapping[str, Any], key: str) -> float:
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidInputError(f"episode.start.{key}", f"expected a number, got {value!r}")
    return float(value)
