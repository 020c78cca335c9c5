"""Goals that end with things in or on other things: one, several, washed, heated, nested."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from envs.ontology import takes
from planning.language.corpus.naming import (
    Count,
    Phrase,
    away_from,
    phrase,
    place,
    resting,
)
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, linked, weighted
from planning.language.corpus.words import (
    ADJECTIVE_OF,
    BRING_ABOUT,
    CARRIERS,
    CLASS_THINGS,
    DEED_OF,
    GET,
    LANDMARKS,
    LOOK,
    MOVE,
    PLACES,
    PUT,
    SLICES,
    SOURCES,
    SUITED,
    THINGS,
)
from planning.language.goal_language import Hint, Reference, Subgoal, SubgoalAction, Thing

_BELONGS = (
    "(belongs*5|goes*5|should be*4|should go*3|needs to be*3|needs to go*3|has to be*2|must go|must be"
    "|is supposed to be*2|ought to be*2|lives|has to go*2|would look better|is meant to be)"
)
_SHARE = {"washed": 5, "heated": 5, "chilled": 5}


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be taken, as it is said, with what was said of where it is."""

    said: Phrase
    source: str = ""
    tail: str = ""
    hints: tuple[Hint, ...] = ()
    which: Reference | None = None
    place: str | None = None


def deed(action: str, kind: str, place: str | None = None) -> Subgoal:
    return Subgoal(action=SubgoalAction(action), kind=kind, place=place)


def belongs(draw: random.Random, said: Phrase) -> str:
    """A verb phrase of where things ought to be, in the number of its subject."""
    words = expand(draw, _BELONGS)
    if not said.plural:
        return words
    for one, many in (("needs", "need"), ("has", "have"), ("goes", "go"), ("lives", "live"),
                      ("belongs", "belong"), ("is ", "are ")):  # fmt: skip
        words = words.replace(one, many)
    return words


def thing_for(draw: random.Random, receptacle: str, among: Callable[[str], bool]) -> str | None:
    """A kind that a receptacle takes, or None."""
    for _ in range(30):
        kind = weighted(draw, THINGS)
        if kind != receptacle and takes(receptacle, kind) and among(kind):
            return kind
    return None


def source_of(draw: random.Random, kind: str, beside: str) -> str | None:
    """A kind of place where something may be now."""
    for _ in range(10):
        found = weighted(draw, SOURCES)
        if found != beside and found != kind and takes(found, kind):
            return found
    return None


def found(
    draw: random.Random, kind: str, beside: str = "", count: Count = 1, state: str = ""
) -> Found:
    """A thing as it is said, a third of the time with where it is or which one is meant."""
    pick = draw.random()
    said = phrase(draw, kind, count, state=state)
    if pick < 0.62 or (count != 1 and pick < 0.75):
        return Found(said)
    source = source_of(draw, kind, beside)
    if pick < 0.8 and source:
        return Found(said, away_from(draw, source), hints=(Hint(kind=kind, place=source),), place=source)
    if pick < 0.9 and source:
        tail = expand(
            draw,
            "(it is {R}*4|it's {R}*4|you (will|can|should) find it {R}*3|you'll find it {R}*2|I think it's {R}*2"
            "|it should be {R}*2|I (left|saw|put) it {R}*3|last I saw it was {R}|it's sitting {R}|look {R} for it*2"
            "|it might be {R}*2|I believe it is {R}|check {R} first|it's probably {R}*2|there is one {R}*2)",
            {"R": resting(draw, source)},
        )
        tail = plural_tail(tail) if said.plural else tail
        return Found(said, tail=tail, hints=(Hint(kind=kind, place=source),), place=source)
    if count != 1:
        return Found(said)
    return referred(draw, kind, source, state)


def plural_tail(tail: str) -> str:
    """The same of several things."""
    for one, many in ((" it is ", " they are "), ("it's ", "they're "), ("it should", "they should"),
                      (" it was ", " they were "), ("it might", "they might"), (" it ", " them ")):  # fmt: skip
        tail = f" {tail} ".replace(one, many).strip()
    return tail


