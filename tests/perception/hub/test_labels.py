"""Labels of other people's models become the ontology's types."""

from __future__ import annotations

import pytest
import yaml

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, OBJECT_TYPES
from perception.hub import LabelMap
from perception.hub import labels as module
from perception.hub.labels import prompts, words


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("TVStand", "TVStand"),
        ("tv stand", "TVStand"),
        ("Coffee_Table", "CoffeeTable"),
        ("houseplant", "HousePlant"),
        ("potted plant", "HousePlant"),
        ("wall-other-merged", "Wall"),
        ("floor-wood", "Floor"),
        ("table-merged", "DiningTable"),
        ("windowpane, window", "Window"),
        ("sofa, couch, lounge", "Sofa"),
        ("pot, flowerpot", "HousePlant"),
        ("refrigerators", "Fridge"),
        ("cell phone", "CellPhone"),
        ("CD", "CD"),
        ("zebra", None),
        ("", None),
    ],
)
def test_labels_of_known_data_sets(label: str, kind: str | None) -> None:
    assert LabelMap().type_of(label) == kind


def test_every_type_is_its_own_label() -> None:
    for kind in OBJECT_TYPES:
        assert LabelMap().type_of(kind.name) == LabelMap().type_of(words(kind.name)) == kind.name


def test_synonyms_are_of_types_and_of_one_each() -> None:
    loaded = yaml.safe_load(module._SYNONYMS.read_text())
    assert set(loaded) <= set(BY_NAME)
    every = [words(synonym) for synonyms in loaded.values() for synonym in synonyms]
    assert {name for name in every if every.count(name) > 1} == set()
    own = {words(kind): kind for kind in BY_NAME}
    assert {name for kind, ones in loaded.items() for one in ones
            if own.get(name := words(one), kind) != kind} == set()  # fmt: skip


def test_the_users_own_map_goes_first() -> None:
    labels = LabelMap({"dining-table": "Desk", "cup": None, "gizmo": "Statue"})
    assert labels.type_of("Dining Table") == "Desk"
    assert labels.type_of("cup") is None and labels.type_of("mug") == "Mug"
    assert labels.types_of({0: "gizmo", 1: "cup"}, "a model") == {0: "Statue"}


def test_errors_say_what_is_meant() -> None:
    with pytest.raises(InvalidInputError, match="'Mug'"):
        LabelMap({"cup": "Mugg"})
    with pytest.raises(InvalidInputError, match=r"none of the 2 labels .*'LABEL_0'"):
        LabelMap().types_of({0: "LABEL_0", 1: "LABEL_1"}, "a model")


def test_prompts_are_names_in_words_or_the_users_own() -> None:
    assert prompts({"Pot": "cooking pot"}, ["Pot", "SoapBar"]) == {
        "Pot": "cooking pot",
        "SoapBar": "soap bar",
    }
    with pytest.raises(InvalidInputError, match="no type is called"):
        prompts({"Pott": "pot"}, [])
