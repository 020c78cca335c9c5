"""What was said of where things are: what a search tries first, never taken for the truth."""

from __future__ import annotations

from agent.memory import Memory
from planning.language.goal_language import Proposal, SubgoalAction, types_of

TAKEN_FROM = 0.5  # confidence in a place that a pick-up subgoal names


def note_hints(memory: Memory, proposal: Proposal) -> None:
    """Remembers where a proposal says that things are, with the confidence that it has."""
    said = [(hint.kind, hint.place, hint.confidence) for hint in proposal.hints]
    said += [
        (step.kind, step.place, TAKEN_FROM * proposal.confidence)
        for step in proposal.subgoals
        if step.action is SubgoalAction.PICK_UP and step.place is not None
    ]
    for kind, place, confidence in said:
        for name in types_of(kind):
            for receptacle in types_of(place):
                believed = memory.hints.setdefault(name, {})
                believed[receptacle] = max(believed.get(receptacle, 0.0), confidence)
