"""AI2-THOR without Unity: `controller(scene=…)` is the real client, over the embedded simulator."""

from __future__ import annotations

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    if name == "controller":  # a module that can be called; costly, so only when it is asked for
        return importlib.import_module("envs.thor.controller")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
