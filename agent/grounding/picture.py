"""The picture of a grounded goal: the things that it is about, outlined and named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from agent.grounding.result import Chosen
from agent.report.picture import font, outline

SIDE = 900  # [px] height of the picture, about
COLOURS = {"object": (255, 214, 10), "receptacle": (64, 200, 255)}


def picture(rgb: NDArray[np.uint8], chosen: Sequence[Chosen]) -> Image.Image:
    """A frame with the chosen things outlined: yellow, and blue what they are to be in or on.

    Args:
        rgb: (H, W, 3) uint8.
        chosen: with masks of the same size.
    """
    scale = max(1, round(SIDE / rgb.shape[0]))
    big = np.repeat(np.repeat(rgb, scale, 0), scale, 1).copy()
    for one in chosen:
        mask = np.repeat(np.repeat(one.mask, scale, 0), scale, 1)
        ring = outline(mask)
        for _ in range(2):
            wide = ring.copy()
            wide[1:] |= ring[:-1]
            wide[:, 1:] |= ring[:, :-1]
            ring = wide
        big[ring] = COLOURS[one.role]
    image = Image.fromarray(big)
    draw = ImageDraw.Draw(image)
    for one in chosen:
        _label(draw, image.size, one)
    return image


def _label(draw: ImageDraw.ImageDraw, size: tuple[int, int], one: Chosen) -> None:
    words = f"{one.name}  {one.confidence:.2f}"
    left, top = one.box[1] * size[0], one.box[0] * size[1]
    x0, y0, x1, y1 = draw.textbbox((0, 0), words, font=font(20))
    width, height = x1 - x0 + 10, y1 - y0 + 10
    x = min(max(left, 0.0), size[0] - width)
    y = top - height if top >= height else one.box[2] * size[1]
    y = min(y, size[1] - height)
    draw.rectangle((x, y, x + width, y + height), fill=(0, 0, 0))
    draw.text((x + 5 - x0, y + 5 - y0), words, font=font(20), fill=COLOURS[one.role])
