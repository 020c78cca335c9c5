"""What things a sentence speaks of, and what tells them from others of their kind.

"Put the left mug into the open drawer next to the sink" mentions a mug (the left one), a drawer
(open now, near a sink) and a sink. Language models for goals need none of that to know what is to
be done, and many stumble over it; so `read_words` takes it out. `Words.plain` is the sentence
without it, and `Words.mentions` say it in a form that can be held against what is seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from envs.interface import TextEnum
from planning.language.lexicon import Noun, lexicon
from planning.language.mention_words import (
    ADJECTIVES,
    BE,
    DETERMINERS,
    EVERY,
    INDEFINITE,
    NUMBERS,
    PARTICLES,
    PLACE_WORDS,
    PREDICATES,
    PUTTING,
    RELATIVE,
    THINGS,
    VAGUE,
    VERBS,
)

_TOKEN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+|[.,;:!?]")
_LONGEST = 5  # words of a noun


class Relation(TextEnum):
    """How a thing lies to another one that is mentioned."""

    NEAR = "near"
    IN = "in"  # in or on it
    LEFT_OF = "left of"  # as the image shows it
    RIGHT_OF = "right of"
    UNDER = "under"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Trait:
    """What tells a thing from others of its kind by how it looks and where it is.

    Attributes:
        side: where it is in the image, among its like.
        rank: which it is among its like, by distance from the viewer or by size.
        ordinal: of `side`, counted from there; 1 for the outermost.
        states: words of `goal_language.STATE_WORDS` that are true of it now.
        other: not one that was dealt with before.
    """

    side: Literal["", "left", "right", "middle"] = ""
    rank: Literal["", "nearest", "farthest", "biggest", "smallest"] = ""
    ordinal: int = 1
    states: tuple[str, ...] = ()
    other: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """One noun phrase.

    Attributes:
        noun: as it was said.
        kinds: ontology types that it may be, with how well the noun fits; empty for any type.
        vague: a pronoun or the like, whose type is open.
        place: of the vague: it is where something is to be put.
        count: how many are meant.
        definite: particular ones are meant, rather than any.
        trait: what tells them from others.
        relations: to other mentions, by number.
        landmark: only told to say where another one is.
        first, last: its place among the tokens; `first` is that of its determiner.
        head: place of its noun.
    """

    noun: str
    kinds: Mapping[str, float]
    vague: bool = False
    place: bool = False
    count: int | Literal["all"] = 1
    definite: bool = True
    trait: Trait = Trait()
    relations: tuple[tuple[Relation, int], ...] = ()
    landmark: bool = False
    first: int = 0
    head: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence, taken apart.

    Attributes:
        text: as it was said.
        tokens: its words and punctuation.
        mentions: in the order of the sentence.
        dropped: places of the tokens that only tell which things are meant.
    """

    text: str
    tokens: tuple[str, ...]
    mentions: tuple[Mention, ...]
    dropped: frozenset[int]

    @property
    def meant(self) -> tuple[int, ...]:
        """Numbers of the mentions that are no landmarks."""
        return tuple(n for n, mention in enumerate(self.mentions) if not mention.landmark)

    def plain(self, nouns: Mapping[int, str] | None = None) -> str:
        """The sentence without what only tells which things are meant.

        Args:
            nouns: what to call the mentions of these numbers.
        """
        if not self.dropped and not nouns:
            return self.text
        instead: dict[int, str] = {}
        gone = set(self.dropped)
        for number, noun in (nouns or {}).items():
            mention = self.mentions[number]
            gone |= set(range(mention.first, mention.last + 1))
            lead = self.tokens[mention.first - 1].lower() if mention.first else ""
            bare = mention.place and lead not in PLACE_WORDS
            instead[mention.first] = f"on the {noun}" if bare else f"the {noun}"
        parts: list[str] = []
        for place, token in enumerate(self.tokens):
            word = instead.get(place, "" if place in gone else token)
            if word:
                parts.append(word if word in ".,;:!?" or not parts else f" {word}")
        return "".join(parts)


