"""What is known of one thing beside its place."""

import numpy as np

from envs.interface import Pose
from envs.ontology import OBJECT_TYPES
from perception.fusion import EXPECTED, look_at
from perception.track import Track

DIRTY, CLEAN = frozenset({"isDirty"}), frozenset[str]()


def something() -> Track:
    classes, samples = np.zeros(len(OBJECT_TYPES), np.float32), np.zeros((1, 3), np.float32)
    return Track(7, classes, (0.0, 0.7, 0.0), (0.2, 0.8, 0.2), samples)


def looked_at(times: int) -> frozenset[str]:
    """States of a plate that looks dirty from two sides after it was washed so many times."""
    track, states = something(), DIRTY
    for _ in range(times):
        track.expect(DIRTY, CLEAN, EXPECTED)
        states = CLEAN
        for x in (-1.0, 1.2):
            look = look_at(Pose(x, -1.0, 0.0, 30.0), (0.1, 0.75, 0.1))
            states = track.fuse_states(states, {"isDirty": 0.97}, look, 0.05)
    return states


def test_what_was_done_again_and_again_is_so_whatever_it_looks_like():
    assert looked_at(1) == DIRTY  # it may not have worked
    assert looked_at(2) == DIRTY
    assert looked_at(4) == CLEAN


def test_what_is_undone_in_between_is_judged_as_it_looks():
    track, is_open, shut = something(), frozenset({"isOpen"}), frozenset[str]()
    for _ in range(5):
        track.expect(shut, is_open, EXPECTED)
        track.expect(is_open, shut, EXPECTED)
    assert track.done["isOpen"] == (False, 1)
