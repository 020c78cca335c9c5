"""ALFRED's goal parameters and TEACh's resolved tasks as instances of the goal language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, LAMPS, SLICE_COUNT, sliced_type
from planning.alfred_goals import LOOKING, goal_from_alfred
from planning.goals import ALL, Goal
from planning.language.goal_language import STATE_WORDS, Proposal, Stage, Thing
from planning.language.thing_goals import goals_of, proposal_of, things_of
from planning.teach_goals import goal_from_teach

# What was done to the object by ALFRED's task types; "clean" is taken for washed.
_DEEDS = {
    "washed": "pick_clean_then_place_in_recep",
    "clean": "pick_clean_then_place_in_recep",
    "heated": "pick_heat_then_place_in_recep",
    "chilled": "pick_cool_then_place_in_recep",
}
_WHOLE_OF = {sliced_type(whole): whole for whole in SLICE_COUNT}
_LIGHTS = {
    word: lamp for lamp, lit in LAMPS.items() for word, (name, _) in STATE_WORDS.items()
    if name == lit
}  # fmt: skip


def proposal_from_alfred(task_type: str, params: Mapping[str, Any]) -> Proposal:
    """The proposal of an ALFRED task.

    Args:
        task_type: one of ALFRED's seven.
        params: as in ALFRED's `pddl_params`.

    Raises:
        InvalidInputError: an unknown task type, or a parameter that is missing or unknown.
    """
    return proposal_of([goal_from_alfred(task_type, params, "an ALFRED task")])


def alfred_of(proposal: Proposal) -> tuple[str, dict[str, Any]] | None:
    """ALFRED's task type and `pddl_params` of a proposal that is one of its tasks, else None.

    What tells which thing is meant is left out, as ALFRED does not ask for it.
    """
    if len(proposal.stages) != 1 or len(proposal.stages[0].things) != 1:
        return None
    place = proposal.stages[0].things[0]
    if not place.contents:
        return _looking(place)
    if len(place.contents) != 1 or place.count != 1 or place.states:
        return None
    thing, movable = place.contents[0], ""
    if thing.contents:
        if len(thing.contents) != 1 or thing.count != 1 or thing.states:
            return None
        thing, movable = thing.contents[0], thing.kind
    parent = _plain(place.kind)
    found = _object(thing)
    if parent is None or found is None or thing.contents or movable not in ("", *BY_NAME):
        return None
    kind, sliced, states = found
    if movable:
        task_type = "pick_and_place_with_movable_recep" if thing.count == 1 else None
    elif thing.count == 2:
        task_type = "pick_two_obj_and_place" if place.together else None
    else:
        task_type = "pick_and_place_simple" if thing.count == 1 else None
    if states:
        simple = task_type == "pick_and_place_simple" and len(states) == 1
        task_type = _DEEDS.get(states[0]) if simple else None
    if task_type is None:
        return None
    return task_type, _params(kind, sliced, parent=parent, movable=movable)


def _looking(thing: Thing) -> tuple[str, dict[str, Any]] | None:
    found = _object(thing)
    if found is None or thing.count != 1:
        return None
    kind, sliced, states = found
    states = tuple(word for word in states if word != "held")  # it is in hand under the lamp
    if len(states) != 1 or states[0] not in _LIGHTS:
        return None
    return LOOKING, _params(kind, sliced, lamp=_LIGHTS[states[0]])


def _object(thing: Thing) -> tuple[str, bool, tuple[str, ...]] | None:
    """Type of the whole, whether slices are meant, and the other states."""
    kind = _plain(thing.kind)
    if kind is None:
        return None
    sliced = "sliced" in thing.states or kind in _WHOLE_OF
    kind = _WHOLE_OF.get(kind, kind)
    if sliced and kind not in SLICE_COUNT:
        return None
    return kind, sliced, tuple(word for word in thing.states if word != "sliced")


def _plain(kind: str) -> str | None:
    """A type as ALFRED has it, whose sinks and baths are basins; None for a class."""
    basins = {"Sink": "SinkBasin", "Bathtub": "BathtubBasin"}
    return basins.get(kind, kind) if kind in BY_NAME else None


def _params(
    kind: str, sliced: bool, parent: str = "", movable: str = "", lamp: str = ""
) -> dict[str, Any]:
    return {
        "mrecep_target": movable,
        "object_sliced": sliced,
        "object_target": kind,
        "parent_target": parent,
        "toggle_target": lamp,
    }


def proposal_from_teach(resolved: Mapping[str, Any]) -> Proposal:
    """The proposal of a resolved TEACh task, as `planning.teach_goals` documents it.

    What only has to exist somewhere, such as a knife to cut with, is left out: the planner finds
    its tools itself.

    Raises:
        InvalidInputError: a malformed mapping, or a task that the goal language cannot say.
    """
    goal = goal_from_teach(resolved)
    related = {name for relation in goal.relations for name in (*relation.heads, relation.tail)}
    wanted = tuple(
        part
        for part in goal.components
        if part.name in related or part.states or not part.shareable
    )
    stage = Stage(things=things_of(Goal("", wanted or goal.components, goal.relations), "goal"))
    return Proposal(verdict="goal", stages=(stage,))


def to_teach(proposal: Proposal) -> list[dict[str, Any]]:
    """A resolved mapping for each stage, as `planning.teach_goals` documents it.

    Besides TEACh's keys, a component has `held` (it is to be in the agent's hand) and `which`
    (`near` and `inside`: lists of types; `other`: true or false) where a goal asks for them, and
    a count of 0 means that there is to be none, in or on the tail where it is a head.

    Raises:
        InvalidInputError: a stage that takes a PDDL condition.
    """
    return [_mapping(goal, f"stages[{i}]") for i, goal in enumerate(goals_of(proposal))]


def _mapping(goal: Goal, path: str) -> dict[str, Any]:
    if goal.condition is not None:
        raise InvalidInputError(path, "TEACh's tasks cannot ask for contents in every thing")
    components: list[dict[str, Any]] = []
    for part in goal.components:
        component: dict[str, Any] = {
            "name": part.name,
            "count": ALL if part.count is None else part.count,
            "types": list(part.types),
            "states": dict(part.states),
            "shareable": part.shareable,
            "label": part.label,
        }
        if part.held:
            component["held"] = True
        if part.which is not None:
            which = part.which
            component["which"] = {
                "near": list(which.near), "inside": list(which.inside), "other": which.other
            }  # fmt: skip
        components.append(component)
    relations = [
        {"heads": list(r.heads), "tail": r.tail, "tail_shared": r.tail_shared}
        for r in goal.relations
    ]
    return {"description": goal.description, "components": components, "relations": relations}
