import copy
import gzip
import json
import math
import os
from pathlib import Path

import pytest

from envs.interface import InvalidInputError
from envs.ontology import Affordance, State, can
from envs.thor.house import build_scene
from envs.thor.house_walls import area, rectangles
from envs.thor.resting import half_footprint, local_from_world, rests


def data_folder() -> Path:
    named = os.environ.get("HESTIA_DATA")
    return Path(named) if named else Path(__file__).resolve().parents[4] / "shared" / "data"


ROOMS = data_folder() / "procthor" / "rooms_train.jsonl.gz"
needs_rooms = pytest.mark.skipif(
    not ROOMS.is_file(), reason=f"ProcTHOR's rooms are not at {ROOMS}; set HESTIA_DATA"
)


def wall(name, a, b, height=2.5):
    corners = [(a, 0.0), (b, 0.0), (a, height), (b, height)]
    polygon = [{"x": x, "y": y, "z": z} for (x, z), y in corners]
    return {"id": name, "roomId": "room|2", "polygon": polygon, "material": {"name": "PureWhite"}}


def small_house(**changes):
    """A room of 4 m by 3 m with a table, a door to the south and a window to the north."""
    corners = [(4.0, 0.0), (0.0, 0.0), (0.0, 3.0), (4.0, 3.0)]
    house = {
        "rooms": [
            {
                "id": "room|2",
                "roomType": "Kitchen",
                "floorPolygon": [{"x": x, "y": 0, "z": z} for x, z in corners],
                "floorMaterial": {"name": "Wood"},
            }
        ],
        "walls": [
            wall(f"wall|{i}", a, b)
            for i, (a, b) in enumerate(zip(corners, [*corners[1:], corners[0]], strict=True))
        ],
        "doors": [
            {
                "id": "door|1|2",
                "room0": "room|2",
                "room1": "room|2",
                "wall0": "wall|0",
                "wall1": "wall|exterior|0",
                "assetId": "Doorway_4",
                "holePolygon": [{"x": 0.5, "y": 0, "z": 0}, {"x": 1.5, "y": 2.1, "z": 0}],
            }
        ],
        "windows": [
            {
                "id": "window|2|0",
                "room0": "room|2",
                "room1": "room|2",
                "wall0": "wall|2",
                "wall1": "wall|exterior|2",
                "assetId": "Window_Hung_48x32",
                "holePolygon": [{"x": 1.0, "y": 1, "z": 0}, {"x": 2.2, "y": 2, "z": 0}],
            }
        ],
        "objects": [
            {
                "id": "table",
                "assetId": "Dining_Table_16_1",
                "position": {"x": 2.0, "y": 0.4, "z": 1.5},
                "rotation": {"x": 0, "y": 90, "z": 0},
                "kinematic": True,
                "children": [],
            }
        ],
        "metadata": {
            "agent": {"position": {"x": 1.0, "y": 0.95, "z": 0.5}, "rotation": {"y": 180}}
        },
    }
    house.update(changes)
    return house


def of_type(scene, kind):
    return [item for item in scene.objects if item.object_type == kind]


def thing(name, asset_id, x, y, z, **more):
    return {"id": name, "assetId": asset_id, "position": {"x": x, "y": y, "z": z}, **more}


def solid_at(scene, x, y, z):
    for item in of_type(scene, "Wall"):
        lx, lz = local_from_world(item, x, z)
        inside = abs(lx) < item.size[0] / 2 and abs(lz) < item.size[2] / 2
        if inside and abs(y - item.position[1]) < item.size[1] / 2:
            return True
    return False


def test_walls_stand_around_the_room_and_are_open_at_the_door_and_the_window():
    scene = build_scene(small_house(), "small")
    # wall|0 runs from x = 4 to x = 0, so the door spans x = 2.5 to 3.5.
    assert not solid_at(scene, 3.0, 1.0, -0.05)
    assert solid_at(scene, 3.0, 2.3, -0.05)
    assert solid_at(scene, 1.0, 1.0, -0.05)
    assert solid_at(scene, 3.9, 1.0, -0.05)
    # The window spans x = 1 to 2.2 at the height of 1 to 2 m.
    assert not solid_at(scene, 1.6, 1.5, 3.05)
    assert solid_at(scene, 1.6, 0.5, 3.05)
    assert solid_at(scene, 1.6, 2.2, 3.05)
    assert of_type(scene, "Doorway")[0].position[0] == pytest.approx(3.0)
    assert of_type(scene, "Window")[0].position[0] == pytest.approx(1.6)


def test_outdoor_walls_take_no_room_from_the_room():
    scene = build_scene(small_house(), "small")
    for x in (0.01, 3.99):
        assert not solid_at(scene, x, 1.0, 1.5)


