"""Which tokens may follow: what is in the goal language, and what the ontology allows.

A sequence that follows the grammar always decodes to a valid `Proposal` whose goal respects
affordances: only what can be opened is to be open, only what a receptacle takes is to be in it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from envs.ontology import (
    SLICE_COUNT,
    Affordance,
    can,
    sliced_type,
    takes,
)
from planning.language.affordances import can_be
from planning.language.embedded.tokens import (
    ACTIONS,
    BEGIN,
    BEGIN_STEP,
    CLOSE,
    END,
    GOAL_END,
    HINT,
    INDEX,
    OPEN,
    OPEN_ANY,
    REFERENCES,
    THEN,
    TOKENS,
)
from planning.language.goal_language import (
    DEPTH_AT_MOST,
    KINDS,
    STATE_WORDS,
    SubgoalAction,
    types_of,
)
from planning.language.subgoal_check import able

THINGS_AT_MOST = 8  # side by side
STAGES_AT_MOST = 6
SUBGOALS_AT_MOST = 40
Mask = NDArray[np.bool_]


def _mask(tokens: Collection[str]) -> Mask:
    found = np.zeros(len(TOKENS), np.bool_)
    found[[INDEX[token] for token in tokens]] = True
    found.setflags(write=False)
    return found


def _kinds(names: Collection[str]) -> Mask:
    return _mask([f"kind:{name}" for name in names])


@cache
def _able(affordance: Affordance) -> frozenset[str]:
    """Kinds of which some type has an affordance."""
    return frozenset(
        kind for kind in KINDS if any(can(name, affordance) for name in types_of(kind))
    )


@cache
def _states_of(kind: str) -> Mask:
    """Words for the states that some type of a kind can be in."""
    types = types_of(kind)
    words = [word for word in STATE_WORDS if any(can_be(name, word) for name in types)]
    return _mask([f"state:{word}" for word in words])


@cache
def _kinds_for(action: str) -> Mask:
    """Kinds that a subgoal's action goes with."""
    return _kinds(
        [kind for kind in KINDS if any(able(SubgoalAction(action), n) for n in types_of(kind))]
    )


@cache
def _contents_of(kind: str) -> Mask:
    holders = types_of(kind)
    fits = {
        name
        for name in KINDS
        if any(takes(holder, part) for holder in holders for part in types_of(name))
    }
    return _kinds(fits - {kind})


ALL_KINDS = _kinds(KINDS)
_COUNTS = _mask([token for token in TOKENS if token.startswith("count:")])
_HOLDERS = _able(Affordance.RECEPTACLE)
_PICKUPABLE = _kinds(_able(Affordance.PICKUPABLE))
_RECEPTACLES = _kinds(_HOLDERS)
_ACTIONS = _mask([f"do:{name}" for name in ACTIONS])
_HINTS = _mask([HINT, "end"])
_ADVICE = _mask([*(f"do:{name}" for name in ACTIONS), HINT, "end"])


def present(kinds: Collection[str]) -> Mask:
    """Tokens that may be used where a scene holds just these kinds: other kinds are ruled out.

    What can be made of a kind counts as present, and so does a class with a member there.
    """
    there = set(kinds)
    there |= {sliced_type(kind) for kind in kinds if kind in SLICE_COUNT}
    there |= {"SinkBasin"} if "Sink" in there else set()
    there |= {"BathtubBasin"} if "Bathtub" in there else set()
    classes = {kind for kind in KINDS if types_of(kind) & there}
    return _kinds(classes) | ~ALL_KINDS


