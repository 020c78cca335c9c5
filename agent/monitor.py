"""Notices when the world disagrees with the plan, and says what to try next.

The ladder, lowest rung first: look again and step closer (inside the skills), clear the
receptacle, exclude the thing that keeps failing, plan again, look for more of the house, forget
the failures and try once more, stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent.memory import EXCLUDE_AFTER
from agent.skills.navigate import SURE_THERE
from agent.skills.skill import Context, Outcome, Result
from agent.trace import DecisionKind
from envs.interface import TextEnum
from envs.ontology import SLICE_COUNT, STATE_PREDICATES, Affordance, sliced_type
from planning.result import PlannedStep

REPLANS_AT_MOST = 60  # plans for one goal
REPLANS_IN_DOUBT = 240  # the same where things may be taken for what they are not
SEARCHES_AT_MOST = 2  # fruitless searches of the whole house before the task is given up
SURPRISES_AT_MOST = 3  # times that an expected effect may fail to show before it is let be
DONE_AT_MOST = 5  # times that a thing is brought into one state, from which on it is left alone


class Rung(TextEnum):
    """What to do about a failure."""

    CLEAR = "clear the receptacle"
    UNCOVER = "close what is in the way of the view"
    REPLAN = "plan again"
    STOP = "stop"


def recover(ctx: Context, step: PlannedStep, result: Result) -> Rung:
    """Chooses the next rung after an operator failed, and remembers the failure."""
    thing = step.target
    if result.outcome is Outcome.BUDGET:
        return Rung.STOP
    ctx.decide(DecisionKind.FAILURE, f"{step.operator} failed: {result.text}")
    if result.outcome is Outcome.GONE:
        instance = ctx.instance(thing)
        if instance is not None and not instance.missing and thing != ctx.belief.held:
            ctx.belief.forget(thing)
        ctx.decide(DecisionKind.RECOVERY, f"{thing} has to be looked for again")
        return Rung.REPLAN
    if result.outcome in (Outcome.UNREACHABLE, Outcome.NOT_SEEN):
        ctx.memory.unreachable[thing] += 1
        ctx.memory.stand_tries.pop(thing, None)
        instance = ctx.instance(thing)
        left = ctx.belief.may_err and instance is not None and instance.confidence < SURE_THERE
        if left:
            ctx.memory.leave(thing)  # it may never have been there
        excluded = ctx.memory.unreachable[thing] >= EXCLUDE_AFTER or left
        if result.outcome is Outcome.NOT_SEEN and not excluded:
            return Rung.UNCOVER
    elif result.outcome is Outcome.NOT_FOUND:
        ctx.memory.recoveries["nothing found"] += 1
        if ctx.memory.recoveries["nothing found"] > SEARCHES_AT_MOST:
            return Rung.STOP
        ctx.memory.forgive()
        ctx.memory.searched.clear()
        ctx.decide(DecisionKind.RECOVERY, "go over what was looked at without success again")
    elif (
        result.outcome is Outcome.REFUSED
        and step.skill == "place"
        and ctx.belief.contents(thing)
        and ctx.memory.recoveries[f"clear {thing}"] < 2
    ):
        ctx.memory.recoveries[f"clear {thing}"] += 1
        return Rung.CLEAR
    if ctx.memory.trouble(thing) >= EXCLUDE_AFTER:
        ctx.decide(DecisionKind.RECOVERY, f"do without {thing} from now on")
    else:
        ctx.decide(DecisionKind.RECOVERY, "plan again with what is known now")
    return Rung.REPLAN


def second_chance(ctx: Context, kind: str) -> bool:
    """Whether there are things of a kind, or slices of one, that were left alone, each of which is
    to be tried again, once, before another is looked for all over the house; not what was only
    taken for one."""
    kinds = (kind, sliced_type(kind)) if kind in SLICE_COUNT else (kind,)
    left = [
        one.name
        for one in ctx.belief.present(*kinds)
        if not one.missing
        and ctx.memory.excluded(one.name)
        and not ctx.memory.set_aside(one.name)
        and one.name not in ctx.memory.taken
        and ctx.memory.once(f"again {one.name}")
    ]
    for name in left:
        ctx.memory.try_again(name)
        ctx.decide(DecisionKind.RECOVERY, f"try {name} again before another is looked for")
    return bool(left)


def changed_kind(ctx: Context, kinds: Mapping[str, str], names: Iterable[str | None]) -> str | None:
    """In words, which of some things turned out to be of another type than the plan took it for;
    None if none did.

    Args:
        ctx: the agent's.
        kinds: object type by name, when the plan was made.
        names: of the things; None for none.
    """
    for name in names:
        instance = ctx.instance(name) if name is not None else None
        if instance is not None and kinds.get(instance.name, "") not in ("", instance.object_class):
            return f"{instance.name} is a {instance.object_class}, not a {kinds[instance.name]}"
    return None


def in_vain(ctx: Context, step: PlannedStep) -> str | None:
    """In words, that something was done to a thing again and again, which is then done without, as
    it is not what it is taken for; None where that was not so."""
    if not ctx.belief.may_err:
        return None
    changed = {
        fact[1]
        for fact in (*step.adds, *step.deletes)
        if fact[0] in STATE_PREDICATES and len(fact) == 2
    }
    cases = {name: f"{step.operator.name} {name}" for name in sorted(changed)}
    if step.skill == "place":  # what was put there is not there: on what is no plate, say
        cases.setdefault(step.target, " ".join((step.operator.name, *step.operator.arguments[:2])))
    for name, case in cases.items():
        thing = ctx.instance(name)
        if thing is None or not (thing.can(Affordance.PICKUPABLE) or _is_elsewhere(ctx, step)):
            continue
        ctx.memory.recoveries[case] += 1
        done = ctx.memory.recoveries[case]
        if done >= DONE_AT_MOST:
            ctx.memory.leave(name)
            return f"{step.operator} was done {done} times: do without {name} from now on"
    return None


def _is_elsewhere(ctx: Context, step: PlannedStep) -> bool:
    """Whether what a step put somewhere is believed to be somewhere else."""
    moved = ctx.instance(step.operator.arguments[0]) if step.skill == "place" else None
    return moved is not None and moved.name not in ctx.belief.contents(step.target)


def surprise(ctx: Context, step: PlannedStep) -> str | None:
    """An expected effect of an operator that the view does not confirm, in words, or None.

    Where one is missing, the effects that cannot be seen are no longer believed either.
    """
    expected = [
        (predicate, arguments[0])
        for predicate, *arguments in step.adds
        if predicate in STATE_PREDICATES and len(arguments) == 1
    ]
    for predicate, name in expected:
        instance = ctx.instance(name)
        if instance is None or not instance.visible or predicate in instance.states:
            continue
        if ctx.memory.note_failure(f"effect {predicate}", name) > SURPRISES_AT_MOST:
            continue
        for hidden, other in expected:
            ctx.belief.doubt(other, hidden)
        return f"expected {predicate} of {name}, but it does not look so"
    return None
