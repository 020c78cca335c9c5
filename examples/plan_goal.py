"""Plan a household goal from what is known: a clean mug of coffee, in a kitchen half unseen.

python examples/plan_goal.py --engine fast-downward
"""

from __future__ import annotations

import argparse

from planning.goals import Component, Goal
from planning.planner import Planner
from planning.state import SymbolicState, Thing


def kitchen() -> SymbolicState:
    """What the agent believes: a dirty mug on a table, a coffee machine, a sink."""
    things = (
        Thing("coffee_machine_1", "CoffeeMachine", parent="counter_1", position=(2.0, 1.0)),
        Thing("counter_1", "CounterTop", position=(2.0, 1.2)),
        Thing("faucet_1", "Faucet", position=(1.0, 0.2), links=("sink_basin_1",)),
        Thing("mug_1", "Mug", frozenset({"isDirty"}), parent="table_1", position=(4.0, 3.0)),
        Thing("sink_1", "Sink", position=(1.0, 0.3)),
        Thing("sink_basin_1", "SinkBasin", parent="sink_1", position=(1.0, 0.3)),
        Thing("table_1", "DiningTable", position=(4.0, 3.0)),
    )
    return SymbolicState(things=things, agent=(3.0, 2.0), explored=0.5)


def main() -> None:
    """Plan, and print each operator with the goal condition that it serves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="fast-downward")
    arguments = parser.parse_args()

    states = (("isDirty", False), ("simbotIsFilledWithCoffee", True))
    mug = Component("coffee", count=1, types=("Mug",), states=states)
    goal = Goal("coffee in a clean mug", components=(mug,))
    result = Planner(engine=arguments.engine).plan(kitchen(), goal)

    print(f"{result.status}: {len(result.steps)} operators, {result.wall_ms:.0f} ms")
    if result.message:
        print(result.message)
    for step in result.steps:
        print(f"  {step.operator!s:48} {step.subgoal}")


if __name__ == "__main__":
    main()
