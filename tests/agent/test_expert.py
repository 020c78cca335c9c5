"""The expert: what it does, the agent could do too."""

from __future__ import annotations

import pytest

from agent.expert import ExpertRun, run_expert, symbolic_truth
from envs.teach.env import HouseholdEnv
from envs.teach.episodes import Episode
from envs.teach.generator import EpisodeGenerator, Solution
from envs.teach.resolution import ResolvedTask, resolve
from envs.teach.start import scene_of
from envs.thor.scene import Scene
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene
from planning.planner import Planner

SPEC = "generated:6"


@pytest.fixture(scope="module")
def scene() -> Scene:
    return load_scene(SPEC)


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner()


def draw(scene: Scene, planner: Planner, task: str) -> tuple[Episode, ExpertRun]:
    runs: list[ExpertRun] = []

    def prove(start: Scene, goal: ResolvedTask) -> Solution:
        runs.append(run_expert(start, goal, planner))
        return Solution(runs[-1].length if runs[-1].success else None, runs[-1].reason)

    generator = EpisodeGenerator([SPEC], prove, seed=1, load=lambda _: scene, tasks=[task])
    return generator.episode(0), runs[-1]


@pytest.mark.parametrize(
    "task", ["Coffee", "Plate Of Toast", "Omelette", "Clean All X", "Put All X On Y", "Water Plant"]
)
def test_what_the_expert_does_works_through_the_agents_eyes(
    scene: Scene, planner: Planner, task: str
) -> None:
    episode, run = draw(scene, planner, task)
    assert run.success and run.report.success and run.reason == ""
    assert episode.expert_length == run.length == len(run.steps) + 1
    env = HouseholdEnv("rgbd", load=lambda _: scene)
    env.reset(episode)
    for step in run.steps:
        assert env.step(step.action).observation.success, step
    assert env.report().success


def test_the_same_start_gives_the_same_actions(scene: Scene, planner: Planner) -> None:
    episode, run = draw(scene, planner, "Coffee")
    again = run_expert(scene_of(episode, lambda _: scene), episode.resolve(), Planner())
    assert again.steps == run.steps


def test_what_cannot_be_done_is_said(scene: Scene, planner: Planner) -> None:
    run = run_expert(scene, resolve("Sliced X", ["Tomato"]), planner, max_steps=0)
    assert not run.success and run.reason == "too many actions"
    bare = type(scene)(
        scene.name,
        [thing for thing in scene.objects if thing.parent < 0 and thing.whole < 0][:12],
        scene.rooms,
        scene.agent,
    )
    for thing in bare.objects:
        thing.link = -1
    run = run_expert(bare, resolve("Sliced X", ["Tomato"]), planner)
    assert not run.success and run.reason


def test_the_planner_is_told_the_truth(scene: Scene) -> None:
    simulator = Simulator([scene])
    state = symbolic_truth(simulator, avoid={})
    names = {thing.name for thing in state.things}
    assert len(names) == len(state.things)
    assert all(thing.object_class not in ("Wall", "Floor") for thing in state.things)
    for thing in state.things:
        assert thing.parent is None or thing.parent in names
        assert set(thing.links) <= names
    assert state.explored == 1.0 and state.held is None