def read_words(text: str) -> Words:
    """Takes a sentence apart."""
    tokens = tuple(_TOKEN.findall(text))
    reader = _Reader([token.lower().replace("’", "'") for token in tokens])
    mentions = reader.read()
    return Words(text, tokens, tuple(mentions), frozenset(reader.dropped))


@dataclass(slots=True)
class _Reader:
    """Reads the tokens from left to right."""

    tokens: Sequence[str]
    mentions: list[Mention] = field(default_factory=list[Mention])
    dropped: set[int] = field(default_factory=set[int])

    def read(self) -> list[Mention]:
        at = 0
        while at < len(self.tokens):
            found = self._phrase(at)
            if found is None:
                at += 1
                continue
            number = len(self.mentions)
            self.mentions.append(found)
            at = self._after(number, found.last + 1)
        return self.mentions

    # ------------------------------------------------------------------ noun phrases
    def _phrase(self, at: int) -> Mention | None:
        """The noun phrase that begins at a token."""
        word = self._word(at)
        vague = self._vague(at)
        if vague is not None:
            return vague
        start, place = at, at
        determined = False
        count: int | Literal["all"] = 1
        definite = True
        while self._word(place) in DETERMINERS or self._word(place) in NUMBERS:
            word = self._word(place)
            if word in NUMBERS:
                count = NUMBERS[word]
                definite = definite and determined
            elif word in EVERY:
                count = "all"
            elif word in INDEFINITE:
                definite = False
            elif word == "both":
                count = 2
            determined = True
            place += 1
        trait, dropped, partitive = Trait(), list[int](), False
        while self._word(place) in ADJECTIVES and self._word(place + 1):
            if not determined and place == start and self._word(place) in VERBS:
                break
            trait = _with(trait, ADJECTIVES[self._word(place)])
            dropped.append(place)
            place += 1
        if dropped and self._word(place) == "of" and self._word(place + 1) == "the":
            more = 3 if self._word(place + 2) in NUMBERS else 2
            dropped += range(place, place + more)  # "the bigger of the two pots"
            place += more
            partitive = True
        if not determined and not dropped and not self._may_be_bare(at):
            return None
        found = self._noun(place)
        if found is None:
            return self._one(start, place, trait, dropped) if determined or dropped else None
        noun, last = found
        if noun.several and count == 1 and determined and definite and not partitive:
            count = "all" if not _single(noun) else 1
        self.dropped.update(dropped)
        said = " ".join(self.tokens[place : last + 1])
        return Mention(said, noun.kinds, count=count, definite=definite, trait=trait,
                       first=start, head=place, last=last)  # fmt: skip

    def _may_be_bare(self, at: int) -> bool:
        """Whether a noun without a determiner may stand here ("grab mug", "into sink")."""
        before = self._word(at - 1)
        return before in VERBS | PARTICLES | {"me"} or before in PLACE_WORDS - {"to"}

    def _noun(self, at: int) -> tuple[Noun, int] | None:
        """The longest noun that begins at a token, and its last token."""
        nouns = lexicon()
        for length in range(_LONGEST, 0, -1):
            key = tuple(self.tokens[at : at + length])
            if len(key) == length and key in nouns:
                return nouns[key], at + length - 1
        return None

    def _one(self, start: int, place: int, trait: Trait, dropped: list[int]) -> Mention | None:
        """A phrase whose noun is open: "the left one", "that thing", "the dirty ones"."""
        word = self._word(place)
        if word not in THINGS:
            return None
        self.dropped.update(dropped)
        count: int | Literal["all"] = "all" if word.endswith("s") and word != "stuff" else 1
        return Mention(word, {}, vague=True, count=count, trait=trait,
                       first=start, head=place, last=place)  # fmt: skip

    def _vague(self, at: int) -> Mention | None:
        """A pronoun that points at something in view."""
        word, before, after = self._word(at), self._word(at - 1), self._word(at + 1)
        if word in ("there", "here"):
            if not self._putting(at) or after in ("is", "are"):
                return None
            first = at - (before in ("over", "right"))
            return Mention(word, {}, vague=True, place=True, first=first, head=at, last=at)
        if self.mentions and self.mentions[-1].last == at - 1:
            return None  # "the switch that ..."
        if word not in VAGUE or before not in VERBS | PLACE_WORDS - {"to"} | PARTICLES | {"me"}:
            return None
        if word in ("that", "this", "these", "those"):
            named = self._noun(at + 1) is not None
            if named or after in THINGS or after in ADJECTIVES:
                return None
        place = before in PLACE_WORDS and self._putting(at)
        if sum(not m.landmark for m in self.mentions) > (1 if place else 0) and word != "that":
            return None  # it stands for what was mentioned
        count: int | Literal["all"] = "all" if word in ("them", "these", "those") else 1
        return Mention(word, {}, vague=True, place=place, count=count,
                       first=at, head=at, last=at)  # fmt: skip

    # ------------------------------------------------------------------ what follows the noun
    def _after(self, number: int, at: int) -> int:
        """Reads what is said of a mention behind its noun; returns where to go on."""
        while True:
            place = at
            clause = False
            while self._word(place) in RELATIVE and (clause or self._word(place) not in BE):
                clause = True
                place += 1
            step = self._trait_after(number, at, place, clause)
            if step is None:
                step = self._relation_after(number, at, place, clause)
            if step is None:
                return at
            at = step

    def _trait_after(self, number: int, at: int, place: int, clause: bool) -> int | None:
        """Sides, ranks and states: "on the left", "closest to you", "that is dirty"."""
        for pattern, (side, rank) in _TRAILS:
            end = self._match(pattern, place)
            if end is not None and self._word(end) != "of" and self._noun(end) is None:
                trait = self.mentions[number].trait
                trait = replace(trait, side=side or trait.side, rank=rank or trait.rank)  # pyright: ignore[reportArgumentType]
                self._told(number, trait, range(at, end))
                return end
        if clause:
            for words, state in PREDICATES.items():
                end = self._match(words, place)
                if end is not None and self._noun(end) is None and not self._determined(end):
                    trait = _with(self.mentions[number].trait, ("state", state))
                    self._told(number, trait, range(at, end))
                    return end
        return None

    def _relation_after(self, number: int, at: int, place: int, clause: bool) -> int | None:
        """Where it is by another thing: "next to the sink", "on the table"."""
        for pattern, relation in _RELATIONS:
            end = self._match(pattern, place)
            if end is None:
                continue
            other = self._landmark(end)
            if other is None:
                continue
            told = clause or pattern in _AWAY or not self._putting(at)
            if not told and not self._another_place(other.last + 1):
                return None
            mark = len(self.mentions)
            self.mentions.append(replace(other, landmark=True))
            mention = self.mentions[number]
            self.mentions[number] = replace(
                mention, relations=(*mention.relations, (relation, mark))
            )
            after = self._after(mark, other.last + 1)
            self.dropped.update(range(at, after))
            return after
        return None

    def _landmark(self, at: int) -> Mention | None:
        kept = set(self.dropped)
        found = self._phrase(at)
        if found is None or (found.vague and not found.kinds):
            self.dropped.clear()
            self.dropped.update(kept)
            return None
        return found

    def _told(self, number: int, trait: Trait, tokens: range) -> None:
        self.mentions[number] = replace(self.mentions[number], trait=trait)
        self.dropped.update(tokens)

    # ------------------------------------------------------------------ looking around
    def _word(self, at: int) -> str:
        return self.tokens[at] if 0 <= at < len(self.tokens) else ""

    def _determined(self, at: int) -> bool:
        return self._word(at) in DETERMINERS

    def _match(self, words: tuple[str, ...], at: int) -> int | None:
        """Where a pattern ends that begins at a token; None where it is not there."""
        for number, word in enumerate(words):
            if self._word(at + number) not in word.split("|"):
                return None
        return at + len(words)

    def _putting(self, at: int) -> bool:
        """Whether the clause of a token is about putting something somewhere."""
        begin = at
        while begin > 0 and self.tokens[begin - 1] not in (".", ";", "!", "?", "and", "then"):
            begin -= 1
        words = self.tokens[begin:at]
        giving = {("bring", "me"), ("get", "me"), ("give", "me"), ("hand", "me")}
        handed = any(pair in giving for pair in pairwise(words))
        return not handed and any(word in PUTTING for word in words)

    def _another_place(self, at: int) -> bool:
        """Whether a place to put it follows."""
        for place in range(at, len(self.tokens)):
            word = self.tokens[place]
            if word in (".", ";", "!", "?"):
                return False
            if word in PLACE_WORDS or word in ("there", "away"):
                return True
        return False


