"""Nouns, and the ontology's types that each may mean.

What people call things is what the corpus's nouns say; a few words that stand for several kinds in
the singular ("the table", "a piece of fruit") are added here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from envs.ontology import OBJECT_CLASSES, types_of_class
from planning.language.corpus.class_nouns import CLASSES
from planning.language.corpus.naming import plural_of
from planning.language.corpus.nouns import TYPES
from planning.language.goal_language import types_of
from planning.language.wording import plural, spoken

ALSO = 0.4  # weight of a type that a noun may mean, beside the one that it names
_TABLES = frozenset({"CoffeeTable", "DiningTable", "SideTable"})
# Words for several kinds, said of one thing.
_BROAD: dict[str, frozenset[str]] = {
    "table": _TABLES,
    "fruit": OBJECT_CLASSES["Fruit"],
    "piece of fruit": OBJECT_CLASSES["Fruit"],
    "vegetable": OBJECT_CLASSES["Vegetables"],
    "dish": OBJECT_CLASSES["Dishware"],
    "knife": OBJECT_CLASSES["Knives"],
    "lamp": OBJECT_CLASSES["Lamps"],
    "light": OBJECT_CLASSES["Lights"],
    "computer": OBJECT_CLASSES["Computers"],
    "seat": OBJECT_CLASSES["Chairs"],
    "piece of cutlery": OBJECT_CLASSES["Silverware"],
    "utensil": OBJECT_CLASSES["KitchenUtensils"],
    "drinking vessel": OBJECT_CLASSES["Drinkware"],
    "shaker": OBJECT_CLASSES["Condiments"],
    "soap": OBJECT_CLASSES["Soap"],
    "decoration": OBJECT_CLASSES["RoomDecor"],
    "food": OBJECT_CLASSES["Food"],
    "piece of food": OBJECT_CLASSES["Food"],
    "pen": OBJECT_CLASSES["WritingUtensils"],
}
_NOT_NOUNS = frozenset({"press", "iron", "things", "thing", "stuff", "items", "objects", "object"})


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun may mean.

    Attributes:
        kinds: ontology types, with how well the word fits each, in (0, 1].
        several: whether it is said of more than one.
    """

    kinds: Mapping[str, float]
    several: bool


@cache
def lexicon() -> dict[tuple[str, ...], Noun]:
    """Nouns by their words, in lower case."""
    found: dict[tuple[str, ...], tuple[dict[str, float], bool]] = {}

    def add(text: str, types: frozenset[str], several: bool, weight: float) -> None:
        key = tuple(text.lower().split())
        if not key or text in _NOT_NOUNS:
            return
        kinds, many = found.setdefault(key, ({}, several))
        for name in types:
            kinds[name] = max(kinds.get(name, 0.0), weight)
        found[key] = kinds, many and several

    for kind, names in {**TYPES, **CLASSES}.items():
        types = types_of(kind) if kind in TYPES else types_of_class(kind)
        own = {spoken(kind), plural(kind)}
        for one, many in _pairs(names):
            add(one, types, one == many, 1.0 if one in own else 0.7)
            add(many, types, True, 1.0 if many in own else 0.7)
        for name in types:
            close = kind in TYPES or spoken(kind) in spoken(name)
            add(spoken(kind), frozenset({name}), False, 1.0 if close else ALSO / 2)
    for word, types in _BROAD.items():
        exact = any(spoken(name) == word for name in types)
        add(word, types, False, ALSO if exact else 0.7)
        add(plural_of(word), types, True, ALSO if exact else 0.7)
    return {key: Noun(kinds, many) for key, (kinds, many) in found.items() if kinds}


def _pairs(names: str) -> list[tuple[str, str]]:
    """(one, many) of each name in the notation of `corpus.nouns`."""
    found: list[tuple[str, str]] = []
    for entry in names.split(","):
        text = entry.strip().partition("*")[0]
        if text[:1] in "~^":
            mass = text[0] == "~"
            found.append((text[1:], text[1:] if not mass else f"{text[1:]}s"))
            continue
        one, _, many = text.partition("/")
        found.append((one, many or plural_of(one)))
    return found
