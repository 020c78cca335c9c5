"""Goals written as PDDL conditions over the ontology's predicates, and their binding.

    (exists (?m - Mug) (and (simbotIsFilledWithCoffee ?m) (not (isDirty ?m))))
    (forall (?b - Book) (exists (?t - Tables) (in ?b ?t)))

Types are ontology types or TEACh's object classes; predicates are the ontology's states, `in`
(directly or further up), `holding` and `=`; and, or, not, imply, exists and forall combine them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from envs.interface import InvalidInputError
from envs.ontology import (
    OBJECT_CLASSES,
    OBJECT_TYPES,
    SLICE_COUNT,
    STATE_PREDICATES,
    Affordance,
    can,
    takes,
)
from planning.assignment import INFEASIBLE
from planning.binding import (
    Binding,
    holds,
    place_literals,
    state_text,
)
from planning.goals import Condition, Connective, Goal, Met, canonical
from planning.pddl import Node, parse
from planning.problem import Literal
from planning.work import MOVE_WORK, NEEDS, SLICE_WORK, WORK
from planning.world import WHOLE_OF, World

KEPT = 12  # ways to make a condition true that are kept at each node
_STATES = {name.lower(): name for name in STATE_PREDICATES}
_CLASSES = {name.lower(): tuple(sorted(types)) for name, types in OBJECT_CLASSES.items()}
_CLASSES |= {kind.name.lower(): (kind.name,) for kind in OBJECT_TYPES}
_STRUCTURE = tuple(k.name for k in OBJECT_TYPES if not k.can(Affordance.STRUCTURE))
_CLASSES |= {"object": _STRUCTURE, "thing": _STRUCTURE}
_CLASSES["item"] = tuple(name for name in _STRUCTURE if can(name, Affordance.PICKUPABLE))
_CLASSES["anything"] = _CLASSES["item"]
_CLASSES["fixture"] = tuple(name for name in _STRUCTURE if not can(name, Affordance.PICKUPABLE))
_ALIASES = {"parentreceptacles": "in", "on": "in", "inside": "in"}


def goal_from_pddl(text: str, description: str = "") -> Goal:
    """Goal of a PDDL condition.

    Args:
        text: the condition, with or without `(:goal ...)` around it.
        description: for people; the text itself by default.

    Raises:
        InvalidInputError: naming the line and what is wrong.
    """
    node: Node = parse(text, "goal")
    if node and node[0] == ":goal" and len(node) == 2:
        (node,) = _nodes(node, node[1:])
    condition = _read(node, {})
    return Goal(description or " ".join(text.split()), condition=condition)


def _fail(node: Node, problem: str) -> InvalidInputError:
    return InvalidInputError(f"goal:{node.line}", problem)


def _nodes(node: Node, items: Sequence[Node | str]) -> list[Node]:
    for item in items:
        if not isinstance(item, Node):
            raise _fail(node, f"expected a condition, got {item!r}")
    return [item for item in items if isinstance(item, Node)]


def _read(node: Node, scope: Mapping[str, tuple[str, ...]]) -> Condition:
    if not node or not isinstance(node[0], str):
        raise _fail(node, "expected a condition, got ()")
    head = node[0]
    if head in ("and", "or"):
        parts = tuple(_read(item, scope) for item in _nodes(node, node[1:]))
        return Condition(Connective(head), parts)
    if head == "not":
        if len(node) != 2:
            raise _fail(node, "(not ...) takes 1 condition")
        return Condition(Connective.NOT, (_read(_nodes(node, node[1:])[0], scope),))
    if head == "imply":
        if len(node) != 3:
            raise _fail(node, "(imply ...) takes 2 conditions")
        premise, conclusion = (_read(item, scope) for item in _nodes(node, node[1:]))
        return Condition(Connective.OR, (Condition(Connective.NOT, (premise,)), conclusion))
    if head in ("exists", "forall"):
        if len(node) != 3:
            raise _fail(node, f"expected ({head} (VARIABLES) CONDITION)")
        variables = _variables(_nodes(node, node[1:2])[0])
        inner = _read(_nodes(node, node[2:])[0], {**scope, **dict(variables)})
        return Condition(Connective(head), (inner,), variables)
    return _atom(node, scope)


def _variables(node: Node) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: list[tuple[str, tuple[str, ...]]] = []
    waiting: list[str] = []
    items = iter(node)
    for item in items:
        if item == "-":
            kind = next(items, None)
            types = _CLASSES.get(kind) if isinstance(kind, str) else None
            if types is None:
                raise _fail(node, f"unknown type {kind!r}; expected an object type or class")
            found += [(name, types) for name in waiting]
            waiting = []
        elif isinstance(item, str) and item.startswith("?"):
            waiting.append(item)
        else:
            raise _fail(node, f"expected a variable, got {item!r}")
    return (*found, *((name, _CLASSES["object"]) for name in waiting))


def _atom(node: Node, scope: Mapping[str, tuple[str, ...]]) -> Condition:
    head = str(node[0])
    predicate = _STATES.get(head) or _ALIASES.get(head, head)
    arity = 1 if head in _STATES or predicate == "holding" else 2
    if head not in _STATES and predicate not in ("in", "holding", "="):
        known = ", ".join(["in", "holding", "=", *STATE_PREDICATES])
        raise _fail(node, f"unknown predicate {head!r}; known: {known}")
    arguments = tuple(str(item) for item in node[1:])
    if len(arguments) != arity:
        raise _fail(node, f"({head} ...) takes {arity} arguments, got {len(arguments)}")
    for argument in arguments:
        if argument.startswith("?") and argument not in scope:
            raise _fail(node, f"unknown variable {argument!r}")
    return Condition(Connective.ATOM, predicate=predicate, arguments=arguments)


# ---------------------------------------------------------------------- binding
@dataclass(frozen=True, slots=True)
class _Way:
    """Literals that together make a condition true, and about how dear that is."""

    literals: tuple[Literal, ...]
    cost: float


def bind_condition(world: World, goal: Goal) -> list[Binding]:
    """The cheapest ways, by estimate, to make a goal's condition true."""
    assert goal.condition is not None
    ways = _ways(world, goal.condition, True, {})
    bindings: list[Binding] = []
    for way in ways:
        names = {name for literal in way.literals for name in literal.fact[1:]}
        parts = tuple(part for name, part in world.parts.items() if name in names)
        names |= {part.whole for part in parts}
        imagined = tuple(thing for name, thing in world.imagined.items() if name in names)
        bindings.append(Binding(way.literals, imagined, parts, {}, way.cost))
    return bindings


