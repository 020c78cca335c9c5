"""What a language provider makes of an instruction, held against the words and what is in view.

The provider reads the sentence without what only tells which things are meant. Where a word points
("it", "that one", "in there"), it reads the sentence with the name of something in view in its
place, and the place of that name in the goal stays open for everything that would do there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.grounding.direct import direct, said_acts
from agent.grounding.matching import salience
from agent.grounding.seen import Seen
from envs.ontology import SLICE_COUNT, Affordance, can, sliced_type
from planning.language.affordances import can_be
from planning.language.check import problems
from planning.language.goal_language import STATE_WORDS, Proposal, Stage, Thing, types_of
from planning.language.mentions import Mention, Words
from planning.language.provider import Answer, Outcome, Provider, Request, SceneObject
from planning.language.purposes import purpose
from planning.language.wording import spoken

STAND_INS = 2  # names that are tried in place of a word that points
UNNAMED = 0.15  # for every kind of a goal that the words do not name, while they name others
UNUSED = 0.15  # for every kind that the words name and a goal leaves out
UNSAID = 0.3  # for every state of a goal that no word speaks of
OUTRIGHT = 0.8  # weight of what is said outright
BELIEVED = 0.4  # how far a provider is believed beside what is said outright
NEXT_BEST = 0.8  # of things that serve a need, beside the usual one
NEEDED = 0.7  # weight of what would meet a need that the words tell of

# Words that speak of a state.
_SAID: dict[str, str] = {
    "clean": r"clean|wash|rins|scrub|wip|dirt|filth|grub|stain|messy|spotless|soap|grim",
    "washed": r"clean|wash|rins|scrub|wip|dirt|filth|grub|stain|messy|spotless|grim",
    "heated": r"heat|warm|hot|microwav",
    "chilled": r"chill|cool|cold|refrigerat|iced?\b",
    "cooked": r"cook|fr[iy]|roast|toast|bak|grill|brown|hungry|eat|meal|breakfast",
    "boiled": r"boil|poach",
    "sliced": r"slic|cut|chop|piec|dic|halv|carv|wedge|bit|salad|sandwich",
    "held": r"bring|giv|hand|pass|get\b|fetch|tak|pick|grab|hold|want|need|lift|reach|carry|have|us"
    r"e|like|deliver|grasp|collect|retriev|snatch|could|where|find",
    "on": r"\bon\b|start|activat|light|lit|run|power|dark|gloom|\bsee\b|watch|show|music|dim",
    "off": r"\boff\b|\bout\b|stop|kill|extinguish|deactivat|bright|wast|sleep|quiet|dark|nobody",
    "open": r"open|ajar|inside|look in|stuffy|let",
    "closed": r"clos|shut|open",
    "filled": r"fill|water|full|drink|thirst|dry|coffee|pour",
    "filled-with-water": r"water|fill|drink|thirst|dry",
    "filled-with-coffee": r"coffee|tired|awake|sleep|caffein|brew",
    "lit-by-desk-lamp": r"lamp|light|look|examin|inspect",
    "lit-by-floor-lamp": r"lamp|light|look|examin|inspect",
    "used-up": r"use|finish|empt",
    "broken": r"br[eo]k|smash|shatter",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a goal for things in view.

    Attributes:
        thing: what the goal says of them.
        mention: number of the mention that names them; None where nothing does.
        around: number of the slot that they are to be in or on; None for none.
        kinds: types that will do, with how well each does; empty for every type that can be it.
    """

    thing: Thing
    mention: int | None
    around: int | None
    kinds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take the words.

    Attributes:
        weight: how likely it is, by the words.
        slots: what the goal is about; contents come after what they are to be in or on.
        proposal: as the provider put it.
    """

    weight: float
    slots: tuple[Slot, ...]
    proposal: Proposal


def _needed(words: Words) -> Reading | None:
    """What would meet a need that the words tell of, as a reading."""
    need = purpose(words.text)
    if need is None:
        return None
    thing = Thing(kind=need.kinds[0], states=need.states)
    kinds = {kind: 1.0 if kind == need.kinds[0] else NEXT_BEST for kind in need.kinds}
    number = next((n for n in words.meant if words.mentions[n].kinds.keys() & kinds.keys()), None)
    proposal = Proposal(verdict="goal", stages=(Stage(things=(thing,)),), confidence=NEEDED)
    return Reading(NEEDED, (Slot(thing, number, None, kinds),), proposal)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a provider made of an instruction.

    Attributes:
        readings: goals.
        refused: how likely it is that there is nothing to do, or nothing of what was read.
        answer: the provider's first one.
    """

    readings: tuple[Reading, ...]
    refused: float
    answer: Answer


