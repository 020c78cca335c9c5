"""Writes pictures to an MP4 file that every browser plays."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def write_video(
    path: Path, pictures: Iterable[NDArray[np.uint8]], frames_per_second: int = 8
) -> int:
    """Encodes (H, W, 3) uint8 pictures, even in height and width, as H.264.

    Returns:
        The number of pictures written; a file with none is not made.
    """
    count = 0
    container = None
    stream = None
    try:
        for picture in pictures:
            if container is None:
                container = av.open(str(path), "w", options={"movflags": "faststart"})
                stream = container.add_stream("libx264", rate=Fraction(frames_per_second))
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.options = {"crf": "21", "preset": "veryfast", "threads": "1"}
            assert stream is not None
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
            count += 1
        if container is not None and stream is not None:
            for packet in stream.encode():
                container.mux(packet)
    finally:
        if container is not None:
            container.close()
    return count
