"""AI2-THOR's actions by name, for the embedded simulator.

`ACTIONS` maps a name to what it takes and what it does; to add an action, add an entry.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from envs.thor.commands import Command
from envs.thor.metadata import AGENT_HEIGHT_ABOVE_FLOOR, FAR_PLANE, NEAR_PLANE
from envs.thor.raycast import cast_rays
from envs.thor.reachable import HORIZONS, interactable_poses, reachable_positions
from envs.thor.simulator import Simulator

Arguments = Mapping[str, Any]
LIQUIDS = ("water", "coffee", "wine")  # by the value that `Command.FILL` takes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action answers.

    Attributes:
        success: whether it did what it says.
        message: why not; "" where it did.
        code: AI2-THOR's `errorCode` where the request itself was bad, else None.
        value: `actionReturn`.
    """

    success: bool = True
    message: str = ""
    code: str | None = None
    value: Any = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What `Initialize` sets and later actions fall back on."""

    grid_size: float = 0.25  # [m]
    rotate_step: float = 90.0  # [deg]
    look_step: float = 30.0  # [deg]


@dataclass(frozen=True, slots=True)
class Context:
    """What an action works on: one world, its object ids by slot, and the settings."""

    simulator: Simulator
    world: int
    ids: tuple[str, ...]
    settings: Settings


class BadArgument(Exception):
    """An argument that makes no sense; becomes an `InvalidArgument` outcome."""


@dataclass(frozen=True, slots=True)
class Handler:
    """An action: what it does, and the arguments it takes by name and type."""

    run: Callable[[Context, Arguments], Outcome]
    takes: Mapping[str, str]
    needs: tuple[str, ...] = ()


def number(arguments: Arguments, name: str, default: float) -> float:
    """A finite number argument, or the default where it is absent or null."""
    value = arguments.get(name)
    return default if value is None else float(value)


def check(handler: Handler, name: str, arguments: Arguments, common: Iterable[str]) -> Outcome:
    """Whether a request is well formed: nothing unknown, nothing missing, right types."""
    known = {*handler.takes, *common}
    for argument in arguments:
        if argument not in known:
            expected = ", ".join(sorted(handler.takes)) or "none"
            problem = f"{name} takes no argument {argument!r}; it takes: {expected}"
            return Outcome(False, problem, "InvalidArgument")
    for argument in handler.needs:
        if arguments.get(argument) is None:
            return Outcome(False, f"{name} needs the argument {argument!r}", "MissingArguments")
    for argument, kind in handler.takes.items():
        value = arguments.get(argument)
        if value is not None and not _TYPES[kind](value):
            problem = f"{name}: expected {argument!r} to be {kind}, got {value!r}"[:300]
            return Outcome(False, problem, "InvalidArgument")
    return Outcome()


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    return abs(value) < 1e30  # NaN is not


def _is_vector(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        key in ("x", "y", "z") and _is_number(item) for key, item in value.items()
    )


_TYPES: dict[str, Callable[[Any], bool]] = {
    "a number": _is_number,
    "a string": lambda value: isinstance(value, str),
    "a boolean": lambda value: isinstance(value, bool | np.bool_),
    "a vector": _is_vector,
    "a number or a vector": lambda value: _is_number(value) or _is_vector(value),
    "a list": lambda value: isinstance(value, list | tuple),
    "anything": lambda value: True,
}


def perform(
    context: Context,
    command: Command,
    target: int = -1,
    value: float = 0.0,
    aim: object = None,
    force: bool = False,
) -> Outcome:
    """Steps the action's own world and puts what it answers in words."""
    simulator, world = context.simulator, context.world
    commands = np.full(simulator.nworld, int(Command.NOOP), np.int32)
    commands[world] = int(command)
    result = simulator.step(commands, target, value, aim, force)
    if result.success[world]:
        return Outcome()
    problem = simulator.message(result, world, target, value)
    if 0 <= target < len(context.ids):
        problem = problem.replace(simulator.name(world, target), context.ids[target], 1)
    return Outcome(False, problem)


