from __future__ import annotations

import pytest

from envs.interface import InvalidInputError
from planning.pddl import UnsupportedPddlError, parse, read_domain

DOMAIN = """(define (domain d)
  (:types lamp - object)
  (:predicates (on ?l - lamp))
  (:action light
    ; skill: toggle-on ?l
    :parameters (?l - lamp)
    :precondition (not (on ?l))
    :effect (on ?l)))
"""


def test_lists_know_their_lines() -> None:
    root = parse(DOMAIN, "d.pddl")
    assert root[0] == "define"
    assert [item.line for item in root[1:] if not isinstance(item, str)] == [1, 2, 3, 4]


def test_a_domain_is_read() -> None:
    action = read_domain(DOMAIN).actions[0]
    assert (action.name, action.skill, action.target) == ("light", "toggle-on", "?l")
    assert action.parameters == (("?l", "lamp"),)
    assert not action.preconditions[0].positive


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (":effect (on ?l)))", ":effect (on ?l))", "d.pddl:1: '\\(' is never closed"),
        (":effect (on ?l)))", ":effect (on ?l))))", r"d.pddl:8: '\)' without"),
        ("(not (on ?l))", "(not (off ?l))", "d.pddl:7: unknown predicate 'off'"),
        ("(not (on ?l))", "(not (on ?m))", "d.pddl:7: unknown variable"),
        ("(not (on ?l))", "(not (on ?l ?l))", "d.pddl:7: .* takes 1 arguments, got 2"),
        (":parameters (?l - lamp)", ":parameters (?l - light)", "d.pddl:4: unknown type"),
        (":precondition", ":pre", "d.pddl:4: .*unknown field ':pre'"),
        ("toggle-on ?l", "dance ?l", "d.pddl:4: .*unknown skill 'dance'"),
        ("(:types", "(:kinds", "d.pddl:2: unknown section"),
    ],
)
def test_malformed_domains_name_the_line(old: str, new: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        read_domain(DOMAIN.replace(old, new), "d.pddl")


def test_what_goes_beyond_the_fast_path_is_told_apart() -> None:
    with pytest.raises(UnsupportedPddlError):
        read_domain(DOMAIN.replace("(not (on ?l))", "(or (not (on ?l)) (on ?l))"))
