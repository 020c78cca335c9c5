"""Goals about the state of things where they are: clean, hot, cold, cut, filled, on, open, held."""

from __future__ import annotations

import random

from envs.ontology import Affordance, can
from planning.language.corpus.naming import Count, Phrase, phrase
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.sources import Found, deed, found
from planning.language.corpus.words import (
    ADJECTIVE_OF,
    BRING_ABOUT,
    DIRTYABLE,
    FILLABLE,
    PICKUPABLE,
    SUITED,
    WASHABLE,
)

CLEANED: dict[str, float] = {
    **{kind: 1.0 for kind in WASHABLE},
    **{kind: 3.0 for kind in DIRTYABLE},
    "Plate": 8, "Mug": 7, "Bowl": 6, "Cup": 6, "Pan": 5, "Pot": 5, "Cloth": 4,
}  # fmt: skip
_CLEAN_CLASSES = {
    "Dishware": 4.0,
    "Drinkware": 3.0,
    "Silverware": 2.0,
    "Tableware": 2.0,
    "Cookware": 3.0,
}
_DIRTY = (
    "({X} {are} (dirty*6|filthy*2|grubby|a mess|stained|sticky|disgusting|gross|not clean*2"
    "|all dirty|greasy|grimy|covered in crumbs|unwashed)"
    "|{X} (need|needs) (a wash|washing*2|cleaning*2|to be (washed|cleaned|scrubbed)*2"
    "|a rinse|a scrub)*4|somebody left {X} (dirty|unwashed)|{X} could use a (wash|rinse"
    "|scrub|good clean))"
)


def agreeing(text: str, said: Phrase) -> str:
    """The sentence with its verb in the number of its subject."""
    if said.plural:
        return text.replace(" needs ", " need ")
    return text.replace(" need ", " needs ")


def spoken(got: Found, do: str) -> str:
    """An order, with what was said of where the thing is."""
    return f"{do}. {got.tail}" if got.tail else do


def clean(draw: random.Random) -> Clause:
    """Something, or all of a kind, clean where it is."""
    count: Count = weighted(draw, {1: 6.0, 2: 1.2, 3: 0.5, "all": 4.0})  # pyright: ignore[reportAssignmentType]
    kind = weighted(draw, CLEANED)
    if count == "all" and draw.random() < 0.45:
        kind = weighted(draw, _CLEAN_CLASSES)
    state = "clean" if can(kind, Affordance.DIRTYABLE) or kind in _CLEAN_CLASSES else "washed"
    adjective = "dirty" if draw.random() < 0.12 and state == "clean" else ""
    got = (
        found(draw, kind, "SinkBasin", count, adjective)
        if kind in PICKUPABLE
        else Found(phrase(draw, kind, count))
    )
    x = got.said
    full = x.text + (f" {got.source}" if got.source else "")
    do = expand(draw, BRING_ABOUT["washed"], {"X": full})
    do = expand(
        draw,
        (
            "({D}*8|*make {X} clean|*make sure {X} {are} clean*2|*wipe {X} clean"
            "|*get the dirt off {X}|*polish {X}|*have {X} cleaned)"
        )
        if kind in DIRTYABLE
        else "({D}*12|*make sure {X} {are} clean)",
        {"D": do, "X": full, "are": x.are},
    )
    if kind in _CLEAN_CLASSES and count == "all" and draw.random() < 0.2:
        do = (
            expand(draw, "(*do all the (dishes|crockery)|*wash up|*do the washing up)")
            if kind == "Dishware"
            else do
        )
    item = thing(kind, state, count=count, which=got.which)
    adjective = expand(draw, "(clean*5|washed|spotless|sparkling clean|cleaned|sparkling)")
    fresh = phrase(draw, kind, count, plain=True)
    say = agreeing(expand(draw, _DIRTY, {"X": x.text, "are": x.are}), x)
    if count == "all" and draw.random() < 0.3:
        say = (
            f"{fresh.text} {expand(draw, '(should be|have to be|need to be|must be)')} {adjective}"
        )
    deeds = (deed("pick-up", kind, got.place), deed("wash", kind)) if count == 1 else ()
    plain = not got.hints and got.which is None
    return Clause(
        spoken(got, do),
        (item,),
        f"{fresh.text} {adjective}" if plain else "",
        say if not got.hints else "",
        hints=got.hints,
        deeds=deeds,
    )


