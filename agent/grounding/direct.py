"""Plain commands, read without a language model: one act, and the things that it is about.

A language provider knows more, but a small one errs on sentences of a form that it has not met.
What is said outright ("I need the drawer opened", "switch that on") has its act in its verb, and
is read here too; both readings are weighed against what is in view.
"""

from __future__ import annotations

import re

from planning.language.goal_language import ANYTHING, Thing
from planning.language.mention_words import PLACE_WORDS, PUTTING
from planning.language.mentions import Mention, Words

# Acts by the words that say them outright, outside of noun phrases.
_ACTS: dict[str, str] = {
    "clean": r"\b(wash(ed)?|clean(ed)?|rins(e|ed)|scrub(bed)?|wip(e|ed)|cleans(e|ed))\b",
    "heated": r"\b(heat(ed)?( up)?|warm(ed)?( up)?|microwaved?)\b",
    "chilled": r"\b(chill(ed)?|cool(ed)?( down)?|refrigerated?)\b",
    "cooked": r"\b(cook(ed)?|fry|fried|roast(ed)?|toast(ed)?|bak(e|ed)|grill(ed)?)\b",
    "boiled": r"\b(boil(ed)?)\b",
    "sliced": r"\b(slic(e|ed|es)|cut|chop(ped)?|dic(e|ed)|carv(e|ed))\b",
    "filled-with-water": r"\bfill(ed)?\b.*\bwater\b",
    "filled-with-coffee": r"\bfill(ed)?\b.*\bcoffee\b",
    "filled": r"\bfill(ed)?\b(?!.*\b(water|coffee)\b)",
    "on": r"\b(turn(ed)?|switch(ed)?|power(ed)?|flick(ed)?|be|is|are)\b.*\bon\b|\bactivated?\b"
    r"|\bstart(ed)?\b|\bpower(ed)? up\b",
    "off": r"\b(turn(ed)?|switch(ed)?|power(ed)?|shut|be|is|are)\b.*\b(off|down)\b"
    r"|\bdeactivated?\b|\bextinguish(ed)?\b",
    "open": r"\b(open(ed|s)?)\b",
    "closed": r"\b(clos(e|ed|es)|shut(s)?)\b(?!.*\b(off|down)\b)",
    "held": r"\b(bring|brought|fetch(ed)?|grab(bed)?|pick(ed)?|hand(ed)?|pass(ed)?|reach|hold|held"
    r"|lift(ed)?|deliver(ed)?|grasp|retrieved?|carry|have|take|taken)\b|\b(give|gave|get|got) me\b",
}
_WISH = re.compile(r"\b(want|like|need|could use)\b")  # to have it
_NO_COMMAND = re.compile(
    r"\b(don't|dont|do not|never|not|no|nobody|who|why|how|what|when|did|does|do you|myself|already"
    r"|pour|empty|throw|toss|discard|serve|prepare|make)\b"
)
_MORE = re.compile(
    r"(?<!\bgo )\b(and|then)\b (?!keep|hold|hand|bring|give|pass|leave|put|place|set)\w+"
)


def direct(words: Words) -> tuple[Thing, tuple[int, ...]] | None:
    """What a plain command asks for.

    Returns:
        the goal's thing, and the mentions that stand for it and for its content; None where the
        sentence is no plain command.
    """
    meant = words.meant
    rest = " ".join(_rest(words))
    if not 1 <= len(meant) <= 2 or _NO_COMMAND.search(rest) or _MORE.search(rest):
        return None
    acts = said_acts(words)
    first = words.mentions[meant[0]]
    if len(meant) == 2:
        return _placed(words, acts)
    if not acts and _WISH.search(rest):
        acts = ["held"]
    if len(acts) != 1 or words.mentions[meant[0]].place:
        return None
    count = first.count
    if acts[0] == "held" and count != 1:
        return None
    return Thing(kind=likeliest(first), count=count, states=(acts[0],)), meant


def said_acts(words: Words) -> list[str]:
    """States that the words ask for outright; to be held only where there is nothing else."""
    rest = " ".join(_rest(words))
    acts = [word for word, pattern in _ACTS.items() if re.search(pattern, rest)]
    return [word for word in acts if word != "held"] or acts


def _placed(words: Words, acts: list[str]) -> tuple[Thing, tuple[int, ...]] | None:
    """One thing that is to be in or on another."""
    inner, outer = words.meant
    content, place = words.mentions[inner], words.mentions[outer]
    before = words.tokens[place.first - 1].lower() if place.first else ""
    lowered = [token.lower() for token in words.tokens]
    putting = any(word in PUTTING or word in ("end", "be") for word in lowered)
    if not (place.place or before in PLACE_WORDS - {"to"}) or not putting:
        return None
    if any(word not in ("held", "on") for word in acts):
        return None
    thing = Thing(
        kind=likeliest(place), contents=(Thing(kind=likeliest(content), count=content.count),)
    )
    return thing, (outer, inner)


def _rest(words: Words) -> list[str]:
    """The words of a sentence outside of its noun phrases."""
    inside = {
        place for one in words.mentions for place in range(one.first, one.last + 1)
    } | words.dropped
    return [token.lower() for place, token in enumerate(words.tokens) if place not in inside]


def likeliest(mention: Mention) -> str:
    """The kind that a noun means by itself."""
    if not mention.kinds:
        return ANYTHING
    return max(sorted(mention.kinds), key=lambda kind: mention.kinds[kind])
