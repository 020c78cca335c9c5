"""Facts of which exactly one is true at any time, found once per domain.

Families of predicates that share key arguments and count one (where a thing is: in one
receptacle or in the hand) are proven to be invariant on the action schemas, after Helmert
("Concise finite-domain representations for PDDL planning tasks", AIJ 2009), here for the case
that every add effect is balanced, letter for letter, by a delete effect of the same action.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from planning.pddl import Action, Atom, Domain, Effect, read_domain

MAX_PARTS = 3


@dataclass(frozen=True, slots=True)
class Family:
    """Predicates of which exactly one fact holds for each value of the key.

    Attributes:
        parts: positions (from 0) of the key's arguments, by predicate; at most one argument of
            each is not part of the key.
    """

    parts: tuple[tuple[str, tuple[int, ...]], ...]

    def key(self, fact: tuple[str, ...]) -> tuple[str, ...] | None:
        """Key of a ground fact, None if its predicate is not in the family."""
        for predicate, positions in self.parts:
            if predicate == fact[0]:
                return tuple([fact[position + 1] for position in positions])
        return None


@functools.lru_cache(maxsize=16)
def find_families(text: str) -> tuple[Family, ...]:
    """Families that are invariant in a domain, given as PDDL text, largest first."""
    domain = read_domain(text)
    fluents = sorted({e.literal.predicate for a in domain.actions for e in a.effects})
    queue: list[Family] = []
    for predicate in fluents:
        arity = len(domain.predicates[predicate])
        positions = tuple(range(arity))
        queue.extend(
            Family(((predicate, positions[:omitted] + positions[omitted + 1 :]),))
            for omitted in range(arity)
        )
        queue.append(Family(((predicate, positions),)))
    seen, proven = set(queue), []
    while queue:
        family = queue.pop(0)
        refined = _check(domain, family)
        if refined is None:
            proven.append(family)
            continue
        for more in refined:
            if len(more.parts) <= MAX_PARTS and more not in seen:
                seen.add(more)
                queue.append(more)
    useful = [family for family in proven if any(_counted(domain, part) for part in family.parts)]
    return tuple(sorted(useful, key=lambda family: (-len(family.parts), family.parts)))


def _counted(domain: Domain, part: tuple[str, tuple[int, ...]]) -> bool:
    return len(part[1]) < len(domain.predicates[part[0]])


def _check(domain: Domain, family: Family) -> list[Family] | None:
    """None if the family is invariant; else larger families that might be."""
    for action in domain.actions:
        adds = [e for e in action.effects if e.literal.positive and _key(family, e.literal)]
        if len(adds) > 1:
            return []
        for effect in adds:
            if {name for name, _ in effect.variables} - set(_key(family, effect.literal) or ()):
                return []
            if not _balanced(action, family, effect):
                return _refine(domain, action, family, effect)
    return None


def _key(family: Family, atom: Atom) -> tuple[str, ...] | None:
    for predicate, positions in family.parts:
        if predicate == atom.predicate:
            return ("", *(atom.arguments[position] for position in positions))
    return None


def _partners(action: Action, effect: Effect) -> list[Atom]:
    """What is surely deleted, and was surely true, whenever an add effect happens."""
    holds = {(atom.predicate, atom.arguments) for atom in action.preconditions if atom.positive}
    holds |= {(atom.predicate, atom.arguments) for atom in effect.condition if atom.positive}
    return [
        other.literal
        for other in action.effects
        if not other.literal.positive
        and (other.literal.predicate, other.literal.arguments) in holds
        and (not other.condition or other.condition == effect.condition)
        and (not other.variables or other.variables == effect.variables)
    ]


def _balanced(action: Action, family: Family, effect: Effect) -> bool:
    key = _key(family, effect.literal)
    return any(_key(family, atom) == key for atom in _partners(action, effect))


def _refine(domain: Domain, action: Action, family: Family, effect: Effect) -> list[Family]:
    key = (_key(family, effect.literal) or ())[1:]
    predicates = {predicate for predicate, _ in family.parts}
    found: list[Family] = []
    for atom in _partners(action, effect):
        if atom.predicate in predicates or not set(key) <= set(atom.arguments):
            continue
        positions = tuple(atom.arguments.index(name) for name in key)
        if len(atom.arguments) - len(positions) <= 1:
            found.append(Family(tuple(sorted((*family.parts, (atom.predicate, positions))))))
    return found
