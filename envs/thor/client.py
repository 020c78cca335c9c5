"""The real `ai2thor` client, over the stand-in, without its traps."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ai2thor.controller import Controller
from ai2thor.server import Event

from envs.thor.sources import load_house

_BUILT_IN = ("FloorPlan", "Procedural")  # how names of scenes in a build begin


class StandInController(Controller):
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
        super().__init__(
            local_executable_path=str(executable), scene=_known_to_client(scene), **arguments
        )

    def reset(self, scene: str | Mapping[str, Any] | None = None, **init_params: Any) -> Event:
        """Starts over, in another scene where one is given."""
        return super().reset(_known_to_client(scene), **init_params)

    def unity_command(self, width: int, height: int, headless: bool) -> list[str]:
        """The command line, without looking for a Vulkan device for CUDA_VISIBLE_DEVICES."""
        self.gpu_device = None
        return super().unity_command(width, height, headless)

    def stop(self) -> None:
        """Ends the simulator, waits until it is gone, and clears up after it."""
        server = self.server
        if server is None:
            return
        super().stop()
        if server.unity_proc is not None:
            server.unity_proc.wait()
        folder = getattr(server, "tmp_dir", None)
        if folder is not None:
            folder.cleanup()


def _known_to_client(scene: str | Mapping[str, Any] | None) -> str | dict[str, Any] | None:
    """A scene as the client takes it: a name of the build, or a house."""
    if scene is None or (isinstance(scene, str) and scene.startswith(_BUILT_IN)):
        return scene
    return load_house(scene) if isinstance(scene, str) else dict(scene)
