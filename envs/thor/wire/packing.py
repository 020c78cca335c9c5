"""Metadata in msgpack, with the bytes of what did not change kept from one event to the next.

A map in msgpack is a count and then its keys and values one after the other, so that an object's
entry can be put together from pieces: what hardly changes, and what depends on who looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgpack
import numpy as np

from envs.thor.lazy_metadata import LazyMetadata
from envs.thor.metadata import WorldView, looks, placed_entries
from envs.thor.wire import encoding
from envs.thor.wire.encoding import Answer

Json = dict[str, Any]
_LOOKS = 4  # keys of an entry that depend on who looks
_DOUBLE = b"\xcb"


@dataclass(slots=True)
class _Kept:
    """The pieces of one agent's objects, of its last event.

    Attributes:
        view: of that event.
        slots: of the objects that were listed.
        entries: what was packed, by slot.
        pieces: its bytes, by slot.
        body: the bytes in the order of the slots.
        bounds: packed `sceneBounds`.
    """

    view: WorldView
    slots: Sequence[int]
    entries: dict[int, Json] = field(default_factory=dict)
    pieces: dict[int, bytes] = field(default_factory=dict)
    body: list[bytes] = field(default_factory=list)
    bounds: bytes = b""


class Packer:
    """Packs the metadata of the events of one session."""

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._colors: tuple[object, bytes] = (None, b"\xc0")

    def whole(self, event: Answer, sequence: int) -> bytes:
        """All metadata of an answer; the same as packing `encoding.whole`."""
        agents = [self._agent(index, one.metadata) for index, one in enumerate(event.events)]
        rest = encoding.outer(event, sequence)
        parts = [_map(1 + len(rest)), encoding.pack("agents"), _array(len(agents))]
        for agent in agents:
            parts += agent
        return b"".join([*parts, _inside(rest)])

    def _agent(self, index: int, metadata: Json) -> list[bytes]:
        view = metadata.source if isinstance(metadata, LazyMetadata) else None
        if not isinstance(metadata, LazyMetadata) or not isinstance(view, WorldView):
            return [encoding.pack(metadata)]
        kept = self._look_up(index, view)
        values = metadata.leaving_out("objects", "sceneBounds", "colors")
        colors = metadata["colors"]
        if colors is not self._colors[0]:
            self._colors = colors, encoding.pack(colors)
        parts = [_map(len(values) + 3), _inside(values)]
        parts += (
            encoding.pack("colors"),
            self._colors[1],
            encoding.pack("sceneBounds"),
            kept.bounds,
        )
        return [*parts, encoding.pack("objects"), *_objects(kept, view)]

    def _look_up(self, index: int, view: WorldView) -> _Kept:
        """What is kept of an agent's objects, made anew where it does not hold any more."""
        kept = self._kept.get(index)
        if kept is not None and kept.view.known is view.known and _same(kept.view, view):
            kept.view = view
            return kept
        old = kept if kept is not None and kept.view.known is view.known else _Kept(view, ())
        slots, entries = placed_entries(view)
        new = _Kept(view, slots)
        for slot, entry in zip(slots, entries, strict=True):
            piece = old.pieces.get(slot)
            if piece is None or old.entries[slot] != entry:
                piece = _map(len(entry) + _LOOKS) + _inside(entry)
            new.entries[slot], new.pieces[slot] = entry, piece
            new.body.append(piece)
        new.bounds = encoding.pack(view.entries.bounds(view.objects))
        self._kept[index] = new
        return new


def _same(one: WorldView, other: WorldView) -> bool:
    """Whether two moments differ in nothing but where the agent is and looks."""
    return (
        int(one.agent["held"][0]) == int(other.agent["held"][0])
        and one.shown == other.shown
        and one.unbreakable == other.unbreakable
        and all(np.array_equal(values, other.objects[name]) for name, values in one.objects.items())
    )


def _objects(kept: _Kept, view: WorldView) -> list[bytes]:
    """Packed `objects`: what is kept of each, and how the agent sees it now."""
    seen, away = looks(view, kept.slots)
    distances = away.astype(">f8").tobytes()
    parts = [_array(len(kept.slots))]
    for index, (piece, visible) in enumerate(zip(kept.body, seen.tolist(), strict=True)):
        parts += (piece, _SEEN if visible else _UNSEEN, distances[8 * index : 8 * index + 8])
    return parts


def _map(count: int) -> bytes:
    return msgpack.Packer().pack_map_header(count)


def _array(count: int) -> bytes:
    return msgpack.Packer().pack_array_header(count)


def _inside(values: Json) -> bytes:
    """Keys and values of a map, without its header."""
    return encoding.pack(values)[len(_map(len(values))) :]


def _seen(visible: bool) -> bytes:
    """How an entry begins that ends with its distance."""
    flags = {"visible": visible, "isInteractable": visible, "obstructed": not visible}
    return _inside(flags) + encoding.pack("distance") + _DOUBLE


_COLORS, _BOUNDS, _OBJECTS = (encoding.pack(key) for key in ("colors", "sceneBounds", "objects"))
_SEEN, _UNSEEN = _seen(True), _seen(False)
