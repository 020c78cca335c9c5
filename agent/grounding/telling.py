"""Grounded goals in words: for people, and for questions to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.grounding.seen import Seen
from envs.ontology import BY_NAME
from planning.language.goal_language import STATE_WORDS, TEXT_AT_MOST, Question
from planning.language.wording import preposition, spoken
from planning.problem import Literal

_WORDS = {pair: word for word, pair in STATE_WORDS.items()}
APART = 0.02  # [image widths] between things that are told apart by their side


def goal_text(literals: Sequence[Literal], names: Mapping[str, Seen]) -> str:
    """A goal as a phrase, its things by name: `mug_1 in sinkbasin_1; plate_2 washed`."""
    return "; ".join(_phrase(one, {}, names) for one in literals)


def _phrase(literal: Literal, called: Mapping[str, str], names: Mapping[str, Seen]) -> str:
    predicate, *things = literal.fact
    subject = called.get(things[0], things[0])
    if predicate == "in":
        outer = called.get(things[1], things[1])
        kind = names[things[1]].kind if things[1] in names else ""
        return f"{subject} {'' if literal.value else 'not '}{preposition(kind)} {outer}"
    word = _WORDS.get((predicate, literal.value), predicate)
    return f"{subject} {'in hand' if word == 'held' else word.replace('-', ' ')}"


def question_of(
    goals: Sequence[tuple[Sequence[Literal], float]], names: Mapping[str, Seen]
) -> Question:
    """What to ask where it is not sure which of several goals is meant."""
    likeliest = [literals for literals, _ in goals[:2]]
    things = {
        word: names[word]
        for literals in likeliest
        for one in literals
        for word in one.fact[1:]
        if word in names
    }
    called = {name: _call(thing, things) for name, thing in things.items()}
    texts = [
        " and ".join(_phrase(one, called, names) for one in literals) for literals in likeliest
    ]
    text = f"Do you mean: {', or: '.join(texts)}?"
    kinds = dict.fromkeys(thing.kind for thing in things.values() if thing.kind in BY_NAME)
    return Question(about="object", text=text[:TEXT_AT_MOST], options=tuple(kinds)[:8])


def _call(thing: Seen, others: Mapping[str, Seen]) -> str:
    """What to call a thing so that it is told from others of its kind."""
    like = [one for one in others.values() if one.kind == thing.kind and one.name != thing.name]
    if not like:
        return f"the {spoken(thing.kind)}"
    across = thing.centre[1]
    if all(across < one.centre[1] - APART for one in like):
        return f"the {spoken(thing.kind)} on the left"
    if all(across > one.centre[1] + APART for one in like):
        return f"the {spoken(thing.kind)} on the right"
    nearer = all(thing.distance < one.distance for one in like)
    return f"the {'nearer' if nearer else 'other'} {spoken(thing.kind)}"
