"""What a household agent cannot or must not do, and what is no request at all."""

from __future__ import annotations

import random

from envs.ontology import OBJECT_TYPES, Affordance, can, takes
from planning.language.corpus import care, devices, food, keeping, placing
from planning.language.corpus.naming import phrase, place
from planning.language.corpus.nouns import TYPES
from planning.language.corpus.phrases import expand, weighted
from planning.language.corpus.refused_words import (
    BEINGS,
    CHAT,
    DANGER,
    DIGITAL,
    FACTS,
    INJECTION,
    NO_FOOD,
    NUMBER,
    OUTSIDE,
    WORLD,
)
from planning.language.corpus.registers import bare, dress, gerund, order
from planning.language.corpus.words import MOVE, PLACES, PUT, THINGS


def refused(draw: random.Random) -> str:
    """Words that come to no goal."""
    maker, weight = zip(*_MAKERS, strict=True)
    return draw.choices(maker, weight)[0](draw)


def _slots(draw: random.Random) -> dict[str, str]:
    return {"P": WORLD, "N": NUMBER, "B": BEINGS}


def _chat(draw: random.Random) -> str:
    text = expand(draw, CHAT)
    return (
        f"{text}{draw.choice((', ', '. ', ' '))}{expand(draw, CHAT)}"
        if draw.random() < 0.15
        else text
    )


def _facts(draw: random.Random) -> str:
    text = expand(draw, FACTS, _slots(draw))
    if draw.random() >= 0.2:
        return text
    opening = (
        "(hey|do you know|tell me|can you tell me|please tell me|I wonder|quick question:"
        "|I want to know)"
    )
    return f"{expand(draw, opening)} {text}"


def _digital(draw: random.Random) -> str:
    return dress(draw, order(draw, "*" + expand(draw, DIGITAL, _slots(draw))))


def _injected(draw: random.Random) -> str:
    return expand(draw, INJECTION, _slots(draw))


def _dangerous(draw: random.Random) -> str:
    return dress(draw, order(draw, "*" + expand(draw, DANGER, _slots(draw))))


def _beings(draw: random.Random) -> str:
    """Household verbs on what is no thing of the house."""
    where = place(draw, weighted(draw, PLACES))
    do = expand(
        draw,
        (
            f"(*(wash*3|clean*3|feed*4|walk*4|bathe*2|dry*2|brush*2|dress*2|wake|hug|call|pet"
            f"|train|chase|heat up|cool down|slice|cook|pick up|carry|babysit|entertain"
            f"|put to bed) {{B}}*8|*{PUT} {{B}} {{W}}*6|*{MOVE} {{B}} {{W}}*3|*(take"
            f"|bring) {{B}} (to school|outside|for a walk|to the vet|home|to bed|to the park"
            f"|upstairs)*4|*give {{B}} (a bath|food|a treat|medicine|a hug|some milk)*4"
            f"|*bring me {{B}}*2|*tell {{B}} to (come here|be quiet|clean up|wash the dishes)*3"
            f"|*watch {{B}}*2|*turn {{B}} (on|off)|*help {{B}} with homework*2|*throw {{B}} (out"
            f"|in the trash)*2)"
        ),
        {"B": BEINGS, "W": where},
    )
    return dress(draw, order(draw, do))


