"""What the agent did and why: one entry an action, and one for every decision between actions."""

from __future__ import annotations

from dataclasses import dataclass, field

from envs.interface import Action, ActionName, Pose, TextEnum


class DecisionKind(TextEnum):
    """What sort of thinking a decision was."""

    GOAL = "goal"
    LANGUAGE = "language"  # what was said, what was proposed, whether it was believed
    ASK = "ask"  # a question to the commander, and its answer
    PLAN = "plan"
    SEARCH = "search"
    FAILURE = "failure"
    RECOVERY = "recovery"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Decision:
    """Something the agent concluded between two actions.

    Attributes:
        step: index of the next action.
        kind: what sort of thinking it was.
        text: what was believed and chosen, in a sentence.
        detail: the parts of it, such as the operators of a plan.
    """

    step: int
    kind: DecisionKind
    text: str
    detail: tuple[str, ...] = ()


@dataclass(slots=True)
class Step:
    """One action.

    Attributes:
        index: 0 for the first action.
        action: what was done.
        target: name of the believed object that it was done to.
        subgoal: goal condition that it serves.
        operator: symbolic step that it carries out, such as `(pick-up mug_3)`.
        why: a sentence.
        pose: believed pose before it.
        success: whether it did what it says.
    """

    index: int
    action: Action
    target: str | None
    subgoal: str
    operator: str
    why: str
    pose: Pose
    success: bool | None = None

    def to_json(self) -> dict[str, object]:
        point = self.action.point
        return {
            "index": self.index,
            "action": str(self.action.name),
            "point": None if point is None else [round(value, 5) for value in point],
            "target": self.target,
            "success": self.success,
            "subgoal": self.subgoal,
            "operator": self.operator,
            "why": self.why,
            "pose": [
                round(value, 3)
                for value in (self.pose.x, self.pose.z, self.pose.yaw, self.pose.horizon)
            ],
        }


@dataclass(slots=True)
class Trace:
    """Everything an agent leaves behind of one episode.

    Attributes:
        steps: one entry an action.
        decisions: what was concluded between actions, in order.
        planner_ms: [ms] wall time of every planner call; kept out of what is written to
            `episode.json`, which is the same for the same seed.
    """

    steps: list[Step] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    planner_ms: list[float] = field(default_factory=list)

    def decide(self, kind: DecisionKind, text: str, detail: tuple[str, ...] = ()) -> None:
        self.decisions.append(Decision(len(self.steps), kind, text, detail))

    def did(self, action: ActionName, since: int = 0) -> bool:
        """Whether an action succeeded, as far as is known, from a step on."""
        return any(
            one.action.name is action and one.success is not False for one in self.steps[since:]
        )

    def to_json(self) -> dict[str, object]:
        return {
            "steps": [step.to_json() for step in self.steps],
            "decisions": [
                {
                    "step": entry.step,
                    "kind": str(entry.kind),
                    "text": entry.text,
                    "detail": list(entry.detail),
                }
                for entry in self.decisions
            ],
        }
