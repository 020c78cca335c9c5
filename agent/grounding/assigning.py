"""Which things in view fill the places of a goal, with how likely each way of doing so is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from agent.grounding.matching import LIKE, fits, salience
from agent.grounding.readings import Reading, Slot, can_become, slices, wholes
from agent.grounding.seen import Seen, by_name, gap
from envs.ontology import Affordance, can, shuts, sliced_type, takes
from planning.language.affordances import can_be
from planning.language.goal_language import STATE_WORDS
from planning.language.mentions import Mention, Words
from planning.language.purposes import serves
from planning.language.wording import preposition, spoken
from planning.problem import Literal, Part

MOST = 8  # things that are tried for one place
SO_ALREADY = 0.95  # how much of a goal's weight goes where it holds already
INSTEAD = 0.3  # of things of another kind that serve for the same, where none was named
TO_BE_CUT = 0.6  # how well a whole does for its slices
UNLIKELY = 0.1  # of what a word may point at, but hardly does
INWARD = frozenset({"in", "into", "inside", "within"})
CHANCE = 1e-9
OF_ONE = 0.3  # [m] gap up to which a basin is that of a sink
_BASINS = {"SinkBasin": "Sink", "BathtubBasin": "Bathtub"}


@dataclass(frozen=True, slots=True)
class Filled:
    """A reading with things in view in its places.

    Attributes:
        reading: the goal.
        names: of the things in each slot.
        fit: how well they fit what is said of them, slot by slot, 0 to 1 of the best.
        literals: the goal over them.
        parts: slices that the goal is about and that cutting a thing in view makes.
        score: how likely it is to be meant, up to a factor.
        key: equal for those between which the words leave the choice.
    """

    reading: Reading
    names: tuple[tuple[str, ...], ...]
    fit: tuple[float, ...]
    literals: tuple[Literal, ...]
    parts: tuple[Part, ...]
    score: float
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """Things for one slot, and how well they fit."""

    names: tuple[str, ...]
    fit: float


def fillings(reading: Reading, words: Words, things: Sequence[Seen]) -> list[Filled]:
    """Every likely way to fill a reading's slots; none where something is not in view."""
    options = [_options(slot, reading, words, things) for slot in reading.slots]
    if not all(options):
        return []
    names = by_name(things)
    found: list[Filled] = []
    for chosen in _joint(reading, options, names):
        literals, parts = _literals(reading, chosen, names)
        if not literals:
            continue
        score = reading.weight * (1.0 - SO_ALREADY * _so_already(literals, names))
        for option in chosen:
            score *= option.fit
        best = [max(one.fit for one in of) for of in options]
        found.append(
            Filled(
                reading,
                tuple(option.names for option in chosen),
                tuple(option.fit / top for option, top in zip(chosen, best, strict=True)),
                literals,
                parts,
                score,
                _key(reading, words, chosen, literals, names),
            )
        )
    return found


def missing(reading: Reading, words: Words, things: Sequence[Seen]) -> list[str]:
    """What a reading asks for and nothing in view can be, in its own words or kinds."""
    return [
        _phrase(slot, words) for slot in reading.slots if not _options(slot, reading, words, things)
    ]


def _phrase(slot: Slot, words: Words) -> str:
    """What a slot is about, with what tells it apart."""
    if slot.mention is None:
        return spoken(slot.thing.kind)
    mention = words.mentions[slot.mention]
    by = [f"{relation} {words.mentions[mark].noun}" for relation, mark in mention.relations]
    return " ".join([*mention.trait.states, mention.noun, *by])


