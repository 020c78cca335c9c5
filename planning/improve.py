"""Making a plan shorter: drop what is not needed, reorder what saves travel, put down nearer.

Greedy search finds plans fast but wanders. Ways are taken out of a plan first: they follow from
where the other operators happen. Then operators are dropped (action elimination, Nakhost and
Müller, "Action elimination and plan neighborhood graph search", ICAPS 2010), blocks of them moved
to where they cost less travel, things put down at other places, and vessels taken to what goes
into them, as long as the plan still runs and its cost falls. Nothing depends on the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planning.grounder import Condition, Fact, GroundOperator, GroundTask

ROUNDS = 4
LONGEST_BLOCK = 12
_HAND = ("holding", "hand-empty")


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """An operator as bit masks over facts; where it happens, and where the agent is after it."""

    operator: GroundOperator
    need: int
    forbid: int
    add: int
    delete: int
    conditional: tuple[tuple[int, int, int, int], ...]  # need, forbid, add, delete
    start: str  # "" for anywhere
    end: str


class Workshop:
    """A problem as bit masks, and the tools that work on plans of it.

    A plan here is a list of moves, without the ways between them.
    """

    def __init__(self, task: GroundTask, numbers: Mapping[Fact, int]) -> None:
        self.task = task
        self.travel = {fact[1:]: value for fact, value in numbers.items() if fact[0] == "travel"}
        self.bits: dict[Fact, int] = {}
        for fact in task.facts:
            if fact[0] != "at":
                self.bits[fact] = 1 << len(self.bits)
        self.initial = self._mask(fact for fact in task.facts if fact in task.initial)
        self.here = next((fact[1] for fact in task.initial if fact[0] == "at"), "")
        self.goal = self._pair([goal for goal in task.goal if goal[0][0] != "at"])
        self.last = [fact[1] for fact, value in task.goal if fact[0] == "at" and value]
        self.hand = self._mask(fact for fact in self.bits if fact[0] in _HAND)
        self.made: dict[int, Move] = {}
        self.puts: dict[str, list[GroundOperator]] = {}  # by thing
        self.picks: dict[tuple[str, str], list[GroundOperator]] = {}  # by thing and place
        # by action and arguments but the last, then by that: the spot, where there is one
        self.elsewhere: dict[tuple[str, ...], dict[str, GroundOperator]] = {}
        for operator in task.operators:
            name, arguments = operator.action.name, operator.arguments
            if _is(operator, "put"):
                self.puts.setdefault(arguments[0], []).append(operator)
            elif _is(operator, "pick-up"):
                self.picks.setdefault((arguments[0], arguments[1]), []).append(operator)
            if arguments:
                others = self.elsewhere.setdefault((name, *arguments[:-1]), {})
                others[arguments[-1]] = operator

    def _mask(self, facts: Iterable[Fact]) -> int:
        mask = 0
        for fact in facts:
            mask |= self.bits.get(fact, 0)
        return mask

    def _pair(self, conditions: Sequence[Condition]) -> tuple[int, int]:
        need = self._mask(fact for fact, value in conditions if value)
        return need, self._mask(fact for fact, value in conditions if not value)

    def move(self, operator: GroundOperator) -> Move:
        """An operator as masks."""
        known = self.made.get(id(operator))
        if known is not None:
            return known
        start = next((f[1] for f, v in operator.preconditions if f[0] == "at" and v), "")
        end, add, delete = start, 0, 0
        conditional: list[tuple[int, int, int, int]] = []
        for effect in operator.effects:
            if effect.fact[0] == "at":
                if effect.positive:
                    start, end = "", effect.fact[1]
                continue
            bit = self.bits.get(effect.fact, 0)
            if effect.conditions:
                gain, loss = (bit, 0) if effect.positive else (0, bit)
                conditional.append((*self._pair(effect.conditions), gain, loss))
            elif effect.positive:
                add |= bit
            else:
                delete |= bit
        need, forbid = self._pair(operator.preconditions)
        made = Move(operator, need, forbid, add, delete, tuple(conditional), start, end)
        self.made[id(operator)] = made
        return made

    def moves(self, order: Sequence[int]) -> list[Move]:
        """A plan without its ways, from the indices of its operators."""
        plan = [self.task.operators[index] for index in order]
        return [self.move(operator) for operator in plan if operator.action.skill != "go-to"]

    def improve(self, moves: list[Move]) -> list[Move]:
        """A plan that costs no more than the one given."""
        moves = self._tidied(moves)
        for _ in range(ROUNDS):
            taken = self.take_vessels(moves)
            if taken == moves:
                break
            moves = self._tidied(taken)
        return moves

    def _tidied(self, moves: list[Move]) -> list[Move]:
        """A plan that costs no more, with vessels left where they are."""
        before = self.cost(moves)
        for _ in range(ROUNDS):
            moves = self.drop(moves)
            moves = self.replace_puts(moves)
            moves = self.reorder(moves)
            after = self.cost(moves)
            if after >= before:
                break
            before = after
        return moves

    # ------------------------------------------------------------------ running and costing
    def step(self, state: int, move: Move) -> int:
        """State after a move; -1 if it cannot be made."""
        if state & move.need != move.need or state & move.forbid:
            return -1
        add, delete = move.add, move.delete
        for need, forbid, gain, loss in move.conditional:
            if state & need == need and not state & forbid:
                add |= gain
                delete |= loss
        return state & ~delete | add

    def runs(self, moves: Sequence[Move]) -> bool:
        """Whether a plan runs and reaches the goal."""
        state = self.initial
        for move in moves:
            state = self.step(state, move)
            if state < 0:
                return False
        return self._reached(state, moves)

    def _reached(self, state: int, moves: Sequence[Move]) -> bool:
        need, forbid = self.goal
        if state & need != need or state & forbid:
            return False
        return not self.last or (bool(moves) and moves[-1].end == self.last[0])

    def way(self, start: str, end: str) -> int:
        """Cost of travel; none to an operator that can happen anywhere."""
        return 0 if not end or start == end else self.travel.get((start, end), 0)

    def cost(self, moves: Sequence[Move]) -> int:
        total, here = 0, self.here
        for move in moves:
            total += self.way(here, move.start) + move.operator.cost
            here = move.end
        return total

    def names(self, moves: Sequence[Move]) -> list[tuple[str, ...]]:
        """The plan with its ways put back in."""
        names: list[tuple[str, ...]] = []
        here = self.here
        for move in moves:
            arguments = list(move.operator.arguments)
            if not move.start:  # it happens wherever the agent is
                old = next((f[1] for f, v in move.operator.preconditions if f[0] == "at" and v), "")
                place = arguments.index(old) if old in arguments else -1
                if place >= 0:
                    arguments[place] = here
            elif move.start != here:
                names.append(("go-to", here, move.start))
            names.append((move.operator.action.name, *arguments))
            here = move.end
        return names

    # ------------------------------------------------------------------ dropping
    def drop(self, moves: list[Move]) -> list[Move]:
        """Leave out operators, each with all that cannot run without it, where the rest does."""
        index = 0
        state = self.initial
        while index < len(moves):
            kept = self._without(moves, index, state)
            if kept is not None and self.cost(kept) <= self.cost(moves):
                moves = kept
                continue
            state = self.step(state, moves[index])
            index += 1
        return moves

    def _without(self, moves: list[Move], index: int, state: int) -> list[Move] | None:
        kept = moves[:index]
        for move in moves[index + 1 :]:
            after = self.step(state, move)
            if after >= 0:
                kept.append(move)
                state = after
        return kept if self._reached(state, kept) else None

    # ------------------------------------------------------------------ reordering
    def reorder(self, moves: list[Move]) -> list[Move]:
        """Move blocks of operators to where they cost less travel."""
        improved = True
        rounds = 0
        while improved and rounds < 2 * ROUNDS:
            improved, rounds = False, rounds + 1
            for first in range(len(moves)):
                better = self._shift(moves, first)
                if better is not None:
                    moves, improved = better, True
        return moves

    def _shift(self, moves: list[Move], first: int) -> list[Move] | None:
        """The plan with the best move of a block that begins at `first`, if it gets cheaper."""
        count = len(moves)
        hands = self._hands(moves)
        ends = [self.here, *(move.end for move in moves)]
        found: list[tuple[int, int, int]] = []
        for last in range(first, min(first + LONGEST_BLOCK, count)):
            if hands[first] != hands[last + 1] or any(not m.start for m in moves[first : last + 1]):
                continue
            after = moves[last + 1].start if last + 1 < count else ""
            saved = self.way(ends[first], moves[first].start) + self.way(moves[last].end, after)
            saved -= self.way(ends[first], after)
            if saved <= 0:
                continue
            for target in range(count + 1):
                if first <= target <= last + 1 or hands[target] != hands[first]:
                    continue
                after = moves[target].start if target < count else ""
                paid = self.way(ends[target], moves[first].start)
                paid += self.way(moves[last].end, after) - self.way(ends[target], after)
                if paid < saved:
                    found.append((paid - saved, last, target))
        for _, last, target in sorted(found):
            block, rest = moves[first : last + 1], moves[:first] + moves[last + 1 :]
            place = target if target < first else target - len(block)
            candidate = rest[:place] + block + rest[place:]
            if self.runs(candidate):
                return candidate
        return None

    def _hands(self, moves: Sequence[Move]) -> list[int]:
        """What is in the hand before each operator, and at the end."""
        state, hands = self.initial, []
        for move in moves:
            hands.append(state & self.hand)
            state = self.step(state, move)
        return [*hands, state & self.hand]

    # ------------------------------------------------------------------ putting down elsewhere
    def replace_puts(self, moves: list[Move]) -> list[Move]:
        """Put things down at other places, and pick them up there, where that is nearer."""
        for index in range(len(moves)):
            if not _is(moves[index].operator, "put"):
                continue
            thing, place, _ = moves[index].operator.arguments
            later = self._next_pick(moves, index, thing)
            best = self.cost(moves)
            for other in map(self.move, self.puts.get(thing, ())):
                if other.operator.arguments[1] == place:
                    continue
                candidate = [*moves]
                candidate[index] = other
                if later is not None:
                    key = (thing, other.operator.arguments[1])
                    picks = map(self.move, self.picks.get(key, ()))
                    same = [m for m in picks if m.start == other.start]
                    if not same:
                        continue
                    candidate[later] = same[0]
                cost = self.cost(candidate)
                if cost < best and self.runs(candidate):
                    moves, best = candidate, cost
        return moves

    @staticmethod
    def _next_pick(moves: Sequence[Move], index: int, thing: str) -> int | None:
        for later in range(index + 1, len(moves)):
            operator = moves[later].operator
            if _is(operator, "pick-up") and operator.arguments[0] == thing:
                return later
        return None

    # ------------------------------------------------------------------ taking vessels along
    def take_vessels(self, moves: list[Move]) -> list[Move]:
        """Take what things are put into to where these are, instead of them to it one by one."""
        puts = [move.operator for move in moves if _is(move.operator, "put")]
        vessels = {operator.arguments[1] for operator in puts}
        for vessel in sorted(vessels & self.puts.keys()):
            for first in range(-1, len(moves)):
                if first < 0 or _puts(moves[first], vessel):
                    moves = self._taken(moves, vessel, first)
        return moves

    def _taken(self, moves: list[Move], vessel: str, first: int) -> list[Move]:
        """The plan with a vessel taken elsewhere after it was put down by the move `first` (-1:
        before the plan), if that is cheaper."""
        end = self._next_pick(moves, first, vessel)
        last = len(moves) if end is None else end
        uses = [i for i in range(first + 1, last) if vessel in moves[i].operator.arguments[1:]]
        if not uses or not moves[uses[0]].start:
            return moves
        hands, empty = self._hands(moves), self.bits.get(("hand-empty",), 0)
        free = [i for i in range(first + 1, uses[0] + 1) if hands[i] & empty]
        best, least = moves, self.cost(moves)
        for pick, put in self._takings(moves, vessel, first, uses, last):
            kept = [*moves]
            for index in (*uses, *(() if end is None else (end,))):
                arguments = list(moves[index].operator.arguments[:-1])
                if index == end:
                    arguments[1] = put.operator.arguments[1]
                key = (moves[index].operator.action.name, *arguments)
                there = self.elsewhere.get(key, {}).get(put.start)
                kept[index] = moves[index] if there is None else self.move(there)
            for place in {*free[:1], *free[-1:]}:
                candidate = [*kept[:place], pick, put, *kept[place:]]
                cost = self.cost(candidate)
                if cost < least and self.runs(candidate):
                    best, least = candidate, cost
        return best

    def _takings(
        self, moves: Sequence[Move], vessel: str, first: int, uses: Sequence[int], last: int
    ) -> Iterator[tuple[Move, Move]]:
        """Ways to pick a vessel up where it is used, and to put it down where the agent is between
        two moves."""
        here = moves[uses[0]].start
        spots = {move.start for move in moves[first + 1 : last]} - {here, ""}
        place = moves[first].operator.arguments[1] if first >= 0 else None
        picks = [
            move
            for (thing, at), options in self.picks.items()
            if thing == vessel and (at == place or (place is None and self._is_at(vessel, at)))
            for move in map(self.move, options)
            if move.start == here
        ]
        for pick in picks:
            for put in map(self.move, self.puts[vessel]):
                if put.start in spots:
                    yield pick, put

    def _is_at(self, thing: str, place: str) -> bool:
        return bool(self.initial & self.bits.get(("in", thing, place), 0))


def _is(operator: GroundOperator, action: str) -> bool:
    """Whether an operator is of the household's `put` or `pick-up`: a thing, a place, a spot."""
    return operator.action.name == action and len(operator.arguments) == 3


def _puts(move: Move, thing: str) -> bool:
    """Whether a move puts a thing down."""
    operator = move.operator
    return operator.action.skill == "place" and operator.arguments[:1] == (thing,)