def _single(noun: Noun) -> bool:
    """Whether a plural word names one thing ("the curtains")."""
    return all(name.endswith("s") or name == "Boots" for name in noun.kinds)


def _with(trait: Trait, said: tuple[str, str]) -> Trait:
    what, value = said
    match what:
        case "side":
            return replace(trait, side=value)  # pyright: ignore[reportArgumentType]
        case "rank":
            return replace(trait, rank=value)  # pyright: ignore[reportArgumentType]
        case "ordinal":
            return replace(trait, ordinal=int(value))
        case "other":
            return replace(trait, other=True)
        case "state":
            return replace(trait, states=(*trait.states, value))
        case _:
            return trait


def _words(*texts: str) -> list[tuple[str, ...]]:
    return [tuple(text.split()) for text in texts]


_SIDE = "left|right"
_TRAILS: list[tuple[tuple[str, ...], tuple[str, str]]] = [
    *(
        (pattern, (side, ""))
        for side in ("left", "right")
        for pattern in _words(
            f"from the {side}",
            f"on|to|at my|your|the far {side}",
            f"on|to|at my|your|the {side} hand side",
            f"on|to|at my|your|the {side}-hand side",
            f"on|to|at my|your|the {side} side",
            f"on|to|at my|your|the {side}",
            f"furthest|farthest {side}",
        )
    ),
    *((p, ("middle", "")) for p in _words("in the middle|centre|center")),
    *(
        (pattern, ("", "nearest"))
        for pattern in _words(
            "closest|nearest to me|you|us|yourself",
            "closest|nearest me|you|us",
            "closest|nearest by",
        )
    ),
    *(
        (pattern, ("", "farthest"))
        for pattern in _words(
            "farthest|furthest away from me|you|us",
            "farthest|furthest from me|you|us",
            "farthest|furthest away|off",
            "farthest|furthest back",
        )
    ),
]
_RELATIONS: list[tuple[tuple[str, ...], Relation]] = [
    *(
        (pattern, relation)
        for side, relation in (("left", Relation.LEFT_OF), ("right", Relation.RIGHT_OF))
        for pattern in _words(
            f"on|to|at the {side} hand side of", f"on|to|at the {side} side of",
            f"on|to|at the {side} of", f"just {side} of", f"{side} of",
        )
    ),
    *(
        (pattern, Relation.NEAR)
        for pattern in _words(
            "right next to", "next to", "close to", "closest to", "nearest to", "closest|nearest",
            "right by|beside", "by|near|beside|alongside|besides", "over by",
        )
    ),
    *((pattern, Relation.UNDER) for pattern in _words("under|underneath|beneath|below")),
    *((pattern, Relation.ABOVE) for pattern in _words("above")),
    *((pattern, Relation.IN) for pattern in _words("out of", "from inside|within|off", "from|off")),
    *((pattern, Relation.IN) for pattern in _words("on top of", "inside of")),
    *((pattern, Relation.IN) for pattern in _words("in|on|inside|at|atop")),
]  # fmt: skip
_AWAY = set(_words("out of", "from inside|within|off", "from|off"))
