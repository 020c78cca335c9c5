"""Processes of one machine that train one network together, in step (data parallelism).

Each works out gradients of its own frames; all take their mean, by Gloo. On a CPU this uses the
cores better than threads do, which wait for each other in every layer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor
from torch.multiprocessing.spawn import start_processes


@dataclass(frozen=True, slots=True)
class Group:
    """A process's place among those that train together.

    Attributes:
        rank: from 0; the first is the one that was there before.
        size: processes.
    """

    rank: int = 0
    size: int = 1

    def average(self, gradients: Iterable[Tensor | None]) -> None:
        """Replaces gradients, in place, by their mean over the processes."""
        if self.size == 1:
            return
        known = [one for one in gradients if one is not None]
        flat = torch.cat([one.reshape(-1) for one in known]).cpu()
        dist.all_reduce(flat)
        parts = (flat / self.size).split([one.numel() for one in known])
        for one, part in zip(known, parts, strict=True):
            one.copy_(part.view_as(one))

    def wait(self) -> None:
        """Until all are here."""
        if self.size > 1:
            dist.barrier()


@contextmanager
def together(size: int, work: Callable[..., None], arguments: Sequence[Any]) -> Generator[Group]:
    """Starts the other processes of a group, each of which does `work(group, *arguments)`.

    Args:
        size: processes, this one included; with 1 nothing is started.
        work: a function of a module.
        arguments: of it, that can be pickled.

    Yields:
        This process's place. The threads of torch are shared out among the processes meanwhile.
    """
    if size == 1:
        yield Group()
        return
    threads = torch.get_num_threads()
    share = max(1, threads // size)
    with tempfile.TemporaryDirectory() as folder:
        meeting = f"file://{Path(folder) / 'meeting'}"
        context: Any = start_processes(
            _begin, (size, meeting, share, work, arguments), size - 1, join=False
        )
        torch.set_num_threads(share)
        try:
            dist.init_process_group("gloo", init_method=meeting, rank=0, world_size=size)
            yield Group(0, size)
            while not context.join():
                pass
        finally:
            torch.set_num_threads(threads)
            for process in context.processes:
                process.terminate()
                process.join()
            if dist.is_initialized():
                dist.destroy_process_group()


def _begin(
    index: int,
    size: int,
    meeting: str,
    threads: int,
    work: Callable[..., None],
    arguments: Sequence[Any],
) -> None:
    torch.set_num_threads(threads)
    dist.init_process_group("gloo", init_method=meeting, rank=index + 1, world_size=size)
    try:
        work(Group(index + 1, size), *arguments)
    finally:
        dist.destroy_process_group()
