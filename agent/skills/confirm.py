"""Making sure that a thing is what it is taken for, before anything is done to it."""

from __future__ import annotations

from agent.skills.approach import approach, stands
from agent.skills.navigate import go, tilt, turn
from agent.skills.skill import DONE, Context, Outcome, Result, Skill

SURE = 0.6  # confidence in a thing and its class from which on it is acted on at once
LOOKS = 2  # further places that it is looked at from, at most


def confirm(ctx: Context, name: str, kind: str, why: str) -> Skill:
    """Looks at a thing from nearer, and from other sides, while it is unsure what it is.

    Args:
        ctx: the agent's.
        name: of the thing.
        kind: object type that the plan takes it for.
        why: for the trace.

    Returns:
        Done when it may be acted on: also where it stays unsure and nothing speaks for another
        type. Not done when it turned out to be something else, or nothing.
    """
    if not _is_unsure(ctx, name):
        return _verdict(ctx, name, kind)
    result = yield from approach(ctx, name, why + " (a closer look)")
    if not result.done:
        return result if ctx.instance(name) is not None else _verdict(ctx, name, kind)
    for _ in range(LOOKS):
        if not _is_unsure(ctx, name):
            break
        if not (yield from _from_elsewhere(ctx, name, why)).done:
            break
    return _verdict(ctx, name, kind)


def _is_unsure(ctx: Context, name: str) -> bool:
    instance = ctx.instance(name)
    return instance is not None and instance.confidence < SURE


def _verdict(ctx: Context, name: str, kind: str) -> Result:
    instance = ctx.instance(name)
    if instance is None:
        return Result(Outcome.GONE, f"there is no {kind} after all")
    if instance.object_class != kind:
        return Result(Outcome.REFUSED, f"{name} is a {instance.object_class}, not a {kind}")
    return DONE


def _from_elsewhere(ctx: Context, name: str, why: str) -> Skill:
    """Goes to another place to see a thing from; done if there is one."""
    target = ctx.instance(name)
    if target is None:
        return Result(Outcome.GONE, f"there is no {name}")
    tried = ctx.memory.stand_tries.get(name, set())
    for stand in stands(ctx, target):
        if stand.cell == ctx.cell or stand.key in tried:
            continue
        result = yield from go(ctx, stand.cell, why + " (a look from another side)")
        if not result.done:
            return result
        yield from turn(ctx, stand.heading, why)
        return (yield from tilt(ctx, stand.horizon, why))
    return Result(Outcome.UNREACHABLE, f"{name} is seen from nowhere else")
