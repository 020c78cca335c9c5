"""Metrics of masks, depth and states against cases that are worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from envs.interface import InstanceLabel, InvalidInputError
from perception.evaluation import (
    FURNITURE,
    STUFF,
    AveragePrecision,
    DepthError,
    PanopticQuality,
    StateScores,
    overlap,
)
from perception.evaluation.average_precision import area_under
from perception.segmentation import Depth, Detection, Segmentation


def label(instance: int, kind: str, *states: str) -> InstanceLabel:
    return InstanceLabel(instance, kind, frozenset(states))


def strip(*runs: tuple[int, int]) -> NDArray[np.int32]:
    """(1, N) ids, each for so many pixels."""
    return np.concatenate([np.full(count, value, np.int32) for value, count in runs])[None]


def found(image: NDArray[np.int32], *detections: tuple[int, str, float]) -> Segmentation:
    return Segmentation(image, tuple(Detection(*one) for one in detections), persistent=False)


def test_overlap_counts_shared_pixels_and_leaves_out_what_has_none() -> None:
    true = strip((7, 4), (3, 4), (0, 2))
    guess = strip((1, 2), (5, 4), (9, 1), (5, 3))  # 9 has no detection
    frame = overlap(
        true,
        [label(3, "Mug"), label(7, "Bowl"), label(8, "Cup")],
        found(guess, (1, "Bowl", 0.5), (4, "Cup", 1.0), (5, "Mug", 0.9)),
    )
    assert frame.true_ids.tolist() == [3, 7] and frame.true_classes == ("Mug", "Bowl")
    assert frame.ids.tolist() == [1, 5] and frame.classes == ("Bowl", "Mug")
    assert frame.true_area.tolist() == [4, 4] and frame.area.tolist() == [2, 7]
    assert frame.shared.tolist() == [[0, 3], [2, 2]] and frame.unlabelled.tolist() == [0, 2]
    assert frame.iou()[0, 1] == pytest.approx(3 / 8)
    assert frame.matches(0.3) == {3: 5, 7: 1} and frame.matches() == {7: 1}


def test_overlap_needs_masks_of_the_frames_shape() -> None:
    with pytest.raises(InvalidInputError, match="shape"):
        overlap(strip((1, 4)), [], found(strip((1, 5))))


def test_average_precision_ranks_over_all_frames() -> None:
    """Ranked: right, wrong, right of three objects: 1/3 * 1 + 1/3 * 2/3."""
    score = AveragePrecision()
    true = strip((1, 4), (2, 4), (0, 2))
    labels = [label(1, "Mug"), label(2, "Mug")]
    score.add(
        overlap(
            true, labels, found(strip((1, 4), (0, 4), (2, 2)), (1, "Mug", 0.9), (2, "Mug", 0.8))
        )
    )
    score.add(overlap(strip((1, 5)), labels[:1], found(strip((6, 5)), (6, "Mug", 0.7))))
    one = score.per_class()["Mug"]
    assert one.precision == pytest.approx(1 / 3 + 2 / 9)
    assert (one.objects, one.found, one.detections) == (3, 2, 3)


def test_average_precision_takes_the_envelope() -> None:
    """A wrong one before a right one lifts nothing: precision 1/2 over the first half of recall."""
    assert area_under(np.array([0.0, 1.0]), 2) == pytest.approx(0.5 * 0.5)
    assert area_under(np.array([1.0, 0.0, 1.0]), 2) == pytest.approx(0.5 + 0.5 * 2 / 3)
    assert area_under(np.array([0.0, 1.0, 1.0]), 2) == pytest.approx(2 / 3)
    assert area_under(np.array([]), 2) == 0.0


def test_small_truth_is_ignored_either_way() -> None:
    """A match of a small thing, and a small match of nothing, count neither as right nor wrong."""
    score = AveragePrecision(pixels=5)
    true = strip((1, 4), (2, 6), (0, 10))
    guess = strip((1, 4), (2, 6), (3, 4), (4, 6))
    score.add(
        overlap(
            true,
            [label(1, "Mug"), label(2, "Mug")],
            found(guess, (1, "Mug", 0.9), (2, "Mug", 0.5), (3, "Mug", 0.8), (4, "Mug", 0.4)),
        )
    )
    one = score.per_class()["Mug"]
    assert (one.objects, one.found, one.detections) == (1, 1, 2) and one.precision == 1.0
    score.add(overlap(strip((1, 4)), [label(1, "Cup")], found(strip((1, 4)), (1, "Cup", 1.0))))
    assert "Cup" not in score.per_class()


def test_each_object_is_taken_once_and_by_its_own_class() -> None:
    score = AveragePrecision(threshold=0.25)
    true = strip((1, 8))
    guess = strip((1, 4), (2, 4))
    score.add(overlap(true, [label(1, "Mug")], found(guess, (1, "Mug", 0.5), (2, "Mug", 0.9))))
    one = score.per_class()["Mug"]
    assert (one.found, one.detections) == (1, 2) and one.precision == 1.0
    score.add(overlap(true, [label(1, "Bowl")], found(strip((1, 8)), (1, "Cup", 0.9))))
    assert score.per_class()["Bowl"].precision == 0.0
    assert score.mean() == pytest.approx(0.5)
    assert score.mean(frozenset({"Mug"})) == 1.0 and math.isnan(score.mean(least=2))


def test_panoptic_quality_by_hand() -> None:
    """One match of 6/8, one wrong, one missed: (6/8) * 1 / (1 + 1/2 + 1/2)."""
    quality = PanopticQuality()
    true = strip((1, 7), (2, 5), (3, 8))
    guess = strip((4, 6), (0, 1), (5, 6), (6, 7))
    labels = [label(1, "Sofa"), label(2, "Bed"), label(3, "Sofa")]
    quality.add(
        overlap(true, labels, found(guess, (4, "Sofa", 1.0), (5, "Sofa", 1.0), (6, "Bed", 1.0)))
    )
    classes = quality.per_class()
    assert classes["Sofa"].segmentation == pytest.approx(6 / 7)
    assert classes["Sofa"].recognition == pytest.approx(1 / 2)
    assert classes["Sofa"].panoptic == pytest.approx(3 / 7)
    assert (classes["Bed"].matched, classes["Bed"].wrong, classes["Bed"].missed) == (0, 1, 1)
    assert quality.mean(FURNITURE).panoptic == pytest.approx(3 / 14)
    assert math.isnan(quality.mean({"Desk"}).panoptic)


def test_void_leaves_the_union_and_excuses() -> None:
    quality = PanopticQuality(pixels=3)
    true = strip((1, 6), (0, 4), (2, 2), (0, 4))
    guess = strip((1, 8), (0, 2), (2, 4), (3, 2))
    labels = [label(1, "Sofa"), label(2, "Bed")]
    quality.add(
        overlap(true, labels, found(guess, (1, "Sofa", 1.0), (2, "Bed", 1.0), (3, "Bed", 1.0)))
    )
    assert quality.per_class()["Sofa"].panoptic == 1.0
    assert "Bed" not in quality.per_class()


def test_what_is_unsure_can_be_left_out() -> None:
    """Without it, its pixels are nothing's, and what it would have matched is missed."""
    true, labels = strip((1, 6), (2, 6)), [label(1, "Sofa"), label(2, "Sofa")]
    guess = found(strip((1, 6), (2, 6)), (1, "Sofa", 0.9), (2, "Sofa", 0.3))
    quality = PanopticQuality(confidence=0.5)
    quality.add(overlap(true, labels, guess))
    one = quality.per_class()["Sofa"]
    assert (one.matched, one.wrong, one.missed) == (1, 0, 1)


