"""Making sure of what is in or on a receptacle, where nothing is to be left there."""

from __future__ import annotations

from agent.skills.approach import approach
from agent.skills.interact import interact
from agent.skills.peer import peer_inside
from agent.skills.skill import DONE, Context, Skill
from agent.skills.survey import look_over
from envs.interface import ActionName
from envs.ontology import Affordance

VIEWPOINTS = 3  # from which a place is looked over


def inspect(ctx: Context, name: str, why: str) -> Skill:
    """Looks at all of a receptacle, into it where it has a door."""
    instance = ctx.instance(name)
    if instance is None:
        return DONE
    if not instance.can(Affordance.OPENABLE):
        yield from approach(ctx, name, why)  # small things are not told from afar
        return (yield from look_over(ctx, name, why, VIEWPOINTS))
    if not instance.is_open:
        opened = yield from interact(ctx, ActionName.OPEN, name, why)
        if not opened.done:
            return opened
    yield from peer_inside(ctx, name, why)
    return DONE
