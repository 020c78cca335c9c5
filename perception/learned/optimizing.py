"""Steps down the gradient: orthogonal ones for the trunk's kernels, Adam's for everything else.

A kernel, with a row for each channel that it makes, steps by the orthogonal matrix nearest to its
momentum (Muon; Jordan et al., 2024). The first layer, the heads, and all biases and norms step by
AdamW (Loshchilov and Hutter, 2019) at the same rate.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from perception.learned.inputs import CHANNELS


class Optimizer:
    """Muon beside AdamW.

    Args:
        parameters: that are trained; kernels' memory has channels last.
        decay: of weights; biases and norms have none.
    """

    def __init__(self, parameters: Iterable[nn.Parameter], decay: float) -> None:
        every = list(parameters)
        kernels = [one for one in every if one.ndim == 4 and one.shape[1] != CHANNELS]
        # the same memory, so that a step of the one is a step of the other
        self._rows = [nn.Parameter(_by_row(one.detach()).view(len(one), -1)) for one in kernels]
        self._kernels = kernels
        apart = {id(one) for one in kernels}
        others = [one for one in every if id(one) not in apart]
        weights = [one for one in others if one.ndim > 1]
        plain = [one for one in others if one.ndim <= 1]
        groups = [
            {"params": weights, "weight_decay": decay},
            {"params": plain, "weight_decay": 0.0},
        ]
        self._parts: list[torch.optim.Optimizer] = [torch.optim.AdamW(groups, fused=True)]
        if self._rows:
            # its steps are then as long as Adam's, and one rate does for both
            muon = torch.optim.Muon(self._rows, weight_decay=decay, adjust_lr_fn="match_rms_adamw")
            self._parts.append(muon)

    def step(self, rate: float) -> None:
        """Moves parameters against their gradients, which are forgotten then."""
        for kernel, rows in zip(self._kernels, self._rows, strict=True):
            rows.grad = None if kernel.grad is None else _by_row(kernel.grad).flatten(1)
            kernel.grad = None
        for part in self._parts:
            for group in part.param_groups:
                group["lr"] = rate
            part.step()
            part.zero_grad()

    def state_dict(self) -> list[dict[str, Any]]:
        """What `load_state_dict` takes, for `torch.save`."""
        return [part.state_dict() for part in self._parts]

    def load_state_dict(self, kept: list[dict[str, Any]]) -> None:
        """Takes up what `state_dict` gave.

        Raises:
            ValueError: it is of other parameters.
        """
        for part, one in zip(self._parts, kept, strict=True):
            part.load_state_dict(one)


def _by_row(kernel: Tensor) -> Tensor:
    """A kernel (O, I, h, w) with the channels that it reads last, as its memory has them."""
    return kernel.permute(0, 2, 3, 1)