def referred(draw: random.Random, kind: str, source: str | None, state: str = "") -> Found:
    """A thing that is told from others of its kind: which one is on what, by what, or the other."""
    said = phrase(draw, kind, state=state, plain=True, definite=1)
    pick = draw.random()
    if pick < 0.5 and source:
        link = expand(draw, "(*6|that is*2|that's*2|which is|lying|sitting|standing|you see)")
        if said.plural:
            link = link.replace("that is", "that are").replace("that's", "that are").replace("which is", "which are")
        text = f"{said.text} {link} {resting(draw, source)}"
        return Found(Phrase(text, said.plural, said.bare), which=Reference(inside=source), place=source)
    if pick < 0.85:
        mark = weighted(draw, LANDMARKS)
        if mark != kind:
            near = expand(draw, "(next to*5|by*5|near*4|beside*3|close to*2|to the left of|to the right of|in front of*2|behind|right by)")
            text = f"{said.text} {near} {phrase(draw, mark, plain=True, definite=0.97).text}"
            return Found(Phrase(text, said.plural, said.bare), which=Reference(near=mark))
    bare = said.bare
    text = expand(draw, "(the other {B}*6|the second {B}*2|the remaining {B}|that other {B})", {"B": bare})
    return Found(Phrase(text, said.plural, bare), which=Reference(other=True))


def place_clause(
    draw: random.Random, kind: str, receptacle: str, count: Count = 1, state: str = ""
) -> Clause:
    """So many things, perhaps in a state, in or on a receptacle."""
    verbal = bool(state) and draw.random() < 0.55
    adjective = expand(draw, ADJECTIVE_OF[state]) if state and not verbal else ""
    got = found(draw, kind, receptacle, count, adjective)
    together, onto = _destination(draw, receptacle, count)
    slots = {
        "X": got.said.text + (f" {got.source}" if got.source else ""),
        "N": got.said.text,
        "it": got.said.it,
        "Y": onto,
        "T": f" [quickly|carefully]" if draw.random() < 0.05 else "",
    }
    if verbal:
        do = _verbal(draw, state, slots)
    else:
        do = expand(
            draw,
            f"(*{PUT} {{X}} {{Y}}*8|*{MOVE} {{X}} {{Y}}*4|*{GET} {{X}} and [then] *{PUT} {{it}} {{Y}}*5"
            f"|*{GET} {{X}} [and|,] *{MOVE} {{it}} {{Y}}*2|*make sure {{N}} {got.said.are} {{Y}}"
            f"|*see to it that {{N}} {got.said.are} {{Y}}|*{PUT} {{X}} down {{Y}}|*{PUT} {{Y}} {{X}}"
            "|*have {N} {Y}|*get {X} {Y}*2|*add {N} {Y})",
            slots,
        )
    if got.tail:
        do += linked(draw, "(.*6|,*3|-|;|...)") + got.tail
    item = thing(kind, *([state] if state else []), count=count, which=got.which)
    where = resting(draw, receptacle)
    adjective = adjective or (expand(draw, ADJECTIVE_OF[state]) if state else "")
    named = phrase(draw, kind, count, state=adjective, plain=True)
    plain = got.which is None and not got.hints
    if not together:
        where = onto
    deeds = [deed("pick-up", kind, got.place)]
    deeds += [deed(DEED_OF[state], kind)] if state else []
    deeds.append(deed("place", kind, receptacle))
    return Clause(
        do,
        (thing(receptacle, contents=(item,), together=together),),
        want=f"{named.text} {where}" if plain else "",
        say=f"{named.text} {belongs(draw, named)} {where}" if plain else "",
        terse=_terse(draw, named, where, receptacle, count) if plain and together else "",
        hints=got.hints,
        deeds=tuple(deeds * (count if isinstance(count, int) and count < 4 else 1)),
    )


