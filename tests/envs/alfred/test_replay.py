"""Replaying a recording, and what is said of one that does not fit."""

from __future__ import annotations

import pytest

from envs.alfred.figures import figures, lines, replay_row
from envs.alfred.identities import Identities
from envs.alfred.names import parse_id
from envs.alfred.replay import plain, replay
from envs.alfred.setup import scene_of
from envs.alfred.trajectory import Placed, Trajectory, trajectory_from_lines
from envs.ontology import State
from envs.thor.metadata import object_ids
from tests.envs.alfred import recording


@pytest.fixture(scope="module")
def trajectory() -> Trajectory:
    return trajectory_from_lines(*recording.lines(), "here")


def test_a_recording_that_fits_succeeds_throughout(trajectory: Trajectory) -> None:
    result = replay(trajectory, recording.build)
    assert result.failures == ()
    assert result.tried == result.succeeded
    assert result.tried["Start"] == 1
    assert result.report.success
    summary = figures([replay_row(result)], 1.0)
    assert (summary["standable"], summary["interaction_success"]) == (1.0, 1.0)
    assert summary["success_rate"] == summary["goal_condition_success"] == 1.0
    assert summary["by_task_type"]["pick_and_place_simple"]["episodes"] == 1


def test_moves_and_interactions_are_judged_apart() -> None:
    task, stands = recording.lines()
    away = [{"action": "MoveAhead", "moveMagnitude": 0.25}] * 40
    about = [{"action": "RotateLeft"}] * 2
    stands["expert"] = [*away, *about, *away, *about, *stands["expert"]]
    stands["expert"].insert(0, {"action": "ToggleObjectOn", "objectId": "Unicorn|+1|+2|+3"})
    result = replay(trajectory_from_lines(task, stands, "here"), recording.build)
    assert result.succeeded["MoveAhead"] < result.tried["MoveAhead"] == 80
    assert result.succeeded["PickupObject"] == result.succeeded["PutObject"] == 1
    assert result.report.success
    summary = figures([replay_row(result), {"error": "it broke"}], 1.0)
    assert 0.0 < summary["standable"] < 1.0
    assert summary["interaction_success"] == pytest.approx(2 / 3, abs=1e-6)
    assert (summary["errors"], summary["success_rate"]) == (1, 0.5)
    assert summary["failures"][0]["reason"].startswith("MoveAhead: ")
    assert "errors" in lines(summary)[-1]


def test_scenes_are_set_up_as_recorded(trajectory: Trajectory) -> None:
    scene = scene_of(trajectory, recording.build)
    assert (scene.agent.x, scene.agent.z) == (trajectory.start.x, trajectory.start.z)
    plain_scene = recording.build("", ())
    for thing, before in zip(scene.objects, plain_scene.objects, strict=True):
        if thing.object_type == "FloorLamp":
            assert not thing.state & State.TOGGLED
        if thing.object_type == "Plate":
            assert thing.state & State.DIRTY
        assert not thing.state & State.filled()
        assert thing.position == before.position


def test_ids_mean_the_nearest_of_their_type_each_thing_once() -> None:
    scene = recording.build("", ())
    ids = object_ids(scene)
    mugs = [i for i, t in enumerate(scene.objects) if t.present and t.object_type == "Plate"]
    placed = []
    for slot in mugs:
        x, y, z = scene.objects[slot].position
        placed.append(Placed("Plate_1", (x + 0.04, y - 0.05, z), (0.0, 0.0, 0.0)))
    known = Identities(scene, placed)
    for slot, item in zip(mugs, placed, strict=True):
        x, y, z = item.position
        assert known.slot(f"Plate|{x:+06.2f}|{y:+06.2f}|{z:+06.2f}") == slot
    basin = next(i for i, t in enumerate(scene.objects) if t.object_type == "SinkBasin")
    assert known.slot(ids[basin]) == basin
    assert known.slot("Unicorn|+1.00|+1.00|+1.00") == -1
    assert known.slot("Fridge|+99.00|+1.00|+1.00") == -1


def test_slices_are_taken_in_the_order_of_their_numbers() -> None:
    scene = recording.build("", ())
    ids = object_ids(scene)
    whole = next(i for i, t in enumerate(scene.objects) if t.whole >= 0)
    slot = scene.objects[whole].whole
    kind = scene.objects[whole].object_type
    known = Identities(scene, ())
    found = [known.slot(f"{ids[slot]}|{kind}_{number}") for number in (1, 2, 7, 1)]
    assert found[0] == found[3]
    assert len(set(found)) == 3
    assert all(scene.objects[part].whole == slot for part in found)


def test_ids_and_messages_are_taken_apart() -> None:
    recorded = parse_id("Bread|+00.10|+01.00|-02.30|BreadSliced_2")
    assert recorded is not None
    assert (recorded.object_type, recorded.part, recorded.number) == ("Bread", "BreadSliced", 2)
    assert recorded.position == (0.1, 1.0, -2.3)
    assert parse_id("Bread") is None
    assert plain("Mug|+00.10|+01.00|-02.30 is 3.2 m away") == "Mug is m away"