def test_agent_and_rooms_come_from_the_file():
    scene = build_scene(small_house(), "small")
    assert (scene.agent.x, scene.agent.z, scene.agent.yaw) == (1.0, 0.5, 180.0)
    assert scene.rooms[0].room_type == "Kitchen"
    assert of_type(scene, "Ceiling")[0].position[1] > 2.5


def test_a_house_without_walls_gets_them_from_its_rooms():
    scene = build_scene(small_house(walls=[], doors=[], windows=[]), "bare")
    assert solid_at(scene, 2.0, 1.0, -0.05)
    assert solid_at(scene, -0.05, 1.0, 1.5)


def test_rooms_next_to_each_other_are_joined_by_an_open_passage():
    house = small_house(walls=[], windows=[])
    corners = [(8.0, 0.0), (4.0, 0.0), (4.0, 3.0), (8.0, 3.0)]
    house["rooms"].append(
        {
            "id": "room|3",
            "roomType": "LivingRoom",
            "floorPolygon": [{"x": x, "y": 0, "z": z} for x, z in corners],
        }
    )
    shared = wall("wall|2|a", (4.0, 3.0), (4.0, 0.0))
    other = wall("wall|3|a", (4.0, 0.0), (4.0, 3.0)) | {"roomId": "room|3"}
    house["walls"] = [shared, other]
    house["doors"] = [
        house["doors"][0] | {"room1": "room|3", "wall0": "wall|2|a", "wall1": "wall|3|a"}
    ]
    scene = build_scene(house, "two")
    assert len(of_type(scene, "Doorframe")) == 1
    assert not of_type(scene, "Doorway")
    # The passage spans z = 1.5 to 2.5 in both halves of the wall.
    for x in (3.99, 4.01):
        assert not solid_at(scene, x, 1.0, 2.0)
        assert solid_at(scene, x, 1.0, 0.5)


def test_children_and_what_lies_on_a_table_have_it_as_parent():
    house = small_house()
    table = of_type(build_scene(house, "small"), "DiningTable")[0]
    top = table.position[1] + max(r.y for r in rests(table.shape, table.size))
    house["objects"][0]["children"] = [thing("mug", "Mug_1", 2.0, top + 0.05, 1.5)]
    house["objects"].append(thing("apple", "Apple_1", 2.1, top + 0.05, 1.7))
    house["objects"].append(thing("ball", "Basketball_1", 3.5, 0.12, 0.5))
    scene = build_scene(house, "small")
    table = scene.objects.index(of_type(scene, "DiningTable")[0])
    assert of_type(scene, "Mug")[0].parent == table
    assert of_type(scene, "Apple")[0].parent == table
    assert of_type(scene, "BasketBall")[0].parent == -1
    assert all(item.parent < index for index, item in enumerate(scene.objects))


def test_a_thing_in_mid_air_over_its_receptacle_is_set_down_on_it():
    house = small_house()
    house["objects"][0]["children"] = [thing("mug", "Mug_1", 2.0, 1.4, 1.5)]
    scene = build_scene(house, "small")
    mug, table = of_type(scene, "Mug")[0], of_type(scene, "DiningTable")[0]
    tops = [table.position[1] + rest.y for rest in rests(table.shape, table.size)]
    bottom = mug.position[1] - mug.size[1] / 2
    assert min(abs(bottom - top) for top in tops) < 0.01


def test_sliceable_things_bring_their_absent_slices():
    house = small_house()
    house["objects"].append(thing("tomato", "Tomato_1", 3.5, 0.1, 0.5))
    scene = build_scene(house, "small")
    whole = scene.objects.index(of_type(scene, "Tomato")[0])
    slices = of_type(scene, "TomatoSliced")
    assert len(slices) == 6
    assert all(item.whole == whole and not item.present for item in slices)
    assert scene.objects[-6:] == slices


def test_a_sink_of_the_file_gets_the_basin_and_the_faucet_that_make_water():
    house = small_house()
    house["objects"].append(thing("sink", "Sink_1", 1.0, 0.52, 2.6, rotation={"y": 180}))
    scene = build_scene(house, "small")
    basin = of_type(scene, "SinkBasin")[0]
    assert scene.objects[basin.parent].object_type == "Sink"
    faucet = of_type(scene, "Faucet")[0]
    assert scene.objects[faucet.link] is basin
    # It stands at the back of the sink, which faces -z.
    assert faucet.position[2] > basin.position[2]


