"""How well pixels are understood: predicted masks, depth and states against the truth."""

from perception.evaluation.average_precision import AveragePrecision, ClassPrecision
from perception.evaluation.depth import DepthError
from perception.evaluation.overlap import Overlap, overlap
from perception.evaluation.panoptic import FURNITURE, STUFF, THINGS, PanopticQuality, Quality
from perception.evaluation.states import StateScore, StateScores

__all__ = [
    "AveragePrecision",
    "ClassPrecision",
    "DepthError",
    "FURNITURE",
    "Overlap",
    "PanopticQuality",
    "Quality",
    "STUFF",
    "StateScore",
    "StateScores",
    "THINGS",
    "overlap",
]
