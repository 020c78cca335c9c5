"""A rollout: shards on Ray, each written whole or not at all, and a summary of all of them."""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from agent.config import RolloutConfig
from agent.policies import Shard, shard_frames
from agent.results import claim, manifest, write_text
from agent.workers import run_episodes, start_ray, stop_ray, worker_count
from envs.interface import InvalidInputError
from envs.thor.sources import house_specs
from perception.frames import ROW_GROUP, Frame, encode, shard_writer

GROUP_BYTES = 16 << 20  # of pictures that wait to be written, an episode
USUAL_FRAMES = 1000  # where neither frames= nor episodes= is given
TRAIN, VALID = range(10_000), range(10_000, 11_000)  # seeds of generated houses
_COUNTED = ["labels", "action", "success", "house", "episode"]


def shard_plan(config: RolloutConfig) -> list[Shard]:
    """What a rollout is made of; a worker makes a shard at a time.

    Raises:
        InvalidInputError: both episodes= and frames= are given.
    """
    if config.episodes is not None and config.frames is not None:
        raise InvalidInputError(
            "frames", f"episodes={config.episodes} says how many frames there are; give one of them"
        )
    if config.episodes is not None:
        return _split(range(config.episodes), config.worlds)
    frames = config.frames or USUAL_FRAMES
    quota = config.steps * config.worlds
    if config.policy == "expert":
        return [
            Shard(index, range(first, first + quota), min(quota, frames - first))
            for index, first in enumerate(range(0, frames, quota))
        ]
    parts = _split(range(-(-frames // config.steps)), config.worlds)
    last = frames - config.steps * parts[-1].episodes.start
    return [*parts[:-1], replace(parts[-1], frames=last)]


def _split(episodes: range, size: int) -> list[Shard]:
    firsts = range(0, len(episodes), size)
    return [Shard(i, episodes[first : first + size], None) for i, first in enumerate(firsts)]


def rollout(
    config: RolloutConfig, console: Console, clock: Callable[[], float] = time.monotonic
) -> dict[str, Any]:
    """Make the shards that the folder does not hold yet, and sum all of them up.

    Args:
        config: what to roll out; the same `out` again resumes.
        console: where progress is shown.
        clock: [s], monotonic.

    Returns:
        What is in `summary.json`, and `failed`: the rows of shards that could not be made.

    Raises:
        InvalidInputError: `out` holds something else, or a shard of it cannot be read.
    """
    plan = shard_plan(config)
    folder = Path(config.out)
    claim(config, manifest(config) | {"houses": _splits(config.houses)}, "a rollout")
    earlier = _earlier(folder)
    done = {shard.index: _rows(path) for shard in plan if (path := _path(folder, shard)).exists()}
    started = clock()
    failed: list[dict[str, Any]] = []
    try:
        missing = [shard.index for shard in plan if shard.index not in done]
        if missing:
            failed = _run(config, missing, sum(done.values()), console, clock)
    finally:
        spent = earlier + clock() - started
        write_text(folder / "elapsed.json", json.dumps({"wall_s": round(spent, 3)}) + "\n")
    paths = [path for shard in plan if (path := _path(folder, shard)).exists()]
    summary = _summary(paths, len(plan), spent)
    write_text(folder / "summary.json", json.dumps(summary, indent=2) + "\n")
    return summary | {"failed": failed}


def make_shard(config: RolloutConfig, index: int) -> Mapping[str, Any]:
    """Make one shard and put it in its place, for good."""
    shard = shard_plan(config)[index]
    path = _path(Path(config.out), shard)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    count = 0
    try:
        with draft.open("wb") as file:
            with shard_writer(file) as writer:
                for group in _groups(shard_frames(config, shard)):
                    writer.write_batch(encode(group))
                    count += len(group)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return {"frames": count}


def _groups(frames: Iterator[Frame]) -> Iterator[list[Frame]]:
    """Frames of many episodes at once in groups of one episode's: `ROW_GROUP`, of large ones
    fewer."""
    waiting: dict[int, list[Frame]] = {}
    for frame in frames:
        group = waiting.setdefault(frame.episode, [])
        group.append(frame)
        if len(group) >= min(ROW_GROUP, GROUP_BYTES // frame.rgb.nbytes):
            yield waiting.pop(frame.episode)
    yield from (waiting[episode] for episode in sorted(waiting))


def _path(folder: Path, shard: Shard) -> Path:
    return folder / f"shard-{shard.index:06d}.parquet"


def _rows(path: Path) -> int:
    """Frames in a shard that is there."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError) as error:
        raise InvalidInputError(
            str(path), f"cannot be read ({error}); delete it to have it made again"
        ) from error


def _run(
    config: RolloutConfig,
    missing: Sequence[int],
    there: int,
    console: Console,
    clock: Callable[[], float],
) -> list[dict[str, Any]]:
    """Makes shards; the rows of those that could not be."""
    failed: list[dict[str, Any]] = []
    ours = start_ray(config.ray_address)
    columns = (
        BarColumn(),
        TextColumn("{task.completed} of {task.total} shards, {task.fields[frames]:,} frames"),
        TextColumn("{task.fields[pace]:.0f} frames/s"),
        TimeRemainingColumn(),
    )
    try:
        workers = worker_count(config.workers, len(missing))
        if there:
            console.print(f"resuming: {there:,} frames are there already", highlight=False)
        console.print(f"{len(missing)} shards on {workers} worker{'s' * (workers > 1)}")
        _sweep(Path(config.out))
        started, made = clock(), 0
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("", total=len(missing), frames=there, pace=0.0)
            for row in run_episodes(config, make_shard, missing, workers, clock):
                if row.get("error"):
                    failed.append(row)
                made += int(row.get("frames", 0))
                pace = made / max(clock() - started, 1e-9)
                bar.update(task, advance=1, frames=there + made, pace=pace)
    finally:
        if ours:
            stop_ray()
    return failed


def _sweep(folder: Path) -> None:
    """Removes what workers were writing when they were killed."""
    for draft in folder.glob(".shard-*.draft"):
        draft.unlink(missing_ok=True)


def _earlier(folder: Path) -> float:
    """[s] that earlier runs into the folder took."""
    path = folder / "elapsed.json"
    try:
        return float(json.loads(path.read_text())["wall_s"]) if path.exists() else 0.0
    except (ValueError, KeyError, TypeError):
        return 0.0


def _splits(houses: str) -> dict[str, int]:
    """How many of the houses are of which of the generator's splits."""
    found: Counter[str] = Counter()
    for spec in house_specs(houses):
        match = re.fullmatch(r"generated:(\d+)", spec)
        seed = int(match[1]) if match else -1
        split = "train" if seed in TRAIN else "valid" if seed in VALID else "other"
        found["files_and_floor_plans" if match is None else split] += 1
    return dict(found)


def _summary(paths: Sequence[Path], planned: int, wall_s: float) -> dict[str, Any]:
    """What the shards hold, counted."""
    classes, states, tried, worked = (Counter[str]() for _ in range(4))
    houses: set[str] = set()
    episodes: set[int] = set()
    count = size = 0
    for path in paths:
        table = pq.read_table(path, columns=_COUNTED)
        count += table.num_rows
        size += path.stat().st_size
        labels = pc.list_flatten(table["labels"])
        _count(classes, pc.struct_field(labels, "object_class"))
        _count(states, pc.list_flatten(pc.struct_field(labels, "states")))
        _count(tried, table["action"].drop_null())
        _count(worked, table.filter(pc.field("success"))["action"])
        houses.update(table["house"].to_pylist())
        episodes.update(table["episode"].to_pylist())
    return {
        "frames": count,
        "episodes": len(episodes),
        "houses": len(houses),
        "shards": len(paths),
        "missing_shards": planned - len(paths),
        "megabytes": round(size / 1e6, 3),
        "wall_s": round(wall_s, 3),
        "frames_per_second": round(count / wall_s, 3) if wall_s > 0 else 0.0,
        "seen": dict(sorted(classes.items())),
        "states": dict(sorted(states.items())),
        "actions": {name: {"tried": tried[name], "worked": worked[name]} for name in sorted(tried)},
    }


def _count(counter: Counter[str], values: Any) -> None:
    for item in pc.value_counts(values).to_pylist():
        counter[item["values"]] += item["counts"]
