"""Frames of rollouts on disk: their schema, and how they are written and read.

A rollout's folder holds `shard-*.parquet`, one row a frame. Arrays are plain bytes in C order, row
by row from the top, packed by Parquet (Zstandard); a row group holds consecutive frames of one
episode. What is in a row is what `FRAME_SCHEMA` says, and its own metadata say it in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from envs.interface import (
    CAMERA_HEIGHT,
    ActionName,
    InstanceLabel,
    InvalidInputError,
    Observation,
    Pose,
)
from envs.ontology import BY_NAME, VISIBLE_STATES

SHARDS = "shard-*.parquet"
ROW_GROUP = 16  # frames, of one episode
MOST_INSTANCES = 2**16 - 1  # ids that a mask can hold

_LABEL = pa.struct(
    [
        ("instance", pa.int32()),
        ("object_class", pa.string()),
        ("states", pa.list_(pa.string())),
    ]
)
_COLUMNS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("rgb", pa.binary(), "(height, width, 3) uint8"),
    ("depth", pa.binary(), "(height, width) float16, metres along the camera's forward axis"),
    ("instances", pa.binary(), "(height, width) uint16, ids of instances; 0 where nothing is"),
    ("height", pa.int32(), "pixels"),
    ("width", pa.int32(), "pixels"),
    ("labels", pa.list_(_LABEL), "class and visible states of each id in the frame, by id"),
    ("x", pa.float64(), "metres, of the camera's centre, world frame"),
    ("y", pa.float64(), "metres, of the camera's centre, above the world's zero"),
    ("z", pa.float64(), "metres, of the camera's centre, world frame"),
    ("yaw", pa.float64(), "degrees clockwise from +z"),
    ("horizon", pa.float64(), "degrees, positive looks down"),
    ("field_of_view", pa.float64(), "degrees, vertical"),
    ("held", pa.int32(), "id of the instance in the agent's hand; 0 for none"),
    ("action", pa.string(), "done just before the frame; null where the agent was put there"),
    ("point_y", pa.float64(), "in [0, 1] of the frame before, of what was acted on"),
    ("point_x", pa.float64(), "in [0, 1] of the frame before, of what was acted on"),
    ("target", pa.int32(), "id of the instance that was acted on; 0 for none"),
    ("success", pa.bool_(), "whether the action worked; null where there was none"),
    ("house", pa.string(), "where from, such as generated:12"),
    ("episode", pa.int64(), "number of the episode in its rollout"),
    ("step", pa.int64(), "number of the frame in its episode"),
    ("seed", pa.int64(), "of the rollout"),
)
FRAME_SCHEMA = pa.schema(
    [pa.field(name, kind, metadata={"is": text}) for name, kind, text in _COLUMNS]
)
_ARRAYS = ("rgb", "depth", "instances")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a rollout, with what is true of it; arrays that were read are read-only.

    Attributes:
        rgb: (H, W, 3) uint8, top row first.
        depth: (H, W) float16, metres along the camera's forward axis; inf where nothing is hit.
        instances: (H, W) uint16, instance ids, stable in an episode; 0 where nothing is hit.
        labels: one for each non-zero id in `instances`, in increasing id order.
        pose: of the agent, world frame; its `camera_position` is the camera's centre.
        field_of_view: [deg] vertical.
        held: id of the instance in the agent's hand; 0 for none.
        action: what was done just before; None where the agent was put there.
        point: (y, x) in [0, 1] of the frame before that was acted on; None for none, and where it
            was outside of that frame.
        target: id of the instance that was acted on; 0 for none.
        success: whether the action worked; None where there was none.
        house: such as `generated:12`.
        episode: its number in the rollout.
        step: number of the frame in its episode.
        seed: of the rollout.
    """

    rgb: NDArray[np.uint8]
    depth: NDArray[np.float16]
    instances: NDArray[np.uint16]
    labels: tuple[InstanceLabel, ...]
    pose: Pose
    field_of_view: float
    held: int
    action: ActionName | None
    point: tuple[float, float] | None
    target: int
    success: bool | None
    house: str
    episode: int
    step: int
    seed: int

    def observation(self) -> Observation:
        """The frame as the `oracle` sensor suite gives it."""
        return Observation(
            rgb=self.rgb,
            depth=self.depth.astype(np.float32),
            instances=self.instances.astype(np.int32),
            labels=self.labels,
            pose=self.pose,
            success=self.success,
            field_of_view=self.field_of_view,
        )


def encode(rows: Sequence[Frame]) -> pa.RecordBatch:
    """Frames as rows of `FRAME_SCHEMA`."""
    centres = [frame.pose.camera_position() for frame in rows]
    columns: dict[str, list[Any]] = {
        "rgb": [frame.rgb.tobytes() for frame in rows],
        "depth": [frame.depth.astype(np.float16, copy=False).tobytes() for frame in rows],
        "instances": [frame.instances.astype(np.uint16, copy=False).tobytes() for frame in rows],
        "height": [frame.rgb.shape[0] for frame in rows],
        "width": [frame.rgb.shape[1] for frame in rows],
        "labels": [[_label_row(label) for label in frame.labels] for frame in rows],
        "x": [float(centre[0]) for centre in centres],
        "y": [float(centre[1]) for centre in centres],
        "z": [float(centre[2]) for centre in centres],
        "yaw": [frame.pose.yaw for frame in rows],
        "horizon": [frame.pose.horizon for frame in rows],
        "action": [None if frame.action is None else str(frame.action) for frame in rows],
        "point_y": [None if frame.point is None else frame.point[0] for frame in rows],
        "point_x": [None if frame.point is None else frame.point[1] for frame in rows],
    }
    for name in ("field_of_view", "held", "target", "success", "house", "episode", "step", "seed"):
        columns[name] = [getattr(frame, name) for frame in rows]
    arrays = [pa.array(columns[field.name], field.type) for field in FRAME_SCHEMA]
    return pa.record_batch(arrays, schema=FRAME_SCHEMA)


