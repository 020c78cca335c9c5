import copy
import dataclasses

import numpy as np
import pytest
import torch

from envs.interface import Observation
from envs.ontology import VISIBLE_STATES
from perception.learned.eyes import FLOOR_FARTHEST, Eyes
from perception.learned.network import Network, at_points
from perception.learned.vocabulary import CLASSES
from perception.projection import floor_depth
from perception.segmentation import OracleSegmentation

from .painted import painted


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(3)
    network = Network()
    with torch.no_grad():  # statistics as after a training, so that fusing them means something
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.uniform_(-0.1, 0.1)
                module.running_var.uniform_(0.5, 1.5)
    return network.eval()


def observed(shape=(300, 300), seed=0):
    rng = np.random.default_rng(seed)
    depth = rng.uniform(0.5, 5.0, shape).astype(np.float32)
    return Observation(rng.integers(0, 255, (*shape, 3), np.uint8), depth)


POSE = painted(np.random.default_rng(0)).pose


@pytest.mark.parametrize("shape", [(300, 300), (225, 301), (450, 600), (64, 64)])
def test_masks_and_depth_have_the_frames_resolution(network, shape):
    eyes, seen = Eyes(network), observed(shape)
    found = eyes.segment(seen, POSE)
    assert found.instances.shape == shape
    assert not found.persistent
    ids = [one.instance for one in found.detections]
    assert ids == sorted(ids)
    assert set(np.unique(found.instances)) - {0} == set(ids)
    depth = eyes.depth(seen, POSE)
    assert depth.metres.shape == depth.spread.shape == shape
    assert (depth.metres > 0).all() and (depth.spread > 0).all()


@pytest.mark.parametrize("kind", ["Floor", "Wall"])
def test_the_floor_is_as_far_away_as_its_plane(network, kind):
    network = copy.deepcopy(network)
    with torch.no_grad():
        network.classes.fine.bias[CLASSES.index(kind)] = 1e3
    seen = observed((300, 300))
    found = Eyes(network).depth(seen, POSE)
    floor = floor_depth(300, 300, seen.field_of_view, POSE)
    near = floor < FLOOR_FARTHEST
    assert near.any() and not near.all()
    known = np.isclose(found.metres, floor, rtol=1e-5)
    assert known[near].all() == (kind == "Floor") and not known[~near].any()


def test_posteriors_are_probabilities_of_the_ontologys_types(network):
    for one in Eyes(network).segment(observed(), POSE).detections:
        assert one.object_class in CLASSES
        if one.posterior:
            assert one.posterior[0][0] == one.object_class
            assert one.confidence <= one.posterior[0][1] + 1e-3
            assert 0.0 < sum(chance for _, chance in one.posterior) <= 1.001


def test_what_is_a_piece_of_wall_as_a_whole_is_wall(network):
    network, seen = copy.deepcopy(network), observed()
    with torch.no_grad():
        network.kinds.out.bias[CLASSES.index("Mug")] = 1e3
    mugs = Eyes(network).segment(seen, POSE)
    names = {one.instance for one in mugs.detections if one.object_class == "Mug"}
    assert names
    with torch.no_grad():
        network.kinds.out.bias[CLASSES.index("Wall")] = 1e6
    found = Eyes(network).segment(seen, POSE)
    assert not any(one.posterior for one in found.detections)
    wall = next(one.instance for one in found.detections if one.object_class == "Wall")
    assert (found.instances[np.isin(mugs.instances, sorted(names))] == wall).all()


def test_states_are_told_of_what_can_have_them(network):
    frame = painted(np.random.default_rng(1))
    seen = frame.observation()
    states = Eyes(network).states(seen, POSE, OracleSegmentation().segment(seen, POSE))
    kinds = {label.object_class: label.instance for label in frame.labels}
    assert set(states[kinds["Fridge"]]) == {"isOpen"}
    assert "isDirty" in states[kinds["Mug"]]
    assert kinds["Wall"] not in states
    chances = [chance for thing in states.values() for chance in thing.values()]
    assert all(0.0 <= chance <= 1.0 for chance in chances)
    assert {state for thing in states.values() for state in thing} <= set(VISIBLE_STATES)


def test_what_the_camera_does_not_give_is_not_looked_at(network):
    frame = painted(np.random.default_rng(1))
    seen = frame.observation()
    bare = dataclasses.replace(seen, depth=None)
    masks = OracleSegmentation().segment(seen, POSE)
    told = Eyes(network).states(seen, POSE, masks)
    without = Eyes(network, use_depth=False).states(seen, POSE, masks)
    assert told.keys() == without.keys() and told != without
    assert without == Eyes(network).states(bare, POSE, masks)
    np.testing.assert_array_equal(
        Eyes(network, use_depth=False).segment(seen, POSE).instances,
        Eyes(network).segment(bare, POSE).instances,
    )
    np.testing.assert_array_equal(
        Eyes(network).depth(seen, POSE).metres, Eyes(network).depth(bare, POSE).metres
    )


def test_fused_normalisation_changes_nothing(network):
    eyes, x = Eyes(network), torch.randn(1, 8, 64, 64)
    with torch.inference_mode():
        torch.testing.assert_close(eyes._network(x).middle, network(x).middle, atol=1e-3, rtol=1e-3)


def test_heads_say_the_same_of_a_pixel_and_of_all(network):
    x = torch.randn(1, 8, 64, 64)
    row, column = 5, 9  # of the fine features
    place = torch.tensor([[[(column + 0.5) / 32 * 2 - 1, (row + 0.5) / 32 * 2 - 1]]])
    with torch.inference_mode():
        features = network(x)
        fine, middle = at_points(features.fine, place), at_points(features.middle, place)
        for head in (network.classes, network.geometry, network.depth):
            dense = head.dense(features)[0, row, column]
            torch.testing.assert_close(head.points(fine, middle)[0, 0], dense, atol=1e-4, rtol=1e-4)
