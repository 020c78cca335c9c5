"""Markers and options shared by every test."""

from __future__ import annotations

import importlib.util
import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--slow`."""
    parser.addoption("--slow", action="store_true", help="run the tests marked slow as well")


def _has_cuda() -> bool:
    import warp as wp

    wp.config.log_level = wp.LOG_ERROR
    wp.init()
    return wp.is_cuda_available()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, with its reason, what this machine or this run cannot do."""
    if not config.getoption("--slow"):
        _skip(items, "slow", "slow; run with --slow")
    if any("gpu" in item.keywords for item in items) and not _has_cuda():
        _skip(items, "gpu", "no CUDA device")
    if not os.environ.get("HESTIA_THOR"):
        _skip(items, "thor", "needs AI2-THOR's Unity build; set HESTIA_THOR=1")
    if importlib.util.find_spec("playwright") is None:
        _skip(items, "browser", "Playwright is not installed")


def _skip(items: list[pytest.Item], marker: str, reason: str) -> None:
    for item in items:
        if item.get_closest_marker(marker):
            item.add_marker(pytest.mark.skip(reason=reason))
