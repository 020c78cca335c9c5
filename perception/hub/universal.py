"""Instance and panoptic segmenters: Mask2Former, MaskFormer, OneFormer and DETR."""

from __future__ import annotations

from typing import Any

import numpy as np

from envs.interface import InvalidInputError, Observation
from perception.evaluation import STUFF
from perception.hub.labels import LabelMap
from perception.hub.loading import load_model, load_processor
from perception.segmentation import Detection, Segmentation

KINDS = ("mask2former", "maskformer", "oneformer", "detr")
USUAL_THRESHOLD = 0.5
_AUTO = "AutoModelForUniversalSegmentation"


class UniversalSegmenter:
    """An `AutoModelForUniversalSegmentation` of a kind in `KINDS`.

    Args:
        name: of the model, or its folder.
        kind: `model_type` of its configuration.
        labels: what its classes are in the ontology.
        threshold: least confidence of a segment.
        told: to `from_pretrained`.
        device: cpu or cuda.

    Raises:
        InvalidInputError: it cannot be loaded, is of a kind that is not known here, or none of its
            labels is of the ontology.
    """

    def __init__(
        self,
        name: str,
        kind: str,
        labels: LabelMap,
        threshold: float,
        told: dict[str, Any],
        device: str,
    ) -> None:
        if kind not in KINDS:
            raise InvalidInputError(
                "weights", f"{name} is of kind {kind!r}; segmenters are {', '.join(KINDS)}"
            )
        self._task = {"task_inputs": ["panoptic"]} if kind == "oneformer" else {}
        processor = "AutoProcessor" if self._task else "AutoImageProcessor"
        self._processor = load_processor(processor, name, told)
        self._model = load_model(_AUTO, name, told, device)
        self._types = labels.types_of(self._model.config.id2label, name)
        self._fused = {number for number, kind in self._types.items() if kind in STUFF}
        self._threshold = threshold

    def segment(self, observation: Observation) -> Segmentation:
        """Segments whose class is of the ontology; what is structure is one segment a class."""
        import torch

        inputs = self._processor(images=observation.rgb, return_tensors="pt", **self._task)
        inputs = {name: value for name, value in inputs.items() if name in _FORWARD}
        with torch.inference_mode():
            outputs = self._model(**{k: v.to(self._model.device) for k, v in inputs.items()})
        found = self._processor.post_process_panoptic_segmentation(
            outputs,
            threshold=self._threshold,
            label_ids_to_fuse=self._fused,
            target_sizes=[observation.rgb.shape[:2]],
        )[0]
        segments = found["segmentation"].cpu().numpy().astype(np.int64)
        instances = np.zeros(observation.rgb.shape[:2], np.int32)
        detections: list[Detection] = []
        for one in found["segments_info"]:
            kind = self._types.get(int(one["label_id"]))
            mask = segments == int(one["id"])
            if kind is None or not mask.any():
                continue
            number, sure = len(detections) + 1, float(one["score"])
            instances[mask] = number
            detections.append(Detection(number, kind, sure, ((kind, sure),)))
        return Segmentation(instances, tuple(detections), persistent=False)


_FORWARD = ("pixel_values", "pixel_mask", "task_inputs")
