"""A seeded wanderer: it goes everywhere, looks about, and handles what it can get at.

It is made to see much, not to get anything done: it is put before a thing, does something to it
and to its neighbours, walks through rooms, and looks around at odd angles. What it does is often
refused, as what a learner does will be. A searcher does one thing only: it opens what holds things,
and looks at what is in it and on it from near.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.camera import Shot
from envs.interface import (
    GRID_SIZE,
    HORIZON_LIMITS,
    INTERACTIONS,
    LOOK_ANGLE,
    TURN_ANGLE,
    VISIBILITY_DISTANCE,
    ActionName,
)
from envs.ontology import BASINS, KNIVES, OBJECT_TYPES, Affordance, State, takes
from envs.teach.targeting import world_points
from envs.thor.reachable import interactable_poses, reachable_positions
from envs.thor.simulator import Simulator
from envs.thor.walking import shortest_path

VISITS, STROLLS = 0.72, 0.87  # of all bouts, the first goes to things, up to the second to places
HOLDING = 0.8  # of a searcher's places, which are likelier the more they hold
PEERING = 0.6  # of a searcher's bouts, that look at what is inside of something
VIEWS = (3, 9)  # of what is inside of it, at least, and fewer than
MOST_STEPS = 12  # of one walk
WALKING_LOOKS = (-1, 0, 0, 1, 1, 1, 2)  # looks down on a walk, one as likely as the other
TRIES = 6  # things that are thought of, until one can be got at
FAR_AIMS = 0.1  # of interactions, that may be out of reach
WRONG = 0.08  # of interactions, that are whatever comes to mind
_DONE_TO = (
    Affordance.PICKUPABLE
    | Affordance.OPENABLE
    | Affordance.TOGGLEABLE
    | Affordance.SLICEABLE
    | Affordance.FILLABLE
    | Affordance.RECEPTACLE
)
_HEADINGS = ((0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0))  # (dx, dz) by quarter turns
_MOVES = (ActionName.FORWARD, ActionName.PAN_RIGHT, ActionName.BACKWARD, ActionName.PAN_LEFT)
_GLANCES = (
    ActionName.TURN_LEFT,
    ActionName.TURN_RIGHT,
    ActionName.LOOK_UP,
    ActionName.LOOK_DOWN,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do next.

    Attributes:
        action: None where the agent is to be put somewhere.
        slot: of the thing to act on; -1 for none.
        point: (y, x) in [0, 1] of the frame, of an interaction.
        aim: (3,) world point that it shows, metres.
        pose: (4,) x, z, yaw, horizon, to be put at.
    """

    action: ActionName | None
    slot: int = -1
    point: tuple[float, float] | None = None
    aim: NDArray[np.float64] | None = None
    pose: NDArray[np.float64] | None = None


Bout = Generator[Choice, tuple[Shot, bool], None]


