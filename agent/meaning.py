"""What comes of words: a goal, a question, a refusal, or a language model that fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from envs.interface import TextEnum
from planning.goals import Goal
from planning.language.goal_language import Proposal, Question
from planning.language.provider import Answer, Outcome, Provider, Request, Usage


class Hearing(TextEnum):
    """What came of words."""

    UNDERSTOOD = "understood"
    ASKED = "asked"  # a question is open
    REFUSED = "refused"
    NOT_UNDERSTOOD = "not understood"  # no proposal that passes the checks
    TIMED_OUT = "timed out"
    UNAVAILABLE = "unavailable"
    DENIED = "denied"  # the endpoint does not let us
    MALFORMED = "malformed"
    OVER_BUDGET = "over budget"


# How a call that brought no answer is called here.
HEARINGS = {
    Outcome.TIMED_OUT: Hearing.TIMED_OUT,
    Outcome.UNAVAILABLE: Hearing.UNAVAILABLE,
    Outcome.REFUSED: Hearing.DENIED,
    Outcome.MALFORMED: Hearing.MALFORMED,
    Outcome.OVER_BUDGET: Hearing.OVER_BUDGET,
}


class Commander(Protocol):
    """Who gave the task, and may answer."""

    def answer(self, question: Question) -> str | None:
        """What is said to a question; None for nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How much a listener asks for, and when.

    Attributes:
        attempts: proposals until one passes the checks, at most.
        asks: times that a goal is asked for again in an episode.
        ask_below: confidence below which the commander is asked.
        act_below: confidence below which nothing is done without an answer.
    """

    attempts: int = 3
    asks: int = 2
    ask_below: float = 0.6
    act_below: float = 0.4


@dataclass(frozen=True, slots=True)
class Meaning:
    """What came of words.

    Attributes:
        hearing: how it went.
        proposal: as the provider put it; None where there is none.
        goals: one a stage; () where there is nothing to do.
        text: why there is nothing to do, for people.
        question: that is open.
    """

    hearing: Hearing
    proposal: Proposal | None = None
    goals: tuple[Goal, ...] = ()
    text: str = ""
    question: Question | None = None

    @property
    def reason(self) -> str:
        """Why nothing is done, in a sentence."""
        if self.question is not None:
            return f"a question is open: {self.question.text}"
        return f"{self.hearing}: {self.text}" if self.text else str(self.hearing)


@dataclass(slots=True)
class Counting:
    """A provider that keeps its answers and how long they took.

    Attributes:
        provider: that is asked.
        answer: the last one; None before it.
        usage: of all of them.
        milliseconds: [ms] wall time of each; kept out of what is the same for the same seed.
        name: of the provider.
    """

    provider: Provider
    answer: Answer | None = None
    usage: Usage = field(default_factory=Usage)
    milliseconds: list[float] = field(default_factory=list[float])
    clock: Callable[[], float] = time.monotonic
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.provider.name

    def propose(self, request: Request) -> Answer:
        started = self.clock()
        answer = self.answer = self.provider.propose(request)
        self.milliseconds.append((self.clock() - started) * 1000.0)
        self.usage = self.usage + answer.usage
        return answer
