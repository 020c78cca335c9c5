from __future__ import annotations

from planning.grounder import ground
from planning.improve import Workshop
from planning.invariants import find_families
from planning.joins import compile_domain
from planning.sas import encode, write
from planning.validate import InvalidPlanError, simulate

DOMAIN = """(define (domain carry)
  (:requirements :typing :negative-preconditions :conditional-effects :adl :action-costs)
  (:types spot box)
  (:predicates (at ?s - spot) (in ?b - box ?s - spot) (held ?b - box) (free) (lit ?s - spot)
    (wired ?s ?t - spot) (seen ?b - box))
  (:functions (total-cost) - number (way ?s ?t - spot) - number)
  (:action go :parameters (?s ?t - spot) :precondition (and (at ?s) (not (at ?t)))
    :effect (and (at ?t) (not (at ?s)) (increase (total-cost) (way ?s ?t))))
  (:action take :parameters (?b - box ?s - spot)
    :precondition (and (at ?s) (in ?b ?s) (free))
    :effect (and (held ?b) (not (in ?b ?s)) (not (free))))
  (:action drop :parameters (?b - box ?s - spot) :precondition (and (at ?s) (held ?b))
    :effect (and (in ?b ?s) (not (held ?b)) (free)))
  (:action light :parameters (?s - spot) :precondition (at ?s)
    :effect (and (lit ?s)
      (forall (?t - spot) (when (wired ?s ?t) (lit ?t)))
      (forall (?b - box) (when (in ?b ?s) (seen ?b))))))
"""
OBJECTS = {"a": "spot", "b": "spot", "far": "spot", "x": "box", "y": "box"}
FACTS = [("at", "a"), ("in", "x", "a"), ("in", "y", "b"), ("free",), ("wired", "a", "b")]
WAYS = {("way", s, t): 2 for s in "ab" for t in "ab" if s != t}


def grounded(goal: list[tuple[tuple[str, ...], bool]]):
    return ground(compile_domain(DOMAIN), OBJECTS, FACTS, WAYS, goal)


def test_operators_of_what_matters_are_found() -> None:
    task = grounded([(("in", "x", "b"), True)])
    names = {(o.action.name, *o.arguments) for o in task.operators}
    assert ("take", "x", "a") in names and ("drop", "x", "b") in names
    assert not any(name[0] == "light" for name in names)  # it does not help
    assert task.solvable


def test_static_conditions_are_decided_and_others_stay() -> None:
    task = grounded([(("lit", "b"), True), (("seen", "y"), True)])
    light = next(o for o in task.operators if (o.action.name, o.arguments) == ("light", ("a",)))
    effects = {(e.fact, e.positive, e.conditions) for e in light.effects}
    assert (("lit", "b"), True, ()) in effects
    assert (("seen", "y"), True, ((("in", "y", "a"), True),)) in effects


def test_the_unreachable_is_known_at_once() -> None:
    assert not grounded([(("wired", "b", "a"), True)]).solvable


def test_boxes_are_in_one_place_or_held() -> None:
    families = find_families(DOMAIN)
    assert {"held", "in"} in [set(dict(family.parts)) for family in families]
    task = grounded([(("in", "x", "b"), True)])
    encoding = encode(task, families)
    place = {fact: encoding.place[fact][0] for fact in task.facts}
    assert place[("in", "x", "a")] == place[("in", "x", "b")] == place[("held", "x")]
    text = write(task, encoding)
    assert text.startswith("begin_version\n3\n") and text.count("begin_operator") > 3


def test_a_plan_is_checked_step_by_step() -> None:
    domain = compile_domain(DOMAIN).domain
    plan = [("take", "x", "a"), ("go", "a", "b"), ("drop", "x", "b"), ("light", "b")]
    goal = [(("in", "x", "b"), True), (("seen", "x"), True), (("seen", "y"), True)]
    transitions = simulate(domain, OBJECTS, FACTS, plan, goal)
    assert transitions[0].adds == (("held", "x"),)
    assert set(transitions[0].deletes) == {("in", "x", "a"), ("free",)}
    for broken in (plan[1:], [*plan[:2], ("drop", "y", "b")], [("take", "a", "x")]):
        try:
            simulate(domain, OBJECTS, FACTS, broken, goal)
        except InvalidPlanError:
            continue
        raise AssertionError(f"{broken} should not pass")


def test_moves_run_as_their_operators_do() -> None:
    task = grounded([(("in", "x", "b"), True), (("in", "y", "a"), True)])
    shop = Workshop(task, WAYS)
    index = {(o.action.name, *o.arguments): i for i, o in enumerate(task.operators)}
    names = [("take", "x", "a"), ("drop", "x", "b"), ("take", "y", "b"), ("drop", "y", "a")]
    moves = shop.moves([index[name] for name in names])
    assert shop.runs(moves)
    assert not shop.runs(moves[1:])
    assert not shop.runs(moves[:2])
