"""Small things are cut out of the frame, and told by what is around them."""

import copy
import math

import numpy as np
import pytest
import torch

from envs.interface import CAMERA_HEIGHT
from perception.learned.crops import LARGEST, SIDE, crops_of, likely_carried
from perception.learned.inputs import channels, rays
from perception.learned.naming import looked_at
from perception.learned.network import FIGURES, PICTURE
from perception.learned.training import Recipe, train
from perception.learned.vocabulary import CLASSES

from .small import VARIETY
from .test_pieces import cut, told

H, W = 120, 160


def scene(boxes, depth=True, horizon=0.0):
    """Inputs and cells of a white wall 2 m away with black boxes (rows, columns) 1.5 m away."""
    rgb = np.full((H, W, 3), 255, np.uint8)
    metres = np.full((H, W), 2.0, np.float32)
    cells = np.zeros((H // 2, W // 2), np.int32)
    for number, (top, bottom, left, right) in enumerate(boxes, start=1):
        rgb[top:bottom, left:right] = 0
        metres[top:bottom, left:right] = 1.5
        cells[top // 2 : bottom // 2, left // 2 : right // 2] = number
    looks = rays(H, W, 90.0, horizon)
    return channels(rgb, looks, metres if depth else None), cells


def test_what_is_small_is_cut_out_pixel_by_pixel():
    inputs, cells = scene([(40, 60, 70, 80)])
    found = crops_of(inputs, cells, [1], (H, W))
    assert found.pictures.shape == (1, PICTURE, SIDE, SIDE)
    picture = found.pictures[0].numpy()
    around = np.s_[34:66, 59:91]
    assert np.array_equal(picture[:3], inputs[:3][(slice(None), *around)])
    assert np.array_equal(picture[5], cells.repeat(2, 0).repeat(2, 1)[around] == 1)
    on_it = picture[5] > 0
    assert picture[3][on_it] == pytest.approx(0.0, abs=1e-4)
    assert picture[3][~on_it] == pytest.approx(3.0)  # 0.5 m behind it, and no farther is told


def test_what_is_larger_is_seen_whole():
    inputs, cells = scene([(20, 100, 40, 120)])
    picture = crops_of(inputs, cells, [1], (H, W)).pictures[0].numpy()
    assert picture[5].sum() == pytest.approx((SIDE / 1.4) ** 2, rel=0.1)
    assert picture[0][0, 0] == pytest.approx(inputs[0].max())
    assert picture[0][16, 16] == pytest.approx(inputs[0].min())


def test_figures_are_metres_and_pixels():
    inputs, cells = scene([(40, 60, 70, 80)])
    figures = crops_of(inputs, cells, [1], (H, W)).figures[0].numpy()
    metre = 0.5 * H / math.tan(math.radians(45.0)) / 1.5  # pixels of one, at its distance
    assert figures.shape == (FIGURES,)
    assert figures[0] == pytest.approx(math.log(1.5), abs=1e-5)
    assert figures[1] == pytest.approx(CAMERA_HEIGHT + (60 - 50) / metre, abs=0.05)
    assert 0.2 * figures[2] == pytest.approx(0.8 * 20 / metre, rel=0.25)
    assert 0.2 * figures[3] == pytest.approx(0.8 * 10 / metre, rel=0.25)
    assert figures[4] == pytest.approx(0.0, abs=1e-5) and figures[5] == 1.0
    assert 32 * np.exp(figures[6:8]) == pytest.approx([20.0, 10.0])


def test_without_depth_nothing_is_told_of_it():
    inputs, cells = scene([(40, 60, 70, 80)], depth=False)
    found = crops_of(inputs, cells, [1], (H, W))
    assert not found.pictures[:, 3:5].any()
    assert not found.figures[:, :6].any()
    assert found.figures[:, 6:].abs().min() >= 0 and found.pictures[:, 5].any()


def test_only_what_is_asked_for_and_small_is_cut_out():
    boxes = [(0, LARGEST + 4, 0, 10), (40, 60, 70, 80), (0, 8, 100, 108), (114, 120, 150, 160)]
    inputs, cells = scene(boxes)
    found = crops_of(inputs, cells, [1, 2, 4, 7], (H, W))
    assert found.things.tolist() == [1, 2]  # the first is large, and there is no seventh
    assert crops_of(inputs, cells, [2, 4], (H, W), fewest=20).things.tolist() == [0]
    assert not len(crops_of(inputs, cells, [], (H, W)).things)
    assert torch.isfinite(found.pictures).all()  # at the frame's corner as well


def test_cuts_of_a_training_are_inexact():
    inputs, cells = scene([(40, 60, 70, 80)])
    cuts = [
        crops_of(inputs, cells, [1], (H, W), rng=np.random.default_rng(seed)) for seed in (1, 1, 2)
    ]
    assert torch.equal(cuts[0].pictures, cuts[1].pictures)
    assert not torch.equal(cuts[0].pictures, cuts[2].pictures)
    assert torch.equal(cuts[0].figures, cuts[2].figures)


def test_what_may_be_carried_is_looked_at():
    chances = torch.zeros(3, len(CLASSES))
    chances[0, CLASSES.index("Mug")] = 0.1
    chances[1, CLASSES.index("Fridge")] = 1.0
    chances[2, CLASSES.index("Fork")] = chances[2, CLASSES.index("Knife")] = 0.02
    assert likely_carried(chances).tolist() == [0, 2]


def test_a_head_that_has_learnt_nothing_says_nothing(frames, trained):
    pieces = cut(trained, told(frames, 4))
    crops = next(one.crops for one in pieces if len(one.crops.things))
    said = torch.randn(int(crops.things.max()) + 2, len(CLASSES))
    with torch.inference_mode():
        after = looked_at(trained, said, [crops])
    assert torch.allclose(torch.softmax(after, 1), torch.softmax(said, 1), atol=1e-5)


def test_it_is_told_what_it_is_by_what_is_around_it(frames, trained):
    pieces = cut(trained, told(frames, 4))
    crops = next(one.crops for one in pieces if len(one.crops.things))
    rows = crops.things
    said = torch.zeros(int(rows.max()) + 2, len(CLASSES))
    sure = copy.deepcopy(trained)
    with torch.no_grad():
        sure.crops.share[1] = 1.0
        sure.crops.out.bias[CLASSES.index("Mug")] = 50.0
    with torch.inference_mode():
        names = looked_at(sure, said, [crops]).argmax(1).numpy()
    others = np.setdiff1d(np.arange(len(said)), rows)
    assert (names[rows] == CLASSES.index("Mug")).all()
    assert len(others) and (names[others] != CLASSES.index("Mug")).all()


def test_it_learns_what_small_things_are(frames, trained):
    recipe = Recipe("crops", 30, 4, rate=5e-3, warmup=2, averaging=0.5, variety=VARIETY)
    losses = []
    learnt = train(
        [frames], recipe, 0, watch=lambda now: losses.append(now.losses["crops"]), start=trained
    )
    assert losses[-1] < 0.8 * losses[0]
    crops = [one.crops for one in cut(learnt, told(frames, 8, seed=3)) if len(one.crops.things)]
    pictures, figures = (
        torch.cat([getattr(one, n) for one in crops]) for n in ("pictures", "figures")
    )
    with torch.inference_mode():
        names = learnt.crops.alone(pictures.float(), figures).argmax(1)
    assert {CLASSES[one] for one in names.tolist()} <= {"Apple", "Mug", "Fridge"}
