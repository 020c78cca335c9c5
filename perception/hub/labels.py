"""From what a model calls a thing to what the ontology calls it.

A label is looked up in the user's own map, then among the ontology's names, then among the
synonyms of `labels.yaml` (COCO, ADE20K, LVIS and Open Images write them); a label that lists
several names, as ADE20K's do, is looked up part by part.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, OBJECT_TYPES

_SYNONYMS = Path(__file__).parent / "labels.yaml"
_NOISE = frozenset({"merged", "other", "stuff"})  # of COCO's panoptic labels


def words(name: str) -> str:
    """A name in lower case, its words apart: `tv stand` of `TVStand`, `wall brick` of
    `wall-brick`."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return " ".join(re.findall(r"[a-z0-9]+", apart.lower()))


@functools.cache
def _known() -> dict[str, str]:
    """Ontology type of each name, words apart, and of each with its words together."""
    loaded: dict[str, list[str]] = yaml.safe_load(_SYNONYMS.read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for kind in OBJECT_TYPES:
        found[words(kind.name)] = kind.name
    for kind, synonyms in loaded.items():
        for synonym in synonyms:
            found.setdefault(words(synonym), kind)
    return {name.replace(" ", ""): kind for name, kind in found.items()} | found


class LabelMap:
    """Ontology types of labels.

    Args:
        own: label to type, or None for what is to be left out.

    Raises:
        InvalidInputError: `own` names a type that the ontology does not have.
    """

    def __init__(self, own: Mapping[str, str | None] | None = None) -> None:
        self._own: dict[str, str | None] = {}
        for label, kind in (own or {}).items():
            if kind is not None and kind not in BY_NAME:
                close = difflib.get_close_matches(kind, BY_NAME, n=1, cutoff=0.0)
                raise InvalidInputError(
                    f"labels.{label}", f"no type is called {kind!r}; did you mean {close[0]!r}?"
                )
            self._own[words(label)] = kind

    def type_of(self, label: str) -> str | None:
        """Ontology type of a label; None where there is none."""
        if words(label) in self._own:
            return self._own[words(label)]
        for part in (label, *label.split(",")):
            kind = self._named(words(part))
            if kind is not None:
                return kind
        return None

    def _named(self, name: str) -> str | None:
        """Type of a name as it is, without what is noise, or in the singular."""
        if name in self._own:
            return self._own[name]
        short = " ".join(word for word in name.split() if word not in _NOISE)
        forms = (name, short, name.removesuffix("s"), name.removesuffix("es"))
        known = _known()
        for form in (*forms, *(one.replace(" ", "") for one in forms)):
            if form and form in known:
                return known[form]
        return None

    def types_of(self, labels: Mapping[int, str], model: str) -> dict[int, str]:
        """Ontology type of each class number of a model; those without one are left out.

        Raises:
            InvalidInputError: no label has a type.
        """
        found = {
            int(number): kind
            for number, label in labels.items()
            if (kind := self.type_of(str(label))) is not None
        }
        if not found:
            shown = ", ".join(repr(str(label)) for label in list(labels.values())[:5])
            raise InvalidInputError(
                "labels",
                f"none of the {len(labels)} labels of {model} ({shown}, …) is a type of the "
                "ontology; say what they are in a YAML file with `labels: {LABEL: TYPE}`",
            )
        return found


def prompts(own: Mapping[str, str], types: Iterable[str]) -> dict[str, str]:
    """Words that a detector is asked for, by ontology type.

    Raises:
        InvalidInputError: `own` names a type that the ontology does not have.
    """
    LabelMap({text: kind for kind, text in own.items()})  # checks the types
    return {kind: own.get(kind, words(kind)) for kind in types}
