"""Questions that change nothing: where one can stand, what is where, how to get there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.interface import turn_between
from envs.thor.actions.handling import (
    Arguments,
    Handler,
    Outcome,
    Refused,
    at_point,
    between,
    brief,
    is_vector,
    number,
    slot_named,
    thing_at,
)
from envs.thor.metadata import AGENT_HEIGHT_ABOVE_FLOOR
from envs.thor.raycast import visible_objects
from envs.thor.reachable import HORIZONS, interactable_poses, reachable_positions
from envs.thor.resting import free_places, rests
from envs.thor.walking import Path, shortest_path
from envs.thor.world import World

_MOST_POSES = 500_000  # of one question
_COARSE = 0.1  # [m] finest grid that paths are sought on
_TYPED = {
    "objectType": "a string",
    "objectId": "a string",
    "position": "a vector",
    "rotation": "a number or a vector",
    "allowedError": "a number",
}


def body_height(world: World) -> float:
    """Height [m] that AI2-THOR gives of the acting agent."""
    feet = float(world.simulator.agent_numpy("position")[0][1])
    return feet + AGENT_HEIGHT_ABOVE_FLOOR


def as_points(world: World, points: Iterable[Sequence[float]]) -> list[dict[str, float]]:
    """Points (x, z) of the floor as AI2-THOR gives them."""
    y = body_height(world)
    return [{"x": float(x), "y": y, "z": float(z)} for x, z in points]


def _reachable(world: World, arguments: Arguments) -> Outcome:
    grid = number(arguments, "gridSize", world.settings.grid_size)
    between("gridSize", grid, 0.01, 10.0)
    relative = bool(arguments.get("directionsRelativeAgent"))
    yaw = float(world.simulator.agent_numpy("yaw")[0]) if relative else 0.0
    found = reachable_positions(world.simulator, 0, grid, yaw)
    steps = arguments.get("maxStepCount")
    if steps is not None and float(steps) > 0.0:
        here = world.simulator.agent_numpy("position")[0]
        away = np.abs(found - here[[0, 2]]).sum(axis=1)
        found = found[away <= float(steps) * grid + 1e-6]
    return Outcome(value=as_points(world, found))


def _poses(world: World, arguments: Arguments) -> Outcome:
    slot = slot_named(world, arguments["objectId"])
    given = arguments.get("positions")
    positions = None
    if given is not None:
        if not all(is_vector(p) and "x" in p and "z" in p for p in given):
            raise Refused("each of positions must have an x and a z")
        positions = np.array([(p["x"], p["z"]) for p in given], float).reshape(-1, 2)
    limit = number(arguments, "maxDistance", world.simulator.reach)
    between("maxDistance", limit, 0.0, 1000.0)
    most = number(arguments, "maxPoses", 1e9)
    y = body_height(world)
    turns = arguments.get("rotations") or _turns(world)
    looks = arguments.get("horizons") or HORIZONS
    asked = len(turns) * len(looks) * (len(positions) if positions is not None else 250)
    if asked > _MOST_POSES:
        raise Refused(f"{asked} poses are too many to try at once; at most {_MOST_POSES}")
    standings = arguments.get("standings")
    if not standings:
        standings = (True, False) if world.settings.agent_mode == "default" else (True,)
    found: list[dict[str, Any]] = []
    for standing in dict.fromkeys(bool(standing) for standing in standings):
        poses = interactable_poses(
            world.simulator,
            0,
            slot,
            positions,
            turns,
            looks,
            standing,
            reach=limit,
            height=world.settings.camera_height if standing else None,
        )
        found += [
            {"x": float(x), "y": y, "z": float(z), "rotation": float(yaw % 360.0),
             "standing": standing, "horizon": float(horizon)}
            for x, z, yaw, horizon in poses
        ]  # fmt: skip
    return Outcome(value=found[: max(int(most), 0)])


def _turns(world: World) -> list[float]:
    """The headings that the agent can turn to from where it looks now."""
    step = world.settings.rotate_step
    count = max(1, min(round(360.0 / step), 72))
    offset = float(world.simulator.agent_numpy("yaw")[0]) % step
    return [offset + step * k for k in range(count)]


def _in_frame(world: World, arguments: Arguments) -> Outcome:
    slot, _ = thing_at(world, float(arguments["x"]), float(arguments["y"]))
    if arguments.get("checkVisible"):
        simulator = world.simulator
        seen = visible_objects(
            simulator.objects,
            simulator.geometry,
            simulator.agents,
            simulator.field_of_view,
            simulator.aspect,
            simulator.reach,
        )[0, slot]
        if not seen:
            raise Refused(f"{world.known.ids[slot]} is in the image and out of reach")
    return Outcome(value=world.known.ids[slot])


def _coordinate(world: World, arguments: Arguments) -> Outcome:
    _, point = at_point(world, float(arguments["x"]), float(arguments["y"]))
    if point is None:
        raise Refused("there is nothing at that point of the image")
    return Outcome(value=dict(zip("xyz", (float(v) for v in point), strict=True)))


def _spawn_points(world: World, arguments: Arguments) -> Outcome:
    """Free points on a receptacle, by surface: where a small thing's middle bottom could be."""
    slot = slot_named(world, arguments["objectId"])
    if not world.known.holds[slot]:
        raise Refused(f"{arguments['objectId']} is not a receptacle")
    simulator = world.simulator
    place = simulator.numpy("position")[0].astype(np.float64)
    half = simulator.numpy("half")[0].astype(np.float64)
    yaw = math.radians(float(simulator.numpy("yaw")[0, slot]))
    opened = float(simulator.numpy("openness")[0, slot])
    sin, cos = math.sin(yaw), math.cos(yaw)
    anywhere = bool(arguments.get("anywhere", True))
    children = np.flatnonzero(
        (simulator.numpy("parent")[0] == slot) & (simulator.numpy("present")[0] > 0)
    )
    size = (2.0 * half[slot]).tolist()
    points: list[dict[str, float]] = []
    for rest in rests(int(simulator.numpy("shape")[0, slot]), (size[0], size[1], size[2])):
        out = rest.slides * opened
        taken: list[tuple[float, float, float, float]] = []
        for child in children:
            dx, _, dz = place[child] - place[slot]
            x, z = cos * dx - sin * dz, sin * dx + cos * dz - out
            reach = float(np.hypot(half[child][0], half[child][2]))
            taken.append((x - reach, z - reach, x + reach, z + reach))
        for x, z in free_places(rest.box, (0.02, 0.02), taken, step=0.1):
            points.append(
                {
                    "x": float(place[slot][0] + cos * x + sin * (z + out)),
                    "y": float(place[slot][1] + rest.y),
                    "z": float(place[slot][2] - sin * x + cos * (z + out)),
                }
            )
    if not anywhere:  # only where the agent's camera looks
        points = [point for point in points if _in_view(world, point)]
    return Outcome(value=points)


