"""Pictures of what the agent sees and believes, for the video and the report."""

from __future__ import annotations

import colorsys
import math
import textwrap
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from envs.interface import Pose

Place = Callable[[float, float], tuple[float, float]]  # (x, z) in metres to pixels

UNKNOWN = (228, 231, 237)
FLOOR = (255, 255, 255)
OBSTACLE = (118, 128, 146)
FRONTIER = (110, 160, 255)
PATH = (45, 108, 223)
INK = (29, 36, 48)
SOFT = (93, 103, 120)
MARGIN = 0.6  # [m] of unknown drawn around what is known
NAMED = 0.002  # share of the picture that a thing fills for its name to be written on it
SMALLEST_VIEW = 5.0  # [m] side of the map when little is known yet


@dataclass(frozen=True, slots=True)
class Marker:
    """A thing on the map: its class, where it is [m] and how big its footprint is [m]."""

    name: str
    object_class: str
    x: float
    z: float
    width: float
    depth: float
    target: bool = False


@dataclass(frozen=True, slots=True)
class MapView:
    """The belief seen from above.

    Attributes:
        explored, obstacle, frontier: (R, C) bool; rows go along +z, columns along +x.
        origin: [m] (x, z) of the low corner of cell (0, 0), world frame.
        cell: [m] side of a cell.
        markers: things to draw.
        path: [m] (x, z) of every pose so far.
        pose: of the agent now.
    """

    explored: NDArray[np.bool_]
    obstacle: NDArray[np.bool_]
    frontier: NDArray[np.bool_]
    origin: tuple[float, float]
    cell: float
    markers: Sequence[Marker]
    path: Sequence[tuple[float, float]]
    pose: Pose


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that comes with Pillow."""
    return ImageFont.load_default(size)


@cache
def colour_of(text: str) -> tuple[int, int, int]:
    """A colour for a name, the same in every picture and every process."""
    seed = zlib.crc32(text.encode())
    red, green, blue = colorsys.hls_to_rgb((seed % 360) / 360, 0.45 + (seed >> 9) % 20 / 100, 0.6)
    return round(255 * red), round(255 * green), round(255 * blue)


def outline(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of a mask (H, W) that touch a pixel outside it."""
    inside = mask.copy()
    inside[1:] &= mask[:-1]
    inside[:-1] &= mask[1:]
    inside[:, 1:] &= mask[:, :-1]
    inside[:, :-1] &= mask[:, 1:]
    return mask & ~inside


def ego_picture(
    rgb: NDArray[np.uint8],
    instances: NDArray[np.int32] | None,
    colours: dict[int, tuple[int, int, int]],
    target: NDArray[np.bool_] | None,
    point: tuple[float, float] | None,
    side: int,
    names: Mapping[int, str] | None = None,
) -> Image.Image:
    """What the agent sees, with the edges of the instances that it tells apart.

    Args:
        rgb: (H, W, 3) uint8.
        instances: (H, W) int32 ids, or None.
        colours: of the ids to mark.
        target: (H, W) mask to outline in white.
        point: (y, x) in [0, 1] where the agent is about to act.
        side: [px] of the picture.
        names: to write on instances, by id; where they are guesses, not the simulator's.
    """
    scale = max(1, round(side / rgb.shape[0]))
    big = np.repeat(np.repeat(rgb, scale, 0), scale, 1).copy()
    if instances is not None:
        ids = np.repeat(np.repeat(instances, scale, 0), scale, 1)
        edge = np.zeros(ids.shape, bool)
        edge[1:] |= ids[1:] != ids[:-1]
        edge[:, 1:] |= ids[:, 1:] != ids[:, :-1]
        for identity, colour in colours.items():
            mask = ids == identity
            if mask.any():
                big[mask] = (0.72 * big[mask] + 0.28 * np.array(colour)).astype(np.uint8)
                big[mask & edge] = colour
    if target is not None and target.any():
        mask = np.repeat(np.repeat(target, scale, 0), scale, 1)
        ring = outline(mask)
        ring[1:] |= ring[:-1]
        ring[:, 1:] |= ring[:, :-1]
        big[ring] = 255
    image = Image.fromarray(big).resize((side, side), Image.Resampling.LANCZOS)
    if instances is not None and names:
        _draw_names(ImageDraw.Draw(image), instances, names, colours, side)
    if point is not None:
        y, x = point[0] * side, point[1] * side
        draw = ImageDraw.Draw(image)
        for radius, colour in ((11, (0, 0, 0)), (9, (255, 220, 60))):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=colour, width=2)
    return image


def _draw_names(
    draw: ImageDraw.ImageDraw,
    instances: NDArray[np.int32],
    names: Mapping[int, str],
    colours: Mapping[int, tuple[int, int, int]],
    side: int,
) -> None:
    """Writes names in the middle of their masks, the largest first, none over another."""
    height, width = instances.shape
    flat = instances.reshape(-1)
    areas = np.bincount(flat.clip(0), minlength=max(names) + 1)
    taken: list[tuple[float, float, float, float]] = []
    for identity in sorted(names, key=lambda one: -areas[one]):
        if areas[identity] < NAMED * flat.size:
            break
        rows, columns = np.divmod(np.flatnonzero(flat == identity), width)
        y, x = float(np.median(rows)) * side / height, float(np.median(columns)) * side / width
        box = draw.textbbox((x, y), names[identity], font=font(12), anchor="mm")
        box = box[0] - 3, box[1] - 2, box[2] + 3, box[3] + 2
        if any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in taken
        ):
            continue
        taken.append(box)
        draw.rectangle(box, fill=(255, 255, 255), outline=colours.get(identity, INK))
        draw.text((x, y), names[identity], fill=INK, font=font(12), anchor="mm")


