"""From stages of things to the planner's goals, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from envs.interface import InvalidInputError
from envs.ontology import SLICE_COUNT, Affordance, can
from planning.goals import Component, Condition, Connective, Goal, Relation, Which, canonical
from planning.language.affordances import acceptable_types
from planning.language.goal_language import (
    KINDS,
    STATE_WORDS,
    Proposal,
    Reference,
    Stage,
    Thing,
    types_of,
)
from planning.language.goal_pddl import condition_text
from planning.language.wording import describe_stage, spoken
from planning.pddl_goals import goal_from_pddl
from planning.world import WHOLE_OF

_WORDS = {pair: word for word, pair in STATE_WORDS.items()}


def goals_of(proposal: Proposal, description: str = "") -> tuple[Goal, ...]:
    """The planner's goals: one for each stage.

    Args:
        proposal: with the verdict `goal`; other verdicts have no goals.
        description: one sentence for people; by default each stage's own, in the ontology's words.

    Raises:
        InvalidInputError: what the schema lets through and `check.problems` would have told: more
            than one thing held.
    """
    return tuple(_goal(stage, description) for stage in proposal.stages)


def _goal(stage: Stage, description: str) -> Goal:
    builder = _Builder(several=len(stage.things) > 1)
    conditions: list[Condition] = []
    for thing in stage.things:
        if has_each(thing):
            condition = goal_from_pddl(condition_text(thing)).condition
            assert condition is not None
            conditions.append(condition)
        else:
            builder.add(thing, None)
    condition = None
    if conditions:
        whole = len(conditions) > 1
        condition = Condition(Connective.AND, tuple(conditions)) if whole else conditions[0]
    return Goal(
        description or describe_stage(stage),
        tuple(builder.components),
        tuple(builder.relations),
        condition,
    )


def has_each(thing: Thing) -> bool:
    """Whether it asks for contents in every thing of a kind, which takes a PDDL condition."""
    each = thing.count == "all" and bool(thing.contents) and thing.together
    return each or any(has_each(content) for content in thing.contents)


@dataclass(slots=True)
class _Builder:
    """Components and relations so far; `several`: whether a place may serve several things."""

    several: bool
    components: list[Component] = field(default_factory=list[Component])
    relations: list[Relation] = field(default_factory=list[Relation])

    def add(self, thing: Thing, container: Thing | None) -> list[str]:
        """Adds what a thing asks for, contents first; returns the components that stand for it."""
        if isinstance(thing.count, int) and thing.count > 1 and thing.contents and thing.together:
            one = thing.model_copy(update={"count": 1})
            return [name for _ in range(thing.count) for name in self.add(one, container)]
        heads = [name for content in thing.contents for name in self.add(content, thing)]
        names = [self._append(part) for part in self._parts(thing, container)]
        if heads:
            self.relations.append(Relation(tuple(heads), names[-1], thing.together))
        return names[-1:]

    def _append(self, component: Component) -> str:
        number = sum(other.name.rpartition("_")[0] == component.name for other in self.components)
        name = f"{component.name}_{number}"
        self.components.append(replace(component, name=name))
        return name

    def _parts(self, thing: Thing, container: Thing | None) -> Iterator[Component]:
        """The components of one thing: one, save where all of a kind are to be sliced."""
        types = acceptable_types(thing, container)
        states = dict(STATE_WORDS[word] for word in thing.states if word != "held")
        place = not thing.states and not any(can(name, Affordance.PICKUPABLE) for name in types)
        part = Component(
            name=thing.kind.lower(),
            count=None if thing.count == "all" else thing.count,
            types=tuple(sorted(types)),
            states=tuple(sorted(states.items())),
            shareable=self.several and place and bool(thing.contents),
            label=spoken(thing.kind),
            held="held" in thing.states,
            which=_which(thing.which),
        )
        slices = [name for name in part.types if name in WHOLE_OF]
        if not states.get("isSliced") or len(slices) < len(part.types):
            yield part
            return
        # What is cut is gone, and its slices are there instead.
        wholes = sorted(types_of(thing.kind) & {WHOLE_OF[name] for name in slices})
        rest = tuple(pair for pair in part.states if pair[0] != "isSliced")
        label = f"slice of {part.label}" if wholes else part.label
        cut = replace(part, states=rest, label=label)
        if part.count is None:
            if wholes:
                cutting = (("isSliced", True),)
                yield replace(part, types=tuple(wholes), states=cutting, held=False)
            if rest or container is not None or not wholes:
                yield cut
        elif container is not None or part.count < 2 or not wholes:
            yield cut
        else:  # one slice more than there are in all the others
            fewest = min(SLICE_COUNT[name] for name in wholes)
            yield replace(cut, count=fewest * (part.count - 1) + 1)


def _which(reference: Reference | None) -> Which | None:
    if reference is None or reference == Reference():
        return None
    near, inside = (
        tuple(sorted(types_of(kind))) if kind is not None else ()
        for kind in (reference.near, reference.inside)
    )
    return Which(near, inside, reference.other)


# ---------------------------------------------------------------------- and back
def proposal_of(goals: Sequence[Goal]) -> Proposal:
    """The proposal that has these goals, one stage each.

    Raises:
        InvalidInputError: the goal language cannot say it: a PDDL condition, things in two
            places at once, types that are no kind, names of things.
    """
    stages = tuple(
        Stage(things=things_of(goal, f"goals[{index}]")) for index, goal in enumerate(goals)
    )
    if not stages:
        raise InvalidInputError("goals", "expected at least one goal")
    proposal = Proposal(verdict="goal", stages=stages)
    for index, (goal, again) in enumerate(zip(goals, goals_of(proposal), strict=True)):
        if meaning(goal) != meaning(again):
            raise InvalidInputError(
                f"goals[{index}]", f"the goal language cannot say {goal.description!r}"
            )
    return proposal


def things_of(goal: Goal, path: str) -> tuple[Thing, ...]:
    """The things that a goal of components and relations asks for."""
    if goal.condition is not None:
        raise InvalidInputError(path, "a PDDL condition is not in the goal language")
    heads = [name for relation in goal.relations for name in relation.heads]
    for name in heads:
        if heads.count(name) > 1:
            raise InvalidInputError(path, f"{name!r} is in two places at once")
    tops = [part for part in goal.components if part.name not in heads]
    things = merged([t for part in tops for t in _things(goal, part, path, ())])
    if not things:
        raise InvalidInputError(path, "expected a component that is in nothing else")
    return tuple(things)


def _things(goal: Goal, part: Component, path: str, seen: tuple[str, ...]) -> list[Thing]:
    """One thing for each relation that a component is the tail of, and one if it is of none."""
    if part.name in seen:
        raise InvalidInputError(path, f"{part.name!r} is in itself")
    found: list[Thing] = []
    for together in (True, False):
        heads = [
            goal.component(name)
            for relation in goal.relations
            if relation.tail == part.name and relation.tail_shared is together
            for name in relation.heads
        ]
        inner = [t for head in heads for t in _things(goal, head, path, (*seen, part.name))]
        if inner:
            found.append(_thing(part, merged(inner), together, path))
    if len(found) > 1 and not part.shareable:
        raise InvalidInputError(path, f"{part.name!r} is both one place for all and any place")
    return found or [_thing(part, [], True, path)]


def _thing(part: Component, contents: list[Thing], together: bool, path: str) -> Thing:
    which = part.which
    if which is not None and (which.pinned or which.without):
        raise InvalidInputError(path, f"{part.name!r} names things of one scene")
    states = [_WORDS[(canonical(predicate), value)] for predicate, value in part.states
              if (canonical(predicate), value) in _WORDS]  # fmt: skip
    if len(states) != len(part.states):
        raise InvalidInputError(path, f"there is no word for a state among {part.states}")
    return Thing(
        kind=kind_of(part.types, path),
        count="all" if part.count is None else part.count,
        states=(*states, *(("held",) if part.held else ())),
        contents=tuple(contents),
        together=together,
        which=None
        if which is None
        else Reference(
            near=kind_of(which.near, path) if which.near else None,
            inside=kind_of(which.inside, path) if which.inside else None,
            other=which.other,
        ),
    )


def kind_of(types: Sequence[str], path: str = "types") -> str:
    """The narrowest kind that all these types are of."""
    wanted = frozenset(types)
    found = [kind for kind in KINDS if wanted <= types_of(kind)]
    if not found:
        raise InvalidInputError(path, f"no kind holds all of {', '.join(sorted(wanted))}")
    return min(found, key=lambda kind: (len(types_of(kind)), kind))


def merged(things: Sequence[Thing]) -> list[Thing]:
    """The same things with those that are alike counted together, first come first."""
    counts: dict[str, int] = {}
    kept: dict[str, Thing] = {}
    for thing in things:
        counted = isinstance(thing.count, int) and thing.count > 0
        one = thing.model_copy(update={"count": 1}) if counted else thing
        key = one.model_dump_json()
        kept.setdefault(key, one)
        counts[key] = counts.get(key, 0) + (int(thing.count) if counted else 0)
    return [
        thing.model_copy(update={"count": counts[key]}) if counts[key] else thing
        for key, thing in kept.items()
    ]


def meaning(goal: Goal) -> tuple[object, ...]:
    """A goal without names, labels and order: equal for goals that mean the same.

    Only for goals whose relations make trees, as those of the goal language do.
    """

    def of(part: Component) -> str:
        inner = [
            (relation.tail_shared, [of(goal.component(name)) for name in relation.heads])
            for relation in goal.relations
            if relation.tail == part.name
        ]
        each = sorted(
            (shared, one) for shared, heads in inner for head in heads for one in head.split("\n")
        )
        states = sorted((canonical(name), value) for name, value in part.states)
        counted = part.count if part.count in (None, 0) or inner else 1
        own = (counted, part.types, states, part.held, part.which, each)
        copies = 1 if counted in (None, 0) or inner else part.count or 1
        return "\n".join([repr(own)] * copies)

    heads = {name for relation in goal.relations for name in relation.heads}
    tops = [of(part) for part in goal.components if part.name not in heads]
    return tuple(sorted(line for top in tops for line in top.split("\n"))), goal.condition
