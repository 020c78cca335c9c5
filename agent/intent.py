"""What is meant, by what there is: candidate goals ranked by what the scene affords.

"It's dark in here" may mean a lamp or the light of the room; "the table" may be a side table. A
language model says how likely each is by the words alone; this weighs that by whether the things
are known, whether the planner finds a way, and how long it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from envs.ontology import SLICE_COUNT, Affordance, can, sliced_type
from planning.goals import Goal
from planning.language.goal_language import Proposal, Stage, Thing, types_of
from planning.result import PlanResult, PlanStatus

RIVAL = 0.2  # share of the likeliest candidate's confidence that makes another one worth weighing
MOST = 6  # candidates that are weighed
HALF_COST = 1500.0  # [planner's cost] at which a way counts half
GONE = 0.03  # chance that a thing is there after everything was searched for it
MOVABLE_SHARE = 0.5  # how much of the doubt a look at all floor takes away, of things in drawers
FIXED_SHARE = 0.7  # and of furniture

_WHOLES = {sliced_type(whole): whole for whole in SLICE_COUNT}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A goal that may be meant.

    Attributes:
        proposal: as the language model put it.
        goals: the same for the planner, one a stage.
        score: confidence, weighed by what the scene affords.
        missing: kinds that it speaks of and that were not seen.
        why: how the score comes about, in words.
    """

    proposal: Proposal
    goals: tuple[Goal, ...]
    score: float = 0.0
    missing: tuple[str, ...] = ()
    why: str = ""


def kinds_of(stages: Iterable[Stage]) -> tuple[str, ...]:
    """Every kind that has to exist for some stages, in order of mention."""
    found: dict[str, None] = {}

    def visit(thing: Thing) -> None:
        if thing.count != 0:
            found.setdefault(thing.kind)
            if thing.which is not None:
                found.update(dict.fromkeys(filter(None, (thing.which.near, thing.which.inside))))
        for inner in thing.contents:
            visit(inner)

    for stage in stages:
        for thing in stage.things:
            visit(thing)
    return tuple(found)


def missing_of(stages: Iterable[Stage], known: frozenset[str]) -> tuple[str, ...]:
    """Kinds that some stages need and of which nothing is among the known types."""
    return tuple(kind for kind in kinds_of(stages) if not _types(kind) & known)


def rank(
    candidates: Sequence[Candidate],
    known: frozenset[str],
    explored: float,
    plan: Callable[[Goal], PlanResult],
    searched: frozenset[str] = frozenset(),
) -> list[Candidate]:
    """Candidates with their scores, best first; of equals the one that came first.

    Args:
        candidates: what may be meant.
        known: object types that were seen.
        explored: share of the house that has been seen, 0 to 1.
        plan: plans for a goal from where the agent is.
        searched: object types that were looked for everywhere in vain.
    """
    weighed = [_weighed(one, known, explored, plan, searched) for one in candidates]
    return sorted(weighed, key=lambda one: -one.score)


def rivals(proposal: Proposal, others: Iterable[Proposal]) -> list[Proposal]:
    """Other goals that are likely enough to be weighed against the likeliest one."""
    found: list[Proposal] = []
    seen = {proposal.stages}
    for other in others:
        if other.verdict != "goal" or other.stages in seen:
            continue
        if other.confidence >= RIVAL * proposal.confidence and len(found) + 1 < MOST:
            seen.add(other.stages)
            found.append(other)
    return found


def same_but_for_places(one: Proposal, other: Proposal) -> bool:
    """Whether two goals differ at most in the kinds of what things are to be in or on."""
    return _open_places(one.stages) == _open_places(other.stages)


def _open_places(stages: Sequence[Stage]) -> tuple[tuple[object, ...], ...]:
    def opened(thing: Thing) -> object:
        kind = "" if thing.contents else thing.kind
        inner = tuple(opened(one) for one in thing.contents)
        return kind, thing.count, thing.states, thing.which, inner

    return tuple(tuple(opened(thing) for thing in stage.things) for stage in stages)


def _weighed(
    candidate: Candidate,
    known: frozenset[str],
    explored: float,
    plan: Callable[[Goal], PlanResult],
    searched: frozenset[str],
) -> Candidate:
    proposal = candidate.proposal
    missing = missing_of(proposal.stages, known)
    score, words = proposal.confidence, [f"confidence {proposal.confidence:.2f}"]
    for kind in missing:
        score *= _may_be_there(kind, explored, searched)
    words.append(f"not seen: {', '.join(missing)}" if missing else "all of it was seen")
    result = plan(candidate.goals[0]) if candidate.goals else None
    if result is not None and result.status is PlanStatus.SOLVED:
        score *= HALF_COST / (HALF_COST + result.cost)
        words.append(f"a way of cost {result.cost:.0f}")
    elif result is not None:
        score *= GONE
        words.append("no way known")
    return Candidate(proposal, candidate.goals, score, missing, "; ".join(words))


def _may_be_there(kind: str, explored: float, searched: frozenset[str]) -> float:
    """Chance that there is a thing of a kind that was not seen so far."""
    types = _types(kind)
    if types <= searched:
        return GONE
    movable = any(can(name, Affordance.PICKUPABLE) for name in types)
    return 1.0 - (MOVABLE_SHARE if movable else FIXED_SHARE) * min(max(explored, 0.0), 1.0)


def _types(kind: str) -> frozenset[str]:
    """Object types that serve for a kind, wholes of slices included."""
    types = types_of(kind)
    return types | {_WHOLES[name] for name in types if name in _WHOLES}
