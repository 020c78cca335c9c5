"""What runs where AI2-THOR's Unity executable would: `hestia-thor`.

The client starts it with Unity's arguments and `AI2THOR_*` in the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from envs.thor.wire import fifo, wsgi
from envs.thor.wire.lifecycle import ClientGone, Parent, leave_group

if TYPE_CHECKING:
    from envs.interface import InvalidInputError
    from envs.thor.controller import EmbeddedController

DONE, BAD_INPUT = 0, 2
PROCEDURAL = "Procedural"  # the scene to begin with: an empty one
LARGEST_SIDE = 4096  # [px]


def is_launched(environment: Mapping[str, str]) -> bool:
    """Whether an AI2-THOR client started this process."""
    return "AI2THOR_SERVER_TYPE" in environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Stands in for Unity until the client is gone.

    Args:
        arguments: Unity's, such as `-screen-width 300`; those of this process if None. Our own
            are `--device cuda`, where the simulator runs, `--parent PID`, who started it, and
            `--held FD`, what holds the server pipe open. Others are ignored, as by Unity.

    Returns:
        the exit code: 0, or 2 where the environment is not a client's.
    """
    leave_group()
    words = list(sys.argv[1:] if arguments is None else arguments)
    problem = serve(words, os.environ)
    if problem is not None:
        print(f"hestia-thor: {problem}", file=sys.stderr)
        return BAD_INPUT
    return DONE


def serve(words: Sequence[str], environment: Mapping[str, str]) -> InvalidInputError | None:
    """Stands in for Unity, told by its arguments and a client's environment.

    Returns:
        what is wrong with the environment, where it is not a client's.
    """
    pid = _value(words, "--parent")
    parent = Parent(int(pid) if pid.isdecimal() else os.getppid())
    kind = environment.get("AI2THOR_SERVER_TYPE")
    if kind == "FIFO":
        return _serve_pipes(words, environment, parent)
    if kind == "WSGI":
        return _serve_http(words, environment, parent)
    if kind is None:
        from envs.thor.launch import how_to_use

        return _bad("AI2THOR_SERVER_TYPE", f"not in the environment. {how_to_use()}")
    return _bad("AI2THOR_SERVER_TYPE", f"expected FIFO or WSGI, got {kind!r}")


def _serve_pipes(
    words: Sequence[str], environment: Mapping[str, str], parent: Parent
) -> InvalidInputError | None:
    paths: list[Path] = []
    for name in ("AI2THOR_FIFO_SERVER_PIPE_PATH", "AI2THOR_FIFO_CLIENT_PIPE_PATH"):
        if not environment.get(name):
            return _missing(name)
        paths.append(Path(environment[name]))
    try:
        held = _value(words, "--held")
        with fifo.Pipes(paths[0], paths[1], parent, int(held) if held.isdecimal() else -1) as pipes:
            from envs.thor.wire.session import Session

            fifo.serve(pipes, Session(_controller(words)))
    except ClientGone as reason:
        print(f"hestia-thor: {reason}", file=sys.stderr)
    return None


def _serve_http(
    words: Sequence[str], environment: Mapping[str, str], parent: Parent
) -> InvalidInputError | None:
    port = environment.get("AI2THOR_PORT", "")
    if not port:
        return _missing("AI2THOR_PORT")
    if not port.isdecimal():
        return _bad("AI2THOR_PORT", f"expected a number, got {port!r}")
    from envs.thor.wire.session import Session

    address = (environment.get("AI2THOR_HOST", "127.0.0.1"), int(port))
    token = environment.get("AI2THOR_CLIENT_TOKEN", "")
    session = Session(_controller(words), packed=False)
    wsgi.serve(address, token, session, parent)
    return None


def _controller(words: Sequence[str]) -> EmbeddedController:
    """The world that the arguments ask for, before the client says more."""
    import warp as wp

    wp.config.log_level = wp.LOG_ERROR
    from envs.thor.controller import EmbeddedController

    device = _value(words, "--device") or "cpu"
    if device != "cpu" and not wp.is_cuda_available():
        # Whoever waits for the other end of the pipe could not be told otherwise.
        print(f"hestia-thor: there is no device {device!r}; using the CPU", file=sys.stderr)
        device = "cpu"
    width, height = _side(words, "-screen-width"), _side(words, "-screen-height")
    return EmbeddedController(PROCEDURAL, width=width, height=height, device=device)


def _missing(name: str) -> InvalidInputError:
    return _bad(name, "not in the environment; the ai2thor client sets it")


def _bad(name: str, problem: str) -> InvalidInputError:
    from envs.interface import InvalidInputError  # NumPy comes with it, and takes its time

    return InvalidInputError(name, problem)


def _value(words: Sequence[str], name: str) -> str:
    """The word after a name; "" where it is not there."""
    if name in words and words.index(name) + 1 < len(words):
        return words[words.index(name) + 1]
    return ""


def _side(words: Sequence[str], name: str) -> int:
    """Pixels of a side; 300 where nothing sensible is given."""
    text = _value(words, name)
    return min(max(int(text), 1), LARGEST_SIDE) if text.isdecimal() and len(text) < 9 else 300
