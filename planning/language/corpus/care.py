"""Goals about the state of things where they are: clean, hot, cold, cut, filled, on, open, held."""

from __future__ import annotations

import random

from envs.ontology import Affordance, can
from planning.language.corpus.naming import Count, Phrase, phrase, resting
from planning.language.corpus.pairs import Clause, thing
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.placing import Found, deed, found, place_clause
from planning.language.corpus.words import (
    ADJECTIVE_OF,
    BRING_ABOUT,
    DIRTYABLE,
    FILLABLE,
    OPENABLE,
    PICKUPABLE,
    SUITED,
    THINGS,
    WASHABLE,
)
from planning.language.goal_language import Hint, Subgoal

_CLEANED: dict[str, float] = {
    **{kind: 1.0 for kind in WASHABLE},
    **{kind: 3.0 for kind in DIRTYABLE},
    "Plate": 8, "Mug": 7, "Bowl": 6, "Cup": 6, "Pan": 5, "Pot": 5, "Cloth": 4, "Mirror": 2, "Bed": 1,
}  # fmt: skip
_CLEAN_CLASSES = {"Dishware": 4.0, "Drinkware": 3.0, "Silverware": 2.0, "Tableware": 2.0, "Cookware": 3.0}
_DIRTY = (
    "({X} {are} (dirty*6|filthy*2|grubby|a mess|stained|sticky|disgusting|gross|not clean*2|all dirty|greasy|grimy|covered in crumbs|unwashed)"
    "|{X} (need|needs) (a wash|washing*2|cleaning*2|to be (washed|cleaned|scrubbed)*2|a rinse|a scrub)*4|somebody left {X} (dirty|unwashed)|{X} could use a (wash|rinse|scrub|good clean))"
)


def _agree(text: str, said: Phrase) -> str:
    if said.plural:
        return text.replace(" needs ", " need ")
    return text.replace(" need ", " needs ")


def _spoken(got: Found, do: str) -> str:
    return f"{do}. {got.tail}" if got.tail else do


def clean(draw: random.Random) -> Clause:
    """Something, or all of a kind, clean where it is."""
    count: Count = weighted(draw, {1: 6.0, 2: 1.2, 3: 0.5, "all": 4.0})  # pyright: ignore[reportAssignmentType]
    kind = weighted(draw, _CLEANED)
    if count == "all" and draw.random() < 0.45:
        kind = weighted(draw, _CLEAN_CLASSES)
    state = "clean" if can(kind, Affordance.DIRTYABLE) or kind in _CLEAN_CLASSES else "washed"
    adjective = "dirty" if draw.random() < 0.12 and state == "clean" else ""
    got = found(draw, kind, "SinkBasin", count, adjective) if kind in PICKUPABLE else Found(phrase(draw, kind, count))
    x = got.said
    full = x.text + (f" {got.source}" if got.source else "")
    do = expand(draw, BRING_ABOUT["washed"], {"X": full})
    do = expand(
        draw,
        "({D}*8|*make {X} clean|*make sure {X} {are} clean*2|*do {X}|*wipe {X} clean|*get the dirt off {X}|*polish {X}|*have {X} cleaned)"
        if kind in DIRTYABLE
        else "({D}*12|*make sure {X} {are} clean)",
        {"D": do, "X": full, "are": x.are},
    )
    item = thing(kind, state, count=count, which=got.which)
    adjective = expand(draw, "(clean*5|washed|spotless|sparkling clean|cleaned|sparkling)")
    fresh = phrase(draw, kind, count, plain=True)
    say = _agree(expand(draw, _DIRTY, {"X": x.text, "are": x.are}), x)
    if count == "all" and draw.random() < 0.3:
        say = f"{fresh.text} {expand(draw, '(should be|have to be|need to be|must be)')} {adjective}"
    deeds = (deed("pick-up", kind, got.place), deed("wash", kind)) if count == 1 else ()
    return Clause(_spoken(got, do), (item,), f"{fresh.text} {adjective}", say if not got.source else "", hints=got.hints, deeds=deeds)


