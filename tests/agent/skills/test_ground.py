"""Walking on a map: the same ways however the map lies, and across what has not been seen."""

import math

import numpy as np
import pytest

from agent.memory import Memory
from agent.skills.lattice import Lattice
from agent.skills.navigate import ground, reachable
from agent.skills.places import places
from agent.skills.skill import Context
from agent.trace import Trace
from envs.interface import Pose
from envs.ontology import BY_NAME
from perception.belief import Belief

FLOOR, WALL = BY_NAME["Floor"].index + 1, BY_NAME["Wall"].index + 1


def standing_on(floor: np.ndarray, walls: np.ndarray, yaw: float = 0.0) -> Context:
    """An agent at (0, 0) of a map of points (x, z) [m] of floor and walls, all turned by `yaw`."""
    angle = math.radians(yaw)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    belief = Belief()
    belief.pose = Pose(0.0, 0.0, yaw, 30.0)
    for ground_points, height, kind in ((floor, 0.0, FLOOR), (walls, 1.0, WALL)):
        plan = ground_points @ turn if len(ground_points) else np.zeros((0, 2))
        points = np.stack([plan[:, 0], np.full(len(plan), height), plan[:, 1]], 1)
        belief.map.integrate(points.astype(np.float32), np.full(len(plan), kind, np.uint8))
    belief.map.stand(belief.pose)
    return Context(belief, Lattice(belief.pose), Memory(), Trace(), set(), set(), 100)


def patch(x: tuple[float, float], z: tuple[float, float]) -> np.ndarray:
    """Points (K, 2) [m] of a rectangle of floor, close enough to leave no gaps."""
    xs, zs = np.arange(*x, 0.02) + 0.011, np.arange(*z, 0.02) + 0.011
    return np.stack(np.meshgrid(xs, zs), -1).reshape(-1, 2)


@pytest.mark.parametrize("left", [0.17, 0.19, 0.22, 0.24, 0.28])
def test_a_corridor_is_as_passable_whichever_way_the_map_lies(left: float) -> None:
    along = np.arange(-1.0, 2.0, 0.02) + 0.011
    walls = np.concatenate(
        [
            np.stack([np.full_like(along, -left), along], 1),
            np.stack([np.full_like(along, 0.4), along], 1),
        ]
    )
    floor = patch((-left, 0.4), (-1.0, 2.0))
    costs = [
        ground(standing_on(floor, walls, yaw)).step((0, 1), (0, 2))
        for yaw in (0.0, 90.0, 180.0, 270.0)
    ]
    mirrored = standing_on(floor * [-1, 1], walls * [-1, 1])
    assert len({*costs, ground(mirrored).step((0, 1), (0, 2))}) == 1


def test_a_search_crosses_unseen_floor_before_it_gives_up() -> None:
    here, beyond = patch((-0.6, 0.6), (-0.6, 0.6)), patch((-0.6, 0.6), (1.3, 2.5))
    ctx = standing_on(np.concatenate([here, beyond]), np.zeros((0, 2)))
    assert (0, 7) not in reachable(ctx).cost
    met: list[str] = []
    while options := places(ctx, ("Mug",), thorough=False):
        met += [place.key for place in options]
        ctx.memory.searched.update(place.key for place in options)
    across = [key for key in met if key.startswith("beyond")]
    assert across and met.index(across[0]) > 0  # after what known ways lead to
    assert len(met) == len(set(met))
