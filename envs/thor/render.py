"""The renderer: RGB, depth and instance ids of any batch of cameras in any of the worlds.

On a CPU the views are drawn one after another through one small buffer that stays in the
cache; on a GPU in chunks that fill it. The kernels are the same.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import warp as wp
from numpy.typing import ArrayLike, NDArray

from envs.interface import FIELD_OF_VIEW, InvalidInputError
from envs.ontology import OBJECT_TYPES
from envs.thor.render_paint import Paint
from envs.thor.render_raster import View, count_faces, draw_objects
from envs.thor.render_shade import GROUP, resolve_pixels
from envs.thor.state import Geometry, Objects

CHUNK_BYTES = 1 << 30  # of keys and paints on a GPU
SLACK = 3 * GROUP  # elements past the end that a group of pixels may reach
LANES = 32  # threads that share a slot's rows on a GPU

# Skin and flesh of foods, RGB in [0, 1]; each object's is a little different.
FOOD_COLOURS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "Apple": ((0.76, 0.16, 0.12), (0.95, 0.89, 0.67)),
    "Bread": ((0.71, 0.46, 0.22), (0.93, 0.83, 0.62)),
    "Egg": ((0.93, 0.85, 0.74), (0.98, 0.83, 0.30)),
    "Lettuce": ((0.45, 0.66, 0.25), (0.73, 0.85, 0.50)),
    "Potato": ((0.62, 0.46, 0.27), (0.93, 0.85, 0.55)),
    "Tomato": ((0.85, 0.16, 0.09), (0.91, 0.36, 0.25)),
}
OTHER_FOOD = ((0.72, 0.52, 0.32), (0.92, 0.82, 0.60))


@dataclass(frozen=True, slots=True)
class Lighting:
    """Light of one view, or of each view of a batch: every field may have a leading (V,) axis.

    Attributes:
        direction: (3,) in which the main light shines, world frame, unit length.
        colour: (3,) RGB of the main light.
        intensity: of the main light.
        ambient: of the light from all around.
        exposure: multiplies both.
    """

    direction: ArrayLike = (0.32, -0.90, 0.30)
    colour: ArrayLike = (1.0, 0.97, 0.92)
    intensity: ArrayLike = 0.55
    ambient: ArrayLike = 0.56
    exposure: ArrayLike = 1.0


_PAINT_BYTES = 156
# Images by name, values a pixel, and type, in the order of `Frames`.
_OUTPUTS = (
    ("rgb", 3, wp.uint8),
    ("depth", 1, wp.float32),
    ("ids", 1, wp.int32),
    ("normals", 3, wp.uint8),
)
NEAR = 0.02  # [m] near plane where none is given


@dataclass(frozen=True, slots=True)
class Frames:
    """What V cameras see; None for what was not asked for.

    On the CPU these are views of the renderer's own buffers, valid until it draws again.

    Attributes:
        rgb: (V, H, W, 3) uint8, top row first.
        depth: (V, H, W) float32, metres along the camera's forward axis, inf where nothing is.
        ids: (V, H, W) int32, slot + 1 of the object, 0 where nothing is.
        normals: (V, H, W, 3) uint8, each component of the surface's normal from -1 to 1 as 0 to
            255, in camera axes x right, y up, z towards the viewer; black where nothing is.
    """

    rgb: NDArray[np.uint8] | None
    depth: NDArray[np.float32] | None
    ids: NDArray[np.int32] | None
    normals: NDArray[np.uint8] | None = None


_READ_FIELDS = (
    "type",
    "present",
    "position",
    "yaw",
    "half",
    "state",
    "openness",
    "shape",
    "palette",
)


def food_colours() -> NDArray[np.float32]:
    """Skin and flesh by object type (ntype, 2, 3)."""
    rows = []
    for kind in OBJECT_TYPES:
        food = [value for name, value in FOOD_COLOURS.items() if kind.name.startswith(name)]
        rows.append(food[0] if food else OTHER_FOOD)
    return np.array(rows, dtype=np.float32)


class Renderer:
    """Draws worlds; holds the device buffers that drawing needs.

    Args:
        objects: state of the worlds; drawn as it is at each call.
        geometry: the shape library.
        nworld, nobject: shape of the arrays in `objects`.
        device: Warp device that all of them live on.
    """

    def __init__(
        self, objects: Objects, geometry: Geometry, nworld: int, nobject: int, device: str = "cpu"
    ) -> None:
        self._objects = objects
        self._geometry = geometry
        self._nworld = nworld
        self._nobject = nobject
        self._device = wp.get_device(device)
        self._lanes = 1 if self._device.is_cpu else LANES
        self._food = wp.array(food_colours(), dtype=wp.vec3, device=device)
        self._first_face = wp.zeros((nworld, max(nobject, 1)), dtype=wp.int32, device=device)
        self._needed = wp.zeros(1, dtype=wp.int32, device=device)
        self._views = wp.zeros(1, dtype=View, device=device)
        self._capacity = 1
        self._paints = wp.empty(1, dtype=Paint, device=device)
        self._keys = wp.zeros(1, dtype=wp.int64, device=device)
        self._outputs: dict[str, wp.array] = {}
        self._rows = self._views.numpy()
        self._commands: dict[object, tuple[wp.Launch, ...]] = {}

    def render(
        self,
        world: ArrayLike,
        position: ArrayLike,
        yaw: ArrayLike,
        horizon: ArrayLike,
        field_of_view: ArrayLike = FIELD_OF_VIEW,
        width: int = 300,
        height: int = 300,
        *,
        rgb: bool = True,
        depth: bool = True,
        ids: bool = True,
        normals: bool = False,
        lighting: Lighting | None = None,
        roll: ArrayLike = 0.0,
        near: ArrayLike = NEAR,
    ) -> Frames:
        """Draws V views.

        Args:
            world: (V,) index of the world that each camera is in; several may be in one.
            position: (V, 3) camera centres, metres, world frame.
            yaw, horizon: (V,) or scalar, degrees; horizon positive looks down.
            field_of_view: (V,) or scalar, degrees, vertical.
            width, height: of the frames, pixels.
            rgb, depth, ids, normals: what to draw.
            lighting: light of each view; the default's if None.
            roll: (V,) or scalar, degrees; positive tips the camera to its left.
            near: (V,) or scalar, metres; what is nearer to the camera's plane is not drawn.

        Raises:
            InvalidInputError: a world that does not exist, a camera that is not finite or not one
                a view, a field of view outside (0, 180), or a frame without pixels.
        """
        worlds = np.atleast_1d(np.asarray(world, dtype=np.int32))
        count = len(worlds)
        if width < 1 or height < 1:
            raise InvalidInputError("width", f"expected at least one pixel, got {width}x{height}")
        camera = {
            "position": _checked("position", position, count, 3),
            "yaw": _checked("yaw", yaw, count),
            "horizon": _checked("horizon", horizon, count),
            "roll": _checked("roll", roll, count),
            "near": np.maximum(_checked("near", near, count), 1.0e-4),
            "tan_y": _half_tangent(_checked("field_of_view", field_of_view, count)),
        }
        light = _default_light() if lighting is None else _light(lighting, count)
        self._look(worlds, camera | light)
        return self._draw(count, width, height, (rgb, depth, ids, normals))

    def _draw(
        self, count: int, width: int, height: int, wanted: tuple[bool, bool, bool, bool]
    ) -> Frames:
        """Draws what the cameras look at."""
        pixels = count * height * width
        outputs = [
            self._output(name, deep * pixels, dtype, want)
            for (name, deep, dtype), want in zip(_OUTPUTS, wanted, strict=True)
        ]
        chunk = self._make_room(count, width * height)
        for first in range(0, count, chunk):
            size = min(chunk, count - first)
            for command in self._commands_for(first, size, width, height, wanted, outputs):
                command.launch()
        shape = (count, height, width)
        return Frames(
            *(
                output.numpy().reshape(shape if deep == 1 else (*shape, deep)) if want else None
                for output, (_, deep, _), want in zip(outputs, _OUTPUTS, wanted, strict=True)
            )
        )

    def _look(self, worlds: NDArray[np.int32], fields: dict[str, ArrayLike]) -> None:
        """Points the cameras."""
        if worlds.size and (worlds.min() < 0 or worlds.max() >= self._nworld):
            raise InvalidInputError("world", f"expected 0 to {self._nworld - 1}, got {worlds}")
        count = len(worlds)
        if self._views.shape[0] < count:
            self._views = wp.zeros(count, dtype=View, device=self._device)
            self._rows = self._views.numpy()  # on the CPU, the array itself
            self._commands.clear()
        rows = self._rows[:count]
        rows["world"] = worlds
        for name, values in fields.items():
            rows[name] = values
        if not self._device.is_cpu:
            self._views.assign(self._rows)

    def _count_faces(self, count: int) -> int:
        """Numbers the face instances of the worlds looked at; the largest world's total."""
        self._needed.zero_()
        key = ("count", count, self._arrays())
        if key not in self._commands:
            self._commands[key] = (
                wp.launch(
                    count_faces,
                    dim=count,
                    inputs=[self._objects, self._geometry, self._views],
                    outputs=[self._first_face, self._needed],
                    device=self._device,
                    record_cmd=True,
                ),
            )
        self._commands[key][0].launch()
        return int(self._needed.numpy()[0])

    def _make_room(self, count: int, pixels: int) -> int:
        """Grows the buffers for faces and pixels; how many views are drawn at once."""
        needed = self._count_faces(count) if count else 0
        if needed > self._capacity:
            self._capacity = needed + needed // 4
            self._commands.clear()
        chunk = 1
        if not self._device.is_cpu:
            each = 8 * pixels + _PAINT_BYTES * self._capacity
            chunk = min(max(1, CHUNK_BYTES // each), max(count, 1))
        if chunk * self._capacity > self._paints.shape[0]:
            self._paints = wp.empty(chunk * self._capacity, dtype=Paint, device=self._device)
            self._commands.clear()
        if chunk * pixels + SLACK > self._keys.shape[0]:
            self._keys = wp.zeros(chunk * pixels + SLACK, dtype=wp.int64, device=self._device)
            self._commands.clear()
        return chunk

    def _output(self, name: str, size: int, dtype: type, wanted: bool) -> wp.array:
        size = size if wanted else 1
        if name not in self._outputs or self._outputs[name].shape[0] != size:
            room = wp.empty(size + SLACK, dtype=dtype, device=self._device)
            self._outputs[name] = room[:size]
            self._commands.clear()
        return self._outputs[name]

    def _arrays(self) -> tuple[int, ...]:
        """Where the state is: a packed launch holds as long as it stays there."""
        return tuple(getattr(self._objects, name).ptr for name in _READ_FIELDS)

    def _commands_for(
        self,
        first: int,
        views: int,
        width: int,
        height: int,
        wanted: tuple[bool, bool, bool, bool],
        outputs: list[wp.array],
    ) -> tuple[wp.Launch, ...]:
        """The two launches that draw a chunk, packed once and kept while nothing moves."""
        key = (first, views, width, height, wanted, self._arrays())
        if key not in self._commands:
            self._commands[key] = (
                wp.launch(
                    draw_objects,
                    dim=(views, self._nobject, self._lanes),
                    inputs=[
                        self._objects,
                        self._geometry,
                        self._food,
                        self._views,
                        first,
                        width,
                        height,
                        self._lanes,
                        self._first_face,
                        self._capacity,
                    ],
                    outputs=[self._paints, self._keys],
                    device=self._device,
                    record_cmd=True,
                ),
                wp.launch(
                    resolve_pixels,
                    dim=(views, height, 1 if self._device.is_cpu else width),
                    inputs=[
                        width,
                        height,
                        width if self._device.is_cpu else 1,
                        GROUP if self._device.is_cpu else 1,
                        first,
                        self._capacity,
                        self._paints,
                        self._keys,
                        *(int(want) for want in wanted),
                    ],
                    outputs=outputs,
                    device=self._device,
                    record_cmd=True,
                ),
            )
        return self._commands[key]


def _checked(field: str, values: ArrayLike, count: int, *tail: int) -> NDArray[np.float32]:
    """Finite numbers, one row a view or one for all."""
    array = np.asarray(values, dtype=np.float32)
    shape = (count, *tail)
    if array.shape not in (shape, tail, (1, *tail)):
        raise InvalidInputError(field, f"expected shape {shape} or {tail}, got {array.shape}")
    if not np.isfinite(array).all():
        raise InvalidInputError(field, f"expected finite numbers, got {values}")
    return array


def _half_tangent(field_of_view: NDArray[np.float32]) -> NDArray[np.float64]:
    if not ((field_of_view > 0) & (field_of_view < 180)).all():
        raise InvalidInputError(
            "field_of_view", f"expected degrees between 0 and 180, got {field_of_view}"
        )
    return np.tan(np.radians(field_of_view.astype(np.float64)) / 2)


@functools.cache
def _default_light() -> dict[str, ArrayLike]:
    return _light(Lighting(), 1)


def _light(lighting: Lighting, count: int) -> dict[str, ArrayLike]:
    """The fields of `View` that say how it is lit."""
    exposure = _checked("lighting.exposure", lighting.exposure, count)
    main = exposure * _checked("lighting.intensity", lighting.intensity, count)
    around = exposure * _checked("lighting.ambient", lighting.ambient, count)
    return {
        "light": _checked("lighting.direction", lighting.direction, count, 3),
        "light_colour": main[..., None] * _checked("lighting.colour", lighting.colour, count, 3),
        "ambient": around[..., None],
    }
