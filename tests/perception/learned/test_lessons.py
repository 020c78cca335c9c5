import numpy as np
import pytest

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, VISIBLE_STATES
from perception.learned.lessons import (
    HEIGHT,
    Reader,
    Variety,
    crop,
    lesson_of,
    mirrored,
    truth_of,
    zoomed,
)
from perception.learned.network import CELL, OFFSET_UNIT

from .painted import painted, rollout

STEADY = Variety(colour=0.0, mirror=0.0, depth=0.0)


def told(truth, seed=0, variety=STEADY):
    lesson = lesson_of(truth, variety, np.random.default_rng(seed))
    size = np.array(truth.things.shape)[::-1]
    pixels = np.rint((lesson.places + 1) / 2 * size - 0.5).astype(int)
    return lesson, pixels[:, 1], pixels[:, 0]


def test_points_tell_class_middle_and_depth_of_their_pixel():
    truth = truth_of(painted(np.random.default_rng(1)))
    assert truth.rgb.shape == (HEIGHT, HEIGHT, 3)
    lesson, rows, columns = told(truth)
    thing = truth.things[rows, columns]
    np.testing.assert_array_equal(lesson.kinds, truth.kinds[thing])
    known = np.isfinite(lesson.log_depth)
    assert known.all()
    np.testing.assert_allclose(np.exp(lesson.log_depth), truth.depth[rows, columns], rtol=1e-5)
    apple = lesson.kinds == BY_NAME["Apple"].index
    mask = truth.things == thing[apple][0]
    middle = np.argwhere(mask).mean(0)
    to_middle = np.stack([rows, columns], 1)[apple] + OFFSET_UNIT * lesson.geometry[apple, :2]
    np.testing.assert_allclose(to_middle, np.tile(middle, (apple.sum(), 1)), atol=0.1)
    size = OFFSET_UNIT * np.exp(lesson.geometry[apple, 2])
    np.testing.assert_allclose(size, np.sqrt(mask.sum()), rtol=1e-4)
    sides = OFFSET_UNIT * np.exp(lesson.geometry[apple, 3:])
    extent = np.ptp(np.argwhere(mask), 0) + 1
    np.testing.assert_allclose(sides, np.tile(extent, (apple.sum(), 1)), rtol=1e-4)
    assert np.isnan(lesson.geometry[lesson.kinds == BY_NAME["Floor"].index]).all()


def test_points_tell_where_the_next_cell_is_another_thing():
    truth = truth_of(painted(np.random.default_rng(1)))
    lesson, rows, columns = told(truth)
    at_edge = np.stack([rows, columns], 1) >= HEIGHT - CELL
    np.testing.assert_array_equal(np.isnan(lesson.borders), at_edge)
    here = truth.things[rows, columns]
    for axis, step in enumerate(((CELL, 0), (0, CELL))):
        inner = ~at_edge[:, axis]
        there = truth.things[rows[inner] + step[0], columns[inner] + step[1]]
        np.testing.assert_array_equal(lesson.borders[inner, axis], there != here[inner])
    assert 0.0 < np.nanmean(lesson.borders) < 0.5


def test_every_thing_has_points_and_its_own_states():
    frame = painted(np.random.default_rng(2))
    lesson, _, _ = told(truth_of(frame))
    names = {label.object_class: label.states for label in frame.labels}
    dirty, opened = VISIBLE_STATES.index("isDirty"), VISIBLE_STATES.index("isOpen")
    by_kind = dict(zip(lesson.thing_kinds.tolist(), lesson.thing_states, strict=True))
    mug, fridge = by_kind[BY_NAME["Mug"].index], by_kind[BY_NAME["Fridge"].index]
    assert mug[dirty] == ("isDirty" in names["Mug"])
    assert fridge[opened] == ("isOpen" in names["Fridge"])
    assert np.isnan(mug[opened]) and np.isnan(fridge[dirty])
    assert BY_NAME["Wall"].index not in by_kind
    assert set(lesson.owners.tolist()) == {-1, *range(len(by_kind))}


def test_depth_that_is_given_is_not_asked_for():
    lesson, _, _ = told(truth_of(painted(np.random.default_rng(3))), variety=Variety(depth=1.0))
    assert np.isnan(lesson.log_depth).all()
    assert lesson.inputs[7].all()


def test_zoomed_frames_show_the_same_things_larger():
    truth = truth_of(painted(np.random.default_rng(5)))
    part = crop(truth, 120, np.random.default_rng(0))
    large = zoomed(part, 240)
    assert large.rgb.shape == (240, 240, 3) and large.looks.shape == (2, 240, 240)
    np.testing.assert_array_equal(large.things[1::2, 1::2], part.things)
    np.testing.assert_array_equal(large.depth[1::2, 1::2], part.depth)
    np.testing.assert_array_equal(large.looks[:, 1::2, 1::2], part.looks)
    assert np.abs(large.rgb[1::2, 1::2].astype(int) - part.rgb).mean() < 12


def test_mirrored_frames_look_the_other_way():
    truth = truth_of(painted(np.random.default_rng(4)))
    other = mirrored(truth)
    np.testing.assert_allclose(other.looks[0], -truth.looks[0][:, ::-1])
    np.testing.assert_allclose(other.looks[0], truth.looks[0], atol=1e-6)  # symmetrical
    np.testing.assert_array_equal(mirrored(other).things, truth.things)


@pytest.mark.parametrize("side", [64, 304])
def test_crops_keep_their_rays(side):
    truth = truth_of(painted(np.random.default_rng(5)))
    part = crop(truth, side, np.random.default_rng(0))
    assert part.things.shape == part.rgb.shape[:2] == part.depth.shape == (side, side)
    step = np.diff(truth.looks[0, 0])[0]
    np.testing.assert_allclose(np.diff(part.looks[0], axis=1), step, rtol=1e-3)
    assert (part.things[HEIGHT:] == 0).all()


def test_reader_needs_frames(tmp_path):
    with pytest.raises(InvalidInputError, match="hestia rollout"):
        Reader([str(tmp_path)], np.random.default_rng(0))


def test_reader_gives_every_frame_once(tmp_path):
    rollout(tmp_path, 40)
    frames = list(Reader([str(tmp_path)], np.random.default_rng(0)).once(100))
    assert len(frames) == 40
