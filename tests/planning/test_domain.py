from __future__ import annotations

import contextlib
import io

import pytest

from envs.ontology import OBJECT_TYPES, STATE_PREDICATES, Affordance
from planning.goals import canonical
from planning.invariants import find_families
from planning.pddl import SKILLS, household_text, parse, read_domain


def test_its_types_are_the_ontologys() -> None:
    types = read_domain(household_text()).types
    for kind in OBJECT_TYPES:
        parent = "item" if kind.can(Affordance.PICKUPABLE) else "fixture"
        assert types[kind.name.lower()] == (kind.name.lower(), parent, "thing", "place", "object")


def test_its_states_are_the_ontologys() -> None:
    predicates = read_domain(household_text()).predicates
    for name in STATE_PREDICATES:
        assert canonical(name).lower() in predicates


def test_every_operator_names_a_skill_and_its_target() -> None:
    actions = read_domain(household_text()).actions
    for action in actions:
        assert action.skill in SKILLS
        assert action.target in {variable for variable, _ in action.parameters}
    assert {action.skill for action in actions} == set(SKILLS)


def test_a_thing_is_in_one_place_or_in_the_hand() -> None:
    parts = [set(dict(family.parts)) for family in find_families(household_text())]
    assert {"holding", "in"} in parts
    assert {"hand-empty", "holding"} in parts
    assert {"at"} in parts


def test_fast_downward_reads_it() -> None:
    functions = pytest.importorskip("fast_downward.translate.pddl_parser.parsing_functions")
    problem = (
        "(define (problem p) (:domain household) (:objects a b - spot)"
        " (:init (at a) (= (travel a b) 3)) (:goal (at b)) (:metric minimize (total-cost)))"
    )
    with contextlib.redirect_stdout(io.StringIO()):
        task = functions.parse_task(
            parse(household_text(), "domain.pddl"), parse(problem, "problem.pddl")
        )
    assert len(task.actions) == len(read_domain(household_text()).actions)


def test_unified_planning_reads_it() -> None:
    io_module = pytest.importorskip("unified_planning.io")
    problem = io_module.PDDLReader().parse_problem_string(household_text())
    names = {action.name for action in problem.actions}
    assert names == {action.name for action in read_domain(household_text()).actions}