def _mover(command: Command) -> Handler:
    def run(context: Context, arguments: Arguments) -> Outcome:
        distance = number(arguments, "moveMagnitude", context.settings.grid_size)
        force = bool(arguments.get("forceAction"))
        return perform(context, command, value=distance, force=force)

    takes = {"moveMagnitude": "a number", "noise": "a number", "snapToGrid": "a boolean"}
    return Handler(run, takes)


def _turner(command: Command, is_look: bool) -> Handler:
    def run(context: Context, arguments: Arguments) -> Outcome:
        step = context.settings.look_step if is_look else context.settings.rotate_step
        degrees = number(arguments, "degrees", step) or step
        if degrees < 0.0:
            raise BadArgument(f"expected degrees above 0, got {degrees}")
        return perform(context, command, value=degrees)

    return Handler(run, {"degrees": "a number"})


def _teleport(context: Context, arguments: Arguments) -> Outcome:
    place = arguments.get("position") or arguments
    x, z = place.get("x"), place.get("z")
    rotation = arguments.get("rotation")
    yaw = rotation.get("y", 0.0) if isinstance(rotation, Mapping) else rotation
    horizon, standing = arguments.get("horizon"), arguments.get("standing")
    aim = tuple(math.nan if v is None else float(v) for v in (x, horizon, z))
    force = bool(arguments.get("forceAction"))
    outcome = perform(
        context,
        Command.TELEPORT,
        value=math.nan if yaw is None else float(yaw),
        aim=aim,
        force=force,
    )
    if outcome.success and standing is not None:
        posture = Command.STAND if standing else Command.CROUCH
        perform(context, posture)  # that it already stands so is no failure
    return outcome


def find_slot(context: Context, object_id: str) -> int:
    """Slot of an object id that is in the scene; -1 for none."""
    for slot, name in enumerate(context.ids):
        if name == object_id and context.simulator.numpy("present")[context.world, slot]:
            return slot
    return -1


def at_point(context: Context, x: float, y: float) -> tuple[int, np.ndarray | None]:
    """What the camera sees at a point of its image.

    Args:
        x, y: in [0, 1], from the left and the top.

    Returns:
        its slot (-1 for nothing) and where the ray meets it (3,), world frame.
    """
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
        raise BadArgument(f"expected x and y in [0, 1], got {x} and {y}")
    simulator, world = context.simulator, context.world
    centre, yaw, horizon = simulator.camera(world)
    tan = math.tan(math.radians(simulator.field_of_view) / 2)
    right, up = (2 * x - 1) * tan * simulator.aspect, (1 - 2 * y) * tan
    turn, tilt = math.radians(yaw), math.radians(horizon)
    ahead = math.cos(tilt) + up * math.sin(tilt)
    direction = np.array(
        [
            ahead * math.sin(turn) + right * math.cos(turn),
            up * math.cos(tilt) - math.sin(tilt),
            ahead * math.cos(turn) - right * math.sin(turn),
        ]
    )
    direction /= np.linalg.norm(direction)
    held = int(simulator.agent_numpy("held")[world])
    slots, distances = cast_rays(
        simulator.objects, simulator.geometry, world, centre, direction[None], skip_slot=held
    )
    if slots[0] < 0:
        return -1, None
    return int(slots[0]), centre + distances[0] * direction


def _target(context: Context, arguments: Arguments) -> tuple[int, np.ndarray | None]:
    """The object that an action names, by id or by a point of the image."""
    object_id = arguments.get("objectId")
    if object_id is not None:
        return find_slot(context, object_id), None
    if arguments.get("x") is None or arguments.get("y") is None:
        raise BadArgument("expected an objectId, or x and y of a point of the image")
    return at_point(context, float(arguments["x"]), float(arguments["y"]))


_TARGETED = {"objectId": "a string", "x": "a number", "y": "a number"}


