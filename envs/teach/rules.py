"""Whose tasks are played in the household, and when they are done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from envs.teach.checker import GoalReport, WorldFacts, check
from envs.teach.definitions import TaskLibrary
from envs.teach.episodes import Episode
from envs.teach.resolution import ResolvedTask


class Rules(Protocol):
    """Whose tasks are played: what an episode asks for, and when it is done."""

    def resolve(self, episode: Episode) -> Any:
        """The task of an episode."""
        ...

    def check(self, task: Any, world: WorldFacts, sees: Callable[[int], bool]) -> GoalReport:
        """How far a task is done.

        Args:
            task: of `resolve`.
            world: the simulator's truth.
            sees: whether the agent sees the object in a slot, within reach.
        """
        ...


@dataclass(frozen=True, slots=True)
class TeachRules:
    """TEACh's.

    Attributes:
        library: where tasks are looked up; ours if None.
    """

    library: TaskLibrary | None = None

    def resolve(self, episode: Episode) -> ResolvedTask:
        return episode.resolve(self.library)

    def check(
        self, task: ResolvedTask, world: WorldFacts, sees: Callable[[int], bool]
    ) -> GoalReport:
        del sees  # where the agent looks is no part of TEACh's goals
        return check(task, world)
