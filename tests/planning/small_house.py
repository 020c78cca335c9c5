"""A small house to plan and carry out goals in, for the tests of what goals can ask for."""

from __future__ import annotations

from dataclasses import replace

from planning.goals import Goal
from planning.language.conversion import goals_of
from planning.language.goal_language import Proposal, Stage, Thing
from planning.planner import Planner, evaluate
from planning.result import PlanResult, PlanStatus
from planning.state import SymbolicState
from planning.state import Thing as Known
from tests.planning import household_rules


def house(*more: Known, held: str | None = None, explored: float = 1.0) -> SymbolicState:
    things = {
        thing.name: thing
        for thing in (
            Known("counter_1", "CounterTop", position=(1.5, 0.0)),
            Known("sinkbasin_1", "SinkBasin", position=(2.5, 0.0)),
            Known("faucet_1", "Faucet", position=(2.5, 0.2), links=("sinkbasin_1",)),
            Known("coffeetable_1", "CoffeeTable", position=(6.0, 4.0)),
            Known("desk_1", "Desk", position=(0.0, 6.0)),
            Known("box_1", "Box", frozenset({"isOpen"}), "desk_1", (0.2, 6.0)),
            Known("mug_1", "Mug", parent="coffeetable_1", position=(6.1, 4.0)),
            Known("mug_2", "Mug", parent="desk_1", position=(0.1, 6.1)),
            Known("mug_3", "Mug", parent="counter_1", position=(2.2, 0.1)),
            Known("bottle_1", "Bottle", parent="counter_1", position=(1.9, 0.0)),
            Known("bottle_2", "Bottle", parent="coffeetable_1", position=(6.0, 4.1)),
            Known("apple_1", "Apple", parent="coffeetable_1", position=(5.9, 4.0)),
            Known("apple_2", "Apple", parent="counter_1", position=(1.4, 0.0)),
            Known("knife_1", "Knife", parent="counter_1", position=(1.2, 0.1)),
            *more,
        )
    }
    return SymbolicState(
        tuple(sorted(things.values(), key=lambda t: t.name)), held, (3.0, 3.0), explored
    )


def goal(*things: Thing) -> Goal:
    return goals_of(Proposal(verdict="goal", stages=(Stage(things=things),)))[0]


def after(state: SymbolicState, result: PlanResult) -> SymbolicState:
    """The state that a plan leads to, by rules of their own."""
    home = household_rules.Household.of(state)
    for step in result.steps:
        home.do(step)
    things = [
        Known(name, body.kind, frozenset(body.states), body.parent, body.position, links=body.links)
        for name, body in home.bodies.items()
    ]
    return replace(state, things=tuple(sorted(things, key=lambda t: t.name)), held=home.held)


def reach(planner: Planner, state: SymbolicState, wanted: Goal) -> SymbolicState:
    """Plans, carries out, and sees that the goal is believed to hold then."""
    result = planner.plan(state, wanted)
    assert result.status is PlanStatus.SOLVED, result.message
    done = after(state, result)
    assert all(met.met for met in evaluate(done, wanted)), [m for m in evaluate(done, wanted)]
    assert planner.plan(done, wanted).steps == ()
    return done


def around(state: SymbolicState, name: str) -> str | None:
    return next(thing.parent for thing in state.things if thing.name == name)
