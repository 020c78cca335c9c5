"""Drawing episodes: solvable, not solved yet, balanced over the tasks that houses allow."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from envs.interface import InvalidInputError, Pose
from envs.teach.checker import check
from envs.teach.definitions import TaskLibrary, own_library
from envs.teach.env import world_facts
from envs.teach.episodes import Episode
from envs.teach.instruction import instruction_of
from envs.teach.parameters import TASKS, House, Proposal, look_at, propose
from envs.teach.resolution import ResolvedTask
from envs.teach.start import scene_of
from envs.thor.reachable import reachable_positions
from envs.thor.scene import Scene
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene

log = logging.getLogger(__name__)

SUITES = ("teach",)
HOUSES_TRIED = 12  # for one task, before the next task is tried
DRAWS = 3  # of parameters in one house
START_HORIZON = 30.0  # [deg] TEACh's episodes start looking down
MOST_ACTIONS = 300  # of the expert: whoever does not know the house needs a few times as many
LEAST_PLACES = 4  # reachable, or the house is no place for an episode


@dataclass(frozen=True, slots=True)
class Solution:
    """What an expert says of an episode.

    Attributes:
        length: actions that it takes, None if it cannot be done.
        reason: why not; "" if it can.
    """

    length: int | None
    reason: str = ""


Expert = Callable[[Scene, ResolvedTask], Solution]


class Unproven:
    """An expert that believes everything: episodes come quickly, and some may be too hard."""

    def __call__(self, scene: Scene, task: ResolvedTask) -> Solution:
        return Solution(0)


def drawable_tasks(library: TaskLibrary) -> tuple[str, ...]:
    """Names of the tasks that episodes are drawn of by default: those of 101-116 and 301-305 that
    the library has, and of a user's library also its others that take no parameters."""
    names = [name for name in TASKS if name in library.tasks]
    if library is not own_library():
        names += [
            task.name
            for task in library.tasks.values()
            if task.name not in TASKS and task.nparams == 0
        ]
    return tuple(names)


def _check_drawable(name: str, library: TaskLibrary) -> None:
    if name not in TASKS and library.get(name).nparams > 0:
        raise InvalidInputError(
            "task", f"parameters for {name!r} cannot be drawn; valid: {', '.join(TASKS)}"
        )