def _destination(draw: random.Random, receptacle: str, count: Count) -> tuple[bool, str]:
    if count == "all" and draw.random() < 0.35:
        return False, place(draw, receptacle, definite=0) if draw.random() < 0.6 else (
            expand(
                draw,
                "(on|onto|in) (any|some|any of the|one of the|whatever) {B}",
                {"B": phrase(draw, receptacle, plain=True, definite=1).bare},
            )
        )
    if count == "all" and draw.random() < 0.3:
        bare = phrase(draw, receptacle, plain=True, definite=1).bare
        return True, f"{expand(draw, '(on|onto|in)')} {expand(draw, '(the same|a single|one single|one and the same|just one)')} {bare}"
    return True, place(draw, receptacle)


def _verbal(draw: random.Random, state: str, slots: dict[str, str]) -> str:
    bring = expand(draw, BRING_ABOUT[state], {"X": slots["X"]})
    again = expand(draw, BRING_ABOUT[state], {"X": slots["it"]})
    return expand(
        draw,
        f"({{B}} (and|and then*3|, then|then|before you|and finally) *{PUT} {{it}} {{Y}}*8"
        f"|*{GET} {{X}}(,| and) {{A}}(,| and|, and [then]) *{PUT} {{it}} {{Y}}*5"
        f"|{{B}} and *{MOVE} {{it}} {{Y}}*3|*{PUT} {{X}} {{Y}} (after|once) (you have|you've) {_done(state)} {{it}}*2"
        f"|{{B}} before (putting|placing|you put|setting) {{it}} {{Y}}*2)",
        {**slots, "B": bring, "A": again},
    ).replace("before you *", "before you ")


def _done(state: str) -> str:
    return {
        "washed": "(washed|cleaned|rinsed|scrubbed)",
        "heated": "(heated|warmed|microwaved|heated up)",
        "chilled": "(chilled|cooled|cooled down|refrigerated)",
    }[state]


def _terse(draw: random.Random, said: Phrase, where: str, receptacle: str, count: Count) -> str:
    bare = phrase(draw, receptacle, plain=True, definite=1).bare
    number = "" if count == 1 else f"{count} " if count != "all" else "all "
    return expand(
        draw,
        "({n}{x} -> {y}*2|{n}{x} to {y}*2|{n}{x} {w}*2|{n}{x} => {y}|{n}{x}: {y}|{y}: {n}{x}|{n}{x}, {w})",
        {"n": number, "x": said.bare, "y": bare, "w": where},
    )


def place_one(draw: random.Random) -> Clause:
    while True:
        receptacle = weighted(draw, PLACES)
        kind = thing_for(draw, receptacle, lambda _: True)
        if kind:
            return place_clause(draw, kind, receptacle)


def place_treated(draw: random.Random) -> Clause:
    while True:
        receptacle = weighted(draw, PLACES)
        state = draw.choice(("washed", "heated", "chilled"))
        kind = thing_for(draw, receptacle, lambda name, state=state: name in SUITED[state])
        if kind and not (state == "chilled" and receptacle == "Fridge"):
            count: Count = 2 if draw.random() < 0.06 else 1
            return place_clause(draw, kind, receptacle, count, state)


def place_several(draw: random.Random) -> Clause:
    """Two, three, or all of a kind in a place."""
    while True:
        receptacle = weighted(draw, PLACES)
        kind = thing_for(draw, receptacle, lambda _: True)
        count = weighted(draw, {2: 5.0, 3: 2.0, 4: 0.7, 5: 0.4, 6: 0.3, "all": 5.0})
        if kind and receptacle not in ("CoffeeMachine", "ToiletPaperHanger", "StoveBurner", "Toaster"):
            return place_clause(draw, kind, receptacle, count)  # pyright: ignore[reportArgumentType]


