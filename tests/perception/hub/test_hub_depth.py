"""Depth from the hub: metres where a model gives them, else by the floor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from envs.interface import CAMERA_HEIGHT, Observation, Pose
from perception.hub import HubEyes, HubSettings
from perception.hub.depth import fit_floor
from perception.projection import floor_depth
from perception.segmentation import Detection, Segmentation
from tests.perception.hub import tiny

SIDE = 120


def room(horizon: float, table: bool) -> NDArray[np.float64]:
    """Depth of a floor, a wall 4 m ahead, and a table 0.75 m high that hides most of the floor."""
    floor = floor_depth(SIDE, SIDE, 90.0, Pose(0, 0, 0, horizon))
    pitch = np.radians(horizon)
    rows = (0.5 * SIDE - (np.arange(SIDE) + 0.5)) / (0.5 * SIDE)
    ahead = np.cos(pitch) + np.sin(pitch) * rows  # forward metres a metre of depth
    depth = np.minimum(floor, np.repeat((4.0 / np.maximum(ahead, 1e-3))[:, None], SIDE, axis=1))
    if table:
        top = floor * (CAMERA_HEIGHT - 0.75) / CAMERA_HEIGHT
        on = np.zeros(depth.shape, bool)
        on[SIDE // 2 :, SIDE // 4 :] = True
        depth = np.where(on & np.isfinite(top), np.minimum(top, depth), depth)
    return depth


@pytest.mark.parametrize("horizon", [0.0, 30.0])
@pytest.mark.parametrize("table", [False, True])
def test_the_floor_gives_scale_and_shift(horizon: float, table: bool) -> None:
    depth = room(horizon, table)
    generator = np.random.default_rng(1)
    raw = 7.0 / depth - 3.0 + 0.02 * generator.standard_normal(depth.shape)
    fit = fit_floor(raw, floor_depth(SIDE, SIDE, 90.0, Pose(0, 0, 0, horizon)))
    assert fit is not None
    assert fit == (pytest.approx(7.0, rel=0.05), pytest.approx(-3.0, abs=0.25))


def test_the_floor_depth_is_the_cameras_height() -> None:
    """Straight ahead and 45 degrees down, one is as far away as one is high."""
    floor = floor_depth(201, 201, 90.0, Pose(0, 0, 0, 0))
    assert floor[-1, 100] == pytest.approx(CAMERA_HEIGHT, rel=0.02)
    assert np.isinf(floor[:100]).all()


def test_no_floor_no_scale() -> None:
    up = floor_depth(SIDE, SIDE, 60.0, Pose(0, 0, 0, -40))
    assert fit_floor(np.ones((SIDE, SIDE)), up) is None
    ahead = floor_depth(SIDE, SIDE, 90.0, Pose(0, 0, 0, 0))
    wall = np.full((SIDE, SIDE), 0.5)
    assert fit_floor(wall, ahead, np.ones(wall.shape, bool)) is None


def frame() -> Observation:
    pixels = np.random.default_rng(0).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    return Observation(rgb=pixels)


def test_a_metric_model_is_taken_at_its_word(tmp_path: Path) -> None:
    eyes = HubEyes.load(tiny.depth_anything(tmp_path, "metric"))
    found = eyes.depth(frame(), Pose(0, 0, 0, 30))
    assert found.metres.shape == (90, 120) and found.metres.dtype == np.float32
    known = found.metres[np.isfinite(found.metres)]
    assert known.size and known.min() > 0.0 and known.max() <= 10.0
    assert found.spread is not None and found.spread == pytest.approx(0.15)


def test_a_relative_model_needs_the_floor_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network's answer is replaced by one that is right up to scale and shift."""
    folder = tiny.depth_anything(tmp_path, "relative")
    eyes = HubEyes(HubSettings(depth=folder, spread=0.1))
    model = eyes._depth
    assert model is not None and not model.metric
    assert model._predict(frame().rgb).shape == (90, 120)
    assert np.ptp(model._predict(frame().rgb)) > 0.0
    observation = Observation(rgb=np.zeros((SIDE, SIDE, 3), np.uint8))
    down, up = Pose(0, 0, 0, 30), Pose(0, 0, 0, -50)
    monkeypatch.setattr(model, "_predict", lambda _: 5.0 / room(30.0, False) + 1.0)
    assert np.isinf(eyes.depth(observation, up).metres).all()
    found = eyes.depth(observation, down)
    np.testing.assert_allclose(found.metres, room(30.0, False), rtol=0.01)
    again = eyes.depth(observation, up)
    np.testing.assert_allclose(again.metres, found.metres)
    assert again.spread == pytest.approx(0.2) and found.spread == pytest.approx(0.1)
    seen = Segmentation(
        np.where(room(30.0, False) < 3.0, 1, 0).astype(np.int32), (Detection(1, "Floor"),)
    )
    helped = model.depth(observation, down, seen)
    np.testing.assert_allclose(helped.metres, found.metres, rtol=0.02)
