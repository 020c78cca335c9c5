import itertools
import math

import numpy as np
import pytest

from envs.interface import InvalidInputError
from envs.ontology import State
from envs.thor.house_walls import inside
from envs.thor.ithor import MovablePose, floor_plan_scene, plan_names, room_kind
from envs.thor.ithor.table import records
from envs.thor.metadata import object_ids
from envs.thor.reachable import interactable_poses, reachable_positions
from envs.thor.simulator import Simulator
from envs.thor.sources import load_scene

SAMPLE = ("FloorPlan1", "FloorPlan10", "FloorPlan205", "FloorPlan301", "FloorPlan427")


def _every():
    return [
        pytest.param(name, marks=() if name in SAMPLE else pytest.mark.slow)
        for name in plan_names()
    ]


@pytest.mark.parametrize("kind", ["Kitchen", "LivingRoom", "Bedroom", "Bathroom"])
def test_all_plans_load_and_validate(kind):
    names = [name for name in plan_names() if room_kind(name) == kind]
    assert len(names) == 30
    for name in names:
        scene = load_scene(f"{name}_physics")
        assert scene.name in (name, f"{name}_physics")
        kinds = {item.object_type for item in scene.objects}
        assert {"Floor", "Wall", "Ceiling", "LightSwitch", "GarbageCan"} <= kinds
        assert ("Faucet" in kinds) == bool(kinds & {"Sink", "Bathtub"})
        for basin, owner in (("SinkBasin", "Sink"), ("BathtubBasin", "Bathtub")):
            assert (basin in kinds) == (owner in kinds)
        if kind == "Kitchen":
            assert {"Fridge", "Microwave", "StoveBurner", "StoveKnob", "CounterTop"} <= kinds
            assert {"Toaster", "CoffeeMachine", "Cabinet"} <= kinds
        ids = object_ids(scene)
        assert len(set(ids)) == len(ids)
        assert scene.rooms[0].room_type == kind
        assert all(math.isfinite(v) for item in scene.objects for v in item.position)
        assert inside(scene.rooms[0].polygon, scene.agent.x, scene.agent.z)


def test_fixed_things_keep_their_ids_and_places():
    ids = object_ids(load_scene("FloorPlan10"))
    for name in (
        "Fridge|+00.97|+00.00|+01.25", "Microwave|+01.04|+01.68|-01.30",
        "Sink|-00.70|+00.93|-00.65|SinkBasin", "Faucet|-00.87|+01.16|-00.65",
        "Cabinet|+00.65|+00.48|+00.24", "Drawer|+00.64|+00.55|-00.65",
    ):  # fmt: skip
        assert name in ids
    for plan in SAMPLE:
        scene = load_scene(plan)
        for item, name in zip(scene.objects, object_ids(scene), strict=True):
            parts = name.split("|")
            if item.object_type in ("Fridge", "Toilet", "Bed", "Sofa", "Bathtub"):
                away = math.dist(item.position[::2], (float(parts[1]), float(parts[3])))
                assert away < 0.9, name


@pytest.mark.parametrize("name", _every())
def test_one_can_stand_where_agents_stood(name):
    """The law of the rebuild: no piece comes nearer to a path than an agent is wide."""
    record = records()[name]
    simulator = Simulator([load_scene(name)])
    found = reachable_positions(simulator)
    cells = {(round(x * 4), round(z * 4)) for x, z in found}
    known = {tuple(cell) for cell in record["standable"]}
    joined = _joined(known, (round(record["start"][0] * 4), round(record["start"][1] * 4)))
    assert joined <= cells
    extra = len(cells - known)
    assert extra <= max(20, 0.05 * len(known))


def _joined(cells, start):
    """The cells that steps between neighbours connect with a start."""
    found, front = {start}, [start]
    for i, j in front:
        for step in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
            if step in cells and step not in found:
                found.add(step)
                front.append(step)
    return found & cells


@pytest.mark.parametrize("name", ["FloorPlan1", "FloorPlan427"])
def test_fridges_cabinets_and_drawers_can_be_got_at(name):
    scene = load_scene(name)
    simulator = Simulator([scene])
    where = reachable_positions(simulator)
    kinds = ("Fridge", "Microwave", "Cabinet", "Drawer", "SinkBasin", "Faucet")
    slots = [i for i, item in enumerate(scene.objects) if item.object_type in kinds]
    seen = [len(interactable_poses(simulator, 0, i, where)) > 0 for i in slots]
    assert np.mean(seen) >= 0.9


def test_movable_things_stand_where_alfred_puts_them():
    poses = [
        MovablePose("Mug_2a940808", (1.0, 0.91, -0.2)),
        MovablePose("Apple_1", (0.97, 1.0, 1.25)),
        MovablePose("Glassbottle_1", (-2.5, 0.0, 1.0), (0.0, 90.0, 0.0)),
        MovablePose("Mug_2a940808", (1.04, 1.75, -1.3)),
    ]
    scene = floor_plan_scene("FloorPlan10", poses)
    ids = object_ids(scene)
    by_id = dict(zip(ids, scene.objects, strict=True))
    parent_of = {
        name: scene.objects[item.parent].object_type if item.parent >= 0 else "Floor"
        for name, item in by_id.items()
    }
    assert parent_of["Mug|+01.00|+00.91|-00.20"] == "CounterTop"
    assert parent_of["Apple|+00.97|+01.00|+01.25"] == "Fridge"
    assert parent_of["Bottle|-02.50|+00.00|+01.00"] == "Floor"
    assert parent_of["Mug|+01.04|+01.75|-01.30"] == "Microwave"
    mug = by_id["Mug|+01.00|+00.91|-00.20"]
    counter = scene.objects[mug.parent]
    gap = mug.position[1] - mug.size[1] / 2 - counter.position[1] - counter.size[1] / 2
    assert abs(gap) < 0.01
    assert [item.object_type for item in scene.objects if item.whole < 0].count("Mug") == 2
    assert not any(item.state & State.OPEN for item in scene.objects)


def test_the_same_plan_is_the_same_scene():
    assert load_scene("FloorPlan205") == load_scene("FloorPlan205")


def test_default_things_are_somewhere_sensible():
    for name in SAMPLE:
        scene = load_scene(name)
        things = [item for item in scene.objects if item.house_id.startswith("movable|")]
        assert len(things) >= 8
        assert len({item.object_type for item in things}) == len(things)
        held = [item for item in things if item.parent >= 0]
        assert len(held) >= 0.6 * len(things)
        for a, b in itertools.combinations(things, 2):
            assert math.dist(a.position, b.position) > 0.01


def test_movable_things_of_no_type_are_refused():
    with pytest.raises(InvalidInputError, match="object_name"):
        floor_plan_scene("FloorPlan1", [MovablePose("Gizmo_1", (0.0, 1.0, 0.0))])
    with pytest.raises(InvalidInputError, match="FloorPlan1-30"):
        floor_plan_scene("FloorPlan77")
