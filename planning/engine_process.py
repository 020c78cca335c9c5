"""One planning call of a unified-planning engine: a JSON request in, a JSON answer out.

Run as a process (`python -m planning.engine_process`) by `engines.run_engine`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from planning.engines import PACKAGES
from planning.result import PlanStatus


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Plan as asked: `status`, `plan` (a list of [operator, argument, ...]) and `message`."""
    import unified_planning.shortcuts as up
    from unified_planning.exceptions import UPException
    from unified_planning.io import PDDLReader

    engine = str(request["engine"])
    environment = up.get_environment()
    environment.credits_stream = None
    environment.error_used_name = False
    if engine not in environment.factory.engines:
        return _reply(PlanStatus.ENGINE_MISSING, missing(engine))
    try:
        problem = PDDLReader(environment).parse_problem_string(
            request["domain"], request["problem"]
        )
    except (UPException, SyntaxError, ValueError, AssertionError, KeyError) as error:
        return _reply(PlanStatus.UNSUPPORTED, f"unified-planning cannot read the PDDL: {error}")
    problem = with_integer_costs(problem, up)
    kind = environment.factory.engine(engine)
    if not kind.is_oneshot_planner():
        return _reply(PlanStatus.UNSUPPORTED, f"{engine} is no planner")
    if not kind.supports(problem.kind):
        lacking = sorted(problem.kind.features - kind.supported_kind().features)
        text = f"{engine} does not take what the domain uses: {', '.join(lacking).lower()}"
        return _reply(PlanStatus.UNSUPPORTED, text)
    with environment.factory.OneshotPlanner(name=engine) as planner:
        result = planner.solve(problem, timeout=float(request["time_limit"]))
    if result.plan is not None:
        plan = [
            [step.action.name, *(str(argument) for argument in step.actual_parameters)]
            for step in _steps(result.plan)
        ]
        return {"status": PlanStatus.SOLVED.value, "plan": plan, "message": ""}
    name = result.status.name
    status = PlanStatus.ERROR
    if name.startswith("UNSOLVABLE"):
        status = PlanStatus.UNSOLVABLE
    elif name in ("TIMEOUT", "MEMOUT"):
        status = PlanStatus.TIMEOUT
    elif name == "UNSUPPORTED_PROBLEM":
        status = PlanStatus.UNSUPPORTED
    return _reply(status, f"{engine}: {name.lower().replace('_', ' ')}")


def with_integer_costs(problem: Any, up: Any) -> Any:
    """The same problem with costs typed as integers, where they all are.

    unified-planning reads every PDDL function as real, and engines that want integer costs,
    Fast Downward among them, then decline the problem.
    """
    numeric = [fluent for fluent in problem.fluents if fluent.type.is_real_type()]
    metrics = problem.quality_metrics
    values = {
        key: value
        for key, value in problem.explicit_initial_values.items()
        if key.fluent() in numeric
    }
    whole = all(v.is_int_constant() or v.constant_value().denominator == 1 for v in values.values())
    costs = len(metrics) == 1 and metrics[0].is_minimize_action_costs()
    if not (numeric and whole and costs) or "NUMERIC_FLUENTS" in problem.kind.features:
        return problem
    new = up.Problem(problem.name, environment=problem.environment)
    integer = {f: up.Fluent(f.name, up.IntType(), f.signature) for f in numeric}
    for kind in problem.user_types:
        if kind not in new.user_types:
            new._add_user_type(kind)
    for fluent in problem.fluents:
        default = 0 if fluent in integer else False
        new.add_fluent(integer.get(fluent, fluent), default_initial_value=default)
    new.add_objects(problem.all_objects)
    for action in problem.actions:
        new.add_action(action)
    for key, value in problem.explicit_initial_values.items():
        if key.fluent() in integer:
            key, value = integer[key.fluent()](*key.args), int(value.constant_value())
        new.set_initial_value(key, value)
    for goal in problem.goals:
        new.add_goal(goal)
    amounts = {
        action: integer[cost.fluent()](*cost.args) if cost.is_fluent_exp() else cost
        for action, cost in ((a, metrics[0].get_action_cost(a)) for a in problem.actions)
        if cost is not None
    }
    new.add_quality_metric(up.MinimizeActionCosts(amounts, default=metrics[0].default))
    return new


def _steps(plan: Any) -> list[Any]:
    """Actions of a plan in order; of a temporal one by their start."""
    if hasattr(plan, "timed_actions"):
        return [step for _, step, _ in sorted(plan.timed_actions, key=lambda item: item[0])]
    return list(plan.actions)


def missing(engine: str) -> str:
    """What to say of an engine that is not there."""
    package = PACKAGES.get(engine)
    if package is not None:
        return f"planner {engine!r} is not installed: pip install {package}"
    return f"unknown planner {engine!r}; known: {', '.join(sorted(PACKAGES))}"


def _reply(status: PlanStatus, message: str) -> dict[str, Any]:
    return {"status": status.value, "plan": [], "message": message}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
    print()
