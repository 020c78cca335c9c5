"""Goals of cooking: cutting, toasting, boiling, coffee, and whole dishes as TEACh defines them."""

from __future__ import annotations

import random

from planning.language.corpus.naming import Count, phrase, place
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, linked, weighted
from planning.language.corpus.placing import deed, found
from planning.language.corpus.words import ADJECTIVE_OF, PUT, WHOLE_FOOD
from planning.language.goal_language import Thing

_COUNTED = {1: "(a*6|one*3|1|a single)", 2: "(two*5|2*3|a couple of|a pair of)", 3: "(three*4|3*2|a few)", 4: "(four*4|4*2)", 5: "(five*4|5)"}
_CUT = "(slice*6|cut*4|cut up*3|chop*3|chop up*2|slice up*2|carve|dice)"
_DISH = "(make {D}*6|prepare {D}*3|fix {D}*2|whip up {D}|cook {D}|serve {D}*2|put together {D}|get {D} ready|do {D}|fix up {D}|throw together {D}|rustle up {D})"


def slices_text(draw: random.Random, food: str, count: int, cooked: bool = False) -> str:
    """So many slices as they are said: "two cooked slices of potato"."""
    word = food.lower()
    number = expand(draw, _COUNTED[count])
    adjective = ""
    if cooked:
        adjective = "toasted " if food == "Bread" and draw.random() < 0.5 else expand(draw, "(cooked|fried|cooked|roasted|hot|baked)") + " "
    several = count > 1
    noun = expand(draw, "(slices*6|pieces*3|bits|wedges)" if several else "(slice*6|piece*3|bit|wedge)")
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
        do = expand(draw, "(*crack {X}*6|*crack {X} open*3|*break {X}*3|*crack open {X}|*open {X}|*slice {X}|*break {X} open)", {"X": said.text})
        return Clause(do, (thing("EggCracked"),), "a cracked egg", deeds=(deed("pick-up", "Knife"), deed("slice", "Egg")))
    count: Count = 1
    got = found(draw, food)
    if got.which:
        got = found(draw, food)
    full = got.said.text + (f" {got.source}" if got.source else "")
    if draw.random() < 0.5 or got.which:
        got_which = got.which
        do = expand(draw, f"(*{_CUT} {{X}}*10|*{_CUT} {{X}} (into|in) (slices|pieces|bits)*3|*cut {{X}} up*3|*make slices of {{X}}|*(take|grab|get|use) (a|the) knife and *{_CUT} {{X}}*3|*{_CUT} {{X}} with (a|the) knife*3)", {"X": full})
        if got.tail:
            do += ". " + got.tail
        named = phrase(draw, food, plain=True)
        item = thing(food + "Sliced", which=got_which)
        return Clause(do, (item,), f"{named.text} {expand(draw, '(sliced*4|cut up*2|chopped*2|cut|in slices)')}", expand(draw, "({X} (needs|has) to be (sliced|cut|cut up)|{X} should be (sliced|cut up))", {"X": named.text}) if not named.plural else "", hints=got.hints, deeds=(deed("pick-up", "Knife"), deed("slice", food)))
    number = weighted(draw, {1: 4.0, 2: 3.0, 3: 2.0, 4: 1.0, 5: 0.5})
    text = fix(slices_text(draw, food, number))
    do = expand(draw, "*(cut*5|slice*4|cut off*2|chop*2|get*2|give me|get me|make) {S}", {"S": text})
    return Clause(do, (thing(food + "Sliced", count=number),), text)


