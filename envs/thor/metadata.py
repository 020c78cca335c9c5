"""AI2-THOR's metadata of one world, made only where it is asked for.

`WorldView` copies what a world is at one moment; `LazyMetadata` is the dictionary that an
`ai2thor.server.Event` carries and builds its entries from that copy when they are first read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import warp as wp
from ai2thor.server import MetadataWrapper
from numpy.typing import NDArray

from envs.interface import CAMERA_HEIGHT
from envs.ontology import OBJECT_TYPES, Affordance, ObjectType, State
from envs.thor.raycast import visible_objects
from envs.thor.scene import Scene, SceneObject
from envs.thor.simulator import Simulator
from envs.thor.state import Agents, Objects

NEAR_PLANE, FAR_PLANE = 0.1, 20.0  # [m] of AI2-THOR's camera
UNLISTED = frozenset({"Wall", "Ceiling"})  # structure that AI2-THOR's metadata leaves out
AGENT_HEIGHT_ABOVE_FLOOR = 0.9  # [m] AI2-THOR gives the middle of the agent's body
DENSITY = 250.0  # [kg/m3] of a thing's bounding box; masses are estimates
TEMPERATURES = ("RoomTemp", "Hot", "Cold")
_BASIN_OF = {"SinkBasin": "Sink", "BathtubBasin": "Bathtub"}
_FIELDS = (
    "type",
    "present",
    "position",
    "yaw",
    "half",
    "parent",
    "state",
    "openness",
    "shape",
    "palette",
    "link",
    "whole",
    "temperature",
)
_AGENT_FIELDS = ("position", "yaw", "horizon", "camera_height", "held")

# AI2-THOR's keys by the bits that make them true, as plain integers for speed.
_ABLE: tuple[tuple[str, int], ...] = (
    ("receptacle", int(Affordance.RECEPTACLE)),
    ("toggleable", int(Affordance.TOGGLEABLE)),
    ("breakable", int(Affordance.BREAKABLE)),
    ("canFillWithLiquid", int(Affordance.FILLABLE)),
    ("dirtyable", int(Affordance.DIRTYABLE)),
    ("canBeUsedUp", int(Affordance.USABLE_UP)),
    ("cookable", int(Affordance.COOKABLE)),
    ("isHeatSource", int(Affordance.HEAT_SOURCE)),
    ("isColdSource", int(Affordance.COLD_SOURCE)),
    ("sliceable", int(Affordance.SLICEABLE)),
    ("openable", int(Affordance.OPENABLE)),
    ("pickupable", int(Affordance.PICKUPABLE)),
    ("moveable", int(Affordance.MOVEABLE)),
)
_HAS: tuple[tuple[str, int], ...] = (
    ("isToggled", int(State.TOGGLED)),
    ("isBroken", int(State.BROKEN)),
    ("isFilledWithLiquid", int(State.filled())),
    ("isDirty", int(State.DIRTY)),
    ("isUsedUp", int(State.USED_UP)),
    ("isCooked", int(State.COOKED)),
    ("isSliced", int(State.SLICED)),
    ("isOpen", int(State.OPEN)),
)
_LIQUIDS = ((int(State.WATER), "water"), (int(State.COFFEE), "coffee"), (int(State.WINE), "wine"))

Json = dict[str, Any]


def object_ids(scene: Scene) -> tuple[str, ...]:
    """AI2-THOR's id of every object of a scene, by slot; no two are the same.

    `Type|+xx.xx|+yy.yy|+zz.zz` from where it first is, unless the scene says otherwise; parts that
    slicing makes add `|TypeSliced_0`, and the basin of a sink or bath is named after it.
    """
    ids: list[str] = []
    taken: dict[str, int] = {}
    parts: dict[int, int] = {}
    for thing in scene.objects:
        if thing.whole >= 0:
            index = parts.get(thing.whole, 0)
            parts[thing.whole] = index + 1
            name = f"{ids[thing.whole]}|{thing.object_type}_{index}"
        else:
            name = _placed_id(scene, thing)
        count = taken.get(name, 0)
        taken[name] = count + 1
        ids.append(f"{name}|{count}" if count else name)
    return tuple(ids)


def _placed_id(scene: Scene, thing: SceneObject) -> str:
    if thing.object_id:
        return thing.object_id
    basin_of = _BASIN_OF.get(thing.object_type)
    if basin_of is not None:
        outer = [other for other in scene.objects if other.object_type == basin_of]
        near = min(outer, key=lambda o: math.dist(o.position, thing.position), default=None)
        if near is not None and math.dist(near.position, thing.position) < 1.5:
            return f"{near.object_id or _position_id(near)}|{thing.object_type}"
    return _position_id(thing)


def _position_id(thing: SceneObject) -> str:
    return "|".join([thing.object_type, *(f"{v + 0.0:+06.2f}" for v in thing.position)])


@dataclass(frozen=True, slots=True)
class WorldView:
    """One world at one moment.

    Attributes:
        simulator: where it was taken from, for what never changes (geometry, camera).
        scene: the house.
        ids: AI2-THOR's id by slot.
        objects: fields of `Objects`, (nobject, ...).
        agent: fields of `Agents` as (1, ...).
    """

    simulator: Simulator
    scene: Scene
    ids: tuple[str, ...]
    objects: dict[str, NDArray[Any]]
    agent: dict[str, NDArray[Any]]

    @classmethod
    def of(cls, simulator: Simulator, world: int, ids: tuple[str, ...]) -> WorldView:
        """Copies a world as it is now."""
        objects = {name: simulator.numpy(name)[world].copy() for name in _FIELDS}
        agent = {
            name: simulator.agent_numpy(name)[world : world + 1].copy() for name in _AGENT_FIELDS
        }
        return cls(simulator, simulator.scenes[world], ids, objects, agent)

    def slots(self) -> list[int]:
        """Slots that AI2-THOR's metadata would list, in order."""
        return [
            slot
            for slot in range(len(self.scene.objects))
            if self.objects["present"][slot]
            and self.scene.objects[slot].object_type not in UNLISTED
        ]

    def camera(self) -> NDArray[np.float64]:
        """Camera centre (3,), metres, world frame."""
        centre = self.agent["position"][0].astype(np.float64)
        centre[1] += float(self.agent["camera_height"][0])
        return centre

    def visible(self) -> NDArray[np.bool_]:
        """(nobject,) what the agent sees within reach, as AI2-THOR's `visible`."""
        device = self.simulator.device
        objects, agents = Objects(), Agents()
        for name, array in self.objects.items():
            setattr(objects, name, _warp(array[None], device))
        for name, array in self.agent.items():
            setattr(agents, name, _warp(array, device))
        return visible_objects(
            objects,
            self.simulator.geometry,
            agents,
            self.simulator.field_of_view,
            self.simulator.aspect,
            self.simulator.reach,
        )[0]

    def ancestors(self, slot: int) -> list[int]:
        """What holds a thing, nearest first; the floor last for what stands on it."""
        found: list[int] = []
        parent = self.objects["parent"]
        at = int(parent[slot])
        while at >= 0 and at not in found:
            found.append(at)
            at = int(parent[at])
        if at == -1:
            floor = self._floor_under(found[-1] if found else slot)
            if floor >= 0 and floor != slot:
                found.append(floor)
        return found

    def _floor_under(self, slot: int) -> int:
        """Slot of the floor that a thing stands on; -1 for none."""
        x, y, z = self.objects["position"][slot]
        bottom = float(y - self.objects["half"][slot][1])
        for index, thing in enumerate(self.scene.objects):
            if thing.object_type == "Floor":
                centre, half = self.objects["position"][index], self.objects["half"][index]
                over = abs(x - centre[0]) <= half[0] and abs(z - centre[2]) <= half[2]
                if over and abs(bottom - float(centre[1] + half[1])) < 0.05:
                    return index
        return -1

    def corners(self) -> NDArray[np.float64]:
        """Corners (nobject, 8, 3) of every object's box, metres, world frame."""
        angle = np.radians(self.objects["yaw"].astype(np.float64))[:, None]
        sin, cos = np.sin(angle), np.cos(angle)
        signs = np.array([(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)])
        x, y, z = np.moveaxis(self.objects["half"].astype(np.float64)[:, None] * signs, 2, 0)
        turned = np.stack([x * cos + z * sin, y, z * cos - x * sin], axis=2)
        return self.objects["position"].astype(np.float64)[:, None] + turned


