"""A room of axis-aligned boxes and an analytic ray caster: depth and instance ids to test with."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np

from envs.interface import InstanceLabel, Observation, Pose
from perception.projection import camera_rays

Corner = tuple[float, float, float]


@dataclass(frozen=True)
class Thing:
    """An object made of boxes (low corner, high corner), metres, world frame."""

    object_class: str
    boxes: tuple[tuple[Corner, Corner], ...]
    states: frozenset[str] = frozenset()

    @property
    def low(self) -> np.ndarray:
        return np.min([low for low, _ in self.boxes], axis=0)

    @property
    def high(self) -> np.ndarray:
        return np.max([high for _, high in self.boxes], axis=0)

    def moved(self, dx: float, dy: float, dz: float) -> Thing:
        shift = np.array([dx, dy, dz])
        boxes = tuple((tuple(low + shift), tuple(high + shift)) for low, high in self.boxes)
        return dataclasses.replace(self, boxes=boxes)


def box(object_class: str, low: Corner, high: Corner, *states: str) -> Thing:
    return Thing(object_class, ((low, high),), frozenset(states))


def standing(object_class: str, foot: Corner, size: Corner, *states: str) -> Thing:
    """A box whose bottom's centre is at `foot`."""
    low = (foot[0] - size[0] / 2, foot[1], foot[2] - size[2] / 2)
    high = (foot[0] + size[0] / 2, foot[1] + size[1], foot[2] + size[2] / 2)
    return box(object_class, low, high, *states)


def hollow(
    object_class: str, foot: Corner, size: Corner, *states: str, wall: float = 0.02
) -> Thing:
    """An open-topped vessel: a bottom and four sides."""
    x0, y0, z0 = foot[0] - size[0] / 2, foot[1], foot[2] - size[2] / 2
    x1, y1, z1 = foot[0] + size[0] / 2, foot[1] + size[1], foot[2] + size[2] / 2
    boxes = (
        ((x0, y0, z0), (x1, y0 + wall, z1)),
        ((x0, y0, z0), (x0 + wall, y1, z1)),
        ((x1 - wall, y0, z0), (x1, y1, z1)),
        ((x0, y0, z0), (x1, y1, z0 + wall)),
        ((x0, y0, z1 - wall), (x1, y1, z1)),
    )
    return Thing(object_class, boxes, frozenset(states))


def cupboard(object_class: str, low: Corner, high: Corner, is_open: bool) -> Thing:
    """A box open towards -z, with a door in front when shut and swung aside when open."""
    (x0, y0, z0), (x1, y1, z1), w = low, high, 0.02
    boxes = [
        ((x0, y0, z0 + w), (x1, y0 + w, z1)),
        ((x0, y1 - w, z0 + w), (x1, y1, z1)),
        ((x0, y0, z0 + w), (x0 + w, y1, z1)),
        ((x1 - w, y0, z0 + w), (x1, y1, z1)),
        ((x0, y0, z1 - w), (x1, y1, z1)),
    ]
    door = ((x0, y0, z0), (x1, y1, z0 + w))
    swung = ((x0, y0, z0 - (x1 - x0)), (x0 + w, y1, z0))
    boxes.append(swung if is_open else door)
    return Thing(object_class, tuple(boxes), frozenset({"isOpen"} if is_open else ()))


def table(object_class: str, low: Corner, high: Corner) -> Thing:
    """A top and four legs."""
    (x0, y0, z0), (x1, y1, z1), leg = low, high, 0.05
    legs = tuple(
        ((x, y0, z), (x + leg, y1, z + leg)) for x in (x0, x1 - leg) for z in (z0, z1 - leg)
    )
    return Thing(object_class, (((x0, y1 - 0.04, z0), (x1, y1, z1)), *legs))


@dataclass
class BoxRoom:
    """A room [0, width] x [0, depth] with walls, floor and ceiling, and named things in it."""

    width: float = 5.0
    depth: float = 4.0
    things: dict[str, Thing] = field(default_factory=dict)
    size: int = 150

    def structure(self) -> dict[str, Thing]:
        w, d, h, t = self.width, self.depth, 2.6, 0.1
        return {
            "floor": box("Floor", (-t, -t, -t), (w + t, 0.0, d + t)),
            "ceiling": box("Ceiling", (-t, h, -t), (w + t, h + t, d + t)),
            "wall0": box("Wall", (-t, 0.0, -t), (0.0, h, d + t)),
            "wall1": box("Wall", (w, 0.0, -t), (w + t, h, d + t)),
            "wall2": box("Wall", (0.0, 0.0, -t), (w, h, 0.0)),
            "wall3": box("Wall", (0.0, 0.0, d), (w, h, d + t)),
        }

    def identity(self, name: str) -> int:
        return [*self.structure(), *self.things].index(name) + 1

    def observe(self, pose: Pose, success: bool | None = None, with_pose: bool = True):
        """What the agent sees from a pose, as an `Observation`. A thing set to None in `things`
        is out of the scene but keeps its id."""
        rays = camera_rays(self.size, self.size, 90.0).reshape(-1, 3).astype(np.float64)
        rays = rays @ pose.world_from_camera().T
        rays = np.where(np.abs(rays) < 1e-9, 1e-9, rays)
        start = pose.camera_position()
        nearest = np.full(len(rays), np.inf)
        ids = np.zeros(len(rays), np.int32)
        every = {**self.structure(), **self.things}
        for identity, thing in enumerate(every.values(), start=1):
            for low, high in thing.boxes if thing is not None else ():
                first, second = (np.array(low) - start) / rays, (np.array(high) - start) / rays
                enter = np.minimum(first, second).max(axis=1)
                leave = np.maximum(first, second).min(axis=1)
                hit = (enter < leave) & (enter > 1e-6) & (enter < nearest)
                nearest[hit], ids[hit] = enter[hit], identity
        shown = set(np.unique(ids).tolist()) - {0}
        labels = tuple(
            InstanceLabel(identity, thing.object_class, thing.states)
            for identity, thing in enumerate(every.values(), start=1)
            if identity in shown
        )
        shape = (self.size, self.size)
        return Observation(
            rgb=np.zeros((*shape, 3), np.uint8),
            depth=nearest.reshape(shape).astype(np.float32),
            instances=ids.reshape(shape),
            labels=labels,
            pose=pose if with_pose else None,
            success=success,
        )


def name_of(belief, room: BoxRoom, key: str) -> str | None:
    """Name that the belief gave to a thing of the room."""
    for name, instance in belief.instances.items():
        if instance.identity == room.identity(key):
            return name
    return None
