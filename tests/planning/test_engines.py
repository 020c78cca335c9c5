from __future__ import annotations

import importlib.util

import pytest

from planning.engines import PACKAGES, run_engine
from planning.result import PlanStatus

DOMAIN = """(define (domain ways) (:requirements :strips :typing)
  (:types spot) (:predicates (at ?x - spot) (road ?x ?y - spot))
  (:action go :parameters (?x ?y - spot) :precondition (and (at ?x) (road ?x ?y))
    :effect (and (at ?y) (not (at ?x)))))"""
PROBLEM = """(define (problem p) (:domain ways) (:objects a b - spot)
  (:init (at a) (road a b)) (:goal (at b)))"""


@pytest.fixture(autouse=True)
def _needs_unified_planning() -> None:
    pytest.importorskip("unified_planning")


def test_fast_downward_through_unified_planning() -> None:
    found = run_engine("fast-downward", DOMAIN, PROBLEM, 20.0)
    assert found.status is PlanStatus.SOLVED, found.message
    assert found.plan == (("go", "a", "b"),)


def test_what_is_not_installed_says_how_to_get_it() -> None:
    missing = [
        name
        for name, package in sorted(PACKAGES.items())
        if importlib.util.find_spec(package.replace("-", "_")) is None
    ]
    if not missing:
        pytest.skip("every engine is installed")
    found = run_engine(missing[0], DOMAIN, PROBLEM, 5.0)
    assert found.status is PlanStatus.ENGINE_MISSING
    assert f"pip install {PACKAGES[missing[0]]}" in found.message


def test_unknown_engines_are_told_the_known_ones() -> None:
    found = run_engine("fastdownward", DOMAIN, PROBLEM, 5.0)
    assert found.status is PlanStatus.ENGINE_MISSING
    assert "fast-downward" in found.message and "pyperplan" in found.message
