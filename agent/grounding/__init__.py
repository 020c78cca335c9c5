"""From one picture and an instruction to a PDDL goal over the things in it."""

from agent.grounding.ground import Models, ground
from agent.grounding.result import Chosen, Grounded, Verdict

__all__ = ["Chosen", "Grounded", "Models", "Verdict", "ground"]