def test_stuff_of_a_frame_is_one_segment() -> None:
    quality = PanopticQuality()
    true = strip((1, 5), (2, 5))
    frame = overlap(
        true,
        [label(1, "Wall"), label(2, "Wall")],
        found(strip((4, 3), (5, 7)), (4, "Wall", 1.0), (5, "Wall", 1.0)),
    )
    quality.add(frame)
    assert {"Wall", "Floor"} <= STUFF
    assert quality.per_class()["Wall"].panoptic == 1.0 and quality.per_class()["Wall"].matched == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_the_truth_itself_is_perfect_and_shuffled_ids_change_nothing(
    seed: int, pixels: int
) -> None:
    generator = np.random.default_rng(seed)
    true = generator.integers(0, 6, (6, 8)).astype(np.int32)
    kinds = ["", "Mug", "Mug", "Sofa", "Wall", "Wall"]
    labels = [label(i, kinds[i]) for i in np.unique(true) if i]
    order = np.concatenate([[0], 10 + generator.permutation(5)]).astype(np.int32)
    sure = generator.random(6)
    same = found(
        order[true],
        *(
            sorted(
                (int(order[one.instance]), one.object_class, float(sure[one.instance]))
                for one in labels
            )
        ),
    )
    score, quality = AveragePrecision(pixels), PanopticQuality(pixels)
    frame = overlap(true, labels, same)
    score.add(frame)
    quality.add(frame)
    assert all(one.precision == 1.0 for one in score.per_class().values())
    assert all(one.panoptic == 1.0 for one in quality.per_class().values())


