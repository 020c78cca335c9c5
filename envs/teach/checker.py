"""Is a task done? Goal conditions on what is really in the world.

Conditions are counted as TEACh counts them (`Task_THOR.check_episode_progress`): one for each
condition of each instance that a component asks for, and one for each head of a relation. Where
not enough instances satisfy a component, the best ones there are stand in, so that progress
shows. Instances of components that cannot be shared are distinct; which instance serves which
component is the assignment that meets most conditions, so all are met exactly if the task is
done.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from envs.ontology import BY_NAME, OBJECT_TYPES, SLICE_COUNT, STATE_PREDICATES, sliced_type
from envs.teach.instruction import plural_of_phrase
from envs.teach.resolution import HOLDING, Component, Relation, ResolvedTask
from envs.thor.state import HELD

MOST_TAILS = 64  # combinations of shared tails that are tried
_STATE_WORDS = {
    "isOpen": ("open", "closed"),
    "isToggled": ("switched on", "switched off"),
    "isDirty": ("dirty", "clean"),
    "isFilledWithLiquid": ("filled", "empty"),
    "simbotIsFilledWithWater": ("filled with water", "without water"),
    "simbotIsFilledWithCoffee": ("filled with coffee", "without coffee"),
    "isSliced": ("sliced", "whole"),
    "isCooked": ("cooked", "raw"),
    "simbotIsCooked": ("cooked", "raw"),
    "simbotIsBoiled": ("boiled", "not boiled"),
    "isBroken": ("broken", "unbroken"),
    "isUsedUp": ("used up", "not used up"),
    "wasWashed": ("washed", "not washed"),
    "wasHeated": ("heated", "not heated"),
    "wasChilled": ("chilled", "not chilled"),
    "wasLitByDeskLamp": ("looked at under the desk lamp", "not looked at under the desk lamp"),
    "wasLitByFloorLamp": ("looked at under the floor lamp", "not looked at under the floor lamp"),
    HOLDING: ("in hand", "not in hand"),
}


@dataclass(frozen=True, slots=True)
class WorldFacts:
    """What goal conditions are about, of one world with `nobject` slots.

    Attributes:
        type: (nobject,) int32 ontology index, -1 in an unused slot.
        present: (nobject,) bool or int, whether it is in the scene.
        parent: (nobject,) int32 slot of what it is in or on; negative where there is none.
        state: (nobject,) int32 `State` bits.
    """

    type: NDArray[np.int32]
    present: NDArray[np.int32]
    parent: NDArray[np.int32]
    state: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class GoalCondition:
    """One line of a report.

    Attributes:
        text: what is wanted, such as `mug: clean`.
        met, total: how many instances have it, of how many that should.
        failure: the definition's own words for what is missing; "" where it has none.
    """

    text: str
    met: int
    total: int
    failure: str = ""


@dataclass(frozen=True, slots=True)
class GoalReport:
    """How far a task is done.

    Attributes:
        success: every goal condition holds.
        met, total: goal conditions, as TEACh counts them.
        conditions: one for each condition of each component and for each relation.
    """

    success: bool
    met: int
    total: int
    conditions: tuple[GoalCondition, ...] = ()


@dataclass(slots=True)
class _Matches:
    """Which objects could serve a component.

    slots: those of its types, or of what its types are cut from.
    holds: (condition, object) bool; the first row is the primary condition.
    strict: only those that satisfy it count towards relations.
    met: for each, how many conditions it meets; `ok`: whether all; `related`: whether it counts
        towards relations.
    """

    slots: NDArray[np.int64]
    holds: NDArray[np.bool_]
    strict: bool
    met: NDArray[np.int64] = field(init=False)
    ok: NDArray[np.bool_] = field(init=False)
    related: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.met = self.holds.sum(axis=0)
        self.ok = np.all(self.holds, axis=0)
        self.related = self.ok if self.strict else np.ones_like(self.ok)


def check(task: ResolvedTask, world: WorldFacts) -> GoalReport:
    """Evaluates a task's goal conditions on a world.

    Args:
        task: with its parameters filled in.
        world: the simulator's truth; arrays (nobject,).

    Returns:
        how far it is; a task that asks for nothing is never done.
    """
    if not task.components:
        return GoalReport(False, 0, 0)
    matches = {component.name: _match(component, world) for component in task.components}
    above = _Ancestors(world.parent)
    best: GoalReport | None = None
    for tails in _shared_tails(task, matches, above):
        report = _report(task, matches, above, tails)
        if best is None or report.met > best.met:
            best = report
        if report.success:
            break
    assert best is not None
    return best


class _Ancestors:
    """What every object is in or on, directly or further up; worked out when asked."""

    def __init__(self, parent: NDArray[np.int32]) -> None:
        self._parent = parent
        self._known: dict[int, frozenset[int]] = {}

    def of(self, slot: int) -> frozenset[int]:
        known = self._known.get(slot)
        if known is None:
            chain: list[int] = []
            current = int(self._parent[slot])
            while current >= 0 and current not in chain:
                chain.append(current)
                current = int(self._parent[current])
            known = self._known[slot] = frozenset(chain)
        return known

    def under(self, slots: Iterable[int], tails: frozenset[int]) -> NDArray[np.bool_]:
        """(K,) whether each slot is in or on one of the tails."""
        return np.array([not tails.isdisjoint(self.of(int(slot))) for slot in slots], dtype=bool)


def _match(component: Component, world: WorldFacts) -> _Matches:
    wanted = np.zeros(len(OBJECT_TYPES) + 1, dtype=bool)  # the last is an unused slot's -1
    near = wanted.copy()
    for name in component.types:
        wanted[BY_NAME[name].index] = True
        near[BY_NAME[name].index] = True
    if component.count is not None:
        for whole in SLICE_COUNT:
            if sliced_type(whole) in component.types:
                near[BY_NAME[whole].index] = True
    slots = np.flatnonzero(near[world.type] & (np.asarray(world.present) != 0))
    state = world.state[slots]
    is_kind = wanted[world.type[slots]]
    rows = [is_kind]  # the primary condition; affordances are settled by the types
    rows += [is_kind for _ in component.affordances]
    for predicate, value in component.states:
        if predicate == HOLDING:
            rows.append((world.parent[slots] == HELD) == value)
        else:
            rows.append(((state & int(STATE_PREDICATES[predicate])) != 0) == value)
    return _Matches(slots, np.stack(rows), component.nested)


def _shared_tails(
    task: ResolvedTask, matches: dict[str, _Matches], above: _Ancestors
) -> Iterable[dict[int, int]]:
    """Choices of the one tail of each relation whose tail other components may share.

    Yields relation index -> slot (-1 where there is none). A tail that nothing is on yet is as
    good as any other, so only those in use, and one more, are tried.
    """
    choices: list[list[int]] = []
    relations = [
        index
        for index, relation in enumerate(task.relations)
        if relation.same_tail and _is_shareable(task.component(relation.tail))
    ]
    for index in relations:
        relation = task.relations[index]
        tail = matches[relation.tail]
        candidates = tail.slots[tail.ok] if tail.ok.any() else tail.slots[tail.holds[0]]
        used: dict[int, int] = {}
        for name in relation.heads:
            for slot in matches[name].slots:
                for ancestor in above.of(int(slot)):
                    used[ancestor] = used.get(ancestor, 0) + 1
        ranked = sorted((int(slot) for slot in candidates), key=lambda s: (-used.get(s, 0), s))
        in_use = [slot for slot in ranked if slot in used]
        choices.append((in_use or ranked[:1] or [-1])[:MOST_TAILS])
    for choice in itertools.islice(itertools.product(*choices), MOST_TAILS):
        yield dict(zip(relations, choice, strict=True))


def _is_shareable(component: Component) -> bool:
    """Whether its instances are not reserved for it."""
    return component.shareable or component.count is None


def _report(
    task: ResolvedTask, matches: dict[str, _Matches], above: _Ancestors, tails: dict[int, int]
) -> GoalReport:
    """The report of the best assignment, given the tails that are shared."""
    chosen, tails = _assign(task, matches, above, tails)
    conditions: list[GoalCondition] = []
    heads = {name for relation in task.relations for name in relation.heads}
    for component in task.components:
        if component.count == 0 and component.name in heads:
            continue  # only where it is matters
        conditions += _component_conditions(component, matches[component.name], chosen)
    for index, relation in enumerate(task.relations):
        conditions.append(_relation_condition(task, index, relation, matches, above, tails, chosen))
    met = sum(condition.met for condition in conditions)
    total = sum(condition.total for condition in conditions)
    return GoalReport(met == total, met, total, tuple(conditions))


@dataclass(slots=True)
class _Seat:
    """One instance that a component asks for; `at` indexes the component's matches."""

    component: str
    at: int = -1


