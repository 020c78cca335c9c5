"""Steps down the gradient: orthogonal ones for the trunk's kernels, Adam's for everything else.

A kernel, with a row for each channel that it makes, steps by the orthogonal matrix nearest to its
momentum (Muon; Jordan et al., 2024). The first layer, the heads, and all biases and norms step by
AdamW (Loshchilov and Hutter, 2019) at the same rate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from perception.learned.inputs import CHANNELS

MOMENTUM = 0.95
ITERATIONS = 5  # of Newton and Schulz
_SLOPE = (3.4445, -4.775, 2.0315)  # of their quintic, steepest at 0 (Jordan et al., 2024)
_AS_ADAM = 0.2  # root mean square of Adam's steps (Liu et al., 2025)


class Muon(torch.optim.Optimizer):
    """Steps matrices by orthogonal ones, as long as Adam's steps.

    `torch.optim.Muon` with `adjust_lr_fn="match_rms_adamw"`, but on CPUs in single precision: that
    one iterates in bfloat16, which takes 18 times as long on those that have no unit for it.
    """

    def __init__(self, matrices: Iterable[nn.Parameter], decay: float) -> None:
        super().__init__(matrices, {"lr": 1e-3, "weight_decay": decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Moves every matrix that has a gradient."""
        for group in self.param_groups:
            for one in group["params"]:
                if one.grad is None:
                    continue
                momentum = self.state[one].setdefault("momentum", torch.zeros_like(one))
                momentum.lerp_(one.grad, 1 - MOMENTUM)
                ahead = one.grad.lerp(momentum, MOMENTUM)  # Nesterov's
                one.mul_(1 - group["lr"] * group["weight_decay"])
                length = group["lr"] * _AS_ADAM * math.sqrt(max(one.shape))
                one.add_(_orthogonal(ahead), alpha=-length)


def _orthogonal(x: Tensor) -> Tensor:
    """Nearly the orthogonal matrix that is nearest to one: singular values of about 1."""
    if x.shape[0] > x.shape[1]:
        return _orthogonal(x.T).T
    a, b, c = _SLOPE
    found = x if x.device.type == "cpu" else x.bfloat16()
    found = found / found.norm().clamp(min=1e-7)
    for _ in range(ITERATIONS):
        gram = found @ found.T
        found = torch.addmm(found, torch.addmm(gram, gram, gram, beta=b, alpha=c), found, beta=a)
    return found.to(x.dtype)


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
            self._parts.append(Muon(self._rows, decay))

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
