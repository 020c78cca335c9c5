"""The real `ai2thor` client without its traps: over the stand-in, or over Unity's own build.

It notices a simulator that dies or hangs, ends it with all that it started, and clears up.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ai2thor.build import ExternalBuild
from ai2thor.controller import Controller
from ai2thor.exceptions import UnityCrashException
from ai2thor.fifo_server import FifoServer
from ai2thor.server import Event

from envs.thor.sources import load_house

_BUILT_IN = ("FloorPlan", "Procedural")  # how names of scenes in a build begin
_GLANCE = 0.2  # [s] between looks at whether the simulator is still there
# Makes a process the first of a group that dies with its parent, and becomes the program.
_GROUP = """
import ctypes, os, signal, sys
os.setsid()
try:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
except (OSError, AttributeError):
    pass
os.execvp(sys.argv[1], sys.argv[1:])
"""


class WatchfulServer(FifoServer):
    """The client's end of the pipes, that waits for nobody who died."""

    def _recv_message(self, timeout: float | None) -> Any:
        if self.server_pipe is None:
            self.server_pipe = self._open(self.timeout if timeout is None else timeout)
        return super()._recv_message(timeout)

    def _open(self, timeout: float | None) -> Any:
        """The pipe to read from, once the simulator has it open for writing."""
        pipe = os.open(self.server_pipe_path, os.O_RDONLY | os.O_NONBLOCK)
        file = os.fdopen(pipe, "rb", buffering=0)
        try:
            self._await(pipe, _deadline(timeout))
        except BaseException:
            file.close()
            raise
        os.set_blocking(pipe, True)
        return file

    def _read_with_timeout(
        self, server_pipe: Any, message_size: int, timeout: float | None
    ) -> bytes:
        pipe, deadline = server_pipe.fileno(), _deadline(timeout)
        message = bytearray(message_size)
        left = memoryview(message)
        while left:
            self._await(pipe, deadline)
            count = os.readv(pipe, [left])
            if not count:
                self._died()
            left = left[count:]
        return bytes(message)

    def stop(self) -> None:
        """Closes the pipes, whatever is left in one that nobody reads any more."""
        for pipe in (self.client_pipe, self.server_pipe):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        super().stop()

    def _await(self, pipe: int, deadline: float) -> None:
        """Waits until there is something to read."""
        while not select.select([pipe], [], [], _GLANCE)[0]:
            if self.unity_proc is not None and self.unity_proc.poll() is not None:
                self._died()
            if time.monotonic() > deadline:
                raise TimeoutError("the simulator did not answer in time")

    def _died(self) -> None:
        code = self.unity_proc.wait(timeout=5) if self.unity_proc is not None else None
        message = f"the simulator ended with {code}; see ~/.ai2thor/log/unity.log"
        if code in (-signal.SIGABRT, -signal.SIGSEGV):
            raise UnityCrashException(message)
        raise ConnectionError(message)


class WatchfulController(Controller):
    """AI2-THOR's Controller over an executable, or over the build that it downloads.

    Args:
        scene: an iTHOR floor plan, a house dictionary, or a scene spec of ours.
        **arguments: of `ai2thor.controller.Controller`.
    """

    def __init__(self, scene: str | Mapping[str, Any] | None = None, **arguments: Any) -> None:
        known = known_to_client(scene)
        self.server = None
        try:
            super().__init__(scene=known, **arguments)
        except BaseException:
            if self.server is not None:
                self.stop()
            raise

    def reset(self, scene: str | Mapping[str, Any] | None = None, **init_params: Any) -> Event:
        """Starts over, in another scene where one is given."""
        return super().reset(known_to_client(scene), **init_params)

    def _build_server(self, host: str, port: int, width: int, height: int) -> None:
        if self.server is None and self.server_class is FifoServer:
            self.server = WatchfulServer(
                width=width,
                height=height,
                timeout=self.server_timeout,
                depth_format=self.depth_format,
                add_depth_noise=self.add_depth_noise,
            )
        super()._build_server(host, port, width, height)

    def unity_command(self, width: int, height: int, headless: bool) -> list[str]:
        """The command line, in a process group of its own that dies with this process."""
        if isinstance(self._build, ExternalBuild):
            self.gpu_device = None  # a Vulkan device is looked for only where Vulkan draws
        command = super().unity_command(width, height, headless)
        return [sys.executable, "-c", _GROUP, *command]

    def stop(self) -> None:
        """Ends the simulator with all that it started, waits, and clears up after it."""
        server = self.server
        if server is None:
            return
        process = server.unity_proc
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        super().stop()
        if process is not None:
            process.wait()
        folder = getattr(server, "tmp_dir", None)
        if folder is not None:
            folder.cleanup()


class StandInController(WatchfulController):
    """AI2-THOR's Controller, started on an executable of ours.

    Args:
        executable: see `envs.thor.launch.executable`.
        scene: an iTHOR floor plan, a house dictionary, or a scene spec of ours.
        **arguments: of `ai2thor.controller.Controller`.
    """

    def __init__(
        self, executable: Path, scene: str | Mapping[str, Any] | None = None, **arguments: Any
    ) -> None:
        # The client hands some display on to what it launches; nothing connects to it.
        arguments.setdefault("x_display", os.environ.get("DISPLAY") or "0")
        super().__init__(scene, local_executable_path=str(executable), **arguments)

    def unity_command(self, width: int, height: int, headless: bool) -> list[str]:
        """The command line, without looking for a Vulkan device for CUDA_VISIBLE_DEVICES.

        The stand-in makes a group of its own and ends when the client does.
        """
        self.gpu_device = None
        return Controller.unity_command(self, width, height, headless)


def known_to_client(scene: str | Mapping[str, Any] | None) -> str | dict[str, Any] | None:
    """A scene as the client takes it: a name of the build, or a house."""
    if scene is None or (isinstance(scene, str) and scene.startswith(_BUILT_IN)):
        return scene
    return load_house(scene) if isinstance(scene, str) else dict(scene)


def _deadline(timeout: float | None) -> float:
    """When a wait is over, on the monotonic clock [s]."""
    return time.monotonic() + (float("inf") if timeout is None else timeout)
