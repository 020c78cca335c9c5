"""Rollouts: the same frames for any number of workers, whole or not at all, and true labels."""

from __future__ import annotations

import io
import itertools
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from rich.console import Console
from scipy import ndimage

from agent.cli import main
from agent.config import RolloutConfig
from agent.overrides import load_config
from agent.policies import Shard, shard_frames
from agent.rollout import make_shard, rollout, shard_plan
from agent.variation import shuffle_states
from agent.workers import start_ray, stop_ray
from envs.interface import (
    INTERACTIONS,
    VISIBILITY_DISTANCE,
    ActionName,
    InvalidInputError,
    turn_between,
)
from envs.ontology import BY_NAME, Affordance, State
from envs.thor.render import Renderer
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene
from perception.frames import Frame, frames, shards

ROOT = Path(__file__).parents[2]
SMALL = ("houses=generated:0-1", "width=64", "height=48", "seed=3")


def _config(out: Path | str, *overrides: str) -> RolloutConfig:
    return load_config("rollout", [*SMALL, f"out={out}", *overrides])


def _roll(config: RolloutConfig) -> dict[str, Any]:
    return rollout(config, Console(file=io.StringIO(), width=120))


def _columns(folder: Path) -> list[dict[str, Any]]:
    return [pq.read_table(path).to_pydict() for path in shards(folder)]


@pytest.fixture(scope="module")
def ray() -> Iterator[None]:
    """One Ray for the tests that need it; starting it takes seconds."""
    start_ray()
    yield
    stop_ray()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> RolloutConfig:
    """A rollout of three episodes in two shards, the last one cut short, made in this process."""
    config = _config(tmp_path_factory.mktemp("made"), "frames=50", "steps=20", "worlds=2")
    for shard in shard_plan(config):
        make_shard(config, shard.index)
    summary = _roll(config)
    assert not summary["failed"] and summary["missing_shards"] == 0
    return config


@pytest.fixture(scope="module")
def wandered() -> list[Frame]:
    """Two episodes, as they were rolled out."""
    config = _config("unused", "episodes=2", "steps=60", "worlds=2")
    return list(shard_frames(config, shard_plan(config)[0]))


def test_frames_do_not_depend_on_the_number_of_workers(made: RolloutConfig, tmp_path: Path) -> None:
    _roll(_config(tmp_path, "frames=50", "steps=20", "worlds=2", "workers=1"))
    assert _columns(tmp_path) == _columns(Path(made.out))


def test_a_rollout_is_read_back_episode_after_episode(made: RolloutConfig) -> None:
    read = list(frames(made.out))
    assert [(frame.episode, frame.step) for frame in read] == [
        (episode, step) for episode, count in enumerate((20, 20, 10)) for step in range(count)
    ]
    first = read[0]
    assert first.rgb.shape == (48, 64, 3) and first.rgb.dtype == np.uint8
    assert first.depth.shape == first.instances.shape == (48, 64)
    assert first.action is None and first.success is None
    assert {frame.house for frame in read} == {"generated:0", "generated:1"}
    assert all(frame.seed == 3 for frame in read)
    summary = json.loads((Path(made.out) / "summary.json").read_text())
    assert (summary["frames"], summary["episodes"], summary["shards"]) == (50, 3, 2)
    assert summary["seen"]["Floor"] > 0
    tried = sum(row["tried"] for row in summary["actions"].values())
    assert tried == sum(frame.action is not None for frame in read)
    manifest = json.loads((Path(made.out) / "manifest.json").read_text())
    assert manifest["houses"] == {"train": 2}
    assert manifest["config"]["frames"] == 50


def test_what_is_read_is_what_was_rolled_out(made: RolloutConfig) -> None:
    fresh = [frame for shard in shard_plan(made) for frame in shard_frames(made, shard)]
    fresh.sort(key=lambda frame: (frame.episode, frame.step))
    for one, other in zip(frames(made.out), fresh, strict=True):
        for name in Frame.__slots__:
            mine, theirs = getattr(one, name), getattr(other, name)
            if name == "pose":
                assert mine.camera_position() == pytest.approx(theirs.camera_position())
                assert (mine.yaw, mine.horizon) == (theirs.yaw, theirs.horizon)
            else:
                assert np.array_equal(mine, theirs), name


