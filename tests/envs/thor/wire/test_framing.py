"""Messages are found in any stream of bytes."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.thor.wire.framing import END, MAX_BODY, FieldType, Inbox, Malformed, header


def message(**request: object) -> bytes:
    body = json.dumps(request).encode()
    return header(FieldType.ACTION, len(body)) + body + END


def all_of(inbox: Inbox) -> list[bytes | Malformed]:
    found = []
    while (one := inbox.next()) is not None:
        found.append(one)
    return found


def test_messages_come_out_whole_however_they_are_cut() -> None:
    stream = message(action="Pass") + message(action="Done", text="ÿ" * 300)
    for size in (1, 2, 7, 64, len(stream)):
        inbox, found = Inbox(), []
        for at in range(0, len(stream), size):
            inbox.feed(stream[at : at + size])
            found += all_of(inbox)
        assert [json.loads(one)["action"] for one in found] == ["Pass", "Done"]
        assert not inbox.waiting


BAD = [
    b"\x00",
    b"\xde\xad\xbe\xef\x00\x00\x00\x01",
    b"GET / HTTP/1.1\r\n\r\n",
    struct.pack("!BI", 200, 12) + b"x" * 12 + END,
    struct.pack("!BI", 2, MAX_BODY + 1),
    struct.pack("!BI", 255, 9),
    b"\xff\xff\xff\xff\xff",
]


@pytest.mark.parametrize("garbage", BAD, ids=repr)
def test_what_is_no_message_is_told_once_and_the_next_one_is_understood(garbage: bytes) -> None:
    inbox = Inbox()
    inbox.feed(garbage)
    assert all_of(inbox) == [] and inbox.waiting and inbox.lost
    assert isinstance(inbox.abandon(), Malformed) and not inbox.waiting
    inbox.feed(garbage + message(action="Pass"))
    trouble, request = all_of(inbox)
    assert isinstance(trouble, Malformed) and json.loads(request)["action"] == "Pass"


def test_a_message_that_was_cut_off_can_be_given_up() -> None:
    inbox = Inbox()
    inbox.feed(message(action="Pass")[:9])
    assert inbox.next() is None and inbox.waiting and not inbox.lost
    assert "cut off" in inbox.abandon().problem
    inbox.feed(struct.pack("!BI", 2, 100_000) + b"{" + message(action="Pass"))
    assert inbox.next() is None
    inbox.abandon()
    assert json.loads(inbox.next())["action"] == "Pass"


def test_a_message_without_an_action_is_told() -> None:
    inbox = Inbox()
    inbox.feed(END + header(FieldType.RGB_IMAGE, 3) + b"abc" + END)
    assert [type(one) for one in all_of(inbox)] == [Malformed, Malformed]


@given(st.binary(max_size=200), st.integers(1, 50))
def test_no_bytes_break_the_inbox(noise: bytes, size: int) -> None:
    inbox = Inbox()
    for at in range(0, len(noise), size):
        inbox.feed(noise[at : at + size])
        all_of(inbox)
    while inbox.waiting:
        inbox.abandon()
        all_of(inbox)
    inbox.feed(message(action="Pass"))
    assert json.loads(inbox.next())["action"] == "Pass"
