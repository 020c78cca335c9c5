from __future__ import annotations

import threading
from pathlib import Path

import pytest

from envs.interface import InvalidInputError
from planning.result import PlanStatus
from planning.solve import solve

DOMAIN = """(define (domain lamps)
  (:requirements :typing :adl)
  (:types lamp)
  (:predicates (on ?l - lamp) (near ?a ?b - lamp))
  (:action flip
    :parameters (?l - lamp)
    :precondition (or (not (on ?l)) (exists (?m - lamp) (near ?l ?m)))
    :effect (and (on ?l) (forall (?m - lamp) (when (near ?l ?m) (on ?m))))))
"""
PROBLEM = """(define (problem p) (:domain lamps)
  (:objects a b c - lamp)
  (:init (near a b))
  (:goal (forall (?l - lamp) (on ?l))))
"""


def test_adl_files_are_planned_for(tmp_path: Path) -> None:
    domain, problem = tmp_path / "domain.pddl", tmp_path / "problem.pddl"
    domain.write_text(DOMAIN)
    problem.write_text(PROBLEM)
    found = solve(domain, str(problem))
    assert found.status is PlanStatus.SOLVED
    assert sorted(map(str, found.operators)) == ["(flip a)", "(flip c)"]
    assert found.cost == 2


def test_costs_are_minimised_and_told() -> None:
    domain = """(define (domain ways) (:requirements :action-costs)
      (:predicates (at ?x) (road ?x ?y))
      (:functions (total-cost) - number (length ?x ?y) - number)
      (:action go :parameters (?x ?y) :precondition (and (at ?x) (road ?x ?y))
        :effect (and (at ?y) (not (at ?x)) (increase (total-cost) (length ?x ?y)))))"""
    problem = """(define (problem p) (:domain ways) (:objects a b)
      (:init (at a) (road a b) (= (length a b) 7) (= (total-cost) 0)) (:goal (at b))
      (:metric minimize (total-cost)))"""
    found = solve(domain, problem)
    assert (found.status, found.cost) == (PlanStatus.SOLVED, 7)


def test_no_plan_is_a_status() -> None:
    problem = PROBLEM.replace("(forall (?l - lamp) (on ?l))", "(near a c)")
    assert solve(DOMAIN, problem).status is PlanStatus.UNSOLVABLE


def test_temporal_domains_are_declined_with_a_reason() -> None:
    domain = DOMAIN.replace("(:action", "(:durative-action").replace(
        ":precondition", ":duration (= ?duration 1) :condition"
    )
    found = solve(domain, PROBLEM)
    assert found.status is PlanStatus.UNSUPPORTED
    assert ":durative-action" in found.message


def test_cancelling_is_a_status() -> None:
    cancel = threading.Event()
    cancel.set()
    assert solve(DOMAIN, PROBLEM, cancel=cancel).status is PlanStatus.CANCELLED


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("(near a b)", "(near a z)", "problem:3: unknown object 'z'"),
        ("(near a b)", "(close a b)", "problem:3: unknown predicate 'close'"),
        ("(near a b)", "(near a)", "problem:3: .* takes 2 arguments, got 1"),
        (":domain lamps", ":domain lights", "problem:1: a problem of domain 'lights'"),
        ("- lamp)\n", "- light)\n", "problem:2: unknown type 'light'"),
        ("(:init", "(:start", "problem:3: unknown section ':start'"),
        ("(on ?l))))", "(on ?l)))", "problem:1: '\\(' is never closed"),
        (PROBLEM, "", "problem: cannot read"),
        (PROBLEM, "()", "problem:1: expected"),
        ("(:goal (forall (?l - lamp) (on ?l)))", "", "problem:1: no .:goal"),
    ],
)
def test_malformed_problems_name_file_and_line(old: str, new: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        solve(DOMAIN, PROBLEM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("(not (on ?l))", "(not (onn ?l))", "domain:7: unknown predicate 'onn'"),
        ("(not (on ?l))", "(not (on ?x))", "domain:7: unknown variable"),
        (":effect", ":efect", "domain:5: .*unknown field ':efect'"),
        ("(?l - lamp)\n    :pre", "(?l - lump)\n    :pre", "domain:5: unknown type 'lump'"),
        ("(domain lamps)", "(domain)", "domain:1: expected the domain's name"),
        (DOMAIN, "(define", "domain:1: '\\(' is never closed"),
        (DOMAIN, "(define) (define)", "domain:1: expected one"),
    ],
)
def test_malformed_domains_name_file_and_line(old: str, new: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        solve(DOMAIN.replace(old, new), PROBLEM)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"cannot read .*nothing\.pddl"):
        solve(tmp_path / "nothing.pddl", PROBLEM)
