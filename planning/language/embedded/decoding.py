"""Beam search over the tokens that the grammar allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from planning.language.embedded.grammar import Grammar, Mask
from planning.language.embedded.network import TOKENS_AT_MOST, Inputs
from planning.language.embedded.stacked import Stack
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
        stack: of the networks.
        inputs: of one request.
    """

    def __init__(self, stack: Stack, inputs: Inputs) -> None:
        self._stack = stack
        with torch.inference_mode():
            self._memory = stack.encode(inputs)
        self._past: list[Tensor] | None = None

    def start(self) -> None:
        """Forgets the tokens so far."""
        self._past = None

    def score(self, tokens: Tensor, origins: Sequence[int] | None = None) -> NDArray[np.float64]:
        """Probabilities of what follows one more token of each hypothesis.

        Args:
            tokens: (N, T) int64; T is 1 but for the first call after `start`.
            origins: rows of the call before that the hypotheses go on from; None for the same.

        Returns:
            (N, len(TOKENS)) log probabilities over all tokens.
        """
        with torch.inference_mode():
            past = self._past
            if past is not None and origins is not None:
                past = self._stack.follow(past, torch.tensor(origins))
            scores, self._past = self._stack.decode(tokens, self._memory, past)
            logs = torch.logsumexp(torch.log_softmax(scores, -1), 0)
            return logs.double().numpy() - math.log(self._stack.members)


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
