"""Whoever dies first, and when: nothing is left."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from pathlib import Path

import pytest

from envs.thor.wire.lifecycle import remove_pipes
from tests.envs.thor.wire import cycles
from tests.envs.thor.wire.raw import RawClient

needs_proc = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks for processes in /proc"
)


def test_the_simulator_ends_when_the_client_goes_before_it_asked_anything() -> None:
    with RawClient() as raw:
        raw.close()
        assert raw.process.wait(5.0) == 0


def test_while_it_runs_it_has_no_names_on_disk_and_a_group_of_its_own() -> None:
    with RawClient() as raw:
        assert raw.server.is_fifo() and raw.client.is_fifo()
        raw.ask(action="Pass")
        assert not raw.folder.exists()
        assert os.getpgid(raw.process.pid) != os.getpgid(0)
        assert raw.ask(action="Pass")[1]["agents"][0]["lastActionSuccess"]
        raw.process.send_signal(signal.SIGTERM)
        assert raw.process.wait(5.0) == -signal.SIGTERM


def test_only_pipes_are_removed_and_only_empty_folders(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "one")
    (tmp_path / "two").write_text("kept")
    remove_pipes((tmp_path / "one", tmp_path / "two", tmp_path / "three"))
    assert sorted(os.listdir(tmp_path)) == ["two"]


@needs_proc
@pytest.mark.parametrize(
    ("victim", "delay", "wait", "kind"),
    [
        ("client", 0.2, True, "FIFO"),
        ("simulator", 0.1, True, "FIFO"),
        ("group", 0.6, False, "FIFO"),
        pytest.param("nobody", 0.0, True, "FIFO", marks=pytest.mark.slow),
        pytest.param("client", 0.1, True, "WSGI", marks=pytest.mark.slow),
        pytest.param("simulator", 0.1, True, "WSGI", marks=pytest.mark.slow),
    ],
)
def test_nothing_is_left_behind(
    victim: str, delay: float, wait: bool, kind: str, tmp_path: Path
) -> None:
    assert cycles.run(victim, delay, tmp_path, wait, kind) == ([], [])


@needs_proc
@pytest.mark.slow
def test_two_hundred_cycles_leave_nothing(tmp_path: Path) -> None:
    generator = random.Random(int(os.environ.get("HESTIA_SEED", "0")))
    shared = sorted(os.listdir("/dev/shm"))
    left = []
    for index in range(int(os.environ.get("HESTIA_CYCLES", "200"))):
        folder = tmp_path / str(index)
        folder.mkdir()
        what, pids, files = cycles.random_cycle(generator, folder)
        if pids or files:
            left.append((what, pids, files))
        shutil.rmtree(folder)
    assert not left
    assert not set(os.listdir("/dev/shm")) - set(shared)
