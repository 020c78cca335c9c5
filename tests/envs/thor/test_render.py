from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from envs.interface import InvalidInputError
from envs.ontology import State
from envs.thor.raycast import cast_rays
from envs.thor.render import Frames, Lighting, Renderer
from tests.envs.thor.worlds import Thing, clutter, make, pixel_rays

EYE = (0.0, 1.5, 0.0)


def draw(things: list[Thing], yaw: float = 0.0, horizon: float = 0.0, **options: object) -> Frames:
    renderer = Renderer(*make([things]))
    return renderer.render([0], [EYE], yaw, horizon, **options)  # type: ignore[arg-type]


def ids_of(frames: Frames) -> NDArray[np.int32]:
    assert frames.ids is not None
    return frames.ids[0]


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    yaw=st.floats(0, 360),
    horizon=st.floats(-30, 60),
    field_of_view=st.floats(40, 110),
    width=st.integers(30, 90),
    height=st.integers(30, 90),
)
def test_drawn_ids_and_depth_are_what_rays_hit(
    seed: int, yaw: float, horizon: float, field_of_view: float, width: int, height: int
) -> None:
    objects, geometry, nworld, nobject = make([clutter(np.random.default_rng(seed))])
    frames = Renderer(objects, geometry, nworld, nobject).render(
        [0], [EYE], yaw, horizon, field_of_view, width, height
    )
    rays, depth_per_metre = pixel_rays(yaw, horizon, field_of_view, width, height)
    slots, distances = cast_rays(objects, geometry, 0, EYE, rays)
    near = distances * depth_per_metre > 0.05  # the near plane cuts off what is nearer
    same = ids_of(frames).ravel() == slots + 1
    assert same[near].mean() > 0.995
    assert frames.depth is not None
    both = same & near & (slots >= 0)
    error = np.abs(frames.depth[0].ravel()[both] - (distances * depth_per_metre)[both])
    assert np.quantile(error, 0.99, method="lower") < 1e-3 if both.any() else True


def test_depth_of_a_wall_is_along_the_forward_axis() -> None:
    wall = Thing((0.0, 1.5, 3.0), (20.0, 20.0, 1.0))
    frames = draw([wall], width=40, height=30)
    assert frames.depth is not None
    np.testing.assert_allclose(frames.depth[0], 2.5, rtol=1e-5)
    assert (ids_of(frames) == 1).all()


def test_yaw_turns_clockwise_and_horizon_looks_down() -> None:
    east = Thing((3.0, 1.5, 0.0))
    assert ids_of(draw([east], yaw=90.0))[150, 150] == 1
    assert ids_of(draw([east], yaw=270.0)).max() == 0
    floor = Thing((0.0, -0.05, 0.0), (10.0, 0.1, 10.0))
    frames = draw([floor], horizon=60.0)
    assert frames.depth is not None
    middle = frames.depth[0, 149:151, 149:151].mean()
    assert middle == pytest.approx(1.5 / np.sin(np.radians(60)), rel=1e-3)
    assert ids_of(draw([floor], horizon=-60.0)).max() == 0


def test_a_box_to_the_right_is_drawn_on_the_right_and_up_is_up() -> None:
    ids = ids_of(draw([Thing((1.5, 2.5, 3.0), (0.4, 0.4, 0.4))]))
    rows, columns = np.nonzero(ids)
    assert columns.min() > 150
    assert rows.max() < 150
    # 300 pixels span 90 degrees: the centre of the front is at 150 + 150 * 1.5 / 2.8.
    assert columns.min() == pytest.approx(150 + 150 * 1.3 / 2.8, abs=15)


def test_front_of_an_object_faces_where_its_yaw_says() -> None:
    # A door shape has one panel, on its front.
    towards = Thing((0.0, 1.5, 3.0), (1.0, 1.0, 1.0), yaw=180.0, shape=2)
    away = Thing((0.0, 1.5, 3.0), (1.0, 1.0, 1.0), yaw=0.0, shape=2)
    for thing, expected in ((towards, 2.5), (away, 3.5)):
        frames = draw([thing])
        assert frames.depth is not None
        assert frames.depth[0, 150, 150] == pytest.approx(expected, rel=1e-4)


