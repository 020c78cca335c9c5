"""The network is made as sure of what things are as it is right."""

import numpy as np
import pytest
import torch

from perception.learned.calibration import KEPT, Named, calibrated, fitted, named
from perception.learned.lessons import Reader, crop, lesson_of
from perception.learned.vocabulary import CLASSES, STRUCTURES

from .small import VARIETY

KINDS = len(CLASSES)
THINGS = np.flatnonzero(~STRUCTURES)


def overconfident(times: float, count: int = 4000) -> Named:
    """Scores that are `times` too large, of things of which the first class is frequent."""
    rng = np.random.default_rng(1)
    scores = torch.full((count, KINDS), -20.0)
    scores[:, THINGS[:4]] = torch.from_numpy(rng.normal(0.0, 1.5, (count, 4))).float()
    usual = torch.zeros(KINDS)
    usual[THINGS[0]] = 1.0
    chances = torch.softmax(scores + usual, 1).numpy()
    kinds = np.array([rng.choice(KINDS, p=one / one.sum()) for one in chances.astype(np.float64)])
    right = torch.nn.functional.one_hot(torch.from_numpy(kinds), KINDS).float()
    return Named(scores * times, right)


@pytest.mark.parametrize("times", [0.5, 1.0, 2.0])
def test_the_scale_and_the_usual_class_are_found(times: float):
    said = overconfident(times)
    scale, bias = fitted(said)
    assert float(scale) * times == pytest.approx(1.0, abs=0.1)
    others = bias[THINGS[1:4]].mean()
    assert float(bias[THINGS[0]] - others) == pytest.approx(1.0, abs=0.2)
    assert not bias[torch.from_numpy(STRUCTURES)].any()
    before = said.loss(torch.ones(()), torch.zeros(KINDS))
    assert said.loss(scale, bias) < before


def test_a_calibrated_network_says_the_same_less_or_more_surely(frames, trained):
    rng = np.random.default_rng(0)
    truths = Reader([frames], rng).once(12)
    batches = [[lesson_of(crop(truth, 128, rng), VARIETY, rng) for truth in truths]]
    said = named(trained, batches)
    assert said.right.sum(1).numpy() == pytest.approx(1.0)
    scale, bias = fitted(said)
    again = named(calibrated(trained, said), batches)
    expected = said.scores * scale + KEPT * bias
    assert torch.allclose(again.scores, expected, atol=1e-3)
    assert again.loss(torch.ones(()), torch.zeros(KINDS)) < said.loss(
        torch.ones(()), torch.zeros(KINDS)
    )


def test_without_frames_it_stays_as_it_is(trained):
    same = calibrated(trained, named(trained, []))
    for one, other in zip(trained.parameters(), same.parameters(), strict=True):
        assert torch.equal(one, other)
