"""States that things of a generated house start in."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from envs.ontology import Affordance, can
from envs.thor.generate.space import Piece

# How often a thing is dirty, on, or open at the start.
_DIRTY = {"Bed": 0.2, "Mirror": 0.3, "Cloth": 0.4, "Pan": 0.3, "Pot": 0.3}
_DIRTY_ELSE = 0.25
_ON = {
    "LightSwitch": 0.7, "DeskLamp": 0.5, "FloorLamp": 0.5, "Television": 0.2, "Candle": 0.15,
    "Laptop": 0.2, "Desktop": 0.3,
}  # fmt: skip
_OPEN = {"Laptop": 0.5, "Book": 0.2, "Box": 0.5, "Blinds": 0.5}
_FILLED = {"Bottle": 0.2, "WineBottle": 0.2, "Mug": 0.05, "Cup": 0.06}


def draw_states(rng: np.random.Generator, pieces: Iterable[Piece]) -> None:
    """Gives every piece its first state, in the pieces' order."""
    for piece in pieces:
        kind = piece.asset.object_type
        draws = rng.random(4)
        if can(kind, Affordance.DIRTYABLE) and draws[0] < _DIRTY.get(kind, _DIRTY_ELSE):
            piece.extras["isDirty"] = True
        if can(kind, Affordance.TOGGLEABLE) and draws[1] < _ON.get(kind, 0.0):
            piece.extras["isOn"] = True
        if can(kind, Affordance.OPENABLE) and draws[2] < _OPEN.get(kind, 0.0):
            piece.extras["isOpen"] = True
            piece.extras["openness"] = 1
        if can(kind, Affordance.FILLABLE) and draws[3] < _FILLED.get(kind, 0.0):
            piece.extras["fill"] = "wine" if kind == "WineBottle" else "water"
        draw_states(rng, piece.children)
