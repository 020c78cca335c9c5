"""A grounded problem in Fast Downward's finite-domain format.

The format is described at https://www.fast-downward.org/latest/documentation/translator-output-format/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planning.grounder import Condition, Fact, GroundEffect, GroundOperator, GroundTask
from planning.invariants import Family
from planning.pddl import UnsupportedPddlError


@dataclass(frozen=True, slots=True)
class Encoding:
    """Variables of a task.

    Attributes:
        place: variable and value of each fact.
        sizes: number of values of each variable; the last means that no fact of it holds.
    """

    place: Mapping[Fact, tuple[int, int]]
    sizes: Sequence[int]


def encode(task: GroundTask, families: Iterable[Family]) -> Encoding:
    """One variable for each group of facts that exclude each other, and for each other fact."""
    alone = _needed_false(task, families)
    place: dict[Fact, tuple[int, int]] = {}
    sizes: list[int] = []
    groups = [group for family in families for group in _groups(task, family, alone)]
    while groups:  # the largest first, as Fast Downward's translator does
        groups = [[fact for fact in group if fact not in place] for group in groups]
        largest = max(groups, key=len)
        if len(largest) < 2:
            break
        for value, fact in enumerate(largest):
            place[fact] = len(sizes), value
        sizes.append(len(largest) + 1)
    for fact in task.facts:
        if fact not in place:
            place[fact] = len(sizes), 0
            sizes.append(2)
    return Encoding(place, sizes)


def _groups(task: GroundTask, family: Family, alone: set[Fact]) -> list[list[Fact]]:
    """Facts of a family that exclude each other, one of which holds at first."""
    held: dict[tuple[str, ...], int] = {}
    for fact in task.initial:
        key = family.key(fact)
        if key is not None:
            held[key] = held.get(key, 0) + 1
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in task.facts:
        key = family.key(fact)
        if key is not None and fact not in alone and held.get(key) == 1:
            groups.setdefault(key, []).append(fact)
    return list(groups.values())


def _needed_false(task: GroundTask, families: Iterable[Family]) -> set[Fact]:
    """Facts that something needs to be false, unless another of their group has to be true."""
    alone = {fact for fact, value in task.goal if not value}
    for operator in task.operators:
        positive = [fact for fact, value in operator.preconditions if value]
        for fact, value in operator.preconditions:
            if not value and not _excluded(fact, positive, families):
                alone.add(fact)
        for effect in operator.effects:
            alone.update(fact for fact, value in effect.conditions if not value)
    return alone


def _excluded(fact: Fact, positive: Sequence[Fact], families: Iterable[Family]) -> bool:
    for family in families:
        key = family.key(fact)
        if key is not None and any(
            other != fact and family.key(other) == key for other in positive
        ):
            return True
    return False


def write(task: GroundTask, encoding: Encoding) -> str:
    """The task as text for Fast Downward's search component; operators are named by index.

    Raises:
        UnsupportedPddlError: an operator both adds and deletes a fact under conditions that
            may hold together.
    """
    place, sizes = encoding.place, encoding.sizes
    lines = ["begin_version", "3", "end_version", "begin_metric", "1", "end_metric"]
    lines.append(str(len(sizes)))
    for variable, size in enumerate(sizes):
        lines += ["begin_variable", f"v{variable}", "-1", str(size)]
        lines += [f"Atom v{variable}({value})" for value in range(size)]
        lines.append("end_variable")
    lines.append("0")
    values = [size - 1 for size in sizes]
    for fact in task.facts:
        if fact in task.initial:
            variable, value = place[fact]
            values[variable] = value
    lines += ["begin_state", *map(str, values), "end_state", "begin_goal", str(len(task.goal))]
    for fact, value in task.goal:
        variable, number = place[fact]
        lines.append(f"{variable} {number if value else 1}")
    lines.append("end_goal")
    operators = [
        text
        for index, operator in enumerate(task.operators)
        if (text := _operator(index, operator, encoding))
    ]
    lines.append(str(len(operators)))
    lines += operators
    lines.append("0\n")
    return "\n".join(lines)


def _values(conditions: Iterable[Condition], encoding: Encoding) -> dict[int, int] | None:
    """Value that conditions ask of each variable; None if they contradict each other."""
    wanted: dict[int, int] = {}
    negative: list[tuple[int, int]] = []
    for fact, value in conditions:
        variable, number = encoding.place[fact]
        if not value:
            negative.append((variable, number))
        elif wanted.setdefault(variable, number) != number:
            return None
    for variable, number in negative:
        if encoding.sizes[variable] == 2:
            if wanted.setdefault(variable, 1) != 1:
                return None
        elif wanted.get(variable) == number:
            return None
    return wanted


def _operator(index: int, operator: GroundOperator, encoding: Encoding) -> str:
    before = _values(operator.preconditions, encoding)
    if before is None:
        return ""
    changes = _changes(operator, before, encoding)
    if not changes:
        return ""
    plain = {variable for variable, _, _ in changes}
    lines = ["begin_operator", f"{index}"]
    prevail = [f"{v} {n}" for v, n in sorted(before.items()) if v not in plain]
    lines += [str(len(prevail)), *prevail, str(len(changes))]
    for variable, value, conditions in changes:
        words = [str(len(conditions)), *(f"{v} {n}" for v, n in conditions)]
        words.append(f"{variable} {before.get(variable, -1)} {value}")
        lines.append(" ".join(words))
    lines += [str(operator.cost), "end_operator"]
    return "\n".join(lines)


_Change = tuple[int, int, tuple[tuple[int, int], ...]]


def _changes(
    operator: GroundOperator, before: Mapping[int, int], encoding: Encoding
) -> list[_Change]:
    """(variable, new value, conditions) of an operator's effects."""
    adds: dict[int, list[_Change]] = {}
    for effect in operator.effects:
        if effect.positive and (conditions := _extra(effect, before, encoding)) is not None:
            variable, value = encoding.place[effect.fact]
            if before.get(variable) != value or conditions:
                adds.setdefault(variable, []).append((variable, value, conditions))
    changes = [change for group in adds.values() for change in group]
    for effect in operator.effects:
        conditions = None if effect.positive else _extra(effect, before, encoding)
        if conditions is None:
            continue
        variable, value = encoding.place[effect.fact]
        rivals = adds.get(variable, [])
        if any(rival[2] == conditions or not rival[2] for rival in rivals):
            continue  # replaced by what is added
        if rivals:
            raise UnsupportedPddlError(
                f"action {operator.action.name}", "adds and deletes the same thing conditionally"
            )
        if encoding.sizes[variable] > 2:
            known = before.get(variable)
            if known is not None and known != value:
                continue
            if known is None and (variable, value) not in conditions:
                conditions = (*conditions, (variable, value))
        elif before.get(variable) == 1:
            continue
        changes.append((variable, encoding.sizes[variable] - 1, conditions))
    return changes


def _extra(
    effect: GroundEffect, before: Mapping[int, int], encoding: Encoding
) -> tuple[tuple[int, int], ...] | None:
    """Conditions of an effect beyond the preconditions; None if it can never happen."""
    if not effect.conditions:
        return ()
    wanted = _values(effect.conditions, encoding)
    if wanted is None:
        return None
    extra: list[tuple[int, int]] = []
    for variable, value in sorted(wanted.items()):
        known = before.get(variable)
        if known is None:
            extra.append((variable, value))
        elif known != value:
            return None
    return tuple(extra)
