"""Goals from ALFRED's goal parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, LAMPS, SLICE_COUNT, sliced_type
from planning.goals import Component, Goal, Relation

# What has to have happened to the object in the end, by task type.
_DEEDS = {
    "pick_clean_then_place_in_recep": "wasWashed",
    "pick_heat_then_place_in_recep": "wasHeated",
    "pick_cool_then_place_in_recep": "wasChilled",
}
_PLACING = frozenset(
    {"pick_and_place_simple", "pick_two_obj_and_place", "pick_and_place_with_movable_recep"}
)
LOOKING = "look_at_obj_in_light"
TASK_TYPES = (*sorted(_PLACING), *_DEEDS, LOOKING)


def goal_from_alfred(task_type: str, params: Mapping[str, Any], description: str = "") -> Goal:
    """Goal of an ALFRED task.

    Looking at something in the light of a lamp is to have it in hand when the lamp is switched
    on, which is how the planner knows it.

    Args:
        task_type: one of ALFRED's seven.
        params: `object_target`, `object_sliced`, `parent_target`, `mrecep_target` and
            `toggle_target`, as in ALFRED's `pddl_params`.
        description: one sentence for people.

    Raises:
        InvalidInputError: an unknown task type, or a parameter that is missing or unknown.
    """
    if task_type not in TASK_TYPES:
        raise InvalidInputError(
            "task_type", f"expected one of {', '.join(TASK_TYPES)}, got {task_type!r}"
        )
    kind = _type(params, "object_target")
    if params.get("object_sliced"):
        if kind not in SLICE_COUNT:
            raise InvalidInputError("params.object_sliced", f"no slices of {kind}")
        kind = sliced_type(kind)
    deed = _DEEDS.get(task_type)
    if task_type == LOOKING:
        deed = LAMPS.get(_type(params, "toggle_target"))
        if deed is None:
            raise InvalidInputError("params.toggle_target", f"expected one of {', '.join(LAMPS)}")
    thing = Component(
        name="object",
        count=2 if task_type == "pick_two_obj_and_place" else 1,
        types=(kind,),
        states=((deed, True),) if deed else (),
        label=kind,
    )
    if task_type == LOOKING:
        return Goal(description, (thing,))
    place = _type(params, "parent_target")
    receptacle = Component("receptacle", 1, (place,), label=place)
    if task_type != "pick_and_place_with_movable_recep":
        return Goal(description, (thing, receptacle), (Relation(("object",), "receptacle"),))
    carrier = _type(params, "mrecep_target")
    movable = Component("movable", 1, (carrier,), label=carrier)
    relations = (Relation(("object",), "movable"), Relation(("movable",), "receptacle"))
    return Goal(description, (thing, movable, receptacle), relations)


def _type(params: Mapping[str, Any], key: str) -> str:
    name = params.get(key)
    if not isinstance(name, str) or name not in BY_NAME:
        raise InvalidInputError(f"params.{key}", f"expected an object type, got {name!r}")
    return name