def _warp(array: NDArray[Any], device: str) -> wp.array:
    host = np.ascontiguousarray(array)
    kind = {"i": wp.int32, "f": wp.float32}[host.dtype.kind]
    vector = host.ndim > 1 and host.shape[-1] == 3 and kind is wp.float32
    return wp.array(host, dtype=wp.vec3 if vector else kind, device=device)


def _xyz(point: Sequence[float] | NDArray[Any]) -> Json:
    return {"x": float(point[0]), "y": float(point[1]), "z": float(point[2])}


def _box(low: NDArray[np.float64], high: NDArray[np.float64]) -> Json:
    corners = [
        [float(x), float(y), float(z)]
        for x in (high[0], low[0])
        for y in (high[1], low[1])
        for z in (high[2], low[2])
    ]
    return {"cornerPoints": corners, "center": _xyz((low + high) / 2), "size": _xyz(high - low)}


def _flags(kind: ObjectType, state: int) -> Json:
    """The pairs of what can be done with an object and whether it was."""
    affordances = int(kind.affordances)
    flags: Json = {key: affordances & bits != 0 for key, bits in _ABLE}
    flags.update((key, state & bits != 0) for key, bits in _HAS)
    flags["fillLiquid"] = next((name for bit, name in _LIQUIDS if state & bit), None)
    return flags