def _assign(
    task: ResolvedTask, matches: dict[str, _Matches], above: _Ancestors, tails: dict[int, int]
) -> tuple[dict[str, list[int]], dict[int, int]]:
    """Who serves what: component name -> indices into its matches (-1: none), and the slot of
    every relation's one tail.

    First tails are assigned, each worth what it and its heads meet; then everything, given them.
    """
    reserved = [c for c in task.components if not _is_shareable(c)]
    own_tails = {
        relation.tail: index
        for index, relation in enumerate(task.relations)
        if relation.same_tail and not _is_shareable(task.component(relation.tail))
    }
    seats = [_Seat(c.name) for c in reserved for _ in range(c.count or 0)]
    outer = _bonus_of_tails(task, matches, above, tails)
    slots = sorted({int(s) for c in reserved for s in matches[c.name].slots})
    column = {slot: index for index, slot in enumerate(slots)}
    worth = np.full((len(seats), len(slots) + len(seats)), 0.0)
    for row, seat in enumerate(seats):
        match = matches[seat.component]
        value = 4.0 * match.met + 4.0 * outer.get(seat.component, np.zeros(len(match.slots)))
        if seat.component in own_tails:
            relation = task.relations[own_tails[seat.component]]
            value = value + 4.0 * _heads_under(task, relation, match, matches, above)
        worth[row, [column[int(s)] for s in match.slots]] = value + match.ok
    _solve(seats, worth, slots, matches)
    fixed: dict[int, int] = dict(tails)
    for seat in seats:
        if seat.component in own_tails and own_tails[seat.component] not in fixed:
            slot = int(matches[seat.component].slots[seat.at]) if seat.at >= 0 else -1
            fixed[own_tails[seat.component]] = slot
    bonus = _bonus_of_tails(task, matches, above, fixed)
    for row, seat in enumerate(seats):
        match = matches[seat.component]
        columns = [column[int(s)] for s in match.slots]
        if seat.component in own_tails:  # stays where it is
            worth[row] = 0.0
            if seat.at >= 0:
                worth[row, columns[seat.at]] = 1e6
        else:
            extra = bonus.get(seat.component, np.zeros(len(match.slots)))
            worth[row, columns] = 4.0 * match.met + 4.0 * extra + match.ok
    _solve(seats, worth, slots, matches)
    chosen: dict[str, list[int]] = {c.name: [] for c in task.components}
    for seat in seats:
        chosen[seat.component].append(seat.at)
    for component in task.components:
        if component.shareable and component.count is not None:
            chosen[component.name] = _serve_shared(task, component, matches, bonus, fixed)
    return chosen, fixed


