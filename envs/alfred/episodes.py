"""ALFRED's tasks as episodes of the household, for an agent of its own instead of the expert."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from envs.alfred.annotations import chosen
from envs.alfred.goals import check
from envs.alfred.setup import BuildScene, floor_plan, scene_of
from envs.alfred.sources import Source
from envs.alfred.trajectory import TASK_TYPES, Target, Trajectory
from envs.interface import InvalidInputError, Pose
from envs.teach.checker import GoalReport, WorldFacts
from envs.teach.episodes import Episode
from envs.teach.instruction import plural, spoken_class
from envs.thor.scene import Scene

WORDS = ("instruction", "steps")
_PHRASES = {
    "pick_and_place_simple": "Put the {object} in or on the {receptacle}.",
    "pick_two_obj_and_place": "Put two {objects} in or on the {receptacle}.",
    "look_at_obj_in_light": "Look at the {object} in the light of the {lamp}.",
    "pick_clean_then_place_in_recep": "Wash the {object} and put it in or on the {receptacle}.",
    "pick_heat_then_place_in_recep": "Heat the {object} and put it in or on the {receptacle}.",
    "pick_cool_then_place_in_recep": "Chill the {object} and put it in or on the {receptacle}.",
    "pick_and_place_with_movable_recep": "Put the {object} in the {movable}, and that in or on "
    "the {receptacle}.",
}


class AlfredSuite:
    """Episodes made of trajectories: one of each task, the task types in turn.

    Args:
        sources: the trajectories; of those of one task the first is taken.
        seed: decides their order.
        tasks: task types to keep; all if empty.
        build: makes scenes; the rebuilt floor plans by default.
        words: `instruction` tells an episode with an annotator's sentence, `steps` also with that
            annotator's steps; a sentence of our own stands in where the data have none.

    Raises:
        InvalidInputError: an unknown task type, or no trajectory of any.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        seed: int = 0,
        tasks: Sequence[str] = (),
        build: BuildScene = floor_plan,
        words: str = "steps",
    ) -> None:
        if words not in WORDS:
            raise InvalidInputError(
                "suite.words", f"suite=alfred has {' and '.join(WORDS)}, got {words!r}"
            )
        for name in tasks:
            if name not in TASK_TYPES:
                valid = ", ".join(TASK_TYPES)
                raise InvalidInputError("suite.tasks", f"no task type {name!r}; valid: {valid}")
        self.seed = seed
        self._words = words
        self._build = build
        first: dict[str, Source] = {}
        for source in sources:
            first.setdefault(source.task_dir, source)
        parsed = [first[name].read() for name in sorted(first)]
        kept = [t for t in parsed if not tasks or t.target.task_type in tasks]
        if not kept:
            raise InvalidInputError("suite.tasks", f"no trajectory of {', '.join(tasks)}")
        self._order = _in_turn(kept, random.Random(f"alfred {seed}"))
        self._by_spec = {_spec(trajectory): trajectory for trajectory in kept}

    def __len__(self) -> int:
        return len(self._order)

    def episode(self, index: int) -> Episode:
        """The episode of an index; after the last trajectory the first comes again."""
        trajectory = self._order[index % len(self._order)]
        target, start = trajectory.target, trajectory.start
        said = chosen(trajectory.annotations, self.seed, trajectory.task_id)
        return Episode(
            episode_id=f"alfred-{trajectory.task_id}-{index}",
            suite="alfred",
            scene=_spec(trajectory),
            task=target.task_type,
            params=_params(target),
            instruction=said.goal if said is not None else instruction(target),
            start=Pose(start.x, start.z, start.yaw, start.horizon),
            seed=self.seed,
            index=index,
            expert_length=len(trajectory.actions),
            steps=said.steps if said is not None and self._words == "steps" else (),
        )

    def load(self, spec: str) -> Scene:
        """The scene of an episode, set up as its trajectory has it."""
        return scene_of(self._trajectory(spec), self._build)

    def resolve(self, episode: Episode) -> Target:
        """The goal of an episode."""
        return self._trajectory(episode.scene).target

    def check(self, task: Target, world: WorldFacts, sees: Callable[[int], bool]) -> GoalReport:
        """How far a task is done; see `envs.alfred.goals.check`."""
        return check(task, world, sees)

    def _trajectory(self, spec: str) -> Trajectory:
        if spec not in self._by_spec:
            raise InvalidInputError("episode.scene", f"{spec!r} is not of this data and split")
        return self._by_spec[spec]


def instruction(target: Target) -> str:
    """A task in words."""
    whole = spoken_class(target.object_type)
    return _PHRASES[target.task_type].format(
        object=f"slice of {whole}" if target.sliced else whole,
        objects=f"slices of {whole}" if target.sliced else plural(target.object_type),
        receptacle=spoken_class(target.receptacle),
        movable=spoken_class(target.movable),
        lamp=spoken_class(target.lamp),
    )


def _params(target: Target) -> tuple[str, ...]:
    named = (
        ("object", target.object_type),
        ("sliced", "true" if target.sliced else ""),
        ("receptacle", target.receptacle),
        ("movable", target.movable),
        ("lamp", target.lamp),
    )
    return tuple(f"{key}={value}" for key, value in named if value)


def _spec(trajectory: Trajectory) -> str:
    return f"{trajectory.floor_plan}/{trajectory.task_dir}/{trajectory.task_id}"


def _in_turn(trajectories: Sequence[Trajectory], generator: random.Random) -> list[Trajectory]:
    """Trajectories shuffled, one of each task type after the other."""
    piles: list[list[Trajectory]] = []
    for name in TASK_TYPES:
        pile = [t for t in trajectories if t.target.task_type == name]
        generator.shuffle(pile)
        piles.append(pile)
    rounds = max(len(pile) for pile in piles)
    return [pile[turn] for turn in range(rounds) for pile in piles if turn < len(pile)]