def test_an_opened_door_swings_and_a_drawer_slides() -> None:
    door = Thing((0.0, 1.5, 3.0), (1.0, 1.0, 1.0), yaw=180.0, shape=2)
    assert ids_of(draw([door]))[150, 150] == 1
    door.openness = 1.0
    opened = ids_of(draw([door]))
    assert opened[150, 150] == 0
    assert opened.max() == 1  # seen from its edge side, somewhere else
    drawer = Thing((0.0, 1.5, 3.0), (1.0, 1.0, 1.0), yaw=180.0, shape=3, openness=0.5)
    frames = draw([drawer])
    assert frames.depth is not None
    assert frames.depth[0, 150, 150] == pytest.approx(2.5 - 0.5 * 1.5 * 0.5, rel=1e-4)


def test_faces_show_by_state() -> None:
    cup = Thing((0.0, 1.0, 2.0), (1.0, 0.2, 1.0), shape=4)
    assert ids_of(draw([cup], horizon=20.0)).max() == 0
    cup.state = int(State.WATER)
    frames = draw([cup], horizon=20.0)
    assert ids_of(frames).max() == 1
    water = frames.rgb[0][ids_of(frames) == 1].mean(axis=0)  # type: ignore[index]
    cup.state = int(State.WATER | State.COFFEE)
    frames = draw([cup], horizon=20.0)
    coffee = frames.rgb[0][ids_of(frames) == 1].mean(axis=0)  # type: ignore[index]
    assert water[2] > coffee[2] + 50


def test_states_can_be_seen() -> None:
    plate = Thing((0.0, 1.5, 1.0), (1.0, 1.0, 0.2))
    clean = draw([plate]).rgb
    assert clean is not None
    clean = clean.copy()
    for state in (State.DIRTY, State.BROKEN):
        plate.state = int(state)
        changed = draw([plate]).rgb
        assert changed is not None
        assert (np.abs(clean.astype(int) - changed).max(axis=-1) > 20).mean() > 0.03


def test_absent_things_are_not_drawn() -> None:
    assert ids_of(draw([Thing((0.0, 1.5, 2.0), present=0)])).max() == 0


def test_one_sided_faces_are_not_seen_from_behind_and_sheets_are() -> None:
    # From inside a box nothing of it is seen; a sheet is seen from both sides.
    assert ids_of(draw([Thing(EYE, (4.0, 4.0, 4.0))])).max() == 0
    for yaw in (0.0, 180.0):
        assert ids_of(draw([Thing((0.0, 1.5, 1.0), shape=1, yaw=yaw)])).max() == 1


def test_faces_that_reach_behind_the_camera_are_clipped() -> None:
    floor = Thing((0.0, 0.95, 0.0), (10.0, 1.0, 10.0))
    frames = draw([floor], horizon=0.0, width=50, height=50)
    assert frames.depth is not None
    assert (ids_of(frames)[26:] == 1).all()
    # Rows below the horizon see the floor 0.05 m under the eye, at depth 0.05 / tan.
    rows = np.arange(26, 50)
    tangent = ((rows + 0.5) - 25) / 25
    seen = frames.depth[0, 26:].mean(axis=1)
    np.testing.assert_allclose(seen, 0.05 / tangent, rtol=1e-3)


def test_a_batch_is_the_same_as_its_views_alone() -> None:
    rng = np.random.default_rng(3)
    renderer = Renderer(*make([clutter(rng), clutter(rng, 10), []]))
    world = np.array([0, 1, 0, 2, 1])
    position = np.tile(EYE, (5, 1)) + rng.uniform(-0.5, 0.5, size=(5, 3))
    yaw, horizon = rng.uniform(0, 360, size=5), rng.uniform(-30, 60, size=5)
    field_of_view = rng.uniform(50, 100, size=5)
    light = Lighting(exposure=rng.uniform(0.7, 1.2, size=5), direction=(0.0, -1.0, 0.0))
    batch = renderer.render(world, position, yaw, horizon, field_of_view, 61, 47, lighting=light)
    kept = [np.array(array) for array in (batch.rgb, batch.depth, batch.ids)]
    for view in range(5):
        alone = renderer.render(
            [world[view]],
            position[view : view + 1],
            yaw[view],
            horizon[view],
            field_of_view[view],
            61,
            47,
            lighting=Lighting(
                exposure=np.asarray(light.exposure)[view], direction=(0.0, -1.0, 0.0)
            ),
        )
        for whole, single in zip(kept, (alone.rgb, alone.depth, alone.ids), strict=True):
            np.testing.assert_array_equal(whole[view], single[0])  # type: ignore[index]


