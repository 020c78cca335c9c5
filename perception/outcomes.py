"""What comes of an interaction tells what the things are: only a knife cuts, only what can be
carried is picked up.

The thing acted on and the thing in the hand may both be other than they are taken for, so each is
judged by all that the other may be: who cannot cut three loaves doubts the knife.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from envs.interface import ActionName
from envs.ontology import BASINS, BY_NAME, KNIVES, OBJECT_TYPES, Affordance, takes
from perception.effects import REFUSABLE, SETS
from perception.fusion import FLOOR
from perception.instances import Instance
from perception.track import Track

# Probability that what should work is refused: it is out of reach, full, or so already.
REFUSED: Mapping[ActionName, float] = {
    ActionName.PICKUP: 0.5,
    ActionName.PLACE: 0.5,
    ActionName.OPEN: 0.5,
    ActionName.CLOSE: 0.5,
    ActionName.TOGGLE_ON: 0.5,
    ActionName.TOGGLE_OFF: 0.5,
    ActionName.SLICE: 0.15,
    ActionName.POUR: 0.5,
}
WORKED = 0.02  # that what should not work does: it was done to something else
AGAIN = 0.6  # what a refusal counts of the same one before: it may have the same reason
_DONE_TO = {
    ActionName.PICKUP: Affordance.PICKUPABLE,
    ActionName.OPEN: Affordance.OPENABLE,
    ActionName.CLOSE: Affordance.OPENABLE,
    ActionName.TOGGLE_ON: Affordance.TOGGLEABLE,
    ActionName.TOGGLE_OFF: Affordance.TOGGLEABLE,
}
_THINGS = np.array([not kind.can(Affordance.STRUCTURE) for kind in OBJECT_TYPES])
_PORTABLE = np.array([kind.can(Affordance.PICKUPABLE) for kind in OBJECT_TYPES])
Classes = NDArray[np.float32]  # (C,) log probability of each ontology type, by index


class Outcomes:
    """What came of an episode's interactions."""

    def __init__(self) -> None:
        self._refused: Counter[tuple[ActionName, int, int]] = Counter()

    def take_in(
        self,
        action: ActionName,
        worked: bool,
        thing: Instance,
        held: Instance | None,
        tracks: Mapping[int, Track],
    ) -> tuple[Instance, ...]:
        """Takes in, in their tracks, what came of an action.

        Args:
            action: an interaction.
            worked: whether it did.
            thing, held: what it was done to, and with, as believed before it.
            tracks: by identity; things without one are what they are taken for.

        Returns:
            What is believed of the two from now on; of those alone that have a track.
        """
        track, own = tracks.get(thing.identity), tracks.get(held.identity) if held else None
        if track is None and own is None:
            return ()
        if track is not None and not worked and action in REFUSABLE:
            thing = track.refuse(thing, SETS.get(action))
        case = (action, thing.identity, held.identity if held else -1)
        self._refused[case] += not worked
        weight = 1.0 if worked else AGAIN ** (self._refused[case] - 1)
        done_to = _certainly(thing.object_class) if track is None else track.classes
        done_to, able = tell(action, worked, done_to, own.classes if own else None, weight)
        found: list[Instance] = []
        for one, kept, classes in ((thing, track, done_to), (held, own, able)):
            if one is not None and kept is not None and classes is not None:
                kept.classes = classes
                kept.name_class()
                if one is held:
                    kept.turn_out(one.object_class)
                found.append(one.but(object_class=kept.object_class, confidence=kept.confidence))
        return tuple(found)


def tell(
    action: ActionName, worked: bool, thing: Classes, held: Classes | None, weight: float = 1.0
) -> tuple[Classes, Classes | None]:
    """What a thing and the one in the hand are, after an action on the thing.

    Args:
        action: an interaction.
        worked: whether it did.
        thing, held: log probabilities of their classes before it; `held` is None for an empty
            hand.
        weight: of what came of it, 0 to 1.

    Returns:
        The same after it.
    """
    fits = _fits(action)
    if held is None and fits.shape[1] > 1:
        return thing, None
    refused = np.where(fits, REFUSED[action], 1.0 - WORKED)
    likelihood = 1.0 - refused if worked else refused
    if held is None or fits.shape[1] == 1:
        return _with(thing, likelihood[:, 0] ** weight, _THINGS), held
    on, by = likelihood @ np.exp(held), np.exp(thing) @ likelihood
    return _with(thing, on**weight, _THINGS), _with(held, by**weight, _PORTABLE)


def _certainly(kind: str) -> Classes:
    """Log probabilities of the classes of what is of one for sure."""
    found = np.full(len(OBJECT_TYPES), FLOOR, np.float32)
    found[BY_NAME[kind].index] = 0.0
    return found


def _with(
    classes: Classes, likelihood: NDArray[np.float64], possible: NDArray[np.bool_]
) -> Classes:
    found = np.where(possible, classes + np.log(likelihood), FLOOR)
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
