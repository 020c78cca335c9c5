"""The shape library: every object type's shapes in one tuple, and which of them an asset has."""

from __future__ import annotations

import dataclasses
import difflib
import functools
from collections.abc import Callable

from envs.interface import InvalidInputError
from envs.ontology import OBJECT_TYPES
from envs.thor.assets import Asset, table
from envs.thor.geometry import Face, Material, Shape
from envs.thor.shapes.bathroom import bathroom_shapes
from envs.thor.shapes.containers import container_shapes
from envs.thor.shapes.electronics import electronics_shapes
from envs.thor.shapes.fitted import fitted_shapes
from envs.thor.shapes.food import food_shapes
from envs.thor.shapes.kitchen import appliance_shapes
from envs.thor.shapes.primitives import box, lathe
from envs.thor.shapes.small_things import small_shapes
from envs.thor.shapes.structure import structure_shapes
from envs.thor.shapes.tableware import tableware_shapes

BOTTOM = -0.97  # height of an inside bottom, in the shape's frame


@functools.cache
def _free() -> dict[str, tuple[Shape, ...]]:
    """Shapes that fit any asset of their type."""
    found: dict[str, tuple[Shape, ...]] = {}
    for part in (
        structure_shapes,
        appliance_shapes,
        tableware_shapes,
        food_shapes,
        electronics_shapes,
        small_shapes,
        container_shapes,
        bathroom_shapes,
    ):
        found.update(part())
    return found


@functools.cache
def _fitted() -> dict[str, dict[str, Shape]]:
    return fitted_shapes()


def _of_type(kind: str) -> tuple[Shape, ...]:
    if kind in _free():
        return _free()[kind]
    by_name = {shape.name: shape for shape in _fitted()[kind].values()}
    return tuple(by_name.values())


@functools.cache
def library() -> tuple[Shape, ...]:
    """Every shape, in a fixed order: by type in the ontology's order, then by variant; an agent's
    body last."""
    shapes = [_off_the_ground(shape) for kind in OBJECT_TYPES for shape in _of_type(kind.name)]
    return (*shapes, _body())


def body_shape() -> int:
    """Index in the library of an agent's body."""
    return len(library()) - 1


def _body() -> Shape:
    """A round body with a dark face ahead (+z); convex, so that from inside nothing is seen."""
    profile = [(0.7, -1.0), (0.95, -0.85), (1.0, 0.55), (0.85, 0.85), (0.45, 1.0)]
    trunk = lathe(profile, Material.BODY, paint={2: Material.LIGHT, 3: Material.LIGHT})
    face = box(
        (-0.35, 0.2, 0.9), (0.35, 0.5, 1.0), Material.DARK, without="back left right top bottom"
    )
    return Shape("Agent", (*trunk, *face), (), ())


def _off_the_ground(shape: Shape) -> Shape:
    """Raises the faces that would lie in what the shape stands on and can be seen from above.

    The inside bottom of an open box is one: in the plane of the floor, either would be drawn.
    """
    faces = []
    for face in shape.faces:
        if all(y < -0.999 for _, y, _ in face.corners) and (face.two_sided or _looks_up(face)):
            lifted = tuple((x, BOTTOM, z) for x, _, z in face.corners)
            face = dataclasses.replace(face, corners=lifted)
        faces.append(face)
    return dataclasses.replace(shape, faces=tuple(faces))


def _looks_up(face: Face) -> bool:
    (ax, _, az), (bx, _, bz), (cx, _, cz) = face.corners[:3]
    return (bz - az) * (cx - bx) - (bx - ax) * (cz - bz) > 0.0


@functools.cache
def _indices() -> dict[str, dict[str, int]]:
    """Index in the library by type and shape name."""
    found: dict[str, dict[str, int]] = {}
    start = 0
    for kind in OBJECT_TYPES:
        names = [shape.name for shape in _of_type(kind.name)]
        found[kind.name] = {name: start + i for i, name in enumerate(names)}
        start += len(names)
    return found


def shapes_for(object_type: str, asset_id: str = "") -> tuple[int, ...]:
    """Indices into `library()` of the shapes that an object of a type may have.

    Args:
        object_type: ontology name.
        asset_id: narrows the choice to the shapes that suit the asset; "" or a name that is not
            known leaves all of the type's.

    Raises:
        InvalidInputError: there is no such type; the message names the nearest.
    """
    known = _indices().get(object_type)
    if known is None:
        near = difflib.get_close_matches(object_type, _indices(), n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise InvalidInputError("objectType", f"no type is called {object_type!r}{hint}")
    fitted = _fitted().get(object_type, {}).get(asset_id)
    if fitted is not None:
        return (known[fitted.name],)
    item = table().get(asset_id)
    suits = _SUITS.get(object_type)
    if item is not None and suits is not None:
        wanted = suits(item)
        found = tuple(
            i for name, i in known.items() if name.removeprefix(object_type + "_") in wanted
        )
        if found:
            return found
    return tuple(known.values())


def _doorway(item: Asset) -> tuple[str, ...]:
    return ("double",) if "Double" in item.asset_id else ("panelled", "plain")


def _doorframe(item: Asset) -> tuple[str, ...]:
    return ("double",) if "Double" in item.asset_id else ("single",)


def _window(item: Asset) -> tuple[str, ...]:
    return (item.asset_id.split("_")[1].casefold(),)


def _television(item: Asset) -> tuple[str, ...]:
    return ("wall",) if item.size[2] < 0.12 else ("stand", "feet")


def _faucet(item: Asset) -> tuple[str, ...]:
    if item.size[0] > 0.2:
        return ("cross",)
    return ("arc",) if item.size[1] > 0.26 else ("lever",)


def _pot(item: Asset) -> tuple[str, ...]:
    return ("handle",) if item.size[2] > item.size[0] else ("loops",)


def _bread(item: Asset) -> tuple[str, ...]:
    return ("baguette",) if item.size[2] > 0.34 else ("tin", "round")


def _statue(item: Asset) -> tuple[str, ...]:
    if item.asset_id.startswith(("Dog", "Hand")):
        return ("dog",)
    return ("bust", "column")


def _vase(item: Asset) -> tuple[str, ...]:
    return ("open",) if "Open" in item.asset_id or "Flat" in item.asset_id else ("belly", "slim")


def _candle(item: Asset) -> tuple[str, ...]:
    return ("taper",) if item.size[1] > 0.2 else ("block",)


_SUITS: dict[str, Callable[[Asset], tuple[str, ...]]] = {
    "Bread": _bread,
    "Candle": _candle,
    "Doorframe": _doorframe,
    "Doorway": _doorway,
    "Faucet": _faucet,
    "Pot": _pot,
    "Statue": _statue,
    "Television": _television,
    "Vase": _vase,
    "Window": _window,
}