def hear(
    provider: Provider, words: Words, things: Sequence[Seen], scene: tuple[SceneObject, ...]
) -> Heard:
    """Asks a provider for goals, with stand-ins for what is only pointed at.

    Args:
        provider: of language.
        words: the instruction, taken apart.
        things: in view; none where only the words count.
        scene: the same as the provider is told.
    """
    readings: list[Reading] = []
    answers: list[Answer] = []
    refused = 0.0
    for names in _stand_ins(words, things):
        nouns = {number: spoken(kind) for number, kind in names.items()}
        answer = provider.propose(Request(words.plain(nouns), scene=scene or None))
        answers.append(answer)
        refused = max(refused, _refused(answer))
        found = list(_readings(answer, words, names))
        strained = (one.proposal.confidence - one.weight for one in found)
        refused = max(refused, *strained, 0.0)
        readings += found
    plain = _outright(words) or _needed(words)
    if plain is not None:
        readings = [replace(one, weight=BELIEVED * one.weight) for one in readings]
        readings.append(plain)
        refused *= BELIEVED
    return Heard(tuple(readings), refused, answers[0])


def _outright(words: Words) -> Reading | None:
    """What is said outright, as a reading."""
    said = direct(words)
    if said is None:
        return None
    thing, numbers = said
    slots: list[Slot] = []
    for number, part in zip(numbers, (thing, *thing.contents), strict=True):
        mention = words.mentions[number]
        slots.append(Slot(part, number, 0 if slots else None, dict(mention.kinds)))
    proposal = Proposal(verdict="goal", stages=(Stage(things=(thing,)),), confidence=OUTRIGHT)
    return Reading(OUTRIGHT, tuple(slots), proposal)


def _refused(answer: Answer) -> float:
    if answer.outcome is not Outcome.PROPOSED or answer.proposal is None:
        return 0.0
    every = (answer.proposal, *answer.alternatives)
    return max((one.confidence for one in every if one.verdict != "goal"), default=0.0)


def _stand_ins(words: Words, things: Sequence[Seen]) -> list[dict[int, str]]:
    """Kinds in view to be named where the words only point, by number of the mention."""
    open_ones = [n for n in words.meant if words.mentions[n].vague]
    if not open_ones or not things:
        return [{}]
    states = [word for word in said_acts(words) if word != "held"]
    choices: list[list[str]] = []
    for number in open_ones:
        mention = words.mentions[number]
        fit = [t for t in things if _may_stand(t.kind, mention, states, len(words.meant) > 1)]
        ranked = sorted(fit, key=lambda thing: -salience(thing))
        choices.append(list(dict.fromkeys(thing.kind for thing in ranked))[:STAND_INS] or ["Box"])
    longest = max(len(kinds) for kinds in choices)
    return [
        {n: kinds[min(turn, len(kinds) - 1)] for n, kinds in zip(open_ones, choices, strict=True)}
        for turn in range(longest)
    ]


def _may_stand(kind: str, mention: Mention, states: Sequence[str], placed: bool) -> bool:
    if mention.place:
        return can(kind, Affordance.RECEPTACLE) and not can(
            kind, Affordance.MOVEABLE | Affordance.HEAT_SOURCE
        )
    if placed or not states:
        return can(kind, Affordance.PICKUPABLE)
    return any(can_become(kind, word) for word in states)


def can_become(kind: str, word: str) -> bool:
    """Whether it makes sense to ask for a thing of a type to be brought into a state."""
    if word in ("clean", "washed"):
        return can(kind, Affordance.DIRTYABLE) and can(kind, Affordance.PICKUPABLE)
    if word in ("on", "off"):
        return can(kind, Affordance.TOGGLEABLE)
    return can_be(kind, word)


