"""A grounded goal as a PDDL problem: what is in view, what is believed of it, what is wanted."""

from __future__ import annotations

from agent.grounding.assigning import Filled
from agent.memory import Memory
from agent.symbols import symbolic_state
from envs.ontology import Affordance, can, takes
from perception.belief import Belief
from planning.problem import build_problem

TOLD = 200  # characters of the instruction in a comment


def problem_text(belief: Belief, goal: Filled, instruction: str, confidence: float) -> str:
    """PDDL of the problem over `planning/domain.pddl`, with confidences as comments."""
    state = symbolic_state(belief, Memory())
    kinds = {thing.name: thing.object_class for thing in state.things}
    kinds |= {part.name: part.object_class for part in goal.parts}
    placements = [
        (outer, inner)
        for outer, around in kinds.items()
        for inner, kind in kinds.items()
        if outer != inner and takes(around, kind)
    ]
    receivers = [
        name
        for name, kind in kinds.items()
        if can(kind, Affordance.FILLABLE) and can(kind, Affordance.PICKUPABLE)
    ]
    problem = build_problem(
        state, state.things, goal.parts, placements, goal.literals, {}, receivers
    )
    said = " ".join("".join(c if c.isprintable() else " " for c in instruction).split())[:TOLD]
    lines = [f"; said: {said}", f"; confidence in the goal: {confidence:.2f}"]
    lines += [
        f"; {fact.confidence:.2f} {fact}" for fact in belief.facts() if fact.confidence < 0.995
    ]
    return "\n".join([*lines, problem.to_pddl("grounded-goal")])
