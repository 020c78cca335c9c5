"""Start-stop cycles of a client program and its simulator, killed at some moment."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

from envs.thor.launch import executable
from tests.envs.thor.wire.raw import EMPTY_HOUSE

MARK = "HESTIA_TEST_CYCLE"
VICTIMS = ("client", "simulator", "group", "nobody")
# Nothing of ours is imported. It ends by itself in the end, should nobody kill it.
PROGRAM = """
import json, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from ai2thor.controller import Controller
from ai2thor.fifo_server import FifoServer
from ai2thor.wsgi_server import WsgiServer
controller = Controller(
    server_class=WsgiServer if sys.argv[4] == "WSGI" else FifoServer,
    local_executable_path=sys.argv[1], scene=json.loads(sys.argv[2]), x_display="0",
    width=64, height=64, server_timeout=float(sys.argv[5]), server_start_timeout=float(sys.argv[6]),
)
print("ready", flush=True)
for _ in range(int(sys.argv[3])):
    controller.step("RotateRight")
controller.stop()
"""


def processes(mark: str) -> list[int]:
    """Every process that a cycle started and that is still there."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                pass
    return sorted(found)


def children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def run(
    victim: str, delay: float, folder: Path, wait: bool = False, kind: str = "FIFO"
) -> tuple[list[int], list[str]]:
    """One cycle.

    Args:
        victim: whom to kill.
        delay: [s] after the start, or after the client is ready.
        folder: that temporary files go to; empty.
        wait: whether to count from when the client is ready.
        kind: server type, `FIFO` or `WSGI`.

    Returns:
        the processes and the files that are left ten seconds after at the latest. What a client
        made before it launched the simulator is its own alone, and does not count.
    """
    mark = uuid.uuid4().hex
    environment = {**os.environ, "TMPDIR": str(folder), MARK: mark}
    steps = "20" if victim == "nobody" else "1000000"
    client = subprocess.Popen(
        [
            sys.executable,
            "-c",
            PROGRAM,
            executable(),
            json.dumps(EMPTY_HOUSE),
            steps,
            kind,
            "2" if victim == "simulator" else "60",
            "60" if wait else "6",
        ],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if wait:
        assert client.stdout is not None and client.stdout.readline() == b"ready\n"
    if victim != "nobody":
        time.sleep(delay)
    simulators = children(client.pid)
    if victim == "client" or (victim == "simulator" and not simulators):
        client.kill()
    elif victim == "group":
        os.killpg(client.pid, signal.SIGKILL)
    elif victim == "simulator":
        for pid in simulators:
            _kill(pid)
    try:
        client.wait(30.0)
    except subprocess.TimeoutExpired:
        # The client opens its pipe without a time limit; a simulator that was killed before it
        # did the same leaves it there until somebody interrupts it.
        client.send_signal(signal.SIGINT)
        client.wait(10.0)
    if client.stdout is not None:
        client.stdout.close()
    deadline = time.monotonic() + 10.0
    while time.monotonic() < deadline:
        left = processes(mark), sorted(os.listdir(folder))
        if not any(left):
            break
        time.sleep(0.05)
    for pid in left[0]:
        _kill(pid)
    return left if simulators else (left[0], [])


def random_cycle(generator: random.Random, folder: Path) -> tuple[str, list[int], list[str]]:
    """A cycle with anybody killed at any moment of the start, or of the steps after it."""
    victim = generator.choice(VICTIMS)
    kind = "WSGI" if generator.random() < 0.2 else "FIFO"
    wait = generator.random() < 0.5
    delay = generator.uniform(0.0, 0.3 if wait else 3.0)
    pids, files = run(victim, delay, folder, wait, kind)
    moment = f"{delay:.3f} s after {'it was ready' if wait else 'the start'}"
    return f"{kind}: {victim} {moment}", pids, files


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
