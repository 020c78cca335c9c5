"""Goals about what is switched, opened and shut, and about two things in the same state."""

from __future__ import annotations

import random

from planning.language.corpus.care import CLEANED
from planning.language.corpus.naming import Count, Phrase, phrase
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.sources import Found, deed, found
from planning.language.corpus.words import (
    ADJECTIVE_OF,
    DIRTYABLE,
    OPENABLE,
    SUITED,
)

SWITCHED: dict[str, float] = {
    "Television": 8, "Lamps": 8, "Lights": 10, "DeskLamp": 5, "FloorLamp": 5, "LightSwitch": 3,
    "Faucet": 5, "StoveKnob": 4, "Microwave": 3, "Toaster": 2, "CoffeeMachine": 3, "Laptop": 4,
    "Desktop": 2, "CellPhone": 2, "ShowerHead": 3, "WashingMachine": 2, "ClothesDryer": 1.5,
    "Candle": 3, "Computers": 1,
}  # fmt: skip


# Of these there are many: "turn off the light" is done when none is on any more.
MANY = frozenset(
    "Lamps Lights LightSwitch StoveKnob Faucet Candle Cabinet Drawer Computers".split()
)


def switch(draw: random.Random) -> Clause:
    """A device, or all of them, on or off."""
    kind = weighted(draw, SWITCHED)
    on = draw.random() < 0.5
    pick = draw.random()
    if pick < 0.62:
        count: Count = 1
        x = stove(draw) if kind == "StoveKnob" else phrase(draw, kind, definite=0.97)
        got = (
            found(draw, kind)
            if pick < 0.12 and kind not in ("Lights", "StoveKnob", "Computers")
            else Found(x)
        )
        if got.hints:
            got = Found(x)
        if not on and kind in MANY and not got.which:
            count = "all"
    elif pick < 0.68:
        count = 2
        got = Found(phrase(draw, kind, 2))
    else:
        count = "all"
        got = Found(phrase(draw, kind, "all"))
    x = got.said
    if got.tail:
        got = Found(x, which=got.which)
    word = "on" if on else "off"
    if kind == "Candle":
        do = expand(
            draw,
            "(*light {X}*6|*light up {X}|*get {X} (burning|lit))"
            if on
            else (
                "(*put out {X}*4|*blow out {X}*4|*blow {X} out*2|*extinguish {X}*2|*snuff {X} out)"
            ),
            {"X": x.text},
        )
        want = expand(draw, "{X} (lit|burning)" if on else "{X} (out|blown out)", {"X": x.text})
    else:
        do = expand(
            draw,
            (
                "(*turn {w} {X}*6|*turn {X} {w}*6|*switch {w} {X}*4|*switch {X} {w}*4"
                "|*put {X} on*2|*power on {X}|*start {X}|*power up {X}|*flick on {X}"
                "|*flip on {X}|*make sure {X} {are} on*2|*get {X} on|*activate {X}"
                "|*have {X} on)"
            )
            if on
            else (
                "(*turn {w} {X}*6|*turn {X} {w}*6|*switch {w} {X}*4|*switch {X} {w}*4"
                "|*shut {X} off*3|*shut off {X}*3|*power down {X}|*power off {X}|*kill {X}"
                "|*cut {X}|*make sure {X} {are} off*2|*make sure {X} {are} not on"
                "|*check that {X} {are} off|*double check that {X} {are} off"
                "|*see if {X} {are} off[ and if not, turn it off]|*turn out {X}|*deactivate {X}"
                "|*stop {X}|*shut {X} down)"
            ),
            {"X": x.text, "w": word, "are": x.are},
        )
        want = expand(draw, "{X} (turned {w}|switched {w}|{w}*3)", {"X": x.text, "w": word})
    say = expand(
        draw,
        (
            "({X} should be {w}*2|{X} {are} off and I need (it|them) on|{X} {are} not on yet"
            "|{X} {are} still off)"
        )
        if on
        else (
            "({X} should be {w}*2|{X} {are} still on*3|somebody left {X} on*3"
            "|{X} {are} on for no reason|{X} {are} running for nothing"
            "|I forgot to turn off {X}*2|{X} shouldn't be on|why {are} {X} (on|still on)*2)"
        ),
        {"X": x.text, "w": word, "are": x.are},
    )
    terse = f"{x.bare} {word}" if not got.which and count in (1, "all") and kind not in MANY else ""
    return Clause(
        do,
        (thing(kind, word, count=count, which=got.which),),
        want,
        say,
        terse,
        deeds=(deed(f"toggle-{word}", kind),) if count == 1 else (),
    )


def stove(draw: random.Random) -> Phrase:
    """The stove as it is said when its knob is meant."""
    word = expand(
        draw,
        "(stove*5|burner*3|cooker*2|hob*2|stove burner*2|stovetop|stove knob*2|gas|range|cooktop)",
    )
    return Phrase(f"{expand(draw, '(the*6|my|a)')} {word}", False, word)


OPENED: dict[str, float] = {
    **{kind: 1.0 for kind in OPENABLE},
    "Fridge": 7, "Microwave": 4, "Cabinet": 5, "Drawer": 5, "Blinds": 5, "Toilet": 5, "Book": 3,
    "Laptop": 4, "Safe": 3, "ShowerCurtain": 3, "ShowerDoor": 3, "WashingMachine": 2, "Box": 2,
    "ClothesDryer": 1.5, "LaundryHamper": 1.5, "Kettle": 1,
}  # fmt: skip


