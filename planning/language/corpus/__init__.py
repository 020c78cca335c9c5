"""Training pairs for the embedded language model: a lexicon, a grammar, and what they mean."""

from planning.language.corpus.generate import FAMILIES, generate
from planning.language.corpus.pairs import Pair

__all__ = ["FAMILIES", "Pair", "generate"]
