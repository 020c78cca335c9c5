"""The environment: what goes in, what comes out, and what must not."""

from __future__ import annotations

import dataclasses
import gc

import numpy as np
import pytest

from envs.interface import Action, ActionName, InvalidInputError, Observation, SensorSuite
from envs.ontology import VISIBLE_STATES, State
from envs.teach.env import HouseholdBatch, HouseholdEnv, Limits
from envs.teach.episodes import Episode, StateEdit
from envs.teach.generator import EpisodeGenerator, Unproven
from envs.teach.start import scene_of
from envs.thor.scene import Scene
from envs.thor.simulator import Command, Simulator
from envs.thor.sources import load_scene

HOUSES = ("generated:6", "generated:16")
TURN = Action(ActionName.TURN_RIGHT)


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {spec: load_scene(spec) for spec in HOUSES}


@pytest.fixture(scope="module")
def episodes(scenes: dict[str, Scene]) -> list[Episode]:
    generator = EpisodeGenerator(HOUSES, Unproven(), seed=4, load=scenes.__getitem__)
    return [generator.episode(index) for index in range(4)]


def small(scenes: dict[str, Scene], sensors: str = "oracle", **limits: int) -> HouseholdEnv:
    return HouseholdEnv(sensors, 64, 48, limits=Limits(**limits), load=scenes.__getitem__)


def test_each_suite_carries_what_it_should(
    scenes: dict[str, Scene], episodes: list[Episode]
) -> None:
    carried = {
        SensorSuite.RGB: {"rgb"},
        SensorSuite.RGBD: {"rgb", "depth", "success"},
        SensorSuite.ORACLE: {"rgb", "depth", "instances", "labels", "pose", "success"},
    }
    for suite, expected in carried.items():
        env = small(scenes, suite)
        first = env.reset(episodes[0]).observation
        assert first.success is None
        seen = env.step(TURN).observation
        given = {f.name for f in dataclasses.fields(seen) if getattr(seen, f.name) is not None}
        assert given - {"field_of_view"} == expected
        assert seen.rgb.shape == (48, 64, 3) and seen.rgb.dtype == np.uint8


def test_labels_name_every_visible_instance_and_only_visible_states(
    scenes: dict[str, Scene], episodes: list[Episode]
) -> None:
    env = small(scenes)
    seen = env.reset(episodes[0]).observation
    assert seen.instances is not None and seen.labels is not None
    present = sorted(set(np.unique(seen.instances).tolist()) - {0})
    assert [label.instance for label in seen.labels] == present
    for label in seen.labels:
        thing = env.batch.simulator.scenes[0].objects[label.instance - 1]
        assert label.object_class == thing.object_type
        assert label.states <= set(VISIBLE_STATES)


def test_the_start_is_the_episodes(scenes: dict[str, Scene], episodes: list[Episode]) -> None:
    env = small(scenes)
    pose = env.reset(episodes[1]).observation.pose
    assert pose is not None
    assert (pose.x, pose.z) == pytest.approx((episodes[1].start.x, episodes[1].start.z), abs=1e-5)
    assert (pose.yaw, pose.horizon) == (episodes[1].start.yaw, 30.0)
    assert env.start_report() == env.report()


def test_observations_are_copies_and_lead_nowhere(
    scenes: dict[str, Scene], episodes: list[Episode]
) -> None:
    env = small(scenes)
    first = env.reset(episodes[0]).observation
    kept = first.rgb.copy(), first.instances.copy()  # type: ignore[union-attr]
    for _ in range(3):
        env.step(TURN)
    assert np.array_equal(first.rgb, kept[0]) and np.array_equal(first.instances, kept[1])
    reachable: list[object] = [first]
    known: set[int] = set()
    while reachable:
        one = reachable.pop()
        if id(one) in known or isinstance(one, type):
            continue
        known.add(id(one))
        assert not isinstance(one, Simulator | HouseholdBatch | Scene)
        assert not type(one).__module__.startswith("warp")
        if isinstance(one, np.ndarray):
            base = one.base
            assert base is None or isinstance(base, np.ndarray | bytes)
        reachable += [r for r in gc.get_referents(one) if not callable(r)]


def test_stop_terminates_and_nothing_happens_after(
    scenes: dict[str, Scene], episodes: list[Episode]
) -> None:
    env = small(scenes)
    env.reset(episodes[0])
    event = env.step(Action(ActionName.STOP))
    assert (event.terminated, event.truncated) == (True, False)
    before = env.batch.simulator.pose()
    env.step(TURN)
    assert env.batch.simulator.pose() == before and env.steps == 1


def test_limits_truncate(scenes: dict[str, Scene], episodes: list[Episode]) -> None:
    env = small(scenes, max_steps=3)
    env.reset(episodes[0])
    assert [env.step(TURN).truncated for _ in range(3)] == [False, False, True]
    env = small(scenes, max_failed_actions=2)
    env.reset(episodes[0])
    nothing = Action(ActionName.SLICE, (0.0, 0.0))
    events = [env.step(nothing) for _ in range(2)]
    assert [event.observation.success for event in events] == [False, False]
    assert [event.truncated for event in events] == [False, True]
    assert env.failed_actions == 2


