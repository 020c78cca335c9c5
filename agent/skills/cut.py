"""Cutting things, and seeing what came of it."""

from __future__ import annotations

import math

from agent.skills.interact import interact
from agent.skills.navigate import reachable
from agent.skills.skill import Context, Skill
from agent.skills.survey import closer_view, look_from
from agent.trace import DecisionKind
from envs.interface import ActionName
from envs.ontology import SLICE_COUNT, sliced_type

THERE = 0.3  # [m] from where a thing was, at most, that slices of it are


def cut(ctx: Context, name: str, why: str) -> Skill:
    """Cuts a thing; where no slices of it are seen then, looks from nearer at where it was, before
    others are looked for all over the house."""
    thing, points = ctx.belief.instances[name], ctx.belief.surface(name)
    result = yield from interact(ctx, ActionName.SLICE, name, why)
    if not result.done or not ctx.belief.may_err or thing.object_class not in SLICE_COUNT:
        return result
    kind = sliced_type(thing.object_class)
    if any(math.dist(one.position, thing.position) < THERE for one in ctx.belief.present(kind)):
        return result
    view = closer_view(ctx, points, reachable(ctx)) if len(points) else None
    if view is not None:
        ctx.decide(DecisionKind.SEARCH, f"a closer look at where {name} was cut: no {kind} is seen")
        yield from look_from(ctx, view, f"look for slices of {name}")
    return result
