"""What is seen of an action's success, on plain images; on a simulator's in tests/agent."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from envs.interface import Action, ActionName, Observation
from perception.success import SeenSuccess, image_noise

OPEN = Action(ActionName.OPEN, (0.5, 0.5))
FORWARD = Action(ActionName.FORWARD)


def scene(seed: int) -> NDArray[np.uint8]:
    """Boxes of plain colours, (120, 160, 3)."""
    rng = np.random.default_rng(seed)
    picture = np.full((120, 160, 3), rng.integers(60, 190, 3), np.uint8)
    for _ in range(12):
        row, column = rng.integers(0, 100), rng.integers(0, 130)
        picture[row : row + rng.integers(8, 40), column : column + 30] = rng.integers(40, 210, 3)
    return picture


def exposed(picture: NDArray[np.uint8], noise: float, seed: int) -> Observation:
    samples = np.random.default_rng(seed).normal(0.0, noise, picture.shape)
    return Observation(np.clip(np.rint(picture + samples), 0, 255).astype(np.uint8))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.0, 8.0))
def test_noise_alone_is_no_success(seed: int, noise: float) -> None:
    before, after = exposed(scene(seed), noise, seed + 1), exposed(scene(seed), noise, seed + 2)
    for action in (OPEN, FORWARD):
        assert SeenSuccess().worked(before, action, after) < 0.5


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.0, 8.0))
def test_a_small_thing_that_changes_is_seen_through_noise(seed: int, noise: float) -> None:
    changed = scene(seed)
    changed[56:64, 76:84] = 255 - changed[56:64, 76:84]
    changed[56:64, 76:84, 0] ^= 64
    before, after = exposed(scene(seed), noise, seed + 1), exposed(changed, noise, seed + 2)
    assert SeenSuccess().worked(before, OPEN, after) > 0.9


def test_walking_along_a_blank_wall_is_seen_by_little() -> None:
    wall = np.full((120, 160, 3), 170, np.uint8)
    nearer = wall + 1  # a shade brighter, as the light falls
    assert SeenSuccess().worked(Observation(wall), FORWARD, Observation(nearer)) > 0.9
    before, after = exposed(wall, 4.0, 1), exposed(nearer, 4.0, 2)
    assert SeenSuccess().worked(before, FORWARD, after) < 0.98  # lost in noise: the map decides


def test_a_switch_may_work_out_of_view() -> None:
    same = Observation(scene(0))
    switched = SeenSuccess().worked(same, Action(ActionName.TOGGLE_ON, (0.5, 0.5)), same)
    assert SeenSuccess().worked(same, OPEN, same) < switched < 0.5


@pytest.mark.parametrize("noise", [1.0, 3.0, 6.0])
def test_noise_is_measured_in_the_image(noise: float) -> None:
    assert image_noise(exposed(scene(3), noise, 4).rgb) == pytest.approx(noise, rel=0.3)