def _outside(draw: random.Random) -> str:
    where = place(draw, weighted(draw, PLACES))
    do = expand(
        draw,
        (
            f"(*(wash*5|clean*5|mop*2|sweep*2|vacuum*3|polish|paint*2|repair*3|fix*4|dust*2|mow"
            f"|drive*2|park|sell|buy|rent|build|insulate) {{O}}*10|*(heat|warm up|cool|cool down"
            f"|chill|heat up) {{O}}*4|*(turn|switch) (on|off) {{O}}*4|*(open|close|shut"
            f"|lock) {{O}}*4|*(slice|cut|cook|boil|fry|toast|microwave) {{O}}*4"
            f"|*{PUT} {{O}} {{W}}*4|*bring me {{O}}*3|*throw {{O}} (away|in the trash)*2"
            f"|*fill {{O}} with (water|gas|sand|coffee)*3|*water {{O}}*2|*(make|prepare|cook"
            f"|bake|fry|order) {{F}}*10|*(bring|get|give) me {{F}}*6|*put {{F}} {{W}}*5"
            f"|*slice {{F}}*2|*(iron|fold|hang|sew) (my|the) (shirts|clothes|pants|laundry"
            f"|towels)*4|*(take|bring) out the (mail|dog|trash*3|garbage*2|rubbish*2"
            f"|recycling)*5|*flush the toilet*3|*(make*3|do) (the|my|our) bed*4|*(clean|wipe"
            f"|polish|wash) the (mirror*3|bathroom mirror*2|mirrors)*4|*(make|brew"
            f"|prepare) (tea*3|a cup of tea*4|some tea|a pot of tea*2|green tea|me a tea)*4"
            f"|*(wipe*3|scrub*2|dust*3|polish*2|vacuum|disinfect|mop) (the counter*3|the table*3"
            f"|the shelf*2|the sofa|the desk*2|the stove*3|the sink*2|the fridge*2|the bathtub*2"
            f"|the toilet*3|the shelves*2|the microwave*2|the cabinets|the furniture*2"
            f"|the countertops*2)*5|*(change|wash) the (sheets|bed sheets|bedding)*2"
            f"|*shovel the snow*2|*rake the leaves*2|*change the (light bulb|lightbulb|tires"
            f"|diaper|oil|filter|batteries)*5|*hang (up|) the (picture|painting"
            f"|mirror) on the wall*2|*move the (furniture|fridge|couch|bed|piano) (upstairs"
            f"|to the garage|to the other room|outside)*4)"
        ),
        {"O": OUTSIDE, "F": NO_FOOD, "W": where},
    )
    return dress(draw, order(draw, do))


def _impossible(draw: random.Random) -> str:
    """Things of the house that do not afford what is asked."""
    where = place(draw, weighted(draw, PLACES))
    pick = draw.random()
    if pick < 0.3:
        kind = _lacking(draw, Affordance.SLICEABLE | Affordance.COOKABLE)
        while kind.endswith("Sliced") or kind in ("EggCracked", "Bread"):
            kind = _lacking(draw, Affordance.SLICEABLE | Affordance.COOKABLE)
        do = expand(
            draw,
            "*(slice*5|cut up*2|chop*3|cook*4|boil*3|fry*3|toast*3|cut*2|roast|bake|dice|peel) {X}",
            {"X": phrase(draw, kind).text},
        )
    elif pick < 0.62:
        kind = _lacking(draw, Affordance.PICKUPABLE)
        do = expand(
            draw,
            (
                f"(*{PUT} {{X}} {{W}}*5|*{MOVE} {{X}} {{W}}*3|*(bring me|hand me|pick up|give me"
                f"|fetch me|throw away|pass me) {{X}}*4|*throw {{X}} in the (trash|bin)"
                f"|*lift {{X}}|*carry {{X}} (outside|upstairs))"
            ),
            {"X": phrase(draw, kind, definite=0.85).text, "W": where},
        )
    elif pick < 0.78:
        kind = draw.choice(
            [
                name
                for name in TYPES
                if not can(name, Affordance.TOGGLEABLE)
                and name
                not in (
                    "StoveBurner",
                    "Curtains",
                    "Sink",
                    "SinkBasin",
                    "Bathtub",
                    "BathtubBasin",
                    "Blinds",
                    "VacuumCleaner",
                )
            ]
        )
        do = expand(
            draw,
            (
                "*(turn on*4|turn off*4|switch on*2|switch off*2|power on|start|reboot|charge*2"
                "|plug in*2) {X}"
            ),
            {"X": phrase(draw, kind).text},
        )
    elif pick < 0.88:
        kind = draw.choice(
            [
                name
                for name in TYPES
                if not can(name, Affordance.OPENABLE)
                and name
                not in (
                    "Curtains",
                    "Bottle",
                    "WineBottle",
                    "Egg",
                    "Bathtub",
                    "SoapBottle",
                    "Faucet",
                    "ShowerHead",
                    "ShowerGlass",
                    "TissueBox",
                    "LightSwitch",
                    "Dresser",
                    "TVStand",
                    "SprayBottle",
                    "SideTable",
                    "GarbageCan",
                    "GarbageBag",
                    "Newspaper",
                    "Desk",
                    "ButterKnife",
                )
            ]
        )
        do = expand(
            draw, "*(open*4|close*3|shut*2|unlock|lock) {X}", {"X": phrase(draw, kind).text}
        )
    else:
        while True:
            kind, receptacle = (
                weighted(draw, THINGS),
                draw.choice(
                    (
                        "Mug",
                        "Cup",
                        "Bowl",
                        "Plate",
                        "Toaster",
                        "Fridge",
                        "Microwave",
                        "StoveBurner",
                        "Pan",
                        "Pot",
                        "TowelHolder",
                        "ToiletPaperHanger",
                        "CoffeeMachine",
                    )
                ),
            )
            if (
                not takes(receptacle, kind)
                and kind != receptacle
                and kind not in ("Bread", "AlarmClock", "Bottle")
            ):
                break
        do = expand(
            draw,
            f"(*{PUT} {{X}} {{W}}*3|*{MOVE} {{X}} {{W}})",
            {"X": phrase(draw, kind).text, "W": place(draw, receptacle)},
        )
    return dress(draw, order(draw, do))


