"""What a language model is told of the scene: what the agent believes, in the goal language."""

from __future__ import annotations

from perception.belief import Belief
from perception.instances import STRUCTURE, Instance
from planning.language.goal_language import KINDS, STATE_WORDS
from planning.language.provider import SceneObject

_WORDS = {predicate: word for word, (predicate, value) in STATE_WORDS.items() if value}


def scene_objects(belief: Belief) -> tuple[SceneObject, ...]:
    """Everything that is believed to be in the scene, by name."""
    things = _things(belief)
    names = {thing.name for thing in things}
    return tuple(
        SceneObject(
            name=thing.name,
            kind=thing.object_class,
            states=_states(thing, held=thing.name == belief.held),
            place=thing.parent if thing.parent in names and thing.name != belief.held else None,
        )
        for thing in things
    )


def known_types(belief: Belief) -> frozenset[str]:
    """Object types of which something is believed to be in the scene."""
    return frozenset(thing.object_class for thing in _things(belief))


def _things(belief: Belief) -> list[Instance]:
    kinds = frozenset(KINDS)
    return [
        thing
        for _, thing in sorted(belief.instances.items())
        if thing.present
        and thing.object_class in kinds - STRUCTURE
        and (not thing.missing or thing.name == belief.held)
    ]


def _states(thing: Instance, held: bool) -> tuple[str, ...]:
    words = {_WORDS[name] for name in thing.states if name in _WORDS}
    return tuple(sorted(words | {"held"} if held else words))
