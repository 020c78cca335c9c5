"""What an environment asks of the world behind it, wherever that runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from envs.interface import Action, Event, InstanceLabel
from envs.teach.checker import GoalReport, WorldFacts
from envs.teach.episodes import Episode
from envs.teach.resolution import ResolvedTask


class World(Protocol):
    """What `HouseholdEnv` asks of a batch of one world."""

    def reset(self, episodes: Sequence[Episode]) -> list[Event]: ...

    def step(self, actions: Sequence[Action | None]) -> list[Event]: ...

    def report(self, world: int) -> GoalReport: ...

    def start_report(self, world: int) -> GoalReport: ...

    def truth(self, world: int) -> tuple[NDArray[np.int32], tuple[InstanceLabel, ...]] | None: ...

    def facts(self, world: int) -> WorldFacts: ...

    def episode(self, world: int) -> Episode: ...

    def task(self, world: int) -> ResolvedTask: ...

    def counts(self, world: int) -> tuple[int, int]: ...

    def close(self) -> None: ...
