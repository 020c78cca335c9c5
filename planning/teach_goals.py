"""Goals from TEACh task definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from envs.interface import InvalidInputError
from envs.ontology import Affordance, can
from planning.goals import ALL, Component, Goal, Relation


def goal_from_teach(resolved: Mapping[str, Any]) -> Goal:
    """Goal of a TEACh task whose parameters and nested tasks have been resolved.

    `resolved` is a plain mapping (JSON types only):

        {"description": "Make two plates of toast.",
         "components": [
            {"name": "toast_0",            # unique; relations refer to it
             "count": 1,                   # an int, 0 for none, or "all"
             "types": ["BreadSliced"],     # acceptable ontology types (classes expanded)
             "states": {"isCooked": true}, # ontology state predicates, true or false
             "shareable": false,           # TEACh's instance_shareable; default false
             "receptacle": false,          # optional: keep only the types that are receptacles
             "label": "slice of toast"},   # optional, for people
            ...],
         "relations": [
            {"heads": ["toast_0"],         # component names; every instance of each of them ...
             "tail": "plate_0",            # ... is in or on an instance of this one
             "tail_shared": true},         # "the" (one tail for all heads) or "a" (any tail)
            ...]}

    A nested task with a count ("2" Plate Of Toast) comes as that many copies of its components
    and relations under distinct names (`toast_0`, `toast_1`, ...); a relation whose head is a
    nested task names that task's anchor component. A component with a plain count ("2" Toast)
    stays one component with that count. Instances of components that are not shareable are
    disjoint from those of every other component that is not shareable.

    Raises:
        InvalidInputError: with the path of the bad field.
    """
    if not isinstance(resolved, Mapping):
        raise InvalidInputError("goal", f"expected a mapping, got {type(resolved).__name__}")
    return Goal(
        description=str(resolved.get("description", "")),
        components=tuple(
            _component(item, f"goal.components[{index}]")
            for index, item in enumerate(_list(resolved, "components"))
        ),
        relations=tuple(
            _relation(item, f"goal.relations[{index}]")
            for index, item in enumerate(_list(resolved, "relations"))
        ),
    )


def _list(resolved: Mapping[str, Any], key: str) -> list[Any]:
    value = resolved.get(key, [])
    if not isinstance(value, list | tuple):
        raise InvalidInputError(f"goal.{key}", f"expected a list, got {type(value).__name__}")
    return list(value)


def _component(item: Any, path: str) -> Component:
    if not isinstance(item, Mapping) or not isinstance(item.get("name"), str):
        raise InvalidInputError(path, f"expected a mapping with a name, got {item!r}")
    count = item.get("count", 1)
    if count != ALL and (isinstance(count, bool) or not isinstance(count, int)):
        raise InvalidInputError(f"{path}.count", f'expected an integer or "all", got {count!r}')
    types = item.get("types")
    if not isinstance(types, list | tuple) or not all(isinstance(name, str) for name in types):
        raise InvalidInputError(f"{path}.types", f"expected a list of type names, got {types!r}")
    if item.get("receptacle"):
        types = [name for name in types if can(name, Affordance.RECEPTACLE)]
    states = item.get("states", {})
    if not isinstance(states, Mapping):
        raise InvalidInputError(f"{path}.states", f"expected a mapping, got {states!r}")
    return Component(
        name=item["name"],
        count=None if count == ALL else count,
        types=tuple(sorted(set(types))),
        states=tuple(sorted((str(key), bool(value)) for key, value in states.items())),
        shareable=bool(item.get("shareable", False)),
        label=str(item.get("label") or item["name"].replace("_", " ")),
    )


def _relation(item: Any, path: str) -> Relation:
    if not isinstance(item, Mapping):
        raise InvalidInputError(path, f"expected a mapping, got {item!r}")
    heads, tail = item.get("heads"), item.get("tail")
    if not isinstance(heads, list | tuple) or not all(isinstance(name, str) for name in heads):
        raise InvalidInputError(f"{path}.heads", f"expected a list of names, got {heads!r}")
    if not isinstance(tail, str):
        raise InvalidInputError(f"{path}.tail", f"expected a component name, got {tail!r}")
    return Relation(tuple(heads), tail, bool(item.get("tail_shared", True)))
