"""Goals of cooking: cutting, toasting, boiling, coffee, and whole dishes as TEACh defines them."""

from __future__ import annotations

import random

from planning.language.corpus.naming import phrase, place
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.sources import deed, found
from planning.language.corpus.words import PUT, WHOLE_FOOD

COUNTED = {
    1: "(a*6|one*3|1|a single)",
    2: "(two*5|2*3|a couple of|a pair of)",
    3: "(three*4|3*2|a few)",
    4: "(four*4|4*2)",
    5: "(five*4|5)",
}
CUT = "(slice*6|cut*4|cut up*3|chop*3|chop up*2|slice up*2|carve|dice)"
DISH = (
    "(make {D}*6|prepare {D}*3|fix {D}*2|whip up {D}|cook {D}|serve {D}*2|put together {D}"
    "|get {D} ready|fix up {D}|throw together {D}|rustle up {D})"
)


def slices_text(draw: random.Random, food: str, count: int, cooked: bool = False) -> str:
    """So many slices as they are said: "two cooked slices of potato"."""
    word = food.lower()
    number = expand(draw, COUNTED[count])
    adjective = ""
    if cooked:
        adjective = (
            "toasted "
            if food == "Bread" and draw.random() < 0.5
            else expand(draw, "(cooked|fried|cooked|roasted|hot|baked)") + " "
        )
    several = count > 1
    noun = expand(
        draw, "(slices*6|pieces*3|bits|wedges)" if several else "(slice*6|piece*3|bit|wedge)"
    )
    if food == "Lettuce" and draw.random() < 0.15:
        noun = "leaves" if several else "leaf"
    if draw.random() < 0.72:
        return f"{number} {adjective}{noun} of {word}".replace("a a", "a")
    if number in ("a couple of", "a pair of", "a few") or draw.random() < 0.7:
        return f"{number} {adjective}{word} {noun}"
    return f"{number} {noun} of {adjective}{word}"


def fix(text: str) -> str:
    """`a` before a vowel becomes `an`."""
    words = text.split(" ")
    for at in range(len(words) - 1):
        if words[at] == "a" and words[at + 1][:1] in "aeio":
            words[at] = "an"
    return " ".join(words)


def cut(draw: random.Random) -> Clause:
    """Some of a food cut up."""
    food = draw.choice((*WHOLE_FOOD, *WHOLE_FOOD, "Egg"))
    if food == "Egg":
        said = phrase(draw, "Egg", definite=0.4)
        do = expand(
            draw,
            (
                "(*crack {X}*6|*crack {X} open*3|*break {X}*3|*crack open {X}|*open {X}"
                "|*slice {X}|*break {X} open)"
            ),
            {"X": said.text},
        )
        return Clause(
            do,
            (thing("EggCracked"),),
            "a cracked egg",
            deeds=(deed("pick-up", "Knife"), deed("slice", "Egg")),
        )
    got = found(draw, food)
    if got.which:
        got = found(draw, food)
    full = got.said.text + (f" {got.source}" if got.source else "")
    if draw.random() < 0.5 or got.which:
        do = expand(
            draw,
            (
                f"(*{CUT} {{X}}*10|*{CUT} {{X}} (into|in) (slices|pieces|bits)*3"
                f"|*cut {{X}} up*3|*make slices of {{X}}|*(take|grab|get|use) (a"
                f"|the) knife and *{CUT} {{X}}*3|*{CUT} {{X}} with (a|the) knife*3)"
            ),
            {"X": full},
        )
        if got.tail:
            do += ". " + got.tail
        named = phrase(draw, food, plain=True)
        want = say = ""
        if not got.hints and got.which is None:
            want = f"{named.text} {expand(draw, '(sliced*4|cut up*2|chopped*2|cut|in slices)')}"
            needs = "need" if named.plural else "needs"
            say = f"{named.text} {needs} to be {expand(draw, '(sliced|cut|cut up)')}"
        deeds = (deed("pick-up", "Knife"), deed("slice", food))
        item = thing(food + "Sliced", which=got.which)
        return Clause(do, (item,), want, say, hints=got.hints, deeds=deeds)
    number = weighted(draw, {1: 4.0, 2: 3.0, 3: 2.0, 4: 1.0, 5: 0.5})
    text = fix(slices_text(draw, food, number))
    do = expand(
        draw, "*(cut*5|slice*4|cut off*2|chop*2|get*2|give me|get me|make) {S}", {"S": text}
    )
    return Clause(do, (thing(food + "Sliced", count=number),), text)


