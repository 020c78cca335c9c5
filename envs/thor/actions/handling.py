"""What an action is to the controller: the arguments it takes, what it does, what it answers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.thor import commands
from envs.thor.commands import Command
from envs.thor.raycast import cast_rays
from envs.thor.world import World

Arguments = Mapping[str, Any]
_SLICE = re.compile(r"(.+)\|([A-Za-z]+)_([0-9]{1,3})")
_LONGEST = 300  # [characters] of a message that quotes what came


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action answers.

    Attributes:
        success: whether it did what it says.
        message: why not; "" where it did.
        code: AI2-THOR's `errorCode` where the request itself was bad, else None.
        value: `actionReturn`.
        collided: ids of what the agent ran into.
    """

    success: bool = True
    message: str = ""
    code: str | None = None
    value: Any = None
    collided: tuple[str, ...] = ()


class Refused(Exception):
    """An action that is understood and not done; `code` as in `Outcome`."""

    code: str | None = None


class BadArgument(Refused):
    """An argument of the wrong kind."""

    code = "InvalidArgument"


class MissingArgument(Refused):
    """An argument without which the action means nothing."""

    code = "MissingArguments"


class Ambiguous(Refused):
    """Arguments that name two different things."""

    code = "AmbiguousAction"


@dataclass(frozen=True, slots=True)
class Handler:
    """An action: what it does, and the arguments it takes by name and kind."""

    run: Callable[[World, Arguments], Outcome]
    takes: Mapping[str, str]
    needs: tuple[str, ...] = ()


def check(handler: Handler, name: str, arguments: Arguments, common: Iterable[str]) -> Outcome:
    """Whether a request is well formed: nothing unknown, nothing missing, right kinds."""
    known = {*handler.takes, *common}
    for argument in arguments:
        if argument not in known:
            expected = ", ".join(sorted(handler.takes)) or "none"
            problem = f"action: {name} has an invalid argument: {argument}; it takes: {expected}"
            return Outcome(False, problem[:_LONGEST], "InvalidArgument")
    missing = [argument for argument in handler.needs if arguments.get(argument) is None]
    if missing:
        problem = f"action: {name} is missing the following arguments: {', '.join(missing)}"
        return Outcome(False, problem, "MissingArguments")
    for argument, kind in handler.takes.items():
        value = arguments.get(argument)
        if value is not None and not KINDS[kind](value):
            problem = f"action: {name} has an invalid argument: {argument}; expected {kind}, got "
            return Outcome(False, problem + brief(value), "InvalidArgument")
    return Outcome()


def brief(value: object) -> str:
    """A value as a message quotes it."""
    text = repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def is_number(value: object) -> bool:
    """Whether it is a finite number of a sensible size; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    return abs(value) < 1e30  # NaN is not


def is_vector(value: object) -> bool:
    """Whether it has some of x, y and z, all numbers, and nothing else."""
    return isinstance(value, Mapping) and all(
        key in ("x", "y", "z") and is_number(item) for key, item in value.items()
    )


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


KINDS: dict[str, Callable[[Any], bool]] = {
    "a number": is_number,
    "a string": lambda value: isinstance(value, str),
    "a boolean": lambda value: isinstance(value, bool | np.bool_),
    "a vector": is_vector,
    "a number or a vector": lambda value: is_number(value) or is_vector(value),
    "a number or a string": lambda value: is_number(value) or isinstance(value, str),
    "a list": _is_list,
    "a list of numbers": lambda value: _is_list(value) and all(map(is_number, value)),
    "a list of strings": lambda value: (
        _is_list(value) and all(isinstance(item, str) for item in value)
    ),
    "a list of booleans": lambda value: (
        _is_list(value) and all(isinstance(item, bool | np.bool_) for item in value)
    ),
    "a list of vectors": lambda value: _is_list(value) and all(map(is_vector, value)),
    "a list of objects": lambda value: (
        _is_list(value) and all(isinstance(item, Mapping) for item in value)
    ),
    "an object": lambda value: isinstance(value, Mapping),
    "anything": lambda value: True,
}


def number(arguments: Arguments, name: str, default: float) -> float:
    """A number argument, or the default where it is absent or null."""
    value = arguments.get(name)
    return default if value is None else float(value)


def between(name: str, value: float, low: float, high: float) -> float:
    """The value, where it is in [low, high].

    Raises:
        Refused: it is not.
    """
    if not low <= value <= high:
        raise Refused(f"{name} must be between {low:g} and {high:g}, got {value:g}")
    return value


def vector(value: Mapping[str, Any] | None, default: Sequence[float]) -> tuple[float, ...]:
    """(x, y, z) of a vector argument; what it leaves out is the default's."""
    given = value or {}
    return tuple(
        float(fallback if given.get(axis) is None else given[axis])
        for axis, fallback in zip("xyz", default, strict=True)
    )


def forced(arguments: Arguments) -> bool:
    """Whether `forceAction` is set."""
    return bool(arguments.get("forceAction"))


