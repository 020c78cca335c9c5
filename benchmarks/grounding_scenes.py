"""Frames of generated houses for `hestia bench grounding`, with what is true of what they show.

What is true comes from the simulator: which thing is in or on which, where it is, how it is. A
perception model sees the frame's picture alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from agent.camera import Cameras, Deed, Place
from agent.grounding.vantage import AS_IT_IS, look_at_something
from agent.variation import draw_variation, shuffle_states
from envs.ontology import BY_NAME, Affordance
from envs.thor.reachable import reachable_positions
from envs.thor.simulator import Command, Simulator
from envs.thor.sources import load_scene
from perception.frames import Frame

FRAMES_OF_A_HOUSE = 4
SHUFFLED = 0.45  # how much is open, dirty, filled, ...
HELD = 0.35  # share of the frames in which the agent holds something


@dataclass(frozen=True, slots=True)
class Truth:
    """One thing in a frame, as it is.

    Attributes:
        identity: its value in the frame's instance ids.
        kind: ontology type.
        states: true predicates that can be seen.
        around: ids of what holds it, the nearest first.
        position: [m] (x, y, z) of its middle, world frame.
        across: [image widths] mean of its pixels from the left.
        pixels: that it has.
        distance: [m] from the agent on the floor plan.
        held: it is in the agent's hand.
    """

    identity: int
    kind: str
    states: frozenset[str]
    around: tuple[int, ...]
    position: tuple[float, float, float]
    across: float
    pixels: int
    distance: float
    held: bool

    def can(self, affordance: Affordance) -> bool:
        return BY_NAME[self.kind].can(affordance)


@dataclass(frozen=True, slots=True)
class View:
    """A frame, and what is true of every thing in it; structure is left out."""

    frame: Frame
    things: tuple[Truth, ...]


def views(
    houses: Sequence[str], count: int, seed: int, width: int, height: int, device: str = "cpu"
) -> Iterator[View]:
    """So many frames, a few of each house, in an order that the seed draws."""
    order = np.random.default_rng((seed, 0)).permutation(len(houses))
    made = 0
    for number in range(10 * count):
        house = houses[int(order[number % len(order)])]
        generator = np.random.default_rng((seed, number, 1))
        for view in _of_house(house, number, generator, seed, (width, height), device):
            if made >= count:
                return
            made += 1
            yield view


def _of_house(
    house: str,
    number: int,
    generator: np.random.Generator,
    seed: int,
    size: tuple[int, int],
    device: str,
) -> Iterator[View]:
    scene = load_scene(house)
    variation = draw_variation(AS_IT_IS, scene, generator)
    simulator = Simulator([scene], device, field_of_view=90.0, aspect=size[0] / size[1])
    shuffle_states(simulator, SHUFFLED, [generator])
    cameras = Cameras(simulator, [variation], *size, [generator])
    places = reachable_positions(simulator, 0)
    if generator.random() < HELD:
        carried = look_at_something(simulator, generator, places, Affordance.PICKUPABLE)
        if carried is not None:
            simulator.step(int(Command.PICKUP), carried)
    for step in range(FRAMES_OF_A_HOUSE):
        if look_at_something(simulator, generator, places) is None:
            return
        shot = cameras.shoot()[0]
        frame = cameras.frame(0, shot, Deed(), Place(house, number, step, seed))
        yield View(frame, _truths(simulator, frame))


def _truths(simulator: Simulator, frame: Frame) -> tuple[Truth, ...]:
    parents, positions = simulator.numpy("parent")[0], simulator.numpy("position")[0]
    counts = np.bincount(frame.instances.ravel(), minlength=2)
    columns = np.broadcast_to(np.arange(frame.instances.shape[1]), frame.instances.shape)
    sums = np.bincount(frame.instances.ravel(), columns.ravel(), minlength=2)
    found: list[Truth] = []
    for label in frame.labels:
        if BY_NAME[label.object_class].can(Affordance.STRUCTURE):
            continue
        slot, pixels = label.instance - 1, int(counts[label.instance])
        x, y, z = (float(value) for value in positions[slot])
        found.append(
            Truth(
                label.instance,
                label.object_class,
                label.states,
                _chain(parents, slot),
                (x, y, z),
                float(sums[label.instance]) / pixels / frame.instances.shape[1],
                pixels,
                float(np.hypot(x - frame.pose.x, z - frame.pose.z)),
                frame.held == label.instance,
            )
        )
    return tuple(found)


def _chain(parents: np.ndarray, slot: int) -> tuple[int, ...]:
    found: list[int] = []
    while (slot := int(parents[slot])) >= 0:
        found.append(slot + 1)
    return tuple(found)