class Grammar:
    """Where one hypothesis stands in the grammar.

    Attributes:
        done: whether the sequence has ended.
        goal_done: whether its goal has ended, and what follows is advice.
    """

    __slots__ = (
        "_advice", "_holder", "_kind", "_last", "_mode", "_number", "_stack",
        "_stages", "_verb", "done", "goal_done",
    )  # fmt: skip

    def __init__(self, begin: int = BEGIN) -> None:
        self.done = False
        self.goal_done = begin == BEGIN_STEP
        self._mode = "advice" if begin == BEGIN_STEP else "verdict"
        self._stack: list[tuple[str, int]] = []  # (container kind, things in it so far)
        self._number = 0  # things at the outermost level of this stage
        self._stages = 1
        self._kind = ""  # the thing being described
        self._last = -1  # last state word of it, in order
        self._verb = ""
        self._advice = 0
        self._holder = False

    def copy(self) -> Grammar:
        other = Grammar.__new__(Grammar)
        for name in Grammar.__slots__:
            setattr(other, name, getattr(self, name))
        other._stack = list(self._stack)
        return other

    # --- what may follow ---

    def allowed(self) -> Mask:
        """(len(TOKENS),) bool: what may come next."""
        match self._mode:
            case "verdict":
                return _VERDICTS
            case "over":
                return _END
            case "thing":
                return self._fitting()
            case "counted":
                return self._fitting(counts=False)
            case "none":  # what is not to be there need not fit there
                return _PICKUPABLE if self._stack else ALL_KINDS
            case "near" | "inside":
                return ALL_KINDS if self._mode == "near" else _RECEPTACLES
            case "described":
                return self._described()
            case "advice":
                return self._advice_left()
            case "do":
                return _kinds_for(self._verb)
            case "from":
                return _RECEPTACLES | self._advice_left()
            case "into":
                return _RECEPTACLES
            case "hint":
                return _PICKUPABLE
            case _:
                return _contents_holder(self._kind)

    def _advice_left(self) -> Mask:
        """Subgoals, then hints, then the end."""
        if self._advice >= SUBGOALS_AT_MOST:
            return _END
        return _HINTS if self._verb == HINT else _ADVICE

    def _fitting(self, counts: bool = True) -> Mask:
        fits = _contents_of(self._stack[-1][0]) if self._stack else ALL_KINDS
        return fits | _COUNTS if counts else fits

    def _described(self) -> Mask:
        found = np.zeros(len(TOKENS), np.bool_)
        if not self._holder:
            found |= (_states_of(self._kind) | _REFERENCES) & _later(self._last)
        if self._kind in _HOLDERS and len(self._stack) < DEPTH_AT_MOST - 1:
            found[[OPEN, OPEN_ANY]] = True
        if self._stack:
            found[CLOSE] = True
        else:
            found[GOAL_END] = True
            found[THEN] = self._stages < STAGES_AT_MOST
        if (self._stack[-1][1] if self._stack else self._number) < THINGS_AT_MOST:
            found |= self._fitting()
        return found

    # --- what follows ---

    def advance(self, token: int) -> None:
        """Takes the next token, which must be allowed."""
        word = TOKENS[token]
        match self._mode:
            case "verdict":
                self._mode = "thing" if word == "verdict:goal" else "over"
            case "over":
                self.done = self.goal_done = True
            case "thing" | "counted" | "none":
                self._begin(word)
            case "near" | "inside":
                self._mode = "described"
            case "described":
                self._describe(token, word)
            case "advice" | "from":
                if token != END and word.startswith("kind:"):
                    self._mode = "advice"  # where it is taken from
                else:
                    self._advise(token, word)
            case "do":
                self._kind = word.removeprefix("kind:")
                self._mode = {"pick-up": "from", "place": "into"}.get(self._verb, "advice")
            case "hint":
                self._kind, self._mode = word.removeprefix("kind:"), "hinted"
            case _:
                self._mode = "advice"

    def _begin(self, word: str) -> None:
        if word.startswith("count:"):
            self._mode = "none" if word == "count:0" else "counted"
            return
        self._kind, self._last, self._holder = word.removeprefix("kind:"), -1, False
        self._mode = "described"
        if self._stack:
            kind, number = self._stack[-1]
            self._stack[-1] = (kind, number + 1)
        else:
            self._number += 1

    def _describe(self, token: int, word: str) -> None:
        if word.startswith("state:"):
            self._last = list(STATE_WORDS).index(word.removeprefix("state:"))
        elif word.startswith("which:"):
            self._mode = word.removeprefix("which:")
            self._last = len(STATE_WORDS) + REFERENCES.index(self._mode)
            if self._mode == "other":
                self._mode = "described"
        elif token in (OPEN, OPEN_ANY):
            self._stack.append((self._kind, 0))
            self._mode = "thing"
        elif token == CLOSE:
            self._stack.pop()
            self._holder = True  # what has contents is described already
            self._kind = ""
        elif token == THEN:
            self._stages, self._number, self._mode = self._stages + 1, 0, "thing"
        elif token == GOAL_END:
            self._mode, self.goal_done = "advice", True
        else:
            self._begin(word)

    def _advise(self, token: int, word: str) -> None:
        self._advice += 1
        if token == END:
            self.done = True
        elif word == HINT:
            self._verb, self._mode = HINT, "hint"
        else:
            self._verb, self._mode = word.removeprefix("do:"), "do"


@cache
def _contents_holder(kind: str) -> Mask:
    """Kinds of what takes things of a kind."""
    types = types_of(kind)
    return _kinds(
        [
            holder
            for holder in _HOLDERS
            if any(takes(one, part) for one in types_of(holder) for part in types)
        ]
    )


_VERDICTS = _mask([token for token in TOKENS if token.startswith("verdict:")])
_END = _mask(["end"])
_REFERENCES = _mask([f"which:{name}" for name in REFERENCES])


@cache
def _later(last: int) -> Mask:
    """States and references that may follow the one with a number, in their order."""
    words = [*(f"state:{word}" for word in STATE_WORDS), *(f"which:{name}" for name in REFERENCES)]
    return _mask(words[last + 1 :])


def check(tokens: Sequence[int], begin: int = BEGIN) -> str:
    """Why a sequence is not one of the grammar's; "" where it is."""
    grammar = Grammar(begin)
    for place, token in enumerate(tokens):
        if not grammar.allowed()[token]:
            before = " ".join(TOKENS[one] for one in tokens[:place])
            return f"{TOKENS[token]!r} may not follow {before!r}"
        grammar.advance(token)
    return "" if grammar.done else "the sequence does not end"
