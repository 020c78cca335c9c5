"""Answers on disk: what was asked once need not be paid for twice.

An entry is a small JSON file named after the hash of all that decides an answer. Entries are
written whole or not at all, so that any number of processes can share one folder; what cannot be
read is as if it were not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ENTRY_AT_MOST = 256 * 1024  # [bytes] larger ones are not written and not read
_SWEEP_EVERY = 64  # writes of this process, after which the folder is measured again
_KEPT_SHARE = 0.8  # of the bound, after the oldest entries were deleted
_ABANDONED_S = 3600.0  # [s] after which a file that is half written has no writer
_KEY = re.compile(r"[0-9a-f]{64}")


def cache_key(**parts: Any) -> str:
    """Hash of everything that decides an answer; never give it a secret.

    Args:
        parts: values that JSON can hold, such as model, base URL, messages, schema and sampling.
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class AnswerCache:
    """A folder of answers that stays below a size.

    Args:
        folder: made where it does not exist.
        max_bytes: bound on what all entries take; those used longest ago go first. Processes that
            write at the same time may exceed it for a moment.
    """

    def __init__(self, folder: Path, max_bytes: int = 64 * 1024 * 1024) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._writes = 0

    def get(self, key: str) -> dict[str, Any] | None:
        """What was kept under a key; None if nothing was, or it cannot be read any more."""
        path = self._path(key)
        try:
            with path.open("rb") as file:
                data = file.read(ENTRY_AT_MOST + 1)
            entry = json.loads(data)
            value = entry["value"]
            if len(data) > ENTRY_AT_MOST or entry["check"] != _check(key, value):
                return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # what is used stays
        return value if isinstance(value, dict) else None

    def put(self, key: str, value: Mapping[str, Any]) -> None:
        """Keeps a value. A disk that is full or read-only is no error: then it is not kept."""
        data = json.dumps({"check": _check(key, value), "value": value}).encode()
        if len(data) > min(ENTRY_AT_MOST, self.max_bytes):
            return
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, data)
            if self._writes % _SWEEP_EVERY == 0 or self.max_bytes < _SWEEP_EVERY * ENTRY_AT_MOST:
                self._sweep()
            self._writes += 1

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"a cache key is made by cache_key; got {key[:80]!r}")
        return self.folder / key[:2] / f"{key}.json"

    def _sweep(self) -> None:
        """Deletes the entries used longest ago where all together are too large."""
        for path in self.folder.glob("??/.*.part"):  # of a process that was ended while it wrote
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _ABANDONED_S:
                    path.unlink()
        entries = sorted(self._entries())
        size = sum(entry[1] for entry in entries)
        if size <= self.max_bytes:
            return
        for _, length, path in entries:
            if size <= self.max_bytes * _KEPT_SHARE:
                return
            with contextlib.suppress(OSError):
                os.unlink(path)
            size -= length

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """(time of last use [s], size [bytes], path) of each entry."""
        for path in self.folder.glob("??/*.json"):
            with contextlib.suppress(OSError):
                status = path.stat()
                yield status.st_mtime, status.st_size, str(path)


def _check(key: str, value: object) -> str:
    text = json.dumps([key, value], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _write_whole(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