def cook(draw: random.Random) -> Clause:
    """Something fried, cooked, toasted, boiled or poached."""
    pick = draw.random()
    if pick < 0.22:
        number = weighted(draw, {1: 5.0, 2: 3.0, 3: 1.0})
        text = expand(draw, "({n} slice{s} of toast*5|{n} piece{s} of toast*3|{n} toasted slice{s} of bread*2|{n} toasted bread slice{s}|some toast*2|toast)" if number == 1 else "({n} slice{s} of toast*5|{n} piece{s} of toast*3|{n} toasted slice{s} of bread*2|{n} toasts)", {"n": expand(draw, _COUNTED[number]), "s": "" if number == 1 else "s"})
        do = expand(draw, f"(*{_DISH}*5|*toast {{b}}*4|*cut the bread and *toast {{p}}*2|*put {{b}} in the toaster*2|*get {{b}} toasted|*slice the bread and *put {{p}} in the toaster)", {"D": text, "b": expand(draw, "({n} slice{s} of bread|{n} piece{s} of bread)", {"n": expand(draw, _COUNTED[number]), "s": "" if number == 1 else "s"}), "p": expand(draw, "(a slice|a piece|one slice|one)" if number == 1 else f"({_COUNTED[number]} (slices|pieces)|{number} of the slices)")})
        return Clause(do, (thing("BreadSliced", "cooked", count=number),), text)
    if pick < 0.42:
        number = weighted(draw, {1: 3.0, 2: 2.0, 3: 1.0})
        text = fix(slices_text(draw, "Potato", number, True))
        raw = slices_text(draw, "Potato", number)
        do = expand(draw, f"(*(cook|fry|pan fry|roast|bake) {{R}}*4|*{_DISH}*3|*slice {{p}} and *(cook|fry) {{it}}*3)", {"R": raw, "D": text, "p": phrase(draw, "Potato", plain=True).text, "it": "(a slice|a piece|one slice)" if number == 1 else _COUNTED[number] + " (slices|pieces)"})
        return Clause(do, (thing("PotatoSliced", "cooked", count=number),), text)
    if pick < 0.55:
        count = weighted(draw, {1: 7.0, 2: 2.0})
        got = found(draw, "Potato", "", count)  # pyright: ignore[reportArgumentType]
        full = got.said.text + (f" {got.source}" if got.source else "")
        do = expand(draw, "*(cook*6|fry*2|roast*2|bake*3) {X}", {"X": full}) + (". " + got.tail if got.tail else "")
        return Clause(do, (thing("Potato", "cooked", count=count, which=got.which),), "" if got.hints or got.which else fix(expand(draw, "(a (cooked|baked|roasted) potato|a jacket potato)" if count == 1 else "two (cooked|baked|roasted) potatoes")), hints=got.hints)
    if pick < 0.75:
        count = weighted(draw, {1: 7.0, 2: 2.0, 3: 0.7})
        got = found(draw, "Potato", "", count)  # pyright: ignore[reportArgumentType]
        full = got.said.text + (f" {got.source}" if got.source else "")
        do = expand(draw, "(*boil {X}*8|*cook {X} in [boiling|hot] water*3|*get {X} boiled|*boil {X} in (water|a pot|a pot of water)*2|*put {X} in (boiling water|a pot of boiling water)|*have {X} boiled)", {"X": full}) + (". " + got.tail if got.tail else "")
        number = expand(draw, _COUNTED[count])
        return Clause(do, (thing("Potato", "boiled", count=count, which=got.which),), "" if got.hints or got.which else (f"{number} boiled potato" + ("" if count == 1 else "es")), hints=got.hints)
    if pick < 0.87:
        do = expand(draw, f"(*{_DISH}*6|*crack an egg and *(cook|fry) it*3|*fry (an|the) egg*4|*scramble (an|the|some) egg(|s)*2|*cook (an|the) egg*3|*fry me an egg|*make me an egg)", {"D": "(an omelette*5|an omelet*4|a fried egg*4|some fried egg|scrambled eggs|a scrambled egg|omelette|an egg omelette|an omlette)"})
        return Clause(do, (thing("EggCracked", "cooked"),), expand(draw, "(an omelette*4|an omelet*3|a fried egg*3|a scrambled egg|a cooked egg)"))
    do = expand(draw, f"(*poach an egg*5|*poach me an egg|*poach the egg*2|*{_DISH}*4|*crack an egg and *(cook|boil) it in [hot|boiling] water*3)", {"D": "a poached egg"})
    return Clause(do, (thing("EggCracked", "boiled"),), "a poached egg")


