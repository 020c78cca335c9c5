"""`hestia plan`: a plan on stdout, and what is wrong with the files on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.cli import main

DOMAIN = """(define (domain doors) (:requirements :strips)
  (:predicates (outside) (open) (inside))
  (:action open-door :parameters () :precondition (outside) :effect (open))
  (:action walk-in :parameters () :precondition (and (outside) (open))
    :effect (and (inside) (not (outside)))))"""
PROBLEM = "(define (problem come-in) (:domain doors) (:init {init}) (:goal (inside)))"


def _files(folder: Path, domain: str, problem: str) -> list[str]:
    (folder / "domain.pddl").write_text(domain)
    (folder / "problem.pddl").write_text(problem)
    return ["plan", str(folder / "domain.pddl"), str(folder / "problem.pddl")]


def test_a_plan_is_printed_one_operator_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_files(tmp_path, DOMAIN, PROBLEM.format(init="(outside)"))) == 0
    assert capsys.readouterr().out.split("\n") == ["(open-door)", "(walk-in)", ""]


def test_no_plan_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_files(tmp_path, DOMAIN, PROBLEM.format(init=""))) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("hestia: unsolvable: ")


@pytest.mark.parametrize(
    ("domain", "problem", "says"),
    [
        (DOMAIN, PROBLEM.format(init="(outside)")[:-1], "problem.pddl:1: '(' is never closed"),
        (DOMAIN, "no pddl at all", "problem.pddl"),
        (DOMAIN, PROBLEM.format(init="(upstairs)"), "upstairs"),
        (DOMAIN.replace("(open) (inside)", "(open)"), PROBLEM.format(init="(outside)"), "inside"),
        ("", PROBLEM.format(init="(outside)"), "domain.pddl"),
    ],
)
def test_malformed_pddl_exits_2_and_names_the_file(
    domain: str, problem: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_files(tmp_path, domain, problem)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("hestia: ")
    assert says in err
    assert "Traceback" not in err


def test_an_engine_that_is_not_there_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = _files(tmp_path, DOMAIN, PROBLEM.format(init="(outside)"))
    assert main([*words, "planner.engine=no-such-engine"]) == 2
    assert "no-such-engine" in capsys.readouterr().err