def temper(draw: random.Random) -> Clause:
    """Something hot or cold, wherever it is then."""
    state = draw.choice(("heated", "chilled"))
    kind = draw.choice(SUITED[state])
    if draw.random() < 0.5:
        kind = draw.choice(("Potato", "Apple", "Tomato", "Bread", "Mug", "Cup", "Bowl", "Egg", "Plate") if state == "heated" else ("Apple", "Tomato", "Lettuce", "Bottle", "WineBottle", "Cup", "Mug", "Bowl", "Potato"))
    count: Count = 1 if draw.random() < 0.88 else 2
    got = found(draw, kind, "", count)
    full = got.said.text + (f" {got.source}" if got.source else "")
    do = expand(draw, BRING_ABOUT[state], {"X": full})
    adjective = expand(draw, ADJECTIVE_OF[state])
    named = phrase(draw, kind, count, plain=True)
    complaint = {
        "heated": "({X} {are} (cold|too cold|stone cold|not warm enough|freezing|lukewarm)|{X} should be (hot|warm|warmer)|I like {X} (hot|warm))",
        "chilled": "({X} {are} (warm|too warm|not cold enough|too hot|at room temperature)|{X} should be (cold|colder|chilled)|I like {X} (cold|chilled))",
    }[state]
    say = expand(draw, complaint, {"X": got.said.text, "are": got.said.are})
    want = f"{phrase(draw, kind, count, state=adjective, definite=0.4).text}" if draw.random() < 0.5 else f"{named.text} {adjective}"
    item = thing(kind, state, count=count, which=got.which)
    deeds = (deed("pick-up", kind, got.place), deed("heat" if state == "heated" else "chill", kind))
    return Clause(_spoken(got, do), (item,), want, say if not got.hints and not got.which else "", hints=got.hints, deeds=deeds if count == 1 else ())


def fill(draw: random.Random) -> Clause:
    """A vessel filled, or empty."""
    kind = draw.choice(FILLABLE)
    if draw.random() < 0.15:
        said = phrase(draw, kind)
        count: Count = 1
        do = expand(draw, "(*empty {X}*4|*empty {X} out|*pour out {X}|*pour {X} out|*dump (out {X}|{X} out)|*tip {X} out|*pour the (water|liquid) out of {X}*2|*drain {X}|*empty {X} into the sink*2)", {"X": said.text})
        return Clause(do, (thing(kind, "empty", count=count),), f"{said.text} (empty|emptied)".replace("(empty|emptied)", draw.choice(("empty", "emptied"))))
    got = found(draw, kind, "SinkBasin")
    full = got.said.text + (f" {got.source}" if got.source else "")
    clean_too = draw.random() < 0.15 and can(kind, Affordance.DIRTYABLE)
    do = expand(
        draw,
        "(*fill {X} with [cold|tap|fresh|some] water*6|*fill {X} up with water*3|*put [some] water in {X}*4|*pour [some] water (in|into) {X}*3|*fill {X} (at|from|under) the (tap|sink|faucet)*2"
        "|*add [some] water to {X}|*get [some] water in {X}|*fill up {X} with water|*run [some] water into {X}|*top {X} up with water|*load {X} with water)",
        {"X": full},
    )
    if clean_too:
        do = expand(draw, "(*wash {X} and {D}|*rinse {X}, then {D}|*clean {X} and then {D})", {"X": full, "D": do.replace(full, got.said.it)})
    bare = got.said.bare
    want = expand(draw, "({X} (filled with water|full of water*2|with water in it)|a {b} of water*4|a {b} full of water)", {"X": got.said.text, "b": bare})
    states = ("clean", "filled-with-water") if clean_too else ("filled-with-water",)
    say = "" if got.hints or got.which or clean_too else expand(draw, "({X} (needs water|should be full of water|should have water in it|has no water in it|needs to be filled with water|is empty, it needs water))", {"X": got.said.text})
    deeds = (deed("pick-up", kind, got.place), deed("fill", kind)) if not clean_too else (deed("pick-up", kind, got.place), deed("wash", kind), deed("fill", kind))
    return Clause(_spoken(got, do), (thing(kind, *states, which=got.which),), want if not (got.hints or got.which or clean_too) else "", say, hints=got.hints, deeds=deeds)


