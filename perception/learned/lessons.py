"""What the network learns from: frames of rollouts, cropped and varied, and what is true of points.

Shapes: K points, M things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import find_objects

from envs.interface import InvalidInputError
from envs.ontology import BY_NAME, VISIBLE_STATES
from perception.frames import Frame, read_groups, shards
from perception.learned.inputs import NEAREST, channels, rays
from perception.learned.network import CELL, OFFSET_UNIT
from perception.learned.vocabulary import JUDGED, STRUCTURES

HEIGHT = 300  # [pixels] that frames are brought to
BUFFER = 640  # frames that wait to be drawn from
SMALLEST = 8  # [pixels] of a thing whose class and states are told as a whole
SEEN = 64  # [pixels] of a thing that makes a frame worth learning from
POOREST = 0.25  # share of frames that are kept though next to nothing is in them
RICH = 3.0  # times the usual worth of a frame, from which all are kept
WINDOWS = 5  # places for a crop, of which the one with most in it is likeliest
_RAREST = 5.0  # times that a rare class counts, at most
_IGNORED = -1


@dataclass(frozen=True, slots=True)
class Variety:
    """How frames are varied in training.

    Attributes:
        points: K, of a frame that losses are taken at, half of them evenly over its things.
        depth: share of frames whose depth the network is given.
        depth_noise: relative, at most, of the depth that is given.
        colour: share of frames with other colours and light.
        mirror: share of frames that are mirrored.
        zoom: times that a crop is enlarged, at most, so that small things are seen large.
        zoomed: share of frames that are.
        sides: [pixels] of square crops, one drawn for every batch; multiples of the network's
            stride.
    """

    points: int = 2048
    depth: float = 0.5
    depth_noise: float = 0.02
    colour: float = 0.5
    mirror: float = 0.5
    zoom: float = 2.5
    zoomed: float = 0.25
    sides: tuple[int, ...] = (208, 256, 304)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a frame.

    Attributes:
        rgb: (H, W, 3) uint8.
        depth: (H, W) float32, metres along the forward axis; inf where nothing is.
        things: (H, W) int32, index of each pixel's thing; 0 for nothing.
        kinds: (M,) int64, class of each thing; -1 for nothing.
        states: (M, S) bool.
        looks: (2, H, W) float32, of `inputs.rays`.
    """

    rgb: NDArray[np.uint8]
    depth: NDArray[np.float32]
    things: NDArray[np.int32]
    kinds: NDArray[np.int64]
    states: NDArray[np.bool_]
    looks: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A frame as the network gets it, with what is true of K points.

    Attributes:
        inputs: (CHANNELS, H, W) float32.
        places: (K, 2) float32, (x, y) in [-1, 1].
        kinds: (K,) int64; -1 where nothing is.
        geometry: (K, 5) float32: to the middle of the thing (down, right) in `OFFSET_UNIT`, logs
            of the root of its area, of its height and of its width in `OFFSET_UNIT`; not a number
            for structure.
        borders: (K, 2) float32, 1 where what is a cell further down, or right, is another thing,
            else 0; not a number at the frame's edge.
        log_depth: (K,) float32, of metres; not a number where it is not known or was given.
        owners: (K,) int64, index into the things; -1 for none that is told.
        thing_kinds: (M,) int64.
        thing_worth: (M,) float32, what telling its class is worth; 0 for structure.
        thing_states: (M, S) float32, 1 for true, not a number where it cannot be so.
        whole: (H, W) int16, class of every pixel; -1 where nothing is.
        cells: (H / 2, W / 2) int32, thing of each cell, counted from 1; 0 for none that is told.
    """

    inputs: NDArray[np.float32]
    places: NDArray[np.float32]
    kinds: NDArray[np.int64]
    geometry: NDArray[np.float32]
    borders: NDArray[np.float32]
    log_depth: NDArray[np.float32]
    owners: NDArray[np.int64]
    thing_kinds: NDArray[np.int64]
    thing_worth: NDArray[np.float32]
    thing_states: NDArray[np.float32]
    whole: NDArray[np.int16]
    cells: NDArray[np.int32]


def truth_of(frame: Frame) -> Truth:
    """A frame of a rollout, at `HEIGHT`, with its labels as arrays."""
    rgb, depth, ids = frame.rgb, frame.depth, frame.instances
    if rgb.shape[0] != HEIGHT:
        size = (max(1, round(rgb.shape[1] * HEIGHT / rgb.shape[0])), HEIGHT)
        rows = ((np.arange(size[1]) + 0.5) * rgb.shape[0] / size[1]).astype(np.int64)
        columns = ((np.arange(size[0]) + 0.5) * rgb.shape[1] / size[0]).astype(np.int64)
        rgb = np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.BILINEAR))
        depth, ids = depth[np.ix_(rows, columns)], ids[np.ix_(rows, columns)]
    index = np.zeros(max((label.instance for label in frame.labels), default=0) + 1, np.int32)
    kinds = np.full(len(frame.labels) + 1, _IGNORED, np.int64)
    states = np.zeros((len(frame.labels) + 1, len(VISIBLE_STATES)), bool)
    for number, label in enumerate(frame.labels, start=1):
        index[label.instance] = number
        kinds[number] = BY_NAME[label.object_class].index
        states[number] = [state in label.states for state in VISIBLE_STATES]
    looks = rays(rgb.shape[0], rgb.shape[1], frame.field_of_view, frame.pose.horizon)
    return Truth(rgb, depth.astype(np.float32), index[ids], kinds, states, looks)


class Rarity:
    """How often each class and each state was seen, and so what one more thing is worth."""

    def __init__(self) -> None:
        self._counts = np.ones(len(STRUCTURES))
        self._states = np.ones(len(VISIBLE_STATES))
        self._usual = 0.0

    def worth(self, truth: Truth) -> float:
        """Sum of the weights of a frame's things and of the states that they are in."""
        areas = np.bincount(truth.things.reshape(-1), minlength=len(truth.kinds))
        seen = (areas >= SEEN) & (truth.kinds >= 0)
        states = truth.states[seen].sum(0) @ _weights(self._states)
        return float(self.weights()[truth.kinds[seen]].sum() + states)

    def weights(self) -> NDArray[np.float64]:
        """(classes,) 1 for a class of usual frequency; 0 for structure."""
        found = np.zeros(len(STRUCTURES))
        found[~STRUCTURES] = _weights(self._counts[~STRUCTURES])
        return found

    def keeps(self, truth: Truth, rng: np.random.Generator) -> bool:
        """Whether a frame is worth learning from; takes note of what is in it."""
        worth = self.worth(truth)
        self._usual += 0.01 * (worth - self._usual) if self._usual else worth
        kinds, counts = np.unique(truth.kinds[truth.kinds >= 0], return_counts=True)
        self._counts[kinds] += counts
        self._states += truth.states.sum(0)
        return rng.random() < max(POOREST, worth / max(RICH * self._usual, 1e-9))