class EpisodeGenerator:
    """Episodes of a suite over houses; the same arguments give the same episode for an index.

    Every episode depends only on (suite, houses, seed, index), so any number of workers draws
    the same ones.

    Args:
        houses: scene specs, see `envs.thor.sources.house_specs`.
        expert: proves that an episode can be done; sees the scene as it starts.
        seed: of everything that is drawn.
        suite: `teach`.
        tasks: names or ids of the tasks to draw from; see `drawable_tasks` for what None means.
        library: where tasks are looked up; ours if None.
        load: makes the scene of a spec.
    """

    def __init__(
        self,
        houses: Sequence[str],
        expert: Expert,
        seed: int = 0,
        suite: str = "teach",
        tasks: Sequence[str] | None = None,
        library: TaskLibrary | None = None,
        load: Callable[[str], Scene] = load_scene,
    ) -> None:
        if suite not in SUITES:
            raise InvalidInputError("suite", f"one of {', '.join(SUITES)}, got {suite!r}")
        if not houses:
            raise InvalidInputError("houses", "at least one house is needed")
        self._library = library or own_library()
        drawable = drawable_tasks(self._library)
        self._tasks = tuple(self._library.get(name).name for name in (tasks or drawable))
        for name in self._tasks:
            _check_drawable(name, self._library)
        self._houses, self._expert, self._seed = tuple(houses), expert, seed
        self._suite, self._load = suite, load
        self._key = zlib.crc32("\n".join((suite, *self._houses)).encode())
        self._order = np.random.default_rng((seed, self._key)).permutation(len(self._houses))
        self._cache: dict[str, House] = {}
        self._places: dict[str, NDArray[np.float64]] = {}

    def episode(self, index: int) -> Episode:
        """The episode of an index.

        Raises:
            InvalidInputError: no house allows any of the tasks.
        """
        for shift, task in enumerate(self._turn(index)):
            generator = np.random.default_rng((self._seed, self._key, index, shift))
            found = self._draw(task, index, generator)
            if found is not None:
                return found
            log.info("episode %d: no house tried allows %r, next task", index, task)
        raise InvalidInputError(
            "houses", f"none of the houses tried allows any of the tasks {', '.join(self._tasks)}"
        )

    def _turn(self, index: int) -> list[str]:
        """The tasks to try for an index: its own by round robin, then the others by chance."""
        own = index % len(self._tasks)
        order = np.random.default_rng((self._seed, self._key, index)).permutation(len(self._tasks))
        return [self._tasks[own], *(self._tasks[int(i)] for i in order if i != own)]

    def in_house(self, spec: str, task: str | None, index: int = 0) -> Episode | None:
        """An episode in one house, of one task or the first that it allows; None if none is."""
        names = self._tasks if task is None else (self._library.get(task).name,)
        for name in names:
            _check_drawable(name, self._library)
        for shift, name in enumerate(names):
            generator = np.random.default_rng((self._seed, self._key, index, shift, 1))
            episode = self._try_house(spec, name, index, generator)
            if episode is not None:
                return episode
        return None

    def untasked(self, spec: str, instruction: str) -> Episode | None:
        """An episode in one house as it is, for words alone; None where nobody can stand in it."""
        generator = np.random.default_rng((self._seed, self._key, 0, 2))
        start = self._start(spec, self._house(spec), generator)
        if start is None:
            return None
        return Episode(
            episode_id=f"words-{self._key:08x}-{self._seed}",
            suite="words",
            scene=spec,
            task="",
            params=(),
            instruction=instruction,
            start=start,
            seed=self._seed,
        )

    def _draw(self, task: str, index: int, generator: np.random.Generator) -> Episode | None:
        """An episode of one task in the first house that allows it, from the index's own on."""
        count = len(self._houses)
        for step in range(min(count, HOUSES_TRIED)):
            spec = self._houses[int(self._order[(index + step) % count])]
            episode = self._try_house(spec, task, index, generator)
            if episode is not None:
                return episode
        return None

    def _try_house(
        self, spec: str, task: str, index: int, generator: np.random.Generator
    ) -> Episode | None:
        house = self._house(spec)
        for _ in range(DRAWS):
            known = task in TASKS  # of others nothing is known; the expert says what is possible
            proposal = propose(task, house, generator) if known else Proposal()
            if proposal is None:
                return None
            start = self._start(spec, house, generator)
            if start is None:
                return None
            definition = self._library.get(task)
            episode = Episode(
                episode_id=f"{self._suite}-{self._key:08x}-{self._seed}-{index}",
                suite=self._suite,
                scene=spec,
                task=task,
                params=proposal.params,
                instruction=instruction_of(definition, proposal.params, generator),
                start=start,
                edits=proposal.edits,
                seed=self._seed,
                index=index,
            )
            solution = self._prove(episode, house)
            if solution.length is not None and solution.length > MOST_ACTIONS:
                solution = Solution(None, f"it takes {solution.length} actions")
            if solution.length is not None:
                return replace(episode, expert_length=solution.length)
            log.info("%s in %s with %s: %s", task, spec, proposal.params, solution.reason)
        return None

    def _prove(self, episode: Episode, house: House) -> Solution:
        """Whether an episode is not solved yet and can be."""
        scene = scene_of(episode, lambda _: house.scene)
        task = episode.resolve(self._library)
        if check(task, world_facts(Simulator([scene]))).success:
            return Solution(None, "solved at the start")
        return self._expert(scene, task)

    def _start(self, spec: str, house: House, generator: np.random.Generator) -> Pose | None:
        """A place to start from: any that can be walked to, facing any of four ways."""
        if spec not in self._places:
            if len(self._places) >= 2 * HOUSES_TRIED:
                self._places.pop(next(iter(self._places)))
            self._places[spec] = reachable_positions(Simulator([house.scene]))
        positions = self._places[spec]
        if len(positions) < LEAST_PLACES:
            return None
        x, z = (float(v) for v in positions[int(generator.integers(len(positions)))])
        yaw = 90.0 * int(generator.integers(4))
        return Pose(round(x, 6), round(z, 6), yaw, START_HORIZON, house.scene.agent.y)

    def _house(self, spec: str) -> House:
        if spec not in self._cache:
            if len(self._cache) >= 2 * HOUSES_TRIED:
                self._cache.pop(next(iter(self._cache)))
            self._cache[spec] = look_at(self._load(spec))
        return self._cache[spec]
