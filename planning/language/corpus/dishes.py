"""Whole dishes on clean plates, and TEACh's candles and workspace."""

from __future__ import annotations

import random

from planning.language.corpus.food import COUNTED, CUT, DISH, fix, slices_text
from planning.language.corpus.naming import phrase, place
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, linked, weighted
from planning.language.corpus.words import ADJECTIVE_OF, PUT, WHOLE_FOOD
from planning.language.goal_language import Thing


def served(draw: random.Random, contents: list[Thing], vessel: str) -> Thing:
    """Food in or on a clean vessel."""
    return thing(vessel, "clean", contents=contents)


def _on_plate(draw: random.Random) -> str:
    text = expand(draw, "(*2|on a clean plate|on a plate|served on a clean plate|on a clean dish)")
    return " " + text if text else ""


def listed(draw: random.Random, parts: list[str]) -> str:
    """Parts in a row, with commas and a link before the last."""
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
    where = place(
        draw, vessel, state=expand(draw, ADJECTIVE_OF["washed"]) if clean else "", definite=0.25
    )
    raw = fix(slices_text(draw, food, number))
    it = "it" if number == 1 else "them"
    bits = "(slice|piece)" if number == 1 else "(slices|pieces)"
    do = expand(
        draw,
        (
            f"(*{PUT} {{S}} {{W}}*4|*serve {{S}} {{W}}*4|*(make|prepare|fix|get) {{S}} {{W}}*2"
            f"|*{PUT} {{S}} {{W}} [please]*2)"
        )
        if not cooked or draw.random() < 0.5
        else (
            f"(*(cook*5|fry|{'toast*6' if food == 'Bread' else 'roast'}) {{R}} and *({PUT}"
            f"|serve*8) {it} {{W}}*5|*slice the {food.lower()}, *(cook"
            f"|fry) {COUNTED[number]} {bits} and *serve {it} {{W}}*2)"
        ),
        {"S": text, "W": where, "R": raw},
    )
    if not cooked and draw.random() < 0.25:
        do = expand(
            draw,
            f"*{CUT} {{X}} and *({PUT}|serve*8) {COUNTED[number]} {bits} {{W}}",
            {"X": phrase(draw, food, plain=True).text, "W": where},
        )
    inner = thing(food + "Sliced", *(["cooked"] if cooked else []), count=number)
    return Clause(do, (served(draw, [inner], vessel),), f"{text} {where}")


def toast_plate(draw: random.Random) -> Clause:
    """Toast on a clean plate."""
    plate = expand(draw, "(a plate*4|a clean plate*6|the plate|a washed plate|a clean dish)")
    do = expand(
        draw,
        (
            f"(*{DISH}*5|*serve [a slice of|some] toast on {{P}}*4|*make [a slice of"
            f"|a piece of] toast and *({PUT}|serve*9) it on {{P}}*5|*toast (a slice of bread"
            f"|a piece of bread|some bread|bread) and *({PUT}|serve*6) it on {{P}}*4"
            f"|*put [a slice of|some] toast on {{P}}*3)"
        ),
        {
            "D": (
                "(a plate of toast*5|toast on {P}*3|a plate with toast*2"
                "|a plate with [a slice of] toast on it)"
            ),
            "P": plate,
        },
    )
    return Clause(
        do,
        (thing("Plate", "clean", contents=(thing("BreadSliced", "cooked"),)),),
        expand(draw, "(a plate of toast*4|toast on {P}*3|a plate with toast)", {"P": plate}),
    )


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
    text = (
        expand(draw, "(a*8|one|some|a nice|a fresh|a quick|a mixed|a side) salad")
        + (
            (linked(draw, "(with*5|of|made of|using|consisting of|:)") + listed(draw, parts))
            if named
            else ""
        )
        + plate
    )
    do = expand(draw, f"(*{DISH}*8|*toss {{D}}|*assemble {{D}})", {"D": text})
    if named and draw.random() < 0.15:
        do = expand(
            draw,
            f"*{PUT} {{L}} (on a clean plate|together on a clean plate|on a plate) for a salad",
            {"L": listed(draw, parts)},
        )
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
            parts.append(
                food.lower()
                if count == 1 and draw.random() < 0.5
                else fix(slices_text(draw, food, count))
            )
    plate = _on_plate(draw)
    filling = ""
    if named:
        filling = linked(draw, "(with*4|using|made with|containing)") + listed(draw, parts)
        if draw.random() < 0.2:
            filling = linked(draw, "(with|made of|of|:)") + listed(
                draw, ["2 slices of toast", *parts]
            )
        elif draw.random() < 0.15 and counts == [1, 1]:
            filling, plate = "", ""
            text = expand(
                draw,
                (
                    "(a tomato and lettuce sandwich|a lettuce and tomato sandwich"
                    "|a lettuce tomato sandwich|a veggie sandwich with lettuce and tomato)"
                ),
            )
            return Clause(
                expand(draw, f"*{DISH}", {"D": text}),
                (thing("Plate", "clean", contents=inner),),
                text,
            )
    text = (
        expand(
            draw,
            "(a*8|one|a nice|a toasted|a simple|a quick) (sandwich*6|toast sandwich|sandwitch)",
        )
        + filling
        + plate
    )
    return Clause(
        expand(draw, f"*{DISH}", {"D": text}), (thing("Plate", "clean", contents=inner),), text
    )


