"""How messages are cut out of a stream of bytes, whatever comes.

A message is a run of fields, each with a header `!BI` (type, length) before its body, closed by
a field of type 255 and length 0.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

MAX_BODY = 1 << 28  # [bytes] of one field; a house of a thousand rooms is far below
_HEADER = struct.Struct("!BI")


class FieldType(IntEnum):
    """What a field holds; the client's own numbers."""

    METADATA = 1
    ACTION = 2
    ACTION_RESULT = 3
    RGB_IMAGE = 4
    DEPTH_IMAGE = 5
    NORMALS_IMAGE = 6
    FLOWS_IMAGE = 7
    CLASSES_IMAGE = 8
    IDS_IMAGE = 9
    THIRD_PARTY_IMAGE = 10
    METADATA_PATCH = 11
    THIRD_PARTY_DEPTH = 12
    THIRD_PARTY_NORMALS = 13
    THIRD_PARTY_IMAGE_IDS = 14
    THIRD_PARTY_CLASSES = 15
    THIRD_PARTY_FLOW = 16
    END_OF_MESSAGE = 255


END = _HEADER.pack(FieldType.END_OF_MESSAGE, 0)
_KNOWN = frozenset(int(kind) for kind in FieldType)


def header(kind: FieldType, length: int) -> bytes:
    """The five bytes before a body of so many bytes."""
    return _HEADER.pack(kind, length)


@dataclass(frozen=True, slots=True)
class Malformed:
    """Bytes that are no message, and what is wrong with them."""

    problem: str


class Inbox:
    """Bytes that came and were not read yet.

    Attributes:
        lost: whether what is in it is no message, and where the next one begins is not known.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._problem = ""
        self.lost = False

    @property
    def waiting(self) -> bool:
        """Whether a message has begun, or something that is none."""
        return self.lost or bool(self._bytes)

    def feed(self, data: bytes) -> None:
        """Takes in what came."""
        self._bytes += data

    def next(self) -> bytes | Malformed | None:
        """The body of the next action; None where no message is whole yet."""
        if self.lost:
            return self._found_again()
        at, action = 0, None
        while len(self._bytes) > at:
            kind = self._bytes[at]
            if kind not in _KNOWN:
                return self._lose(f"there is no field of type {kind}")
            if len(self._bytes) < at + _HEADER.size:
                return None
            length = _HEADER.unpack_from(self._bytes, at)[1]
            begin = at + _HEADER.size
            if length > (0 if kind == FieldType.END_OF_MESSAGE else MAX_BODY):
                return self._lose(f"a field of type {kind} cannot have {length} bytes")
            if len(self._bytes) < begin + length:
                return None
            if kind == FieldType.ACTION:
                action = bytes(self._bytes[begin : begin + length])
            at = begin + length
            if kind == FieldType.END_OF_MESSAGE:
                del self._bytes[:at]
                return Malformed("a message without an action") if action is None else action
        return None

    def abandon(self) -> Malformed:
        """Gives up what is waiting, as when nothing more comes; a whole message in it stays."""
        problem = self._problem or f"a message was cut off after {len(self._bytes)} bytes"
        at = self._find(1, whole=True)
        del self._bytes[: at if at >= 0 else len(self._bytes)]
        self._problem, self.lost = "", False
        return Malformed(problem)

    def _lose(self, problem: str) -> Malformed | None:
        self.lost, self._problem = True, problem
        return self._found_again(1)

    def _found_again(self, start: int = 0) -> Malformed | None:
        """Drops all before the next thing that looks like a message, if there is one."""
        at = self._find(start, whole=False)
        if at < 0:
            # An action may begin in the last bytes; what is before them is of no use.
            del self._bytes[: max(0, len(self._bytes) - _HEADER.size - 1)]
            return None
        del self._bytes[:at]
        problem, self._problem, self.lost = self._problem, "", False
        return Malformed(problem)

    def _find(self, start: int, whole: bool) -> int:
        """Where something that looks like a message begins; -1 for nowhere."""
        at = self._bytes.find(FieldType.ACTION, start)
        while at >= 0 and not self._plausible(at, whole):
            at = self._bytes.find(FieldType.ACTION, at + 1)
        return at

    def _plausible(self, at: int, whole: bool) -> bool:
        begin = at + _HEADER.size
        if len(self._bytes) <= begin:
            return False
        end = begin + _HEADER.unpack_from(self._bytes, at)[1]
        if end - begin > MAX_BODY or self._bytes[begin] != ord("{"):
            return False
        rest = self._bytes[end : end + len(END)]
        return bytes(rest) == END if whole else END.startswith(rest)
