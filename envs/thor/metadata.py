"""AI2-THOR's metadata of one agent in a world, made only where it is asked for.

`WorldView` copies what a world is at one moment; `LazyMetadata` is the dictionary that an
`ai2thor.server.Event` carries and builds its entries from that copy when they are first read.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ai2thor.server import MetadataWrapper
from numpy.typing import NDArray

from envs.ontology import State
from envs.thor.catalogue import Catalogue
from envs.thor.geometry import Motion
from envs.thor.kernels.motion import CROUCHED_CAMERA_HEIGHT
from envs.thor.raycast import Watcher
from envs.thor.shapes import library

NEAR_PLANE, FAR_PLANE = 0.1, 20.0  # [m] of AI2-THOR's camera
AGENT_HEIGHT_ABOVE_FLOOR = 0.9  # [m] AI2-THOR gives the middle of the agent's body
TEMPERATURES = ("RoomTemp", "Hot", "Cold")
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
_SIGNS = np.array([(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)], bool)

Json = dict[str, Any]
Fields = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class WorldView:
    """One world at one moment, as one of its agents has it.

    Attributes:
        known: what never changes.
        objects: fields of `Objects`, (nobject, ...).
        agent: fields of `Agents`, (1, ...).
        watcher: tells what an agent sees.
        lens: field of view [deg], width over height, and reach [m].
        shown: slots that metadata lists; None for all.
        unbreakable: slots that never break.
        tilt: (pitch, roll) [deg] of what the agent holds.
        can_stand: whether the agent is one that stands and crouches.
    """

    known: Catalogue
    objects: Fields
    agent: Fields
    watcher: Watcher
    lens: tuple[float, float, float]
    shown: frozenset[int] | None = None
    unbreakable: frozenset[int] = frozenset()
    tilt: tuple[float, float] = (0.0, 0.0)
    can_stand: bool = True

    def slots(self) -> list[int]:
        """Slots that AI2-THOR's metadata would list, in order."""
        count = len(self.known.ids)
        there = np.flatnonzero((self.objects["present"][:count] > 0) & self.known.listed)
        return [int(slot) for slot in there]

    def camera(self) -> NDArray[np.float64]:
        """Camera centre (3,), metres, world frame."""
        centre = self.agent["position"][0].astype(np.float64)
        centre[1] += float(self.agent["camera_height"][0])
        return centre

    def visible(self) -> NDArray[np.bool_]:
        """(nobject,) what the agent sees within reach, as AI2-THOR's `visible`."""
        return self.watcher.visible(self.objects, self.agent, *self.lens)

    def above(self) -> list[list[int]]:
        """What holds each thing, by slot, nearest first; the floor last for what stands on it."""
        parent = self.objects["parent"].tolist()
        floor = self._floors().tolist()
        chains: list[list[int]] = []
        for slot in range(len(self.known.ids)):
            found: list[int] = []
            at = parent[slot]
            while at >= 0 and at not in found:
                found.append(at)
                at = parent[at]
            ground = floor[found[-1] if found else slot] if at == -1 else -1
            if ground >= 0 and ground != slot:
                found.append(ground)
            chains.append(found)
        return chains

    def _floors(self) -> NDArray[np.int64]:
        """(nobject,) slot of the floor that each thing stands on; -1 for none."""
        position = self.objects["position"].astype(np.float64)
        bottom = position[:, 1] - self.objects["half"][:, 1]
        under = np.full(len(position), -1, np.int64)
        for floor in reversed(self.known.floors):
            centre, half = position[floor], self.objects["half"][floor]
            away = np.abs(position - centre)
            on = (away[:, 0] <= half[0]) & (away[:, 2] <= half[2])
            under[on & (np.abs(bottom - centre[1] - half[1]) < 0.05)] = floor
        return under

    def corners(self) -> NDArray[np.float64]:
        """Corners (nobject, 8, 3) of every object's box, open doors included; world frame."""
        half = self.objects["half"].astype(np.float64)
        low, high = -half, half.copy()
        for slot in np.flatnonzero(self.objects["openness"] > 0.0):
            reach = moved_box(
                int(self.objects["shape"][slot]), round(float(self.objects["openness"][slot]), 4)
            )
            if reach is not None:
                low[slot], high[slot] = _stretch(reach, half[slot])
        angle = np.radians(self.objects["yaw"].astype(np.float64))[:, None]
        sin, cos = np.sin(angle), np.cos(angle)
        local = np.where(_SIGNS[None], high[:, None], low[:, None])
        x, y, z = local[..., 0], local[..., 1], local[..., 2]
        turned = np.stack([x * cos + z * sin, y, z * cos - x * sin], axis=2)
        return self.objects["position"].astype(np.float64)[:, None] + turned