def test_states_of_the_file_are_taken_where_the_type_has_them():
    house = small_house()
    house["objects"] += [
        thing("lamp", "Floor_Lamp_5", 3.5, 0.92, 0.5, isOn=True, isDirty=True),
        thing("mug", "Mug_1", 3.0, 0.05, 0.5, isDirty=True, fill="coffee"),
        thing("laptop", "Laptop_1", 3.0, 0.15, 2.5, isOpen=True),
    ]
    scene = build_scene(house, "small")
    assert of_type(scene, "FloorLamp")[0].state == State.TOGGLED
    assert of_type(scene, "Mug")[0].state == State.DIRTY | State.COFFEE
    assert of_type(scene, "Laptop")[0].state == State.OPEN


def test_colours_depend_on_the_house_alone():
    one, two = build_scene(small_house(), "a"), build_scene(small_house(), "b")
    assert [i.palette for i in one.objects] == [i.palette for i in two.objects]
    assert [i.shape for i in one.objects] == [i.shape for i in two.objects]


@pytest.mark.parametrize(
    "polygon",
    [
        [(0, 0), (4, 0), (4, 3), (0, 3)],
        [(0, 0), (4, 0), (4, 3), (2, 3), (2, 5), (0, 5)],
        [(0, 0), (0, 4), (1, 4), (1, 2), (3, 2), (3, 4), (5, 4), (5, 0)],
    ],
)
def test_rectangles_cover_a_rectilinear_floor_exactly(polygon):
    cut = rectangles(polygon)
    assert sum((x1 - x0) * (z1 - z0) for x0, z0, x1, z1 in cut) == pytest.approx(area(polygon))


def test_slanted_floors_are_covered_closely():
    cut = rectangles([(0, 0), (4, 0), (4, 3), (2, 5), (0, 3)])
    assert sum((x1 - x0) * (z1 - z0) for x0, z0, x1, z1 in cut) == pytest.approx(16.0, rel=0.02)


NAN, INF = float("nan"), float("inf")
DROP = object()
MALFORMED = [
    (("rooms",), DROP, "rooms: "),
    (("rooms",), [], "rooms: "),
    (("rooms",), {}, "rooms: "),
    (("rooms", 0), None, "rooms[0]: "),
    (("rooms", 0, "id"), 7, "rooms[0].id: "),
    (("rooms", 0, "roomType"), DROP, "rooms[0].roomType: missing"),
    (("rooms", 0, "floorPolygon"), [], "rooms[0].floorPolygon: "),
    (("rooms", 0, "floorPolygon", 2, "x"), NAN, "rooms[0].floorPolygon[2].x: "),
    (("rooms", 0, "floorPolygon", 2, "x"), INF, "rooms[0].floorPolygon[2].x: "),
    (("rooms", 0, "floorPolygon", 2, "x"), "4", "rooms[0].floorPolygon[2].x: "),
    (("rooms", 0, "floorPolygon", 2, "x"), True, "rooms[0].floorPolygon[2].x: "),
    (("rooms", 0, "floorPolygon", 2, "x"), 1e9, "rooms[0].floorPolygon[2].x: "),
    (("rooms", 0, "floorPolygon", 2, "x"), 10**6000, "rooms[0].floorPolygon[2].x: "),
    (("rooms", 0, "floorPolygon", 2), [0, 0, 0], "rooms[0].floorPolygon[2]: "),
    (("rooms", 0, "floorPolygon"), [{"x": 1, "z": 1}] * 4, "rooms[0].floorPolygon: "),
    (("rooms", 0, "floorPolygon", 2, "x"), 150, "rooms: "),
    (("walls",), "none", "walls: "),
    (("walls", 1, "polygon"), [], "walls[1].polygon: "),
    (("walls", 1, "polygon", 0, "y"), -INF, "walls[1].polygon[0].y: "),
    (("walls", 1, "roomId"), "room|9", "walls[1].roomId: "),
    (("walls", 1, "id"), "wall|0", "walls[1].id: "),
    (("doors", 0, "wall0"), "wall|7", "doors[0].wall0: "),
    (("doors", 0, "room0"), "room|9", "doors[0].room0: "),
    (("doors", 0, "holePolygon"), DROP, "doors[0].holePolygon: "),
    (("doors", 0, "holePolygon", 1), {"x": 0.5, "y": 0}, "doors[0].holePolygon: "),
    (("doors", 0, "holePolygon", 0, "x"), None, "doors[0].holePolygon[0].x: "),
    (("windows", 0, "assetId"), [], "windows[0].assetId: "),
    (("objects",), {}, "objects: "),
    (("objects", 0), "table", "objects[0]: "),
    (("objects", 0, "assetId"), "Dining_Tabel_16_1", "objects[0].assetId: "),
    (("objects", 0, "assetId"), DROP, "objects[0].assetId: missing"),
    (("objects", 0, "position"), DROP, "objects[0].position: missing"),
    (("objects", 0, "position", "y"), NAN, "objects[0].position.y: "),
    (("objects", 0, "rotation"), 90, "objects[0].rotation: "),
    (("objects", 0, "rotation", "y"), INF, "objects[0].rotation.y: "),
    (("objects", 0, "children"), "none", "objects[0].children: "),
    (("objects", 0, "children"), [None], "objects[0].children[0]: "),
    (("objects", 0, "children"), [thing("table", "Mug_1", 0, 0, 0)], "objects[0].children[0].id: "),
    (("objects", 0, "children"), [thing("m", "Mug", 0, 0, 0)], "objects[0].children[0].assetId: "),
    (("objects", 0, "isOn"), "yes", "objects[0].isOn: "),
    (("objects", 0, "openness"), 2, "objects[0].openness: "),
    (("objects", 0, "fill"), "lava", "objects[0].fill: "),
    (("objects", 0, "id"), "x" * 5000, "objects[0].id: "),
    (("metadata",), [], "metadata: "),
    (("metadata", "agent", "position"), {}, "metadata.agent.position.x: missing"),
    (("metadata", "agent", "position", "x"), 40.0, "metadata.agent.position: "),
    (("metadata", "agent", "horizon"), NAN, "metadata.agent.horizon: "),
    (("metadata", "agent", "rotation"), "north", "metadata.agent.rotation"),
]


