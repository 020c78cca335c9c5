"""A client that can say anything: the pipes, without AI2-THOR's own client."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import msgpack

from envs.thor.launch import executable

END = struct.pack("!BI", 255, 0)
ACTION, METADATA, PATCH, RGB = 2, 1, 11, 4
# A floor of four metres, and nothing on it.
EMPTY_HOUSE: dict[str, Any] = {
    "rooms": [
        {
            "id": "room|0",
            "roomType": "LivingRoom",
            "floorPolygon": [
                {"x": 0.0, "y": 0.0, "z": 0.0},
                {"x": 0.0, "y": 0.0, "z": 4.0},
                {"x": 4.0, "y": 0.0, "z": 4.0},
                {"x": 4.0, "y": 0.0, "z": 0.0},
            ],
        }
    ],
    "metadata": {"agent": {"position": {"x": 2.0, "z": 2.0}, "horizon": 0.0}},
}


def action(**request: object) -> bytes:
    return field(ACTION, json.dumps(request).encode()) + END


def field(kind: int, body: bytes) -> bytes:
    return struct.pack("!BI", kind, len(body)) + body


class RawClient:
    """Launches the stand-in as AI2-THOR's client does, and holds the other ends of its pipes."""

    def __init__(self, width: int = 32, height: int = 32) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.server, self.client = self.folder / "server.pipe", self.folder / "client.pipe"
        os.mkfifo(self.server)
        os.mkfifo(self.client)
        environment = {
            **os.environ,
            "AI2THOR_SERVER_TYPE": "FIFO",
            "AI2THOR_FIFO_SERVER_PIPE_PATH": str(self.server),
            "AI2THOR_FIFO_CLIENT_PIPE_PATH": str(self.client),
            "AI2THOR_CLIENT_TOKEN": "token",
        }
        words = f"-screen-fullscreen 0 -screen-quality 7 -screen-width {width}".split()
        self.process = subprocess.Popen(
            [executable(), *words, "-screen-height", str(height)],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        self._reader = os.open(self.server, os.O_RDONLY | os.O_NONBLOCK)
        self._writer = -1
        self.first = self.receive(60.0)

    def send(self, data: bytes) -> None:
        if self._writer < 0:
            self._writer = os.open(self.client, os.O_WRONLY)
        while data:
            data = data[os.write(self._writer, data) :]

    def ask(self, **request: object) -> tuple[int, dict[str, Any], dict[int, list[bytes]]]:
        self.send(action(**request))
        return self.receive()

    def receive(self, timeout: float = 20.0) -> tuple[int, dict[str, Any], dict[int, list[bytes]]]:
        """One message: how its metadata came (METADATA or PATCH), the metadata, the images."""
        deadline = time.monotonic() + timeout
        metadata: dict[str, Any] = {}
        came, images = 0, {}
        while True:
            kind, length = struct.unpack("!BI", self._read(5, deadline))
            if kind == 255:
                return came, metadata, images
            body = self._read(length, deadline)
            if kind in (METADATA, PATCH):
                came, metadata = kind, msgpack.loads(body, strict_map_key=False)
            else:
                images.setdefault(kind, []).append(body)

    def _read(self, size: int, deadline: float) -> bytes:
        data = b""
        while len(data) < size:
            left = deadline - time.monotonic()
            if left < 0:
                raise TimeoutError
            if select.select([self._reader], [], [], left)[0]:
                part = os.read(self._reader, size - len(data))
                if not part and self.process.poll() is not None:
                    raise EOFError(self.process.returncode)
                if not part:
                    time.sleep(0.01)
                data += part
        return data

    def close(self) -> None:
        """Lets go of the pipes."""
        for pipe in (self._reader, self._writer):
            if pipe >= 0:
                os.close(pipe)
        self._reader = self._writer = -1

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
