"""One house that a client drives: the simulator, its renderer, the agents, and what was set.

The simulator holds one acting agent a world. The others are kept here while they do not act:
`act_as` puts the one in its place away, as a body in the way of the others, and brings the next.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.interface import (
    AGENT_RADIUS,
    CAMERA_HEIGHT,
    FIELD_OF_VIEW,
    GRID_SIZE,
    LOOK_ANGLE,
    TURN_ANGLE,
    VISIBILITY_DISTANCE,
)
from envs.thor.catalogue import Catalogue, catalogue
from envs.thor.entries import Entries
from envs.thor.metadata import AGENT_HEIGHT_ABOVE_FLOOR, EYE_ABOVE_BODY
from envs.thor.reachable import reachable_positions
from envs.thor.render import Lighting, Renderer
from envs.thor.scene import Scene
from envs.thor.shapes import body_shape
from envs.thor.simulator import Simulator
from envs.thor.watching import Watcher

MAX_AGENTS = 8
MAX_PIXELS = 1 << 26  # of all the views of one event together
MOVED = ("position", "yaw", "horizon", "camera_height", "held", "hand", "hand_yaw")
_ABOVE_EYES = 0.12  # [m] from the camera to the top of the head
_CRAMPED = 2.0 * AGENT_RADIUS + 0.05  # [m] nearest that two agents start to each other


@dataclass(frozen=True, slots=True)
class Drawing:
    """Which images events carry; `third_party` whether the other cameras draw too."""

    rgb: bool = True
    depth: bool = False
    instances: bool = False
    classes: bool = False
    normals: bool = False
    third_party: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """What the constructor and `Initialize` set and later actions fall back on.

    Attributes:
        grid_size, reach: [m]; rotate_step, look_step, field_of_view: [deg].
        width, height: [px] of every frame.
        agent_count: how many agents share the house.
        agent_mode: `default` or `locobot`, which cannot crouch.
        camera_height: [m] of a standing agent's camera above the floor.
        drawing: which images events carry where a step says nothing.
    """

    grid_size: float = GRID_SIZE
    rotate_step: float = TURN_ANGLE
    look_step: float = LOOK_ANGLE
    reach: float = VISIBILITY_DISTANCE
    field_of_view: float = FIELD_OF_VIEW
    width: int = 300
    height: int = 300
    agent_count: int = 1
    agent_mode: str = "default"
    camera_height: float = AGENT_HEIGHT_ABOVE_FLOOR + EYE_ABOVE_BODY
    drawing: Drawing = Drawing()


@dataclass(frozen=True, slots=True)
class Camera:
    """A third-party camera.

    Attributes:
        position: (x, y, z) metres, world frame.
        rotation: (x, y, z) degrees as Unity has them: pitch down, yaw clockwise, roll.
        field_of_view: [deg] vertical.
        orthographic_size: [m] half the height of what it sees; None for a perspective camera.
    """

    position: tuple[float, float, float]
    rotation: tuple[float, float, float]
    field_of_view: float = 90.0
    orthographic_size: float | None = None


@dataclass(slots=True)
class Agent:
    """What one agent keeps for itself.

    Attributes:
        state: fields of `Agents`, (1, ...), as they were when it last stopped acting.
        tilt: (pitch, roll) [deg] of what it holds; held things are drawn upright all the same.
        last: `lastAction`, `lastActionSuccess`, `errorMessage`, `errorCode`, `actionReturn`.
        collided: ids of what its last move ran into.
    """

    state: dict[str, NDArray[Any]] = field(default_factory=dict)
    tilt: tuple[float, float] = (0.0, 0.0)
    last: dict[str, Any] = field(default_factory=dict)
    collided: tuple[str, ...] = ()


class World:
    """A house and all that a client can change in it.

    Args:
        scene: the house.
        settings: see `Settings`.
        device: Warp device.

    Attributes:
        simulator: world 0 of it is the house; its agent is the acting one.
        renderer, watcher: draw it, and tell what an agent sees.
        base, settings: what the world began with, and what holds now.
        origin, scene: the house as it was entered, and with the copies that were made since.
        known: ids, names and what else never changes of every object, by slot.
        entries: makes the metadata of objects.
        agents, acting: all agents, and the index of the one that the simulator holds now.
        cameras: third-party cameras, by id.
        lighting: of every picture.
        map_view: whether the agents' pictures are maps from above.
        shown: slots that metadata lists; None for all.
        unbreakable: slots that never break.
        disabled: what DisableObject took out: by its slot, all slots that went with it.
        copies: slots of the copies of an object, by its slot.
        generator: what every random action draws from.
        ticks: how many actions were done since the scene was entered.
    """

    def __init__(self, scene: Scene, settings: Settings, device: str = "cpu") -> None:
        self.device = device
        self.base = self.settings = settings
        self.enter(scene)

    def enter(self, scene: Scene) -> None:
        """Starts over in a scene."""
        self.origin = self.scene = scene
        self.cameras: list[Camera] = []
        self.agents = [Agent() for _ in range(self.settings.agent_count)]
        self.acting = 0
        self.map_view = False
        self.shown: frozenset[int] | None = None
        self.unbreakable: set[int] = set()
        self.disabled: dict[int, tuple[int, ...]] = {}
        self.copies: dict[int, list[int]] = {}
        self.generator = np.random.default_rng(0)
        self.ticks = 0
        self.lighting = Lighting(direction=scene.light)
        self._build(scene)
        self.know(catalogue(scene))
        self._stand_apart()
        if self.settings.camera_height != CAMERA_HEIGHT:
            self._raise_cameras(CAMERA_HEIGHT)

    def _build(self, scene: Scene) -> None:
        settings = self.settings
        self.simulator = Simulator(
            [scene],
            device=self.device,
            field_of_view=settings.field_of_view,
            aspect=settings.width / settings.height,
            nobject=len(scene.objects) + settings.agent_count,
            reach=settings.reach,
            nagent=settings.agent_count,
        )
        sim = self.simulator
        self.renderer = Renderer(
            sim.objects, sim.geometry, sim.nworld, sim.nobject, device=self.device
        )
        self.watcher = Watcher(sim.objects, sim.agents, sim.geometry)
        self._first_body = len(scene.objects)
        shapes, palettes = sim.numpy("shape"), sim.numpy("palette")
        for index, slot in enumerate(self.bodies()):
            shapes[0, slot], palettes[0, slot] = body_shape(), 7919 * (index + 1)
        sim.assign("shape", shapes)
        sim.assign("palette", palettes)

    def grow(self, scene: Scene, known: Catalogue) -> None:
        """Goes on in the same house with more objects: what `scene` adds after those there are.

        Args:
            scene: the present scene's objects in their slots, and new ones after them.
            known: the catalogue of all of them.
        """
        self.put_away()
        before, count = self.simulator, len(self.scene.objects)
        self.scene = scene
        self._build(scene)
        for name in before.fields:
            values = self.simulator.numpy(name).copy()
            values[0, :count] = before.numpy(name)[0, :count]
            self.simulator.assign(name, values)
        self.know(known)
        self._bring(self.acting)

    def bodies(self) -> range:
        """Slots of the agents' bodies: after all objects, of no type, only seen and seen past."""
        return range(self._first_body, self._first_body + len(self.agents))

    def place_bodies(self) -> None:
        """Puts the bodies where the agents stand; all but the acting one's are there."""
        simulator = self.simulator
        fields = {name: simulator.numpy(name) for name in ("position", "yaw", "half", "present")}
        for index, (slot, state) in enumerate(zip(self.bodies(), self.states(), strict=True)):
            feet = state["position"][0].astype(np.float64)
            tall = float(state["camera_height"][0]) + _ABOVE_EYES
            fields["position"][0, slot] = feet + np.array([0.0, tall / 2.0, 0.0])
            fields["half"][0, slot] = (AGENT_RADIUS, tall / 2.0, AGENT_RADIUS)
            fields["yaw"][0, slot] = state["yaw"][0]
            fields["present"][0, slot] = int(index != self.acting)
        for name, values in fields.items():
            simulator.assign(name, values)

    def know(self, known: Catalogue) -> None:
        """Takes other ids and names of the objects."""
        self.known = known
        self.entries = Entries(known)

    def configure(self, settings: Settings) -> None:
        """Takes other settings; another number of agents puts all of them at their start."""
        before, self.settings = self.settings, settings
        if settings.agent_count != before.agent_count:
            self.enter(self.origin)
            return
        aspect = settings.width / settings.height
        self.simulator.set_camera(settings.field_of_view, aspect, settings.reach)
        if settings.camera_height != before.camera_height:
            self._raise_cameras(before.camera_height)

    def _raise_cameras(self, before: float) -> None:
        """Gives standing agents the height of camera that the settings say."""
        for state in self.states():
            if abs(float(state["camera_height"][0]) - before) < 1e-3:
                state["camera_height"][0] = self.settings.camera_height
        self._bring(self.acting)
        self.simulator.settle()

    def act_as(self, index: int) -> None:
        """Makes another agent the acting one."""
        if index != self.acting:
            self.put_away()
            self._bring(index)

    def put_away(self) -> None:
        """Writes down the acting agent's state in `agents`."""
        self.agents[self.acting].state = {
            name: self.simulator.agent_numpy(name).copy() for name in MOVED
        }

    def _bring(self, index: int) -> None:
        for name, values in self.agents[index].state.items():
            self.simulator.assign_agents(name, values)
        self.acting = index
        others = [agent.state["position"][0] for k, agent in enumerate(self.agents) if k != index]
        if others:
            self.simulator.set_others(np.array(others)[None])
            self.place_bodies()

    def states(self) -> list[dict[str, NDArray[Any]]]:
        """Fields of `Agents` of every agent, (1, ...), copied."""
        self.put_away()
        return [agent.state for agent in self.agents]

    def _stand_apart(self) -> None:
        """Puts the agents beside each other, the first where the scene says."""
        self.put_away()
        if len(self.agents) == 1:
            return
        free = reachable_positions(self.simulator, 0, GRID_SIZE)
        first = self.agents[0].state
        feet = [first["position"][0]]
        for agent in self.agents[1:]:
            gaps = [np.hypot(free[:, 0] - f[0], free[:, 1] - f[2]) for f in feet]
            nearest = np.min(gaps, axis=0)
            away = np.where(nearest >= _CRAMPED, gaps[0], math.inf)
            spot = free[int(np.argmin(away))] if len(free) else feet[0][[0, 2]]
            place = np.array([spot[0], feet[0][1], spot[1]], np.float32)
            feet.append(place)
            agent.state = {name: value.copy() for name, value in first.items()}
            agent.state["position"][0] = place
        self._bring(0)

    def can_draw(self, settings: Settings, cameras: int) -> bool:
        """Whether so many cameras beside the agents' are not too much for one event."""
        views = settings.agent_count + cameras
        return views * settings.width * settings.height <= MAX_PIXELS

    def resize(self, width: int, height: int) -> None:
        """Draws frames of another size from now on."""
        self.configure(dataclasses.replace(self.settings, width=width, height=height))