def _interaction(
    command: Command, value: Callable[[Arguments], float] | None = None, **takes: str
) -> Handler:
    def run(context: Context, arguments: Arguments) -> Outcome:
        slot, aim = _target(context, arguments)
        if slot < 0:
            named = arguments.get("objectId", "that point")
            return Outcome(False, f"there is no object at or called {named}")
        amount = value(arguments) if value is not None else 0.0
        force = bool(arguments.get("forceAction"))
        return perform(context, command, slot, amount, aim, force)

    return Handler(run, {**_TARGETED, **takes})


def _put(context: Context, arguments: Arguments) -> Outcome:
    receptacle = arguments.get("receptacleObjectId")
    if receptacle is not None:  # as AI2-THOR 2.1.0 has it: objectId is what is held
        arguments = {**arguments, "objectId": receptacle}
    return _PUT.run(context, arguments)


_PUT = _interaction(Command.PUT)


def _drop(context: Context, arguments: Arguments) -> Outcome:
    return perform(context, Command.DROP, force=bool(arguments.get("forceAction")))


def _open(context: Context, arguments: Arguments) -> Outcome:
    openness = number(arguments, "openness", number(arguments, "moveMagnitude", 1.0))
    if not 0.0 <= openness <= 1.0:
        raise BadArgument(f"expected openness in [0, 1], got {openness}")
    command = Command.OPEN if openness > 0.0 else Command.CLOSE
    return _interaction(command, lambda _: openness).run(context, arguments)


def _liquid(arguments: Arguments) -> float:
    name = arguments.get("fillLiquid", "water")
    if name not in LIQUIDS:
        raise BadArgument(f"expected fillLiquid to be one of {', '.join(LIQUIDS)}, got {name!r}")
    return float(LIQUIDS.index(name))


def _reachable(context: Context, arguments: Arguments) -> Outcome:
    grid = number(arguments, "gridSize", context.settings.grid_size)
    if not 0.01 <= grid <= 10.0:
        raise BadArgument(f"expected gridSize in [0.01, 10], got {grid}")
    found = reachable_positions(context.simulator, context.world, grid)
    y = _body_height(context)
    return Outcome(value=[{"x": float(x), "y": y, "z": float(z)} for x, z in found])


def _body_height(context: Context) -> float:
    feet = float(context.simulator.agent_numpy("position")[context.world][1])
    return feet + AGENT_HEIGHT_ABOVE_FLOOR


def _poses(context: Context, arguments: Arguments) -> Outcome:
    slot = find_slot(context, arguments["objectId"])
    if slot < 0:
        return Outcome(False, f"there is no object called {arguments['objectId']}")
    given = arguments.get("positions")
    positions = None
    if given is not None:
        if not all(_is_vector(p) and "x" in p and "z" in p for p in given):
            raise BadArgument("expected positions to be a list of {x, y, z}")
        positions = np.array([(p["x"], p["z"]) for p in given], float).reshape(-1, 2)
    yaws = _numbers(arguments, "rotations", (0.0, 90.0, 180.0, 270.0))
    horizons = _numbers(arguments, "horizons", HORIZONS)
    y = _body_height(context)
    found = []
    for standing in arguments.get("standings") or (True, False):
        poses = interactable_poses(
            context.simulator, context.world, slot, positions, yaws, horizons, bool(standing)
        )
        found += [
            {
                "x": float(x),
                "y": y,
                "z": float(z),
                "rotation": float(yaw),
                "horizon": float(horizon),
                "standing": bool(standing),
            }
            for x, z, yaw, horizon in poses
        ]
    return Outcome(value=found)


def _numbers(arguments: Arguments, name: str, default: Iterable[float]) -> list[float]:
    values = arguments.get(name)
    if values is None:
        return list(default)
    if not all(_is_number(value) for value in values):
        raise BadArgument(f"expected {name} to be a list of numbers, got {values!r}"[:300])
    return [float(value) for value in values]


def _in_frame(context: Context, arguments: Arguments) -> Outcome:
    slot, _ = at_point(context, float(arguments["x"]), float(arguments["y"]))
    if slot < 0:
        return Outcome(False, "there is nothing at that point of the image")
    return Outcome(value=context.ids[slot])


