"""Setting scenes up as AI2-THOR's set-up actions do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from envs.thor.controller import EmbeddedController
from tests.envs.thor.fuzzing import assert_consistent


@pytest.fixture(scope="module")
def shared() -> EmbeddedController:
    return EmbeddedController("generated:3", width=48, height=48, renderImage=False)


@pytest.fixture
def controller(shared: EmbeddedController) -> Iterator[EmbeddedController]:
    shared.reset()
    yield shared
    assert_consistent(shared)


def objects(controller: EmbeddedController, **wanted: Any) -> list[dict[str, Any]]:
    return [
        thing
        for thing in controller.last_event.metadata["objects"]
        if all(thing[key] == value for key, value in wanted.items())
    ]


def poses_of(controller: EmbeddedController) -> list[dict[str, Any]]:
    return [
        {"objectName": o["name"], "position": o["position"], "rotation": o["rotation"]}
        for o in objects(controller, pickupable=True)
    ]


def test_poses_that_were_read_put_everything_back(controller: EmbeddedController) -> None:
    before = {o["name"]: o for o in objects(controller, pickupable=True)}
    saved = poses_of(controller)
    controller.step("InitialRandomSpawn", randomSeed=3)
    moved = {o["name"]: o["position"] for o in objects(controller, pickupable=True)}
    assert sum(moved[name] != before[name]["position"] for name in before) > len(before) / 2
    assert controller.step("SetObjectPoses", objectPoses=saved)
    after = {o["name"]: o for o in objects(controller, pickupable=True)}
    assert after.keys() == before.keys()
    same = 0
    for name, thing in before.items():
        assert after[name]["position"]["x"] == pytest.approx(thing["position"]["x"], abs=1e-4)
        same += after[name]["parentReceptacles"] == thing["parentReceptacles"]
    assert same >= 0.9 * len(before)


def test_what_is_not_named_goes_and_what_is_named_twice_is_copied(
    controller: EmbeddedController,
) -> None:
    apple = objects(controller, objectType="Apple")[0]
    place = apple["position"]
    beside = {**place, "x": place["x"] + 0.15}
    poses = [
        {"objectName": apple["name"], "position": spot, "rotation": {"x": 0, "y": 90, "z": 0}}
        for spot in (place, beside)
    ]
    assert controller.step("SetObjectPoses", objectPoses=poses)
    loose = objects(controller, pickupable=True)
    assert [o["objectType"] for o in loose] == ["Apple", "Apple"]
    assert len({o["objectId"] for o in loose}) == 2 == len({o["name"] for o in loose})
    for thing, spot in zip(loose, (place, beside), strict=True):
        assert thing["position"]["x"] == pytest.approx(spot["x"], abs=1e-5)
        x, z = thing["position"]["x"], thing["position"]["z"]
        assert f"|{x:+06.2f}|" in thing["objectId"] and thing["objectId"].endswith(f"{z:+06.2f}")
    copy = loose[1]["objectId"]
    assert controller.step("SliceObject", objectId=copy, forceAction=True)
    assert len(objects(controller, objectType="AppleSliced")) == 6
    count = len(controller.world.scene.objects)
    assert controller.step("SetObjectPoses", objectPoses=poses)  # the copy's slot serves again
    assert len(controller.world.scene.objects) == count
    assert len(objects(controller, objectType="Apple")) == 2
    assert not objects(controller, objectType="AppleSliced")


def test_names_of_unitys_floor_plans_stand_for_their_types(controller: EmbeddedController) -> None:
    counter = objects(controller, objectType="CounterTop")[0]["objectId"]
    free = controller.step("GetSpawnCoordinatesAboveReceptacle", objectId=counter)
    spot = free.metadata["actionReturn"][0]
    entries = [
        {"objectName": "Mug_291e6e8a", "position": spot},
        {"objectName": "Glassbottle_00aa", "position": {**spot, "x": spot["x"] + 0.2}},
        {"objectName": "TennisRacket_0b1c", "position": {**spot, "x": spot["x"] - 0.3}},
        {"objectName": "TennisRacket_0b1c", "position": {**spot, "y": 0.0}},
    ]
    assert controller.step("SetObjectPoses", objectPoses=entries)
    loose = objects(controller, pickupable=True)
    kinds = sorted(o["objectType"] for o in loose)
    assert kinds == ["Bottle", "Mug", "TennisRacket", "TennisRacket"]
    mug = next(o for o in loose if o["objectType"] == "Mug")
    assert mug["parentReceptacles"][0].startswith("CounterTop")
    event = controller.step(
        "SetObjectPoses", objectPoses=[*entries, {"objectName": "No", "position": spot}]
    )
    assert not event and "No" in event.metadata["errorMessage"]
    assert len(objects(controller, pickupable=True)) == 4


@pytest.mark.parametrize(
    "poses",
    [
        [{}],
        [{"objectName": "Mug_1"}],
        [{"objectName": 3, "position": {"x": 0, "y": 0, "z": 0}}],
        [{"objectName": "Mug_1", "position": {"x": 0, "y": 0}}],
        [{"objectName": "Mug_1", "position": {"x": 0, "y": float("nan"), "z": 0}}],
        [{"objectName": "Mug_1", "position": {"x": 1e20, "y": 0, "z": 0}}],
        [{"objectName": "Mug_1", "position": {"x": 0, "y": 0, "z": 0}, "rotation": [1]}],
    ],
)
def test_bad_poses_are_named(controller: EmbeddedController, poses: list[Any]) -> None:
    before = controller.last_event.metadata["objects"]
    event = controller.step("SetObjectPoses", objectPoses=poses)
    assert not event and "objectPoses[0]" in event.metadata["errorMessage"]
    assert len(event.metadata["objects"]) == len(before)


def test_random_spawns_are_the_seeds(controller: EmbeddedController) -> None:
    def spawn(seed: int, **more: Any) -> list[tuple[str, Any]]:
        controller.reset()
        assert controller.step("InitialRandomSpawn", randomSeed=seed, **more)
        return [(o["objectId"], o["position"]) for o in objects(controller, pickupable=True)]

    first = spawn(5)
    assert spawn(5) == first and spawn(6) != first
    spawn(5, forceVisible=True)
    shut = [o["objectId"] for o in objects(controller, openable=True, isOpen=False)]
    moved = dict(spawn(5, forceVisible=True, excludedReceptacles=["CounterTop"]))
    assert moved and shut
    spawn(2, numDuplicatesOfType=[{"objectType": "Mug", "count": 4}])
    assert len(objects(controller, objectType="Mug")) == 4


def test_toggles_and_states_of_all(controller: EmbeddedController) -> None:
    assert controller.step(
        "SetObjectToggles", objectToggles=[{"objectType": "StoveKnob", "isOn": True}]
    )
    assert objects(controller, objectType="StoveKnob", isToggled=True)
    assert objects(controller, objectType="StoveBurner", isToggled=True)
    assert not objects(controller, objectType="StoveKnob", isToggled=False)
    assert controller.step("SetStateOfAllObjects", StateChange="CanBeDirty", forceAction=True)
    assert not objects(controller, dirtyable=True, isDirty=False)
    assert controller.step("SetStateOfAllObjects", StateChange="CanBeFilled", forceAction=True)
    assert not objects(controller, canFillWithLiquid=True, isFilledWithLiquid=False)
    assert controller.step("SetStateOfAllObjects", StateChange="CanBeFilled", forceAction=False)
    assert not objects(controller, isFilledWithLiquid=True)
    assert not controller.step("SetStateOfAllObjects", StateChange="CanFly")
    assert not controller.step("SetObjectToggles", objectToggles=[{"objectType": "Moon"}])


def test_things_are_taken_out_and_brought_back(controller: EmbeddedController) -> None:
    holder = next(o for o in objects(controller, receptacle=True) if o["receptacleObjectIds"]
                  and o["objectType"] not in ("Floor", "Sink"))  # fmt: skip
    name, inside = holder["objectId"], holder["receptacleObjectIds"]
    event = controller.step("DisableObject", objectId=name)
    assert event and event.get_object(name) is None and event.get_object(inside[0]) is None
    assert not controller.step("DisableObject", objectId=name)
    event = controller.step("EnableObject", objectId=name)
    assert event and name in event.get_object(inside[0])["parentReceptacles"]
    floor = objects(controller, objectType="Floor")[0]["objectId"]
    assert not controller.step("RemoveFromScene", objectId=floor)


def test_things_are_put_where_they_fit(controller: EmbeddedController) -> None:
    counter = objects(controller, objectType="CounterTop")[0]["objectId"]
    points = controller.step("GetSpawnCoordinatesAboveReceptacle", objectId=counter, anywhere=True)
    spots = points.metadata["actionReturn"]
    apple = objects(controller, objectType="Apple")[0]["objectId"]
    done = [spot for spot in spots
            if controller.step("PlaceObjectAtPoint", objectId=apple, position=spot)]  # fmt: skip
    assert done
    thing = controller.last_event.get_object(apple)
    assert thing["parentReceptacles"][0] == counter
    floor = objects(controller, objectType="Floor")[0]["objectId"]
    assert not controller.step(
        "TeleportObject", objectId=floor, position={"y": 3}, forceAction=True
    )
    wall = {"x": 0.0, "y": -5.0, "z": 0.0}
    assert controller.step("TeleportObject", objectId=apple, position=wall, forceAction=True)
    assert controller.last_event.get_object(apple)["position"] == wall


def test_unbreakable_types_do_not_break(controller: EmbeddedController) -> None:
    name = objects(controller, breakable=True)[0]
    assert controller.step("MakeObjectsOfTypeUnbreakable", objectType=name["objectType"])
    assert not objects(controller, objectType=name["objectType"], breakable=True)
    assert not controller.step("BreakObject", objectId=name["objectId"], forceAction=True)
    assert not controller.step("MakeObjectsOfTypeUnbreakable", objectType="Moon")


def test_pushes_move_things_until_something_is_in_their_way(controller: EmbeddedController) -> None:
    apple = objects(controller, objectType="Apple")[0]
    moved = []
    for angle in (0, 90, 180, 270):
        controller.reset()
        event = controller.step("DirectionalPush", objectId=apple["objectId"], pushAngle=angle,
                                moveMagnitude=25, forceAction=True)  # fmt: skip
        assert event
        place, start = event.get_object(apple["objectId"])["position"], apple["position"]
        assert place["y"] == pytest.approx(start["y"], abs=1e-5)
        way = np.array([place["x"] - start["x"], place["z"] - start["z"]])
        ahead = np.array([np.sin(np.radians(angle)), np.cos(np.radians(angle))])
        moved.append(float(way @ ahead))
        assert moved[-1] == pytest.approx(float(np.linalg.norm(way)), abs=1e-5)
    assert max(moved) > 0.05
    counter = objects(controller, objectType="CounterTop")[0]["objectId"]
    assert not controller.step("PushObject", objectId=counter, forceAction=True)
    held = objects(controller, pickupable=True)[0]["objectId"]
    controller.step("PickupObject", objectId=held, forceAction=True)
    assert not controller.step("PushObject", objectId=held, forceAction=True)
    assert controller.step("ThrowObject", moveMagnitude=150.0)
    thrown = controller.last_event.get_object(held)
    assert not thrown["isPickedUp"] and thrown["parentReceptacles"]


def test_colours_and_light_are_the_seeds(controller: EmbeddedController) -> None:
    plain = controller.step("Pass", renderImage=True).frame

    def look(action: str, seed: int) -> Any:
        controller.reset()
        controller.step("SetRandomSeed", seed=seed)
        return controller.step(action, renderImage=True).frame.astype(int)

    for action in ("RandomizeMaterials", "RandomizeColors", "RandomizeLighting"):
        first = look(action, 41)
        assert np.array_equal(look(action, 41), first)
        assert np.abs(look(action, 42) - first).mean() > 2
        assert np.abs(first - plain).mean() > 2
    for undo in ("ResetMaterials", "ResetLighting"):
        controller.step("RandomizeMaterials" if undo == "ResetMaterials" else "RandomizeLighting")
        controller.step("ResetMaterials")
        assert np.array_equal(controller.step("ResetLighting", renderImage=True).frame, plain)
    answer = controller.step("RandomizeMaterials").metadata["actionReturn"]
    assert answer["useTrainMaterials"] and answer["totalMaterialsConsidered"] > 0
    assert not controller.step("RandomizeMaterials", inRoomTypes=["RoboTHOR"])
