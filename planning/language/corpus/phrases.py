"""Templates: `(a|b*3|c)` one of these, by weight; `[a]` or not; `{slot}` what is given for it.

Choices nest. `*` before a word marks a verb that begins a clause, which registers inflect:
`*put the mug down` becomes "putting the mug down" after "would you mind".
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

Item = TypeVar("Item")
_PIECE = re.compile(r"[()\[\]{}|]|[^()\[\]{}|]+")
_WEIGHT = re.compile(r"\*(\d+)\s*$")


class _Choice:
    __slots__ = ("options", "totals")

    def __init__(self, options: Sequence[tuple[float, tuple[object, ...]]]) -> None:
        self.options = [parts for _, parts in options]
        self.totals = list(accumulate(weight for weight, _ in options))


class _Slot(str):
    __slots__ = ()


def expand(draw: random.Random, template: str, slots: Mapping[str, str] | None = None) -> str:
    """One text of a template.

    Raises:
        KeyError: a slot that is not in `slots`.
        ValueError: brackets that do not match.
    """
    pieces: list[str] = []
    _write(draw, _parsed(template), slots or {}, pieces)
    return " ".join("".join(pieces).split())


def linked(draw: random.Random, template: str) -> str:
    """A link between two parts of a sentence, with the blanks around it."""
    text = expand(draw, template)
    return (text if text[:1] in tuple(",.;!:") else " " + text) + " " if text else " "


def weighted(draw: random.Random, table: Mapping[Item, float]) -> Item:
    """One key of a table, by its weight."""
    return draw.choices(list(table), list(table.values()))[0]


@lru_cache(maxsize=8192)
def _parsed(template: str) -> tuple[object, ...]:
    pieces = _PIECE.findall(template)
    parts, at = _options(pieces, 0, "")
    if at != len(pieces):
        raise ValueError(f"brackets do not match in the template {template!r}")
    return (_Choice(parts),)


def _options(
    pieces: list[str], at: int, closing: str
) -> tuple[list[tuple[float, tuple[object, ...]]], int]:
    options: list[tuple[float, tuple[object, ...]]] = []
    current: list[object] = []

    def finish() -> None:
        weight = 1.0
        if current and type(current[-1]) is str:
            found = _WEIGHT.search(current[-1])
            if found:
                weight = float(found[1])
                current[-1] = current[-1][: found.start()]
        options.append((weight, tuple(current)))
        current.clear()

    while at < len(pieces):
        piece = pieces[at]
        at += 1
        if piece == closing:
            finish()
            return options, at
        if piece == "|":
            finish()
        elif piece in "([":
            inner, at = _options(pieces, at, ")" if piece == "(" else "]")
            if piece == "[":
                inner.append((sum(weight for weight, _ in inner), ()))
            current.append(_Choice(inner))
        elif piece == "{":
            current.append(_Slot(pieces[at]))
            at += 2
        elif piece in ")]}":
            raise ValueError(f"unexpected {piece!r} in a template near {''.join(pieces)!r}")
        else:
            current.append(piece)
    if closing:
        raise ValueError(f"missing {closing!r} in the template {''.join(pieces)!r}")
    finish()
    return options, at


def _write(
    draw: random.Random,
    parts: Sequence[object],
    slots: Mapping[str, str],
    pieces: list[str],
) -> None:
    for part in parts:
        if isinstance(part, _Choice):
            chosen = (
                part.options[0]
                if len(part.options) == 1
                else draw.choices(part.options, cum_weights=part.totals)[0]
            )
            _write(draw, chosen, slots, pieces)
        elif isinstance(part, _Slot):
            value = slots[part]
            if any(mark in value for mark in "([{"):
                _write(draw, _parsed(value), slots, pieces)
            else:
                pieces.append(value)
        else:
            pieces.append(str(part))
