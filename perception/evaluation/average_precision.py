"""Average precision of instance masks: COCO's ranking and matching, all-point interpolation.

Detections of a class are ranked by confidence over all frames. In its frame, each takes in turn
the true instance of its class, not taken yet, that it overlaps most, if the intersection over
union reaches the threshold. True instances under `pixels` are ignored as COCO ignores areas out of
range: a detection that takes one counts neither as right nor as wrong, and neither does one under
`pixels` that takes none. Average precision is the area under the precision envelope over recall
(PASCAL VOC 2010 and after), where COCO's own code samples 101 recalls.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perception.evaluation.overlap import Overlap

_TAKEN, _WRONG, _IGNORED = 1, 0, -1


@dataclass(frozen=True, slots=True)
class ClassPrecision:
    """Figures of one class.

    Attributes:
        precision: average precision, 0 to 1.
        objects: true instances that count.
        found: of these, those that a detection took, at whatever confidence.
        detections: that count.
    """

    precision: float
    objects: int
    found: int
    detections: int


@dataclass
class AveragePrecision:
    """Gathers frames.

    Attributes:
        pixels: of the smallest true instance that counts.
        threshold: least intersection over union of a match.
    """

    pixels: int = 0
    threshold: float = 0.5
    _objects: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _ranked: dict[str, list[tuple[float, int]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, frame: Overlap) -> None:
        """Matches the detections of a frame."""
        iou = frame.iou()
        true = np.array(frame.true_classes, object)
        guessed = np.array(frame.classes, object)
        for kind in {*frame.true_classes, *frame.classes}:
            rows, columns = np.flatnonzero(true == kind), np.flatnonzero(guessed == kind)
            counts = frame.true_area[rows] >= self.pixels
            if counts.any():
                self._objects[kind] += int(counts.sum())
            columns = columns[np.argsort(-frame.confidence[columns], kind="stable")]
            outcome = _match(iou[np.ix_(rows, columns)], counts, self.threshold)
            outcome[(outcome == _WRONG) & (frame.area[columns] < self.pixels)] = _IGNORED
            self._ranked[kind] += [
                (float(frame.confidence[column]), int(result))
                for column, result in zip(columns, outcome, strict=True)
                if result != _IGNORED
            ]

    def per_class(self) -> dict[str, ClassPrecision]:
        """Figures of each class that has a true instance that counts, by name."""
        return {kind: self._class(kind) for kind in sorted(self._objects)}

    def mean(self, classes: frozenset[str] | None = None, least: int = 1) -> float:
        """Mean over classes.

        Args:
            classes: that may count; None for all.
            least: true instances that a class needs to count.

        Returns:
            0 to 1; not a number where no class counts.
        """
        counted = [
            self._class(kind).precision
            for kind, objects in self._objects.items()
            if objects >= least and (classes is None or kind in classes)
        ]
        return float(np.mean(counted)) if counted else float("nan")

    def _class(self, kind: str) -> ClassPrecision:
        ranked = sorted(self._ranked.get(kind, ()), key=lambda one: -one[0])
        right = np.array([result for _, result in ranked], np.float64)
        objects = self._objects[kind]
        return ClassPrecision(area_under(right, objects), objects, int(right.sum()), len(right))


def _match(
    iou: NDArray[np.float64], counts: NDArray[np.bool_], threshold: float
) -> NDArray[np.int64]:
    """What becomes of each of P detections, in the order of their confidence.

    Args:
        iou: (T, P), of instances of one class.
        counts: (T,) bool, whether a true instance is large enough to count.

    Returns:
        (P,) of _TAKEN, _WRONG and _IGNORED.
    """
    free = np.ones(len(counts), bool)
    outcome = np.full(iou.shape[1], _WRONG, np.int64)
    for column in range(iou.shape[1]):
        # As COCO does it, one that counts goes before any that is ignored.
        for kind, result in ((counts, _TAKEN), (~counts, _IGNORED)):
            able = np.where(free & kind, iou[:, column], -1.0)
            if able.size and able.max() >= threshold:
                free[able.argmax()] = False
                outcome[column] = result
                break
    return outcome


def area_under(right: NDArray[np.float64], objects: int) -> float:
    """Area under the precision envelope over recall.

    Args:
        right: (P,) 1 for a right and 0 for a wrong detection, the most confident first.
        objects: true instances, at least 1.
    """
    if not len(right):
        return 0.0
    hits = np.cumsum(right)
    precision = hits / np.arange(1, len(right) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    recall = np.concatenate([[0.0], hits / objects])
    return float(np.sum(np.diff(recall) * envelope))
