"""Reading PDDL: s-expressions with line numbers, and the domain that the household plans in.

`parse` accepts any PDDL. `read_domain` understands the part that the fast path and the plan
simulator work with: typed STRIPS with negative preconditions, conditional and universal effects
and action costs. What goes beyond it is still planned with, through unified-planning.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from envs.interface import InvalidInputError

SKILLS = (
    "go-to", "search", "pick-up", "place", "open", "close", "toggle-on", "toggle-off", "slice",
    "pour",
)  # fmt: skip
_TOKEN = re.compile(r"[()]|[^\s();]+|;[^\n]*|\n")
_SKILL = re.compile(r"\(\s*:action\s+(\S+)[^(]*?;\s*skill:\s*(\S+)\s+(\?\S+)", re.IGNORECASE)


class Node(list["Node | str"]):
    """A parenthesised list, with the line (from 1) that it starts on."""

    line: int = 0


@dataclass(frozen=True, slots=True)
class Atom:
    """A possibly negated atom; arguments are variables (`?x`) or names."""

    predicate: str
    arguments: tuple[str, ...]
    positive: bool = True


@dataclass(frozen=True, slots=True)
class Effect:
    """`(forall variables (when condition literal))`."""

    literal: Atom
    condition: tuple[Atom, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """An action schema.

    Attributes:
        name: of the operator.
        parameters: (variable, type).
        preconditions: a conjunction of literals.
        effects: in order.
        cost: function and arguments, a constant, or 1 where the action says nothing.
        skill: of the agent that carries it out; "" where the file does not say.
        target: the parameter that the skill acts on.
    """

    name: str
    parameters: tuple[tuple[str, str], ...]
    preconditions: tuple[Atom, ...]
    effects: tuple[Effect, ...]
    cost: tuple[str, ...] | int = 1
    skill: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain that the fast path understands.

    Attributes:
        name: of the domain.
        types: each type's ancestors, itself first.
        constants: (name, type).
        predicates: argument types by predicate.
        actions: in file order.
        text: the file.
    """

    name: str
    types: Mapping[str, tuple[str, ...]]
    constants: tuple[tuple[str, str], ...]
    predicates: Mapping[str, tuple[str, ...]]
    actions: tuple[Action, ...]
    text: str

    def action(self, name: str) -> Action:
        return next(action for action in self.actions if action.name == name)


class UnsupportedPddlError(InvalidInputError):
    """Valid PDDL that the fast path does not understand."""


def parse(text: str, name: str) -> Node:
    """The one top-level list of a PDDL file, in lower case.

    Args:
        text: of the file.
        name: of the file, for messages.

    Raises:
        InvalidInputError: naming the file and line.
    """
    line, stack, top = 1, [], []
    for token in _TOKEN.findall(text):
        if token == "\n":
            line += 1
        elif token.startswith(";"):
            continue
        elif token == "(":
            node = Node()
            node.line = line
            (stack[-1] if stack else top).append(node)
            stack.append(node)
        elif token == ")":
            if not stack:
                raise InvalidInputError(f"{name}:{line}", "')' without '('")
            stack.pop()
        elif not stack:
            raise InvalidInputError(f"{name}:{line}", f"expected '(', got {token!r}")
        else:
            if not token.isascii():
                raise InvalidInputError(f"{name}:{line}", f"not ASCII: {token!r}")
            stack[-1].append(token.lower())
    if stack:
        raise InvalidInputError(f"{name}:{stack[-1].line}", "'(' is never closed")
    if len(top) != 1:
        raise InvalidInputError(f"{name}:{line}", f"expected one (define ...), got {len(top)}")
    return top[0]


@functools.cache
def household_text() -> str:
    """The shipped `domain.pddl`."""
    return resources.files("planning").joinpath("domain.pddl").read_text(encoding="utf-8")


@functools.lru_cache(maxsize=16)
def read_domain(text: str, name: str = "domain.pddl") -> Domain:
    """A domain in the part of PDDL that the fast path understands.

    Raises:
        InvalidInputError: malformed PDDL, naming the file and line.
        UnsupportedPddlError: valid PDDL that goes beyond that part.
    """
    return _Reader(name).domain(parse(text, name), text)


