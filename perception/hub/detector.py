"""Open-vocabulary detectors (OWL-ViT, OWLv2, Grounding DINO), and SAM, which makes masks of boxes.

A detector is asked for every type of the ontology that is not structure, by its name in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.interface import InvalidInputError, Observation
from envs.ontology import OBJECT_TYPES
from perception.evaluation import THINGS
from perception.hub.labels import prompts
from perception.hub.loading import load_config, load_model, load_processor
from perception.segmentation import Detection, Segmentation

OWL = ("owlvit", "owlv2")
DINO = ("grounding-dino", "mm-grounding-dino")
USUAL_THRESHOLDS = {"owlvit": 0.1, "owlv2": 0.2, "grounding-dino": 0.3, "mm-grounding-dino": 0.3}
MOST = 60  # detections of a frame
OVERLAP = 0.6  # intersection over union of boxes from which the less confident one goes
LEFT = 0.2  # share of a mask that must stay visible under smaller ones
POSTERIOR = 5  # classes that a detection names
_TOKENS = 240  # of a question to Grounding DINO, whose text encoder takes 256


class Boxes:
    """Finds boxes of the ontology's types.

    Args:
        name: of the model, or its folder.
        kind: `model_type` of its configuration.
        own: words to ask with, by ontology type.
        threshold: least confidence of a box.
        told: to `from_pretrained`.
        device: cpu or cuda.

    Raises:
        InvalidInputError: it cannot be loaded, or is no detector that is known here.
    """

    def __init__(
        self,
        name: str,
        kind: str,
        own: dict[str, str],
        threshold: float,
        told: dict[str, Any],
        device: str,
    ) -> None:
        if kind not in OWL + DINO:
            raise InvalidInputError(
                "weights", f"{name} is of kind {kind!r}; detectors are {', '.join(OWL + DINO)}"
            )
        self._processor = load_processor("AutoProcessor", name, told)
        self._model = load_model("AutoModelForZeroShotObjectDetection", name, told, device)
        self._kind, self._threshold = kind, threshold
        self.types = tuple(one.name for one in OBJECT_TYPES if one.name in THINGS)
        self._texts = list(prompts(own, self.types).values())
        self._questions = self._ask_dino() if kind in DINO else [range(len(self.types))]

    def find(self, rgb: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Boxes of what is seen, after suppression of doubles, most confident first.

        Returns:
            (N, 4) left, top, right, bottom in pixels; (N, C) score of each of `types`, 0 to 1.
        """
        boxes: list[NDArray[np.float64]] = []
        scores: list[NDArray[np.float64]] = []
        for question in self._questions:
            some, sure = self._answer(rgb, question)
            wide = np.zeros((len(some), len(self.types)))
            wide[:, list(question)] = sure
            boxes.append(some)
            scores.append(wide)
        every, sure = np.concatenate(boxes), np.concatenate(scores)
        kept = distinct(every, sure.max(axis=1), self._threshold)
        return every[kept], sure[kept]

    def _answer(
        self, rgb: NDArray[np.uint8], question: range
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Every box of the model in pixels, and its scores of the types that were asked for."""
        import torch

        texts = [self._texts[index] for index in question]
        if self._kind in DINO:
            told: dict[str, Any] = {"text": _sentence(texts)}
        else:
            told = {"text": [texts], "padding": "max_length", "truncation": True}
        inputs = self._processor(images=rgb, return_tensors="pt", **told)
        with torch.inference_mode():
            outputs = self._model(**inputs.to(self._model.device))
        scores = outputs.logits[0].float().sigmoid().cpu().numpy().astype(np.float64)
        if self._kind in DINO:
            scores = np.stack([scores[:, span].mean(axis=1) for span in self._spans(inputs)], 1)
        centre = outputs.pred_boxes[0].float().cpu().numpy().astype(np.float64)
        height, width = rgb.shape[:2]
        if self._kind == "owlv2":  # which pads the picture to a square
            height = width = max(height, width)
        corners = np.concatenate(
            [centre[:, :2] - centre[:, 2:] / 2, centre[:, :2] + centre[:, 2:] / 2], axis=1
        )
        corners *= (width, height, width, height)
        most = np.tile(rgb.shape[1::-1], 2)
        return np.clip(corners, 0, most), scores

    def _ask_dino(self) -> list[range]:
        """The types in parts whose names fit into one question."""
        tokenizer = self._processor.tokenizer
        lengths = [len(tokenizer.tokenize(text)) + 1 for text in self._texts]
        parts: list[range] = []
        first = total = 0
        for index, length in enumerate(lengths):
            if total + length > _TOKENS:
                parts.append(range(first, index))
                first, total = index, 0
            total += length
        return [*parts, range(first, len(lengths))]

    def _spans(self, inputs: Any) -> list[list[int]]:
        """Tokens of each name in a question; names end in a full stop."""
        tokenizer = self._processor.tokenizer
        special = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
        stop = tokenizer.convert_tokens_to_ids(".")
        spans: list[list[int]] = [[]]
        for place, token in enumerate(inputs["input_ids"][0].tolist()):
            if token == stop:
                spans.append([])
            elif token not in special:
                spans[-1].append(place)
        return [span for span in spans if span]


def _sentence(texts: Sequence[str]) -> str:
    return ". ".join(text.lower().replace(".", " ") for text in texts) + "."


def distinct(
    boxes: NDArray[np.float64], scores: NDArray[np.float64], threshold: float
) -> NDArray[np.int64]:
    """Boxes (N, 4) that are not doubles of more confident ones, most confident first.

    Args:
        boxes: left, top, right, bottom in pixels.
        scores: (N,) 0 to 1.
        threshold: least score.
    """
    size = np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0)
    area = size.prod(axis=1)
    kept: list[int] = []
    for index in np.argsort(-scores, kind="stable"):
        if scores[index] < threshold or len(kept) == MOST:
            break
        if area[index] < 1.0:
            continue
        others = boxes[kept]
        low = np.maximum(others[:, :2], boxes[index, :2])
        high = np.minimum(others[:, 2:], boxes[index, 2:])
        shared = np.maximum(high - low, 0.0).prod(axis=1)
        union = area[kept] + area[index] - shared
        if not np.any(shared > OVERLAP * union):
            kept.append(int(index))
    return np.array(kept, np.int64)


class Masks:
    """Makes masks of boxes, with a SAM.

    Args:
        name: of the model, or its folder.
        told: to `from_pretrained`.
        device: cpu or cuda.

    Raises:
        InvalidInputError: it cannot be loaded, or is no SAM.
    """

    def __init__(self, name: str, told: dict[str, Any], device: str) -> None:
        kind = load_config(name, told).model_type
        if kind != "sam":
            raise InvalidInputError("masks", f"{name} is of kind {kind!r}; a SamModel is expected")
        self._processor = load_processor("AutoProcessor", name, told)
        self._model = load_model("SamModel", name, told, device)

    def of(self, rgb: NDArray[np.uint8], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Masks (N, H, W) of boxes (N, 4), left, top, right, bottom in pixels."""
        import torch

        if not len(boxes):
            return np.zeros((0, *rgb.shape[:2]), bool)
        inputs = self._processor(images=rgb, input_boxes=[boxes.tolist()], return_tensors="pt")
        device = self._model.device
        with torch.inference_mode():
            outputs = self._model(
                pixel_values=inputs["pixel_values"].to(device),
                input_boxes=inputs["input_boxes"].float().to(device),
                multimask_output=False,
            )
        masks = self._processor.image_processor.post_process_masks(
            outputs.pred_masks.cpu(), inputs["original_sizes"], inputs["reshaped_input_sizes"]
        )
        return masks[0][:, 0].numpy().astype(bool)


class DetectorSegmenter:
    """Boxes of a detector, masks of a SAM."""

    def __init__(self, boxes: Boxes, masks: Masks) -> None:
        self._boxes, self._masks = boxes, masks

    def segment(self, observation: Observation) -> Segmentation:
        """What is found; where masks overlap, the smaller lies on top."""
        boxes, scores = self._boxes.find(observation.rgb)
        masks = self._masks.of(observation.rgb, boxes)
        image = np.zeros(observation.rgb.shape[:2], np.int32)
        area = masks.sum(axis=(1, 2))
        for index in np.argsort(-area, kind="stable"):
            image[masks[index]] = index + 1
        left = np.bincount(image.ravel(), minlength=len(boxes) + 1)[1:]
        detections: list[Detection] = []
        instances = np.zeros_like(image)
        for index in np.flatnonzero((left > 0) & (left >= LEFT * area)):
            number = len(detections) + 1
            instances[image == index + 1] = number
            detections.append(_detection(number, self._boxes.types, scores[index]))
        return Segmentation(instances, tuple(detections), persistent=False)


def _detection(number: int, types: tuple[str, ...], scores: NDArray[np.float64]) -> Detection:
    """Scores of types are independent; given that just one is right, odds are their shares."""
    order = np.argsort(-scores, kind="stable")[:POSTERIOR]
    sure = np.clip(scores, 1e-6, 1.0 - 1e-6)
    shares = sure / (1.0 - sure)
    shares /= shares.sum()
    posterior = tuple((types[index], float(shares[index])) for index in order)
    return Detection(number, types[order[0]], float(scores[order[0]]), posterior)