class Explorer:
    """Wanders in one world.

    Args:
        simulator: which it reads and does not change.
        world: its own.
        generator: of all that it does.
        searcher: whether it does nothing but look into and onto things.
    """

    def __init__(
        self,
        simulator: Simulator,
        world: int,
        generator: np.random.Generator,
        searcher: bool = False,
    ) -> None:
        self._simulator = simulator
        self._world = world
        self._generator = generator
        self._searcher = searcher
        self._places = reachable_positions(simulator, world)
        self._shot: Shot | None = None
        self._worked = True

    def wander(self, first: Shot) -> Bout:
        """Choices without end; each is answered with what is seen then, and whether it worked."""
        self._shot = first
        while self._searcher:
            yield from self._search()
        while True:
            draw = self._generator.random()
            if draw < VISITS:
                yield from self._visit()
            elif draw < STROLLS:
                yield from self._stroll()
            else:
                yield from self._look_around()

    # --- bouts ---

    def _visit(self) -> Bout:
        """Goes before a thing, and does something to it and to what is near it."""
        slot = yield from self._approach(self._interesting)
        if slot < 0:
            return
        yield from self._handle(slot)
        for _ in range(int(self._generator.integers(1, 5))):
            if self._generator.random() < 0.25:
                yield from self._do(Choice(self._glance()))
                continue
            near = self._near()
            again = slot if slot in near and self._generator.random() < 0.4 else None
            if again is None and near:
                again = near[int(self._generator.integers(len(near)))]
            yield from self._handle(slot if again is None else again)

    def _stroll(self) -> Bout:
        """Walks from one place towards another, looking about and touching things."""
        quarter = int(self._generator.integers(4))
        look = WALKING_LOOKS[int(self._generator.integers(len(WALKING_LOOKS)))]
        start = self._somewhere()
        yield from self._put(start, TURN_ANGLE * quarter, LOOK_ANGLE * look)
        for following in self._way(start, self._somewhere())[:MOST_STEPS]:
            yield from self._step_to(following)
            if not self._worked:
                return
            draw = self._generator.random()
            if draw < 0.15:
                yield from self._do(Choice(self._glance()))
            elif draw < 0.3 and (near := self._near()):
                yield from self._handle(near[int(self._generator.integers(len(near)))])

    def _search(self) -> Bout:
        """Goes before what holds things, opens it, and looks at it and them from all about."""
        if self._generator.random() < PEERING and (yield from self._peer()):
            return
        slot = yield from self._approach(self._holder)
        if slot < 0:
            yield from self._look_around()
            return
        yield from self._open(slot)
        for _ in range(int(self._generator.integers(3, 8))):
            draw = self._generator.random()
            if draw < 0.35:
                yield from self._do(Choice(self._glance()))
            elif draw < 0.65:
                yield from self._do(Choice(_MOVES[int(self._generator.integers(len(_MOVES)))]))
            elif near := [thing for thing in self._near() if self._on(thing, slot)]:
                yield from self._handle(near[int(self._generator.integers(len(near)))])
            else:
                yield from self._handle(slot)

    def _peer(self) -> Generator[Choice, tuple[Shot, bool], bool]:
        """Opens what has things inside, and looks at them from wherever one can get at them; False
        where there is none, or it was not opened."""
        slot = yield from self._approach(self._full)
        if slot < 0:
            return False
        yield from self._open(slot)
        if not self._states(slot) & State.OPEN:
            return False
        inside = np.flatnonzero(self._simulator.numpy("parent")[self._world] == slot)
        for _ in range(int(self._generator.integers(*VIEWS))):
            poses = self._poses(int(self._generator.choice(inside)))
            if len(poses) and self._generator.random() < 0.7:
                pose = poses[int(self._generator.integers(len(poses)))]
                yield from self._put(pose[:2], float(pose[2]), float(pose[3]))
            else:
                yield from self._do(Choice(self._glance()))
        return True

    def _look_around(self) -> Bout:
        """Is put somewhere at any angle, and looks about."""
        generator = self._generator
        yaw = TURN_ANGLE * float(generator.integers(4))
        if generator.random() < 0.5:
            yaw = float(generator.uniform(0.0, 360.0))
        yield from self._put(self._somewhere(), yaw, float(generator.uniform(*HORIZON_LIMITS)))
        for _ in range(int(generator.integers(1, 4))):
            yield from self._do(Choice(self._glance()))

    # --- their parts ---

    def _open(self, slot: int) -> Bout:
        """Opens a thing that is in the frame, where it can be opened."""
        if ActionName.OPEN in self._deeds(slot) and (spot := self._spot(slot)):
            yield from self._do(Choice(ActionName.OPEN, slot, *spot))

    def _approach(self, choose: Callable[[], int]) -> Generator[Choice, tuple[Shot, bool], int]:
        """Goes before a thing that can be got at, and says which; -1 where none was found."""
        for _ in range(TRIES):
            slot = choose()
            poses = self._poses(slot)
            if len(poses):
                yield from self._go(poses[int(self._generator.integers(len(poses)))])
                return slot
        return -1

    def _do(self, choice: Choice) -> Bout:
        self._shot, self._worked = yield choice

    def _put(self, place: NDArray[np.float64], yaw: float, horizon: float) -> Bout:
        yield from self._do(Choice(None, pose=np.array([place[0], place[1], yaw, horizon])))

    def _go(self, pose: NDArray[np.float64]) -> Bout:
        """Gets to a pose (x, z, yaw, horizon): on foot if it is near, now and then."""
        here = self._simulator.pose(self._world)
        aligned = here.yaw % TURN_ANGLE == 0.0 and here.horizon % LOOK_ANGLE == 0.0
        way = self._way(np.array([here.x, here.z]), pose[:2]) if aligned else []
        if not way or len(way) > MOST_STEPS or self._generator.random() < 0.5:
            yield from self._put(pose[:2], float(pose[2]), float(pose[3]))
            return
        for following in way:
            yield from self._step_to(following)
            if not self._worked:
                return
        yield from self._turn_to(float(pose[2]))
        tilt = round((float(pose[3]) - self._simulator.pose(self._world).horizon) / LOOK_ANGLE)
        for _ in range(abs(tilt)):
            yield from self._do(Choice(_GLANCES[3] if tilt > 0 else _GLANCES[2]))

    def _step_to(self, place: NDArray[np.float64]) -> Bout:
        """One step to a neighbouring place, mostly ahead."""
        here = self._simulator.pose(self._world)
        ways = [dx * (place[0] - here.x) + dz * (place[1] - here.z) for dx, dz in _HEADINGS]
        heading = int(np.argmax(ways))
        if self._generator.random() < 0.7:
            yield from self._turn_to(TURN_ANGLE * heading)
        quarter = round(self._simulator.pose(self._world).yaw / TURN_ANGLE)
        yield from self._do(Choice(_MOVES[(heading - quarter) % 4]))

    def _turn_to(self, yaw: float) -> Bout:
        turns = round((yaw - self._simulator.pose(self._world).yaw) / TURN_ANGLE) % 4
        way = ActionName.TURN_LEFT if turns == 3 else ActionName.TURN_RIGHT
        for _ in range(1 if turns == 3 else turns):
            yield from self._do(Choice(way))

    def _handle(self, slot: int) -> Bout:
        """Does something to a thing, if it is in the frame; else looks elsewhere."""
        spot = self._spot(slot)
        deeds = self._deeds(slot)
        if self._generator.random() < WRONG:
            deeds = sorted(INTERACTIONS)
        if spot is None or not deeds:
            yield from self._do(Choice(self._glance()))
            return
        action = deeds[int(self._generator.integers(len(deeds)))]
        yield from self._do(Choice(action, slot, *spot))

    # --- what it thinks of ---

    def _somewhere(self) -> NDArray[np.float64]:
        return self._places[int(self._generator.integers(len(self._places)))]

    def _glance(self) -> ActionName:
        return _GLANCES[int(self._generator.integers(len(_GLANCES)))]

    def _way(
        self, start: NDArray[np.float64], end: NDArray[np.float64]
    ) -> list[NDArray[np.float64]]:
        """Places (x, z) on the shortest way, the start left out; none where there is no way."""
        gaps = np.hypot(*(self._places - end).T)
        goals = gaps <= gaps.min() + 1e-6
        path = shortest_path(self._places, (float(start[0]), float(start[1])), goals, GRID_SIZE)
        if path is None or np.hypot(*(np.array(path.points[0]) - start)) > 0.5 * GRID_SIZE:
            return []
        return [np.array(after) for _, after in itertools.pairwise(path.points)]

    def _poses(self, slot: int) -> NDArray[np.float64]:
        """Poses from which a thing can be got at through this episode's lens."""
        if slot < 0 or self._shot is None:
            return np.zeros((0, 4))
        simulator, usual = self._simulator, self._simulator.field_of_view
        simulator.set_camera(self._shot.field_of_view, simulator.aspect, simulator.reach)
        poses = interactable_poses(simulator, self._world, slot, self._places)
        simulator.set_camera(usual, simulator.aspect, simulator.reach)
        return poses

    def _interesting(self) -> int:
        """A thing that something can be done to, every type as likely; -1 where there is none."""
        slots = self._by_kind(_DONE_TO)
        held = self._held()
        if held >= 0 and self._generator.random() < 0.6:
            use = {kind: group for kind, group in slots.items() if self._suits(kind, held)}
            slots = use or slots
        return self._one_of(slots)

    def _holder(self) -> int:
        """What holds or may hold things and stays where it is; -1 where there is none."""
        slots = self._by_kind(Affordance.RECEPTACLE)
        slots = {
            kind: group
            for kind, group in slots.items()
            if not OBJECT_TYPES[kind].can(Affordance.PICKUPABLE)
        }
        if self._generator.random() < HOLDING:
            fixed = {slot for group in slots.values() for slot in group}
            full = [slot for slot in self._holders() if slot in fixed]
            if full:
                return full[int(self._generator.integers(len(full)))]
        return self._one_of(slots)

    def _full(self) -> int:
        """What can be opened and has things inside, every type as likely; -1 for nothing."""
        full = set(self._holders())
        slots = {
            kind: [slot for slot in group if slot in full]
            for kind, group in self._by_kind(Affordance.RECEPTACLE).items()
            if OBJECT_TYPES[kind].can(Affordance.OPENABLE)
        }
        return self._one_of({kind: group for kind, group in slots.items() if group})

    def _holders(self) -> list[int]:
        """What each thing that is there lies in or on, once for each."""
        parents = self._simulator.numpy("parent")[self._world]
        held = parents[self._simulator.numpy("present")[self._world] != 0]
        return [int(slot) for slot in held if slot >= 0]

    def _by_kind(self, able: Affordance) -> dict[int, list[int]]:
        """Slots of things with one of some affordances, structure left out, by class."""
        kinds = self._simulator.numpy("type")[self._world]
        slots: dict[int, list[int]] = {}
        for slot in np.flatnonzero(self._simulator.numpy("present")[self._world] != 0):
            kind = OBJECT_TYPES[int(kinds[slot])]
            if kind.affordances & able and not kind.can(Affordance.STRUCTURE):
                slots.setdefault(kind.index, []).append(int(slot))
        return slots

    def _one_of(self, slots: Mapping[int, Sequence[int]]) -> int:
        """One of some slots by class, every class as likely; -1 where there is none."""
        if not slots:
            return -1
        group = slots[sorted(slots)[int(self._generator.integers(len(slots)))]]
        return group[int(self._generator.integers(len(group)))]

    def _on(self, slot: int, holder: int) -> bool:
        """Whether a thing lies in or on another."""
        return int(self._simulator.numpy("parent")[self._world, slot]) == holder

    def _suits(self, kind: int, held: int) -> bool:
        """Whether what is held is for things of a type."""
        name = self._simulator.name(self._world, held)
        other = OBJECT_TYPES[kind]
        if name in KNIVES and other.can(Affordance.SLICEABLE):
            return True
        if self._states(held) & State.filled() and other.can(Affordance.FILLABLE):
            return True
        return takes(other.name, name)

    def _held(self) -> int:
        return int(self._simulator.agent_numpy("held")[self._world])

    def _states(self, slot: int) -> int:
        return int(self._simulator.numpy("state")[self._world, slot])

    def _deeds(self, slot: int) -> list[ActionName]:
        """What can be done to a thing as it is, as far as one can tell."""
        kind = OBJECT_TYPES[int(self._simulator.numpy("type")[self._world, slot])]
        state, held = self._states(slot), self._held()
        name = self._simulator.name(self._world, held)
        deeds: list[ActionName] = []
        if slot == held or not self._simulator.numpy("present")[self._world, slot]:
            return deeds
        if held < 0 and kind.can(Affordance.PICKUPABLE):
            deeds.append(ActionName.PICKUP)
        if held >= 0 and takes(kind.name, name):
            deeds.append(ActionName.PLACE)
        if kind.can(Affordance.OPENABLE):
            deeds.append(ActionName.CLOSE if state & State.OPEN else ActionName.OPEN)
        if kind.can(Affordance.TOGGLEABLE):
            deeds.append(ActionName.TOGGLE_OFF if state & State.TOGGLED else ActionName.TOGGLE_ON)
        if kind.can(Affordance.SLICEABLE) and name in KNIVES:
            deeds.append(ActionName.SLICE)
        filled = held >= 0 and self._states(held) & State.filled()
        if filled and (kind.can(Affordance.FILLABLE) or kind.name in BASINS):
            deeds.append(ActionName.POUR)
        return deeds

    def _near(self) -> list[int]:
        """Things in the frame that something can be done to, the middle of each in reach."""
        assert self._shot is not None
        counts = np.bincount(self._shot.ids.ravel(), minlength=2)[1:]
        seen = np.flatnonzero(counts > 8)
        gaps = self._simulator.numpy("position")[self._world][seen] - self._shot.centre
        close = np.hypot(gaps[:, 0], gaps[:, 2]) <= VISIBILITY_DISTANCE
        return [int(slot) for slot in seen[close] if self._deeds(int(slot))]

    def _spot(self, slot: int) -> tuple[tuple[float, float], NDArray[np.float64]] | None:
        """A point of the frame that shows a thing, and the world point; in reach, if any is."""
        shot = self._shot
        assert shot is not None
        rows, columns = np.nonzero(shot.ids == slot + 1)
        if not len(rows):
            return None
        world = world_points(rows, columns, shot.depth, shot.pose, shot.centre, shot.field_of_view)
        gaps = np.hypot(world[:, 0] - shot.centre[0], world[:, 2] - shot.centre[2])
        choice = np.flatnonzero(gaps <= VISIBILITY_DISTANCE)
        if not len(choice):
            if self._generator.random() >= FAR_AIMS:
                return None
            choice = np.arange(len(rows))
        pixel = int(choice[int(self._generator.integers(len(choice)))])
        height, width = shot.ids.shape
        point = ((float(rows[pixel]) + 0.5) / height, (float(columns[pixel]) + 0.5) / width)
        return point, world[pixel]