def sections(root: Node, name: str) -> Iterator[Node]:
    """The `(:section ...)` lists of a domain or problem."""
    if not root or root[0] != "define":
        raise InvalidInputError(f"{name}:{root.line}", "expected (define ...)")
    for item in root[1:]:
        if not isinstance(item, Node) or not item or not isinstance(item[0], str):
            raise InvalidInputError(f"{name}:{root.line}", f"expected (:section ...), got {item}")
        yield item


class _Reader:
    def __init__(self, name: str) -> None:
        self.file = name
        self.predicates: dict[str, tuple[str, ...]] = {}
        self.types: dict[str, tuple[str, ...]] = {"object": ("object",)}

    def fail(self, node: Node | None, problem: str) -> InvalidInputError:
        return InvalidInputError(f"{self.file}:{node.line if node else 1}", problem)

    def beyond(self, node: Node, what: str) -> InvalidInputError:
        return UnsupportedPddlError(f"{self.file}:{node.line}", f"the fast path takes no {what}")

    def domain(self, root: Node, text: str) -> Domain:
        skills = {name.lower(): (skill, arg.lower()) for name, skill, arg in _SKILL.findall(text)}
        name, constants, actions = "", (), []
        for section in sections(root, self.file):
            head = section[0]
            if head == "domain":
                name = str(section[1]) if len(section) > 1 else ""
            elif head == ":types":
                self.read_types(section)
            elif head == ":constants":
                constants = self.typed(section, section[1:])
            elif head == ":predicates":
                for item in section[1:]:
                    node = self.list_of(item, section)
                    self.predicates[str(node[0])] = tuple(
                        kind for _, kind in self.typed(node, node[1:])
                    )
            elif head == ":action":
                actions.append(self.action(section, skills))
            elif head in (":derived", ":durative-action", ":process", ":event"):
                raise self.beyond(section, str(head))
            elif head not in (":requirements", ":functions"):
                raise self.fail(section, f"unknown section {head!r}")
        return Domain(name, self.types, constants, self.predicates, tuple(actions), text)

    def list_of(self, item: Node | str, around: Node) -> Node:
        if not isinstance(item, Node) or not item or not isinstance(item[0], str):
            raise self.fail(around, f"expected a list that starts with a name, got {item!r}")
        return item

    def read_types(self, section: Node) -> None:
        parents = dict(self.typed(section, section[1:], check=False))
        for kind in parents:
            chain, current = [kind], parents[kind]
            while current in parents and current not in chain:
                chain.append(current)
                current = parents[current]
            if current in chain and current != "object":
                raise self.fail(section, f"type {kind!r} is its own ancestor")
            self.types[kind] = (*(t for t in chain if t != "object"), "object")
        for kind, parent in parents.items():
            if parent not in self.types:
                self.types[parent] = (parent, "object")
                self.types[kind] = (kind, parent, "object")

    def typed(
        self, around: Node, items: Sequence[Node | str], check: bool = True
    ) -> tuple[tuple[str, str], ...]:
        """`a b - t c` as ((a, t), (b, t), (c, object))."""
        found: list[tuple[str, str]] = []
        waiting: list[str] = []
        position = 0
        while position < len(items):
            item = items[position]
            if item == "-":
                if position + 1 >= len(items):
                    raise self.fail(around, "expected a type after '-'")
                kind = items[position + 1]
                if isinstance(kind, Node):
                    raise self.beyond(kind, "(either ...)")
                if check and kind not in self.types:
                    raise self.fail(around, f"unknown type {kind!r}")
                found.extend((name, kind) for name in waiting)
                waiting = []
                position += 2
                continue
            if isinstance(item, Node):
                raise self.fail(item, f"expected a name, got {item!r}")
            waiting.append(item)
            position += 1
        return (*found, *((name, "object") for name in waiting))

    def action(self, section: Node, skills: Mapping[str, tuple[str, str]]) -> Action:
        name = str(section[1]) if len(section) > 1 else ""
        fields: dict[str, Node] = {}
        for key, value in zip(section[2::2], section[3::2], strict=False):
            if not isinstance(key, str) or not isinstance(value, Node):
                raise self.fail(section, f"action {name!r}: expected a field and a list")
            fields[key] = value
        unknown = sorted(set(fields) - {":parameters", ":precondition", ":effect"})
        if unknown or ":effect" not in fields:
            problem = f"unknown field {unknown[0]!r}" if unknown else "no :effect"
            raise self.fail(section, f"action {name!r}: {problem}")
        parameters = self.typed(section, list(fields.get(":parameters", Node())))
        scope = {variable for variable, _ in parameters}
        precondition = fields.get(":precondition", Node())
        preconditions = self.conjunction(precondition, scope) if precondition else ()
        effects, cost = self.effects(fields[":effect"], scope)
        skill, target = skills.get(name, ("", ""))
        if skill and skill not in SKILLS:
            raise self.fail(section, f"action {name!r}: unknown skill {skill!r}; known: {SKILLS}")
        if skill and target not in scope:
            raise self.fail(section, f"action {name!r}: the skill's {target} is no parameter")
        return Action(name, parameters, preconditions, effects, cost, skill, target)

    def conjunction(self, node: Node, scope: set[str]) -> tuple[Atom, ...]:
        if node and node[0] == "and":
            parts = [self.list_of(item, node) for item in node[1:]]
            return tuple(atom for part in parts for atom in self.conjunction(part, scope))
        return (self.literal(node, scope),)

    def literal(self, node: Node, scope: set[str]) -> Atom:
        if not node:
            raise self.fail(node, "expected a condition, got ()")
        if node[0] == "not" and len(node) == 2:
            inner = self.literal(self.list_of(node[1], node), scope)
            return Atom(inner.predicate, inner.arguments, not inner.positive)
        head = str(node[0])
        if head in ("or", "imply", "exists", "forall", "and", "not", "=", ">", "<", ">=", "<="):
            raise self.beyond(node, f"({head} ...) here")
        if head not in self.predicates:
            raise self.fail(node, f"unknown predicate {head!r}")
        arguments = tuple(str(item) for item in node[1:])
        if len(arguments) != len(self.predicates[head]):
            expected = len(self.predicates[head])
            raise self.fail(node, f"({head} ...) takes {expected} arguments, got {len(arguments)}")
        for argument in arguments:
            if argument.startswith("?") and argument not in scope:
                raise self.fail(node, f"unknown variable {argument!r}")
        return Atom(head, arguments)

    def effects(
        self, node: Node, scope: set[str]
    ) -> tuple[tuple[Effect, ...], tuple[str, ...] | int]:
        found: list[Effect] = []
        cost: tuple[str, ...] | int = 1

        def walk(item: Node, condition: tuple[Atom, ...], variables: tuple[tuple[str, str], ...]):
            nonlocal cost
            names = scope | {name for name, _ in variables}
            head = item[0] if item else ""
            if head == "and":
                for part in item[1:]:
                    walk(self.list_of(part, item), condition, variables)
            elif head == "when" and len(item) == 3:
                more = self.conjunction(self.list_of(item[1], item), names)
                walk(self.list_of(item[2], item), condition + more, variables)
            elif head == "forall" and len(item) == 3 and isinstance(item[1], Node):
                bound = self.typed(item, list(item[1]))
                walk(self.list_of(item[2], item), condition, variables + bound)
            elif head == "increase":
                cost = self.cost(item)
            elif head in ("assign", "decrease", "scale-up", "scale-down"):
                raise self.beyond(item, f"({head} ...)")
            else:
                found.append(Effect(self.literal(item, names), condition, variables))

        walk(node, (), ())
        return tuple(found), cost

    def cost(self, node: Node) -> tuple[str, ...] | int:
        amount = node[2] if len(node) == 3 else None
        if isinstance(amount, Node):
            return tuple(str(item) for item in amount)
        if isinstance(amount, str) and amount.isdigit():
            return int(amount)
        raise self.fail(node, f"expected (increase (total-cost) AMOUNT), got {list(node)}")
