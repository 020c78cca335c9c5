"""MuJoCo drawing the boxes of a house off screen: the peer of the render benchmark."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.interface import FIELD_OF_VIEW, Pose
from envs.thor.scene import Scene, SceneObject

NEAR, FAR = 0.02, 100.0  # [m]


class MujocoBoxes:
    """Scenes of boxes in MuJoCo, without shadows, reflections or multisampling.

    The scene is built once a house and only the camera changes between frames, which is the
    least work that MuJoCo can do. Colour and depth come from one pass, ids from a second.

    Args:
        scenes: the houses.
        size: width and height of the frames, pixels.

    Raises:
        ImportError: MuJoCo, or what it needs to draw off screen, is not installed.
        RuntimeError: neither EGL nor OSMesa gives a context.
    """

    def __init__(self, scenes: Sequence[Scene], size: int) -> None:
        os.environ.setdefault("LP_NUM_THREADS", "1")
        import mujoco  # pyright: ignore[reportMissingImports]

        self._mujoco: Any = mujoco
        self._size = size
        self._gl, self.gl = _context(size)
        self._worlds = [self._build(scene) for scene in scenes]
        self._viewport = mujoco.MjrRect(0, 0, size, size)
        self._rgb = np.zeros((size, size, 3), dtype=np.uint8)
        self._depth = np.zeros((size, size), dtype=np.float32)

    def draw(
        self, world: int, position: NDArray[np.float64], yaw: float, horizon: float, ids: bool
    ) -> NDArray[np.int32] | None:
        """Draws RGB and depth, and ids (size, size) with object index + 1 if asked for."""
        mujoco = self._mujoco
        scene, context = self._worlds[world]
        axes = Pose(0, 0, yaw, horizon).world_from_camera()
        top = NEAR * math.tan(math.radians(FIELD_OF_VIEW) / 2)
        for camera in scene.camera:
            camera.pos = _swap(position)
            camera.up = _swap(axes[:, 1])
            camera.forward = _swap(axes[:, 2])
            camera.frustum_near, camera.frustum_far = NEAR, FAR
            camera.frustum_center, camera.frustum_width = 0.0, top
            camera.frustum_bottom, camera.frustum_top = -top, top
        scene.flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = 0
        scene.flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = 0
        mujoco.mjr_render(self._viewport, scene, context)
        mujoco.mjr_readPixels(self._rgb, self._depth, self._viewport, context)
        if not ids:
            return None
        scene.flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = 1
        scene.flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = 1
        mujoco.mjr_render(self._viewport, scene, context)
        mujoco.mjr_readPixels(self._rgb, None, self._viewport, context)
        wide = self._rgb.astype(np.int32)
        # Segment colours count the scene's geoms from 1 in the order of the objects.
        return (wide[..., 0] + (wide[..., 1] << 8) + (wide[..., 2] << 16))[::-1]

    def close(self) -> None:
        """Gives the contexts back."""
        for _, context in self._worlds:
            context.free()
        self._gl.free()

    def _build(self, scene: Scene) -> tuple[Any, Any]:
        mujoco = self._mujoco
        model = mujoco.MjModel.from_xml_string(_xml(scene.objects, self._size))
        data = mujoco.MjData(model)
        mujoco.mj_forward(model, data)
        drawn = mujoco.MjvScene(model, maxgeom=len(scene.objects) + 10)
        camera = mujoco.MjvCamera()
        mujoco.mjv_updateScene(
            model,
            data,
            mujoco.MjvOption(),
            None,
            camera,
            mujoco.mjtCatBit.mjCAT_ALL.value,
            drawn,
        )
        for flag in ("SHADOW", "REFLECTION", "SKYBOX", "FOG", "HAZE", "ADDITIVE"):
            drawn.flags[getattr(mujoco.mjtRndFlag, f"mjRND_{flag}")] = 0
        context = mujoco.MjrContext(model, mujoco.mjtFontScale.mjFONTSCALE_100.value)
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN.value, context)
        return drawn, context


def _context(size: int) -> tuple[Any, str]:
    """An off-screen context, current, and what draws in it."""
    problems = []
    for backend in ("egl", "osmesa"):
        try:
            module = __import__(f"mujoco.{backend}", fromlist=["GLContext"])
            context = module.GLContext(size, size)
            context.make_current()
            from OpenGL import GL  # pyright: ignore[reportMissingImports]

            renderer = GL.glGetString(GL.GL_RENDERER)
            return context, f"{backend}, {renderer.decode() if renderer else 'unknown'}"
        except (ImportError, AttributeError, RuntimeError, OSError) as error:
            problems.append(f"{backend}: {error}")
    raise RuntimeError("no off-screen OpenGL: " + "; ".join(problems))


def _xml(objects: Sequence[SceneObject], size: int) -> str:
    """The boxes as MJCF. MuJoCo's frame is right-handed with z up: y and z change places."""
    geoms = []
    for index, thing in enumerate(objects):
        half = " ".join(f"{max(value / 2, 1e-4):.6f}" for value in _swap(np.array(thing.size)))
        place = " ".join(f"{value:.6f}" for value in _swap(np.array(thing.position)))
        colour = " ".join(f"{0.3 + 0.6 * ((index * step) % 11) / 10:.2f}" for step in (3, 5, 7))
        geoms.append(
            f'<geom type="box" size="{half}" pos="{place}" euler="0 0 {-thing.yaw:.4f}" '
            f'rgba="{colour} 1" contype="0" conaffinity="0"/>'
        )
    return (
        '<mujoco><compiler angle="degree"/><visual>'
        f'<global offwidth="{size}" offheight="{size}"/>'
        '<quality shadowsize="0" offsamples="0"/></visual>'
        f"<worldbody>{''.join(geoms)}</worldbody></mujoco>"
    )


def _swap(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return vector[[0, 2, 1]]
