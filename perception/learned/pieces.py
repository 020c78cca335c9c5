"""What the trained eyes take for one thing, right or wrong, and what it is: lessons for the head
that names whole things.

Such a head learns from what it will be asked about (Ren et al., 2015), which are not always things:
a stretch of worktop between a mug and a loaf is. Right is what a piece's cells are, each its share.
Shapes: K points, F features, G pieces, C classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from perception.learned.crops import Crops
from perception.learned.lessons import Lesson
from perception.learned.naming import cut_out, looked_at, nothing
from perception.learned.network import Features, Network
from perception.learned.segments import cells_of, points_of, segments_of
from perception.learned.vocabulary import CLASSES

KEPT = 2000  # frames whose pieces are learnt from again, in each process
AGAIN = 6  # batches of kept frames for one of new ones
_RAREST = 5.0  # times that a rare class counts, at most


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one frame.

    Attributes:
        features: (K, F) float16 of points, of the trunk.
        owners: (K,) int64, the piece each belongs to; every piece has one.
        voted: (G, C) float32, mean probability of each class over a piece's cells.
        right: (G, C) float32, share of the cells that are of each class.
        cells: (G,) float32, how many there are.
        crops: what is around those that may be carried; their pictures float16.
    """

    features: Tensor
    owners: Tensor
    voted: Tensor
    right: Tensor
    cells: Tensor
    crops: Crops


def pieces_of(network: Network, batch: Sequence[Lesson], features: Features) -> list[Pieces]:
    """Cuts the frames of a batch, without those where no piece is of anything known.

    Args:
        network: with trained heads.
        batch: of frames.
        features: of them.
    """
    found: list[Pieces] = []
    parts = (features.fine, features.middle, features.coarse)
    for index, lesson in enumerate(batch):
        one = Features(*(part[index : index + 1].float() for part in parts))
        shape = (lesson.inputs.shape[1], lesson.inputs.shape[2])
        with torch.no_grad():
            segments = segments_of(cells_of(network, one, lesson.inputs, shape))
            right, cells = shares(lesson.whole[1::2, 1::2], segments.labels, len(segments.voted))
            known = [int(number) + 1 for number in np.flatnonzero(right.any(1))]
            points = points_of(one, segments.labels, known, shape, shape)
            if not known:
                continue
            rows = np.array(known)[points.there] - 1
            voted, shown, counted = (
                torch.from_numpy(part[rows]).to(points.features.device)
                for part in (segments.voted, right, cells)
            )
            _, crops = cut_out(
                network, points, voted, lesson.inputs, segments.labels, rows + 1, shape
            )
            crops = replace(crops, pictures=crops.pictures.half())
            half = points.features.half()
            found.append(Pieces(half, points.owners, voted, shown, counted, crops))
    return found


def shares(
    whole: NDArray[np.int16], labels: NDArray[np.int32], count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the cells of pieces, from 1, are.

    Args:
        whole: (h, w) class of each cell; -1 for nothing.
        labels: (h, w) piece of each cell; 0 for none.
        count: G.

    Returns:
        (G, C) the share of each class, 0 where nothing is known; (G,) how many are of any.
    """
    known = (whole >= 0) & (labels > 0)
    classes = len(CLASSES)
    index = (labels[known].astype(np.int64) - 1) * classes + whole[known]
    found = np.bincount(index, minlength=count * classes).reshape(count, classes)
    cells = found.sum(1)
    share = found / np.maximum(cells, 1)[:, None]
    return share.astype(np.float32), cells.astype(np.float32)


def piece_loss(network: Network, kept: Sequence[Pieces], weights: Tensor) -> Tensor:
    """Cross-entropy of the pieces' classes; a piece counts by the root of its area.

    Args:
        network: whose head is asked.
        kept: pieces of some frames; of none, the loss is 0.
        weights: (C,) of the classes.
    """
    if not kept:
        return nothing(network.kinds) + nothing(network.crops)
    firsts = np.cumsum([0, *(len(one.voted) for one in kept)])
    owners = [one.owners + int(first) for one, first in zip(kept, firsts, strict=False)]
    frames = [torch.full_like(one.cells, index).long() for index, one in enumerate(kept)]
    features = torch.cat([one.features for one in kept]).float()
    voted, right, cells = (
        torch.cat([getattr(one, name) for one in kept]) for name in ("voted", "right", "cells")
    )
    said = network.kinds(features, torch.cat(owners), voted, torch.cat(frames))
    crops = [
        replace(one.crops, things=one.crops.things + first)
        for one, first in zip(kept, firsts, strict=False)
    ]
    scores = looked_at(network, said, crops)
    loss = F.cross_entropy(scores, right, reduction="none")
    counts = cells.sqrt() * (right * weights).sum(1)
    return (loss * counts).sum() / counts.sum()


def class_weights(kept: Sequence[Pieces]) -> Tensor:
    """(C,) 1 for what is as frequent among pieces as usual, more for what is rarer."""
    if not kept:
        return torch.ones(len(CLASSES))
    counts = torch.stack([one.right.sum(0) for one in kept]).sum(0)
    usual = counts[counts > 0].log().mean().exp()
    return (usual / counts.clamp(min=1.0)).sqrt().clamp(1 / _RAREST, _RAREST)
