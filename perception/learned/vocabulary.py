"""What the network tells apart: the ontology's types and visible states, by index."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from envs.ontology import OBJECT_TYPES, VISIBLE_STATES, Affordance, possible_states
from perception.fusion import STRUCTURES as STRUCTURES

CLASSES: tuple[str, ...] = tuple(kind.name for kind in OBJECT_TYPES)
CARRIED: NDArray[np.bool_] = np.array([kind.can(Affordance.PICKUPABLE) for kind in OBJECT_TYPES])
# (classes, states) bool: which states a thing of a class can have.
JUDGED: NDArray[np.bool_] = np.array(
    [[state in possible_states(kind) for state in VISIBLE_STATES] for kind in CLASSES]
)


def fingerprint() -> str:
    """Of the classes and states, so that weights of others are refused."""
    text = " ".join((*CLASSES, *VISIBLE_STATES))
    return f"{len(CLASSES)}-{zlib.crc32(text.encode()):08x}"
