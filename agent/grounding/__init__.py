"""From one picture and an instruction to a PDDL goal over the things in it."""

from agent.grounding.ground import ground, ground_in, look
from agent.grounding.result import Chosen, Grounded, Verdict

__all__ = ["Chosen", "Grounded", "Verdict", "ground", "ground_in", "look"]