# ---------------------------------------------------------------------- one slot
def _options(slot: Slot, reading: Reading, words: Words, things: Sequence[Seen]) -> list[Option]:
    if slot.thing.count == 0:
        return [Option((), 1.0)]
    fit = {
        name: share
        for name, share in _fits(slot, words, things).items()
        if share > CHANCE and _possible(by_name(things)[name].kind, slot, reading)
    }
    open_ones = {
        name: share * _still_open(slot, by_name(things)[name]) for name, share in fit.items()
    }
    ranked = sorted(fit, key=lambda name: (-open_ones[name], name))[:MOST]
    if not ranked:
        return []
    count = slot.thing.count
    if count == "all":
        most = max(fit.values())
        return [Option(tuple(sorted(name for name in fit if fit[name] >= LIKE * most)), most)]
    if count == 1:
        return [Option((name,), fit[name]) for name in ranked]
    pairs = combinations(ranked, int(count)) if len(ranked) <= MOST else []
    sets = [Option(tuple(sorted(some)), min(fit[name] for name in some)) for some in pairs]
    return sorted(sets, key=lambda option: -option.fit)[:MOST]


def _still_open(slot: Slot, thing: Seen) -> float:
    """How far it is left to do what a slot asks of a thing."""
    chance = 1.0
    for word in slot.thing.states:
        chance *= thing.state(*STATE_WORDS[word])
    return 1.0 - SO_ALREADY * chance if slot.thing.states else 1.0


def _fits(slot: Slot, words: Words, things: Sequence[Seen]) -> dict[str, float]:
    if slot.mention is not None:
        mention = words.mentions[slot.mention]
        found = fits(replace(mention, kinds=slot.kinds), words.mentions, things)
        return _pointed(found, slot, mention, words, things) if mention.vague else found
    found = {thing.name: _share(thing, slot.kinds) * salience(thing) for thing in things}
    if not any(found.values()) and not words.mentions:
        alike = frozenset[str]().union(*(serves(kind) for kind in slot.kinds))
        serve = dict.fromkeys(alike, INSTEAD)
        found = {thing.name: _share(thing, serve) * salience(thing) for thing in things}
    return found


def _pointed(
    found: Mapping[str, float],
    slot: Slot,
    mention: Mention,
    words: Words,
    things: Sequence[Seen],
) -> dict[str, float]:
    """What is pointed at: "in there" is a hollow place, best an open one, and "it" what is held."""
    names, told = by_name(things), dict(found)
    inward = words.tokens[mention.first - 1].lower() in INWARD if mention.first else False
    holding = any(thing.held for thing in things)
    for name in told:
        kind = names[name].kind
        if mention.place and inward:
            told[name] *= 1.0 if preposition(kind) == "in" else UNLIKELY
            told[name] *= names[name].state("isOpen") if shuts(kind) else 1.0
        elif slot.around is not None and holding and not mention.relations:
            told[name] *= 1.0 if names[name].held else UNLIKELY
    return told


def _share(thing: Seen, kinds: Mapping[str, float]) -> float:
    cut = {whole: kinds[piece] for piece, whole in wholes().items() if piece in kinds}
    return max(thing.being(kinds), TO_BE_CUT * thing.being(cut))


def _possible(kind: str, slot: Slot, reading: Reading) -> bool:
    """Whether a thing of a type can be what a slot asks for."""
    thing = slot.thing
    pointed = slot.mention is not None and not slot.kinds
    for word in thing.states:
        if not (can_become(kind, word) if pointed else can_be(kind, word)):
            return False
    if (slot.around is not None or "held" in thing.states) and not can(kind, Affordance.PICKUPABLE):
        return False
    if slot.around is not None and not pointed and kind == reading.slots[slot.around].thing.kind:
        return False
    return not thing.contents or can(kind, Affordance.RECEPTACLE)


# ---------------------------------------------------------------------- all slots
def _joint(
    reading: Reading, options: Sequence[Sequence[Option]], names: Mapping[str, Seen]
) -> Iterator[tuple[Option, ...]]:
    """Combinations that go together: nothing twice, and nothing in what does not take it."""

    def extend(chosen: tuple[Option, ...]) -> Iterator[tuple[Option, ...]]:
        at = len(chosen)
        if at == len(options):
            yield chosen
            return
        around = reading.slots[at].around
        used = {name for option in chosen for name in option.names}
        for option in options[at]:
            left = tuple(n for n in option.names if n not in used)
            if len(left) < len(option.names) and reading.slots[at].thing.count != "all":
                continue
            if around is not None and not all(
                _goes(names[name], names[outer]) for name in left for outer in chosen[around].names
            ):
                continue
            if option.names and not left:
                continue
            yield from extend((*chosen, Option(left, option.fit)))

    yield from extend(())


