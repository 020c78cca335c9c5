"""What an agent sees in a copy of a world's state."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import warp as wp
from numpy.typing import NDArray

from envs.interface import FIELD_OF_VIEW, VISIBILITY_DISTANCE
from envs.thor.raycast import see_objects
from envs.thor.state import Agents, Geometry, Objects

# What seeing needs of objects and of agents.
_SEEN = (
    ("type", "present", "position", "yaw", "half", "state", "openness", "shape"),
    ("position", "yaw", "horizon", "camera_height", "held"),
)


class Watcher:
    """What an agent sees in a copy of one world's state; holds the device arrays for the copies.

    Args:
        objects, agents: whose shapes and kinds the copies have.
        geometry: the shape library.
    """

    def __init__(self, objects: Objects, agents: Agents, geometry: Geometry) -> None:
        self._device = objects.type.device
        self._geometry = geometry
        self._objects, self._agents = Objects(), Agents()
        count = objects.type.shape[1]
        self._copies: dict[tuple[int, str], wp.array] = {}
        for kind, source, target in ((0, objects, self._objects), (1, agents, self._agents)):
            for name in _SEEN[kind]:
                shape = (1, count) if kind == 0 else (1,)
                dtype = getattr(source, name).dtype
                copy = wp.zeros(shape, dtype=dtype, device=self._device)
                setattr(target, name, copy)
                self._copies[kind, name] = copy
        self._hosts = {key: copy.numpy() for key, copy in self._copies.items()}
        self._visible = wp.zeros((1, count), dtype=wp.int32, device=self._device)
        self._seen = self._visible.numpy()
        self._launch = wp.launch(
            see_objects,
            dim=(1, count),
            inputs=[self._objects, self._geometry, self._agents, 1.0, 1.0, 1.0],
            outputs=[self._visible],
            device=self._device,
            record_cmd=True,
        )

    def visible(
        self,
        objects: Mapping[str, NDArray[np.generic]],
        agent: Mapping[str, NDArray[np.generic]],
        field_of_view: float = FIELD_OF_VIEW,
        aspect: float = 1.0,
        limit: float = VISIBILITY_DISTANCE,
    ) -> NDArray[np.bool_]:
        """(nobject,) what the agent sees within reach; see `visible_objects`.

        Args:
            objects: fields of `Objects`, (nobject, ...).
            agent: fields of `Agents`, (1, ...).
        """
        for (kind, name), host in self._hosts.items():
            host[...] = (objects, agent)[kind][name]
            if not self._device.is_cpu:
                self._copies[kind, name].assign(host)
        tan_y = math.tan(math.radians(field_of_view) / 2)
        for index, value in ((3, tan_y * aspect), (4, tan_y), (5, float(limit))):
            self._launch.set_param_at_index(index, value)
        self._launch.launch()
        seen = self._seen if self._device.is_cpu else self._visible.numpy()
        return seen[0] != 0
