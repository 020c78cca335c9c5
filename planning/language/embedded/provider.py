"""The embedded model as a provider: shipped weights, no network, no key, some milliseconds."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from planning.language.embedded.batches import inputs_of
from planning.language.embedded.decoding import Hypothesis, advice, goals
from planning.language.embedded.grammar import Mask, present
from planning.language.embedded.lessons import scene_tokens
from planning.language.embedded.model import Model, load
from planning.language.embedded.text import words_of
from planning.language.embedded.tokens import decode
from planning.language.goal_language import Proposal
from planning.language.provider import Answer, Outcome, Request, Usage

ALTERNATIVES = 5  # that are handed out beside the best


class EmbeddedProvider:
    """Turns words into proposals with a small transformer.

    Args:
        model: weights with their lexicon and calibration.
        width: of the beam search.

    Attributes:
        name: for traces and reports.
    """

    def __init__(self, model: Model, width: int = 6) -> None:
        self.name = "embedded"
        self._model = model
        self._width = width

    @classmethod
    def load(cls, path: str | Path | None = None) -> EmbeddedProvider:
        """The model of a file; the shipped one by default.

        Raises:
            InvalidInputError: the file is not there, or holds another model.
        """
        return cls(load(path))

    def propose(self, request: Request) -> Answer:
        """Proposes a goal; words that are no request for the house are refused or asked about."""
        started = time.perf_counter()
        words = words_of(request)
        kinds = sorted({thing.kind for thing in request.scene or ()})
        allowed = present(kinds) if request.scene_complete and kinds else None
        inputs = inputs_of([words], [scene_tokens(kinds)], self._model.lexicon)
        found, memory = goals(self._model.network, inputs, allowed, self._width)
        features = self._model.calibration.features(found, words, self._model.lexicon)
        sure = [self._model.calibration.confidence(one) for one in features]
        best = advice(self._model.network, memory, found[0], allowed) if _is_goal(found[0]) else None
        proposals = [
            _proposal(best if number == 0 and best is not None else one, sure[number])
            for number, one in enumerate(found[: 1 + ALTERNATIVES])
        ]
        usage = Usage(
            calls=1,
            prompt_tokens=len(words.words),
            completion_tokens=len((best or found[0]).tokens),
            latency_s=time.perf_counter() - started,
        )
        return Answer(
            Outcome.PROPOSED, proposals[0], usage=usage, alternatives=tuple(proposals[1:])
        )


def _is_goal(hypothesis: Hypothesis) -> bool:
    return len(hypothesis.tokens) > 2


def _proposal(hypothesis: Hypothesis, confidence: float) -> Proposal:
    return decode(hypothesis.tokens, round(confidence, 4))