# ---------------------------------------------------------------------- from answers to readings
def _readings(answer: Answer, words: Words, names: Mapping[int, str]) -> Iterator[Reading]:
    if answer.outcome is not Outcome.PROPOSED or answer.proposal is None:
        return
    for proposal in (answer.proposal, *answer.alternatives):
        if proposal.verdict != "goal" or problems(proposal):
            continue
        slots = _slots(proposal, words, names)
        yield Reading(proposal.confidence * _borne_out(slots, words), tuple(slots), proposal)


def _slots(proposal: Proposal, words: Words, names: Mapping[int, str]) -> list[Slot]:
    """The places of a goal, each with the mention that names it."""
    slots: list[Slot] = []
    free = list(words.meant)

    def visit(thing: Thing, around: int | None) -> None:
        types = types_of(thing.kind)
        number = _named(thing, types, free, words, names)
        if number is not None:
            free.remove(number)
            mention = words.mentions[number]
            kinds = {} if mention.vague else dict(mention.kinds)
            if types & slices():  # slices of the things that the words name
                kinds |= {k: kinds.get(wholes()[k], 0.0) for k in types & slices()}
            thing = thing.model_copy(update={"count": _count(thing, mention)})
        else:
            kinds = dict.fromkeys(types, 1.0)
        place = len(slots)
        slots.append(Slot(thing, number, around, kinds))
        for content in thing.contents:
            visit(content, place)

    for stage in proposal.stages:
        for thing in stage.things:
            visit(thing, None)
    return slots


def _count(thing: Thing, mention: Mention) -> int | str:
    if thing.count == 0:
        return 0
    return mention.count


def _named(
    thing: Thing,
    types: frozenset[str],
    free: Sequence[int],
    words: Words,
    names: Mapping[int, str],
) -> int | None:
    """The mention that names a thing of a goal; of several the one that fits best."""
    whole = types | {wholes()[name] for name in types & slices()}
    best: tuple[float, int] | None = None
    for number in free:
        mention = words.mentions[number]
        if mention.vague:
            fit = float(names.get(number) in whole)
        else:
            fit = max((mention.kinds.get(name, 0.0) for name in whole), default=0.0)
        if fit > 0.0 and (best is None or fit > best[0]):
            best = fit, number
    return best[1] if best is not None else None


def _borne_out(slots: Sequence[Slot], words: Words) -> float:
    """How well the words bear out a goal: what it names, what it leaves out, what it adds."""
    factor, low = 1.0, _without_nouns(words)
    made_up = [slot.thing.which for slot in slots if slot.thing.which is not None]
    factor *= UNNAMED ** sum(bool(which.near or which.inside) for which in made_up)
    if words.mentions:
        used = {slot.mention for slot in slots}
        factor *= UNNAMED ** sum(slot.mention is None for slot in slots)
        factor *= UNUSED ** sum(number not in used for number in words.meant)
        for slot in slots:
            for word in slot.thing.states:
                said = re.search(_SAID[word], low) if word in _SAID else True
                factor *= 1.0 if said else UNSAID
        told = {STATE_WORDS[w] for slot in slots for w in slot.thing.states}
        several = len(words.meant) > 1  # then "on" is where to, and what is held is put down
        for word in said_acts(words):
            if word == "held" or (word == "on" and several):
                continue
            same = ("clean", "washed") if word == "clean" else (word,)
            factor *= 1.0 if told & {STATE_WORDS[one] for one in same} else UNSAID
    return factor


def _without_nouns(words: Words) -> str:
    """The sentence without what things are called, which often sounds like an act."""
    nouns = {at for one in words.mentions for at in range(one.head, one.last + 1)}
    return " ".join(t.lower() for at, t in enumerate(words.tokens) if at not in nouns)


def slices() -> frozenset[str]:
    """Types of what slicing makes."""
    return frozenset(sliced_type(name) for name in SLICE_COUNT)


def wholes() -> dict[str, str]:
    """The type that is cut, by the type of its slices."""
    return {sliced_type(name): name for name in SLICE_COUNT}
