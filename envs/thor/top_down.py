"""A floor plan picture of a scene, seen from above."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from envs.interface import Pose
from envs.ontology import Affordance, State, can
from envs.thor.house_walls import inside
from envs.thor.resting import half_footprint
from envs.thor.scene import Scene, SceneObject

Colour = tuple[int, int, int]

_PAPER: Colour = (250, 249, 246)
_INK: Colour = (52, 54, 60)
_WALL: Colour = (62, 64, 72)
_GLASS: Colour = (142, 196, 230)
_SMALL: Colour = (214, 92, 66)
_AGENT: Colour = (40, 110, 220)
_ROOMS: dict[str, Colour] = {
    "Kitchen": (252, 236, 208),
    "LivingRoom": (222, 236, 218),
    "Bedroom": (226, 226, 244),
    "Bathroom": (212, 236, 242),
}
_OTHER_ROOM: Colour = (236, 232, 228)
_FURNITURE: dict[str, Colour] = {
    "CounterTop": (224, 208, 184), "Cabinet": (206, 182, 148), "Drawer": (206, 182, 148),
    "Fridge": (206, 216, 224), "Sink": (196, 214, 226), "SinkBasin": (150, 190, 220),
    "Bathtub": (240, 246, 250), "BathtubBasin": (176, 212, 234), "Toilet": (240, 246, 250),
    "StoveBurner": (84, 84, 90), "Bed": (198, 192, 226), "Sofa": (170, 190, 170),
    "ArmChair": (182, 200, 182), "HousePlant": (132, 178, 112), "Television": (76, 80, 92),
    "GarbageCan": (176, 176, 176), "Microwave": (120, 124, 132), "CoffeeMachine": (120, 124, 132),
    "Toaster": (148, 150, 156),
}  # fmt: skip
_WOOD: Colour = (216, 190, 156)
_UNNAMED = frozenset(
    {"BathtubBasin", "Cabinet", "Drawer", "Faucet", "SinkBasin", "StoveBurner", "StoveKnob",
     "Painting", "Poster", "Mirror", "ShowerHead", "TowelHolder", "HandTowelHolder",
     "ToiletPaperHanger", "LightSwitch", "Curtains", "Blinds"}
)  # fmt: skip
_SUPERSAMPLING = 2


def draw(
    scene: Scene,
    size: int = 1000,
    *,
    agent: Pose | None = None,
    labels: bool = True,
    path: Sequence[tuple[float, float]] = (),
) -> Image.Image:
    """Draws a scene from above, +z up and +x to the right.

    Args:
        scene: what to draw.
        size: pixels of the longer side.
        agent: where to draw the agent; None for where the scene starts it.
        labels: whether to name rooms and furniture.
        path: (x, z) points in metres, drawn as the way that the agent took.

    Returns:
        An RGB picture.
    """
    canvas = _Canvas(scene, max(64, min(size, 4096)))
    for room in scene.rooms:
        canvas.polygon(room.polygon, _ROOMS.get(room.room_type, _OTHER_ROOM))
    things = [item for item in scene.objects if item.present and item.whole < 0]
    solid = [item for item in things if not can(item.object_type, Affordance.STRUCTURE)]
    large = [item for item in solid if not can(item.object_type, Affordance.PICKUPABLE)]
    for item in sorted(large, key=lambda item: item.position[1] + item.size[1] / 2.0):
        _draw_furniture(canvas, item)
    _draw_structure(canvas, things)
    for item in solid:
        if can(item.object_type, Affordance.PICKUPABLE):
            canvas.dot(item.position[0], item.position[2], 0.035, _SMALL)
    if len(path) > 1:
        canvas.line(path, _AGENT, 0.04)
    _draw_agent(canvas, agent if agent is not None else scene.agent)
    if labels:
        _draw_labels(canvas, scene, large)
    return canvas.finish()


class _Canvas:
    """A drawing surface in metres."""

    def __init__(self, scene: Scene, size: int) -> None:
        xs = [x for room in scene.rooms for x, _ in room.polygon]
        zs = [z for room in scene.rooms for _, z in room.polygon]
        margin = 0.35
        self.low = (min(xs) - margin, min(zs) - margin)
        wide, deep = max(xs) + margin - self.low[0], max(zs) + margin - self.low[1]
        self.scale = size * _SUPERSAMPLING / max(wide, deep)
        self.shape = (round(wide * self.scale), round(deep * self.scale))
        self.image = Image.new("RGB", self.shape, _PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def pixel(self, x: float, z: float) -> tuple[float, float]:
        return (x - self.low[0]) * self.scale, self.shape[1] - (z - self.low[1]) * self.scale

    def polygon(
        self,
        points: Sequence[tuple[float, float]],
        fill: Colour,
        outline: Colour | None = None,
        width: float = 0.012,
    ) -> None:
        pixels = [self.pixel(*point) for point in points]
        self.pen.polygon(pixels, fill=fill)
        if outline is not None:
            stroke = max(1, round(width * self.scale))
            self.pen.line([*pixels, pixels[0]], fill=outline, width=stroke, joint="curve")

    def dot(self, x: float, z: float, radius: float, fill: Colour) -> None:
        px, pz = self.pixel(x, z)
        r = max(radius * self.scale, 2.0)
        self.pen.ellipse((px - r, pz - r, px + r, pz + r), fill=fill, outline=(255, 255, 255))

    def line(self, points: Sequence[tuple[float, float]], fill: Colour, width: float) -> None:
        pixels = [self.pixel(*point) for point in points]
        self.pen.line(pixels, fill=fill, width=max(1, round(width * self.scale)), joint="curve")

    def text(
        self,
        x: float,
        z: float,
        words: str,
        height: float,
        limit: float,
        upright: bool = False,
        fill: Colour = _INK,
    ) -> tuple[float, float, float, float] | None:
        """Writes centred words, smaller if they would be longer than `limit` metres.

        Returns:
            The pixels that they cover; None if they would be too small to read.
        """
        pixels = max(9.0 * _SUPERSAMPLING, height * self.scale)
        font = ImageFont.load_default(pixels)
        wide = self.pen.textlength(words, font=font)
        if wide > limit * self.scale:
            pixels *= limit * self.scale / wide
            if pixels < 7.0 * _SUPERSAMPLING:
                return None
            font = ImageFont.load_default(pixels)
        centre = self.pixel(x, z)
        if not upright:
            self.pen.text(centre, words, font=font, fill=fill, anchor="mm")
            return self.pen.textbbox(centre, words, font=font, anchor="mm")
        left, top, right, bottom = self.pen.textbbox((0, 0), words, font=font, anchor="mm")
        mask = Image.new("L", (math.ceil(right - left) + 4, math.ceil(bottom - top) + 4))
        middle = (2.0 - left, 2.0 - top)
        ImageDraw.Draw(mask).text(middle, words, font=font, fill=255, anchor="mm")
        turned = mask.transpose(Image.Transpose.ROTATE_90)
        corner = (round(centre[0] - turned.width / 2), round(centre[1] - turned.height / 2))
        self.image.paste(fill, corner, turned)
        return (*corner, corner[0] + turned.width, corner[1] + turned.height)

    def finish(self) -> Image.Image:
        wide, deep = (max(1, side // _SUPERSAMPLING) for side in self.shape)
        return self.image.resize((wide, deep), Image.Resampling.LANCZOS)


def _corners(item: SceneObject, grow: float = 0.0) -> list[tuple[float, float]]:
    angle = math.radians(item.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    hx, hz = item.size[0] / 2.0 + grow, item.size[2] / 2.0 + grow
    return [
        (item.position[0] + cos * x + sin * z, item.position[2] - sin * x + cos * z)
        for x, z in ((-hx, -hz), (hx, -hz), (hx, hz), (-hx, hz))
    ]


def _draw_furniture(canvas: _Canvas, item: SceneObject) -> None:
    fill = _FURNITURE.get(item.object_type, _WOOD)
    if item.object_type in ("StoveBurner", "FloorLamp", "DeskLamp") and item.state & State.TOGGLED:
        fill = (250, 200, 90)
    if item.object_type in ("HousePlant", "StoveBurner", "FloorLamp"):
        canvas.dot(item.position[0], item.position[2], min(item.size[0], item.size[2]) / 2.0, fill)
        return
    edge = tuple(round(value * 0.72) for value in fill)
    corners = _corners(item)
    canvas.polygon(corners, fill, (edge[0], edge[1], edge[2]))
    if item.object_type in ("Bed", "Sofa", "ArmChair", "Chair", "Toilet"):
        _draw_back(canvas, item, (edge[0], edge[1], edge[2]))


def _draw_back(canvas: _Canvas, item: SceneObject, colour: Colour) -> None:
    """A bar along the back edge, so that one sees which way a seat faces."""
    angle = math.radians(item.yaw)
    sin, cos = math.sin(angle), math.cos(angle)
    hx, hz = item.size[0] / 2.0, item.size[2] / 2.0
    bar = min(0.12, hz / 2.0)
    corners = [
        (item.position[0] + cos * x + sin * z, item.position[2] - sin * x + cos * z)
        for x, z in ((-hx, -hz), (hx, -hz), (hx, -hz + bar), (-hx, -hz + bar))
    ]
    canvas.polygon(corners, colour)


def _draw_structure(canvas: _Canvas, things: Sequence[SceneObject]) -> None:
    for item in things:
        low = item.position[1] - item.size[1] / 2.0
        if item.object_type == "Wall" and low < 0.5:
            canvas.polygon(_corners(item, 0.01), _WALL)
    for item in things:
        if item.object_type == "Window":
            canvas.polygon(_corners(item), _GLASS, _WALL)
        elif item.object_type == "Doorway":
            canvas.polygon(_corners(item), (150, 98, 60), _WALL)
        elif item.object_type == "Doorframe":
            canvas.polygon(_corners(item), (236, 224, 204))


def _draw_agent(canvas: _Canvas, pose: Pose) -> None:
    dx, dz = pose.forward
    tip = (pose.x + 0.34 * dx, pose.z + 0.34 * dz)
    left = (pose.x - 0.16 * dx - 0.19 * dz, pose.z - 0.16 * dz + 0.19 * dx)
    right = (pose.x - 0.16 * dx + 0.19 * dz, pose.z - 0.16 * dz - 0.19 * dx)
    canvas.dot(pose.x, pose.z, 0.22, (255, 255, 255))
    canvas.polygon([tip, left, (pose.x, pose.z), right], _AGENT)


def _draw_labels(canvas: _Canvas, scene: Scene, large: Sequence[SceneObject]) -> None:
    """Names of furniture where there is place for them, and of the rooms."""
    written: list[tuple[float, float, float, float]] = []
    for item in sorted(large, key=lambda item: -item.size[0] * item.size[2]):
        if item.object_type in _UNNAMED:
            continue
        hx, hz = half_footprint(item.size, item.yaw)
        upright = hz > 1.6 * hx
        reach = (min(hx, 0.1), hz) if upright else (hx, min(hz, 0.1))
        box = _box_at(canvas, item.position[0], item.position[2], *reach)
        if any(_meet(box, other) for other in written):
            continue
        words = _spaced(item.object_type)
        limit = 2.0 * max(reach) - 0.04
        done = canvas.text(item.position[0], item.position[2], words, 0.13, limit, upright)
        if done is not None:
            written.append(done)
    for room in scene.rooms:
        x, z = _quiet_place(canvas, scene, room.polygon, written)
        name = _spaced(room.room_type).upper()
        canvas.text(x, z, name, 0.2, 2.6, fill=(120, 116, 110))


def _box_at(
    canvas: _Canvas, x: float, z: float, hx: float, hz: float
) -> tuple[float, float, float, float]:
    a, b = canvas.pixel(x - hx, z + hz), canvas.pixel(x + hx, z - hz)
    return (a[0], a[1], b[0], b[1])


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _quiet_place(
    canvas: _Canvas,
    scene: Scene,
    polygon: Sequence[tuple[float, float]],
    written: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float]:
    """Where in a room a name covers the least."""
    xs, zs = [x for x, _ in polygon], [z for _, z in polygon]
    blocks = [
        (item.position[0], item.position[2], *half_footprint(item.size, item.yaw))
        for item in scene.objects
        if not can(item.object_type, Affordance.STRUCTURE)
    ]
    best = (float("inf"), (sum(xs) / len(xs), sum(zs) / len(zs)))
    middle = best[1]
    for i in range(1, 16):
        for j in range(1, 16):
            x = min(xs) + (max(xs) - min(xs)) * i / 16.0
            z = min(zs) + (max(zs) - min(zs)) * j / 16.0
            ends = (x - 0.7, z), (x + 0.7, z)
            if not all(inside(polygon, *end) for end in ends):
                continue
            cost = 0.05 * math.dist((x, z), middle)
            for bx, bz, hx, hz in blocks:
                over_x = min(x + 0.75, bx + hx) - max(x - 0.75, bx - hx)
                over_z = min(z + 0.15, bz + hz) - max(z - 0.15, bz - hz)
                if over_x > 0.0 and over_z > 0.0:
                    cost += over_x * over_z + 0.02
            box = _box_at(canvas, x, z, 0.75, 0.12)
            cost += 0.5 * sum(_meet(box, other) for other in written)
            if cost < best[0]:
                best = (cost, (x, z))
    return best[1]


def _spaced(name: str) -> str:
    """`CoffeeTable` as `Coffee table`, `TVStand` as `TV stand`."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[^A-Z]+", name)
    return " ".join([words[0], *(word.lower() for word in words[1:])]) if words else name
