"""The simulator's side of the FIFO server type: two named pipes that the client made."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from envs.thor.wire.framing import END, FieldType, Inbox, Malformed, header
from envs.thor.wire.lifecycle import ClientGone, Parent, remove_pipes

if TYPE_CHECKING:
    from envs.thor.wire.session import Session

PIPE_BYTES = 1 << 20  # [bytes] that a pipe is asked to hold, so that a whole frame fits
GLANCE = 0.5  # [s] between looks at whether the client is still there
OPENING = 60.0  # [s] that the client has to open its end
CUT_OFF = 2.0  # [s] without a byte after which half a message is given up
SETTLE = 0.05  # [s] without a byte after which bytes that are no message are over
_CHUNK = 1 << 16
_VECTORS = 64  # buffers written in one call
_SET_PIPE_SIZE = getattr(fcntl, "F_SETPIPE_SZ", 1031)


class Pipes:
    """The open ends of the two pipes; a `with` closes them.

    They are to be opened before anything that takes time is done: until somebody has the server
    pipe open for writing, the client waits for just that, and no time limit of its own counts.

    Args:
        server: path of the pipe that the simulator writes to.
        client: path of the pipe that it reads from.
        parent: whose death ends the session.
        held: descriptor that the server pipe is held open by until then; -1 for none.

    Raises:
        ClientGone: nobody opens the other end.
    """

    def __init__(self, server: Path, client: Path, parent: Parent, held: int = -1) -> None:
        self._paths, self._parent = (server, client), parent
        self._out = self._in = -1
        self._named, self._unread = True, False
        try:
            self._out = self._open_for_writing(server)
            if held >= 0:
                os.close(held)
            self._await_reader(server)
            self._in = os.open(client, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            self.close()
            raise ClientGone(f"{error.filename or server}: {error.strerror}") from None
        except BaseException:
            self.close()
            raise
        for pipe in (self._out, self._in):
            _enlarge(pipe)
        self._poll = select.poll()
        self._poll.register(self._in, select.POLLIN)
        self._poll.register(self._out, 0)

    def _open_for_writing(self, path: Path) -> int:
        deadline = time.monotonic() + OPENING
        while True:
            try:
                return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                if error.errno != errno.ENXIO:
                    raise
            self._wait_a_little(path, deadline)

    def _await_reader(self, path: Path) -> None:
        """Waits until the client has its end of the server pipe open."""
        deadline = time.monotonic() + OPENING
        reader = select.poll()
        reader.register(self._out, 0)
        while reader.poll(0):
            self._wait_a_little(path, deadline)

    def _wait_a_little(self, path: Path, deadline: float) -> None:
        if self._parent.gone() or time.monotonic() > deadline:
            self._unread = True
            raise ClientGone(f"nobody reads {path}")
        time.sleep(0.002)

    def read(self, timeout: float) -> bytes:
        """What comes within a time [s]; b"" for nothing.

        Raises:
            ClientGone: nothing will come any more.
        """
        for pipe, what in self._poll.poll(timeout * 1000.0):
            if pipe == self._out:
                raise ClientGone("the client closed its end of the server pipe")
            if what & select.POLLIN:
                data = os.read(self._in, _CHUNK)
                if data:
                    self._forget_names()
                    return data
            raise ClientGone("the client closed its end of the client pipe")
        if self._parent.gone():
            raise ClientGone("the client died")
        return b""

    def write(self, buffers: Sequence[bytes | memoryview]) -> None:
        """Sends buffers, one after the other.

        Raises:
            ClientGone: nobody reads them any more.
        """
        left = [memoryview(buffer) for buffer in buffers if len(buffer)]
        while left:
            try:
                sent = os.writev(self._out, left[:_VECTORS])
            except BlockingIOError:
                self._await_room()
                continue
            except BrokenPipeError:
                raise ClientGone("the client closed its end of the server pipe") from None
            while left and sent >= len(left[0]):
                sent -= len(left.pop(0))
            if sent:
                left[0] = left[0][sent:]

    def _await_room(self) -> None:
        room = select.poll()
        room.register(self._out, select.POLLOUT)
        while not room.poll(GLANCE * 1000.0):
            if self._parent.gone():
                raise ClientGone("the client died")

    def _forget_names(self) -> None:
        """Once both sides have both pipes open, their names serve nobody, and could be left."""
        if self._named:
            self._named = False
            remove_pipes(self._paths)

    def __enter__(self) -> Pipes:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the pipes; where the client died, its folder goes as well."""
        for pipe in (self._out, self._in):
            if pipe >= 0:
                os.close(pipe)
        self._out = self._in = -1
        if self._named and (self._unread or self._parent.gone()):
            remove_pipes(self._paths)


def _enlarge(pipe: int) -> None:
    size = PIPE_BYTES
    while size > _CHUNK:
        try:
            fcntl.fcntl(pipe, _SET_PIPE_SIZE, size)
            return
        except OSError:  # more than this user may have, or a system without such a call
            size >>= 1


def serve(pipes: Pipes, session: Session) -> None:
    """Answers a client until it is gone."""

    def speak(kind: FieldType, metadata: bytes) -> None:
        pipes.write([header(kind, len(metadata)), metadata])

    try:
        _finish(pipes, session.greet(speak))
        inbox = Inbox()
        while True:
            found = _next(pipes, inbox)
            if isinstance(found, Malformed):
                images = session.refuse(found.problem, speak)
            else:
                images = session.answer(found, speak)
            _finish(pipes, images)
    except ClientGone:
        pass


def _next(pipes: Pipes, inbox: Inbox) -> bytes | Malformed:
    """Waits for a message, or for something that should have been one."""
    quiet = 0.0
    while True:
        found = inbox.next()
        if found is not None:
            return found
        if not inbox.waiting:
            inbox.feed(pipes.read(GLANCE))
            continue
        data = pipes.read(SETTLE)
        quiet = 0.0 if data else quiet + SETTLE
        inbox.feed(data)
        if quiet >= (SETTLE if inbox.lost else CUT_OFF):
            return inbox.abandon()


def _finish(pipes: Pipes, images: Sequence[tuple[FieldType, memoryview]]) -> None:
    """Sends the images of a message and its end."""
    buffers: list[bytes | memoryview] = []
    for kind, image in images:
        buffers += (header(kind, len(image)), image)
    pipes.write([*buffers, END])