def object_metadata(view: WorldView) -> list[Json]:
    """One entry for each object in the scene, with AI2-THOR's keys."""
    visible = view.visible()
    corners = view.corners()
    slots = view.slots()
    above = {slot: view.ancestors(slot) for slot in slots}
    held = int(view.agent["held"][0])
    inside: dict[int, list[str]] = {slot: [] for slot in slots}
    for slot in slots:
        for holder in above[slot]:
            inside.setdefault(holder, []).append(view.ids[slot])
    return [
        _object(view, slot, bool(visible[slot]), corners[slot], above[slot], inside[slot], held)
        for slot in slots
    ]


def _object(
    view: WorldView,
    slot: int,
    visible: bool,
    corners: NDArray[np.float64],
    above: list[int],
    inside: list[str],
    held: int,
) -> Json:
    thing = view.scene.objects[slot]
    kind = OBJECT_TYPES[int(view.objects["type"][slot])]
    position = view.objects["position"][slot]
    low, high = corners.min(axis=0), corners.max(axis=0)
    temperature = TEMPERATURES[int(view.objects["temperature"][slot])]
    loose = kind.can(Affordance.PICKUPABLE | Affordance.MOVEABLE)
    link = int(view.objects["link"][slot])
    return {
        "name": view.ids[slot].replace("|", "_"),
        "objectId": view.ids[slot],
        "objectType": kind.name,
        "assetId": thing.asset_id,
        "position": _xyz(position),
        "rotation": {"x": 0.0, "y": float(view.objects["yaw"][slot]), "z": 0.0},
        "visible": visible,
        "isInteractable": visible,
        "obstructed": not visible,
        "distance": float(np.linalg.norm(position - _body(view))),
        **_flags(kind, int(view.objects["state"][slot])),
        "openness": float(view.objects["openness"][slot]),
        "isPickedUp": slot == held,
        "isMoving": False,
        "temperature": temperature,
        "ObjectTemperature": temperature,
        "mass": round(DENSITY * float(np.prod(high - low)), 3) if loose else 0.0,
        "salientMaterials": None,
        "parentReceptacles": [view.ids[holder] for holder in above] or None,
        "receptacleObjectIds": inside if kind.can(Affordance.RECEPTACLE) else None,
        "controlledObjects": [view.ids[link]] if link >= 0 else None,
        "axisAlignedBoundingBox": _box(low, high),
        "objectOrientedBoundingBox": {"cornerPoints": corners.tolist()} if loose else None,
    }


def _body(view: WorldView) -> NDArray[np.float64]:
    """Middle of the agent's body, where AI2-THOR says the agent is."""
    return view.agent["position"][0] + np.array([0.0, AGENT_HEIGHT_ABOVE_FLOOR, 0.0])


def agent_metadata(view: WorldView) -> Json:
    """AI2-THOR's `agent`."""
    return {
        "name": "agent",
        "position": _xyz(_body(view)),
        "rotation": {"x": 0.0, "y": float(view.agent["yaw"][0]), "z": 0.0},
        "cameraHorizon": float(view.agent["horizon"][0]),
        "isStanding": abs(float(view.agent["camera_height"][0]) - CAMERA_HEIGHT) < 1e-3,
        "inHighFrictionArea": False,
    }


