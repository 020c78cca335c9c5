"""What an evaluation leaves on disk: rows that survive the death of whoever writes them.

Rows go to small Parquet files in `out/parts/`, each written under another name, synced and then
renamed, so that a reader never sees half of one. `finish` merges them into `episodes.parquet`.
`manifest.json` says which configuration the folder belongs to.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from agent.config import HOW_KEYS, EvalConfig, RolloutConfig
from agent.eyes import weights_sha256
from agent.versions import versions
from envs.interface import InvalidInputError

SCHEMA = pa.schema(
    [
        ("index", pa.int64()),
        ("episode_id", pa.string()),
        ("task_id", pa.string()),
        ("task_type", pa.string()),
        ("task_name", pa.string()),
        ("house", pa.string()),
        ("success", pa.bool_()),
        ("conditions_met", pa.int64()),
        ("conditions_total", pa.int64()),
        ("goal_condition_success", pa.float64()),
        ("steps", pa.int64()),
        ("failed_actions", pa.int64()),
        ("expert_length", pa.int64()),
        ("outcome", pa.string()),
        ("stop_reason", pa.string()),
        ("error", pa.string()),
        ("tries", pa.int64()),
        ("wall_s", pa.float64()),
        ("planner_calls", pa.int64()),
        ("planner_ms", pa.list_(pa.float64())),
        ("language_calls", pa.int64()),
        ("language_cached", pa.int64()),
        ("language_ms", pa.list_(pa.float64())),
        ("tokens", pa.int64()),
        ("cost_usd", pa.float64()),
        ("trace_path", pa.string()),
        ("confusion", pa.list_(pa.string())),
    ]
)
EMPTY_ROW: dict[str, Any] = {
    "episode_id": "",
    "task_id": "",
    "task_type": "",
    "task_name": "",
    "house": "",
    "success": False,
    "conditions_met": 0,
    "conditions_total": 0,
    "goal_condition_success": 0.0,
    "steps": 0,
    "failed_actions": 0,
    "expert_length": 0,
    "outcome": "",
    "stop_reason": "",
    "error": None,
    "tries": 1,
    "wall_s": 0.0,
    "planner_calls": 0,
    "planner_ms": [],
    "language_calls": 0,
    "language_cached": 0,
    "language_ms": [],
    "tokens": 0,
    "cost_usd": 0.0,
    "trace_path": None,
    "confusion": [],
}


def manifest(config: EvalConfig | RolloutConfig) -> dict[str, Any]:
    """What decides the result of a command: its configuration and the versions used."""
    values = asdict(config)
    for key in HOW_KEYS:
        del values[key]
    digest = weights_sha256(config.sensors) if isinstance(config, EvalConfig) else None
    if digest is not None:
        values["sensors"]["weights_sha256"] = digest
    return {"config": json.loads(json.dumps(values)), "versions": versions()}


class ResultStore:
    """The folder of one evaluation.

    Args:
        config: of the evaluation; `config.out` is the folder.

    Attributes:
        earlier_s: [s] that earlier runs into this folder took.

    Raises:
        InvalidInputError: the folder holds an evaluation of another configuration.
    """

    def __init__(self, config: EvalConfig) -> None:
        self.folder = Path(config.out)
        self.parts = self.folder / "parts"
        claim(config, manifest(config), "an evaluation")
        self.parts.mkdir(exist_ok=True)
        self._pending: list[dict[str, Any]] = []
        self.earlier_s = self._earlier()
        self._rows = {row["index"]: row for row in self._read() if row["index"] < config.episodes}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Every row so far, by index."""
        return [self._rows[index] for index in sorted(self._rows)]

    def missing(self, episodes: int) -> list[int]:
        """Indices below `episodes` that have no row yet."""
        return [index for index in range(episodes) if index not in self._rows]

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one row; it is on disk after the next `flush`.

        Args:
            row: `index`, and what `SCHEMA` names; what is left out is empty.
        """
        unknown = sorted(set(row) - set(SCHEMA.names))
        if unknown:
            raise InvalidInputError(f"row.{unknown[0]}", f"valid columns: {SCHEMA.names}")
        full = EMPTY_ROW | dict(row)
        self._rows[int(full["index"])] = full
        self._pending.append(full)

    def flush(self, spent_s: float = 0.0) -> None:
        """Put the rows taken since the last call on disk, for good.

        Args:
            spent_s: [s] that this run has taken so far, for whoever resumes it.
        """
        if self._pending:
            elapsed = json.dumps({"wall_s": self.earlier_s + spent_s})
            write_text(self.parts / "elapsed.json", elapsed)
            name = f"part-{self._pending[0]['index']:08d}-{os.getpid()}.parquet"
            _write(self._pending, self.parts / name)
            self._pending = []

    def finish(self) -> list[dict[str, Any]]:
        """Merge everything into `episodes.parquet`, sorted by index.

        Returns:
            The rows.
        """
        self.flush()
        _write(self.rows, self.folder / "episodes.parquet")
        for part in sorted(self.parts.glob("*")):
            part.unlink()
        self.parts.rmdir()
        return self.rows

    def write_json(self, name: str, value: object) -> None:
        """Write a JSON file into the folder, whole or not at all."""
        write_text(self.folder / name, json.dumps(value, indent=2) + "\n")

    def _earlier(self) -> float:
        for path in (self.parts / "elapsed.json", self.folder / "summary.json"):
            if path.exists():
                return float(json.loads(path.read_text())["wall_s"])
        return 0.0

    def _read(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        whole = self.folder / "episodes.parquet"
        for path in ([whole] if whole.exists() else []) + sorted(self.parts.glob("*.parquet")):
            try:
                found += pq.read_table(path, schema=SCHEMA).to_pylist()
            except (pa.ArrowException, OSError) as error:
                raise InvalidInputError(
                    str(path), f"cannot be read ({error}); delete it to run its episodes again"
                ) from error
        return found


def claim(config: EvalConfig | RolloutConfig, ours: Mapping[str, Any], what: str) -> None:
    """Make the folder of a command and its `manifest.json`, or see that they are its own.

    Args:
        config: `config.out` is the folder.
        ours: the manifest, with `config`.
        what: the folder holds, for messages.

    Raises:
        InvalidInputError: the folder cannot be made, or holds what another configuration left.
    """
    folder = Path(config.out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInputError("out", f"cannot make the folder {config.out}: {error}") from None
    path = folder / "manifest.json"
    if not path.exists():
        write_text(path, json.dumps(ours, indent=2) + "\n")
        return
    try:
        theirs = json.loads(path.read_text())["config"]
    except (ValueError, KeyError, TypeError):
        raise InvalidInputError("out", f"{path} is not a manifest; choose another out=") from None
    was, now = _flat(theirs), _flat(ours["config"])
    for key in sorted(was.keys() | now.keys()):
        if was.get(key) != now.get(key):
            raise InvalidInputError(
                key,
                f"{config.out} holds {what} with {key}={was.get(key)}, not "
                f"{now.get(key)}; give the same value to resume it, or another out=",
            )


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    draft = path.with_name(path.name + ".draft")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def _write(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    draft = path.with_name(path.name + ".draft")
    with draft.open("wb") as file:
        pq.write_table(pa.Table.from_pylist(list(rows), schema=SCHEMA), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{key}.")  # pyright: ignore[reportUnknownArgumentType]
        else:
            found[prefix + key] = value
    return found
