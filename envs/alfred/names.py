"""AI2-THOR's object ids as recordings have them, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from envs.ontology import BY_NAME

# AI2-THOR 2.1.0's names of types that are called otherwise since.
RENAMED = {"Glassbottle": "Bottle", "Lamp": "FloorLamp"}
_NUMBER = r"([+-]?\d+(?:\.\d+)?)"
_ID = re.compile(rf"([A-Za-z]+)\|{_NUMBER}\|{_NUMBER}\|{_NUMBER}(?:\|([A-Za-z]+)(?:_(\d+))?)?")


def current_type(name: str) -> str:
    """The ontology's name of a type, by AI2-THOR 2.1.0's; "" where the ontology has none."""
    name = RENAMED.get(name, name)
    return name if name in BY_NAME else ""


@dataclass(frozen=True, slots=True)
class RecordedId:
    """An object id of a recording, such as `Bread|+00.10|+01.00|-02.30|BreadSliced_2`.

    Attributes:
        object_type: of the thing itself, or of the whole that a part belongs to; ontology name.
        position: [m] of its pivot when the scene was set up, (x, y, z), world frame.
        part: type of the part that is meant (`SinkBasin`, `BreadSliced`), "" for none.
        number: which slice, as the recording counts; -1 where the part has no number.
    """

    object_type: str
    position: tuple[float, float, float]
    part: str = ""
    number: int = -1


def parse_id(text: str) -> RecordedId | None:
    """Takes an object id apart; None where it is not one of a type that the ontology knows."""
    match = _ID.fullmatch(text)
    if match is None:
        return None
    kind, part = current_type(match[1]), match[5] or ""
    if not kind or (part and part not in BY_NAME):
        return None
    position = (float(match[2]), float(match[3]), float(match[4]))
    return RecordedId(kind, position, part, int(match[6]) if match[6] else -1)