def _coordinate(context: Context, arguments: Arguments) -> Outcome:
    _, point = at_point(context, float(arguments["x"]), float(arguments["y"]))
    if point is None:
        return Outcome(False, "there is nothing at that point of the image")
    return Outcome(value=dict(zip("xyz", (float(v) for v in point), strict=True)))


def _posture(command: Command) -> Handler:
    return Handler(lambda context, _: perform(context, command), {})


def _nothing(context: Context, arguments: Arguments) -> Outcome:
    del arguments
    return perform(context, Command.NOOP)


_TELEPORT = Handler(
    _teleport,
    {
        "position": "a vector",
        "x": "a number",
        "y": "a number",
        "z": "a number",
        "rotation": "a number or a vector",
        "horizon": "a number",
        "standing": "a boolean",
        "rotateOnTeleport": "a boolean",
        "tempRenderChange": "a boolean",
    },
)
_POINT = {"x": "a number", "y": "a number", "checkVisible": "a boolean"}

ACTIONS: dict[str, Handler] = {
    "MoveAhead": _mover(Command.MOVE_AHEAD),
    "MoveBack": _mover(Command.MOVE_BACK),
    "MoveLeft": _mover(Command.MOVE_LEFT),
    "MoveRight": _mover(Command.MOVE_RIGHT),
    "RotateLeft": _turner(Command.ROTATE_LEFT, is_look=False),
    "RotateRight": _turner(Command.ROTATE_RIGHT, is_look=False),
    "LookUp": _turner(Command.LOOK_UP, is_look=True),
    "LookDown": _turner(Command.LOOK_DOWN, is_look=True),
    "Teleport": _TELEPORT,
    "TeleportFull": _TELEPORT,
    "Crouch": _posture(Command.CROUCH),
    "Stand": _posture(Command.STAND),
    "Pass": Handler(_nothing, {}),
    "Done": Handler(_nothing, {}),
    "PickupObject": _interaction(Command.PICKUP, manualInteract="a boolean"),
    "PutObject": Handler(
        _put,
        {
            **_TARGETED,
            "receptacleObjectId": "a string",
            "placeStationary": "a boolean",
            "putNearXY": "a boolean",
        },
    ),
    "DropHandObject": Handler(_drop, {"autoSimulation": "a boolean"}),
    "OpenObject": Handler(
        _open, {**_TARGETED, "openness": "a number", "moveMagnitude": "a number"}
    ),
    "CloseObject": _interaction(Command.CLOSE),
    "ToggleObjectOn": _interaction(Command.TOGGLE_ON),
    "ToggleObjectOff": _interaction(Command.TOGGLE_OFF),
    "SliceObject": _interaction(Command.CUT),
    "BreakObject": _interaction(Command.BREAK),
    "CookObject": _interaction(Command.COOK),
    "DirtyObject": _interaction(Command.DIRTY),
    "CleanObject": _interaction(Command.CLEAN),
    "FillObjectWithLiquid": _interaction(Command.FILL, _liquid, fillLiquid="a string"),
    "EmptyLiquidFromObject": _interaction(Command.EMPTY),
    "UseUpObject": _interaction(Command.USE_UP),
    "GetReachablePositions": Handler(
        _reachable, {"gridSize": "a number", "maxStepCount": "a number"}
    ),
    "GetInteractablePoses": Handler(
        _poses,
        {
            "objectId": "a string",
            "positions": "a list",
            "rotations": "a list",
            "horizons": "a list",
            "standings": "a list",
        },
        ("objectId",),
    ),
    "GetObjectInFrame": Handler(_in_frame, _POINT, ("x", "y")),
    "GetCoordinateFromRaycast": Handler(_coordinate, _POINT, ("x", "y")),
}
CAMERA_PLANES = {"cameraNearPlane": NEAR_PLANE, "cameraFarPlane": FAR_PLANE}
