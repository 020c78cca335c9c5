"""Text as the embedded model reads it: words, each with the hashes of its letters.

A word counts as itself, where it was frequent in training, and as the set of its letter n-grams
(after Bojanowski et al., "Enriching Word Vectors with Subword Information", 2017), so that a
misspelt or unknown word lands near the one that was meant.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from planning.language.provider import Request

BUCKETS = 6144  # hashes of letter n-grams; 0 is padding
GRAMS_AT_MOST = 20  # n-grams of one word that count
WORDS_AT_MOST = 320  # of one request; what follows is not read
WORD_LENGTH = 24  # letters of a word that count
UNKNOWN = 1  # index of a word that was rare in training; 0 is padding

# What part of a request a word belongs to.
INSTRUCTION, STEP, COMMANDER, FOLLOWER = range(4)
SEGMENTS = 4
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Words:
    """A request in words.

    Attributes:
        words: in order.
        segments: part of the request that each belongs to.
        turns: number of its sentence within the request, from 0.
    """

    words: tuple[str, ...]
    segments: tuple[int, ...]
    turns: tuple[int, ...]


def split(text: str) -> list[str]:
    """The words of a text, in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text[: 16 * WORDS_AT_MOST]).lower().replace("’", "'")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word[:WORD_LENGTH] for word in _TOKEN.findall(plain)]


def words_of(request: Request) -> Words:
    """The words of a request: its instruction, its steps, its dialogue."""
    parts: list[tuple[int, str]] = []
    if request.instruction.strip():
        parts.append((INSTRUCTION, request.instruction))
    parts += [(STEP, text) for text in request.steps]
    parts += [(_speaker(turn.speaker), turn.text) for turn in request.dialogue]
    return words_of_parts(parts)


def _speaker(name: str) -> int:
    return FOLLOWER if name.lower() in ("follower", "driver", "agent") else COMMANDER


def words_of_parts(parts: Sequence[tuple[int, str]]) -> Words:
    """The words of (segment, text) pairs."""
    return words_of_token_parts([(segment, split(text)) for segment, text in parts])


def words_of_token_parts(parts: Sequence[tuple[int, Sequence[str]]]) -> Words:
    """The words of (segment, words) pairs; of a long dialogue, the beginning and the end."""
    found = [
        (word, segment, turn)
        for turn, (segment, words) in enumerate(parts)
        for word in (*words, "<s>")
    ]
    if len(found) > WORDS_AT_MOST:
        half = WORDS_AT_MOST // 2
        found = found[:half] + found[-half:]
    if not found:
        found = [("<s>", INSTRUCTION, 0)]
    words, segments, turns = zip(*found, strict=True)
    return Words(words, segments, turns)


@lru_cache(maxsize=1 << 17)
def grams(word: str) -> tuple[int, ...]:
    """Hashes of the letter n-grams of a word, 3 to 5 letters, in [1, BUCKETS)."""
    marked = f"<{word}>"
    pieces = [marked[i : i + n] for n in (3, 4, 5) for i in range(len(marked) - n + 1)]
    pieces = (pieces or [marked])[:GRAMS_AT_MOST]
    return tuple(
        1 + zlib.crc32(piece.encode("utf-8", "surrogatepass")) % (BUCKETS - 1) for piece in pieces
    )


class Lexicon:
    """The words that were frequent in training.

    Args:
        words: in order of their index, from 2.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self._index: Mapping[str, int] = {word: 2 + i for i, word in enumerate(self.words)}

    def __len__(self) -> int:
        return 2 + len(self.words)

    def index(self, word: str) -> int:
        """Index of a word; `UNKNOWN` where it was rare in training."""
        return self._index.get(word, UNKNOWN)

    def __contains__(self, word: str) -> bool:
        return word in self._index