def breakfast(draw: random.Random) -> Clause:
    """Several dishes on one table, as TEACh's breakfast."""
    spot = draw.choice(
        (
            "DiningTable",
            "DiningTable",
            "DiningTable",
            "CoffeeTable",
            "CounterTop",
            "SideTable",
            "Desk",
        )
    )
    dishes: list[tuple[str, Thing]] = [
        (
            expand(draw, "(coffee*3|a coffee|a cup of coffee*2|a mug of coffee)"),
            thing("Mug", "clean", "filled-with-coffee"),
        ),
    ]
    pick = draw.random()
    if pick < 0.5:
        dishes.append(
            (
                expand(
                    draw,
                    (
                        "(toast*2|a plate of toast*2|a slice of toast on a plate"
                        "|toast on a clean plate)"
                    ),
                ),
                thing("Plate", "clean", contents=(thing("BreadSliced", "cooked"),)),
            )
        )
    elif pick < 0.7:
        number = draw.choice((1, 2, 3))
        dishes.append(
            (
                fix(slices_text(draw, "Apple", number)) + " " + expand(draw, "on a (clean|) plate"),
                thing("Plate", "clean", contents=(thing("AppleSliced", count=number),)),
            )
        )
    elif pick < 0.85:
        dishes.append(
            (
                fix(slices_text(draw, "Potato", 2, True))
                + " "
                + expand(draw, "on a (clean|) plate"),
                thing("Plate", "clean", contents=(thing("PotatoSliced", "cooked", count=2),)),
            )
        )
    else:
        number = draw.choice((1, 2))
        dishes.append(
            (
                fix(slices_text(draw, "Tomato", number)) + " in a bowl",
                thing("Bowl", "clean", contents=(thing("TomatoSliced", count=number),)),
            )
        )
    if draw.random() < 0.3:
        dishes.pop(0)
    elif draw.random() < 0.4:
        dishes.reverse()
    where = place(draw, spot, definite=1)
    parts = listed(draw, [text for text, _ in dishes])
    word = expand(draw, "(breakfast*6|my breakfast|a breakfast|some breakfast|brunch)")
    do = expand(
        draw,
        (
            f"(*(make|prepare|fix|serve|get) {word}( of |: | with | - ){{L}}(, | and serve it "
            f"| and *put it [all] |, all [of it] | ){{W}}*5|*serve {{L}} {{W}} [for breakfast]*3"
            f"|*(make|prepare) {{L}} and *({PUT}|serve*8) (it|them|everything|it all) {{W}}*4)"
        ),
        {"L": parts, "W": where},
    )
    return Clause(do, (thing(spot, contents=[item for _, item in dishes]),), f"{parts} {where}")


def candles(draw: random.Random) -> Clause:
    """All candles lit in the bathtub."""
    tub = place(draw, "BathtubBasin", definite=1)
    do = expand(
        draw,
        (
            f"(*{PUT} all the candles {{W}} and *light (them|all of them)*4"
            f"|*light all the candles and *({PUT}|arrange) them {{W}}*4|*(put"
            f"|have) lit candles {{W}}*2|*prepare a (candlelit bath|bath by candlelight)*3"
            f"|*place all candles {{W}}, lit|*set up (a candlelight bath"
            f"|candles in the bath, all lit))"
        ),
        {"W": tub},
    )
    return Clause(
        do,
        (thing("BathtubBasin", contents=(thing("Candle", "on", count="all"),), together=False),),
        expand(draw, f"(all the candles lit {tub}|a candlelit bath)"),
    )


def workspace(draw: random.Random) -> Clause:
    """Pens, laptops and books on one table, and a light."""
    inner = [thing("WritingUtensils"), thing("Laptop", "open", "on"), thing("Book", "open")]
    what = expand(
        draw,
        (
            "(a pen or pencil|a pen|something to write with), (an open laptop that is on"
            "|a laptop, open and running) and (an open book|a book, open)"
        ),
    )
    do = expand(
        draw,
        (
            "(*set up (a workspace|a place to work|my workspace|a study spot|my desk for work"
            "|a work area|somewhere to work)*6|*prepare (a workspace|a place to work"
            "|a workplace)*4|*get (a workspace|my workspace|my work area) ready*2"
            "|*arrange (a workspace|a place to study)*2|*make me a (workspace|place to study))"
        ),
    )
    if draw.random() < 0.4:
        do += linked(draw, "(with|:|, with)") + what
        do += " " + expand(
            draw, "(|on a table|on one table), (and|with) (a|the) light (on|switched on)"
        )
    return Clause(
        do,
        (thing("Tables", contents=inner), thing("LightSwitch", "on")),
        expand(draw, "(a workspace|a place to work|a place to study|somewhere to work)"),
    )
