"""Putting a thing somewhere without a hand: where it is free, and what it comes to rest on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.interface import AGENT_RADIUS
from envs.ontology import Affordance, State, can, takes
from envs.thor.commands import Command
from envs.thor.resting import rests
from envs.thor.state import HELD, NONE
from envs.thor.world import World

_TOUCH = 0.002  # [m] that neighbours may overlap


def lay(
    world: World, slot: int, receptacle: int, aim: Sequence[float] | None, shut: bool = False
) -> bool:
    """Puts a thing in or on a receptacle, at the free spot nearest to a point.

    Args:
        slot: of the thing, which nobody holds.
        receptacle: slot of what takes it.
        aim: (x, y, z) metres, world frame; None for near the agent.
        shut: whether a closed receptacle takes it too.

    Returns:
        whether there was room; where there was none nothing has changed.
    """
    simulator = world.simulator
    parents, states = simulator.numpy("parent"), simulator.numpy("state")
    held, parent = simulator.agent_numpy("held").copy(), int(parents[0, slot])
    state = int(states[0, receptacle])
    parents[0, slot] = HELD
    simulator.assign("parent", parents)
    simulator.assign_agents("held", [slot])
    opened = shut and can(world.known.kinds[receptacle], Affordance.OPENABLE)
    if opened and not state & State.OPEN:
        states[0, receptacle] = state | int(State.OPEN)
        simulator.assign("state", states)
    result = simulator.step(int(Command.PUT), receptacle, aim=aim, force=True)
    if opened and not state & State.OPEN:
        states = simulator.numpy("state")
        states[0, receptacle] &= ~int(State.OPEN)
        simulator.assign("state", states)
    if not result.success[0]:
        parents = simulator.numpy("parent")
        parents[0, slot] = parent
        simulator.assign("parent", parents)
    simulator.assign_agents("held", held)
    return bool(result.success[0])


def carried_by(world: World, slot: int) -> int:
    """Index of the agent that holds a thing, or what it is in; -1 for none."""
    parents = world.simulator.numpy("parent")[0]
    at = slot
    while parents[at] >= 0:
        at = int(parents[at])
    if parents[at] != HELD:
        return -1
    for index, state in enumerate(world.states()):
        if int(state["held"][0]) == at:
            return index
    return -1


def contents(world: World, slot: int) -> list[int]:
    """Slots of everything in or on a thing, at any depth."""
    parents = world.simulator.numpy("parent")[0].tolist()
    found: list[int] = []
    edge = [slot]
    while edge:
        edge = [k for k, parent in enumerate(parents) if parent in edge and k not in found]
        found += edge
    return found


def let_go(world: World, slot: int) -> None:
    """Takes a thing out of whatever hand it is in; it stays where it is."""
    index = carried_by(world, slot)
    if index < 0:
        return
    parents = world.simulator.numpy("parent")
    at = slot
    while parents[0, at] >= 0:
        at = int(parents[0, at])
    if at != slot:
        return  # what it is in is held, not it
    acting = world.acting
    world.act_as(index)
    world.simulator.assign_agents("held", [-1])
    world.agents[index].tilt = (0.0, 0.0)
    parents[0, slot] = NONE
    world.simulator.assign("parent", parents)
    world.act_as(acting)


def move_to(world: World, slot: int, position: Sequence[float], yaw: float | None = None) -> None:
    """Puts a thing at a position [m], with all that is in it, whatever is there."""
    simulator = world.simulator
    places, yaws = simulator.numpy("position"), simulator.numpy("yaw")
    turned = 0.0 if yaw is None else yaw - float(yaws[0, slot])
    sin, cos = math.sin(math.radians(turned)), math.cos(math.radians(turned))
    old = places[0, slot].astype(np.float64)
    for inner in contents(world, slot):
        x, y, z = places[0, inner].astype(np.float64) - old
        offset = np.array([cos * x + sin * z, y, cos * z - sin * x])
        places[0, inner] = np.asarray(position) + offset
        yaws[0, inner] = (float(yaws[0, inner]) + turned) % 360.0
    places[0, slot] = position
    yaws[0, slot] = (float(yaws[0, slot]) + turned) % 360.0
    simulator.assign("position", places)
    simulator.assign("yaw", yaws)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a thing may be from the surface that it is said to rest on [m].

    Attributes:
        above, below: its foot over the surface, or under it.
        beside: its middle beyond the surface's edge.
        foot: whether the position may be its foot as well as its middle, since assets differ.
    """

    above: float
    below: float
    beside: float
    foot: bool = True


TOUCHING = Tolerance(0.03, 0.03, 0.05, foot=False)
NEAR = Tolerance(0.12, 0.25, 0.05)
# Where a pose comes from a house that is not quite ours.
ABOUT = Tolerance(0.5, 0.5, 0.2)