def _solve(
    seats: list[_Seat],
    worth: NDArray[np.float64],
    slots: list[int],
    matches: dict[str, _Matches],
) -> None:
    """Fills each seat's `at` by the assignment of most worth; columns past `slots` mean nobody."""
    rows, columns = linear_sum_assignment(worth, maximize=True)
    for row, column in zip(rows, columns, strict=True):
        seat = seats[row]
        seat.at = -1
        if column < len(slots) and worth[row, column] > 0.0:
            found = np.flatnonzero(matches[seat.component].slots == slots[column])
            seat.at = int(found[0]) if len(found) else -1


def _heads_under(
    task: ResolvedTask,
    relation: Relation,
    tail: _Matches,
    matches: dict[str, _Matches],
    above: _Ancestors,
) -> NDArray[np.float64]:
    """(K,) how many conditions the heads of a relation would meet on each candidate tail."""
    total = np.zeros(len(tail.slots))
    for name in relation.heads:
        match = matches[name]
        count = task.component(name).count
        for index in np.flatnonzero(tail.related):
            under = above.under(match.slots, frozenset((int(tail.slots[index]),))) & match.related
            if count == 0:
                total[index] -= match.ok[under].sum()
                continue
            scores = np.sort(match.met[under] + 1 + 0.25 * match.ok[under])[::-1]
            total[index] += scores[: count if count is not None else len(scores)].sum()
    return total


def _bonus_of_tails(
    task: ResolvedTask, matches: dict[str, _Matches], above: _Ancestors, tails: dict[int, int]
) -> dict[str, NDArray[np.float64]]:
    """Component -> (K,) how many relations each candidate satisfies, where the tail is known."""
    bonus: dict[str, NDArray[np.float64]] = {}
    for index, relation in enumerate(task.relations):
        where = _tail_slots(task, index, relation, matches, tails)
        if where is None:
            continue
        for name in relation.heads:
            under = above.under(matches[name].slots, where) & matches[name].related
            bonus[name] = bonus.get(name, np.zeros(len(under))) + under
    return bonus