def water_plant(draw: random.Random) -> Clause:
    count: Count = "all" if draw.random() < 0.2 else 1
    said = phrase(draw, "HousePlant", count)
    do = expand(draw, "(*water {X}*9|*give {X} (some|a bit of|a little|fresh|a drop of) water*5|*pour [some] water on {X}*2|*give {X} (a drink|a drink of water)*2|*bring [some] water to {X}|*put [some] water (on|in) {X}*2|*make sure {X} (gets|get) (water|watered)*2|*hydrate {X}|*see that {X} {are} watered)", {"X": said.text, "are": said.are})
    say = expand(draw, "({X} {are} (dry*2|thirsty*3|drooping|wilting*2|dying*2|looking sad*2|very dry|drying out|parched|bone dry)*5|{X} (need|needs) (water*3|watering*3|to be watered*2|some water*2|a drink)*5|nobody has watered {X}[ in (days|weeks|a while)]*3|{X} (look|looks) (dry|thirsty|sad|wilted|droopy)*2)", {"X": said.text, "are": said.are})
    say = _agree(say, said)
    say = say.replace(" looks ", " look ") if said.plural else say.replace(" look ", " looks ")
    return Clause(do, (thing("HousePlant", "filled", count=count),), f"{said.text} watered", say)


_SWITCHED: dict[str, float] = {
    "Television": 8, "Lamps": 8, "Lights": 10, "DeskLamp": 5, "FloorLamp": 5, "LightSwitch": 3,
    "Faucet": 5, "StoveKnob": 4, "Microwave": 3, "Toaster": 2, "CoffeeMachine": 3, "Laptop": 4,
    "Desktop": 2, "CellPhone": 2, "ShowerHead": 3, "WashingMachine": 2, "ClothesDryer": 1.5,
    "Candle": 3, "Computers": 1,
}  # fmt: skip
# Of these there are many: "turn off the light" is done when none is on any more.
_MANY = frozenset("Lamps Lights LightSwitch StoveKnob Faucet Candle Cabinet Drawer Computers".split())


def switch(draw: random.Random) -> Clause:
    """A device, or all of them, on or off."""
    kind = weighted(draw, _SWITCHED)
    on = draw.random() < 0.5
    pick = draw.random()
    if pick < 0.62:
        count: Count = 1
        x = _stove(draw) if kind == "StoveKnob" else phrase(draw, kind, definite=0.97)
        got = found(draw, kind) if pick < 0.12 and kind not in ("Lights", "StoveKnob", "Computers") else Found(x)
        if got.hints:
            got = Found(x)
        if not on and kind in _MANY and not got.which:
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
        do = expand(draw, "(*light {X}*6|*light up {X}|*get {X} (burning|lit))" if on else "(*put out {X}*4|*blow out {X}*4|*blow {X} out*2|*extinguish {X}*2|*snuff {X} out)", {"X": x.text})
        want = expand(draw, "{X} (lit|burning)" if on else "{X} (out|blown out)", {"X": x.text})
    else:
        do = expand(
            draw,
            "(*turn {w} {X}*6|*turn {X} {w}*6|*switch {w} {X}*4|*switch {X} {w}*4|*put {X} on*2|*power on {X}|*start {X}|*power up {X}|*flick on {X}|*flip on {X}|*make sure {X} {are} on*2|*get {X} on|*activate {X}|*have {X} on)"
            if on
            else "(*turn {w} {X}*6|*turn {X} {w}*6|*switch {w} {X}*4|*switch {X} {w}*4|*shut {X} off*3|*shut off {X}*3|*power down {X}|*power off {X}|*kill {X}|*cut {X}|*make sure {X} {are} off*2|*turn out {X}|*deactivate {X}|*stop {X}|*shut {X} down)",
            {"X": x.text, "w": word, "are": x.are},
        )
        want = expand(draw, "{X} (turned {w}|switched {w}|{w}*3)", {"X": x.text, "w": word})
    say = expand(
        draw,
        "({X} should be {w}*2|{X} {are} off and I need (it|them) on|{X} {are} not on yet|{X} {are} still off)" if on else "({X} should be {w}*2|{X} {are} still on*3|somebody left {X} on*3|{X} {are} on for no reason|{X} {are} running for nothing|I forgot to turn off {X}*2|{X} shouldn't be on)",
        {"X": x.text, "w": word, "are": x.are},
    )
    terse = f"{x.bare} {word}" if not got.which and count in (1, "all") and kind not in _MANY else ""
    return Clause(do, (thing(kind, word, count=count, which=got.which),), want, say, terse, deeds=(deed(f"toggle-{word}", kind),) if count == 1 else ())


