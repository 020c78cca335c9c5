"""Dialogues between a commander and a follower: goals over several turns, corrections, answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from envs.ontology import takes
from planning.language.corpus import food
from planning.language.corpus.care import where_is
from planning.language.corpus.implicit import implicit
from planning.language.corpus.joining import several
from planning.language.corpus.naming import phrase, place, resting
from planning.language.corpus.pairs import Clause, goal, kinds_of, merged, thing
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.placing import thing_for
from planning.language.corpus.registers import ask, bare, dress, finish, order
from planning.language.corpus.unclear import unclear
from planning.language.corpus.words import GET, MOVE, PICKUPABLE, PLACES, PUT, SOURCES
from planning.language.goal_language import Hint, Proposal, Question, Reference
from planning.language.provider import Request, Utterance

Maker = Callable[[random.Random], Clause]
_READY = "(hi*3|hello*3|hello, what (should|can|shall) I do[ today|for you|first]*4|what can I do for you*3|hi, what (is|are) (my|the) (task|tasks)[ today|for today]*4|how can I help[ you| today]*4|what should I do today*4|I'm ready*3|ready when you are*2|what would you like me to do*3|good day, what is my task*1|what's the task*3|how may I help*2|what do you need*2|what are we doing today*2|at your service*1|hey, tell me what to do*2|task?*2|please tell me my task*2)"
_OK = "(ok*6|okay*4|sure*3|on it*3|got it*4|will do*3|alright*2|right away*2|understood*2|sure thing*2|no problem*2|going now*1|yes*2|working on it*2|roger*1|k*1|okay, doing it*2|cool*1|one moment*2|let me see*1)"
_DONE = "(done*6|done, what's next*4|done. what next*3|finished*3|ok done*3|that's done*2|what's next*4|anything else*4|is there anything else*3|next*2|next?*1|what should I do next*3|completed*2|it's done*2|I have done that*2|task complete*1|next task please*2|all done, what now*2|ready for the next (one|task)*1)"
_HELLO = "(hi*4|hello*4|hey*2|hi there*2|good morning*2|hi robot*1|hello robot*1|hey there*1|howdy*1|hi, how are you*1|hi, ready to start*1)"
_THANKS = "(thanks*4|thank you*3|great*3|great job*2|good job*2|perfect*2|nice work*1|awesome*1|well done*1|good*2|cool*1|nice*1|excellent*1|yes*1)"
_ALL = "(that's all*3|that is all for today*2|we are done*2|thanks, that's it*2|nothing else, thank you*2|task complete|we're finished*2|no, that's it*2)"
_WHERE = "(where (is|are|can I find) {x}*6|where is {x} located*2|I (can't|cannot) find {x}[, where (is|are) (it|they)]*4|do you know where {x} is*2|{x}?*1|location of {x}*1|can you tell me where {x} is*2|I don't see {x}*2|any idea where {x} could be*1|which room is {x} in*1|where should I look for {x}*2)"


@dataclass(slots=True)
class Talk:
    """A dialogue as it grows.

    Attributes:
        turns: speaker and text.
        hints: what was said of where things are, besides what the clauses say.
    """

    turns: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    hints: list[Hint] = field(default_factory=list[Hint])

    def commander(self, text: str) -> None:
        self.turns.append(("commander", text))

    def follower(self, text: str) -> None:
        self.turns.append(("follower", text))


def dialogue(draw: random.Random, make: Maker) -> tuple[Request, Proposal]:
    """A dialogue so far, and what it comes to."""
    talk = Talk()
    if draw.random() < 0.15:
        talk.commander(expand(draw, _HELLO))
    if draw.random() < 0.5:
        talk.follower(expand(draw, _READY))
    proposal = draw.choices(_SCRIPTS, _WEIGHTS)[0](draw, make, talk)
    if talk.hints:
        hints = dict.fromkeys((*proposal.hints, *talk.hints))
        proposal = proposal.model_copy(update={"hints": tuple(hints)})
    turns = [Utterance(who, finish(draw, text)) for who, text in talk.turns]
    return Request("", dialogue=tuple(turns)), proposal


def _meaning(clauses: list[Clause]) -> Proposal:
    things = merged([item for one in clauses for item in one.things])
    assert things is not None
    return goal([things], [hint for one in clauses for hint in one.hints])


def _agreed(draw: random.Random, talk: Talk, share: float = 0.45) -> None:
    if draw.random() < share:
        talk.follower(expand(draw, _OK))


def _located(draw: random.Random, talk: Talk, clause: Clause, share: float = 0.35) -> None:
    """Where something of a clause is: asked and answered, or said unasked."""
    if clause.hints or draw.random() > share:
        return
    kinds = [kind for item in clause.things for kind in kinds_of(item) if kind in PICKUPABLE]
    if not kinds:
        return
    kind = draw.choice(kinds)
    place_kind = weighted(draw, SOURCES)
    if not takes(place_kind, kind) or any(item.kind == place_kind for item in clause.things):
        return
    hint = Hint(kind=kind, place=place_kind)
    if draw.random() < 0.5:
        talk.commander(where_is(draw, hint))
    else:
        talk.follower(expand(draw, _WHERE, {"x": phrase(draw, kind, plain=True, definite=1).text}))
        if draw.random() < 0.5:
            talk.commander(
                expand(
                    draw,
                    "({R}*6|it's {R}*5|it is {R}*3|look {R}*3|try {R}|check {R}*2|should be {R}*3|I think {R}*2|one is {R}|I believe it's {R}|it should be {R}*2|you'll find it {R}*2)",
                    {"R": resting(draw, place_kind)},
                )
            )
        else:
            talk.commander(where_is(draw, hint))
    talk.hints.append(hint)


def _spread(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """One to three goals, one after the other, with what is said between."""
    clauses = several(draw, make, draw.choices((1, 2, 3), (3, 5, 2))[0])
    for number, one in enumerate(clauses):
        text = ask(draw, one)
        if number:
            if draw.random() < 0.75:
                talk.follower(expand(draw, _DONE))
            if draw.random() < 0.2:
                talk.commander(expand(draw, _THANKS))
            text = expand(draw, "[next*3|now*3|next,*2|great, now*2|good, now|please also|also*2|ok, now|secondly,|and]") + " " + text
        elif len(clauses) > 1 and draw.random() < 0.25:
            text = expand(draw, "(first*3|first,*2|let's start:|first task:|to start)") + " " + text
        talk.commander(text)
        _agreed(draw, talk)
        _located(draw, talk, one)
    if draw.random() < 0.2:
        talk.follower(expand(draw, _DONE))
        if draw.random() < 0.4:
            talk.commander(expand(draw, _ALL))
    return _meaning(clauses)


def _by_parts(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """A goal whose place, or whose thing, is only said when the follower asks."""
    while True:
        receptacle = weighted(draw, PLACES)
        kind = thing_for(draw, receptacle, lambda _: True)
        if kind:
            break
    count = draw.choices((1, 2, "all"), (7, 1, 2))[0]
    said = phrase(draw, kind, count)  # pyright: ignore[reportArgumentType]
    where = place(draw, receptacle)
    if draw.random() < 0.65:
        talk.commander(order(draw, expand(draw, f"(*{PUT} {{X}} away|*{MOVE} {{X}}|*{GET} {{X}}*4|*{PUT} {{X}} somewhere else|*find {{X}}*2|I need {{X}} moved)", {"X": said.text})))
        talk.follower(expand(draw, "(where (should|do|shall|must) I (put|place|leave) it*5|where to*3|where does it go*3|ok, and where should it go*2|got it, where now*2|I have it, what now*2|and then*2|where do you want it*4|which place*1|where should I put it*3|done, where should it go*2)"))
        talk.commander(expand(draw, "({W}*6|{put} it {W}*5|please {put} it {W}*2|it goes {W}*3|{W} please*3|just {W}|I want it {W}*2|now {put} it {W}*2|it should go {W}|it belongs {W})", {"W": where, "put": PUT}))
    else:
        talk.commander(order(draw, expand(draw, f"*({PUT}|{MOVE}) (it|that|the thing|them|something) {{W}}", {"W": where})))
        talk.follower(expand(draw, "(what should I put there*3|which thing do you mean*4|which one*3|which object*3|what exactly*2|put what*2|what do you mean*3|sorry, what should I move*2)"))
        talk.commander(expand(draw, "({X}*6|I mean {X}*4|{X} please*3|the thing I meant is {X}|oh sorry, {X}*3|{X} of course)", {"X": said.text}))
    _agreed(draw, talk)
    return goal([(thing(receptacle, contents=(thing(kind, count=count),)),)])


def _corrected(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """The commander changes the place, the thing, or everything."""
    while True:
        first, receptacle = weighted(draw, PLACES), weighted(draw, PLACES)
        kind = thing_for(draw, receptacle, lambda _: True)
        if kind and first != receptacle and takes(first, kind):
            break
    said = phrase(draw, kind)
    no = expand(draw, "(no*4|no,*4|wait,*3|wait, no,*2|sorry,*3|actually*4|actually,*4|hold on,*2|not there,*2|oh,|hmm,|never mind,*2|on second thought,*3|scratch that,*2|my mistake,*2|oops,|I changed my mind,*3|stop,)")
    pick = draw.random()
    if pick < 0.5:
        talk.commander(order(draw, expand(draw, f"*({PUT}|{MOVE}) {{X}} {{W}}", {"X": said.text, "W": place(draw, first)})))
        _agreed(draw, talk, 0.6)
        where = place(draw, receptacle)
        talk.commander(f"{no} " + expand(draw, "({put} it {W} instead*6|I meant {W}*3|{W} instead*2|{W}*2|{put} it {W}*4|it should go {W}*2|better {put} it {W}*2|I'd rather have it {W}*2|make that {W}|move it {W}*2|not {F}, {W}*2)", {"put": PUT, "W": where, "F": place(draw, first)}))
        return goal([(thing(receptacle, contents=(thing(kind),)),)])
    if pick < 0.7:
        other = thing_for(draw, receptacle, lambda name: name != kind)
        if other:
            new = phrase(draw, other).text
            talk.commander(order(draw, expand(draw, f"*({PUT}|{MOVE}) {{X}} {{W}}", {"X": said.text, "W": place(draw, receptacle)})))
            _agreed(draw, talk, 0.6)
            talk.commander(f"{no} " + expand(draw, "(I meant {X}*6|{X}, not {O}*3|not {O}, {X}*3|take {X} instead*4|use {X} instead*2|{X} instead*2|it should be {X}*2|I wanted {X}*2)", {"X": new, "O": said.text}))
            return goal([(thing(receptacle, contents=(thing(other),)),)])
    if pick < 0.86:
        bare_name = said.bare
        other_one = expand(draw, "(the other one*6|not that one, the other one*4|the other {B}*4|I meant the other one*3|wrong one, take the other one*2|that is the wrong one, I want the other {B}*2)", {"B": bare_name})
        if draw.random() < 0.5:
            talk.commander(order(draw, expand(draw, f"*({PUT}|{MOVE}) {{X}} {{W}}", {"X": said.text, "W": place(draw, first)})))
            _agreed(draw, talk, 0.6)
            talk.commander(f"{no} {other_one}" + expand(draw, "(,| and|, please) (put|place|set) it {W} [instead]", {"W": place(draw, receptacle)}))
        else:
            talk.commander(order(draw, expand(draw, f"*({PUT}|{MOVE}) {{X}} {{W}}", {"X": said.text, "W": place(draw, receptacle)})))
            _agreed(draw, talk, 0.6)
            talk.commander(f"{no} {other_one}")
        return goal([(thing(receptacle, contents=(thing(kind, which=Reference(other=True)),)),)])
    old, new_clause = make(draw), make(draw)
    talk.commander(ask(draw, old))
    _agreed(draw, talk, 0.6)
    talk.commander(expand(draw, "(no,*2|never mind,*3|forget (that|it),*3|never mind that,*2|actually, forget that,*2|cancel that,*3|leave that,*2|I changed my mind.*3|don't bother,*2|skip that,) ") + " " + expand(draw, "[just*2|instead*2|please*2|rather]") + " " + bare(new_clause.do))
    return goal([merged(new_clause.things) or new_clause.things], new_clause.hints)


def _dish(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """A dish that is ordered first and explained afterwards, with its parts asked for."""
    clause = draw.choice((food.salad, food.sandwich, food.coffee, food.slices_in, food.toast_plate, food.breakfast, food.cook, food.cut))(draw)
    talk.commander(ask(draw, clause))
    _agreed(draw, talk, 0.5)
    for _ in range(draw.choice((0, 1, 1, 2))):
        tool = draw.choice(("Knife", "Knife", "Plate", "Mug", "Bread", "Tomato", "Lettuce", "Potato", "Bowl", "Egg"))
        source = weighted(draw, SOURCES)
        if not takes(source, tool) or any(hint.kind == tool for hint in (*talk.hints, *clause.hints)):
            continue
        hint = Hint(kind=tool, place=source)
        talk.follower(expand(draw, _WHERE, {"x": phrase(draw, tool, plain=True, definite=1).text}))
        talk.commander(where_is(draw, hint) if draw.random() < 0.5 else resting(draw, source))
        talk.hints.append(hint)
        _agreed(draw, talk, 0.3)
    return goal([merged(clause.things) or clause.things], clause.hints)


def _open_end(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """Nothing yet that could be done: greetings, or words that leave too much open."""
    if draw.random() < 0.35:
        text, things = implicit(draw)
        talk.commander(dress(draw, text))
        _agreed(draw, talk, 0.3)
        return goal([things])
    text, about, question = unclear(draw)
    talk.commander(dress(draw, text))
    return Proposal(verdict="ask", question=Question(about=about, text=question))


def _chatty(draw: random.Random, make: Maker, talk: Talk) -> Proposal:
    """One goal amid small talk."""
    clause = make(draw)
    if draw.random() < 0.6:
        talk.commander(expand(draw, "(how are you*3|nice to meet you*2|let's get started*4|we have a lot to do today*3|are you ready*3|today we clean up*1|I have a few things for you*3|let's begin*3|we'll do some chores*3|it's a busy day*2)"))
        talk.follower(expand(draw, "(great*2|I'm fine, thanks*2|yes*3|ready*3|sure*2|ok*3|let's go*2|I am ready, what is first*2|yes, I am*2)"))
    talk.commander(ask(draw, clause))
    _located(draw, talk, clause, 0.4)
    if draw.random() < 0.5:
        talk.follower(expand(draw, "(I'm on my way*2|walking there now*2|got it, one second*2|I see it*3|found it*3|I have it in my hand*1|it is blocked, I'll try from the other side*1|my hands are full, wait*1|looking*2|ok, working on it*2)"))
        if draw.random() < 0.5:
            talk.commander(expand(draw, "(great*3|good*3|take your time*2|you are doing fine*2|nice*2|perfect*2|be careful*2|hurry up*2|yes, that one*2|that's right*2|keep going*2)"))
    return goal([merged(clause.things) or clause.things], clause.hints)


_SCRIPTS = (_spread, _by_parts, _corrected, _dish, _open_end, _chatty)
_WEIGHTS = (42, 14, 17, 12, 6, 10)
