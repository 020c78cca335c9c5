"""AI2-THOR's metadata of one agent in a world, made only where it is asked for.

`WorldView` copies what a world is at one moment; `LazyMetadata` is the dictionary that an
`ai2thor.server.Event` carries and builds its entries from that copy when they are first read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.thor.catalogue import Catalogue, object_ids
from envs.thor.entries import Entries
from envs.thor.kernels.motion import CROUCHED_CAMERA_HEIGHT
from envs.thor.lazy_metadata import LazyMetadata
from envs.thor.state import HELD
from envs.thor.watching import Watcher

__all__ = ["LazyMetadata", "WorldView", "object_ids", "object_metadata", "world_metadata"]

AGENT_HEIGHT_ABOVE_FLOOR = 0.9009992  # [m] AI2-THOR gives the middle of the agent's body
EYE_ABOVE_BODY = 0.675  # [m] of a standing agent
NEAR_PLANE, FAR_PLANE = 0.1, 20.0  # [m] of AI2-THOR's camera

Json = dict[str, Any]
Fields = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class WorldView:
    """One world at one moment, as one of its agents has it.

    Attributes:
        known: what never changes.
        objects: fields of `Objects`, (nobject, ...).
        agent: fields of `Agents`, (1, ...).
        entries: makes what objects' entries have whoever looks.
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
    entries: Entries
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


def xyz(point: Sequence[float] | NDArray[Any]) -> Json:
    """A vector as AI2-THOR writes it."""
    return {"x": float(point[0]), "y": float(point[1]), "z": float(point[2])}


def object_metadata(view: WorldView) -> list[Json]:
    """One entry for each object in the scene, with AI2-THOR's keys."""
    slots, entries = placed_entries(view)
    seen, away = looks(view, slots)
    for entry, visible, gap in zip(entries, seen.tolist(), away.tolist(), strict=True):
        entry["visible"] = entry["isInteractable"] = visible
        entry["obstructed"] = not visible
        entry["distance"] = gap
    return entries


def placed_entries(view: WorldView) -> tuple[list[int], list[Json]]:
    """What metadata says of objects, but for what depends on where the agent stands and looks.

    Returns:
        slots of the objects that are listed, and their entries.
    """
    slots = view.slots()
    ids = view.known.ids
    above = view.above()
    inside: dict[int, list[str]] = {slot: [] for slot in slots}
    for slot in slots:
        for holder in above[slot]:
            inside.setdefault(holder, []).append(ids[slot])
    if view.shown is not None:
        slots = [slot for slot in slots if slot in view.shown]
    entries = entries_apart(view, slots)
    holds = view.known.holds
    for slot, entry in zip(slots, entries, strict=True):
        entry["parentReceptacles"] = [ids[holder] for holder in above[slot]] or None
        entry["receptacleObjectIds"] = inside[slot] if holds[slot] else None
    return slots, entries


def entries_apart(view: WorldView, slots: Sequence[int]) -> list[Json]:
    """Entries of some objects, but for what depends on who looks and on what holds what."""
    rows = np.array(slots, np.int64)
    columns = zip(
        slots,
        view.entries.of(view.objects, slots),
        view.objects["position"][rows].astype(np.float64).tolist(),
        view.objects["yaw"][rows].tolist(),
        strict=True,
    )
    parents = view.objects["parent"].tolist()
    found: list[Json] = []
    for slot, standing, (x, y, z), yaw in columns:
        entry = standing.copy()
        entry["position"] = {"x": x, "y": y, "z": z}
        entry["rotation"] = {"x": 0.0, "y": yaw, "z": 0.0}
        entry["isPickedUp"] = parents[slot] == HELD
        if slot in view.unbreakable:
            entry["breakable"] = False
        found.append(entry)
    return found


def looks(view: WorldView, slots: Sequence[int]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which of some objects the agent sees within reach, and how far they are from it [m]."""
    rows = np.array(slots, np.int64)
    place = view.objects["position"][rows].astype(np.float64)
    return view.visible()[rows], np.linalg.norm(place - _body(view), axis=1)


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
    parent = view.objects["parent"].tolist()
    carried = [held]
    for slot in view.slots():
        at = parent[slot]
        while at >= 0 and at != held:
            at = parent[at]
        if at == held:
            carried.append(slot)
    return [
        {"objectId": view.known.ids[slot], "objectType": view.known.kinds[slot]} for slot in carried
    ]


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
            "sceneBounds": lambda: view.entries.bounds(view.objects),
        },
        view,
    )
