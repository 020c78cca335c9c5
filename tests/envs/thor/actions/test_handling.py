"""Every action is well declared, documented, and answers nonsense in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from envs.thor.actions import ACTIONS, Handler, check
from envs.thor.actions.handling import KINDS

PAGE = Path(__file__).parents[4] / "docs" / "actions.md"


def test_the_page_lists_every_action_and_no_other() -> None:
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", PAGE.read_text(encoding="utf-8")))
    assert ACTIONS.keys() <= named, sorted(ACTIONS.keys() - named)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_arguments_are_checked(name: str) -> None:
    handler = ACTIONS[name]
    assert set(handler.needs) <= handler.takes.keys()
    assert set(handler.takes.values()) <= KINDS.keys()
    unknown = check(handler, name, {"action": name, "pace": 1}, ("action",))
    assert unknown.code == "InvalidArgument" and "pace" in unknown.message
    for argument in handler.needs:
        missing = check(handler, name, {"action": name}, ("action",))
        assert missing.code == "MissingArguments" and argument in missing.message
    for argument, kind in handler.takes.items():
        if kind == "anything":
            continue
        fit = {needed: None for needed in handler.needs}
        wrong = check(
            _without_needs(handler), name, {**fit, "action": name, argument: object()}, ("action",)
        )
        assert wrong.code == "InvalidArgument" and argument in wrong.message
        assert wrong.message.startswith(f"action: {name} has an invalid argument: {argument}")


def _without_needs(handler: Handler) -> Handler:
    return Handler(handler.run, handler.takes)
