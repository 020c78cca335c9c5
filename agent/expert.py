"""An expert that sees everything: how long a task takes whoever knows the whole house.

It reads the simulator's truth, plans with the agent's own planner, and carries the plan out in
the simulator with the agent's own actions (0.25 m moves, 90 degree turns, 30 degree looks),
walking shortest paths between places from which things can be acted on. It proves that an
episode can be solved, and its number of actions is the episode's reference length.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from envs.interface import (
    FIELD_OF_VIEW,
    GRID_SIZE,
    LOOK_ANGLE,
    TURN_ANGLE,
    VISIBILITY_DISTANCE,
    Action,
    ActionName,
)
from envs.ontology import OBJECT_TYPES, STATE_PREDICATES, Affordance, can, takes
from envs.teach.checker import GoalReport, check
from envs.teach.env import COMMANDS, MAX_STEPS, world_facts
from envs.teach.resolution import ResolvedTask
from envs.teach.targeting import world_points
from envs.thor.reachable import interactable_poses, reachable_positions
from envs.thor.render import Renderer
from envs.thor.scene import Scene
from envs.thor.simulator import Error, Simulator
from planning.goals import Goal
from planning.result import PlannedStep, PlanResult
from planning.stages import stages
from planning.state import SymbolicState, Thing
from planning.teach_goals import goal_from_teach

ACTIONS: dict[str, ActionName] = {
    "pick-up": ActionName.PICKUP,
    "place": ActionName.PLACE,
    "open": ActionName.OPEN,
    "close": ActionName.CLOSE,
    "toggle-on": ActionName.TOGGLE_ON,
    "toggle-off": ActionName.TOGGLE_OFF,
    "slice": ActionName.SLICE,
    "pour": ActionName.POUR,
}
REPLANS = 8  # plans for one stage of the goal before it gives up
# Furniture that has room for what is in the way.
ASIDE = frozenset(
    {"CounterTop", "DiningTable", "CoffeeTable", "SideTable", "Desk", "Dresser", "TVStand"}
)
ASIDES = 5  # of these are tried
LOOKS = 24  # places to stand from which an object is looked for
PLACES = 4  # of them that are gone to for one interaction
AIMS = 4  # image points that are tried from one place
LEAST_PIXELS = 6  # of an object in reach, to aim at it
FRAME = 300  # [pixels] width and height of what it looks at
AVOID = 40.0  # extra cost of using a thing again that refused
_STEPS = ((0, 1), (1, 0), (0, -1), (-1, 0))  # +z, +x, -z, -x: by heading
_MOVES = (ActionName.FORWARD, ActionName.PAN_RIGHT, ActionName.BACKWARD, ActionName.PAN_LEFT)

# The planner's names: ours for things, its own for slices of them that are not cut yet.
_THING = re.compile(r"[a-z]+_\d+")
_PART = re.compile(r"[a-z]+_(\d+)_slice_(\d+)")

Cell = tuple[int, int]


class Plans(Protocol):
    """What the expert needs of `planning.planner.Planner`."""

    def plan(self, state: SymbolicState, goal: Goal) -> PlanResult: ...


@dataclass(frozen=True, slots=True)
class ExpertStep:
    """One action.

    Attributes:
        action: as the agent would choose it.
        slot: of the object that an interaction is about; -1 for none.
    """

    action: Action
    slot: int = -1


@dataclass(frozen=True, slots=True)
class ExpertRun:
    """How the expert did.

    Attributes:
        success: every goal condition holds at the end.
        steps: its actions, Stop left out.
        reason: why it failed; "" if it did not.
        report: the goal conditions at the end.
        plans: how often it planned.
    """

    success: bool
    steps: tuple[ExpertStep, ...]
    reason: str
    report: GoalReport
    plans: int

    @property
    def length(self) -> int:
        """Actions that the task takes, the final Stop among them."""
        return len(self.steps) + 1


def run_expert(
    scene: Scene,
    task: ResolvedTask,
    planner: Plans,
    max_steps: int = MAX_STEPS,
    device: str = "cpu",
) -> ExpertRun:
    """Does a task in a house, seeing everything.

    Args:
        scene: the house as the episode begins; its agent is where the episode starts.
        task: what to do.
        planner: finds the operators.
        max_steps: actions after which it gives up.
        device: Warp device of the simulator.
    """
    return Expert(Simulator([scene], device), task, planner, max_steps).run()


def symbolic_truth(
    simulator: Simulator, world: int = 0, avoid: dict[int, float] | None = None
) -> SymbolicState:
    """A world's truth as the planner is told of it.

    Args:
        avoid: slot -> extra cost of using the thing.
    """
    avoid = avoid or {}
    kinds = simulator.numpy("type")[world]
    states = simulator.numpy("state")[world]
    parents = simulator.numpy("parent")[world]
    positions = simulator.numpy("position")[world]
    links = simulator.numpy("link")[world]
    names: dict[int, str] = {}
    for slot in np.flatnonzero(simulator.numpy("present")[world] != 0):
        kind = OBJECT_TYPES[int(kinds[slot])]
        if kinds[slot] >= 0 and not kind.can(Affordance.STRUCTURE):
            names[int(slot)] = f"{kind.name.lower()}_{slot}"
    things = [
        Thing(
            name=name,
            object_class=OBJECT_TYPES[int(kinds[slot])].name,
            states=frozenset(
                predicate
                for predicate, bits in STATE_PREDICATES.items()
                if states[slot] & int(bits)
            ),
            parent=names.get(int(parents[slot])),
            position=(float(positions[slot][0]), float(positions[slot][2])),
            links=(names[int(links[slot])],) if int(links[slot]) in names else (),
            avoid=avoid.get(slot, 0.0),
        )
        for slot, name in names.items()
    ]
    pose = simulator.pose(world)
    return SymbolicState(
        things=tuple(sorted(things, key=lambda thing: thing.name)),
        held=names.get(int(simulator.agent_numpy("held")[world])),
        agent=(pose.x, pose.z),
        explored=1.0,
    )


class Expert:
    """One run in the first world of a simulator, which it changes."""

    def __init__(
        self, simulator: Simulator, task: ResolvedTask, planner: Plans, max_steps: int = MAX_STEPS
    ) -> None:
        self._simulator = simulator
        self._task = task
        self._goal = goal_from_teach(task.to_goal_mapping())
        self._planner = planner
        self._max_steps = max_steps
        self._steps: list[ExpertStep] = []
        self._avoid: dict[int, float] = {}
        self._plans = 0
        self._floor = _Floor(simulator)
        self._eye = _Eye(simulator)

    def run(self) -> ExpertRun:
        """Plans and acts until the goal holds or nothing helps."""
        reason = ""
        for goal in stages(self._goal):
            reason = self._reach(goal)
            if reason:
                break
        report = self._report()
        if not report.success and not reason:
            reason = "the plan did not do what it was for"
        return ExpertRun(report.success, tuple(self._steps), reason, report, self._plans)

    def _reach(self, goal: Goal) -> str:
        """Plans and acts until one stage's goal holds; why it does not, "" if it does."""
        problem = ""
        for _ in range(REPLANS):
            if self._report().success:
                return ""
            if len(self._steps) >= self._max_steps:
                return "too many actions"
            self._plans += 1
            result = self._planner.plan(self._state(), goal)
            if not result.solved:
                return f"no plan: {result.status} {result.message}".strip()
            if not result.steps:
                return ""
            missing = next((step.target for step in result.steps if step.skill == "search"), "")
            if missing:
                return f"there is no {missing}" + (f"; {problem}" if problem else "")
            problem = self._carry_out(result.steps)
            if not problem and goal is not self._goal:
                return ""
        return problem or "too many plans"

    def _report(self) -> GoalReport:
        return check(self._task, world_facts(self._simulator))

    def _state(self) -> SymbolicState:
        return symbolic_truth(self._simulator, 0, self._avoid)

    def _carry_out(self, steps: Sequence[PlannedStep]) -> str:
        """Does the steps of a plan; why it stopped early, "" if it did not."""
        for step in steps:
            action = ACTIONS.get(step.skill)
            if action is None:  # going somewhere is part of what is done there
                continue
            slot = self._slot(step.target)
            if slot is None:
                return f"{step.target} is not there yet"
            problem = self._interact(action, slot)
            if problem:
                self._avoid[slot] = self._avoid.get(slot, 0.0) + AVOID
                if action is ActionName.PLACE:
                    self._clear(slot)
                return f"{step.operator}: {problem}"
        return ""

    def _clear(self, receptacle: int) -> None:
        """Makes room: what is held aside, one thing out of the receptacle, and that aside too."""
        self._put_aside(receptacle)
        for slot in np.flatnonzero(self._simulator.numpy("parent")[0] == receptacle):
            if can(self._simulator.name(0, int(slot)), Affordance.PICKUPABLE) and not (
                self._interact(ActionName.PICKUP, int(slot))
            ):
                self._put_aside(receptacle)
                return

    def _put_aside(self, besides: int) -> None:
        """Puts what is held on the nearest surface that has room, other than one receptacle."""
        held = int(self._simulator.agent_numpy("held")[0])
        if held < 0:
            return
        kind = self._simulator.name(0, held)
        there = np.flatnonzero(self._simulator.numpy("present")[0] != 0)
        here = self._simulator.agent_numpy("position")[0]
        gaps = np.linalg.norm(self._simulator.numpy("position")[0] - here, axis=1)
        surfaces = [
            int(slot)
            for slot in sorted(there, key=lambda slot: (float(gaps[slot]), int(slot)))
            if self._simulator.name(0, int(slot)) in ASIDE
            and slot != besides
            and takes(self._simulator.name(0, int(slot)), kind)
        ]
        for slot in surfaces[:ASIDES]:
            if not self._interact(ActionName.PLACE, slot):
                return

    def _slot(self, name: str) -> int | None:
        """Slot of a thing that is there, by the planner's name for it (or for a slice to be)."""
        part = _PART.fullmatch(name)
        if part is not None:
            whole = int(part[1])
            parts = np.flatnonzero(self._simulator.numpy("whole")[0] == whole)
            slot = int(parts[int(part[2]) % len(parts)]) if len(parts) else -1
        else:
            slot = int(name.rpartition("_")[2]) if _THING.fullmatch(name) else -1
        if not 0 <= slot < self._simulator.nobject:
            return None
        return slot if self._simulator.numpy("present")[0, slot] != 0 else None

    def _interact(self, action: ActionName, slot: int) -> str:
        """Goes to where an object can be acted on and does it; why not, "" if done."""
        name = self._simulator.name(0, slot)
        poses = interactable_poses(self._simulator, 0, slot, self._floor.positions)
        problem, tried = f"{name} cannot be reached", 0
        for pose in self._floor.nearest(poses)[:LOOKS]:
            if not self._eye.would_see(pose, slot):
                continue
            tried += 1
            if self._walk(pose):
                problem = self._act(action, slot)
            if not problem:
                return ""
            if tried >= PLACES:
                break
        return problem

    def _act(self, action: ActionName, slot: int) -> str:
        """Acts on an object in view, through points of the image; why not, "" if done."""
        command, value = COMMANDS[action]
        problem = f"{self._simulator.name(0, slot)} cannot be seen"
        for point, aim in self._eye.points(slot, AIMS):
            result = self._simulator.step(int(command), slot, value, aim)
            if result.success[0]:
                self._steps.append(ExpertStep(Action(action, point), slot))
                return ""
            problem = Error(int(result.error[0])).name.lower().replace("_", " ")
        return problem

    def _walk(self, pose: NDArray[np.float64]) -> bool:
        """Walks to a pose (x, z, yaw, horizon); False if something is in the way."""
        for action in self._floor.way(pose):
            command, value = COMMANDS[action]
            if not self._simulator.step(int(command), -1, value).success[0]:
                self._floor.block(action)
                return False
            self._steps.append(ExpertStep(Action(action)))
        return True