@pytest.mark.parametrize(("path", "value", "start"), MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_house_is_refused_with_the_path_of_the_bad_field(path, value, start):
    house = copy.deepcopy(small_house())
    place = house
    for part in path[:-1]:
        place = place[part]
    if value is DROP:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    with pytest.raises(InvalidInputError) as caught:
        build_scene(house, "bad")
    assert str(caught.value).startswith(start)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("house", [None, [], "house", 3, {}, {"rooms": None}])
def test_what_is_no_house_at_all_is_refused(house):
    with pytest.raises(InvalidInputError):
        build_scene(house, "bad")


def test_children_nested_without_end_are_refused():
    nest: dict = {}
    for _ in range(100_000):
        nest = {"children": [nest]}
    with pytest.raises(InvalidInputError, match="nested"):
        build_scene(small_house(objects=[nest]), "deep")


def test_unknown_assets_name_the_nearest():
    house = small_house()
    house["objects"][0]["assetId"] = "Dining_Tabel_16_1"
    with pytest.raises(InvalidInputError, match="Dining_Table_16_1"):
        build_scene(house, "bad")


def test_unknown_keys_are_tolerated():
    house = small_house(novelty={"a": [1]})
    house["objects"][0]["layer"] = "Procedural2"
    house["rooms"][0]["ceilings"] = [{"anything": 1}]
    assert build_scene(house, "newer").objects


@needs_rooms
def test_every_real_room_loads_with_what_it_holds():
    names = {"Kitchen": 0, "LivingRoom": 0, "Bedroom": 0}
    with gzip.open(ROOMS, "rt") as file:
        houses = [json.loads(line) for line in file]
    assert len(houses) == 500
    for number, house in enumerate(houses):
        scene = build_scene(house, f"rooms#{number}")
        names[scene.rooms[0].room_type] += 1
        placed = {item.house_id: item for item in scene.objects if item.house_id}
        for spec in house["objects"]:
            item = placed[spec["id"]]
            # What stands on the floor or hangs on a wall stays exactly where the file puts it.
            assert item.position == tuple(spec["position"][axis] for axis in "xyz")
            for child in spec.get("children", []):
                holder = scene.objects[placed[child["id"]].parent]
                assert holder is item or not can(item.object_type, Affordance.RECEPTACLE)
    assert names == {"Kitchen": 147, "LivingRoom": 196, "Bedroom": 157}


@needs_rooms
def test_things_in_real_rooms_rest_on_surfaces_of_our_shapes():
    with gzip.open(ROOMS, "rt") as file:
        houses = [json.loads(line) for _, line in zip(range(40), file, strict=False)]
    for number, house in enumerate(houses):
        scene = build_scene(house, f"rooms#{number}")
        for item in scene.objects:
            if item.parent < 0 or not item.present:
                continue
            holder = scene.objects[item.parent]
            surfaces = rests(holder.shape, holder.size)
            bottom = item.position[1] - item.size[1] / 2 - holder.position[1]
            assert min(abs(bottom - rest.y) for rest in surfaces) < 0.011
            reach = max(half_footprint(holder.size, 0.0)) * math.sqrt(2)
            assert math.dist(item.position[::2], holder.position[::2]) <= reach
