"""The shape library: every object type's shapes in one tuple, and which of them an asset has."""

from __future__ import annotations

import difflib
import functools

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, OBJECT_TYPES, Affordance, can
from envs.thor.geometry import Collider, Material, Shape, Surface
from envs.thor.shapes.primitives import box


def _plain(kind: str) -> Shape:
    faces = box((-1, -1, -1), (1, 1, 1), Material.BODY)
    surfaces: tuple[Surface, ...] = ()
    if can(kind, Affordance.RECEPTACLE):
        surfaces = (Surface((-0.9, -0.9), (0.9, 0.9), 1.0),)
        if can(kind, Affordance.OPENABLE):
            surfaces = (Surface((-0.9, -0.9), (0.9, 0.9), -0.9, 0.3, True),)
    return Shape(kind, faces, surfaces, (Collider((-1, -1, -1), (1, 1, 1)),))


@functools.cache
def _by_type() -> dict[str, tuple[Shape, ...]]:
    return {kind.name: (_plain(kind.name),) for kind in OBJECT_TYPES}


@functools.cache
def library() -> tuple[Shape, ...]:
    """Every shape, in a fixed order: by type in the ontology's order, then by variant."""
    return tuple(shape for shapes in _by_type().values() for shape in shapes)


@functools.cache
def shapes_for(object_type: str, asset_id: str = "") -> tuple[int, ...]:
    """Indices into `library()` of the shapes that an object of a type may have.

    Args:
        object_type: ontology name.
        asset_id: narrows the choice to the shapes that fit the asset; "" or a name that is not
            known to need its own shape leaves all of the type's common ones.

    Raises:
        InvalidInputError: there is no such type; the message names the nearest.
    """
    if object_type not in BY_NAME:
        near = difflib.get_close_matches(object_type, BY_NAME, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise InvalidInputError("objectType", f"no type is called {object_type!r}{hint}")
    start = 0
    for kind, shapes in _by_type().items():
        if kind == object_type:
            return tuple(range(start, start + len(shapes)))
        start += len(shapes)
    raise AssertionError(object_type)
