"""Small worlds for the tests of drawing and ray casting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import warp as wp
from numpy.typing import ArrayLike, NDArray

from envs.interface import Pose
from envs.ontology import BY_NAME
from envs.thor.geometry import Face, Material, Motion, Shape
from envs.thor.pack import pack_geometry
from envs.thor.shapes.primitives import box
from envs.thor.state import Agents, Geometry, Objects

BOX = Shape("box", box((-1, -1, -1), (1, 1, 1), Material.BODY))
SHEET = Shape(
    "sheet",
    (Face(((-1, -1, 0), (-1, 1, 0), (1, 1, 0), (1, -1, 0)), Material.PAPER, two_sided=True),),
)


def _door() -> Shape:
    """A panel across the front, hinged at its left edge, that opens by 90 degrees."""
    panel = ((-1.0, -1.0, 1.0), (1.0, -1.0, 1.0), (1.0, 1.0, 1.0), (-1.0, 1.0, 1.0))
    hinge = Motion.HINGE_Y
    return Shape(
        "door", (Face(panel, Material.WOOD, True, (0, 0), hinge, (-1.0, 0.0, 1.0), -90.0),)
    )


def _drawer() -> Shape:
    panel = ((-1.0, -1.0, 1.0), (1.0, -1.0, 1.0), (1.0, 1.0, 1.0), (-1.0, 1.0, 1.0))
    return Shape("drawer", (Face(panel, Material.WOOD, motion=Motion.SLIDE_Z, amount=1.5),))


def _filled() -> Shape:
    """A level of liquid that shows only when the state bit 8 is set."""
    top = ((-1.0, 0.0, -1.0), (-1.0, 0.0, 1.0), (1.0, 0.0, 1.0), (1.0, 0.0, -1.0))
    return Shape("filled", (Face(top, Material.LIQUID, show=(8, 8)),))


DOOR, DRAWER, FILLED = _door(), _drawer(), _filled()
SHAPES = (BOX, SHEET, DOOR, DRAWER, FILLED)


@dataclass
class Thing:
    """One object: `shape` is an index into SHAPES."""

    position: ArrayLike
    size: ArrayLike = (1.0, 1.0, 1.0)
    yaw: float = 0.0
    shape: int = 0
    state: int = 0
    openness: float = 0.0
    palette: int = 1
    present: int = 1
    kind: str = "Box"


def make(worlds: list[list[Thing]]) -> tuple[Objects, Geometry, int, int]:
    """Objects, geometry, nworld, nobject on the CPU."""
    nworld, nobject = len(worlds), max([1, *(len(things) for things in worlds)])
    fields: dict[str, tuple[type, tuple[int, ...]]] = {
        "type": (wp.int32, ()),
        "present": (wp.int32, ()),
        "position": (wp.vec3, (3,)),
        "yaw": (wp.float32, ()),
        "half": (wp.vec3, (3,)),
        "parent": (wp.int32, ()),
        "state": (wp.int32, ()),
        "openness": (wp.float32, ()),
        "shape": (wp.int32, ()),
        "palette": (wp.int32, ()),
        "link": (wp.int32, ()),
        "whole": (wp.int32, ()),
        "temperature": (wp.int32, ()),
    }
    host = {
        name: np.zeros(
            (nworld, nobject, *tail), dtype=np.int32 if dtype is wp.int32 else np.float32
        )
        for name, (dtype, tail) in fields.items()
    }
    host["type"][:] = -1
    for world, things in enumerate(worlds):
        for slot, thing in enumerate(things):
            host["type"][world, slot] = BY_NAME[thing.kind].index
            host["half"][world, slot] = np.asarray(thing.size) / 2
            for name in ("present", "position", "yaw", "state", "openness", "shape", "palette"):
                host[name][world, slot] = getattr(thing, name)
    objects = Objects()
    for name, (dtype, _) in fields.items():
        setattr(objects, name, wp.array(host[name], dtype=dtype, device="cpu"))
    return objects, pack_geometry(SHAPES, "cpu"), nworld, nobject


def make_agents(position: ArrayLike, yaw: float, horizon: float, held: int = -1) -> Agents:
    """One agent in one world."""
    agents = Agents()
    agents.position = wp.array(np.array([position], dtype=np.float32), dtype=wp.vec3, device="cpu")
    agents.yaw = wp.array([yaw], dtype=wp.float32, device="cpu")
    agents.horizon = wp.array([horizon], dtype=wp.float32, device="cpu")
    agents.camera_height = wp.array([1.575], dtype=wp.float32, device="cpu")
    agents.held = wp.array([held], dtype=wp.int32, device="cpu")
    return agents


def clutter(rng: np.random.Generator, count: int = 25) -> list[Thing]:
    """Things of every shape and state, all about."""
    return [
        Thing(
            rng.uniform((-3, 0, -3), (3, 2.5, 3)),
            rng.uniform(0.05, 1.2, size=3),
            rng.uniform(0, 360),
            int(rng.integers(len(SHAPES))),
            int(rng.integers(2)) * 8,
            float(rng.integers(2) * rng.uniform()),
            int(rng.integers(1000)),
            int(rng.uniform() < 0.9),
        )
        for _ in range(count)
    ]


def pixel_rays(
    yaw: float, horizon: float, field_of_view: float, width: int, height: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Directions (H * W, 3) through the pixels, world frame, and their depth per metre (H * W,)."""
    half = np.tan(np.radians(field_of_view) / 2)
    x = ((np.arange(width) + 0.5) - width / 2) / (height / 2) * half
    y = -((np.arange(height) + 0.5) - height / 2) / (height / 2) * half
    rays = np.stack(np.broadcast_arrays(x, y[:, None], 1.0), axis=-1).reshape(-1, 3)
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    return rays @ Pose(0, 0, yaw, horizon).world_from_camera().T, rays[:, 2]