def perform(
    world: World,
    command: Command,
    target: int = -1,
    value: float = 0.0,
    aim: object = None,
    force: bool = False,
) -> Outcome:
    """Steps the world and puts what it answers in words."""
    result = world.simulator.step(int(command), target, value, aim, force)
    if result.success[0]:
        return Outcome()
    ids = world.known.ids

    def named(slot: int) -> str:
        return ids[slot] if 0 <= slot < len(ids) else ""

    blocker = named(int(result.blocker[0]))
    problem = commands.message(
        int(result.error[0]),
        target=named(target),
        held=named(held_by(world)),
        value=value,
        blocker=blocker or "an object",
    )
    return Outcome(False, problem, collided=(blocker,) if blocker else ())


def held_by(world: World) -> int:
    """Slot that the acting agent holds; -1 for none."""
    return int(world.simulator.agent_numpy("held")[0])


def find_slot(world: World, object_id: str) -> int:
    """Slot of an object id that is in the scene; -1 for none."""
    slot = world.known.slot_of.get(object_id, -1)
    if slot < 0 and len(object_id) < 200:
        slot = _slot_alike(world, object_id)
    return slot if slot >= 0 and world.simulator.numpy("present")[0, slot] else -1


def _slot_alike(world: World, object_id: str) -> int:
    """Slot of an object that a recording of Unity's names a little otherwise; -1 for none.

    The last digit of a coordinate may differ by one, since what was rounded was not quite the
    same; and a slice may have a number that is past ours, since assets differ in how many they
    make and older versions count from 1.
    """
    match = _SLICE.fullmatch(object_id)
    if match is not None:
        parts = [name for name in world.known.ids if name.startswith(f"{match[1]}|{match[2]}_")]
        return world.known.slot_of[parts[int(match[3]) % len(parts)]] if parts else -1
    kind, *rest = object_id.split("|")
    if len(rest) != 3:
        return -1
    try:
        place = [float(part) for part in rest]
    except ValueError:
        return -1
    for slot, name in enumerate(world.known.ids):
        if world.known.kinds[slot] == kind and name.count("|") == 3:
            apart = [abs(float(a) - b) for a, b in zip(name.split("|")[1:], place, strict=True)]
            if max(apart) < 0.0101:
                return slot
    return -1


def slot_named(world: World, object_id: str) -> int:
    """Slot of an object id.

    Raises:
        Refused: nothing of that id is in the scene.
    """
    slot = find_slot(world, object_id)
    if slot < 0:
        raise Refused(f"there is no object called {brief(object_id)} in the scene")
    return slot


def through_point(
    world: World, x: float, y: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ray through a point of the acting agent's image.

    Args:
        x, y: in [0, 1], from the left and the top.

    Returns:
        camera centre (3,) and direction (3,) of unit length, world frame.

    Raises:
        Refused: the point is outside the image.
    """
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
        raise Refused(f"x and y must be in [0, 1], got {x:g} and {y:g}")
    simulator = world.simulator
    centre, yaw, horizon = simulator.camera(0)
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
    return centre, direction / np.linalg.norm(direction)


def at_point(
    world: World, x: float, y: float, through: int = -1
) -> tuple[int, NDArray[np.float64] | None]:
    """What the acting agent's camera sees at a point of its image.

    Args:
        x, y: in [0, 1], from the left and the top.
        through: slot that the ray passes through.

    Returns:
        its slot (-1 for nothing, past all objects for an agent's body) and where the ray meets
        it (3,), world frame.
    """
    centre, direction = through_point(world, x, y)
    simulator = world.simulator
    slots, distances = cast_rays(
        simulator.objects, simulator.geometry, 0, centre, direction[None], skip_slot=through
    )
    if slots[0] < 0:
        return -1, None
    return int(slots[0]), centre + distances[0] * direction


def thing_at(
    world: World, x: float, y: float, through: int = -1
) -> tuple[int, NDArray[np.float64]]:
    """The object at a point of the acting agent's image; see `at_point`.

    Raises:
        Refused: there is none.
    """
    slot, point = at_point(world, x, y, through)
    if slot < 0 or point is None:
        raise Refused("there is nothing at that point of the image")
    if slot >= len(world.known.ids):
        raise Refused("there is an agent at that point of the image")
    return slot, point


TARGETED = {"objectId": "a string", "x": "a number", "y": "a number"}


def target_of(world: World, arguments: Arguments) -> tuple[int, NDArray[np.float64] | None]:
    """The object that an action names, by id or by a point of the image, and that point.

    Raises:
        Refused: it names none, or nothing that is there.
    """
    object_id, x, y = (arguments.get(name) for name in ("objectId", "x", "y"))
    if object_id is not None:
        if x is not None or y is not None:
            raise Ambiguous("expected either an objectId or x and y of a point of the image")
        return slot_named(world, object_id), None
    missing = [name for name, value in (("x", x), ("y", y)) if value is None]
    if missing:
        names = ", ".join(["objectId"] if len(missing) == 2 else missing)
        raise MissingArgument(f"is missing the following arguments: {names}")
    return thing_at(world, float(x), float(y), through=held_by(world))