def cook(draw: random.Random) -> Clause:
    """Something fried, cooked, toasted, boiled or poached."""
    pick = draw.random()
    if pick < 0.22:
        number = weighted(draw, {1: 5.0, 2: 3.0, 3: 1.0})
        text = expand(
            draw,
            (
                "({n} slice{s} of toast*5|{n} piece{s} of toast*3"
                "|{n} toasted slice{s} of bread*2|{n} toasted bread slice{s}|some toast*2"
                "|toast)"
            )
            if number == 1
            else (
                "({n} slice{s} of toast*5|{n} piece{s} of toast*3"
                "|{n} toasted slice{s} of bread*2|{n} toasts)"
            ),
            {"n": expand(draw, COUNTED[number]), "s": "" if number == 1 else "s"},
        )
        do = expand(
            draw,
            (
                f"(*{DISH}*5|*toast {{b}}*4|*cut the bread and *toast {{p}}*2"
                f"|*put {{b}} in the toaster*2|*get {{b}} toasted"
                f"|*slice the bread and *put {{p}} in the toaster)"
            ),
            {
                "D": text,
                "b": expand(
                    draw,
                    "({n} slice{s} of bread|{n} piece{s} of bread)",
                    {"n": expand(draw, COUNTED[number]), "s": "" if number == 1 else "s"},
                ),
                "p": expand(
                    draw,
                    "(a slice|a piece|one slice|one)"
                    if number == 1
                    else f"({COUNTED[number]} (slices|pieces)|{number} of the slices)",
                ),
            },
        )
        return Clause(do, (thing("BreadSliced", "cooked", count=number),), text)
    if pick < 0.42:
        number = weighted(draw, {1: 3.0, 2: 2.0, 3: 1.0})
        text = fix(slices_text(draw, "Potato", number, True))
        raw = slices_text(draw, "Potato", number)
        do = expand(
            draw,
            (
                f"(*(cook|fry|pan fry|roast|bake) {{R}}*4|*{DISH}*3|*slice {{p}} and *(cook"
                f"|fry) {{it}}*3)"
            ),
            {
                "R": raw,
                "D": text,
                "p": phrase(draw, "Potato", plain=True).text,
                "it": "(a slice|a piece|one slice)"
                if number == 1
                else COUNTED[number] + " (slices|pieces)",
            },
        )
        return Clause(do, (thing("PotatoSliced", "cooked", count=number),), text)
    if pick < 0.55:
        count = weighted(draw, {1: 7.0, 2: 2.0})
        got = found(draw, "Potato", "", count)  # pyright: ignore[reportArgumentType]
        full = got.said.text + (f" {got.source}" if got.source else "")
        do = expand(draw, "*(cook*6|fry*2|roast*2|bake*3) {X}", {"X": full}) + (
            ". " + got.tail if got.tail else ""
        )
        return Clause(
            do,
            (thing("Potato", "cooked", count=count, which=got.which),),
            ""
            if got.hints or got.which
            else fix(
                expand(
                    draw,
                    "(a (cooked|baked|roasted) potato|a jacket potato)"
                    if count == 1
                    else "two (cooked|baked|roasted) potatoes",
                )
            ),
            hints=got.hints,
        )
    if pick < 0.75:
        count = weighted(draw, {1: 7.0, 2: 2.0, 3: 0.7})
        got = found(draw, "Potato", "", count)  # pyright: ignore[reportArgumentType]
        full = got.said.text + (f" {got.source}" if got.source else "")
        do = expand(
            draw,
            (
                "(*boil {X}*8|*cook {X} in [boiling|hot] water*3|*get {X} boiled"
                "|*boil {X} in (water|a pot|a pot of water)*2|*put {X} in (boiling water"
                "|a pot of boiling water)|*have {X} boiled)"
            ),
            {"X": full},
        ) + (". " + got.tail if got.tail else "")
        number = expand(draw, COUNTED[count])
        return Clause(
            do,
            (thing("Potato", "boiled", count=count, which=got.which),),
            ""
            if got.hints or got.which
            else (f"{number} boiled potato" + ("" if count == 1 else "es")),
            hints=got.hints,
        )
    if pick < 0.87:
        do = expand(
            draw,
            (
                f"(*{DISH}*6|*crack an egg and *(cook|fry) it*3|*fry (an|the) egg*4"
                f"|*scramble (an|the|some) egg(|s)*2|*cook (an|the) egg*3|*fry me an egg"
                f"|*make me an egg)"
            ),
            {
                "D": (
                    "(an omelette*5|an omelet*4|a fried egg*4|some fried egg|scrambled eggs"
                    "|a scrambled egg|omelette|an egg omelette|an omlette)"
                )
            },
        )
        return Clause(
            do,
            (thing("EggCracked", "cooked"),),
            expand(draw, "(an omelette*4|an omelet*3|a fried egg*3|a scrambled egg|a cooked egg)"),
        )
    do = expand(
        draw,
        (
            f"(*poach an egg*5|*poach me an egg|*poach the egg*2|*{DISH}*4"
            f"|*crack an egg and *(cook|boil) it in [hot|boiling] water*3)"
        ),
        {"D": "a poached egg"},
    )
    return Clause(do, (thing("EggCracked", "boiled"),), "a poached egg")


