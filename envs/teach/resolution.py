"""A task with its parameters filled in and its nested tasks expanded: what can be checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from envs.interface import InvalidInputError
from envs.ontology import STATE_PREDICATES, Affordance, can
from envs.teach.definitions import (
    AFFORDANCE_CONDITIONS,
    TYPE_CONDITIONS,
    AtomicComponent,
    RelationDefinition,
    TaskComponent,
    TaskDefinition,
    TaskLibrary,
    check_condition,
    check_determiner,
    own_library,
    substitute,
    types_of,
)
from envs.teach.instruction import fill_in, instruction_of, spoken_class

ALL = "all"
HOLDING = "holding"  # a condition of goals that come from words: in the agent's hand
MOST_COMPONENTS = 200
_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Component:
    """So many things of one kind in one state.

    Attributes:
        name: unique in the task.
        count: how many distinct instances, or None for every instance in the world.
        counted: how many of them goal conditions are counted for: TEACh counts one of what
            copies of a task may share, and none of what only a relation needs.
        primary: `objectType` or `simbotObjectClass`.
        object_class: value of the primary condition.
        types: ontology types that satisfy every type and affordance condition.
        states: (predicate, wanted value) in the order of the definition.
        affordances: affordance conditions, as written.
        shareable: an instance may serve other components too.
        nested: it comes from a task within the task; TEACh then counts only instances that
            satisfy it towards relations, not those that nearly do.
        failures: (condition, what to say where it does not hold).
    """

    name: str
    count: int | None
    counted: int
    primary: str
    object_class: str
    types: frozenset[str]
    states: tuple[tuple[str, bool], ...]
    affordances: tuple[tuple[str, bool], ...]
    shareable: bool
    nested: bool
    failures: tuple[tuple[str, str], ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        """Names of the conditions on one instance, the primary one first."""
        return (
            self.primary,
            *(key for key, _ in self.affordances),
            *(key for key, _ in self.states),
        )

    @property
    def label(self) -> str:
        return spoken_class(self.object_class)


@dataclass(frozen=True, slots=True)
class Relation:
    """Every instance of the heads is in or on an instance of the tail, directly or further up.

    Attributes:
        heads: component names.
        tail: component name.
        same_tail: all on one and the same instance of the tail.
        failure: what to say where it does not hold.
    """

    heads: tuple[str, ...]
    tail: str
    same_tail: bool
    failure: str


@dataclass(frozen=True, slots=True)
class ResolvedTask:
    """A task ready to be planned for and checked.

    Attributes:
        task_id, name, params: which task.
        description: the definition's sentence with the parameters in it, in plain words.
        components, relations: flat; nested tasks are expanded into copies.
    """

    task_id: int
    name: str
    params: tuple[str, ...]
    description: str
    components: tuple[Component, ...]
    relations: tuple[Relation, ...]

    def component(self, name: str) -> Component:
        return next(component for component in self.components if component.name == name)

    def to_goal_mapping(self) -> dict[str, object]:
        """The mapping (JSON types only) that `planning.goals.goal_from_teach` documents."""
        return {
            "description": self.description,
            "components": [
                {
                    "name": component.name,
                    "count": ALL if component.count is None else component.count,
                    "types": sorted(component.types),
                    "states": dict(component.states),
                    "shareable": component.shareable,
                    "label": component.label,
                }
                for component in self.components
            ],
            "relations": [
                {
                    "heads": list(relation.heads),
                    "tail": relation.tail,
                    "tail_shared": relation.same_tail,
                }
                for relation in self.relations
            ],
        }


def resolve(
    task: str | int | TaskDefinition,
    params: Sequence[object] = (),
    library: TaskLibrary | None = None,
) -> ResolvedTask:
    """Fills in a task's parameters and expands the tasks in it.

    Args:
        task: name, id or definition.
        params: as many as the task takes.
        library: where nested tasks are looked up; ours if None.

    Raises:
        InvalidInputError: with the path of the field that the parameters made invalid.
    """
    library = library or own_library()
    definition = task if isinstance(task, TaskDefinition) else library.get(task)
    values = tuple(str(value) for value in params)
    if len(values) != definition.nparams:
        raise InvalidInputError(
            "task.params",
            f"{definition.name!r} takes {definition.nparams} parameters, got {len(values)}",
        )
    found = _Found([], [], {})
    _expand(definition, values, library, "", (), 1, found)
    if len(found.components) > MOST_COMPONENTS:
        raise InvalidInputError(
            "task.params", f"more than {MOST_COMPONENTS} components: {len(found.components)}"
        )
    return ResolvedTask(
        task_id=definition.task_id,
        name=definition.name,
        params=values,
        description=instruction_of(definition, values, None),
        components=tuple(found.components),
        relations=tuple(found.relations),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What an expansion has gathered so far; `shared`: what copies of a task share, by where it
    is in the definition -> its name."""

    components: list[Component]
    relations: list[Relation]
    shared: dict[tuple[str, ...], str]

    def index(self, name: str) -> int:
        return next(i for i, component in enumerate(self.components) if component.name == name)


