"""Cameras of rolled-out worlds: what each agent sees in its episode's light, lens and sensor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.variation import Sensor, Variation
from envs.interface import ActionName, InstanceLabel, InvalidInputError, Pose
from envs.ontology import OBJECT_TYPES
from envs.teach.env import visible_states
from envs.thor.render import Lighting, Renderer
from envs.thor.simulator import Simulator
from perception.frames import MOST_INSTANCES, Frame


@dataclass(frozen=True, slots=True)
class Shot:
    """What one agent sees; arrays are the renderer's own, valid until the next shot.

    Attributes:
        rgb: (H, W, 3) uint8, as rendered.
        depth: (H, W) float32, metres along the camera's forward axis.
        ids: (H, W) int32, slot + 1.
        pose: of the agent, world frame.
        centre: (3,) of the camera, metres, world frame.
        field_of_view: [deg] vertical.
    """

    rgb: NDArray[np.uint8]
    depth: NDArray[np.float32]
    ids: NDArray[np.int32]
    pose: Pose
    centre: NDArray[np.float64]
    field_of_view: float


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done just before a frame; see the attributes of `Frame`."""

    action: ActionName | None = None
    point: tuple[float, float] | None = None
    target: int = 0
    success: bool | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Which frame of a rollout it is; see the attributes of `Frame`."""

    house: str
    episode: int
    step: int
    seed: int


class Cameras:
    """One camera a world of a simulator.

    Args:
        simulator: the worlds.
        variations: how each is seen.
        width, height: of the frames, pixels.
        generators: of each sensor's noise.
    """

    def __init__(
        self,
        simulator: Simulator,
        variations: Sequence[Variation],
        width: int,
        height: int,
        generators: Sequence[np.random.Generator],
    ) -> None:
        if simulator.nobject > MOST_INSTANCES:
            raise InvalidInputError(
                "houses", f"a house has {simulator.nobject} objects, more than {MOST_INSTANCES}"
            )
        self._simulator = simulator
        self._size = (width, height)
        # As of the last shot, fetched once.
        self._kinds, self._states = simulator.numpy("type"), simulator.numpy("state")
        self._held = simulator.agent_numpy("held")
        self._views = np.array([one.field_of_view for one in variations])
        lights = [one.lighting for one in variations]
        self._lighting = Lighting(
            direction=np.array([light.direction for light in lights], np.float32),
            colour=np.array([light.colour for light in lights], np.float32),
            intensity=np.array([light.intensity for light in lights], np.float32),
            ambient=np.array([light.ambient for light in lights], np.float32),
            exposure=np.array([light.exposure for light in lights], np.float32),
        )
        self._sensors = [
            Sensor(one, width * height, generator)
            for one, generator in zip(variations, generators, strict=True)
        ]
        self._renderer = Renderer(
            simulator.objects,
            simulator.geometry,
            simulator.nworld,
            simulator.nobject,
            simulator.device,
        )

    def shoot(self) -> list[Shot]:
        """What every agent sees now."""
        simulator = self._simulator
        cameras = [simulator.camera(world) for world in range(simulator.nworld)]
        drawn = self._renderer.render(
            np.arange(simulator.nworld),
            np.array([camera[0] for camera in cameras]),
            np.array([camera[1] for camera in cameras]),
            np.array([camera[2] for camera in cameras]),
            self._views,
            *self._size,
            lighting=self._lighting,
        )
        assert drawn.rgb is not None and drawn.depth is not None and drawn.ids is not None
        self._kinds, self._states = simulator.numpy("type"), simulator.numpy("state")
        self._held = simulator.agent_numpy("held")
        return [
            Shot(
                drawn.rgb[world],
                drawn.depth[world],
                drawn.ids[world],
                simulator.pose(world),
                cameras[world][0],
                float(self._views[world]),
            )
            for world in range(simulator.nworld)
        ]

    def frame(self, world: int, shot: Shot, deed: Deed, place: Place) -> Frame:
        """A shot as it is kept: as the sensor gives it, with its labels; arrays are copies."""
        seen = np.flatnonzero(np.bincount(shot.ids.ravel(), minlength=2)[1:])
        kinds = self._kinds[world][seen]
        states = self._states[world][seen]
        labels = tuple(
            InstanceLabel(int(slot) + 1, OBJECT_TYPES[int(kind)].name, visible_states(int(bits)))
            for slot, kind, bits in zip(seen, kinds, states, strict=True)
        )
        return Frame(
            rgb=self._sensors[world].expose(shot.rgb),
            depth=shot.depth.astype(np.float16),
            instances=shot.ids.astype(np.uint16),
            labels=labels,
            pose=shot.pose,
            field_of_view=shot.field_of_view,
            held=int(self._held[world]) + 1,
            action=deed.action,
            point=deed.point,
            target=deed.target,
            success=deed.success,
            house=place.house,
            episode=place.episode,
            step=place.step,
            seed=place.seed,
        )
