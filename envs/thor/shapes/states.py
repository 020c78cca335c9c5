"""Parts that come and go with an object's state: liquids, shards, flames, what is used up."""

from __future__ import annotations

from collections.abc import Iterable

from envs.ontology import State
from envs.thor.geometry import Face, Material
from envs.thor.shapes.primitives import Faces, disc, sheet, shown

_LIQUIDS = (State.WATER, State.COFFEE, State.WINE)


def while_on(faces: Iterable[Face]) -> Faces:
    """Drawn only while toggled on."""
    return shown(faces, State.TOGGLED, State.TOGGLED)


def while_off(faces: Iterable[Face]) -> Faces:
    """Drawn only while toggled off."""
    return shown(faces, State.TOGGLED, 0)


def while_full(faces: Iterable[Face]) -> Faces:
    """Drawn until used up."""
    return shown(faces, State.USED_UP, 0)


def while_used_up(faces: Iterable[Face]) -> Faces:
    """Drawn once used up."""
    return shown(faces, State.USED_UP, State.USED_UP)


def while_whole(faces: Iterable[Face]) -> Faces:
    """Drawn until broken."""
    return shown(faces, State.BROKEN, 0)


def while_broken(faces: Iterable[Face]) -> Faces:
    """Drawn once broken."""
    return shown(faces, State.BROKEN, State.BROKEN)


def while_empty(faces: Iterable[Face]) -> Faces:
    """Drawn while no liquid is in it."""
    return shown(faces, State.filled(), 0)


def while_filled(faces: Iterable[Face]) -> Faces:
    """Drawn while any liquid is in it: once for each kind, as a face can ask for one alone."""
    drawn = tuple(faces)
    return tuple(face for kind in _LIQUIDS for face in shown(drawn, State.filled(), kind))


def liquid(
    height: float,
    radius: float | tuple[float, float],
    sides: int = 8,
    centre: tuple[float, float] = (0.0, 0.0),
) -> Faces:
    """The face of a liquid in an open vessel."""
    return while_filled(disc(height, radius, Material.LIQUID, sides=sides, centre=centre))


def breakable(faces: Iterable[Face], material: Material) -> Faces:
    """The faces until it breaks, and shards on the ground after."""
    return while_whole(faces) + while_broken(shards(material))


def shards(material: Material) -> Faces:
    """Broken pieces strewn over the bottom of the unit cube."""
    pieces = (
        ((-1.0, -0.9, -0.4), (-0.4, -0.75, -1.0), (-0.15, -0.95, -0.2)),
        ((0.1, -0.95, -1.0), (1.0, -0.9, -0.9), (0.5, -0.7, -0.15)),
        ((-1.0, -0.95, 0.2), (-0.15, -0.8, 0.0), (-0.4, -0.95, 1.0)),
        ((0.15, -0.95, 0.2), (1.0, -0.75, 0.0), (0.8, -0.95, 1.0)),
        ((-0.25, -0.97, -0.25), (0.35, -0.93, -0.3), (0.1, -0.75, 0.9)),
    )
    found: Faces = ()
    for piece in pieces:
        found += sheet(piece, material)
    return found
