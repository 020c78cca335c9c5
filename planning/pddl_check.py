"""Whether PDDL files make sense, whatever part of the language they use.

Engines report errors each in their own way, without the line, or crash. This reads any domain
and problem first and names file and line of what is wrong: unknown types, predicates, functions,
objects and variables, wrong numbers of arguments, missing sections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from envs.interface import InvalidInputError
from planning.pddl import Node, parse, sections

_CONNECTIVES = {"and", "or", "not", "imply", "when", "over", "at", "preference"}
_QUANTIFIERS = {"forall", "exists"}
_COMPARISONS = {"=", "<", ">", "<=", ">="}
_ASSIGNMENTS = {"increase", "decrease", "assign", "scale-up", "scale-down"}
_OPERATORS = {"+", "-", "*", "/"}
_TIMES = {"start", "end", "all"}
_ACTIONS = {":action", ":durative-action", ":process", ":event"}
_DOMAIN = {
    "domain", ":requirements", ":types", ":constants", ":predicates", ":functions", ":derived",
    ":constraints", *_ACTIONS,
}  # fmt: skip
_PROBLEM = {
    "problem", ":domain", ":requirements", ":objects", ":init", ":goal", ":metric",
    ":constraints", ":length",
}  # fmt: skip
_FIELDS = {
    ":action": {":parameters", ":precondition", ":effect"},
    ":durative-action": {":parameters", ":duration", ":condition", ":effect"},
    ":process": {":parameters", ":precondition", ":effect"},
    ":event": {":parameters", ":precondition", ":effect"},
}


@dataclass(slots=True)
class _Names:
    """What a domain declares."""

    domain: str = ""
    types: set[str] = field(default_factory=lambda: {"object", "number"})
    constants: dict[str, None] = field(default_factory=dict)
    predicates: dict[str, int] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=lambda: {"total-time": 0, "total-cost": 0})


def check_pddl(
    domain: str, problem: str, domain_file: str = "domain", problem_file: str = "problem"
) -> None:
    """Raise if a domain and a problem do not make sense.

    Raises:
        InvalidInputError: with `file:line` of the first thing that is wrong.
    """
    names = _Checker(domain_file, _Names()).domain(parse(domain, domain_file))
    _Checker(problem_file, names).problem(parse(problem, problem_file))


class _Checker:
    def __init__(self, file: str, names: _Names) -> None:
        self.file, self.names = file, names

    def fail(self, node: Node, problem: str) -> InvalidInputError:
        return InvalidInputError(f"{self.file}:{node.line}", problem)

    # ------------------------------------------------------------------ files
    def domain(self, root: Node) -> _Names:
        names = self.names
        actions: list[Node] = []
        for section in sections(root, self.file):
            head = str(section[0])
            if head not in _DOMAIN:
                known = ", ".join(sorted(_DOMAIN))
                raise self.fail(section, f"unknown section {head!r} of a domain; known: {known}")
            if head == "domain":
                names.domain = self.word(section, 1, "the domain's name")
            elif head == ":types":
                self.declare_types(section)
            elif head == ":constants":
                names.constants.update(dict.fromkeys(self.typed(section, section[1:])))
            elif head == ":predicates":
                self.declare(section, names.predicates)
            elif head == ":functions":
                self.declare(section, names.functions)
            elif head in _ACTIONS or head == ":derived":
                actions.append(section)
        if not names.domain:
            raise self.fail(root, "expected (domain NAME)")
        for section in actions:
            if section[0] == ":derived":
                self.derived(section)
            else:
                self.action(section)
        return names

    def problem(self, root: Node) -> None:
        found: dict[str, Node] = {}
        objects = dict(self.names.constants)
        for section in sections(root, self.file):
            head = str(section[0])
            if head not in _PROBLEM:
                known = ", ".join(sorted(_PROBLEM))
                raise self.fail(section, f"unknown section {head!r} of a problem; known: {known}")
            found[head] = section
        for head in ("problem", ":domain", ":init", ":goal"):
            if head not in found:
                raise self.fail(root, f"no ({head} ...)")
        domain = self.word(found[":domain"], 1, "the domain's name")
        if domain != self.names.domain:
            text = f"a problem of domain {domain!r}, but the domain is {self.names.domain!r}"
            raise self.fail(found[":domain"], text)
        if ":objects" in found:
            objects.update(dict.fromkeys(self.typed(found[":objects"], found[":objects"][1:])))
        scope = set(objects)
        for item in found[":init"][1:]:
            self.fact(self.node(item, found[":init"]), scope)
        if len(found[":goal"]) != 2:
            raise self.fail(found[":goal"], "expected (:goal CONDITION)")
        self.condition(self.node(found[":goal"][1], found[":goal"]), scope)

    # ------------------------------------------------------------------ declarations
    def word(self, node: Node, index: int, what: str) -> str:
        if len(node) <= index or not isinstance(node[index], str):
            raise self.fail(node, f"expected {what}")
        return str(node[index])

    def node(self, item: Node | str, around: Node) -> Node:
        if not isinstance(item, Node):
            raise self.fail(around, f"expected a list, got {item!r}")
        return item

    def declare_types(self, section: Node) -> None:
        declared = self.typed(section, section[1:], known=False)
        parents = {
            str(section[i + 1])
            for i in range(1, len(section) - 1)
            if section[i] == "-" and isinstance(section[i + 1], str)
        }
        self.names.types |= set(declared) | parents

    def declare(self, section: Node, table: dict[str, int]) -> None:
        for item in section[1:]:
            if not isinstance(item, Node):
                if item in ("-", "number"):
                    continue
                raise self.fail(section, f"expected (NAME ?ARGUMENT ...), got {item!r}")
            if not item:
                raise self.fail(item, "expected (NAME ?ARGUMENT ...), got ()")
            table[self.word(item, 0, "a name")] = len(self.typed(item, item[1:]))

    def typed(self, around: Node, items: Sequence[Node | str], known: bool = True) -> list[str]:
        """Names of a typed list, whose types have to be known."""
        names: list[str] = []
        position = 0
        while position < len(items):
            item = items[position]
            if item == "-":
                if position + 1 >= len(items):
                    raise self.fail(around, "expected a type after '-'")
                kind = items[position + 1]
                kinds = kind[1:] if isinstance(kind, Node) else [kind]
                for name in kinds:
                    if known and name not in self.names.types:
                        raise self.fail(around, f"unknown type {name!r}")
                position += 2
            elif isinstance(item, Node):
                raise self.fail(item, f"expected a name, got {list(item)}")
            else:
                names.append(item)
                position += 1
        return names

    def action(self, section: Node) -> None:
        name = self.word(section, 1, "the action's name")
        fields: dict[str, Node] = {}
        for index in range(2, len(section), 2):
            key = section[index]
            if not isinstance(key, str) or key not in _FIELDS[str(section[0])]:
                known = ", ".join(sorted(_FIELDS[str(section[0])]))
                raise self.fail(section, f"action {name!r}: unknown field {key!r}; known: {known}")
            if index + 1 >= len(section):
                raise self.fail(section, f"action {name!r}: nothing after {key}")
            fields[key] = self.node(section[index + 1], section)
        parameters = self.typed(section, fields.get(":parameters", Node()))
        scope = set(self.names.constants) | set(parameters)
        for key in (":precondition", ":condition"):
            if fields.get(key):
                self.condition(fields[key], scope)
        if fields.get(":effect"):
            self.effect(fields[":effect"], scope)

    def derived(self, section: Node) -> None:
        if len(section) != 3:
            raise self.fail(section, "expected (:derived (PREDICATE ...) CONDITION)")
        head = self.node(section[1], section)
        scope = set(self.names.constants) | set(self.typed(head, head[1:]))
        self.condition(self.node(section[2], section), scope)

    # ------------------------------------------------------------------ conditions and effects
    def condition(self, node: Node, scope: set[str]) -> None:
        if not node:
            return
        head = self.word(node, 0, "a predicate or connective")
        if head in _QUANTIFIERS:
            if len(node) != 3:
                raise self.fail(node, f"expected ({head} (VARIABLES) CONDITION)")
            bound = self.typed(node, self.node(node[1], node))
            self.condition(self.node(node[2], node), scope | set(bound))
        elif head in _COMPARISONS:
            if len(node) != 3:
                raise self.fail(node, f"({head} ...) takes 2 arguments, got {len(node) - 1}")
            for item in node[1:]:
                self.term(item, node, scope)
        elif head in _CONNECTIVES and head not in self.names.predicates:
            for item in node[1:]:
                if head in ("over", "at", "preference") and isinstance(item, str):
                    continue
                self.condition(self.node(item, node), scope)
        elif head in ("at", "over") and len(node) == 3 and node[1] in _TIMES:
            self.condition(self.node(node[2], node), scope)
        else:
            self.atom(node, scope)

    def effect(self, node: Node, scope: set[str]) -> None:
        if not node:
            return
        head = self.word(node, 0, "a predicate or connective")
        if head == "forall":
            if len(node) != 3:
                raise self.fail(node, "expected (forall (VARIABLES) EFFECT)")
            bound = self.typed(node, self.node(node[1], node))
            self.effect(self.node(node[2], node), scope | set(bound))
        elif head == "when":
            if len(node) != 3:
                raise self.fail(node, "expected (when CONDITION EFFECT)")
            self.condition(self.node(node[1], node), scope)
            self.effect(self.node(node[2], node), scope)
        elif head in _ASSIGNMENTS:
            if len(node) != 3:
                raise self.fail(node, f"expected ({head} FUNCTION AMOUNT)")
            self.term(node[1], node, scope)
            self.term(node[2], node, scope)
        elif head in ("and", "not"):
            for item in node[1:]:
                self.effect(self.node(item, node), scope)
        elif head == "at" and len(node) == 3 and node[1] in _TIMES:
            self.effect(self.node(node[2], node), scope)
        else:
            self.atom(node, scope)

    def fact(self, node: Node, scope: set[str]) -> None:
        if node and node[0] in ("not", "="):
            for item in node[1:]:
                if isinstance(item, Node):
                    self.term(item, node, scope) if node[0] == "=" else self.fact(item, scope)
        elif len(node) == 3 and node[0] == "at" and _is_number(node[1]):
            self.fact(self.node(node[2], node), scope)  # a timed initial literal
        else:
            self.atom(node, scope)

    def term(self, item: Node | str, around: Node, scope: set[str]) -> None:
        if isinstance(item, Node):
            head = self.word(item, 0, "a function")
            if head in _OPERATORS:
                for part in item[1:]:
                    self.term(part, item, scope)
                return
            self.arguments(item, self.names.functions, "function", scope)
        elif not _is_number(item) and item != "?duration" and item not in scope:
            what = "variable" if item.startswith("?") else "object"
            if item not in self.names.functions and not item.startswith("#"):
                raise self.fail(around, f"unknown {what} {item!r}")

    def atom(self, node: Node, scope: set[str]) -> None:
        if not node:
            raise self.fail(node, "expected a fact, got ()")
        self.arguments(node, self.names.predicates, "predicate", scope)

    def arguments(self, node: Node, table: Mapping[str, int], what: str, scope: set[str]) -> None:
        head = self.word(node, 0, f"a {what}")
        if head not in table:
            raise self.fail(node, f"unknown {what} {head!r}; known: {', '.join(sorted(table))}")
        if len(node) - 1 != table[head]:
            text = f"({head} ...) takes {table[head]} arguments, got {len(node) - 1}"
            raise self.fail(node, text)
        for item in node[1:]:
            if isinstance(item, Node):
                self.term(item, node, scope)
            elif item not in scope:
                kind = "variable" if item.startswith("?") else "object"
                raise self.fail(node, f"unknown {kind} {item!r}")


def _is_number(item: Node | str) -> bool:
    if not isinstance(item, str):
        return False
    try:
        float(item)
    except ValueError:
        return False
    return True