def _weights(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 for what is as frequent as usual, more for what is rarer."""
    usual = float(np.exp(np.log(counts).mean()))
    return np.clip(np.sqrt(usual / counts), 1 / _RAREST, _RAREST)


def crop(truth: Truth, side: int, rng: np.random.Generator, rarity: Rarity | None = None) -> Truth:
    """A square part of a frame, `side` pixels wide, filled up with nothing where it is smaller.

    Args:
        truth: the frame.
        side: pixels.
        rng: of the place.
        rarity: of the classes, to find a place with much in it; None for any place.
    """
    places = [_part(truth, side, rng) for _ in range(WINDOWS if rarity is not None else 1)]
    if rarity is None or places[0].things.shape == truth.things.shape:
        return places[0]
    worth = np.array([rarity.worth(place) for place in places]) + 1e-3
    return places[int(rng.choice(len(places), p=worth / worth.sum()))]


def _part(truth: Truth, side: int, rng: np.random.Generator) -> Truth:
    height, width = truth.things.shape
    top = int(rng.integers(max(height - side, 0) + 1))
    left = int(rng.integers(max(width - side, 0) + 1))
    part = np.s_[top : top + side, left : left + side]
    if part == np.s_[0:height, 0:width]:
        return truth
    rows, columns = truth.things[part].shape
    lack = ((0, side - rows), (0, side - columns))
    return Truth(
        np.pad(truth.rgb[part], (*lack, (0, 0)), "edge"),
        np.pad(truth.depth[part], lack, constant_values=np.inf),
        np.pad(truth.things[part], lack),
        truth.kinds,
        truth.states,
        np.pad(truth.looks[(slice(None), *part)], ((0, 0), *lack), "reflect", reflect_type="odd"),
    )


def zoomed(truth: Truth, side: int) -> Truth:
    """A square part of a frame at `side` pixels."""
    size = truth.things.shape[0]
    near = ((np.arange(side) + 0.5) * size / side).astype(np.int64)
    pick = np.ix_(near, near)
    rgb = np.asarray(Image.fromarray(truth.rgb).resize((side, side), Image.Resampling.BILINEAR))
    looks = np.stack([truth.looks[0][pick], truth.looks[1][pick]])
    return Truth(rgb, truth.depth[pick], truth.things[pick], truth.kinds, truth.states, looks)


def mirrored(truth: Truth) -> Truth:
    """Left for right."""
    looks = truth.looks[:, :, ::-1] * np.array([-1.0, 1.0], np.float32)[:, None, None]
    flipped = np.ascontiguousarray(truth.rgb[:, ::-1])
    return Truth(
        flipped, truth.depth[:, ::-1], truth.things[:, ::-1], truth.kinds, truth.states, looks
    )


def lesson_of(
    truth: Truth, variety: Variety, rng: np.random.Generator, rarity: Rarity | None = None
) -> Lesson:
    """A lesson from a frame, varied; with `rarity`, rare classes have more of the points."""
    given = rng.random() < variety.depth
    depth = truth.depth if given else None
    if depth is not None and variety.depth_noise:
        noise = np.float32(rng.uniform(0.0, variety.depth_noise))
        depth = depth * (np.float32(1.0) + noise * rng.standard_normal(depth.shape, np.float32))
    inputs = channels(truth.rgb, truth.looks, depth)
    if rng.random() < variety.colour:
        gain = rng.uniform(0.75, 1.3) * rng.uniform(0.9, 1.1, 3)
        shift = rng.uniform(-0.3, 0.3) + rng.uniform(-0.1, 0.1, 3)
        inputs[:3] = inputs[:3] * gain[:, None, None] + shift[:, None, None]
        inputs[:3] += rng.uniform(0.0, 0.12) * rng.standard_normal(inputs[:3].shape, np.float32)
    weights = np.ones(len(STRUCTURES)) if rarity is None else rarity.weights() + STRUCTURES
    return _told(truth, inputs, given, variety.points, weights, rng)


def _told(
    truth: Truth,
    inputs: NDArray[np.float32],
    given: bool,
    count: int,
    weights: NDArray[np.float64],
    rng: np.random.Generator,
) -> Lesson:
    """What is true at points of a frame; `weights` of classes."""
    height, width = truth.things.shape
    things = truth.things.reshape(-1)
    areas = np.bincount(things, minlength=len(truth.kinds))
    pixels = _points(things, areas, weights[truth.kinds], count, rng)
    rows, columns = np.divmod(pixels, width)
    every = np.arange(things.size)
    share = np.maximum(areas, 1)
    middle_row = np.bincount(things, every // width, minlength=len(areas)) / share
    middle_column = np.bincount(things, every % width, minlength=len(areas)) / share
    owner = things[pixels]
    kinds = truth.kinds[owner]
    geometry = np.stack(
        [
            (middle_row[owner] - rows) / OFFSET_UNIT,
            (middle_column[owner] - columns) / OFFSET_UNIT,
            np.log(np.sqrt(share[owner]) / OFFSET_UNIT),
            *np.log(_extents(truth.things, len(areas))[owner].T / OFFSET_UNIT),
        ],
        1,
    )
    geometry[(kinds < 0) | STRUCTURES[kinds]] = np.nan
    metres = truth.depth.reshape(-1)[pixels]
    known = np.isfinite(metres) & (metres > NEAREST) & (not given)
    log_depth = np.where(known, np.log(np.where(known, metres, 1.0)), np.nan)
    told = (areas >= SMALLEST) & (truth.kinds >= 0)
    told &= JUDGED[truth.kinds].any(1) | ~STRUCTURES[truth.kinds]
    told &= np.bincount(owner, minlength=len(areas)) > 0
    place = np.cumsum(told) - 1
    states = np.where(JUDGED[truth.kinds[told]], truth.states[told], np.nan)
    places = np.stack([(columns + 0.5) / width * 2 - 1, (rows + 0.5) / height * 2 - 1], 1)
    return Lesson(
        inputs,
        places.astype(np.float32),
        kinds,
        geometry.astype(np.float32),
        _borders(truth.things, rows, columns),
        log_depth.astype(np.float32),
        np.where(told[owner], place[owner], -1),
        truth.kinds[told],
        np.where(STRUCTURES, 0.0, weights)[truth.kinds[told]].astype(np.float32),
        states.astype(np.float32),
        truth.kinds.astype(np.int16)[truth.things],
        np.where(told, place + 1, 0).astype(np.int32)[truth.things[1::CELL, 1::CELL]],
    )


def _extents(things: NDArray[np.int32], count: int) -> NDArray[np.float64]:
    """Height and width [pixels] of every thing (`count`, 2); 1 of what is not there."""
    boxes = find_objects(things + 1, count)
    return np.array(
        [[1, 1] if box is None else [side.stop - side.start for side in box] for box in boxes],
        np.float64,
    ).reshape(count, 2)


def _borders(
    things: NDArray[np.int32], rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Whether what is a cell further down, and right, of pixels is of another thing."""
    height, width = things.shape
    here = things[rows, columns]
    below = things[np.minimum(rows + CELL, height - 1), columns]
    beside = things[rows, np.minimum(columns + CELL, width - 1)]
    found = np.stack([below != here, beside != here], 1).astype(np.float32)
    found[np.stack([rows + CELL >= height, columns + CELL >= width], 1)] = np.nan
    return found


def _points(
    things: NDArray[np.int32],
    areas: NDArray[np.int64],
    weights: NDArray[np.float64],
    count: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Pixels: half of them anywhere, half of them evenly over things, great ones a little more."""
    anywhere = rng.integers(things.size, size=count - count // 2)
    weights = weights * (np.arange(len(areas)) > 0) * areas.astype(np.float64) ** 0.25
    if not weights.any():
        return np.concatenate([anywhere, rng.integers(things.size, size=count // 2)])
    order = np.argsort(things, kind="stable")
    starts = np.cumsum(areas) - areas
    chosen = rng.choice(len(areas), size=count // 2, p=weights / weights.sum())
    within = (rng.random(count // 2) * areas[chosen]).astype(np.int64)
    return np.concatenate([anywhere, order[starts[chosen] + within]])


class Reader:
    """Frames of rollouts in random order; iterating over them never ends.

    Args:
        folders: of rollouts.
        rng: of the order.

    Raises:
        InvalidInputError: a folder holds no shards.
    """

    def __init__(self, folders: Sequence[str], rng: np.random.Generator) -> None:
        paths = [path for folder in folders for path in shards(folder)]
        self._groups = [
            (path, group) for path in paths for group in range(pq.ParquetFile(path).num_row_groups)
        ]
        if not self._groups:
            raise InvalidInputError("data", f"no frames in {', '.join(folders)}")
        self._rng = rng
        self.rarity = Rarity()

    def __iter__(self) -> Iterator[Truth]:
        buffer: list[Truth] = []
        for path, group in self._endless():
            truths = (truth_of(frame) for frame in read_groups(path, [group]))
            buffer += [truth for truth in truths if self.rarity.keeps(truth, self._rng)]
            while len(buffer) >= BUFFER:
                place = int(self._rng.integers(len(buffer)))
                buffer[place], buffer[-1] = buffer[-1], buffer[place]
                yield buffer.pop()

    def once(self, count: int) -> Iterator[Truth]:
        """Frames of random groups, at most `count`, each no more than once."""
        left = count
        for index in self._rng.permutation(len(self._groups)):
            path, group = self._groups[int(index)]
            for frame in read_groups(path, [group]):
                if not left:
                    return
                left -= 1
                yield truth_of(frame)

    def _endless(self) -> Iterator[tuple[Path, int]]:
        while True:
            for index in self._rng.permutation(len(self._groups)):
                yield self._groups[int(index)]