def test_the_same_out_resumes_and_makes_only_what_is_missing(
    ray: None, made: RolloutConfig
) -> None:
    first, second = shards(made.out)
    kept, was = first.stat().st_mtime_ns, second.read_bytes()
    second.unlink()
    (Path(made.out) / ".shard-000001.parquet.1.draft").write_bytes(b"half of one")
    assert _roll(made)["missing_shards"] == 0
    assert first.stat().st_mtime_ns == kept
    assert second.read_bytes() == was
    assert not list(Path(made.out).glob(".shard*"))


@pytest.mark.slow
def test_a_killed_process_leaves_no_half_a_shard(
    ray: None, made: RolloutConfig, tmp_path: Path
) -> None:
    config = _config(tmp_path, "frames=50", "steps=20", "worlds=2")
    words = [*SMALL, f"out={tmp_path}", "frames=50", "steps=20", "worlds=2"]
    program = (
        "import os, signal, agent.rollout as made; from agent.overrides import load_config\n"
        "def write(group, encode=made.encode):\n"
        "    if write.count: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    write.count += 1; return encode(group)\n"
        f"write.count = 0; made.encode = write; made.make_shard(load_config('rollout', {words}), 0)"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [path.name[-6:] for path in tmp_path.iterdir()] == [".draft"]
    assert not _roll(config)["failed"]
    assert _columns(tmp_path) == _columns(Path(made.out))


def test_a_folder_of_something_else_is_refused_by_name(made: RolloutConfig, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"^seed: .*holds a rollout with seed=3, not 4"):
        _roll(_config(made.out, "frames=50", "steps=20", "worlds=2", "seed=4"))
    with pytest.raises(InvalidInputError, match=r"^randomise\.noise: "):
        _roll(_config(made.out, "frames=50", "steps=20", "worlds=2", "randomise.noise=1"))
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(InvalidInputError, match=r"^out: .*manifest\.json is not a manifest"):
        _roll(_config(tmp_path))


def test_a_broken_shard_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no shard-"):
        frames(tmp_path)
    with pytest.raises(InvalidInputError, match="no such folder"):
        frames(tmp_path / "nowhere")
    path = tmp_path / "shard-000000.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(InvalidInputError, match=r"shard-000000\.parquet.*cannot be read"):
        list(frames(tmp_path))
    with pytest.raises(InvalidInputError, match=r"shard-000000\.parquet.*delete it"):
        _roll(_config(tmp_path, "episodes=1"))


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("height", 47, "cannot reshape"),
        ("action", "Fly", "Fly"),
        ("labels", [{"instance": 1, "object_class": "Dragon", "states": []}], "Dragon"),
        ("labels", [{"instance": 1, "object_class": "Mug", "states": ["isBored"]}], "isBored"),
    ],
)
def test_a_row_that_is_no_frame_is_named(
    made: RolloutConfig, tmp_path: Path, column: str, value: object, problem: str
) -> None:
    table = pq.read_table(shards(made.out)[1])
    rows = table.to_pylist()
    rows[2][column] = value
    changed = type(table).from_pylist(rows, table.schema)
    pq.write_table(changed, tmp_path / "shard-000000.parquet")
    with pytest.raises(InvalidInputError, match=rf"shard-000000\.parquet: row 2 .*{problem}"):
        list(frames(tmp_path))
    pq.write_table(table.drop_columns([column]), tmp_path / "shard-000000.parquet")
    with pytest.raises(InvalidInputError, match=rf"{column}: expected a column of"):
        list(frames(tmp_path))


def test_labels_agree_with_a_fresh_render() -> None:
    """An episode begins in the house as it is, seen through its own lens."""
    config = _config("unused", "episodes=2", "steps=1", "worlds=2", "randomise.states=0")
    for frame in shard_frames(config, shard_plan(config)[0]):
        simulator = Simulator([load_scene(frame.house)])
        renderer = Renderer(simulator.objects, simulator.geometry, 1, simulator.nobject)
        pose = frame.pose
        drawn = renderer.render(
            [0], [pose.camera_position()], pose.yaw, pose.horizon, frame.field_of_view, 64, 48
        )
        assert drawn.ids is not None and drawn.depth is not None
        assert np.array_equal(frame.instances, drawn.ids[0])
        assert np.array_equal(frame.depth, drawn.depth[0].astype(np.float16))
        names = {label.instance: label.object_class for label in frame.labels}
        assert names == {one: simulator.name(0, one - 1) for one in np.unique(drawn.ids) if one}


