"""Writes pictures to an MP4 file that every browser plays."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

_ENCODER = {"crf": "21", "preset": "veryfast", "threads": "1"}


class VideoWriter:
    """An H.264 video that grows picture by picture.

    Args:
        path: the file; written with the first picture.
        frames_per_second: of the video.
    """

    def __init__(self, path: Path, frames_per_second: int = 8) -> None:
        self.path = path
        self._rate = Fraction(frames_per_second)
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None

    def add(self, picture: NDArray[np.uint8]) -> None:
        """Adds a (H, W, 3) uint8 picture, even in height and width."""
        if self._container is None or self._stream is None:
            self._container = av.open(str(self.path), "w", options={"movflags": "faststart"})
            self._stream = self._container.add_stream("libx264", rate=self._rate, options=_ENCODER)
            self._stream.height, self._stream.width = picture.shape[:2]
            self._stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        for packet in self._stream.encode(frame):
            self._container.mux(packet)

    def close(self) -> None:
        """Finishes the file; does nothing where no picture was added."""
        if self._container is None or self._stream is None:
            return
        for packet in self._stream.encode():
            self._container.mux(packet)
        self._container.close()
        self._container = self._stream = None
