"""What comes of grounding: a goal over things in view, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.interface import TextEnum
from planning.language.goal_language import Proposal, Question
from planning.problem import Literal


class Verdict(TextEnum):
    """What came of an instruction and a picture."""

    GOAL = "goal"
    ASK = "ask"  # several things or goals may be meant
    NOT_IN_VIEW = "not in view"  # what it speaks of is not in the picture
    REFUSE = "refuse"  # it is no wish that this household can fulfil
    FAILED = "failed"  # the language provider did not answer


@dataclass(frozen=True, slots=True)
class Chosen:
    """A thing in view that the goal is about.

    Attributes:
        name: as in the goal, such as `mug_1`.
        kind: ontology type.
        said: the words that it was taken to be meant by; "" where none name it.
        role: `object`, or `receptacle` for what things are to be in or on.
        box: (top, left, bottom, right) in [0, 1] of the image.
        mask: (H, W) bool.
        confidence: that it is the one, given the goal's other parts.
    """

    name: str
    kind: str
    said: str
    role: str
    box: tuple[float, float, float, float]
    mask: NDArray[np.bool_]
    confidence: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Another goal that may be meant.

    Attributes:
        literals: of the goal, over things in view.
        confidence: that it is meant.
        text: the goal, for people.
    """

    literals: tuple[Literal, ...]
    confidence: float
    text: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """What an instruction means in a picture.

    Attributes:
        verdict: what came of it.
        literals: of the goal, over the names of things in view; the likeliest ones where the
            verdict is to ask; () where there are none.
        problem: the goal as a PDDL problem over `planning/domain.pddl`, with what is in view as
            its objects and what is believed of it as its initial facts; "" without a goal.
        chosen: things that the goal is about.
        confidence: that the goal is meant, 0 to 1.
        alternatives: other goals, likeliest first.
        question: what to ask where it cannot be decided.
        text: the goal, or why there is none, for people.
        proposal: the goal before it was grounded.
    """

    verdict: Verdict
    literals: tuple[Literal, ...] = ()
    problem: str = ""
    chosen: tuple[Chosen, ...] = ()
    confidence: float = 0.0
    alternatives: tuple[Choice, ...] = ()
    question: Question | None = None
    text: str = ""
    proposal: Proposal | None = None

    @property
    def goal(self) -> str:
        """The goal as a PDDL condition; "" without one."""
        return condition(self.literals) if self.literals else ""


def condition(literals: tuple[Literal, ...]) -> str:
    """Ground literals as a PDDL condition."""
    facts = [f"({' '.join(one.fact)})" for one in literals]
    parts = [
        fact if one.value else f"(not {fact})" for fact, one in zip(facts, literals, strict=True)
    ]
    return parts[0] if len(parts) == 1 else f"(and {' '.join(parts)})"
