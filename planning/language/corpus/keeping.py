"""Goals of fetching, putting away and throwing away, and sentences of where things are."""

from __future__ import annotations

import random

from envs.ontology import Affordance, can
from planning.language.corpus.care import agreeing, spoken
from planning.language.corpus.naming import Count, phrase, resting
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.placing import place_clause
from planning.language.corpus.sources import Found, deed, found
from planning.language.corpus.words import (
    ADJECTIVE_OF,
    SUITED,
    THINGS,
)
from planning.language.goal_language import Hint, Subgoal


def hold(draw: random.Random) -> Clause:
    """Something in the agent's hand, to be brought to somebody."""
    kind = weighted(draw, THINGS)
    got = found(draw, kind)
    full = got.said.text + (f" {got.source}" if got.source else "")
    state = ""
    if draw.random() < 0.15:
        state = draw.choice([name for name in SUITED if kind in SUITED[name]] or [""])
    if state and not got.source:
        full = phrase(draw, kind, state=expand(draw, ADJECTIVE_OF[state]), definite=0.2).text
        got = Found(got.said)
        if state == "washed" and can(kind, Affordance.DIRTYABLE):
            state = "clean"
    else:
        state = ""
    do = expand(
        draw,
        "(*bring me {X}*8|*hand me {X}*5|*get me {X}*5|*give me {X}*4|*fetch me {X}*3"
        "|*fetch {X}*4|*grab {X} [for me]*4|*pass me {X}*3|*pick up {X}*5|*bring {X} (to me"
        "|over|here|over here)*4|*get {X}*3|*hold {X}*3"
        "|*pick {X} up*2|*find me {X}*2|*find {X} and bring it [to me|over]*2"
        "|*hold on to {X}|*carry {X} (to me|over here)|*take {X} in your hand*2"
        "|*deliver {X} to me|*go get {X}*2|*go fetch {X}|*pass {X} [over]|*lift {X}"
        "|*grab me {X}*2|*pick {X} up and hold (it|onto it))",
        {"X": full},
    )
    want = "" if got.hints or got.which else full
    say = (
        expand(
            draw,
            (
                "(I (can't find|am looking for|could use|forgot|need|'m looking for|lost) {X}"
                "|where (is|did I put) {X}[, I need it]|has anyone seen {X}, I need it)"
            ),
            {"X": full},
        ).replace("I 'm", "I'm")
        if not got.hints and not got.which and not state
        else ""
    )
    return Clause(
        spoken(got, do),
        (thing(kind, "held", *([state] if state else []), which=got.which),),
        want,
        say,
        hints=got.hints,
        deeds=(deed("pick-up", kind, got.place),) if not state else (),
    )


# Where things are kept, by place.
_KEPT: dict[str, str] = {
    "Drawer": (
        "ButterKnife Fork Knife Ladle Spatula Spoon Pen Pencil RemoteControl CellPhone Watch "
        "KeyChain Silverware KitchenUtensils WritingUtensils"
    ),
    "Cabinet": (
        "Bowl Cup Kettle Mug Pan Plate Pot PepperShaker SaltShaker SprayBottle Bottle Bread "
        "DishSponge SoapBottle Dishware Drinkware Tableware Condiments Cookware"
    ),
    "Fridge": (
        "Apple AppleSliced Egg Lettuce LettuceSliced Potato PotatoSliced Tomato TomatoSliced "
        "WineBottle Food Vegetables Fruit"
    ),
    "Shelf": "Book CD Newspaper",
    "TowelHolder": "Towel",
    "HandTowelHolder": "HandTowel",
    "ToiletPaperHanger": "ToiletPaper",
    "Sofa": "Pillow",
}
_PUT_AWAY = {kind: place for place, kinds in _KEPT.items() for kind in kinds.split()}
_CLASSES_AWAY = frozenset(
    (
        "Silverware KitchenUtensils Dishware Drinkware Food Tableware Vegetables Fruit "
        "Condiments WritingUtensils Cookware"
    ).split()
)


