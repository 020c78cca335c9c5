"""A provider that says what a test gives it: the words of a language model, without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planning.language.goal_language import Proposal, Stage, Thing
from planning.language.provider import Answer, Outcome, Request, Usage

Line = Answer | Proposal | Callable[[Request], Answer | Proposal]
CALL = Usage(calls=1, prompt_tokens=100, completion_tokens=20, cost_usd=0.001)


class Scripted:
    """Answers in turn, the last one again and again.

    Attributes:
        requests: what it was asked.
    """

    name = "scripted"

    def __init__(self, *lines: Line) -> None:
        self._lines = lines
        self.requests: list[Request] = []

    def propose(self, request: Request) -> Answer:
        line = self._lines[min(len(self.requests), len(self._lines) - 1)]
        self.requests.append(request)
        said = line if isinstance(line, Answer | Proposal) else line(request)
        return said if isinstance(said, Answer) else answer(said)


def answer(proposal: Proposal, *alternatives: Proposal) -> Answer:
    return Answer(Outcome.PROPOSED, proposal, usage=CALL, alternatives=alternatives)


def goal(*stages: Thing | Sequence[Thing], **extra: object) -> Proposal:
    """A proposal with one stage for each argument."""
    wanted = [(one,) if isinstance(one, Thing) else tuple(one) for one in stages]
    made = tuple(Stage(things=things) for things in wanted)
    return Proposal(verdict="goal", stages=made, **extra)  # type: ignore[arg-type]


def on(place: str, *contents: Thing | str) -> Thing:
    """Things in or on a place."""
    inner = tuple(Thing(kind=one) if isinstance(one, str) else one for one in contents)
    return Thing(kind=place, contents=inner)