def shard_writer(file: Any) -> pq.ParquetWriter:
    """Writes batches of `encode`, a row group each, into an open file; it is to be closed."""
    names = [name for name, _, _ in _COLUMNS]
    return pq.ParquetWriter(
        file,
        FRAME_SCHEMA,
        compression="zstd",
        compression_level=1,
        use_dictionary=[name for name in names if name not in _ARRAYS],
        write_statistics=["episode", "step"],
    )


def shards(folder: str | Path) -> list[Path]:
    """The shards of a rollout that there are so far, in order.

    Raises:
        InvalidInputError: the folder does not exist, or holds none.
    """
    path = Path(folder)
    found = sorted(path.glob(SHARDS)) if path.is_dir() else []
    if not found:
        what = f"no {SHARDS} in it" if path.is_dir() else "there is no such folder"
        raise InvalidInputError(str(folder), f"{what}; `hestia rollout out={folder}` makes them")
    return found


def frames(folder: str | Path) -> Iterator[Frame]:
    """The frames of a rollout: episode after episode in each shard, in order.

    Args:
        folder: of the rollout.

    Raises:
        InvalidInputError: the folder holds no shards, or a shard is not one, with its name.
    """
    found = shards(folder)
    return (frame for path in found for frame in read_shard(path))


def read_shard(path: str | Path) -> Iterator[Frame]:
    """The frames of one shard, episode after episode.

    Raises:
        InvalidInputError: it cannot be read, its columns are others, or a row is not a frame.
    """
    return read_groups(path)


def read_groups(path: str | Path, groups: Sequence[int] | None = None) -> Iterator[Frame]:
    """The frames of some of a shard's row groups, in the order given; of all by default.

    Raises:
        InvalidInputError: as `read_shard`.
    """
    try:
        with pq.ParquetFile(path) as file:
            _check_columns(path, file.schema_arrow)
            row = 0
            for group in _in_order(file) if groups is None else groups:
                for values in file.read_row_group(group).to_pylist():
                    yield _frame(values, f"{path}: row {row} of its episodes in order")
                    row += 1
    except (pa.ArrowException, OSError) as error:
        raise InvalidInputError(str(path), f"cannot be read as a shard: {error}") from error


def _check_columns(path: str | Path, schema: pa.Schema) -> None:
    for field in FRAME_SCHEMA:
        index = schema.get_field_index(field.name)
        if index < 0 or schema.field(index).type != field.type:
            came = "none" if index < 0 else str(schema.field(index).type)
            raise InvalidInputError(
                f"{path}: {field.name}", f"expected a column of {field.type}, got {came}"
            )


def _in_order(file: pq.ParquetFile) -> list[int]:
    """Row groups by episode; those of worlds side by side are written alternately."""
    column = FRAME_SCHEMA.get_field_index("episode")
    keys: list[tuple[int, int]] = []
    for group in range(file.num_row_groups):
        statistics = file.metadata.row_group(group).column(_leaf(file, column)).statistics
        keys.append((int(statistics.min) if statistics is not None else 0, group))
    return [group for _, group in sorted(keys)]


def _leaf(file: pq.ParquetFile, column: int) -> int:
    """Place of a plain column among Parquet's own, of which a list of structs is several."""
    name = FRAME_SCHEMA.field(column).name
    return next(i for i in range(len(file.schema)) if file.schema.column(i).path == name)


def _label_row(label: InstanceLabel) -> dict[str, Any]:
    return {
        "instance": label.instance,
        "object_class": label.object_class,
        "states": sorted(label.states),
    }


def _frame(values: dict[str, Any], where: str) -> Frame:
    """A row as a frame, checked."""
    try:
        height, width = int(values["height"]), int(values["width"])
        point = (values["point_y"], values["point_x"])
        return Frame(
            rgb=np.frombuffer(values["rgb"], np.uint8).reshape(height, width, 3),
            depth=np.frombuffer(values["depth"], np.float16).reshape(height, width),
            instances=np.frombuffer(values["instances"], np.uint16).reshape(height, width),
            labels=tuple(_label(label) for label in values["labels"]),
            pose=Pose(
                float(values["x"]),
                float(values["z"]),
                float(values["yaw"]),
                float(values["horizon"]),
                float(values["y"]) - CAMERA_HEIGHT,
            ),
            field_of_view=float(values["field_of_view"]),
            held=int(values["held"]),
            action=None if values["action"] is None else ActionName(values["action"]),
            point=None if None in point else (float(point[0]), float(point[1])),
            target=int(values["target"]),
            success=values["success"],
            house=str(values["house"]),
            episode=int(values["episode"]),
            step=int(values["step"]),
            seed=int(values["seed"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidInputError(where, f"is not a frame: {error}") from error


def _label(values: dict[str, Any]) -> InstanceLabel:
    kind, states = str(values["object_class"]), frozenset[str](values["states"])
    if kind not in BY_NAME:
        raise ValueError(f"no type of the ontology is called {kind!r}")
    if not states <= set(VISIBLE_STATES):
        raise ValueError(f"states can be {', '.join(VISIBLE_STATES)}; got {sorted(states)}")
    return InstanceLabel(int(values["instance"]), kind, states)
