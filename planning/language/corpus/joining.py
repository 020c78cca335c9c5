"""Several goals in one breath: at the same time, or one after the other."""

from __future__ import annotations

import random
from collections.abc import Callable

from planning.language.corpus.pairs import Clause, goal, kinds_of, merged
from planning.language.corpus.phrases import expand, linked
from planning.language.corpus.registers import ask, bare, dress, gerund, order, plain_text
from planning.language.goal_language import Proposal

Maker = Callable[[random.Random], Clause]


def several(draw: random.Random, make: Maker, count: int, alike: bool = True) -> list[Clause]:
    """Clauses that can hold together; with `alike` False none of their kinds is shared at all."""
    while True:
        clauses: list[Clause] = []
        for _ in range(40):
            new = make(draw)
            together = merged([item for one in (*clauses, new) for item in one.things])
            if together is None or (not alike and _shared(clauses, new)):
                continue
            if len(together) <= 8:
                clauses.append(new)
            if len(clauses) == count:
                return clauses


def _shared(clauses: list[Clause], new: Clause) -> bool:
    before = {kind for one in clauses for item in one.things for kind in kinds_of(item)[0:]}
    targets = {kind for item in new.things for kind in kinds_of(item)}
    return bool(before & targets)


def joined(draw: random.Random, make: Maker) -> tuple[str, Proposal]:
    """Two or three goals that are to hold together."""
    count = 2 if draw.random() < 0.75 else 3
    clauses = several(draw, make, count)
    things = merged([item for one in clauses for item in one.things])
    assert things is not None
    hints = [hint for one in clauses for hint in one.hints]
    pick = draw.random()
    if pick < 0.62 and not any("." in one.do for one in clauses[:-1]):
        link = (
            "( and *6|, and *3|, and also | and also *3|, also |, plus | as well as *1| & "
            "| and please | and while you're at it |, | and then |. Also |. Also, "
            "| and don't forget to )"
        )
        text = clauses[0].do
        for one in clauses[1:]:
            text += linked(draw, link) + one.do
        return dress(draw, order(draw, text.replace(" as well as *", " and *"))), goal(
            [things], hints
        )
    if pick < 0.9:
        text = ask(draw, clauses[0])
        for one in clauses[1:]:
            text += linked(
                draw,
                (
                    "(. *5|. Also, *3|. And *2|. Oh, and *2|. Oh and also |; |. Please also "
                    "|. Besides, |. Another thing: |, and |. While you're at it, "
                    "|. Additionally, |. On top of that, |. One more thing, "
                    "|. I also need you to |. You could also |. Then there's this: |! "
                    "|. Plus, )"
                ),
            )
            form, imperative = plain_text(draw, one)
            text += bare(form) if imperative or draw.random() < 0.3 else bare(one.do)
        return text, goal([things], hints)
    lead = expand(
        draw,
        (
            "(I have (a few|a couple of|some) (things|jobs|tasks|chores) for you:|todo list:"
            "|to do:|chores:|here's the list:|there is a lot to do:|please do the following:"
            "|tasks for today:|list for today:|)"
        ),
    )
    mark = draw.choice(("- ", "* ", "{}) ", "{}. ", ""))
    parts = [mark.format(i + 1) + bare(one.do) for i, one in enumerate(clauses)]
    return f"{lead} {draw.choice((', ', '; ', ' ', '. ')).join(parts)}", goal([things], hints)


def ordered(draw: random.Random, make: Maker) -> tuple[str, Proposal]:
    """Goals of which one comes after the other."""
    while True:
        clauses = several(draw, make, 2 if draw.random() < 0.8 else 3, alike=False)
        if not any("." in one.do or "?" in one.do for one in clauses):
            break
    stages = [merged(one.things) or one.things for one in clauses]
    hints = [hint for one in clauses for hint in one.hints]
    first, then = clauses[0].do, [one.do for one in clauses[1:]]
    pick = draw.random()
    if len(clauses) == 2 and pick < 0.16:
        text = (
            expand(draw, "(before|right before|before you) ") + " " + _before(draw, then[0], first)
        )
        return dress(draw, text), goal(stages, hints)
    if len(clauses) == 2 and pick < 0.3:
        text = expand(
            draw,
            (
                "(after you {A}, {B}*3|once you {A}, {B}|as soon as you {A}, {B}"
                "|{B} after you {A}*3|{B}, but only after you {A}*2|{B} but first {A}*4"
                "|{B}, but first {A}*3|{B} - {A} first|after {G}, {B}*3|{B} after {G}*3"
                "|{B} once you are done {G})"
            ),
            {"A": bare(first), "B": bare(then[0]), "G": gerund(first)},
        )
        return dress(draw, text), goal(stages, hints)
    text = expand(
        draw, "(first*5|first,*3|first of all,*2|start by|to begin with,|firstly,|first off,|)"
    )
    opener = order(draw, first) if not text else None
    if text == "start by":
        text = "start by " + gerund(first)
    else:
        text = opener or f"{text} {bare(first)}"
    for number, do in enumerate(then):
        last = number == len(then) - 1
        link = (
            "(, then *6|, and then *5|. Then *5|. After that, *4|, after that |. Afterwards, *2"
            "|. Next, *3|. When that's done, *3|. Once you're done, *2"
            "|. When you have done that, *2|, afterwards | and after that *2|. Following that, "
            "|, then please |. Then I need you to |. Now |. Secondly, |. Once that is done, *2"
            "|. Only then |. When finished, )"
        )
        text += linked(
            draw,
            link
            if not last or draw.random() < 0.7
            else (
                "(. Finally, *2|, and finally |. At the end, |. Last, |. Lastly, |, then finally )"
            ),
        ) + bare(do)
    return dress(draw, text), goal(stages, hints)


def _before(draw: random.Random, later: str, first: str) -> str:
    return f"{bare(later)}, {bare(first)}"
