"""Task definitions in TEACh's JSON format: loading and checking them.

The format, and what it means, is that of TEACh (https://github.com/alexa/teach,
`task_definitions/*.json` and `Task_THOR`): a task is a set of components (things that must
exist, in certain states) and relations between them. A component may be another task. Every
`#k` in any string stands for the task's k-th parameter. Our own files are in `tasks/`; beside
TEACh's keys they carry `paraphrases` and `nouns`, from which instructions are made.
"""

from __future__ import annotations

import difflib
import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, OBJECT_CLASSES, STATE_PREDICATES, Affordance, types_of_class

OWN_TASKS = Path(__file__).parent / "tasks"
TYPE_CONDITIONS = ("objectType", "simbotObjectClass")
RELATION_PROPERTIES = ("parentReceptacles", "simbotLastParentReceptacle")
# AI2-THOR's metadata keys for what can be done with an object, which conditions may name.
AFFORDANCE_CONDITIONS: dict[str, Affordance] = {
    "pickupable": Affordance.PICKUPABLE,
    "receptacle": Affordance.RECEPTACLE,
    "openable": Affordance.OPENABLE,
    "toggleable": Affordance.TOGGLEABLE,
    "sliceable": Affordance.SLICEABLE,
    "breakable": Affordance.BREAKABLE,
    "cookable": Affordance.COOKABLE,
    "dirtyable": Affordance.DIRTYABLE,
    "canFillWithLiquid": Affordance.FILLABLE,
    "canBeUsedUp": Affordance.USABLE_UP,
    "moveable": Affordance.MOVEABLE,
}
_ALIASES = {
    "Sink": "SinkBasin",
    "SinkBasin": "Sink",
    "Bathtub": "BathtubBasin",
    "BathtubBasin": "Bathtub",
}
_PLACEHOLDER = re.compile(r"#(\d+)")


