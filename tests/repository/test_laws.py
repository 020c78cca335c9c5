"""The laws that hold for the whole tree: who imports whom, and nothing at import time."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("agent", "perception", "planning", "envs", "configs", "benchmarks")
OWN = frozenset(PACKAGES)
VOCABULARY = ("envs.interface", "envs.ontology")
STANDARD = frozenset(sys.stdlib_module_names)


def _modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """Full names of everything that a module imports anywhere in it."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def _importers(target: str) -> set[str]:
    """Modules of ours that import `target` or something in it."""
    return {
        _name(path)
        for package in PACKAGES
        for path in _modules(package)
        if any(_within(name, target) for name in _imports(path))
    }


@pytest.mark.parametrize("name", ["interface", "ontology"])
def test_the_vocabulary_imports_the_standard_library_and_numpy(name: str) -> None:
    for target in _imports(ROOT / "envs" / f"{name}.py"):
        assert target.partition(".")[0] in STANDARD | {"numpy"} or _within(target, "envs.ontology")


@pytest.mark.parametrize("package", ["perception", "planning"])
def test_perception_and_planning_import_the_vocabulary_and_never_each_other(package: str) -> None:
    for path in _modules(package):
        for target in _imports(path):
            if target.partition(".")[0] in OWN - {package}:
                assert any(_within(target, name) for name in VOCABULARY), f"{path}: {target}"


def test_environments_do_not_know_who_acts_in_them() -> None:
    for package in ("agent", "perception", "planning", "benchmarks", "configs"):
        assert not {name for name in _importers(package) if _within(name, "envs")}


@pytest.mark.parametrize(
    ("target", "home"),
    [
        ("ai2thor", "envs.thor"),
        ("unified_planning", "planning"),
        ("ray", "agent"),
        ("openai", "planning.language"),
        ("httpx2", "planning.language"),
        ("transformers", ("planning.language", "perception.hub")),
        ("llguidance", "planning.language"),
    ],
)
def test_each_engine_has_its_home(target: str, home: str | tuple[str, ...]) -> None:
    """Benchmarks may set an engine itself beside ours, as a peer."""
    homes = (home,) if isinstance(home, str) else home
    strangers = {
        name for name in _importers(target) if not any(_within(name, one) for one in homes)
    }
    assert not {name for name in strangers if not _within(name, "benchmarks")}


def test_importing_everything_starts_nothing() -> None:
    names = [_name(path) for package in PACKAGES for path in _modules(package)]
    script = f"""
import builtins, importlib, sys, warnings
warnings.simplefilter("ignore")
import gymnasium, jinja2, numpy, pyarrow.parquet, scipy.optimize, scipy.ndimage  # noqa
import numpy.random, PIL.Image, pydantic, ray, rich.console, unified_planning.shortcuts  # noqa
import warp as wp
state = numpy.random.get_state()[1].tolist()
opened = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and not arguments[0].endswith(
        (".py", ".pyc", ".so", "METADATA")) and "site-packages" not in arguments[0]:
        if arguments[0].startswith({str(ROOT)!r}):
            opened.append(arguments[0])
sys.addaudithook(hook)
for name in {names!r}:
    if not name.endswith("__main__"):
        importlib.import_module(name)
assert not opened, opened
assert not ray.is_initialized()
assert wp._src.context.runtime is None, "Warp was started"
assert numpy.random.get_state()[1].tolist() == state
"""
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr[-2000:]


def test_modules_stay_readable() -> None:
    for package in PACKAGES:
        for path in _modules(package):
            assert path.stem not in {"utils", "helpers", "managers", "misc"}, path
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, path


def test_no_module_level_randomness_or_swallowed_errors() -> None:
    for package in PACKAGES:
        for path in _modules(package):
            for node in ast.walk(_tree(path)):
                if isinstance(node, ast.ExceptHandler):
                    assert node.type is not None, f"{path}:{node.lineno} is a bare except"
            assert not any(_within(name, "pickle") for name in _imports(path)), path