@functools.lru_cache(maxsize=4096)
def moved_box(shape: int, openness: float) -> tuple[tuple[int, Any], ...] | None:
    """The moving faces of a shape at an openness; None where nothing moves.

    Returns:
        for each moving face its motion and (corners (k, 3), pivot (3,), amount), shape's frame.
    """
    moving = [
        (
            int(face.motion),
            (np.array(face.corners), np.array(face.pivot), face.amount * openness),
        )
        for face in library()[shape].faces
        if face.motion is not Motion.FIXED
    ]
    return tuple(moving) or None


def _stretch(
    moving: tuple[tuple[int, Any], ...], half: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high corners (3,) [m] of an object's box with its parts moved, object's axes."""
    low, high = -half, half.copy()
    for motion, (corners, pivot, amount) in moving:
        points = corners * half
        if motion == Motion.SLIDE_Z:
            points = points + np.array([0.0, 0.0, amount * half[2]])
        else:
            axle = pivot * half
            x, y, z = (points - axle).T
            sin, cos = math.sin(math.radians(amount)), math.cos(math.radians(amount))
            if motion == Motion.HINGE_Y:
                turned = np.stack([cos * x + sin * z, y, cos * z - sin * x], axis=1)
            else:
                turned = np.stack([x, cos * y - sin * z, sin * y + cos * z], axis=1)
            points = axle + turned
        low, high = np.minimum(low, points.min(axis=0)), np.maximum(high, points.max(axis=0))
    return low, high


def xyz(point: Sequence[float] | NDArray[Any]) -> Json:
    """A vector as AI2-THOR writes it."""
    return {"x": float(point[0]), "y": float(point[1]), "z": float(point[2])}


def _boxes(low: NDArray[np.float64], high: NDArray[np.float64]) -> list[Json]:
    """AI2-THOR's axis-aligned boxes between low and high corners (n, 3)."""
    points = np.where(_SIGNS[::-1][None], high[:, None], low[:, None]).tolist()
    centres, sizes = ((low + high) / 2).tolist(), (high - low).tolist()
    return [
        {
            "cornerPoints": corners,
            "center": {"x": cx, "y": cy, "z": cz},
            "size": {"x": sx, "y": sy, "z": sz},
        }
        for corners, (cx, cy, cz), (sx, sy, sz) in zip(points, centres, sizes, strict=True)
    ]


@functools.lru_cache(maxsize=4096)
def _flags(state: int) -> Json:
    """What was done with an object in a state."""
    flags: Json = {key: state & bits != 0 for key, bits in _HAS}
    flags["fillLiquid"] = next((name for bit, name in _LIQUIDS if state & bit), None)
    return flags


def object_metadata(view: WorldView) -> list[Json]:
    """One entry for each object in the scene, with AI2-THOR's keys."""
    slots = view.slots()
    ids, known = view.known.ids, view.known
    above = view.above()
    inside: dict[int, list[str]] = {slot: [] for slot in slots}
    for slot in slots:
        for holder in above[slot]:
            inside.setdefault(holder, []).append(ids[slot])
    if view.shown is not None:
        slots = [slot for slot in slots if slot in view.shown]
    rows = np.array(slots, np.int64)
    objects = view.objects
    corners = view.corners()[rows]
    place = objects["position"][rows].astype(np.float64)
    away = np.linalg.norm(place - _body(view), axis=1).tolist()
    columns = zip(
        slots,
        place.tolist(),
        objects["yaw"][rows].tolist(),
        view.visible()[rows].tolist(),
        objects["state"][rows].tolist(),
        objects["openness"][rows].tolist(),
        objects["temperature"][rows].tolist(),
        away,
        corners.tolist(),
        _boxes(corners.min(axis=1), corners.max(axis=1)),
        known.loose[rows].tolist(),
        known.holds[rows].tolist(),
        strict=True,
    )
    held = int(view.agent["held"][0])
    entries: list[Json] = []
    for slot, (x, y, z), yaw, seen, state, openness, heat, gap, box, aligned, loose, holds in columns:
        entry = known.entries[slot].copy()
        entry.update(_flags(state))
        entry["position"] = {"x": x, "y": y, "z": z}
        entry["rotation"] = {"x": 0.0, "y": yaw, "z": 0.0}
        entry["visible"] = entry["isInteractable"] = seen
        entry["obstructed"] = not seen
        entry["distance"] = gap
        entry["openness"] = openness
        entry["isPickedUp"] = slot == held
        entry["temperature"] = entry["ObjectTemperature"] = TEMPERATURES[heat]
        entry["parentReceptacles"] = [ids[holder] for holder in above[slot]] or None
        entry["receptacleObjectIds"] = inside[slot] if holds else None
        entry["axisAlignedBoundingBox"] = aligned
        entry["objectOrientedBoundingBox"] = {"cornerPoints": box} if loose else None
        entries.append(entry)
    for entry, slot in zip(entries, slots, strict=True):
        if slot in view.unbreakable:
            entry["breakable"] = False
    return entries


def _body(view: WorldView) -> NDArray[np.float64]:
    """Middle of the agent's body, where AI2-THOR says the agent is."""
    return view.agent["position"][0] + np.array([0.0, AGENT_HEIGHT_ABOVE_FLOOR, 0.0])


def agent_metadata(view: WorldView) -> Json:
    """AI2-THOR's `agent`."""
    standing = float(view.agent["camera_height"][0]) > CROUCHED_CAMERA_HEIGHT + 1e-3
    return {
        "name": "agent",
        "position": xyz(_body(view)),
        "rotation": {"x": 0.0, "y": float(view.agent["yaw"][0]), "z": 0.0},
        "cameraHorizon": float(view.agent["horizon"][0]),
        "isStanding": standing if view.can_stand else None,
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
    turned = float(view.agent["hand_yaw"][0]) if held >= 0 else 0.0
    pitch, roll = view.tilt if held >= 0 else (0.0, 0.0)
    return {
        "position": xyz(position),
        "rotation": euler(pitch, yaw + turned, roll),
        "localPosition": xyz(local),
        "localRotation": euler(pitch, turned, roll),
    }


def euler(pitch: float, yaw: float, roll: float) -> Json:
    """Angles [deg] as Unity gives them: in [0, 360), no roll where pitch is straight up or down."""
    pitch %= 360.0
    if abs(pitch - 90.0) < 1e-3:
        yaw, roll = yaw - roll, 0.0
    elif abs(pitch - 270.0) < 1e-3:
        yaw, roll = yaw + roll, 0.0
    return {"x": pitch, "y": yaw % 360.0, "z": roll % 360.0}


def inventory_metadata(view: WorldView) -> list[Json]:
    """AI2-THOR's `inventoryObjects`: what the agent holds, and what is in it."""
    held = int(view.agent["held"][0])
    if held < 0:
        return []
    above = view.above()
    carried = [held, *(slot for slot in view.slots() if held in above[slot])]
    return [
        {"objectId": view.known.ids[slot], "objectType": view.known.kinds[slot]} for slot in carried
    ]


def bounds_metadata(view: WorldView) -> Json:
    """AI2-THOR's `sceneBounds`."""
    corners = view.corners()[view.objects["present"] > 0].reshape(-1, 3)
    if not len(corners):
        corners = np.zeros((1, 3))
    return _boxes(corners.min(axis=0)[None], corners.max(axis=0)[None])[0]


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
        "arm": None,
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
        "fov": float(view.lens[0]),
        "cameraPosition": xyz(view.camera()),
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