def place_class(draw: random.Random) -> Clause:
    """All of a class in a place."""
    while True:
        name, receptacle = weighted(draw, CLASS_THINGS), weighted(draw, PLACES)
        if _takes_class(receptacle, name):
            return place_clause(draw, name, receptacle, "all")


def place_on_class(draw: random.Random) -> Clause:
    """Things on any table, any chair, any piece of furniture."""
    name = draw.choice(("Tables", "Tables", "Chairs", "Furniture", "Tables"))
    while True:
        kind = thing_for(draw, "Chair" if name != "Tables" else "DiningTable", lambda _: True)
        if kind is None:
            continue
        count: Count = "all" if draw.random() < 0.5 else 1
        said = phrase(draw, kind, count)
        on = {
            "Tables": "(any table*4|some table*2|one of the tables*3|any of the tables*2|whichever table|a table - any table|any table or desk)",
            "Chairs": "(any seat|any chair or couch*2|one of the seats*2|something to sit on|any of the chairs or sofas*2)",
            "Furniture": "(any piece of furniture*3|any furniture*2|some piece of furniture|one of the pieces of furniture|whatever furniture)",
        }[name]
        do = expand(draw, f"*({PUT}|{MOVE}) {{X}} (on|onto|on top of) {on}", {"X": said.text})
        item = thing(kind, count=count)
        return Clause(do, (thing(name, contents=(item,), together=count == 1),))


def _takes_class(receptacle: str, name: str) -> bool:
    from envs.ontology import types_of_class

    return all(takes(receptacle, member) for member in types_of_class(name))


def place_both(draw: random.Random) -> Clause:
    """Two different things in the same place."""
    while True:
        receptacle = weighted(draw, PLACES)
        first = thing_for(draw, receptacle, lambda _: True)
        second = thing_for(draw, receptacle, lambda name, first=first: name != first)
        if first and second and receptacle not in ("CoffeeMachine", "ToiletPaperHanger", "StoveBurner"):
            break
    counts = [weighted(draw, {1: 8.0, 2: 1.0, "all": 0.7}) for _ in range(2)]
    said = [phrase(draw, kind, count) for kind, count in zip((first, second), counts, strict=True)]  # pyright: ignore[reportArgumentType]
    inner = [thing(kind, count=count) for kind, count in zip((first, second), counts, strict=True)]
    if draw.random() < 0.15:
        third = thing_for(draw, receptacle, lambda name: name not in (first, second))
        if third:
            said.append(phrase(draw, third))
            inner.append(thing(third))
    listed = [item.text for item in said]
    together = linked(draw, "(and*6|, and|as well as|and also|plus|&|along with|together with)").join(
        [", ".join(listed[:-1]), listed[-1]]
    )
    onto = place(draw, receptacle)
    do = expand(
        draw,
        f"(*{PUT} [both] {{X}} {{Y}}*6|*{MOVE} {{X}} {{Y}}*3|*{GET} {{X}} and *{PUT} them [both] {{Y}}*4|*get {{X}} {{Y}}"
        "|*put {A} {Y} and *(put|place|set) {B} (there too|there as well|next to it|beside it|with it|alongside it)*3)",
        {"X": together, "Y": onto, "A": together.split(" and ")[0], "B": listed[-1]}
        if len(listed) > 2
        else {"X": together, "Y": onto, "A": listed[0], "B": listed[1]},
    )
    if len(listed) > 2 and "{" not in do and listed[0] not in do:
        do = f"*put {together} {onto}"
    where = resting(draw, receptacle)
    deeds = [one for item in inner for one in (deed("pick-up", item.kind), deed("place", item.kind, receptacle))]
    return Clause(
        do,
        (thing(receptacle, contents=inner),),
        want=f"{together} {where}",
        say=f"{together} {expand(draw, '(belong|go|should be|need to be|both go|have to be|should both be)')} {where}",
        terse=f"{' + '.join(item.bare for item in said)} -> {phrase(draw, receptacle, plain=True, definite=1).bare}"
        if all(count == 1 for count in counts)
        else "",
        deeds=tuple(deeds),
    )