def open_or_shut(draw: random.Random) -> Clause:
    """Something open or closed."""
    kind = weighted(draw, OPENED)
    shut = draw.random() < 0.5
    count: Count = 1
    pick = draw.random()
    got = Found(phrase(draw, kind, definite=0.96))
    if pick < 0.15:
        count = "all"
        got = Found(phrase(draw, kind, "all"))
    elif pick < 0.25:
        got = found(draw, kind)
        got = Found(got.said, which=got.which)
    elif kind == "Toilet" and pick < 0.8:
        word = expand(draw, "(toilet lid*3|toilet seat*2|lid of the toilet|loo seat|toilet|seat)")
        got = Found(Phrase(f"the {word}", False, word))
    elif kind in ("Fridge", "Microwave", "Cabinet", "WashingMachine", "Safe") and pick < 0.45:
        got = Found(
            Phrase(
                f"{got.said.text} door"
                if "the" in got.said.text
                else f"the door of {got.said.text}",
                False,
                got.said.bare + " door",
            )
        )
    if shut and kind in MANY and not got.which:
        count = "all"
    x = got.said
    do = expand(
        draw,
        (
            "(*close {X}*8|*shut {X}*6|*close {X} up|*close up {X}|*push {X} (shut|closed)"
            "|*make sure {X} {are} (closed|shut)*2|*make sure {X} {are} not open"
            "|*check that {X} {are} (closed|shut)|*pull {X} (shut|closed)|*get {X} closed)"
        )
        if shut
        else (
            "(*open {X}*10|*open {X} up*3|*open up {X}*3|*make sure {X} {are} open*2"
            "|*get {X} open|*pull {X} open|*have {X} open)"
        ),
        {"X": x.text, "are": x.are},
    )
    if kind in ("Blinds", "ShowerCurtain") and draw.random() < 0.3:
        do = expand(
            draw,
            "(*draw {X}|*pull down {X}|*lower {X}|*let down {X})"
            if shut
            else "(*raise {X}|*pull up {X}|*pull {X} back|*roll up {X}|*lift {X})",
            {"X": x.text},
        )
    if kind == "Toilet" and draw.random() < 0.3:
        do = expand(
            draw,
            "(*put {X} down|*lower {X}|*put down {X})"
            if shut
            else "(*lift {X}|*put {X} up|*raise {X})",
            {"X": x.text},
        )
    if kind == "Safe" and draw.random() < 0.3:
        do = expand(
            draw, "(*lock {X}*3|*lock up {X}|*secure {X})" if shut else "*unlock {X}", {"X": x.text}
        )
    word = "closed" if shut else "open"
    adjective = draw.choice(("closed", "shut")) if shut else "open"
    say = expand(
        draw,
        (
            "({X} {are} (open|still open|wide open)*3|somebody left {X} open*3"
            "|{X} should be {w}*2|{X} shouldn't be open)"
        )
        if shut
        else (
            "({X} should be open*3|{X} {are} (closed|still closed|shut) and I need (it"
            "|them) open|why {are} {X} (closed|shut))"
        ),
        {"X": x.text, "w": adjective, "are": x.are},
    )
    return Clause(
        do,
        (thing(kind, word, count=count, which=got.which),),
        f"{x.text} {adjective}",
        say,
        deeds=(deed("close" if shut else "open", kind),) if count == 1 else (),
    )


_HOW = {
    "clean": "(wash*5|clean*5|rinse*3|scrub*2)",
    "on": "(turn on*5|switch on*4)",
    "off": "(turn off*5|switch off*4|shut off*2)",
    "open": "(open*6|open up)",
    "closed": "(close*6|shut*4)",
    "heated": "(heat*3|warm up*2|microwave*3|heat up*2)",
    "chilled": "(chill*3|cool*3|cool down)",
}


def alike(draw: random.Random) -> Clause:
    """Two different things in the same state: "turn off the tv and the lamp"."""
    state = draw.choice(
        ("clean", "clean", "on", "off", "off", "open", "closed", "closed", "heated", "chilled")
    )
    tables = {
        "clean": {kind: CLEANED[kind] for kind in DIRTYABLE},
        "on": SWITCHED,
        "off": SWITCHED,
        "open": OPENED,
        "closed": OPENED,
    }
    first, second = (
        weighted(draw, tables[state]) if state in tables else draw.choice(SUITED[state])
        for _ in range(2)
    )
    while second == first or {first, second} in (
        {"Lamps", "Lights"},
        {"Computers", "Laptop"},
        {"Computers", "Desktop"},
    ):
        second = weighted(draw, tables[state]) if state in tables else draw.choice(SUITED[state])
    counts: list[Count] = []
    said: list[Phrase] = []
    for kind in (first, second):
        every = draw.random() < 0.15
        said.append(
            stove(draw)
            if kind == "StoveKnob" and not every
            else phrase(draw, kind, "all" if every else 1, definite=0.9)
        )
        counts.append("all" if every or (state in ("off", "closed") and kind in MANY) else 1)
    verb = _HOW[state]
    do = expand(
        draw,
        (
            f"(*{verb} [both] {{X}} (and*6|, and|as well as|and also|plus) {{Y}}*6"
            f"|*{verb} {{X}} and do the same (with|for|to) {{Y}}|*{verb} {{X}} and then {{Y}})"
        ),
        {"X": said[0].text, "Y": said[1].text},
    )
    items = tuple(
        thing(kind, state, count=count) for kind, count in zip((first, second), counts, strict=True)
    )
    adjective = expand(draw, ADJECTIVE_OF[state]) if state in ADJECTIVE_OF else state
    return Clause(
        do,
        items,
        f"{said[0].text} and {said[1].text} {adjective}",
    )