def _expand(
    definition: TaskDefinition,
    params: tuple[str, ...],
    library: TaskLibrary,
    prefix: str,
    where: tuple[str, ...],
    copies: int,
    found: _Found,
) -> tuple[str, ...]:
    """Adds `copies` of a task; returns the names of its anchor's components.

    A task without relations is added once, its counts multiplied; one with relations is added
    copy by copy, so that each has a tail of its own. `where`: component keys down to the task.
    """
    if copies > 1 and _has_relations(definition, library):
        anchors: list[str] = []
        for copy in range(copies):
            part = f"{prefix}{copy + 1}_"
            anchors += _expand(definition, params, library, part, where, 1, found)
        return tuple(anchors)
    names: dict[str, tuple[str, ...]] = {}
    for key, component in definition.components.items():
        path = f"{definition.source}:components.{key}"
        determiner = substitute(component.determiner, params)
        check_determiner(determiner, f"{path}.determiner", allow_all=True)
        name = prefix + _UNSAFE.sub("_", substitute(key, params).lower()).strip("_")
        count = _count(determiner)
        if count == 0:
            names[key] = ()
        elif isinstance(component, TaskComponent):
            if count is None:
                raise InvalidInputError(f"{path}.determiner", "all does not go with a task")
            inner = tuple(substitute(value, params) for value in component.task_params)
            nested = library.get(component.task_name)
            names[key] = _expand(
                nested, inner, library, f"{name}_", (*where, key), count * copies, found
            )
        else:
            known = found.shared.get((*where, key))
            if known is None:
                known = _add_component(
                    component, params, name, count, copies, bool(where), path, found
                )
            if component.shareable or count is None:
                found.shared[(*where, key)] = known
            names[key] = (known,)
    for index, relation in enumerate(definition.relations):
        path = f"{definition.source}:relations[{index}]"
        _add_relation(relation, params, names, path, found)
    return names[definition.anchor] if definition.anchor is not None else ()


def _has_relations(definition: TaskDefinition, library: TaskLibrary) -> bool:
    return bool(definition.relations) or any(
        _has_relations(library.get(component.task_name), library)
        for component in definition.components.values()
        if isinstance(component, TaskComponent)
    )


def _count(determiner: str) -> int | None:
    if determiner == ALL:
        return None
    return int(determiner) if determiner.isdecimal() else 1


def _add_component(
    component: AtomicComponent,
    params: tuple[str, ...],
    name: str,
    count: int | None,
    copies: int,
    nested: bool,
    path: str,
    found: _Found,
) -> str:
    """Adds an atomic component and returns its name; copies share what is shareable."""
    conditions = {
        key: _value(value, params, f"{path}.conditions.{key}", key)
        for key, value in component.conditions.items()
    }
    types: frozenset[str] | None = None
    for key in TYPE_CONDITIONS:
        if key in conditions:
            accepted = types_of(key, str(conditions[key]))
            types = accepted if types is None else types & accepted
    assert types is not None
    affordances = tuple(
        (key, bool(value)) for key, value in conditions.items() if key in AFFORDANCE_CONDITIONS
    )
    for key, wanted in affordances:
        flag: Affordance = AFFORDANCE_CONDITIONS[key]
        types = frozenset(kind for kind in types if can(kind, flag) == wanted)
    if not types:
        raise InvalidInputError(f"{path}.conditions", f"no object type satisfies {conditions}")
    if not name[:1].isalpha():
        name = _UNSAFE.sub("_", str(conditions[component.primary]).lower())
    unique, number = name, 2
    while any(other.name == unique for other in found.components):
        unique, number = f"{name}_{number}", number + 1
    need = None if count is None else (1 if component.shareable else count * copies)
    found.components.append(
        Component(
            name=unique,
            count=need,
            counted=need or 0,
            primary=component.primary,
            object_class=str(conditions[component.primary]),
            types=types,
            states=tuple((k, bool(v)) for k, v in conditions.items() if k in STATE_PREDICATES),
            affordances=affordances,
            shareable=component.shareable,
            nested=nested,
            failures=tuple(
                (key, fill_in(text, params)) for key, text in component.failures.items()
            ),
        )
    )
    return unique


def _value(value: int | str, params: tuple[str, ...], path: str, key: str) -> int | str:
    if isinstance(value, str):
        value = substitute(value, params)
        if key not in TYPE_CONDITIONS and value.isdecimal():
            value = int(value)
    check_condition(key, value, path)
    return value


def _add_relation(
    relation: RelationDefinition,
    params: tuple[str, ...],
    names: dict[str, tuple[str, ...]],
    path: str,
    found: _Found,
) -> None:
    """Adds a relation, and makes each head's component as many as the relation speaks of."""
    heads: list[str] = []
    for position, (key, written) in enumerate(
        zip(relation.heads, relation.head_determiners, strict=True)
    ):
        determiner = substitute(written, params)
        check_determiner(determiner, f"{path}.head_determiner_list[{position}]")
        count = _count(determiner)
        if count == 0 or not names[key]:
            continue
        heads += _heads(names[key], count, found)
    if not heads:
        return
    tails = names[relation.tails[0]]
    if not tails:
        raise InvalidInputError(
            f"{path}.tail_entity_list[0]", "none of the tail is asked for (its determiner is 0)"
        )
    found.relations.append(
        Relation(
            heads=tuple(heads),
            tail=tails[0],
            same_tail=relation.tail_determiners[0] == "the",
            failure=fill_in(relation.failure, params),
        )
    )


def _heads(names: tuple[str, ...], count: int | None, found: _Found) -> list[str]:
    """Components that hold exactly `count` instances (None: all) of what `names` stand for."""
    if len(names) != 1:  # copies of a task: each has one anchor, and they are alike
        return list(names if count is None else names[:count])
    index = found.index(names[0])
    component = found.components[index]
    if component.count is None or count is None or component.count == count:
        return [component.name]
    if component.count < count:
        found.components[index] = replace(component, count=count)
        return [component.name]
    rest = replace(
        component,
        name=f"{component.name}_rest",
        count=component.count - count,
        counted=max(0, component.counted - count),
    )
    found.components[index] = replace(component, count=count, counted=min(component.counted, count))
    found.components.insert(index + 1, rest)
    return [component.name]
