"""Wishes that do not say what is to be done, with what a house affords."""

from __future__ import annotations

import random

from planning.language.corpus.common_intents import COMMON
from planning.language.corpus.phrases import expand
from planning.language.corpus.rare_intents import RARE
from planning.language.goal_language import Thing

_INTENTS = (*COMMON, *RARE)
# The first ones are what people say most.
_WEIGHTS = [4.0] * 8 + [1.6] * (len(COMMON) - 8) + [1.0] * len(RARE)


def implicit(draw: random.Random) -> tuple[str, tuple[Thing, ...]]:
    """A wish and the things that it comes to."""
    template, things = draw.choices(_INTENTS, _WEIGHTS)[0]
    return expand(draw, template), things