def test_depth_errors_by_hand() -> None:
    """Off by 10 %, by 30 %, unknown, and one that has no truth."""
    error = DepthError()
    true = np.array([[1.0, 2.0, 4.0, np.inf]])
    guess = np.array([[1.1, 2.6, np.inf, 5.0]], np.float32)
    error.add(true, Depth(guess))
    figures = error.figures()
    assert figures["absolute_relative"] == pytest.approx(0.2, rel=1e-5)
    assert figures["rmse"] == pytest.approx(math.sqrt((0.01 + 0.36) / 2), rel=1e-5)
    assert figures["delta1"] == pytest.approx(1 / 3) and figures["delta2"] == pytest.approx(2 / 3)
    assert figures["coverage"] == pytest.approx(2 / 3)
    assert "within_one_spread" not in figures


def test_a_spread_that_is_right_is_calibrated() -> None:
    generator = np.random.default_rng(3)
    true = generator.uniform(0.5, 6.0, (200, 300))
    spread = generator.uniform(0.05, 0.3, true.shape).astype(np.float32)
    guess = (true * np.exp(spread * generator.standard_normal(true.shape))).astype(np.float32)

    def figures(scale: float) -> dict[str, float]:
        error = DepthError()
        error.add(true, Depth(guess, np.float32(scale) * spread))
        return error.figures()

    right = figures(1.0)
    assert right["spread_calibration_error"] < 0.01
    assert right["within_one_spread"] == pytest.approx(0.683, abs=0.01)
    assert right["within_two_spreads"] == pytest.approx(0.954, abs=0.01)
    for scale in (0.5, 2.0):
        wrong = figures(scale)
        assert wrong["spread_calibration_error"] > 0.1
        assert wrong["negative_log_likelihood"] > right["negative_log_likelihood"]


def test_nothing_seen_has_no_figures() -> None:
    figures = DepthError().figures()
    assert math.isnan(figures["absolute_relative"]) and math.isnan(figures["delta1"])
    assert StateScores().per_predicate() == {} and math.isnan(StateScores().lowest()[1])


def test_states_by_hand() -> None:
    """Dirty: one right, one wrong, one missed because nothing was found; a laptop has no dirt."""
    scores = StateScores()
    scores.add(label(1, "Mug", "isDirty"), {"isDirty": 0.9, "isFilledWithLiquid": 0.2})
    scores.add(label(2, "Plate"), {"isDirty": 0.6})
    scores.add(label(3, "Plate", "isDirty"), None)
    scores.add(label(4, "Laptop", "isOpen"), {"isOpen": 0.5, "isDirty": 1.0})
    dirty = scores.per_predicate()["isDirty"]
    assert (dirty.precision, dirty.recall, dirty.f1) == (0.5, 0.5, 0.5)
    assert (dirty.positives, dirty.objects, dirty.unjudged) == (2, 3, 1)
    assert dirty.brier == pytest.approx((0.1**2 + 0.6**2 + 1.0) / 3)
    assert scores.per_predicate()["isOpen"].f1 == 1.0
    assert scores.lowest() == ("isDirty", 0.5) and scores.lowest(3)[0] == ""
    assert set(scores.per_class("isDirty")) == {"Mug", "Plate"}
    assert math.isnan(scores.per_predicate()["isFilledWithLiquid"].f1)
