"""Episodes: their JSON, and how they are drawn."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from envs.interface import InvalidInputError, Pose
from envs.teach.checker import check
from envs.teach.definitions import OWN_TASKS, load_library, own_library
from envs.teach.env import world_facts
from envs.teach.episodes import Episode, StateEdit, episode_from_json
from envs.teach.generator import EpisodeGenerator, Solution, Unproven, drawable_tasks
from envs.teach.parameters import TASKS
from envs.teach.resolution import ResolvedTask
from envs.teach.start import scene_of
from envs.thor.scene import Scene
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene

EPISODE = Episode(
    episode_id="teach-0-1",
    suite="teach",
    scene="generated:6",
    task="Clean X",
    params=("Mug",),
    instruction="Wash a mug.",
    start=Pose(1.25, 2.5, 90.0, 30.0),
    edits=(StateEdit(3, "Mug", (("isDirty", True),)),),
    seed=1,
    index=2,
    expert_length=17,
)
HOUSES = ("generated:6", "generated:16")
SCENES: dict[str, Scene] = {}


def load(spec: str) -> Scene:
    if spec not in SCENES:
        SCENES[spec] = load_scene(spec)
    return SCENES[spec]


def test_json_round_trip() -> None:
    assert episode_from_json(json.loads(EPISODE.to_text())) == EPISODE


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("version", 99, "episode.version"),
        ("scene", None, "episode.scene"),
        ("params", "Mug", "episode.params"),
        ("start", [], "episode.start"),
        ("start/x", "1", "episode.start.x"),
        ("start/yaw", float("nan"), "episode.start.yaw"),
        ("expert_length", -1, "episode.expert_length"),
        ("edits/0/slot", 1.5, "episode.edits[0].slot"),
        ("edits/0/states/isDirt", True, "episode.edits[0].states.isDirt"),
        ("edits/0/object_type", 3, "episode.edits[0].object_type"),
    ],
)
def test_bad_episodes_name_the_field(path: str, value: object, field: str) -> None:
    document = EPISODE.to_json()
    at: object = document
    *parents, last = path.split("/")
    for key in parents:
        at = at[int(key)] if isinstance(at, list) else at[key]  # type: ignore[index]
    at[last] = value  # type: ignore[index]
    with pytest.raises(InvalidInputError) as caught:
        episode_from_json(document)
    assert caught.value.field == field


def test_every_task_gets_its_turn_and_none_is_solved_at_the_start() -> None:
    generator = EpisodeGenerator(HOUSES, Unproven(), seed=3, load=load)
    episodes = [generator.episode(index) for index in range(len(TASKS))]
    # Two houses without a bathroom allow all but the candles.
    assert len({episode.task for episode in episodes}) >= len(TASKS) - 2
    for episode in episodes:
        scene = scene_of(episode, load)
        assert not check(episode.resolve(), world_facts(Simulator([scene]))).success
        assert episode.start.horizon == 30.0 and episode.start.yaw % 90.0 == 0.0


def test_an_episode_depends_on_its_index_alone() -> None:
    forwards = EpisodeGenerator(HOUSES, Unproven(), seed=3, load=load)
    backwards = EpisodeGenerator(HOUSES, Unproven(), seed=3, load=load)
    other = EpisodeGenerator(HOUSES, Unproven(), seed=4, load=load)
    one = [forwards.episode(index).to_text() for index in range(6)]
    two = [backwards.episode(index).to_text() for index in reversed(range(6))]
    assert one == two[::-1]
    assert one != [other.episode(index).to_text() for index in range(6)]


def test_another_process_draws_the_same_bytes() -> None:
    program = (
        "from envs.teach.generator import EpisodeGenerator, Unproven\n"
        f"generator = EpisodeGenerator({HOUSES!r}, Unproven(), seed=3)\n"
        "print('EPISODE', generator.episode(5).to_text())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "77"},
        cwd=Path(__file__).parents[3],
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("EPISODE "))
    mine = EpisodeGenerator(HOUSES, Unproven(), seed=3, load=load).episode(5).to_text()
    assert line.removeprefix("EPISODE ") == mine


def test_what_the_expert_cannot_do_is_not_drawn() -> None:
    asked: list[str] = []

    def only_toast(scene: Scene, task: ResolvedTask) -> Solution:
        asked.append(task.name)
        return Solution(12 if task.name == "Toast" else None, "no")

    generator = EpisodeGenerator(HOUSES, only_toast, load=load, tasks=["Coffee", "101"])
    episode = generator.episode(0)
    assert (episode.task, episode.expert_length) == ("Toast", 12)
    assert "Coffee" in asked
    assert generator.in_house("generated:6", "Coffee") is None
    refuses = EpisodeGenerator(HOUSES, lambda *_: Solution(None, "no"), load=load, tasks=["Toast"])
    with pytest.raises(InvalidInputError, match="none of the houses"):
        refuses.episode(0)


def test_a_users_tasks_are_drawn_too(tmp_path: Path) -> None:
    toast = json.loads((OWN_TASKS / "101_toast.json").read_text())
    (tmp_path / "mine.json").write_text(json.dumps({**toast, "task_name": "Mine"}))
    library = load_library(tmp_path)
    assert drawable_tasks(library) == ("Mine",)
    generator = EpisodeGenerator(HOUSES, Unproven(), load=load, library=library)
    assert generator.episode(0).task == "Mine"
    assert drawable_tasks(own_library()) == TASKS


def test_bad_arguments_are_named() -> None:
    with pytest.raises(InvalidInputError, match="suite"):
        EpisodeGenerator(HOUSES, Unproven(), suite="tech")
    with pytest.raises(InvalidInputError, match="houses"):
        EpisodeGenerator([], Unproven())
    with pytest.raises(InvalidInputError, match="did you mean 'Toast'"):
        EpisodeGenerator(HOUSES, Unproven(), tasks=["Taost"])


def test_episodes_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        EPISODE.task = "Toast"  # type: ignore[misc]
