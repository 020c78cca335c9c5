"""The goal language: what a language model may propose, and nothing else.

A `Proposal` says what is to be true (`stages` of `Thing`s), how it might be done (`subgoals`),
what was said of where things are (`hints`), and how sure the proposer is; or it asks, or refuses.
It is the same for every provider: pydantic checks it, `json_schema` describes it to a model, and
`planning.language.conversion` turns it into the planner's `Goal` and back.

A goal is read as "there are to be these things". What is in or on something is its content:

    Thing(kind="DiningTable", contents=(Thing(kind="Mug", count=2, states=("washed",)),))

is "two washed mugs on a dining table".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from envs.interface import TextEnum
from envs.ontology import OBJECT_CLASSES, OBJECT_TYPES, Affordance, types_of_class

COUNT_AT_MOST = 20
DEPTH_AT_MOST = 3  # a thing in a thing in a thing
TEXT_AT_MOST = 500  # characters of any text that a model writes

# Every word for a state, with the predicate of the ontology and the value that it stands for.
STATE_WORDS: dict[str, tuple[str, bool]] = {
    "clean": ("isDirty", False),
    "dirty": ("isDirty", True),
    "washed": ("wasWashed", True),
    "heated": ("wasHeated", True),
    "chilled": ("wasChilled", True),
    "cooked": ("isCooked", True),
    "uncooked": ("isCooked", False),
    "boiled": ("simbotIsBoiled", True),
    "open": ("isOpen", True),
    "closed": ("isOpen", False),
    "on": ("isToggled", True),
    "off": ("isToggled", False),
    "filled": ("isFilledWithLiquid", True),
    "empty": ("isFilledWithLiquid", False),
    "filled-with-water": ("simbotIsFilledWithWater", True),
    "filled-with-coffee": ("simbotIsFilledWithCoffee", True),
    "lit-by-desk-lamp": ("wasLitByDeskLamp", True),
    "lit-by-floor-lamp": ("wasLitByFloorLamp", True),
    "broken": ("isBroken", True),
    "unbroken": ("isBroken", False),
    "sliced": ("isSliced", True),
    "whole": ("isSliced", False),
    "used-up": ("isUsedUp", True),
    "held": ("holding", True),  # in the agent's hand
}

ANYTHING = "Anything"  # the kind that every thing which can be carried is of

# What may be named: every type that is not part of the building, TEACh's object classes, and
# `ANYTHING`.
KINDS: tuple[str, ...] = tuple(
    sorted(
        {kind.name for kind in OBJECT_TYPES if not kind.can(Affordance.STRUCTURE)}
        | OBJECT_CLASSES.keys()
        | {ANYTHING}
    )
)


@cache
def types_of(kind: str) -> frozenset[str]:
    """Ontology types that a kind stands for; a sink or bath is its basin too."""
    if kind == ANYTHING:
        return frozenset(t.name for t in OBJECT_TYPES if t.can(Affordance.PICKUPABLE))
    basin = {"Sink": {"SinkBasin"}, "Bathtub": {"BathtubBasin"}}
    return types_of_class(kind) | basin.get(kind, set())


def _one_of(words: Iterable[str], what: str) -> Callable[[str], str]:
    valid = {word: word for word in words}

    def check(value: str) -> str:
        if value in valid:
            return value
        near = get_close_matches(value[:60], valid, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else f"valid: {', '.join(valid)}"
        raise ValueError(f"unknown {what} {value[:60]!r}; {hint}")

    return check


KindName = Annotated[
    str,
    AfterValidator(_one_of(KINDS, "kind")),
    WithJsonSchema({"type": "string", "enum": list(KINDS)}),
]
StateWord = Annotated[
    str,
    AfterValidator(_one_of(STATE_WORDS, "state")),
    WithJsonSchema({"type": "string", "enum": list(STATE_WORDS)}),
]


class SubgoalAction(TextEnum):
    """What a subgoal is to do."""

    PICK_UP = "pick-up"
    PLACE = "place"
    WASH = "wash"
    HEAT = "heat"
    CHILL = "chill"
    COOK = "cook"
    BOIL = "boil"
    SLICE = "slice"
    TOGGLE_ON = "toggle-on"
    TOGGLE_OFF = "toggle-off"
    OPEN = "open"
    CLOSE = "close"
    POUR = "pour"
    FILL = "fill"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reference(_Strict):
    """Which one is meant, where not any will do.

    Attributes:
        near: kind of thing that it stands by ("the bottle by the sink").
        inside: kind of thing that it is in or on now ("the mug on the desk").
        other: not one that was dealt with before ("the other mug").
    """

    near: KindName | None = None
    inside: KindName | None = None
    other: bool = False


class Thing(_Strict):
    """So many things of a kind, in these states, with these contents.

    Attributes:
        kind: object type or class of the ontology, or `ANYTHING`.
        count: how many; "all" for every one there is; 0 for none.
        states: words of `STATE_WORDS` that each of them satisfies.
        contents: what is to be in or on it, directly or further up.
        together: all contents are in or on the same one of these; otherwise any will do for each.
        which: what tells the ones that are meant from others of the kind; None for any.
    """

    kind: KindName
    count: Annotated[int, Field(ge=0, le=COUNT_AT_MOST)] | Literal["all"] = 1
    states: Annotated[tuple[StateWord, ...], Field(max_length=8)] = ()
    contents: Annotated[tuple[Thing, ...], Field(max_length=12)] = ()
    together: bool = True
    which: Reference | None = None


class Stage(_Strict):
    """What is to be true at the same time."""

    things: Annotated[tuple[Thing, ...], Field(min_length=1, max_length=12)]


class Subgoal(_Strict):
    """One step of how it might be done.

    Attributes:
        action: what to do.
        kind: to what.
        place: of pick-up: what it is taken from, where that was said; of place: in or on what.
    """

    action: SubgoalAction
    kind: KindName
    place: KindName | None = None


class Hint(_Strict):
    """Something that was said of where a thing is now: in or on something.

    Attributes:
        kind: of the thing.
        place: kind of what it is in or on.
        confidence: in [0, 1].
    """

    kind: KindName
    place: KindName
    confidence: Annotated[float, Field(ge=0, le=1)] = 0.7


class Question(_Strict):
    """What is asked when the words leave too much open.

    Attributes:
        about: `object` for which one or which kind, `place` for where, `other` for the rest.
        text: for the commander.
        options: kinds between which to choose, likeliest first; may be empty.
    """

    about: Literal["object", "place", "other"]
    text: Annotated[str, Field(min_length=1, max_length=TEXT_AT_MOST)]
    options: Annotated[tuple[KindName, ...], Field(max_length=8)] = ()


class Proposal(_Strict):
    """What a provider makes of words.

    Attributes:
        verdict: `goal` with stages, `ask` with a question, or `refuse` with a reason.
        stages: one after the other ("first ..., then ..."); each is still to hold at the end where
            that is possible.
        subgoals: how it might be done, in order; advice, never a command.
        hints: where things are, as far as it was said.
        confidence: probability that this is what was meant, in [0, 1].
        question: of `ask`.
        reason: of `refuse`, for people.
    """

    verdict: Literal["goal", "ask", "refuse"]
    stages: Annotated[tuple[Stage, ...], Field(max_length=8)] = ()
    subgoals: Annotated[tuple[Subgoal, ...], Field(max_length=64)] = ()
    hints: Annotated[tuple[Hint, ...], Field(max_length=16)] = ()
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0
    question: Question | None = None
    reason: Annotated[str, Field(max_length=TEXT_AT_MOST)] = ""

    @model_validator(mode="after")
    def _whole(self) -> Proposal:
        if self.verdict == "goal" and not self.stages:
            raise ValueError("verdict 'goal' needs at least one stage")
        if self.verdict == "ask" and self.question is None:
            raise ValueError("verdict 'ask' needs a question")
        if any(_depth(thing) > DEPTH_AT_MOST for stage in self.stages for thing in stage.things):
            raise ValueError(f"contents are nested deeper than {DEPTH_AT_MOST}")
        return self


def _depth(thing: Thing) -> int:
    return 1 + max((_depth(inner) for inner in thing.contents), default=0)


@cache
def json_schema() -> dict[str, Any]:
    """JSON Schema of a `Proposal`."""
    return Proposal.model_json_schema()