def _in_view(world: World, point: dict[str, float]) -> bool:
    centre, yaw, horizon = world.simulator.camera(0)
    ray = np.array([point["x"], point["y"], point["z"]]) - centre
    turn, tilt = math.radians(yaw), math.radians(horizon)
    flat = ray[0] * math.sin(turn) + ray[2] * math.cos(turn)
    right = ray[0] * math.cos(turn) - ray[2] * math.sin(turn)
    depth = flat * math.cos(tilt) - ray[1] * math.sin(tilt)
    up = flat * math.sin(tilt) + ray[1] * math.cos(tilt)
    tan = math.tan(math.radians(world.simulator.field_of_view) / 2)
    wide = tan * world.simulator.aspect
    return depth > 0.0 and abs(right) <= wide * depth and abs(up) <= tan * depth


def _wanted(world: World, arguments: Arguments) -> list[int]:
    """Slots of the objects that a path is asked to."""
    if arguments.get("objectId"):
        return [slot_named(world, arguments["objectId"])]
    kind = arguments.get("objectType")
    if not kind:
        raise Refused("expected an objectId or an objectType")
    present = world.simulator.numpy("present")[0]
    slots = [k for k, name in enumerate(world.known.kinds) if name == kind and present[k]]
    if not slots:
        raise Refused(f"there is no object of type {brief(kind)} in the scene")
    return slots


