import numpy as np
import pytest

from planning.language.corpus import generate
from planning.language.embedded.grammar import Grammar, check, present
from planning.language.embedded.tokens import BEGIN, END, INDEX, TOKENS, decode, encode
from planning.language.goal_language import (
    Hint,
    Proposal,
    Reference,
    Stage,
    Subgoal,
    SubgoalAction,
    Thing,
)

PROPOSAL = Proposal(
    verdict="goal",
    stages=(
        Stage(
            things=(
                Thing(
                    kind="DiningTable",
                    contents=(
                        Thing(kind="Mug", count=2, states=("washed",)),
                        Thing(kind="Plate", contents=(Thing(kind="BreadSliced"),)),
                    ),
                ),
            )
        ),
        Stage(
            things=(
                Thing(kind="Lights", count="all", states=("off",)),
                Thing(kind="Bowl", states=("held",), which=Reference(near="Sink", other=True)),
            )
        ),
    ),
    subgoals=(
        Subgoal(action=SubgoalAction.PICK_UP, kind="Mug", place="Desk"),
        Subgoal(action=SubgoalAction.PLACE, kind="Mug", place="DiningTable"),
    ),
    hints=(Hint(kind="Bread", place="Fridge"),),
)


def test_a_proposal_survives_the_round_trip_through_tokens():
    assert decode(encode(PROPOSAL)) == PROPOSAL
    assert check(encode(PROPOSAL)) == ""


def test_the_corpus_survives_the_round_trip():
    pairs = generate(np.random.default_rng(5), 400)
    for pair in pairs:
        tokens = encode(pair.proposal)
        again = decode(tokens, pair.proposal.confidence)
        assert encode(again) == tokens
        assert again.stages == pair.proposal.stages or pair.proposal.verdict != "goal"


@pytest.mark.parametrize("verdict", ["ask-object", "ask-place", "ask-other", "refuse"])
def test_asks_and_refusals_have_a_token_each(verdict: str):
    proposal = decode([INDEX[f"verdict:{verdict}"], END])
    assert proposal.verdict == verdict.split("-")[0]
    assert proposal.question is None or verdict.endswith(proposal.question.about)


def test_every_walk_through_the_grammar_is_a_valid_proposal():
    rng = np.random.default_rng(0)
    lengths = []
    for _ in range(400):
        grammar, found = Grammar(), []
        while not grammar.done and len(found) < 400:
            allowed = np.flatnonzero(grammar.allowed())
            assert len(allowed)
            token = int(rng.choice(allowed))
            grammar.advance(token)
            found.append(token)
        assert grammar.done
        lengths.append(len(found))
        assert encode(decode(found)) == found
    assert max(lengths) > 20


@pytest.mark.parametrize(
    ("kind", "state", "fine"),
    [
        ("Fridge", "open", True),
        ("Fork", "open", False),
        ("Mug", "filled-with-coffee", True),
        ("Book", "filled-with-coffee", False),
        ("Lights", "on", True),
        ("Potato", "cooked", True),
        ("Sofa", "held", False),
    ],
)
def test_only_states_that_the_kind_can_have_are_allowed(kind: str, state: str, fine: bool):
    tokens = [INDEX["verdict:goal"], INDEX[f"kind:{kind}"], INDEX[f"state:{state}"]]
    assert (check([*tokens, INDEX[";"], END]) == "") is fine


def test_only_what_a_receptacle_takes_is_in_it():
    grammar = Grammar()
    for token in ("verdict:goal", "kind:Toaster", "("):
        grammar.advance(INDEX[token])
    allowed = {TOKENS[i] for i in np.flatnonzero(grammar.allowed())}
    assert "kind:BreadSliced" in allowed
    assert "kind:Television" not in allowed


def test_a_known_scene_rules_out_what_is_not_in_it():
    allowed = present(["Fridge", "Bread", "SideTable"])
    assert allowed[INDEX["kind:Fridge"]]
    assert allowed[INDEX["kind:BreadSliced"]]
    assert allowed[INDEX["kind:Tables"]]
    assert not allowed[INDEX["kind:DiningTable"]]
    assert allowed[INDEX["("]] and allowed[END]


def test_what_breaks_the_grammar_is_named():
    problem = check([INDEX["verdict:goal"], INDEX["state:open"]])
    assert "state:open" in problem
    assert "verdict:goal" in problem
    assert check([INDEX["verdict:goal"], INDEX["kind:Mug"]]) == "the sequence does not end"
    assert BEGIN not in encode(PROPOSAL)
