"""What hands do to things: pick up, put, open, switch, slice, fill and the like."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from envs.ontology import Affordance, can
from envs.thor.actions.handling import (
    TARGETED,
    Arguments,
    Handler,
    MissingArgument,
    Outcome,
    Refused,
    between,
    forced,
    held_by,
    number,
    perform,
    slot_named,
    target_of,
)
from envs.thor.commands import Command
from envs.thor.raycast import cast_rays
from envs.thor.world import World

LIQUIDS = ("water", "coffee", "wine")  # by the value that `Command.FILL` takes
_OLD = {"forceVisible": "a boolean", "manualInteract": "a boolean"}


def _interaction(
    command: Command, value: Callable[[Arguments], float] | None = None, **takes: str
) -> Handler:
    def run(world: World, arguments: Arguments) -> Outcome:
        slot, aim = target_of(world, arguments)
        amount = value(arguments) if value is not None else 0.0
        return perform(world, command, slot, amount, aim, forced(arguments))

    takes = {**TARGETED, "forceVisible": "a boolean", **takes}
    return Handler(run, takes)


def _pick_up(world: World, arguments: Arguments) -> Outcome:
    outcome = _interaction(Command.PICKUP).run(world, arguments)
    if outcome.success:
        world.agents[world.acting].tilt = (0.0, 0.0)
    return outcome


def _put(world: World, arguments: Arguments) -> Outcome:
    held = held_by(world)
    receptacle = arguments.get("receptacleObjectId")
    if receptacle is not None:  # as AI2-THOR 2.1.0 has it: objectId is what is held
        if held < 0:
            raise Refused("nothing is in the agent's hand to put anywhere")
        named = arguments.get("objectId")
        if named is not None and named not in (world.known.ids[held], receptacle):
            raise Refused(f"the agent holds {world.known.ids[held]}, not {named}")
        slot = slot_named(world, receptacle)
        return perform(world, Command.PUT, slot, force=forced(arguments))
    if arguments.get("objectId") is None and arguments.get("x") is None:
        raise MissingArgument("is missing the following arguments: objectId")
    slot, aim = target_of(world, arguments)
    if aim is not None and held >= 0:
        slot = _receptacle_at(world, slot)
    return perform(world, Command.PUT, slot, aim=aim, force=forced(arguments))


def _receptacle_at(world: World, slot: int) -> int:
    """The thing that was pointed at, or where it is no receptacle what that is in or on."""
    parent = world.simulator.numpy("parent")[0]
    at = slot
    while at >= 0 and not can(world.known.kinds[at], Affordance.RECEPTACLE):
        at = int(parent[at])
    return at if at >= 0 else slot


def _open(world: World, arguments: Arguments) -> Outcome:
    # An openness of 0 closes; in 2.x's name for it, 0 is all the way.
    openness = number(arguments, "openness", number(arguments, "moveMagnitude", 1.0) or 1.0)
    between("openness", openness, 0.0, 1.0)
    if openness > 0.0:
        return _interaction(Command.OPEN, lambda _: openness).run(world, arguments)
    return _interaction(Command.CLOSE).run(world, arguments)


def _liquid(arguments: Arguments) -> float:
    name = arguments.get("fillLiquid") or "water"
    if name not in LIQUIDS:
        raise Refused(f"fillLiquid must be one of {', '.join(LIQUIDS)}, got {name!r}"[:200])
    return float(LIQUIDS.index(name))


def _break(world: World, arguments: Arguments) -> Outcome:
    slot, aim = target_of(world, arguments)
    if slot in world.unbreakable:
        raise Refused(f"{world.known.ids[slot]} cannot be broken")
    return perform(world, Command.BREAK, slot, aim=aim, force=forced(arguments))


def _let_go(world: World, arguments: Arguments) -> Outcome:
    del arguments
    return perform(world, Command.DROP)


def _throw(world: World, arguments: Arguments) -> Outcome:
    """Lets go ahead of the agent: it lands where a throw of that strength ends, or at the foot of
    what stops it."""
    strength = between("moveMagnitude", number(arguments, "moveMagnitude", 50.0), 0.0, 1e6)
    held = held_by(world)
    if held < 0:
        raise Refused("nothing is in the agent's hand to throw")
    simulator = world.simulator
    start = simulator.agent_numpy("position")[0].astype(np.float64)
    centre, yaw, _ = simulator.camera(0)
    ahead = np.array([np.sin(np.radians(yaw)), 0.0, np.cos(np.radians(yaw))])
    slots, distances = cast_rays(
        simulator.objects,
        simulator.geometry,
        0,
        np.array([centre[0], start[1] + 0.3, centre[2]]),
        ahead[None],
        skip_slot=held,
    )
    away = min(strength / 100.0, 5.0)
    if slots[0] >= 0:
        half = simulator.numpy("half")[0, held]
        away = min(away, float(distances[0]) - float(np.hypot(half[0], half[2])) - 0.05)
    for share in (1.0, 0.75, 0.5, 0.25):
        spot = start + ahead * max(away * share, 0.0)
        floor = _floor_under(world, spot)
        if floor >= 0 and away * share > 0.3:
            outcome = perform(world, Command.PUT, floor, aim=spot, force=True)
            if outcome.success:
                return outcome
    return perform(world, Command.DROP)


def _floor_under(world: World, point: np.ndarray) -> int:
    position, half = world.simulator.numpy("position")[0], world.simulator.numpy("half")[0]
    for slot in world.known.floors:
        away = np.abs(point - position[slot])
        if away[0] <= half[slot][0] and away[2] <= half[slot][2]:
            return slot
    return -1


_DROP = Handler(_let_go, {"autoSimulation": "a boolean"})
_OPENING = {
    **TARGETED,
    "openness": "a number",
    "moveMagnitude": "a number",
    "forceVisible": "a boolean",
    "simplifyPhysics": "a boolean",
    "useGripper": "a boolean",
    "returnToStart": "a boolean",
    "ignoreAgentInTransition": "a boolean",
    "stopAtNonStaticCol": "a boolean",
    "physicsInterval": "a number",
}

ACTIONS: dict[str, Handler] = {
    "PickupObject": Handler(_pick_up, {**TARGETED, **_OLD, "markActionFinished": "a boolean"}),
    "PutObject": Handler(
        _put,
        {
            **TARGETED,
            "receptacleObjectId": "a string",
            "placeStationary": "a boolean",
            "putNearXY": "a boolean",
            "randomSeed": "a number",
            "maxDistance": "a number",
            "forceVisible": "a boolean",
        },
    ),
    "DropHandObject": _DROP,
    "DropHeldObject": _DROP,
    "ThrowObject": Handler(
        _throw,
        {
            "moveMagnitude": "a number",
            "autoSimulation": "a boolean",
            "objectId": "a string",
        },
    ),
    "OpenObject": Handler(_open, _OPENING),
    "CloseObject": Handler(_interaction(Command.CLOSE).run, _OPENING),
    "ToggleObjectOn": _interaction(Command.TOGGLE_ON),
    "ToggleObjectOff": _interaction(Command.TOGGLE_OFF),
    "SliceObject": _interaction(Command.CUT),
    "BreakObject": Handler(_break, {**TARGETED, "forceVisible": "a boolean"}),
    "CookObject": _interaction(Command.COOK),
    "DirtyObject": _interaction(Command.DIRTY),
    "CleanObject": _interaction(Command.CLEAN),
    "FillObjectWithLiquid": _interaction(Command.FILL, _liquid, fillLiquid="a string"),
    "EmptyLiquidFromObject": _interaction(Command.EMPTY),
    "UseUpObject": _interaction(Command.USE_UP),
}
