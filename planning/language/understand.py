"""Propose, check, repair: from words to goals that make sense, in a bounded number of calls.

A proposal that does not check goes back to the provider with what is wrong with it. When the
attempts are used up, what does check of the best proposal is used, and the notes say so. Notes
hold the checker's and the ontology's words, and a provider's messages; never what a user said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from planning.goals import Goal
from planning.language.check import Checker, hint_problems, problems, thing_problems
from planning.language.goal_language import Proposal, Stage, Thing
from planning.language.provider import Answer, Outcome, Provider, Request, Usage
from planning.language.subgoal_check import subgoal_problems
from planning.language.thing_goals import goals_of
from planning.language.wording import describe

FAILURES_AT_MOST = 8  # of one proposal that go back to the provider
SENTENCE_AT_MOST = 300  # characters
CHECKS_AT_MOST = 16  # of parts, each of which may plan


@dataclass(frozen=True, slots=True)
class Understanding:
    """What came of words.

    Attributes:
        proposal: that is believed: a goal that checks, a question or a refusal; None where there
            is none.
        goals: the planner's, one a stage; empty without a goal.
        outcome: of the last call; `MALFORMED` where nothing that was proposed makes sense.
        notes: what was proposed and not believed, and why; for traces and people.
        usage: of all calls.
        attempts: calls made.
    """

    proposal: Proposal | None
    goals: tuple[Goal, ...]
    outcome: Outcome
    notes: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class _Faulty:
    """A proposal that did not check, and why."""

    proposal: Proposal
    faults: tuple[str, ...]


def understand(
    provider: Provider, request: Request, check: Checker = problems, attempts: int = 3
) -> Understanding:
    """Asks a provider until a proposal checks, at most so many times.

    Args:
        provider: that proposes.
        request: what is to be understood; `failures` are added to as proposals fail.
        check: what else is wrong with a proposal that makes sense as it is (`check.problems`),
            such as that no plan reaches it. It is called with whole proposals and with parts.
        attempts: calls at most, 1 or more.
    """
    usage, notes, faulty = Usage(), list[str](), list[_Faulty]()
    outcome, number = Outcome.MALFORMED, 0
    scene = request.scene if request.scene_complete else None

    def faults_of(proposal: Proposal) -> list[str]:
        return _bounded(problems(proposal, scene) or check(proposal))

    for number in range(1, max(attempts, 1) + 1):
        answer = provider.propose(request)
        usage += answer.usage
        outcome = answer.outcome
        if answer.outcome is not Outcome.PROPOSED or answer.proposal is None:
            notes.append(_ended(answer))
            break
        found, missed = _first_that_checks(answer, faults_of)
        if found is not None:
            if found is not answer.proposal:
                notes += [_note(miss) for miss in missed]
                notes.append(f"the provider's next choice is used: {describe(found)}")
            return Understanding(
                found, goals_of(found), outcome, tuple(notes), usage, attempts=number
            )
        again = any(missed[0].proposal == other.proposal for other in faulty)
        faulty += missed
        notes += [_note(miss) for miss in missed]
        if again:
            notes.append("the provider proposes the same again")
            break
        told = tuple(_told(miss) for miss in missed[:1])
        request = replace(request, failures=request.failures + told)
    proposal = _best_part(faulty, faults_of) if faulty else None
    if proposal is not None:
        notes.append(f"only the part that checks is used: {describe(proposal)}")
    elif outcome is Outcome.PROPOSED:
        outcome = Outcome.MALFORMED
    goals = goals_of(proposal) if proposal is not None else ()
    return Understanding(proposal, goals, outcome, tuple(notes), usage, attempts=number)


def _first_that_checks(
    answer: Answer, faults_of: Callable[[Proposal], list[str]]
) -> tuple[Proposal | None, list[_Faulty]]:
    """The first of an answer's proposals that checks, and those before it that do not."""
    missed: list[_Faulty] = []
    assert answer.proposal is not None
    for proposal in (answer.proposal, *answer.alternatives):
        faults = faults_of(proposal)
        if not faults:
            return proposal, missed
        missed.append(_Faulty(proposal, tuple(faults)))
    return None, missed


def _bounded(faults: list[str]) -> list[str]:
    return [text[:SENTENCE_AT_MOST] for text in faults[:FAILURES_AT_MOST]]


def _told(miss: _Faulty) -> str:
    """What goes back to the provider of a proposal that failed."""
    return f"proposed: {describe(miss.proposal)[:SENTENCE_AT_MOST]} But " + "; ".join(miss.faults)


def _note(miss: _Faulty) -> str:
    return f"not believed: {describe(miss.proposal)} {'; '.join(miss.faults)}"


def _ended(answer: Answer) -> str:
    said = f": {answer.message[:SENTENCE_AT_MOST]}" if answer.message else ""
    return f"the provider {answer.outcome}{said}"


# ---------------------------------------------------------------------- the best part
def _best_part(
    faulty: list[_Faulty], faults_of: Callable[[Proposal], list[str]]
) -> Proposal | None:
    """What checks of the proposal with the fewest faults, the last of those; None if nothing."""
    budget = iter(range(CHECKS_AT_MOST))

    def checks(proposal: Proposal) -> bool:
        return next(budget, None) is not None and not faults_of(proposal)

    order = sorted(enumerate(faulty), key=lambda item: (len(item[1].faults), -item[0]))
    for _, miss in order:
        if miss.proposal.verdict != "goal":
            continue
        part = _part(miss.proposal, checks)
        if part is not None:
            return part
    return None


def _part(proposal: Proposal, checks: Callable[[Proposal], bool]) -> Proposal | None:
    """The things of a proposal that check, together, with the advice that makes sense."""
    whole = sum(_size(thing) for stage in proposal.stages for thing in stage.things)
    advice = {
        "subgoals": tuple(item for item in proposal.subgoals if not subgoal_problems(item)),
        "hints": tuple(item for item in proposal.hints if not hint_problems(item)),
    }
    sound = [[kept for thing in stage.things for kept in _sound(thing)]
             for stage in proposal.stages]  # fmt: skip

    def of(stages: list[list[Thing]]) -> Proposal | None:
        kept = tuple(Stage(things=tuple(things)) for things in stages if things)
        if not kept:
            return None
        share = sum(_size(thing) for stage in kept for thing in stage.things) / max(whole, 1)
        confidence = proposal.confidence * min(share, 1.0)
        return proposal.model_copy(update={**advice, "stages": kept, "confidence": confidence})

    candidate = of(sound)
    if candidate is not None and checks(candidate):
        return candidate
    kept: list[list[Thing]] = [[] for _ in sound]
    for index, thing in [(i, thing) for i, things in enumerate(sound) for thing in things]:
        kept[index].append(thing)
        more = of(kept)
        if more is None or not checks(more):
            kept[index].pop()
    return of(kept)


def _size(thing: Thing) -> int:
    return 1 + sum(_size(content) for content in thing.contents)


def _sound(thing: Thing) -> Iterator[Thing]:
    """The thing with those of its contents that make sense in it, if anything is asked then."""
    if not thing_problems(thing):
        yield thing
        return
    bare = thing.model_copy(update={"contents": ()})
    contents = tuple(
        kept
        for content in thing.contents
        for kept in _sound(content)
        if not thing_problems(thing.model_copy(update={"contents": (kept,)}))
    )
    if not thing_problems(bare) and (contents or thing.states):
        yield thing.model_copy(update={"contents": contents})
