"""Goals that end with things in or on other things: one, several, washed, heated, nested."""

from __future__ import annotations

import random

from envs.ontology import CAPACITY, takes
from planning.language.corpus.naming import (
    Count,
    Phrase,
    phrase,
    place,
    resting,
)
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, linked, weighted
from planning.language.corpus.sources import Found, belongs, deed, found, thing_for
from planning.language.corpus.words import (
    ADJECTIVE_OF,
    BRING_ABOUT,
    CARRIERS,
    DEED_OF,
    GET,
    LOOK,
    MOVE,
    PLACES,
    PUT,
    SUITED,
    THINGS,
)


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
        "T": " [quickly|carefully]" if draw.random() < 0.05 else "",
    }
    if verbal:
        do = _verbal(draw, state, slots)
    else:
        do = expand(
            draw,
            f"(*{PUT} {{X}} {{Y}}*8|*{MOVE} {{X}} {{Y}}*4"
            f"|*{GET} {{X}} and [then] *{PUT} {{it}} {{Y}}*5"
            f"|*{GET} {{X}} [and|,] *{MOVE} {{it}} {{Y}}*2|*make sure {{X}} {got.said.are} {{Y}}"
            f"|*see to it that {{X}} {got.said.are} {{Y}}|*{PUT} {{X}} down {{Y}}"
            f"|*{PUT} {{Y}} {{X}}"
            "|*have {X} {Y}|*get {X} {Y}*2|*add {X} {Y})",
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
    if receptacle in _HUNG and draw.random() < 0.3 and not verbal:
        do = expand(draw, "*(hang*4|hang up*2|replace) {X} {Y}", slots)
    say = f"{named.text} {belongs(draw, named)} {where}" if plain else _seen(draw, got, kind, slots)
    deeds = [deed("pick-up", kind, got.place)]
    deeds += [deed(DEED_OF[state], kind)] if state else []
    deeds.append(deed("place", kind, receptacle))
    return Clause(
        do,
        (thing(receptacle, contents=(item,), together=together),),
        want=f"{named.text} {where}" if plain else "",
        say=say if not state or plain else "",
        terse=_terse(draw, named, where, receptacle, count) if plain and together else "",
        hints=got.hints,
        deeds=tuple(deeds * (count if isinstance(count, int) and count < 4 else 1)),
    )


_HUNG = frozenset({"TowelHolder", "HandTowelHolder", "ToiletPaperHanger"})
_ASKING = "(can you*4|could you*4|please*4|*4|would you*2|will you*2|I need you to|I want you to*2)"


def _seen(draw: random.Random, got: Found, kind: str, slots: dict[str, str]) -> str:
    """A sentence that says where a thing is and what is to be done with it."""
    if not got.hints or got.place is None:
        return ""
    said = phrase(draw, kind, plain=True, definite=0)
    where = resting(draw, got.place)
    return expand(
        draw,
        (
            f"(there {said.are} {{A}} {{R}}*5|there's {{A}} {{R}}*4|I (left|forgot|put|saw|have"
            f"|dropped) {{N}} {{R}}*4|{{N}} {got.said.are} {{R}}*3|someone left {{N}} {{R}}*3"
            f"|you see {{N}} {{R}}?|you'll find {{N}} {{R}}*2)(, |. |, so |; | - "
            f"| and ){_ASKING} ({PUT}|{MOVE}|{GET} {{it}} and {PUT}) {{it}} {{Y}}"
        ),
        {**slots, "A": said.text, "R": where},
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
        return (
            True,
            (
                f"{expand(draw, '(on|onto|in)')} "
                f"{expand(draw, '(the same|a single|one single|one and the same|just one)')} "
                f"{bare}"
            ),
        )
    return True, place(draw, receptacle)


def _verbal(draw: random.Random, state: str, slots: dict[str, str]) -> str:
    bring = expand(draw, BRING_ABOUT[state], {"X": slots["X"]})
    again = expand(draw, BRING_ABOUT[state], {"X": slots["it"]})
    return expand(
        draw,
        f"({{B}} (and|and then*3|, then|then|before you|and finally) *{PUT} {{it}} {{Y}}*8"
        f"|*{GET} {{X}}(,| and) {{A}}(,| and|, and [then]) *{PUT} {{it}} {{Y}}*5"
        f"|{{B}} and *{MOVE} {{it}} {{Y}}*3|*{PUT} {{X}} {{Y}} (after|once) (you have"
        f"|you've) {_done(state)} {{it}}*2"
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
        (
            "({n}{x} -> {y}*2|{n}{x} to {y}*2|{n}{x} {w}*2|{n}{x} => {y}|{n}{x}: {y}"
            "|{y}: {n}{x}|{n}{x}, {w})"
        ),
        {"n": number, "x": said.bare, "y": bare, "w": where},
    )


def place_one(draw: random.Random) -> Clause:
    """One thing in or on another."""
    while True:
        receptacle = weighted(draw, PLACES)
        kind = thing_for(draw, receptacle, lambda _: True)
        if kind:
            return place_clause(draw, kind, receptacle)


def place_treated(draw: random.Random) -> Clause:
    """One thing washed, heated or chilled, and then put somewhere."""
    while True:
        receptacle = weighted(draw, PLACES)
        state = draw.choice(("washed", "heated", "chilled"))
        kind = thing_for(draw, receptacle, lambda name, state=state: name in SUITED[state])
        if kind and not (state == "chilled" and receptacle == "Fridge"):
            count: Count = 2 if draw.random() < 0.06 and receptacle not in CAPACITY else 1
            return place_clause(draw, kind, receptacle, count, state)


def place_slice(draw: random.Random) -> Clause:
    """A food is cut, and a slice, perhaps washed, heated or chilled, is put somewhere."""
    while True:
        receptacle = weighted(draw, PLACES)
        whole = draw.choice(("Apple", "Bread", "Lettuce", "Potato", "Tomato"))
        kind = whole + "Sliced"
        if takes(receptacle, kind) and receptacle not in CARRIERS and receptacle != "Toaster":
            break
    states = [""] * 3 + [
        name
        for name in SUITED
        if kind in SUITED[name] and not (name == "chilled" and receptacle == "Fridge")
    ]
    state = draw.choice(states)
    count = 1 if draw.random() < 0.85 else 2
    got = found(draw, whole)
    got = (
        Found(got.said, got.source, "", got.hints)
        if not got.which and not got.tail
        else Found(phrase(draw, whole))
    )
    x = got.said.text + (f" {got.source}" if got.source else "")
    cut = expand(
        draw,
        (
            "(*slice {X}*5|*cut {X}*4|*cut up {X}*2|*chop {X}*2|*cut a slice (of|off) {X}"
            "|*cut {X} (into|in) (slices|pieces)*2|*slice up {X}|*use a knife to slice {X})"
        ),
        {"X": x},
    )
    piece = expand(
        draw,
        "(a slice*4|a piece*3|one slice*2|it*2|one piece|one of the slices*2|a slice of it)"
        if count == 1
        else "(two slices*3|two pieces*2|two of the slices|2 slices)",
    )
    it = "it" if count == 1 else "them"
    onto = place(draw, receptacle)
    bring = expand(draw, BRING_ABOUT[state], {"X": piece}) if state else ""
    do = expand(
        draw,
        (
            f"(*{{C}}(,| and|, then|, and then) {'*{B} and ' if state else ''}*{PUT} "
            f"{it if state else '{P}'} {{W}}*6|*{{C}}(,"
            f"| and) {'{B}, then ' if state else ''}*{MOVE} {it if state else '{P}'} {{W}}*2"
            f"|*{{C}}. {'*{B}. ' if state else ''}Then {PUT} {it if state else '{P}'} {{W}})"
        ),
        {"C": cut.lstrip("*"), "B": bring.lstrip("*") if state else "", "P": piece, "W": onto},
    )
    adjective = expand(draw, ADJECTIVE_OF[state]) if state else ""
    named = phrase(draw, kind, count, state=adjective, definite=0.15)
    item = thing(kind, *([state] if state else []), count=count)
    return Clause(
        do,
        (thing(receptacle, contents=(item,)),),
        "" if got.hints else f"{named.text} {resting(draw, receptacle)}",
        hints=got.hints,
    )


def place_apart(draw: random.Random) -> Clause:
    """Two things in two places: "put the apple in the fridge and the mug in the sink"."""
    while True:
        places = [weighted(draw, PLACES) for _ in range(2)]
        kinds = [thing_for(draw, receptacle, lambda _: True) for receptacle in places]
        if len({*places, *kinds} - {None}) == 4:
            break
    names = [kind or "" for kind in kinds]
    count: list[Count] = ["all" if draw.random() < 0.1 else 1 for _ in names]
    said = [phrase(draw, kind, number).text for kind, number in zip(names, count, strict=True)]
    where = [place(draw, receptacle) for receptacle in places]
    do = expand(
        draw,
        (
            f"(*{PUT} {{A}} {{B}} (and*5|, and*3|,|and then|and please*1) {{C}} {{D}}*6"
            f"|*{MOVE} {{A}} {{B}} and {{C}} {{D}}*2|*get {{A}} {{B}} and {{C}} {{D}})"
        ),
        {"A": said[0], "B": where[0], "C": said[1], "D": where[1]},
    )
    still = [resting(draw, receptacle) for receptacle in places]
    things = [
        thing(receptacle, contents=(thing(kind, count=number),))
        for receptacle, kind, number in zip(places, names, count, strict=True)
    ]
    goes = expand(draw, "(goes*3|belongs*3|should go*2|should be*2|has to go)")
    return Clause(
        do,
        tuple(things),
        f"{said[0]} {still[0]} and {said[1]} {still[1]}",
        f"{said[0]} {goes} {still[0]} and {said[1]} {still[1]}" if count == [1, 1] else "",
        deeds=tuple(
            one
            for kind, receptacle in zip(names, places, strict=True)
            for one in (deed("pick-up", kind), deed("place", kind, receptacle))
        ),
    )


def place_several(draw: random.Random) -> Clause:
    """Two, three, or all of a kind in a place."""
    while True:
        receptacle = weighted(draw, PLACES)
        kind = thing_for(draw, receptacle, lambda _: True)
        count = weighted(draw, {2: 5.0, 3: 2.0, 4: 0.7, 5: 0.4, 6: 0.3, "all": 5.0})
        if kind and receptacle not in CAPACITY:
            return place_clause(draw, kind, receptacle, count)  # pyright: ignore[reportArgumentType]


def place_both(draw: random.Random) -> Clause:
    """Two different things in the same place."""
    while True:
        receptacle = weighted(draw, PLACES)
        first = thing_for(draw, receptacle, lambda _: True)
        second = thing_for(draw, receptacle, lambda name, first=first: name != first)
        if first and second and receptacle not in CAPACITY:
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
    together = linked(
        draw, "(and*6|, and|as well as|and also|plus|&|along with|together with)"
    ).join([", ".join(listed[:-1]), listed[-1]])
    onto = place(draw, receptacle)
    do = expand(
        draw,
        f"(*{PUT} [both] {{X}} {{Y}}*6|*{MOVE} {{X}} {{Y}}*3"
        f"|*{GET} {{X}} and *{PUT} them [both] {{Y}}*4|*get {{X}} {{Y}}"
        "|*put {A} {Y} and *(put|place|set) {B} (there too|there as well|next to it"
        "|beside it|with it|alongside it)*3)",
        {"X": together, "Y": onto, "A": together.split(" and ")[0], "B": listed[-1]}
        if len(listed) > 2
        else {"X": together, "Y": onto, "A": listed[0], "B": listed[1]},
    )
    if len(listed) > 2 and "{" not in do and listed[0] not in do:
        do = f"*put {together} {onto}"
    where = resting(draw, receptacle)
    deeds = [
        one
        for item in inner
        for one in (deed("pick-up", item.kind), deed("place", item.kind, receptacle))
    ]
    return Clause(
        do,
        (thing(receptacle, contents=inner),),
        want=f"{together} {where}",
        say=(
            f"{together} "
            f"{expand(draw, '(belong|go|should be|need to be|both go|have to be|should both be)')} "
            f"{where}"
        ),
        terse=(
            f"{' + '.join(item.bare for item in said)} -> "
            f"{phrase(draw, receptacle, plain=True, definite=1).bare}"
        )
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
        if kind and receptacle not in (kind, *CARRIERS) and takes(receptacle, carrier):
            break
    inner, outer = found(draw, kind, carrier), phrase(draw, carrier)
    x, y = inner.said.text + (f" {inner.source}" if inner.source else ""), outer.text
    into = place(draw, carrier).split(" ")[0]
    into = "on" if into in ("to", "at", "down", "over") else into
    onto, where = place(draw, receptacle), resting(draw, receptacle)
    holding = expand(
        draw,
        (
            "(with {X} (in it*3|on it|inside|inside it|*5)|containing {X}*2|holding {X}"
            "|that has {X} in it|that contains {X})"
        ),
        {"X": x},
    )
    do = expand(
        draw,
        f"(*{PUT} {{X}} {into} {{C}} and [then] *{PUT} (it*3|the {{c}}*3|that|both*2"
        f"|them) {{Y}}*6|*{PUT} {{C}} {{H}} {{Y}}*5"
        f"|*{MOVE} {{C}} {{H}} {{Y}}*3|*{GET} {{X}}, *{PUT} {{x}} {into} {{C}}(,| and"
        f"|, and [then]) *{MOVE} (the {{c}}*2|it|everything) {{Y}}*3"
        f"|*{PUT} {{X}} {into} {{C}} {{Y}}*2|*{GET} {{C}}, *{PUT} {{X}} {into} it, and "
        f"*{PUT} it {{Y}}*2|*fill {{C}} with {{X}} and *{PUT} it {{Y}})",
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
        f"(*{LOOK} {{X}} (by|under|in|using|with|near) the (light|glow|lamplight) (of"
        f"|from) {{L}}*4|*{LOOK} {{X}} (under|by|beneath|at|using|with|near) {{L}}*4"
        f"|*(take|bring|carry) {{X}} to {{L}} and *(turn|switch) (it on|on the light)*3"
        f"|*{GET} {{X}} and *(turn|switch) on {{L}}*4"
        f"|*hold {{X}} (up|) (and|while you) (turn|switch) on {{L}}*2|*(turn"
        f"|switch) on {{L}} (while|when) (holding|you hold|you are holding) {{X}}*3"
        f"|*(turn|switch) on {{L}} (to|and) {LOOK} {{X}}*3|*{LOOK} {{X}} (with|by) {{L}} (on"
        f"|switched on|turned on|lit)*2)",
        {"X": x, "L": light},
    )
    if got.tail:
        do += ". " + got.tail
    state = "lit-by-desk-lamp" if lamp == "DeskLamp" else "lit-by-floor-lamp"
    deeds = (deed("pick-up", kind, got.place), deed("toggle-on", lamp))
    return Clause(do, (thing(kind, state, which=got.which),), hints=got.hints, deeds=deeds)