class _Eye:
    """What the agent sees, or would see elsewhere: ids and depth of the frame."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._renderer = Renderer(
            simulator.objects, simulator.geometry, 1, simulator.nobject, simulator.device
        )

    def would_see(self, pose: NDArray[np.float64], slot: int) -> bool:
        """Whether an object has pixels in reach from a pose (x, z, yaw, horizon)."""
        here = self._simulator.pose(0)
        x, z, yaw, horizon = (float(value) for value in pose)
        self._simulator.teleport(0, x, z, yaw, horizon, force=True)
        rows, _, _ = self._pixels(slot)
        self._simulator.teleport(0, here.x, here.z, here.yaw, here.horizon, force=True)
        return len(rows) >= LEAST_PIXELS

    def points(self, slot: int, most: int) -> list[tuple[tuple[float, float], NDArray[np.float64]]]:
        """Image points (y, x) of an object and the world points that they show: the middle of
        what is in reach, then the farthest from those before."""
        rows, columns, world = self._pixels(slot)
        if not len(rows):
            return []
        away = -np.hypot(rows - rows.mean(), columns - columns.mean())
        found = []
        for _ in range(most):
            best = int(away.argmax())
            point = ((rows[best] + 0.5) / FRAME, (columns[best] + 0.5) / FRAME)
            found.append(((float(point[0]), float(point[1])), world[best]))
            gap = np.hypot(rows - rows[best], columns - columns[best])
            away = gap if len(found) == 1 else np.minimum(away, gap)
        return found

    def _pixels(
        self, slot: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Rows and columns of an object's pixels in reach, and the world points (K, 3)."""
        centre, yaw, horizon = self._simulator.camera(0)
        frames = self._renderer.render(
            [0], [centre], [yaw], [horizon], FIELD_OF_VIEW, FRAME, FRAME, rgb=False
        )
        assert frames.ids is not None and frames.depth is not None
        rows, columns = np.nonzero(frames.ids[0] == slot + 1)
        pose = self._simulator.pose(0)
        world = world_points(rows, columns, frames.depth[0], pose, centre, FIELD_OF_VIEW)
        near = np.hypot(world[:, 0] - centre[0], world[:, 2] - centre[2]) <= VISIBILITY_DISTANCE
        return rows[near], columns[near], world[near]


