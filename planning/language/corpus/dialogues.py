"""Dialogues between a commander and a follower: goals over several turns, corrections, answers."""

from __future__ import annotations

import random
from collections.abc import Callable

from envs.ontology import CAPACITY, Affordance, can, takes
from planning.language.corpus import dishes, food
from planning.language.corpus.devices import MANY, OPENED, SWITCHED
from planning.language.corpus.implicit import implicit
from planning.language.corpus.joining import several
from planning.language.corpus.keeping import where_is
from planning.language.corpus.naming import phrase, place, resting
from planning.language.corpus.pairs import Clause, goal, merged, thing
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.registers import ask, bare, dress, finish, order
from planning.language.corpus.sources import thing_for
from planning.language.corpus.turns import (
    ALL_DONE,
    DONE,
    HELLO,
    READY,
    THANKS,
    WHERE,
    Talk,
    agreed,
    located,
)
from planning.language.corpus.unclear import QUESTIONS, unclear
from planning.language.corpus.words import (
    CHILLABLE,
    GET,
    HEATABLE,
    MOVE,
    PLACES,
    PUT,
    SOURCES,
    THINGS,
    WASHABLE,
)
from planning.language.goal_language import Hint, Proposal, Question, Reference
from planning.language.provider import Request, Utterance

Maker = Callable[[random.Random], Clause]


def dialogue(draw: random.Random, make: Maker) -> tuple[Request, Proposal]:
    """A dialogue so far, and what it comes to."""
    talk = Talk()
    if draw.random() < 0.15:
        talk.commander(expand(draw, HELLO))
    if draw.random() < 0.5:
        talk.follower(expand(draw, READY))
    proposal = draw.choices(_SCRIPTS, _WEIGHTS)[0](draw, make, talk)
    if talk.hints:
        hints = dict.fromkeys((*proposal.hints, *talk.hints))
        proposal = proposal.model_copy(update={"hints": tuple(hints)})
    turns = [Utterance(who, finish(draw, text)) for who, text in talk.turns]
    instruction = ""
    if turns[0].speaker == "commander" and (len(turns) > 1 and draw.random() < 0.5):
        instruction = turns.pop(0).text
    return Request(instruction, dialogue=tuple(turns)), proposal


def meaning(clauses: list[Clause]) -> Proposal:
    """What clauses come to together."""
    things = merged([item for one in clauses for item in one.things])
    assert things is not None
    return goal([things], [hint for one in clauses for hint in one.hints])