def _stove(draw: random.Random) -> Phrase:
    word = expand(draw, "(stove*5|burner*3|cooker*2|hob*2|stove burner*2|stovetop|stove knob*2|gas|range|cooktop)")
    return Phrase(f"{expand(draw, '(the*6|my|a)')} {word}", False, word)


_OPENED: dict[str, float] = {
    **{kind: 1.0 for kind in OPENABLE},
    "Fridge": 7, "Microwave": 4, "Cabinet": 5, "Drawer": 5, "Blinds": 5, "Toilet": 5, "Book": 3,
    "Laptop": 4, "Safe": 3, "ShowerCurtain": 3, "ShowerDoor": 3, "WashingMachine": 2, "Box": 2,
    "ClothesDryer": 1.5, "LaundryHamper": 1.5, "Kettle": 1,
}  # fmt: skip


def open_or_shut(draw: random.Random) -> Clause:
    """Something open or closed."""
    kind = weighted(draw, _OPENED)
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
        got = Found(Phrase(f"{got.said.text} door" if "the" in got.said.text else f"the door of {got.said.text}", False, got.said.bare + " door"))
    if shut and kind in _MANY and not got.which:
        count = "all"
    x = got.said
    do = expand(
        draw,
        "(*close {X}*8|*shut {X}*6|*close {X} up|*close up {X}|*push {X} (shut|closed)|*make sure {X} {are} (closed|shut)*2|*pull {X} (shut|closed)|*get {X} closed)"
        if shut
        else "(*open {X}*10|*open {X} up*3|*open up {X}*3|*make sure {X} {are} open*2|*get {X} open|*pull {X} open|*have {X} open)",
        {"X": x.text, "are": x.are},
    )
    if kind in ("Blinds", "ShowerCurtain") and draw.random() < 0.3:
        do = expand(draw, "(*draw {X}|*pull down {X}|*lower {X}|*let down {X})" if shut else "(*raise {X}|*pull up {X}|*pull {X} back|*roll up {X}|*lift {X})", {"X": x.text})
    if kind == "Toilet" and draw.random() < 0.3:
        do = expand(draw, "(*put {X} down|*lower {X}|*put down {X})" if shut else "(*lift {X}|*put {X} up|*raise {X})", {"X": x.text})
    word = "closed" if shut else "open"
    adjective = draw.choice(("closed", "shut")) if shut else "open"
    say = expand(draw, "({X} {are} (open|still open|wide open)*3|somebody left {X} open*3|{X} should be {w}*2|{X} shouldn't be open)" if shut else "({X} should be open*3|{X} {are} (closed|still closed|shut) and I need (it|them) open|why {are} {X} (closed|shut))", {"X": x.text, "w": adjective, "are": x.are})
    return Clause(do, (thing(kind, word, count=count, which=got.which),), f"{x.text} {adjective}", say, deeds=(deed("close" if shut else "open", kind),) if count == 1 else ())


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
    else:
        state = ""
    do = expand(
        draw,
        "(*bring me {X}*8|*hand me {X}*5|*get me {X}*5|*give me {X}*4|*fetch me {X}*3|*fetch {X}*4|*grab {X} [for me]*4|*pass me {X}*3|*pick up {X}*5|*bring {X} (to me|over|here|over here)*4|*get {X}*3|*hold {X}*3"
        "|*pick {X} up*2|*find me {X}*2|*find {X} and bring it [to me|over]*2|*hold on to {X}|*carry {X} (to me|over here)|*take {X} in your hand*2|*deliver {X} to me|*go get {X}*2|*go fetch {X}|*pass {X} [over]|*lift {X}|*grab me {X}*2|*pick {X} up and hold (it|onto it))",
        {"X": full},
    )
    want = "" if got.hints or got.which else full
    say = expand(draw, "(I (can't find|am looking for|could use|forgot|need|'m looking for|lost) {X}|where (is|did I put) {X}[, I need it]|has anyone seen {X}, I need it)", {"X": full}).replace("I 'm", "I'm") if not got.hints and not got.which and not state else ""
    return Clause(_spoken(got, do), (thing(kind, "held", *([state] if state else []), which=got.which),), want, say, hints=got.hints, deeds=(deed("pick-up", kind, got.place),) if not state else ())


