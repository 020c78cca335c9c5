"""Moving and turning what is held, and pushing what is not."""

from __future__ import annotations

import math

import numpy as np

from envs.thor.actions.handling import (
    TARGETED,
    Arguments,
    Handler,
    Outcome,
    Refused,
    between,
    forced,
    held_by,
    is_number,
    number,
    perform,
    target_of,
    vector,
)
from envs.thor.actions.placing import carried_by, is_free, move_to, support_of
from envs.thor.commands import Command
from envs.thor.raycast import cast_rays
from envs.thor.world import World

_STEP = 0.05  # [m] of a push
_FURTHEST = 2.0  # [m] that a push moves anything
_YIELD = 40.0  # [N/(kg m)] push that moves a kilogram by a metre


def _move_held(world: World, arguments: Arguments) -> Outcome:
    way = [number(arguments, name, 0.0) for name in ("right", "up", "ahead")]
    return _shift(world, way, forced(arguments))


def _shift(world: World, way: list[float], force: bool) -> Outcome:
    """Moves the hand along the agent's own axes (right, up, ahead) [m]."""
    held = held_by(world)
    if held < 0:
        raise Refused("nothing is in the agent's hand to move")
    simulator = world.simulator
    hand = simulator.agent_numpy("hand").copy()
    old = simulator.numpy("position")[0, held].astype(np.float64)
    yaw = math.radians(float(simulator.agent_numpy("yaw")[0]))
    right, up, ahead = way
    offset = np.array(
        [
            right * math.cos(yaw) + ahead * math.sin(yaw),
            up,
            ahead * math.cos(yaw) - right * math.sin(yaw),
        ]
    )
    centre, _, _ = simulator.camera(0)
    name = world.known.ids[held]
    distance = float(np.linalg.norm(old + offset - centre))
    if distance > max(simulator.reach, 0.5) and not force:
        raise Refused(f"{name} would be {distance:.2f} m away, beyond the agent's reach")
    length = float(np.linalg.norm(offset))
    if not math.isfinite(length) or length > 10.0:
        raise Refused(f"{name} cannot be moved by {length:g} m")
    if length > 1e-6 and not force:
        slots, _ = cast_rays(
            simulator.objects, simulator.geometry, 0, old, offset[None], length, held
        )
        if slots[0] >= 0 and int(slots[0]) < len(world.known.ids):
            raise Refused(f"{world.known.ids[int(slots[0])]} is in the way of {name}")
    hand[0] = hand[0] + np.array(way)
    simulator.assign_agents("hand", hand)
    simulator.settle()
    return Outcome()


def _mover(axis: int, sign: float) -> Handler:
    def run(world: World, arguments: Arguments) -> Outcome:
        way = [0.0, 0.0, 0.0]
        way[axis] = sign * number(arguments, "moveMagnitude", world.settings.grid_size)
        return _shift(world, way, forced(arguments))

    return Handler(run, {"moveMagnitude": "a number", "forceVisible": "a boolean"})


def _turn_held(world: World, arguments: Arguments) -> Outcome:
    """Turns by pitch, yaw and roll, or to a rotation that is relative to the agent."""
    held = held_by(world)
    if held < 0:
        raise Refused("nothing is in the agent's hand to turn")
    agent = world.agents[world.acting]
    turned = float(world.simulator.agent_numpy("hand_yaw")[0])
    rotation = arguments.get("rotation")
    if is_number(rotation):
        rotation = {"y": rotation}
    if rotation is None and any(arguments.get(axis) is not None for axis in "xyz"):
        rotation = {axis: arguments.get(axis) for axis in "xyz"}  # 2.x's RotateHand
    if rotation is not None:
        pitch, turned, roll = vector(rotation, (0.0, 0.0, 0.0))
    else:
        pitch = agent.tilt[0] + number(arguments, "pitch", 0.0)
        turned += number(arguments, "yaw", 0.0)
        roll = agent.tilt[1] - number(arguments, "roll", 0.0)
    agent.tilt = (pitch % 360.0, roll % 360.0)
    world.simulator.assign_agents("hand_yaw", [turned % 360.0])
    world.simulator.settle()
    return Outcome()


def _turner(axis: str, sign: float) -> Handler:
    def run(world: World, arguments: Arguments) -> Outcome:
        degrees = sign * number(arguments, "degrees", world.settings.rotate_step)
        return _turn_held(world, {axis: degrees})

    return Handler(run, {"degrees": "a number"})


