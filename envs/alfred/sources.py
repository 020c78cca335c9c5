"""Where trajectories come from: line files, and a user's own copy of ALFRED.

`data` is a folder with `SPLIT.jsonl[.gz]` beside `scenes_SPLIT.jsonl[.gz]`, such a file itself,
a folder of ALFRED (`json_2.1.0`, or the folder above it) with `SPLIT/TASK/TRIAL/traj_data.json`,
or one `traj_data.json`.
"""

from __future__ import annotations

import functools
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from envs.alfred.trajectory import Trajectory, trajectory_from_alfred, trajectory_from_lines
from envs.interface import InvalidInputError

OWN = "traj_data.json"
ENDINGS = (".jsonl.gz", ".jsonl")
MAX_BYTES = 1 << 30  # of one file, unpacked


@dataclass(frozen=True, slots=True)
class Source:
    """One trajectory that has not been parsed yet.

    Attributes:
        task_dir: names the task; trials of one task share it.
        name: names the trajectory, for messages.
        read: parses it.
    """

    task_dir: str
    name: str
    read: Callable[[], Trajectory]


def trajectory_sources(data: str, split: str, scenes: str = "") -> tuple[Source, ...]:
    """The trajectories of a data set, in its order.

    Args:
        data: see the module.
        split: such as `valid_seen`; names the files or the folder in `data`.
        scenes: the file of scene lines, where it is not beside the task lines.

    Raises:
        InvalidInputError: nothing is there, or it cannot be read.
    """
    path = _there("data", data)
    if path.is_file():
        return _of_file(path, scenes)
    own = _own_folder(path, split)
    tasks = _named(path, split)
    if tasks is not None:
        return _of_file(tasks, scenes)
    if own is None:
        raise InvalidInputError(
            "data",
            f"{data} holds neither {split}.jsonl.gz nor a folder {split} of ALFRED's trajectories",
        )
    return _of_folder(own)


def json_documents(data: str, split: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The task lines or `traj_data.json` files of a data set as they are, each with its place.

    Args:
        data: see the module; no scene lines are needed.
        split: names the files or the folder in `data`; not needed for a file.

    Raises:
        InvalidInputError: nothing is there, or it cannot be read.
    """
    path = _there("data", data)
    tasks = path if path.is_file() else _named(path, split)
    if tasks is not None and tasks.name.endswith(ENDINGS):
        for number, record in _records(tasks):
            yield f"{tasks}:{number}", record
        return
    own = _own_folder(path, split) if tasks is None else None
    files = [tasks] if tasks is not None else sorted((own or path).glob(f"*/*/{OWN}"))
    if not files:
        raise InvalidInputError(
            "data", f"{data} holds neither {split or 'SPLIT'}.jsonl.gz nor TASK/TRIAL/{OWN}"
        )
    for file in files:
        document = _json(_text(file), str(file))
        if not isinstance(document, dict):
            raise InvalidInputError(str(file), "expected a JSON object")
        yield str(file), document


def spread(count: int, wanted: int) -> list[int]:
    """Indices of `wanted` of `count` trajectories, evenly spread; all of them if fewer."""
    if wanted >= count:
        return list(range(count))
    return [index * count // wanted for index in range(wanted)]


def _of_file(path: Path, scenes: str) -> tuple[Source, ...]:
    if path.name.endswith(".json"):
        folder = path.resolve().parent.parent.name
        return (_own(path, folder),)
    if not path.name.endswith(ENDINGS):
        raise InvalidInputError("data", f"{path}: expected a .jsonl, .jsonl.gz or .json file")
    beside = _there("scenes", scenes) if scenes else path.with_name(f"scenes_{path.name}")
    if not beside.is_file():
        raise InvalidInputError("scenes", f"there is no file {beside} to join {path.name} with")
    stands = {}
    for number, record in _records(beside):
        stands[_task_id(record, f"{beside}:{number}")] = record
    found: list[Source] = []
    for number, record in _records(path):
        where = f"{path}:{number}"
        task_id = _task_id(record, where)
        if task_id not in stands:
            raise InvalidInputError(where, f"{beside.name} has no line with task_id {task_id!r}")
        read = functools.partial(trajectory_from_lines, record, stands[task_id], where)
        found.append(Source(str(record.get("task_dir") or task_id), task_id, read))
    if not found:
        raise InvalidInputError(str(path), "is empty; expected one trajectory a line")
    return tuple(found)


def _of_folder(folder: Path) -> tuple[Source, ...]:
    paths = sorted(folder.glob(f"*/*/{OWN}"))
    if not paths:
        raise InvalidInputError("data", f"{folder} holds no TASK/TRIAL/{OWN}")
    return tuple(_own(path, path.parent.parent.name) for path in paths)


def _own(path: Path, task_dir: str) -> Source:
    def read() -> Trajectory:
        return trajectory_from_alfred(_json(_text(path), str(path)), task_dir, str(path))

    return Source(task_dir, f"{task_dir}/{path.parent.name}", read)


def _own_folder(path: Path, split: str) -> Path | None:
    for folder in (path / split, path / "json_2.1.0" / split, path / "full_2.1.0" / split):
        if folder.is_dir():
            return folder
    return path if any(path.glob(f"*/*/{OWN}")) else None


def _named(path: Path, split: str) -> Path | None:
    files = [path / f"{split}{ending}" for ending in ENDINGS]
    return next((file for file in files if file.is_file()), None)


def _there(field: str, name: str) -> Path:
    path = Path(name).expanduser()
    try:
        found = bool(name) and path.exists()
    except (OSError, ValueError):
        found = False
    if not found:
        raise InvalidInputError(
            field,
            f"there is no file or folder {name!r}; expected ALFRED's trajectories, such as "
            "data=json_2.1.0 or a folder with SPLIT.jsonl.gz and scenes_SPLIT.jsonl.gz",
        )
    return path


def _records(path: Path) -> Sequence[tuple[int, dict[str, Any]]]:
    """Line number and JSON object of each line."""
    found: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        if line.strip():
            record = _json(line, f"{path}:{number}")
            if not isinstance(record, dict):
                raise InvalidInputError(f"{path}:{number}", "expected a JSON object")
            found.append((number, record))
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            if packed:
                with gzip.open(file) as unpacked:
                    raw = unpacked.read(MAX_BYTES + 1)
            else:
                raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise InvalidInputError(str(path), f"more than {MAX_BYTES >> 20} MiB")
        return raw.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InvalidInputError(str(path), f"cannot be read: {error}") from None


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(where, f"not JSON: {error}") from None


def _task_id(record: dict[str, Any], where: str) -> str:
    task_id = record.get("task_id")
    if not isinstance(task_id, str) or not task_id:
        raise InvalidInputError(f"{where}.task_id", f"expected a text, got {task_id!r}")
    return task_id
