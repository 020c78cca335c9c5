"""Task definitions: what loads, what is refused and where, and how parameters are filled in."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from envs.interface import InvalidInputError
from envs.teach.definitions import (
    OWN_TASKS,
    library_of,
    load_library,
    own_library,
    parse_definition,
)
from envs.teach.parameters import TASKS
from envs.teach.resolution import resolve

SHARED = Path(__file__).parents[4] / "shared/data/teach/task_definitions"
PARAMS = {
    "Clean X": ["Mug"],
    "Sliced X": ["Tomato"],
    "Cooked Slice Of X": ["Potato"],
    "N Cooked Slices Of X In Y": ["2", "Potato", "on", "Plate"],
    "N Slices Of X In Y": ["3", "Apple", "in", "Bowl"],
    "Put All X On Y": ["Silverware", "on", "SideTable"],
    "Put All X In One Y": ["Fork", "in", "Drawer"],
    "Boil X": ["Potato"],
    "Clean All X": ["Drinkware"],
    "Toggle X All Y": ["on", "1", "Lights"],
    "Breakfast": "1 2 1 Bowl 0 Plate 1 1 1 0 1 1 0 DiningTable".split(),
    "Sandwich": ["1", "2"],
    "Salad": ["1", "2", "0"],
    "Workspace": ["2", "1", "1"],
}
TOAST = json.loads((OWN_TASKS / "101_toast.json").read_text())
PLATE_OF_TOAST = json.loads((OWN_TASKS / "106_plate_of_toast.json").read_text())


def test_our_library_has_all_of_teach() -> None:
    ids = sorted(task.task_id for task in own_library().tasks.values())
    assert ids == [*range(101, 117), 201, *range(301, 306), 401, 403, 405]
    assert len(TASKS) == 21


@pytest.mark.parametrize("name", sorted(own_library().tasks))
def test_our_tasks_resolve_and_say_what_they_want(name: str) -> None:
    task = resolve(name, PARAMS.get(name, []))
    assert task.components
    assert "#" not in task.description
    mapping = task.to_goal_mapping()
    json.dumps(mapping)
    names = [component["name"] for component in mapping["components"]]  # type: ignore[index]
    assert len(set(names)) == len(names)
    for relation in task.relations:
        assert {*relation.heads, relation.tail} <= set(names)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"TEACh's own files are not at {SHARED}")
def test_teachs_own_files_load_and_mean_the_same_as_ours() -> None:
    theirs = load_library(SHARED)
    assert len(theirs.tasks) == 25
    for name in theirs.tasks:
        params = PARAMS.get(name, [])
        a, b = resolve(name, params, theirs), resolve(name, params)
        assert [c.name for c in a.components] == [c.name for c in b.components]
        for one, other in zip(a.components, b.components, strict=True):
            assert (one.count, one.counted, one.types, one.states, one.shareable) == (
                other.count,
                other.counted,
                other.types,
                other.states,
                other.shareable,
            )
        assert [(r.heads, r.tail, r.same_tail) for r in a.relations] == [
            (r.heads, r.tail, r.same_tail) for r in b.relations
        ]


def test_copies_of_a_task_with_relations_get_their_own_tails() -> None:
    task = resolve("Breakfast", "0 2 0 Plate 0 Plate 0 0 0 0 0 0 0 CounterTop".split())
    tails = [relation.tail for relation in task.relations]
    assert tails == ["toast_1_plate_plate", "toast_2_plate_plate", "serving_spot"]
    assert task.relations[-1].heads == ("toast_1_plate_plate", "toast_2_plate_plate")
    assert sum("sink" in component.name for component in task.components) == 1


def test_copies_without_relations_are_counted() -> None:
    task = resolve("N Cooked Slices Of X In Y", ["3", "Bread", "on", "Plate"])
    slices = task.component("bread_bread")
    assert (slices.count, slices.types) == (3, frozenset({"BreadSliced"}))


def test_what_only_a_relation_needs_many_of() -> None:
    writing = resolve("Workspace", ["2", "0", "0"]).component("writing")
    assert (writing.count, writing.counted, writing.shareable) == (2, 1, True)


def test_a_number_of_ten_or_more_parameters_is_not_mistaken() -> None:
    params = "1 0 0 Plate 0 Bowl 0 0 0 0 0 0 0 SideTable".split()
    assert resolve("Breakfast", params).component("serving_spot").types == {"SideTable"}


def _broken(document: dict, *changes: tuple[str, object]) -> dict:
    broken = copy.deepcopy(document)
    for path, value in changes:
        at: object = broken
        *parents, last = path.split("/")
        for key in parents:
            at = at[int(key)] if isinstance(at, list) else at[key]  # type: ignore[index]
        if value is None:
            del at[last]  # type: ignore[attr-defined]
        else:
            at[int(last) if isinstance(at, list) else last] = value  # type: ignore[index]
    return broken


@pytest.mark.parametrize(
    ("path", "value", "field", "problem"),
    [
        ("desc", None, "t.json:desc", "missing"),
        ("task_nparams", "1", "t.json:task_nparams", "int"),
        ("components", [], "t.json:components", "dict"),
        ("components", {}, "t.json:components", "at least one"),
        ("components/toast/determiner", "some", "t.json:components.toast.determiner", "'some'"),
        ("components/toast/conditions/objectType", "Breed", ".conditions.objectType", "'Bread'"),
        ("components/toast/conditions/isCooked", 2, ".conditions.isCooked", "0 or 1"),
        ("components/toast/conditions/isCoked", 1, ".conditions.isCoked", "'isCooked'"),
        ("components/toast/primary_condition", "isCooked", ".primary_condition", "objectType"),
        ("components/toast/instance_shareable", "no", ".instance_shareable", "bool"),
        ("components/toast/condition_failure_descs/isOpen", "x", ".isOpen", "no condition"),
        ("components/toast/conditions/objectType", "#0", ".objectType", "0 parameters"),
        ("task_anchor_object", "plate", "t.json:task_anchor_object", "no component"),
        ("relations", {}, "t.json:relations", "list"),
    ],
)
def test_malformed_definitions_name_the_field(
    path: str, value: object, field: str, problem: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_definition(_broken(TOAST, (path, value)), "t.json")
    assert caught.value.field.endswith(field)
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("relations/0/head_entity_list", ["tost"], "relations[0].head_entity_list[0]"),
        ("relations/0/head_determiner_list", [], "relations[0].head_determiner_list"),
        ("relations/0/tail_determiner_list", ["all"], "relations[0].tail_determiner_list[0]"),
        ("relations/0/property", "receptacle", "relations[0].property"),
        ("relations/0/failure_desc", None, "relations[0].failure_desc"),
        ("components/toast/task_params", "x", "components.toast.task_params"),
        ("components/toast/determiner", "all", "components.toast.determiner"),
    ],
)
def test_malformed_relations_and_nested_tasks(path: str, value: object, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_definition(_broken(PLATE_OF_TOAST, (path, value)), "t.json")
    assert caught.value.field == f"t.json:{field}"


def test_definitions_must_fit_together() -> None:
    toast = parse_definition(TOAST, "toast.json")
    plate = parse_definition(PLATE_OF_TOAST, "plate.json")
    with pytest.raises(InvalidInputError, match=r"components.plate.task_name: there is no task"):
        library_of([toast, plate])
    clean = json.loads((OWN_TASKS / "103_clean_x.json").read_text())
    with pytest.raises(InvalidInputError, match=r"task_params: 'Clean X' takes 2, got 1"):
        library_of([toast, plate, parse_definition({**clean, "task_nparams": 2}, "clean.json")])
    loop = {
        **TOAST,
        "task_id": 9,
        "task_name": "Loop",
        "task_anchor_object": None,
        "components": {"x": {"determiner": "a", "task_name": "Loop", "task_params": []}},
    }
    with pytest.raises(InvalidInputError, match="Loop -> Loop"):
        library_of([parse_definition(loop, "loop.json")])
    with pytest.raises(InvalidInputError, match="task_id"):
        library_of([toast, parse_definition({**TOAST, "task_name": "Other"}, "other.json")])


@pytest.mark.parametrize(
    ("name", "params", "problem"),
    [
        ("Toast", ["x"], "takes 0 parameters, got 1"),
        ("Sliced X", ["Egg"], "EggSliced"),
        ("Clean X", ["Mugg"], "did you mean 'Mug'"),
        ("Sandwich", ["-1", "1"], "expected a, the"),
        ("Sandwich", ["99", "1"], "up to 50"),
        ("Toggle X All Y", ["on", "yes", "Lights"], "0 or 1"),
        ("Tost", [], "did you mean 'Toast'"),
    ],
)
def test_bad_parameters(name: str, params: list[str], problem: str) -> None:
    with pytest.raises(InvalidInputError, match=problem):
        resolve(name, params)


def test_a_user_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(json.dumps({**TOAST, "task_name": "Mine"}))
    assert list(load_library(tmp_path).tasks) == ["Mine"]
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(InvalidInputError, match=r"bad\.json"):
        load_library(tmp_path)
    with pytest.raises(InvalidInputError, match="no task definitions"):
        load_library(tmp_path / "nowhere")
