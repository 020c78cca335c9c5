"""Events of AI2-THOR refer to themselves; here they are freed as soon as nobody has them.

`Event.events` is a list with the event in it. Left to Python's collector, which counts objects and
not bytes, thousands of dead events with their images would wait for their end.
"""

from __future__ import annotations

import sys
import weakref
from collections import deque

from ai2thor.server import Event, MultiAgentEvent

_LOOKED_BACK = 8  # events whose holders are looked for
# Who refers to an event that nobody has: its own list, the name here, and the question itself.
_ALONE = 3


class Cycles:
    """The last few events of a controller, which they do not keep alive."""

    def __init__(self) -> None:
        self._recent: deque[weakref.ref[Event]] = deque(maxlen=_LOOKED_BACK)

    def watch(self, answer: Event | MultiAgentEvent) -> None:
        """Frees what nobody has of the events before, and looks after these."""
        kept: list[weakref.ref[Event]] = []
        for reference in self._recent:
            event = reference()
            if event is not None and sys.getrefcount(event) <= _ALONE:
                event.events = []
            elif event is not None:
                kept.append(reference)
        self._recent.clear()
        self._recent.extend([*kept, *(weakref.ref(event) for event in answer.events)])