def place_nested(draw: random.Random) -> Clause:
    """A thing in a vessel, and the vessel somewhere."""
    while True:
        carrier = draw.choice(CARRIERS)
        receptacle = weighted(draw, PLACES)
        kind = thing_for(draw, carrier, lambda name: name not in CARRIERS or draw.random() < 0.3)
        if kind and kind != receptacle and carrier != receptacle and takes(receptacle, carrier):
            if receptacle not in CARRIERS:
                break
    inner, outer = found(draw, kind, carrier), phrase(draw, carrier)
    x, y = inner.said.text + (f" {inner.source}" if inner.source else ""), outer.text
    into = place(draw, carrier).split(" ")[0]
    into = "on" if into in ("to", "at", "down", "over") else into
    onto, where = place(draw, receptacle), resting(draw, receptacle)
    holding = expand(draw, "(with {X} (in it*3|on it|inside|inside it|*5)|containing {X}*2|holding {X}|that has {X} in it|that contains {X})", {"X": inner.said.text})
    do = expand(
        draw,
        f"(*{PUT} {{X}} {into} {{C}} and [then] *{PUT} (it*3|the {{c}}*3|that|both*2|them) {{Y}}*6|*{PUT} {{C}} {{H}} {{Y}}*5"
        f"|*{MOVE} {{C}} {{H}} {{Y}}*3|*{GET} {{X}}, *{PUT} {{x}} {into} {{C}}(,| and|, and [then]) *{MOVE} (the {{c}}*2|it|everything) {{Y}}*3"
        f"|*{PUT} {{X}} {into} {{C}} {{Y}}*2|*{GET} {{C}}, *{PUT} {{X}} {into} it, and *{PUT} it {{Y}}*2|*fill {{C}} with {{X}} and *{PUT} it {{Y}})",
        {"X": x, "C": y, "c": outer.bare, "Y": onto, "H": holding, "x": inner.said.it},
    )
    if inner.tail:
        do += ". " + inner.tail
    item = thing(kind, which=inner.which)
    tree = thing(receptacle, contents=(thing(carrier, contents=(item,)),))
    deeds = (
        deed("pick-up", kind, inner.place), deed("place", kind, carrier),
        deed("pick-up", carrier), deed("place", carrier, receptacle),
    )  # fmt: skip
    plain = inner.which is None and not inner.hints
    want = f"{y} {holding} {where}" if plain else ""
    say = f"{outer.text} {holding} {belongs(draw, outer)} {where}" if plain else ""
    return Clause(do, (tree,), want, say, hints=inner.hints, deeds=deeds)


def look_in_light(draw: random.Random) -> Clause:
    """Something held when a lamp is switched on."""
    kind = weighted(draw, THINGS)
    lamp = draw.choice(("DeskLamp", "FloorLamp"))
    got = found(draw, kind)
    light = phrase(draw, lamp, definite=0.75).text
    x = got.said.text + (f" {got.source}" if got.source else "")
    do = expand(
        draw,
        f"(*{LOOK} {{X}} (by|under|in|using|with|near) the (light|glow|lamplight) (of|from) {{L}}*4|*{LOOK} {{X}} (under|by|beneath|at|using|with|near) {{L}}*4"
        f"|*(take|bring|carry) {{X}} to {{L}} and *(turn|switch) (it on|on the light)*3|*{GET} {{X}} and *(turn|switch) on {{L}}*4"
        f"|*hold {{X}} (up|) (and|while you) (turn|switch) on {{L}}*2|*(turn|switch) on {{L}} (while|when) (holding|you hold|you are holding) {{X}}*3"
        f"|*(turn|switch) on {{L}} (to|and) {LOOK} {{X}}*3|*{LOOK} {{X}} (with|by) {{L}} (on|switched on|turned on|lit)*2)",
        {"X": x, "L": light},
    )
    if got.tail:
        do += ". " + got.tail
    state = "lit-by-desk-lamp" if lamp == "DeskLamp" else "lit-by-floor-lamp"
    deeds = (deed("pick-up", kind, got.place), deed("toggle-on", lamp))
    return Clause(do, (thing(kind, state, which=got.which),), hints=got.hints, deeds=deeds)