def _window(view: MapView) -> tuple[float, float, float]:
    """Centre (x, z) and side [m] of the square that holds everything known."""
    known = np.argwhere(view.explored | view.obstacle)
    low = np.array([view.pose.z, view.pose.x])
    high = low.copy()
    if len(known):
        corner = np.array([view.origin[1], view.origin[0]])
        low = np.minimum(low, corner + known.min(0) * view.cell)
        high = np.maximum(high, corner + (known.max(0) + 1) * view.cell)
    centre = (low + high) / 2
    side = max(SMALLEST_VIEW, float((high - low).max()) + 2 * MARGIN)
    return float(centre[1]), float(centre[0]), side


def map_picture(view: MapView, side: int) -> Image.Image:
    """The belief from above: north (+z) is up."""
    centre_x, centre_z, window = _window(view)
    scale = side / window
    left, top = centre_x - window / 2, centre_z + window / 2
    columns = np.floor((left + (np.arange(side) + 0.5) / scale - view.origin[0]) / view.cell)
    rows = np.floor((top - (np.arange(side) + 0.5) / scale - view.origin[1]) / view.cell)
    height, width = view.explored.shape
    inside = ((rows >= 0) & (rows < height))[:, None] & ((columns >= 0) & (columns < width))
    row = np.clip(rows, 0, height - 1).astype(int)[:, None]
    column = np.clip(columns, 0, width - 1).astype(int)[None]
    picture = np.full((side, side, 3), UNKNOWN, np.uint8)
    for layer, colour in (
        (view.explored, FLOOR),
        (view.frontier, FRONTIER),
        (view.obstacle, OBSTACLE),
    ):
        picture[inside & layer[row, column]] = colour
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image, "RGBA")

    def place(x: float, z: float) -> tuple[float, float]:
        return (x - left) * scale, (top - z) * scale

    _draw_markers(draw, view.markers, place, scale)
    if len(view.path) > 1:
        draw.line([place(x, z) for x, z in view.path], fill=(*PATH, 170), width=3, joint="curve")
    _draw_agent(draw, view.pose, place, scale)
    return image


def _draw_markers(
    draw: ImageDraw.ImageDraw, markers: Sequence[Marker], place: Place, scale: float
) -> None:
    for marker in sorted(markers, key=lambda item: -item.width * item.depth):
        x, y = place(marker.x, marker.z)
        half_x, half_y = max(3.0, marker.width * scale / 2), max(3.0, marker.depth * scale / 2)
        colour = colour_of(marker.object_class)
        big = marker.width * marker.depth > 0.12
        box = (x - half_x, y - half_y, x + half_x, y + half_y)
        draw.rectangle(box, fill=(*colour, 70 if big else 200), outline=(*colour, 255))
        if marker.target:
            draw.rectangle(
                (box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4), outline=(220, 40, 40), width=3
            )
        if big and half_x > 14:
            draw.text((x, y), marker.object_class, fill=(*INK, 220), font=font(10), anchor="mm")
    for marker in markers:
        if marker.target:
            x, y = place(marker.x, marker.z)
            draw.text((x, y - 14), marker.name, fill=(190, 20, 20), font=font(14), anchor="mb")


def _draw_agent(draw: ImageDraw.ImageDraw, pose: Pose, place: Place, scale: float) -> None:
    x, y = place(pose.x, pose.z)
    radius = max(7.0, 0.2 * scale)
    heading = math.radians(pose.yaw)
    view = 3.2 * radius
    corners = [(x, y)]
    for turn in (-0.6, 0.6):
        corners.append((x + view * math.sin(heading + turn), y - view * math.cos(heading + turn)))
    draw.polygon(corners, fill=(255, 190, 40, 110))
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(235, 120, 20), outline=INK)


def panel(
    ego: Image.Image, chart: Image.Image, title: str, lines: Sequence[tuple[str, str]], done: float
) -> NDArray[np.uint8]:
    """One frame of the video: both views side by side over what is being done and why.

    Args:
        ego, chart: square pictures of the same side.
        title: the instruction.
        lines: (heading, text) to print below.
        done: share of the episode that has passed, for the progress bar.
    """
    side = ego.height
    width, header, footer = 2 * side + 36, 44, 132
    height = side + header + footer
    image = Image.new("RGB", (width + width % 2, height + height % 2), (246, 247, 249))
    draw = ImageDraw.Draw(image)
    draw.text((14, header / 2), title[:110], fill=INK, font=font(20), anchor="lm")
    image.paste(ego, (12, header))
    image.paste(chart, (24 + side, header))
    top = side + header + 12
    for heading, text in lines:
        draw.text((14, top), heading, fill=SOFT, font=font(15))
        for line in textwrap.wrap(text, 118)[:2] or [""]:
            draw.text((110, top), line, fill=INK, font=font(15))
            top += 21
        top += 3
    draw.rectangle((0, height - 5, width * min(1.0, done), height), fill=PATH)
    return np.asarray(image)
