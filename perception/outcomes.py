"""What comes of an interaction tells what the things are: only a knife cuts, only what can be
carried is picked up.

The thing acted on and the thing in the hand may both be other than they are taken for, so each is
judged by all that the other may be: who cannot cut three loaves doubts the knife.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from envs.interface import ActionName
from envs.ontology import BASINS, BY_NAME, KNIVES, OBJECT_TYPES, Affordance, takes
from perception.fusion import FLOOR

# Probability that what should work is refused: it is out of reach, full, or so already.
REFUSED: Mapping[ActionName, float] = {
    ActionName.PICKUP: 0.5,
    ActionName.PLACE: 0.5,
    ActionName.OPEN: 0.5,
    ActionName.CLOSE: 0.5,
    ActionName.TOGGLE_ON: 0.5,
    ActionName.TOGGLE_OFF: 0.5,
    ActionName.SLICE: 0.25,
    ActionName.POUR: 0.5,
}
WORKED = 0.05  # that what should not work does: it was done to something else
_DONE_TO = {
    ActionName.PICKUP: Affordance.PICKUPABLE,
    ActionName.OPEN: Affordance.OPENABLE,
    ActionName.CLOSE: Affordance.OPENABLE,
    ActionName.TOGGLE_ON: Affordance.TOGGLEABLE,
    ActionName.TOGGLE_OFF: Affordance.TOGGLEABLE,
}
Classes = NDArray[np.float32]  # (C,) log probability of each ontology type, by index


def tell(
    action: ActionName, worked: bool, thing: Classes, held: Classes | None
) -> tuple[Classes, Classes | None]:
    """What a thing and the one in the hand are, after an action on the thing.

    Args:
        action: an interaction.
        worked: whether it did.
        thing, held: log probabilities of their classes before it; `held` is None for an empty
            hand.

    Returns:
        The same after it.
    """
    fits = _fits(action)
    if held is None and fits.shape[1] > 1:
        return thing, None
    refused = np.where(fits, REFUSED[action], 1.0 - WORKED)
    likelihood = 1.0 - refused if worked else refused
    if held is None or fits.shape[1] == 1:
        return _with(thing, likelihood[:, 0]), held
    return _with(thing, likelihood @ np.exp(held)), _with(held, np.exp(thing) @ likelihood)


def certainly(kind: str) -> Classes:
    """Log probabilities of the classes of what is of one for sure."""
    found = np.full(len(OBJECT_TYPES), FLOOR, np.float32)
    found[BY_NAME[kind].index] = 0.0
    return found


def _with(classes: Classes, likelihood: NDArray[np.float64]) -> Classes:
    found = classes + np.log(likelihood)
    found -= np.log(np.exp(found - found.max()).sum()) + found.max()
    return np.maximum(found, FLOOR).astype(np.float32)


@cache
def _fits(action: ActionName) -> NDArray[np.bool_]:
    """(C, C) whether an action can be done to a type with another in the hand; (C, 1) where the
    hand does not matter."""
    if action in _DONE_TO:
        return np.array([[kind.can(_DONE_TO[action])] for kind in OBJECT_TYPES])
    if action is ActionName.PLACE:
        return np.array([[takes(on.name, one.name) for one in OBJECT_TYPES] for on in OBJECT_TYPES])
    if action is ActionName.SLICE:
        able = [one.name in KNIVES for one in OBJECT_TYPES]
        done_to = [one.can(Affordance.SLICEABLE) for one in OBJECT_TYPES]
    else:
        able = [one.can(Affordance.FILLABLE) for one in OBJECT_TYPES]
        done_to = [one.can(Affordance.FILLABLE) or one.name in BASINS for one in OBJECT_TYPES]
    return np.outer(done_to, able)
