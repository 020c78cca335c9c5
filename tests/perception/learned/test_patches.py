import numpy as np
import torch

from perception.learned.inputs import channels, rays
from perception.learned.patches import patches, settled

SHAPE = (64, 96)
LOOKS = rays(*SHAPE, 90.0, 30.0)
NO_BORDER = np.zeros((32, 48, 2), np.float32)


def box_before_wall(noise=0.0):
    """A grey wall 3 m away, and before it a box of the same grey, columns 32 to 63, at 2 m."""
    depth = np.full(SHAPE, 3.0, np.float32)
    depth[16:48, 32:64] = 2.0
    depth += np.random.default_rng(0).normal(0.0, noise, SHAPE).astype(np.float32)
    return np.full((*SHAPE, 3), 128, np.uint8), depth


def test_an_edge_in_depth_parts_what_has_one_colour():
    rgb, depth = box_before_wall()
    found = patches(channels(rgb, LOOKS, depth), NO_BORDER)
    assert found.shape == (32, 48)
    assert found[16, 24] != found[2, 2] == found[16, 4] == found[16, 44] == found[30, 24]


def test_a_floor_that_recedes_is_one_patch():
    depth = np.broadcast_to(1.5 / np.maximum(LOOKS[1], 0.1), SHAPE).astype(np.float32)
    rgb = np.full((*SHAPE, 3), 90, np.uint8)
    found = patches(channels(rgb, LOOKS, depth), NO_BORDER)
    low = np.argwhere(LOOKS[1][::2, 0] > 0.2).min()
    assert len(np.unique(found[low + 2 :])) == 1


def test_colours_part_where_there_is_no_depth():
    rgb, _ = box_before_wall()
    assert len(np.unique(patches(channels(rgb, LOOKS, None), NO_BORDER))) == 1
    rgb[:, 48:] += 20
    found = patches(channels(rgb, LOOKS, None), NO_BORDER)
    assert found[5, 3] != found[5, 44]
    assert len(np.unique(found)) == 2


def test_a_border_that_the_network_sees_parts_what_has_one_colour_and_depth():
    rgb = np.full((*SHAPE, 3), 128, np.uint8)
    depth = np.full(SHAPE, 3.0, np.float32)
    beside = NO_BORDER.copy()
    beside[:, 19, 1] = 0.9
    found = patches(channels(rgb, LOOKS, depth), beside)
    assert len(np.unique(found)) == 2
    assert found[5, 19] == found[20, 0] != found[5, 20] == found[20, 47]
    below = NO_BORDER.copy()
    below[9, :, 0] = 0.9
    found = patches(channels(rgb, LOOKS, depth), below)
    assert found[9, 3] != found[10, 3]


def test_noisy_depth_joins_nothing():
    rgb, depth = box_before_wall(noise=0.05)
    found = patches(channels(rgb, LOOKS, depth), NO_BORDER)
    assert np.bincount(found.reshape(-1)).max() < 20


def test_values_come_nearer_to_the_mean_of_their_patch():
    labels = np.array([[0, 0, 1]])
    values = torch.tensor([[[0.0], [4.0], [8.0]]])
    after = settled(values, labels, 0.5)
    torch.testing.assert_close(after, torch.tensor([[[1.0], [3.0], [8.0]]]))
