"""Depth estimators: Depth Anything, DPT, ZoeDepth, Depth Pro and what is like them.

Some give metres. Others give an inverse depth of unknown scale and shift (MiDaS and its kin);
there the floor says both: the camera's height above it is known, and so is the depth of every
pixel where nothing else stands on it.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from envs.interface import Observation, Pose
from perception.hub.loading import load_model, load_processor
from perception.projection import floor_depth
from perception.segmentation import Depth, Segmentation

METRIC = ("zoedepth", "depth_pro", "prompt_depth_anything")
FARTHEST = 20.0  # [m] beyond which a depth is unknown
_SAMPLES, _TRIES = 1500, 300
_NEAR = 0.04  # of the range of inverse depth, that a pixel of the floor may be off
_LEAST = 0.08  # share of the pixels below the horizon that must be floor
_BEHIND = 5  # pixels of the floor that one pixel behind it outweighs
_SLOPE = 0.15  # of the range of inverse depth, that the floor covers at least
_REFITS = 4


class HubDepth:
    """Any `AutoModelForDepthEstimation`.

    Args:
        name: of the model, or its folder.
        kind: whether it gives metres or an inverse depth; `auto` asks its configuration.
        spread: standard deviation of log depth that is told of every pixel.
        told: to `from_pretrained`.
        device: cpu or cuda.

    Raises:
        InvalidInputError: it cannot be loaded.
    """

    def __init__(
        self,
        name: str,
        kind: Literal["auto", "metric", "relative"],
        spread: float,
        told: dict[str, Any],
        device: str,
    ) -> None:
        self._processor = load_processor("AutoImageProcessor", name, told)
        self._model = load_model("AutoModelForDepthEstimation", name, told, device)
        self.metric = _is_metric(self._model.config) if kind == "auto" else kind == "metric"
        self._spread = spread
        self._scale: tuple[float, float] | None = None

    def depth(self, observation: Observation, pose: Pose, seen: Segmentation | None) -> Depth:
        """Depth of a frame.

        Args:
            observation: of which only the picture is used.
            pose: whose horizon says where the floor is.
            seen: segments, so that the floor is known; None for none.

        Returns:
            it; all unknown where a relative model has not seen the floor yet. Where the floor is
            not in view, scale and shift are those of the last frame where it was, and the spread
            is twice as wide.
        """
        raw = self._predict(observation.rgb)
        spread = np.full(raw.shape, self._spread, np.float32)
        if self.metric:
            return Depth(_metres(raw), spread)
        floor = floor_depth(raw.shape[0], raw.shape[1], observation.field_of_view, pose)
        fit = fit_floor(raw, floor, None if seen is None else _floor_mask(seen))
        if fit is None:
            spread *= 2
        self._scale = fit or self._scale
        if self._scale is None:
            return Depth(np.full(raw.shape, np.inf, np.float32), spread)
        scale, shift = self._scale
        with np.errstate(divide="ignore", invalid="ignore"):
            return Depth(_metres(scale / (raw - shift)), spread)

    def _predict(self, rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
        """(H, W) what the model says, at the picture's size."""
        import torch

        inputs = self._processor(images=rgb, return_tensors="pt")
        values = inputs["pixel_values"].to(self._model.device)
        with torch.inference_mode():
            outputs = self._model(pixel_values=values)
            found = torch.nn.functional.interpolate(
                outputs.predicted_depth.float().reshape(1, 1, *outputs.predicted_depth.shape[-2:]),
                size=rgb.shape[:2],
                mode="bilinear",
                align_corners=False,
            )
        return found[0, 0].cpu().numpy().astype(np.float64)


def _is_metric(config: Any) -> bool:
    if config.model_type in METRIC:
        return True
    return getattr(config, "depth_estimation_type", "relative") == "metric"


def _metres(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """(H, W) float32, inf for what cannot be a depth in a house."""
    usable = np.isfinite(values) & (values > 0.0) & (values < FARTHEST)
    return np.where(usable, values, np.inf).astype(np.float32)


def _floor_mask(seen: Segmentation) -> NDArray[np.bool_]:
    ids = [one.instance for one in seen.detections if one.object_class == "Floor"]
    return np.isin(seen.instances, ids)


def fit_floor(
    raw: NDArray[np.float64], floor: NDArray[np.float64], mask: NDArray[np.bool_] | None = None
) -> tuple[float, float] | None:
    """Scale and shift of an inverse depth, `raw = scale / depth + shift`, from the floor.

    The floor is the lowest that can be seen: of all lines through two pixels, that counts which
    has the most pixels on it and the fewest behind it (RANSAC, with always the same draws).

    Args:
        raw: (H, W), greater is nearer.
        floor: (H, W) metres, of the floor; inf above the horizon.
        mask: (H, W) bool, where the floor is thought to be; None for anywhere.

    Returns:
        None where too little of the floor is in view.
    """
    below = np.isfinite(floor) & np.isfinite(raw)
    wanted = below if mask is None or (mask & below).sum() < 200 else below & mask
    places = np.flatnonzero(wanted)
    if len(places) < 200:
        return None
    generator = np.random.default_rng(0)
    places = generator.choice(places, min(_SAMPLES, len(places)), replace=False)
    inverse, value = 1.0 / floor.ravel()[places], raw.ravel()[places]
    tolerance = _NEAR * max(float(np.ptp(raw[below])), 1e-9)
    one, two = generator.integers(len(places), size=(2, _TRIES))
    apart = inverse[two] - inverse[one]
    good = np.abs(apart) > 0.05
    one, two, apart = one[good], two[good], apart[good]
    scale = (value[two] - value[one]) / apart
    shift = value[one] - scale * inverse[one]
    off = value[None, :] - (scale[:, None] * inverse[None, :] + shift[:, None])
    near = np.abs(off) < tolerance
    score = near.sum(axis=1) - _BEHIND * (off < -tolerance).sum(axis=1)
    # What hardly changes towards the horizon is a wall.
    score = np.where(scale * np.ptp(inverse) > _SLOPE * np.ptp(raw[below]), score, -1)
    if not len(score) or score.max() < _LEAST * len(places):
        return None
    return _refit(inverse, value, near[score.argmax()], tolerance)


def _refit(
    inverse: NDArray[np.float64],
    value: NDArray[np.float64],
    on: NDArray[np.bool_],
    tolerance: float,
) -> tuple[float, float] | None:
    """Least squares through what is on a line, which then is what is closer to the new line."""
    scale = shift = 0.0
    for _ in range(_REFITS):
        design = np.stack([inverse[on], np.ones(int(on.sum()))], axis=1)
        scale, shift = (float(one) for one in np.linalg.lstsq(design, value[on], rcond=None)[0])
        off = np.abs(value - scale * inverse - shift)
        usual = 3.7 * float(np.median(off[on]))  # 2.5 standard deviations
        on = off <= min(max(usual, 0.1 * tolerance), tolerance)
        if on.sum() < 20:
            return None
    return (scale, shift) if scale > 0 else None
