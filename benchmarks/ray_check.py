"""Instance ids by casting rays at triangles: a check that shares no code with the rasteriser.

The faces are placed in the world with NumPy from the shapes as they were written, and Warp's own
bounding volume hierarchy finds what each ray hits.
"""

from __future__ import annotations

import math

import numpy as np
import warp as wp
from numpy.typing import NDArray

from envs.interface import FIELD_OF_VIEW, Pose
from envs.thor.geometry import Face, Motion
from envs.thor.shapes import library
from envs.thor.simulator import Simulator

wp.set_module_options({"enable_backward": False})

STEP = wp.constant(1e-5)  # [m] past a face that is seen from behind


@wp.kernel
def _cast(
    mesh: wp.uint64,
    owner: wp.array(dtype=wp.int32),
    two_sided: wp.array(dtype=wp.int32),
    origin: wp.vec3,
    direction: wp.array(dtype=wp.vec3),
    ids: wp.array(dtype=wp.int32),
):
    ray = wp.tid()
    start = float(0.0)
    found = int(0)
    searching = int(1)
    while searching == 1:
        hit = wp.mesh_query_ray(mesh, origin + start * direction[ray], direction[ray], 1.0e3)
        searching = 0
        if hit.result:
            if hit.sign > 0.0 or two_sided[hit.face] != 0:
                found = owner[hit.face]
            else:
                start += hit.t + STEP
                searching = 1
    ids[ray] = found


def cast_frame(
    simulator: Simulator,
    world: int,
    position: NDArray[np.float64],
    yaw: float,
    horizon: float,
    size: int,
    field_of_view: float = FIELD_OF_VIEW,
) -> NDArray[np.int32]:
    """Ids (size, size), slot + 1, 0 where nothing is hit; arguments as `Renderer.render`'s."""
    corners, owner, two_sided = triangles(simulator, world)
    if not len(owner):
        return np.zeros((size, size), dtype=np.int32)
    mesh = wp.Mesh(
        points=wp.array(corners.reshape(-1, 3), dtype=wp.vec3, device="cpu"),
        indices=wp.array(np.arange(3 * len(owner)), dtype=wp.int32, device="cpu"),
    )
    half = math.tan(math.radians(field_of_view) / 2)
    across = ((np.arange(size) + 0.5) / size * 2 - 1) * half
    in_camera = np.stack(np.broadcast_arrays(across, -across[:, None], 1.0), axis=-1)
    in_world = in_camera.reshape(-1, 3) @ Pose(0, 0, yaw, horizon).world_from_camera().T
    in_world /= np.linalg.norm(in_world, axis=1, keepdims=True)
    ids = wp.zeros(size * size, dtype=wp.int32, device="cpu")
    wp.launch(
        _cast,
        dim=size * size,
        inputs=[
            mesh.id,
            wp.array(owner, dtype=wp.int32, device="cpu"),
            wp.array(two_sided, dtype=wp.int32, device="cpu"),
            wp.vec3(*(float(value) for value in position)),
            wp.array(in_world, dtype=wp.vec3, device="cpu"),
        ],
        outputs=[ids],
        device="cpu",
    )
    return ids.numpy().reshape(size, size)


def triangles(
    simulator: Simulator, world: int
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
    """What is drawn of a world: corners (T, 3, 3), slot + 1 (T,), whether two-sided (T,).

    `(b - a) x (c - a)` of a triangle points out of its front, the side on which the sign of a
    mesh query is positive.
    """
    field = {
        name: simulator.numpy(name)[world]
        for name in ("present", "shape", "state", "openness", "position", "yaw", "half")
    }
    shapes = library()
    corners, owner, two_sided = [], [], []
    for slot in np.flatnonzero(field["present"]):
        half = np.maximum(field["half"][slot].astype(np.float64), 1e-4)
        angle = math.radians(float(field["yaw"][slot]))
        for face in shapes[int(field["shape"][slot])].faces:
            if int(field["state"][slot]) & int(face.show[0]) != int(face.show[1]):
                continue
            points = _moved(face, half, float(field["openness"][slot]))
            points = points @ _turn_y(angle).T + field["position"][slot]
            for index in range(1, len(points) - 1):
                corners.append(points[[0, index, index + 1]])
                owner.append(slot + 1)
                two_sided.append(face.two_sided)
    return (
        np.array(corners, dtype=np.float32).reshape(-1, 3, 3),
        np.array(owner, dtype=np.int32),
        np.array(two_sided, dtype=np.int32),
    )


def _moved(face: Face, half: NDArray[np.float64], openness: float) -> NDArray[np.float64]:
    """Corners in the object's frame, metres, with the part where openness puts it."""
    points = np.array(face.corners, dtype=np.float64) * half
    pivot = np.array(face.pivot) * half
    amount = face.amount * openness
    if face.motion is Motion.SLIDE_Z:
        return points + np.array([0.0, 0.0, amount * half[2]])
    if face.motion is Motion.HINGE_Y:
        return (points - pivot) @ _turn_y(math.radians(amount)).T + pivot
    if face.motion is Motion.HINGE_X:
        return (points - pivot) @ _turn_x(math.radians(amount)).T + pivot
    return points


def _turn_y(angle: float) -> NDArray[np.float64]:
    """Clockwise seen from above."""
    s, c = math.sin(angle), math.cos(angle)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def _turn_x(angle: float) -> NDArray[np.float64]:
    """What points along +y leans towards +z."""
    s, c = math.sin(angle), math.cos(angle)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
