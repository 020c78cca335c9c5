"""Getting rid of things: out of a receptacle that is full, and out of the hand."""

from __future__ import annotations

import math

from agent.skills.interact import interact
from agent.skills.skill import DONE, Context, Outcome, Result, Skill, act
from envs.interface import ActionName
from envs.ontology import Affordance, takes
from perception.instances import Instance

AROUND = 1.2  # [m] how far away an open door or drawer may still hide a thing
BARED = 0.15  # [m] from where a thing stood, what is seen there instead of it
SPACIOUS = 0.12  # [m^2] of a surface that things may be put aside on


def clear(ctx: Context, receptacle: str, why: str) -> Skill:
    """Takes one thing out of a receptacle and puts it aside.

    Whatever is held is put aside first; the plan that follows picks it up again.
    """
    if ctx.belief.held is not None:
        result = yield from put_aside(ctx, receptacle, why)
        if not result.done:
            return result
    for name in ctx.belief.contents(receptacle):
        instance = ctx.instance(name)
        if instance is None or instance.parent != receptacle:
            continue
        if not instance.can(Affordance.PICKUPABLE):
            continue
        result = yield from interact(ctx, ActionName.PICKUP, name, why)
        if result.done:
            return (yield from put_aside(ctx, receptacle, why))
    return Result(Outcome.NOT_FOUND, f"nothing in {receptacle} can be taken out")


def uncover(ctx: Context, name: str, why: str) -> Skill:
    """Closes what stands open around a thing and may hide it; not what holds it."""
    for one in covering(ctx, name)[:3]:
        yield from interact(ctx, ActionName.CLOSE, one.name, why)
    return DONE


def covering(ctx: Context, name: str) -> list[Instance]:
    """What stands open around a thing and may hide it, nearest first."""
    target = ctx.instance(name)
    if target is None:
        return []
    keep = {name, *ctx.belief.ancestors(name)}
    ajar = [
        one
        for one in ctx.belief.present()
        if one.is_open
        and one.name not in keep
        and one.can(Affordance.RECEPTACLE)
        and not one.can(Affordance.PICKUPABLE)
        and math.dist(one.position[::2], target.position[::2]) < AROUND
    ]
    return sorted(ajar, key=lambda one: math.dist(one.position, target.position))


def put_aside(ctx: Context, besides: str, why: str) -> Skill:
    """Puts what is held on the nearest spacious surface other than one receptacle."""
    for name in surfaces(ctx, besides)[:4]:
        result = yield from interact(ctx, ActionName.PLACE, name, why)
        if result.done:
            return DONE
        if result.outcome is Outcome.BUDGET:
            return result
    return Result(Outcome.NOT_FOUND, "nowhere to put it aside")


def put_back(ctx: Context, why: str) -> Skill:
    """Puts what is held back where it was picked up, if that is in view: there is room for it."""
    holder, foot = ctx.memory.origins.get(ctx.belief.held or "", ("", (0.0, 0.0, 0.0)))
    view = ctx.belief.view
    point = view.image_point(foot) if view is not None and ctx.instance(holder) else None
    if view is None or point is None or math.dist(view.world_point(point), foot) > BARED:
        return Result(Outcome.NOT_SEEN, "the place where it was is not in view")
    if (yield act(ActionName.PLACE, why, holder, point)):
        return DONE
    ctx.memory.note_failure(str(ActionName.PLACE), holder)
    return Result(Outcome.REFUSED, f"Place {holder} was refused")


def surfaces(ctx: Context, besides: str) -> list[str]:
    """Open surfaces that take what is held, nearest first."""
    held = ctx.instance(ctx.belief.held or "")
    if held is None:
        return []

    def fits(instance: Instance) -> bool:
        return (
            instance.present
            and not instance.missing
            and instance.name != besides
            and besides not in ctx.belief.ancestors(instance.name)
            and not instance.can(Affordance.OPENABLE)
            and not instance.can(Affordance.PICKUPABLE)
            and instance.size[0] * instance.size[2] > SPACIOUS
            and takes(instance.object_class, held.object_class)
            and not ctx.memory.excluded(instance.name)
        )

    pose = ctx.belief.pose

    def away(instance: Instance) -> float:
        return (instance.position[0] - pose.x) ** 2 + (instance.position[2] - pose.z) ** 2

    found = sorted(
        (one for one in ctx.belief.instances.values() if fits(one)),
        key=lambda one: (away(one), one.name),
    )
    return [one.name for one in found]
