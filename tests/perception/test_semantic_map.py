import numpy as np
import pytest

from envs.interface import ActionName, Pose
from envs.ontology import BY_NAME
from perception.semantic_map import TopDownMap


def patch(x0, x1, z0, z1, y, step=0.02):
    x, z = np.meshgrid(np.arange(x0, x1, step), np.arange(z0, z1, step))
    return np.stack([x.ravel(), np.full(x.size, y), z.ravel()], axis=1).astype(np.float32)


def add(map_: TopDownMap, points: np.ndarray, object_class: str) -> None:
    classes = np.full(len(points), BY_NAME[object_class].index + 1, np.uint8)
    map_.integrate(points, classes)


@pytest.fixture
def floor() -> TopDownMap:
    map_ = TopDownMap()
    add(map_, patch(-1.0, 3.0, -1.0, 3.0, 0.0), "Floor")
    return map_


def test_cells_and_points_are_inverse():
    map_ = TopDownMap()
    map_.stand(Pose(1.234, -0.567, 0.0, 30.0))
    i, k = map_.cell(1.234, -0.567)
    x, z = map_.point(i, k)
    assert map_.cell(x, z) == (i, k)
    assert abs(x - 1.234) <= 0.025 and abs(z + 0.567) <= 0.025
    assert map_.visited[i, k]


@pytest.mark.parametrize(
    ("height", "blocks"), [(0.02, False), (0.07, False), (0.2, True), (1.7, True), (1.95, False)]
)
def test_only_what_is_in_the_way_is_an_obstacle(floor, height, blocks):
    add(floor, patch(1.0, 1.5, 1.0, 1.5, height), "Plate")
    cell = floor.cell(1.25, 1.25)
    assert floor.obstacle[cell] == blocks
    assert floor.free[cell] != blocks


def test_a_wall_blocks_even_if_only_its_foot_is_seen(floor):
    add(floor, patch(1.0, 1.2, 1.0, 1.2, 0.03), "Wall")
    assert floor.obstacle[floor.cell(1.1, 1.1)]


def test_traversable_keeps_the_radius_and_the_margin(floor):
    add(floor, patch(1.0, 1.05, 1.0, 1.05, 0.5), "Chair")
    open_ = floor.traversable(radius=0.2, margin=0.03)
    assert not open_[floor.cell(1.22, 1.02)]
    assert open_[floor.cell(1.32, 1.02)]
    assert not open_[floor.cell(-1.4, 0.0)]  # unknown
    floor.bump(Pose(2.0, 2.0, 0.0, 30.0), ActionName.FORWARD)
    assert not floor.traversable()[floor.cell(2.0, 2.25)]
    floor.forget_failed_moves()
    assert floor.traversable()[floor.cell(2.0, 2.25)]


def test_clearance_grows_with_distance(floor):
    assert np.isinf(floor.clearance).all()
    add(floor, patch(1.0, 1.05, 1.0, 1.05, 0.5), "Chair")
    assert floor.clearance[floor.cell(1.52, 1.02)] == pytest.approx(0.5, abs=0.06)


def test_unknown_counts_as_free_on_request(floor):
    floor.stand(Pose(3.4, 0.0, 0.0, 0.0))
    cell = floor.cell(3.4, 0.35)
    assert not floor.traversable()[cell]
    assert floor.traversable(unknown=True)[cell]


def test_channels_tell_classes(floor):
    add(floor, patch(0.0, 0.5, 0.0, 0.5, 0.7), "DiningTable")
    add(floor, patch(0.2, 0.3, 0.2, 0.3, 0.82), "Mug")
    assert floor.channel("DiningTable")[floor.cell(0.4, 0.4)]
    assert not floor.channel("Mug")[floor.cell(0.4, 0.4)]
    assert floor.top_classes()[floor.cell(0.25, 0.25)] == BY_NAME["Mug"].index + 1
    assert not floor.channel("NoSuchThing").any()


def test_a_loose_box_can_be_cleared(floor):
    add(floor, patch(1.0, 1.2, 1.0, 1.2, 0.2), "BasketBall")
    assert floor.obstacle[floor.cell(1.1, 1.1)]
    floor.clear_box((1.0, 0.0, 1.0), (1.2, 0.25, 1.2))
    assert not floor.obstacle[floor.cell(1.1, 1.1)]


def test_where_the_agent_stood_is_free_floor():
    map_ = TopDownMap()
    map_.stand(Pose(0.0, 0.0, 0.0, 30.0))
    assert map_.free[map_.cell(0.1, 0.0)]
    assert not map_.explored[map_.cell(0.4, 0.0)]
    assert map_.reachable(Pose(0.0, 0.0, 0.0, 30.0))[map_.cell(0.0, 0.0)]


def test_clearance_at_places_is_to_the_very_points(floor):
    add(floor, patch(1.0, 1.3, 1.013, 1.3, 0.5, step=0.01), "Chair")
    places = np.array([[1.1, 0.80], [1.1, 0.85], [1.1, 1.1], [1.1, 0.0], [50.0, 50.0]])
    found = floor.clearance_at(places)
    assert found[0] == pytest.approx(0.213, abs=0.004)
    assert found[1] == pytest.approx(0.163, abs=0.004)
    assert found[2] < 0.1
    assert found[3] == pytest.approx(1.013, abs=0.06)
    assert np.isinf(found[4])
    floor.clear_box((0.9, 0.0, 0.9), (1.4, 1.0, 1.4))  # a chair is no loose thing
    assert floor.clearance_at(places[:1]) == pytest.approx(found[0])
    floor.stand(Pose(9.0, 9.0, 0.0, 0.0))  # the map grows
    assert floor.clearance_at(places[:1]) == pytest.approx(found[0])


def test_clearance_at_follows_what_is_cleared(floor):
    add(floor, patch(1.002, 1.2, 1.002, 1.2, 0.3), "Box")
    assert floor.clearance_at(np.array([[0.8, 1.1]]))[0] == pytest.approx(0.202, abs=0.004)
    floor.clear_box((0.95, 0.0, 0.95), (1.25, 0.4, 1.25))
    assert np.isinf(floor.clearance_at(np.array([[0.8, 1.1]]))[0])


@pytest.mark.parametrize("exact", [True, False])
def test_a_wall_that_was_only_guessed_to_be_there_is_cleared_by_looking_past_it(floor, exact):
    wall = np.stack([patch(0.8, 1.2, 0.2, 1.2, 1.5)[:, i] for i in (0, 2, 1)], axis=1)
    classes = np.full(len(wall), BY_NAME["Wall"].index + 1, np.uint8)
    floor.integrate(wall, classes, exact=exact)
    cell = floor.cell(1.0, 1.5)
    assert floor.obstacle[cell]
    floor.carve(np.full((300, 300), 3.0, np.float32), Pose(1.0, 0.0, 0.0, 0.0), 90.0)
    assert floor.obstacle[cell] == exact


def test_obstacles_can_be_forgotten_and_seen_again(floor):
    wall = patch(0.5, 0.6, 0.0, 2.0, 0.5)
    add(floor, wall, "Wall")
    known = floor.floor.copy()
    assert floor.obstacle.any()
    floor.forget_obstacles()
    assert not floor.obstacle.any() and (floor.floor == known).all()
    assert not floor.voxels.classes.any() and np.isinf(floor.clearance).all()
    add(floor, wall, "Wall")
    assert floor.obstacle.any() and np.isfinite(floor.clearance).any()