def _pusher(towards: float) -> Handler:
    """Pushes away from the agent (0 degrees), or pulls to it (180)."""

    def run(world: World, arguments: Arguments) -> Outcome:
        yaw = float(world.simulator.agent_numpy("yaw")[0]) + towards
        return _push(world, arguments, yaw, number(arguments, "moveMagnitude", 100.0))

    takes = {**TARGETED, "moveMagnitude": "a number", "forceVisible": "a boolean"}
    return Handler(run, takes)


def _push_to(world: World, arguments: Arguments) -> Outcome:
    angle = number(arguments, "pushAngle", 0.0)
    return _push(world, arguments, angle, number(arguments, "moveMagnitude", 100.0))


def _push(world: World, arguments: Arguments, yaw: float, strength: float) -> Outcome:
    """Moves a thing along a heading [deg], as far as the push goes and nothing is in its way."""
    slot, aim = target_of(world, arguments)
    name = world.known.ids[slot]
    between("moveMagnitude", strength, 0.0, 1e6)
    if not world.known.loose[slot]:
        raise Refused(f"{name} cannot be pushed or pulled")
    if carried_by(world, slot) >= 0:
        raise Refused(f"{name} is in an agent's hand")
    simulator = world.simulator
    touched = perform(world, Command.TOUCH, slot, aim=aim, force=forced(arguments))
    if not touched.success:
        return touched
    mass = max(float(world.known.entries[slot]["mass"]), 0.05)
    heading = math.radians(yaw)
    ahead = np.array([math.sin(heading), 0.0, math.cos(heading)])
    start = simulator.numpy("position")[0, slot].astype(np.float64)
    parent = int(simulator.numpy("parent")[0, slot])
    bottom = start[1] - float(simulator.numpy("half")[0, slot, 1])
    reached = start
    for step in range(1, int(min(strength / (_YIELD * mass), _FURTHEST) / _STEP) + 1):
        spot = start + ahead * (_STEP * step)
        if not is_free(world, slot, spot) or not _holds(world, slot, spot, parent, bottom):
            break
        reached = spot
    move_to(world, slot, reached)
    simulator.settle()
    return Outcome()


def _holds(world: World, slot: int, spot: np.ndarray, parent: int, bottom: float) -> bool:
    """Whether what a thing stands on goes on under a spot."""
    if parent >= 0:
        support = support_of(world, slot, spot)
        return support is not None and support.receptacle == parent
    position, half = world.simulator.numpy("position")[0], world.simulator.numpy("half")[0]
    own = float(min(half[slot][0], half[slot][2]))
    for floor in world.known.floors:
        away = np.abs(spot - position[floor])
        if away[0] <= half[floor][0] - own and away[2] <= half[floor][2] - own:
            return bottom < float(position[floor][1]) + 1.0
    return not world.known.floors


_WAYS = {"ahead": "a number", "right": "a number", "up": "a number", "forceVisible": "a boolean"}
_MOVE = Handler(_move_held, _WAYS)
_TURN = Handler(
    _turn_held,
    {
        "pitch": "a number",
        "yaw": "a number",
        "roll": "a number",
        "rotation": "a number or a vector",
        "x": "a number",
        "y": "a number",
        "z": "a number",
    },
)

ACTIONS: dict[str, Handler] = {
    "MoveHeldObject": _MOVE,
    "MoveHeldObjectAhead": _mover(2, 1.0),
    "MoveHeldObjectBack": _mover(2, -1.0),
    "MoveHeldObjectRight": _mover(0, 1.0),
    "MoveHeldObjectLeft": _mover(0, -1.0),
    "MoveHeldObjectUp": _mover(1, 1.0),
    "MoveHeldObjectDown": _mover(1, -1.0),
    "MoveHandAhead": _mover(2, 1.0),
    "MoveHandBack": _mover(2, -1.0),
    "MoveHandRight": _mover(0, 1.0),
    "MoveHandLeft": _mover(0, -1.0),
    "MoveHandUp": _mover(1, 1.0),
    "MoveHandDown": _mover(1, -1.0),
    "RotateHeldObject": _TURN,
    "RotateHand": _TURN,
    "RotateHeldObjectLeft": _turner("yaw", -1.0),
    "RotateHeldObjectRight": _turner("yaw", 1.0),
    "PushObject": _pusher(0.0),
    "PullObject": _pusher(180.0),
    "DirectionalPush": Handler(
        _push_to,
        {
            **TARGETED,
            "pushAngle": "a number",
            "moveMagnitude": "a number",
            "forceVisible": "a boolean",
        },
    ),
}