def test_labels_are_of_what_is_in_the_mask(wandered: list[Frame]) -> None:
    classes: dict[tuple[int, int], str] = {}
    for frame in wandered:
        found = [label.instance for label in frame.labels]
        assert found == [int(one) for one in np.unique(frame.instances) if one]
        for label in frame.labels:
            key = frame.episode, label.instance
            assert classes.setdefault(key, label.object_class) == label.object_class


def test_poses_agree_with_actions(wandered: list[Frame]) -> None:
    """What worked moved the agent as it should; what did not left it where it was."""
    turns = {ActionName.TURN_RIGHT: 90.0, ActionName.TURN_LEFT: -90.0}
    looks = {ActionName.LOOK_DOWN: 30.0, ActionName.LOOK_UP: -30.0}
    moves = {ActionName.FORWARD: 0.25, ActionName.BACKWARD: -0.25}
    tested: set[ActionName] = set()
    wandered = sorted(wandered, key=lambda frame: (frame.episode, frame.step))
    for before, after in itertools.pairwise(wandered):
        if before.episode != after.episode or after.action is None:
            continue
        was, now = before.pose, after.pose
        turn = turn_between(was.yaw, now.yaw)
        forward = (now.x - was.x) * was.forward[0] + (now.z - was.z) * was.forward[1]
        worked = after.success is True
        if after.action not in (ActionName.PAN_LEFT, ActionName.PAN_RIGHT):
            expected = moves.get(after.action, 0.0) if worked else 0.0
            assert forward == pytest.approx(expected, abs=1e-3)
        assert turn == pytest.approx(turns.get(after.action, 0.0) if worked else 0.0, abs=1e-3)
        look = looks.get(after.action, 0.0) if worked else 0.0
        assert now.horizon - was.horizon == pytest.approx(look, abs=1e-3)
        tested.add(after.action)
    assert len(tested) >= 6


def test_interactions_point_at_what_they_are_about(wandered: list[Frame]) -> None:
    wandered = sorted(wandered, key=lambda frame: (frame.episode, frame.step))
    results: list[bool | None] = []
    for before, after in itertools.pairwise(wandered):
        if after.action in INTERACTIONS:
            assert after.point is not None
            row, column = int(after.point[0] * 48), int(after.point[1] * 64)
            assert before.instances[row, column] == after.target > 0
            results.append(after.success)
            if after.success and after.action is ActionName.PICKUP:
                assert after.held > 0 and before.held == 0
        else:
            assert after.point is None and after.target == 0
    assert results.count(True) >= 5


def test_every_state_occurs_where_states_are_shuffled() -> None:
    simulator = Simulator([load_scene("generated:0"), load_scene("generated:1")])
    shuffle_states(simulator, 1.0, [np.random.default_rng(seed) for seed in (1, 2)])
    present = simulator.numpy("present") != 0
    found = int(np.bitwise_or.reduce(simulator.numpy("state")[present]))
    wanted = State.OPEN | State.TOGGLED | State.DIRTY | State.filled() | State.COOKED
    wanted |= State.BOILED | State.BROKEN | State.USED_UP
    assert State(found) & wanted == wanted
    kinds = {simulator.name(w, int(slot)) for w, slot in np.argwhere(present)}
    assert any(kind.endswith("Sliced") for kind in kinds)


def test_randomising_changes_the_picture_and_not_the_labels(wandered: list[Frame]) -> None:
    plain = _config(
        "unused",
        "episodes=2",
        "steps=4",
        "worlds=2",
        "randomise=none",
        "randomise.states=0.5",
        "randomise.field_of_view=[60,100]",
    )
    begun = [frame for frame in wandered if frame.step == 0]
    views = {frame.field_of_view for frame in begun}
    assert len(views) == 2 and all(60.0 <= view <= 100.0 for view in views)
    quiet = [frame for frame in shard_frames(plain, shard_plan(plain)[0]) if frame.step == 0]
    for one, other in zip(begun, quiet, strict=True):
        assert one.house == other.house and one.pose == other.pose
        assert not np.array_equal(one.rgb, other.rgb)
        same = {label.instance: label for label in one.labels}
        for label in other.labels:
            assert same.get(label.instance, label) == label


def test_sizes_differ_from_shard_to_shard_where_they_may() -> None:
    config = _config("unused", "episodes=4", "steps=1", "worlds=1", "randomise.resolution=[0.6,2]")
    sizes = [next(shard_frames(config, shard)).rgb.shape[:2] for shard in shard_plan(config)[:3]]
    assert len(set(sizes)) == 3
    assert all(0.5 * 48 <= height <= 2.1 * 48 and width > height for height, width in sizes)


