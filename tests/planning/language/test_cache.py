"""The cache on disk: whole entries or none, bounded, whoever else writes there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from planning.language.cache import ENTRY_AT_MOST, AnswerCache, cache_key

ROOT = Path(__file__).parents[3]


def test_what_is_put_is_got_by_another_cache_on_the_same_folder(tmp_path: Path) -> None:
    key = cache_key(model="a", messages=[{"role": "user", "content": "häh"}], seed=None)
    assert AnswerCache(tmp_path).get(key) is None
    AnswerCache(tmp_path).put(key, {"proposal": "…", "n": 1})
    assert AnswerCache(tmp_path).get(key) == {"proposal": "…", "n": 1}


def test_keys_tell_everything_apart() -> None:
    base = {"model": "a", "base_url": "u", "messages": ["m"], "schema": {"x": 1}, "sampling": [0.0]}
    keys = {cache_key(**base)} | {cache_key(**{**base, name: "other"}) for name in base}
    assert len(keys) == 1 + len(base)
    assert cache_key(**base) == cache_key(**dict(reversed(base.items())))


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"null",
        b'{"check": "x", "value": {"proposal": "other"}}',
        b"x" * (ENTRY_AT_MOST + 10),
    ],
)
def test_an_entry_that_is_damaged_is_no_entry_and_can_be_written_again(
    tmp_path: Path, damage: bytes
) -> None:
    cache, key = AnswerCache(tmp_path), cache_key(a=1)
    cache.put(key, {"a": 1})
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(damage)
    assert cache.get(key) is None
    cache.put(key, {"a": 2})
    assert cache.get(key) == {"a": 2}


def test_a_changed_or_misplaced_entry_is_not_believed(tmp_path: Path) -> None:
    cache, key, other = AnswerCache(tmp_path), cache_key(a=1), cache_key(a=2)
    cache.put(key, {"proposal": "mug"})
    (path,) = tmp_path.rglob("*.json")
    target = tmp_path / other[:2] / f"{other}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(path.read_bytes())
    assert cache.get(other) is None
    entry = json.loads(path.read_text())
    entry["value"]["proposal"] = "vase"
    path.write_text(json.dumps(entry))
    assert cache.get(key) is None


def test_the_folder_stays_below_its_bound_and_keeps_what_is_used(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, max_bytes=20_000)
    first = cache_key(n="first")
    cache.put(first, {"text": "f" * 1000})
    os.utime(next(tmp_path.rglob("*.json")), (1, 1))
    for number in range(60):
        assert cache.get(first) is not None  # using it makes it young
        cache.put(cache_key(n=number), {"text": "x" * 1000})
        for path in tmp_path.rglob("*.json"):
            if path.stem != first:
                os.utime(path, (2 + number, 2 + number))
        assert sum(path.stat().st_size for path in tmp_path.rglob("*.json")) <= 20_000
    assert cache.get(cache_key(n=59)) is not None
    assert cache.get(cache_key(n=0)) is None


def test_what_a_process_left_half_written_goes(tmp_path: Path) -> None:
    old, new = tmp_path / "aa" / ".old.part", tmp_path / "aa" / ".new.part"
    old.parent.mkdir()
    old.write_text("x")
    new.write_text("x")
    os.utime(old, (1, 1))
    AnswerCache(tmp_path).put(cache_key(a=1), {"a": 1})
    assert not old.exists() and new.exists()


def test_an_entry_that_is_too_large_is_not_kept(tmp_path: Path) -> None:
    AnswerCache(tmp_path).put(cache_key(a=1), {"text": "x" * ENTRY_AT_MOST})
    assert list(tmp_path.rglob("*.json")) == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = AnswerCache(tmp_path / "file" / "cache")
    cache.put(cache_key(a=1), {"a": 1})
    assert cache.get(cache_key(a=1)) is None


def test_keys_are_never_paths(tmp_path: Path) -> None:
    for key in ("../../etc/passwd", "", "A" * 64, "0" * 65):
        with pytest.raises(ValueError, match="cache_key"):
            AnswerCache(tmp_path).get(key)


def test_processes_and_threads_share_a_folder(tmp_path: Path) -> None:
    """Readers see whole entries only, while three processes write and sweep the same ones."""
    script = (
        "import sys; from pathlib import Path\n"
        "from planning.language.cache import AnswerCache, cache_key\n"
        "cache = AnswerCache(Path(sys.argv[1]), max_bytes=300_000)\n"
        "for round in range(10):\n"
        "    for n in range(20): cache.put(cache_key(n=n), {'n': n, 'text': str(n) * 9000})\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT) for _ in range(3)
    ]
    wrong: list[object] = []
    seen = [0]

    def read() -> None:
        cache = AnswerCache(tmp_path)
        while any(writer.poll() is None for writer in writers):
            for number in range(20):
                value = cache.get(cache_key(n=number))
                seen[0] += value is not None
                if value not in (None, {"n": number, "text": str(number) * 9000}):
                    wrong.append(value)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert [writer.wait() for writer in writers] == [0] * 3
    assert wrong == []
    assert seen[0] > 0
    assert not list(tmp_path.rglob("*.part"))