def _lacking(draw: random.Random, affordance: Affordance) -> str:
    return draw.choice(
        [
            kind.name
            for kind in OBJECT_TYPES
            if kind.name in TYPES
            and not kind.affordances & affordance
            and kind.name not in ("Faucet", "GarbageCan", "GarbageBag", "LightSwitch")
        ]
    )


def _gibberish(draw: random.Random) -> str:
    pick = draw.random()
    if pick < 0.45:
        letters = "asdfghjklqwertyuiopzxcvbnm" if pick < 0.2 else "aeioubdfgklmnprst"
        return " ".join(
            "".join(draw.choice(letters) for _ in range(draw.randint(2, 9)))
            for _ in range(draw.randint(1, 5))
        )
    if pick < 0.6:
        return (
            "".join(
                draw.choice("?!.,;:-_#0123456789 ()/%&$") for _ in range(draw.randint(1, 12))
            ).strip()
            or "?"
        )
    words = (
        "colorless ideas sleep furiously green seven under because of the never if then blue "
        "monday quickly table is why apple who running very the spoon of without mug yes "
        "thought when zebra cloud is are to lamp pillow river"
    ).split()
    return " ".join(draw.choice(words) for _ in range(draw.randint(2, 8)))


def _movement(draw: random.Random) -> str:
    return dress(
        draw,
        order(
            draw,
            "*"
            + expand(
                draw,
                (
                    "(come here*5|come over here*2|follow me*4|go (to the (kitchen*3|bedroom*2"
                    "|bathroom|living room*2|fridge|window|door|couch)|away*3|upstairs*2"
                    "|outside*2|home|to sleep*2|back to your dock*2|left|right|forward)*9"
                    "|walk (to the (fridge|kitchen|window)|around|in circles|faster)*3"
                    "|turn (around*3|left*3|right*3)*3|stay (here|there|where you are)*3"
                    "|wait (here|a minute|for me)*4|dance*3|dance for me*2|jump*2"
                    "|sing [a song]*3|sit down*2|stand up*2|lie down|look at me*2|stop (moving"
                    "|that|right there|it)*4|shut up*3|be quiet*3|turn yourself off*2"
                    "|shut down*3|restart|recharge [yourself]*2|charge yourself*2|move*2"
                    "|move out of the way*3|get out*2|hurry up*3|slow down*2|wave your hand"
                    "|shake hands|give me a high five*2|smile|talk to me*2|wake up*2"
                    "|count to ten*2|guess what*1|leave me alone*3|explore the house*2"
                    "|patrol the house*2|guard the house*2)"
                ),
            ),
        ),
    )