class _Floor:
    """The lattice of places to stand, and shortest ways on it from where the agent is."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self.positions = reachable_positions(simulator)
        self._origin = self.positions[0]
        self._cells = {self._cell(position) for position in self.positions}
        self._blocked: set[tuple[Cell, Cell]] = set()

    def _cell(self, position: Sequence[float] | NDArray[np.float64]) -> Cell:
        return (
            round((float(position[0]) - float(self._origin[0])) / GRID_SIZE),
            round((float(position[1]) - float(self._origin[1])) / GRID_SIZE),
        )

    def _here(self) -> tuple[Cell, int, int]:
        """Cell, heading in quarter turns and horizon in looks of the agent."""
        pose = self._simulator.pose(0)
        heading = round(pose.yaw / TURN_ANGLE) % 4
        return self._cell((pose.x, pose.z)), heading, round(pose.horizon / LOOK_ANGLE)

    def _search(self, start: Cell) -> tuple[dict[Cell, int], dict[Cell, Cell]]:
        """Moves from a cell to every other, and the cell before each."""
        moves, before = {start: 0}, {}
        queue = deque([start])
        while queue:
            cell = queue.popleft()
            for dx, dz in _STEPS:
                following = (cell[0] + dx, cell[1] + dz)
                if following in moves or following not in self._cells:
                    continue
                if (cell, following) in self._blocked:
                    continue
                moves[following] = moves[cell] + 1
                before[following] = cell
                queue.append(following)
        return moves, before

    def nearest(self, poses: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """Poses (K, 4) by the number of actions to get there; the unreachable left out."""
        start, heading, look = self._here()
        moves, _ = self._search(start)
        ranked: list[tuple[int, int]] = []
        for index, pose in enumerate(poses):
            cell = self._cell(pose[:2])
            if cell not in moves:
                continue
            turn = (round(float(pose[2]) / TURN_ANGLE) - heading) % 4
            cost = moves[cell] + min(turn, 4 - turn)
            cost += abs(round(float(pose[3]) / LOOK_ANGLE) - look)
            ranked.append((cost, index))
        return [poses[index] for _, index in sorted(ranked)]

    def way(self, pose: NDArray[np.float64]) -> list[ActionName]:
        """Actions from where the agent is to a pose (x, z, yaw, horizon)."""
        start, heading, look = self._here()
        goal = self._cell(pose[:2])
        _, before = self._search(start)
        path = [goal]
        while path[-1] != start:
            path.append(before[path[-1]])
        path.reverse()
        actions: list[ActionName] = []
        for cell, following in itertools.pairwise(path):
            step = _STEPS.index((following[0] - cell[0], following[1] - cell[1]))
            actions.append(_MOVES[(step - heading) % 4])
        turn = (round(float(pose[2]) / TURN_ANGLE) - heading) % 4
        actions += [ActionName.TURN_LEFT] if turn == 3 else [ActionName.TURN_RIGHT] * turn
        tilt = round(float(pose[3]) / LOOK_ANGLE) - look
        actions += [ActionName.LOOK_DOWN if tilt > 0 else ActionName.LOOK_UP] * abs(tilt)
        return actions

    def block(self, action: ActionName) -> None:
        """Remembers that the move just tried cannot be made from here."""
        cell, heading, _ = self._here()
        if action in _MOVES:
            dx, dz = _STEPS[(_MOVES.index(action) + heading) % 4]
            self._blocked.add((cell, (cell[0] + dx, cell[1] + dz)))
