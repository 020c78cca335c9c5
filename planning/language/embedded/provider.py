"""The embedded model as a provider: shipped weights, no network, no key, some milliseconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from planning.language.embedded.batches import inputs_of
from planning.language.embedded.decoding import Hypothesis, Voters, advice, goals
from planning.language.embedded.grammar import Mask, present
from planning.language.embedded.lessons import scene_tokens
from planning.language.embedded.model import Model, load
from planning.language.embedded.text import Words, words_of
from planning.language.embedded.tokens import GOAL_END, decode
from planning.language.provider import Answer, Outcome, Request, Usage

WIDTH = 4  # of the beam search
PRECISION = 4  # decimals of a confidence


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of a request, before it is put into words of the goal language.

    Attributes:
        found: goals, asks and refusals, likeliest first.
        features: of each, for the calibration.
        words: of the request.
        voters: on the request.
        allowed: tokens that the scene allows; None for all.
    """

    found: list[Hypothesis]
    features: list[tuple[float, ...]]
    words: Words
    voters: Voters
    allowed: Mask | None


def read(model: Model, request: Request, width: int = WIDTH) -> Reading:
    """Reads a request; the scene rules kinds out only where it is complete."""
    words = words_of(request)
    kinds = sorted({thing.kind for thing in request.scene or ()})
    allowed = present(kinds) if request.scene_complete and kinds else None
    scene = scene_tokens(kinds)
    inputs = inputs_of([words], [scene], model.lexicon)
    voters = Voters(model.stack, inputs)
    found = goals(voters, allowed, width)
    if model.slots is not None:
        found = model.slots.vote(found, words, scene)
    features = model.calibration.features(found, words, model.lexicon)
    return Reading(found, features, words, voters, allowed)


class EmbeddedProvider:
    """Turns words into proposals with a small transformer.

    Args:
        model: weights with their lexicon and calibration.
        width: of the beam search.

    Attributes:
        name: for traces and reports.
    """

    def __init__(self, model: Model, width: int = WIDTH) -> None:
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
        """Proposes a goal; words that are no request for the house are refused or asked about.

        Args:
            request: what was said; a scene that is complete rules out every kind that is not in it.
        """
        started = time.perf_counter()
        reading = read(self._model, request, self._width)
        best = reading.found[0]
        if best.tokens[-1] == GOAL_END:
            best = advice(reading.voters, best, reading.allowed)
        calibration = self._model.calibration
        proposals = [
            decode(one.tokens, round(calibration.confidence(features), PRECISION))
            for one, features in zip([best, *reading.found[1:]], reading.features, strict=True)
        ]
        usage = Usage(
            calls=1,
            prompt_tokens=len(reading.words.words),
            completion_tokens=len(best.tokens),
            latency_s=time.perf_counter() - started,
        )
        return Answer(
            Outcome.PROPOSED, proposals[0], usage=usage, alternatives=tuple(proposals[1:])
        )
