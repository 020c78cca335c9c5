"""What the kinds of the goal language can be and hold, by the ontology."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from envs.ontology import (
    BASINS,
    OBJECT_TYPES,
    SLICE_COUNT,
    STATE_NEEDS,
    Affordance,
    can,
    sliced_type,
    takes,
)
from planning.language.goal_language import STATE_WORDS, Thing, types_of

# What a thing has to be to be in a state, or to be brought into it.
_NEEDS: dict[str, Affordance] = {
    **STATE_NEEDS,
    "wasLitByDeskLamp": Affordance.PICKUPABLE,
    "wasLitByFloorLamp": Affordance.PICKUPABLE,
    "holding": Affordance.PICKUPABLE,
}
# What a thing is put into for something to happen to it.
TREATED_IN: dict[str, frozenset[str]] = {
    "wasWashed": BASINS,
    "wasHeated": frozenset({"Microwave"}),
    "wasChilled": frozenset({"Fridge"}),
}
_TOLD = 12  # kinds that a sentence names at most
_ALWAYS = frozenset({"uncooked", "unbroken", "whole"})  # what cannot change is so anyway
_SLICES = frozenset(sliced_type(whole) for whole in SLICE_COUNT)
PLAIN_KINDS = tuple(
    sorted(kind.name for kind in OBJECT_TYPES if not kind.can(Affordance.STRUCTURE))
)


def can_be(name: str, word: str) -> bool:
    """Whether things of an ontology type are, or can be brought, into a state."""
    predicate, _ = STATE_WORDS[word]
    if word in _ALWAYS:
        return True
    if word == "clean":  # what stays where it is cannot be washed
        return not can(name, Affordance.DIRTYABLE) or can(name, Affordance.PICKUPABLE)
    if predicate == "isSliced":
        return can(name, Affordance.SLICEABLE) or name in _SLICES
    if predicate == "isToggled":  # a burner is on by its knob
        return can(name, Affordance.TOGGLEABLE) or name == "StoveBurner"
    if predicate in TREATED_IN:
        return any(takes(place, name) for place in TREATED_IN[predicate])
    return can(name, _NEEDS[predicate])


def effective_types(thing: Thing) -> frozenset[str]:
    """Types of a thing's kind; where it is to be sliced, those of the slices."""
    types = types_of(thing.kind)
    if "sliced" not in thing.states:
        return types
    slices = {sliced_type(name) for name in types if name in SLICE_COUNT}
    return frozenset(slices | (types & _SLICES)) or types


def acceptable_types(thing: Thing, container: Thing | None = None) -> frozenset[str]:
    """Types of a kind that can be what is asked of it; all of the kind where none can be."""
    types = effective_types(thing)
    for fit in _fits(thing, container):
        types = frozenset(name for name in types if fit(name)) or types
    return types


def fitting_types(thing: Thing, container: Thing | None = None) -> frozenset[str]:
    """Types of a kind that can be all that is asked of it."""
    fits = _fits(thing, container)
    return frozenset(n for n in effective_types(thing) if all(fit(n) for fit in fits))


def _fits(thing: Thing, container: Thing | None) -> list[Callable[[str], bool]]:
    """What a type has to satisfy to be what is asked of a thing."""
    fits: list[Callable[[str], bool]] = []
    if container is not None or "held" in thing.states:
        fits.append(lambda name: can(name, Affordance.PICKUPABLE))
    if container is not None and thing.count != 0:
        around = effective_types(container)
        fits.append(lambda name: any(takes(outer, name) for outer in around))
        if len(effective_types(thing)) > 1:
            fits.append(lambda name: name not in around)
    for content in thing.contents:
        fits.append(lambda name: can(name, Affordance.RECEPTACLE))
        if content.count != 0:
            inner = effective_types(content)
            fits.append(lambda name, inner=inner: any(takes(name, item) for item in inner))
    fits += [lambda name, word=word: can_be(name, word) for word in thing.states]
    return fits


def some(kinds: Sequence[str]) -> str:
    """Kinds for a sentence: the first dozen, and whether there are more."""
    told = list(kinds[:_TOLD])
    return ", ".join([*told, "..."] if len(kinds) > _TOLD else told) or "none"


def places_for(types: Iterable[str]) -> str:
    """Kinds that take things of any of the types, for a sentence."""
    inner = list(types)
    return some([name for name in PLAIN_KINDS if any(takes(name, item) for item in inner)])
