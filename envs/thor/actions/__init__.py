"""AI2-THOR's actions by name; to add one, add an entry to the table of its kind."""

from envs.thor.actions import (
    arrange,
    cameras,
    hands,
    interaction,
    looks,
    motion,
    questions,
    setup,
)
from envs.thor.actions.handling import Handler, Outcome, Refused, check

ACTIONS: dict[str, Handler] = {
    **setup.ACTIONS,
    **motion.ACTIONS,
    **interaction.ACTIONS,
    **hands.ACTIONS,
    **questions.ACTIONS,
    **arrange.ACTIONS,
    **cameras.ACTIONS,
    **looks.ACTIONS,
}

__all__ = ["ACTIONS", "Handler", "Outcome", "Refused", "check"]
