"""What is wrong with a proposal, in sentences that a model can mend it from.

The schema sees to the words. Here is checked whether what they say makes sense of the things that
they are said of: whether they can be so, be held, be put there. Whether a plan reaches it from
what is known of the house is for the agent to add, as a further `Checker`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from envs.ontology import CAPACITY, Affordance, can, takes
from planning.language.affordances import (
    PLAIN_KINDS,
    acceptable_types,
    can_be,
    effective_types,
    fitting_types,
    places_for,
    some,
)
from planning.language.goal_language import (
    ANYTHING,
    STATE_WORDS,
    Hint,
    Proposal,
    Reference,
    Stage,
    Thing,
    types_of,
)
from planning.language.provider import SceneObject
from planning.language.subgoal_check import subgoal_problems
from planning.language.thing_goals import has_each
from planning.work import WORK
from planning.world import WHOLE_OF

Checker = Callable[[Proposal], list[str]]

EACH_AT_MOST = 2  # of a kind, in every thing of another
_OPPOSITES = {
    word: other
    for word, (predicate, value) in STATE_WORDS.items()
    for other, pair in STATE_WORDS.items()
    if pair == (predicate, not value)
}
# Words that cannot both be true, besides those that say opposites of one predicate.
_APART: tuple[frozenset[str], ...] = (
    frozenset({"filled-with-water", "filled-with-coffee"}),
    frozenset({"empty", "filled-with-water"}),
    frozenset({"empty", "filled-with-coffee"}),
    frozenset({"boiled", "uncooked"}),
)


def problems(proposal: Proposal, scene: Sequence[SceneObject] | None = None) -> list[str]:
    """What is wrong with a proposal; nothing if it asks or refuses.

    Args:
        proposal: in the schema.
        scene: all that there is, where that is known: what it has none of is told too. None where
            there may be more than is known.
    """
    if proposal.verdict != "goal":
        return []
    found: list[str] = []
    several = len(proposal.stages) > 1
    for number, stage in enumerate(proposal.stages, start=1):
        lead = f"stage {number}: " if several else ""
        found += [f"{lead}{text}" for text in stage_problems(stage, scene)]
    for number, subgoal in enumerate(proposal.subgoals, start=1):
        found += [f"subgoal {number}: {text}" for text in subgoal_problems(subgoal)]
    for number, hint in enumerate(proposal.hints, start=1):
        found += [f"hint {number}: {text}" for text in hint_problems(hint)]
    return list(dict.fromkeys(found))


def stage_problems(stage: Stage, scene: Sequence[SceneObject] | None = None) -> list[str]:
    """What is wrong with what is to be true at the same time."""
    found = [text for thing in stage.things for text in thing_problems(thing, scene)]
    held = [t for thing in stage.things for t in _all_of(thing) if "held" in t.states]
    if len(held) > 1:
        names = " and ".join(f"a {thing.kind}" for thing in held)
        found.append(f"the agent holds one thing at a time, not {names}; keep one of them 'held'")
    return found


def thing_problems(thing: Thing, scene: Sequence[SceneObject] | None = None) -> list[str]:
    """What is wrong with a thing and its contents."""
    found = list(_thing_problems(thing, None))
    if scene is not None:
        found += _missing(thing, scene)
    if has_each(thing):
        found += _each_problems(thing)
    return found


def _all_of(thing: Thing) -> Iterator[Thing]:
    yield thing
    for content in thing.contents:
        yield from _all_of(content)


def _thing_problems(thing: Thing, container: Thing | None) -> Iterator[str]:
    found = [*_state_problems(thing), *_count_problems(thing, container)]
    if container is not None:
        found += _place_problems(thing, container)
    if not found and not fitting_types(thing, container):
        place = [f"in or on a {container.kind}"] if container is not None else []
        inside = [f"holding a {content.kind}" for content in thing.contents]
        asked = [*(repr(word) for word in thing.states), *place, *inside]
        found.append(f"no {thing.kind} can be all of: {', '.join(asked)}; ask for less of it")
    yield from found
    if thing.which is not None:
        yield from _reference_problems(thing, thing.which)
    for content in thing.contents:
        yield from _thing_problems(content, thing)


# ---------------------------------------------------------------------- states
def _state_problems(thing: Thing) -> Iterator[str]:
    types = effective_types(thing)
    words = [word for word in dict.fromkeys(thing.states) if word != "sliced"]
    if "sliced" in thing.states and not any(can_be(name, "sliced") for name in types):
        yield _cannot_be(thing.kind, "sliced")
    for word in words:
        if not any(can_be(name, word) for name in types):
            yield _cannot_be(thing.kind, word)
    for a, b in combinations(dict.fromkeys(thing.states), 2):
        if STATE_WORDS[a][0] == STATE_WORDS[b][0] or frozenset({a, b}) in _APART:
            yield f"a {thing.kind} cannot be both {a!r} and {b!r}; keep one"
        elif not _both(types, a, b):
            yield f"no {thing.kind} can be both {a!r} and {b!r}; keep one"
    if {"on", "open"} <= set(thing.states) and any(
        can(name, Affordance.RECEPTACLE) and can(name, Affordance.OPENABLE) for name in types
    ):
        yield f"a {thing.kind} does not run while it is open; keep 'on' or 'open'"
    for word in words:
        predicate, value = STATE_WORDS[word]
        lasting = word in ("whole", "uncooked", "unbroken", "held") or (predicate, value) in WORK
        if thing.count == "all" and not lasting:
            yield (
                f"nothing makes a {thing.kind} {word!r}; to speak of those that are so already, "
                f"ask for a number of them"
            )


def _both(types: Iterable[str], a: str, b: str) -> bool:
    """Whether some type can be in two states; True where one of them is told of already."""
    types = list(types)
    apart = [{name for name in types if can_be(name, word)} for word in (a, b)]
    return "sliced" in (a, b) or not all(apart) or bool(apart[0] & apart[1])


def _cannot_be(kind: str, word: str) -> str:
    able = [name for name in PLAIN_KINDS if can_be(name, word)]
    return f"a {kind} cannot be {word!r}; kinds that can: {some(able)}"


def _count_problems(thing: Thing, container: Thing | None) -> Iterator[str]:
    if "held" in thing.states:
        if thing.count != 1:
            yield f"the agent holds one thing at a time, not {thing.count} of {thing.kind}"
        if container is not None:
            yield f"a {thing.kind} cannot be 'held' and in or on a {container.kind}; keep one"
    told = thing.which is not None and (thing.which.near or thing.which.inside)
    if thing.kind == ANYTHING and thing.count != 0 and not told:
        yield f"which things {ANYTHING} means is open; say the kind, or where with `which`"
    if thing.count != 0:
        return
    if thing.contents:
        yield f"a count of 0 {thing.kind} has no contents; put the 0 on the contents"
    if container is not None:
        return
    types = effective_types(thing)
    opposites = [_OPPOSITES[word] for word in thing.states if word in _OPPOSITES]
    able = [w for w in opposites if STATE_WORDS[w] in WORK and any(can_be(n, w) for n in types)]
    if not able:
        yield (
            f"a {thing.kind} cannot be made to be no more; say where there is to be none, as "
            f"contents of that place with count 0, or a state that can be changed, such as 'dirty'"
        )


# ---------------------------------------------------------------------- places
def _place_problems(thing: Thing, container: Thing) -> Iterator[str]:
    inner, outer = effective_types(thing), effective_types(container)
    if not any(can(name, Affordance.RECEPTACLE) for name in outer):
        yield (
            f"nothing can be put in or on a {container.kind}; places for a {thing.kind}: "
            f"{places_for(inner)}"
        )
    elif not any(can(name, Affordance.PICKUPABLE) for name in inner):
        yield f"a {thing.kind} cannot be carried to a {container.kind}; it stays where it is"
    elif thing.count != 0 and not any(takes(o, i) for o in outer for i in inner):
        taken = [name for name in PLAIN_KINDS if any(takes(o, name) for o in outer)]
        yield (
            f"a {container.kind} does not take a {thing.kind}; it takes: {some(taken)}; places "
            f"for a {thing.kind}: {places_for(inner)}"
        )
    if container.together and thing.count == "all" and container.count not in (0, 1, "all"):
        yield f"all {thing.kind} cannot be in or on each of {container.count} of {container.kind}"
    most = max((CAPACITY.get(name, 99) for name in outer), default=99)
    if container.together and isinstance(thing.count, int) and thing.count > most:
        yield f"a {container.kind} holds {most} at most, not {thing.count} of {thing.kind}"


# Where a thing is for now need not be where it belongs: any receptacle will do.
def _reference_problems(thing: Thing, which: Reference) -> Iterator[str]:
    if which.inside is None:
        return
    if not any(can(name, Affordance.RECEPTACLE) for name in types_of(which.inside)):
        yield (
            f"nothing is in or on a {which.inside}, so no {thing.kind} is meant by it; "
            f"use `near`, or one of: {places_for(types_of(thing.kind))}"
        )


def hint_problems(hint: Hint) -> list[str]:
    """What is wrong with what was said of where a thing is."""
    if any(can(name, Affordance.RECEPTACLE) for name in types_of(hint.place)):
        return []
    return [f"nothing is in or on a {hint.place}; places: {places_for(types_of(hint.kind))}"]


# ---------------------------------------------------------------------- every, and the scene
def _each_problems(thing: Thing) -> Iterator[str]:
    for inner in _all_of(thing):
        if inner.which is not None:
            yield f"contents of all {thing.kind} go without `which`; leave it out"
        if "sliced" in inner.states:
            yield f"in every {thing.kind}, name the slices' own kind instead of 'sliced'"
        if inner is not thing and isinstance(inner.count, int) and inner.count > EACH_AT_MOST:
            yield f"at most {EACH_AT_MOST} of {inner.kind} can be asked for in every {thing.kind}"


def _missing(thing: Thing, scene: Sequence[SceneObject]) -> Iterator[str]:
    """What a goal asks for that a house whose every thing is known does not have."""
    there = {item.kind for item in scene}
    for part in _all_of(thing):
        if part.count == 0:
            continue
        types = acceptable_types(part) | types_of(part.kind)
        if not _found_in(types, there):
            alike = [k for k in sorted(there) if k in PLAIN_KINDS and _alike(k, part)]
            yield f"there is no {part.kind} here; there are: {some(alike)}"
        for kind in (part.which.near, part.which.inside) if part.which is not None else ():
            if kind is not None and not _found_in(types_of(kind), there):
                yield f"there is no {kind} here that a {part.kind} could be by; leave it out"


def _found_in(types: Iterable[str], there: set[str]) -> bool:
    return any(name in there or WHOLE_OF.get(name) in there for name in types)


def _alike(kind: str, part: Thing) -> bool:
    """Whether a kind could take a thing's place."""
    if part.contents:
        return any(takes(kind, i) for c in part.contents for i in effective_types(c))
    return can(kind, Affordance.PICKUPABLE) and all(can_be(kind, word) for word in part.states)