def _goes(thing: Seen, around: Seen) -> bool:
    return takes(around.kind, thing.kind) and around.name != thing.name


def _literals(
    reading: Reading, chosen: Sequence[Option], names: Mapping[str, Seen]
) -> tuple[tuple[Literal, ...], tuple[Part, ...]]:
    """The goal over the things that were chosen; things to be cut are stood for by a slice."""
    found: dict[tuple[tuple[str, ...], bool], None] = {}
    parts: dict[str, Part] = {}
    stands: dict[str, str] = {}
    for slot, option in zip(reading.slots, chosen, strict=True):
        thing = slot.thing
        outers = chosen[slot.around].names if slot.around is not None else ()
        if thing.count == 0:
            for name, other in names.items():
                inside = any(outer in other.around for outer in outers)
                if inside and _share(other, slot.kinds) > 0.5:
                    found[("in", name, chosen[slot.around or 0].names[0]), False] = None
            continue
        for name in option.names:
            subject = name
            cut = "sliced" in thing.states or bool({thing.kind} & slices())
            if cut and names[name].kind in wholes().values():
                found[("isSliced", name), True] = None
                more = [word for word in thing.states if word != "sliced"]
                if more or outers:
                    subject = f"{name}_slice"
                    parts[subject] = Part(subject, sliced_type(names[name].kind), name)
            stands[name] = subject
            for word in thing.states:
                if word != "sliced":
                    predicate, value = STATE_WORDS[word]
                    found[(predicate, subject), value] = None
            if outers:
                found[("in", subject, stands.get(outers[0], outers[0])), True] = None
    literals = tuple(Literal(fact, value) for fact, value in found)
    return literals, tuple(parts.values())


def _so_already(literals: Sequence[Literal], names: Mapping[str, Seen]) -> float:
    """Probability that a goal holds as things are."""
    chance = 1.0
    for literal in literals:
        predicate, name, *rest = literal.fact
        thing = names.get(name)
        if thing is None:  # a slice that is not there yet
            return 0.0
        if predicate == "in":
            chance *= float((rest[0] in thing.around) is literal.value)
        elif predicate == "wasWashed" and can(thing.kind, Affordance.DIRTYABLE):
            chance *= thing.state("isDirty", not literal.value)
        elif predicate == "isSliced":
            chance *= 0.0
        else:
            chance *= thing.state(predicate, literal.value)
    return chance


def _key(
    reading: Reading,
    words: Words,
    chosen: Sequence[Option],
    literals: Sequence[Literal],
    names: Mapping[str, Seen],
) -> tuple[str, ...]:
    """A goal in which things that any of a kind will do for have no names.

    A basin goes by the name of its sink, washing a thing by that of cleaning it.
    """
    free = {
        name
        for slot, option in zip(reading.slots, chosen, strict=True)
        if slot.mention is None or not words.mentions[slot.mention].definite
        for name in option.names
    }

    def called(word: str) -> str:
        return "any" if word in free else _whole(word, names)

    def line(one: Literal) -> str:
        predicate, *rest = one.fact
        thing = names.get(rest[0])
        if predicate == "wasWashed" and thing and can(thing.kind, Affordance.DIRTYABLE):
            return f"isDirty {called(rest[0])} False"
        return " ".join([predicate, *map(called, rest), str(one.value)])

    return tuple(sorted(map(line, literals)))


def _whole(name: str, names: Mapping[str, Seen]) -> str:
    """The sink or bath of a basin, where that is in view."""
    thing = names.get(name)
    kind = _BASINS.get(thing.kind) if thing is not None else None
    if thing is None or kind is None:
        return name
    near = [(gap(thing, one), one.name) for one in names.values() if one.kind == kind]
    return min(near)[1] if near and min(near)[0] <= OF_ONE else name
