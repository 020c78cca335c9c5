"""Stages of things as PDDL conditions, and back, exactly.

Each stage is a `(:goal ...)`. A count is that many distinct variables, "all" is a `forall`, none
is a `not exists`; what is in or on a thing is a condition within its scope:

    (:goal (exists (?a - diningtable)
      (exists (?b1 ?b2 - mug) (and (not (= ?b1 ?b2))
        (forall (?b - mug) (imply (or (= ?b ?b1) (= ?b ?b2))
          (and (in ?b ?a) (wasWashed ?b))))))))

Three static predicates say which things are meant: `(near ?x ?y)` and `(initially-in ?x ?y)`,
which are of the state that the agent starts from, and `(other ?x)`, which holds of what no
earlier stage dealt with. Conditions without them are understood by `goal_from_pddl`.

`from_pddl` reads what `to_pddl` writes, in any layout, and nothing else: PDDL says far more than
the goal language can.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TypeGuard

from pydantic import ValidationError

from envs.interface import InvalidInputError
from planning.language.goal_language import KINDS, STATE_WORDS, Proposal, Reference, Stage, Thing
from planning.pddl import Node, parse

TEXT_AT_MOST = 2_000_000  # characters
_KINDS = {kind.lower(): kind for kind in KINDS}
_STATES = {(name.lower(), value): word for word, (name, value) in STATE_WORDS.items()}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def to_pddl(proposal: Proposal) -> str:
    """A proposal's stages as PDDL, one `(:goal ...)` each."""
    return "\n".join(f"(:goal {_stage_text(stage)})" for stage in proposal.stages)


def from_pddl(text: str) -> Proposal:
    """The proposal whose stages `to_pddl` writes so.

    Raises:
        InvalidInputError: not PDDL, or a condition that the goal language cannot say.
    """
    if len(text) > TEXT_AT_MOST:
        raise InvalidInputError("goal", f"longer than {TEXT_AT_MOST} characters: {len(text)}")
    whole = parse(f"({text}\n)", "goal")
    stages: list[Stage] = []
    try:
        for node in whole:
            inner = node[1] if isinstance(node, Node) and len(node) == 2 else node
            if not isinstance(node, Node) or node[0] != ":goal" or not _is(inner, "and"):
                raise InvalidInputError("goal", f"expected (:goal (and ...)), got {_short(node)}")
            stages.append(Stage(things=tuple(_read(item) for item in _nodes(inner[1:]))))
        proposal = Proposal(verdict="goal", stages=tuple(stages))
    except ValidationError as error:
        raise InvalidInputError("goal", str(error.errors()[0]["msg"])) from error
    except RecursionError:
        raise InvalidInputError("goal", "conditions are nested too deep") from None
    again = parse(f"({to_pddl(proposal)}\n)", "goal")
    if _renamed(again) != _renamed(whole):
        raise InvalidInputError(
            "goal", "the goal language has no such condition; expected one as `to_pddl` writes them"
        )
    return proposal


def condition_text(thing: Thing) -> str:
    """One thing as a PDDL condition."""
    return _Writer().thing(thing, "")


def _stage_text(stage: Stage) -> str:
    writer = _Writer()
    return _and([writer.thing(thing, "") for thing in stage.things])


def _and(parts: Sequence[str]) -> str:
    return f"(and {' '.join(parts)})"


class _Writer:
    """Writes conditions, with variables that are new throughout."""

    def __init__(self) -> None:
        self._names = _names()

    def thing(self, thing: Thing, within: str) -> str:
        """A condition of one thing; `within` is what it has to be in, with `{}` for itself."""
        name = next(self._names)
        kind = thing.kind.lower()
        which = self._which(thing, name)
        states = [self._state(word, name) for word in thing.states]
        place = [within.format(name)] if within else []
        if thing.together:
            inner = [self.thing(content, f"(in {{}} {name})") for content in thing.contents]
            return self._counted(thing, name, which, [*place, *states, *inner])
        own = self._counted(thing, name, which, [*place, *states])
        around = _and([*which, *place, *states, f"(in {{}} {name})"])
        any_tail = f"(exists ({name} - {kind}) {around})"
        return _and([own, *(self.thing(content, any_tail) for content in thing.contents)])

    @staticmethod
    def _state(word: str, name: str) -> str:
        predicate, value = STATE_WORDS[word]
        return f"({predicate} {name})" if value else f"(not ({predicate} {name}))"

    def _which(self, thing: Thing, name: str) -> list[str]:
        which, found = thing.which, list[str]()
        if which is None:
            return found
        for predicate, kind in (("near", which.near), ("initially-in", which.inside)):
            if kind is not None:
                mark = next(self._names)
                found.append(f"(exists ({mark} - {kind.lower()}) ({predicate} {name} {mark}))")
        return [*found, f"(other {name})"] if which.other else found

    @staticmethod
    def _counted(thing: Thing, name: str, which: list[str], body: list[str]) -> str:
        kind, count = thing.kind.lower(), thing.count
        if count == "all":
            condition = f"(imply {_and(which)} {_and(body)})" if which else _and(body)
            return f"(forall ({name} - {kind}) {condition})"
        whole = _and([*which, *body])
        if count == 0:
            return f"(not (exists ({name} - {kind}) {whole}))"
        if count == 1:
            return f"(exists ({name} - {kind}) {whole})"
        each = [f"{name}{index + 1}" for index in range(count)]
        distinct = [f"(not (= {a} {b}))" for a, b in combinations(each, 2)]
        one_of = " ".join(f"(= {name} {other})" for other in each)
        every = f"(forall ({name} - {kind}) (imply (or {one_of}) {whole}))"
        return f"(exists ({' '.join(each)} - {kind}) {_and([*distinct, every])})"


