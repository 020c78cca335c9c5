"""What every skill shares: the context it works in, what it yields and how it ends.

A skill is a generator. It yields an `Intent`; the loop carries it out, updates the belief with
what is seen, and resumes the skill with whether the action worked. It returns a `Result`.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from agent.memory import Memory
from agent.skills.lattice import Cell, Lattice
from agent.trace import DecisionKind, Trace
from envs.interface import Action, ActionName, TextEnum
from perception.belief import Belief
from perception.instances import Instance


class Outcome(TextEnum):
    """How a skill ended."""

    DONE = "done"
    UNREACHABLE = "unreachable"  # there is no way to where it has to be done
    NOT_SEEN = "not seen"  # the target does not come into view
    GONE = "gone"  # the target is not where it was believed to be
    REFUSED = "refused"  # the world did not let it happen
    NOT_FOUND = "not found"  # a search has nowhere left to look
    BUDGET = "budget"  # too few steps are left


@dataclass(frozen=True, slots=True)
class Result:
    """How a skill ended, and in words why."""

    outcome: Outcome
    text: str = ""

    @property
    def done(self) -> bool:
        return self.outcome is Outcome.DONE


@dataclass(frozen=True, slots=True)
class Intent:
    """One action that a skill wants done, what to and what for."""

    action: Action
    why: str
    target: str | None = None


Skill = Generator[Intent, bool, Result]
DONE = Result(Outcome.DONE)
FAILURES_MOST = 30  # refused actions after which TEACh's rules end an episode


@dataclass(slots=True)
class Context:
    """What a skill may use.

    Attributes:
        belief: the agent's, up to date whenever a skill runs.
        lattice: places to stand.
        memory: of this episode.
        trace: of this episode.
        blocked: moves between neighbouring cells that the world refused.
        walked: moves between neighbouring cells that were made, and the same ones back.
        steps_left: actions before the episode's limit.
        failures_left: actions that may still be refused before the episode is cut off.
    """

    belief: Belief
    lattice: Lattice
    memory: Memory
    trace: Trace
    blocked: set[tuple[Cell, Cell]]
    walked: set[tuple[Cell, Cell]]
    steps_left: int
    failures_left: int = FAILURES_MOST

    @property
    def cell(self) -> Cell:
        """Cell that the agent stands on."""
        return self.lattice.cell(self.belief.pose.x, self.belief.pose.z)

    @property
    def heading(self) -> int:
        return self.lattice.heading(self.belief.pose.yaw)

    def instance(self, name: str) -> Instance | None:
        """A thing that is believed to exist, or None."""
        found = self.belief.instances.get(name)
        return found if found is not None and found.present else None

    def decide(self, kind: DecisionKind, text: str, detail: tuple[str, ...] = ()) -> None:
        self.trace.decide(kind, text, detail)


def act(
    name: ActionName,
    why: str,
    target: str | None = None,
    point: tuple[float, float] | None = None,
) -> Intent:
    """Intent to do one action."""
    return Intent(Action(name, point), why, target)