@dataclass(frozen=True, slots=True)
class AtomicComponent:
    """Things of one kind in one state, as written; any string may hold `#k`.

    Attributes:
        determiner: `a`, `the`, `all` or a number.
        primary: which type condition names the kind, `objectType` or `simbotObjectClass`.
        conditions: every condition, the primary one too; values as written.
        shareable: one instance may serve several copies of the task.
        failures: condition -> what to say where it does not hold.
    """

    determiner: str
    primary: str
    conditions: Mapping[str, int | str]
    shareable: bool
    failures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TaskComponent:
    """A component that is a task of its own, as written."""

    determiner: str
    task_name: str
    task_params: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationDefinition:
    """`heads` are in or on `tails`, as written. `tail_determiners` `the`: all heads on the same
    instance; `a`: each on any."""

    heads: tuple[str, ...]
    head_determiners: tuple[str, ...]
    tails: tuple[str, ...]
    tail_determiners: tuple[str, ...]
    failure: str


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """One task file, checked.

    Attributes:
        task_id, name: unique in a library.
        nparams: how many parameters it takes.
        anchor: key of the component that stands for the task in another's relations.
        description: in words, with `#k`.
        paraphrases: further wordings.
        nouns: component key -> what one of it is called in a list.
        components: by key, in the order of the file.
        relations: in the order of the file.
        source: file that it came from, for messages.
    """

    task_id: int
    name: str
    nparams: int
    anchor: str | None
    description: str
    paraphrases: tuple[str, ...]
    nouns: Mapping[str, str]
    components: Mapping[str, AtomicComponent | TaskComponent]
    relations: tuple[RelationDefinition, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class TaskLibrary:
    """Definitions by name, in order of their ids."""

    tasks: Mapping[str, TaskDefinition]

    def get(self, name: str | int) -> TaskDefinition:
        """The definition of a name (in any case) or id.

        Raises:
            InvalidInputError: there is none; the message names the nearest.
        """
        wanted = str(name).strip().lower()
        for task in self.tasks.values():
            if wanted in (task.name.lower(), str(task.task_id)):
                return task
        raise InvalidInputError(
            "task", f"there is no task {name!r}{nearest(str(name), self.tasks)}"
        )


def nearest(word: str, choices: Iterable[str]) -> str:
    """`; did you mean ...?` or, where nothing is near, the valid choices."""
    known = [str(choice) for choice in choices]
    lowered = {choice.lower(): choice for choice in known}
    close = difflib.get_close_matches(word.lower(), lowered, n=1)
    if close:
        return f"; did you mean {lowered[close[0]]!r}?"
    return "; valid: " + ", ".join(known[:40])


def types_of(primary: str, name: str) -> frozenset[str]:
    """Types that a type condition accepts; TEACh lets a sink and its basin stand for each other."""
    if primary == "objectType":
        found = frozenset({name}) & BY_NAME.keys()
    else:
        found = types_of_class(name)
    if name in _ALIASES:
        found |= {_ALIASES[name]}
    return found


@functools.cache
def own_library() -> TaskLibrary:
    """The definitions that come with the project."""
    return load_library(OWN_TASKS)


def load_library(folder: str | Path) -> TaskLibrary:
    """Reads every `*.json` in a folder and checks that they fit together.

    Raises:
        InvalidInputError: with the file and the path of the bad field.
    """
    folder = Path(folder)
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise InvalidInputError("tasks", f"no task definitions (*.json) in {str(folder)!r}")
    return library_of([read_definition(path) for path in files])


def library_of(definitions: Iterable[TaskDefinition]) -> TaskLibrary:
    """A library of definitions, checked against each other (names, counts, cycles).

    Raises:
        InvalidInputError: with the path of the bad field.
    """
    tasks: dict[str, TaskDefinition] = {}
    ids: dict[int, str] = {}
    for task in sorted(definitions, key=lambda task: task.task_id):
        if task.name in tasks:
            raise InvalidInputError(f"{task.source}:task_name", f"{task.name!r} is there twice")
        if task.task_id in ids:
            raise InvalidInputError(
                f"{task.source}:task_id", f"{task.task_id} is {ids[task.task_id]!r} already"
            )
        tasks[task.name] = task
        ids[task.task_id] = task.name
    for task in tasks.values():
        _check_references(task, tasks, ())
    return TaskLibrary(tasks)


def read_definition(path: str | Path) -> TaskDefinition:
    """Reads and checks one file; see `parse_definition`."""
    path = Path(path)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInputError(path.name, f"cannot be read as JSON: {error}") from error
    return parse_definition(document, path.name)


def parse_definition(document: object, source: str = "task") -> TaskDefinition:
    """Checks one task definition.

    Args:
        document: what the JSON file holds.
        source: name for messages.

    Raises:
        InvalidInputError: with the path of the bad field.
    """
    fields = _mapping(document, source)
    nparams = _of_kind(fields, "task_nparams", int, source)
    if not 0 <= nparams <= 100:
        raise InvalidInputError(f"{source}:task_nparams", f"0 to 100, got {nparams}")
    components = {}
    for key, value in _mapping(
        _of_kind(fields, "components", dict, source), f"{source}:components"
    ).items():
        components[key] = _component(value, f"{source}:components.{key}")
    if not components:
        raise InvalidInputError(f"{source}:components", "at least one component is needed")
    relations = tuple(
        _relation(value, f"{source}:relations[{index}]", components)
        for index, value in enumerate(_of_kind(fields, "relations", list, source))
    )
    anchor = fields.get("task_anchor_object")
    if anchor is not None and anchor not in components:
        raise InvalidInputError(
            f"{source}:task_anchor_object",
            f"{anchor!r} is no component{nearest(str(anchor), components)}",
        )
    _check_placeholders(fields, nparams, source)
    return TaskDefinition(
        task_id=_of_kind(fields, "task_id", int, source),
        name=_of_kind(fields, "task_name", str, source),
        nparams=nparams,
        anchor=anchor,
        description=_of_kind(fields, "desc", str, source),
        paraphrases=_texts(fields.get("paraphrases", []), f"{source}:paraphrases"),
        nouns=_mapping(fields.get("nouns", {}), f"{source}:nouns"),
        components=components,
        relations=relations,
        source=source,
    )


def check_determiner(determiner: str, path: str, *, allow_all: bool = True) -> None:
    """Raises InvalidInputError unless it is `a`, `the`, `all` or a number from 0 to 50."""
    if determiner in ("a", "the") or (determiner == "all" and allow_all):
        return
    if determiner.isdecimal() and int(determiner) <= 50:
        return
    valid = "a, the, all or a number up to 50" if allow_all else "a, the or a number up to 50"
    raise InvalidInputError(path, f"expected {valid}, got {determiner!r}")


def check_condition(key: str, value: int | str, path: str) -> None:
    """Raises InvalidInputError unless the condition (without `#k`) means something."""
    if key in TYPE_CONDITIONS:
        if not types_of(key, str(value)):
            valid = BY_NAME if key == "objectType" else [*BY_NAME, *OBJECT_CLASSES]
            what = "object type" if key == "objectType" else "object class"
            raise InvalidInputError(path, f"unknown {what} {value!r}{nearest(str(value), valid)}")
    elif value not in (0, 1):
        raise InvalidInputError(path, f"expected 0 or 1, got {value!r}")


def has_placeholder(text: object) -> bool:
    """Whether a value still holds a `#k`."""
    return isinstance(text, str) and _PLACEHOLDER.search(text) is not None


def substitute(text: str, params: tuple[str, ...]) -> str:
    """`text` with every `#k` replaced by the k-th parameter."""
    return _PLACEHOLDER.sub(lambda match: params[int(match.group(1))], text)


def _component(document: object, path: str) -> AtomicComponent | TaskComponent:
    fields = _mapping(document, path)
    determiner = str(_of_kind(fields, "determiner", (str, int), path))
    if not has_placeholder(determiner):
        check_determiner(determiner, f"{path}.determiner", allow_all="task_name" not in fields)
    if "task_name" in fields:
        return TaskComponent(
            determiner=determiner,
            task_name=_of_kind(fields, "task_name", str, path),
            task_params=_texts(_of_kind(fields, "task_params", list, path), f"{path}.task_params"),
        )
    conditions = _mapping(_of_kind(fields, "conditions", dict, path), f"{path}.conditions")
    primary = _of_kind(fields, "primary_condition", str, path)
    if primary not in TYPE_CONDITIONS or primary not in conditions:
        raise InvalidInputError(
            f"{path}.primary_condition",
            f"expected one of {', '.join(TYPE_CONDITIONS)} that is among the conditions, "
            f"got {primary!r}",
        )
    known = [*TYPE_CONDITIONS, *STATE_PREDICATES, *AFFORDANCE_CONDITIONS]
    for key, value in conditions.items():
        if key not in known:
            raise InvalidInputError(
                f"{path}.conditions.{key}", f"unknown condition{nearest(key, known)}"
            )
        if not has_placeholder(value):
            check_condition(key, value, f"{path}.conditions.{key}")
    failures = _mapping(
        _of_kind(fields, "condition_failure_descs", dict, path), f"{path}.condition_failure_descs"
    )
    for key in failures:
        if key not in conditions:
            raise InvalidInputError(
                f"{path}.condition_failure_descs.{key}",
                f"is no condition of this component{nearest(key, conditions)}",
            )
    return AtomicComponent(
        determiner=determiner,
        primary=primary,
        conditions={key: int(v) if isinstance(v, bool) else v for key, v in conditions.items()},
        shareable=bool(_of_kind(fields, "instance_shareable", (bool, int), path)),
        failures={key: str(value) for key, value in failures.items()},
    )


def _relation(document: object, path: str, components: Mapping[str, object]) -> RelationDefinition:
    fields = _mapping(document, path)
    lists = {
        key: _texts(_of_kind(fields, key, list, path), f"{path}.{key}")
        for key in (
            "head_entity_list",
            "head_determiner_list",
            "tail_entity_list",
            "tail_determiner_list",
        )
    }
    kind = _of_kind(fields, "property", str, path)
    if kind not in RELATION_PROPERTIES:
        raise InvalidInputError(
            f"{path}.property", f"unknown property {kind!r}{nearest(kind, RELATION_PROPERTIES)}"
        )
    for side in ("head", "tail"):
        names, determiners = lists[f"{side}_entity_list"], lists[f"{side}_determiner_list"]
        if not names or len(names) != len(determiners):
            raise InvalidInputError(
                f"{path}.{side}_determiner_list",
                f"one determiner for each of {len(names)} entities, got {len(determiners)}",
            )
        for index, name in enumerate(names):
            if name not in components:
                raise InvalidInputError(
                    f"{path}.{side}_entity_list[{index}]",
                    f"{name!r} is no component of this task{nearest(name, components)}",
                )
    if len(lists["tail_entity_list"]) != 1:
        raise InvalidInputError(f"{path}.tail_entity_list", "exactly one entity is supported")
    for index, determiner in enumerate(lists["head_determiner_list"]):
        if not has_placeholder(determiner):
            check_determiner(determiner, f"{path}.head_determiner_list[{index}]")
    if lists["tail_determiner_list"][0] not in ("a", "the"):
        raise InvalidInputError(
            f"{path}.tail_determiner_list[0]",
            f"expected a or the, got {lists['tail_determiner_list'][0]!r}",
        )
    return RelationDefinition(
        heads=lists["head_entity_list"],
        head_determiners=lists["head_determiner_list"],
        tails=lists["tail_entity_list"],
        tail_determiners=lists["tail_determiner_list"],
        failure=_of_kind(fields, "failure_desc", str, path),
    )


def _check_references(
    task: TaskDefinition, tasks: Mapping[str, TaskDefinition], above: tuple[str, ...]
) -> None:
    """Nested tasks exist, get the right number of parameters, do not recur, have anchors."""
    if task.name in above:
        cycle = " -> ".join((*above[above.index(task.name) :], task.name))
        raise InvalidInputError(f"{tasks[above[0]].source}:components", f"tasks recur: {cycle}")
    for key, component in task.components.items():
        if not isinstance(component, TaskComponent):
            continue
        path = f"{task.source}:components.{key}"
        nested = tasks.get(component.task_name)
        if nested is None:
            raise InvalidInputError(
                f"{path}.task_name",
                f"there is no task {component.task_name!r}{nearest(component.task_name, tasks)}",
            )
        if len(component.task_params) != nested.nparams:
            raise InvalidInputError(
                f"{path}.task_params",
                f"{nested.name!r} takes {nested.nparams}, got {len(component.task_params)}",
            )
        _check_references(nested, tasks, (*above, task.name))
    for index, relation in enumerate(task.relations):
        for name in (*relation.heads, *relation.tails):
            component = task.components[name]
            if isinstance(component, TaskComponent) and tasks[component.task_name].anchor is None:
                raise InvalidInputError(
                    f"{task.source}:relations[{index}]",
                    f"{name!r} is the task {component.task_name!r}, which has no anchor object",
                )


def _check_placeholders(value: object, nparams: int, path: str) -> None:
    """Every `#k` in any string below is a parameter of the task."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "comments_task_params":
                continue
            joint = ":" if ":" not in path else "."
            _check_placeholders(key, nparams, f"{path}{joint}{key}")
            _check_placeholders(inner, nparams, f"{path}{joint}{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check_placeholders(inner, nparams, f"{path}[{index}]")
    elif isinstance(value, str):
        for match in _PLACEHOLDER.finditer(value):
            if int(match.group(1)) >= nparams:
                raise InvalidInputError(
                    path, f"{match.group(0)} but the task takes {nparams} parameters"
                )


def _mapping(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInputError(path, f"expected an object, got {type(value).__name__}")
    return value


def _texts(value: object, path: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str | int) for item in value):
        raise InvalidInputError(path, "expected a list of strings")
    return tuple(str(item) for item in value)


def _of_kind(fields: Mapping[str, Any], key: str, kind: Any, path: str) -> Any:
    """`fields[key]`, of the kind expected."""
    joint = ":" if ":" not in path else "."
    if key not in fields:
        raise InvalidInputError(f"{path}{joint}{key}", "is missing")
    value = fields[key]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        names = " or ".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
        raise InvalidInputError(
            f"{path}{joint}{key}", f"expected {names}, got {type(value).__name__}"
        )
    return value
