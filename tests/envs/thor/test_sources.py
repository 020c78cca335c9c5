import gzip
import json

import pytest

from envs.interface import InvalidInputError
from envs.thor.generate import generate_house
from envs.thor.sources import house_specs, load_house, load_scene


@pytest.fixture(scope="module")
def houses():
    return [generate_house(seed, rooms=1) for seed in (3, 4)]


def test_generated_seeds():
    assert load_house("generated:3") == generate_house(3)
    assert list(house_specs("generated:7-9")) == ["generated:7", "generated:8", "generated:9"]
    assert list(house_specs("generated:7")) == ["generated:7"]


@pytest.mark.parametrize("name", ["houses.jsonl", "houses.jsonl.gz", "list.json"])
def test_files_of_houses(tmp_path, houses, name):
    path = tmp_path / name
    lines = "\n".join(json.dumps(house) for house in houses) + "\n"
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(lines.encode()))
    elif name == "list.json":
        path.write_text(json.dumps(houses))
    else:
        path.write_text(lines)
    assert list(house_specs(str(path))) == [f"{path}#0", f"{path}#1"]
    assert load_house(f"{path}#1") == houses[1]
    scene = load_scene(f"{path}#0")
    assert scene.name == f"{path}#0"
    with pytest.raises(InvalidInputError, match="holds 2 houses"):
        load_house(f"{path}#2")
    with pytest.raises(InvalidInputError, match="#INDEX"):
        load_house(str(path))


@pytest.mark.parametrize("indent", [None, 2])
def test_a_file_of_one_house(tmp_path, houses, indent):
    path = tmp_path / "house.json"
    path.write_text(json.dumps(houses[0], indent=indent))
    assert load_house(str(path)) == houses[0]
    assert load_house(f"{path}#0") == houses[0]


@pytest.mark.parametrize(
    "spec",
    [
        "", "generated:", "generated:x", "generated:-1", "generated:9999999999", "generated:5-9",
        "no/such/file.json", "no/such/file.jsonl#3", "FloorPlan31", "FloorPlan999_physics",
        "x\0y", "generated:1.5", "#", "#0", ".", "/",
    ],
)  # fmt: skip
def test_specs_that_name_nothing(spec):
    with pytest.raises(InvalidInputError):
        load_scene(spec)


@pytest.mark.parametrize("houses", ["generated:9-3", "generated:0-99999999", "nowhere", ""])
def test_lists_that_name_nothing(houses):
    with pytest.raises(InvalidInputError):
        house_specs(houses)


@pytest.mark.parametrize("spec", ["FloorPlan31", "FloorPlan0", "FloorPlan_Train1_1", "FloorPlan"])
def test_unknown_floor_plans_are_told_which_there_are(spec):
    with pytest.raises(InvalidInputError, match="FloorPlan401-430"):
        load_scene(spec)


def test_lists_of_floor_plans():
    assert len(house_specs("ithor:all")) == 120
    assert list(house_specs("ithor:FloorPlan1-3")) == ["FloorPlan1", "FloorPlan2", "FloorPlan3"]
    assert list(house_specs("ithor:FloorPlan7,FloorPlan205")) == ["FloorPlan7", "FloorPlan205"]
    assert house_specs("ithor:bathroom")[0] == "FloorPlan401"
    assert list(house_specs("FloorPlan10_physics")) == ["FloorPlan10"]
    for bad in ("ithor:", "ithor:attic", "ithor:FloorPlan9-3", "ithor:FloorPlan1-31"):
        with pytest.raises(InvalidInputError):
            house_specs(bad)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n\n", b"{", b"[]", b"3", b'"house"', b"\xff\xfe\x00", b"null", b"\x1f\x8bbroken",
        b'{"rooms": NaN}', b"[" * 200000, b'{"rooms": [{"id": 1' + b"0" * 9000 + b"}]}",
    ],
)  # fmt: skip
def test_files_that_hold_no_house(tmp_path, content):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(InvalidInputError):
        load_scene(str(path))
    with pytest.raises(InvalidInputError):
        load_scene(f"{path}#0")


def test_a_bad_house_of_a_file_is_named(tmp_path, houses):
    bad = json.loads(json.dumps(houses[0]))
    bad["objects"][0]["position"]["x"] = "left"
    path = tmp_path / "houses.jsonl"
    path.write_text(json.dumps(houses[1]) + "\n" + json.dumps(bad) + "\n")
    with pytest.raises(InvalidInputError) as caught:
        load_scene(f"{path}#1")
    assert f"{path}#1: objects[0].position.x" in str(caught.value)


def test_a_file_that_changed_is_read_again(tmp_path, houses):
    path = tmp_path / "house.json"
    path.write_text(json.dumps(houses[0]))
    assert load_house(str(path)) == houses[0]
    path.write_text(json.dumps(houses[1]) + " ")
    assert load_house(str(path)) == houses[1]
