"""Was it done, what was understood? Judges goals that came from words, on what is really so.

A goal arrives as one resolved mapping a stage, JSON types only, as `planning.goals` documents it;
each becomes a task that `envs.teach.checker` can check. Which of several alike things was meant
("the other mug") is judged by kind alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, STATE_PREDICATES
from envs.teach.checker import GoalReport, WorldFacts, check
from envs.teach.instruction import spoken_class
from envs.teach.resolution import ALL, HOLDING, Component, Relation, ResolvedTask


def task_of(resolved: Mapping[str, Any]) -> ResolvedTask:
    """The task of one stage of a goal.

    Raises:
        InvalidInputError: with the path of the bad field.
    """
    components = tuple(
        _component(item, f"goal.components[{index}]")
        for index, item in enumerate(_items(resolved, "components"))
    )
    names = {component.name for component in components}
    relations = tuple(
        _relation(item, names, f"goal.relations[{index}]")
        for index, item in enumerate(_items(resolved, "relations"))
    )
    return ResolvedTask(0, "", (), str(resolved.get("description", "")), components, relations)


def judge(stages: Sequence[ResolvedTask], history: Sequence[WorldFacts]) -> GoalReport:
    """How far a goal of several stages was done.

    The last stage has to hold at the end, and each one before it at some time, in order: what is
    opened and then closed was open.

    Args:
        stages: in order.
        history: the world at the start and after every action.
    """
    reports: list[GoalReport] = []
    since = 0
    for stage in stages[:-1]:
        times = range(since, len(history))
        since = next((at for at in times if check(stage, history[at]).success), since)
        reports.append(check(stage, history[since]))
        if not reports[-1].success:
            reports[-1] = check(stage, history[-1])
    reports += [check(stage, history[-1]) for stage in stages[-1:]]
    met, total = sum(one.met for one in reports), sum(one.total for one in reports)
    lines = tuple(line for one in reports for line in one.conditions)
    return GoalReport(bool(reports) and all(one.success for one in reports), met, total, lines)


def _component(item: Any, path: str) -> Component:
    if not isinstance(item, Mapping) or not isinstance(item.get("name"), str):
        raise InvalidInputError(path, f"expected a mapping with a name, got {item!r}")
    count, types = item.get("count", 1), item.get("types")
    if count != ALL and (not isinstance(count, int) or isinstance(count, bool) or count < 0):
        raise InvalidInputError(f"{path}.count", f'expected a number or "all", got {count!r}')
    if not isinstance(types, list | tuple) or not types or not set(types) <= BY_NAME.keys():
        raise InvalidInputError(f"{path}.types", f"expected object types, got {types!r}")
    states = item.get("states", {})
    if not isinstance(states, Mapping) or not states.keys() <= STATE_PREDICATES.keys():
        raise InvalidInputError(f"{path}.states", f"expected states, got {states!r}")
    need = None if count == ALL else int(count)
    wanted = [(str(key), bool(value)) for key, value in states.items()]
    wanted += [(HOLDING, True)] if item.get("held") else []
    return Component(
        name=item["name"],
        count=need,
        counted=need or 0,
        primary="objectType",
        object_class=spoken_class(str(item.get("label") or types[0])),
        types=frozenset(types),
        states=tuple(wanted),
        affordances=(),
        shareable=bool(item.get("shareable", False)),
        nested=True,
        failures=(),
    )


def _relation(item: Any, names: set[str], path: str) -> Relation:
    heads = item.get("heads") if isinstance(item, Mapping) else None
    tail = item.get("tail") if isinstance(item, Mapping) else None
    if not isinstance(heads, list | tuple) or tail not in names or not set(heads) <= names:
        raise InvalidInputError(path, f"expected heads and a tail of {sorted(names)}, got {item!r}")
    return Relation(tuple(heads), str(tail), bool(item.get("tail_shared", True)), "")


def _items(resolved: Mapping[str, Any], key: str) -> list[Any]:
    value = resolved.get(key, [])
    if not isinstance(value, list | tuple):
        raise InvalidInputError(f"goal.{key}", f"expected a list, got {value!r}")
    return list(value)
