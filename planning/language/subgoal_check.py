"""Whether a subgoal makes sense: can that be done to such a thing, and there?"""

from __future__ import annotations

from collections.abc import Callable

from envs.ontology import SLICE_COUNT, Affordance, can, sliced_type
from planning.language.affordances import PLAIN_KINDS, can_be, places_for, some
from planning.language.goal_language import Subgoal, SubgoalAction, types_of

_WITH_PLACE = {SubgoalAction.PICK_UP, SubgoalAction.PLACE}
_NOWHERE = {
    SubgoalAction.SLICE,
    SubgoalAction.TOGGLE_ON,
    SubgoalAction.TOGGLE_OFF,
    SubgoalAction.OPEN,
    SubgoalAction.CLOSE,
}


def _state(word: str) -> Callable[[str], bool]:
    return lambda name: can_be(name, word)


def _cooks(name: str) -> bool:
    return can_be(name, "cooked") or (name in SLICE_COUNT and can_be(sliced_type(name), "cooked"))


def _pours(name: str) -> bool:
    return can(name, Affordance.FILLABLE)


_ABLE: dict[SubgoalAction, Callable[[str], bool]] = {
    SubgoalAction.PICK_UP: _state("held"),
    SubgoalAction.PLACE: _state("held"),
    SubgoalAction.WASH: _state("washed"),
    SubgoalAction.HEAT: _state("heated"),
    SubgoalAction.CHILL: _state("chilled"),
    SubgoalAction.COOK: _cooks,
    SubgoalAction.BOIL: _cooks,
    SubgoalAction.SLICE: lambda name: name in SLICE_COUNT,
    SubgoalAction.TOGGLE_ON: _state("on"),
    SubgoalAction.TOGGLE_OFF: _state("on"),
    SubgoalAction.OPEN: _state("open"),
    SubgoalAction.CLOSE: _state("open"),
    SubgoalAction.POUR: _pours,
    SubgoalAction.FILL: _pours,
}


def able(action: SubgoalAction, name: str) -> bool:
    """Whether an action goes with things of an ontology type."""
    return _ABLE[action](name)


def subgoal_problems(subgoal: Subgoal) -> list[str]:
    """What is wrong with a subgoal, in sentences."""
    action, kind, place = subgoal.action, subgoal.kind, subgoal.place
    types = types_of(kind)
    if not any(able(action, name) for name in types):
        valid = [name for name in PLAIN_KINDS if able(action, name)]
        return [f"{action} does not go with {kind}; it goes with: {some(valid)}"]
    if place is None:
        return [f"{action} needs a place for {kind}"] if action is SubgoalAction.PLACE else []
    if action in _NOWHERE:
        return [f"{action} takes no place; leave {place} out"]
    around = types_of(place)
    if action in _WITH_PLACE and not any(can(n, Affordance.RECEPTACLE) for n in around):
        return [f"nothing is in or on a {place}; places for {kind}: {places_for(types)}"]
    if not any(can(n, Affordance.RECEPTACLE) or can(n, Affordance.FILLABLE) for n in around):
        return [f"{action} cannot be done in or on a {place}; leave it out"]
    return []