def test_the_same_render_has_the_same_bytes() -> None:
    things = clutter(np.random.default_rng(5))
    first, second = draw(things, 40.0, 10.0), draw(things, 40.0, 10.0)
    for a, b in ((first.rgb, second.rgb), (first.depth, second.depth), (first.ids, second.ids)):
        assert a is not None
        assert b is not None
        assert a.tobytes() == b.tobytes()


def test_resolution_does_not_change_what_is_where() -> None:
    things = clutter(np.random.default_rng(8))
    small = ids_of(draw(things, width=60, height=60)).copy()
    large = ids_of(draw(things, width=180, height=180))
    # The centre of a small pixel is the centre of the middle one of nine.
    assert (small == large[1::3, 1::3]).mean() > 0.999


def test_frames_are_as_wide_as_asked_and_carry_what_is_asked() -> None:
    frames = draw([Thing((0.0, 1.5, 3.0))], width=64, height=48, rgb=False, depth=False)
    assert frames.rgb is None
    assert frames.depth is None
    assert ids_of(frames).shape == (48, 64)
    # Pixels are square: the box is as wide as it is high.
    rows, columns = np.nonzero(ids_of(frames))
    assert np.ptp(rows) == np.ptp(columns)


def test_state_is_drawn_as_it_is_when_asked() -> None:
    objects, geometry, nworld, nobject = make([[Thing((0.0, 1.5, 3.0))]])
    renderer = Renderer(objects, geometry, nworld, nobject)
    before = ids_of(renderer.render([0], [EYE], 0.0, 0.0)).copy()
    objects.position.numpy()[0, 0] = (1.0, 1.5, 3.0)
    after = ids_of(renderer.render([0], [EYE], 0.0, 0.0))
    assert before[150, 150] == 1
    assert after[150, 150] == 0
    assert after.max() == 1


def test_empty_worlds_and_empty_batches_are_drawn() -> None:
    renderer = Renderer(*make([[]]))
    frames = renderer.render([0], [EYE], 0.0, 0.0, width=20, height=10)
    assert frames.depth is not None
    assert np.isinf(frames.depth).all()
    assert ids_of(frames).max() == 0
    none = renderer.render(np.zeros(0, np.int32), np.zeros((0, 3)), 0.0, 0.0, width=20, height=10)
    assert none.rgb is not None
    assert none.rgb.shape == (0, 10, 20, 3)


def test_light_brightens() -> None:
    thing = Thing((0.0, 1.5, 2.0), (3.0, 3.0, 1.0))
    dim = draw([thing], lighting=Lighting(exposure=0.5)).rgb
    bright = draw([thing], lighting=Lighting(exposure=1.0)).rgb
    assert dim is not None
    assert bright is not None
    assert bright.mean() > 1.5 * dim.mean()


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"world": [1]}, "world"),
        ({"world": [-1]}, "world"),
        ({"field_of_view": 180.0}, "field_of_view"),
        ({"field_of_view": float("nan")}, "field_of_view"),
        ({"width": 0}, "width"),
        ({"position": [[0.0, 1.0]]}, "position"),
        ({"position": [[0.0, float("nan"), 0.0]]}, "position"),
        ({"yaw": [0.0, 1.0]}, "yaw"),
        ({"horizon": float("inf")}, "horizon"),
    ],
)
def test_what_cannot_be_drawn_is_refused(options: dict[str, object], field: str) -> None:
    arguments: dict[str, object] = {"world": [0], "position": [EYE], "yaw": 0.0, "horizon": 0.0}
    renderer = Renderer(*make([[]]))
    with pytest.raises(InvalidInputError) as caught:
        renderer.render(**(arguments | options))  # type: ignore[arg-type]
    assert caught.value.field == field