def temper(draw: random.Random) -> Clause:
    """Something hot or cold, wherever it is then."""
    state = draw.choice(("heated", "chilled"))
    kind = draw.choice(SUITED[state])
    if draw.random() < 0.5:
        kind = draw.choice(
            ("Potato", "Apple", "Tomato", "Bread", "Mug", "Cup", "Bowl", "Egg", "Plate")
            if state == "heated"
            else (
                "Apple",
                "Tomato",
                "Lettuce",
                "Bottle",
                "WineBottle",
                "Cup",
                "Mug",
                "Bowl",
                "Potato",
            )
        )
    count: Count = 1 if draw.random() < 0.88 else 2
    got = found(draw, kind, "", count)
    full = got.said.text + (f" {got.source}" if got.source else "")
    do = expand(draw, BRING_ABOUT[state], {"X": full})
    adjective = expand(draw, ADJECTIVE_OF[state])
    named = phrase(draw, kind, count, plain=True)
    complaint = {
        "heated": (
            "({X} {are} (cold|too cold|stone cold|not warm enough|freezing|lukewarm)"
            "|{X} should be (hot|warm|warmer)|I like {X} (hot|warm))"
        ),
        "chilled": (
            "({X} {are} (warm|too warm|not cold enough|too hot|at room temperature)"
            "|{X} should be (cold|colder|chilled)|I like {X} (cold|chilled))"
        ),
    }[state]
    say = expand(draw, complaint, {"X": got.said.text, "are": got.said.are})
    want = (
        f"{phrase(draw, kind, count, state=adjective, definite=0.4).text}"
        if draw.random() < 0.5
        else f"{named.text} {adjective}"
    )
    if got.hints or got.which:
        want = ""
    item = thing(kind, state, count=count, which=got.which)
    deeds = (deed("pick-up", kind, got.place), deed("heat" if state == "heated" else "chill", kind))
    return Clause(
        spoken(got, do),
        (item,),
        want,
        say if not got.hints and not got.which else "",
        hints=got.hints,
        deeds=deeds if count == 1 else (),
    )


def fill(draw: random.Random) -> Clause:
    """A vessel filled, or empty."""
    kind = draw.choice(FILLABLE)
    if draw.random() < 0.15:
        said = phrase(draw, kind)
        count: Count = 1
        do = expand(
            draw,
            (
                "(*empty {X}*4|*empty {X} out|*pour out {X}|*pour {X} out|*dump (out {X}"
                "|{X} out)|*tip {X} out|*pour the (water|liquid) out of {X}*2|*drain {X}"
                "|*empty {X} into the sink*2)"
            ),
            {"X": said.text},
        )
        return Clause(
            do,
            (thing(kind, "empty", count=count),),
            f"{said.text} (empty|emptied)".replace(
                "(empty|emptied)", draw.choice(("empty", "emptied"))
            ),
        )
    got = found(draw, kind, "SinkBasin")
    full = got.said.text + (f" {got.source}" if got.source else "")
    clean_too = draw.random() < 0.15 and can(kind, Affordance.DIRTYABLE)
    do = expand(
        draw,
        "(*fill {X}*2|*fill {X} up*2|*fill up {X}|*fill {X} with [cold|tap|fresh"
        "|some] water*6|*fill {X} up with water*3|*put [some] water in {X}*4"
        "|*pour [some] water (in|into) {X}*3|*fill {X} (at|from|under) the (tap|sink"
        "|faucet)*2"
        "|*add [some] water to {X}|*get [some] water in {X}|*fill up {X} with water"
        "|*run [some] water into {X}|*top {X} up with water|*load {X} with water)",
        {"X": full},
    )
    if clean_too:
        do = expand(
            draw,
            "(*wash {X} and {D}|*rinse {X}, then {D}|*clean {X} and then {D})",
            {"X": full, "D": do.replace(full, got.said.it)},
        )
    bare = got.said.bare
    want = expand(
        draw,
        (
            "({X} (filled with water|full of water*2|with water in it)|a {b} of water*4"
            "|a {b} full of water)"
        ),
        {"X": got.said.text, "b": bare},
    )
    states = ("clean", "filled-with-water") if clean_too else ("filled-with-water",)
    say = (
        ""
        if got.hints or got.which or clean_too
        else expand(
            draw,
            (
                "({X} (needs water|should be full of water|should have water in it"
                "|has no water in it|needs to be filled with water|is empty, it needs water))"
            ),
            {"X": got.said.text},
        )
    )
    deeds = (
        (deed("pick-up", kind, got.place), deed("fill", kind))
        if not clean_too
        else (deed("pick-up", kind, got.place), deed("wash", kind), deed("fill", kind))
    )
    return Clause(
        spoken(got, do),
        (thing(kind, *states, which=got.which),),
        want if not (got.hints or got.which or clean_too) else "",
        say,
        hints=got.hints,
        deeds=deeds,
    )


def water_plant(draw: random.Random) -> Clause:
    """A plant, or all of them, watered."""
    count: Count = "all" if draw.random() < 0.2 else 1
    said = phrase(draw, "HousePlant", count)
    do = expand(
        draw,
        (
            "(*water {X}*9|*give {X} (some|a bit of|a little|fresh|a drop of) water*5"
            "|*pour [some] water on {X}*2|*give {X} (a drink|a drink of water)*2"
            "|*bring [some] water to {X}|*put [some] water (on|in) {X}*2|*make sure {X} (gets"
            "|get) (water|watered)*2|*hydrate {X}|*see that {X} {are} watered)"
        ),
        {"X": said.text, "are": said.are},
    )
    say = expand(
        draw,
        (
            "({X} {are} (dry*2|thirsty*3|drooping|wilting*2|dying*2|looking sad*2|very dry"
            "|drying out|parched|bone dry)*5|{X} (need|needs) (water*3|watering*3"
            "|to be watered*2|some water*2|a drink)*5|nobody has watered {X}[ in (days|weeks"
            "|a while)]*3|{X} (look|looks) (dry|thirsty|sad|wilted|droopy)*2)"
        ),
        {"X": said.text, "are": said.are},
    )
    say = agreeing(say, said)
    say = say.replace(" looks ", " look ") if said.plural else say.replace(" look ", " looks ")
    return Clause(do, (thing("HousePlant", "filled", count=count),), f"{said.text} watered", say)
