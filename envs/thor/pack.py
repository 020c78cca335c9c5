"""Packs shapes into the `Geometry` struct that kernels read."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import warp as wp

from envs.interface import InvalidInputError
from envs.thor.geometry import Face, Motion, Shape
from envs.thor.state import Geometry

OPEN_AIR = 1e6  # [m] clearance of a surface with nothing above it
MAX_CORNERS = 8


def pack_geometry(shapes: Sequence[Shape], device: str) -> Geometry:
    """Packs a shape library.

    Args:
        shapes: the library; a shape's index in it is what `Objects.shape` holds.
        device: Warp device that the arrays live on.

    Raises:
        InvalidInputError: a face has fewer than 3 or more than 8 corners, or no area.
    """
    geometry = Geometry()
    _pack_ranges(geometry, shapes, device)
    _pack_faces(geometry, shapes, device)
    _pack_places(geometry, shapes, device)
    return geometry


def _pack_ranges(geometry: Geometry, shapes: Sequence[Shape], device: str) -> None:
    for name, count in (
        ("face", [len(shape.faces) for shape in shapes]),
        ("surface", [len(shape.surfaces) for shape in shapes]),
        ("collider", [len(shape.colliders) for shape in shapes]),
    ):
        start = np.cumsum([0, *count])[:-1]
        setattr(geometry, f"{name}_start", _array(start, wp.int32, device))
        setattr(geometry, f"{name}_count", _array(count, wp.int32, device))
    bound, slide, hinge = [], [], []
    for shape in shapes:
        corners = [corner for face in shape.faces for corner in face.corners]
        bound.append(np.abs(np.array(corners)).max(axis=0) if corners else np.ones(3))
        slide.append(
            max((face.amount for face in shape.faces if face.motion is Motion.SLIDE_Z), default=0.0)
        )
        hinge.append(any(face.motion in (Motion.HINGE_X, Motion.HINGE_Y) for face in shape.faces))
    geometry.shape_bound = _array(bound, wp.vec3, device)
    geometry.shape_slide = _array(slide, wp.float32, device)
    geometry.shape_hinge = _array(hinge, wp.int32, device)


def _pack_faces(geometry: Geometry, shapes: Sequence[Shape], device: str) -> None:
    planes: list[tuple[float, float, float, float]] = []
    for shape in shapes:
        for index, face in enumerate(shape.faces):
            if not 3 <= len(face.corners) <= MAX_CORNERS:
                raise InvalidInputError(
                    f"shapes[{shape.name}].faces[{index}].corners",
                    f"expected 3 to {MAX_CORNERS} corners, got {len(face.corners)}",
                )
            planes.append(_plane(face))
            if not any(planes[-1][:3]):
                raise InvalidInputError(
                    f"shapes[{shape.name}].faces[{index}].corners",
                    f"expected a polygon with an area, got {face.corners}",
                )
    faces = [face for shape in shapes for face in shape.faces]
    geometry.corner = _array([c for face in faces for c in face.corners], wp.vec3, device)
    start = np.cumsum([0, *(len(face.corners) for face in faces)])[:-1]
    geometry.face_corner = _array(start, wp.int32, device)

    def column(read: Callable[[Face], object], dtype: type) -> wp.array:
        return _array([read(face) for face in faces], dtype, device)

    geometry.face_ncorner = column(lambda face: len(face.corners), wp.int32)
    geometry.face_material = column(lambda face: int(face.material), wp.int32)
    geometry.face_two_sided = column(lambda face: int(face.two_sided), wp.int32)
    geometry.face_show_mask = column(lambda face: int(face.show[0]), wp.int32)
    geometry.face_show_value = column(lambda face: int(face.show[1]), wp.int32)
    geometry.face_motion = column(lambda face: int(face.motion), wp.int32)
    geometry.face_pivot = column(lambda face: face.pivot, wp.vec3)
    geometry.face_amount = column(lambda face: face.amount, wp.float32)
    geometry.face_plane = _array(planes, wp.vec4, device)


def _pack_places(geometry: Geometry, shapes: Sequence[Shape], device: str) -> None:
    surfaces = [surface for shape in shapes for surface in shape.surfaces]
    geometry.surface_low = _array([s.low for s in surfaces], wp.vec2, device)
    geometry.surface_high = _array([s.high for s in surfaces], wp.vec2, device)
    geometry.surface_y = _array([s.y for s in surfaces], wp.float32, device)
    clearance = [min(s.clearance, OPEN_AIR) for s in surfaces]
    geometry.surface_clearance = _array(clearance, wp.float32, device)
    geometry.surface_enclosed = _array([int(s.enclosed) for s in surfaces], wp.int32, device)
    geometry.surface_slides = _array([s.slides for s in surfaces], wp.float32, device)
    colliders = [collider for shape in shapes for collider in shape.colliders]
    geometry.collider_low = _array([c.low for c in colliders], wp.vec3, device)
    geometry.collider_high = _array([c.high for c in colliders], wp.vec3, device)


def _plane(face: Face) -> tuple[float, float, float, float]:
    """Outward normal and offset of a face, by Newell's method; zeros if it has no area."""
    nx = ny = nz = 0.0
    corners = face.corners
    for (ax, ay, az), (bx, by, bz) in zip(corners, (*corners[1:], corners[0]), strict=True):
        nx += ay * bz - az * by
        ny += az * bx - ax * bz
        nz += ax * by - ay * bx
    length = math.sqrt(nx * nx + ny * ny + nz * nz)
    if length < 1e-9:
        return 0.0, 0.0, 0.0, 0.0
    nx, ny, nz = nx / length, ny / length, nz / length
    offset = sum(nx * x + ny * y + nz * z for x, y, z in corners) / len(corners)
    return nx, ny, nz, offset


def _array(values: object, dtype: type, device: str) -> wp.array:
    """One row an element; never empty, since kernels must be able to take its address."""
    width = {wp.vec2: 2, wp.vec3: 3, wp.vec4: 4}.get(dtype)
    host = np.asarray(values, dtype=np.int32 if dtype is wp.int32 else np.float32)
    if host.size == 0:
        host = np.zeros((0, width) if width else 0, dtype=host.dtype)
    return wp.array(host, dtype=dtype, device=device)