def _goals(world: World, slots: Sequence[int], free: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(P,) from which of the free points one of the things can be acted on."""
    marked = np.zeros(len(free), bool)
    known = {(round(x, 3), round(z, 3)): k for k, (x, z) in enumerate(free.tolist())}
    for slot in slots:
        poses = interactable_poses(
            world.simulator, 0, slot, free, _turns(world), height=_eye(world)
        )
        for x, z in {(round(x, 3), round(z, 3)) for x, z in poses[:, :2].tolist()}:
            marked[known[x, z]] = True
    return marked


def _path_to_object(world: World, arguments: Arguments) -> Outcome:
    return _answer(world, _walk(world, arguments, _wanted(world, arguments)))


def _walk(world: World, arguments: Arguments, slots: Sequence[int]) -> Path:
    grid = max(world.settings.grid_size, _COARSE)
    free = reachable_positions(world.simulator, 0, grid)
    path = shortest_path(free, _start(world, arguments), _goals(world, slots, free), grid)
    if path is None:
        raise Refused("no path was found to where that object can be reached")
    return path


def _start(world: World, arguments: Arguments) -> tuple[float, float]:
    here = world.simulator.agent_numpy("position")[0]
    place = arguments.get("position") or {}
    return float(place.get("x", here[0])), float(place.get("z", here[2]))


def _answer(world: World, path: Path) -> Outcome:
    corners = as_points(world, path.corners)
    return Outcome(value={"corners": corners, "status": "PathComplete", "distance": path.length})


def _path_to_point(world: World, arguments: Arguments) -> Outcome:
    target = arguments.get("target") or {k: arguments.get(k) for k in "xyz"}
    if target.get("x") is None or target.get("z") is None:
        raise Refused("expected a target with x and z")
    grid = max(world.settings.grid_size, _COARSE)
    free = reachable_positions(world.simulator, 0, grid)
    away = np.hypot(free[:, 0] - float(target["x"]), free[:, 1] - float(target["z"]))
    error = max(number(arguments, "allowedError", 0.0), grid)
    if not len(free) or away.min() > error:
        raise Refused("no point that the agent can walk to is near the target")
    goals = away <= away.min() + 1e-6
    path = shortest_path(free, _start(world, arguments), goals, grid)
    if path is None:
        raise Refused("no path was found to the target")
    return _answer(world, path)


def _expert(world: World, arguments: Arguments) -> Outcome:
    """What the agent would do next to come to where an object can be acted on; None when there."""
    slots = _wanted(world, arguments)
    simulator = world.simulator
    here, yaw = simulator.agent_numpy("position")[0][[0, 2]].astype(float), _heading(world)
    horizon = float(simulator.agent_numpy("horizon")[0])
    poses = np.concatenate(
        [
            interactable_poses(simulator, 0, s, here[None], _turns(world), height=_eye(world))
            for s in slots
        ]
    )
    if len(poses):
        turn = [(turn_between(yaw, p[2]), p[3] - horizon) for p in poses]
        best = min(turn, key=lambda t: (abs(t[0]) + abs(t[1]), t))
        if abs(best[0]) > 1e-3:
            return Outcome(value="RotateRight" if best[0] > 0.0 else "RotateLeft")
        if abs(best[1]) > 1e-3:
            return Outcome(value="LookDown" if best[1] > 0.0 else "LookUp")
        return Outcome(value=None)
    path = _walk(world, {}, slots)
    following = path.points[min(1, len(path.points) - 1)]
    dx, dz = following[0] - here[0], following[1] - here[1]
    turn = turn_between(yaw, math.degrees(math.atan2(dx, dz)))
    if abs(turn) <= world.settings.rotate_step / 2.0:
        return Outcome(value="MoveAhead")
    return Outcome(value="RotateRight" if turn > 0.0 else "RotateLeft")


def _eye(world: World) -> float:
    """Height [m] of the acting agent's camera."""
    return float(world.simulator.agent_numpy("camera_height")[0])


def _heading(world: World) -> float:
    return float(world.simulator.agent_numpy("yaw")[0])


_POINT = {"x": "a number", "y": "a number", "checkVisible": "a boolean"}

ACTIONS: dict[str, Handler] = {
    "GetReachablePositions": Handler(
        _reachable,
        {
            "gridSize": "a number",
            "maxStepCount": "a number",
            "directionsRelativeAgent": "a boolean",
            "visualize": "a boolean",
        },
    ),
    "GetInteractablePoses": Handler(
        _poses,
        {
            "objectId": "a string",
            "positions": "a list of vectors",
            "rotations": "a list of numbers",
            "horizons": "a list of numbers",
            "standings": "a list of booleans",
            "maxDistance": "a number",
            "maxPoses": "a number",
        },
        ("objectId",),
    ),
    "GetObjectInFrame": Handler(_in_frame, _POINT, ("x", "y")),
    "GetCoordinateFromRaycast": Handler(_coordinate, _POINT, ("x", "y")),
    "GetSpawnCoordinatesAboveReceptacle": Handler(
        _spawn_points, {"objectId": "a string", "anywhere": "a boolean"}, ("objectId",)
    ),
    "GetShortestPath": Handler(_path_to_object, _TYPED),
    "GetShortestPathToPoint": Handler(
        _path_to_point,
        {**_TYPED, "target": "a vector", "x": "a number", "y": "a number", "z": "a number"},
    ),
    "ObjectNavExpertAction": Handler(_expert, _TYPED),
}
