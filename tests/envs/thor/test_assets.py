"""The asset table: real names and sizes, ours for what it lacks, and how it is rebuilt."""

from __future__ import annotations

import gzip
import json
from importlib import resources
from pathlib import Path

import pytest

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME
from envs.thor.assets import OWN_PREFIX, asset, assets_of, table
from envs.thor.assets_table import build_table, write_table


def test_public_assets_are_all_there_and_small_on_disk() -> None:
    public = [name for name in table() if not name.startswith(OWN_PREFIX)]
    assert len(public) == 1653
    packed = resources.files("envs.thor").joinpath("data/assets.json.gz").read_bytes()
    assert len(packed) < 150_000


def test_every_type_has_an_asset_of_a_size_one_can_see() -> None:
    for kind in BY_NAME:
        for item in assets_of(kind):
            assert item.object_type == kind
            assert all(0.001 < side < 6.0 for side in item.size), item
            assert list(item.levels) == sorted(item.levels)
            assert all(0.0 <= level <= item.size[1] for level in item.levels)


def test_a_real_asset() -> None:
    fridge = asset("Fridge_1")
    assert fridge.object_type == "Fridge"
    assert fridge.size == pytest.approx((1.013, 1.967, 0.724), abs=1e-3)


def test_case_does_not_matter() -> None:
    assert asset("PILLOW_19") == asset("pillow_19")


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidInputError, match="Fridge_1"):
        asset("Frige_1")
    with pytest.raises(InvalidInputError, match="Toaster"):
        assets_of("Toster")


def test_kitchen_pieces_fit_together() -> None:
    base, slab = asset("Hestia_Cabinet_Base_60").size, asset("Hestia_Counter_60").size
    range_, sink = asset("Hestia_Range_60").size, asset("Hestia_Sink_60").size
    assert base[1] + slab[1] == pytest.approx(range_[1])
    assert sink[1] == range_[1]
    under = asset("Hestia_Cabinet_UnderDrawer_60").size[1]
    assert under + asset("Hestia_Drawer_Kitchen_60").size[1] == pytest.approx(base[1])
    assert 4 * asset("Hestia_Drawer_Deep_60").size[1] == pytest.approx(base[1])
    for width in ("60", "75", "90"):
        assert asset(f"Hestia_SinkBasin_{width}").size[0] < asset(f"Hestia_Sink_{width}").size[0]


def test_the_table_is_rebuilt_from_a_database(tmp_path: Path) -> None:
    record = {"assetId": "Mug_9", "boundingBox": {"x": 0.1, "y": 0.09999, "z": 0.0001}}
    stand = {"assetId": "Stand_1", "boundingBox": {"x": 1.0, "y": 0.5, "z": 0.4}}
    source, target, rooms = tmp_path / "db.json", tmp_path / "t.json.gz", tmp_path / "r.jsonl"
    source.write_text(json.dumps({"TVStand": [stand], "Mug": [record]}))
    zero = {"x": 0.0, "y": 0.0, "z": 0.0}
    child = {"assetId": "Mug_9", "position": {"x": 0, "y": 0.154, "z": 0}, "rotation": zero}
    house = {
        "objects": [
            {
                "assetId": "stand_1",
                "position": {"x": 0, "y": 0.25, "z": 0},
                "rotation": zero,
                "children": [child],
            }
        ]
    }
    rooms.write_text(json.dumps(house) + "\n")
    assert write_table(source, target, rooms) == 2
    rows = json.loads(gzip.decompress(target.read_bytes()))
    assert rows["Mug"] == [["Mug_9", 0.1, 0.1, 0.002, []]]
    assert rows["TVStand"] == [["Stand_1", 1.0, 0.5, 0.4, [0.1]]]


def test_a_bad_record_is_named() -> None:
    with pytest.raises(InvalidInputError, match=r"Mug\[0\]"):
        build_table({"Mug": [{"assetId": "Mug_1"}]})
