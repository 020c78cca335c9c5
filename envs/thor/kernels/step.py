"""The step kernel: one thread runs one world's command, then the rules of the world."""

from __future__ import annotations

import warp as wp

from envs.thor.commands import Command, Error
from envs.thor.kernels.interaction import drop, interact
from envs.thor.kernels.motion import carry, look, move, rotate, set_posture, teleport
from envs.thor.kernels.rules import apply_rules
from envs.thor.kernels.tables import Types
from envs.thor.kernels.target import check_target
from envs.thor.state import Agents, Geometry, Objects

# Loops are kept as loops: unrolled ray casting would only make the kernel slow to compile.
wp.set_module_options({"enable_backward": False, "max_unroll": 1})


@wp.struct
class Request:
    """What every world is asked to do (nworld,); see `Command`.

    aim: world point that is meant, NaN for none.
    force: not 0 to skip the checks of sight, reach and collision.
    """

    command: wp.array(dtype=wp.int32)
    target: wp.array(dtype=wp.int32)
    value: wp.array(dtype=wp.float32)
    aim: wp.array(dtype=wp.vec3)
    force: wp.array(dtype=wp.int32)


@wp.struct
class Answer:
    """What came of it (nworld,): an `Error` code, and the slot that was in the way or -1."""

    error: wp.array(dtype=wp.int32)
    blocker: wp.array(dtype=wp.int32)


@wp.kernel
def step_worlds(
    objects: Objects,
    agents: Agents,
    geometry: Geometry,
    types: Types,
    lens: wp.array(dtype=wp.float32),
    scratch: wp.array2d(dtype=wp.int32),
    request: Request,
    answer: Answer,
):
    """Steps every world.

    Args:
        lens: tangents of half the horizontal and vertical fields of view, and the reach in metres.
        scratch: room for one list of slots a world (nworld, nobject).
    """
    world = wp.tid()
    aim = request.aim[world]
    target = request.target[world]
    command = request.command[world]
    value = request.value[world]
    force = request.force[world] != 0
    answer.blocker[world] = -1
    error = int(Error.UNKNOWN_COMMAND)
    if command == Command.NOOP:
        carry(objects, agents, world)
        error = int(Error.NONE)
    elif command >= Command.MOVE_AHEAD and command <= Command.MOVE_RIGHT:
        error = move(objects, agents, geometry, types, world, command, value, force, answer.blocker)
    elif command == Command.ROTATE_LEFT or command == Command.ROTATE_RIGHT:
        error = rotate(objects, agents, world, command, value)
    elif command == Command.LOOK_UP or command == Command.LOOK_DOWN:
        error = look(objects, agents, world, command, value)
    elif command == Command.TELEPORT:
        error = teleport(objects, agents, geometry, types, world, aim, value, force, answer.blocker)
    elif command == Command.CROUCH or command == Command.STAND:
        error = set_posture(objects, agents, world, command)
    elif command == Command.DROP:
        error = drop(objects, agents, types, scratch, world)
    elif command >= Command.PICKUP and command <= Command.TOUCH:
        error = check_target(objects, agents, geometry, types, lens, world, target, aim, force)
        if error == Error.NONE:
            error = interact(
                objects, agents, geometry, types, scratch, world, command, target, value, aim, force
            )
    if error == Error.NONE and (command == Command.NOOP or command >= Command.PICKUP):
        apply_rules(objects, types, scratch, world)
    answer.error[world] = error
