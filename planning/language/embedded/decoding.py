"""Beam search over the tokens that the grammar allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from planning.language.embedded.grammar import Grammar, Mask
from planning.language.embedded.network import TOKENS_AT_MOST, Inputs, Memory, Network
from planning.language.embedded.tokens import BEGIN, END, GOAL_END


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of a request.

    Attributes:
        tokens: from the verdict to `end`, or of the goal alone.
        log_probability: of these tokens among all sequences that the grammar allows, natural.
    """

    tokens: tuple[int, ...]
    log_probability: float


@dataclass(slots=True)
class _Beam:
    tokens: tuple[int, ...]
    score: float
    grammar: Grammar


class Voters:
    """Networks that decode the same hypotheses; their probabilities are averaged.

    Args:
        networks: in evaluation mode.
        inputs: of one request.
    """

    def __init__(self, networks: Sequence[Network], inputs: Inputs) -> None:
        self._networks = tuple(networks)
        with torch.inference_mode():
            self._memories = [network.encode(inputs) for network in self._networks]
        self._past: list[list[tuple[Tensor, Tensor]] | None] = [None] * len(self._networks)

    def start(self) -> None:
        """Forgets the tokens so far."""
        self._past = [None] * len(self._networks)

    def score(self, tokens: Tensor, origins: Sequence[int] | None = None) -> NDArray[np.float64]:
        """Probabilities of what follows one more token of each hypothesis.

        Args:
            tokens: (N, T) int64; T is 1 but for the first call after `start`.
            origins: rows of the call before that the hypotheses go on from; None for the same.

        Returns:
            (N, len(TOKENS)) log probabilities over all tokens.
        """
        found: list[NDArray[np.float64]] = []
        with torch.inference_mode():
            for number, network in enumerate(self._networks):
                past = self._past[number]
                if past is not None and origins is not None:
                    past = [(k[list(origins)], v[list(origins)]) for k, v in past]
                memory = _rows(self._memories[number], len(tokens))
                scores, self._past[number] = network.decode(tokens, memory, past)
                found.append(torch.log_softmax(scores[:, -1].double(), -1).numpy())
        if len(found) == 1:
            return found[0]
        return np.logaddexp.reduce(np.stack(found), axis=0) - np.log(len(found))


def goals(voters: Voters, allowed: Mask | None = None, width: int = 6) -> list[Hypothesis]:
    """The likeliest goals of a request, up to and with `;`, likeliest first.

    Args:
        voters: on the request.
        allowed: (len(TOKENS),) bool, tokens that the scene allows; None for all.
        width: hypotheses that are kept at every token.

    Returns:
        At most `width` hypotheses.
    """
    voters.start()
    beams, over = [_Beam((), 0.0, Grammar())], list[_Beam]()
    tokens, origins = torch.tensor([[BEGIN]]), None
    for _ in range(TOKENS_AT_MOST - 1):
        logs = _continued(voters.score(tokens, origins), beams, allowed)
        beams, origins = _follow(_best(logs, width), beams, over, width)
        if not beams or _settled(over, beams, width):
            break
        tokens = torch.tensor([[beam.tokens[-1]] for beam in beams])
    over.sort(key=lambda beam: -beam.score)
    return [Hypothesis(beam.tokens, beam.score) for beam in over[:width]]


def advice(voters: Voters, goal: Hypothesis, allowed: Mask | None = None) -> Hypothesis:
    """A goal with the likeliest subgoals and hints after it, token by token.

    Args:
        voters: on the request.
        goal: up to and with `;`.
        allowed: tokens that the scene allows; None for all.
    """
    grammar = Grammar()
    for token in goal.tokens:
        grammar.advance(token)
    found, score = list(goal.tokens), goal.log_probability
    voters.start()
    scores = voters.score(torch.tensor([[BEGIN, *found]]))
    while not grammar.done:
        legal = grammar.allowed()
        if allowed is not None:
            legal = _narrowed(legal, allowed)
        if len(found) >= TOKENS_AT_MOST - 2 and legal[END]:
            token = END
        else:
            logs = _masked(scores[0], legal)
            token = int(logs.argmax())
            score += float(logs[token])
        grammar.advance(token)
        found.append(token)
        if not grammar.done:
            scores = voters.score(torch.tensor([[token]]))
    return Hypothesis(tuple(found), score)


def _rows(memory: Memory, count: int) -> Memory:
    keys = tuple(
        (k.expand(count, *k.shape[1:]), v.expand(count, *v.shape[1:])) for k, v in memory.keys
    )
    return Memory(keys, memory.mask.expand(count, *memory.mask.shape[1:]))


def _narrowed(legal: Mask, allowed: Mask) -> Mask:
    """What both allow; what the grammar alone allows where that is nothing."""
    both = legal & allowed
    return both if both.any() else legal


def _masked(scores: NDArray[np.float64], legal: Mask) -> NDArray[np.float64]:
    logs = np.where(legal, scores, -np.inf)
    top = logs.max()
    return logs - top - np.log(np.exp(logs - top).sum())


def _continued(
    scores: NDArray[np.float64], beams: list[_Beam], allowed: Mask | None
) -> NDArray[np.float64]:
    """(beams, len(TOKENS)) log probability of every hypothesis with one token more."""
    found: list[NDArray[np.float64]] = []
    for row, beam in zip(scores, beams, strict=True):
        legal = beam.grammar.allowed()
        legal = legal if allowed is None else _narrowed(legal, allowed)
        found.append(beam.score + _masked(row, legal))
    return np.stack(found)


def _best(logs: NDArray[np.float64], width: int) -> list[tuple[int, int, float]]:
    """(hypothesis, token, score) of the best continuations."""
    flat = logs.ravel()
    count = min(2 * width, int(np.isfinite(flat).sum()))
    top = np.argpartition(-flat, count - 1)[:count]
    top = top[np.argsort(-flat[top], kind="stable")]
    size = logs.shape[1]
    return [(int(i) // size, int(i) % size, float(flat[i])) for i in top]


def _follow(
    chosen: list[tuple[int, int, float]], beams: list[_Beam], over: list[_Beam], width: int
) -> tuple[list[_Beam], list[int]]:
    """Puts what has ended aside; returns the rest with the rows that they came from."""
    kept: list[_Beam] = []
    origins: list[int] = []
    for row, token, score in chosen:
        if len(kept) >= width:
            break
        grammar = beams[row].grammar.copy()
        grammar.advance(token)
        beam = _Beam((*beams[row].tokens, token), score, grammar)
        if token in (GOAL_END, END):
            over.append(beam)
        else:
            kept.append(beam)
            origins.append(row)
    return kept, origins


def _settled(over: list[_Beam], beams: list[_Beam], width: int) -> bool:
    """Whether nothing that goes on can still be among the best."""
    if len(over) < width:
        return bool(over) and max(over, key=lambda b: b.score).score > -0.01
    worst = sorted((beam.score for beam in over), reverse=True)[width - 1]
    return max(beam.score for beam in beams) <= worst
