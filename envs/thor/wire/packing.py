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
from numpy.typing import NDArray

from envs.thor.lazy_metadata import LazyMetadata
from envs.thor.metadata import WorldView, entries_apart, looks, placed_entries
from envs.thor.state import NONE
from envs.thor.wire import encoding
from envs.thor.wire.encoding import Answer

Json = dict[str, Any]
_LOOKS = 4  # keys of an entry that depend on who looks
_RELATIONS = ("parentReceptacles", "receptacleObjectIds")
_DOUBLE = b"\xcb"


@dataclass(slots=True)
class _Kept:
    """The pieces of one agent's objects, of its last event.

    Attributes:
        view: of that event.
        slots: of the objects that were listed.
        entries: what was packed, by slot.
        pieces: its bytes, by slot.
        bounds: packed `sceneBounds`.
    """

    view: WorldView
    slots: Sequence[int]
    entries: dict[int, Json] = field(default_factory=dict)
    pieces: dict[int, bytes] = field(default_factory=dict)
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
        parts = [_map(len(values) + 3), _inside(values), _COLORS, self._colors[1]]
        return [*parts, _BOUNDS, kept.bounds, _OBJECTS, *_objects(kept, view)]

    def _look_up(self, index: int, view: WorldView) -> _Kept:
        """What is kept of an agent's objects, made anew where it does not hold any more."""
        kept = self._kept.get(index)
        if kept is None or kept.view.known is not view.known:
            kept, changed = _Kept(view, ()), None
        else:
            changed = _changed(kept.view, view)
        if changed is None:
            slots, entries = placed_entries(view)
            kept.slots = slots
        else:
            slots = [slot for slot in changed if slot in kept.entries]
            entries = entries_apart(view, slots)
            for slot, entry in zip(slots, entries, strict=True):
                for key in _RELATIONS:
                    entry[key] = kept.entries[slot][key]
        for slot, entry in zip(slots, entries, strict=True):
            if slot not in kept.pieces or kept.entries[slot] != entry:
                kept.pieces[slot] = _map(len(entry) + _LOOKS) + _inside(entry)
            kept.entries[slot] = entry
        if slots or changed is None:
            kept.bounds = encoding.pack(view.entries.bounds(view.objects))
        kept.view = view
        self._kept[index] = kept
        return kept


def _changed(before: WorldView, now: WorldView) -> list[int] | None:
    """Slots of the objects that changed; None where what holds what may have changed too."""
    one, other = before.objects, now.objects
    same = (
        int(before.agent["held"][0]) == int(now.agent["held"][0])
        and before.shown == now.shown
        and before.unbreakable == now.unbreakable
        and all(np.array_equal(one[name], other[name]) for name in ("present", "parent", "type"))
    )
    if not same:
        return None
    different = np.zeros(len(one["parent"]), bool)
    moved = np.zeros(len(one["parent"]), bool)
    for name, values in one.items():
        rows = values != other[name]
        rows = rows.any(axis=1) if rows.ndim > 1 else rows
        different |= rows
        if name in ("position", "half"):
            moved |= rows
    parents = other["parent"]
    if any(_root(parents, slot) == NONE for slot in np.flatnonzero(moved).tolist()):
        return None  # it may stand on another floor now
    return np.flatnonzero(different).tolist()


def _root(parents: NDArray[np.int32], slot: int) -> int:
    """What a thing is in or on in the end: `NONE` or `HELD`."""
    at = int(parents[slot])
    for _ in range(len(parents)):
        if at < 0:
            break
        at = int(parents[at])
    return at


def _objects(kept: _Kept, view: WorldView) -> list[bytes]:
    """Packed `objects`: what is kept of each, and how the agent sees it now."""
    seen, away = looks(view, kept.slots)
    distances = away.astype(">f8").tobytes()
    parts = [_array(len(kept.slots))]
    pieces = kept.pieces
    for index, (slot, visible) in enumerate(zip(kept.slots, seen.tolist(), strict=True)):
        start = 8 * index
        parts += (pieces[slot], _SEEN if visible else _UNSEEN, distances[start : start + 8])
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