def held_metadata(view: WorldView) -> Json:
    """AI2-THOR's `heldObjectPose`: of what is held, or of the empty hand at the camera."""
    held = int(view.agent["held"][0])
    yaw = float(view.agent["yaw"][0])
    camera = view.camera()
    position = view.objects["position"][held].astype(np.float64) if held >= 0 else camera
    angle = math.radians(yaw)
    offset = position - camera
    local = (
        offset[0] * math.cos(angle) - offset[2] * math.sin(angle),
        offset[1],
        offset[0] * math.sin(angle) + offset[2] * math.cos(angle),
    )
    return {
        "position": _xyz(position),
        "rotation": {"x": 0.0, "y": yaw, "z": 0.0},
        "localPosition": _xyz(local),
        "localRotation": {"x": 0.0, "y": 0.0, "z": 0.0},
    }


def inventory_metadata(view: WorldView) -> list[Json]:
    """AI2-THOR's `inventoryObjects`: what the agent holds, and what is in it."""
    held = int(view.agent["held"][0])
    if held < 0:
        return []
    carried = [held, *(slot for slot in view.slots() if held in view.ancestors(slot))]
    return [
        {
            "objectId": view.ids[slot],
            "objectType": OBJECT_TYPES[int(view.objects["type"][slot])].name,
        }
        for slot in carried
    ]


def bounds_metadata(view: WorldView) -> Json:
    """AI2-THOR's `sceneBounds`."""
    corners = view.corners()[view.objects["present"] > 0].reshape(-1, 3)
    if not len(corners):
        corners = np.zeros((1, 3))
    return _box(corners.min(axis=0), corners.max(axis=0))


class LazyMetadata(MetadataWrapper):
    """A metadata dictionary whose costly entries are built when they are first read.

    Reading it as a whole (iterating, copying, encoding as JSON) builds all of them.

    Args:
        ready: entries that cost nothing.
        makers: how to build each of the others.
    """

    def __init__(self, ready: Json, makers: dict[str, Callable[[], Any]]) -> None:
        super().__init__(ready)
        self._makers = dict(makers)

    def __missing__(self, key: str) -> Any:
        maker = self._makers.get(key)
        if maker is None:
            raise KeyError(key)
        value = maker()
        super().__setitem__(key, value)
        return value

    def _complete(self) -> None:
        for key in self._makers:
            if not super().__contains__(key):
                self.__missing__(key)

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._makers

    def get(self, key: str, default: Any = None) -> Any:
        if key not in self:
            return default
        return self[key]

    def __iter__(self) -> Iterator[str]:
        self._complete()
        return super().__iter__()

    def __len__(self) -> int:
        self._complete()
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self._complete()
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __repr__(self) -> str:
        self._complete()
        return super().__repr__()

    def __reduce__(self) -> tuple[type, tuple[Json]]:
        return MetadataWrapper, (dict(self.items()),)

    def copy(self) -> Json:
        return dict(self.items())

    def keys(self) -> Any:
        self._complete()
        return super().keys()

    def values(self) -> Any:
        self._complete()
        return super().values()

    def items(self) -> Any:
        self._complete()
        return super().items()


def world_metadata(view: WorldView, ready: Json) -> LazyMetadata:
    """The metadata of one agent.

    Args:
        view: the world at the time of the event.
        ready: what the controller knows: `lastAction`, `screenWidth`, `colors` and the like.
    """
    constant = {
        "agentId": 0,
        "isSceneAtRest": True,
        "cameraOrthSize": 0.0,
        "thirdPartyCameras": [],
        "collided": False,
        "collidedObjects": [],
        "colors": None,
        "colorBounds": None,
        "flatSurfacesOnGrid": [],
        "distances": [],
        "normals": [],
        "isOpenableGrid": [],
        "segmentedObjectIds": [],
        "objectIdsInBox": [],
        "actionIntReturn": 0,
        "actionFloatReturn": 0.0,
        "actionStringsReturn": [],
        "actionFloatsReturn": [],
        "actionVector3sReturn": [],
        "visibleRange": None,
        "currentTime": 0.0,
        "depthFormat": "Meters",
        "fov": view.simulator.field_of_view,
        "cameraPosition": _xyz(view.camera()),
    }
    return LazyMetadata(
        {**constant, **ready},
        {
            "objects": lambda: object_metadata(view),
            "agent": lambda: agent_metadata(view),
            "heldObjectPose": lambda: held_metadata(view),
            "inventoryObjects": lambda: inventory_metadata(view),
            "sceneBounds": lambda: bounds_metadata(view),
        },
    )
