"""Goals with classes of things: all the dishes, any table, something to write with."""

from __future__ import annotations

import random

from envs.ontology import takes, types_of_class
from planning.language.corpus.naming import (
    Count,
    phrase,
    place,
    resting,
)
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.placing import place_clause
from planning.language.corpus.sources import deed, thing_for
from planning.language.corpus.words import (
    CLASS_THINGS,
    GET,
    MOVE,
    PLACES,
    PUT,
)


def place_class(draw: random.Random) -> Clause:
    """All of a class in a place."""
    while True:
        name, receptacle = weighted(draw, CLASS_THINGS), weighted(draw, PLACES)
        if takes_class(receptacle, name):
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
            "Tables": (
                "(any table*4|some table*2|one of the tables*3|any of the tables*2"
                "|whichever table|a table - any table|any table or desk)"
            ),
            "Chairs": (
                "(any seat|any chair or couch*2|one of the seats*2|something to sit on"
                "|any of the chairs or sofas*2)"
            ),
            "Furniture": (
                "(any piece of furniture*3|any furniture*2|some piece of furniture"
                "|one of the pieces of furniture|whatever furniture)"
            ),
        }[name]
        do = expand(draw, f"*({PUT}|{MOVE}) {{X}} (on|onto|on top of) {on}", {"X": said.text})
        item = thing(kind, count=count)
        return Clause(do, (thing(name, contents=(item,), together=count == 1),))


# One of a class, as people say it.
ONE_OF: dict[str, str] = {
    "Fruit": "(a piece of fruit*5|some fruit*3|any fruit|a fruit*2|some kind of fruit)",
    "Vegetables": (
        "(a vegetable*4|some vegetable|a veggie*2|any vegetable*2"
        "|one of the vegetables*2)"
    ),
    "Food": (
        "(some food*4|any food|a food item*2|one of the food items|a piece of food*2"
        "|something edible)"
    ),
    "Drinkware": (
        "(a glass or a mug*2|a cup or mug*3|any cup or mug*2|something to drink from*3"
        "|a mug or a glass*2)"
    ),
    "WritingUtensils": (
        "(something to write with*4|a pen or (a|) pencil*5|a pencil or pen*2|any pen or pencil"
        "|a writing utensil*2)"
    ),
    "Silverware": (
        "(a piece of cutlery*3|a piece of silverware*3|any piece of cutlery|an eating utensil*2"
        "|some cutlery*2)"
    ),
    "Dishware": (
        "(a plate or a bowl*3|a bowl or a plate*3|any dish*2|one of the dishes*3"
        "|a plate or bowl*2)"
    ),
    "Electronics": (
        "(an electronic device*3|a gadget*2|one of the electronics*2"
        "|one of the electronic devices|some gadget)"
    ),
    "MediaEntertainment": (
        "(something for entertainment*2|some entertainment*2|something entertaining*2"
        "|something to entertain me*2)"
    ),
    "CleaningProducts": (
        "(a cleaning product*3|something to clean with*4|one of the cleaning products*2"
        "|one of the cleaning supplies*2|some cleaning stuff)"
    ),
    "SportsEquipment": (
        "(a piece of sports equipment*3|some sports gear*2|something to do sports with*2"
        "|one of the sports things)"
    ),
    "RoomDecor": (
        "(a decoration of some kind*2|one of the decorations*3|something decorative*3"
        "|an ornament of some sort)"
    ),
    "HygieneProducts": (
        "(a toiletry item*2|a hygiene product*3|one of the toiletries*3"
        "|something for hygiene)"
    ),
    "Condiments": (
        "(a condiment*4|salt or pepper*3|the salt or the pepper*2|one of the condiments*2"
        "|some seasoning*2)"
    ),
    "Soap": (
        "(any soap*3|soap of any kind*2|some kind of soap*3|any kind of soap*2"
        "|a soap, bar or liquid)"
    ),
    "Knives": (
        "(any knife*4|a knife of any kind*2|some kind of knife*2|any kind of knife*2"
        "|any of the knives)"
    ),
    "SmallHandheldObjects": (
        "(something small*3|a small object*2|one of the small things*2"
        "|some small item)"
    ),
    "Cookware": (
        "(a pot or (a|) pan*5|something to cook with*3|a piece of cookware*2"
        "|one of the pots and pans*2)"
    ),
    "KitchenUtensils": (
        "(a kitchen utensil*4|any utensil*2|a utensil*3|one of the utensils*2"
        "|some kitchen tool)"
    ),
    "Tableware": (
        "(a piece of tableware*3|something from the tableware|some tableware*2"
        "|one piece of tableware)"
    ),
}  # fmt: skip


def any_of_class(draw: random.Random) -> Clause:
    """One of a class, in hand or somewhere."""
    kind = draw.choice(list(ONE_OF))
    said = expand(draw, ONE_OF[kind])
    if draw.random() < 0.45:
        do = expand(
            draw,
            (
                "*(bring me|get me|fetch me|give me|hand me|find me|grab|pick up|grab me|fetch"
                "|bring|pass me|get) {X}"
            ),
            {"X": said},
        )
        return Clause(
            do,
            (thing(kind, "held"),),
            said,
            expand(draw, "(I (need|could use|am looking for) {X}|do we have {X})", {"X": said}),
            deeds=(deed("pick-up", kind),),
        )
    receptacle = weighted(draw, PLACES)
    members = types_of_class(kind)
    if not any(takes(receptacle, member) for member in members):
        receptacle = draw.choice(
            ("CounterTop", "DiningTable", "CoffeeTable", "Drawer", "Box", "Shelf", "Desk")
        )
    do = expand(
        draw,
        f"(*{PUT} {{X}} {{Y}}*5|*{MOVE} {{X}} {{Y}}*2|*{GET} {{X}} and *{PUT} it {{Y}}*3)",
        {"X": said, "Y": place(draw, receptacle)},
    )
    where = resting(draw, receptacle)
    return Clause(
        do,
        (thing(receptacle, contents=(thing(kind),)),),
        f"{said} {where}",
        f"there should be {said} {where}",
        deeds=(deed("pick-up", kind), deed("place", kind, receptacle)),
    )


def takes_class(receptacle: str, name: str) -> bool:
    """Whether a receptacle takes every type of a class."""
    return all(takes(receptacle, member) for member in types_of_class(name))
