"""The agent's loop: observe, update the belief, plan, act, watch, and plan again.

`DeliberativeAgent.act` is called once a step. Inside, the agent's train of thought is one
generator (`_live`) that yields what it wants done next and is resumed with whether it worked, by
which time the belief has taken in what is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from agent.meaning import Meaning
from agent.memory import Memory
from agent.monitor import (
    REPLANS_AT_MOST,
    REPLANS_IN_DOUBT,
    Rung,
    changed_kind,
    in_vain,
    recover,
    second_chance,
    surprise,
)
from agent.skills.approach import approach
from agent.skills.clear import clear, put_back, uncover
from agent.skills.confirm import (
    assure,
    confirm,
    doubtful,
    is_only_supposed,
    is_shut_away,
    is_so_already,
)
from agent.skills.cut import cut
from agent.skills.inspect import inspect
from agent.skills.interact import interact
from agent.skills.lattice import Lattice
from agent.skills.navigate import SURE_THERE, in_reach
from agent.skills.search import search
from agent.skills.skill import DONE, FAILURES_MOST, Context, Intent, Outcome, Result, Skill
from agent.stages import Course, fewer
from agent.symbols import symbolic_state
from agent.trace import DecisionKind, Step, Trace
from agent.words import Listener
from envs.interface import Action, ActionName, Observation
from envs.ontology import KNIVES, OBJECT_TYPES, Affordance, can
from perception.belief import Belief
from perception.instances import Instance
from planning.goals import Goal
from planning.planner import Planner
from planning.result import PlannedStep, PlanResult, PlanStatus

ACTIONS = {
    "pick-up": ActionName.PICKUP,
    "place": ActionName.PLACE,
    "open": ActionName.OPEN,
    "close": ActionName.CLOSE,
    "toggle-on": ActionName.TOGGLE_ON,
    "toggle-off": ActionName.TOGGLE_OFF,
    "pour": ActionName.POUR,
}
VERBS = {
    "pick-up": "pick up {}",
    "place": "put what it holds in or on {}",
    "open": "open {}",
    "close": "close {}",
    "toggle-on": "turn on {}",
    "toggle-off": "turn off {}",
    "slice": "slice {}",
    "pour": "pour into {}",
    "go-to": "go to {}",
    "search": "look for {}",
}
ASSURED_AT_MOST = 3  # times that it is made sure of a thing's states
VESSELS = frozenset(
    kind.name
    for kind in OBJECT_TYPES
    if kind.can(Affordance.FILLABLE) and kind.can(Affordance.PICKUPABLE)
)


@dataclass(slots=True)
class Current:
    """What the agent is at: the subgoal and the operator that the next actions belong to."""

    subgoal: str = "get to know the surroundings"
    operator: str = "(look-around)"


class DeliberativeAgent:
    """Belief, planner, skills and monitor, wired together.

    Attributes:
        goal: what it is after; empty before it knows.
        belief: what it believes; None before the first observation.
        trace: what it did and why.
        listener: what turns words into goals; None where the goal was told as such.
    """

    def __init__(
        self,
        task: Goal | Listener,
        planner: Planner,
        new_belief: Callable[[], Belief],
        max_steps: int = 1000,
        max_failed_actions: int = FAILURES_MOST,
    ) -> None:
        """Prepares for one episode.

        Args:
            task: what is to be true in the end, or words that say so.
            planner: turns belief and goal into operators.
            new_belief: makes the empty belief.
            max_steps: actions after which the episode is cut off.
            max_failed_actions: refused ones after which it is.
        """
        self.goal = task if isinstance(task, Goal) else Goal("")
        self.listener = None if isinstance(task, Goal) else task
        self.trace = Trace()
        self.belief: Belief | None = None
        self._planner = planner
        self._new_belief = new_belief
        self._max_steps = max_steps
        self._max_failed = max_failed_actions
        self._current = Current()
        self._course = Course()
        self._other: Meaning | None = None  # a goal to turn to instead
        self._asking = self.listener is not None  # for another goal, before a search is repeated
        self._mind: Generator[Intent, bool, None] | None = None
        self._intent: Intent | None = None
        self._context: Context | None = None

    def act(self, observation: Observation) -> Action:
        """The next action, given what is seen after the last one."""
        if self._mind is None or self._context is None:
            self.belief = self._new_belief()
            self.belief.update(observation)
            self._context = Context(
                belief=self.belief,
                lattice=Lattice(self.belief.pose),
                memory=Memory(),
                trace=self.trace,
                blocked=set(),
                walked=set(),
                steps_left=self._max_steps - 1,
                failures_left=self._max_failed,
            )
            self._mind = self._live(self._context)
            return self._next(lambda: next(self._mind))  # type: ignore[arg-type]
        self.observe(observation)
        worked = self.trace.steps[-1].success is not False
        return self._next(lambda: self._mind.send(worked))  # type: ignore[union-attr]

    def observe(self, observation: Observation) -> None:
        """Takes in what the last action led to, without choosing another."""
        if self._intent is None or self._context is None or self.belief is None:
            return
        self._context.steps_left = self._max_steps - 1 - len(self.trace.steps)
        if self._intent.action.name is ActionName.PICKUP and self._intent.target is not None:
            name = self._intent.target
            for moved in (name, *self.belief.contents(name)):  # it is seen from elsewhere then
                self._context.memory.handy.pop(moved, None)
            self._context.memory.seen_from.pop(name, None)
        self.belief.update(observation, self._intent.action, self._intent.target)
        self.trace.steps[-1].success = self.belief.worked
        self._context.failures_left -= self.belief.worked is False
        self._intent = None
        self._note_views(self._context)

    def _note_views(self, ctx: Context) -> None:
        """Remembers from where things can be seen, and reached."""
        view = ctx.belief.view
        here = (*ctx.cell, ctx.heading, round(ctx.belief.pose.horizon))
        for name in view.identities if view is not None else ():
            ctx.memory.seen_from[name] = (ctx.belief.pose.x, ctx.belief.pose.z)
            if ctx.belief.instances[name].can(Affordance.PICKUPABLE) and in_reach(ctx, name):
                ctx.memory.handy.setdefault(name, set()).add(here)

    def _next(self, advance: Callable[[], Intent]) -> Action:
        assert self.belief is not None
        try:
            intent = advance()
        except StopIteration:
            intent = Intent(Action(ActionName.STOP), "the goal is believed to be reached")
            last = self.trace.decisions[-1] if self.trace.decisions else None
            if last is not None and last.kind is DecisionKind.STOP:
                intent = Intent(Action(ActionName.STOP), last.text)
            self._current = Current("stop", "(stop)")
        self._intent = intent
        self.trace.steps.append(
            Step(
                index=len(self.trace.steps),
                action=intent.action,
                target=intent.target,
                subgoal=self._current.subgoal,
                operator=self._current.operator,
                why=intent.why,
                pose=self.belief.pose,
            )
        )
        return intent.action

    # --- the train of thought ---

    def _live(self, ctx: Context) -> Generator[Intent, bool, None]:
        if self.listener is None:
            result = yield from self._reach(ctx, (self.goal,))
        else:
            result = yield from self._heed(ctx, self.listener)
        ctx.decide(DecisionKind.STOP, result.text)

    def _heed(self, ctx: Context, listener: Listener) -> Skill:
        """Does what the words mean, and asks again when that comes to nothing."""
        meaning: Meaning | None = yield from listener.hear(ctx)
        while meaning is not None and meaning.goals:
            result = yield from self._reach(ctx, meaning.goals)
            if result.done or result.outcome is Outcome.BUDGET:
                return result
            meaning, self._other = self._other, None
            if meaning is None:
                meaning = listener.again(ctx, result.text, result.outcome is Outcome.NOT_FOUND)
            if meaning is None and self._asking and result.outcome is Outcome.NOT_FOUND:
                self._asking = False  # nothing better was said, so it is searched for once more
                meaning = listener.meaning
            elif meaning is None:
                return result
        assert meaning is not None
        self.goal = Goal("")
        return Result(Outcome.REFUSED, meaning.reason)

    def _reach(self, ctx: Context, stages: Sequence[Goal]) -> Skill:
        """Reaches one goal after the other, and keeps what can be kept of the earlier ones."""
        result, self._course = DONE, Course()
        for stage in stages:
            self.goal = self._course.begin(stage)
            ctx.decide(DecisionKind.GOAL, self.goal.description)
            result = yield from self._pursue(ctx)
            if not result.done:
                break
        return result

    def _pursue(self, ctx: Context) -> Skill:
        """Plans and acts until the goal is believed to hold, or nothing more can be done."""
        if self._wants_everything():
            yield from self._explore_everything(ctx)
        forgiven = False
        for _ in range(REPLANS_IN_DOUBT if ctx.belief.may_err else REPLANS_AT_MOST):
            if ctx.steps_left <= 0:
                return Result(Outcome.BUDGET, "no steps are left")
            plan = self._plan(ctx)
            if plan.status is PlanStatus.SOLVED and not plan.steps:
                if ctx.memory.anything_excluded and self._wants_everything() and not forgiven:
                    forgiven = True
                    ctx.memory.forgive()
                    ctx.decide(DecisionKind.RECOVERY, "try again what was left alone")
                    continue
                if (yield from self._make_sure(ctx, plan)):
                    continue
                self._course.end(self.goal, {name for _, names in plan.bound for name in names})
                return Result(Outcome.DONE, "every goal condition is believed to hold")
            if plan.status is PlanStatus.SOLVED:
                ended = yield from self._carry_out(ctx, self._meanwhile(ctx, plan))
                if ended is not None:
                    return ended
                continue
            found_more = yield from self._learn_more(ctx)
            if found_more:
                continue
            if forgiven:
                return Result(Outcome.NOT_FOUND, f"no plan: {plan.message}")
            forgiven = True
            ctx.memory.forgive()
            ctx.decide(DecisionKind.RECOVERY, "forget what failed and try once more")
        return Result(Outcome.REFUSED, "planned again and again without getting there")

    def _plan(self, ctx: Context) -> PlanResult:
        state = symbolic_state(ctx.belief, ctx.memory)
        self.goal = self._course.pinned(self.goal, state)
        result = self._planner.plan(state, self.goal)
        self.trace.planner_ms.append(result.wall_ms)
        alone = self._course.alone(self.goal)
        if result.status is PlanStatus.UNSOLVABLE and alone is not None:
            self.goal = alone
            ctx.decide(DecisionKind.PLAN, "no plan keeps what was done before: plan without it")
            return self._plan(ctx)
        if result.status is PlanStatus.SOLVED:
            text = f"plan of {len(result.steps)} operators" if result.steps else "nothing to do"
        else:
            text = f"no plan ({result.status}): {result.message}"
        ctx.decide(DecisionKind.PLAN, text, tuple(str(step.operator) for step in result.steps))
        return result

    def _meanwhile(self, ctx: Context, plan: PlanResult) -> PlanResult:
        """What can be done with as many of a kind as are known, before more are looked for; the
        plan itself where that is nothing, or leaves as much to look for."""
        if not plan.imagined or not ctx.belief.may_err:
            return plan
        present = [one.object_class for one in ctx.belief.present() if not one.missing]
        goal = fewer(self.goal, present)
        if goal is None:
            return plan
        first = self._planner.plan(symbolic_state(ctx.belief, ctx.memory), goal)
        self.trace.planner_ms.append(first.wall_ms)
        more = len(first.imagined) >= len(plan.imagined)  # is to be looked for all the same
        if first.status is not PlanStatus.SOLVED or not first.steps or more:
            return plan
        text = f"plan of {len(first.steps)} operators with as many as are known already"
        ctx.decide(DecisionKind.PLAN, text, tuple(str(step.operator) for step in first.steps))
        return first

    def _carry_out(
        self, ctx: Context, result: PlanResult
    ) -> Generator[Intent, bool, Result | None]:
        """Carries a plan out until it ends, fails or is overtaken; a result to give the goal up."""
        kinds = {one.name: one.object_class for one in ctx.belief.present()}
        for index, step in enumerate(result.steps):
            self._current = Current(step.subgoal, str(step.operator))
            other = changed_kind(ctx, kinds, (step.target, ctx.belief.held))
            if other is not None:
                ctx.decide(DecisionKind.FAILURE, other)
                if changed_kind(ctx, kinds, (ctx.belief.held,)) is not None:  # the thing in hand
                    yield from put_back(ctx, f"put {ctx.belief.held} back")
                return None
            following = result.steps[index + 1] if index + 1 < len(result.steps) else None
            if step.skill == "search" and self.listener is not None:
                self._other = self.listener.better(ctx)
                if self._other is not None:
                    return Result(Outcome.REFUSED, "something else is likelier to be meant")
            outcome = yield from self._execute(ctx, step, following, result)
            if outcome.done:
                unexpected = surprise(ctx, step) or in_vain(ctx, step)
                if unexpected is None and step.skill not in ("search", "slice"):
                    continue
                if unexpected is not None:
                    ctx.decide(DecisionKind.FAILURE, unexpected)
                return None
            if outcome.outcome is Outcome.NOT_FOUND and self._asking:
                return outcome
            if changed_kind(ctx, kinds, (step.target,)) is not None:
                ctx.decide(DecisionKind.FAILURE, outcome.text)
                return None
            rung = recover(ctx, step, outcome)
            if rung is Rung.STOP:
                return outcome
            if rung is Rung.CLEAR:
                ctx.decide(DecisionKind.RECOVERY, f"make room in {step.target}")
                yield from clear(ctx, step.target, f"make room in {step.target}")
            elif rung is Rung.UNCOVER:
                ctx.decide(DecisionKind.RECOVERY, f"close what may hide {step.target}")
                yield from uncover(ctx, self._goes_to(step, following), f"uncover {step.target}")
            return None
        return None

    def _execute(
        self, ctx: Context, step: PlannedStep, following: PlannedStep | None, plan: PlanResult
    ) -> Skill:
        why = f"{VERBS[step.skill].format(step.target)} for: {step.subgoal}"
        if step.skill == "search":
            return (yield from self._search(ctx, step, plan))
        if step.skill == "go-to":
            target = self._goes_to(step, following)
            if ctx.instance(target) is None or target == ctx.belief.held:
                return DONE
            if following is not None and following.skill in ("place", "search"):
                return DONE  # the next skill knows better where to stand
            return (yield from approach(ctx, target, why))
        target = step.target
        if target not in ctx.belief.instances:
            return Result(Outcome.GONE, f"{target} has not been seen yet")
        if target != ctx.belief.held:
            sure = yield from confirm(ctx, target, ctx.belief.instances[target].object_class, why)
            if not sure.done:
                return sure
        if step.skill == "slice":
            return (yield from cut(ctx, target, why))
        return (yield from interact(ctx, ACTIONS[step.skill], target, why))

    def _goes_to(self, step: PlannedStep, following: PlannedStep | None) -> str:
        """What an operator is really about: going to a spot is going to what is done there."""
        return following.target if step.skill == "go-to" and following is not None else step.target

    def _search(self, ctx: Context, step: PlannedStep, plan: PlanResult) -> Skill:
        """Looks for an imagined thing; anything new that the plan or the goal is about will do,
        because the next plan may be a better one with it."""
        imagined = dict(plan.imagined)
        kind = imagined[step.target]
        if ctx.belief.may_err and second_chance(ctx, kind):
            return DONE
        ends = {name for part in self.goal.components for name in part.types}
        alike = {name: {name} if name in ends else _alike(name) for name in imagined.values()}
        useful = ends.union(*alike.values())
        present = (one for one in ctx.belief.present() if not one.missing)
        known = {(one.name, one.object_class) for one in present}

        def wanted(instance: Instance) -> bool:
            kind = instance.object_class
            return kind in useful and (instance.name, kind) not in known

        kinds = alike[kind] if kind in KNIVES else {kind}  # any vessel, but seen for sure
        return (yield from search(ctx, kinds, wanted, f"a {kind}"))

    # --- knowing more ---

    def _make_sure(self, ctx: Context, plan: PlanResult) -> Generator[Intent, bool, bool]:
        """Looks at places where nothing of a kind is to be left, and at things that may be other
        than the goal wants them; True if it looked at any."""
        bound, looked = dict(plan.bound), False
        for part in self.goal.components:
            for name in bound.get(part.name, ()) if part.count != 0 else ():
                instance = ctx.instance(name)
                if instance is None or name == ctx.belief.held or is_shut_away(ctx, name):
                    continue
                doubts = doubtful(instance, part.states)
                unsure = bool(doubts) or instance.confidence < SURE_THERE
                tried = ctx.memory.recoveries[f"assure {name}"]
                if unsure and tried < (ASSURED_AT_MOST if doubts else 1):
                    ctx.memory.recoveries[f"assure {name}"] += 1
                    what = f"make sure of {name}"
                    self._current = Current(what, f"(inspect {name})")
                    yield from assure(ctx, name, part.states, what)
                    looked = True
                elif is_only_supposed(ctx, name):
                    ctx.memory.leave(name)
                    looked = True
                elif is_so_already(ctx, name, part):
                    ctx.memory.recoveries[f"so already {name}"] += 1
                    ctx.memory.leave(name)
                    ctx.decide(DecisionKind.RECOVERY, f"{name} is so already: another may be meant")
                    looked = True
        for relation in self.goal.relations:
            if all(self.goal.component(head).count != 0 for head in relation.heads):
                continue
            for name in bound.get(relation.tail, ()):
                if ctx.memory.once(f"inspect {name}"):
                    what = f"make sure of what is in or on {name}"
                    self._current = Current(what, f"(inspect {name})")
                    yield from inspect(ctx, name, what)
                    looked = True
        return looked

    def _wants_everything(self) -> bool:
        return bool(self._everything())

    def _everything(self) -> tuple[str, ...]:
        """Kinds of which the goal is about every thing, or that there is to be none of anywhere."""
        heads = {name for relation in self.goal.relations for name in relation.heads}
        found = {
            kind
            for component in self.goal.components
            if component.count is None or (component.count == 0 and component.name not in heads)
            for kind in component.types
        }
        return tuple(sorted(found))

    def _explore_everything(self, ctx: Context) -> Skill:
        """Goes through the whole house for a goal about all things of some kind."""
        kinds = self._everything()
        what = " and ".join(kinds[:3]) + (" and more" if len(kinds) > 3 else "")
        self._current = Current(f"find every {what}", f"(explore {' '.join(kinds)})")
        return (
            yield from search(
                ctx,
                kinds,
                lambda instance: instance.object_class in kinds,
                f"every {what}",
                enough=lambda _: False,
            )
        )

    def _learn_more(self, ctx: Context) -> Generator[Intent, bool, bool]:
        """Explores until something new comes into view; False when there is nowhere to go."""
        kinds = sorted({name for part in self.goal.components for name in part.types})
        known = {(one.name, one.object_class) for one in ctx.belief.present()}
        self._current = Current("find another way", "(explore)")
        result = yield from search(
            ctx,
            kinds,
            lambda one: (one.name, one.object_class) not in known,
            "anything that helps",
        )
        return result.done


def _alike(kind: str) -> set[str]:
    """Object types that do what one of a type does as a means."""
    if kind in KNIVES:
        return set(KNIVES)
    return set(VESSELS) if can(kind, Affordance.FILLABLE) else {kind}
