"""Who started this process, whether it is still there, and what it left behind."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path


class ClientGone(Exception):
    """The client closed its ends of the pipes, or died."""


@dataclass(frozen=True, slots=True)
class Parent:
    """The process that started this one."""

    pid: int

    def gone(self) -> bool:
        """Whether it died: its children are then given to another."""
        return os.getppid() != self.pid


def leave_group() -> None:
    """Puts this process in a session of its own.

    What is sent to the whole group of the client (an interrupt from a terminal, a kill) then does
    not end the simulator before it could see that the client is gone and clear up.
    """
    with contextlib.suppress(OSError):
        os.setsid()


def remove_pipes(paths: tuple[Path, ...]) -> None:
    """Removes named pipes, and their folders where nothing else is in them.

    Processes that have a pipe open go on using it.
    """
    for path in paths:
        with contextlib.suppress(OSError):
            if path.is_fifo():
                path.unlink()
    for folder in sorted({path.parent for path in paths}):
        with contextlib.suppress(OSError):
            folder.rmdir()
