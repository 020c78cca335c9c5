"""Which things are meant: "the bottle near the sink", "the mug on the desk", "the other mug".

A component's `which` is resolved against what is known:

- *near*: the nearest to a thing of that kind, within `NEAR` of it;
- *inside*: what is in or on a thing of that kind, directly or further up;
- *other*: not what `without` names.

What is not seen yet has to be found before it can be told from others, so as long as too few of
the known are meant, the planner imagines more of the kind and searches. Once the house has been
seen and too few fit, the words are taken for a slip: the nearest, or others of the kind, will do.

A mug from the desk is still that mug in the agent's hand. `pin` writes into a goal which things
are meant; whoever plans more than once for a goal pins it before each plan:

    goal = pin(goal, state, used=names_that_earlier_stages_bound)
    result = planner.plan(state, goal)
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from envs.ontology import SLICE_COUNT
from planning.goals import Component, Goal, Which
from planning.state import SymbolicState, Thing
from planning.world import ALL_EXPLORED, WHOLE_OF, World

NEAR = 1.5  # [m] between the middles of what is near each other, on the floor plan


def pin(goal: Goal, state: SymbolicState, used: Collection[str] = ()) -> Goal:
    """The goal with the things named that its references mean, as far as they are known.

    Pins are kept: what was pinned stays meant wherever it is moved, as long as it is among the
    state's things; what is found later is added where too few were known, or all are meant.

    Args:
        goal: as made, or pinned before.
        state: the belief's things with their places and positions.
        used: names of things that earlier stages dealt with, which "other" leaves out.
    """
    world = World(state)
    return replace(
        goal, components=tuple(_pinned(world, goal, part, used) for part in goal.components)
    )


def _pinned(world: World, goal: Goal, part: Component, used: Collection[str]) -> Component:
    if part.which is None:
        return part
    if part.which.other and not part.which.pinned:
        without = tuple(sorted({*part.which.without, *used}))
        part = replace(part, which=replace(part.which, without=without))
    which = part.which
    assert which is not None
    names = allowed(world, goal, part) or frozenset()
    if names and not which.pinned and _cut(part):  # slices to come are told from those there are
        there = {t.name for t in _of_kind(world, part) if t.object_class in part.types}
        which = replace(which, without=tuple(sorted({*which.without, *(there - names)})))
    return replace(part, which=replace(which, pinned=tuple(sorted({*which.pinned, *names}))))


def allowed(world: World, goal: Goal, part: Component) -> frozenset[str] | None:
    """Names of the known things, or of wholes to be cut, that a component means; None for any."""
    which = part.which
    if which is None:
        return None
    left = [thing for thing in _of_kind(world, part) if thing.name not in which.without]
    pinned = [thing for thing in left if thing.name in which.pinned]
    if _cut(part) and len(pinned) < len(which.pinned):  # it was cut: its slices have new names
        pinned += [t for t in left if t.object_class in part.types and t not in pinned]
    need = wanted(goal, part)
    if _enough(part, need, pinned):
        return frozenset(thing.name for thing in pinned)
    found = _fitting(world, which, left)
    if need and which.near and not _cut(part):
        found = [t for t in found if t not in pinned][: max(need - len(pinned), 0)]
    found = [*pinned, *(thing for thing in found if thing not in pinned)]
    if need and not _enough(part, need, found) and world.state.explored >= ALL_EXPLORED:
        found += _likeliest(world, which, left, found)[: max(need - len(found), 1)]
    return frozenset(thing.name for thing in found)


def wanted(goal: Goal, part: Component) -> int | None:
    """How many are meant, together with what a goal asks for elsewhere in the same words."""
    if not part.count:
        return part.count

    def words(other: Component) -> tuple[object, ...]:
        which = other.which
        said = (which.near, which.inside, which.other) if which is not None else None
        return other.types, said

    return sum(other.count or 0 for other in goal.components if words(other) == words(part))


def _enough(part: Component, need: int | None, things: Sequence[Thing]) -> bool:
    """Whether these are all the things that are meant; a whole is all its slices."""
    if not need or not things:
        return False
    slices = (1 if t.object_class in part.types else SLICE_COUNT[t.object_class] for t in things)
    return sum(slices) >= need


def unresolved(state: SymbolicState, goal: Goal) -> tuple[str, ...]:
    """What is taken for granted where nothing known is what a reference says, for people."""
    world, told = World(state), list[str]()
    for part in goal.components:
        which = part.which
        if which is None or which.pinned or not part.count or not (which.near or which.inside):
            continue
        left = [thing for thing in _of_kind(world, part) if thing.name not in which.without]
        if allowed(world, goal, part) and not _fitting(world, which, left):
            told.append(f"any {part.label or part.name} will do: none is where it was said to be")
    return tuple(told)


def _cut(part: Component) -> bool:
    """Whether it stands for slices, of which one whole gives several."""
    return any(kind in WHOLE_OF for kind in part.types)


def _of_kind(world: World, part: Component) -> list[Thing]:
    wholes = [WHOLE_OF[kind] for kind in part.types if kind in WHOLE_OF]
    kinds = dict.fromkeys((*part.types, *wholes))
    return [thing for thing in world.known(list(kinds)) if not thing.imagined]


def _fitting(world: World, which: Which, things: Sequence[Thing]) -> list[Thing]:
    """Those that are where a reference says, the nearest first."""
    inside = [
        thing
        for thing in things
        if not which.inside
        or any(
            world.things[name].object_class in which.inside for name in world.ancestors(thing.name)
        )
    ]
    if not which.near:
        return inside
    gaps = [(_gap(world, which, thing), thing.name, thing) for thing in inside]
    return [thing for gap, _, thing in sorted(gaps, key=lambda g: g[:2]) if gap <= NEAR]


def _gap(world: World, which: Which, thing: Thing) -> float:
    """[m] to the nearest thing that a reference names, other than itself; infinite if unknown."""
    if thing.position is None:
        return math.inf
    return min(
        (
            math.dist(thing.position, mark.position)
            for kind in which.near
            for mark in world.by_class.get(kind, ())
            if mark.position is not None and mark.name != thing.name and not mark.imagined
        ),
        default=math.inf,
    )


def _likeliest(
    world: World, which: Which, things: Sequence[Thing], found: Sequence[Thing]
) -> list[Thing]:
    """The other things, the nearest to where a reference says first."""
    gaps = [(_gap(world, which, t), t.name, t) for t in things if t not in found]
    return [thing for _, _, thing in sorted(gaps, key=lambda gap: gap[:2])]
