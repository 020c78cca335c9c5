"""What this machine offers to Hestia: one small check a thing."""

from __future__ import annotations

import ctypes.util
import functools
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from agent.config import LanguageConfig
from agent.workers import MEMORY_PER_WORKER, available_cores

Verdict = Literal["good", "missing", "optional"]
_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for.

    Attributes:
        name: of the thing.
        verdict: there, missing though needed, or missing and not needed.
        found: what is there.
        mend: what to do about what is not; "" where there is nothing to do.
    """

    name: str
    verdict: Verdict
    found: str
    mend: str = ""


def examine(language: LanguageConfig) -> list[Finding]:
    """Look at everything; a check that breaks is a finding, not an error.

    Args:
        language: the endpoint of a language model to look at.
    """
    findings: list[Finding] = []
    checks = {**_CHECKS, "language model endpoint": functools.partial(_endpoint, language)}
    for name, check in checks.items():
        try:
            findings.append(check())
        except (OSError, RuntimeError, ImportError, ValueError) as error:
            findings.append(Finding(name, "missing", f"{type(error).__name__}: {error}"))
    return findings


def _python() -> Finding:
    good = (3, 10) <= sys.version_info < (3, 14)
    found = f"{sys.version.split()[0]} at {sys.executable}"
    return Finding("Python", "good" if good else "missing", found, "" if good else "use 3.10-3.13")


def _cores() -> Finding:
    return Finding("CPU", "good", f"{available_cores()} cores for this process")


def _memory() -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.exists() and (text := limit.read_text().strip()).isdecimal():
        total = min(total, int(text))
    found = f"{total / _GIB:.1f} GiB, enough for {max(1, int(total / MEMORY_PER_WORKER))} workers"
    if total < 2 * MEMORY_PER_WORKER:
        return Finding("memory", "optional", found, "run `hestia eval` with workers=1")
    return Finding("memory", "good", found)


def _simulator() -> Finding:
    import warp as wp

    wp.init()
    devices = ", ".join(device.alias for device in wp.get_devices())
    found = (
        f"Warp {version('warp-lang')} on {devices}; kernels cached in {wp.config.kernel_cache_dir}"
    )
    return Finding("simulator", "good", found)


def _gpu() -> Finding:
    import warp as wp

    wp.init()
    names = [f"{one.alias} {one.name}" for one in wp.get_cuda_devices()]
    if names:
        return Finding("GPU", "good", ", ".join(names))
    mend = "not needed; with an NVIDIA card, install its driver and use device=cuda"
    return Finding("GPU", "optional", "no CUDA device", mend)


def _torch() -> Finding:
    build = version("torch")
    return Finding("torch", "good", f"{build}, {'CPU' if '+cpu' in build else 'CUDA'} build")


def _planner() -> Finding:
    spec = find_spec("up_fast_downward")
    mend = "pip install --force-reinstall up-fast-downward"
    if spec is None or spec.origin is None:
        return Finding("Fast Downward", "missing", "not installed", mend)
    binary = Path(spec.origin).parent / "downward/builds/release/bin/downward"
    if not binary.exists():
        return Finding("Fast Downward", "missing", f"no binary at {binary}", mend)
    answer = subprocess.run(
        [binary, "--help"], capture_output=True, text=True, timeout=20, check=False
    )
    if "Fast Downward" not in answer.stdout + answer.stderr and answer.returncode:
        return Finding("Fast Downward", "missing", f"{binary} exits {answer.returncode}", mend)
    return Finding("Fast Downward", "good", f"up-fast-downward {version('up-fast-downward')}")


def _more_planners() -> Finding:
    packages = ("up-enhsp", "up-tamer", "up-pyperplan", "up-aries", "up-lpg", "up-symk")
    found = [name for name in packages if _version(name)]
    if found:
        return Finding("more planners", "good", ", ".join(found))
    mend = "not needed; pip install up-enhsp, up-tamer, up-pyperplan, up-aries, ..."
    return Finding("more planners", "optional", "none", mend)


def _ray() -> Finding:
    found = f"Ray {version('ray')}"
    shared = os.statvfs("/dev/shm") if os.path.isdir("/dev/shm") else None
    if shared and shared.f_bavail * shared.f_frsize < 128 * 1024**2:
        mend = "give the container more shared memory (docker run --shm-size=1g)"
        return Finding("Ray", "optional", f"{found}; less than 128 MiB in /dev/shm", mend)
    return Finding("Ray", "good", found)


def _unity() -> Finding:
    from envs.thor.unity import builds

    found = builds()
    if found:
        return Finding("AI2-THOR's Unity build", "good", ", ".join(found))
    mend = (
        "not needed: the embedded simulator stands in for it; env=thor downloads it, or takes "
        "thor.executable=PATH"
    )
    return Finding("AI2-THOR's Unity build", "optional", f"client {version('ai2thor')} only", mend)


def _display() -> Finding:
    from envs.thor.unity import display_problem

    problem = display_problem()
    if not problem:
        return Finding("X display", "good", os.environ["DISPLAY"])
    mend = (
        "needed by env=thor with thor.platform=Linux64 alone: start an X server with GLX "
        "(with an NVIDIA card: sudo ai2thor-xorg start) and set DISPLAY"
    )
    return Finding("X display", "optional", problem, mend)


def _vulkan() -> Finding:
    from envs.thor.unity import gpu_mapping_problem, vulkan_problem

    problem, mapping = vulkan_problem(), gpu_mapping_problem()
    if problem:
        mend = (
            "needed by env=thor with thor.platform=CloudRendering alone: install a Vulkan driver "
            "(Debian: apt install libvulkan1)"
        )
        return Finding("Vulkan", "optional", problem, mend)
    if mapping:
        mend = "for env=thor, install vulkan-tools, or unset CUDA_VISIBLE_DEVICES"
        return Finding("Vulkan", "optional", mapping, mend)
    return Finding("Vulkan", "good", "libvulkan, and Unity's GPU can be found")


def _endpoint(language: LanguageConfig) -> Finding:
    from agent.language import openai_config
    from planning.language.openai_provider import endpoint_problem

    name = "language model endpoint"
    if language.provider != "openai":
        return Finding(name, "optional", "not looked at", "language=openai looks at one")
    config = openai_config(language)
    problem = endpoint_problem(config)
    if not problem:
        return Finding(name, "good", f"{config.model} at {urlsplit(config.base_url).hostname}")
    mend = (
        "needed by language=openai alone; language.base_url=http://HOST:PORT/v1 and "
        "language.model=NAME name another one"
    )
    return Finding(name, "optional", problem, mend)


def _peers() -> Finding:
    mujoco = _version("mujoco")
    if not mujoco:
        return Finding("bench peers", "optional", "none", "pip install 'hestia[bench]'")
    if not ctypes.util.find_library("EGL"):
        mend = "install EGL (Debian: apt install libegl1 libgl1-mesa-dri)"
        return Finding("bench peers", "optional", f"MuJoCo {mujoco}, but no EGL to draw with", mend)
    return Finding("bench peers", "good", f"MuJoCo {mujoco} with EGL")


def _version(package: str) -> str:
    """Of an installed package; "" where it is not."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


_CHECKS: dict[str, Callable[[], Finding]] = {
    "Python": _python,
    "CPU": _cores,
    "memory": _memory,
    "simulator": _simulator,
    "GPU": _gpu,
    "torch": _torch,
    "Fast Downward": _planner,
    "more planners": _more_planners,
    "Ray": _ray,
    "AI2-THOR's Unity build": _unity,
    "X display": _display,
    "Vulkan": _vulkan,
    "bench peers": _peers,
}
