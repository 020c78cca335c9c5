"""A segmenter and a depth estimator of the hub as one pair of eyes."""

from __future__ import annotations

from typing import Any

from envs.interface import InvalidInputError, Observation, Pose
from perception.hub.depth import HubDepth
from perception.hub.detector import USUAL_THRESHOLDS, Boxes, DetectorSegmenter, Masks
from perception.hub.labels import LabelMap
from perception.hub.loading import library, load_config, options
from perception.hub.settings import HubSettings, is_file
from perception.hub.universal import USUAL_THRESHOLD, UniversalSegmenter
from perception.segmentation import Depth, Segmentation


class HubEyes:
    """Implements `SegmentationModel` and `DepthModel`; ids mean something in one frame only.

    Args:
        settings: which models.
        device: cpu or cuda.

    Raises:
        InvalidInputError: the `transformers` package is missing, or a model cannot be loaded.
    """

    def __init__(self, settings: HubSettings, device: str = "cpu") -> None:
        told = options(settings.download, settings.revision)
        self._segmenter = _segmenter(settings, told, device) if settings.segmentation else None
        self._depth = (
            HubDepth(settings.depth, settings.depth_kind, settings.spread, told, device)
            if settings.depth
            else None
        )
        self._last: tuple[Observation, Segmentation] | None = None

    @classmethod
    def load(cls, weights: str, device: str = "cpu") -> HubEyes:
        """Eyes by one text.

        Args:
            weights: name or folder of one model, a segmenter or a depth estimator, or a YAML
                file of `HubSettings`; a detector needs one, because it needs a SAM as well.
            device: cpu or cuda.

        Raises:
            InvalidInputError: as the class; or the model is neither.
        """
        if not weights:
            raise InvalidInputError(
                "weights",
                "eyes from the hub need a model: weights=NAME, weights=FOLDER, or "
                "weights=FILE.yaml with `segmentation:`, `masks:` and `depth:`",
            )
        if is_file(weights):
            return cls(HubSettings.read(weights), device)
        kind = type(load_config(weights, options(True, "main")))
        part = "depth" if kind in library().AutoModelForDepthEstimation._model_mapping else ""
        for auto in ("AutoModelForUniversalSegmentation", "AutoModelForZeroShotObjectDetection"):
            if kind in getattr(library(), auto)._model_mapping:
                part = "segmentation"
        if not part:
            raise InvalidInputError(
                "weights",
                f"{weights} ({kind.__name__}) is neither an instance or panoptic segmenter, nor "
                "an open-vocabulary detector, nor a depth estimator",
            )
        return cls(HubSettings.model_validate({part: weights}), device)

    def segment(self, observation: Observation, pose: Pose) -> Segmentation:
        """Instances of the ontology's types.

        Raises:
            InvalidInputError: no segmenter was given.
        """
        if self._segmenter is None:
            raise InvalidInputError(
                "weights", "these eyes have no segmenter; give `segmentation:` in their YAML file"
            )
        if self._last is None or self._last[0] is not observation:
            self._last = observation, self._segmenter.segment(observation)
        return self._last[1]

    def depth(self, observation: Observation, pose: Pose) -> Depth:
        """Depth; the segmenter, if there is one, says where the floor is to a relative model.

        Raises:
            InvalidInputError: no depth estimator was given.
        """
        if self._depth is None:
            raise InvalidInputError(
                "weights", "these eyes have no depth estimator; give `depth:` in their YAML file"
            )
        helped = self._segmenter is not None and not self._depth.metric
        seen = self.segment(observation, pose) if helped else None
        return self._depth.depth(observation, pose, seen)


def _segmenter(
    settings: HubSettings, told: dict[str, Any], device: str
) -> UniversalSegmenter | DetectorSegmenter:
    """The segmenter that a model's configuration asks for."""
    name = settings.segmentation
    config = load_config(name, told)
    kind = str(config.model_type)
    if type(config) in library().AutoModelForUniversalSegmentation._model_mapping:
        threshold = USUAL_THRESHOLD if settings.threshold is None else settings.threshold
        labels = LabelMap(settings.labels)
        return UniversalSegmenter(name, kind, labels, threshold, told, device)
    if not settings.masks:
        raise InvalidInputError(
            "masks",
            f"{name} ({kind}) finds boxes; name a SAM that makes masks of them, such as "
            "`masks: facebook/sam-vit-base`, in a YAML file with `segmentation:`",
        )
    usual = USUAL_THRESHOLDS.get(kind, 0.3)
    threshold = usual if settings.threshold is None else settings.threshold
    boxes = Boxes(name, kind, settings.prompts, threshold, told, device)
    return DetectorSegmenter(boxes, Masks(settings.masks, told, device))