_CLEARED = {
    "DiningTable": 4.0, "CoffeeTable": 4.0, "CounterTop": 4.0, "Sofa": 3.0, "Desk": 3.0, "Bed": 3.0,
    "SideTable": 2.0, "SinkBasin": 3.0, "Shelf": 1.5, "Dresser": 1.5, "ArmChair": 1.5, "Fridge": 1.0,
    "Chair": 1.0, "Ottoman": 1.0, "TVStand": 1.0, "Drawer": 0.7, "BathtubBasin": 1.0, "Toilet": 0.7,
    "StoveBurner": 1.0,
}  # fmt: skip
# What "everything" means on a table or a sofa: the classes of what people leave lying about.
EVERYTHING = ("Food", "KitchenUtensils", "SmallHandheldObjects", "Tableware")


def clear(draw: random.Random) -> Clause:
    """Nothing of a kind, or nothing at all, in or on something."""
    receptacle = weighted(draw, _CLEARED)
    off, where = away_from(draw, receptacle), resting(draw, receptacle)
    y = phrase(draw, receptacle, plain=True, definite=1).text
    if draw.random() < 0.45:
        return _clear_all(draw, receptacle, {"O": off, "Y": y, "W": where})
    kind = None
    while kind is None:
        kind = thing_for(draw, receptacle, lambda _: True)
        if draw.random() < 0.4:
            kind = weighted(draw, CLASS_THINGS)
            kind = kind if _takes_class(receptacle, kind) else None
    said = phrase(draw, kind, "all", plain=True)
    slots = {"X": said.text, "x": said.bare, "O": off, "Y": y, "W": where}
    do = expand(
        draw,
        "(*take {X} {O}*3|*get {X} {O}*2|*remove {X} {O}*2|*clear {X} {O}*2|*clear {Y} of {X}*2|*clear {X} away from {Y}"
        "|*make sure there (is|are) no {x} {W}*2|*get rid of {X} {W}|*empty {Y} of {X}|*take {X} away from {Y}*2)",
        slots,
    )
    say = expand(draw, "(there (should|must) be no {x} {W}|{x} (don't|do not) belong {W}|nobody wants {x} {W})", slots)
    return Clause(do, (thing(receptacle, contents=(thing(kind, count=0),)),), f"no {said.bare} {where}", say)


def _clear_all(draw: random.Random, receptacle: str, slots: dict[str, str]) -> Clause:
    do = expand(
        draw,
        "(*clear {Y}*5|*clear {Y} (off|up)*2|*clear off {Y}*3|*take everything {O}*4|*remove everything {O}*2|*empty {Y}*2|*clear everything {O}*2"
        "|*get everything {O}*2|*get all (the|that) (stuff|things|junk|clutter|mess) {O}*2|*tidy up {Y}*2|*tidy {Y}*2|*declutter {Y}"
        "|*make sure there is nothing (left|) {W}*2|*clear all the (things|stuff|clutter) {O}*2|*take all (the things|of it|the stuff) {O})",
        slots,
    )
    say = expand(draw, "({Y} (is cluttered|is full of stuff|needs clearing|needs to be cleared|is a mess|should be empty|has to be empty|has too much on it)|there is (too much|way too much|so much) stuff {W})", slots)
    want = expand(draw, "({Y} (cleared|empty|clear|cleared off)|nothing {W})", slots)
    return Clause(do, (thing(receptacle, contents=[thing(kind, count=0) for kind in EVERYTHING]),), want, say)
