"""Walking, turning, looking, teleporting, crouching."""

from __future__ import annotations

import math
from collections.abc import Mapping

from envs.thor.actions.handling import (
    Arguments,
    Handler,
    Outcome,
    Refused,
    forced,
    number,
    perform,
    vector,
)
from envs.thor.commands import Command
from envs.thor.kernels.motion import CROUCHED_CAMERA_HEIGHT
from envs.thor.metadata import AGENT_HEIGHT_ABOVE_FLOOR
from envs.thor.world import World

_DROP = 0.05  # [m] how far from the floor a teleport may ask for
_EXTRAS = {
    "noise": "a number",
    "snapToGrid": "a boolean",
    "manualInteract": "a boolean",
    "disallowHoldingObject": "a boolean",
}
# What AI2-THOR 2.x's clients send with every turn and look, and what became of nothing.
_OLD_TURN = {"rotation": "a number or a vector", "horizon": "a number"}


def _mover(command: Command) -> Handler:
    def run(world: World, arguments: Arguments) -> Outcome:
        distance = number(arguments, "moveMagnitude", world.settings.grid_size)
        distance = distance or world.settings.grid_size
        return perform(world, command, value=distance, force=forced(arguments))

    return Handler(run, {"moveMagnitude": "a number", **_EXTRAS})


def _turner(command: Command, is_look: bool) -> Handler:
    def run(world: World, arguments: Arguments) -> Outcome:
        step = world.settings.look_step if is_look else world.settings.rotate_step
        degrees = number(arguments, "degrees", step) or step
        if degrees < 0.0:
            raise Refused(f"degrees must be positive, got {degrees:g}")
        return perform(world, command, value=degrees)

    return Handler(run, {"degrees": "a number", **_OLD_TURN, **_EXTRAS})


def _teleport(world: World, arguments: Arguments) -> Outcome:
    place = arguments if arguments.get("position") is None else arguments["position"]
    horizon, standing = arguments.get("horizon"), arguments.get("standing")
    if standing is not None and world.settings.agent_mode != "default":
        raise Refused(f"an agent of mode {world.settings.agent_mode} cannot stand or crouch")
    force = forced(arguments)
    height = place.get("y")
    if height is not None and not force:
        floor = float(world.simulator.agent_numpy("position")[0][1]) + AGENT_HEIGHT_ABOVE_FLOOR
        if abs(float(height) - floor) > _DROP + 1e-3:
            raise Refused(
                f"the agent cannot teleport to y {float(height):g}: it stands at {floor:g} here"
            )
    aim = tuple(
        math.nan if v is None else float(v) for v in (place.get("x"), horizon, place.get("z"))
    )
    outcome = perform(
        world,
        Command.TELEPORT,
        value=_yaw(arguments.get("rotation")),
        aim=aim,
        force=force,
    )
    if outcome.success and standing is not None:
        _set_posture(world, bool(standing))
    return outcome


def _yaw(rotation: object) -> float:
    """Degrees of a rotation argument; NaN where it says nothing of yaw."""
    if isinstance(rotation, Mapping):
        rotation = rotation.get("y", 0.0 if rotation else None)
    return math.nan if rotation is None else float(rotation)  # pyright: ignore


def _set_posture(world: World, standing: bool) -> bool:
    """Stands up or crouches; whether that changed anything."""
    heights = world.simulator.agent_numpy("camera_height").copy()
    wanted = world.settings.camera_height if standing else CROUCHED_CAMERA_HEIGHT
    if abs(float(heights[0]) - wanted) < 1e-3:
        return False
    heights[0] = wanted
    world.simulator.assign_agents("camera_height", heights)
    world.simulator.settle()  # what is held follows
    return True


def _posture(standing: bool) -> Handler:
    def run(world: World, arguments: Arguments) -> Outcome:
        del arguments
        if world.settings.agent_mode != "default":
            raise Refused(f"an agent of mode {world.settings.agent_mode} cannot stand or crouch")
        if not _set_posture(world, standing):
            return Outcome(False, f"the agent already {'stands' if standing else 'crouches'}")
        return Outcome()

    return Handler(run, {})


def _rotate_look(world: World, arguments: Arguments) -> Outcome:
    horizon = arguments.get("horizon")
    aim = (math.nan, math.nan if horizon is None else float(horizon), math.nan)
    yaw = _yaw(arguments.get("rotation"))
    return perform(world, Command.TELEPORT, value=yaw, aim=aim, force=True)


def _move_agent(world: World, arguments: Arguments) -> Outcome:
    """A step ahead and to the right at once."""
    ahead, right = number(arguments, "ahead", 0.0), number(arguments, "right", 0.0)
    distance = math.hypot(ahead, right)
    if distance == 0.0:
        return Outcome()
    # A move along a heading that the agent does not look in: turned, moved, turned back.
    simulator = world.simulator
    yaw = float(simulator.agent_numpy("yaw")[0])
    heading = yaw + math.degrees(math.atan2(right, ahead))
    simulator.assign_agents("yaw", [heading % 360.0])
    outcome = perform(world, Command.MOVE_AHEAD, value=distance, force=forced(arguments))
    simulator.assign_agents("yaw", [yaw])
    simulator.settle()
    return outcome


def _rotate_agent(world: World, arguments: Arguments) -> Outcome:
    degrees = number(arguments, "degrees", world.settings.rotate_step)
    command = Command.ROTATE_RIGHT if degrees >= 0.0 else Command.ROTATE_LEFT
    return perform(world, command, value=abs(degrees))


def _move_global(world: World, arguments: Arguments) -> Outcome:
    """2.x's `Move`: a step along the world's axes."""
    x, _, z = vector(arguments, (0.0, 0.0, 0.0))
    yaw = math.radians(float(world.simulator.agent_numpy("yaw")[0]))
    ahead = x * math.sin(yaw) + z * math.cos(yaw)
    right = x * math.cos(yaw) - z * math.sin(yaw)
    return _move_agent(world, {**arguments, "ahead": ahead, "right": right})


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
_ROTATE_AGENT = {"degrees": "a number", "returnToStart": "a boolean", "speed": "a number"}

ACTIONS: dict[str, Handler] = {
    "MoveAhead": _mover(Command.MOVE_AHEAD),
    "MoveBack": _mover(Command.MOVE_BACK),
    "MoveLeft": _mover(Command.MOVE_LEFT),
    "MoveRight": _mover(Command.MOVE_RIGHT),
    "Move": Handler(_move_global, {"x": "a number", "y": "a number", "z": "a number"}),
    "MoveAgent": Handler(
        _move_agent,
        {"ahead": "a number", "right": "a number", "returnToStart": "a boolean"},
    ),
    "RotateLeft": _turner(Command.ROTATE_LEFT, is_look=False),
    "RotateRight": _turner(Command.ROTATE_RIGHT, is_look=False),
    "RotateAgent": Handler(_rotate_agent, _ROTATE_AGENT),
    "LookUp": _turner(Command.LOOK_UP, is_look=True),
    "LookDown": _turner(Command.LOOK_DOWN, is_look=True),
    "RotateLook": Handler(_rotate_look, _OLD_TURN),
    "Rotate": Handler(_rotate_look, {"rotation": "a number or a vector"}, ("rotation",)),
    "Look": Handler(_rotate_look, {"horizon": "a number"}, ("horizon",)),
    "Teleport": _TELEPORT,
    "TeleportFull": _TELEPORT,
    "Crouch": _posture(standing=False),
    "Stand": _posture(standing=True),
}