def _spread(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """One to three goals, one after the other, with what is said between."""
    clauses = several(draw, make, draw.choices((1, 2, 3), (3, 5, 2))[0])
    for number, one in enumerate(clauses):
        text = ask(draw, one)
        if number:
            if draw.random() < 0.75:
                talk.follower(expand(draw, DONE))
            if draw.random() < 0.2:
                talk.commander(expand(draw, THANKS))
            text = (
                expand(
                    draw,
                    (
                        "[next*3|now*3|next,*2|great, now*2|good, now|please also|also*2"
                        "|ok, now|secondly,|and]"
                    ),
                )
                + " "
                + text
            )
        elif len(clauses) > 1 and draw.random() < 0.25:
            text = expand(draw, "(first*3|first,*2|let's start:|first task:|to start)") + " " + text
        talk.commander(text)
        agreed(draw, talk)
        located(draw, talk, one)
    if draw.random() < 0.2:
        talk.follower(expand(draw, DONE))
        if draw.random() < 0.4:
            talk.commander(expand(draw, ALL_DONE))
    return meaning(clauses)


def _by_parts(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """A goal whose place, or whose thing, is only said when the follower asks."""
    while True:
        receptacle = weighted(draw, PLACES)
        kind = thing_for(draw, receptacle, lambda _: True)
        if kind:
            break
    count = 1 if receptacle in CAPACITY else draw.choices((1, 2, "all"), (7, 1, 2))[0]
    said = phrase(draw, kind, count)  # pyright: ignore[reportArgumentType]
    where = place(draw, receptacle)
    if draw.random() < 0.65:
        talk.commander(
            order(
                draw,
                expand(
                    draw,
                    (
                        f"(*{PUT} {{X}} away|*{MOVE} {{X}}|*{GET} {{X}}*4"
                        f"|*{PUT} {{X}} somewhere else|*find {{X}}*2|I need {{X}} moved)"
                    ),
                    {"X": said.text},
                ),
            )
        )
        talk.follower(
            expand(
                draw,
                (
                    "(where (should|do|shall|must) I (put|place|leave) it*5|where to*3"
                    "|where does it go*3|ok, and where should it go*2|got it, where now*2"
                    "|I have it, what now*2|and then*2|where do you want it*4|which place*1"
                    "|where should I put it*3|done, where should it go*2)"
                ),
            )
        )
        talk.commander(
            expand(
                draw,
                (
                    "({W}*6|{put} it {W}*5|please {put} it {W}*2|it goes {W}*3|{W} please*3"
                    "|just {W}|I want it {W}*2|now {put} it {W}*2|it should go {W}"
                    "|it belongs {W})"
                ),
                {"W": where, "put": PUT},
            )
        )
    else:
        talk.commander(
            order(
                draw,
                expand(
                    draw, f"*({PUT}|{MOVE}) (it|that|the thing|them|something) {{W}}", {"W": where}
                ),
            )
        )
        talk.follower(
            expand(
                draw,
                (
                    "(what should I put there*3|which thing do you mean*4|which one*3"
                    "|which object*3|what exactly*2|put what*2|what do you mean*3"
                    "|sorry, what should I move*2)"
                ),
            )
        )
        talk.commander(
            expand(
                draw,
                (
                    "({X}*6|I mean {X}*4|{X} please*3|the thing I meant is {X}|oh sorry, {X}*3"
                    "|{X} of course)"
                ),
                {"X": said.text},
            )
        )
    agreed(draw, talk)
    return goal([(thing(receptacle, contents=(thing(kind, count=count),)),)])


def _answered(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """Words that leave too much open, the question, and the answer."""
    if draw.random() < 0.3:
        text, about, question = unclear(draw)
        while about != "other":
            text, about, question = unclear(draw)
        talk.commander(dress(draw, text))
        talk.follower(
            question
            if draw.random() < 0.4
            else expand(
                draw,
                (
                    "(what exactly should I do*3|what do you want me to do*3|what do you need*2"
                    "|with what*2|how can I help*3|what is it*2|sure, what is it*2"
                    "|could you be more specific*2)"
                ),
            )
        )
        clause = make(draw)
        talk.commander(ask(draw, clause))
        return goal([merged(clause.things) or clause.things], clause.hints)
    state = draw.choice(list(_VAGUE))
    verb, table = _VAGUE[state]
    kind = weighted(draw, table)
    said = phrase(draw, kind, plain=draw.random() < 0.5, definite=0.95)
    it = expand(draw, "(it*6|that*3|this*2|that thing*2|the thing|that one*2)")
    talk.commander(dress(draw, order(draw, "*" + expand(draw, verb, {"it": it}))))
    talk.follower(
        QUESTIONS["object"]
        if draw.random() < 0.35
        else expand(
            draw,
            (
                "(which thing do you mean*3|what do you mean*3|which one*3|what exactly*2"
                "|sorry, what*2|what should I take*1|which object*2|what is it*1)"
            ),
        )
    )
    talk.commander(
        expand(
            draw,
            (
                "({X}*8|I mean {X}*4|{X}, please*3|{X} of course|oh, {X}*2|sorry, {X}*2"
                "|I meant {X}*2|{X} I said|well, {X})"
            ),
            {"X": said.text},
        )
    )
    agreed(draw, talk, 0.2)
    count = "all" if state in ("off", "closed") and kind in MANY else 1
    meant = "washed" if state == "clean" and not can(kind, Affordance.DIRTYABLE) else state
    return goal([(thing(kind, meant, count=count),)])


_VAGUE: dict[str, tuple[str, dict[str, float]]] = {
    "clean": ("(clean*4|wash*4|rinse*2|scrub) {it}", {kind: 1.0 for kind in WASHABLE}),
    "heated": ("(heat*3|warm up*2|microwave*2) {it}", {kind: 1.0 for kind in HEATABLE}),
    "chilled": ("(chill*3|cool*2|cool down) {it}", {kind: 1.0 for kind in CHILLABLE}),
    "on": ("(turn on*3|switch on*2|start) {it}", SWITCHED),
    "off": ("(turn off*3|switch off*2|shut off) {it}", SWITCHED),
    "open": ("open {it}", OPENED),
    "closed": ("(close*3|shut*2) {it}", OPENED),
    "held": ("(bring me*4|get me*3|give me*3|hand me*3|grab*2|fetch*2|pick up*2) {it}", THINGS),
}


def _corrected(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """The commander changes the place, the thing, or everything."""
    while True:
        first, receptacle = weighted(draw, PLACES), weighted(draw, PLACES)
        kind = thing_for(draw, receptacle, lambda _: True)
        if kind and first != receptacle and takes(first, kind):
            break
    said = phrase(draw, kind)
    no = expand(
        draw,
        (
            "(no*4|no,*4|wait,*3|wait, no,*2|sorry,*3|actually*4|actually,*4|hold on,*2"
            "|not there,*2|oh,|hmm,|never mind,*2|on second thought,*3|scratch that,*2"
            "|my mistake,*2|oops,|I changed my mind,*3|stop,)"
        ),
    )
    pick = draw.random()
    if pick < 0.5:
        talk.commander(
            order(
                draw,
                expand(
                    draw, f"*({PUT}|{MOVE}) {{X}} {{W}}", {"X": said.text, "W": place(draw, first)}
                ),
            )
        )
        agreed(draw, talk, 0.6)
        where = place(draw, receptacle)
        talk.commander(
            f"{no} "
            + expand(
                draw,
                (
                    "({put} it {W} instead*6|I meant {W}*3|{W} instead*2|{W}*2|{put} it {W}*4"
                    "|it should go {W}*2|better {put} it {W}*2|I'd rather have it {W}*2"
                    "|make that {W}|move it {W}*2|not {F}, {W}*2)"
                ),
                {"put": PUT, "W": where, "F": place(draw, first)},
            )
        )
        return goal([(thing(receptacle, contents=(thing(kind),)),)])
    if pick < 0.7:
        other = thing_for(draw, receptacle, lambda name: name != kind)
        if other:
            new = phrase(draw, other).text
            talk.commander(
                order(
                    draw,
                    expand(
                        draw,
                        f"*({PUT}|{MOVE}) {{X}} {{W}}",
                        {"X": said.text, "W": place(draw, receptacle)},
                    ),
                )
            )
            agreed(draw, talk, 0.6)
            talk.commander(
                f"{no} "
                + expand(
                    draw,
                    (
                        "(I meant {X}*6|{X}, not {O}*3|not {O}, {X}*3|take {X} instead*4"
                        "|use {X} instead*2|{X} instead*2|it should be {X}*2|I wanted {X}*2)"
                    ),
                    {"X": new, "O": said.text},
                )
            )
            return goal([(thing(receptacle, contents=(thing(other),)),)])
    if pick < 0.86:
        bare_name = said.bare
        other_one = expand(
            draw,
            (
                "(the other one*6|not that one, the other one*4|the other {B}*4"
                "|I meant the other one*3|wrong one, take the other one*2"
                "|that is the wrong one, I want the other {B}*2)"
            ),
            {"B": bare_name},
        )
        if draw.random() < 0.5:
            talk.commander(
                order(
                    draw,
                    expand(
                        draw,
                        f"*({PUT}|{MOVE}) {{X}} {{W}}",
                        {"X": said.text, "W": place(draw, first)},
                    ),
                )
            )
            agreed(draw, talk, 0.6)
            talk.commander(
                f"{no} {other_one}"
                + expand(
                    draw,
                    "(,| and|, please) (put|place|set) it {W} [instead]",
                    {"W": place(draw, receptacle)},
                )
            )
        else:
            talk.commander(
                order(
                    draw,
                    expand(
                        draw,
                        f"*({PUT}|{MOVE}) {{X}} {{W}}",
                        {"X": said.text, "W": place(draw, receptacle)},
                    ),
                )
            )
            agreed(draw, talk, 0.6)
            talk.commander(f"{no} {other_one}")
        return goal([(thing(receptacle, contents=(thing(kind, which=Reference(other=True)),)),)])
    old, new_clause = make(draw), make(draw)
    talk.commander(ask(draw, old))
    agreed(draw, talk, 0.6)
    talk.commander(
        expand(
            draw,
            (
                "(no,*2|never mind,*3|forget (that|it),*3|never mind that,*2"
                "|actually, forget that,*2|cancel that,*3|leave that,*2|I changed my mind.*3"
                "|don't bother,*2|skip that,) "
            ),
        )
        + " "
        + expand(draw, "[just*2|instead*2|please*2|rather]")
        + " "
        + bare(new_clause.do)
    )
    return goal([merged(new_clause.things) or new_clause.things], new_clause.hints)


def _dish(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """A dish that is ordered first and explained afterwards, with its parts asked for."""
    clause = draw.choice(
        (
            dishes.salad,
            dishes.sandwich,
            food.coffee,
            dishes.slices_in,
            dishes.toast_plate,
            dishes.breakfast,
            food.cook,
            food.cut,
        )
    )(draw)
    talk.commander(ask(draw, clause))
    agreed(draw, talk, 0.5)
    for _ in range(draw.choice((0, 1, 1, 2))):
        tool = draw.choice(
            (
                "Knife",
                "Knife",
                "Plate",
                "Mug",
                "Bread",
                "Tomato",
                "Lettuce",
                "Potato",
                "Bowl",
                "Egg",
            )
        )
        source = weighted(draw, SOURCES)
        if not takes(source, tool) or any(
            hint.kind == tool for hint in (*talk.hints, *clause.hints)
        ):
            continue
        hint = Hint(kind=tool, place=source)
        talk.follower(expand(draw, WHERE, {"x": phrase(draw, tool, plain=True, definite=1).text}))
        talk.commander(where_is(draw, hint) if draw.random() < 0.5 else resting(draw, source))
        talk.hints.append(hint)
        agreed(draw, talk, 0.3)
    return goal([merged(clause.things) or clause.things], clause.hints)


def _open_end(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """Nothing yet that could be done: greetings, or words that leave too much open."""
    if draw.random() < 0.35:
        text, things = implicit(draw)
        talk.commander(dress(draw, text))
        agreed(draw, talk, 0.3)
        return goal([things])
    text, about, question = unclear(draw)
    talk.commander(dress(draw, text))
    return Proposal(verdict="ask", question=Question(about=about, text=question))


def _chatty(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """One goal amid small talk."""
    clause = make(draw)
    if draw.random() < 0.6:
        talk.commander(
            expand(
                draw,
                (
                    "(how are you*3|nice to meet you*2|let's get started*4"
                    "|we have a lot to do today*3|are you ready*3|today we clean up*1"
                    "|I have a few things for you*3|let's begin*3|we'll do some chores*3"
                    "|it's a busy day*2)"
                ),
            )
        )
        talk.follower(
            expand(
                draw,
                (
                    "(great*2|I'm fine, thanks*2|yes*3|ready*3|sure*2|ok*3|let's go*2"
                    "|I am ready, what is first*2|yes, I am*2)"
                ),
            )
        )
    talk.commander(ask(draw, clause))
    located(draw, talk, clause, 0.4)
    if draw.random() < 0.5:
        talk.follower(
            expand(
                draw,
                (
                    "(I'm on my way*2|walking there now*2|got it, one second*2|I see it*3"
                    "|found it*3|I have it in my hand*1"
                    "|it is blocked, I'll try from the other side*1|my hands are full, wait*1"
                    "|looking*2|ok, working on it*2)"
                ),
            )
        )
        if draw.random() < 0.5:
            talk.commander(
                expand(
                    draw,
                    (
                        "(great*3|good*3|take your time*2|you are doing fine*2|nice*2|perfect*2"
                        "|be careful*2|hurry up*2|yes, that one*2|that's right*2|keep going*2)"
                    ),
                )
            )
    return goal([merged(clause.things) or clause.things], clause.hints)


_SCRIPTS = (_spread, _by_parts, _answered, _corrected, _dish, _open_end, _chatty)
_WEIGHTS = (40, 12, 10, 16, 11, 6, 9)
