"""How well instances are found in frames of houses that nobody trained on.

The headline is the mean over classes of average precision at an intersection over union of 0.5,
for objects over 400 pixels; structure (walls, floors, windows, …) is judged by panoptic quality.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.pictures import Sheet
from benchmarks.sight import (
    Eyes,
    Input,
    Look,
    Trial,
    Watch,
    drawn,
    eyes_of,
    observed,
    one_thread,
    pruned,
    suffix,
)
from perception.evaluation import (
    FURNITURE,
    STUFF,
    THINGS,
    AveragePrecision,
    Overlap,
    PanopticQuality,
    overlap,
)
from perception.segmentation import Segmentation

PIXELS = 400  # of the smallest object that counts
SURE = 0.5  # confidence of a segment that counts for `pq_furniture_sure`
COMMON = 10  # objects that a class needs to count for `ap50_common`
SHOWN = 12  # frames in the picture


class _Score:
    """What one model found, given one kind of input."""

    def __init__(self) -> None:
        self.precision = AveragePrecision(PIXELS)
        self.quality = PanopticQuality(PIXELS)
        self.all_sizes = PanopticQuality()
        self.sure = PanopticQuality(PIXELS, confidence=SURE)
        self.watch = Watch()

    def add(self, frame: Overlap) -> None:
        for one in (self.precision, self.quality, self.all_sizes, self.sure):
            one.add(frame)

    def figures(self) -> dict[str, Any]:
        furniture = self.quality.mean(FURNITURE)
        further = {
            "ap50_common": self.precision.mean(THINGS, COMMON),
            "sq_furniture": furniture.segmentation,
            "rq_furniture": furniture.recognition,
            "pq_furniture_sure": self.sure.mean(FURNITURE).panoptic,
            "pq_furniture_every_size": self.all_sizes.mean(FURNITURE).panoptic,
            "pq_structure": self.quality.mean(STUFF).panoptic,
        }
        return {
            **pruned(
                {
                    "ap50": self.precision.mean(THINGS),
                    "pq_furniture": furniture.panoptic,
                    **self.watch.figures(),
                }
            ),
            "further": pruned(further),
        }

    def classes(self) -> dict[str, dict[str, float | None]]:
        """Of each class that was there."""
        qualities = self.quality.per_class()
        return {
            kind: pruned(
                {
                    "ap50": one.precision,
                    "objects": one.objects,
                    "found": one.found,
                    "detections": one.detections,
                    "pq": qualities[kind].panoptic if kind in qualities else float("nan"),
                }
            )
            for kind, one in self.precision.per_class().items()
        }


def run(trial: Trial) -> dict[str, Any]:
    """Looks at fresh frames, and compares with the truth.

    Returns:
        the keys of `bench.json`; figures of each input and look have keys that end in theirs, such
        as `ap50_rgb`, `pq_furniture_rgbd` or `ap50_rgb_domain`; `further` holds the mean over
        classes with at least 10 objects, the parts of panoptic quality, that of structure, that of
        furniture without what the model is less than half sure of, and that of every size. The
        headline, and `classes`, are of the first input and look.

    Raises:
        InvalidInputError: a model cannot be loaded.
    """
    scores: dict[tuple[Input, Look], _Score] = {}
    with one_thread():
        for look in trial.looks:
            ones = _look(trial, look)
            scores |= {(given, look): score for given, score in ones.items()}
    head = scores[trial.inputs[0], trial.looks[0]]
    figures = {
        f"{name}{suffix(given, look)}": value
        for (given, look), score in scores.items()
        for name, value in score.figures().items()
    }
    classes = head.classes()
    return {
        "name": "segmentation",
        "device": trial.device,
        "value": head.figures()["ap50"],
        "unit": "mean AP@0.5",
        "higher_is_better": True,
        **figures,
        "objects": int(sum(one["objects"] or 0 for one in classes.values())),
        "classes": classes,
        "conditions": trial.conditions()
        | {"pixels": PIXELS, "value_of": [trial.inputs[0], trial.looks[0]]},
        "peers": {},
    }


def _look(trial: Trial, look: Look) -> dict[Input, _Score]:
    eyes: dict[Input, Eyes] = {given: eyes_of(trial, given) for given in trial.inputs}
    scores: dict[Input, _Score] = {given: _Score() for given in trial.inputs}
    sheet = Sheet(("frame", "truth", *trial.inputs))
    every = max(1, trial.frames // SHOWN)
    for number, frame in enumerate(islice(drawn(trial, look), trial.frames)):
        truth = frame.observation()
        shown = trial.out and number % every == 0 and len(sheet) < SHOWN
        masks: list[Segmentation] = []
        for given, model in eyes.items():
            seen = observed(trial, frame, given)
            with scores[given].watch.lap():
                found = model.segment(seen, frame.pose)
            assert truth.instances is not None
            both = overlap(truth.instances, frame.labels, found)
            scores[given].add(both)
            masks.append(found)
        if shown:
            truth_picture = sheet.labelled(frame.instances, frame.labels)
            sheet.row([sheet.photograph(frame.rgb), truth_picture, *map(sheet.segmented, masks)])
    if trial.out:
        sheet.save(Path(trial.out) / f"segmentation_{look}.png")
    return scores
