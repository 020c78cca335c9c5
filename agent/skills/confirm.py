"""Making sure that a thing is what it is taken for, before anything is done to it, and as a goal
wants it, before that is called reached."""

from __future__ import annotations

from collections.abc import Iterable

from agent.skills.approach import approach, stands
from agent.skills.navigate import go, tilt, turn
from agent.skills.skill import DONE, Context, Outcome, Result, Skill
from envs.interface import ActionName
from envs.ontology import (
    SLICE_COUNT,
    VISIBLE_STATES,
    Affordance,
    possible_states,
    shuts,
    sliced_type,
)
from perception.effects import BOILED, COOKED
from perception.instances import Instance
from planning.goals import Component, canonical

SLICES = frozenset(sliced_type(kind) for kind in SLICE_COUNT)
SURE = 0.6  # confidence in a thing and its class from which on it is acted on at once
LOOKS = 2  # further places that it is looked at from, at most
ASSURED = 0.9  # probability of a state that a goal wants, from which on it is not looked at again
LIKELY = 0.75  # and from which on it is believed after a closer look


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


def doubtful(
    instance: Instance, states: Iterable[tuple[str, bool]], sure: float = ASSURED
) -> list[tuple[str, bool]]:
    """Those of some (predicate, value) pairs that may well be otherwise, as far as was seen."""
    if not instance.likely and instance.confidence >= 1.0:
        return []  # what eyes that do not err say
    found: list[tuple[str, bool]] = []
    for predicate, value in ((canonical(name), value) for name, value in states):
        if predicate in VISIBLE_STATES and predicate in possible_states(instance.object_class):
            chance = instance.likely.get(predicate, 0.5)
            if (chance if value else 1.0 - chance) < sure:
                found.append((predicate, value))
    return found


def is_only_supposed(ctx: Context, name: str) -> bool:
    """Whether a thing is as a goal wants it only if it is what it may be: something small that the
    agent did nothing to, and is unsure of."""
    instance = ctx.belief.instances[name]
    return _was_found(ctx, instance) and instance.confidence < SURE


def is_so_already(ctx: Context, name: str, wanted: Component) -> bool:
    """Whether a thing was found as a goal wants one or several to be: nobody asks for what is so
    already, so it may be something else, or another one is meant; asked once of each."""
    instance = ctx.belief.instances[name]
    found = _was_found(ctx, instance)
    made = bool(wanted.states) or instance.object_class in SLICES
    asked = made and wanted.count is not None
    return found and asked and ctx.belief.may_err and not ctx.memory.set_aside(name)


def _was_found(ctx: Context, instance: Instance) -> bool:
    """Whether the agent did nothing to a thing that can be carried; slices are its own doing, once
    it has cut anything."""
    own = instance.name in ctx.belief.acted_on or (
        instance.object_class in SLICES and ctx.trace.did(ActionName.SLICE)
    )
    return not own and instance.can(Affordance.PICKUPABLE)


def is_shut_away(ctx: Context, name: str) -> bool:
    """Whether a thing is in something that is closed."""
    holders = (ctx.belief.instances[one] for one in ctx.belief.ancestors(name))
    return any(shuts(one.object_class) and not one.is_open for one in holders)


def assure(ctx: Context, name: str, states: tuple[tuple[str, bool], ...], why: str) -> Skill:
    """Looks at a thing from near until it is clear that it is as wanted.

    What stays unclear is taken for not so: doing it once more does less harm than not at all. A
    thing that may well be none is done without, but for one that the agent itself has loaded: what
    lies on it hides what it is, and it was sure enough before.

    Args:
        ctx: the agent's.
        name: of the thing.
        states: (predicate, value) pairs that it is believed to be in.
        why: for the trace.
    """
    result = yield from approach(ctx, name, why)
    for _ in range(LOOKS):
        instance = ctx.instance(name)
        if not result.done or instance is None or not _is_open_to_doubt(instance, states):
            break
        result = yield from _from_elsewhere(ctx, name, why)
    instance = ctx.instance(name)
    if instance is not None and instance.confidence < SURE and not _is_loaded(ctx, instance):
        ctx.memory.leave(name)
    elif instance is not None:
        for predicate, value in doubtful(instance, states, LIKELY):
            ctx.belief.suppose(name, predicate, not value)
            if value and predicate in COOKED | BOILED:
                _doubt_burner(ctx, name)
    return DONE


def _is_loaded(ctx: Context, instance: Instance) -> bool:
    """Whether a thing that can be carried holds what the agent put there."""
    own = ctx.belief.acted_on
    loaded = instance.name in own and any(one in own for one in ctx.belief.contents(instance.name))
    return loaded and instance.can(Affordance.PICKUPABLE)


def _doubt_burner(ctx: Context, name: str) -> None:
    """What is still raw on a burner that was to be lit is on one that another knob lights."""
    for holder in ctx.belief.ancestors(name):
        if ctx.belief.instances[holder].object_class == "StoveBurner":
            ctx.belief.doubt_switch(holder)


def _is_open_to_doubt(instance: Instance, states: tuple[tuple[str, bool], ...]) -> bool:
    return instance.confidence < SURE or bool(doubtful(instance, states))


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
