"""What the documents say can be done: commands parse, links lead somewhere, examples run."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shlex
from pathlib import Path

import pytest

from agent.cli import COMMANDS, with_names
from agent.overrides import load_config
from envs.teach.definitions import parse_definition

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def _command_lines(page: Path) -> list[list[str]]:
    """The words of every `hestia …` line in a page's code blocks."""
    blocks = re.findall(r"^```(?:bash|sh|console)?\n(.*?)^```", page.read_text(), re.M | re.S)
    lines = [
        line.strip().removeprefix("$ ")
        for block in blocks
        for line in block.replace("\\\n", " ").splitlines()
    ]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("hestia ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist_and_their_keys_are_known(page: Path) -> None:
    for words in _command_lines(page):
        if words[1].startswith("--"):
            continue
        name, *rest = words[1:]
        assert name in COMMANDS, words
        if "--help" not in rest:
            load_config(name, with_names(name, rest))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_code_in_documents_is_code_of_this_project(page: Path) -> None:
    """Python blocks compile, and import names that exist; tasks are tasks."""
    blocks = re.findall(r"^```(python|json)\n(.*?)^```", page.read_text(), re.M | re.S)
    for language, block in blocks:
        if language == "json":
            parse_definition(json.loads(block), str(page))
            continue
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = importlib.import_module(node.module)
                assert all(hasattr(module, alias.name) for alias in node.names), node.module


def test_make_targets_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        for target in re.findall(r"`make ([a-z-]+)", page.read_text()):
            assert target in targets, f"{page}: make {target}"