def put_away(draw: random.Random) -> Clause:
    """Something where such things are kept."""
    kind = draw.choice(list(_PUT_AWAY))
    count: Count = "all" if kind in _CLASSES_AWAY or draw.random() < 0.3 else 1
    got = found(draw, kind, _PUT_AWAY[kind], count)
    full = got.said.text + (f" {got.source}" if got.source else "")
    do = expand(
        draw,
        (
            "(*put {X} away*8|*put away {X}*6|*tidy {X} away*2|*tidy away {X}*2"
            "|*put {X} back where (it belongs|they belong)*2|*stow {X} [away]*2|*put {X} back*2"
            "|*return {X} to (its|their) (place|spot)|*store {X}*2|*put {X} where it (goes"
            "|belongs)*2|*tidy up {X}*2|*clear {X} away*2|*clean up {X}|*pack {X} away)"
        ),
        {"X": full},
    )
    say = (
        ""
        if got.hints or got.which
        else agreeing(
            expand(
                draw,
                (
                    "({X} (need|needs) (putting away|to be put away*2)|somebody left {X} (out"
                    "|lying around*2)|{X} {are} (lying around|still out|not put away))"
                ),
                {"X": got.said.text, "are": got.said.are},
            ),
            got.said,
        )
    )
    item = thing(kind, count=count, which=got.which)
    deeds: tuple[Subgoal, ...] = (
        (deed("pick-up", kind, got.place), deed("place", kind, _PUT_AWAY[kind]))
        if count == 1
        else ()
    )
    return Clause(
        spoken(got, do),
        (thing(_PUT_AWAY[kind], contents=(item,)),),
        f"{got.said.text} put away" if not got.hints and not got.which else "",
        say,
        hints=got.hints,
        deeds=deeds,
    )


def throw_away(draw: random.Random) -> Clause:
    """Something in the garbage."""
    if draw.random() < 0.3:
        return place_clause(
            draw, weighted(draw, THINGS), "GarbageCan", weighted(draw, {1: 6.0, 2: 1.0, "all": 1.0})
        )  # pyright: ignore[reportArgumentType]
    kind = weighted(draw, THINGS)
    count: Count = weighted(draw, {1: 7.0, 2: 1.0, "all": 2.0})  # pyright: ignore[reportAssignmentType]
    got = found(draw, kind, "GarbageCan", count)
    full = got.said.text + (f" {got.source}" if got.source else "")
    can_name = phrase(draw, "GarbageCan", plain=True, definite=1).text
    do = expand(
        draw,
        (
            "(*throw {X} away*6|*throw away {X}*6|*throw out {X}*3|*throw {X} out*3|*toss {X}*3"
            "|*toss {X} out*2|*dispose of {X}*3|*trash {X}*3|*bin {X}*3|*get rid of {X}*4"
            "|*chuck {X} [out]*2|*discard {X}*2|*dump {X}|*throw {X} in {C}*4"
            "|*toss {X} in {C}*3|*dump {X} in {C}*2|*chuck {X} in {C}"
            "|*put {X} out with the (trash|garbage|rubbish)|*recycle {X})"
        ),
        {"X": full, "C": can_name},
    )
    say = (
        ""
        if got.hints or got.which
        else expand(
            draw,
            (
                "({X} {are} (garbage|trash|rubbish|rotten|no good anymore|useless)|we (don't"
                "|do not) need {X} any more[, get rid of it]|{X} can go in {C}|{X} (belongs in"
                "|goes in) {C})"
            ),
            {"X": got.said.text, "are": got.said.are, "C": can_name},
        )
    )
    if kind in ("CreditCard", "KeyChain") and "no good" in say:
        say = ""
    item = thing(kind, count=count, which=got.which)
    deeds = (
        (deed("pick-up", kind, got.place), deed("place", kind, "GarbageCan")) if count == 1 else ()
    )
    return Clause(
        spoken(got, do),
        (thing("GarbageCan", contents=(item,)),),
        "",
        say,
        hints=got.hints,
        deeds=deeds,
    )


def where_is(draw: random.Random, hint: Hint) -> str:
    """A sentence that says where something is."""
    said = phrase(draw, hint.kind, plain=True, definite=0.97)
    return expand(
        draw,
        (
            "({X} {are} {R}*6|{X} should be {R}*2|you (will|can|'ll) find {X} {R}*3"
            "|I think {X} {are} {R}*2|there {are} {a} {R}*2|look {R} for {X}*2|I (left|saw"
            "|put) {X} {R}*3|{X} (might|may) be {R}*2|{X} {are} probably {R}|try {R} for {X}"
            "|check {R} for {X})"
        ),
        {
            "X": said.text,
            "are": said.are,
            "a": said.bare if said.plural else phrase(draw, hint.kind, plain=True, definite=0).text,
            "R": resting(draw, hint.place),
        },
    ).replace("you 'll", "you'll")
