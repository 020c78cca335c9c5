"""What the things of a frame are: from the trunk's features of each, then from what is around the
small ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from perception.learned.crops import Crops, crops_of, likely_carried
from perception.learned.network import Network
from perception.learned.segments import Points


def named(
    network: Network,
    points: Points,
    voted: Tensor,
    inputs: NDArray[np.float32],
    labels: NDArray[np.int32],
    things: NDArray[np.int64],
    shape: tuple[int, int],
) -> Tensor:
    """Scores (M, C), before the softmax, of the classes of the things of a frame; see `cut_out`."""
    said, cut = cut_out(network, points, voted, inputs, labels, things, shape)
    return looked_at(network, said, [cut])


def cut_out(
    network: Network,
    points: Points,
    voted: Tensor,
    inputs: NDArray[np.float32],
    labels: NDArray[np.int32],
    things: NDArray[np.int64],
    shape: tuple[int, int],
) -> tuple[Tensor, Crops]:
    """What things are by the trunk's features, and what is around those that may be carried.

    Args:
        network: trained.
        points: of the things that are asked for.
        voted: (M, C) of those that have any.
        inputs: (CHANNELS, H, W) of the frame.
        labels: (h, w) thing of each cell.
        things: (M,) which of these they are.
        shape: of the frame inside of the inputs, pixels.

    Returns:
        Scores (M, C), and crops whose `things` are rows of these.
    """
    frames = torch.zeros(len(voted), dtype=torch.int64, device=voted.device)
    said = network.kinds(points.features, points.owners, voted, frames)
    likely = likely_carried(torch.softmax(said, 1))
    cut = crops_of(inputs, labels, things[likely], shape)
    return said, replace(cut, things=likely[cut.things])


def looked_at(network: Network, said: Tensor, crops: Sequence[Crops]) -> Tensor:
    """Scores (M, C) of things, with what is cut out around some of them counted in.

    Args:
        network: trained.
        said: (M, C) by its head that names whole things.
        crops: of several frames, whose `things` are rows of `said`.
    """
    rows = torch.from_numpy(np.concatenate([one.things for one in crops])).to(said.device)
    if len(rows):
        pictures, figures = (
            torch.cat([getattr(one, name) for one in crops]).to(said.device).float()
            for name in ("pictures", "figures")
        )
        said = said.index_copy(0, rows, network.crops(pictures, figures, said[rows]))
    elif torch.is_grad_enabled():
        said = said + nothing(network.crops)
    return network.sureness(said)


def nothing(head: nn.Module) -> Tensor:
    """A loss of 0 of a head that was not asked: processes that train together all have gradients of
    the same parameters."""
    return torch.stack([one.sum() for one in head.parameters()]).sum() * 0.0
