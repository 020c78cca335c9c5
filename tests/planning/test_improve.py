"""Making plans shorter: what is taken along, and what is not made worse."""

from __future__ import annotations

import pytest

from planning.goals import Goal, Relation
from planning.grounder import ground
from planning.improve import Workshop
from planning.joins import compile_domain
from planning.pddl import household_text
from planning.planner import Planner
from planning.state import SymbolicState, Thing
from tests.planning.test_planner import kitchen, part

SLICES = Goal(
    "slices on a plate",
    (part("lettuce", "LettuceSliced", count=2), part("plate", "Plate")),
    (Relation(("lettuce",), "plate"),),
)


def far_sink(x: float) -> SymbolicState:
    """A plate in a sink, and slices on a counter some way off."""
    more = {
        "sinkbasin_1": Thing("sinkbasin_1", "SinkBasin", position=(x, 0.0)),
        "faucet_1": Thing("faucet_1", "Faucet", position=(x, 0.2), links=("sinkbasin_1",)),
        "plate_1": Thing("plate_1", "Plate", frozenset(), "sinkbasin_1", (x, 0.0)),
        "slice_1": Thing("slice_1", "LettuceSliced", frozenset(), "counter_2", (4.1, 0.1)),
        "slice_2": Thing("slice_2", "LettuceSliced", frozenset(), "counter_2", (4.2, 0.1)),
    }
    return kitchen(**more)


def workshop(state: SymbolicState) -> Workshop:
    problem = Planner().problem(state, SLICES)
    compiled = compile_domain(household_text())
    objects = {name: kind.lower() for name, kind in problem.objects.items()}
    everything = {**dict(compiled.domain.constants), **objects}
    numbers = dict(problem.numbers)
    goal = [(literal.fact, literal.value) for literal in problem.goal]
    return Workshop(ground(compiled, everything, problem.facts, numbers, goal), numbers)


def carried_one_by_one(shop: Workshop) -> list[int]:
    """Indices of the operators that take each slice to the plate."""
    index = {(o.action.name, *o.arguments): i for i, o in enumerate(shop.task.operators)}
    counter, sink = "spot_counter_2", "spot_sinkbasin_1"
    plan = []
    for thing in ("slice_1", "slice_2"):
        plan.append(index["pick-up", thing, "counter_2", counter])
        plan.append(index["put", thing, "plate_1", sink])
    return plan


@pytest.mark.parametrize("away", [12.0, 30.0])
def test_a_plate_is_taken_to_slices_that_are_far_from_it(away: float) -> None:
    shop = workshop(far_sink(away))
    moves = shop.moves(carried_one_by_one(shop))
    assert shop.runs(moves)
    better = shop.improve(moves)
    assert shop.runs(better) and shop.cost(better) < shop.cost(moves)
    names = [move.operator.action.name for move in better]
    first = better[0].operator
    assert names == ["pick-up", "put"] * 3 and first.arguments[:2] == ("plate_1", "sinkbasin_1")
    assert {move.start for move in better[1:]} == {"spot_counter_2"}


def test_a_plate_stays_where_taking_it_would_not_pay() -> None:
    shop = workshop(far_sink(5.0))
    moves = shop.moves(carried_one_by_one(shop))
    assert shop.improve(moves) == moves
