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
from perception.learned.inputs import channels, rays
from perception.learned.lessons import HEIGHT
from perception.learned.model import load
from perception.learned.naming import named
from perception.learned.network import STRIDE, Features, Network
from perception.learned.seams import joined
from perception.learned.segments import (
    Cells,
    Points,
    Segments,
    cells_of,
    points_of,
    segments_of,
)
from perception.learned.vocabulary import CARRIED, CLASSES, JUDGED, STRUCTURES
from perception.projection import floor_depth
from perception.segmentation import Depth, Detection, Segmentation

DOUBTFUL = 0.35  # confidence below which a thing that stays where it is is not reported
FAINT = 0.06  # the same of what can be carried, which may be worth a closer look
FLOOR_FARTHEST = 12.0  # [m] up to which the floor is as far away as its plane
_FLOOR = BY_NAME["Floor"].index
_SHOWN = 0.02  # least probability of the classes in a posterior
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
        self._last: tuple[_Seen, Cells] | None = None

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
        segments = segments_of(cells)
        posteriors = self._posteriors(seen, segments)
        kind_of = posteriors.argmax(1)
        target = joined(segments.labels, kind_of, kind_of != segments.voted.argmax(1))
        labels = np.concatenate([[0], target + 1])[segments.labels]
        structure = np.concatenate([[False], STRUCTURES[kind_of]])[labels]
        kinds = cells.kinds.copy()
        kinds[structure] = kind_of[labels[structure] - 1]
        sure = posteriors.max(1, initial=0.0) * np.sqrt(segments.agreement)
        is_whole = target == np.arange(len(target))
        least = np.where(CARRIED[kind_of], FAINT, DOUBTFUL)
        kept = np.flatnonzero(is_whole & ~STRUCTURES[kind_of] & (sure >= least))
        detections = [
            _detection(number, posteriors[one], float(sure[one]))
            for number, one in enumerate(kept, start=1)
        ]
        table = np.zeros(len(target) + 1, np.int32)
        table[kept + 1] = np.arange(1, len(kept) + 1)
        instances = table[labels]
        for kind in np.flatnonzero(STRUCTURES):
            mask = kinds == kind
            if mask.any():
                detections.append(Detection(len(detections) + 1, CLASSES[kind]))
                instances[mask] = len(detections)
        height, width = observation.rgb.shape[:2]
        instances = _full(instances, (height, width), seen.shape)
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

    def _posteriors(self, seen: _Seen, segments: Segments) -> NDArray[np.float32]:
        """Probabilities (G, C) of the classes of things, told from each as a whole."""
        points = self._points(seen, segments.labels, list(range(1, len(segments.voted) + 1)))
        found = segments.voted.copy()
        if not len(points.there):
            return found
        with torch.inference_mode():
            voted = torch.from_numpy(found[points.there]).to(self._device)
            scores = named(
                self._network,
                points,
                voted,
                seen.inputs,
                segments.labels,
                points.there + 1,
                seen.shape,
            )
            found[points.there] = torch.softmax(scores, 1).cpu().numpy()
        return found

    def _points(self, seen: _Seen, ids: NDArray[np.int32], wanted: list[int]) -> Points:
        """Points of things in a frame, or in its cells, whose masks are `ids`."""
        with torch.inference_mode():
            return points_of(seen.features, ids, wanted, seen.shape, seen.padded)

    def _told(self, seen: _Seen) -> Cells:
        """What the heads say of a view, from the last time where that was asked before."""
        if self._last is None or self._last[0] is not seen:
            with torch.inference_mode():
                cells = cells_of(self._network, seen.features, seen.inputs, seen.shape)
                self._last = seen, cells
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


def _detection(instance: int, posterior: NDArray[np.float32], sure: float) -> Detection:
    order = [int(i) for i in np.argsort(-posterior, kind="stable") if posterior[i] >= _SHOWN]
    classes = tuple((CLASSES[i], round(float(posterior[i]), 4)) for i in order)
    return Detection(instance, classes[0][0], round(sure, 4), classes)


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
