"""What taking a detection for a thing costs."""

from __future__ import annotations

import numpy as np
import pytest

from envs.ontology import BY_NAME, OBJECT_TYPES
from perception.association import NEVER, Candidates, Seen, costs
from perception.instances import Instance, Point, Sighting
from perception.track import Track

PUT = (2.0, 0.8, 2.0)


def likely(kind: str) -> np.ndarray:
    """Probabilities (C,) of a thing that looks like one of a class."""
    found = np.full(len(OBJECT_TYPES), 0.05 / (len(OBJECT_TYPES) - 1), np.float32)
    found[BY_NAME[kind].index] = 0.95
    return found


def boxed(width: float) -> tuple[Point, Point, np.ndarray]:
    """Corners and points of a flat box about `PUT`."""
    half, (x, y, z) = width / 2, PUT
    low, high = (x - half, y - 0.02, z - half), (x + half, y + 0.02, z + half)
    spread = np.random.default_rng(0).random((8, 3))
    return low, high, (np.array(low) + (np.array(high) - low) * spread).astype(np.float32)


@pytest.mark.parametrize(
    ("kind", "width", "taken"),
    [("Plate", 0.25, True), ("Bowl", 0.25, True), ("SinkBasin", 0.5, False), ("Bowl", 0.5, True)],
)
def test_what_is_seen_where_a_plate_was_put(kind: str, width: float, taken: bool) -> None:
    """It is the plate, whatever it looks like, unless it is wider and nothing that is carried."""
    low, high, points = boxed(width)
    seen = Seen([Sighting(1, low, high, 900, points, 1.0, 0.01)], [likely(kind)])
    low, high, points = boxed(0.25)
    plate = Track(7, np.log(likely("Plate")), low, high, points, 0.01, name="plate_1")
    instance = Instance("plate_1", "Plate", 7, low, high, stale=True, first_seen=0, last_seen=0)
    cost, _ = costs(seen, Candidates([plate], {"plate_1": instance}, None))
    assert bool(cost[0, 0] < NEVER) is taken
