"""Versions of what a result depends on."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    "hestia",
    "ai2thor",
    "numpy",
    "ray",
    "unified-planning",
    "up-fast-downward",
    "warp-lang",
)


def versions() -> dict[str, str]:
    """By package name; "not installed" where it is not."""
    found: dict[str, str] = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
