import dataclasses

import numpy as np
import pytest

from envs.interface import Pose
from perception.belief import Belief
from perception.view import View
from tests.perception.box_room import BoxRoom, standing, table


@pytest.fixture(scope="module")
def view() -> View:
    room = BoxRoom()
    room.things = {
        "table": table("DiningTable", (1.5, 0.0, 1.7), (3.5, 0.75, 3.2)),
        "mug": standing("Mug", (2.3, 0.75, 2.0), (0.09, 0.1, 0.09)),
        "plate": standing("Plate", (2.7, 0.75, 2.0), (0.26, 0.02, 0.26)),
    }
    belief = Belief()
    belief.update(room.observe(Pose(2.5, 1.2, 0.0, 30.0)))
    assert belief.view is not None
    return belief.view


def test_masks_and_names_agree(view):
    assert view.names == ("diningtable_1", "mug_1", "plate_1")
    for name in view.names:
        point = view.best_point(name)
        assert view.name_at(point) == name
        assert view.pixels(name) == view.mask(name).sum() > 0
    assert not view.mask("fork_1").any()
    assert view.best_point("fork_1") is None
    assert view.reach("fork_1") == np.inf
    assert view.name_at((0.01, 0.5)) is None  # the wall


def test_best_point_is_well_inside_the_mask(view):
    y, x = view.best_point("plate_1")
    row, column = int(y * 150), int(x * 150)
    assert view.mask("plate_1")[row - 2 : row + 3, column - 2 : column + 3].all()


def test_best_point_prefers_what_is_within_reach(view):
    x, _, z = view.world_point(view.best_point("diningtable_1"))
    assert np.hypot(x - 2.5, z - 1.2) <= 1.5
    assert view.reach("mug_1") == pytest.approx(np.hypot(0.15, 0.755), abs=0.03)


def test_a_few_pixels_of_something_nearer_bring_nothing_within_reach(view):
    spilt = dataclasses.replace(view, instances=view.instances.copy())
    table = view.instances[view.mask("diningtable_1")][0]
    far = (view.instances == table) & (view.distances() > 1.5)
    rows, columns = np.nonzero(far)
    spilt.instances[view.instances == table] = 0
    spilt.instances[rows, columns] = table
    nearest = spilt.instances[-4:, :4]
    nearest[...] = table  # of the floor before it
    assert 0.04 * spilt.pixels("diningtable_1") > 16
    assert spilt.reach("diningtable_1") < 1.2
    assert spilt.reach("diningtable_1", spilt=0.04) > 1.5


def test_surface_point_is_on_the_free_top_and_near_where_asked(view):
    x, y, z = view.world_point(view.surface_point("diningtable_1"))
    assert y == pytest.approx(0.75, abs=0.01)
    assert np.hypot(x - 2.5, z - 1.2) <= 1.5
    for near in ((2.0, 2.1), (3.0, 2.1)):
        x, y, z = view.world_point(view.surface_point("diningtable_1", near))
        assert (x, z) == pytest.approx(near, abs=0.12)
        assert y == pytest.approx(0.75, abs=0.01)


def test_surface_point_is_none_out_of_reach(view):
    assert view.surface_point("diningtable_1", reach=0.3) is None
    assert view.surface_point("fork_1") is None


def test_a_surface_known_from_before_is_found_whatever_it_is_taken_for(view):
    mug = view.points[view.mask("mug_1")]
    row, column = view.pixel(view.known_point(mug))
    assert view.mask("mug_1")[row, column]
    assert view.known_point(mug + np.float32((0.0, 0.1, 0.0))) is None  # nothing is there now
    assert view.known_point(mug, reach=0.3) is None
    behind = mug * np.float32((1, 1, -1))
    assert view.known_point(behind) is None
    assert view.known_point(mug[:0]) is None


def test_a_world_point_in_the_frame_is_found_again_and_none_beyond_it(view):
    point = view.best_point("mug_1")
    assert view.image_point(view.world_point(point)) == pytest.approx(point, abs=0.5 / 150)
    assert view.image_point((2.5, 1.5, 4.0)) is None  # out of reach
    assert view.image_point((2.5, 0.5, 0.5)) is None  # behind the agent
    assert view.image_point(None) is None
