"""What runs where AI2-THOR's Unity executable would: `hestia-thor`.

The client starts it with Unity's arguments and `AI2THOR_*` in the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from envs.interface import InvalidInputError
from envs.thor.wire.lifecycle import Parent, leave_group

if TYPE_CHECKING:
    from envs.thor.controller import EmbeddedController

DONE, BAD_INPUT = 0, 2
LARGEST_SIDE = 4096  # [px]


def is_launched(environment: Mapping[str, str]) -> bool:
    """Whether an AI2-THOR client started this process."""
    return "AI2THOR_SERVER_TYPE" in environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Stands in for Unity until the client is gone.

    Args:
        arguments: Unity's, such as `-screen-width 300`; those of this process if None. Our own
            `--device cuda` before them says where the simulator runs; others are ignored, as
            Unity ignores them.

    Returns:
        the exit code: 0, or 2 where the environment is not a client's.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return serve(words, os.environ)
    except InvalidInputError as error:
        print(f"hestia-thor: {error}", file=sys.stderr)
        return BAD_INPUT


def serve(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Stands in for Unity, told by its arguments and a client's environment.

    Raises:
        InvalidInputError: the environment is not a client's.
    """
    parent = Parent()
    if not is_launched(environment):
        from envs.thor.launch import how_to_use

        raise InvalidInputError("AI2THOR_SERVER_TYPE", f"not in the environment. {how_to_use()}")
    leave_group()
    from envs.thor.wire import encoding, fifo, wsgi
    from envs.thor.wire.session import Session

    controller = _controller(words)
    kind = environment["AI2THOR_SERVER_TYPE"]
    if kind == "FIFO":
        server, client = (
            Path(_needed(environment, f"AI2THOR_FIFO_{side}_PIPE_PATH"))
            for side in ("SERVER", "CLIENT")
        )
        fifo.serve(server, client, Session(controller, encoding.pack, patches=True), parent)
    elif kind == "WSGI":
        port = _needed(environment, "AI2THOR_PORT")
        if not port.isdecimal():
            raise InvalidInputError("AI2THOR_PORT", f"expected a number, got {port!r}")
        address = (environment.get("AI2THOR_HOST", "127.0.0.1"), int(port))
        token = environment.get("AI2THOR_CLIENT_TOKEN", "")
        wsgi.serve(address, token, Session(controller, encoding.text, patches=False), parent)
    else:
        raise InvalidInputError("AI2THOR_SERVER_TYPE", f"expected FIFO or WSGI, got {kind!r}")
    return DONE


def _controller(words: Sequence[str]) -> EmbeddedController:
    """The world that the arguments ask for, before the client says more."""
    import warp as wp

    wp.config.log_level = wp.LOG_ERROR
    from envs.thor.controller import EmbeddedController
    from envs.thor.wire.session import EMPTY_HOUSE

    device = _value(words, "--device") or "cpu"
    if device != "cpu" and not wp.is_cuda_available():
        # Whoever waits for the other end of the pipe could not be told otherwise.
        print(f"hestia-thor: there is no device {device!r}; using the CPU", file=sys.stderr)
        device = "cpu"
    width, height = _side(words, "-screen-width"), _side(words, "-screen-height")
    return EmbeddedController(EMPTY_HOUSE, width=width, height=height, device=device)


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise InvalidInputError(name, "not in the environment; the ai2thor client sets it")
    return value


def _value(words: Sequence[str], name: str) -> str:
    """The word after a name; "" where it is not there."""
    if name in words and words.index(name) + 1 < len(words):
        return words[words.index(name) + 1]
    return ""


def _side(words: Sequence[str], name: str) -> int:
    """Pixels of a side; 300 where nothing sensible is given."""
    text = _value(words, name)
    return min(max(int(text), 1), LARGEST_SIDE) if text.isdecimal() and len(text) < 9 else 300