@dataclass(frozen=True, slots=True)
class Support:
    """What a thing rests on: slot of the receptacle, and the point of its surface [m]."""

    receptacle: int
    x: float
    height: float
    z: float


def support_of(
    world: World, slot: int, position: Sequence[float], within: Tolerance = TOUCHING
) -> Support | None:
    """What a thing at a position would rest on.

    Args:
        slot: of the thing.
        position: (x, y, z) [m] of its middle, or perhaps of its foot.
        within: how far from a surface it may be.

    Returns:
        the nearest surface; None for nothing near.
    """
    simulator, known = world.simulator, world.known
    places, halves = simulator.numpy("position")[0], simulator.numpy("half")[0]
    present, shapes = simulator.numpy("present")[0], simulator.numpy("shape")[0]
    openness, yaws = simulator.numpy("openness")[0], simulator.numpy("yaw")[0]
    inner = {slot, *contents(world, slot)}
    feet = [position[1] - float(halves[slot][1]), *([position[1]] if within.foot else [])]
    best: tuple[float, Support] | None = None
    for other in np.flatnonzero(known.holds & (present[: len(known.ids)] > 0)).tolist():
        if other in inner or not takes(known.kinds[other], known.kinds[slot]):
            continue
        angle = math.radians(float(yaws[other]))
        sin, cos = math.sin(angle), math.cos(angle)
        dx, dz = position[0] - float(places[other][0]), position[2] - float(places[other][2])
        x, z = cos * dx - sin * dz, sin * dx + cos * dz
        size = (2.0 * halves[other].astype(np.float64)).tolist()
        is_floor = known.kinds[other] == "Floor"
        for rest in rests(int(shapes[other]), (size[0], size[1], size[2])):
            out = rest.slides * float(openness[other])
            u = min(max(x, rest.box[0]), rest.box[2])
            w = min(max(z, rest.box[1] + out), rest.box[3] + out)
            aside = math.hypot(u - x, w - z)
            height = float(places[other][1]) + rest.y
            gap = min((foot - height for foot in feet), key=abs)
            if aside > within.beside or not -within.below <= gap <= within.above:
                continue
            if is_floor and abs(gap) > NEAR.below:
                continue
            cost = abs(gap) + 2.0 * aside + (0.02 if is_floor else 0.0)
            if best is None or cost < best[0]:
                support = Support(
                    other,
                    float(places[other][0]) + cos * u + sin * w,
                    height,
                    float(places[other][2]) - sin * u + cos * w,
                )
                best = (cost, support)
    return None if best is None else best[1]


def is_free(world: World, slot: int, position: Sequence[float]) -> bool:
    """Whether a thing's box would overlap nothing at a position [m], and stand on a floor if low.

    What it is in or on, what is in it, and floors do not count.
    """
    simulator, known = world.simulator, world.known
    count = len(known.ids)
    parents = simulator.numpy("parent")[0]
    ignored = {slot, *contents(world, slot), *known.floors}
    at = int(parents[slot])
    while at >= 0:
        ignored.add(at)
        at = int(parents[at])
    others = np.array(
        [k for k in range(count) if simulator.numpy("present")[0, k] and k not in ignored], int
    )
    half = simulator.numpy("half")[0].astype(np.float64)
    place = simulator.numpy("position")[0].astype(np.float64)
    yaw = np.radians(simulator.numpy("yaw")[0].astype(np.float64))
    for state in world.states():
        feet = state["position"][0]
        reach = AGENT_RADIUS + min(half[slot][0], half[slot][2])
        low = position[1] - half[slot][1] < feet[1] + 1.6
        if low and math.hypot(position[0] - feet[0], position[2] - feet[2]) < reach:
            return False
    if not len(others):
        return True
    away = place[others] - np.asarray(position)
    tall = np.abs(away[:, 1]) < half[others, 1] + half[slot][1] - _TOUCH
    return not bool((tall & _overlap(away, yaw[slot], half[slot], yaw[others], half[others])).any())


def _overlap(
    away: NDArray[np.float64],
    yaw: float,
    half: NDArray[np.float64],
    yaws: NDArray[np.float64],
    halves: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """(n,) whether rectangles on the plan overlap (separating axes)."""
    apart = np.zeros(len(away), bool)
    for angle in (np.full(len(away), yaw), yaws):
        for quarter in (0.0, math.pi / 2.0):
            ax, az = np.cos(angle + quarter), -np.sin(angle + quarter)
            gap = np.abs(away[:, 0] * ax + away[:, 2] * az)
            mine = half[0] * np.abs(np.cos(angle + quarter - yaw)) + half[2] * np.abs(
                np.sin(angle + quarter - yaw)
            )
            turn = angle + quarter - yaws
            other = halves[:, 0] * np.abs(np.cos(turn)) + halves[:, 2] * np.abs(np.sin(turn))
            apart |= gap >= mine + other - _TOUCH
    return ~apart