_PUT_AWAY: dict[str, str] = {
    **{kind: "Drawer" for kind in ("ButterKnife", "Fork", "Knife", "Ladle", "Spatula", "Spoon", "Pen", "Pencil")},
    **{kind: "Cabinet" for kind in ("Bowl", "Cup", "Kettle", "Mug", "Pan", "Plate", "Pot", "PepperShaker", "SaltShaker", "SprayBottle", "Bottle")},
    **{kind: "Fridge" for kind in ("Apple", "AppleSliced", "Egg", "Lettuce", "LettuceSliced", "Potato", "PotatoSliced", "Tomato", "TomatoSliced", "WineBottle")},
    "Book": "Shelf", "Towel": "TowelHolder", "HandTowel": "HandTowelHolder", "ToiletPaper": "ToiletPaperHanger",
    "Silverware": "Drawer", "KitchenUtensils": "Drawer", "Dishware": "Cabinet", "Drinkware": "Cabinet", "Food": "Fridge", "Tableware": "Cabinet",
    "Vegetables": "Fridge", "Fruit": "Fridge", "Condiments": "Cabinet", "WritingUtensils": "Drawer", "CleaningProducts": "Cabinet", "Cookware": "Cabinet",
    "Bread": "Cabinet", "DishSponge": "Cabinet", "SoapBottle": "Cabinet", "CD": "Shelf", "Newspaper": "Shelf", "RemoteControl": "Drawer", "CellPhone": "Drawer",
    "Watch": "Drawer", "KeyChain": "Drawer", "Pillow": "Sofa",
}  # fmt: skip
_CLASSES_AWAY = frozenset("Silverware KitchenUtensils Dishware Drinkware Food Tableware Vegetables Fruit Condiments WritingUtensils Cookware".split())