def condition_met(world: World, goal: Goal) -> tuple[Met, ...]:
    """Which of the conjuncts of a goal's condition hold already."""
    assert goal.condition is not None
    condition = goal.condition
    top = condition.parts if condition.kind is Connective.AND else (condition,)
    return tuple(Met(to_text(part), _true(world, part, {})) for part in top)


def to_text(condition: Condition) -> str:
    """A condition as PDDL text."""
    if condition.kind is Connective.ATOM:
        return f"({' '.join((condition.predicate, *condition.arguments))})"
    inner = " ".join(to_text(part) for part in condition.parts)
    if condition.variables:
        names = " ".join(name for name, _ in condition.variables)
        return f"({condition.kind} ({names}) {inner})"
    return f"({condition.kind} {inner})"


def _true(world: World, condition: Condition, values: Mapping[str, str]) -> bool:
    match condition.kind:
        case Connective.AND:
            return all(_true(world, part, values) for part in condition.parts)
        case Connective.OR:
            return any(_true(world, part, values) for part in condition.parts)
        case Connective.NOT:
            return not _true(world, condition.parts[0], values)
        case Connective.EXISTS | Connective.FORALL:
            (name, types), rest = condition.variables[0], condition.variables[1:]
            inner = condition.parts[0]
            if rest:
                inner = Condition(condition.kind, (inner,), rest)
            found = (
                _true(world, inner, {**values, name: thing.name}) for thing in world.known(types)
            )
            return any(found) if condition.kind is Connective.EXISTS else all(found)
        case Connective.ATOM:
            return _true_atom(world, condition, values)


def _true_atom(world: World, condition: Condition, values: Mapping[str, str]) -> bool:
    arguments = tuple(values.get(item, item) for item in condition.arguments)
    if condition.predicate == "=":
        return arguments[0] == arguments[1]
    if condition.predicate == "holding":
        return world.state.held == arguments[0]
    return holds(world, Literal((canonical(condition.predicate), *arguments), True))


def _ways(world: World, condition: Condition, value: bool, values: Mapping[str, str]) -> list[_Way]:
    """Cheapest ways to make a condition have a value, cheapest first."""
    kind = condition.kind
    if kind is Connective.NOT:
        return _ways(world, condition.parts[0], not value, values)
    if kind is Connective.ATOM:
        return _atom_ways(world, condition, value, values)
    if kind in (Connective.AND, Connective.OR):
        found = [_ways(world, part, value, values) for part in condition.parts]
        return _all(found) if (kind is Connective.AND) is value else _any(found)
    (name, types), rest = condition.variables[0], condition.variables[1:]
    inner = condition.parts[0]
    if rest:
        inner = Condition(kind, (inner,), rest)
    one = (kind is Connective.EXISTS) is value
    found = []
    for candidate, cost in _candidates(world, types, imagine=one):
        ways = _ways(world, inner, value, {**values, name: candidate})
        found.append([_Way(way.literals, way.cost + cost * bool(way.cost)) for way in ways])
    return _any(found) if one else _all(found)


