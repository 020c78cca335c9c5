"""What there is to be none of: "take everything off the table", "no dirty cups"."""

from __future__ import annotations

from collections.abc import Sequence

from envs.ontology import Affordance, can
from planning.goals import Component, canonical
from planning.problem import Literal
from planning.state import Thing
from planning.work import WORK
from planning.world import World, basin_of


def removal_literals(
    world: World,
    component: Component,
    things: Sequence[Thing],
    tails: Sequence[str] | None,
    place: str,
) -> list[Literal]:
    """What has to hold so that there is none of a component.

    What is in or on a tail has to leave every tail, and not to end in the agent's hand; what is
    carried out in something that leaves too needs nothing of its own. Where there is no tail, one
    of the states has to go, the first that can.

    Args:
        world: the belief.
        component: with a count of 0.
        things: known things that it means.
        tails: names of where there is to be none; None for anywhere.
        place: what a person would call the tails.
    """
    label = component.label or component.name
    wanted = [(canonical(predicate), value) for predicate, value in component.states]
    things = [thing for thing in things if _in_states(thing, wanted)]
    if tails is None:
        ways = [(predicate, not value) for predicate, value in wanted]
        ways = [way for way in ways if way in WORK] or ways
        text = f"no {label} is left so"
        return [Literal((ways[0][0], thing.name), ways[0][1], text) for thing in things if ways]
    inside = {
        thing.name: around
        for thing in things
        if can(thing.object_class, Affordance.PICKUPABLE) and thing.name not in tails
        for around in [world.ancestors(thing.name)]
        if set(tails) & set(around)
    }
    text, literals = f"no {label} in or on the {place}", list[Literal]()
    places_there = _places_at(world, tails)
    for name, around in inside.items():
        last = min(around.index(tail) for tail in tails if tail in around)
        if set(around[:last]) & inside.keys():
            continue  # it leaves with what it is in
        places = dict.fromkeys((around[0], *tails, *places_there))
        literals += [Literal(("in", name, at), False, text) for at in places if at != name]
        literals.append(Literal(("holding", name), False, text))
    return literals


def _places_at(world: World, tails: Sequence[str]) -> list[str]:
    """What is in or on a tail and holds things itself: what is put there is at the tail too."""
    basins = [basin_of(world, world.things[tail]) for tail in tails]
    held = [
        thing.name
        for thing in world.state.things
        if can(thing.object_class, Affordance.RECEPTACLE)
        and set(tails) & set(world.ancestors(thing.name))
    ]
    return [*(basin.name for basin in basins if basin is not None), *held]


def _in_states(thing: Thing, wanted: Sequence[tuple[str, bool]]) -> bool:
    states = {canonical(state) for state in thing.states}
    return all((predicate in states) is value for predicate, value in wanted)