def test_the_experts_frames_are_those_of_its_task() -> None:
    config = _config("unused", "policy=expert", "frames=40", "randomise.field_of_view=[70,70]")
    shard = shard_plan(config)[0]
    made = list(shard_frames(config, shard))
    assert len(made) == 40
    assert made == sorted(made, key=lambda frame: (frame.episode, frame.step))
    done = [frame for frame in made if frame.action is not None]
    assert all(frame.success for frame in done)
    assert any(frame.action in INTERACTIONS for frame in done)
    for before, after in itertools.pairwise(made):
        if after.point is not None:
            row, column = int(after.point[0] * 48), int(after.point[1] * 64)
            seen = before.instances[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3]
            assert after.target in seen


def test_a_plan_has_every_frame_once() -> None:
    plan = shard_plan(_config("unused", "frames=1234", "steps=100", "worlds=5"))
    assert [len(shard.episodes) for shard in plan] == [5, 5, 3]
    assert plan[-1] == Shard(2, range(10, 13), 234)
    expert = shard_plan(_config("unused", "policy=expert", "frames=1234", "worlds=5"))
    assert [shard.frames for shard in expert] == [500, 500, 234]
    counted = shard_plan(_config("unused", "policy=expert", "episodes=7", "worlds=5"))
    assert [list(shard.episodes) for shard in counted] == [[0, 1, 2, 3, 4], [5, 6]]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["frames=10", "episodes=2"], "frames: episodes=2 says how many"),
        (["houses=nowhere.jsonl"], "houses: there is no file 'nowhere.jsonl'"),
        (["policy=sleep"], "policy: "),
        (["randomise.field_of_view=[100,60]"], "randomise"),
        (["policy=expert", "planner.engine=no-such"], "planner.engine"),
    ],
)
def test_bad_input_is_named(
    words: list[str], problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rollout", *words, f"out={tmp_path / 'out'}"]) == 2
    assert problem in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_command_leaves_what_it_says(
    ray: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*SMALL, "episodes=1", "steps=3", f"out={tmp_path}"]
    assert main(["rollout", *words]) == 0
    assert "3 frames of 1 episodes" in capsys.readouterr().out
    assert len(list(frames(tmp_path))) == 3


def test_a_searcher_has_more_small_things_before_it_than_a_wanderer() -> None:
    houses = ("houses=generated:0-11", "episodes=12", "worlds=12")
    episodes = (*houses, "steps=50", "randomise=none")
    explored, searched = (
        _carried_things(_config("unused", f"policy={policy}", *episodes))
        for policy in ("explore", "search")
    )
    assert searched > 1.3 * explored


def test_a_searcher_looks_at_what_is_in_what_it_opened() -> None:
    episodes = ("episodes=4", "worlds=4", "steps=50", "randomise=none", "randomise.states=0")
    explored, searched = (
        _frames_before_contents(_config("unused", f"policy={policy}", *episodes))
        for policy in ("explore", "search")
    )
    assert searched > 2 * explored
    assert searched > 20


def _frames_before_contents(config: RolloutConfig) -> int:
    """Frames of which a twentieth or more shows an open container near enough to be reached, with
    something that can be carried in sight in it."""
    found = 0
    for frame in shard_frames(config, shard_plan(config)[0]):
        kinds = {label.instance: BY_NAME[label.object_class] for label in frame.labels}
        opened = [
            label.instance
            for label in frame.labels
            if "isOpen" in label.states and kinds[label.instance].can(Affordance.RECEPTACLE)
        ]
        around = ndimage.maximum_filter(np.isin(frame.instances, opened), 5)
        share = around.mean()
        inside = np.unique(frame.instances[around & (frame.depth < VISIBILITY_DISTANCE)])
        carried = [i for i in inside if i and kinds[int(i)].can(Affordance.PICKUPABLE)]
        found += share > 0.05 and any(i != frame.held for i in carried)
    return found


def _carried_things(config: RolloutConfig) -> int:
    """Things that can be carried near enough to be reached, each counted once a frame."""
    found = 0
    for frame in shard_frames(config, shard_plan(config)[0]):
        for label in frame.labels:
            there = frame.instances == label.instance
            near = float(np.median(frame.depth[there])) < VISIBILITY_DISTANCE
            carried = BY_NAME[label.object_class].can(Affordance.PICKUPABLE)
            found += near and carried and label.instance != frame.held
    return found
