"""Panoptic quality (Kirillov et al., "Panoptic Segmentation", CVPR 2019) of classes of things.

A predicted and a true segment of one class match where their intersection over union is above
0.5. Recognition quality is the F1 of matches, segmentation quality their mean intersection over
union, panoptic quality the product. Pixels without a true label, and true segments under
`pixels`, are void: they leave the union, and a predicted segment that matches nothing and lies
with more than half of its pixels on them, or that is itself under `pixels`, is not held against
the model. All segments of a class of stuff in a frame are one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from envs.ontology import OBJECT_TYPES, Affordance
from perception.evaluation.overlap import Overlap

# Walls, floors and the like: where there is one and where the next begins, nobody can say.
STUFF = frozenset(kind.name for kind in OBJECT_TYPES if kind.can(Affordance.STRUCTURE))
THINGS = frozenset(kind.name for kind in OBJECT_TYPES) - STUFF
# What stays where it is: receptacles that nobody picks up, appliances, fixtures, what hangs.
FURNITURE = frozenset(
    kind.name
    for kind in OBJECT_TYPES
    if not kind.can(Affordance.STRUCTURE) and not kind.can(Affordance.PICKUPABLE)
)


@dataclass(frozen=True, slots=True)
class Quality:
    """Panoptic quality of a class, or the mean of several.

    Attributes:
        panoptic: `segmentation` times `recognition`; of several classes, the mean of theirs.
        segmentation: mean intersection over union of the matches.
        recognition: F1 of the matches.
        matched: predicted segments that match.
        wrong: predicted segments that match none.
        missed: true segments that none matches.
    """

    panoptic: float
    segmentation: float
    recognition: float
    matched: int
    wrong: int
    missed: int


@dataclass
class PanopticQuality:
    """Gathers frames.

    Attributes:
        pixels: of the smallest true segment that counts.
        stuff: classes whose segments in a frame are one.
        confidence: below which a predicted segment is left out.
    """

    pixels: int = 0
    stuff: frozenset[str] = STUFF
    confidence: float = 0.0
    # By class: sum of the matches' intersection over union, matches, wrong, missed.
    _tally: dict[str, NDArray[np.float64]] = field(
        default_factory=lambda: defaultdict(lambda: np.zeros(4))
    )

    def add(self, frame: Overlap) -> None:
        """Matches the segments of a frame."""
        frame = _merged(_surer(frame, self.confidence), self.stuff)
        small = frame.true_area < self.pixels
        void = frame.unlabelled + frame.shared[small].sum(axis=0)
        union = frame.true_area[:, None] + frame.area[None, :] - frame.shared - void[None, :]
        same = np.equal.outer(
            np.array(frame.true_classes, object), np.array(frame.classes, object)
        ).astype(bool)
        iou = np.where(same & ~small[:, None], frame.shared / np.maximum(union, 1), 0.0)
        rows, columns = np.nonzero(iou > 0.5)
        for row, column in zip(rows, columns, strict=True):
            self._tally[frame.true_classes[row]] += (iou[row, column], 1, 0, 0)
        excused = (2 * void > frame.area) | (frame.area < self.pixels)
        for column in set(np.flatnonzero(~excused)) - set(columns):
            self._tally[frame.classes[column]] += (0, 0, 1, 0)
        for row in set(np.flatnonzero(~small)) - set(rows):
            self._tally[frame.true_classes[row]] += (0, 0, 0, 1)

    def per_class(self) -> dict[str, Quality]:
        """Figures of each class that was there or was predicted, by name."""
        return {kind: _quality(self._tally[kind]) for kind in sorted(self._tally)}

    def mean(self, classes: Iterable[str]) -> Quality:
        """Mean over those of some classes that were there or were predicted."""
        wanted = frozenset(classes)
        ones = [one for kind, one in self.per_class().items() if kind in wanted]
        if not ones:
            nothing = float("nan")
            return Quality(nothing, nothing, nothing, 0, 0, 0)
        return Quality(
            float(np.mean([one.panoptic for one in ones])),
            float(np.mean([one.segmentation for one in ones])),
            float(np.mean([one.recognition for one in ones])),
            sum(one.matched for one in ones),
            sum(one.wrong for one in ones),
            sum(one.missed for one in ones),
        )


def _quality(tally: NDArray[np.float64]) -> Quality:
    total, matched, wrong, missed = (float(part) for part in tally)
    segmentation = total / matched if matched else 0.0
    recognition = matched / (matched + (wrong + missed) / 2)
    return Quality(
        segmentation * recognition,
        segmentation,
        recognition,
        round(matched),
        round(wrong),
        round(missed),
    )


def _surer(frame: Overlap, confidence: float) -> Overlap:
    """The frame without what was predicted with less confidence."""
    kept = np.flatnonzero(frame.confidence >= confidence)
    if len(kept) == len(frame.ids):
        return frame
    return replace(
        frame,
        ids=frame.ids[kept],
        classes=tuple(frame.classes[index] for index in kept),
        confidence=frame.confidence[kept],
        area=frame.area[kept],
        shared=frame.shared[:, kept],
        unlabelled=frame.unlabelled[kept],
    )


def _merged(frame: Overlap, stuff: frozenset[str]) -> Overlap:
    """The frame with all segments of each class of stuff as one."""
    rows, true_ids, true_classes = _groups(frame.true_ids, frame.true_classes, stuff)
    columns, ids, classes = _groups(frame.ids, frame.classes, stuff)
    onto = np.zeros((len(ids), len(columns)))
    onto[columns, np.arange(len(columns))] = 1.0
    shared = np.zeros((len(true_ids), len(ids)), np.int64)
    np.add.at(shared, (rows[:, None], columns[None, :]), frame.shared)
    share = frame.confidence * frame.area
    area = np.bincount(columns, frame.area, minlength=len(ids)).astype(np.int64)
    return Overlap(
        true_ids,
        true_classes,
        np.bincount(rows, frame.true_area, minlength=len(true_ids)).astype(np.int64),
        ids,
        classes,
        (onto @ share) / np.maximum(area, 1),
        area,
        shared,
        np.bincount(columns, frame.unlabelled, minlength=len(ids)).astype(np.int64),
    )


def _groups(
    ids: NDArray[np.int64], classes: tuple[str, ...], stuff: frozenset[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[str, ...]]:
    """Group of each segment, then the id of the first and the class of each group."""
    seen: dict[tuple[str, int], int] = {}
    keys = [(kind, 0 if kind in stuff else index + 1) for index, kind in enumerate(classes)]
    groups = np.array([seen.setdefault(key, len(seen)) for key in keys], np.int64)
    firsts = np.array([int(np.flatnonzero(groups == g)[0]) for g in range(len(seen))], np.int64)
    return groups, ids[firsts], tuple(kind for kind, _ in seen)
