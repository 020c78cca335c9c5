"""How sure of a thing's class the network may be, by how often it is right.

The head that names whole things learns of rare classes as if they were frequent, and from the same
frames as the trunk below it: on other frames it is right less often than it says. A temperature
and a bias for each class, fitted on frames as they come, mend that (Guo et al., 2017).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from perception.learned.lessons import Lesson
from perception.learned.losses import seen
from perception.learned.naming import looked_at
from perception.learned.network import Network
from perception.learned.pieces import pieces_of
from perception.learned.vocabulary import STRUCTURES

# Share of the biases that is kept. A thing is looked at several times and what the looks say is
# multiplied: how rare its class is would count each time.
KEPT = 0.5
PULL = 3.0  # of biases towards 0, in pieces that speak for it
STEPS = 500  # of the fit, at most


@dataclass(frozen=True, slots=True)
class Named:
    """What the head said of pieces, and what they are.

    Attributes:
        scores: (G, C) float32, before the softmax.
        right: (G, C) float32, share of each piece's cells that are of each class.
    """

    scores: Tensor
    right: Tensor

    def loss(self, scale: Tensor, bias: Tensor) -> Tensor:
        """Mean cross-entropy, at a scale of the scores and with biases (C,)."""
        return -(self.right * torch.log_softmax(self.scores * scale + bias, 1)).sum(1).mean()


def named(network: Network, batches: Iterable[Sequence[Lesson]], device: str = "cpu") -> Named:
    """What a network says of the pieces that it cuts frames into.

    Args:
        network: trained, in evaluation mode.
        batches: of lessons, varied no more than what is to be looked at.
        device: of the network.
    """
    scores: list[Tensor] = []
    right: list[Tensor] = []
    with torch.inference_mode():
        for batch in batches:
            features = seen(network, batch, device, False)
            for one in pieces_of(network, batch, features):
                frame = torch.zeros(len(one.voted), dtype=torch.int64, device=one.voted.device)
                said = network.kinds(one.features.float(), one.owners, one.voted, frame)
                scores.append(looked_at(network, said, [one.crops]).cpu())
                right.append(one.right.cpu())
    width = len(STRUCTURES)
    nothing = torch.zeros(0, width)
    return Named(torch.cat([nothing, *scores]).clone(), torch.cat([nothing, *right]).clone())


def fitted(said: Named) -> tuple[Tensor, Tensor]:
    """The scale () and the biases (C,) at which what was said is likeliest; structure, of which
    nothing is reported as a thing, has none."""
    log_scale = torch.zeros((), requires_grad=True)
    bias = torch.zeros(said.scores.shape[1], requires_grad=True)
    free = torch.from_numpy(~STRUCTURES).float()
    optimizer = torch.optim.LBFGS([log_scale, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        pull = PULL * bias.square().sum() / max(len(said.scores), 1)
        loss = said.loss(log_scale.exp(), bias * free) + pull
        loss.backward()  # pyright: ignore[reportUnknownMemberType]
        return loss

    optimizer.step(closure)  # pyright: ignore[reportArgumentType]
    return log_scale.detach().exp(), (bias * free).detach()


def calibrated(network: Network, said: Named) -> Network:
    """A copy of a network that is as sure as it is right.

    Args:
        network: trained.
        said: by it, of frames as they come; of none, the copy is the same.
    """
    found = copy.deepcopy(network)
    if not len(said.scores):
        return found
    scale, bias = fitted(said)
    with torch.no_grad():
        found.sureness.scale.mul_(scale)
        found.sureness.bias.mul_(scale).add_(KEPT * bias)
    return found