def _names() -> Iterator[str]:
    """`?a` to `?z`, then `?aa`, `?ab`, ..."""
    length = 1
    while True:
        for number in range(len(_LETTERS) ** length):
            letters = ""
            for _ in range(length):
                number, digit = divmod(number, len(_LETTERS))
                letters = _LETTERS[digit] + letters
            yield f"?{letters}"
        length += 1


# ---------------------------------------------------------------------- reading
def _is(node: Node | str, head: str) -> TypeGuard[Node]:
    return isinstance(node, Node) and bool(node) and node[0] == head


def _nodes(items: Sequence[Node | str]) -> list[Node]:
    for item in items:
        if not isinstance(item, Node):
            raise InvalidInputError("goal", f"expected a condition, got {item!r}")
    return [item for item in items if isinstance(item, Node)]


def _short(node: Node | str) -> str:
    return repr(node)[:80]


def _renamed(node: Node) -> list[str]:
    """The tokens of a condition, its variables numbered as they come."""
    numbers: dict[str, str] = {}
    tokens: list[str] = []
    waiting: list[Node | str] = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Node):
            waiting += [")", *reversed(item), "("]
        elif item.startswith("?"):
            tokens.append(numbers.setdefault(item, f"?{len(numbers)}"))
        else:
            tokens.append(item)
    return tokens


def _read(node: Node) -> Thing:
    """A thing from its condition; what is only there for PDDL's sake is checked at the end."""
    if _is(node, "and") and len(node) > 1:
        own, *contents = [_read(item) for item in _nodes(node[1:])]
        return own.model_copy(update={"contents": tuple(contents), "together": False})
    count: int | str = 1
    if _is(node, "not") and len(node) == 2:
        count, (node,) = 0, _nodes(node[1:])
    if len(node) != 3 or node[0] not in ("exists", "forall"):
        raise InvalidInputError("goal", f"expected a thing, got {_short(node)}")
    variables, body = _nodes(node[1:])
    name, kind = _variable(variables)
    if node[0] == "forall":
        count = "all"
    elif len(variables) > 3:
        count, body = len(variables) - 2, _nodes(body[-1:])[0]
        if len(body) != 3:
            raise InvalidInputError("goal", f"expected (forall ...), got {_short(body)}")
        name, body = _variable(_nodes(body[1:2])[0])[0], _nodes(body[2:])[0]
        body = _nodes(body[2:])[0] if _is(body, "imply") else body
    parts = _nodes(body[1:])
    if count == "all" and _is(body, "imply"):
        parts = [part for side in parts for part in _nodes(side[1:])]
    return _thing(kind, count, name, parts)


def _variable(node: Node) -> tuple[str, str]:
    """First variable and kind of `(?a - mug)`."""
    kind = node[-1] if len(node) > 2 and node[-2] == "-" else ""
    if not isinstance(kind, str) or kind not in _KINDS:
        raise InvalidInputError("goal", f"expected (?VARIABLE - KIND), got {_short(node)}")
    return str(node[0]), _KINDS[kind]


def _thing(kind: str, count: int | str, name: str, parts: Sequence[Node]) -> Thing:
    states: list[str] = []
    contents: list[Thing] = []
    which: dict[str, str | bool] = {}
    for part in parts:
        inner = part[1] if _is(part, "not") and len(part) == 2 else part
        word = _STATES.get((str(inner[0]), inner is part)) if isinstance(inner, Node) else None
        if word is not None:
            states.append(word)
        elif _is(part, "other"):
            which["other"] = True
        elif _is(part, "in") or _any_tail(part, name):
            continue
        elif _is(part, "exists") and _is(part[-1], "near"):
            which["near"] = _variable(_nodes(part[1:2])[0])[1]
        elif _is(part, "exists") and _is(part[-1], "initially-in"):
            which["inside"] = _variable(_nodes(part[1:2])[0])[1]
        else:
            contents.append(_read(part))
    return Thing.model_validate(
        {
            "kind": kind,
            "count": count,
            "states": tuple(states),
            "contents": tuple(contents),
            "which": Reference.model_validate(which) if which else None,
        }
    )


def _any_tail(node: Node, name: str) -> bool:
    """Whether it says that `name` is in or on any thing of a kind."""
    if not _is(node, "exists") or len(node) != 3 or not isinstance(node[2], Node):
        return False
    last = node[2][-1] if node[2] else ""
    return _is(last, "in") and len(last) == 3 and last[1] == name
