"""Third-party cameras, and the map from above."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from envs.thor.actions.handling import (
    Arguments,
    Handler,
    Outcome,
    Refused,
    brief,
    is_vector,
    number,
    vector,
)
from envs.thor.world import Camera, World

MAX_CAMERAS = 16
_FARTHEST = 1e4  # [m] of a camera from the origin


def _add(world: World, arguments: Arguments) -> Outcome:
    if len(world.cameras) >= MAX_CAMERAS:
        raise Refused(f"there are already {MAX_CAMERAS} third-party cameras")
    if not world.can_draw(world.settings, len(world.cameras) + 1):
        raise Refused("another camera would be too much to draw at this size of frames")
    first = Camera((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    world.cameras.append(_placed(first, arguments))
    return Outcome()


def _update(world: World, arguments: Arguments) -> Outcome:
    index = arguments.get("thirdPartyCameraId", 0)
    if not (0 <= index < len(world.cameras) and index == int(index)):
        raise Refused(f"there is no third-party camera {index}; there are {len(world.cameras)}")
    world.cameras[int(index)] = _placed(world.cameras[int(index)], arguments)
    return Outcome()


def _placed(camera: Camera, arguments: Arguments) -> Camera:
    """The camera with what the arguments change."""
    given: dict[str, Any] = {}
    for name, old in (("position", camera.position), ("rotation", camera.rotation)):
        value = arguments.get(name)
        if value is None:
            continue
        if not is_vector(value):
            raise Refused(f"{name} must be a vector of x, y and z, got {brief(value)}")
        given[name] = vector(value, old)
        if any(abs(part) > _FARTHEST for part in given[name]):
            raise Refused(f"{name} is out of range: {brief(value)}")
    view = number(arguments, "fieldOfView", camera.field_of_view)
    if not 0.0 < view < 180.0:
        raise Refused(f"fieldOfView must be between 0 and 180 degrees, got {view:g}")
    size = camera.orthographic_size
    if arguments.get("orthographic") is False:
        size = None
    elif arguments.get("orthographic") or size is not None:
        size = number(arguments, "orthographicSize", size or 5.0)
        if not 0.001 <= size <= 1000.0:
            raise Refused(f"orthographicSize must be between 0.001 and 1000 m, got {size:g}")
    return dataclasses.replace(camera, field_of_view=view, orthographic_size=size, **given)


def map_camera(world: World) -> Camera:
    """A camera above the house that sees all of it, north (+z) up."""
    simulator = world.simulator
    there = simulator.numpy("present")[0] > 0
    place = simulator.numpy("position")[0][there].astype(np.float64)
    half = simulator.numpy("half")[0][there].astype(np.float64)
    if not len(place):
        return Camera((0.0, 3.0, 0.0), (90.0, 0.0, 0.0), 90.0, 5.0)
    turned = np.radians(simulator.numpy("yaw")[0][there].astype(np.float64))
    sin, cos = np.abs(np.sin(turned)), np.abs(np.cos(turned))
    wide = np.stack(
        [cos * half[:, 0] + sin * half[:, 2], half[:, 1], sin * half[:, 0] + cos * half[:, 2]], 1
    )
    low, high = (place - wide).min(axis=0), (place + wide).max(axis=0)
    centre = (low + high) / 2.0
    size = float(max(high[0] - low[0], high[2] - low[2]) / 2.0)
    return Camera(
        (float(centre[0]), float(high[1]), float(centre[2])), (90.0, 0.0, 0.0), 90.0, max(size, 0.1)
    )


def _toggle_map(world: World, arguments: Arguments) -> Outcome:
    del arguments
    world.map_view = not world.map_view
    return Outcome()


def _map_properties(world: World, arguments: Arguments) -> Outcome:
    del arguments
    camera = map_camera(world)
    return Outcome(
        value={
            "position": dict(zip("xyz", camera.position, strict=True)),
            "rotation": dict(zip("xyz", camera.rotation, strict=True)),
            "orthographicSize": camera.orthographic_size,
            "orthographic": True,
        }
    )


_CAMERA = {
    # That a position is no vector is found later, as it is in AI2-THOR.
    "position": "anything",
    "rotation": "anything",
    "fieldOfView": "a number",
    "skyboxColor": "a string",
    "orthographic": "a boolean",
    "orthographicSize": "a number",
    "nearClippingPlane": "a number",
    "farClippingPlane": "a number",
    "antiAliasing": "a string",
    "agentPositionRelativeCoordinates": "a boolean",
    "parent": "a string",
}

ACTIONS: dict[str, Handler] = {
    "AddThirdPartyCamera": Handler(_add, _CAMERA, ("position", "rotation")),
    "UpdateThirdPartyCamera": Handler(_update, {**_CAMERA, "thirdPartyCameraId": "a number"}),
    "ToggleMapView": Handler(_toggle_map, {}),
    "GetMapViewCameraProperties": Handler(_map_properties, {}),
}