def coffee(draw: random.Random) -> Clause:
    """Coffee in a clean mug."""
    count = weighted(draw, {1: 8.0, 2: 1.5, 3: 0.4})
    n = expand(draw, _COUNTED[count])
    text = (
        expand(draw, "([a|some] coffee*5|a cup of (coffee|joe|java)*6|a mug of coffee*4|some fresh coffee|a hot coffee|some java|a coffee in a clean mug*3|a fresh cup of coffee*2|a cuppa joe|a mug of coffee (in|using) a clean mug|an espresso|a nice cup of coffee|a black coffee)")
        if count == 1
        else expand(draw, "({n} (coffees|cups of coffee*3|mugs of coffee*2))", {"n": n})
    )
    do = expand(
        draw,
        "(*make {C}*7|*brew {C}*4|*prepare {C}*3|*fix {C}|*pour {C}*2|*get {C}*2|*make me {C}*4|*get me {C}*2|*fix me {C}|*pour me {C}|*put {C} on|*bring me {C}*3|*whip up {C})"
        if count > 1 or draw.random() < 0.7
        else "(*fill a [clean] mug with [hot|fresh] coffee*4|*wash a mug and *fill it with coffee*3|*get a clean mug and *make coffee in it*3|*put a [clean] mug in the coffee (machine|maker) and make coffee*3|*clean a mug and *brew (coffee|some coffee)[ in it]*3|*use the coffee (machine|maker) to make coffee [in a clean mug]*2|*take a mug, wash it, and *fill it with coffee|*start the coffee (maker|machine) with a clean mug in it|*rinse the mug before making coffee)",
        {"C": text},
    )
    item = thing("Mug", "clean", "filled-with-coffee", count=count)
    deeds = (deed("pick-up", "Mug"), deed("wash", "Mug"), deed("place", "Mug", "CoffeeMachine"), deed("toggle-on", "CoffeeMachine")) if count == 1 else ()
    if draw.random() < 0.12 and count == 1:
        where = draw.choice(("DiningTable", "CoffeeTable", "CounterTop", "Desk", "SideTable"))
        return Clause(f"{do} and *{expand(draw, PUT)} it {place(draw, where)}", (thing(where, contents=(item,)),), f"{text} {place(draw, where)}", deeds=(*deeds, deed("pick-up", "Mug"), deed("place", "Mug", where)))
    return Clause(do, (item,), text, deeds=deeds)


def _served(draw: random.Random, contents: list[Thing], vessel: str) -> Thing:
    return thing(vessel, "clean", contents=contents)


def _on_plate(draw: random.Random) -> str:
    text = expand(draw, "(*2|on a clean plate|on a plate|served on a clean plate|on a clean dish)")
    return " " + text if text else ""