def put_away(draw: random.Random) -> Clause:
    """Something where such things are kept."""
    kind = draw.choice([name for name in _PUT_AWAY if name != "CleaningProducts"])
    count: Count = "all" if kind in _CLASSES_AWAY or draw.random() < 0.3 else 1
    got = found(draw, kind, _PUT_AWAY[kind], count)
    full = got.said.text + (f" {got.source}" if got.source else "")
    do = expand(draw, "(*put {X} away*8|*put away {X}*6|*tidy {X} away*2|*tidy away {X}*2|*put {X} back where (it belongs|they belong)*2|*stow {X} [away]*2|*put {X} back*2|*return {X} to (its|their) (place|spot)|*store {X}*2|*put {X} where it (goes|belongs)*2|*tidy up {X}*2|*clear {X} away*2|*clean up {X}|*pack {X} away)", {"X": full})
    say = "" if got.hints or got.which else _agree(expand(draw, "({X} (need|needs) (putting away|to be put away*2)|somebody left {X} (out|lying around*2)|{X} {are} (lying around|still out|not put away))", {"X": got.said.text, "are": got.said.are}), got.said)
    item = thing(kind, count=count, which=got.which)
    deeds: tuple[Subgoal, ...] = (deed("pick-up", kind, got.place), deed("place", kind, _PUT_AWAY[kind])) if count == 1 else ()
    return Clause(_spoken(got, do), (thing(_PUT_AWAY[kind], contents=(item,)),), f"{got.said.text} put away" if not got.hints and not got.which else "", say, hints=got.hints, deeds=deeds)


def throw_away(draw: random.Random) -> Clause:
    """Something in the garbage."""
    if draw.random() < 0.3:
        return place_clause(draw, weighted(draw, THINGS), "GarbageCan", weighted(draw, {1: 6.0, 2: 1.0, "all": 1.0}))  # pyright: ignore[reportArgumentType]
    kind = weighted(draw, THINGS)
    count: Count = weighted(draw, {1: 7.0, 2: 1.0, "all": 2.0})  # pyright: ignore[reportAssignmentType]
    got = found(draw, kind, "GarbageCan", count)
    full = got.said.text + (f" {got.source}" if got.source else "")
    can_name = phrase(draw, "GarbageCan", plain=True, definite=1).text
    do = expand(draw, "(*throw {X} away*6|*throw away {X}*6|*throw out {X}*3|*throw {X} out*3|*toss {X}*3|*toss {X} out*2|*dispose of {X}*3|*trash {X}*3|*bin {X}*3|*get rid of {X}*4|*chuck {X} [out]*2|*discard {X}*2|*dump {X}|*throw {X} in {C}*4|*toss {X} in {C}*3|*dump {X} in {C}*2|*chuck {X} in {C}|*put {X} out with the (trash|garbage|rubbish)|*recycle {X})", {"X": full, "C": can_name})
    say = "" if got.hints or got.which else expand(draw, "({X} {are} (garbage|trash|rubbish|rotten|no good anymore|useless)|we (don't|do not) need {X} any more[, get rid of it]|{X} can go in {C}|{X} (belongs in|goes in) {C})", {"X": got.said.text, "are": got.said.are, "C": can_name})
    if kind in ("CreditCard", "KeyChain") and "no good" in say:
        say = ""
    item = thing(kind, count=count, which=got.which)
    deeds = (deed("pick-up", kind, got.place), deed("place", kind, "GarbageCan")) if count == 1 else ()
    return Clause(_spoken(got, do), (thing("GarbageCan", contents=(item,)),), "", say, hints=got.hints, deeds=deeds)


def where_is(draw: random.Random, hint: Hint) -> str:
    """A sentence that says where something is."""
    said = phrase(draw, hint.kind, plain=True, definite=0.97)
    return expand(
        draw,
        "({X} {are} {R}*6|{X} should be {R}*2|you (will|can|'ll) find {X} {R}*3|I think {X} {are} {R}*2|there {are} {a} {R}*2|look {R} for {X}*2|I (left|saw|put) {X} {R}*3|{X} (might|may) be {R}*2|{X} {are} probably {R}|try {R} for {X}|check {R} for {X})",
        {"X": said.text, "are": said.are, "a": said.bare if said.plural else phrase(draw, hint.kind, plain=True, definite=0).text, "R": resting(draw, hint.place)},
    ).replace("you 'll", "you'll")
