"""Pictures of what was seen beside what is true, in rows, for people to look at."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from envs.interface import InstanceLabel
from envs.ontology import BY_NAME
from perception.segmentation import Detection, Segmentation

SIDE = 240  # [pixels] height of a picture in the sheet
MARGIN = 4
HEADING = 18
FARTHEST = 8.0  # [m] that is shown as such
NAMED = 0.01  # share of the picture that a mask needs for its name to be written on it

_DARK = (24, 24, 28)


class Sheet:
    """Rows of pictures under headings.

    Args:
        headings: of the columns.
    """

    def __init__(self, headings: Sequence[str]) -> None:
        self._headings = tuple(headings)
        self._rows: list[list[Image.Image]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, pictures: Sequence[Image.Image]) -> None:
        """Adds a row, a picture for each heading."""
        self._rows.append(
            [one.resize((round(one.width * SIDE / one.height), SIDE)) for one in pictures]
        )

    def save(self, path: Path) -> None:
        """Writes a PNG file; nothing where there are no rows."""
        if not self._rows:
            return
        wide = max(one.width for row in self._rows for one in row) + MARGIN
        size = (wide * len(self._headings), HEADING + (SIDE + MARGIN) * len(self._rows))
        sheet = Image.new("RGB", size, _DARK)
        draw = ImageDraw.Draw(sheet)
        for column, heading in enumerate(self._headings):
            draw.text((column * wide + MARGIN, 3), heading, fill="white")
        for number, row in enumerate(self._rows):
            for column, picture in enumerate(row):
                sheet.paste(picture, (column * wide, HEADING + number * (SIDE + MARGIN)))
        path.parent.mkdir(parents=True, exist_ok=True)
        sheet.save(path)

    @staticmethod
    def photograph(rgb: NDArray[np.uint8]) -> Image.Image:
        """(H, W, 3) uint8 as it is."""
        return Image.fromarray(rgb)

    @staticmethod
    def labelled(instances: NDArray[np.integer], labels: Sequence[InstanceLabel]) -> Image.Image:
        """True masks (H, W), named."""
        ones = tuple(Detection(label.instance, label.object_class) for label in labels)
        return _masks(instances, ones)

    @staticmethod
    def segmented(found: Segmentation) -> Image.Image:
        """Predicted masks, named."""
        return _masks(found.instances, found.detections)

    @staticmethod
    def distances(metres: NDArray[np.floating]) -> Image.Image:
        """Depth (H, W) in metres, bright for near, black for unknown."""
        near = np.where(np.isfinite(metres), 1.0 - np.clip(metres / FARTHEST, 0.0, 1.0), np.nan)
        ramp = np.stack([near, near**2, 0.25 + 0.75 * (1.0 - near)], axis=-1)
        return Image.fromarray(np.rint(255 * np.nan_to_num(ramp)).astype(np.uint8))

    @staticmethod
    def errors(true: NDArray[np.floating], guess: NDArray[np.floating]) -> Image.Image:
        """Relative error of depth (H, W) from none, black, to 50 %, white; green for unknown."""
        known = np.isfinite(true) & np.isfinite(guess) & (true > 0)
        apart = np.zeros(true.shape)
        apart[known] = np.clip(np.abs(guess[known] / true[known] - 1.0) * 2.0, 0.0, 1.0)
        image = np.repeat(np.rint(255 * apart).astype(np.uint8)[..., None], 3, axis=2)
        image[~known] = (0, 90, 0)
        return Image.fromarray(image)

    @staticmethod
    def crop(rgb: NDArray[np.uint8], mask: NDArray[np.bool_], around: float = 0.3) -> Image.Image:
        """What is around a mask (H, W)."""
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        half = (0.5 + around) * max(rows[-1] - rows[0], columns[-1] - columns[0]) + 2
        y, x = (rows[0] + rows[-1]) / 2, (columns[0] + columns[-1]) / 2
        box = (round(x - half), round(y - half), round(x + half), round(y + half))
        return Image.fromarray(rgb).crop(box)

    @staticmethod
    def text(words: str) -> Image.Image:
        """Words on a picture of their own."""
        page = Image.new("RGB", (SIDE, SIDE), _DARK)
        ImageDraw.Draw(page).multiline_text((12, 12), words, fill="white", font_size=20)
        return page


def _masks(instances: NDArray[np.integer], detections: Sequence[Detection]) -> Image.Image:
    """Masks in the colour of their class, lighter and darker, the large ones named."""
    image = np.zeros((*instances.shape, 3), np.uint8)
    names: list[tuple[float, float, str]] = []
    for one in detections:
        mask = instances == one.instance
        if not mask.any():
            continue
        image[mask] = _colour(one)
        if mask.mean() >= NAMED:
            rows, columns = np.nonzero(mask)
            names.append((float(np.median(columns)), float(np.median(rows)), one.object_class))
    edge = np.zeros(instances.shape, bool)
    edge[1:] |= instances[1:] != instances[:-1]
    edge[:, 1:] |= instances[:, 1:] != instances[:, :-1]
    image[edge] = 0
    picture = Image.fromarray(image)
    draw = ImageDraw.Draw(picture)
    for x, y, name in names:
        draw.text((x, y), name, fill="white", anchor="mm", stroke_width=1, stroke_fill="black")
    return picture


def _colour(one: Detection) -> tuple[int, int, int]:
    """Of a mask: hue by class, brightness by instance."""
    kind = BY_NAME[one.object_class]
    hue = (kind.index * 0.618034) % 1.0
    red, green, blue = colorsys.hsv_to_rgb(hue, 0.65, 0.6 + 0.35 * ((one.instance * 0.37) % 1.0))
    return round(255 * red), round(255 * green), round(255 * blue)
