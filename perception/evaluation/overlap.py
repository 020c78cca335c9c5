"""How the predicted masks of a frame lie over the true ones, counted in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.interface import InstanceLabel, InvalidInputError
from perception.segmentation import Segmentation


@dataclass(frozen=True, slots=True)
class Overlap:
    """T true and P predicted instances of one frame; those without a pixel are left out.

    Attributes:
        true_ids: (T,) int64.
        true_classes: T ontology types.
        true_area: (T,) int64, pixels.
        ids: (P,) int64, of the predicted instances.
        classes: P ontology types.
        confidence: (P,) float64, 0 to 1.
        area: (P,) int64, pixels.
        shared: (T, P) int64, pixels that a true and a predicted instance have in common.
        unlabelled: (P,) int64, pixels of each predicted instance where no true one is.
    """

    true_ids: NDArray[np.int64]
    true_classes: tuple[str, ...]
    true_area: NDArray[np.int64]
    ids: NDArray[np.int64]
    classes: tuple[str, ...]
    confidence: NDArray[np.float64]
    area: NDArray[np.int64]
    shared: NDArray[np.int64]
    unlabelled: NDArray[np.int64]

    def iou(self) -> NDArray[np.float64]:
        """Intersection over union (T, P), 0 to 1."""
        union = self.true_area[:, None] + self.area[None, :] - self.shared
        return self.shared / np.maximum(union, 1)

    def matches(self, threshold: float = 0.5) -> dict[int, int]:
        """Predicted id of each true id that it covers best, above a threshold, of any class."""
        if not self.shared.size:
            return {}
        iou = self.iou()
        best = iou.argmax(axis=1)
        return {
            int(self.true_ids[t]): int(self.ids[p])
            for t, p in enumerate(best)
            if iou[t, p] >= threshold
        }


def overlap(
    instances: NDArray[np.integer], labels: Sequence[InstanceLabel], predicted: Segmentation
) -> Overlap:
    """Counts the pixels that each true and each predicted instance share.

    Args:
        instances: (H, W) integers, true ids; 0 for none.
        labels: classes of the true ids; pixels of ids that have none count as unlabelled.
        predicted: of the same frame; pixels of ids that have no detection count as nothing.

    Raises:
        InvalidInputError: the two have different shapes.
    """
    if instances.shape != predicted.instances.shape:
        raise InvalidInputError(
            "segmentation.instances",
            f"expected masks of the frame's shape {instances.shape}, "
            f"got {predicted.instances.shape}",
        )
    true_ids = np.array([label.instance for label in labels], np.int64)
    ids = np.array([one.instance for one in predicted.detections], np.int64)
    rows, columns = _ranks(instances, true_ids), _ranks(predicted.instances, ids)
    shape = (len(true_ids) + 1, len(ids) + 1)
    table = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)
    seen, found = table.sum(axis=1)[:-1] > 0, table.sum(axis=0)[:-1] > 0
    confidence = np.array([one.confidence for one in predicted.detections], np.float64)
    return Overlap(
        true_ids[seen],
        tuple(one.object_class for one, is_seen in zip(labels, seen, strict=True) if is_seen),
        table.sum(axis=1)[:-1][seen],
        ids[found],
        tuple(
            d.object_class for d, is_in in zip(predicted.detections, found, strict=True) if is_in
        ),
        confidence[found],
        table.sum(axis=0)[:-1][found],
        table[:-1, :-1][np.ix_(seen, found)],
        table[-1, :-1][found],
    )


def _ranks(image: NDArray[np.integer], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index in `ids` of each pixel (H * W,), `len(ids)` for those of no id of them."""
    flat = image.ravel().astype(np.int64)
    if not len(ids):
        return np.zeros(flat.shape, np.int64)
    order = np.argsort(ids)
    place = np.minimum(np.searchsorted(ids, flat, sorter=order), len(ids) - 1)
    found = order[place]
    return np.where(ids[found] == flat, found, len(ids))