def test_motions_are_teachs(scenes: dict[str, Scene], episodes: list[Episode]) -> None:
    env = small(scenes)
    env.reset(episodes[0])

    def pose():  # type: ignore[no-untyped-def]
        return env.batch.simulator.pose()

    start = pose()
    env.step(TURN)
    assert pose().yaw == (start.yaw + 90.0) % 360.0
    env.step(Action(ActionName.TURN_LEFT))
    env.step(Action(ActionName.LOOK_UP))
    assert pose().horizon == 0.0
    for name, back in (
        (ActionName.FORWARD, ActionName.BACKWARD),
        (ActionName.PAN_LEFT, ActionName.PAN_RIGHT),
    ):
        if env.step(Action(name)).observation.success:
            moved = np.hypot(pose().x - start.x, pose().z - start.z)
            assert moved == pytest.approx(0.25, abs=1e-5)
            assert env.step(Action(back)).observation.success
            assert np.hypot(pose().x - start.x, pose().z - start.z) < 1e-4


def test_a_seen_thing_in_reach_is_picked_up_by_its_pixel(
    scenes: dict[str, Scene], episodes: list[Episode]
) -> None:
    env = HouseholdEnv("oracle", 300, 300, load=scenes.__getitem__)
    env.reset(episodes[0])
    simulator = env.batch.simulator
    from envs.thor.reachable import interactable_poses

    slot = next(
        i
        for i, thing in enumerate(scenes[episodes[0].scene].objects)
        if thing.object_type in ("Apple", "Mug", "Bread", "Plate", "Pan")
        and thing.present
        and len(interactable_poses(simulator, 0, i))
    )
    for pose in interactable_poses(simulator, 0, slot):
        simulator.teleport(0, *(float(v) for v in pose))
        seen = env.batch.observe()[0].observation
        assert seen.instances is not None
        rows, columns = np.nonzero(seen.instances == slot + 1)
        if len(rows) < 50:
            continue
        middle = int(np.hypot(rows - rows.mean(), columns - columns.mean()).argmin())
        point = ((rows[middle] + 0.5) / 300, (columns[middle] + 0.5) / 300)
        event = env.step(Action(ActionName.PICKUP, point))
        if event.observation.success:
            break
    assert int(simulator.agent_numpy("held")[0]) == slot
    assert event.observation.labels is not None
    assert slot + 1 in [label.instance for label in event.observation.labels]


def test_edits_are_made_and_checked(scenes: dict[str, Scene], episodes: list[Episode]) -> None:
    scene = scenes[episodes[0].scene]
    slot = next(i for i, thing in enumerate(scene.objects) if thing.object_type == "Fridge")
    edit = StateEdit(slot, "Fridge", (("isOpen", True), ("isDirty", True)))
    episode = dataclasses.replace(episodes[0], edits=(edit,))
    edited = scene_of(episode, scenes.__getitem__)
    assert edited.objects[slot].state & State.OPEN
    assert not scene.objects[slot].state & State.OPEN
    wrong = dataclasses.replace(episodes[0], edits=(StateEdit(slot, "Mug", ()),))
    with pytest.raises(InvalidInputError, match=r"edits\[0\]"):
        scene_of(wrong, scenes.__getitem__)


def test_a_batch_is_its_worlds_one_by_one(
    scenes: dict[str, Scene], episodes: list[Episode]
) -> None:
    """Stepped together or alone, worlds do and show the same."""
    names = [ActionName.FORWARD, ActionName.TURN_LEFT, ActionName.PAN_RIGHT, ActionName.LOOK_DOWN]
    plan = [Action(names[i % 4]) for i in range(8)] + [Action(ActionName.OPEN, (0.5, 0.5))]
    batch = HouseholdBatch(3, "oracle", 64, 48, load=scenes.__getitem__)
    together = [batch.reset(episodes[:3])] + [batch.step([action] * 3) for action in plan]
    for world in range(3):
        env = small(scenes)
        alone = [env.reset(episodes[world])] + [env.step(action) for action in plan]
        for one, many in zip(alone, together, strict=True):
            same_view(one.observation, many[world].observation)
        assert batch.report(world) == env.report()


def same_view(one: Observation, other: Observation) -> None:
    assert np.array_equal(one.rgb, other.rgb)
    assert np.array_equal(one.instances, other.instances)  # type: ignore[arg-type]
    assert np.array_equal(one.depth, other.depth)  # type: ignore[arg-type]
    assert (one.labels, one.pose, one.success) == (other.labels, other.pose, other.success)


def test_some_worlds_begin_anew(scenes: dict[str, Scene], episodes: list[Episode]) -> None:
    batch = HouseholdBatch(2, "oracle", 64, 48, load=scenes.__getitem__)
    batch.reset(episodes[:2])
    batch.step([TURN, TURN])
    batch.reset_worlds({0: episodes[2]})
    events = batch.observe()
    assert batch.counts(0) == (0, 0) and batch.counts(1) == (1, 0)
    fresh = small(scenes)
    same_view(fresh.reset(episodes[2]).observation, events[0].observation)
    # A house with more things than there are slots makes room, and the other world stays.
    pose = batch.simulator.pose(1)
    batch.simulator.step([int(Command.NOOP)] * 2)
    big = max(scenes.values(), key=lambda scene: len(scene.objects))
    padding = [dataclasses.replace(big.objects[0], present=False) for _ in range(300)]
    huge = dataclasses.replace(big, objects=[*big.objects, *padding])
    scenes = {**scenes, "huge": huge}
    batch._load = scenes.__getitem__
    batch.reset_worlds({0: dataclasses.replace(episodes[2], scene="huge", edits=())})
    assert batch.simulator.nobject >= len(huge.objects)
    assert batch.simulator.pose(1) == pose
    assert batch.counts(1) == (1, 0)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(InvalidInputError, match=r"sensors: one of oracle, rgbd, rgb"):
        HouseholdEnv("lidar")
    with pytest.raises(InvalidInputError, match="nworld"):
        HouseholdBatch(0)
    with pytest.raises(InvalidInputError, match="width"):
        HouseholdBatch(1, width=0)