def _candidates(world: World, types: Sequence[str], imagine: bool) -> list[tuple[str, float]]:
    """Things of the types, with what getting hold of each costs."""
    found = [(t.name, world.distance(t) + t.avoid) for t in world.known(types)]
    if not imagine:
        return found
    for kind in types:
        whole = WHOLE_OF.get(kind)
        if whole is None:
            continue
        for thing in world.known([whole]) or [world.imagine(whole, 1)]:
            cost = SLICE_WORK + world.distance(thing)
            if thing.imagined:
                cost += world.search_cost(whole)
            count = min(SLICE_COUNT[whole], 3)
            found += [(world.cut(thing, index).name, cost) for index in range(count)]
    if not found and len(types) <= 8:
        for kind in types:
            found.append((world.imagine(kind, 1).name, float(world.search_cost(kind))))
    return found


def _any(found: Sequence[list[_Way]]) -> list[_Way]:
    ways = [way for group in found for way in group]
    return sorted(ways, key=lambda way: way.cost)[:KEPT]


def _all(found: Sequence[list[_Way]]) -> list[_Way]:
    ways = [_Way((), 0.0)]
    for group in found:
        ways = [
            joined for way in ways for more in group if (joined := _join(way, more)) is not None
        ]
        ways = sorted(ways, key=lambda way: way.cost)[:KEPT]
    return ways


def _join(a: _Way, b: _Way) -> _Way | None:
    """Both, unless they contradict each other."""
    wanted = {literal.fact: literal.value for literal in a.literals}
    if any(wanted.get(literal.fact, literal.value) is not literal.value for literal in b.literals):
        return None
    places = {lit.fact[1]: lit.fact[2] for lit in a.literals if lit.fact[0] == "in" and lit.value}
    for lit in b.literals:
        if (
            lit.fact[0] == "in"
            and lit.value
            and places.get(lit.fact[1], lit.fact[2]) != lit.fact[2]
        ):
            return None
    more = tuple(literal for literal in b.literals if literal.fact not in wanted)
    return _Way(a.literals + more, a.cost + b.cost)


def _class_of(world: World, name: str) -> str | None:
    if name in world.parts:
        return world.parts[name].object_class
    return world.things[name].object_class if name in world.things else None


def _atom_ways(
    world: World, condition: Condition, value: bool, values: Mapping[str, str]
) -> list[_Way]:
    arguments = tuple(values.get(item, item) for item in condition.arguments)
    predicate = canonical(condition.predicate)
    if predicate == "=":
        return [_Way((), 0.0)] if (arguments[0] == arguments[1]) is value else []
    kinds = [_class_of(world, name) for name in arguments]
    if None in kinds:
        unknown = arguments[kinds.index(None)]
        raise InvalidInputError("goal", f"no thing is called {unknown!r}")
    literal = Literal((predicate, *arguments), value, "")
    if predicate == "holding":
        held = (world.state.held == arguments[0]) is value
        return [_Way((literal,), 0.0 if held else MOVE_WORK / 2)]
    existing = arguments[0] in world.things and not world.things[arguments[0]].imagined
    if predicate == "in":
        return _in_ways(world, arguments, value, existing)
    text = state_text(str(kinds[0]), condition.predicate, value)
    literal = Literal((predicate, *arguments), value, text)
    true = existing and holds(world, Literal(literal.fact, True))
    if true is value:
        return [_Way((literal,), 0.0)]
    needs = NEEDS.get(predicate)
    if needs is not None and not can(str(kinds[0]), needs):
        return []
    cost = WORK.get((predicate, value), INFEASIBLE)
    return [_Way((literal,), cost)] if cost < INFEASIBLE else []


def _in_ways(world: World, arguments: tuple[str, ...], value: bool, existing: bool) -> list[_Way]:
    head, tail = arguments
    kind, place = str(_class_of(world, head)), str(_class_of(world, tail))
    if tail in world.parts or head == tail:
        return [] if value else [_Way((), 0.0)]
    inside = existing and tail in world.ancestors(head)
    if not value:
        parent = world.things[head].parent if existing else None
        gone = [Literal(("in", head, parent or tail), False, f"{kind} not in {place}")]
        return [_Way(tuple(gone), MOVE_WORK)] if inside else [_Way((), 0.0)]
    if not inside and not takes(place, kind):
        return []
    text = f"{kind} in or on the {place}"
    return [_Way(place_literals(world, head, tail, text), 0.0 if inside else MOVE_WORK)]
