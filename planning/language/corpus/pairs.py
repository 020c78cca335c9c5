"""What the families hand on: clauses with what they mean, and finished pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planning.language.goal_language import (
    STATE_WORDS,
    Hint,
    Proposal,
    Reference,
    Stage,
    Subgoal,
    Thing,
)
from planning.language.provider import Request


@dataclass(frozen=True, slots=True)
class Pair:
    """Words and what they mean.

    Attributes:
        request: the words.
        proposal: what they mean, in canonical form.
        source: name of the family that made it.
    """

    request: Request
    proposal: Proposal
    source: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to be done, in several grammatical forms.

    Attributes:
        do: imperative, its verbs marked by `*` ("*take the mug and *rinse it").
        things: what is to be true.
        want: what follows "I want" or "I need" ("the mug in the sink"); "" where nothing does.
        say: a sentence that implies it ("the mug belongs in the sink"); "" where none does.
        terse: notes ("mug -> sink"); "" where there are none.
        hints: where things were said to be.
        deeds: how an expert goes about it.
    """

    do: str
    things: tuple[Thing, ...]
    want: str = ""
    say: str = ""
    terse: str = ""
    hints: tuple[Hint, ...] = ()
    deeds: tuple[Subgoal, ...] = ()


def thing(
    kind: str,
    *states: str,
    count: object = 1,
    contents: Iterable[Thing] = (),
    together: bool = True,
    which: Reference | None = None,
) -> Thing:
    """A `Thing` in canonical form: states in the order of `STATE_WORDS`."""
    ordered = tuple(state for state in STATE_WORDS if state in states)
    return Thing(
        kind=kind,
        count=count,  # pyright: ignore[reportArgumentType]
        states=ordered,
        contents=tuple(contents),
        together=together,
        which=which,
    )


def merged(things: Sequence[Thing]) -> tuple[Thing, ...] | None:
    """Things that are to be true together; what goes to the same place is put in one tree.

    None where they clash: the same kind twice, where nobody could tell whether one is meant or two.
    """
    found: list[Thing] = []
    for item in things:
        same = next((i for i, other in enumerate(found) if other.kind == item.kind), None)
        if same is None:
            found.append(item)
            continue
        other = found[same]
        if not (item.contents and other.contents) or replace_contents(item, ()) != replace_contents(
            other, ()
        ):
            return None
        inner = merged((*other.contents, *item.contents))
        if inner is None:
            return None
        found[same] = replace_contents(other, inner)
    kinds = [kind for item in found for kind in kinds_of(item)]
    if sum("held" in item.states for item in found) > 1:
        return None  # there is one hand
    return tuple(found) if len(kinds) == len(set(kinds)) else None


def replace_contents(item: Thing, contents: tuple[Thing, ...]) -> Thing:
    """The thing with other contents."""
    return item.model_copy(update={"contents": contents})


def kinds_of(item: Thing) -> list[str]:
    """The kinds of a thing and of its contents."""
    return [item.kind, *(kind for inner in item.contents for kind in kinds_of(inner))]


def goal(
    stages: Sequence[Sequence[Thing]],
    hints: Iterable[Hint] = (),
    subgoals: Iterable[Subgoal] = (),
) -> Proposal:
    """A proposal of verdict `goal`."""
    return Proposal(
        verdict="goal",
        stages=tuple(Stage(things=tuple(things)) for things in stages),
        hints=tuple(dict.fromkeys(hints)),
        subgoals=tuple(subgoals),
    )
