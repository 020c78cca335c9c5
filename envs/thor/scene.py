"""A house ready to be simulated: a flat list of placed objects, and its rooms.

`build_scene` (in `house.py`) makes one from house JSON; `WorldState` (in `state.py`) packs a
batch of them into arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from envs.interface import Pose


@dataclass(slots=True)
class SceneObject:
    """One object, in world coordinates.

    Attributes:
        object_type: ontology name.
        position: [m] centre of the bounding box (x, y, z).
        yaw: [deg] clockwise from +z.
        size: [m] full extents (x, y, z) of the bounding box in the object's own frame.
        shape: index into the shape library (`shapes.LIBRARY`).
        asset_id: of the house JSON.
        parent: index in `Scene.objects` of the receptacle that holds it; -1 for none.
        state: `envs.ontology.State` bits.
        link: index of what it switches (a knob's burner, a faucet's basin); -1 for none.
        palette: seed of its colours.
        whole: for a part that slicing will bring into the scene, the index of the whole; else -1.
        present: False for parts whose whole has not been sliced yet.
        house_id: id in the house JSON, for messages; "" for parts.
        room: index in `Scene.rooms`; -1 where it belongs to none.
        object_id: AI2-THOR's id, where that is known; "" means that type and position make it.
    """

    object_type: str
    position: tuple[float, float, float]
    yaw: float
    size: tuple[float, float, float]
    shape: int
    asset_id: str = ""
    parent: int = -1
    state: int = 0
    link: int = -1
    palette: int = 0
    whole: int = -1
    present: bool = True
    house_id: str = ""
    room: int = -1
    object_id: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """One room: its type (`Kitchen`, `LivingRoom`, `Bedroom`, `Bathroom`) and floor polygon
    [(x, z), ...] in metres."""

    room_type: str
    polygon: tuple[tuple[float, float], ...]


@dataclass(slots=True)
class Scene:
    """A house.

    Attributes:
        name: such as `generated:12` or `FILE#3`.
        objects: structure (walls, floors, ceilings, doors, windows) first, then the rest;
            a receptacle always comes before what it holds.
        rooms: in the order of the house JSON.
        agent: where the house says the agent starts.
        light: direction (x, y, z) towards which the main light shines, unit length.
        house: the house JSON that it was made from.
    """

    name: str
    objects: list[SceneObject]
    rooms: list[Room]
    agent: Pose
    light: tuple[float, float, float] = (0.3, -0.9, 0.3)
    house: dict[str, object] = field(default_factory=dict)
