import json
import os
from pathlib import Path

import pytest

from envs.thor.ithor import rebuild
from envs.thor.ithor.facts import read_facts
from envs.thor.ithor.table import records

DATA = Path(os.environ.get("HESTIA_DATA", "no-such-folder"))
needs_data = pytest.mark.skipif(
    not (DATA / "alfred" / "floorplans.json.gz").is_file(),
    reason=f"ALFRED's floor plans are not at {DATA / 'alfred'}; set HESTIA_DATA",
)


@needs_data
@pytest.mark.slow
def test_the_shipped_table_is_what_the_script_makes(tmp_path):
    out = tmp_path / "ithor.json.gz"
    assert rebuild.main([f"data={DATA}", f"out={out}"]) == 0
    assert out.read_bytes() == rebuild.DEFAULT_OUT.read_bytes()


@needs_data
def test_a_plan_of_the_table_is_what_the_script_makes():
    facts = read_facts(DATA)
    names = ("FloorPlan10", "FloorPlan412")
    made = rebuild.build_table(facts[name] for name in names)
    for name in names:  # where things are by default depends on all plans
        packed = json.loads(json.dumps({**made[name], "movables": []}))
        assert packed == {**records()[name], "movables": []}


def test_data_that_is_not_there(tmp_path, capsys):
    assert rebuild.main([f"data={tmp_path}"]) == 2
    assert "floorplans.json.gz" in capsys.readouterr().err
    assert rebuild.main([]) == 2
    assert "data=FOLDER" in capsys.readouterr().err
    assert rebuild.main(["folder=x", "data=y"]) == 2
    assert "folder" in capsys.readouterr().err
