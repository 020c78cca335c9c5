"""HTTP whose answers are bounded in size and in time, whatever the other side does.

Read timeouts alone do not bound a server that trickles one byte at a time, and a body is usually
read whole before anyone looks at it. Here a body is counted while it comes in, compressed ones are
refused, and a call that outlives its deadline is left behind and its connection closed.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from envs.interface import HestiaError

if TYPE_CHECKING:
    import httpx2

Value = TypeVar("Value")


class AnswerTooLargeError(HestiaError):
    """A body that is larger than is read, or compressed, so that its size is not known."""


class DeadlineError(HestiaError):
    """The deadline of a call passed before it was answered."""


def bounded_client(
    max_bytes: int, deadline: float, connect_s: float, read_s: float, proxies: bool = True
) -> httpx2.Client:
    """A client for calls that end by a deadline.

    Args:
        max_bytes: of a body; reading stops there with `AnswerTooLargeError`.
        deadline: [s] of `time.monotonic`, after which reading a body ends in `DeadlineError`.
        connect_s: [s] to connect.
        read_s: [s] between one piece of the answer and the next.
        proxies: use those that the environment names.
    """
    import httpx2

    class Bounded(httpx2.SyncByteStream):
        def __init__(self, stream: httpx2.SyncByteStream) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self._stream:
                size += len(chunk)
                if size > max_bytes:
                    raise AnswerTooLargeError(_too_large(max_bytes))
                if time.monotonic() > deadline:
                    raise DeadlineError("the answer came in too slowly")
                yield chunk

        def close(self) -> None:
            self._stream.close()

    def check(response: httpx2.Response) -> None:
        encoding = response.headers.get("content-encoding", "identity")
        if encoding.strip().lower() not in ("", "identity"):
            raise AnswerTooLargeError(
                "the answer is compressed, although none was asked for; its size is not bounded"
            )
        length = response.headers.get("content-length", "")
        if length.isdecimal() and (len(length) > 18 or int(length) > max_bytes):
            raise AnswerTooLargeError(_too_large(max_bytes))
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = Bounded(response.stream)

    return httpx2.Client(
        timeout=httpx2.Timeout(read_s, connect=connect_s),
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [check]},
        follow_redirects=False,
        trust_env=proxies,
    )


def _too_large(max_bytes: int) -> str:
    return f"the answer is larger than {max_bytes} bytes, which is as much as is read"


def call_within(seconds: float, call: Callable[[], Value], abandon: Callable[[], None]) -> Value:
    """Calls a function, but does not wait longer than so many seconds for it.

    The call runs in a thread of its own; what does not end in time is left behind.

    Args:
        seconds: [s] to wait.
        call: what to call; what it raises is raised here.
        abandon: called when the time is up, to make the call end soon, such as by closing its
            connection.

    Raises:
        DeadlineError: the time is up.
    """
    results: queue.SimpleQueue[tuple[Value | None, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            results.put((call(), None))
        except BaseException as error:
            results.put((None, error))

    threading.Thread(target=work, name="language-model-call", daemon=True).start()
    try:
        value, error = results.get(timeout=max(0.0, seconds))
    except queue.Empty:
        abandon()
        raise DeadlineError(f"no answer within {seconds:.1f} s") from None
    if error is not None:
        raise error
    return value  # type: ignore[return-value]
