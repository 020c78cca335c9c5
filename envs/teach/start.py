"""The house of an episode as it is when the episode begins."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

from envs.interface import InvalidInputError
from envs.ontology import STATE_PREDICATES, State
from envs.teach.episodes import Episode
from envs.thor.scene import Scene
from envs.thor.sources import load_scene


def scene_of(episode: Episode, load: Callable[[str], Scene] = load_scene) -> Scene:
    """The house of an episode as it is at the start, edits and agent's pose included.

    Raises:
        InvalidInputError: the episode was made for another house.
    """
    scene = load(episode.scene)
    objects = list(scene.objects)
    for index, edit in enumerate(episode.edits):
        path = f"episode.edits[{index}]"
        if edit.slot >= len(objects) or objects[edit.slot].object_type != edit.object_type:
            raise InvalidInputError(
                f"{path}.slot", f"{episode.scene} has no {edit.object_type} in slot {edit.slot}"
            )
        thing = copy.copy(objects[edit.slot])
        for predicate, value in edit.states:
            thing.state = _with_state(thing.state, predicate, value)
        objects[edit.slot] = thing
    return replace(scene, objects=objects, agent=episode.start)


def _with_state(state: int, predicate: str, value: bool) -> int:
    bits = STATE_PREDICATES[predicate]
    if not value:
        return state & ~int(bits)
    return state | int(State.WATER if bits == State.filled() else bits)
