"""AI2-THOR's own Unity build: how it is started, and what a machine needs for it."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai2thor.fifo_server import FifoServer
from ai2thor.platform import Linux64

from envs.interface import InvalidInputError
from envs.thor.client import WatchfulController

PLATFORMS = ("auto", "Linux64", "CloudRendering", "OSXIntel64")
_PATIENCE = 20.0  # [s] for a program that is asked about this machine


@dataclass(frozen=True, slots=True)
class UnityBuild:
    """Which build is driven, and how long it may take.

    Attributes:
        executable: its path; "" for the client's own download.
        platform: `Linux64` needs an X display, `CloudRendering` Vulkan; `auto` takes what is there.
        x_display: such as `:0`; "" for the environment's DISPLAY.
        step_timeout, start_timeout: [s] after which a simulator is given up.
    """

    executable: str = ""
    platform: str = "auto"
    x_display: str = ""
    step_timeout: float = 100.0
    start_timeout: float = 300.0


def open_controller(
    build: UnityBuild, scene: str | Mapping[str, Any] | None, **arguments: Any
) -> WatchfulController:
    """Starts a build, and the client that drives it.

    Args:
        build: which, and how.
        scene: an iTHOR floor plan, a house dictionary, or a scene spec of ours.
        **arguments: AI2-THOR's initialization parameters, `width` and `height`.

    Raises:
        InvalidInputError: there is no such build, or this machine cannot run it.
    """
    patience = {
        "server_class": FifoServer,
        "server_timeout": build.step_timeout,
        "server_start_timeout": build.start_timeout,
    }
    display = build.x_display or os.environ.get("DISPLAY") or None
    if build.executable:
        path = _executable(build.executable)
        return WatchfulController(
            scene,
            local_executable_path=path,
            x_display=display or "0",
            **patience,
            **arguments,
        )
    platform = _platform(build.platform, display)
    try:
        return WatchfulController(
            scene, platform=platform, x_display=display, **patience, **arguments
        )
    except (OSError, ValueError) as error:
        raise InvalidInputError(
            "thor.executable",
            f"the client's own build did not start ({error}); give the path of a build, or run "
            "`hestia doctor`",
        ) from error


def _executable(name: str) -> str:
    path = Path(name).expanduser().absolute()
    if not path.is_file() or not os.access(path, os.X_OK):
        raise InvalidInputError("thor.executable", f"{name!r} is no executable file")
    if any(letter.isspace() for letter in str(path)):
        raise InvalidInputError(
            "thor.executable", f"{str(path)!r}: the client cannot start a path with spaces"
        )
    return str(path)


def _platform(wanted: str, display: str | None) -> str | None:
    if wanted != "auto":
        return wanted
    if display is None and not vulkan_problem():
        return "CloudRendering"
    return None


def builds() -> list[str]:
    """Names of the builds that the client has downloaded."""
    return sorted(one.name for one in (Path.home() / ".ai2thor" / "releases").glob("*/"))


def display_problem(width: int = 300, height: int = 300) -> str:
    """What is wrong with the X display for `Linux64`; "" where nothing is."""
    display = os.environ.get("DISPLAY")
    if not display:
        return "DISPLAY is not set"
    errors = Linux64._validate_screen(display, width, height)
    return "; ".join(error.strip() for error in errors)


def vulkan_problem() -> str:
    """What is wrong with Vulkan for `CloudRendering`; "" where nothing is."""
    return "" if ctypes.util.find_library("vulkan") else "there is no libvulkan"


def gpu_mapping_problem() -> str:
    """Why the client could not find Unity's GPU for CUDA_VISIBLE_DEVICES; "" where it can."""
    wanted = os.environ.get("CUDA_VISIBLE_DEVICES", "")
    if not any(part.strip().isdigit() for part in wanted.split(",")):
        return ""
    if (Path.home() / ".ai2thor" / "cuda-vulkan-mapping.json").exists():
        return ""
    for program, question in (("vulkaninfo", "--summary"), ("nvidia-smi", "-L")):
        if shutil.which(program) is None:
            return f"CUDA_VISIBLE_DEVICES is {wanted}, and there is no {program}"
        answer = subprocess.run(
            [program, question], capture_output=True, timeout=_PATIENCE, check=False
        )
        if answer.returncode:
            return f"CUDA_VISIBLE_DEVICES is {wanted}, and {program} fails"
    return ""
