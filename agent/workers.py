"""Episodes on Ray: a pool of actors, each with one episode at a time, that outlives its members.

An actor that dies (killed, out of memory, its node gone) is replaced and its episode is given to
another, `TRIES` times in all; an episode that takes too long is ended with its actor.
"""

from __future__ import annotations

import os
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from agent.config import EvalConfig
from envs.interface import InvalidInputError

TRIES = 3
MEMORY_PER_WORKER = 1.5e9  # [bytes] of a worker with its libraries and one house, rounded up
_OBJECT_STORE = 128 * 1024**2  # [bytes] rows are small


class Work(Protocol):
    """What is asked of a configuration whose episodes are run here."""

    @property
    def episode_timeout(self) -> float: ...


W = TypeVar("W", bound=Work)
EpisodeFunction = Callable[[EvalConfig, int], Mapping[str, Any]]


Handle = Any  # a Ray actor, whose type is made at run time


@dataclass(slots=True)
class _Job:
    """An episode that an actor is working on."""

    index: int
    tries: int
    actor: Handle
    started: float


def start_ray(address: str = "") -> bool:
    """Start Ray on this machine, or join a running cluster.

    Args:
        address: of the cluster; "" for one of our own that ends with this process.

    Returns:
        Whether Ray was not running in this process before, so that it is ours to stop.

    Raises:
        InvalidInputError: there is no cluster at `address`.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    import ray

    if ray.is_initialized():
        return False
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address:
        try:
            ray.init(address=address, **quiet)
        except (ConnectionError, ValueError) as error:
            raise InvalidInputError("ray_address", f"no cluster at {address}: {error}") from None
    else:
        ray.init(
            num_cpus=available_cores(),
            include_dashboard=False,
            object_store_memory=_OBJECT_STORE,
            **quiet,
        )
    return True


def stop_ray() -> None:
    """Leave the cluster, and end it if it is ours."""
    import ray

    ray.shutdown()


def available_cores() -> int:
    """CPU cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def worker_count(wanted: int | str, episodes: int) -> int:
    """How many actors to start; Ray has to be running.

    Args:
        wanted: a number, or "auto" for one a core, as far as memory goes.
        episodes: that are to be run; never more actors than these.
    """
    import ray

    if isinstance(wanted, int):
        return max(1, min(wanted, episodes))
    resources = ray.cluster_resources()
    by_memory = int(resources.get("memory", 8e9) / MEMORY_PER_WORKER)
    return max(1, min(int(resources.get("CPU", 1)), max(1, by_memory), episodes))


def run_episodes(
    config: W,
    function: Callable[[W, int], Mapping[str, Any]],
    indices: Sequence[int],
    workers: int,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[dict[str, Any]]:
    """Run episodes on actors and yield their rows as they come, in any order.

    Args:
        config: given to `function`, with each index.
        function: one episode, by its index alone; what it raises becomes the row's error.
        indices: of the episodes.
        workers: how many actors.
        clock: [s] for timeouts and wall times.

    Yields:
        One row for every index, with `index`, `tries` and `wall_s` filled in.
    """
    import ray
    from ray.exceptions import RayActorError, RayError

    start = _starter(config, function, workers)
    todo: deque[tuple[int, int]] = deque((index, 1) for index in indices)
    idle = [start() for _ in range(workers)]
    running: dict[Any, _Job] = {}
    try:
        while todo or running:
            while todo and idle:
                index, tries = todo.popleft()
                actor = idle.pop()
                running[actor.run.remote(index)] = _Job(index, tries, actor, clock())
            done, _ = ray.wait(list(running), num_returns=1, timeout=1.0)
            for reference in done:
                job = running.pop(reference)
                try:
                    row: dict[str, Any] = ray.get(reference)
                    idle.append(job.actor)
                except RayActorError as error:
                    idle.append(start())
                    if job.tries < TRIES:
                        todo.appendleft((job.index, job.tries + 1))
                        continue
                    reason = str(error).strip().splitlines()[-1]
                    row = _failure(job.index, f"its worker died {TRIES} times: {reason}")
                except RayError as error:
                    idle.append(job.actor)
                    row = _failure(job.index, f"{type(error).__name__}: {error}")
                yield row | {"tries": job.tries}
            for reference, job in _overdue(running, clock() - config.episode_timeout):
                del running[reference]
                ray.kill(job.actor)
                idle.append(start())
                problem = f"took longer than episode_timeout={config.episode_timeout:g} s"
                yield _failure(job.index, problem) | {"tries": job.tries}
    finally:
        for actor in [*idle, *(job.actor for job in running.values())]:
            ray.kill(actor)


def _overdue(running: Mapping[Any, _Job], before: float) -> list[tuple[Any, _Job]]:
    return [(reference, job) for reference, job in running.items() if job.started < before]


def _failure(index: int, problem: str) -> dict[str, Any]:
    return {"index": index, "error": problem}


def _starter(
    config: W, function: Callable[[W, int], Mapping[str, Any]], workers: int
) -> Callable[[], Handle]:
    """A function that starts one actor on its share of the cores and of the GPUs."""
    import ray

    resources = ray.cluster_resources()
    cores = min(1.0, resources.get("CPU", 1.0) / workers)
    on_gpu = getattr(config, "device", "cpu") == "cuda"
    gpus = min(1.0, resources.get("GPU", 0.0) / workers) if on_gpu else 0.0
    remote = ray.remote(num_cpus=cores, num_gpus=gpus, max_restarts=0)(_Worker)
    return lambda: remote.remote(config, function)  # pyright: ignore[reportAttributeAccessIssue]


class _Worker:
    """Runs one episode after another in a process of its own."""

    def __init__(self, config: W, function: Callable[[W, int], Mapping[str, Any]]) -> None:
        self.config = config
        self.function = function

    def run(self, index: int) -> dict[str, Any]:
        started = time.monotonic()
        try:
            row = dict(self.function(self.config, index))
        except Exception as error:  # whatever an episode does wrong is its row's error
            where = traceback.extract_tb(error.__traceback__)[-1]
            problem = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
            row = _failure(index, problem)
        row["index"] = index
        row.setdefault("wall_s", time.monotonic() - started)
        return row