def _tail_slots(
    task: ResolvedTask,
    index: int,
    relation: Relation,
    matches: dict[str, _Matches],
    tails: dict[int, int],
) -> frozenset[int] | None:
    """Slots that count as the tail of a relation; None while its one tail is not chosen."""
    if relation.same_tail:
        if index not in tails:
            return None
        match = matches[relation.tail]
        return frozenset(int(s) for s in match.slots[match.related] if s == tails[index])
    match = matches[relation.tail]
    fit = match.ok if match.ok.any() else match.holds[0] & match.related
    return frozenset(int(slot) for slot in match.slots[fit])


def _serve_shared(
    task: ResolvedTask,
    component: Component,
    matches: dict[str, _Matches],
    bonus: dict[str, NDArray[np.float64]],
    tails: dict[int, int],
) -> list[int]:
    """Indices of the instances that serve a component which may share them; -1: none."""
    match = matches[component.name]
    worth = match.met + match.ok + bonus.get(component.name, np.zeros(len(match.slots)))
    for index, relation in enumerate(task.relations):
        if relation.same_tail and relation.tail == component.name and index in tails:
            worth = worth + 100.0 * (match.slots == tails[index])
    order = sorted(range(len(match.slots)), key=lambda at: (-float(worth[at]), at))
    count = component.count or 0
    return [*order[:count], *([-1] * (count - len(order)))]


def _component_conditions(
    component: Component, match: _Matches, chosen: dict[str, list[int]]
) -> list[GoalCondition]:
    """One line for each condition of a component."""
    if component.count == 0:
        return [GoalCondition(f"{_none_of(component)}: there", int(not match.ok.any()), 1)]
    if component.count is None:
        at = np.flatnonzero(match.holds[0])
        total = len(at)
        if not component.failures and bool(match.ok[at].all()):
            return []  # nothing was asked of them that could fail; TEACh does not count it either
    else:
        at = np.array([i for i in chosen[component.name][: component.counted] if i >= 0], int)
        total = component.counted
    failures = dict(component.failures)
    values = dict((*component.affordances, *component.states))
    lines = []
    for row, condition in enumerate(component.conditions):
        lines.append(
            GoalCondition(
                text=_wording(component, condition, values.get(condition, True), total),
                met=int(match.holds[row, at].sum()) if len(at) else 0,
                total=total,
                failure=failures.get(condition, ""),
            )
        )
    return lines


def _wording(component: Component, condition: str, value: bool, total: int) -> str:
    label = component.label
    if component.count is None:
        subject = f"all {plural_of_phrase(label)}"
    else:
        subject = label if total == 1 else f"{total} {plural_of_phrase(label)}"
    if condition == component.primary:
        return f"{subject}: there"
    if condition in _STATE_WORDS:
        return f"{subject}: {_STATE_WORDS[condition][0 if value else 1]}"
    return f"{subject}: {condition}" if value else f"{subject}: not {condition}"


def _none_of(component: Component) -> str:
    """What there is to be none of, in words."""
    words = [_STATE_WORDS[name][not value] for name, value in component.states]
    return " ".join(["no", *words, component.label])


def _relation_condition(
    task: ResolvedTask,
    index: int,
    relation: Relation,
    matches: dict[str, _Matches],
    above: _Ancestors,
    tails: dict[int, int],
    chosen: dict[str, list[int]],
) -> GoalCondition:
    """The line of a relation: how many of its heads are where they should be."""
    where = _tail_slots(task, index, relation, matches, tails) or frozenset()
    met = total = 0
    labels = []
    for name in relation.heads:
        component, match = task.component(name), matches[name]
        if component.count == 0:
            total += 1
            met += not above.under(match.slots[match.ok], where).any()
            labels.append(_none_of(component))
            continue
        if component.count is None:
            slots = match.slots[match.holds[0]]
            total += len(slots)
        else:
            picks = [i for i in chosen[name] if i >= 0]
            relevant = match.ok if component.shareable and match.ok.any() else match.related
            picks = [i for i in picks if relevant[i]]
            slots = match.slots[picks]
            total += component.count
        met += int(above.under(slots, where).sum())
        labels.append(component.label)
    tail = task.component(relation.tail).label
    one = "the same" if relation.same_tail else "a"
    heads = ", ".join(dict.fromkeys(labels))
    return GoalCondition(f"{heads}: in or on {one} {tail}", met, total, relation.failure)


def goal_condition_success(start: GoalReport, end: GoalReport) -> float:
    """Share of the goal conditions unmet at the start that are met at the end, in [0, 1].

    TEACh's formula: 1 - (unmet at the end) / (unmet at the start); 1 where none was unmet.
    """
    open_at_start = start.total - start.met
    if open_at_start <= 0:
        return 1.0 if end.success else 0.0
    return float(np.clip(1.0 - (end.total - end.met) / open_at_start, 0.0, 1.0))
