from __future__ import annotations

import numpy as np
import pytest

from envs.interface import InvalidInputError
from envs.thor.geometry import Collider, Face, Material, Shape, Surface
from envs.thor.pack import OPEN_AIR, pack_geometry
from tests.envs.thor.worlds import BOX, DOOR, DRAWER, SHAPES


def test_ranges_cover_every_face_surface_and_collider() -> None:
    table = Shape(
        "table",
        BOX.faces[:2],
        (Surface((-1, -1), (1, 1), 1.0), Surface((-1, -1), (1, 1), -0.5, 0.3, True, 0.4)),
        (Collider((-1, 0, -1), (1, 1, 1)),),
    )
    geometry = pack_geometry((BOX, table, DOOR), "cpu")
    assert geometry.face_start.numpy().tolist() == [0, 6, 8]
    assert geometry.face_count.numpy().tolist() == [6, 2, 1]
    assert geometry.surface_count.numpy().tolist() == [0, 2, 0]
    assert geometry.surface_clearance.numpy().tolist() == pytest.approx([OPEN_AIR, 0.3])
    assert geometry.surface_enclosed.numpy().tolist() == [0, 1]
    assert geometry.surface_slides.numpy()[1] == pytest.approx(0.4)
    assert geometry.collider_low.numpy()[1].tolist() == [-1, 0, -1]
    assert geometry.face_ncorner.numpy().tolist() == [4] * 9


def test_planes_face_outwards() -> None:
    geometry = pack_geometry((BOX,), "cpu")
    planes = geometry.face_plane.numpy()
    np.testing.assert_allclose(planes[:, 3], 1.0, atol=1e-6)
    assert sorted(map(tuple, planes[:, :3].round().astype(int).tolist())) == sorted(
        [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]
    )


def test_bounds_and_motions() -> None:
    geometry = pack_geometry(SHAPES, "cpu")
    assert geometry.shape_bound.numpy()[1].tolist() == [1, 1, 0]
    assert geometry.shape_slide.numpy()[SHAPES.index(DRAWER)] == pytest.approx(1.5)
    assert geometry.shape_hinge.numpy()[SHAPES.index(DOOR)] == 1


def test_an_empty_library_and_an_empty_shape_are_packed() -> None:
    assert pack_geometry((), "cpu").face_start.shape == (0,)
    assert pack_geometry((Shape("air", ()),), "cpu").face_count.numpy().tolist() == [0]


@pytest.mark.parametrize(
    "corners",
    [
        ((0.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
        tuple((np.cos(a), np.sin(a), 0.0) for a in np.arange(9) * 0.6),
        ((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.5, 0.0, 0.0)),
    ],
)
def test_polygons_that_cannot_be_drawn_are_refused(corners: tuple) -> None:
    shape = Shape("bad", (Face(corners, Material.BODY),))
    with pytest.raises(InvalidInputError, match=r"shapes\[bad\].faces\[0\]"):
        pack_geometry((shape,), "cpu")