def _not_asked(draw: random.Random) -> str:
    """What would be a goal, but is forbidden, done already, or only talked about."""
    maker = draw.choice(
        (
            placing.place_one,
            care.clean,
            devices.switch,
            devices.open_or_shut,
            keeping.hold,
            placing.place_several,
            food.coffee,
            food.cook,
            keeping.throw_away,
            placing.place_treated,
        )
    )
    do = maker(draw).do.split(". ")[0]
    return expand(
        draw,
        "((don't*6|do not*4|please don't*4|never*3|you (don't|do not) (have|need) to*4"
        "|you (shouldn't|should not|must not|mustn't|may not|aren't allowed to)*4"
        "|no need to*4|there is no need to*2|I don't want you to*5|I'd rather you didn't*3"
        "|I told you not to*2|under no circumstances) {A}*20"
        "|(stop*3|quit|no more|I don't like you|I'm tired of|refrain from*2|avoid*2"
        "|I already finished*2|I am already*2|thanks for|thank you for*2|who is) {G}*7"
        "|(I'll*4|I will*4|I can*2|he will*2|she wants to*2|my mom will*2|let me*3"
        "|I'm going to*3|I have to*1|I want to*2) {A} myself*6"
        "|(how do (I|you|people)*4|how would one|how long does it take to*3|why should (I"
        "|you|anyone)*3|why would you*3|what happens if I*3|did you*5|did anyone"
        "|have you ever tried to|is it (safe|legal|healthy|hard) to*3|do you like to*2"
        "|when did you|who told you to*2|should I*2|do I have to*3|do you know how to*4"
        "|is it true that robots*2) {A}*9)",
        {"A": bare(do), "G": gerund(do)},
    )


def _about_home(draw: random.Random) -> str:
    """Questions and remarks about things, with nothing to be done."""
    one, other = phrase(draw, draw.choice(_NAMED)), phrase(draw, draw.choice(_NAMED))
    mine, yours = one.text, other.text
    return expand(
        draw,
        (
            "((how many|how much) {b} (do we have|are there|is there|do you see|cost)*4"
            "|what colou?r is {X}*3|is {X} (expensive|old|heavy|new|broken|yours|blue"
            "|made of wood|any good)*5|who (bought|made|broke|owns|invented) {X}*4|how (old"
            "|heavy|big|expensive) is {X}*4|do you (like|see|want|own|need) {X}*4|I (like|love"
            "|hate|bought|sold|broke|painted|inherited|remember) {X}*7|{X} (is|looks) (nice"
            "|beautiful|ugly|expensive|my favorite|from my grandmother|very old|new|cute"
            "|so pretty)*6|{X} (was|were) (a gift|on sale|expensive)*3|what is {X} (for"
            "|made of)*4|which is (bigger|better|heavier), {X} or {Y}*3|yesterday I (bought|saw"
            "|found|lost) {X}*4|my (friend|sister|neighbor) (has|bought|wants) {X}*4"
            "|is {X} bigger than {Y}*2|describe {X}*3|what do you think (of|about) {X}*4"
            "|draw (me|) {X}*3|sell {X}*3|buy {X}*4|order {X} [online]*3|paint {X} [red|blue]*3"
            "|repair {X}*4|fix {X}*4|wrap {X} as a gift*2|measure {X}*2|eat {X}*3|hide from {X}"
            "|talk to {X}*2|marry {X}|where can I buy {X}*3|what does {b} mean*2|say {b}*2"
            "|spell {b}*3|sit (on|in) {X}*2|name three {b}*1|count {X}*3)"
        ).replace("colou?r", "(color|colour)"),
        {"X": mine, "Y": yours, "b": one.bare},
    )


_NAMED = tuple(TYPES)
_MAKERS = (
    (_movement, 6.0),
    (_not_asked, 13.0),
    (_about_home, 9.0),
    (_chat, 14.0),
    (_facts, 14.0),
    (_digital, 18.0),
    (_injected, 7.0),
    (_dangerous, 9.0),
    (_beings, 10.0),
    (_outside, 17.0),
    (_impossible, 15.0),
    (_gibberish, 5.0),
)
