"""What planning answers."""

from __future__ import annotations

from dataclasses import dataclass

from envs.interface import TextEnum
from planning.goals import Met
from planning.problem import Fact
from planning.state import Operator


class PlanStatus(TextEnum):
    """How planning ended; none of these is an exception."""

    SOLVED = "solved"
    UNSOLVABLE = "unsolvable"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"
    ENGINE_MISSING = "engine-missing"
    UNSUPPORTED = "unsupported"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One operator of a plan, and what the agent is to do for it.

    Attributes:
        operator: name and arguments as in `domain.pddl`.
        skill: of the agent: go-to, search, pick-up, place, open, close, toggle-on, toggle-off,
            slice or pour.
        target: thing that the skill acts on; for search, the imagined thing.
        adds: facts expected to become true, such as `("isDirty", "mug_1")`.
        deletes: facts expected to become false.
        subgoal: the goal condition that the step serves, such as "mug filled with coffee".
    """

    operator: Operator
    skill: str
    target: str
    adds: tuple[Fact, ...] = ()
    deletes: tuple[Fact, ...] = ()
    subgoal: str = ""


@dataclass(frozen=True, slots=True)
class PlanResult:
    """Answer of a planner.

    Attributes:
        status: how it ended.
        steps: the plan; empty when the goal holds already or there is none.
        cost: of the plan, in steps of 0.25 m.
        wall_ms: time spent.
        message: for people, mostly on what went wrong.
        met: for each condition of the goal, whether it held at the start.
        assumes: what the plan takes for granted of the unseen, such as that a thing that was
            never seen exists, or that no more of a kind exist than are known.
        breadth: how wide the search had to be: 0 what the goal needs, 1 more, 2 everything.
        bound: thing names chosen, by component of the goal.
        imagined: object class of every imagined thing in the plan, by name.
    """

    status: PlanStatus
    steps: tuple[PlannedStep, ...] = ()
    cost: float = 0.0
    wall_ms: float = 0.0
    message: str = ""
    met: tuple[Met, ...] = ()
    assumes: tuple[str, ...] = ()
    breadth: int = 0
    bound: tuple[tuple[str, tuple[str, ...]], ...] = ()
    imagined: tuple[tuple[str, str], ...] = ()

    @property
    def solved(self) -> bool:
        return self.status is PlanStatus.SOLVED
