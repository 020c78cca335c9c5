"""Segmentation, depth and states from what a camera gives, by one network of ours."""

from __future__ import annotations

import copy
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from envs.interface import InvalidInputError, Observation, Pose
from envs.ontology import BY_NAME, VISIBLE_STATES
from perception.learned.grouping import group
from perception.learned.inputs import channels, rays
from perception.learned.lessons import HEIGHT
from perception.learned.model import load
from perception.learned.network import (
    OFFSET_UNIT,
    STRIDE,
    Features,
    Network,
    at_points,
)
from perception.learned.patches import patches, settled
from perception.learned.vocabulary import CLASSES, JUDGED, STRUCTURES
from perception.projection import floor_depth
from perception.segmentation import Depth, Detection, Segmentation

POINTS = 2048  # that states are told from, a frame, as in training
FEWEST = 8  # of them a thing
AGREED = 0.8  # share by which scores of classes are brought nearer to their mean in a patch
VOTED = 0.5  # the same of middles and sizes
WHOLE = 0.5  # share of a thing's posterior that is told from its whole; the rest its cells voted
DOUBTFUL = 0.2  # confidence below which a thing is not reported
FLOOR_FARTHEST = 12.0  # [m] up to which the floor is as far away as its plane
_FLOOR = BY_NAME["Floor"].index
_SHOWN = 0.02  # probability of the classes in a posterior
_SHIFT = 1.0  # log scale of depth beyond which nothing is known
_Pixel = TypeVar("_Pixel", bound=np.generic)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the network made of a frame.

    Attributes:
        observation: the frame.
        given: whether it was given the depth.
        horizon: [deg] that it was told.
        inputs: (CHANNELS, H, W) of the network.
        features: of the trunk.
        shape: (h, w) of the frame inside of the network's input, pixels; padding is outside.
        padded: (H, W) of the network's input, pixels.
    """

    observation: Observation
    given: bool
    horizon: float
    inputs: NDArray[np.float32]
    features: Features
    shape: tuple[int, int]
    padded: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Points:
    """Points of things.

    Attributes:
        features: (P, F) of the trunk.
        owners: (P,) int64, index into `there`.
        there: (M,) int64, which of the things that were asked for have any, by index.
    """

    features: torch.Tensor
    owners: torch.Tensor
    there: NDArray[np.int64]


class Eyes:
    """Implements `SegmentationModel`, `DepthModel` and `StateModel`; one forward pass a frame.

    Args:
        network: trained.
        device: `cpu` or `cuda`.
        use_depth: give the network the observation's depth where there is one.
    """

    def __init__(self, network: Network, device: str = "cpu", use_depth: bool = True) -> None:
        self._network = _fused(network).to(device)
        self._network = self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._device = device
        self._use_depth = use_depth
        self._seen: list[_Seen] = []
        self._last: tuple[_Seen, _Cells] | None = None

    @classmethod
    def load(
        cls, path: str | Path | None = None, device: str = "cpu", use_depth: bool = True
    ) -> Eyes:
        """The eyes of a file; the shipped ones by default.

        Raises:
            InvalidInputError: there is no such file, it holds another model, or there is no such
                device.
        """
        if device.startswith("cuda") and not torch.cuda.is_available():
            raise InvalidInputError("device", "this machine has no CUDA device; use device=cpu")
        return cls(load(path or None), device, use_depth)

    def segment(self, observation: Observation, pose: Pose) -> Segmentation:
        """Instances of the frame; their ids mean nothing beyond it.

        Raises:
            InvalidInputError: the frame is no picture.
        """
        seen = self._look(observation, pose, self._use_depth)
        cells = self._told(seen)
        found = group(cells.votes, cells.sizes, cells.kinds[cells.things], cells.probabilities)
        labels = np.zeros(cells.kinds.shape, np.int32)
        labels[cells.things] = found.labels + 1
        posteriors = self._posteriors(seen, labels, found.posterior)
        sure = posteriors.max(1, initial=0.0) * np.sqrt(found.agreement)
        kept = np.flatnonzero(sure >= DOUBTFUL)
        number = np.zeros(len(posteriors) + 1, np.int32)
        number[kept + 1] = np.arange(1, len(kept) + 1)
        labels = number[labels]
        detections = [
            _detection(int(number[one + 1]), posteriors[one], float(sure[one])) for one in kept
        ]
        for kind in np.flatnonzero(STRUCTURES):
            mask = cells.kinds == kind
            if mask.any():
                detections.append(Detection(len(detections) + 1, CLASSES[kind]))
                labels[mask] = len(detections)
        height, width = observation.rgb.shape[:2]
        instances = _full(labels, (height, width), seen.shape)
        present = np.bincount(instances.reshape(-1), minlength=len(detections) + 1) > 0
        return Segmentation(
            instances, tuple(one for one in detections if present[one.instance]), persistent=False
        )

    def depth(self, observation: Observation, pose: Pose) -> Depth:
        """Depth from colour alone, whatever the observation carries; the floor's is known, as the
        camera's height above it is."""
        seen = self._look(observation, pose, given=False)
        with torch.inference_mode():
            kinds = self._told(seen).kinds
            found = self._network.depth.dense(seen.features).permute(0, 3, 1, 2)
            size = (found.shape[2] * 2, found.shape[3] * 2)
            found = nn.functional.interpolate(
                found, size=size, mode="bilinear", align_corners=False
            )
            log_depth, log_scale = found[0].cpu().numpy()
        shape = (observation.rgb.shape[0], observation.rgb.shape[1])
        metres = np.exp(_resampled(log_depth, shape, seen.shape))
        log_scale = _resampled(log_scale, shape, seen.shape)
        spread = np.exp(np.minimum(log_scale, _SHIFT)) * np.float32(2**0.5)
        floor = floor_depth(*shape, observation.field_of_view, pose)
        known = (_full(kinds, shape, seen.shape) == _FLOOR) & (floor < FLOOR_FARTHEST)
        metres[known] = floor[known]
        return Depth(metres, spread)

    def states(
        self, observation: Observation, pose: Pose, segmentation: Segmentation
    ) -> dict[int, dict[str, float]]:
        """Probabilities of the states that things of their class can have, by instance id."""
        judged = [
            one for one in segmentation.detections if JUDGED[BY_NAME[one.object_class].index].any()
        ]
        seen = self._look(observation, pose, self._use_depth)
        points = self._points(seen, segmentation.instances, [one.instance for one in judged])
        if not len(points.there):
            return {}
        kinds = np.array([BY_NAME[judged[i].object_class].index for i in points.there])
        with torch.inference_mode():
            told = torch.from_numpy(kinds).to(self._device)
            scores = self._network.states(points.features, points.owners, told)
            chances = torch.sigmoid(scores).cpu().numpy()
        return {
            judged[i].instance: {
                state: round(float(chance), 4)
                for state, chance, can in zip(VISIBLE_STATES, row, JUDGED[kind], strict=True)
                if can
            }
            for i, kind, row in zip(points.there, kinds, chances, strict=True)
        }

    def _posteriors(
        self, seen: _Seen, labels: NDArray[np.int32], voted: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Probabilities (G, C) of the classes of things 1 to G: what their cells (h, w) voted for,
        and what all of them look like together."""
        points = self._points(seen, labels, list(range(1, len(voted) + 1)))
        if not len(points.there):
            return voted
        with torch.inference_mode():
            scores = self._network.kinds(points.features, points.owners, len(points.there))
            scores[:, torch.from_numpy(STRUCTURES).to(scores.device)] = -torch.inf
            whole = torch.softmax(scores, 1).cpu().numpy()
        found = voted.copy()
        found[points.there] = voted[points.there] ** (1 - WHOLE) * whole**WHOLE
        return found / found.sum(1, keepdims=True)

    def _points(self, seen: _Seen, ids: NDArray[np.int32], wanted: list[int]) -> _Points:
        """Points of things in a frame, or in its cells, whose masks are `ids`."""
        pixels, owners = _spread(ids, wanted)
        there = np.unique(owners)
        height, width = ids.shape
        rows, columns = np.divmod(pixels, width)
        places = np.stack(
            [
                (columns + 0.5) / width * seen.shape[1] / seen.padded[1] * 2 - 1,
                (rows + 0.5) / height * seen.shape[0] / seen.padded[0] * 2 - 1,
            ],
            1,
        ).astype(np.float32)
        with torch.inference_mode():
            where = torch.from_numpy(places)[None].to(self._device)
            parts = (seen.features.fine, seen.features.middle, seen.features.coarse)
            features = torch.cat([at_points(part, where)[0] for part in parts], 1)
        owner = torch.from_numpy(np.searchsorted(there, owners)).to(self._device)
        return _Points(features, owner, there)

    def _told(self, seen: _Seen) -> _Cells:
        """What the heads say of a view, from the last time where that was asked before."""
        if self._last is None or self._last[0] is not seen:
            with torch.inference_mode():
                self._last = seen, _cells(self._network, seen)
        return self._last[1]

    def _look(self, observation: Observation, pose: Pose, given: bool) -> _Seen:
        """The network's view of a frame, from the last look at it where there was one."""
        given = given and observation.depth is not None
        for seen in self._seen:
            same = seen.observation is observation and seen.given == given
            if same and seen.horizon == pose.horizon:
                return seen
        rgb, depth = _at_height(observation.rgb, observation.depth if given else None)
        shape = (rgb.shape[0], rgb.shape[1])
        padded = (-(-shape[0] // STRIDE) * STRIDE, -(-shape[1] // STRIDE) * STRIDE)
        lack = ((0, padded[0] - shape[0]), (0, padded[1] - shape[1]))
        rgb = np.pad(rgb, (*lack, (0, 0)), "edge")
        if depth is not None:
            depth = np.pad(depth, lack, constant_values=np.inf)
        view = observation.field_of_view
        looks = rays(shape[0], shape[1], view, pose.horizon, padded)
        inputs = channels(rgb, looks, depth)
        x = torch.from_numpy(inputs)[None].to(self._device)
        with torch.inference_mode():
            features = self._network(x.to(memory_format=torch.channels_last))
        seen = _Seen(observation, given, pose.horizon, inputs, features, shape, padded)
        self._seen = [*(one for one in self._seen if one.observation is observation), seen]
        return seen


@dataclass(frozen=True, slots=True)
class _Cells:
    """What the heads say of a frame's h by w cells, P of which are of things.

    Attributes:
        kinds: (h, w) int64, likeliest class; -1 in the padding.
        things: (h, w) bool.
        probabilities: (P, C) float32.
        votes: (P, 2) float32, (row, column) in pixels.
        sizes: (P,) float32, pixels.
    """

    kinds: NDArray[np.int64]
    things: NDArray[np.bool_]
    probabilities: NDArray[np.float32]
    votes: NDArray[np.float32]
    sizes: NDArray[np.float32]


def _cells(network: Network, seen: _Seen) -> _Cells:
    height, width = ((side + 1) // 2 for side in seen.shape)
    surfaces = patches(seen.inputs)[:height, :width]
    scores = network.classes.dense(seen.features)[0, :height, :width]
    scores = settled(scores, surfaces, AGREED)
    kinds = _likeliest(scores)
    structure = torch.from_numpy(STRUCTURES).to(kinds.device)
    things = ~structure[kinds]
    probabilities = torch.softmax(scores[things], -1)
    geometry = network.geometry.dense(seen.features)[0, :height, :width].clone()
    rows, columns = (torch.arange(side, device=geometry.device) for side in (height, width))
    geometry[..., 0] += (2 * rows + 1)[:, None] / OFFSET_UNIT
    geometry[..., 1] += (2 * columns + 1)[None, :] / OFFSET_UNIT
    geometry = settled(geometry, surfaces, VOTED)[things]
    middle = OFFSET_UNIT * geometry[:, :2]
    sizes = OFFSET_UNIT * torch.exp(geometry[:, 2].clamp(-4.0, 4.0))
    return _Cells(
        kinds.cpu().numpy(),
        things.cpu().numpy(),
        probabilities.cpu().numpy(),
        middle.cpu().numpy(),
        sizes.cpu().numpy(),
    )


def _likeliest(scores: torch.Tensor) -> torch.Tensor:
    """Index (h, w) of the largest of scores (h, w, C); by NumPy, which is faster on CPUs."""
    if scores.device.type != "cpu":
        return scores.argmax(-1)
    return torch.from_numpy(scores.numpy().argmax(-1))


def _detection(instance: int, posterior: NDArray[np.float32], sure: float) -> Detection:
    order = [int(i) for i in np.argsort(-posterior, kind="stable") if posterior[i] >= _SHOWN]
    whole = float(posterior[order].sum())
    classes = tuple((CLASSES[i], round(float(posterior[i]) / whole, 4)) for i in order)
    return Detection(instance, classes[0][0], round(sure, 4), classes)


def _spread(
    instances: NDArray[np.int32], wanted: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pixels of things, as many of each as training has, evenly over it; and whose they are."""
    flat = instances.reshape(-1)
    areas = np.bincount(flat, minlength=max(wanted, default=0) + 1)
    order = np.argsort(flat, kind="stable")
    starts = np.cumsum(areas) - areas
    weights = np.where(np.arange(len(areas)) > 0, areas.astype(np.float64) ** 0.25, 0.0)
    share = 0.5 * POINTS * (areas / flat.size + weights / max(weights.sum(), 1e-9))
    pixels: list[NDArray[np.int64]] = []
    owners: list[NDArray[np.int64]] = []
    for number, instance in enumerate(wanted):
        area = int(areas[instance])
        count = min(area, max(FEWEST, round(float(share[instance]))))
        places = ((np.arange(count) + 0.5) * area / max(count, 1)).astype(np.int64)
        pixels.append(order[starts[instance] + places])
        owners.append(np.full(count, number, np.int64))
    if not pixels:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(pixels), np.concatenate(owners)


def _at_height(
    rgb: NDArray[np.uint8], depth: NDArray[np.float32] | None
) -> tuple[NDArray[np.uint8], NDArray[np.float32] | None]:
    """A frame at the height that the network was trained at."""
    if rgb.ndim != 3 or rgb.shape[2] != 3 or min(rgb.shape) < 1:
        raise InvalidInputError("observation.rgb", f"expected (H, W, 3), got {rgb.shape}")
    if rgb.shape[0] == HEIGHT:
        return rgb, depth
    shape = (HEIGHT, max(STRIDE, round(rgb.shape[1] * HEIGHT / rgb.shape[0])))
    picture = Image.fromarray(rgb).resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
    return np.asarray(picture), None if depth is None else _full(depth, shape, None)


def _full(
    picture: NDArray[_Pixel], shape: tuple[int, int], inside: tuple[int, int] | None
) -> NDArray[_Pixel]:
    """A picture at another resolution, by the nearest pixel.

    Args:
        picture: (h, w); where `inside` is given, of cells of two pixels.
        shape: wanted.
        inside: of the frame in those pixels.
    """
    high, wide = inside or picture.shape
    side = 1 if inside is None else 2
    rows = ((np.arange(shape[0]) + 0.5) * high / shape[0] / side).astype(np.int64)
    columns = ((np.arange(shape[1]) + 0.5) * wide / shape[1] / side).astype(np.int64)
    return picture[np.ix_(rows, columns)]


def _resampled(
    picture: NDArray[np.float32], shape: tuple[int, int], inside: tuple[int, int]
) -> NDArray[np.float32]:
    """The part of a picture that is the frame, at the frame's own resolution."""
    part = picture[: inside[0], : inside[1]]
    return part.copy() if part.shape == shape else _full(part, shape, None)


def _fused(network: Network) -> Network:
    """A copy whose normalisations are part of the convolutions before them."""
    network = copy.deepcopy(network).eval()
    for module in list(network.modules()):
        children = list(module.named_children())
        for (name, one), (after, norm) in itertools.pairwise(children):
            if isinstance(one, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                setattr(module, name, fuse_conv_bn_eval(one, norm))
                setattr(module, after, nn.Identity())
    return network.requires_grad_(False)
