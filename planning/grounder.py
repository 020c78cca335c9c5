"""Grounding: from a lifted domain and a problem to the operators that can ever matter.

The relaxed reachable operators are found by semi-naive evaluation of one rule per action and per
conditional effect, each a join over the facts reached so far; then everything that cannot lead
to the goal is dropped. This is Helmert's grounding ("Concise finite-domain representations for
PDDL planning tasks", AIJ 2009) for the part of PDDL that `planning.pddl` reads, with the joins
compiled once per domain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planning.joins import CompiledDomain, Join, Rule, applied_name
from planning.pddl import Action

Fact = tuple[str, ...]
Condition = tuple[Fact, bool]


@dataclass(slots=True)
class GroundEffect:
    """`(when conditions fact)`; deletes if not `positive`."""

    fact: Fact
    positive: bool
    conditions: tuple[Condition, ...] = ()


@dataclass(slots=True)
class GroundOperator:
    """One instance of an action; preconditions and effects over facts that can change."""

    action: Action
    arguments: tuple[str, ...]
    preconditions: tuple[Condition, ...] = ()
    effects: list[GroundEffect] = field(default_factory=list)
    cost: int = 1


@dataclass(slots=True)
class GroundTask:
    """A grounded problem.

    Attributes:
        facts: that can change and can matter, in order of discovery.
        initial: everything true at first.
        goal: (fact, value), of facts that can change.
        operators: in order of discovery.
        solvable: False if the goal is out of reach even without deletes.
    """

    facts: list[Fact]
    initial: set[Fact]
    goal: list[Condition]
    operators: list[GroundOperator]
    solvable: bool


def ground(
    compiled: CompiledDomain,
    objects: Mapping[str, str],
    facts: Iterable[Fact],
    numbers: Mapping[Fact, int],
    goal: Sequence[Condition],
) -> GroundTask:
    """The operators and facts of a problem that can be reached and can matter.

    Args:
        compiled: the domain.
        objects: type by name, constants included.
        facts: true at first.
        numbers: value of each ground function that gives a cost.
        goal: what is to hold.
    """
    initial = set(facts)
    reached = _Reached(compiled, objects, facts)
    reached.run()
    solvable = all(
        (fact in reached.facts) if value else (fact[0] in compiled.fluents or fact not in initial)
        for fact, value in goal
    )
    if not solvable:
        return GroundTask([], initial, list(goal), [], False)
    operators = reached.operators(initial, numbers)
    goal = [(fact, value) for fact, value in goal if fact[0] in compiled.fluents]
    goal = [(fact, value) for fact, value in goal if value or fact in reached.facts]
    kept, needed = _relevant(operators, goal)
    order = [fact for fact in reached.facts if fact in needed]
    for operator in kept:
        operator.effects = [effect for effect in operator.effects if effect.fact in needed]
    return GroundTask(order, initial, list(goal), kept, True)


def _relevant(
    operators: Sequence[GroundOperator], goal: Sequence[Condition]
) -> tuple[list[GroundOperator], set[Fact]]:
    """Operators that can help towards the goal, and the facts that they are about."""
    achievers: dict[Condition, list[tuple[int, GroundEffect]]] = {}
    for index, operator in enumerate(operators):
        for effect in operator.effects:
            achievers.setdefault((effect.fact, effect.positive), []).append((index, effect))
    wanted, queue = set(goal), list(goal)
    needed = {fact for fact, _ in goal}
    kept: set[int] = set()

    def want(conditions: Iterable[Condition]) -> None:
        for condition in conditions:
            if condition not in wanted:
                wanted.add(condition)
                queue.append(condition)

    while queue:
        fact, value = queue.pop()
        needed.add(fact)
        for index, effect in achievers.get((fact, value), ()):
            if index not in kept:
                kept.add(index)
                want(operators[index].preconditions)
            want(effect.conditions)
        if not queue:  # when a kept operator undoes what matters, matters too
            for index in sorted(kept):
                for effect in operators[index].effects:
                    if effect.conditions and effect.fact in needed:
                        want(effect.conditions)
    return [operators[index] for index in sorted(kept)], needed


class _Reached:
    """Facts and operators reachable when nothing is ever deleted."""

    def __init__(
        self, compiled: CompiledDomain, objects: Mapping[str, str], facts: Iterable[Fact]
    ) -> None:
        self.compiled = compiled
        types = compiled.domain.types
        self.kinds = {name: types[kind] for name, kind in objects.items()}
        self.by_type: dict[str, list[str]] = {}
        for name, kinds in self.kinds.items():
            for kind in kinds:
                self.by_type.setdefault(kind, []).append(name)
        self.facts: dict[Fact, None] = {}
        self.index: dict[str, dict[tuple[int, ...], dict[Fact, list[Fact]]]] = {
            predicate: {positions: {} for positions in keys}
            for predicate, keys in compiled.indices.items()
        }
        self.queue: deque[Fact] = deque()
        self.found: dict[tuple[int, Fact], GroundOperator] = {}
        self.fired: set[tuple[int, Fact]] = set()
        for fact in facts:
            if fact[0] in compiled.fluents:
                self._push(fact)
            elif fact not in self.facts:
                self.facts[fact] = None
                self._enter(fact)

    def _push(self, fact: Fact) -> None:
        if fact not in self.facts:
            self.facts[fact] = None
            self.queue.append(fact)

    def _enter(self, fact: Fact) -> None:
        """Make a fact visible to joins."""
        for positions, table in self.index.get(fact[0], {}).items():
            key = tuple([fact[position] for position in positions])
            table.setdefault(key, []).append(fact)

    def run(self) -> None:
        for join in self.compiled.unconditional:
            self._join(join, [""] * join.slots, 0)
        joins = self.compiled.joins
        while self.queue:
            fact = self.queue.popleft()
            self._enter(fact)
            for join in joins.get(fact[0], ()):
                values = [""] * join.slots
                for position, name in join.constants:
                    if fact[position] != name:
                        break
                else:
                    for position, slot in join.start:
                        values[slot] = fact[position]
                    for position, slot in join.same:
                        if fact[position] != values[slot]:
                            break
                    else:
                        self._join(join, values, 0)

    def _join(self, join: Join, values: list[str], depth: int) -> None:
        if depth == len(join.steps):
            self._complete(join, values, 0)
            return
        step = join.steps[depth]
        key = tuple([values[slot] if slot >= 0 else step.names[~slot] for slot in step.key])
        found = self.index[step.predicate][step.positions].get(key, ())
        if not step.free:
            if found:
                self._join(join, values, depth + 1)
            return
        for fact in found:
            for position, slot in step.free:
                values[slot] = fact[position]
            for position, slot in step.same:
                if fact[position] != values[slot]:
                    break
            else:
                self._join(join, values, depth + 1)

    def _complete(self, join: Join, values: list[str], depth: int) -> None:
        """Bind the slots that no atom binds, check types, and fire."""
        if depth < len(join.unbound):
            slot = join.unbound[depth]
            for name in self.by_type.get(join.rule.types[slot], ()):
                values[slot] = name
                self._complete(join, values, depth + 1)
            return
        for slot, kind in join.checks:
            if kind not in self.kinds[values[slot]]:
                return
        rule = join.rule
        token = (rule.number, tuple(values))
        if token not in self.fired:
            self.fired.add(token)
            self._fire(rule, token[1])

    def _fire(self, rule: Rule, values: Fact) -> None:
        arguments = values[: rule.parameters]
        operator = self.found.get((rule.action, arguments))
        if operator is None:
            action = self.compiled.domain.actions[rule.action]
            operator = GroundOperator(action, arguments)
            self.found[rule.action, arguments] = operator
            if rule.announce:
                self.queue.append((applied_name(rule.action), *arguments))
        for effect in rule.effects:
            if all(
                (ground_atom(atom, values) in self.facts) is want for atom, want in effect.static
            ):
                fact = ground_atom(effect.atom, values)
                conditions = tuple([(ground_atom(a, values), w) for a, w in effect.fluent])
                operator.effects.append(GroundEffect(fact, effect.positive, conditions))
                if effect.positive:
                    self._push(fact)

    def operators(self, initial: set[Fact], numbers: Mapping[Fact, int]) -> list[GroundOperator]:
        """The operators found, without what never changes and what never can be."""
        fluents, reached = self.compiled.fluents, self.facts
        kept: list[GroundOperator] = []
        for (number, values), operator in self.found.items():
            schema = self.compiled.schemas[number]
            conditions: list[Condition] = []
            for atom, positive in schema.preconditions:
                fact = ground_atom(atom, values)
                if fact[0] not in fluents:
                    if (fact in initial) is not positive:
                        break
                elif positive or fact in reached:
                    conditions.append((fact, positive))
            else:
                operator.preconditions = tuple(dict.fromkeys(conditions))
                operator.effects = _tidy(operator.effects, reached)
                operator.cost = schema.cost(values, numbers)
                if operator.effects:
                    kept.append(operator)
        return kept


def _tidy(effects: Sequence[GroundEffect], reached: Mapping[Fact, None]) -> list[GroundEffect]:
    """Effects without deletes of what is never true and of what is added all the same."""
    added = {effect.fact for effect in effects if effect.positive and not effect.conditions}
    tidy: list[GroundEffect] = []
    seen: set[tuple[Fact, bool, tuple[Condition, ...]]] = set()
    for effect in effects:
        if not effect.positive and (effect.fact in added or effect.fact not in reached):
            continue
        if effect.conditions:
            effect.conditions = tuple(
                (fact, value) for fact, value in effect.conditions if value or fact in reached
            )
        token = (effect.fact, effect.positive, effect.conditions)
        if token not in seen:
            seen.add(token)
            tidy.append(effect)
    return tidy


def ground_atom(atom: tuple[str | int, ...], values: Sequence[str]) -> Fact:
    """An atom whose arguments are slots (int) or names, with the slots filled in."""
    return tuple([values[item] if item.__class__ is int else item for item in atom])  # type: ignore[misc]
