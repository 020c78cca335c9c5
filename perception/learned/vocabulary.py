"""What the network tells apart: the ontology's types and visible states, by index."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from envs.ontology import OBJECT_TYPES, VISIBLE_STATES, Affordance

CLASSES: tuple[str, ...] = tuple(kind.name for kind in OBJECT_TYPES)
STRUCTURES: NDArray[np.bool_] = np.array([kind.can(Affordance.STRUCTURE) for kind in OBJECT_TYPES])
_NEEDS = {
    "isOpen": Affordance.OPENABLE,
    "isToggled": Affordance.TOGGLEABLE,
    "isDirty": Affordance.DIRTYABLE,
    "isFilledWithLiquid": Affordance.FILLABLE,
    "simbotIsFilledWithWater": Affordance.FILLABLE,
    "simbotIsFilledWithCoffee": Affordance.FILLABLE,
    "isCooked": Affordance.COOKABLE,
    "simbotIsBoiled": Affordance.COOKABLE,
    "isBroken": Affordance.BREAKABLE,
    "isUsedUp": Affordance.USABLE_UP,
}
# Burners glow though they are switched by their knobs.
_ALSO = {("StoveBurner", "isToggled")}

# (classes, states) bool: which states a thing of a class can have.
JUDGED: NDArray[np.bool_] = np.array(
    [
        [kind.can(_NEEDS[state]) or (kind.name, state) in _ALSO for state in VISIBLE_STATES]
        for kind in OBJECT_TYPES
    ]
)


def fingerprint() -> str:
    """Of the classes and states, so that weights of others are refused."""
    text = " ".join((*CLASSES, *VISIBLE_STATES))
    return f"{len(CLASSES)}-{zlib.crc32(text.encode()):08x}"
