"""A domain compiled for grounding: every rule as joins, one for each atom that can trigger it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planning.pddl import Action, Atom, Domain, Effect, read_domain

# A predicate and its arguments: slots of the rule (int) or names (str).
SlotAtom = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What a rule's firing adds to its operator.

    `static` conditions are decided then and there, `fluent` ones stay on the effect.
    """

    atom: SlotAtom
    positive: bool
    static: tuple[tuple[SlotAtom, bool], ...]
    fluent: tuple[tuple[SlotAtom, bool], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Body atoms imply an operator, or one of its conditional effects.

    Attributes:
        number: of the rule.
        action: index of the action.
        parameters: how many slots are the action's parameters; the others are quantified.
        types: of each slot.
        effects: of firing.
        announce: whether rules of conditional effects wait for the operator.
    """

    number: int
    action: int
    parameters: int
    types: tuple[str, ...]
    effects: tuple[RuleEffect, ...]
    announce: bool = False


@dataclass(frozen=True, slots=True)
class JoinStep:
    """Look a predicate up by the positions that are known, bind the others.

    `key` holds a slot for each of the positions, or ~i for the i-th of `names`.
    Position 0 of a fact is its predicate.
    """

    predicate: str
    positions: tuple[int, ...]
    key: tuple[int, ...]
    names: tuple[str, ...]
    free: tuple[tuple[int, int], ...]
    same: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Join:
    """How a rule fires when a fact of one of its body atoms is reached."""

    rule: Rule
    slots: int
    start: tuple[tuple[int, int], ...]
    same: tuple[tuple[int, int], ...]
    constants: tuple[tuple[int, str], ...]
    steps: tuple[JoinStep, ...]
    unbound: tuple[int, ...]
    checks: tuple[tuple[int, str], ...]  # (slot, type) that the body does not imply


@dataclass(frozen=True, slots=True)
class Schema:
    """An action's preconditions and cost over its slots."""

    preconditions: tuple[tuple[SlotAtom, bool], ...]
    amount: SlotAtom | int

    def cost(self, values: Sequence[str], numbers: Mapping[tuple[str, ...], int]) -> int:
        if isinstance(self.amount, int):
            return self.amount
        key = tuple(values[i] if isinstance(i, int) else i for i in self.amount)
        return numbers.get(key, 0)


@dataclass(frozen=True, slots=True)
class CompiledDomain:
    """Everything about a domain that grounding needs and that no problem changes."""

    domain: Domain
    fluents: frozenset[str]
    schemas: tuple[Schema, ...]
    joins: Mapping[str, tuple[Join, ...]]  # by triggering predicate
    unconditional: tuple[Join, ...]  # of rules without a body that can change
    indices: Mapping[str, tuple[tuple[int, ...], ...]]  # positions to index, by predicate


@functools.lru_cache(maxsize=16)
def compile_domain(text: str) -> CompiledDomain:
    """Rules and joins of a domain, from its PDDL.

    Raises:
        InvalidInputError: see `pddl.read_domain`.
    """
    domain = read_domain(text)
    fluents = frozenset(e.literal.predicate for a in domain.actions for e in a.effects)
    rules: list[tuple[Rule, list[SlotAtom]]] = []
    schemas: list[Schema] = []
    for number, action in enumerate(domain.actions):
        schemas.append(_schema(action))
        rules.extend(_rules(number, action, fluents, len(rules)))
    joins: dict[str, list[Join]] = {}
    unconditional: list[Join] = []
    indices: dict[str, dict[tuple[int, ...], None]] = {}
    for rule, body in rules:
        triggers = [atom for atom in body if atom[0] in fluents or str(atom[0])[0] == "@"]
        for trigger in triggers or [None]:
            join = _join(rule, body, trigger, domain)
            for step in join.steps:
                indices.setdefault(step.predicate, {}).setdefault(step.positions)
            if trigger is None:
                unconditional.append(join)
            else:
                joins.setdefault(str(trigger[0]), []).append(join)
    return CompiledDomain(
        domain,
        fluents,
        tuple(schemas),
        {predicate: tuple(group) for predicate, group in joins.items()},
        tuple(unconditional),
        {predicate: tuple(positions) for predicate, positions in indices.items()},
    )


def _slot_atom(atom: Atom, slots: Mapping[str, int]) -> SlotAtom:
    return (atom.predicate, *(slots.get(item, item) for item in atom.arguments))


def _schema(action: Action) -> Schema:
    slots = {name: index for index, (name, _) in enumerate(action.parameters)}
    amount: SlotAtom | int = (
        action.cost
        if isinstance(action.cost, int)
        else (action.cost[0], *(slots.get(item, item) for item in action.cost[1:]))
    )
    conditions = tuple((_slot_atom(atom, slots), atom.positive) for atom in action.preconditions)
    return Schema(conditions, amount)


def _rules(
    number: int, action: Action, fluents: frozenset[str], first: int
) -> list[tuple[Rule, list[SlotAtom]]]:
    """One rule for the action with its plain effects, one for each of the other effects."""
    slots = {name: index for index, (name, _) in enumerate(action.parameters)}
    types = tuple(kind for _, kind in action.parameters)
    count = len(types)
    body = [_slot_atom(atom, slots) for atom in action.preconditions if atom.positive]
    plain: list[RuleEffect] = []
    rules: list[tuple[Rule, list[SlotAtom]]] = []
    for effect in action.effects:
        waits = any(a.positive and a.predicate in fluents for a in effect.condition)
        if not effect.variables and not waits:
            plain.append(_effect(effect, slots, fluents))
            continue
        wider = dict(slots)
        kinds = list(types)
        for name, kind in effect.variables:
            wider[name] = len(kinds)
            kinds.append(kind)
        applied: SlotAtom = (applied_name(number), *range(count))
        more = [_slot_atom(atom, wider) for atom in effect.condition if atom.positive]
        rule = Rule(
            first + 1 + len(rules), number, count, tuple(kinds), (_effect(effect, wider, fluents),)
        )
        rules.append((rule, [applied, *dict.fromkeys(more)]))
    plain_rule = Rule(first, number, count, types, tuple(plain), announce=bool(rules))
    return [(plain_rule, body), *rules]


def applied_name(action: int) -> str:
    """Predicate of the fact that an operator of an action can be applied."""
    return f"@{action}"


def _effect(effect: Effect, slots: Mapping[str, int], fluents: frozenset[str]) -> RuleEffect:
    conditions = [(_slot_atom(atom, slots), atom.positive) for atom in effect.condition]
    return RuleEffect(
        _slot_atom(effect.literal, slots),
        effect.literal.positive,
        tuple(item for item in conditions if item[0][0] not in fluents),
        tuple(item for item in conditions if item[0][0] in fluents),
    )


def _join(rule: Rule, body: list[SlotAtom], trigger: SlotAtom | None, domain: Domain) -> Join:
    bound: set[int] = set()
    start: list[tuple[int, int]] = []
    same: list[tuple[int, int]] = []
    constants: list[tuple[int, str]] = []
    if trigger is not None:
        for position, item in enumerate(trigger[1:], 1):
            if isinstance(item, str):
                constants.append((position, item))
            elif item in bound:
                same.append((position, item))
            else:
                bound.add(item)
                start.append((position, item))
    waiting = [atom for atom in body if atom is not trigger]
    steps: list[JoinStep] = []
    while waiting:
        atom = min(waiting, key=lambda atom: _openness(atom, bound))
        waiting.remove(atom)
        steps.append(_step(atom, bound))
        bound |= {item for item in atom[1:] if isinstance(item, int)}
    unbound = tuple(slot for slot in range(len(rule.types)) if slot not in bound)
    checks = tuple(
        (slot, kind)
        for slot, kind in enumerate(rule.types)
        if slot in bound and not _implied(slot, kind, body, domain)
    )
    return Join(
        rule, len(rule.types), tuple(start), tuple(same), tuple(constants), tuple(steps),
        unbound, checks,
    )  # fmt: skip


def _openness(atom: SlotAtom, bound: set[int]) -> tuple[int, int]:
    free = {item for item in atom[1:] if isinstance(item, int) and item not in bound}
    return len(free), -len(atom)


def _declared(predicate: str, domain: Domain) -> tuple[str, ...]:
    if predicate[0] == "@":
        return tuple(kind for _, kind in domain.actions[int(predicate[1:])].parameters)
    return domain.predicates[predicate]


def _implied(slot: int, kind: str, body: Sequence[SlotAtom], domain: Domain) -> bool:
    """Whether some atom's declared argument types already make a slot of its type."""
    for atom in body:
        declared = _declared(str(atom[0]), domain)
        for item, other in zip(atom[1:], declared, strict=True):
            if item == slot and isinstance(item, int) and kind in domain.types[other]:
                return True
    return kind == "object"


def _step(atom: SlotAtom, bound: set[int]) -> JoinStep:
    positions: list[int] = []
    key: list[int] = []
    names: list[str] = []
    free: list[tuple[int, int]] = []
    same: list[tuple[int, int]] = []
    new: set[int] = set()
    for position, item in enumerate(atom[1:], 1):
        if isinstance(item, str):
            positions.append(position)
            key.append(~len(names))
            names.append(item)
        elif item in bound:
            positions.append(position)
            key.append(item)
        elif item in new:
            same.append((position, item))
        else:
            new.add(item)
            free.append((position, item))
    return JoinStep(
        str(atom[0]), tuple(positions), tuple(key), tuple(names), tuple(free), tuple(same)
    )
