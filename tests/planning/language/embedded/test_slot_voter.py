"""The voter on slots: what it learns, and what it may change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from planning.language.embedded.batches import inputs_of
from planning.language.embedded.calibration import Calibration
from planning.language.embedded.decoding import Hypothesis, Voters
from planning.language.embedded.lessons import Demonstration, told
from planning.language.embedded.model import Model, joined, load, save
from planning.language.embedded.network import Network, Size
from planning.language.embedded.slot_voter import (
    SlotRecipe,
    SlotVoter,
    grams_of,
    slots_of,
    train_slots,
)
from planning.language.embedded.stacked import Stack
from planning.language.embedded.text import Lexicon, words_of
from planning.language.embedded.tokens import BEGIN, GOAL_END, encode
from planning.language.goal_language import Proposal, Stage, Thing
from planning.language.provider import Request, Utterance

THINGS = {"mug": "Mug", "book": "Book", "pan": "Pan", "pen": "Pen"}
PLACES = {"sofa": "Sofa", "desk": "Desk", "shelf": "Shelf"}
SMALL = Size(0, channels=32, heads=2, encoder_layers=1, decoder_layers=1, hidden=64)


def goal(kind: str, place: str, *states: str) -> Proposal:
    thing = Thing(kind=kind, states=states)
    return Proposal(verdict="goal", stages=(Stage(things=(Thing(kind=place, contents=(thing,)),)),))


def hypothesis(proposal: Proposal, chance: float) -> Hypothesis:
    tokens = encode(proposal)
    return Hypothesis(tuple(tokens[: tokens.index(GOAL_END) + 1]), float(np.log(chance)))


@pytest.fixture(scope="module")
def voter() -> SlotVoter:
    lessons = [
        Demonstration(
            goal(THINGS[thing], PLACES[place]),
            (),
            (),
            (told(f"put the {thing} on the {place}", (f"take the {thing}", f"to the {place}")),),
        )
        for thing in THINGS
        for place in PLACES
    ]
    found = train_slots(lessons, 0, SlotRecipe(epochs=60, rate=0.05, batch=8))
    assert found is not None
    return replace(found, weight=0.5)


def test_slots_are_those_of_alfreds_tasks():
    task = slots_of(goal("Mug", "Desk", "heated"))
    assert task == ("pick_heat_then_place_in_recep", "Mug", "", "Desk", "")
    two = Stage(things=(Thing(kind="Lights", count="all", states=("off",)),))
    assert slots_of(Proposal(verdict="goal", stages=(two,))) is None


def test_words_are_told_apart_by_the_part_that_they_are_in():
    alone = set(grams_of(words_of(Request("take the mug"))))
    step = set(grams_of(words_of(Request("", ("take the mug",)))))
    assert alone and step and not alone & step


def test_the_voter_moves_probability_to_what_the_words_say(voter: SlotVoter):
    found = [hypothesis(goal("Mug", "Desk"), 0.5), hypothesis(goal("Pen", "Desk"), 0.4)]
    voted = voter.vote(found, words_of(Request("put the pen on the desk")), ())
    assert voted[0].tokens == found[1].tokens
    assert voted[0].log_probability > voted[1].log_probability
    total = sum(np.exp(one.log_probability) for one in voted)
    assert total == pytest.approx(0.9)


def test_the_voter_leaves_alone_what_is_no_such_task(voter: SlotVoter):
    lights = Stage(things=(Thing(kind="Lights", count="all", states=("off",)),))
    other = hypothesis(Proposal(verdict="goal", stages=(lights,)), 0.2)
    found = [
        hypothesis(goal("Mug", "Desk"), 0.4),
        hypothesis(goal("Pen", "Desk"), 0.3),
        other,
    ]
    voted = voter.vote(found, words_of(Request("put the pen on the desk")), ())
    assert other in voted
    assert voter.vote(found[1:], words_of(Request("put the mug down")), ()) == found[1:]


def test_the_voter_is_silent_in_dialogues_and_without_weight(voter: SlotVoter):
    found = [hypothesis(goal("Mug", "Desk"), 0.5), hypothesis(goal("Pen", "Desk"), 0.4)]
    spoken = Request("", dialogue=(Utterance("commander", "put the pen on the desk"),))
    assert voter.vote(found, words_of(spoken), ()) == found
    silent = replace(voter, weight=0.0)
    assert silent.vote(found, words_of(Request("put the pen on the desk")), ()) == found


def test_nothing_is_learnt_where_nothing_is_one_of_alfreds_tasks():
    assert train_slots([], 0) is None


def test_the_voter_comes_back_from_the_models_file(voter: SlotVoter, tmp_path: Path):
    lexicon = Lexicon(["put", "the"])
    network = Network(replace(SMALL, words=len(lexicon))).eval()
    path = tmp_path / "language.safetensors"
    save(Model((network,), lexicon, Calibration(), voter), path)
    again = load(path).slots
    assert again is not None
    assert (again.values, again.weight) == (voter.values, voter.weight)
    ids = grams_of(words_of(Request("put the pen on the desk")))
    for kept, was in zip(again.log_probabilities(ids), voter.log_probabilities(ids), strict=True):
        assert kept == pytest.approx(was, abs=0.05)


def test_networks_with_lexicons_of_their_own_answer_together_as_they_did_alone():
    torch.manual_seed(0)
    models = [
        Model((Network(replace(SMALL, words=len(lexicon))).eval(),), lexicon, Calibration())
        for lexicon in (Lexicon(["put", "the", "mug"]), Lexicon(["desk", "put"]))
    ]
    networks, lexicon = joined(models)
    assert lexicon.words == ("put", "the", "mug", "desk")
    words = [words_of(Request("put the mug on the desk"))]
    for model, network in zip(models, networks, strict=True):
        before = Voters(model.stack, inputs_of(words, [()], model.lexicon))
        after = Voters(Stack((network,)), inputs_of(words, [()], lexicon))
        tokens = torch.tensor([[BEGIN]])
        assert np.allclose(before.score(tokens), after.score(tokens), atol=1e-5)
