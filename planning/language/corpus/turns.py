"""What commander and follower say between requests, and a dialogue as it grows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from envs.ontology import takes
from planning.language.corpus.keeping import where_is
from planning.language.corpus.naming import phrase, resting
from planning.language.corpus.pairs import Clause, kinds_of
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.words import (
    PICKUPABLE,
    SOURCES,
)
from planning.language.goal_language import Hint

READY = (
    "(hi*3|hello*3|hello, what (should|can|shall) I do[ today|for you|first]*4"
    "|what can I do for you*3|hi, what (is|are) (my|the) (task|tasks)[ today|for today]*4"
    "|how can I help[ you| today]*4|what should I do today*4|I'm ready*3|ready when you are*2"
    "|what would you like me to do*3|good day, what is my task*1|what's the task*3"
    "|how may I help*2|what do you need*2|what are we doing today*2|at your service*1"
    "|hey, tell me what to do*2|task?*2|please tell me my task*2)"
)


OK = (
    "(ok*6|okay*4|sure*3|on it*3|got it*4|will do*3|alright*2|right away*2|understood*2"
    "|sure thing*2|no problem*2|going now*1|yes*2|working on it*2|roger*1|k*1"
    "|okay, doing it*2|cool*1|one moment*2|let me see*1)"
)


DONE = (
    "(done*6|done, what's next*4|done. what next*3|finished*3|ok done*3|that's done*2"
    "|what's next*4|anything else*4|is there anything else*3|next*2|next?*1"
    "|what should I do next*3|completed*2|it's done*2|I have done that*2|task complete*1"
    "|next task please*2|all done, what now*2|ready for the next (one|task)*1)"
)


HELLO = (
    "(hi*4|hello*4|hey*2|hi there*2|good morning*2|hi robot*1|hello robot*1|hey there*1"
    "|howdy*1|hi, how are you*1|hi, ready to start*1)"
)


THANKS = (
    "(thanks*4|thank you*3|great*3|great job*2|good job*2|perfect*2|nice work*1|awesome*1"
    "|well done*1|good*2|cool*1|nice*1|excellent*1|yes*1)"
)


ALL_DONE = (
    "(that's all*3|that is all for today*2|we are done*2|thanks, that's it*2"
    "|nothing else, thank you*2|task complete|we're finished*2|no, that's it*2)"
)


WHERE = (
    "(where (is|are|can I find) {x}*6|where is {x} located*2|I (can't"
    "|cannot) find {x}[, where (is|are) (it|they)]*4|do you know where {x} is*2|{x}?*1"
    "|location of {x}*1|can you tell me where {x} is*2|I don't see {x}*2"
    "|any idea where {x} could be*1|which room is {x} in*1|where should I look for {x}*2)"
)


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


def agreed(draw: random.Random, talk: Talk, share: float = 0.45) -> None:
    """The follower may say that it has understood."""
    if draw.random() < share:
        talk.follower(expand(draw, OK))


def located(draw: random.Random, talk: Talk, clause: Clause, share: float = 0.35) -> None:
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
        talk.follower(expand(draw, WHERE, {"x": phrase(draw, kind, plain=True, definite=1).text}))
        if draw.random() < 0.5:
            talk.commander(
                expand(
                    draw,
                    (
                        "({R}*6|it's {R}*5|it is {R}*3|look {R}*3|try {R}|check {R}*2"
                        "|should be {R}*3|I think {R}*2|one is {R}|I believe it's {R}"
                        "|it should be {R}*2|you'll find it {R}*2)"
                    ),
                    {"R": resting(draw, place_kind)},
                )
            )
        else:
            talk.commander(where_is(draw, hint))
    talk.hints.append(hint)