def _listed(draw: random.Random, parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return ", ".join(parts[:-1]) + linked(draw, "(and*6|, and|plus|&|and also)") + parts[-1]


def slices_in(draw: random.Random) -> Clause:
    """So many slices, perhaps cooked, in or on a clean vessel."""
    food = draw.choice(WHOLE_FOOD)
    cooked = food in ("Potato", "Bread") and draw.random() < 0.6
    number = weighted(draw, {1: 4.0, 2: 4.0, 3: 2.0, 4: 1.0, 5: 0.4})
    vessel = draw.choice(("Plate", "Plate", "Plate", "Bowl", "Bowl", "Pan", "Pot"))
    text = fix(slices_text(draw, food, number, cooked))
    clean = draw.random() < 0.5 or vessel in ("Pan", "Pot")
    where = place(draw, vessel, state=expand(draw, ADJECTIVE_OF["washed"]) if clean else "", definite=0.25)
    raw = fix(slices_text(draw, food, number))
    it = "it" if number == 1 else "them"
    do = expand(
        draw,
        f"(*{PUT} {{S}} {{W}}*4|*serve {{S}} {{W}}*4|*(make|prepare|fix|get) {{S}} {{W}}*2|*{PUT} {{S}} {{W}} [please]*2)"
        if not cooked or draw.random() < 0.5
        else f"(*(cook*5|fry|{'toast*6' if food == 'Bread' else 'roast'}) {{R}} and *({PUT}|serve*8) {it} {{W}}*5|*slice the {food.lower()}, *(cook|fry) {_COUNTED[number]} (slice|slices|piece|pieces) and *serve {it} {{W}}*2)",
        {"S": text, "W": where, "R": raw},
    )
    if not cooked and draw.random() < 0.25:
        do = expand(draw, f"*{_CUT} {{X}} and *({PUT}|serve*8) {_COUNTED[number]} (slice|piece)(|{'s*30' if number > 1 else ''}) {{W}}", {"X": phrase(draw, food, plain=True).text, "W": where})
    inner = thing(food + "Sliced", *(["cooked"] if cooked else []), count=number)
    return Clause(do, (_served(draw, [inner], vessel),), f"{text} {where}")


def toast_plate(draw: random.Random) -> Clause:
    plate = expand(draw, "(a plate*4|a clean plate*6|the plate|a washed plate|a clean dish)")
    do = expand(draw, f"(*{_DISH}*5|*serve [a slice of|some] toast on {{P}}*4|*make [a slice of|a piece of] toast and *({PUT}|serve*9) it on {{P}}*5|*toast (a slice of bread|a piece of bread|some bread|bread) and *({PUT}|serve*6) it on {{P}}*4|*put [a slice of|some] toast on {{P}}*3)", {"D": "(a plate of toast*5|toast on {P}*3|a plate with toast*2|a plate with [a slice of] toast on it)", "P": plate})
    return Clause(do, (thing("Plate", "clean", contents=(thing("BreadSliced", "cooked"),)),), expand(draw, "(a plate of toast*4|toast on {P}*3|a plate with toast)", {"P": plate}))


def salad(draw: random.Random) -> Clause:
    """Slices of lettuce, tomato and cooked potato on a clean plate."""
    counts = [1, 1, 1]
    parts: list[str] = []
    inner: list[Thing] = []
    named = draw.random() < 0.7
    order = [("Lettuce", False), ("Tomato", False), ("Potato", True)]
    if named:
        counts = [weighted(draw, {0: 0.6, 1: 4.0, 2: 2.0, 3: 0.7}) for _ in order]
        if sum(bool(count) for count in counts) < 2:
            counts = [1, 2, 1]
        if draw.random() < 0.3:
            draw.shuffle(order)
    for (food, cooked), count in zip(order, counts, strict=True):
        if count:
            inner.append(thing(food + "Sliced", *(["cooked"] if cooked else []), count=count))
            parts.append(fix(slices_text(draw, food, count, cooked)))
    plate = _on_plate(draw)
    text = expand(draw, "(a*8|one|some|a nice|a fresh|a quick|a mixed|a side) salad") + ((linked(draw, "(with*5|of|made of|using|consisting of|:)") + _listed(draw, parts)) if named else "") + plate
    do = expand(draw, f"(*{_DISH}*8|*toss {{D}}|*assemble {{D}})", {"D": text})
    if named and draw.random() < 0.15:
        do = expand(draw, f"*{PUT} {{L}} (on a clean plate|together on a clean plate|on a plate) for a salad", {"L": _listed(draw, parts)})
    return Clause(do, (thing("Plate", "clean", contents=inner),), text)


def sandwich(draw: random.Random) -> Clause:
    """Two slices of toast with lettuce and tomato on a clean plate."""
    counts = [1, 1]
    named = draw.random() < 0.7
    if named:
        counts = [weighted(draw, {0: 1.0, 1: 4.0, 2: 1.5, 3: 0.5}) for _ in range(2)]
        if not any(counts):
            counts = [1, 1]
    inner = [thing("BreadSliced", "cooked", count=2)]
    parts: list[str] = []
    for food, count in zip(("Lettuce", "Tomato"), counts, strict=True):
        if count:
            inner.append(thing(food + "Sliced", count=count))
            parts.append(food.lower() if count == 1 and draw.random() < 0.5 else fix(slices_text(draw, food, count)))
    plate = _on_plate(draw)
    filling = ""
    if named:
        filling = linked(draw, "(with*4|using|made with|containing)") + _listed(draw, parts)
        if draw.random() < 0.2:
            filling = linked(draw, "(with|made of|of|:)") + _listed(draw, ["2 slices of toast", *parts])
        elif draw.random() < 0.15 and counts == [1, 1]:
            filling, plate = "", ""
            text = expand(draw, "(a tomato and lettuce sandwich|a lettuce and tomato sandwich|a lettuce tomato sandwich|a veggie sandwich with lettuce and tomato)")
            return Clause(expand(draw, f"*{_DISH}", {"D": text}), (thing("Plate", "clean", contents=inner),), text)
    text = expand(draw, "(a*8|one|a nice|a toasted|a simple|a quick) (sandwich*6|toast sandwich|sandwitch)") + filling + plate
    return Clause(expand(draw, f"*{_DISH}", {"D": text}), (thing("Plate", "clean", contents=inner),), text)


def breakfast(draw: random.Random) -> Clause:
    """Several dishes on one table, as TEACh's breakfast."""
    spot = draw.choice(("DiningTable", "DiningTable", "DiningTable", "CoffeeTable", "CounterTop", "SideTable", "Desk"))
    dishes: list[tuple[str, Thing]] = [
        (expand(draw, "(coffee*3|a coffee|a cup of coffee*2|a mug of coffee)"), thing("Mug", "clean", "filled-with-coffee")),
    ]
    pick = draw.random()
    if pick < 0.5:
        dishes.append((expand(draw, "(toast*2|a plate of toast*2|a slice of toast on a plate|toast on a clean plate)"), thing("Plate", "clean", contents=(thing("BreadSliced", "cooked"),))))
    elif pick < 0.7:
        number = draw.choice((1, 2, 3))
        dishes.append((fix(slices_text(draw, "Apple", number)) + " " + expand(draw, "on a (clean|) plate"), thing("Plate", "clean", contents=(thing("AppleSliced", count=number),))))
    elif pick < 0.85:
        dishes.append((fix(slices_text(draw, "Potato", 2, True)) + " " + expand(draw, "on a (clean|) plate"), thing("Plate", "clean", contents=(thing("PotatoSliced", "cooked", count=2),))))
    else:
        number = draw.choice((1, 2))
        dishes.append((fix(slices_text(draw, "Tomato", number)) + " in a bowl", thing("Bowl", "clean", contents=(thing("TomatoSliced", count=number),))))
    if draw.random() < 0.3:
        dishes.pop(0)
    elif draw.random() < 0.4:
        dishes.reverse()
    where = place(draw, spot, definite=1)
    listed = _listed(draw, [text for text, _ in dishes])
    word = expand(draw, "(breakfast*6|my breakfast|a breakfast|some breakfast|brunch)")
    do = expand(draw, f"(*(make|prepare|fix|serve|get) {word}( of |: | with | - ){{L}}(, | and serve it | and *put it [all] |, all [of it] | ){{W}}*5|*serve {{L}} {{W}} [for breakfast]*3|*(make|prepare) {{L}} and *({PUT}|serve*8) (it|them|everything|it all) {{W}}*4)", {"L": listed, "W": where})
    return Clause(do, (thing(spot, contents=[item for _, item in dishes]),), f"{listed} {where}")


def candles(draw: random.Random) -> Clause:
    tub = place(draw, "BathtubBasin", definite=1)
    do = expand(draw, f"(*{PUT} all the candles {{W}} and *light (them|all of them)*4|*light all the candles and *({PUT}|arrange) them {{W}}*4|*(put|have) lit candles {{W}}*2|*prepare a (candlelit bath|bath by candlelight)*3|*place all candles {{W}}, lit|*set up (a candlelight bath|candles in the bath, all lit))", {"W": tub})
    return Clause(do, (thing("BathtubBasin", contents=(thing("Candle", "on", count="all"),), together=False),), expand(draw, f"(all the candles lit {tub}|a candlelit bath)"))


def workspace(draw: random.Random) -> Clause:
    """Pens, laptops and books on one table, and a light."""
    inner = [thing("WritingUtensils"), thing("Laptop", "open", "on"), thing("Book", "open")]
    what = expand(draw, "(a pen or pencil|a pen|something to write with), (an open laptop that is on|a laptop, open and running) and (an open book|a book, open)")
    do = expand(draw, "(*set up (a workspace|a place to work|my workspace|a study spot|my desk for work|a work area|somewhere to work)*6|*prepare (a workspace|a place to work|a workplace)*4|*get (a workspace|my workspace|my work area) ready*2|*arrange (a workspace|a place to study)*2|*make me a (workspace|place to study))")
    if draw.random() < 0.4:
        do += linked(draw, "(with|:|, with)") + what
        do += " " + expand(draw, "(|on a table|on one table), (and|with) (a|the) light (on|switched on)")
    return Clause(do, (thing("Tables", contents=inner), thing("LightSwitch", "on")), expand(draw, "(a workspace|a place to work|a place to study|somewhere to work)"))