def coffee(draw: random.Random) -> Clause:
    """Coffee in a clean mug."""
    count = weighted(draw, {1: 8.0, 2: 1.5, 3: 0.4})
    n = expand(draw, COUNTED[count])
    text = (
        expand(
            draw,
            (
                "([a|some] coffee*5|a cup of (coffee|joe|java)*6|a mug of coffee*4"
                "|some fresh coffee|a hot coffee|some java|a coffee in a clean mug*3"
                "|a fresh cup of coffee*2|a cuppa joe|a mug of coffee (in|using) a clean mug"
                "|an espresso|a nice cup of coffee|a black coffee)"
            ),
        )
        if count == 1
        else expand(draw, "({n} (coffees|cups of coffee*3|mugs of coffee*2))", {"n": n})
    )
    do = expand(
        draw,
        (
            "(*make {C}*7|*brew {C}*4|*prepare {C}*3|*fix {C}|*pour {C}*2|*get {C}*2"
            "|*make me {C}*4|*get me {C}*2|*fix me {C}|*pour me {C}|*put {C} on|*bring me {C}*3"
            "|*whip up {C})"
        )
        if count > 1 or draw.random() < 0.7
        else (
            "(*fill a [clean] mug with [hot|fresh] coffee*4"
            "|*wash a mug and *fill it with coffee*3|*get a clean mug and *make coffee in it*3"
            "|*put a [clean] mug in the coffee (machine|maker) and make coffee*3"
            "|*clean a mug and *brew (coffee|some coffee)[ in it]*3|*use the coffee (machine"
            "|maker) to make coffee [in a clean mug]*2"
            "|*take a mug, wash it, and *fill it with coffee|*start the coffee (maker"
            "|machine) with a clean mug in it|*rinse the mug before making coffee)"
        ),
        {"C": text},
    )
    item = thing("Mug", "clean", "filled-with-coffee", count=count)
    deeds = (
        (
            deed("pick-up", "Mug"),
            deed("wash", "Mug"),
            deed("place", "Mug", "CoffeeMachine"),
            deed("toggle-on", "CoffeeMachine"),
        )
        if count == 1
        else ()
    )
    if draw.random() < 0.12 and count == 1:
        where = draw.choice(("DiningTable", "CoffeeTable", "CounterTop", "Desk", "SideTable"))
        return Clause(
            f"{do} and *{expand(draw, PUT)} it {place(draw, where)}",
            (thing(where, contents=(item,)),),
            f"{text} {place(draw, where)}",
            deeds=(*deeds, deed("pick-up", "Mug", "CoffeeMachine"), deed("place", "Mug", where)),
        )
    return Clause(do, (item,), text, deeds=deeds)
