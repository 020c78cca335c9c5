"""A simulated commander: answers the agent's questions from the task and what is really so.

It stands for the human who gave the task, so it may look where the agent may not: at the task and
the simulator's truth. Only its words reach the agent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from envs.ontology import OBJECT_TYPES, Affordance, can
from envs.teach.checker import WorldFacts
from envs.teach.instruction import plural_of_phrase, spoken_class
from envs.teach.resolution import ResolvedTask
from envs.thor.state import HELD
from planning.language.goal_language import KINDS, Question, types_of

PLACES_AT_MOST = 3  # that an answer names
_CHOICE = re.compile(r"\b(?:do|did) you mean\b|\bis it\b|\bshould i\b", re.IGNORECASE)
_WHERE_TO = re.compile(r"\b(?:put|place|leave|bring)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Task:
    """What a commander wants.

    Attributes:
        description: in a sentence.
        things: object types that are to be dealt with.
        places: object types that things are to be in or on in the end.
    """

    description: str
    things: frozenset[str]
    places: frozenset[str]


def task_of(resolved: ResolvedTask) -> Task:
    """What a commander wants who gave a TEACh task."""
    tails = {relation.tail for relation in resolved.relations}
    things = (one.types for one in resolved.components if one.name not in tails)
    places = (one.types for one in resolved.components if one.name in tails)
    return Task(resolved.description, frozenset().union(*things), frozenset().union(*places))


class SimulatedCommander:
    """Answers in words, the same for the same question and world.

    Args:
        task: what it wants.
        look: the world as it is now.
    """

    def __init__(self, task: Task, look: Callable[[], WorldFacts]) -> None:
        self._task = task
        self._look = look

    def answer(self, question: Question) -> str | None:
        """What it says to a question.

        Which of several: the one that the task is about. Where: where such things are, or are to
        go. Anything else: the task again.
        """
        named = tuple(question.options) or _mentioned(question.text)
        wanted = [kind for kind in named if types_of(kind) & self._wanted]
        if question.about == "place":
            goals = [kind for kind in wanted if types_of(kind) & self._task.places]
            if goals and (_WHERE_TO.search(question.text) or question.options):
                return f"The {spoken_class(goals[0])}."
            return self._where(wanted or list(named))
        if len(named) == 1 and _CHOICE.search(question.text):
            return "Yes." if wanted else f"No. {self._task.description}"
        if wanted and len(wanted) < len(named):
            return f"The {_listed(spoken_class(kind) for kind in wanted)}."
        return self._task.description

    @property
    def _wanted(self) -> frozenset[str]:
        return self._task.things | self._task.places

    def _where(self, kinds: list[str]) -> str:
        """Where things of the first kind that there is are."""
        world = self._look()
        for kind in kinds:
            indices = [one.index for one in OBJECT_TYPES if one.name in types_of(kind)]
            there = np.isin(world.type, indices) & (np.asarray(world.present) != 0)
            slots = [int(slot) for slot in np.flatnonzero(there)]
            if not slots:
                continue
            places = list(dict.fromkeys(_place(world, slot) for slot in slots))
            noun, verb = spoken_class(kind), "is"
            if len(slots) > 1:
                noun, verb = plural_of_phrase(noun), "are"
            return f"The {noun} {verb} {_listed(places[:PLACES_AT_MOST])}."
        if kinds:
            return f"There is no {spoken_class(kinds[0])} here."
        return self._task.description


def _place(world: WorldFacts, slot: int) -> str:
    parent = int(world.parent[slot])
    if parent == HELD:
        return "in your hand"
    if parent < 0:
        return "on the floor"
    kind = OBJECT_TYPES[int(world.type[parent])].name
    preposition = "in" if can(kind, Affordance.OPENABLE) else "in or on"
    return f"{preposition} the {spoken_class(kind)}"


def _mentioned(text: str) -> tuple[str, ...]:
    """Kinds that a text names, the longest names first."""
    words = f" {re.sub(r'[^a-z]+', ' ', text.lower())} "
    found = [kind for kind in KINDS if f" {spoken_class(kind).lower()} " in words]
    return tuple(sorted(found, key=lambda kind: (-len(kind), kind)))


def _listed(parts: Iterable[str]) -> str:
    *first, last = list(parts)
    return f"{', '.join(first)} and {last}" if first else last
